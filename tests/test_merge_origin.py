"""Where a moved message came from, and what is measured from messages."""

from datetime import datetime

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestMergeOrigin(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.make_lead(name='First'), cls.make_lead(name='Second')

    def test_moved_message_names_its_record(self):
        moved = self.second.message_post(body='From the second')
        own = self.first.message_post(body='From the first')
        self.assertFalse(moved.with_user(self.seller).lead_origin_id)
        master = (self.first + self.second).merge_opportunity()
        messages = (moved + own).with_user(self.seller)
        messages.invalidate_recordset()
        self.assertEqual(messages.mapped('lead_origin_id'), self.second)
        self.assertFalse(messages[1].lead_origin_id)
        data = {
            message['id']: message['lead_origin']
            for message in Store().add(messages).get_result()['mail.message']}
        self.assertEqual(data[moved.id], {'id': self.second.id, 'name': 'Second'})
        self.assertFalse(data[own.id])
        self.undo(master)
        messages.invalidate_recordset()
        self.assertFalse(messages[0].lead_origin_id)

    def test_first_origin_counts_in_a_chain(self):
        message = self.second.message_post(body='Moved twice')
        earlier = self.make_lead(name='Earlier')
        self.created_on(earlier, '2020-01-01 10:00:00')
        (self.first + self.second).merge_opportunity()
        (self.first + earlier).merge_opportunity()
        message.invalidate_recordset()
        self.assertEqual(message.res_id, earlier.id)
        self.assertEqual(message.with_user(self.seller).lead_origin_id, self.second)
        self.undo(earlier)
        message.invalidate_recordset()
        self.assertEqual(message.res_id, self.first.id)
        self.assertEqual(message.with_user(self.seller).lead_origin_id, self.second)

    def test_moved_messages_stay_known_when_the_rest_is_deleted(self):
        message = self.second.message_post(body='Hello')
        master = (self.first + self.second).merge_opportunity()
        merge = master.sudo().merge_record_ids
        merge.date = '2020-01-01 10:00:00'
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.undo_days', '30')
        card_id = self.second.id
        self.env['crm.lead.merge']._gc_undo_data()
        self.assertFalse(self.second.exists())
        self.assertFalse(merge.undo_data)
        self.assertIn(message.id, merge.message_data[str(card_id)])
        message.invalidate_recordset()
        self.assertFalse(message.with_user(self.seller).lead_origin_id)

    def test_stages_of_a_merged_record_are_not_the_masters(self):
        stage = self.env['crm.stage'].create({'name': 'Talking', 'sequence': 2})
        leads = self.first + self.second
        leads.sudo().write({'type': 'opportunity', 'stage_id': self.stage_new.id})
        self.env.flush_all()
        self.env.cr.precommit.run()
        for lead, hours in ((self.second, 5), (self.first, 8)):
            lead.sudo().stage_id = stage
            self.env.flush_all()
            self.env.cr.precommit.run()
            self.env.execute_query(SQL(
                "UPDATE mail_tracking_value v SET create_date = %s FROM mail_message m"
                " WHERE m.id = v.mail_message_id AND m.model = 'crm.lead' AND m.res_id = %s"
                "   AND v.old_value_integer = %s RETURNING v.id",
                datetime(2025, 1, 1, hours), lead.id, self.stage_new.id))
            self.created_on(lead, '2025-01-01 00:00:00')
        self.env.invalidate_all()
        with freeze_time('2025-01-01 10:00:00'):
            self.env.cr._now = datetime(2025, 1, 1, 10)
            alone = self.first.duration_tracking
            hidden = self.second.duration_tracking
            self.assertEqual(alone[str(self.stage_new.id)], 8 * 3600)
            master = (self.first + self.second).merge_opportunity()
            self.env.invalidate_all()
            self.assertEqual(master.duration_tracking, alone)
            self.assertEqual(self.second.duration_tracking, hidden)
