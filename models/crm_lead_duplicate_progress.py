"""How far a scan is, live, and whether what it found is of other weights than
those of now."""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_datetime

from .crm_lead_duplicate import MANAGER
from .crm_lead_outside import one_record


class CrmLeadDuplicateScan(models.Model):
    _inherit = 'crm.lead.duplicate.scan'

    # what leads were compared by; empty for a scan of an earlier version (a default would fill those)
    weights_hash = fields.Char(readonly=True, groups='base.group_system')

    @api.model
    def _begin(self, since=None):
        scan = super()._begin(since)
        scan.weights_hash = self._get_weights_hash()
        return scan

    @api.depends_context('lang', 'tz')
    @api.depends('date')
    def _compute_display_name(self):
        for scan in self:
            scan.display_name = self.env._("Scan of %s", format_datetime(self.env, scan.date, dt_format='short'))

    def _send_progress(self):
        """Tell the screens of who started these scans; nobody watches those of
        the night."""
        for scan in self.filtered(lambda scan: scan.user_id.active):
            scan.user_id._bus_send('crm_lead_conversion.scan', scan._get_progress())

    def _get_progress(self):
        """:return: dict of what the client shows of this scan"""
        self.ensure_one()
        return {
            'id': self.id, 'state': self.state, 'total': self.slice_count,
            'waiting': self.slice_count - self.done_count, 'groups': self.group_count,
        }

    # no replica is asked: a screen asks for what it just started
    @one_record
    def get_progress(self):
        """What a screen asks that no message comes to.

        :return: dict with ``id``, ``state`` and the numbers ``total`` and
            ``waiting`` (slices) and ``groups`` (to look at, once it is done)
        :raise AccessError: if the user is no sales manager
        """
        self.check_access('read')
        return self._get_progress()

    # ------------------------------------------------------------
    # What was compared by
    # ------------------------------------------------------------

    @api.model
    def _get_weights_hash(self):
        """:return: short text that differs as soon as other leads would be found"""
        table = self.env['crm.lead.match.weight']._get_table()
        return self.env['crm.lead.conversion']._get_hash([
            self.env['crm.lead']._get_similar_threshold(), sorted([*key, *weight] for key, weight in table.items())])

    @api.model
    def _get_last_change(self):
        """:return: when a weight or the threshold was written last"""
        self.env['crm.lead.match.weight'].flush_model()
        self.env['ir.config_parameter'].flush_model()
        return self.env.execute_query(SQL(
            "SELECT GREATEST((SELECT max(write_date) FROM crm_lead_match_weight),"
            "                (SELECT write_date FROM ir_config_parameter WHERE key = %s))",
            'crm_lead_conversion.similar_threshold'))[0][0]

    def _get_stale_text(self):
        """:return: sentence that says that weights or the threshold are others
            than those of this scan, False if they are not"""
        changed = self._get_last_change()
        is_later = bool(changed and changed > self.date)
        if self.weights_hash == self._get_weights_hash() or not (self.weights_hash or is_later):
            return False
        # of what was deleted nobody knows when
        said = self.env._(
            "What counts as similar (weights, or the strength from which on leads are shown) was changed on %s.",
            format_datetime(self.env, changed)) if is_later else self.env._(
            "What counts as similar (weights, or the strength from which on leads are shown) was changed.")
        return said + " " + (
            self.env._("These groups were found before that: look for duplicates again.")
            if self.env.user.has_group(MANAGER) else
            self.env._("These groups were found before that. Ask a sales manager to look for duplicates again."))


class CrmLeadDuplicate(models.Model):
    _inherit = 'crm.lead.duplicate'

    # no replica is asked: nor for the scan that was just stopped
    @api.model
    def get_scan_status(self):
        """What the list of duplicates says above itself, to whoever may see it.

        :return: dict: ``scan``, how far the scan in progress is (see
            ``crm.lead.duplicate.scan.get_progress``), or False; ``stale``, a
            sentence if the groups are of other weights than those of now, or
            False; ``may_look``, whether the user may look for duplicates
        :raise AccessError: if the user may see no groups
        """
        self.browse().check_access('read')
        # sudo: numbers and dates only; salespeople may not read scans
        Scan = self.env['crm.lead.duplicate.scan'].sudo()
        running = Scan.search([('state', '=', 'running')], limit=1)
        last = Scan.search([('state', '=', 'done'), ('since', '=', False)], limit=1)
        return {
            'scan': running._get_progress() if running else False,
            'stale': last._get_stale_text() if last and not running else False,
            'may_look': self.env.user.has_group(MANAGER),
        }
