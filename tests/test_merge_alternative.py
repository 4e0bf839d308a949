"""Values that a merge left aside are offered beside the field, and taken back and forth."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .merge_common import MergeCase


class AlternativeCase(MergeCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.master = cls.make_lead(
            name='Grinder', phone='+32 9 555 01 01', email_from='eva@cafe.example.com', expected_revenue=100,
            street='Kaai 5', city='Gent', zip='9000')
        cls.other = cls.make_lead(
            name='Call', phone='+32 9 555 01 99', email_from='eva@cafe.example.com', expected_revenue=250,
            street='Markt 1', city='Brugge')
        (cls.master + cls.other)._merge_opportunity(max_length=0)
        cls.merge_id = cls.master.sudo().merge_record_ids.id

    def look(self):
        self.seller.password = 'conv_seller'
        self.start_tour(
            f'/odoo/action-crm.crm_lead_all_leads/{self.master.id}', 'crm_lead_conversion_merge_alternative',
            login='conv_seller')
        self.assertEqual(self.master.phone, '+32 9 555 01 99')


@tagged('post_install', '-at_install')
class TestMergeAlternative(AlternativeCase):
    browser_size = '1400x900'

    def option(self, text, lead=None, name='Call'):
        return {'merge_id': self.merge_id, 'lead_id': (lead or self.other).id, 'lead': name, 'text': text}

    def test_what_is_offered(self):
        offered = self.master.merge_alternatives
        self.assertEqual(offered['phone'], [self.option('+32 9 555 01 99')])
        self.assertEqual(offered['city'], [self.option('Brugge')])
        self.assertEqual([one['lead_id'] for one in offered['expected_revenue']], [self.other.id])
        self.assertIn('250', offered['expected_revenue'][0]['text'])
        for name in ('email_from', 'zip', 'stage_id', 'type', 'name'):
            self.assertNotIn(name, offered)
        self.assertFalse(self.make_lead(name='Alone').merge_alternatives)

    def take(self, name, lead=None, user=None):
        master = self.master.with_user(user) if user else self.master
        master.action_take_alternative(self.merge_id, (lead or self.other).id, name)
        self.master.invalidate_recordset()

    def test_taken_and_taken_back(self):
        self.take('phone')
        self.assertEqual(self.master.phone, '+32 9 555 01 99')
        self.assertIn("Taken from “Call”, which was merged into this record: Phone", self.master.message_ids[0].body)
        self.assertEqual(
            self.master.merge_alternatives['phone'], [self.option('+32 9 555 01 01', self.master, 'Grinder')])
        self.take('phone', self.master)
        self.assertEqual(self.master.phone, '+32 9 555 01 01')
        self.assertEqual(self.master.merge_alternatives['phone'], [self.option('+32 9 555 01 99')])

    def test_an_address_goes_as_a_whole(self):
        self.take('city')
        self.assertEqual(
            (self.master.street, self.master.city, self.master.zip), ('Markt 1', 'Brugge', False))
        self.take('street', self.master)
        self.assertEqual(
            (self.master.street, self.master.city, self.master.zip), ('Kaai 5', 'Gent', '9000'))

    def test_undo_of_the_merge_keeps_what_was_taken(self):
        self.take('phone')
        self.assertIn('Phone', self.undo(self.master))
        self.assertEqual((self.master.phone, self.other.phone), ('+32 9 555 01 99', '+32 9 555 01 99'))
        self.assertFalse(self.master.merge_alternatives)

    def test_refused(self):
        reader = self.colleague
        with self.assertRaises(AccessError):
            self.take('phone', user=reader)
        for merge_id, lead_id, name in (
                (self.merge_id, self.other.id, 'email_from'), (self.merge_id, self.other.id, 'write_uid'),
                (self.merge_id, self.master.id, 'phone'), (self.merge_id + 1, self.other.id, 'phone'),
                (False, False, 'phone'), (self.merge_id, self.other.id, 'x')):
            with self.assertRaisesRegex(UserError, "not there any more"):
                self.master.action_take_alternative(merge_id, lead_id, name)
        with self.assertRaises(UserError):
            self.other.action_take_alternative(self.merge_id, self.other.id, 'phone')

    def test_hidden_fields_are_not_offered(self):
        self.master._fields['phone'].groups = 'base.group_system'
        self.addCleanup(lambda: setattr(self.master._fields['phone'], 'groups', None))
        self.master.invalidate_recordset()
        self.assertNotIn('phone', self.master.merge_alternatives)
        with self.assertRaises(UserError):
            self.take('phone')

    def test_marker_beside_the_field(self):
        self.look()


@tagged('post_install', '-at_install')
class TestMergeAlternativeOnAPhone(AlternativeCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_marker_beside_the_field(self):
        self.look()
