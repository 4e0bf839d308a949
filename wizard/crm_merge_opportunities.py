"""The merge dialog: what is shown in it is what is merged."""

from odoo import api, models

from ..models.crm_lead_merge import MergeOrigin
from ..models.crm_lead_outside import one_record


class CrmMergeOpportunity(models.TransientModel):
    _name = 'crm.merge.opportunity'
    _inherit = ['crm.merge.opportunity', 'crm.lead.merge.dialog']

    @api.model
    def default_get(self, fields):
        """Odoo leaves won records out without a word. They stay in the list:
        a person is told about them, and may let one be the record the others
        are merged into."""
        result = super().default_get(fields)
        lead_ids = self.env.context.get('active_ids')
        if lead_ids and 'opportunity_ids' in fields and self.env['crm.lead']._is_keeping_merged():
            result['opportunity_ids'] = [(6, 0, lead_ids)]
        return result

    @one_record
    def action_merge(self):
        """Merge the records of the dialog; unlike code that passes some, a
        person is told where those went that are merged already.

        :return: action that opens the record they were merged into
        :raise UserError: in plain words, with nothing changed
        """
        leads = self.env['crm.lead']._get_chosen(self, 'opportunity_ids')
        leads.check_access('read')
        shown = self._get_shown_records()
        if shown:
            leads = self._keep_shown('opportunity_ids', leads, shown)
        leads._check_not_merged()
        said = MergeOrigin('dialog', self.master_id.id, self.chosen_sources, shown)
        action = super(CrmMergeOpportunity, self.with_context(crm_lead_merge_origin=said)).action_merge()
        return self._add_merge_notice(action, leads)
