"""What a merge would do, for a person to look at before: the records, every
value with where it comes from, and what moves. The plan is the engine's own."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_datetime


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_merge_preview(self, master_id=False, chosen=None, values=None):
        """Everything the dialog shows, as plain JSON; reads only.

        :param int master_id: the record that is to survive; the policy decides
            if empty
        :param dict chosen: {field name: id of the record whose value it gets}
        :param dict values: {field name: id} the result gets anyway
        :return: dict with ``records``, ``master_id``, ``policy``, ``chosen``,
            ``groups``, ``fields``, ``rules``, ``moves``, ``hidden`` and
            ``problem``, a sentence where these records cannot be merged
        :raise AccessError: if the user may not read one of the records
        :raise UserError: if something was chosen that there is not
        """
        self.check_access('read')
        records = self.sorted(lambda lead: (lead.create_date, lead.id))
        records._check_merge_chosen(chosen or {})
        refusals = records._get_merge_refusals()
        possible = records.filtered(lambda lead: lead not in refusals)
        proposed = possible._get_proposed_master()
        master = (records._check_merge_master(master_id) & possible) or proposed
        for lead in possible.filtered(lambda lead: lead.won_status == 'won') - master:
            refusals[lead] = self.env._(
                "It is won, and is not merged into another record. Choose it as the survivor, and the others"
                " are merged into it.")
        merged = records.filtered(lambda lead: lead not in refusals)
        chosen = {name: lead_id for name, lead_id in (chosen or {}).items() if lead_id in merged.ids}
        problem, plan = merged._get_plan_to_show(master, values or {}, chosen)
        snapshots = records.sudo()._snapshot_values()  # sudo: filtered by what the user may read below
        return {
            'records': records._get_preview_records(snapshots, possible, refusals),
            'master_id': master.id,
            'policy': {'text': self._get_policy_text(), 'master_id': proposed.id},
            'chosen': chosen,
            'groups': self._get_preview_groups(),
            'fields': merged._get_preview_fields(master, plan, snapshots, chosen, values or {}) if plan else [],
            'rules': self._get_rule_texts(),
            'moves': (merged - master)._get_preview_moves(master, plan) if plan else [],
            'hidden': [{'id': lead.id, 'name': lead.display_name} for lead in merged - master] if plan else [],
            'problem': problem,
        }

    def _get_merge_refusals(self):
        """:return: {lead: sentence} of those among these that cannot be merged,
            whichever record survives; an override may add some"""
        refusals = {}
        writable = self._filtered_access('write')
        for lead in self:
            if lead.merged_into_id:
                master = lead._resolve_merged()
                refusals[lead] = self.env._(
                    "It was merged into “%s” already.",
                    master.display_name if master.has_access('read') else master.id)
            elif lead not in writable:
                refusals[lead] = self.env._(
                    "You may not change it. Ask its salesperson or a sales manager.")
        return refusals

    def _get_proposed_master(self):
        """:return: the record that survives if nobody chooses: one that is
            won only if there is no other"""
        pending = self.filtered(lambda lead: lead.won_status != 'won') or self
        return pending._get_master_record() if pending else pending

    @api.model
    def _get_policy_text(self):
        if self._is_most_advanced_first():
            return self.env._("The most advanced record survives, unless you choose another one.")
        return self.env._("The record created first survives, unless you choose another one.")

    def _get_plan_to_show(self, master, values, chosen):
        """:return: pair: why these cannot be merged (empty if they can), and
            the plan (None if there is nothing to plan)"""
        problem = ''
        try:
            self._check_merge(self._get_max_records())
        except UserError as error:
            problem = str(error)
        if len(self) < 2:
            return problem, None
        try:
            return problem, self._get_merge_plan(master, values, chosen)
        except UserError as error:  # who is assigned does not fit
            return problem or str(error), self._get_merge_plan(master, {}, chosen)

    # ------------------------------------------------------------
    # Records
    # ------------------------------------------------------------

    def _get_preview_records(self, snapshots, possible, refusals):
        """:param dict snapshots: {id: values} of these records
        :param possible: those that may survive
        :param dict refusals: {lead: sentence}
        :return: list of dicts, in the order of these records"""
        specs = [
            spec for spec in self._get_merge_specs()
            if spec.name in ('type', 'stage_id', 'user_id') and self._has_field_access(self._fields[spec.name], 'read')]
        cells = self._get_displays(specs, snapshots)
        marks = self._get_merge_fingerprints()
        result = []
        for lead in self:
            result.append({
                'id': lead.id, 'name': lead.display_name, **cells[lead.id],
                'created': format_datetime(self.env, lead.create_date, dt_format='short'),
                'state': self._get_preview_state(lead),
                'refusal': refusals.get(lead, ''),
                'may_survive': lead in possible,
                'fingerprint': marks[lead.id],
            })
        return result

    @api.model
    def _get_preview_state(self, lead):
        """:return: short text of what is special about a record"""
        if lead.merged_into_id:
            return self.env._("Merged")
        if lead.won_status == 'won':
            return self.env._("Won")
        if lead.won_status == 'lost':
            return self.env._("Lost")
        return '' if lead.active else self.env._("Archived")
