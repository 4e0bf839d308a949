"""Settings of merging duplicates unasked, and what they would do now."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    lead_conversion_auto_merge = fields.Boolean(
        'Merge Duplicates Automatically', config_parameter='crm_lead_conversion.auto_merge')
    lead_conversion_auto_merge_threshold = fields.Integer(
        'From Strength', default=95, config_parameter='crm_lead_conversion.auto_merge_threshold',
        help="Strength from 1 to 100 that every two records of a group must have. Not below the one from which on"
             " records are merged unasked elsewhere.")
    lead_conversion_auto_merge_salespeople = fields.Boolean(
        'Also Those of Different Salespeople', config_parameter='crm_lead_conversion.auto_merge_salespeople')
    lead_conversion_auto_merge_digest = fields.Boolean('Tell Sales Managers by a Weekly Mail')
    lead_conversion_auto_merge_text = fields.Char(compute='_compute_lead_conversion_auto_merge_text')

    @api.model
    def get_values(self):
        return {
            **super().get_values(),
            'lead_conversion_auto_merge_digest': self.env['crm.lead.merge']._is_sending_digest()}

    def set_values(self):
        result = super().set_values()
        # sudo: as Odoo writes the others. Nothing is kept of a parameter that is False, and this one would be on again
        self.env['ir.config_parameter'].sudo().set_param(
            'crm_lead_conversion.auto_merge_digest', str(self.lead_conversion_auto_merge_digest))
        return result

    @api.depends(
        'lead_conversion_auto_merge', 'lead_conversion_auto_merge_threshold',
        'lead_conversion_auto_merge_salespeople', 'lead_conversion_keep_merged', 'lead_conversion_matching')
    def _compute_lead_conversion_auto_merge_text(self):
        """What would be done now; nothing is merged for it. Not as long as the box
        is not ticked: the settings of all apps open without counting."""
        for settings in self:
            settings.lead_conversion_auto_merge_text = (
                settings.lead_conversion_auto_merge and settings._get_auto_merge_text())

    def _get_auto_merge_text(self):
        if self.lead_conversion_keep_merged == 'False':
            return self.env._(
                "Merged records are deleted, and a merge cannot be undone: nothing is merged automatically.")
        # sudo: numbers only; the settings are for the whole database
        Duplicate = self.env['crm.lead.duplicate'].sudo()
        if not self.env['crm.lead.duplicate.scan'].sudo().search_count([('state', '=', 'done')], limit=1):
            return self.env._(
                "Nobody has looked for duplicates yet. Open Duplicates and choose Look for Duplicates: from then on"
                " leads are compared every night.")
        found = Duplicate._find_automatic(
            self.lead_conversion_auto_merge_threshold, self.lead_conversion_auto_merge_salespeople)
        if not found:
            return self.env._("No group of duplicates would be merged now. Each merge can be undone.")
        if len(found) == 1:
            return self.env._(
                "1 group of %s records would be merged now. Each merge can be undone.", len(found[0].lead_ids))
        return self.env._(
            "%(groups)s groups with %(leads)s records would be merged now. Each merge can be undone.",
            groups=len(found), leads=sum(len(sure.lead_ids) for sure in found))

    @api.constrains(
        'lead_conversion_auto_merge', 'lead_conversion_auto_merge_threshold', 'lead_conversion_merge_threshold',
        'lead_conversion_keep_merged')
    def _check_lead_conversion_auto_merge(self):
        for settings in self.filtered('lead_conversion_auto_merge'):
            least = settings.lead_conversion_merge_threshold
            if not least <= settings.lead_conversion_auto_merge_threshold <= 100:
                raise ValidationError(self.env._(
                    "Automatic merging has to begin between %(least)s, the strength from which on leads are merged"
                    " unasked, and 100, not at %(threshold)s. Choose another strength.",
                    least=least, threshold=settings.lead_conversion_auto_merge_threshold))
            if settings.lead_conversion_keep_merged == 'False':
                raise ValidationError(self.env._(
                    "Records cannot be merged automatically while merged records are deleted: nobody could undo it."
                    " Keep merged records, or switch automatic merging off."))
