"""What cannot be merged, what is hidden, and what a program may not ask."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .test_merge_preview import PreviewCase


@tagged('post_install', '-at_install')
class TestMergePreviewLimits(PreviewCase):
    def refusals(self, preview):
        return {record['name']: (record['refusal'], record['may_survive']) for record in preview['records']}

    def test_won_record(self):
        won = self.make_lead(name='Sold machine', type='opportunity', city='Aalst')
        self.created_on(won, '2023-01-01 10:00:00')
        won.sudo().action_set_won()
        preview = self.preview(self.leads + won)
        self.assertEqual(self.refusals(preview)['Sold machine'], (
            'It is won, and is not merged into another record. Choose it as the survivor, and the others'
            ' are merged into it.', True))
        self.assertEqual((preview['master_id'], preview['problem']), (self.first.id, ''))
        self.assertEqual(preview['records'][0]['state'], 'Won')
        self.assertEqual(self.row(preview, 'city')['values'][str(won.id)], {'text': 'Aalst'})
        self.wizard(preview, self.leads + won).action_merge()
        self.assertEqual(self.second.merged_into_id, self.first)
        self.assertFalse(won.merged_into_id)
        preview = self.preview(self.first + won)
        self.assertEqual((preview['problem'], preview['fields']), ('Select at least two records to merge.', []))
        with self.assertRaisesRegex(UserError, 'at least two'):
            self.wizard(preview, self.first + won).action_merge()
        preview = self.preview(self.first + won, master_id=won.id)
        self.assertEqual((preview['problem'], self.refusals(preview)['Sold machine'][0]), ('', ''))
        self.wizard(preview, self.first + won).action_merge()
        self.assertEqual(self.first.merged_into_id, won)

    def test_lost_record(self):
        lost = self.make_lead(name='Lost', type='opportunity')
        lost.sudo().action_set_lost()
        preview = self.preview(self.leads + lost)
        self.assertEqual((preview['records'][2]['state'], self.refusals(preview)['Lost'][0]), ('Lost', ''))

    def test_merged_record(self):
        third = self.make_lead(name='Third')
        (self.second + third).merge_opportunity()
        preview = self.preview(self.leads + third)
        self.assertEqual(self.refusals(preview)['Third'], ('It was merged into “Second” already.', False))
        self.assertEqual(preview['records'][2]['state'], 'Merged')
        self.wizard(preview, self.leads + third).action_merge()
        self.assertEqual((self.second.merged_into_id, third.merged_into_id), (self.first, self.second))

    def test_record_the_user_may_not_change(self):
        self.env['ir.rule'].create({
            'name': 'seen only', 'model_id': self.env['ir.model']._get_id('crm.lead'), 'perm_read': False,
            'domain_force': [('name', '!=', 'Second')], 'groups': []})
        preview = self.preview()
        self.assertEqual(self.refusals(preview)['Second'], (
            'You may not change it. Ask its salesperson or a sales manager.', False))
        self.assertEqual(preview['master_id'], self.first.id)

    def test_record_the_user_may_not_read(self):
        with self.assertRaises(AccessError):
            self.preview(user=self.colleague)
        self.second.sudo().user_id = self.colleague
        with self.assertRaises(AccessError):
            self.preview()

    def test_record_of_another_company(self):
        house = self.env['res.company'].create({'name': 'Second House'})
        foreign = self.make_lead(name='Foreign', company_id=house.id, user_id=False, team_id=False)
        with self.assertRaises(AccessError):
            self.preview(self.first + foreign, user=self.manager)

    def test_record_that_is_gone(self):
        third = self.make_lead(name='Third')
        leads = self.leads + third
        before = self.preview(leads, chosen={'phone': third.id})
        wizard = self.wizard(before, leads)
        third.sudo().unlink()
        preview = self.preview(leads, master_id=third.id, chosen={'phone': third.id})
        self.assertEqual((preview['gone'], len(preview['records']), preview['chosen']), (1, 2, {}))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, 'one of the records was deleted'):
            wizard.action_merge()
        self.assertFalse(self.second.merged_into_id)

    def test_too_many(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.max_records', 2)
        preview = self.preview(self.leads + self.make_lead(name='Third'))
        self.assertIn('3 records are more than can be merged at once (2)', preview['problem'])

    def test_what_the_user_may_not_read_is_not_there(self):
        self.first.sudo().x_secret, self.second.sudo().x_secret = 'alpha-secret', 'beta-secret'
        hidden = self.env['res.partner'].create({'name': 'Hidden Customer', 'company_id': False})
        self.second.sudo().partner_id = hidden
        self.second.contact_name = 'Eva Peeters'
        self.env['ir.rule'].create({
            'name': 'hidden', 'model_id': self.env['ir.model']._get_id('res.partner'),
            'domain_force': [('name', '!=', 'Hidden Customer')], 'groups': []})
        self.env['ir.rule'].create({
            'name': 'hidden tags', 'model_id': self.env['ir.model']._get_id('crm.tag'),
            'domain_force': [('name', '!=', 'Two')], 'groups': []})
        preview = self.preview()
        text = json.dumps(preview)
        self.assertNotIn('-secret', text)
        self.assertNotIn('x_secret', text)
        self.assertNotIn('Hidden Customer', text)
        self.assertEqual(self.row(preview, 'partner_id')['values'][str(self.second.id)], {
            'hidden': True, 'text': 'Not visible to you'})
        self.assertEqual([tag['name'] for tag in self.row(preview, 'tag_ids')['result']['cell']['tags']], [
            'One', '1 more, not visible to you'])
        admin = self.env.ref('base.user_admin')
        self.assertEqual(self.result(self.preview(user=admin), 'x_secret')[0], 'alpha-secret')

    def test_strange_questions(self):
        other = self.make_lead(name='Other')
        for values, message in (
            ({'chosen': {'phone': other.id}}, 'a record that is not among'),
            ({'chosen': {'no_such_field': self.first.id}}, 'cannot be chosen'),
            ({'chosen': {'x_secret': self.first.id}}, 'cannot be chosen'),
            ({'chosen': {'type': self.first.id}}, 'cannot be chosen'),
            ({'chosen': {'create_uid': self.first.id}}, 'cannot be chosen'),
            ({'chosen': ['phone']}, 'cannot be chosen'),
            ({'chosen': {'phone': str(self.first.id)}}, 'a record that is not among'),
            ({'chosen': {'phone': True}}, 'a record that is not among'),
            ({'master_id': other.id}, 'is to survive is not among'),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, message):
                self.preview(**values)
            wizard = self.wizard(self.preview(), **{
                {'chosen': 'chosen_sources'}.get(name, name): value for name, value in values.items()})
            with self.subTest(values), self.assertRaisesRegex(UserError, message):
                wizard.action_merge()
        for lead_ids in ('1', [str(self.first.id)], [[1]], 5, None):
            with self.subTest(lead_ids), self.assertRaisesRegex(UserError, 'by their ids'):
                self.env['crm.merge.opportunity'].get_merge_preview(lead_ids)
        for shown in ({'x': '1'}, [1]):
            with self.subTest(shown), self.assertRaisesRegex(UserError, 'by their ids'):
                self.wizard(self.preview(), shown_records=shown).action_merge()
        with self.assertRaisesRegex(UserError, 'was deleted since'):
            self.wizard(self.preview(), shown_records={str(other.id): 'x', str(self.first.id): 'x'}).action_merge()
        self.assertFalse(self.second.merged_into_id)

    def test_changed_since(self):
        for values in ({'phone': '+32 2 555 99 99'}, {'tag_ids': [(5,)]}, {'x_secret': 'other'}):
            wizard = self.wizard(self.preview())
            self.second.sudo().write(values)
            with self.subTest(values), self.assertRaisesRegex(
                    UserError, 'Nothing was merged: “Second” changed since you opened the dialog'):
                wizard.action_merge()
            self.assertFalse(self.second.merged_into_id)
        wizard = self.wizard(self.preview())
        self.second.message_post(body='A message changes no value')
        wizard.action_merge()
        self.assertEqual(self.second.merged_into_id, self.first)

    def test_merged_by_somebody_else_since(self):
        third = self.make_lead(name='Third')
        self.created_on(third, '2023-01-01 10:00:00')
        wizard = self.wizard(self.preview())
        (self.second + third).merge_opportunity()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, '“Second” was merged into'):
            wizard.action_merge()

    def test_no_preview_without_keeping(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.keep_merged', 'False')
        with self.assertRaisesRegex(UserError, 'no preview'):
            self.preview()
        form = Form(self.env['crm.merge.opportunity'].with_user(self.seller).with_context(
            active_model='crm.lead', active_ids=self.leads.ids))
        self.assertFalse(form.is_previewed)

    def test_notice(self):
        notice = self.wizard(self.preview()).action_merge()['context']['merge_notice']
        merge = self.first.merge_record_ids
        self.assertEqual(notice, {
            'id': merge.id, 'message': '“Second” was merged into “First”', 'can_undo': True})
        merge.with_user(self.seller).action_undo()
        self.assertFalse(self.second.merged_into_id)
        leads = self.leads + self.make_lead(name='Third')
        self.assertEqual(
            self.wizard(self.preview(leads), leads).action_merge()['context']['merge_notice']['message'],
            '2 records were merged into “First”')

    def test_as_many_statements_whatever_the_number_of_messages(self):
        def count(messages):
            leads = self.env['crm.lead']
            for number in range(5):
                lead = self.make_lead(name=f'Of {messages}: {number}', phone='+32 2 555 77 77')
                self.env.cr.execute(SQL(
                    "INSERT INTO mail_message (model, res_id, body, message_type)"
                    " SELECT 'crm.lead', %s, 'Hello', 'comment' FROM generate_series(1, %s)", lead.id, messages))
                leads += lead

            def open_dialog():
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                Form(self.env['crm.merge.opportunity'].with_user(self.seller).with_context(
                    active_model='crm.lead', active_ids=leads.ids))
                preview = self.preview(leads)
                return self.env.cr.sql_log_count - before, preview['moves'][0]['count']

            open_dialog()  # views and settings are read once
            return open_dialog()

        few, few_moved = count(5)
        many, many_moved = count(2000)
        self.assertGreaterEqual((many_moved - few_moved), 4 * 1995)
        self.assertEqual(few, many)
        self.assertLess(many, 100)
