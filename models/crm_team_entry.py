"""What a team says about leads that are entered though they are there already."""

from odoo import api, fields, models, tools


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    similar_entry = fields.Selection([
        ('tell', 'Only say so'),
        ('ask', 'Ask before it is created'),
        ('refuse', 'Refuse exact duplicates'),
    ], 'Similar Leads at Entry', default='tell', required=True,
        help="What happens when somebody enters a lead of this team that is there already. Similar leads are always"
             " shown while it is typed. Asked about and refused are exact duplicates only: open records that are at"
             " least as similar as those merged unasked (see the settings), and that the person may read. Programs are"
             " not asked. Imports, e-mails and enquiries of a website are never asked about or refused here.")

    @api.model
    @tools.ormcache()
    def _get_entry_policies(self):
        """:return: {team id: 'ask' or 'refuse'}, without those that only say so"""
        # sudo: that of any team counts, whoever enters a lead
        teams = self.sudo().with_context(active_test=False).search_fetch(
            [('similar_entry', '!=', 'tell')], ['similar_entry'])
        return {team.id: team.similar_entry for team in teams}

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if any(team.similar_entry != 'tell' for team in teams):
            self.env.registry.clear_cache()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if 'similar_entry' in vals:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
