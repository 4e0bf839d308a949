from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    lead_conversion_undo_days = fields.Integer(
        'Undo Within', config_parameter='crm_lead_conversion.undo_days',
        help="Days for which a conversion can be undone. 0: for ever.")
    lead_conversion_merge_into = fields.Selection([
        ('first_created', 'The record created first'),
        ('most_advanced', 'The most advanced record (Odoo)'),
    ], 'Merge into', default='first_created', config_parameter='crm_lead_conversion.merge_into')
    lead_conversion_max_records = fields.Integer(
        'Records per Merge', default=50, config_parameter='crm_lead_conversion.max_records')
    lead_conversion_keep_merged = fields.Selection([
        ('True', 'Keep them, archived: a merge can be undone'),
        ('False', 'Delete them for good (Odoo)'),
    ], 'Merged Records', default='True', config_parameter='crm_lead_conversion.keep_merged')
    lead_conversion_matching = fields.Selection([
        ('evidence', 'All that leads say, weighed'),
        ('odoo', 'Same address or customer (Odoo)'),
    ], 'Similar Leads by', default='evidence', config_parameter='crm_lead_conversion.matching')
    lead_conversion_similar_threshold = fields.Integer(
        'Shown from', default=67, config_parameter='crm_lead_conversion.similar_threshold',
        help="Strength from 0 to 100 from which on leads are shown as similar.")
    lead_conversion_merge_threshold = fields.Integer(
        'Merged Unasked from', default=95, config_parameter='crm_lead_conversion.merge_threshold',
        help="Strength from 0 to 100 from which on the conversion of several leads and automatic"
             " assignment merge leads of the same customer without asking.")
    lead_conversion_left_count = fields.Integer(compute='_compute_lead_conversion_left')

    @api.depends('group_use_lead')
    def _compute_lead_conversion_left(self):
        """Open leads that no menu shows once Leads are switched off."""
        Lead = self.env['crm.lead']
        count = Lead.search_count(Lead._get_open_lead_domain())
        for settings in self:
            settings.lead_conversion_left_count = 0 if settings.group_use_lead else count

    def action_convert_left_leads(self):
        """:return: action that opens the convert dialog for all open leads"""
        Lead = self.env['crm.lead']
        return Lead.search(Lead._get_open_lead_domain())._get_convert_action()
