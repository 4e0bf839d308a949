from odoo.tests import HttpCase, tagged

from .common import ConvertCase


class MergeTourCase(ConvertCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.password = 'conv_seller'
        cls.master = cls.make_lead(name='Tour: master')
        cls.merged = cls.make_lead(name='Tour: merged')
        cls.master.message_post(body='Said on the master')
        cls.merged.message_post(body='Said on the merged one')
        (cls.master + cls.merged).merge_opportunity()

    def look(self, lead, tour):
        self.start_tour(f'/odoo/action-crm.crm_lead_all_leads/{lead.id}', tour, login='conv_seller')
        self.assertTrue(self.merged.active)
        self.assertFalse(self.merged.merged_into_id)


@tagged('post_install', '-at_install')
class TestMergeTour(MergeTourCase):
    browser_size = '1400x900'

    def test_old_link_leads_to_the_master_and_undo(self):
        self.look(self.merged, 'crm_lead_conversion_merge')

    def test_panel_and_undo(self):
        self.look(self.master, 'crm_lead_conversion_merge_panel')


@tagged('post_install', '-at_install')
class TestMergePhoneTour(MergeTourCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_panel_and_undo(self):
        self.look(self.master, 'crm_lead_conversion_merge_panel')
