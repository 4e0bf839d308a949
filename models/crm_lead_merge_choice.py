"""What a person chose and saw before a merge: checked, and held to."""

import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import hmac

from ..tools.wording import quote_all

# What a rule alone decides: the result is an opportunity, and active, if one
# of the records is.
NOT_CHOSEN = {'type', 'active', 'lost_reason_id'}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _is_choosable(self, name):
        """:param str name: of a field that merging decides on
        :return: whether a person may pick the record it is taken from"""
        field = self._fields[name]
        return name not in NOT_CHOSEN and self._has_field_access(field, 'read') and self._has_field_access(
            field, 'write')

    def _check_merge_master(self, master_id):
        """:return: the record that a person chose to survive, empty if none
        :raise UserError: if it is not one of these"""
        if not master_id:
            return self.browse()
        if master_id not in self.ids:
            raise UserError(self.env._(
                "The record that is to survive is not among those to merge. Choose another one."))
        return self.browse(master_id)

    def _get_existing_id(self, lead_id, asked):
        """:param asked: these records, and those that are gone
        :return: the id, empty if that record is gone"""
        return False if lead_id in (asked - self)._ids else lead_id

    def _check_merge_chosen(self, chosen):
        """:param chosen: {field name: id of the record whose value it gets},
            as it came from outside
        :raise UserError: if it names a field that nobody can choose, or a
            record that is not among these"""
        names = {
            *(spec.name for spec in self._get_merge_specs()), *self._get_picked_file_fields()} if chosen else ()
        if not isinstance(chosen, dict) or not all(
                name in names and self._is_choosable(name) for name in chosen):
            raise UserError(self.env._("A value was chosen for a field that cannot be chosen."))
        if not all(type(lead_id) is int and lead_id in self.ids for lead_id in chosen.values()):
            raise UserError(self.env._(
                "A value was chosen from a record that is not among those to merge."))

    def _get_merge_fingerprints(self):
        """What says whether a record changed: a mark of all its values that a
        merge decides on, those that are not for the user included, from which
        no value can be told.

        :return: {id: text}
        """
        names = {spec.name for spec in self._get_merge_specs()} - {'automated_probability'}
        # sudo: the key of the marks is a secret of the database, and what is
        # hidden from the user counts as well
        records = self.sudo()
        snapshots, files = records._snapshot_values(), records._get_field_files()
        return {
            lead_id: hmac(records.env, 'crm_lead_conversion.merge', json.dumps([
                lead_id, {name: values[name] for name in sorted(names)}, files[lead_id],
            ], sort_keys=True))[:32]
            for lead_id, values in snapshots.items()}

    def _check_merge_shown(self, shown):
        """:param dict shown: {record id: fingerprint} of what a person saw
        :raise UserError: if one of these records is another now"""
        if not shown:
            return
        now = self._get_merge_fingerprints()
        changed = self.filtered(lambda lead: shown.get(lead.id) != now.get(lead.id))
        if changed:
            raise UserError(self.env._(
                "Nothing was merged: %s changed since you opened the dialog. The dialog shows the"
                " records as they are now. Look at them again, then merge.",
                quote_all(self.env, changed.mapped('display_name'))))
