"""The plan that was carried out, kept with the merge."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, RecordCapturer, tagged

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestMergePlan(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.add_field('crm.lead', 'x_photo', 'binary')
        cls.add_field('crm.lead', 'x_secret', 'char')
        cls.env.registry['crm.lead']._fields['x_secret'].groups = 'base.group_system'
        cls.first = cls.make_lead(name='First', phone='+32 2 555 01 01')
        cls.second = cls.make_lead(name='Second', phone='+32 2 555 02 02', email_from='b@cafe.example.com')

    def merge(self):
        return (self.first + self.second).merge_opportunity()

    def plan(self, user=None):
        merge = self.first.sudo().merge_record_ids.with_user(user or self.seller)
        plan = merge.read_plan()
        return {field['name']: field for field in plan['fields']}, plan['moves']

    def test_where_values_come_from_and_what_is_kept_aside(self):
        self.second.message_post(body='Hello')
        self.merge()
        fields, moves = self.plan()
        self.assertEqual(fields['phone'], {
            'name': 'phone', 'label': 'Phone', 'value': '+32 2 555 01 01', 'rule': 'own',
            'sources': [self.first.id], 'losing': {str(self.second.id): '+32 2 555 02 02'}})
        self.assertEqual(
            (fields['email_from']['sources'], fields['email_from']['rule']), ([self.second.id], 'first'))
        self.assertEqual(
            [(move['model'], move['label']) for move in moves if move['model'] == 'mail.message'],
            [('mail.message', 'Message')])

    def test_custom_fields_are_taken(self):
        """Also where the user may not see them; an undo empties them again."""
        self.second.sudo().x_secret = 'Duetto'
        master = self.merge()
        self.assertEqual((master, master.sudo().x_secret), (self.first, 'Duetto'))
        master.merge_record_ids.action_undo()
        self.assertEqual((self.first + self.second).sudo().mapped('x_secret'), [False, 'Duetto'])

    def test_receipt_counts_what_is_the_users(self):
        """Nothing that the addon keeps for itself is moved or counted."""
        master = self.merge()
        self.assertFalse({move['model'] for move in self.plan()[1]} & {
            'crm.lead.match.key', 'crm.lead.merge', 'crm.lead.conversion', 'ir.model.data'})
        self.assertEqual(master.merge_record_ids.left_count, 0)

    def test_another_team_does_not_reopen_what_is_lost(self):
        """The properties of the old team come as those of one more record, which says nothing else."""
        (self.first + self.second).action_set_lost()
        master = (self.first + self.second).merge_opportunity(team_id=self.other_team.id)
        self.assertEqual(
            (master, master.active, master.type, master.team_id), (self.first, False, 'lead', self.other_team))

    def test_what_other_addons_decide(self):
        """Their functions win for the fields that they name, but not in place of a move; a person beats them."""
        (self.first + self.second).write({'referred': 'Wim'})
        tag = self.env['crm.tag'].create({'name': 'Canteen'})
        self.second.tag_ids = tag
        source = self.env['utm.source'].create({'name': 'Fair'})
        as_before = self.registry['crm.lead']._merge_get_fields_specific

        def decided(leads):
            return {
                **as_before(leads), 'phone': lambda name, leads: f'{name} of {len(leads)}',
                'source_id': lambda name, leads: source, 'date_deadline': lambda name, leads: date(2026, 1, 31),
                'referred': lambda name, leads: False, 'tag_ids': lambda name, leads: [], 'email_from': 'no function',
                'no_such_field': lambda name, leads: 'x'}

        with patch.object(self.registry['crm.lead'], '_merge_get_fields_specific', decided):
            plan = (self.first + self.second)._get_merge_plan(
                self.first, {}, chosen={'phone': self.second.id})
            master = self.merge()
        self.assertEqual(plan['result']['phone'], '+32 2 555 02 02')
        self.assertEqual(
            (master.phone, master.source_id, master.date_deadline, master.referred, master.tag_ids, master.email_from),
            ('phone of 2', source, date(2026, 1, 31), False, tag, 'b@cafe.example.com'))

    def test_fields_for_others_are_left_out(self):
        self.first.sudo().x_secret, self.second.sudo().x_secret = 'one', 'two'
        self.merge()
        self.assertNotIn('x_secret', self.plan()[0])
        self.assertEqual(
            self.plan(self.env.ref('base.user_admin'))[0]['x_secret']['losing'], {str(self.second.id): 'two'})
        with self.assertRaises(AccessError):
            self.plan(self.colleague)

    def test_files_of_fields(self):
        self.second.sudo().x_photo = 'cGhvdG8='
        master = self.merge()
        self.assertEqual(master.sudo().x_photo, b'cGhvdG8=')
        self.assertEqual(self.second.sudo().x_photo, b'cGhvdG8=')
        self.assertEqual(self.plan()[0]['x_photo']['sources'], [self.second.id])
        self.undo(master)
        self.assertFalse(master.sudo().x_photo)
        self.assertEqual(self.second.sudo().x_photo, b'cGhvdG8=')

    def test_file_that_loses_is_named_and_kept(self):
        self.first.sudo().x_photo, self.second.sudo().x_photo = 'b3du', 'b3RoZXI='
        master = self.merge()
        self.assertEqual(master.sudo().x_photo, b'b3du')
        self.assertEqual(list(self.plan()[0]['x_photo']['losing']), [str(self.second.id)])
        self.assertEqual(self.second.sudo().x_photo, b'b3RoZXI=')

    def test_file_replaced_since_stays(self):
        self.second.sudo().x_photo = 'cGhvdG8='
        master = self.merge()
        master.sudo().x_photo = 'bmV3'
        self.assertIn('Photo', self.undo(master))
        self.assertEqual(master.sudo().x_photo, b'bmV3')

    def test_chosen_salesperson_follows_and_is_told(self):
        leads = (self.first + self.second).with_user(self.manager)
        with RecordCapturer(self.env['mail.message'], [('model', '=', 'crm.lead')]) as capture:
            master = leads._merge_opportunity(user_id=self.colleague.id)
        self.assertEqual(master.user_id, self.colleague)
        self.assertIn(self.colleague.partner_id, master.message_partner_ids)
        told = capture.records.filtered(lambda message: message.message_type == 'user_notification')
        self.assertEqual(told.partner_ids, self.colleague.partner_id)
        self.undo(master, self.manager)
        self.assertNotIn(self.colleague.partner_id, master.message_partner_ids)

    def test_nothing_is_merged_if_something_would_be_left_behind(self):
        self.second.message_post(body='Hello')
        self.env.flush_all()
        before = self.database()
        with patch.object(self.registry['crm.lead'], '_move_key', lambda *args: []), \
                self.assertRaisesRegex(UserError, 'Nothing was merged, .*mail_message.res_id'), \
                self.env.cr.savepoint():
            self.merge()
        self.env.invalidate_all()
        self.assertFalse(self.second.merged_into_id)
        self.assertEqual(self.database(), before)

    def test_nothing_is_tracked_of_a_merge(self):
        self.first.name = 'First, renamed'
        with RecordCapturer(self.env['mail.tracking.value'], []) as capture:
            master = self.merge()
            self.env.flush_all()
            self.env.cr.precommit.run()
        self.assertFalse(capture.records)
        self.assertEqual(master.name, 'First, renamed')

    def test_lost_opportunity_and_open_lead(self):
        self.second.probability = 30
        lost = self.make_lead(name='Lost', type='opportunity')
        self.created_on(lost, '2020-01-01 10:00:00')
        lost.sudo().action_set_lost()
        self.assertEqual((lost.won_status, lost.probability), ('lost', 0))
        master = (lost + self.second).merge_opportunity()
        self.assertEqual((master.name, master.active, master.type), ('Lost', True, 'opportunity'))
        self.assertEqual((master.won_status, master.date_closed, master.lost_reason_id.id), ('pending', False, False))
        self.assertEqual(master.probability, 30)
        self.undo(master)
        self.assertEqual((lost.won_status, lost.probability, lost.active), ('lost', 0, False))

    def test_the_same_record_twice_is_one(self):
        with self.assertRaisesRegex(UserError, 'at least two'):
            (self.first + self.first).merge_opportunity()
        with self.assertRaisesRegex(UserError, 'at least two'):
            self.env['crm.lead'].with_user(self.seller).browse([self.first.id] * 2).merge_opportunity()

    def test_won_record_stays_in_the_dialog_and_is_named(self):
        won = self.make_lead(name='Sold machine', type='opportunity')
        won.sudo().action_set_won()
        leads = self.first + self.second + won
        dialog = Form(self.env['crm.merge.opportunity'].with_user(self.seller).with_context(
            active_model='crm.lead', active_ids=leads.ids, active_id=self.first.id))
        self.assertEqual(set(dialog.opportunity_ids.ids), set(leads.ids))
        with self.assertRaisesRegex(UserError, 'Sold machine.* is won and would disappear in “First”. Take it out'):
            dialog.save().action_merge()
        self.assertFalse(any(lead.merged_into_id for lead in leads))
        dialog.opportunity_ids.remove(won.id)
        dialog.save().action_merge()
        self.assertEqual(self.second.merged_into_id, self.first)
        self.assertFalse(won.merged_into_id)
