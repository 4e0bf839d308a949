"""The record of a merge that nobody asked for: how sure it was and why, and
what its undo says of the records."""

from markupsafe import Markup

from odoo import api, fields, models

from .crm_lead_dedupe_automatic import AUTOMATIC, UNASKED


class CrmLeadMerge(models.Model):
    _inherit = 'crm.lead.merge'

    strength = fields.Integer(
        readonly=True, aggregator=None,
        help="From 0 to 100: how sure it was, by the weakest of the pairs that were merged.")
    match_kinds = fields.Char(readonly=True)
    reason = fields.Char('Why', compute='_compute_reason', help="What spoke for it between any two of them.")
    # {lead id as text: what it said when this was undone}: merged unasked again only if one says more
    apart_evidence = fields.Json(readonly=True, groups='base.group_system', prefetch=False)

    @api.depends_context('lang')
    @api.depends('match_kinds')
    def _compute_reason(self):
        """Without values, as of groups."""
        for merge in self:
            merge.reason = self.env['crm.lead.duplicate']._get_reason(merge.match_kinds)

    def _get_note_head(self):
        if self.origin != AUTOMATIC:
            return super()._get_note_head()
        return self.env._(
            "Merged into this record automatically, with a strength of %(strength)s of 100 (%(reason)s):",
            strength=self.strength, reason=self.reason)

    def _get_note(self, absorbed):
        note = super()._get_note(absorbed)
        return note if self.origin != AUTOMATIC else note + Markup("<p>%s</p>") % self.env._(
            "If they are not the same, choose Undo on the page Merges of this record: everything is as it was, and"
            " they are not merged automatically again unless one of them says something new.")

    def _finish_undo(self):
        result = super()._finish_undo()
        for merge in self:
            if merge.origin in UNASKED:
                merge._set_apart()
        return result

    def _set_apart(self):
        """A person took back what nobody had asked for: that is a no, until
        something new speaks for it."""
        leads = self.master_id | self.merged_ids
        # sudo: what the records say, and groups, belong to the engine; the right to undo was checked
        Duplicate = self.env['crm.lead.duplicate'].sudo()
        self.env['crm.lead.match.key'].sudo()._make_pending()
        self.apart_evidence = {str(lead_id): said for lead_id, said in Duplicate._get_said(leads.ids).items()}
        Duplicate._get_of(leads.ids).filtered(lambda group: len(group.lead_ids & leads) > 1).action_ignore()
