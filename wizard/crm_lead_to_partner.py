"""The dialog that asks which customer a lead becomes, where a person has to decide."""

from odoo import api, fields, models

from ..models.crm_lead_outside import one_record


class CrmLeadToPartner(models.TransientModel):
    _name = 'crm.lead.to.partner'
    _inherit = ['crm.lead.customer.dialog']
    _description = 'Convert a Lead to a Customer'

    lead_id = fields.Many2one('crm.lead', required=True, readonly=True, ondelete='cascade')
    action = fields.Selection([
        ('exist', 'Link to an existing customer'),
        ('create', 'Create a new customer'),
    ], 'Customer Choice', required=True, default='exist')
    partner_id = fields.Many2one(
        'res.partner', 'Customer', compute='_compute_partner_id', store=True, readonly=False, compute_sudo=False)

    @api.model
    def default_get(self, fields):
        """Say at once that the lead cannot be converted, before anything of it is shown."""
        result = super().default_get(fields)
        self.env['crm.lead'].browse(result.get('lead_id') or [])._check_convertible('customer')
        return result

    @api.depends('lead_id')
    def _compute_partner_id(self):
        """The only one that fits is suggested, with what it fits by."""
        for dialog in self:
            dialog.partner_id = dialog.candidate_ids._origin if dialog.candidate_count == 1 else False

    @one_record
    def action_apply(self):
        """Convert into the chosen customer, or into a new one.

        :return: action that opens the customer
        :raise UserError: in plain words, with nothing changed
        """
        # sudo: only which lead; it is converted as the user, whoever opened the dialog
        lead = self.env['crm.lead'].browse(self.sudo().lead_id.id)
        return lead._convert_to_partner(self.partner_id if self.action == 'exist' else self.partner_id.browse())
