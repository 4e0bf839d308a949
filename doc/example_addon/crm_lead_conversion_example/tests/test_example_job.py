"""A further kind of bulk work, and a further method for programs."""

from odoo.tests import tagged

from odoo.addons.crm_lead_conversion.models.crm_lead_api import LeadApiError
from odoo.addons.crm_lead_conversion.tests.job_common import JobCase


@tagged('post_install', '-at_install')
class TestExampleJob(JobCase):

    def test_few_at_once(self):
        lead, gone = self.make_lead(), self.make_lead()
        items = [{'lead_ids': lead.ids}, {'lead_ids': gone.ids}]
        gone.sudo().unlink()
        job = self.start('hold', items)
        self.assertEqual(self.outcomes(job), [('done', 'Put on hold.'), ('skipped', 'It was deleted.')])
        self.assertTrue(lead.is_on_hold)

    def test_many_by_the_workers(self):
        leads = self.make_group(21)
        job = self.start('hold', [{'lead_ids': lead.ids} for lead in leads])
        self.assertFalse(leads.filtered('is_on_hold'))
        self.work()
        self.assertEqual((job.state, job.done_count, len(leads.filtered('is_on_hold'))), ('done', 21, 21))

    def test_right_lost(self):
        lead = self.make_lead()
        lead.sudo().user_id = self.colleague
        job = self.start('hold', [{'lead_ids': lead.ids}])
        self.assertEqual(job.item_ids.state, 'failed')
        self.assertFalse(lead.sudo().is_on_hold)

    def test_method_for_programs(self):
        lead = self.make_lead()
        Lead = self.env['crm.lead'].with_user(self.seller)
        first = Lead.lead_hold(lead_ids=lead.ids, request_key='key')
        self.assertTrue(lead.is_on_hold)
        self.assertEqual(Lead.lead_hold(lead_ids=lead.ids, request_key='key'), first)
        with self.assertRaises(LeadApiError) as refused:
            Lead.lead_hold(lead_ids=['x'])
        self.assertEqual(refused.exception.context['code'], 'invalid_argument')
