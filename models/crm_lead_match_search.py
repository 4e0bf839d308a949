"""The part of matching that the database does: which leads share something
with the ones asked for, how common that is, and what they say."""

import json
from collections import defaultdict
from functools import reduce
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..tools.arrays import as_array
from ..tools.evidence import BLOCKS, Keys, Shared
from ..tools.normalize import name_before
from .crm_lead_match_key import COLUMNS

_TEXTS = ('email_from', 'partner_name', 'contact_name', 'website', 'street', 'zip')
_SINGLE = ('partner', 'entity', 'person', 'company', 'domain', 'address')


class Hits(NamedTuple):
    """What the database found for one lead that was asked for."""
    shared: dict  # {kind: Shared}
    lead_ids: set
    declared: dict  # {lead id: what the two shared when they were said to be different}
    emails: dict  # {kind of key: key} of the addresses that too many share to read all of them


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _search_similar(self, leads):
        """Ask the database for the leads that share something with some.

        :param dict leads: {number: lead}; that of a lead being typed is negative
        :return: list of tuples of those that have any: number of the lead asked
            for; what it says (a :class:`Keys`); how common that is ({kind:
            Shared}); list of dicts with what those that share something say
            (``keys``), their ``lead_id``, ``type``, ``active``, ``won_status``,
            ``priority`` and ``declared`` (what they shared when somebody said
            they are not the same, or None)
        """
        if not leads:
            return []
        # sudo: keys belong to the engine; what is found is read as the user
        keys = self.env['crm.lead.match.key'].sudo()
        keys._make_pending()
        typed = {number: lead._get_said(keys) for number, lead in leads.items() if number < 0}
        rows = {number: keys._get_rows(said) for number, said in typed.items()}
        hits = self._query_hits([number for number in leads if number > 0], rows)
        found = {number: one for number, one in hits.items() if one.lead_ids}
        if not found:
            return []
        said = self._query_said(
            set().union(*(hits.lead_ids for hits in found.values())), [number for number in found if number > 0])
        mine = {number: get_typed_keys(rows[number], one) for number, one in typed.items()}
        return [
            (number, mine.get(number) or said[number]['keys'], hits.shared, [
                {**said[lead_id], 'declared': hits.declared.get(lead_id)}
                for lead_id in sorted(hits.lead_ids) if lead_id in said and said[lead_id]['is_readable']])
            for number, hits in found.items() if number < 0 or number in said]

    @api.model
    def _query_hits(self, saved, typed):
        """:param list saved: ids of leads
        :param dict typed: {number: rows of keys} of leads that are being typed
        :return: {number: Hits}, without those that say nothing that others say"""
        # sudo: what somebody declared counts for all, and is not shown
        spoken_of = self.env['crm.lead.not.same'].sudo()._get_spoken_of()
        said = json.dumps([
            dict(zip(COLUMNS, (number, *row[1:]), strict=True)) for number, rows in typed.items()
            for row in rows]) if typed else None
        declared = [number for number in saved if number in spoken_of]
        if len(saved) + len(typed) == 1:
            query = SQL(
                "SELECT * FROM crm_lead_match_search_one(%s::int, %s::jsonb, %s::int)",
                saved[0] if saved else None, said, declared[0] if declared else None)
        else:
            query = SQL(
                "SELECT * FROM crm_lead_match_search(%s::int[], %s::jsonb, %s::int[])", as_array(saved), said,
                as_array(declared) if declared else None)
        rows = self.env.execute_query(query)
        found = defaultdict(lambda: Hits({}, set(), {}, {}))
        hot = []
        for number, kind, value, leads, names, lead_ids, declared in rows:
            hits = found[number]
            if kind == 'declared':
                hits.declared[value] = declared
                continue
            # of two addresses the rarer one counts
            hits.shared[kind] = min(hits.shared.get(kind, Shared(leads, names)), Shared(leads, names))
            hits.lead_ids.update(lead_ids or ())
            if kind == 'email' and leads > BLOCKS['email']:
                hot.append((number, value))
        if hot and not self.env.su:
            # of an address with more leads than were read, some may be of others
            for number, lead_id in self._query_same_address(hot):
                found[number].lead_ids.add(lead_id)
        for number, hits in found.items():
            hits.lead_ids.discard(number)
        return dict(found)

    @api.model
    def _query_same_address(self, addresses):
        """:param addresses: list of (number of the lead asked for, key of an
            address that too many share to read all of them)
        :return: rows (number, lead id), the first that the user may read"""
        return self.env.execute_query(SQL(
            "SELECT asked.number, hit.id FROM (VALUES %(addresses)s) AS asked(number, email)"
            " CROSS JOIN LATERAL (SELECT crm_lead.id FROM crm_lead_match_key AS key, %(leads)s"
            "        WHERE key.email = asked.email AND crm_lead.id = key.lead_id AND crm_lead.merged_into_id IS NULL"
            "          AND %(readable)s ORDER BY crm_lead.id LIMIT %(most)s) AS hit",
            **self._get_match_access(),
            addresses=SQL(", ").join(SQL("(%s, %s::int8)", number, email) for number, email in addresses),
            most=BLOCKS['email']))

    @api.model
    def _query_said(self, lead_ids, asked):
        """:param set lead_ids: leads that share something, whoever may read them
        :param list asked: ids of the saved leads that were asked for
        :return: {lead id: dict, see :meth:`_search_similar`} of the first that
            the user may read (``is_readable``), and of the others"""
        rows = self.env.execute_query(SQL(
            "SELECT crm_lead.id, crm_lead.contact_name, crm_lead.partner_name, crm_lead.email_from,"
            "       COALESCE(crm_lead.phone_sanitized, crm_lead.phone),"
            "       crm_lead.type, crm_lead.active, crm_lead.won_status, crm_lead.priority, %(readable)s,"
            "       key.*"
            # few leads: with OFFSET each is looked up, and not the whole table joined
            "  FROM %(leads)s CROSS JOIN LATERAL (SELECT email, phone, %(singles)s FROM crm_lead_match_key"
            "        WHERE lead_id = crm_lead.id OFFSET 0) AS key"
            " WHERE crm_lead.id = ANY(%(ids)s::int[]) AND crm_lead.merged_into_id IS NULL"
            "   AND (%(readable)s OR crm_lead.id = ANY(%(asked)s::int[]))",
            **self._get_match_access(), ids=as_array((*lead_ids, *asked)), asked=as_array(asked),
            singles=SQL(", ").join(SQL.identifier(name) for name in _SINGLE)))
        found = {}
        for lead_id, contact, company, address, number, kind, active, won, priority, is_readable, *keys in rows:
            keys = get_keys(keys, contact or name_before(address), company, address, number)
            if lead_id in found:
                # further addresses and numbers have rows of their own
                keys = _get_joined(found[lead_id]['keys'], keys)
            found[lead_id] = {
                'keys': keys, 'lead_id': lead_id, 'type': kind, 'active': active, 'won_status': won,
                'priority': priority, 'is_readable': is_readable}
        return found

    @api.model
    def _get_match_access(self):
        """:return: dict of SQL: the tables ``leads``, ``crm_lead`` among them, and
            the condition that the user may read it (``readable``)"""
        query = self.with_context(active_test=False)._search([])
        if self.env.su or query.is_empty():
            return {'leads': SQL.identifier('crm_lead'), 'readable': SQL("TRUE" if self.env.su else "FALSE")}
        return {'leads': query.from_clause, 'readable': SQL("(%s)", query.where_clause)}

    def _get_said(self, keys):
        """What a lead that is being typed says.

        :return: dict, see ``crm.lead.match.key._read_said``
        """
        self.ensure_one()
        # sudo: what a customer that the user chose says, to compare it; nothing of it is shown
        lead = self.sudo()
        entity = lead.partner_id.commercial_partner_id
        return self._get_said_by(
            {name: lead[name] for name in (*_TEXTS, *keys._get_phone_fields())}, keys,
            country=lead.country_id.code or self._get_country_code(lead.company_id.id),
            partner=lead.partner_id._origin.id, entity=entity._origin.id if entity.is_company else None)

    @api.model
    def _get_said_by(self, values, keys, country, partner=None, entity=None):
        """:param dict values: {name of a field: text} of a lead that is in no table
        :param country: code of the country whose numbers and addresses these are
        :param partner: id of the customer, and ``entity`` that of its company
        :return: what it says, a dict, see ``crm.lead.match.key._read_said``"""
        return {
            'id': 0, **{name: values.get(name) for name in _TEXTS},
            'contact_name': values.get('contact_name') or name_before(values.get('email_from')),
            'country': country, 'phones': [values.get(name) for name in keys._get_phone_fields()],
            'partner': partner, 'entity': entity}

    @api.model
    def _get_country_code(self, company_id):
        """:return: code of the country of the company, or of the first one, in
            one statement; None if it has none"""
        self.env['res.company'].flush_model(['partner_id'])
        self.env['res.partner'].flush_model(['country_id'])
        [[code]] = self.env.execute_query(SQL(
            "SELECT country.code FROM res_company AS company JOIN res_partner AS address"
            "    ON address.id = company.partner_id LEFT JOIN res_country AS country ON country.id = address.country_id"
            " WHERE company.id = COALESCE(%s, (SELECT min(id) FROM res_company))", company_id or None))
        return code


def get_keys(row, contact, company, address, number):
    """:param list row: keys: of the address, the phone and those of ``_SINGLE``
    :param contact: name of the person; ``company``, ``address`` (e-mail) and
        ``number`` are the other texts that are compared
    :return: Keys"""
    email, phone, partner, entity, person, firm, domain, place = row
    return Keys(
        (email,) if email else (), (phone,) if phone else (), partner or 0, entity or 0, person or 0, firm or 0,
        domain or 0, place or 0, contact or '', company or '', address or '', number or '')


def _get_joined(one, other):
    """:return: Keys of a lead that has several rows"""
    return one._replace(
        emails=one.emails + other.emails, phones=one.phones + other.phones,
        **{name: getattr(one, name) or getattr(other, name) for name in _SINGLE})


def get_typed_keys(rows, said):
    """:param rows: of keys, in the order of ``COLUMNS``
    :param dict said: what the lead says
    :return: Keys of a lead that is being typed"""
    at = [COLUMNS.index(name) for name in ('email', 'phone', *_SINGLE)]
    return reduce(_get_joined, (
        get_keys([row[place] for place in at], said['contact_name'], said['partner_name'], said['email_from'],
                  next(iter(said['phones']), '')) for row in rows))
