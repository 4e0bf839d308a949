"""Converting: what is refused, which customer fits, what is written and noted."""

from odoo import fields, models


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_conversion_refusals(self, into='opportunity'):
        refusals = super()._get_conversion_refusals(into)
        for lead in self.exists()._filtered_access('read'):
            if lead.is_on_hold:
                refusals.setdefault(lead, self.env._("“%s” is on hold. Release it first.", lead.name))
        return refusals

    def _find_customer_candidates(self):
        """Who only supplies us is nobody's customer."""
        return {
            lead: [(partner, kind) for partner, kind in found if not partner.is_supplier_only]
            for lead, found in super()._find_customer_candidates().items()}

    def _is_sure_customer(self, partner, kind):
        """A key account is linked by a person, never unasked."""
        return super()._is_sure_customer(partner, kind) and not partner.is_key_account

    def _find_matching_partner(self):
        """The number of the customer, where the lead says it, decides."""
        if self.customer_number and not self.partner_id:
            partner = self.env['res.partner'].search([('ref', '=', self.customer_number)], limit=2)
            if len(partner) == 1:
                return partner
        return super()._find_matching_partner()

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        values = super()._prepare_customer_values(partner_name, is_company=is_company, parent_id=parent_id)
        if self.customer_number:
            values['ref'] = self.customer_number
        return values

    def _convert_opportunity_data(self, customer, team_id=False):
        """Rentals are urgent."""
        values = super()._convert_opportunity_data(customer, team_id)
        if self.is_rental:
            values['priority'] = '2'
        return values

    def _prepare_conversion_values(self, log, before, after):
        values = super()._prepare_conversion_values(log, before, after)
        return {**values, 'is_rental': before.get('is_rental')}


class CrmLeadConversion(models.Model):
    _inherit = 'crm.lead.conversion'

    is_rental = fields.Boolean('Rental', readonly=True)

    def _get_note_lines(self):
        lines = super()._get_note_lines()
        if self.is_rental:
            lines.append(self.env._("A rental of %s days", self.lead_id.rental_days))
        return lines
