"""Creating the customers of many leads together."""

from odoo import models
from odoo.tools import parse_contact_from_email

from .crm_lead_convert_customer import QUIET


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _create_customers_together(self):
        """Create and link the customers of leads that have none and that none
        fits, as :meth:`_create_customer` does one by one, but in two steps: all
        companies, all contacts.

        Of leads that would get the same customer only the first is looked at:
        to the others its customer fits then.
        """
        leads = self._get_first_of_each_customer()
        quiet = self.env['res.partner'].with_context(
            default_user_id=self.env.context.get('default_user_id'), **QUIET)
        parents, created = leads._create_companies_together(quiet)
        values = {}
        for lead in leads:
            name = lead._get_customer_contact_name()
            if name or not parents[lead]:
                values[lead] = lead._prepare_customer_values(
                    name or lead.name, is_company=False, parent_id=parents[lead].id)
        contacts = quiet._create_contacts_together(list(values.values()))
        customers = dict(parents)
        for lead, partner in zip(values, contacts, strict=True):
            customers[lead] = partner.with_env(self.env)
            created[lead] |= customers[lead]
        leads._link_customers(customers)
        for lead, customer in customers.items():
            lead._note_created(created[lead], customer)

    def _link_customers(self, customers):
        """Link each of these leads, which have none, to its customer: what a
        ``write`` of each does, done for all of them at once where no other
        addon has a say in it.

        :param dict customers: {lead: partner}
        """
        field = self._fields['partner_id']
        *_subtypes, relations = self.env['mail.message.subtype']._get_auto_subscription_subtypes(self._name)
        if self.partner_id or not self._is_only_odoos(type(self), 'write') \
                or field.name in set().union(*relations.values()):
            for lead in self:
                lead.partner_id = customers[lead]
            return
        self.check_access('write')
        self._track_prepare(self._fields)
        with self.env.protecting([field], self):
            for lead in self:
                lead.partner_id = customers[lead]
        self.modified([field.name])
        self._check_company([field.name])
        self._validate_fields([field.name])
        if declined := self.filtered('customer_declined'):
            declined.customer_declined = False

    def _create_companies_together(self, quiet):
        """:param quiet: model of contacts to create with
        :return: pair: {lead: the company its customer belongs to, if any},
            {lead: what was created for it}"""
        none = self.env['res.partner']
        parents = {lead: lead._find_parent_company() for lead in self}
        first = {}
        for lead in self:
            if lead.partner_name and not parents[lead]:
                first.setdefault(lead._get_company_key(), lead)
        companies = dict(zip(first, quiet._create_and_subscribe([
            lead._prepare_customer_values(lead.partner_name, is_company=True) for lead in first.values()
        ]).with_env(self.env), strict=True))
        for lead in self:
            parents[lead] = parents[lead] or companies.get(lead._get_company_key(), none)
        return parents, {
            lead: companies[lead._get_company_key()] if first.get(lead._get_company_key()) == lead else none
            for lead in self}

    def _get_customer_contact_name(self):
        """:return: the name of the person, as Odoo creates one"""
        return self.contact_name or (parse_contact_from_email(self.email_from)[0] if self.email_from else False)

    def _get_first_of_each_customer(self):
        """:return: these leads without those to which the customer of an
            earlier one will fit"""
        taken, result = set(), self.browse()
        for lead in self:
            said = lead._get_customer_marks()
            if taken.isdisjoint(said):
                result += lead
            taken |= said
        return result

    def _get_customer_marks(self):
        """:return: set of what another lead's new customer fits by"""
        company, contact = self._get_company_key(), self._name_key(self.contact_name)
        return {
            *(('email', email) for email in self._get_candidate_emails()),
            *((('phone', self.phone_sanitized),) if self.phone_sanitized else ()),
            *((('name', company, contact),) if company and contact else ()),
            # who names no person, or another one first, may be the company itself
            *((('company', company),) if company and not contact else ()),
        }


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def _create_contacts_together(self, vals_list):
        """Create contacts with what they take over from their companies: to
        create them and to let Odoo look at each company then takes longer.

        :return: partners, in the order of the values
        """
        places = {True: [], False: []}
        for place, vals in enumerate(vals_list):
            taken = self._get_taken_over(vals)
            places[taken is None].append(place)
            vals.update(taken or {})
        created = {}
        for is_odoos, some in places.items():
            partners = self.with_context(_partners_skip_fields_sync=not is_odoos)._create_and_subscribe(
                [vals_list[place] for place in some])
            created.update(zip(some, partners.with_env(self.env), strict=True))
        return [created[place] for place in range(len(vals_list))]

    def _get_taken_over(self, vals):
        """What Odoo lets a new contact take over from its company.

        :param dict vals: values of the contact
        :return: dict; None where the company may take over something from the
            contact, or another addon has a say
        """
        if not self.env['crm.lead']._is_only_odoos(type(self), '_fields_sync') \
                or self._company_dependent_commercial_fields():
            return None
        if not vals.get('parent_id'):
            return {}
        parent = self.sudo().browse(vals['parent_id'])  # sudo: as Odoo reads it
        address = parent._get_address_values()
        if parent.commercial_partner_id != parent \
                or any(vals.get(name) for name in self._synced_commercial_fields()) \
                or not address and any(vals.get(name) for name in self._address_fields()):
            return None
        return {**address, **parent._get_commercial_values()}

    def _create_and_subscribe(self, vals_list):
        """Create partners, and subscribe whoever is responsible to all of them
        at once, where only Odoo says who that is.

        :return: partners, in the order of the values
        """
        subtypes = self.env['mail.message.subtype']._get_auto_subscription_subtypes(self._name)
        if subtypes[4] or not self.env['crm.lead']._is_only_odoos(
                type(self), '_message_auto_subscribe_followers', '_message_auto_subscribe'):
            return self.create(vals_list)
        waiting = []
        partners = self.with_context(crm_lead_conversion_subscribe=waiting).create(vals_list)
        Followers = self.env['mail.followers'].sudo()  # sudo: as Odoo subscribes them
        known = {(res_id, partner_id) for _id, res_id, partner_id, *_rest in Followers._get_subscription_data(
            [(self._name, partners.ids)], None)} if waiting else ()
        values = []
        for partner_id, changed in waiting:
            for follower_id, subtype_ids, _template in self._message_auto_subscribe_followers(changed, subtypes[1]):
                if (partner_id, follower_id) not in known:
                    new, _changed = Followers._add_followers(
                        self._name, [partner_id], [follower_id], {follower_id: subtype_ids})
                    values += [{**one, 'res_id': partner_id} for one in new[partner_id]]
        Followers.with_context(default_partner_id=False).create(values)
        return partners.with_env(self.env)

    def _message_auto_subscribe(self, updated_values, followers_existing_policy='skip'):
        waiting = self.env.context.get('crm_lead_conversion_subscribe')
        if not isinstance(waiting, list):
            return super()._message_auto_subscribe(updated_values, followers_existing_policy=followers_existing_policy)
        waiting.extend((partner.id, updated_values) for partner in self)
        return True
