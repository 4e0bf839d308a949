"""The life of merged records afterwards: found only by who asks for them,
read by who may read their master record, changed by nobody."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestMergeLife(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.make_lead(name='First'), cls.make_lead(name='Second')

    def merge(self, leads=None):
        return (leads or self.first + self.second).merge_opportunity()

    def give_card_to_colleague(self):
        """The card's own salesperson is somebody whose leads the seller does
        not see."""
        self.env.cr.execute(SQL(
            "UPDATE crm_lead SET user_id = %s WHERE id = %s", self.colleague.id, self.second.id))
        self.env.invalidate_all()

    def test_cards_are_listed_for_who_reads_the_master(self):
        master = self.merge()
        self.give_card_to_colleague()
        self.assertEqual(master.merged_lead_ids, self.second)
        self.assertEqual(master.merge_record_ids.merged_ids, self.second)
        self.assertEqual(master.merge_record_ids.merged_ids.mapped('name'), ['Second'])
        Lead = self.env['crm.lead'].with_user(self.seller).with_context(active_test=False)
        self.assertEqual(Lead.search([('merged_into_id', '=', master.id)]), self.second)
        data = master.web_read({'merged_lead_ids': {'fields': {'name': {}}}})
        self.assertEqual(data[0]['merged_lead_ids'], [{'id': self.second.id, 'name': 'Second'}])

    def test_cards_are_not_found_by_who_may_not_read_the_master(self):
        master = self.merge()
        Lead = self.env['crm.lead'].with_user(self.colleague).with_context(active_test=False)
        self.assertFalse(Lead.search([('merged_into_id', '=', master.id)]))
        self.assertFalse(Lead.search([('merged_into_id', '!=', False)]))
        with self.assertRaises(AccessError):
            self.second.with_user(self.colleague).read(['name'])

    def test_own_card_in_a_record_of_somebody_else(self):
        """The rules of the card itself count as well: it was the seller's."""
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        self.created_on(theirs, '2020-01-01 10:00:00')
        (theirs + self.second).with_user(self.manager).merge_opportunity()
        self.assertEqual(self.second.with_user(self.seller).name, 'Second')
        self.assertFalse(self.env['crm.lead.merge'].with_user(self.seller).search(
            [('master_id', '=', theirs.id)]))

    def test_who_may_read_no_lead_reads_no_merged_one(self):
        self.merge()
        stranger = new_test_user(self.env, 'conv_stranger', groups='base.group_user', name='Sam Stranger')
        Lead = self.env['crm.lead'].with_user(stranger)
        with self.assertRaises(AccessError):
            Lead.search([])
        with self.assertRaises(AccessError):
            Lead.with_context(active_test=False).search([('merged_into_id', '!=', False)])
        for lead in self.first + self.second:
            with self.assertRaises(AccessError):
                Lead.browse(lead.id).read(['name'])
            self.assertFalse(Lead.browse(lead.id).has_access('read'))
        with self.assertRaises(AccessError):
            self.env['crm.lead.merge'].with_user(stranger).search([])

    def test_nobody_forges_a_merge_by_context_or_default(self):
        Lead = self.env['crm.lead'].with_user(self.seller)
        forged = Lead.with_context(
            default_merged_into_id=self.first.id, default_merge_count=3, default_active=False,
        ).create({'name': 'Forged'})
        self.env['ir.default'].set('crm.lead', 'merged_into_id', self.first.id, user_id=self.seller.id)
        forged += Lead.create({'name': 'Forged too'})
        self.assertFalse(forged.merged_into_id)
        self.assertEqual(forged.mapped('merge_count'), [0, 0])
        with self.assertRaises(AccessError):
            self.first.merge_count = 5

    def test_own_record_in_one_that_is_out_of_sight(self):
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        self.created_on(theirs, '2020-01-01 10:00:00')
        (theirs + self.second).with_user(self.manager).merge_opportunity()
        action = self.second.get_formview_action()
        self.assertEqual((action['res_id'], action['context']['show_merged_card']), (self.second.id, True))

    def test_access_through_a_chain(self):
        earlier = self.make_lead(name='Earlier')
        self.created_on(earlier, '2020-01-01 10:00:00')
        self.merge()
        self.merge(self.first + earlier)
        self.give_card_to_colleague()
        self.assertEqual(self.second.name, 'Second')
        merges = self.env['crm.lead.merge'].with_user(self.seller).search(
            [('merged_ids', 'in', self.second.ids)])
        self.assertEqual(merges.master_id, self.first)
        self.assertFalse(self.env['crm.lead.merge'].with_user(self.colleague).search(
            [('id', 'in', merges.ids)]))

    def test_counts_and_groups_leave_cards_out(self):
        Lead = self.env['crm.lead'].with_user(self.seller).with_context(active_test=False)
        domain = [('id', 'in', (self.first + self.second).ids)]
        self.assertEqual(Lead.search_count(domain), 2)
        self.merge()
        self.assertEqual(Lead.search_count(domain), 1)
        self.assertEqual(Lead._read_group(domain, ['user_id'], ['__count']), [(self.seller, 1)])
        self.assertEqual(Lead.formatted_read_group(domain, ['type'], ['__count'])[0]['__count'], 1)
        self.assertEqual(Lead.web_search_read(domain, {'name': {}})['length'], 1)
        self.assertEqual([name for _id, name in Lead.name_search('Second')], [])

    def test_won_status_of_a_card_stays_when_computed_anew(self):
        self.assertEqual(self.second.won_status, 'pending')
        self.env.cr.execute(SQL("UPDATE crm_lead SET probability = 0 WHERE id = %s", self.second.id))
        self.second.invalidate_recordset()
        self.merge()
        field = self.second._fields['won_status']
        self.env.add_to_compute(field, self.second.sudo())
        self.env.flush_all()
        self.second.invalidate_recordset()
        self.assertEqual(self.second.won_status, 'pending')

    def test_scoring_does_not_count_cards(self):
        lost = self.make_lead(name='Lost', type='opportunity')
        lost.sudo().action_set_lost()
        deal = self.make_lead(name='Deal', type='opportunity')
        self.env['ir.config_parameter'].set_param('crm.pls_start_date', '2000-01-01')
        Frequency = self.env['crm.lead.scoring.frequency']

        def table():
            return sorted(Frequency.search([]).mapped(
                lambda row: (row.variable, row.value, row.team_id.id, row.won_count, row.lost_count)))

        before = table()
        master = self.merge(lost + deal)
        self.env.flush_all()
        self.assertEqual(table(), before)
        self.env['crm.lead']._rebuild_pls_frequency_table()
        with_merge = table()
        self.env.cr.execute(SQL(
            "UPDATE crm_lead SET merged_into_id = NULL, active = false, won_status = 'lost',"
            " probability = 0 WHERE id = %s", (lost + deal - master).id))
        self.env.invalidate_all()
        self.env['crm.lead']._rebuild_pls_frequency_table()
        self.assertNotEqual(table(), with_merge)

    def test_a_link_says_where_the_record_went(self):
        self.merge()
        action = self.second.get_formview_action()
        self.assertEqual((action['res_id'], action['context']['merged_lead_name']), (self.first.id, 'Second'))
        self.assertNotIn('merged_lead_name', self.first.get_formview_action()['context'])

    def test_what_programs_create_for_a_card_lands_on_the_master(self):
        master = self.merge()
        env = self.env(user=self.seller)
        activity = env['mail.activity'].create({
            'res_model_id': env['ir.model']._get_id('crm.lead'), 'res_id': self.second.id,
            'activity_type_id': env.ref('mail.mail_activity_data_todo').id})
        file = env['ir.attachment'].create(
            {'name': 'x.txt', 'raw': b'x', 'res_model': 'crm.lead', 'res_id': self.second.id})
        meeting = env['calendar.event'].create({
            'name': 'Meeting', 'start': '2025-01-01 10:00:00', 'stop': '2025-01-01 11:00:00',
            'opportunity_id': self.second.id})
        message = self.env['mail.message'].create(
            {'model': 'crm.lead', 'res_id': self.second.id, 'body': 'Hello'})
        self.assertEqual((activity.res_id, file.res_id, message.res_id), (master.id,) * 3)
        self.assertEqual(meeting.opportunity_id, master)

    def test_incoming_mail_lands_on_the_master(self):
        message = self.second.message_post(
            body='Offer', message_type='comment', subtype_xmlid='mail.mt_comment')
        master = self.merge()
        self.env['mail.thread'].message_process('crm.lead', (
            "From: Eva <eva@cafe.example.com>\nTo: sales@example.com\nSubject: Re: Offer\n"
            f"In-Reply-To: {message.message_id}\nMessage-Id: <answer-1@cafe.example.com>\n\nYes please"))
        answer = self.env['mail.message'].search([('message_id', '=', '<answer-1@cafe.example.com>')])
        self.assertEqual((answer.model, answer.res_id), ('crm.lead', master.id))

    def test_deleting_a_master_says_how_many_cards_go_too(self):
        earlier = self.make_lead(name='Earlier')
        self.created_on(earlier, '2020-01-01 10:00:00')
        self.assertEqual(earlier.get_deletion_warning(), '')
        self.merge()
        self.merge(self.first + earlier)
        self.assertIn('kept in what you delete: 2.', earlier.get_deletion_warning())
        with self.assertRaises(AccessError):
            earlier.with_user(self.colleague).get_deletion_warning()
        earlier.sudo().unlink()
        self.assertFalse((self.first + self.second + earlier).exists())

    def test_deleted_stage_of_a_card_is_told_by_the_undo(self):
        stage = self.env['crm.stage'].create({'name': 'Gone soon', 'sequence': 800})
        self.second.sudo().stage_id = stage
        master = self.merge()
        stage.unlink()
        merge = master.sudo().merge_record_ids
        self.assertEqual(
            merge.undo_data['released'], [[self.second.id, 'stage_id', stage.id]])
        self.assertIn('“Second” comes back without its Stage, which was deleted.', self.undo(master))
        self.assertFalse(self.second.stage_id)

    def test_a_card_is_not_changed_by_rpc(self):
        self.merge()
        for values in ({'name': 'x'}, {'active': True}, {'stage_id': self.stage_won.id}):
            with self.assertRaisesRegex(UserError, 'was merged into “First”'):
                self.second.write(values)
        with self.assertRaises(AccessError):
            self.second.write({'merged_into_id': False})
        with self.assertRaises(AccessError):
            self.env['crm.lead'].with_user(self.seller).create(
                {'name': 'Forged', 'merged_into_id': self.first.id})
