"""For programs: merging, as the dialog does it."""

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.lead_api_error import LeadApiError
from ..tools.wording import quote_all
from .crm_lead_api import for_programs
from .crm_lead_merge import MergeOrigin
from .crm_lead_merge_display import get_text


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    @api.readonly
    @for_programs
    def lead_merge_preview(
        self, lead_ids: list, master_id: int = None, chosen: dict = None, user_id: int = None, team_id: int = None,
    ) -> dict:
        """What a merge would do, as the dialog shows it. Nothing is changed.

        :param lead_ids: ids of leads and opportunities, at least two
        :param master_id: id of the one that is to survive; if not given, the
            settings decide
        :param chosen: {name of a field: id of the record whose value the result
            gets}
        :param user_id: id of the salesperson that the result gets
        :param team_id: id of the sales team that the result gets
        :returns: dict with ``master_id`` (false if nothing can be merged),
            ``problem`` (a sentence where these cannot be merged, else empty),
            ``records`` (list of dicts with ``lead_id``, ``name``, ``refusal``: why
            it is not merged, else empty, ``may_survive`` and ``fingerprint``, for
            ``lead_merge``), ``fields`` (list of dicts with ``name``, ``label``,
            ``values``: {id as text: text}, ``result`` (text), ``rule``,
            ``source_ids``, ``differs`` and ``choosable``) and ``moves`` (list of
            dicts with ``model``, ``count`` and ``text``). Of a model that the user
            may not read, ``model`` is empty
        :raises LeadApiError: ``invalid_argument``, ``not_found``, ``no_access``,
            ``refused``
        """
        wanted = self._api_merge_arguments(lead_ids, master_id, chosen, user_id, team_id)
        leads = self._api_browse(wanted['lead_ids'], merged=True)
        self._api_check_chosen(leads, wanted)
        preview = self._api_merge_dialog().get_merge_preview(
            leads.ids, wanted['master_id'] or False, wanted['chosen'] or {}, wanted['user_id'] or False,
            wanted['team_id'] or False)
        return {
            'master_id': preview['master_id'] or False,
            'problem': preview['problem'] or '',
            'records': [{
                'lead_id': record['id'], 'name': record['name'], 'refusal': record['refusal'],
                'may_survive': record['may_survive'], 'fingerprint': record['fingerprint'],
            } for record in preview['records']],
            'fields': [{
                'name': field['name'], 'label': field['label'],
                'values': {lead_id: get_text(self.env, cell) for lead_id, cell in field['values'].items()},
                'result': get_text(self.env, field['result']['cell']), 'rule': field['result']['rule'],
                'source_ids': field['result']['sources'], 'differs': field['differs'],
                'choosable': field['choosable'],
            } for field in preview['fields']],
            'moves': [
                {'model': move['model'], 'count': move['count'], 'text': move['text']} for move in preview['moves']],
        }

    @api.model
    @for_programs
    def lead_merge(
        self, lead_ids: list, master_id: int = None, chosen: dict = None, user_id: int = None, team_id: int = None,
        fingerprints: dict = None, request_key: str = None,
    ) -> dict:
        """Merge leads and opportunities into one, all or nothing.

        :param lead_ids: ids of leads and opportunities, at least two
        :param master_id: id of the one that survives; if not given, the settings
            decide
        :param chosen: {name of a field: id of the record whose value the result
            gets}
        :param user_id: id of the salesperson that the result gets
        :param team_id: id of the sales team that the result gets
        :param fingerprints: {id as text: fingerprint} of ``lead_merge_preview``;
            if one of these records is another one since, nothing is merged
        :param request_key: a text of up to 200 characters that the program makes
            for what it wants done once: sent again with the same arguments, it
            gets the first answer, and nothing is done again. It is this user's
            own, for all methods, and kept for 30 days
        :returns: dict with ``lead_id`` (the one that survived), ``merged_ids``
            (those that are in it now), ``merge_id`` (for ``lead_undo_merge``, or
            false where the settings say that merged records are deleted),
            ``moved``, ``combined``, ``kept_aside`` and ``left_behind`` (numbers)
        :raises LeadApiError: ``invalid_argument``, ``not_found``, ``no_access``,
            ``already_merged`` (``into``: {id as text: id of the record it is in
            now}), ``changed``, ``busy``, ``key_reused``, ``refused``
        """
        wanted = self._api_merge_arguments(lead_ids, master_id, chosen, user_id, team_id)
        wanted['fingerprints'] = self._api_value('fingerprints', fingerprints, 'object')
        return self._api_once(request_key, 'lead_merge', wanted, lambda: self._api_merge(wanted))

    @api.model
    @for_programs
    def lead_undo_merge(self, merge_id: int) -> dict:
        """Undo a merge: the records are back, with all that moved. What was
        changed or added since stays with the one that survived.

        :param merge_id: of the answer of ``lead_merge`` or ``lead_convert``
        :returns: dict with ``merge_id``, ``lead_id`` (the one that survived),
            ``restored_ids`` and ``message``: what was not put back, empty if all
            was
        :raises LeadApiError: ``invalid_argument``, ``not_found``, ``no_access``,
            ``already_undone``, ``busy``, ``refused`` (another merge has to be
            undone first, or it is too old)
        """
        merge = self.env['crm.lead.merge'].browse(self._api_value('merge_id', merge_id, 'id', required=True))
        self._api_check_records(merge)
        # sudo: which records these are; the right to change them is checked right here
        leads = merge.sudo().master_id | merge.sudo().merged_ids
        self._api_check_records(leads.sudo(False), 'write')
        leads.sudo(False)._api_lock()
        merge.invalidate_recordset()
        if merge.state == 'undone':
            raise LeadApiError('already_undone', self.env._("This merge was undone already."), merge_id=merge.id)
        restored = (leads - merge.sudo().master_id).ids
        action = merge.action_undo()
        return {
            'merge_id': merge.id, 'lead_id': merge.sudo().master_id.id, 'restored_ids': sorted(restored),
            'message': action['params']['message']}

    # ------------------------------------------------------------
    # What they are made of
    # ------------------------------------------------------------

    @api.model
    def _api_merge_arguments(self, lead_ids, master_id, chosen, user_id, team_id):
        """:return: dict of the arguments, each of its type"""
        lead_ids = self._api_value('lead_ids', lead_ids, 'ids', required=True)
        wanted = {
            'lead_ids': lead_ids,
            'master_id': self._api_value('master_id', master_id, 'id'),
            'chosen': self._api_value('chosen', chosen, 'object'),
            'user_id': self._api_value('user_id', user_id, 'id'),
            'team_id': self._api_value('team_id', team_id, 'id'),
        }
        if wanted['master_id'] and wanted['master_id'] not in lead_ids:
            raise LeadApiError('invalid_argument', self.env._(
                "The record that is to survive is not among those to merge."), argument='master_id')
        return wanted

    @api.model
    def _api_check_chosen(self, leads, wanted):
        """:raise LeadApiError: if something was chosen that there is not"""
        self._api_related('user_id', wanted['user_id'], 'res.users')
        self._api_related('team_id', wanted['team_id'], 'crm.team')
        try:
            leads._check_merge_chosen(wanted['chosen'] or {})
        except UserError as error:
            raise LeadApiError('invalid_argument', error.args[0], argument='chosen') from None

    @api.model
    def _api_merge_dialog(self):
        """:return: the model of the dialog: who may not open it may not merge"""
        dialogs = self.env['crm.merge.opportunity']
        dialogs.check_access('create')
        return dialogs

    @api.model
    def _api_merge(self, wanted):
        """:param dict wanted: arguments of :meth:`lead_merge`
        :return: its answer"""
        self._api_merge_dialog()
        leads = self._api_browse(wanted['lead_ids'], 'write')
        self._api_check_chosen(leads, wanted)
        leads._api_lock()
        leads.invalidate_recordset()
        leads._api_check_fingerprints(wanted['fingerprints'] or {})
        said = MergeOrigin('program', wanted['master_id'], wanted['chosen'])
        master = leads.with_context(crm_lead_merge_origin=said).merge_opportunity(
            wanted['user_id'] or False, wanted['team_id'] or False)
        # sudo: it may have been given to somebody else; numbers and ids only
        merge = self.env['crm.lead.merge'].sudo().search(
            [('master_id', '=', master.id), ('state', '=', 'done')], order='id desc',
            limit=1) if self._is_keeping_merged() else self.env['crm.lead.merge']
        return {
            'lead_id': master.id,
            'merged_ids': sorted(set(leads.ids) - {master.id}),
            'merge_id': merge.id or False,
            'moved': merge.moved_count, 'combined': merge.combined_count,
            'kept_aside': merge.aside_count, 'left_behind': merge.left_count,
        }

    def _api_check_fingerprints(self, fingerprints):
        """:param dict fingerprints: {id as text: fingerprint}, as it came
        :raise LeadApiError: ``changed``"""
        now = {str(lead_id): mark for lead_id, mark in self._get_merge_fingerprints().items()} if fingerprints else {}
        if fingerprints.keys() - now.keys():
            raise LeadApiError('invalid_argument', self.env._(
                "There are fingerprints of records that are not among those to merge."), argument='fingerprints')
        changed = [int(lead_id) for lead_id, mark in fingerprints.items() if now[lead_id] != mark]
        if changed:
            raise LeadApiError('changed', self.env._(
                "Nothing was merged, as this changed since the preview: %s. Ask for a preview again, then merge.",
                quote_all(self.env, self.browse(changed).mapped('display_name'))), lead_ids=changed)
