"""Inside Odoo: one lead converted by the dialog as a salesperson does it, in each of the ways the dialog offers.

What is measured is all that the server does from the click that opens the dialog until the opportunity is there: the
three requests of the web client, each with nothing in Odoo's cache of records, in one transaction that is taken back.
"""

from __future__ import annotations

from typing import NamedTuple

from . import bench_floor, bench_match
from .bench_match_ways import EVIDENCE, Ways
from .bench_merge import _machine

SELLER = "bench-seller-0"
_EACH, _EACH_BRIEF = 30, 10
_DIALOG = "crm.lead2opportunity.partner"
_OPEN = "lead.active AND lead.type = 'lead' AND lead.won_status = 'pending' AND lead.partner_id IS NULL"
_LEADS = f"""
    WITH addresses AS (SELECT email_normalized, count(*) AS leads FROM crm_lead
                        WHERE email_normalized <> '' GROUP BY 1),
    customers AS (SELECT email_normalized, count(*) AS partners, min(id) AS partner_id FROM res_partner
                   WHERE active AND email_normalized <> '' GROUP BY 1)
    SELECT lead.id, customers.partner_id FROM crm_lead AS lead JOIN addresses USING (email_normalized)
      LEFT JOIN customers USING (email_normalized)
     WHERE {_OPEN} AND addresses.leads = 1 AND COALESCE(customers.partners, 0) = %s
     ORDER BY md5(%s || lead.id) LIMIT %s"""
_PAIRS = """
    SELECT min(id) FILTER (WHERE type = 'lead'), array_agg(id ORDER BY id) FROM crm_lead
     WHERE email_normalized <> '' GROUP BY email_normalized
    HAVING count(*) = 2 AND bool_and(active AND won_status = 'pending' AND partner_id IS NULL)
       AND count(*) FILTER (WHERE type = 'lead') > 0
     ORDER BY md5('merge' || min(id)) LIMIT %s"""


class Asked(NamedTuple):
    """What the salesperson chooses for a lead."""

    action: str
    lead_id: int
    partner_id: int | None = None
    ids: tuple = ()  # those to merge, itself among them


def cases(env, each: int = _EACH) -> dict[str, list[Asked]]:
    """:return: {title: what is asked}; the same before the addon is there and after"""

    def rows(query: str, *parameters):
        # how many have an address of their own the database guesses too low, and compares each with each
        env.cr.execute("SET LOCAL enable_nestloop = off")
        env.cr.execute(query, parameters)
        found = env.cr.fetchall()
        env.cr.execute("SET LOCAL enable_nestloop = on")
        return found

    new = [lead_id for lead_id, _none in rows(_LEADS, 0, "convert", 2 * each)]
    return {
        "create": [Asked("create", lead_id) for lead_id in new[:each]],
        "exist": [Asked("exist", *row) for row in rows(_LEADS, 1, "convert", each)],
        "nothing": [Asked("nothing", lead_id) for lead_id in new[each:]],
        "merge": [Asked("merge", lead_id, None, tuple(ids)) for lead_id, ids in rows(_PAIRS, each)],
    }


def converter(env):
    """:return: the question"""
    view = env.ref("crm.view_crm_lead2opportunity_partner")
    arch = bench_match.ElementTree.fromstring(env[_DIALOG].get_views([(view.id, "form")])["views"]["form"]["arch"])
    spec = bench_match._spec(env[_DIALOG], arch)
    shown_only = {node.get("name") for node in arch.iter("field") if node.get("readonly") in ("1", "True")}
    # of a new record the web client sends all that may be changed
    fields = [field for name in spec if name not in shown_only and not (field := env[_DIALOG]._fields[name]).readonly]

    def convert(env, asked: Asked) -> None:
        context = {"active_model": "crm.lead", "active_id": asked.lead_id, "active_ids": [asked.lead_id]}
        Dialog = env[_DIALOG].with_context(**context)
        shown = Dialog.onchange({}, [], spec)["value"]
        sent = {field.name: _sent(field, shown.get(field.name, False)) for field in fields}
        if asked.action == "merge":
            sent |= {"name": "merge", "duplicated_lead_ids": [(6, 0, asked.ids)]}
        else:
            sent |= {"name": "convert", "action": asked.action, "partner_id": asked.partner_id or False}
        env.invalidate_all()
        [saved] = Dialog.web_save(sent, {"id": {}})
        env.invalidate_all()
        Dialog.browse(saved["id"]).action_apply()

    return convert


def _sent(field, value):
    """:return: a value as it was shown, as the web client sends it"""
    if field.type == "many2many":
        return [(4, command[1]) for command in value or [] if command[0] in (1, 4)]
    return value["id"] if field.type == "many2one" and value else value


def check(env, asked: Asked) -> None:
    """A number is worth nothing if something else was done."""
    env.flush_all()
    env.cr.execute(
        """SELECT count(*) FILTER (WHERE type = 'opportunity' AND active), count(*) FILTER (WHERE partner_id = %s),
                  count(partner_id) FROM crm_lead WHERE id = ANY(%s)""",
        [asked.partner_id, list(asked.ids or (asked.lead_id,))],
    )
    opportunities, linked, customers = env.cr.fetchone()
    right = {
        "create": customers == 1,
        "exist": linked == 1,
        "nothing": not customers,
        "merge": True,
    }[asked.action]
    if opportunities != 1 or not right:
        raise RuntimeError(f"Converting did something else than it should: {asked}")


def floor(env, asked: Asked) -> None:
    if asked.action == "create":
        bench_floor.create(env, [asked.lead_id])
        return
    if asked.action == "merge":
        bench_floor.merge(env, dict.fromkeys(asked.ids[1:], asked.ids[0]))
    bench_floor.link(env, (asked.ids or (asked.lead_id,))[:1], asked.partner_id)


def measure(env, wish: dict, tell) -> None:
    ways = Ways(env, SELLER)
    ours = EVIDENCE in ways.names
    if ours:
        ways.names = (EVIDENCE,)
    machine = _machine(env)
    rows, convert = {}, converter(env)
    for name, asked in cases(env, _EACH_BRIEF if wish["brief"] else _EACH).items():
        if not asked:
            raise RuntimeError(f"Among so few leads there is none to measure “{name}” with: see --leads.")
        env.cr.rollback()
        # Odoo's dialog always wants a customer
        names, ways.names = ways.names, () if name == "nothing" and not ours else ways.names
        rows[name] = ways.compare(convert, asked, lambda text, name=name: tell(note=f"{name}, {text}"), floor, check)
        ways.names = names
    tell(rows=rows, machine=machine)
