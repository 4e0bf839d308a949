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
        contacts, values = [], []
        for lead in leads:
            name = lead._get_customer_contact_name()
            if name or not parents[lead]:
                contacts.append(lead)
                values.append(lead._prepare_customer_values(
                    name or lead.name, is_company=False, parent_id=parents[lead].id))
        customers = dict(parents)
        for lead, partner in zip(contacts, quiet.create(values), strict=True):
            customers[lead] = partner.with_env(self.env)
            created[lead] |= customers[lead]
        for lead, customer in customers.items():
            lead.partner_id = customer
            lead._note_created(created[lead], customer)

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
        companies = dict(zip(first, quiet.create([
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
