"""The similar records of the convert dialog: which are ticked, and that what is
ticked and shown is what is merged."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .merge_common import MergeCase


class SimilarCase(MergeCase):
    # at the same address: similar, and not surely the same customer
    SOMEBODY_ELSE = {'contact_name': 'Hugo Wouters', 'partner_name': 'Bakkerij Zon', 'phone': '+32 2 555 03 03'}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.make_lead(
            name='Web form', contact_name='Eva Peeters', phone='+32 9 555 01 01', email_from='eva@koffie.example.com',
            partner_name='Koffiehuis Aan de Leie')
        cls.strong = cls.make_lead(
            name='Call', type='opportunity', contact_name='Eva Peeters', phone='+32 9 555 01 01',
            email_from='eva@koffie.example.com', street='Hoogstraat 1', city='Gent')
        cls.weak = cls.make_lead(
            name='Fair', type='opportunity', email_from='eva@koffie.example.com', **cls.SOMEBODY_ELSE)
        cls.created_on(cls, cls.strong, '2024-01-10 09:30:00')
        cls.created_on(cls, cls.weak, '2024-02-10 09:30:00')

    def shown(self, wizard, **values):
        """The dialog as the client saves it, after the preview was shown.

        :return: the preview
        """
        records = wizard.duplicated_lead_ids | wizard.lead_id
        preview = wizard.get_merge_preview(
            records.ids, wizard.master_id.id, wizard.chosen_sources or {}, user_id=wizard.user_id.id,
            team_id=wizard.team_id.id, lead_id=wizard.lead_id.id, **values)
        json.dumps(preview)
        wizard.write({
            'master_id': preview['master_id'], 'chosen_sources': preview['chosen'],
            'shown_records': {
                str(record['id']): record['fingerprint'] for record in preview['records'] if not record['refusal']}})
        return preview

    def result(self, preview, name):
        return next(field['result']['cell'] for field in preview['fields'] if field['name'] == name)


@tagged('post_install', '-at_install')
class TestConvertSimilar(SimilarCase):

    # ticks

    def test_strongest_above_the_threshold_are_ticked(self):
        form = self.dialog(self.lead)
        self.assertEqual(form.similar_lead_ids.ids, [self.strong.id, self.weak.id])
        self.assertEqual(form.name, 'merge')
        self.assertEqual(set(form.duplicated_lead_ids.ids), {self.strong.id, self.lead.id})
        strong, weak = (form.similar_matches[str(lead.id)] for lead in (self.strong, self.weak))
        self.assertGreaterEqual(strong['strength'], 95)
        self.assertTrue(strong['proposed'])
        self.assertIn("same phone +32 9 555 01 01, shared by 2 that you see", strong['reasons'])
        self.assertIn("same person", strong['reasons'])
        self.assertLess(weak['strength'], 95)
        self.assertFalse(weak['proposed'])
        self.assertEqual(weak['reasons'][0], "same e-mail eva@koffie.example.com, shared by 3 that you see")
        self.assertIn("other person", weak['reasons'])
        form.save().action_apply()
        self.assertEqual(self.lead.merged_into_id, self.strong)
        self.assertFalse(self.weak.merged_into_id)

    def test_where_none_is_sure_converting_is_proposed(self):
        """Choosing to merge begins with the strongest."""
        self.strong.write({**self.SOMEBODY_ELSE, 'email_from': 'eva@koffie.example.com'})
        weaker = self.make_lead(name='Same phone', phone='+32 9 555 01 01', partner_name='Bakkerij Zon')
        form = self.dialog(self.lead)
        self.assertEqual(form.name, 'convert')
        self.assertEqual(set(form.similar_lead_ids.ids), set((self.strong + self.weak + weaker).ids))
        self.assertNotIn(weaker.id, form.duplicated_lead_ids.ids)
        form.name = 'merge'
        form.save().action_apply()
        self.assertEqual((self.lead + self.weak).merged_into_id, self.strong)
        self.assertFalse(weaker.merged_into_id)

    def test_threshold_of_the_settings(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.merge_threshold', 55)
        form = self.dialog(self.lead)
        self.assertEqual(set(form.duplicated_lead_ids.ids), set((self.lead + self.strong + self.weak).ids))
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.merge_threshold', 100)
        self.strong.write({**self.SOMEBODY_ELSE, 'email_from': 'eva@koffie.example.com'})
        self.assertEqual(self.dialog(self.lead).name, 'convert')

    def test_settings_say_what_the_threshold_preselects(self):
        arch = self.env['res.config.settings'].get_view(
            self.env.ref('crm.res_config_settings_view_form').id, 'form')['arch']
        self.assertIn("the dialog of one lead proposes to merge", arch)

    def test_what_a_program_writes_is_merged(self):
        wizard = self.dialog(self.lead).save()
        wizard.duplicated_lead_ids = [(6, 0, (self.lead + self.weak).ids)]
        wizard.action_apply()
        self.assertEqual(self.lead.merged_into_id, self.weak)
        self.assertFalse(self.strong.merged_into_id)

    def test_a_program_may_name_all_at_once(self):
        wizard = self.env['crm.lead2opportunity.partner'].with_user(self.seller).create({
            'lead_id': self.lead.id, 'name': 'merge', 'duplicated_lead_ids': [(6, 0, self.weak.ids)]})
        wizard.action_apply()
        self.assertEqual(self.lead.merged_into_id, self.weak)

    def test_nothing_ticked_is_not_merged(self):
        form = self.dialog(self.lead)
        form.duplicated_lead_ids.clear()
        with self.assertRaisesRegex(UserError, 'There is no other record to merge “Web form” with'):
            form.save().action_apply()
        self.assertFalse(self.lead.merged_into_id)

    def test_converted_with_matches_unticked(self):
        form = self.dialog(self.lead)
        form.name = 'convert'
        form.save().action_apply()
        self.assertEqual(self.lead.type, 'opportunity')
        self.assertFalse((self.lead + self.strong + self.weak).merged_into_id)

    def test_odoos_definition_ticks_all(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        form = self.dialog(self.lead)
        self.assertEqual(form.name, 'merge')
        self.assertEqual(set(form.similar_lead_ids.ids), set((self.strong + self.weak).ids))
        self.assertEqual(set(form.duplicated_lead_ids.ids), set((self.lead + self.strong + self.weak).ids))
        self.assertFalse(form.similar_matches)

    def test_several_leads_have_no_cards(self):
        wizard = self.mass_dialog(self.lead + self.strong)
        self.assertFalse(wizard.similar_lead_ids)
        self.assertFalse(wizard.similar_matches)

    def test_nothing_is_shown_of_what_one_may_not_read(self):
        self.strong.sudo().user_id = self.colleague
        form = self.dialog(self.lead)
        self.assertEqual(form.similar_lead_ids.ids, self.weak.ids)
        self.assertEqual(list(form.similar_matches), [str(self.weak.id)])
        self.assertNotIn('Call', json.dumps(form.similar_matches))

    # forged

    def test_ticks_and_choices_are_checked_when_applied(self):
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        other = self.make_lead(name='Other')
        for values, error, message in (
            ({'duplicated_lead_ids': [(6, 0, theirs.ids)]}, AccessError, ''),
            ({'master_id': other.id}, UserError, 'is to survive is not among'),
            ({'chosen_sources': {'phone': other.id}}, UserError, 'from a record that is not among'),
            ({'chosen_sources': {'create_uid': self.lead.id}}, UserError, 'cannot be chosen'),
            ({'shown_records': {str(other.id): 'x', str(self.lead.id): 'x'}}, UserError, 'was deleted since'),
            ({'shown_records': ['x']}, UserError, 'by their ids'),
            ({'shown_records': {str(lead.id): 'x' for lead in self.lead + self.strong}}, UserError, 'changed since'),
        ):
            wizard = self.dialog(self.lead).save()
            with self.subTest(values), self.assertRaisesRegex(error, message), self.env.cr.savepoint():
                wizard.write(values)
                wizard.with_user(self.seller).action_apply()
            self.env.invalidate_all()
            self.assertFalse((self.lead + self.strong).merged_into_id)
        with self.assertRaises(AccessError):
            self.env['crm.lead2opportunity.partner'].with_user(self.seller).get_merge_preview(
                self.lead.ids, lead_id=theirs.id)

    # preview

    def test_what_is_shown_is_what_is_merged(self):
        wizard = self.dialog(self.lead).save()
        wizard.chosen_sources = {'name': self.lead.id}
        preview = self.shown(wizard)
        self.assertEqual([record['name'] for record in preview['records']], ['Call', 'Web form'])
        self.assertEqual(preview['master_id'], self.strong.id)
        self.assertEqual(self.result(preview, 'name'), {'text': 'Web form'})
        action = wizard.action_apply()
        self.assertEqual(self.lead.merged_into_id, self.strong)
        self.assertEqual((self.strong.name, self.strong.city), ('Web form', 'Gent'))
        self.assertEqual(action['res_id'], self.strong.id)
        self.assertEqual(action['context']['merge_notice']['id'], self.strong.merge_record_ids.id)
        self.assertEqual(self.strong.merge_record_ids.origin, 'convert')
        self.strong.merge_record_ids.with_user(self.seller).action_undo()
        self.assertEqual((self.strong.name, self.lead.type), ('Call', 'lead'))

    def test_survivor_that_a_person_chose(self):
        wizard = self.dialog(self.lead).save()
        wizard.master_id = self.lead
        preview = self.shown(wizard)
        self.assertEqual(self.result(preview, 'type'), {'text': 'Opportunity'})
        wizard.action_apply()
        self.assertEqual(self.strong.merged_into_id, self.lead)
        self.assertEqual((self.lead.name, self.lead.type, self.lead.city), ('Web form', 'opportunity', 'Gent'))

    def test_salesperson_and_team_are_shown_as_the_dialog_assigns_them(self):
        """Left empty, merging decides; chosen, they win."""
        self.lead.sudo().write({'user_id': False, 'team_id': self.other_team.id})
        wizard = self.dialog(self.lead).save()
        self.assertEqual((wizard.user_id.id, wizard.team_id), (False, self.other_team))
        preview = self.shown(wizard)
        self.assertEqual(self.result(preview, 'user_id')['text'], 'Sanne Seller')
        self.assertEqual(self.result(preview, 'team_id')['text'], 'Machines')
        wizard.action_apply()
        self.assertEqual((self.strong.user_id, self.strong.team_id), (self.seller, self.team))

    def test_chosen_salesperson_is_shown_and_assigned(self):
        form = self.dialog(self.lead.with_user(self.manager))
        form.user_id = self.colleague
        wizard = form.save()
        preview = self.shown(wizard)
        self.assertEqual(self.result(preview, 'user_id')['text'], 'Carl Colleague')
        self.assertEqual(self.result(preview, 'team_id')['text'], 'Service')
        wizard.action_apply()
        self.assertEqual((self.strong.sudo().user_id, self.strong.sudo().team_id), (self.colleague, self.other_team))

    def test_salesperson_kept_where_assignment_is_not_forced(self):
        form = self.dialog(self.lead.with_user(self.manager))
        form.user_id = self.colleague
        wizard = form.save()
        wizard.force_assignment = False
        preview = self.shown(wizard, force_assignment=False)
        self.assertEqual(self.result(preview, 'user_id')['text'], 'Sanne Seller')
        wizard.action_apply()
        self.assertEqual((self.strong.user_id, self.strong.team_id), (self.seller, self.team))

    def test_value_picked_of_a_salesperson_is_kept(self):
        self.strong.sudo().write({'user_id': False, 'team_id': self.other_team.id})
        self.lead.sudo().user_id = False
        manager = self.lead.with_user(self.manager)
        self.weak.sudo().user_id = self.colleague
        wizard = self.dialog(manager).save()
        wizard.duplicated_lead_ids |= self.weak.sudo()
        wizard.chosen_sources = {'user_id': self.weak.id}
        preview = self.shown(wizard)
        self.assertEqual(self.result(preview, 'user_id')['text'], 'Carl Colleague')
        wizard.action_apply()
        self.assertEqual(self.strong.sudo().user_id, self.colleague)

    def test_changed_since_is_named(self):
        wizard = self.dialog(self.lead).save()
        for lead, name in ((self.strong, 'Call'), (self.lead, 'Web form')):
            self.shown(wizard)
            lead.city = 'Aalst' if lead == self.strong else 'Brugge'
            self.written_later(lead)
            with self.subTest(name), self.assertRaisesRegex(UserError, f'Nothing was merged: “{name}” changed since'):
                wizard.action_apply()
            self.assertFalse(self.lead.merged_into_id)
        self.shown(wizard)
        wizard.action_apply()
        self.assertEqual(self.lead.merged_into_id, self.strong)

    def test_greyed_ones_stay_as_they_are(self):
        self.env['ir.rule'].create({
            'name': 'seen only', 'model_id': self.env['ir.model']._get_id('crm.lead'), 'perm_read': False,
            'domain_force': [('name', '!=', 'Fair')], 'groups': []})
        wizard = self.dialog(self.lead).save()
        wizard.duplicated_lead_ids |= self.weak
        preview = self.shown(wizard)
        self.assertEqual([record['name'] for record in preview['records'] if record['refusal']], ['Fair'])
        wizard.action_apply()
        self.assertEqual(self.lead.merged_into_id, self.strong)
        self.assertFalse(self.weak.merged_into_id)

    def test_won_one_is_refused(self):
        won = self.make_lead(name='Sold', type='opportunity')
        won.sudo().action_set_won()
        wizard = self.dialog(self.lead).save()
        wizard.duplicated_lead_ids |= won
        wizard.master_id = won
        self.shown(wizard)
        with self.assertRaisesRegex(UserError, '“Sold” was won in the meantime'):
            wizard.action_apply()

    def test_no_preview_without_keeping(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.keep_merged', 'False')
        form = self.dialog(self.lead)
        self.assertFalse(form.is_previewed)
        wizard = form.save()
        wizard.master_id = self.lead
        wizard.action_apply()
        self.assertFalse(self.strong.exists())
        self.assertEqual(self.lead.type, 'opportunity')

    # beyond merging

    def test_leads_merged_become_an_opportunity_of_the_customer_shown(self):
        shown = self.env['res.partner'].create({'name': 'Of the other', 'email': 'other@else.example.com'})
        self.env['res.partner'].create({'name': 'By e-mail', 'email': 'eva@koffie.example.com'})
        self.strong.sudo().write({'type': 'lead'})
        form = self.dialog(self.lead)
        self.assertEqual(form.partner_id.name, 'By e-mail')
        self.assertEqual(
            form.merge_hint,
            "What these leads become together is converted into an opportunity, of the customer “By e-mail”.")
        form.name = 'convert'
        form.action = 'create'
        form.name = 'merge'
        self.assertIn('a customer is created', form.merge_hint)
        self.strong.sudo().write({
            'partner_id': shown.id, 'contact_name': 'Eva Peeters', 'phone': '+32 9 555 01 01',
            'email_from': 'eva@koffie.example.com'})
        wizard = self.dialog(self.lead).save()
        self.assertEqual(
            wizard.merge_hint, "What these leads become together is converted into an opportunity.")
        preview = self.shown(wizard)
        self.assertEqual(self.result(preview, 'partner_id')['text'], 'Of the other')
        wizard.action_apply()
        self.assertEqual((self.strong.type, self.strong.partner_id), ('opportunity', shown))
