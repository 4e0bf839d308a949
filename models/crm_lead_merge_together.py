"""Merging many groups of records in one go: the same plans and the same steps as
merging one group, a statement for all of them."""

from odoo import api, models

# What makes a merge more than what this addon does, if another one extends it.
_MERGE_METHODS = ('merge_opportunity', '_merge_opportunity', '_merge', '_apply_merge_plan')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _is_merged_together(self):
        """:return: whether groups may be merged together: what another addon
            does in a merge is done group by group, and so is Odoo's own merge"""
        return self._is_keeping_merged() and all(map(self._is_only_ours, _MERGE_METHODS))

    @api.model
    def _merge_together(self, groups, origin):
        """Merge groups of records, all or nothing. Left alone is a group that
        somebody else works on, or that more than plain rows point at: where
        other leads or settings name its records, the order counts.

        :param dict groups: {master record: records of the group, with it}; no
            record is in two of them or was merged already, none but a master
            record is won, and the user may change all of them
        :param str origin: value of ``crm.lead.merge.origin``
        :return: {id of a master record: ``crm.lead.merge``} of those merged
        """
        leads = self.union(*groups.values())
        locked = set(leads.sorted('id').try_lock_for_update(allow_referencing=True)._ids)
        groups = {master: records for master, records in groups.items() if locked.issuperset(records._ids)}
        leads = self.union(*groups.values())
        leads._finish_tracking()
        # sudo: the right to read and change all of them was checked
        read = leads.sudo()._read_for_merge({
            lead.id: master.id for master, records in groups.items() for lead in records if lead != master})
        leads.sudo()._fetch_for_merge(read['snapshots'])
        plans = [
            records._get_merge_plan(master, {}, read=read) for master, records in groups.items()
            if all(reference.is_plain() for reference in read['moves'][master.id])]
        merges = self._apply_merge_plans(plans, origin) if plans else self.env['crm.lead.merge']
        return {plan['master_id']: merge for plan, merge in zip(plans, merges, strict=True)}

    @api.model
    def _fetch_for_merge(self, snapshots):
        """Read what the plans ask of customers, salespeople and teams for all of
        them at once.

        :param dict snapshots: {lead id: values}
        """
        for name, of_company in (('partner_id', 'company_id'), ('user_id', 'company_ids'), ('team_id', 'company_id')):
            ids = {values[name] for values in snapshots.values() if values[name]}
            self.env[self._fields[name].comodel_name].browse(ids).mapped(of_company)
