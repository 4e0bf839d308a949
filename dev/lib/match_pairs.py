"""Pairs of leads as the addon compares them, without Odoo and without a database: for fitting and measuring weights.

What the models do with SQL is done here with dictionaries: the same keys, the same groups in which leads are looked
for, the same findings and the same counts.
"""

from __future__ import annotations

import importlib
import itertools
import sys
import types
from collections import defaultdict
from typing import NamedTuple

from . import addon

# What is used of the tools needs no Odoo, but the packages that they are in do: here those are only folders.
for _name, _folder in (("leads_addon", addon.ROOT), ("leads_addon.tools", addon.ROOT / "tools")):
    _package = types.ModuleType(_name)
    _package.__path__ = [str(_folder)]
    sys.modules.setdefault(_name, _package)
evidence = importlib.import_module("leads_addon.tools.evidence")
tools = importlib.import_module("leads_addon.tools.normalize")

COUNTED = ("email", "phone", "person", "company", "domain", "address")
# The country of the company to which all leads of the database belong.
_HOME = "BE"


class Pairs(NamedTuple):
    """Pairs that are compared, and all true ones."""

    leads: list
    found: list[dict]
    shared: list[dict]
    true: list[bool]
    sizes: list[int]  # leads of the customer of the first one
    all_true: int
    places: list[tuple[int, int]]


def _keys(lead):
    """What crm.lead.match.key has of a lead."""

    def number(kind, text):
        return tools.key_hash(kind, text) if text else 0

    country = lead.country or _HOME
    name = lead.contact_name or tools.name_before(lead.email_from)
    entity = customer = lead.customer
    while entity and entity.parent and not entity.is_company:
        entity = entity.parent
    phone = tools.phone_key(lead.phone, country)
    return evidence.Keys(
        emails=tuple(number("email", one) for one in tools.email_key(lead.email_from)),
        phones=(number("phone", tools.phone_end(lead.phone, country)),) if phone else (),
        partner=customer.number if customer else 0,
        entity=entity.number if entity and entity.is_company else 0,
        person=number("person", tools.person_key(name or tools.mailbox_name(lead.email_from))),
        company=number("company", tools.company_key(lead.partner_name)),
        domain=number("domain", tools.own_domain(lead.email_from, lead.website)),
        address=number("address", tools.address_key(lead.street, lead.zip, country)),
        contact_name=name or "",
        partner_name=lead.partner_name or "",
        email=lead.email_from or "",
        phone=f"+{phone}" if phone else "",
    )


def _values(keys, kind) -> tuple:
    if kind in ("email", "phone"):
        return getattr(keys, kind + "s")
    if kind.startswith("in_"):
        other = getattr(keys, kind[3:])
        return ((keys.person, other),) if keys.person and other else ()
    value = getattr(keys, kind)
    return (value,) if value else ()


def _groups(leads) -> dict:
    """{kind: {value: places of the leads that have it}}"""
    groups = {kind: defaultdict(list) for kind in evidence.BLOCKS}
    for place, keys in enumerate(leads):
        for kind, group in groups.items():
            for value in _values(keys, kind):
                group[value].append(place)
    return groups


def _shared(groups, leads) -> dict:
    """{(kind, value): how common it is}, as the database counts: how many share a very common value it knows, but not
    of an address."""
    shared = {}
    for kind in COUNTED:
        for value, places in groups[kind].items():
            listed = places[: evidence.BLOCKS[kind] + 1] if kind == "email" else places
            names = {leads[place].person for place in listed} - {0}
            shared[kind, value] = evidence.Shared(len(listed), len(names))
    return shared


def pairs(source) -> Pairs:
    """:param source: leads of the generator, or of what looks like it"""
    clusters, leads = [], []
    for lead in source:
        clusters.append(lead.cluster)
        leads.append(_keys(lead))
    groups = _groups(leads)
    common = _shared(groups, leads)
    places = {
        pair
        for kind, group in groups.items()
        for members in group.values()
        if len(members) <= evidence.BLOCKS[kind]
        for pair in itertools.combinations(members, 2)
    }
    sizes = defaultdict(int)
    for cluster in clusters:
        sizes[cluster] += 1
    places = sorted(places)
    found, shared = [], []
    for one, other in places:
        mine, theirs = leads[one], leads[other]
        found.append(evidence.compare(mine, theirs))
        shared.append({
            kind: min(common[kind, value] for value in values)
            for kind in COUNTED
            if (values := set(_values(mine, kind)) & set(_values(theirs, kind)))
        })  # fmt: skip
    return Pairs(
        leads, found, shared,
        [clusters[one] == clusters[other] for one, other in places],
        [sizes[clusters[one]] for one, _other in places],
        sum(size * (size - 1) // 2 for size in sizes.values()),
        places,
    )  # fmt: skip


def strengths(known: Pairs, weights) -> list[int]:
    """How strong each pair is, the promise kept that the same e-mail address is always shown."""
    least = 55
    answers = []
    for found, shared in zip(known.found, known.shared, strict=True):
        strength = evidence.strength(found, evidence.evidence(found, shared, weights), weights)
        answers.append(max(strength, least) if found["email"] == "same" else strength)
    return answers
