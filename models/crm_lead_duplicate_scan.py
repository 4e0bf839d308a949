"""A scan: looking for duplicates among all leads, or among those that changed.

It works in slices, each in a transaction of its own where it runs in the
background: it can be watched and stopped, and goes on where it was."""

import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.evidence import BLOCKS
from .crm_lead_duplicate import MANAGER
from .crm_lead_duplicate_profile import OPEN
from .crm_lead_outside import one_record, some_records

_logger = logging.getLogger(__name__)

# keys of a kind that are compared in one slice
_SLICE = 2_000_000
# leads that changed, or have several addresses, that are compared with all at once
_LOOKED_UP = 2000


class CrmLeadDuplicateScan(models.Model):
    _name = 'crm.lead.duplicate.scan'
    _description = 'Scan for Duplicates'
    _order = 'id desc'
    _rec_name = 'date'

    user_id = fields.Many2one('res.users', 'Started by', readonly=True, default=lambda self: self.env.user)
    date = fields.Datetime('Started on', required=True, readonly=True, default=fields.Datetime.now)
    end_date = fields.Datetime('Finished on', readonly=True)
    since = fields.Datetime('Changed Since', readonly=True, help="Empty: all leads were looked at.")
    state = fields.Selection(
        [('running', 'In Progress'), ('stopped', 'Stopped'), ('done', 'Finished')], default='running',
        required=True, readonly=True)
    done_count = fields.Integer('Slices Done', readonly=True)
    slice_count = fields.Integer('Slices', readonly=True)
    progress = fields.Float(compute='_compute_progress', help="Slices done, in percent.")
    group_count = fields.Integer('Groups to Look At', readonly=True)

    @api.depends('done_count', 'slice_count', 'state')
    def _compute_progress(self):
        for scan in self:
            scan.progress = 100 if scan.state == 'done' else 100 * scan.done_count / (scan.slice_count or 1)

    # ------------------------------------------------------------
    # Starting and stopping
    # ------------------------------------------------------------

    @api.model
    def _check_manager(self):
        """:raise AccessError: if the user is no sales manager"""
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only sales managers may look for duplicates among all leads."))

    @api.model
    def action_start(self):
        """Look for duplicates in the background.

        :return: action that shows how far it is
        :raise AccessError: if the user is no sales manager
        """
        self._check_manager()
        # sudo: managers start scans, and only the engine writes them
        scan = self.sudo().search([('state', '=', 'running')], limit=1) or self.sudo()._begin()
        self.env.ref('crm_lead_conversion.ir_cron_crm_lead_duplicate_scan').sudo()._trigger()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Look for Duplicates"), 'res_model': self._name,
            'res_id': scan.id, 'views': [(False, 'form')]}

    @some_records
    def action_stop(self):
        """Stop after the slice that is being worked on.

        :return: True
        :raise AccessError: if the user is no sales manager
        """
        self._check_manager()
        # sudo: only the engine writes scans
        scans = self.sudo().filtered(lambda scan: scan.state == 'running')
        scans.state = 'stopped'
        scans._send_progress()
        return True

    @one_record
    def action_continue(self):
        """Go on where it was stopped.

        :return: action that shows how far it is
        :raise UserError: if another scan runs
        :raise AccessError: if the user is no sales manager
        """
        self._check_manager()
        # sudo: only the engine writes scans
        scan = self.sudo()
        if scan.search_count([('state', '=', 'running')], limit=1):
            raise UserError(self.env._("Another scan is in progress. Wait until it is finished, or stop it."))
        if scan.state == 'stopped':
            scan.state = 'running'
        return scan.with_user(self.env.user).action_start()

    @some_records
    def action_open_groups(self):
        """:return: action that lists the groups of duplicates"""
        return self.env['ir.actions.act_window']._for_xml_id('crm_lead_conversion.crm_lead_duplicate_action')

    @api.model
    def _begin(self, since=None):
        """:return: a new scan"""
        [[count]] = self.env.execute_query(SQL("SELECT GREATEST(reltuples, 0) FROM pg_class WHERE oid = %s::regclass",
                                               'crm_lead_match_key'))
        parts = 1 + int(count // _SLICE)
        return self.create({'since': since, 'slice_count': 1 if since else len(BLOCKS) * parts + 2})

    # ------------------------------------------------------------
    # Working
    # ------------------------------------------------------------

    def _work(self, commit=None):
        """Work until it is done, or somebody stops it.

        :param commit: called after each slice; whether there is time for more
        """
        self.ensure_one()
        # what is not written yet counts
        self.env['crm.lead.duplicate.todo']._note_pending()
        if not self.done_count:
            self.env['crm.lead.duplicate.todo']._take(self)
        while self.state == 'running' and self.done_count < self.slice_count:
            number = self.done_count
            self._work_slice(number)
            if commit:
                # what was found is kept before it is noted: a slice that is done twice does no harm
                commit()
                self.invalidate_recordset()
                if self.state != 'running':
                    break
            self.done_count = number + 1
            if self.done_count == self.slice_count:
                self._finish()
            self._send_progress()
            if commit and not commit():
                break

    def _work_slice(self, number):
        """:param int number: of the slice: the kinds of keys in parts, then what
            has several addresses, then the groups"""
        if self.since:
            self._work_changed()
            return
        Pair, parts = self.env['crm.lead.duplicate.pair'], (self.slice_count - 2) // len(BLOCKS)
        place, part = divmod(number, parts)
        if place < len(BLOCKS):
            if not number or not Pair._is_prepared():
                Pair._prepare_scan()
            Pair._compare_candidates(Pair._find_candidates(place, part, parts), self)
        elif number == self.slice_count - 2:
            lead_ids = Pair._get_leads_with_several()
            for start in range(0, len(lead_ids), _LOOKED_UP):
                Pair._keep(Pair._find_of(lead_ids[start:start + _LOOKED_UP]), self)
        else:
            self.env.cr.execute(SQL(
                "DELETE FROM crm_lead_duplicate_pair WHERE scan_number IS DISTINCT FROM %s", self.id))
            self.env['crm.lead.duplicate']._regroup()

    def _work_changed(self):
        """Look again at the leads that changed, and at the groups they touch."""
        self.env['crm.lead.duplicate.todo'].flush_model()
        lead_ids = [row[0] for row in self.env.execute_query(SQL(
            "SELECT DISTINCT lead_id FROM crm_lead_duplicate_todo WHERE %s",
            self.env['crm.lead.duplicate.todo']._get_taken(self)))]
        if lead_ids:
            self._look_again(lead_ids)

    @api.model
    def _look_again(self, lead_ids):
        """Compare some leads with all, and group anew what they touch."""
        touched = set(lead_ids)
        touched.update(lead_id for row in self.env.execute_query(SQL(
            "DELETE FROM crm_lead_duplicate_pair WHERE one_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s)"
            " RETURNING one_id, other_id", ids=lead_ids)) for lead_id in row)
        open_ids = [row[0] for row in self.env.execute_query(SQL(
            "SELECT lead.id FROM crm_lead AS lead WHERE lead.id = ANY(%s) AND %s ORDER BY lead.id", lead_ids, OPEN))]
        Pair = self.env['crm.lead.duplicate.pair']
        for start in range(0, len(open_ids), _LOOKED_UP):
            found = Pair._find_of(open_ids[start:start + _LOOKED_UP])
            Pair._keep(found, self)
            touched.update(lead_id for one, other, *_rest in found for lead_id in (one, other))
        self.env['crm.lead.duplicate']._regroup(touched)

    def _finish(self):
        self.env.cr.execute(SQL(
            "DELETE FROM crm_lead_duplicate_todo WHERE %s", self.env['crm.lead.duplicate.todo']._get_taken(self)))
        self.write({
            'state': 'done', 'end_date': fields.Datetime.now(),
            'group_count': self.env['crm.lead.duplicate'].search_count([('state', '=', 'new')])})

    @api.model
    def _cron_scan(self):
        """Go on with the scan that is in progress, or look at what changed since
        the last one. The first one is started by a person."""
        scan = self.search([('state', '=', 'running')], limit=1)
        if not scan:
            last = self.search([('state', '=', 'done')], limit=1)
            if not last:
                return
            scan = self._begin(min([last.date, *self._get_oldest()]))
        Cron = self.env['ir.cron']
        Cron._commit_progress(remaining=scan.slice_count - scan.done_count)

        def commit():
            return Cron._commit_progress(remaining=scan.slice_count - scan.done_count) > 0

        scan._work(commit)
        Cron._commit_progress(remaining=scan.slice_count - scan.done_count if scan.state == 'running' else 0)


    @api.model
    def _get_oldest(self):
        """:return: list: the oldest moment of what is noted, if anything is"""
        [[oldest]] = self.env.execute_query(SQL("SELECT min(date) FROM crm_lead_duplicate_todo"))
        return [oldest] if oldest else []


class CrmLeadDuplicate(models.Model):
    _inherit = 'crm.lead.duplicate'

    @api.model
    def scan(self, since=None):
        """Look for duplicates among all open leads, or among those that changed,
        compared with all, in one transaction. In the background, step by step:
        ``crm.lead.duplicate.scan.action_start``.

        :param since: moment; only leads that changed since then are looked at,
            if there was a scan of all before
        :return: dict: ``scan_id``, and ``groups``, how many are to be looked at
        :raise AccessError: if the user is no sales manager
        """
        Scan = self.env['crm.lead.duplicate.scan']
        Scan._check_manager()
        # sudo: the whole database is compared; who sees a group is asked where groups are shown
        Scan = Scan.sudo()
        # without one of all leads nothing is known of the others
        known = Scan.search_count([('state', '=', 'done'), ('since', '=', False)], limit=1)
        scan = Scan._begin(fields.Datetime.to_datetime(since) if known else None)
        scan._work()
        return {'scan_id': scan.id, 'groups': scan.group_count}
