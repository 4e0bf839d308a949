"""Models of this addon that point at leads."""

from odoo import api, fields, models


class CrmRentalRequest(models.Model):
    """Moves with a merge by itself, as its column is a foreign key. The number
    that the warehouse keeps is none: see ``_get_lead_references``."""

    _name = 'crm.rental.request'
    _description = 'Rental Request'

    name = fields.Char(required=True)
    lead_id = fields.Many2one('crm.lead', ondelete='cascade', index=True)
    lead_number = fields.Integer('Lead in the Warehouse')
    partner_id = fields.Many2one('res.partner', 'Customer', ondelete='set null')

    @api.model_create_multi
    def create(self, vals_list):
        """What the warehouse sends may name a lead that was merged since."""
        return super().create(self.env['crm.lead']._redirect_merged(vals_list, 'lead_number', lambda vals: True))

    def action_make_lead(self):
        """A request becomes a lead. That the customer is known was looked at on
        the phone: the policy of the team has nothing to ask."""
        self.ensure_one()
        self.lead_id = self.env['crm.lead'].with_context(crm_lead_entry_checked=True).create({
            'name': self.name, 'type': 'lead', 'is_rental': True, 'partner_id': self.partner_id.id})
        return self.lead_id


class CrmRentalLog(models.Model):
    """What was done to one record: stays with it."""

    _name = 'crm.rental.log'
    _description = 'Log of Rentals'

    lead_id = fields.Many2one('crm.lead', required=True, ondelete='cascade', index=True)
    text = fields.Char(required=True)
