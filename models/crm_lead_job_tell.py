"""Bulk work tells salespeople which leads it gave them, once it is over."""

import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class CrmLeadJob(models.Model):
    _inherit = 'crm.lead.job'

    # the salespeople hear once of all that a job gave them, and only then
    to_tell = fields.Boolean(readonly=True, groups='base.group_system')

    @api.model_create_multi
    def create(self, vals_list):
        # what was done in the request was told there
        return super().create([
            {**vals, 'to_tell': vals.get('kind') == 'convert' and vals.get('state') != 'done'}
            if isinstance(vals, dict) else vals for vals in vals_list])

    def _finish(self):
        done = super()._finish()
        done._tell()
        return done

    def _tell(self):
        """Tell the salespeople which leads these jobs gave them, of each job
        once, when nothing of it waits."""
        over = self.filtered('to_tell')
        waiting = self.env['crm.lead.job.item']._read_group(
            [('job_id', 'in', over.ids), ('state', '=', 'waiting')], ['job_id'])
        for job in (over - self.browse(job.id for job, in waiting)).try_lock_for_update(allow_referencing=True):
            job.to_tell = False
            try:
                with self.env.cr.savepoint():
                    job.with_env(job._get_user_env(None)).env['crm.lead']._tell_of_given(job._get_given())
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception:
                # what was converted stays so
                _logger.exception("Bulk work %s: the salespeople were not told", job.ids)

    def _get_given(self):
        """:return: as ``crm.lead._tell_of_given`` wants it, of what this job
            gave to somebody else who has it still"""
        self.env['crm.lead'].flush_model(['user_id'])
        self.env['crm.lead.conversion'].flush_model(['lead_id', 'values_after'])
        self.env['crm.lead.job.item'].flush_model(['job_id', 'conversion_ids'])
        rows = self.env.execute_query(SQL(
            "SELECT lead.id, users.partner_id FROM crm_lead_job_item AS item"
            "  JOIN crm_lead_job_item_conversion_rel AS rel ON rel.item_id = item.id"
            "  JOIN crm_lead_conversion AS conversion ON conversion.id = rel.conversion_id"
            "  JOIN crm_lead AS lead ON lead.id = conversion.lead_id"
            "  JOIN res_users AS users ON users.id = lead.user_id AND users.active"
            " WHERE item.job_id = %s AND lead.user_id IS DISTINCT FROM %s"
            "   AND conversion.values_after->'user_id' = to_jsonb(lead.user_id) ORDER BY lead.id",
            self.id, self.user_id.id or None))
        return {lead_id: ((partner_id,), 'mail.message_user_assigned') for lead_id, partner_id in rows}
