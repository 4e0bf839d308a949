"""Merging: who survives, what is decided and by whom, what moves."""

from odoo import api, models

from odoo.addons.crm_lead_conversion.models.crm_lead_references import Reference


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_master_record(self):
        """Of rentals and others, a rental survives."""
        return super(CrmLead, self.filtered('is_rental') or self)._get_master_record()

    @api.model
    def _get_merge_specs(self):
        """The code of a lock is that of one machine: none is taken over."""
        return [spec for spec in super()._get_merge_specs() if spec.name != 'lock_code']

    @api.model
    def _get_lead_references(self):
        """The number that the warehouse keeps is no foreign key."""
        return [
            *super()._get_lead_references(),
            Reference('crm.rental.request', 'crm_rental_request', 'lead_number')]

    @api.model
    def _get_tables_not_moved(self):
        return super()._get_tables_not_moved() | {'crm_rental_log'}

    def _get_merge_refusals(self):
        refusals = super()._get_merge_refusals()
        for lead in self:
            if lead.is_on_hold:
                refusals.setdefault(lead, self.env._("It is on hold. Release it first."))
        return refusals

    @api.model
    def _is_choosable(self, name):
        """How many days it is, nobody picks: they are added up."""
        return name != 'rental_days' and super()._is_choosable(name)

    @api.model
    def _get_preview_group(self, name):
        return 'contact' if name in ('customer_number', 'rental_phone') else super()._get_preview_group(name)

    def _merge_get_fields_specific(self):
        return {
            **super()._merge_get_fields_specific(),
            'rental_days': lambda name, leads: sum(leads.mapped(name))}

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        self.env['crm.rental.log'].create({
            'lead_id': self.id,
            'text': self.env._(
                "%(merged)s merged, of rental requests there are now %(requests)s",
                merged=len(opportunities), requests=len(self.rental_request_ids))})
        return result
