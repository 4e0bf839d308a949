"""What the dialogs that merge have in common: what a person chose and saw in
the preview is what is merged."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.replica import refused_by_primary, where_known


class CrmLeadMergeDialog(models.AbstractModel):
    _name = 'crm.lead.merge.dialog'
    _description = 'Dialog with a Preview of a Merge'

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

    # ------------------------------------------------------------
    # Before
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    @refused_by_primary
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
        with where_known(Lead.browse(dict.fromkeys(lead_ids))) as asked:
            leads = asked.exists()
            preview = leads._get_merge_preview(
                leads._get_existing_id(master_id, asked), chosen={
                    name: lead_id for name, lead_id in chosen.items() if lead_id not in (asked - leads)._ids}
                if isinstance(chosen, dict) else chosen,
                values={
                    **leads._check_assignee('res.users', 'user_id', user_id),
                    **leads._check_assignee('crm.team', 'team_id', team_id)})
            preview['gone'] = len(asked) - len(leads)
            return leads.browse(preview['master_id'] or [])._add_match_strengths(preview)

    # ------------------------------------------------------------
    # After
    # ------------------------------------------------------------

    def _get_shown_records(self):
        """:return: {record id: fingerprint}; keys of JSON are text"""
        shown = self.shown_records or {}
        try:
            return {int(lead_id): str(mark) for lead_id, mark in shown.items()}
        except (AttributeError, ValueError):
            raise UserError(self.env._("Say by their ids which records are to be merged.")) from None

    def _keep_shown(self, name, leads, shown):
        """Those that cannot be merged were shown greyed, and stay as they are.

        :param str name: of the field with the records to merge
        :param leads: the records to merge
        :param dict shown: {record id: fingerprint} of those that were shown
        :return: the others
        :raise UserError: if one that was shown is not in the dialog any more
        """
        kept = leads.filtered(lambda lead: lead.id in shown)
        if len(kept) < len(shown):
            raise UserError(self.env._(
                "Nothing was merged: one of the records was deleted since you opened the dialog. The dialog"
                " shows the others."))
        if kept != leads:
            self[name] = [(6, 0, kept.ids)]
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
