"""Files of fields: the one that a person picks, and the one that it replaces."""

from base64 import b64encode

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .merge_common import MergeCase

ONE, TWO, NEW = (b64encode(text) for text in (b'one', b'two', b'new'))


@tagged('post_install', '-at_install')
class TestMergeFiles(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.add_field('crm.lead', 'x_photo', 'binary')
        cls.first, cls.second = cls.make_lead(name='First'), cls.make_lead(name='Second')
        cls.created_on(cls, cls.first, '2024-01-10 09:30:00')
        cls.leads = cls.first + cls.second
        cls.first.x_photo, cls.second.x_photo = ONE, TWO

    def merge(self, chosen):
        wizard = self.env['crm.merge.opportunity'].with_user(self.seller).create({
            'opportunity_ids': [(6, 0, self.leads.ids)], 'chosen_sources': chosen})
        wizard.action_merge()
        wizard.sudo().unlink()
        self.assertEqual(self.second.merged_into_id, self.first)
        return self.first.merge_record_ids

    def replaced(self):
        return self.env['ir.attachment'].search([('res_model', '=', 'crm.lead.merge'), ('res_field', '!=', False)])

    def test_picked_and_undone(self):
        before = self.database()
        merge = self.merge({'x_photo': self.second.id})
        self.assertEqual((self.first.x_photo, self.second.x_photo), (TWO, TWO))
        self.assertEqual(self.replaced().datas, ONE)
        plan = {field['name']: field for field in merge.with_user(self.seller).read_plan()['fields']}
        self.assertEqual((plan['x_photo']['rule'], plan['x_photo']['sources']), ('chosen', [self.second.id]))
        self.undo(self.first)
        self.assertEqual((self.first.x_photo, self.second.x_photo), (ONE, TWO))
        self.assertFalse(self.replaced())
        self.assertSameDatabase(before)

    def test_none_is_picked(self):
        self.second.x_photo = False
        before = self.database()
        self.merge({'x_photo': self.second.id})
        self.assertFalse(self.first.x_photo)
        self.undo(self.first)
        self.assertEqual(self.first.x_photo, ONE)
        self.assertSameDatabase(before)

    def test_the_masters_own_none_is_picked(self):
        self.first.x_photo = False
        self.merge({'x_photo': self.first.id})
        self.assertEqual((self.first.x_photo, self.second.x_photo), (False, TWO))

    def test_without_a_pick_it_is_the_masters_own(self):
        self.merge({})
        self.assertEqual((self.first.x_photo, self.second.x_photo), (ONE, TWO))
        self.assertFalse(self.replaced())

    def test_a_newer_one_stays(self):
        self.merge({'x_photo': self.second.id})
        self.first.x_photo = NEW
        self.assertIn('Photo', self.undo(self.first))
        self.assertEqual((self.first.x_photo, self.second.x_photo), (NEW, TWO))

    def test_what_was_replaced_is_for_nobody(self):
        self.merge({'x_photo': self.second.id})
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                self.replaced().with_user(user).read(['datas'])

    def test_it_goes_with_the_record(self):
        self.merge({'x_photo': self.second.id})
        self.first.sudo().unlink()
        self.assertFalse(self.replaced())

    def test_it_goes_with_what_is_needed_to_undo(self):
        merge = self.merge({'x_photo': self.second.id})
        merge.sudo().date = '2020-01-01 10:00:00'
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.undo_days', 30)
        self.env['crm.lead.merge']._gc_undo_data()
        self.assertFalse(merge.sudo().undo_data)
        self.assertFalse(self.replaced())
        self.assertEqual(self.first.x_photo, TWO)
