"""Bulk work tells salespeople which leads it gave them."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .job_common import JobCase, bulk_work_of


@tagged('post_install', '-at_install')
class TestJobTell(JobCase):

    def convert(self, count, user=None):
        """:return: job of the manager that gives leads to the colleague"""
        leads = self.env['crm.lead'].union(*(
            self.make_lead(name=f'Lead {number}', user_id=False) for number in range(count)))
        dialog = self.mass_dialog(leads, user=user or self.manager, action='nothing', user_ids=self.colleague)
        with bulk_work_of(bundle=3):
            action = dialog.action_mass_convert()
        return self.env['crm.lead.job'].browse(action['res_id'])

    def told(self):
        return self.env['mail.message'].sudo().search([
            ('message_type', '=', 'user_notification'), ('partner_ids', 'in', self.colleague.partner_id.ids)])

    def test_once_of_all_bundles(self):
        job = self.convert(7)
        self.assertFalse(self.told())
        self.work()
        self.assertEqual(job.state, 'done')
        self.assertEqual(self.told().subject, 'You have been assigned 7 leads and opportunities')
        self.assertEqual(self.told().author_id, self.manager.partner_id)
        self.work()
        self.assertEqual(len(self.told()), 1)

    def test_who_converts_for_themselves_hears_nothing(self):
        self.convert(7, user=self.colleague)
        self.work()
        self.assertFalse(self.told())

    def test_cancelled_of_what_was_done(self):
        job = self.convert(7)
        job.item_ids.filtered(lambda item: not item.leader_id)[:1]._claim(1)._work()
        self.assertFalse(self.told())
        done = job.item_ids.filtered(lambda item: item.state == 'done')
        self.assertEqual(len(done), 3)
        job.with_user(self.manager).action_cancel()
        self.assertEqual(
            set(self.told().mapped('subject')), {f'You have been assigned to {name}' for name in done.mapped('name')})
        self.work()
        self.assertEqual(len(self.told()), 3)

    def test_what_was_taken_back_meanwhile_is_not_told(self):
        job = self.convert(7)
        job.item_ids.filtered(lambda item: not item.leader_id)[:1]._claim(1)._work()
        given = job.sudo().item_ids.lead_id
        given[0].user_id = self.manager
        job.with_user(self.manager).action_cancel()
        self.assertEqual(
            set(self.told().mapped('subject')),
            {f'You have been assigned to {name}' for name in given[1:].mapped('name')})

    @mute_logger('odoo.addons.crm_lead_conversion.models.crm_lead_job_tell')
    def test_a_message_that_fails_stops_nothing(self):
        job = self.convert(7)
        with patch.object(type(self.env['mail.thread']), 'message_notify', side_effect=ValueError):
            self.work()
        self.assertEqual((job.state, job.done_count), ('done', 7))
