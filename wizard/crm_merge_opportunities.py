"""The merge dialog: what is shown in it is what is merged."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.crm_lead_merge import MergeOrigin


class CrmMergeOpportunity(models.TransientModel):
    _inherit = 'crm.merge.opportunity'

    # the policy decides if nothing is chosen here
    master_id = fields.Many2one('crm.lead', 'Survivor')
    chosen_sources = fields.Json(help="{field name: id of the record whose value the result gets}")
    # as the client showed them; empty where a program fills in the dialog
    shown_records = fields.Json(help="{record id: its fingerprint} of the records that are merged")
    # Odoo's own merge, without keeping the others, follows other rules
    is_previewed = fields.Boolean(compute='_compute_is_previewed')

    @api.depends_context('uid')
    def _compute_is_previewed(self):
        self.is_previewed = self.env['crm.lead']._is_keeping_merged()

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

    # ------------------------------------------------------------
    # Before
    # ------------------------------------------------------------

    @api.model
    def get_merge_preview(self, lead_ids, master_id=False, chosen=None, user_id=False, team_id=False):
        """What a merge of these records would do, in one call; reads only.

        :param list lead_ids: the records; those that are gone are left out
        :param int master_id: the one that is to survive; the policy decides if
            empty
        :param dict chosen: {field name: id of the record whose value it gets}
        :param int user_id: salesperson the result gets, if any
        :param int team_id: sales team the result gets, if any
        :return: dict, see ``crm.lead._get_merge_preview``; ``gone`` is the
            number of records that are no longer there
        :raise AccessError: if the user may not read one of the records
        :raise UserError: if something was given that there is not
        """
        Lead = self.env['crm.lead']
        if not isinstance(lead_ids, (list, tuple)) or not all(type(lead_id) is int for lead_id in lead_ids):
            raise UserError(self.env._("Say by their ids which records are to be merged."))
        if not Lead._is_keeping_merged():
            raise UserError(self.env._(
                "There is no preview, as the settings say that merged records are deleted as Odoo does it."))
        asked = Lead.browse(dict.fromkeys(lead_ids))
        leads = asked.exists()
        preview = leads._get_merge_preview(
            leads._get_existing_id(master_id, asked), chosen={
                name: lead_id for name, lead_id in chosen.items() if lead_id not in (asked - leads)._ids}
            if isinstance(chosen, dict) else chosen,
            values={
                **Lead._check_assignee('res.users', 'user_id', user_id),
                **Lead._check_assignee('crm.team', 'team_id', team_id)})
        preview['gone'] = len(asked) - len(leads)
        return Lead.browse(preview['master_id'] or [])._add_match_strengths(preview)

    # ------------------------------------------------------------
    # After
    # ------------------------------------------------------------

    def action_merge(self):
        """Merge the records of the dialog; unlike code that passes some, a
        person is told where those went that are merged already.

        :return: action that opens the record they were merged into
        :raise UserError: in plain words, with nothing changed
        """
        self.ensure_one()
        leads = self.env['crm.lead']._get_chosen(self, 'opportunity_ids')
        leads.check_access('read')
        shown = self._get_shown_records()
        if shown:
            leads = self._keep_shown(leads, shown)
        leads._check_not_merged()
        said = MergeOrigin('dialog', self.master_id.id, self.chosen_sources, shown)
        action = super(CrmMergeOpportunity, self.with_context(crm_lead_merge_origin=said)).action_merge()
        return self._add_merge_notice(action, leads)

    def _get_shown_records(self):
        """:return: {record id: fingerprint}; keys of JSON are text"""
        shown = self.shown_records or {}
        try:
            return {int(lead_id): str(mark) for lead_id, mark in shown.items()}
        except (AttributeError, ValueError):
            raise UserError(self.env._("Say by their ids which records are to be merged.")) from None

    def _keep_shown(self, leads, shown):
        """Those that cannot be merged were shown greyed, and stay as they are.

        :return: the others
        :raise UserError: if one that was shown is not in the dialog any more
        """
        kept = leads.filtered(lambda lead: lead.id in shown)
        if len(kept) < len(shown):
            raise UserError(self.env._(
                "Nothing was merged: one of the records was deleted since you opened the dialog. The dialog"
                " shows the others."))
        if kept != leads:
            self.opportunity_ids = [(6, 0, kept.ids)]
        return kept

    def _add_merge_notice(self, action, leads):
        """Let the client say what was merged, with a button that takes it back.

        :param dict action: that opens the record they were merged into
        :return: action
        """
        merge = self.env['crm.lead.merge'].search([
            ('master_id', '=', action.get('res_id')), ('merged_ids', 'in', leads.ids), ('state', '=', 'done'),
        ], limit=1)
        if not merge:  # Odoo's own merge keeps no record
            return action
        return {**action, 'context': {**(action.get('context') or {}), 'merge_notice': merge._get_notice()}}
