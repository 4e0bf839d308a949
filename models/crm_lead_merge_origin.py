"""Where a moved message came from. It is shown in the chatter, and what is
measured from the history of a record reads only what is native to it."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

_MESSAGES = 'mail_message.res_id'


class CrmLeadMerge(models.Model):
    _inherit = 'crm.lead.merge'

    # {id of a merged record as text: ids of the messages that were moved from
    # it}; stays when the rest of what an undo needs is deleted
    message_data = fields.Json(readonly=True, groups='base.group_system', prefetch=False)

    def _get_moved(self):
        """:return: {reference name: rows} of all that the merge moved"""
        moved = dict(self.undo_data['moved'])
        if self.message_data:
            moved[_MESSAGES] = [
                [message_id, int(lead_id)]
                for lead_id, message_ids in self.message_data.items() for message_id in message_ids]
        return moved


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _take_moved_messages(self, moved):
        """Take the messages out of what a merge moved.

        :param dict moved: result of :meth:`_move_references`, changed in place
        :return: value of ``crm.lead.merge.message_data``
        """
        result = defaultdict(list)
        for message_id, lead_id, *_derived in moved.pop(_MESSAGES, ()):
            result[str(lead_id)].append(message_id)
        return dict(result)

    def _get_message_origins(self):
        """:return: {message id: id of the merged record it was moved from} of
            these records; the first one, if it was moved several times"""
        if not self.ids:
            return {}
        origins = {}
        for message_id, lead_id in self.env.execute_query(SQL(
            "WITH RECURSIVE family(id) AS (SELECT unnest(%s::int[]) UNION"
            "   SELECT lead.id FROM family JOIN crm_lead AS lead ON lead.merged_into_id = family.id)"
            " SELECT message.id::int, origin.key::int FROM crm_lead_merge AS merge"
            "   CROSS JOIN jsonb_each(merge.message_data) AS origin"
            "   CROSS JOIN jsonb_array_elements_text(origin.value) AS message(id)"
            "  WHERE merge.master_id IN (SELECT id FROM family) AND merge.state = 'done'"
            "  ORDER BY merge.id", list(set(self._get_current_ids().values())),
        )):
            origins.setdefault(message_id, lead_id)
        return origins

    def _compute_duration_tracking(self):
        """Stages that a merged record went through are not the master's, and
        those that went to the master with its messages are still its own."""
        super()._compute_duration_tracking()
        touched = self.filtered(lambda lead: lead.merge_count or lead.merged_into_id)
        if not (origins := touched._get_message_origins()):
            return
        changes = touched._get_native_changes([self._track_duration_field], origins)
        for lead in touched:
            lead.duration_tracking = lead._get_duration_from_tracking(changes[lead._origin.id])

    def _get_native_changes(self, names, origins=None):
        """The tracked changes that these records went through themselves: those
        that came with a merge are left out, those that went along with one are
        still theirs.

        :param list names: of tracked fields
        :param dict origins: result of :meth:`_get_message_origins`, if known
        :return: {lead id: list of dicts, the oldest first} with ``field`` and
            the columns of ``mail.tracking.value``
        """
        self.env['mail.tracking.value'].flush_model()
        self.env['mail.message'].flush_model(['model', 'res_id', 'author_id'])
        origins = self._get_message_origins() if origins is None else origins
        result = defaultdict(list)
        for row in self.env.execute_query_dict(SQL(
            "SELECT m.id, m.res_id, m.author_id, f.name AS field, v.create_date,"
            "       v.old_value_integer, v.new_value_integer, v.old_value_char, v.new_value_char"
            "  FROM mail_tracking_value AS v"
            "  JOIN mail_message AS m ON m.id = v.mail_message_id"
            "  JOIN ir_model_fields AS f ON f.id = v.field_id"
            " WHERE m.model = 'crm.lead' AND m.res_id = ANY(%s) AND f.model = 'crm.lead' AND f.name = ANY(%s)"
            " ORDER BY v.id", list(set(self._get_current_ids().values())), list(names),
        )):
            result[origins.get(row['id'], row['res_id'])].append(row)
        return result


class MailMessage(models.Model):
    _inherit = 'mail.message'

    lead_origin_id = fields.Many2one(
        'crm.lead', 'From Merged Record', compute='_compute_lead_origin_id',
        help="The merged lead or opportunity that this message was moved from.")

    @api.depends('model', 'res_id')
    def _compute_lead_origin_id(self):
        """Where the user may read that record."""
        leads = self.env['crm.lead']
        ids = {message.res_id for message in self if message.model == 'crm.lead' and message.res_id}
        # sudo: where the messages came from is limited to what is readable below
        masters = leads.sudo().with_context(active_test=False).search(
            [('id', 'in', list(ids)), ('merge_count', '>', 0)]) if ids else leads
        origins = masters._get_message_origins()
        readable = set(leads.browse(
            {origins[message.id] for message in self if message.id in origins},
        ).exists()._filtered_access('read').ids) if origins else ()
        for message in self:
            origin = origins.get(message.id)
            message.lead_origin_id = origin if origin in readable else False

    def _to_store_defaults(self, target):
        names = super()._to_store_defaults(target)
        if target.is_internal(self.env):
            names.append(Store.Attr(
                'lead_origin', lambda message: message._get_lead_origin(),
                predicate=lambda message: message.model == 'crm.lead'))
        return names

    def _get_lead_origin(self):
        """:return: dict for the web client, or False"""
        origin = self.lead_origin_id
        return {'id': origin.id, 'name': origin.display_name} if origin else False
