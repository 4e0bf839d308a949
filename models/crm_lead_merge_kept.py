"""The records that were merged: kept as they were, archived, out of sight,
pointing at the record they went into."""

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_lead_merge import ENGINE


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    merged_into_id = fields.Many2one(
        'crm.lead', 'Merged into', readonly=True, copy=False, index='btree_not_null',
        ondelete='cascade')
    merged_lead_ids = fields.One2many(
        'crm.lead', 'merged_into_id', 'Merged Records', readonly=True,
        domain=[('merged_into_id', '!=', False)], context={'active_test': False})

    # ------------------------------------------------------------
    # Out of sight
    # ------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, active_test=True, **kwargs):
        """Merged records are found by nobody who does not ask for them by
        ``merged_into_id``. The ORM itself reads records with the keyword
        ``active_test=False``: hiding them there would break reading by id."""
        domain = Domain(domain)
        if active_test and not any(
            leaf.field_expr.split('.')[0] == 'merged_into_id' for leaf in domain.iter_conditions()
        ):
            domain &= Domain('merged_into_id', '=', False)
        return super()._search(domain, *args, active_test=active_test, **kwargs)

    def _check_access(self, operation):
        """Who may read the record a merged one went into may read that too."""
        result = super()._check_access(operation)
        if not result or operation != 'read' or self.env.su:
            return result
        forbidden, make_error = result
        forbidden -= forbidden._filter_read_through_master()
        return (forbidden, make_error) if forbidden else None

    def _filter_read_through_master(self):
        """:return: those that were merged into a record the user may read"""
        # sudo: only where a record went
        kept = self.sudo().filtered('merged_into_id').sudo(False)
        return kept.filtered(
            lambda lead: not super(CrmLead, lead._resolve_merged())._check_access('read'))

    def fetch(self, field_names=None):
        try:
            return super().fetch(field_names)
        except AccessError:
            # the ORM asks the database by the rules of the record itself
            through = self._filter_read_through_master()
            if not through:
                raise
            super(CrmLead, self - through).fetch(field_names)
            names = self._fields if field_names is None else field_names
            # sudo: the right to read their master was checked, fields that
            # are not for the user stay out
            return super(CrmLead, through.sudo()).fetch([
                name for name in names if self._has_field_access(self._fields[name], 'read')])

    def _resolve_merged(self):
        """:return: these records, or for those that were merged the records
            they are in now, through chains of merges; each once"""
        # sudo: only where a record went; reading it is checked by its reader
        current, seen = self.sudo(), set()
        while True:
            merged = current.filtered(lambda lead: not lead.active and lead.merged_into_id)
            if not merged - merged.browse(seen):
                return current.with_env(self.env)
            seen.update(merged.ids)
            current = current.browse(dict.fromkeys(
                (lead.merged_into_id or lead).id for lead in current))

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    def _archive_as_merged(self, master):
        """Archive by SQL on two columns alone: writing ``active`` would close
        the record, mark it lost and feed the statistics.

        :return: {id as text: whether it was active}
        """
        before = {str(lead.id): bool(lead.active) for lead in self}
        with (self | master)._out_of_sight_changes():
            self.env.cr.execute(SQL(
                "UPDATE crm_lead SET active = false, merged_into_id = %s WHERE id IN %s",
                master.id, tuple(self.ids)))
        return before

    @contextmanager
    def _out_of_sight_changes(self):
        """Around statements that hide these records or show them again: what
        records of other models derive from them is computed anew, nothing of
        the records themselves."""
        names = [
            name for name, field in self._fields.items()
            if field.store and (field.type == 'many2one' or name in ('active', 'merged_into_id'))]
        self.env.flush_all()
        with self.env.protecting([field for field in self._fields.values() if field.store], self):
            self.modified(names, before=True)
            yield
            self.invalidate_recordset(flush=False)
            self.modified(names)
            self.env.flush_all()

    def _revive_merged(self, active_before):
        """Undo of :meth:`_archive_as_merged`."""
        with (self | self.merged_into_id)._out_of_sight_changes():
            for active in (True, False):
                ids = [lead.id for lead in self if active_before.get(str(lead.id), True) is active]
                if ids:
                    self.env.cr.execute(SQL(
                        "UPDATE crm_lead SET active = %s, merged_into_id = NULL WHERE id IN %s",
                        active, tuple(ids)))

    def _combine_followers(self, master):
        """Who follows both keeps the subscriptions of both on the master
        record. The row of the merged record stays with it.

        :return: list of [follower id, subtype id] that were added
        """
        rows = self.env.execute_query(SQL(
            "INSERT INTO mail_followers_mail_message_subtype_rel"
            "       (mail_followers_id, mail_message_subtype_id)"
            " SELECT DISTINCT own.id, subtype.mail_message_subtype_id FROM mail_followers AS other"
            "   JOIN mail_followers AS own ON own.partner_id = other.partner_id"
            "        AND own.res_model = 'crm.lead' AND own.res_id = %s"
            "   JOIN mail_followers_mail_message_subtype_rel AS subtype"
            "        ON subtype.mail_followers_id = other.id"
            "  WHERE other.res_model = 'crm.lead' AND other.res_id IN %s"
            " ON CONFLICT DO NOTHING RETURNING mail_followers_id, mail_message_subtype_id",
            master.id, tuple(self.ids)))
        return [list(row) for row in rows]

    def _copy_field_files(self, master):
        """Files of fields: the master record's own, else a copy of the first.

        :return: list of [id, checksum] of the attachments made
        """
        names = [name for name, field in self._fields.items()
                 if field.type in ('binary', 'image') and field.store and not field.column_type]
        if not names:
            return []
        Attachment = self.env['ir.attachment']
        columns = SQL(", ").join(
            SQL.identifier(name) for name, field in Attachment._fields.items()
            if field.store and field.column_type and name not in ('id', 'res_id'))
        rows = self.env.execute_query(SQL(
            "INSERT INTO ir_attachment (res_id, %(columns)s)"
            " SELECT DISTINCT ON (res_field) %(master)s, %(columns)s FROM ir_attachment AS a"
            "  WHERE res_model = 'crm.lead' AND res_id IN %(ids)s AND res_field IN %(names)s"
            "    AND NOT EXISTS (SELECT 1 FROM ir_attachment AS own WHERE own.res_model = 'crm.lead'"
            "                       AND own.res_id = %(master)s AND own.res_field = a.res_field)"
            "  ORDER BY res_field, array_position(%(order)s::int[], res_id)"
            " RETURNING id, checksum",
            columns=columns, master=master.id, ids=tuple(self.ids), names=tuple(names),
            order=self.ids))
        return [list(row) for row in rows]

    def _get_merge_receipt(self, plan, moved, combined):
        """:return: values that account for every row that pointed here
        :raise UserError: if one is left behind that could have moved"""
        remaining = self._count_references()
        unique = self._get_unique_columns()
        left = [
            reference for reference in remaining
            if reference.kind != 'link' and not any(
                reference.column in columns
                for columns in unique.get(reference.table, ()))
        ]
        if left:
            raise UserError(self.env._(
                "Nothing was merged, as some of what belongs to the records could not be moved"
                " (%s). Please tell your administrator.",
                ", ".join(sorted(reference.name for reference in left))))
        values_aside = sum(len(choice.losing) for choice in plan['choices'].values())
        return {
            'moved_count': sum(map(len, moved.values())),
            'combined_count': len(combined),
            'aside_count': sum(remaining.values()) + values_aside,
            'left_count': 0,
        }

    # ------------------------------------------------------------
    # Life after
    # ------------------------------------------------------------

    def _is_merge_engine(self):
        return self.env.context.get('crm_lead_merge_engine') is ENGINE

    def unlink(self):
        """Merged records are not deleted by what deletes the others after a
        merge; they go with the record they are in."""
        # sudo: merged records are hidden, and go whoever deletes their master
        cards = self.sudo().filtered('merged_into_id')
        leaving = self if self._is_merge_engine() else self - cards.filtered(
            lambda card: card.merged_into_id not in self.sudo()).with_env(self.env)
        kept = self.sudo().with_context(active_test=False).search(
            [('merged_into_id', 'in', leaving.ids)]) if leaving else self.sudo().browse()
        if kept - leaving.sudo():
            leaving.check_access('unlink')
            (kept - leaving.sudo())._unlink_merged()
        return super(CrmLead, leaving).unlink() if leaving else True

    def _unlink_merged(self):
        """Delete kept records for good."""
        return self.with_context(crm_lead_merge_engine=ENGINE).unlink()

    def get_formview_action(self, access_uid=None):
        """A link to a merged record opens the one it is in now."""
        if self.env.context.get('show_merged_card') or len(self) != 1 or not self.has_access('read'):
            return super().get_formview_action(access_uid=access_uid)
        return super(CrmLead, self._resolve_merged()).get_formview_action(access_uid=access_uid)

    def _get_access_action(self, access_uid=None, force_website=False):
        """So does the link of a mail or an activity."""
        records = self._resolve_merged() if len(self) == 1 and self.has_access('read') else self
        return super(CrmLead, records)._get_access_action(
            access_uid=access_uid, force_website=force_website)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_forged(*vals_list)
        return super().create(vals_list)

    def _check_not_forged(self, *vals_list):
        """:raise AccessError: only merging and its undo say what was merged"""
        if any('merged_into_id' in vals for vals in vals_list):
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

    def _get_current(self):
        """:return: the record this one stands for, if it was merged"""
        return self._resolve_merged() if len(self) == 1 and self.sudo().merged_into_id else self

    def message_post(self, **kwargs):
        """What is posted on a merged record lands where it is now."""
        return super(CrmLead, self._get_current()).message_post(**kwargs)

    def message_notify(self, **kwargs):
        return super(CrmLead, self._get_current()).message_notify(**kwargs)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        return super(CrmLead, self._get_current()).message_subscribe(
            partner_ids=partner_ids, subtype_ids=subtype_ids)

    def activity_schedule(self, *args, **kwargs):
        return super(CrmLead, self._get_current()).activity_schedule(*args, **kwargs)

    # Odoo's own moves are replaced by the engine's, those of other addons run

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
