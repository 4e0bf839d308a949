from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestMergeEngine(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag_one, cls.tag_two = cls.env['crm.tag'].create([{'name': 'One'}, {'name': 'Two'}])
        cls.first = cls.make_lead(
            name='First', description='<p>Wants a machine</p>', phone='+32 2 555 01 01',
            tag_ids=[(6, 0, cls.tag_one.ids)])
        cls.second = cls.make_lead(
            name='Second', description='<p>Wants a grinder</p>', phone='+32 2 555 02 02',
            email_from='second@cafe.example.com', priority='3', expected_revenue=500,
            tag_ids=[(6, 0, cls.tag_two.ids)])

    def created_on(self, lead, date):
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id = %s", [date, lead.id])
        lead.invalidate_recordset()

    def merge(self, leads=None):
        return (leads or self.first + self.second).merge_opportunity()

    def snapshot(self, *tables):
        """Whole tables, but for who wrote a row last."""
        self.env.flush_all()
        result = {}
        for table in tables:
            self.env.cr.execute(
                f"SELECT coalesce(jsonb_agg(r ORDER BY r), '[]') FROM (SELECT to_jsonb(t)"  # noqa: S608
                f" - 'write_date' - 'write_uid' AS r FROM {table} t) q")
            result[table] = self.env.cr.fetchone()[0]
        return result

    def test_first_created_survives_and_nothing_is_deleted(self):
        master = self.merge(self.second + self.first)
        self.assertEqual(master, self.first)
        self.assertTrue(self.second.exists())
        self.assertFalse(self.second.active)
        self.assertEqual(self.second.merged_into_id, self.first)

    def test_values(self):
        master = self.merge()
        self.assertEqual(master.name, 'First')
        self.assertEqual(master.phone, '+32 2 555 01 01')
        self.assertEqual(master.email_from, 'second@cafe.example.com')
        self.assertEqual(master.email_normalized, 'second@cafe.example.com')
        self.assertEqual(master.expected_revenue, 500)
        self.assertEqual(master.priority, '3')
        self.assertEqual(master.tag_ids, self.tag_one + self.tag_two)
        self.assertIn('Wants a machine', master.description)
        self.assertIn('Second', master.description)
        self.assertIn('Wants a grinder', master.description)
        # the merged record keeps its own values
        self.assertEqual(self.second.tag_ids, self.tag_two)
        self.assertEqual(self.second.phone, '+32 2 555 02 02')

    def test_result_is_an_opportunity_if_one_is(self):
        self.second.type = 'opportunity'
        self.assertEqual(self.merge().type, 'opportunity')

    def test_related_records_move(self):
        message = self.second.message_post(body='Hello', subject='Subject stays')
        activity = self.second.activity_schedule(
            'mail.mail_activity_data_todo', user_id=self.seller.id)
        file = self.env['ir.attachment'].create({
            'name': 'plan.txt', 'raw': b'x', 'res_model': 'crm.lead', 'res_id': self.second.id})
        meeting = self.env['calendar.event'].create({
            'name': 'Meeting', 'start': '2025-01-01 10:00:00', 'stop': '2025-01-01 11:00:00',
            'opportunity_id': self.second.id, 'user_id': self.colleague.id, 'privacy': 'private'})
        follower = self.env['res.partner'].create({'name': 'Follower'})
        self.second.message_subscribe(follower.ids)
        master = self.merge()
        self.assertIn(message, master.message_ids)
        self.assertEqual(message.subject, 'Subject stays')
        self.assertEqual(activity.res_id, master.id)
        self.assertEqual((file.res_id, file.name), (master.id, 'plan.txt'))
        self.assertEqual(meeting.opportunity_id, master)
        self.assertIn(follower, master.message_partner_ids)
        record = master.merge_record_ids
        self.assertEqual(record.left_count, 0)
        self.assertGreaterEqual(record.moved_count, 4)

    def test_hidden_everywhere(self):
        self.merge()
        Lead = self.env['crm.lead'].with_user(self.seller)
        for model in (Lead, Lead.with_context(active_test=False), Lead.sudo()):
            self.assertNotIn(self.second, model.search([]))
            self.assertFalse(model.search_count([('id', '=', self.second.id)]))
        self.assertEqual(
            Lead.with_context(active_test=False).search([('merged_into_id', '=', self.first.id)]),
            self.second)
        self.assertEqual(self.first.merged_lead_ids, self.second)
        self.assertEqual(self.first.merge_record_ids.merged_ids, self.second)
        # read by id as salesperson and superuser
        for lead in (self.second, self.second.sudo()):
            lead.invalidate_recordset()
            self.assertEqual(lead.name, 'Second')
            self.assertEqual(lead.read(['name'])[0]['name'], 'Second')
            self.assertTrue(lead.filtered_domain([('name', '=', 'Second')]))

    def test_merge_and_undo_leave_everything_as_it_was(self):
        self.second.message_post(body='Hello')
        self.second.activity_schedule('mail.mail_activity_data_todo', user_id=self.seller.id)
        follower = self.env['res.partner'].create({'name': 'Follower'})
        (self.first + self.second).message_subscribe(follower.ids)
        tables = ('crm_lead', 'crm_tag_rel', 'mail_activity', 'mail_followers',
                  'mail_followers_mail_message_subtype_rel', 'ir_attachment', 'calendar_event')
        before = self.snapshot(*tables)
        messages = self.env['mail.message'].search([('model', '=', 'crm.lead')])
        where = {message.id: message.res_id for message in messages}
        master = self.merge()
        self.assertNotEqual(self.snapshot(*tables), before)
        master.merge_record_ids.with_user(self.seller).action_undo()
        after = self.snapshot(*tables)
        for table in tables:
            self.assertEqual(after[table], before[table], table)
        messages.invalidate_recordset()
        self.assertEqual({message.id: message.res_id for message in messages}, where)
        self.assertTrue(self.second.active)
        self.assertFalse(self.second.merged_into_id)

    def test_later_values_and_additions_stay(self):
        master = self.merge()
        master.expected_revenue = 900
        tag = self.env['crm.tag'].create({'name': 'Later'})
        master.tag_ids += tag
        message = master.message_post(body='Later')
        action = master.merge_record_ids.with_user(self.seller).action_undo()
        self.assertEqual(master.expected_revenue, 900)
        self.assertEqual(master.tag_ids, self.tag_one + tag)
        self.assertIn(message, master.message_ids)
        self.assertIn('Expected Revenue', action['params']['message'])

    def test_refusals(self):
        with self.assertRaisesRegex(UserError, 'at least two'):
            self.first.merge_opportunity()
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        with self.assertRaises(AccessError):
            (self.first + theirs).merge_opportunity()
        won = self.make_lead(name='Won', type='opportunity')
        won.sudo().action_set_won()
        with self.assertRaisesRegex(UserError, 'Won.* is won and would disappear'):
            (self.first + won).merge_opportunity()
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.max_records', '2')
        with self.assertRaisesRegex(UserError, '3 records are more than can be merged'):
            (self.first + self.second + self.make_lead(name='Third')).merge_opportunity()
        self.assertTrue(all((self.first + self.second).mapped('active')))

    def test_merged_ones_stand_for_their_master(self):
        third = self.make_lead(name='Third')
        self.merge()
        self.assertEqual((self.first + self.second).merge_opportunity(), self.first)
        self.assertEqual((self.second + third).merge_opportunity(), self.first)
        self.assertEqual(third.merged_into_id, self.first)

    def test_chain_and_undo_in_order(self):
        earlier = self.make_lead(name='Earlier')
        self.created_on(earlier, '2020-01-01 10:00:00')
        self.merge()
        (self.first + earlier).merge_opportunity()
        self.assertEqual(self.second._resolve_merged(), earlier)
        record = self.env['crm.lead.merge'].with_user(self.seller).search(
            [('merged_ids', 'in', self.second.ids)])
        with self.assertRaisesRegex(UserError, 'was merged into “Earlier” later'):
            record.action_undo()
        earlier.merge_record_ids.with_user(self.seller).action_undo()
        record.action_undo()
        self.assertFalse((self.first + self.second + earlier).merged_into_id)

    def test_life_after(self):
        master = self.merge()
        with self.assertRaisesRegex(UserError, 'was merged into “First”'):
            self.second.name = 'Changed'
        message = self.second.message_post(body='To the card')
        self.assertEqual(message.res_id, master.id)
        self.assertTrue(self.second.sudo().unlink())
        self.assertTrue(self.second.exists())
        master.sudo().unlink()
        self.assertFalse((self.first + self.second).exists())

    def test_odoos_way_by_setting(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.keep_merged', 'False')
        self.second.type = 'opportunity'
        self.assertEqual(self.merge(), self.first)
        self.assertFalse(self.second.exists())

    def test_convert_dialog_and_undo(self):
        self.first.email_from = 'second@cafe.example.com'
        form = self.dialog(self.second)
        form.name = 'merge'
        form.save().action_apply()
        self.assertEqual(self.first.type, 'opportunity')
        self.assertEqual(self.second.merged_into_id, self.first)
        self.first.action_undo_conversion()
        self.first.merge_record_ids.with_user(self.seller).action_undo()
        self.assertTrue(self.second.active)
        self.assertEqual((self.first + self.second).mapped('type'), ['lead', 'lead'])

    def test_statements_do_not_grow_with_messages(self):
        self.count_merging(1)
        self.assertEqual(self.count_merging(3), self.count_merging(30))

    def test_dialog_names_where_a_merged_one_went(self):
        third = self.make_lead(name='Third')
        self.merge()
        wizard = self.env['crm.merge.opportunity'].with_user(self.seller).create(
            {'opportunity_ids': [(6, 0, (self.second + third).ids)]})
        # saving the dialog and pressing its button are two requests
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, '“Second” was merged into “First” already'):
            wizard.action_merge()
        self.assertFalse(third.merged_into_id)

    def test_dialog_with_another_salesperson(self):
        wizard = self.env['crm.merge.opportunity'].with_user(self.manager).create({
            'opportunity_ids': [(6, 0, (self.first + self.second).ids)],
            'user_id': self.colleague.id})
        wizard.action_merge()
        self.assertEqual(self.first.sudo().user_id, self.colleague)
        record = self.first.sudo().merge_record_ids
        self.assertEqual((record.origin, record.user_id), ('dialog', self.manager))
        record.with_user(self.manager).action_undo()
        self.assertEqual(self.first.sudo().user_id, self.seller)

    def test_customer_of_another_company_is_not_taken(self):
        other = self.env['res.company'].create({'name': 'Second House'})
        self.manager.company_ids += other
        customer = self.env['res.partner'].create({'name': 'Theirs', 'company_id': other.id})
        first = self.make_lead(name='Ours', company_id=self.env.company.id)
        second = self.make_lead(
            name='Of the other', user_id=False, team_id=False, company_id=other.id,
            partner_id=customer.id)
        leads = (first + second).with_user(self.manager)
        leads.merge_opportunity()
        self.assertEqual(first.sudo().company_id, self.env.company)
        self.assertFalse(first.sudo().partner_id)
        self.assertEqual(second.sudo().partner_id, customer)

    def test_links_lead_to_the_master(self):
        self.merge()
        self.assertEqual(self.second.get_formview_action()['res_id'], self.first.id)
        self.assertEqual(
            self.second.with_context(show_merged_card=True).get_formview_action()['res_id'],
            self.second.id)
        self.assertEqual(self.second._get_access_action()['res_id'], self.first.id)

    def test_stage_of_merged_records_only_can_be_deleted(self):
        stage = self.env['crm.stage'].create({'name': 'Gone soon', 'sequence': 800})
        self.second.sudo().stage_id = stage
        self.merge()
        self.assertNotEqual(self.first.stage_id, stage)
        stage.unlink()
        self.assertFalse(self.second.stage_id)

    def test_old_ones_are_deleted_when_the_settings_say_so(self):
        master = self.merge()
        record = master.sudo().merge_record_ids
        record.date = '2020-01-01 10:00:00'
        self.env['crm.lead.merge']._gc_undo_data()
        self.assertTrue(self.second.exists())
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.undo_days', '30')
        self.env['crm.lead.merge']._gc_undo_data()
        self.assertFalse(self.second.exists())
        self.assertTrue(master.exists())
        with self.assertRaisesRegex(UserError, 'too old'):
            record.with_user(self.seller).action_undo()

    def test_every_stored_field_has_a_rule(self):
        specs = {spec.name for spec in self.env['crm.lead']._get_merge_specs()}
        columns, relations = self.env['crm.lead']._snapshot_fields()
        derived = {
            name for name, field in self.env['crm.lead']._fields.items()
            if field.compute and field.readonly}
        self.assertEqual(
            {*columns, *relations} - specs - derived, {'customer_declined', 'qualification_state'})

    def test_who_may_read_the_master_reads_the_card_and_the_record(self):
        self.second.sudo().user_id = self.colleague
        self.second.sudo().user_id = self.seller
        master = self.merge()
        self.second.sudo().with_context(crm_lead_merge_engine=None)
        self.env.cr.execute(
            "UPDATE crm_lead SET user_id = %s WHERE id = %s", [self.colleague.id, self.second.id])
        self.second.invalidate_recordset()
        self.assertEqual(self.second.with_user(self.seller).name, 'Second')
        record = master.merge_record_ids
        self.assertTrue(self.env['crm.lead.merge'].with_user(self.seller).search(
            [('id', '=', record.id)]))
        self.assertFalse(self.env['crm.lead.merge'].with_user(self.colleague).search(
            [('id', '=', record.id)]))
        with self.assertRaises(AccessError):
            record.with_user(self.colleague).read(['date'])
        with self.assertRaises(AccessError):
            record.with_user(self.manager).write({'state': 'undone'})
        with self.assertRaises(AccessError):
            record.with_user(self.manager).read(['undo_data'])

    # what a second reading found

    def test_nobody_forges_a_merged_record(self):
        secret = self.make_lead(name='Secret deal', user_id=self.colleague.id)
        for lead in (self.first, self.first.sudo()):
            with self.assertRaises(AccessError):
                lead.write({'active': False, 'merged_into_id': secret.id})
        with self.assertRaises(AccessError):
            self.env['crm.lead'].with_user(self.seller).create(
                {'name': 'x', 'active': False, 'merged_into_id': secret.id})
        # a circle that came about otherwise ends all the same
        self.env.cr.execute(
            "UPDATE crm_lead SET active = false, merged_into_id = id WHERE id = %s", [self.first.id])
        self.first.invalidate_recordset()
        self.assertEqual(self.first._resolve_merged(), self.first)

    def test_the_name_of_the_master_is_not_told_to_strangers(self):
        self.first.name = 'Secret deal'
        self.merge()
        with self.assertRaises(AccessError) as caught:
            self.second.with_user(self.colleague).name = 'x'
        self.assertNotIn('Secret', str(caught.exception))
        self.assertEqual(
            self.second.with_user(self.colleague).get_formview_action()['res_id'], self.second.id)

    def test_kept_records_are_not_revived_by_hand(self):
        self.merge()
        with self.assertRaisesRegex(UserError, 'was merged into'):
            self.second.sudo().action_unarchive()

    def test_what_is_added_to_a_kept_record_lands_on_the_master(self):
        master = self.merge()
        partner = self.env['res.partner'].create({'name': 'Late follower'})
        self.second.message_subscribe(partner.ids)
        self.assertIn(partner, master.message_partner_ids)
        activity = self.second.activity_schedule(
            'mail.mail_activity_data_todo', user_id=self.seller.id)
        self.assertEqual(activity.res_id, master.id)
        master.merge_record_ids.with_user(self.seller).action_undo()

    def test_automated_probability_stays_automated(self):
        self.second.type = 'opportunity'
        self.assertTrue(self.second.is_automated_probability)
        self.assertTrue(self.merge().is_automated_probability)

    def test_an_import_does_not_write_over_the_master(self):
        self.env['ir.model.data'].create({
            'module': '__import__', 'name': 'lead_second', 'model': 'crm.lead',
            'res_id': self.second.id})
        master = self.merge()
        result = self.env['crm.lead'].with_user(self.seller).load(
            ['id', 'name'], [['__import__.lead_second', 'Overwritten']])
        self.assertFalse(result['ids'])
        self.assertIn('was merged into “First”', result['messages'][0]['message'])
        self.assertEqual(master.name, 'First')

    def test_external_ids_stay(self):
        self.env['ir.model.data'].create({
            'module': 'acme', 'name': 'lead_b', 'model': 'crm.lead', 'res_id': self.second.id})
        self.merge()
        self.assertEqual(self.env.ref('acme.lead_b'), self.second)

    def test_another_team_keeps_the_properties(self):
        self.team.lead_properties_definition = [
            {'name': 'aaaa', 'string': 'Size', 'type': 'char'},
            {'name': 'bbbb', 'string': 'Only here', 'type': 'char'}]
        self.other_team.lead_properties_definition = [
            {'name': 'cccc', 'string': 'Size', 'type': 'char'}]
        self.first.lead_properties = {'aaaa': 'XL', 'bbbb': 'x'}
        leads = (self.first + self.second).with_user(self.manager)
        master = leads.merge_opportunity(team_id=self.other_team.id)
        self.assertEqual(dict(master.lead_properties), {'cccc': 'XL'})
        master.merge_record_ids.action_undo()
        self.assertEqual(master.team_id, self.team)
        self.assertEqual(dict(master.lead_properties), {'aaaa': 'XL', 'bbbb': 'x'})

    def test_salesperson_that_does_not_exist(self):
        for user_id in (999999999, 'abc'):
            with self.assertRaisesRegex(UserError, 'no such salesperson'):
                (self.first + self.second).merge_opportunity(user_id=user_id)

    def test_dialog_to_another_team_is_undone_whole(self):
        opportunity = self.make_lead(
            name='Deal', type='opportunity', email_from='second@cafe.example.com')
        form = self.dialog(self.second.with_user(self.manager))
        form.name = 'merge'
        form.user_id = self.colleague
        form.save().action_apply()
        master = opportunity.sudo().merged_into_id or opportunity.sudo()
        self.assertEqual((master.user_id, master.team_id), (self.colleague, self.other_team))
        master.merge_record_ids[:1].with_user(self.manager).action_undo()
        self.assertEqual((master.user_id, master.team_id), (self.seller, self.team))

    def test_deleting_the_master_leaves_no_orphans(self):
        partner = self.env['res.partner'].create({'name': 'Follower'})
        (self.first + self.second).message_subscribe(partner.ids)
        ids = (self.first + self.second).ids
        self.merge().sudo().unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*) FROM mail_followers WHERE res_model = 'crm.lead' AND res_id IN %s",
            [tuple(ids)])
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_won_deal_among_duplicates_nobody_asked_to_merge(self):
        won = self.make_lead(name='Won', type='opportunity')
        won.sudo().action_set_won()
        leads = self.first + self.second + won
        # whoever deletes the others afterwards must not be told that it is done
        with self.assertRaisesRegex(UserError, 'Won.* is won and would disappear'):
            leads._merge_opportunity(auto_unlink=False, max_length=0)
        self.assertFalse(won.merged_into_id or self.second.merged_into_id)
