"""Undo after people went on working: what they did since stays, and they are
told; the rest goes back."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestMergeUndo(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env['crm.tag'].create({'name': 'Tag'})
        cls.first = cls.make_lead(name='First')
        cls.second = cls.make_lead(
            name='Second', street='Kaai 5', zip='9000', city='Gent', phone='+32 2 555 02 02',
            tag_ids=[(6, 0, cls.tag.ids)])

    def merge(self):
        return (self.first + self.second).merge_opportunity()

    def test_address_goes_back_whole(self):
        master = self.merge()
        self.assertEqual((master.street, master.zip, master.city), ('Kaai 5', '9000', 'Gent'))
        self.undo(master)
        self.assertFalse(master.street or master.zip or master.city)

    def test_address_of_which_one_field_was_edited_stays_whole(self):
        master = self.merge()
        master.city = 'Brugge'
        message = self.undo(master)
        self.assertEqual((master.street, master.zip, master.city), ('Kaai 5', '9000', 'Brugge'))
        for label in ('Street', 'Zip', 'City'):
            self.assertIn(label, message)
        self.assertFalse(master.phone)

    def test_edited_field_of_the_address_that_the_merge_left_alone(self):
        """Country was empty on both: setting it is work on the address too."""
        master = self.merge()
        master.country_id = self.belgium
        self.undo(master)
        self.assertEqual((master.street, master.country_id), ('Kaai 5', self.belgium))

    def test_stage_moved_since_stays_with_what_belongs_to_it(self):
        stage = self.env['crm.stage'].create({'name': 'Talking', 'sequence': 2})
        self.first.sudo().write({'type': 'lead', 'stage_id': self.stage_new.id})
        self.second.sudo().write({'type': 'opportunity', 'stage_id': stage.id})
        master = self.merge()
        self.assertEqual(master.stage_id, stage)
        later = self.env['crm.stage'].create({'name': 'Almost', 'sequence': 3})
        master.stage_id = later
        self.env.flush_all()
        date = master.date_last_stage_update
        message = self.undo(master)
        self.assertEqual((master.stage_id, master.date_last_stage_update), (later, date))
        self.assertIn('Stage', message)
        self.assertEqual(master.type, 'lead')

    def test_scoring_of_the_night_is_nobodys_work(self):
        leads = self.first + self.second
        leads.sudo().write({'type': 'opportunity'})
        self.second.sudo().stage_id = self.env['crm.stage'].create({'name': 'Talking', 'sequence': 2})
        stage = self.first.stage_id
        master = self.merge()
        master.sudo().write({'probability': 12.5, 'automated_probability': 12.5})
        self.env.flush_all()
        self.assertEqual(self.undo(master), '')
        self.assertEqual(master.stage_id, stage)

    def test_tag_and_salesperson_deleted_since(self):
        self.first.sudo().user_id = self.colleague
        merged = (self.first + self.second).with_user(self.manager)
        master = merged._merge_opportunity(user_id=self.manager.id)
        self.assertEqual((master.user_id, master.tag_ids), (self.manager, self.tag))
        self.tag.unlink()
        self.env.cr.execute("UPDATE crm_lead SET user_id = NULL WHERE user_id = %s", [self.colleague.id])
        self.env.cr.execute("DELETE FROM crm_team_member WHERE user_id = %s", [self.colleague.id])
        self.env.invalidate_all()
        self.colleague.sudo().unlink()
        self.env.flush_all()
        message = self.undo(master, self.manager)
        self.assertIn('Not put back, as the record it was has been deleted: Salesperson', message)
        self.assertFalse(self.second.tag_ids)
        self.assertFalse(self.second.merged_into_id)

    def test_later_message_activity_and_tag_stay(self):
        master = self.merge()
        message = master.message_post(body='Later')
        activity = master.activity_schedule('mail.mail_activity_data_todo', user_id=self.seller.id)
        later = self.env['crm.tag'].create({'name': 'Later'})
        master.tag_ids += later
        self.undo(master)
        self.assertEqual((message.res_id, activity.res_id), (master.id, master.id))
        self.assertEqual((master.tag_ids, self.second.tag_ids), (later, self.tag))

    def test_nobody_undoes_what_he_could_not_have_merged(self):
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        master = (self.first + theirs).with_user(self.manager).merge_opportunity()
        merge = master.sudo().merge_record_ids
        for user in (self.seller, self.colleague):
            with self.assertRaises(AccessError):
                merge.with_user(user).action_undo()
        self.assertEqual(merge.state, 'done')
        merge.with_user(self.manager).action_undo()
        self.assertEqual((merge.state, merge.undo_user_id), ('undone', self.manager))

    def test_twice(self):
        master = self.merge()
        self.undo(master)
        with self.assertRaisesRegex(UserError, 'undone already by Sanne Seller'):
            self.undo(master)

    def test_records_are_the_engines_own(self):
        merge = self.merge().merge_record_ids
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                merge.with_user(user).write({'state': 'undone'})
            with self.assertRaises(AccessError):
                merge.with_user(user).unlink()
            with self.assertRaises(AccessError):
                merge.with_user(user).create({'master_id': self.first.id})
            with self.assertRaises(AccessError):
                merge.with_user(user).read(['undo_data'])
            with self.assertRaises(AccessError):
                merge.with_user(user).read(['plan'])
