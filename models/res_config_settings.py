from markupsafe import Markup

from odoo import api, fields, models

from ..tools.wording import join_phrases
from .crm_lead_outside import some_records


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
        ('odoo', 'Same e-mail or customer (Odoo)'),
    ], 'Similar Leads by', default='evidence', config_parameter='crm_lead_conversion.matching')
    lead_conversion_similar_threshold = fields.Integer(
        'Shown from', default=55, config_parameter='crm_lead_conversion.similar_threshold',
        help="Strength from 1 to 100 from which on leads are shown as similar.")
    lead_conversion_merge_threshold = fields.Integer(
        'Merged Unasked from', default=95, config_parameter='crm_lead_conversion.merge_threshold',
        help="Strength from 1 to 100 from which on the conversion of several leads and automatic"
             " assignment merge leads of the same customer without asking. In the dialog that converts"
             " one lead, merging with those records is proposed.")
    lead_conversion_hint_colleague = fields.Selection([
        ('no', 'No'),
        ('team', 'Yes, with the name of the team'),
        ('company', 'Yes, and also that another company does, without naming it'),
    ], 'Say When a Colleague Already Works on It', default='no', config_parameter='crm_lead_conversion.hint_colleague')
    lead_conversion_match_example = fields.Html(
        compute='_compute_lead_conversion_match_example', sanitize=False)
    lead_conversion_left_count = fields.Integer(compute='_compute_lead_conversion_left')

    @api.depends('group_use_lead')
    def _compute_lead_conversion_left(self):
        """Open leads that no menu shows once Leads are switched off."""
        Lead = self.env['crm.lead']
        count = Lead.search_count(Lead._get_open_lead_domain())
        for settings in self:
            settings.lead_conversion_left_count = 0 if settings.group_use_lead else count

    @api.depends(
        'lead_conversion_matching', 'lead_conversion_similar_threshold', 'lead_conversion_merge_threshold')
    def _compute_lead_conversion_match_example(self):
        """What the two numbers mean, by leads of this database."""
        for settings in self:
            is_shown = settings.lead_conversion_matching == 'evidence' and self.env['crm.lead'].has_access('read')
            settings.lead_conversion_match_example = is_shown and settings._get_match_example()

    def _get_match_example(self):
        """:return: Markup, pairs of leads on both sides of each number"""
        shown, merged = self.lead_conversion_similar_threshold, self.lead_conversion_merge_threshold
        pairs = self.env['crm.lead']._get_match_pairs()
        strong = [pair for pair in pairs if pair[2] >= merged]
        weak = [pair for pair in pairs if pair[2] < shown]
        between = [pair for pair in pairs if shown <= pair[2] < merged]
        lines = [(pair, self.env._("shown, and merged unasked")) for pair in strong[-1:]]
        # the strongest and the weakest of them
        lines += [(pair, self.env._("shown only")) for pair in between[:1] + between[1:][-1:]]
        lines += [(pair, self.env._("not shown")) for pair in weak[:1]]
        if not lines:
            return Markup("<em>%s</em>") % self.env._(
                "As soon as there are similar leads, an example of what these numbers do is shown here.")
        return Markup("<ul class='list-unstyled mb-0'>%s</ul>") % Markup().join(
            Markup("<li class='mb-2'><b>%s</b> %s<br/>%s<br/><span class='text-muted'>%s</span></li>") % (
                strength, outcome, self.env._("“%(lead)s” and “%(other)s”", lead=lead, other=other),
                join_phrases(self.env, self.env['crm.lead']._get_match_reasons(match)))
            for (lead, other, strength, match), outcome in lines)

    @some_records
    def action_convert_left_leads(self):
        """:return: action that opens the convert dialog for all open leads"""
        Lead = self.env['crm.lead']
        return Lead.search(Lead._get_open_lead_domain())._get_convert_action()
