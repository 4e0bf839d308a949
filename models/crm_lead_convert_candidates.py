"""Which existing customer a lead belongs to."""

from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, email_normalize_all

# what is asked of a customer that fits, and what it is called by, in one statement with the search
_ASKED = [
    'name', 'is_company', 'type', 'company_id', 'commercial_partner_id', 'email_normalized', 'phone_sanitized',
    'parent_id', 'company_name', 'commercial_company_name']


class KnownCandidates:
    """What was found for leads, in the context of one computation that asks
    for it several times. A program outside cannot send such an object."""

    def __init__(self):
        self.candidates = {}  # {lead id: list of (partner, kind)}
        self.companies = {}  # {lead id: companies called what it names as its own}
        self._leads = defaultdict(set)

    def learn(self, lead, found):
        """:param dict found: of ``_search_customers``, for this lead and others"""
        self.candidates[lead.id] = lead._get_customer_candidates(found)
        self.companies[lead.id] = found['company', lead._get_company_key()]
        for value in (*lead._get_candidate_emails(), lead.phone_sanitized, lead._get_company_key(),
                      lead._name_key(lead.contact_name)):
            self._leads[value].add(lead.id)

    def forget(self, partners):
        """Look leads up again that share something with new customers.

        :param partners: the new ones
        """
        name_key = partners.env['crm.lead']._name_key
        for partner in partners:
            for value in (partner.email_normalized, partner.phone_sanitized, name_key(partner.name)):
                for lead_id in self._leads.pop(value, ()) if value else ():
                    self.candidates.pop(lead_id, None)
                    self.companies.pop(lead_id, None)

    def clear(self):
        """Forget all of it: what was found may have been taken back."""
        self.__init__()


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _find_customer_candidates(self):
        """Existing customers that fit these leads, as the user may see them:
        by e-mail; where none has it by phone; where none has that either by
        company name and contact name together (by company name alone for a
        lead that names no person).

        A customer of another company (multi-company) never fits, nor an
        address of our own (an alias). Where a company and one of its contacts
        share the value, the contact is meant.

        :return: {lead: [(partner, kind)]} with kind ``email``, ``phone`` or
            ``name``; an override adds to the lists or takes from them
        """
        if not self._is_matching_by_evidence():
            partners = {lead: not lead.partner_id and lead._find_matching_partner() for lead in self}
            return {lead: [(partner, 'email')] if partner else [] for lead, partner in partners.items()}
        known = self._get_known_candidates() or KnownCandidates()
        if missing := self.filtered(lambda lead: lead.id not in known.candidates):
            found = missing._search_customers()
            for lead in missing:
                known.learn(lead, found)
        return {lead: known.candidates[lead.id] for lead in self}

    @api.model
    def _get_known_candidates(self):
        known = self.env.context.get('crm_lead_known_candidates')
        return known if isinstance(known, KnownCandidates) else None

    def _find_parent_company(self):
        """:return: the only existing company of the name that the lead says"""
        self.ensure_one()
        known = self._get_known_candidates()
        if known and self.id in known.companies:
            companies = known.companies[self.id]
        else:
            companies = self._search_customers(companies=True)['company', self._get_company_key()]
        companies = self._filter_customers(companies)
        return companies if len(companies) == 1 else companies.browse()

    def _get_customer_candidates(self, found):
        """:param dict found: of :meth:`_search_customers`
        :return: list of (partner, kind), the oldest first"""
        self.ensure_one()
        company, contact = self._get_company_key(), self._name_key(self.contact_name)
        named = found['company', company]
        if contact:
            named = found['contact', contact].filtered(lambda partner: partner.commercial_partner_id in named)
        emails = self._get_candidate_emails()
        for kind, partners in (
            ('email', self.env['res.partner'].union(*(found['email', email] for email in emails))),
            ('phone', found['phone', self.phone_sanitized]),
            ('name', named),
        ):
            if fitting := self._filter_customers(partners):
                return [(partner, kind) for partner in fitting]
        return []

    def _get_candidate_emails(self):
        return set(email_normalize_all(self.email_from))

    def _get_company_key(self):
        return self._name_key(self.partner_name)

    def _search_customers(self, companies=False):
        """The active contacts that share a value with these leads, in two
        statements: most leads are of no customer yet, the rights are asked for
        the others.

        :param bool companies: by the name of the company only
        :return: dict {(kind, value): partners the user may see}, the oldest
            first, with kind ``email``, ``phone``, ``company`` (called so) or
            ``contact`` (called so, at one of those companies)
        """
        asked = {
            'email': set() if companies else set().union(*(lead._get_candidate_emails() for lead in self)),
            'phone': set() if companies else {lead.phone_sanitized for lead in self},
            'company': {lead._get_company_key() for lead in self},
            'contact': set() if companies else {
                self._name_key(lead.contact_name) for lead in self if lead.partner_name},
        }
        Partner = self.env['res.partner']
        rows = self._query_customers({kind: sorted(filter(None, values)) for kind, values in asked.items()})
        found = defaultdict(lambda: Partner)
        if not rows:
            return found
        seen = Partner.with_context(active_test=True).search_fetch(
            [('id', 'in', list({row[0] for row in rows}))], _ASKED, order='id')
        readable, ids = set(seen._ids), defaultdict(set)
        for partner_id, kind, value in rows:
            if partner_id in readable:
                ids[kind, value].add(partner_id)
        found.update((key, Partner.browse(sorted(its))) for key, its in ids.items())
        # sudo: the mail system's own addresses are not readable by salespeople
        emails = [value for kind, value in found if kind == 'email']
        for email in self.env['mail.alias.domain'].sudo()._find_aliases(emails) if emails else ():
            found.pop(('email', email), None)
        return found

    @api.model
    def _query_customers(self, asked):
        """:param dict asked: {kind: values}
        :return: rows (id of a contact, kind, value), whoever may see them"""
        self.env['res.partner'].flush_model([
            'name', 'is_company', 'active', 'email_normalized', 'phone_sanitized', 'commercial_partner_id'])
        called = SQL("lower(btrim(p.name))")
        company = SQL("%s = ANY(%s) AND p.is_company AND p.active", called, asked['company'])
        queries = [
            SQL("SELECT p.id, %s, %s FROM res_partner AS p WHERE p.active AND %s", kind, value, condition)
            for kind, value, condition in (
                ('email', SQL("p.email_normalized"), SQL("p.email_normalized = ANY(%s)", asked['email'])),
                ('phone', SQL("p.phone_sanitized"), SQL("p.phone_sanitized = ANY(%s)", asked['phone'])),
                ('company', called, company),
                ('contact', called, SQL(
                    "p.is_company IS NOT TRUE AND %s = ANY(%s) AND p.commercial_partner_id IN ("
                    "SELECT p.id FROM res_partner AS p WHERE %s)", called, asked['contact'], company)),
            ) if asked[kind]]
        return self.env.execute_query(SQL(" UNION ALL ").join(queries)) if queries else []

    @api.model
    def _name_key(self, name):
        return (name or '').strip().lower()

    def _filter_customers(self, partners):
        """Leave out customers of other companies, and those that only stand
        for a more exact one among them.

        :param partners: customers that share a value with the lead
        :return: those that fit
        """
        self.ensure_one()
        company = self._get_customer_company()
        partners = partners.filtered(lambda p: not p.company_id or p.company_id == company)
        fitting = []
        for group in partners.grouped('commercial_partner_id').values():
            people = group.filtered(lambda p: not p.is_company and p.type == 'contact')
            fitting.extend((people or group.filtered('is_company') or group)._ids)
        return partners.browse(sorted(fitting))

    def _get_customer_company(self):
        """The company (multi-company) whose customers the lead may have."""
        self.ensure_one()
        return self.company_id or self.team_id.company_id or self.env.company

    def _find_matching_partner(self):
        """The customer of the lead, or the one existing customer that fits.
        Where several fit, none is chosen: a person has to.

        Replaces Odoo's search by e-mail alone, which takes the first it finds
        (the system parameter ``crm_lead_conversion.matching`` gives it back).
        """
        self.ensure_one()
        if not self._is_matching_by_evidence():
            return super()._find_matching_partner()
        if self.partner_id:
            return self.partner_id
        candidates = self._find_customer_candidates()[self]
        if len(candidates) != 1 or not self._is_sure_customer(*candidates[0]):
            return self.env['res.partner']
        return candidates[0][0]

    def _is_sure_customer(self, partner, kind):
        """Whether a customer may be linked unasked: a phone number alone may
        be that of a switchboard.

        :param str kind: what the customer fits by
        """
        if kind != 'phone':
            return True
        names = {self._name_key(name) for name in (self.contact_name, partner.name) if name}
        emails = {email for email in (self.email_normalized, partner.email_normalized) if email}
        return len(names) == 1 and bool(self.contact_name) or (
            len(emails) < 2 and (len(names) < 2 or partner.is_company))

