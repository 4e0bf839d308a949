from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertUndo(ConvertCase):

    def row(self, lead):
        """The lead as the database has it, but for who wrote it last."""
        self.env.flush_all()
        self.env.cr.execute("SELECT to_jsonb(l) FROM crm_lead l WHERE id = %s", [lead.id])
        [row] = self.env.cr.fetchone()
        return {name: value for name, value in row.items() if name not in ('write_date', 'write_uid')}

    def test_everything_is_back(self):
        lead = self.make_lead(
            user_id=False, partner_name='Cafe Zuid', contact_name='Jan Smets',
            email_from='jan@zuid.example.com', expected_revenue=10, probability=30)
        before = self.row(lead)
        self.convert(lead.with_user(self.manager), user_id=self.colleague, action='create',
                     opportunity_name='12 machines', expected_revenue=9000, probability=55)
        self.assertEqual(lead.sudo().team_id, self.other_team)
        created = lead.sudo().partner_id | lead.sudo().partner_id.parent_id
        self.assertEqual(len(created), 2)
        lead.with_user(self.manager).action_undo_conversion()
        self.assertEqual(self.row(lead), before)
        lead = lead.sudo()
        self.assertEqual(lead.type, 'lead')
        self.assertFalse(lead.date_conversion)
        self.assertFalse(lead.date_open)
        self.assertFalse(created.exists())
        self.assertEqual(lead.conversion_ids.state, 'undone')
        self.assertEqual(lead.conversion_ids.undo_user_id, self.manager)

    def test_properties_dropped_by_a_change_of_team_are_back(self):
        self.team.lead_properties_definition = [
            {'name': 'c0ffee', 'string': 'Beans', 'type': 'char'}]
        lead = self.make_lead(lead_properties={'c0ffee': 'Arabica'})
        self.convert(lead.with_user(self.manager), user_id=self.colleague)
        self.assertFalse(dict(lead.sudo().lead_properties).get('c0ffee'))
        lead.with_user(self.manager).action_undo_conversion()
        lead.invalidate_recordset()
        self.assertEqual(lead.sudo().team_id, self.team)
        self.assertEqual(dict(lead.sudo().lead_properties), {'c0ffee': 'Arabica'})

    def test_what_the_linked_customer_overwrote_is_back(self):
        customer = self.env['res.partner'].create({
            'name': 'Lotte', 'email': 'lotte@aurora.example.com', 'phone': '+32 2 555 09 09',
            'street': 'New street', 'city': 'Gent', 'function': 'Chef'})
        lead = self.make_lead(phone='+32 2 555 77 07', street='Old street', function='Cook')
        before = self.row(lead)
        self.convert(lead, action='exist', partner_id=customer)
        self.assertEqual(lead.street, 'New street')
        lead.action_undo_conversion()
        self.assertEqual(self.row(lead), before)
        self.assertTrue(customer.exists())
        self.assertEqual(customer.phone, '+32 2 555 09 09')

    def test_newer_values_stay_and_are_reported(self):
        lead = self.make_lead(expected_revenue=10)
        self.convert(lead, opportunity_name='12 machines', expected_revenue=9000, probability=50,
                     action='nothing')
        lead.expected_revenue = 12000
        action = lead.action_undo_conversion()
        self.assertEqual(lead.type, 'lead')
        self.assertEqual(lead.name, 'Espresso machines for the canteen')
        self.assertEqual(lead.expected_revenue, 12000)
        # what derives from both is computed anew from what stands there now
        self.assertEqual(
            lead.prorated_revenue, round(12000 * lead.probability / 100, 2))
        self.assertIn('Expected Revenue', action['params']['message'])
        self.assertNotIn('Prorated', action['params']['message'])
        self.assertIn('Expected Revenue', lead.message_ids[0].body)

    def test_customer_used_elsewhere_is_kept_and_said_so(self):
        lead = self.make_lead(contact_name='Jan Smets')
        self.convert(lead, action='create')
        partner = lead.partner_id
        other = self.make_lead(name='Other', partner_id=partner.id)
        action = lead.action_undo_conversion()
        self.assertTrue(partner.exists())
        self.assertFalse(lead.partner_id)
        self.assertEqual(other.partner_id, partner)
        self.assertIn('Jan Smets', action['params']['message'])
        self.assertIn('is used elsewhere (Lead)', action['params']['message'])

    def test_customer_with_an_activity_or_a_message_is_kept(self):
        for use in (
            lambda partner: partner.activity_schedule('mail.mail_activity_data_todo'),
            lambda partner: partner.message_post(body='Called', message_type='comment'),
            lambda partner: self.env['ir.attachment'].create(
                {'name': 'card.txt', 'raw': b'x', 'res_model': 'res.partner', 'res_id': partner.id}),
        ):
            lead = self.make_lead(contact_name='Jan Smets')
            self.convert(lead, action='create')
            partner = lead.partner_id
            use(partner.sudo())
            lead.action_undo_conversion()
            self.assertTrue(partner.exists())

    def test_customer_named_where_no_foreign_key_is(self):
        self.team.lead_properties_definition = [
            {'name': 'b0b', 'string': 'Broker', 'type': 'many2one', 'comodel': 'res.partner'},
            {'name': 'b0bs', 'string': 'Brokers', 'type': 'many2many', 'comodel': 'res.partner'}]
        partner_field = self.env['ir.model.fields']._get('crm.lead', 'partner_id')

        def use_default(partner):
            self.env['ir.default'].create(
                {'field_id': partner_field.id, 'json_value': str(partner.id)})

        def use_property(partner):
            self.make_lead(name='With property', lead_properties={'b0b': partner.id})

        def use_properties(partner):
            self.make_lead(name='With properties', lead_properties={'b0bs': [partner.id]})

        for use in (use_property, use_properties, use_default):
            lead = self.make_lead(contact_name='Jan Smets')
            self.convert(lead, action='create')
            partner = lead.partner_id
            use(partner.sudo())
            lead.action_undo_conversion()
            self.assertTrue(partner.exists(), use.__name__)

    def test_derived_value_follows_what_people_changed(self):
        """Also where the changed value was not one of the conversion."""
        lead = self.make_lead(expected_revenue=1000, probability=30)
        self.convert(lead, probability=55, action='nothing')
        lead.expected_revenue = 12000
        lead.action_undo_conversion()
        self.assertEqual((lead.probability, lead.expected_revenue), (30, 12000))
        self.assertEqual(lead.prorated_revenue, 3600)

    def test_undone_by_somebody_who_loses_it_thereby(self):
        lead = self.make_lead()
        self.convert(lead.with_user(self.manager), user_id=self.colleague)
        action = lead.with_user(self.colleague).action_undo_conversion()
        self.assertEqual(lead.sudo().user_id, self.seller)
        self.assertEqual(lead.sudo().type, 'lead')
        self.assertEqual(action['params']['next']['type'], 'ir.actions.act_window')

    def test_customer_changed_since_is_kept_and_said_so(self):
        lead = self.make_lead(contact_name='Jan Smets')
        self.convert(lead, action='create')
        partner = lead.partner_id
        self.written_later(partner)
        action = lead.action_undo_conversion()
        self.assertTrue(partner.exists())
        self.assertIn('was changed since and is kept', action['params']['message'])

    def test_company_with_a_further_contact_is_kept(self):
        lead = self.make_lead(contact_name='Jan Smets', partner_name='Cafe Zuid')
        self.convert(lead, action='create')
        contact, company = lead.partner_id, lead.partner_id.parent_id
        self.env['res.partner'].create({'name': 'Second', 'parent_id': company.id})
        lead.action_undo_conversion()
        self.assertFalse(contact.exists())
        self.assertTrue(company.exists())

    def test_existing_customer_is_not_touched(self):
        company = self.env['res.partner'].create({'name': 'Cafe Zuid', 'is_company': True})
        lead = self.make_lead(contact_name='Jan Smets', partner_name='Cafe Zuid')
        self.convert(lead, action='create')
        contact = lead.partner_id
        self.assertEqual(contact.parent_id, company)
        lead.action_undo_conversion()
        self.assertFalse(contact.exists())
        self.assertTrue(company.exists())

    def test_messages_and_activities_since_stay(self):
        lead = self.make_lead()
        self.convert(lead, action='nothing')
        message = lead.message_post(body='After the conversion')
        activity = lead.activity_schedule('mail.mail_activity_data_todo', user_id=self.seller.id)
        lead.action_undo_conversion()
        self.assertTrue(message.exists())
        self.assertTrue(activity.exists())

    def test_convert_undo_convert_undo(self):
        lead = self.make_lead()
        before = self.row(lead)
        for _turn in range(2):
            self.convert(lead, action='nothing')
            lead.action_undo_conversion()
            self.assertEqual(self.row(lead), before)
        self.assertEqual(lead.conversion_ids.mapped('state'), ['undone', 'undone'])

    # refusals

    def test_nothing_to_undo(self):
        lead = self.make_lead()
        with self.assertRaisesRegex(UserError, 'no conversion of .* that could be undone'):
            lead.action_undo_conversion()

    def test_undone_already(self):
        lead = self.make_lead()
        self.convert(lead, action='nothing')
        conversion = lead.conversion_ids
        lead.action_undo_conversion()
        with self.assertRaisesRegex(UserError, 'was undone already by Sanne Seller'):
            conversion.with_user(self.seller).action_undo()

    def test_later_conversion_first(self):
        lead = self.make_lead()
        self.convert(lead, action='nothing')
        first = lead.conversion_ids
        lead.type = 'lead'
        self.convert(lead, action='nothing')
        with self.assertRaisesRegex(UserError, 'Undo the later conversion first'):
            first.action_undo()

    def test_merged_later(self):
        earlier = self.make_lead(name='First', type='opportunity')
        lead = self.make_lead(name='Once more')
        self.convert(lead, action='nothing')
        conversion = lead.conversion_ids
        (earlier + lead).merge_opportunity()
        self.assertEqual(lead.merged_into_id, earlier)
        with self.assertRaisesRegex(UserError, '“Once more” was merged into “First” later. Undo that merge first'):
            conversion.action_undo()
        self.assertEqual((conversion.state, lead.merged_into_id), ('done', earlier))

    def test_a_lead_again(self):
        lead = self.make_lead()
        self.convert(lead, action='nothing')
        lead.type = 'lead'
        before = self.row(lead)
        with self.assertRaisesRegex(UserError, '“Espresso machines for the canteen” is a lead already'):
            lead.conversion_ids.action_undo()
        self.assertEqual((self.row(lead), lead.conversion_ids.state), (before, 'done'))

    def test_won_since(self):
        lead = self.make_lead()
        self.convert(lead, action='nothing')
        lead.action_set_won()
        with self.assertRaisesRegex(UserError, 'was won since'):
            lead.action_undo_conversion()

    def test_record_the_value_pointed_to_is_gone(self):
        lead = self.make_lead()
        self.convert(lead.with_user(self.manager), user_id=self.colleague)
        lead.sudo().conversion_ids.sudo().values_before = {
            **lead.sudo().conversion_ids.values_before, 'team_id': 999999999}
        action = lead.with_user(self.manager).action_undo_conversion()
        self.assertEqual(lead.sudo().team_id, self.other_team)
        self.assertIn('Sales Team', action['params']['message'])

    def test_only_who_may_change_the_record(self):
        lead = self.make_lead()
        self.convert(lead, action='nothing')
        with self.assertRaises(AccessError):
            lead.with_user(self.colleague).action_undo_conversion()
        with self.assertRaises(AccessError):
            lead.conversion_ids.with_user(self.colleague).action_undo()
        self.assertEqual(lead.type, 'opportunity')

    def test_old_undo_data_is_deleted_when_the_settings_say_so(self):
        lead, recent = self.make_lead(), self.make_lead(name='Recent')
        self.convert(lead, action='nothing')
        self.convert(recent, action='nothing')
        conversion = lead.sudo().conversion_ids
        conversion.date = fields.Datetime.now() - timedelta(days=31)
        self.env['crm.lead.conversion']._gc_undo_values()
        self.assertTrue(conversion.can_undo)
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.undo_days', '30')
        self.env['crm.lead.conversion']._gc_undo_values()
        self.assertFalse(conversion.can_undo)
        self.assertTrue(recent.conversion_ids.can_undo)
        with self.assertRaisesRegex(UserError, 'too old'):
            lead.action_undo_conversion()

    def test_gear_menu_of_the_form(self):
        action = self.env.ref('crm_lead_conversion.crm_lead_action_undo_conversion')
        self.assertEqual(action.binding_view_types, 'form')
        lead = self.make_lead()
        self.convert(lead, action='nothing')
        result = action.with_user(self.seller).with_context(
            active_model='crm.lead', active_id=lead.id, active_ids=lead.ids).run()
        self.assertEqual(lead.type, 'lead')
        self.assertIn('is a lead again', result['params']['title'])


@tagged('post_install', '-at_install')
class TestConvertUndoCustom(ConvertCase):

    def setUp(self):
        super().setUp()
        self.addCleanup(self.registry.reset_changes)

    def test_custom_fields_of_every_kind(self):
        model_id = self.env['ir.model']._get_id('crm.lead')
        kinds = {
            'x_t_char': {'ttype': 'char', 'translate': 'standard'},
            'x_t_html': {'ttype': 'html'},
            'x_t_float': {'ttype': 'float'},
            'x_t_date': {'ttype': 'date'},
            'x_t_m2o': {'ttype': 'many2one', 'relation': 'res.partner', 'company_dependent': True},
            'x_t_cd': {'ttype': 'char', 'company_dependent': True},
            'x_t_m2m': {'ttype': 'many2many', 'relation': 'crm.tag'},
        }
        self.env['ir.model.fields'].create([
            {'name': name, 'model_id': model_id, 'field_description': name, **values}
            for name, values in kinds.items()])
        tags = self.env['crm.tag'].create([{'name': 'T1'}, {'name': 'T2'}])
        first, second = self.env['res.partner'].create([{'name': 'P1'}, {'name': 'P2'}])
        old = {'x_t_char': 'a', 'x_t_html': '<p>a</p>', 'x_t_float': 0.1, 'x_t_date': '2024-02-29',
               'x_t_m2o': first.id, 'x_t_cd': 'a', 'x_t_m2m': [(6, 0, tags[:1].ids)]}
        new = {'x_t_char': 'b', 'x_t_html': '<p>b</p>', 'x_t_float': 2.5, 'x_t_date': False,
               'x_t_m2o': second.id, 'x_t_cd': 'b', 'x_t_m2m': [(6, 0, tags[1:].ids)]}
        lead = self.make_lead(**old).sudo()
        before = lead._snapshot_values()
        with lead._with_conversion_log(origin='program')._record_conversion():
            lead.write({'type': 'opportunity', **new})
        self.assertNotEqual(lead._snapshot_values(), before)
        lead.action_undo_conversion()
        self.assertEqual(lead._snapshot_values(), before)
        self.assertEqual((lead.x_t_m2o, lead.x_t_m2m, lead.x_t_cd), (first, tags[:1], 'a'))
