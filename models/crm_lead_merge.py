"""Merging: every way in, the settings, and what may be merged."""

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from .crm_lead_outside import one_record

# The engine's own mark in the context: a program outside cannot send it.
ENGINE = object()


class MergeOrigin:
    """Says in the context where a merge comes from, and what a person chose
    there; nor can this be sent.

    :param int master_id: the record that survives; the policy decides if empty
    :param dict chosen: {field name: id of the record whose value it gets}
    :param dict shown: {record id: fingerprint} of what the person saw
    :param dict record: further values of the record of the merge
    """

    def __init__(self, name, master_id=False, chosen=None, shown=None, record=None):
        self.name = name
        self.master_id = master_id
        self.chosen = chosen or {}
        self.shown = shown or {}
        self.record = record or {}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    merge_record_ids = fields.One2many(
        'crm.lead.merge', 'master_id', 'Merges', readonly=True)
    # stored, so that a record that nothing was merged into costs nothing
    merge_count = fields.Integer('Number of Merged Records', readonly=True, copy=False)

    @one_record
    def action_open_merges(self):
        """:return: action that shows the merges into this record"""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'crm_lead_conversion.crm_lead_merge_action')
        action['domain'] = [('master_id', '=', self.id)]
        if len(self.merge_record_ids) == 1:
            action.update({'res_id': self.merge_record_ids.id, 'views': [(False, 'form')]})
        return action

    @one_record
    def action_open_card(self):
        """:return: action that opens this record itself, not the one that it
            was merged into
        :raise AccessError: if the user may not read it"""
        self.check_access('read')
        return self.with_context(show_merged_card=True).get_formview_action()

    # ------------------------------------------------------------
    # Every way of merging in Odoo comes through here
    # ------------------------------------------------------------

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        """Merge into one master record; the others are kept, archived.

        Records that were merged already stand for their master record.

        :param user_id: salesperson the master record gets, if given
        :param team_id: sales team the master record gets, if given
        :param max_length: 0 for no limit (bulk work), else the limit of the
            settings counts
        :return: the master record
        :raise UserError: in plain words, with nothing changed
        """
        records = self._resolve_merged()
        if len(records) == 1 and len(set(self.ids)) > 1:
            records.check_access('read')
            return records
        said = self._get_merge_said()
        master = records._check_merge_master(said.master_id)
        if not self._is_keeping_merged():
            return super(CrmLead, records._with_master_first(master))._merge_opportunity(
                user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length)
        log = self._get_conversion_log()
        values = dict(log.merge_values) if log else {}
        values.update(self._check_assignee('res.users', 'user_id', user_id))
        values.update(self._check_assignee('crm.team', 'team_id', team_id))
        return records._merge(
            master=master, values=values, chosen=said.chosen, shown=said.shown,
            limit=self._get_max_records() if max_length else 0)

    @api.model
    def _check_assignee(self, model, name, record_id):
        """:return: {name: id} if one is given
        :raise UserError: if there is no such record"""
        if not record_id:
            return {}
        if not isinstance(record_id, int) or not self.env[model].browse(record_id).exists():
            raise UserError(self.env._(
                "There is no such salesperson or sales team (%s). Choose another one.", record_id))
        return {name: record_id}

    def _merge(self, master=None, values=None, limit=0, origin=None, chosen=None, shown=None):
        """Check, plan, apply and record one merge.

        :param master: the record that survives; the policy decides if empty
        :param dict values: {field name: value} the master record gets anyway
        :param dict chosen: {field name: id of the record whose value it gets}
        :param dict shown: {record id: fingerprint} of what a person was shown;
            if a record changed since, nothing is merged
        :param int limit: most records that may be merged at once, 0 for any
        :return: the master record
        """
        self._check_merge(limit)
        master = master or self._get_master_record()
        self._check_merge_won(master)
        self._check_merge_chosen(chosen or {})
        self._lock_for_merge()
        self._finish_tracking()
        self._check_merge_shown(shown or {})
        plan = self._get_merge_plan(master, values or {}, chosen)
        return self._apply_merge_plan(plan, origin or self._get_merge_origin())

    @api.model
    def _get_merge_said(self):
        """:return: the :class:`MergeOrigin` of the context; one that says
            nothing if there is none"""
        said = self.env.context.get('crm_lead_merge_origin')
        return said if isinstance(said, MergeOrigin) else MergeOrigin('')

    @api.model
    def _get_merge_origin(self):
        """:return: value of ``crm.lead.merge.origin``"""
        said = self._get_merge_said()
        if said.name:
            return said.name
        log = self._get_conversion_log()
        if not log:
            return 'program'
        return 'mass' if log.origin == 'mass' else 'convert'

    # ------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------

    @api.model
    def _get_merge_parameter(self, name, default):
        # sudo: system parameters are not readable by salespeople
        return self.env['ir.config_parameter'].sudo().get_param(
            f'crm_lead_conversion.{name}') or default

    @api.model
    def _get_merge_number(self, name, default):
        """:return: int that a system parameter says, the default where it is no number"""
        try:
            return int(self._get_merge_parameter(name, default))
        except ValueError:
            return default

    @api.model
    def _is_most_advanced_first(self):
        """:return: whether the most advanced record survives, as in Odoo, and
            not the one created first"""
        return self._get_merge_parameter('merge_into', 'first_created') == 'most_advanced'

    @api.model
    def _is_keeping_merged(self):
        return self._get_merge_parameter('keep_merged', 'True') != 'False'

    @api.model
    def _get_max_records(self):
        return max(self._get_merge_number('max_records', 50), 2)

    def _get_master_record(self):
        """:return: the record that survives, by the system parameter
            ``crm_lead_conversion.merge_into``; an override may choose another"""
        if self._is_most_advanced_first():
            return self._sort_by_confidence_level(reverse=True)[:1]
        return self.sorted(lambda lead: (lead.create_date or fields.Datetime.now(), lead.id))[:1]

    def _with_master_first(self, master=None):
        """Odoo's own merge takes the most advanced record; with another rule,
        or another choice, its sorting is told which one comes first."""
        if not master and self._is_most_advanced_first():
            return self
        return self.with_context(crm_lead_merge_master=(master or self._get_master_record()).id)

    def _sort_by_confidence_level(self, reverse=False):
        result = super()._sort_by_confidence_level(reverse=reverse)
        first = result.filtered(lambda lead: lead.id == self.env.context.get('crm_lead_merge_master'))
        return (first + (result - first)) if reverse else ((result - first) + first)

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    def _check_merge(self, limit):
        """:raise UserError: if these records cannot be merged
        :raise AccessError: if the user may not change one of them"""
        if len(self) < 2:
            raise UserError(self.env._("Select at least two records to merge."))
        self.check_access('read')
        self.check_access('write')
        if limit and len(self) > limit:
            raise UserError(self.env._(
                "%(count)s records are more than can be merged at once (%(limit)s). Select fewer,"
                " or ask an administrator to raise the limit in the settings.",
                count=len(self), limit=limit))
        self._check_not_merged()

    @api.model
    def _get_chosen(self, dialog, name):
        """The records of a many2many of a dialog, those merged since it was
        opened included: they are out of sight of the field.

        :return: records, unchecked
        """
        dialog.flush_recordset([name])
        field = dialog._fields[name]
        return self.browse(row[0] for row in self.env.execute_query(SQL(
            "SELECT %s FROM %s WHERE %s = %s ORDER BY 1",
            SQL.identifier(field.column2), SQL.identifier(field.relation),
            SQL.identifier(field.column1), dialog.id)))

    def _check_not_merged(self):
        """:raise UserError: if one of them was merged already; names the
            record it is in now"""
        merged = self.filtered('merged_into_id')
        if merged:
            master = merged[0]._resolve_merged()
            raise UserError(self.env._(
                "“%(lead)s” was merged into “%(master)s” already. Use that record instead.",
                lead=merged[0].display_name,
                master=master.display_name if master.has_access('read') else master.id))

    def _check_merge_won(self, master):
        won = (self - master).filtered(lambda lead: lead.won_status == 'won')
        if won:
            raise UserError(self.env._(
                "“%(won)s” is won and would disappear in “%(master)s”. Take it out, or let it be"
                " the record the others are merged into.",
                won=won[0].display_name, master=master.display_name))

    def _finish_tracking(self):
        """What was written on these records before is tracked as it was
        written, and not as what a merge or its undo makes of it."""
        key = f'mail.tracking.{self._name}'
        pending = self.env.cr.precommit.data.get(key) or {}
        own = {lead_id: pending.pop(lead_id) for lead_id in self.ids if lead_id in pending}
        if any(own.values()):
            self.env.cr.precommit.data[key] = own
            self._track_finalize()
            if pending:
                self.env.cr.precommit.data[key] = pending

    def _lock_for_merge(self):
        """:raise UserError: if somebody else is changing one of the records"""
        try:
            self.sorted('id').lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self.env._(
                "Somebody else is merging or changing one of these records right now. Try again in"
                " a moment.")) from None
