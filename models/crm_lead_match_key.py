"""The match keys of leads: what they say, normalised, as numbers that are the
same for the same thing. Kept up to date as leads are written."""

from itertools import chain

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..tools.arrays import as_array
from ..tools.collecting import without_gc
from ..tools.indexes import without_indexes
from ..tools.normalize import (
    address_key,
    company_key,
    email_key,
    key_hash,
    mailbox_name,
    name_before,
    own_domain,
    person_key,
    phone_end,
)

_PENDING = 'crm_lead_conversion.match'
_ANSWERS = 'crm_lead_conversion.answers'
# leads that were opened or closed, and those of which that is noted
CHANGED = 'crm_lead_conversion.changed'
NOTED = 'crm_lead_conversion.noted'
_CHUNK = 10_000

# Fields of a lead that keys are made of; the numbers of its phones are added.
_SOURCES = frozenset((
    'email_from', 'phone_sanitized', 'partner_name', 'contact_name', 'website', 'street', 'zip', 'country_id',
    'partner_id', 'company_id'))

# What answers say of a lead besides, and what decides who may read it.
_STATE = frozenset((
    'active', 'won_status', 'type', 'priority', 'user_id', 'team_id', 'company_id', 'merged_into_id'))

# Columns of the table, in the order of the rows.
COLUMNS = ('lead_id', 'email', 'phone', 'person', 'company', 'domain', 'address', 'in_company', 'in_domain',
            'partner', 'entity')


class BigInteger(fields.Integer):
    """A key needs 64 bits: among millions, 32 are the same by chance."""
    _column_type = ('int8', 'int8')


class CrmLeadMatchKey(models.Model):
    """One row a lead, and further ones for its second address and phone. Empty
    where the lead says nothing, and for merged records no row at all."""

    _name = 'crm.lead.match.key'
    _description = 'Match Keys of a Lead'
    _log_access = False

    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    email = BigInteger(readonly=True)
    phone = BigInteger(readonly=True)
    person = BigInteger(readonly=True)
    company = BigInteger(readonly=True)
    domain = BigInteger(readonly=True)
    address = BigInteger(readonly=True)
    in_company = BigInteger('Person at a Company', readonly=True)
    in_domain = BigInteger('Person at a Domain', readonly=True)
    partner = fields.Integer('Customer', readonly=True)
    entity = fields.Integer('Company of the Customer', readonly=True)

    _email_idx = models.Index("(email) WHERE email IS NOT NULL")
    _phone_idx = models.Index("(phone) WHERE phone IS NOT NULL")
    _person_idx = models.Index("(person) WHERE person IS NOT NULL")
    _company_idx = models.Index("(company) WHERE company IS NOT NULL")
    _domain_idx = models.Index("(domain) WHERE domain IS NOT NULL")
    _in_company_idx = models.Index("(in_company) WHERE in_company IS NOT NULL")
    _in_domain_idx = models.Index("(in_domain) WHERE in_domain IS NOT NULL")
    _address_idx = models.Index("(address) WHERE address IS NOT NULL")
    _partner_idx = models.Index("(partner) WHERE partner IS NOT NULL")

    # ------------------------------------------------------------
    # From what leads say to keys
    # ------------------------------------------------------------

    @api.model
    def _get_phone_fields(self):
        """:return: names of the stored fields with phone numbers, those of
            other addons too"""
        lead = self.env['crm.lead']
        return [name for name in lead._phone_get_number_fields() if lead._fields[name].store]

    @api.model
    def _get_source_fields(self):
        """:return: set of names of the stored fields of a lead that keys are
            made of"""
        return _SOURCES.union(self._get_phone_fields())

    @api.model
    def _get_rows(self, said):
        """:param dict said: what a lead says, see :meth:`_read_said`
        :return: list of rows of keys, in the order of ``COLUMNS``"""
        country = said['country']
        emails = [key_hash('email', one) for one in email_key(said['email_from'])]
        phones = list(dict.fromkeys(
            key_hash('phone', one) for one in (phone_end(number, country) for number in said['phones']) if one))
        # who names nobody may be named by the e-mail address
        person = person_key(said['contact_name'] or mailbox_name(said['email_from']))
        company, domain = company_key(said['partner_name']), own_domain(said['email_from'], said['website'])
        address = address_key(said['street'], said['zip'], country)
        first = (
            said['id'], emails[0] if emails else None, phones[0] if phones else None,
            key_hash('person', person) if person else None,
            key_hash('company', company) if company else None,
            key_hash('domain', domain) if domain else None,
            key_hash('address', address) if address else None,
            key_hash('in_company', f'{person}\0{company}') if person and company else None,
            key_hash('in_domain', f'{person}\0{domain}') if person and domain else None,
            said['partner'] or None, said['entity'] or None)
        further = range(1, max(len(emails), len(phones)))
        return [first, *(
            (said['id'], emails[n] if n < len(emails) else None, phones[n] if n < len(phones) else None,
             *[None] * (len(COLUMNS) - 3)) for n in further)]

    @api.model
    def _read_said(self, condition):
        """What leads say, as the database has it; merged ones say nothing.

        :param condition: SQL on ``lead``
        :return: list of dicts
        """
        numbers = SQL(", ").join(SQL.identifier('lead', name) for name in self._get_phone_fields())
        # looked up one in the other, as joins of all these tables would take longer to plan than to read
        rows = self.env.execute_query(SQL(
            "SELECT lead.id, lead.email_from, ARRAY[lead.phone_sanitized, %(numbers)s], lead.partner_name,"
            "       lead.contact_name, lead.website, lead.street, lead.zip, COALESCE("
            "           (SELECT code FROM res_country WHERE id = lead.country_id),"
            # that of the writer would give one lead other keys from time to time
            "           (SELECT country.code FROM res_company AS company"
            "              JOIN res_partner AS address ON address.id = company.partner_id"
            "              JOIN res_country AS country ON country.id = address.country_id"
            "             WHERE company.id = COALESCE(lead.company_id, (SELECT min(id) FROM res_company)))),"
            "       lead.partner_id,"
            "       (SELECT entity.id FROM res_partner AS partner"
            "          JOIN res_partner AS entity ON entity.id = partner.commercial_partner_id"
            "         WHERE partner.id = lead.partner_id AND entity.is_company)"
            "  FROM crm_lead AS lead WHERE lead.merged_into_id IS NULL AND %(condition)s ORDER BY lead.id",
            numbers=numbers, condition=condition))
        names = ('id', 'email_from', 'phones', 'partner_name', 'contact_name', 'website', 'street', 'zip', 'country',
                 'partner', 'entity')
        said = [dict(zip(names, row, strict=True)) for row in rows]
        for one in said:
            # sanitized it needs no parsing; what was typed counts if Odoo made nothing of it
            sanitized, *numbers = one['phones']
            one['phones'] = [sanitized or numbers[0], *numbers[1:]]
            one['contact_name'] = one['contact_name'] or name_before(one['email_from'])
        return said

    # ------------------------------------------------------------
    # Keeping them
    # ------------------------------------------------------------

    @api.model
    def _get_answers(self):
        """:return: dict for answers that hold until a lead changes, or the
            transaction ends"""
        return self.env.cr.precommit.data.setdefault(_ANSWERS, {})

    @api.model
    def _drop_answers(self):
        self.env.cr.precommit.data.pop(_ANSWERS, None)

    @api.model
    def _mark(self, lead_ids):
        """These leads changed: their keys are made anew before anybody asks,
        and at the latest when the transaction ends."""
        self._drop_answers()
        data = self.env.cr.precommit.data
        if _PENDING not in data:
            data[_PENDING] = set()
            # sudo: keys belong to the engine
            self.env.cr.precommit.add(self.sudo()._make_pending)
        data[_PENDING].update(lead_ids)

    @api.model
    def _make_pending(self):
        # what is not written yet is marked as it is written
        self.env['crm.lead'].flush_model([*self._get_source_fields(), *_STATE])
        self.env['res.partner'].flush_model(['commercial_partner_id', 'is_company'])
        # taken out whole: what is marked from now on has to ask for its turn again
        if pending := self.env.cr.precommit.data.pop(_PENDING, None):
            self._make(sorted(pending))

    @api.model
    def _make(self, lead_ids):
        """Make the keys of leads anew, and note that they changed, in two
        statements.

        :param list lead_ids: ids; those that are gone or merged get none
        """
        rows = list(chain.from_iterable(
            map(self._get_rows, self._read_said(SQL("lead.id = ANY(%s)", lead_ids)))))
        data = self.env.cr.precommit.data
        data.get(CHANGED, set()).difference_update(lead_ids)
        data.setdefault(NOTED, set()).update(lead_ids)
        self.env.cr.execute(SQL(
            "WITH gone AS (DELETE FROM crm_lead_match_key WHERE lead_id = ANY(%s)), noted AS (%s) %s",
            lead_ids, self.env['crm.lead.duplicate.todo']._get_note(lead_ids), self._get_insert(rows)))

    @api.model
    def _get_insert(self, rows):
        """:return: SQL that inserts rows of keys"""
        return SQL(
            "INSERT INTO crm_lead_match_key (%s) SELECT * FROM unnest(%s)",
            SQL(", ").join(map(SQL.identifier, COLUMNS)), SQL(", ").join(
                SQL("%s::int8[]", as_array(column)) for column in (
                    zip(*rows, strict=True) if rows else [[]] * len(COLUMNS))))

    @api.model
    @without_gc()
    def _make_all(self):
        """Make the keys of all leads, in chunks, after installation or an
        update that changes them."""
        self.env.flush_all()
        self.env.cr.execute(SQL("TRUNCATE crm_lead_match_key"))
        [[last]] = self.env.execute_query(SQL("SELECT COALESCE(max(id), 0) FROM crm_lead"))
        with without_indexes(self.env.cr, 'crm_lead_match_key'):
            for start in range(0, last + 1, _CHUNK):
                rows = list(chain.from_iterable(map(self._get_rows, self._read_said(
                    SQL("lead.id BETWEEN %s AND %s", start, start + _CHUNK - 1)))))
                if rows:
                    self.env.cr.execute(self._get_insert(rows))
        self.env['crm.lead.match.common']._count()


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    @tools.ormcache()
    def _get_match_sources(self):
        return frozenset(self.env['crm.lead.match.key']._get_source_fields())

    def _create(self, data_list):
        leads = super()._create(data_list)
        self.env['crm.lead.match.key']._mark(leads.ids)
        return leads

    def _write_multi(self, vals_list):
        """The ORM comes here with what it writes to the table, computed values
        included: other fields cost nothing."""
        result = super()._write_multi(vals_list)
        sources = self._get_match_sources()
        if any(not _STATE.isdisjoint(vals) for vals in vals_list):
            self.env['crm.lead.match.key']._drop_answers()
        if changed := [
                lead.id for lead, vals in zip(self, vals_list, strict=True) if not sources.isdisjoint(vals)]:
            self.env['crm.lead.match.key']._mark(changed)
        return result

    def unlink(self):
        self.env['crm.lead.match.key']._drop_answers()
        return super().unlink()


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def _get_keyed_leads(self):
        """A lead whose customer is not written yet is marked when it is.

        :return: ids of the leads of these customers, and of the people of
            these companies
        """
        if not self:
            return []
        return [row[0] for row in self.env.execute_query(SQL(
            "SELECT lead.id FROM crm_lead AS lead JOIN res_partner AS partner ON partner.id = lead.partner_id"
            " WHERE partner.id = ANY(%(ids)s) OR partner.commercial_partner_id = ANY(%(ids)s)", ids=self.ids))]

    def _mark_leads(self, lead_ids):
        if lead_ids:
            self.env['crm.lead.match.key']._mark(lead_ids)

    def unlink(self):
        lead_ids = self._get_keyed_leads()
        # the database takes them off the leads, and the ORM does not notice
        result = super().unlink()
        self._mark_leads(lead_ids)
        return result

    def _write_multi(self, vals_list):
        """A customer that goes to another company, or becomes one, takes the
        leads of its people along."""
        result = super()._write_multi(vals_list)
        self._mark_leads(self.browse([
            partner.id for partner, vals in zip(self, vals_list, strict=True)
            if 'commercial_partner_id' in vals or 'is_company' in vals])._get_keyed_leads())
        return result
