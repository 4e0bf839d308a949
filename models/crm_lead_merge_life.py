"""What happens to a merged record afterwards: it is not changed, not revived
and not deleted by itself, and what is added to it lands on the record it is in
now."""

import json

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.replica import refused_by_primary
from .crm_lead_merge import ENGINE
from .crm_lead_outside import some_records
from .crm_lead_snapshot import MERGE_COLUMNS


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    # ------------------------------------------------------------
    # Changing and deleting
    # ------------------------------------------------------------

    def _is_merge_engine(self):
        return self.env.context.get('crm_lead_merge_engine') is ENGINE

    @some_records
    def unlink(self):
        """Merged records are not deleted by what deletes the others after a
        merge; they go with the record they are in."""
        # sudo: merged records are hidden, and go whoever deletes their master
        cards = self.sudo().filtered('merged_into_id')
        leaving = self if self._is_merge_engine() else self - cards.filtered(
            lambda card: card._resolve_merged() not in self.sudo()).with_env(self.env)
        if kept := leaving._get_leaving_kept():
            leaving.check_access('unlink')
            (leaving | kept).sudo().merge_record_ids._drop_replaced_files()
            kept.sudo()._unlink_merged()
        return super(CrmLead, leaving).unlink() if leaving else True

    def _unlink_merged(self):
        """Delete kept records for good. Leads that name one of them, as their
        parent for example, name the record it is in from then on, or none if
        they are that record: nothing else goes with a kept record."""
        current = self._get_current_ids()
        for name, field in self._fields.items():
            if field.type == 'many2one' and field.comodel_name == 'crm.lead' and field.store \
                    and field.column_type == ('int4', 'int4') and name not in MERGE_COLUMNS:
                self.env.cr.execute(SQL(
                    "UPDATE crm_lead SET %(name)s = NULLIF((%(current)s::jsonb->>%(name)s::text)::int, %(self)s)"
                    " WHERE %(name)s = ANY(%(ids)s) AND id <> ALL(%(ids)s)",
                    name=SQL.identifier(name), ids=self.ids, current=json.dumps(current),
                    self=SQL("NULL::int") if field.required else SQL("id")))
        self.env['crm.lead'].invalidate_model(flush=False)
        return self.with_context(crm_lead_merge_engine=ENGINE).unlink()

    def _get_leaving_kept(self):
        """:return: merged records that go if these are deleted: those in them,
            and those in those"""
        found, masters = self.browse(), self
        while masters:
            # sudo: merged records are out of sight of most
            masters = self.sudo().with_context(active_test=False).search(
                [('merged_into_id', 'in', masters.ids)]).with_env(self.env) - found - self
            found |= masters
        return found

    @api.readonly
    @refused_by_primary
    @some_records
    def get_deletion_warning(self):
        """What a person is told before these records are deleted for good.

        :return: sentence, empty if no merged record goes with them
        :raise AccessError: if the user may not read them
        """
        self.check_access('read')
        count = len(self._get_leaving_kept())
        return self.env._(
            "Merged records kept in what you delete: %(count)s. They go with it, and their merge can"
            " no longer be undone.", count=count) if count else ""

    # ------------------------------------------------------------
    # Links
    # ------------------------------------------------------------

    @some_records
    def get_formview_action(self, access_uid=None):
        """A link to a merged record opens the one it is in now, which says so."""
        if self.env.context.get('show_merged_card') or len(self) != 1 or not self.has_access('read'):
            return super().get_formview_action(access_uid=access_uid)
        current = self._resolve_merged()
        # it may have gone into a record that this user does not see
        shown = current if current.has_access('read') else self
        action = super(CrmLead, shown).get_formview_action(access_uid=access_uid)
        if current != self:
            note = {'merged_lead_name': self.display_name} if shown == current else {'show_merged_card': True}
            action['context'] = {**(action.get('context') or {}), **note}
        return action

    def _get_access_action(self, access_uid=None, force_website=False):
        """So does the link of a mail or an activity."""
        records = self._resolve_merged() if len(self) == 1 and self.has_access('read') else self
        return super(CrmLead, records)._get_access_action(
            access_uid=access_uid, force_website=force_website)

    @api.model
    def default_get(self, fields):
        """Neither the context nor a stored default says what was merged."""
        return {
            name: value for name, value in super().default_get(fields).items()
            if name not in MERGE_COLUMNS}

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_forged(*vals_list)
        return super().create(vals_list)

    def _check_not_forged(self, *vals_list):
        """:raise AccessError: only merging and its undo say what was merged"""
        if any(name in vals for vals in vals_list for name in MERGE_COLUMNS):
            raise AccessError(self.env._("Merge the records to have one of them stand for the others."))

    def write(self, vals):
        self._check_not_forged(vals)
        if self._is_merge_engine() or self.env.su and 'active' not in vals:
            return super().write(vals)
        # sudo: only whether it was merged; what is active was not
        card = self.sudo().filtered(lambda lead: not lead.active and lead.merged_into_id)[:1]
        if card:
            self.check_access('write')
            master = card.sudo(False)._resolve_merged()
            raise UserError(self.env._(
                "This record was merged into “%s”. Make your change there.",
                master.display_name if master.has_access('read') else master.id))
        return super().write(vals)

    # ------------------------------------------------------------
    # What is added lands where they are now
    # ------------------------------------------------------------

    def _get_current(self):
        """:return: the record this one stands for, if it was merged"""
        # sudo: merged records are hidden; the one it leads to is read as the user
        return self._resolve_merged() if len(self) == 1 and self.sudo().merged_into_id else self

    @some_records
    def message_post(self, **kwargs):
        """What is posted on a merged record lands where it is now."""
        return super(CrmLead, self._get_current()).message_post(**kwargs)

    @some_records
    def message_notify(self, **kwargs):
        return super(CrmLead, self._get_current()).message_notify(**kwargs)

    @some_records
    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        return super(CrmLead, self._get_current()).message_subscribe(
            partner_ids=partner_ids, subtype_ids=subtype_ids)

    # ------------------------------------------------------------
    # Odoo's own moves are replaced by the engine's, those of other addons run
    # ------------------------------------------------------------

    def _merge_dependences_history(self, opportunities):
        if self._is_merge_engine():
            return True
        return super()._merge_dependences_history(opportunities)

    def _merge_dependences_attachments(self, opportunities):
        if self._is_merge_engine():
            return True
        return super()._merge_dependences_attachments(opportunities)

    def _merge_dependences_calendar_events(self, opportunities):
        if self._is_merge_engine():
            return True
        return super()._merge_dependences_calendar_events(opportunities)
