"""One item of bulk work: what it is about, and what became of it."""

import logging
import time

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import format_list

from .crm_lead_outside import one_record

_logger = logging.getLogger(__name__)

# How often an item is tried while somebody else changes its records, and how
# much longer it waits after each time but the first.
_TRIES = 5
_RETRY_SECONDS = 20


class CrmLeadJobItem(models.Model):
    _name = 'crm.lead.job.item'
    _description = 'Item of Bulk Work on Leads'
    _order = 'job_id desc, sequence, id'

    job_id = fields.Many2one('crm.lead.job', required=True, readonly=True, index=True, ondelete='cascade')
    sequence = fields.Integer(readonly=True)
    # what is done together is taken together: by its first item
    leader_id = fields.Many2one('crm.lead.job.item', readonly=True, index='btree_not_null', ondelete='set null')
    name = fields.Char('Records', readonly=True)
    state = fields.Selection([
        ('waiting', 'Waiting'),
        ('done', 'Done'),
        ('skipped', 'Skipped'),
        ('failed', 'Failed'),
    ], default='waiting', required=True, readonly=True)
    outcome = fields.Text(readonly=True)
    date = fields.Datetime('Done on', readonly=True)
    tries = fields.Integer(default=0, required=True, readonly=True)
    retry_at = fields.Datetime('Tried Again on', readonly=True)
    # The rest is for the engine: the name of a record is shown to whoever may
    # see the item, and not to whoever may read the record.
    data = fields.Json(readonly=True, groups='base.group_system')
    lead_id = fields.Many2one(
        'crm.lead', 'Result', readonly=True, index='btree_not_null', ondelete='set null', groups='base.group_system')
    merge_id = fields.Many2one(
        'crm.lead.merge', readonly=True, index='btree_not_null', ondelete='set null', groups='base.group_system')
    conversion_ids = fields.Many2many(
        'crm.lead.conversion', 'crm_lead_job_item_conversion_rel', 'item_id', 'conversion_id',
        readonly=True, groups='base.group_system')
    has_lead = fields.Boolean(compute='_compute_has_lead')

    _by_state = models.Index("(job_id, state)")
    _to_do = models.Index("(job_id, id) WHERE state = 'waiting' AND leader_id IS NULL")

    @api.depends('lead_id')
    def _compute_has_lead(self):
        # sudo: only whether there is one
        for item in self:
            item.has_lead = bool(item.sudo().lead_id)

    @one_record
    def action_open_lead(self):
        """:return: action that opens the record this item ended in
        :raise UserError: if there is none
        :raise AccessError: if the user may not read it"""
        self.check_access('read')
        # sudo: which one it is; it is read as the user
        lead = self.sudo().lead_id.sudo(False)
        if not lead:
            raise UserError(self.env._("There is no record to open: “%s” led to none.", self.name))
        lead.check_access('read')
        return lead.get_formview_action()

    # ------------------------------------------------------------
    # Making
    # ------------------------------------------------------------

    @api.model
    def _make(self, job, items, env):
        """:param list items: as of :meth:`crm.lead.job._start`
        :param env: of the user who starts the job
        :return: the items, made"""
        bundles = [
            [{**item, 'lead_ids': [lead_id]} for lead_id in item['lead_ids']] if job.kind == 'convert' else [item]
            for item in items]
        names = self._get_names(env, [item for bundle in bundles for item in bundle])
        values, place = [], 0
        for bundle in bundles:
            values.append([
                {'job_id': job.id, 'sequence': place + number, 'data': item, 'name': next(names)}
                for number, item in enumerate(bundle)])
            place += len(bundle)
        leaders = self.create([first for first, *_others in values])
        followers = self.create([
            {**item, 'leader_id': leader.id}
            for leader, (_first, *others) in zip(leaders, values, strict=True) for item in others])
        return leaders + followers

    @api.model
    def _get_names(self, env, items):
        """:return: generator of what each item is called; a record that the
            user may not read is a number"""
        about = {}
        for name, model, field in (
                ('merge_id', 'crm.lead.merge', 'master_id'), ('conversion_id', 'crm.lead.conversion', 'lead_id')):
            records = env[model].browse(item[name] for item in items if item.get(name))
            # sudo: only which lead each is about
            about.update(((name, record.id), record[field].id) for record in records.sudo().exists())
        ids = [
            item.get('lead_ids') or [about.get(next(iter(item.items())), 0)]
            for item in items]
        leads = env['crm.lead'].browse({lead_id for some in ids for lead_id in some if lead_id})
        readable = leads.exists()._filtered_access('read')
        names = {lead.id: lead.display_name for lead in readable}
        what = (
            [names.get(lead_id) or env._("Number %s", lead_id) for lead_id in some] for some in ids)
        for item, called in zip(items, what, strict=True):
            name = called[0] if len(called) == 1 else format_list(env, called)
            if item.get('merge_id'):
                name = env._("Merge into %s", name)
            elif item.get('conversion_id'):
                name = env._("Conversion of %s", name)
            yield name

    def _get_data(self):
        # sudo: for the engine only; ids, each checked as the user
        return self.sudo().data

    # ------------------------------------------------------------
    # Outcomes
    # ------------------------------------------------------------

    def _set_outcome(self, state, outcome, **links):
        """:param str state: ``done``, ``skipped`` or ``failed``
        :param str outcome: sentence for the user
        :param links: ``lead_id``, ``merge_id``, ``conversion_ids``"""
        # sudo: nobody writes items but the engine
        self.sudo().write({
            'state': state, 'outcome': outcome, 'date': fields.Datetime.now(), 'retry_at': False, **links})

    def _try_later(self):
        """Somebody else is changing the records: that is no failure, unless it
        goes on."""
        for item in self.sudo():  # sudo: nobody writes items but the engine
            tries = item.tries + 1
            if tries >= _TRIES:
                item.tries = tries
                item._set_outcome('failed', self.env._(
                    "Somebody else was changing %(records)s each of the %(count)s times it was tried. Nothing"
                    " was changed. Do it again later.", records=item.name, count=tries))
                continue
            later = fields.Datetime.add(fields.Datetime.now(), seconds=_RETRY_SECONDS * (tries - 1))
            item.write({
                'tries': tries, 'retry_at': later if tries > 1 else False, 'leader_id': False,
                'outcome': self.env._("Somebody else is changing %s: it is tried again.", item.name)})

    def _in_turn(self):
        """:return: generator of these items, as long as there is time; those
            it does not get to wait for the next time"""
        until = self.env.context.get('crm_lead_job_until') or float('inf')
        for item in self:
            if time.monotonic() > until:
                return
            yield item

    def _attempt(self, work):
        """Do something, all or nothing, and set what became of it.

        :param work: callable without parameters; returns the parameters of
            :meth:`_set_outcome` as a dict
        :return: whether it went through
        """
        try:
            with self.env.cr.savepoint():
                values = work()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self._try_later()
            return False
        except UserError as error:
            # a sentence about a lock is one of these as well
            if isinstance(error, LockError) or isinstance(error.__context__, LockError):
                self._try_later()
            else:
                self._set_outcome('failed', str(error))
            return False
        except Exception:
            _logger.exception("Bulk work %s: items %s failed", self.job_id.ids, self.ids)
            self._set_outcome('failed', self._get_unexpected_text())
            return False
        self._set_outcome(**values)
        return True

    def _get_unexpected_text(self):
        return self.env._(
            "Something went wrong that nobody thought of, and nothing was changed. Please tell your"
            " administrator: the log of the server says more.")
