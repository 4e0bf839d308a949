"""What the merge dialog shows, and that it is what is done."""

import json

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .merge_common import MergeCase


class PreviewCase(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.add_field('crm.lead', 'x_secret', 'char')
        cls.env.registry['crm.lead']._fields['x_secret'].groups = 'base.group_system'
        cls.tag_one, cls.tag_two = cls.env['crm.tag'].create([{'name': 'One', 'color': 2}, {'name': 'Two', 'color': 4}])
        cls.first = cls.make_lead(
            name='First', phone='+32 2 555 01 01', street='Hoogstraat 1', city='Gent', contact_name='Eva Peeters',
            tag_ids=[(6, 0, cls.tag_one.ids)], description='<p>Wants a machine</p>')
        cls.second = cls.make_lead(
            name='Second', phone='+32 2 555 02 02', street='Laagstraat 2', city='Brugge', zip='8000',
            email_from='b@cafe.example.com', contact_name='Eva Peeters', priority='2', expected_revenue=1500,
            tag_ids=[(6, 0, cls.tag_two.ids)], description='<p>Wants a <b>grinder</b></p>')
        cls.created_on(cls, cls.first, '2024-01-10 09:30:00')
        cls.created_on(cls, cls.second, '2024-02-10 09:30:00')
        cls.leads = cls.first + cls.second

    def preview(self, leads=None, user=None, **values):
        preview = self.env['crm.merge.opportunity'].with_user(user or self.seller).get_merge_preview(
            (leads or self.leads).ids, **values)
        json.dumps(preview)
        return preview

    def row(self, preview, name):
        return next(field for field in preview['fields'] if field['name'] == name)

    def result(self, preview, name):
        result = self.row(preview, name)['result']
        return result['cell'].get('text', ''), result['rule'], result['sources']

    def wizard(self, preview, leads=None, user=None, **values):
        """The dialog as the client saves it."""
        return self.env['crm.merge.opportunity'].with_user(user or self.seller).create({
            'opportunity_ids': [(6, 0, (leads or self.leads).ids)],
            'master_id': preview['master_id'],
            'chosen_sources': preview['chosen'],
            'shown_records': {
                str(record['id']): record['fingerprint'] for record in preview['records'] if not record['refusal']},
            **values})


@tagged('post_install', '-at_install')
class TestMergePreview(PreviewCase):

    def test_records_oldest_first(self):
        preview = self.preview(self.second + self.first)
        first, second = preview['records']
        self.assertEqual((first['name'], second['name']), ('First', 'Second'))
        self.assertEqual((first['type'], first['user_id']['text']), ({'text': 'Lead'}, 'Sanne Seller'))
        self.assertEqual((first['stage_id'], first['state'], first['refusal']), ({'text': 'Fresh'}, '', ''))
        self.assertIn('24', first['created'])
        self.assertEqual(preview['master_id'], self.first.id)
        self.assertEqual(preview['policy'], {
            'text': 'The record created first survives, unless you choose another one.',
            'master_id': self.first.id})
        self.assertEqual(preview['problem'], '')
        self.assertEqual(preview['hidden'], [{'id': self.second.id, 'name': 'Second'}])

    def test_values_and_results(self):
        preview = self.preview()
        phone = self.row(preview, 'phone')
        self.assertEqual((phone['label'], phone['group'], phone['differs'], phone['choosable']),
                         ('Phone', 'contact', True, True))
        self.assertEqual(phone['values'], {
            str(self.first.id): {'text': '+32 2 555 01 01'}, str(self.second.id): {'text': '+32 2 555 02 02'}})
        self.assertEqual(self.result(preview, 'phone'), ('+32 2 555 01 01', 'own', [self.first.id]))
        self.assertEqual(
            self.result(preview, 'email_from'), ('b@cafe.example.com', 'first', [self.second.id]))
        self.assertFalse(self.row(preview, 'contact_name')['differs'])
        self.assertEqual(
            self.row(preview, 'street')['block'], ['street', 'street2', 'city', 'zip', 'state_id', 'country_id'])
        self.assertEqual(self.result(preview, 'street'), ('Laagstraat 2', 'block', [self.second.id]))
        self.assertEqual(self.row(preview, 'priority')['result']['cell'], {'stars': 2, 'of': 3, 'text': 'High'})
        self.assertIn('1,500.00', self.result(preview, 'expected_revenue')[0])
        tags = self.row(preview, 'tag_ids')['result']
        self.assertEqual((tags['rule'], tags['sources']), ('united', self.leads.ids))
        self.assertEqual(
            tags['cell'], {'tags': [{'name': 'One', 'color': 2}, {'name': 'Two', 'color': 4}]})
        self.assertEqual(
            self.result(preview, 'description')[0], 'Wants a machine\nSecond\nWants a grinder')
        self.assertNotIn('automated_probability', {field['name'] for field in preview['fields']})

    def test_strength_against_the_survivor(self):
        self.second.phone = self.first.phone
        stranger = self.make_lead(name='Stranger', contact_name='Otto Ozols')
        first, second, third = self.preview(self.leads + stranger)['records']
        self.assertNotIn('strength', first)
        self.assertGreaterEqual(second['strength'], 67)
        self.assertIn('same phone +3225550101, shared by', second['reasons'][0])
        self.assertEqual((third['strength'], third['reasons']), (0, []))
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        self.assertNotIn('strength', self.preview()['records'][1])

    def test_picks(self):
        preview = self.preview(chosen={'phone': self.second.id, 'street': self.first.id, 'tag_ids': self.second.id})
        self.assertEqual(self.result(preview, 'phone'), ('+32 2 555 02 02', 'chosen', [self.second.id]))
        self.assertEqual(self.row(preview, 'phone')['proposed']['cell'], {'text': '+32 2 555 01 01'})
        self.assertEqual(self.result(preview, 'street')[0], 'Hoogstraat 1')
        self.assertEqual(self.result(preview, 'zip')[0], '')
        self.assertEqual(self.row(preview, 'tag_ids')['result']['cell'], {'tags': [{'name': 'Two', 'color': 4}]})
        self.wizard(preview).action_merge()
        self.assertEqual((self.first.phone, self.first.tag_ids), ('+32 2 555 02 02', self.tag_two))
        self.assertEqual((self.first.street, self.first.city, self.first.zip), ('Hoogstraat 1', 'Gent', False))
        plan = {field['name']: field for field in self.first.merge_record_ids.read_plan()['fields']}
        self.assertEqual((plan['phone']['rule'], plan['phone']['losing']), (
            'chosen', {str(self.first.id): '+32 2 555 01 01'}))
        self.undo(self.first)
        self.assertEqual((self.first.phone, self.first.tag_ids), ('+32 2 555 01 01', self.tag_one))

    def test_another_survivor(self):
        preview = self.preview(master_id=self.second.id)
        self.assertEqual((preview['master_id'], preview['policy']['master_id']), (self.second.id, self.first.id))
        self.assertEqual(self.result(preview, 'phone'), ('+32 2 555 02 02', 'own', [self.second.id]))
        action = self.wizard(preview).action_merge()
        self.assertEqual((self.first.merged_into_id, action['res_id']), (self.second, self.second.id))

    def test_what_is_shown_is_done(self):
        """Every field of the survivor reads as the result column says."""
        preview = self.preview(chosen={'phone': self.second.id})
        shown = {field['name']: field['result']['cell'] for field in preview['fields']}
        self.wizard(preview).action_merge()
        third = self.make_lead(name='Later')
        self.created_on(third, '2025-01-01 10:00:00')
        after = self.preview(self.first + third)
        self.assertEqual(
            {field['name']: field['values'][str(self.first.id)] for field in after['fields']}, shown)

    def test_assigned(self):
        preview = self.preview(user_id=self.colleague.id, user=self.manager)
        self.assertEqual(self.result(preview, 'user_id'), ('Carl Colleague', 'assigned', []))
        self.assertFalse(self.row(preview, 'user_id')['choosable'])
        with self.assertRaisesRegex(UserError, 'no such salesperson'):
            self.preview(user_id=-5)
        house = self.env['res.company'].create({'name': 'Second House'})
        self.leads.sudo().company_id = self.env.company
        stranger = self.env['res.users'].create({
            'name': 'Stranger', 'login': 'conv_stranger', 'company_id': house.id, 'company_ids': [(6, 0, house.ids)]})
        preview = self.preview(user_id=stranger.id, user=self.manager)
        self.assertIn('does not belong to the company', preview['problem'])
        self.assertEqual(self.result(preview, 'user_id')[0], 'Sanne Seller')

    def test_team_picked_takes_its_stage_along(self):
        own = self.env['crm.stage'].create({'name': 'Service only', 'sequence': 0, 'team_ids': self.other_team.ids})
        self.first.sudo().write({'stage_id': self.stage_new.id})
        self.stage_new.team_ids = self.team
        self.second.sudo().team_id = self.other_team
        preview = self.preview(user=self.manager, chosen={'team_id': self.second.id})
        self.assertTrue(self.row(preview, 'team_id')['linked'])
        self.assertEqual(self.result(preview, 'stage_id'), ('Service only', 'fitted', []))
        self.wizard(preview, user=self.manager).action_merge()
        self.assertEqual((self.first.sudo().team_id, self.first.sudo().stage_id), (self.other_team, own))

    def test_what_moves(self):
        for number in range(3):
            self.second.message_post(body=f'Hello {number}')
        todo, done = (
            self.second.activity_schedule('mail.mail_activity_data_todo', user_id=self.seller.id) for _n in range(2))
        done.action_feedback()
        self.env['calendar.event'].create([{
            'name': 'Meeting', 'start': '2025-01-01 10:00:00', 'stop': '2025-01-01 11:00:00',
            'opportunity_id': self.second.id, 'user_id': self.seller.id} for _n in range(2)])
        # one that names the lead twice is one meeting
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE calendar_event SET res_id = opportunity_id, res_model = 'crm.lead'"
                                " WHERE opportunity_id = %s", self.second.id))
        self.env['ir.attachment'].create({
            'name': 'plan.txt', 'raw': b'x', 'res_model': 'crm.lead', 'res_id': self.second.id})
        both, one = self.env['res.partner'].create([{'name': 'Follows both'}, {'name': 'Follows one'}])
        self.first.message_follower_ids.sudo().unlink()
        self.second.message_follower_ids.sudo().unlink()
        self.first.message_subscribe(both.ids)
        self.second.message_subscribe((both + one).ids)
        messages = self.env['mail.message'].sudo().search_count([
            ('model', '=', 'crm.lead'), ('res_id', '=', self.second.id)])
        self.assertEqual([move['text'] for move in self.preview()['moves']], [
            f'{messages} messages', '2 activities (1 done)', '2 meetings', '1 file', '1 follower'])
        self.assertTrue(todo.exists())

    def test_what_moves_names_nothing_one_may_not_read(self):
        self.add_model('x_secret_visit')
        self.env['x_secret_visit'].create([{'x_name': 'Visit', 'x_lead_id': self.second.id} for _n in range(2)])
        texts = [move['text'] for move in self.preview()['moves']]
        self.assertIn('2 other records', texts)
        self.assertNotIn('x_secret_visit', json.dumps(self.preview()))

    def test_properties_come_whole_and_follow_the_team(self):
        def definition(name, label):
            return {'name': name, 'string': label, 'type': 'char'}

        self.team.lead_properties_definition = [definition('a1', 'Cups'), definition('b1', 'Milk')]
        self.other_team.lead_properties_definition = [definition('c2', 'Cups')]
        self.first.lead_properties = {'a1': '200', 'b1': ''}
        self.second.lead_properties = {'a1': '90', 'b1': 'Oat'}
        row = self.row(self.preview(), 'lead_properties')
        self.assertEqual(row['group'], 'custom')
        self.assertEqual(row['values'][str(self.second.id)], {'text': 'Cups: 90\nMilk: Oat'})
        self.assertEqual(row['result']['cell'], {'text': 'Cups: 200\nMilk: Oat'})
        picked = self.preview(chosen={'lead_properties': self.second.id})
        self.assertEqual(self.result(picked, 'lead_properties')[:2], ('Cups: 90\nMilk: Oat', 'chosen'))
        moved = self.preview(
            user=self.manager, team_id=self.other_team.id, chosen={'lead_properties': self.first.id})
        self.assertEqual(self.result(moved, 'lead_properties'), ('Cups: 200', 'chosen', [self.first.id]))

    def test_files(self):
        self.add_field('crm.lead', 'x_photo', 'binary')
        self.second.sudo().x_photo = 'cGhvdG8='
        row = self.row(self.preview(), 'x_photo')
        self.assertEqual((row['group'], row['differs'], row['choosable']), ('custom', True, True))
        self.assertEqual(row['values'], {str(self.first.id): {}, str(self.second.id): {'text': 'File'}})
        self.assertEqual((row['result']['cell'], row['result']['rule']), ({'text': 'File'}, 'first'))
        self.assertEqual(self.result(self.preview(chosen={'x_photo': self.first.id}), 'x_photo'), (
            '', 'chosen', [self.first.id]))
        self.first.sudo().x_photo = 'b3RoZXI='
        row = self.row(self.preview(chosen={'x_photo': self.second.id}), 'x_photo')
        self.assertEqual((row['result']['rule'], row['result']['sources']), ('chosen', [self.second.id]))
        self.assertEqual((row['proposed']['rule'], row['proposed']['sources']), ('own', [self.first.id]))

    def test_most_advanced(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.merge_into', 'most_advanced')
        self.second.type = 'opportunity'
        preview = self.preview()
        self.assertEqual(preview['policy'], {
            'text': 'The most advanced record survives, unless you choose another one.',
            'master_id': self.second.id})
        self.assertEqual(preview['master_id'], self.second.id)

    def test_views_of_other_addons_apply(self):
        self.env['ir.ui.view'].create({
            'name': 'of another addon', 'model': 'crm.merge.opportunity', 'type': 'form',
            'inherit_id': self.env.ref('crm.merge_opportunity_form').id,
            'arch': """<data>
                <xpath expr="//field[@name='opportunity_ids']/list/field[@name='stage_id']" position="after">
                    <field name="city"/>
                </xpath>
                <field name="team_id" position="after"><field name="is_previewed"/></field>
                <xpath expr="//footer/button[@name='action_merge']" position="attributes">
                    <attribute name="class">btn-danger</attribute>
                </xpath>
            </data>"""})
        form = Form(self.env['crm.merge.opportunity'].with_user(self.seller).with_context(
            active_model='crm.lead', active_ids=self.leads.ids))
        self.assertEqual(len(form.opportunity_ids), 2)
        form.save().action_merge()
        self.assertEqual(self.second.merged_into_id, self.first)
