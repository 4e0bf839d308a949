"""Bulk work: a job of items, each with its outcome."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_lead_outside import one_record

# What is done at once, in the request: items, or leads to convert.
_AT_ONCE = 20
_AT_ONCE_LEADS = 100
_KEEP_DAYS = 90


class CrmLeadJob(models.Model):
    """What one person asked for. It is worked off as that person, in the
    companies and the language of then. Only the engine writes jobs and items."""

    _name = 'crm.lead.job'
    _description = 'Bulk Work on Leads'
    _order = 'id desc'

    name = fields.Char('Work', required=True, readonly=True)
    kind = fields.Selection([
        ('merge', 'Merge'),
        ('undo', 'Undo'),
        ('convert', 'Convert'),
    ], required=True, readonly=True)
    state = fields.Selection([
        ('running', 'In Progress'),
        ('done', 'Done'),
        ('cancelled', 'Cancelled'),
    ], default='running', required=True, readonly=True, index=True)
    user_id = fields.Many2one('res.users', 'Started by', readonly=True, index=True, ondelete='set null')
    company_id = fields.Many2one('res.company', readonly=True, ondelete='cascade')
    date = fields.Datetime('Started on', required=True, readonly=True)
    done_date = fields.Datetime('Finished on', readonly=True)
    cancel_user_id = fields.Many2one('res.users', 'Cancelled by', readonly=True, ondelete='set null')
    item_ids = fields.One2many('crm.lead.job.item', 'job_id', 'Items', readonly=True)
    undone_job_id = fields.Many2one(
        'crm.lead.job', 'Takes Back', readonly=True, index='btree_not_null', ondelete='set null')
    undo_job_ids = fields.One2many('crm.lead.job', 'undone_job_id', 'Undone by', readonly=True)
    # how it is to be done, for the engine only
    options = fields.Json(readonly=True, groups='base.group_system')
    user_context = fields.Json(readonly=True, groups='base.group_system')
    total_count = fields.Integer('Number of Items', compute='_compute_counts')
    waiting_count = fields.Integer('Items Waiting', compute='_compute_counts')
    done_count = fields.Integer('Items Done', compute='_compute_counts')
    skipped_count = fields.Integer('Items Skipped', compute='_compute_counts')
    failed_count = fields.Integer('Items Failed', compute='_compute_counts')
    progress = fields.Float(compute='_compute_counts', help="Items worked off, in percent.")
    can_undo = fields.Boolean(compute='_compute_can_undo')

    @api.depends('item_ids.state')
    def _compute_counts(self):
        # sudo: numbers only
        counted = self.env['crm.lead.job.item'].sudo()._read_group(
            [('job_id', 'in', self.ids)], ['job_id', 'state'], ['__count'])
        counts = {(job.id, state): count for job, state, count in counted}
        for job in self:
            values = {
                state: counts.get((job._origin.id, state), 0)
                for state in ('waiting', 'done', 'skipped', 'failed')}
            total = sum(values.values())
            job.update({f'{state}_count': count for state, count in values.items()})
            job.total_count = total
            job.progress = 100 * (total - values['waiting']) / total if total else 100

    @api.depends('kind', 'state', 'done_count', 'undo_job_ids')
    def _compute_can_undo(self):
        for job in self:
            # sudo: whoever took it back
            job.can_undo = bool(
                job.kind != 'undo' and job.state != 'running' and job.done_count and all(
                    undo.state == 'cancelled' or undo.state == 'done' and undo.failed_count
                    for undo in job.sudo().undo_job_ids))

    # ------------------------------------------------------------
    # Starting
    # ------------------------------------------------------------

    @api.model
    def _start(self, kind, items, options=None, name=None, at_once=True):
        """Start bulk work as the current user. A few items are done at once, in
        this request; more are worked off by the scheduled actions.

        :param str kind: ``merge``, ``undo`` or ``convert``
        :param list items: dicts; to merge ``lead_ids``, and if wanted
            ``master_id`` and ``duplicate_id``; to undo ``merge_id`` or
            ``conversion_id``; to convert ``lead_ids``, which are converted
            together
        :param dict options: how it is to be done, the same for all items
        :param str name: what a person calls it
        :param bool at_once: whether a few items are done in this request
        :return: the job
        :raise UserError: if there is nothing to do
        """
        if not items:
            raise UserError(self.env._("There is nothing to do. Select at least one record."))
        job = self._create_job(kind, options=options or {}, name=name or self._get_default_name(kind))
        # sudo: what is to be done belongs to the job; each record is checked when it is its turn
        made = self.env['crm.lead.job.item'].sudo()._make(job, items, self.env)
        if at_once and len(made) <= (_AT_ONCE_LEADS if kind == 'convert' else _AT_ONCE):
            made._work()
            job._finish()
        # one that is finished at once is shown, and needs no message
        if job.state == 'running':
            self._call_workers()
        return self.browse(job.id)

    @api.model
    def _create_job(self, kind, **values):
        """:return: a job of the current user, as superuser"""
        # sudo: nobody writes jobs but the engine; what they do is done as the user
        return self.sudo().create({
            'kind': kind,
            'user_id': self.env.uid,
            'company_id': self.env.company.id,
            'date': fields.Datetime.now(),
            'options': {},
            'user_context': {
                'lang': self.env.lang or self.env.user.lang,
                'tz': self.env.context.get('tz') or self.env.user.tz,
                'allowed_company_ids': self.env.companies.ids,
            },
            **values,
        })

    @api.model
    def _get_default_name(self, kind):
        return dict(self._fields['kind']._description_selection(self.env))[kind]

    def _get_action(self):
        """:return: action that shows how far this job is, and its outcome"""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.name,
            'res_model': self._name,
            'res_id': self.id,
            'views': [(False, 'form')],
        }

    @one_record
    def action_open_items(self):
        """:return: action that lists the items, those of the state that the
            context key ``item_state`` names
        :raise AccessError: if the user may not read the job"""
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id('crm_lead_conversion.crm_lead_job_item_action')
        state = self.env.context.get('item_state')
        known = dict(self.env['crm.lead.job.item']._fields['state'].selection)
        action.update({
            'display_name': self.name,
            'domain': [('job_id', '=', self.id)],
            'context': {f'search_default_{state}': 1} if state in known else {},
        })
        return action

    # ------------------------------------------------------------
    # Stopping and taking back
    # ------------------------------------------------------------

    @one_record
    def action_cancel(self):
        """Do nothing more: what waits is skipped, what is done stays done. For
        whoever may see the job: who started it, and sales managers.

        :raise UserError: if it is finished
        :raise AccessError: if the user may not see it
        """
        self.check_access('read')
        if self.state != 'running':
            raise UserError(self.env._(
                "“%s” is finished already. To take back what it did, choose Undo All.", self.name))
        # sudo: nobody writes jobs but the engine
        job = self.sudo()
        job.write({
            'state': 'cancelled', 'cancel_user_id': self.env.uid, 'done_date': fields.Datetime.now()})
        job._skip_cancelled()
        job._tell()
        job._send_progress()

    @one_record
    def action_undo_all(self):
        """Take back all that this job did and that can still be taken back, the
        last first, by a job of its own. Each merge and conversion asks for the
        right to change its records.

        :return: action that shows the job that takes it back
        :raise UserError: if there is nothing to take back
        :raise AccessError: if the user may not see the job
        """
        self.check_access('read')
        if self.state == 'running':
            raise UserError(self.env._(
                "“%s” is still in progress. Cancel it first, or wait until it is done.", self.name))
        # sudo: which these are; each is checked as the user who takes it back
        items = self.sudo().item_ids._get_items_to_undo() if self.kind != 'undo' else []
        if not items:
            raise UserError(self.env._("Nothing that “%s” did can be taken back any more.", self.name))
        undo = self._start('undo', items, name=self.env._("Undo: %s", self.name))
        undo.sudo().undone_job_id = self.id
        return undo._get_action()

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    @api.autovacuum
    def _gc_jobs(self):
        """Delete finished jobs after 90 days. What they merged and converted
        keeps its own records, and can still be undone."""
        limit = fields.Datetime.now() - timedelta(days=_KEEP_DAYS)
        jobs = self.search([('state', '!=', 'running'), ('done_date', '<', limit)], order='id', limit=100)
        jobs.unlink()
        return len(jobs), len(jobs) == 100
