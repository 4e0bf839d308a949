from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..models import crm_lead_job
from .job_common import JobCase


class JobTourCase(JobCase, HttpCase):

    def look(self, tour='crm_lead_conversion_job'):
        self.seller.password = 'conv_seller'
        groups = [
            self.make_lead(name=f'Tour: {letter} 0') + self.make_lead(name=f'Tour: {letter} 1') for letter in 'ABC']
        with patch.object(crm_lead_job, '_AT_ONCE', 0):
            job = self.start('merge', self.items_to_merge(*groups), name='Tour')
        job.sudo().item_ids[0]._work()
        self.assertTrue(groups[0][1].merged_into_id)
        self.start_tour(
            f'/odoo/action-crm_lead_conversion.crm_lead_job_action/{job.id}', tour, login='conv_seller')
        self.assertFalse(groups[0][1].merged_into_id)
        self.assertEqual(job.undo_job_ids.state, 'done')


@tagged('post_install', '-at_install')
class TestJobTour(JobTourCase):
    browser_size = '1400x900'

    def test_cancel_and_undo_all(self):
        self.look()


@tagged('post_install', '-at_install')
class TestJobPhoneTour(JobTourCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_cancel_and_undo_all(self):
        self.look('crm_lead_conversion_job_phone')
