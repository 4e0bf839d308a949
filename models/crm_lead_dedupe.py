"""What leads tell groups of duplicates: that they changed, were merged, came
back or were deleted."""

from odoo import models

from .crm_lead_match_key import CHANGED, NOTED
from .crm_lead_outside import some_records

# whether a lead is open: what it says is noted with its keys
_STATE = frozenset(('active', 'won_status'))


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        data = self.env.cr.precommit.data
        noted = data.get(NOTED, ())
        changed = [
            lead.id for lead, vals in zip(self, vals_list, strict=True)
            if not _STATE.isdisjoint(vals) and lead.id not in noted]
        if changed and not self._is_matching_by_evidence():
            # Odoo's own definition has no groups
            changed = []
        if changed:
            if CHANGED not in data:
                data[CHANGED] = set()
                # sudo: what changed is for the engine
                self.env.cr.precommit.add(self.env['crm.lead.duplicate.todo'].sudo()._note_pending)
            data[CHANGED].update(changed)
        return result

    def _archive_as_merged(self, way):
        result = super()._archive_as_merged(way)
        # sudo: groups belong to the engine
        self.env['crm.lead.duplicate'].sudo()._refresh_of({*way, *way.values()})
        return result

    def _revive_merged(self, master, active_before):
        result = super()._revive_merged(master, active_before)
        # sudo: groups belong to the engine
        self.env['crm.lead.duplicate'].sudo()._refresh_of([*self.ids, master.id])
        return result

    def unlink(self):
        # sudo: groups belong to the engine
        groups, lead_ids = self.env['crm.lead.duplicate'].sudo()._get_of(self.ids), self.ids
        result = super().unlink()
        if lead_ids:
            self.env['crm.lead.duplicate.pair'].sudo()._forget(lead_ids)
        groups._refresh_these()
        return result


class CrmLeadNotSame(models.Model):
    _inherit = 'crm.lead.not.same'

    def _tell_groups(self):
        """What was said of two leads, or taken back, counts at once; what was
        said of a value, at the next scan."""
        # sudo: groups belong to the engine
        Duplicate = self.env['crm.lead.duplicate'].sudo()
        leads = self.lead_id | self.other_id
        if leads and self.env['crm.lead.duplicate.scan'].sudo().search_count([('state', '=', 'done')], limit=1):
            Duplicate._look_at(leads.ids)
        for said in self.filtered(lambda said: said.kind != 'pair'):
            self.env['crm.lead.duplicate.todo'].sudo()._note_value(said.kind, said.key)

    def _declare(self, values):
        said = super()._declare(values)
        said._tell_groups()
        return said

    @some_records
    def action_take_back(self):
        """See there; the groups of these leads are made anew.

        :return: action that says so and shows the page anew
        :raise AccessError: if somebody else said it, and the user is no manager
        """
        action = super().action_take_back()
        # sudo: the right was checked
        self.sudo()._tell_groups()
        return action
