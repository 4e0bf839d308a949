"""Working bulk work off: by several workers on several servers at once, in
short transactions, each item once."""
# pylint: disable=invalid-commit

import random
import time

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .crm_lead_outside import one_record

# What one transaction takes at most, and about how long it works on that.
_BATCH = 100
# The first is small: it is soon done and counted. A scheduled action that is
# stopped several times before anything is done is not called again soon.
_FIRST = 10
# Leads that are converted in one transaction, by one worker: several share what there is.
CONVERTED = 250
_SECONDS = 3
_CONFLICTS = 5
_WORKERS = ('ir_cron_job_1', 'ir_cron_job_2', 'ir_cron_job_3')


class CrmLeadJob(models.Model):
    _inherit = 'crm.lead.job'

    @api.model
    def _call_workers(self, at=None):
        """Let the scheduled actions begin, at a time if one is given."""
        for name in _WORKERS:
            cron = self.env.ref(f'crm_lead_conversion.{name}', raise_if_not_found=False)
            if cron:
                # sudo: whoever starts bulk work lets it be done
                cron.sudo()._trigger(at)

    @api.model
    def _cron_work(self):
        """Work off what waits, batch by batch, as long as the scheduled action
        may run. Whatever stops it, what it has begun is free again."""
        cron, Items = self.env['ir.cron'], self.env['crm.lead.job.item']
        limit, conflicts = min(_FIRST, _BATCH), 0
        self._finish_running()
        while True:
            items = Items
            try:
                items = Items._claim(limit)
                items._work(time.monotonic() + _SECONDS)
                items.job_id._send_progress()
                tried = len(items.filtered(lambda item: item.state != 'waiting' or item.tries))
                left = cron._commit_progress(tried, remaining=Items._count_ready() if items else 0)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # the same again, alone: it is then known whose conflict it is
                self.env.cr.rollback()
                conflicts += 1
                if conflicts > _CONFLICTS:
                    raise
                if len(items) == 1:
                    items._try_later()
                    self.env.cr.commit()
                limit = 1
                continue
            self._finish_running()
            if not items or not left:
                break
            limit, conflicts = _BATCH, 0
        later = Items.search(
            [('state', '=', 'waiting'), ('retry_at', '!=', False)], order='retry_at', limit=1).retry_at
        if later:
            self._call_workers(later)
            cron._commit_progress()

    @api.model
    def _finish_running(self):
        """In a transaction of its own: who finishes last sees all of them."""
        try:
            self.search([('state', '=', 'cancelled'), ('item_ids.state', '=', 'waiting')])._skip_cancelled()
            self.search([('state', '=', 'running')])._finish()._send_progress()
            # what was in work when they were cancelled
            self.search([('state', '=', 'cancelled'), ('to_tell', '=', True)])._tell()
            self.env.cr.commit()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # another worker is at it
            self.env.cr.rollback()

    def _finish(self):
        """:return: those of these jobs of which nothing waits, closed"""
        waiting = self.env['crm.lead.job.item']._read_group(
            [('job_id', 'in', self.ids), ('state', '=', 'waiting')], ['job_id'])
        done = (self - self.browse(job.id for job, in waiting)).try_lock_for_update(allow_referencing=True)
        if done:
            done.write({'state': 'done', 'done_date': fields.Datetime.now()})
        return done

    def _skip_cancelled(self):
        """What waits of cancelled jobs is skipped; what somebody works on right
        now is left to them."""
        for job in self:
            items = self.env['crm.lead.job.item'].search(
                [('job_id', '=', job.id), ('state', '=', 'waiting')]).try_lock_for_update(allow_referencing=True)
            items._set_outcome('skipped', job.with_context(lang=job.user_context['lang']).env._(
                "Cancelled by %s before it was done.", job.cancel_user_id.name))

    def _send_progress(self):
        """Tell the screens of who started these jobs."""
        for job in self:
            job.user_id._bus_send('crm_lead_conversion.job', job._get_progress())

    def _get_progress(self):
        """:return: dict of what the client shows of this job"""
        self.ensure_one()
        return {
            'id': self.id, 'name': self.name, 'kind': self.kind, 'state': self.state,
            'total': self.total_count, 'waiting': self.waiting_count, 'done': self.done_count,
            'skipped': self.skipped_count, 'failed': self.failed_count,
        }

    # no replica is asked: a screen asks for what it just started
    @one_record
    def get_progress(self):
        """What a screen asks that was opened meanwhile.

        :return: dict with ``id``, ``name``, ``kind``, ``state`` and the numbers
            ``total``, ``waiting``, ``done``, ``skipped``, ``failed``
        :raise AccessError: if the user may not see the job
        """
        self.check_access('read')
        return self._get_progress()

    def _get_user_refusal(self):
        """:return: sentence that says why nothing can be done as the user who
            started this, empty if it can"""
        user = self.user_id
        # the superuser of scheduled actions is never active
        if user and (user.active or user._is_superuser()):
            return ''
        return self.with_context(lang=self.user_context['lang']).env._(
            "%s, who started this, is no longer a user. Somebody else has to start it.", user.name or '?')

    def _get_user_env(self, until):
        """:return: environment of the user who started this, in the companies
            of then that are still theirs, and in their language"""
        companies = self.user_id.company_ids.ids
        context = self.user_context
        allowed = [
            company_id for company_id in context['allowed_company_ids']
            # the superuser is of all companies
            if company_id in companies or self.user_id._is_superuser()]
        return self.env(user=self.user_id.id, su=False, context={
            'lang': context['lang'], 'tz': context['tz'],
            'allowed_company_ids': allowed or self.user_id.company_id.ids,
            'crm_lead_job_until': until,
        })


class CrmLeadJobItem(models.Model):
    _inherit = 'crm.lead.job.item'

    @api.model
    def _get_ready_condition(self):
        """:return: SQL condition of the items that can be taken"""
        return SQL(
            "item.state = 'waiting' AND item.leader_id IS NULL AND (item.retry_at IS NULL OR item.retry_at <= %s)",
            fields.Datetime.now())

    @api.model
    def _get_ready_jobs(self):
        """:return: list of pairs: id and kind of the jobs with something to do"""
        return self.env.execute_query(SQL(
            "SELECT job.id, job.kind FROM crm_lead_job AS job WHERE job.state = 'running'"
            "   AND EXISTS (SELECT 1 FROM crm_lead_job_item AS item WHERE item.job_id = job.id AND %s)",
            self._get_ready_condition()))

    @api.model
    def _claim(self, limit):
        """Take items of one job that nobody else works on; they are free again
        when the transaction ends. Jobs share the workers: a long one does not
        keep a short one waiting.

        :return: items, in their order; none if there are none
        """
        jobs = self._get_ready_jobs()
        random.shuffle(jobs)
        for job_id, kind in jobs:
            rows = self.env.execute_query(SQL(
                "SELECT item.id FROM crm_lead_job_item AS item WHERE item.job_id = %s AND %s"
                " ORDER BY item.tries, item.id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
                job_id, self._get_ready_condition(), 1 if kind == 'convert' else limit))
            if rows:
                return self.browse(row[0] for row in rows)._with_followers()
        return self

    def _with_followers(self):
        """:return: these, which are taken, and those they stand for. Of too many
            only a part: who stands for them waits until the last part, so that
            nobody else takes one of them meanwhile"""
        followers = self.search(
            [('leader_id', 'in', self.ids), ('state', '=', 'waiting')], order='sequence, id', limit=2 * CONVERTED)
        return followers if len(followers) == 2 * CONVERTED else self + followers

    @api.model
    def _count_ready(self):
        """:return: how many items can be taken now"""
        return self.env.execute_query(SQL(
            "SELECT count(*) FROM crm_lead_job_item AS item JOIN crm_lead_job AS job ON job.id = item.job_id"
            " WHERE job.state = 'running' AND %s", self._get_ready_condition()))[0][0]

    def _work(self, until=None):
        """Work items of one job off, as the user who started it.

        :param float until: when to stop, of ``time.monotonic()``
        """
        job = self.job_id
        if not job:
            return
        refusal = job._get_user_refusal()
        if refusal:
            self._set_outcome('failed', refusal)
            return
        getattr(self.with_env(job._get_user_env(until)), f'_do_{job.kind}')()
