"""The convert dialog: leads whose checklist is not done."""

from odoo import api, fields, models
from odoo.tools import format_list


class CrmLead2opportunityPartner(models.TransientModel):
    _inherit = 'crm.lead2opportunity.partner'

    checks_left = fields.Char('Not Ticked', compute='_compute_checks_left')
    checklist_overridden = fields.Boolean(
        'Convert anyway', help="Convert although not everything is ticked. The chatter says so.")

    @api.depends('lead_id')
    def _compute_checks_left(self):
        """What a sales manager is asked about; others cannot open the dialog then."""
        for convert in self:
            left = convert.lead_id and convert.lead_id._get_checks_left()
            # nothing is left of most leads: how words are joined in the user's language is not even read
            convert.checks_left = format_list(self.env, left.mapped('name')) if left else False

    def _with_conversion_log(self):
        result = super()._with_conversion_log()
        result._get_conversion_log().checklist_overridden = self.checklist_overridden
        return result


class CrmLead2opportunityPartnerMass(models.TransientModel):
    _inherit = 'crm.lead2opportunity.partner.mass'

    @api.depends('lead_tomerge_ids')
    def _compute_checks_left(self):
        """Of all the leads together."""
        for convert in self:
            left = self.env['crm.lead.check']
            for lead in convert.lead_tomerge_ids._origin:
                left |= lead._get_checks_left()
            convert.checks_left = format_list(self.env, left.sorted().mapped('name'))
