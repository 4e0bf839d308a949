"""Which existing customer a lead belongs to, and the one created from it."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize_all


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    customer_declined = fields.Boolean(
        'No Customer Wanted', copy=False,
        help="The lead was converted with “Do not link to a customer”. No customer is linked"
             " to it automatically until a person does so.")

    # ------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------

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
        found = {lead: [] for lead in self}
        if not self._is_matching_by_evidence():
            for lead in self:
                partner = not lead.partner_id and lead._find_matching_partner()
                found[lead] = [(partner, 'email')] if partner else []
            return found
        for kind, find in (
            ('email', type(self)._find_customers_by_email),
            ('phone', type(self)._find_customers_by_phone),
            ('name', type(self)._find_customers_by_name),
        ):
            missing = self.filtered(lambda lead: not found[lead])
            for lead, partners in find(missing).items():
                partners = lead._filter_customers(partners)
                found[lead] = [(partner, kind) for partner in partners]
        return found

    def _find_customers_by_email(self):
        emails = {lead: set(email_normalize_all(lead.email_from)) for lead in self}
        wanted = set().union(*emails.values())
        if not wanted:
            return {}
        partners = self._search_customers(SQL("email_normalized = ANY(%s)", sorted(wanted)))
        by_email = partners.grouped('email_normalized')
        # sudo: the mail system's own addresses are not readable by salespeople
        for email in self.env['mail.alias.domain'].sudo()._find_aliases(list(by_email)):
            by_email.pop(email, None)
        return {
            lead: partners.browse().union(
                *(by_email[email] for email in sorted(values) if email in by_email))
            for lead, values in emails.items()
        }

    def _find_customers_by_phone(self):
        phones = {lead.phone_sanitized for lead in self if lead.phone_sanitized}
        if not phones:
            return {}
        partners = self._search_customers(SQL("phone_sanitized = ANY(%s)", sorted(phones)))
        by_phone = partners.grouped('phone_sanitized')
        return {
            lead: by_phone[lead.phone_sanitized]
            for lead in self if lead.phone_sanitized in by_phone
        }

    def _find_customers_by_name(self):
        companies = self._find_companies_by_name()
        contacts = defaultdict(lambda: self.env['res.partner'])
        named = self.filtered(lambda lead: lead.contact_name and companies.get(lead))
        if named:
            commercial = self.env['res.partner'].union(*(companies[lead] for lead in named))
            for partner in self._search_customers(SQL(
                    "commercial_partner_id = ANY(%s) AND is_company IS NOT TRUE", commercial.ids)):
                contacts[partner.commercial_partner_id, self._name_key(partner.name)] |= partner
        result = {}
        for lead in self:
            fitting = companies.get(lead, self.env['res.partner'])
            if lead.contact_name:
                key = self._name_key(lead.contact_name)
                fitting = self.env['res.partner'].union(
                    *(contacts[company, key] for company in fitting))
            result[lead] = fitting
        return result

    def _find_companies_by_name(self):
        """Companies that are called what the leads name as their company,
        upper and lower case and outer blanks aside.

        :return: {lead: companies}
        """
        keys = {lead: self._name_key(lead.partner_name) for lead in self if lead.partner_name}
        if not keys:
            return {}
        partners = self._search_customers(SQL(
            "lower(btrim(name)) = ANY(%s) AND is_company", sorted(set(keys.values()))))
        by_name = partners.grouped(lambda partner: self._name_key(partner.name))
        return {lead: by_name[key] for lead, key in keys.items() if key in by_name}

    @api.model
    def _search_customers(self, condition):
        """:param SQL condition: on ``res_partner``, with an index
        :return: active contacts the user may see, the oldest first"""
        partners = self.env['res.partner']
        partners.flush_model([
            'name', 'is_company', 'active', 'email_normalized', 'phone_sanitized', 'commercial_partner_id'])
        # most leads are of no customer yet: the rights are asked for the others
        rows = self.env.execute_query(SQL("SELECT id FROM res_partner WHERE active AND %s", condition))
        return partners.with_context(active_test=True).search(
            [('id', 'in', [row[0] for row in rows])], order='id') if rows else partners

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
        fitting = partners.browse()
        for group in partners.grouped('commercial_partner_id').values():
            people = group.filtered(lambda p: not p.is_company and p.type == 'contact')
            fitting |= people or group.filtered('is_company') or group
        return fitting.sorted('id')

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

    # ------------------------------------------------------------
    # Creating
    # ------------------------------------------------------------

    def _create_customer(self, with_parent=None):
        """Create the customer under the company that exists already, if there
        is exactly one of that name, and note what was created."""
        customer_before = self.partner_id
        company = with_parent or self._find_parent_company()
        partner = super()._create_customer(with_parent=company or None)
        log = self._get_conversion_log()
        if log:
            log.add_created(self, (partner | partner.parent_id) - company - customer_before, partner)
        return partner

    def _find_parent_company(self):
        self.ensure_one()
        companies = self._filter_customers(
            self._find_companies_by_name().get(self, self.env['res.partner']))
        return companies if len(companies) == 1 else companies.browse()

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """A customer gets the tags of the lead and its further numbers too."""
        values = super()._prepare_customer_values(
            partner_name, is_company=is_company, parent_id=parent_id)
        Partner = self.env['res.partner']
        for name in self._phone_get_number_fields():
            if name in Partner._fields and name not in values:
                values[name] = self[name]
        if self.tag_ids and self._get_conversion_log():
            values['category_id'] = [(6, 0, self._get_customer_categories().ids)]
        return values

    def _get_customer_categories(self):
        """Contact tags of the same names as the lead's tags."""
        self.ensure_one()
        Category = self.env['res.partner.category']
        names = {self._name_key(name): name for name in self.tag_ids.mapped('name')}
        rows = self.env.execute_query(SQL(
            "SELECT min(id), lower(trim(label)) FROM ("
            "  SELECT id, jsonb_path_query(name, '$.*') #>> '{}' AS label FROM res_partner_category"
            "   WHERE active) AS category"
            " WHERE lower(trim(label)) = ANY(%s) GROUP BY lower(trim(label))",
            sorted(names), to_flush=Category._fields['name']))
        known = {label: category_id for category_id, label in rows}
        missing = [name for key, name in names.items() if key not in known]
        created = Category.create([{'name': name} for name in missing])
        return Category.browse(sorted(set(known.values()))) | created

    # ------------------------------------------------------------
    # Respecting that none is wanted
    # ------------------------------------------------------------

    def _message_post_after_hook(self, message, msg_vals):
        """Odoo links the recipient of a message as customer of all leads with
        that e-mail; those that were to have none are left out in write()."""
        if not self.env.context.get('customer_linked_by_mail'):
            self = self.with_context(customer_linked_by_mail=True)
        return super()._message_post_after_hook(message, msg_vals)

    def _handle_partner_assignment(self, force_partner_id=False, create_missing=True, with_parent=None):
        """Nor does another screen create one on the way, such as writing to a
        website visitor: only one of the lead itself, where a person asks."""
        asked = self._get_conversion_log() or self.env.context.get('active_model') == 'crm.lead'
        if not force_partner_id and not asked:
            self = self.filtered(lambda lead: not lead.customer_declined)
        return super()._handle_partner_assignment(
            force_partner_id=force_partner_id, create_missing=create_missing, with_parent=with_parent)

    def write(self, vals):
        """A customer that a person sets ends the wish to have none."""
        if not vals.get('partner_id'):
            return super().write(vals)
        if self.env.context.get('customer_linked_by_mail'):
            self = self.filtered(lambda lead: not lead.customer_declined)
            return super().write(vals) if self else True
        return super().write({'customer_declined': False, **vals})
