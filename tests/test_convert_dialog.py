from odoo.tests import Form, freeze_time, tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertDialog(ConvertCase):

    def test_prefilled_from_the_lead(self):
        lead = self.make_lead(expected_revenue=1500, probability=35)
        form = self.dialog(lead)
        self.assertEqual(form.name, 'convert')
        self.assertEqual(form.opportunity_name, 'Espresso machines for the canteen')
        self.assertEqual(form.expected_revenue, 1500)
        self.assertEqual(form.probability, 35)
        self.assertEqual(form.user_id, self.seller)
        self.assertEqual(form.team_id, self.team)
        self.assertEqual(form.action, 'create')

    def test_team_of_the_lead_is_kept_for_its_salesperson(self):
        """Also when the salesperson is in another team, or when there is none."""
        lead = self.make_lead(team_id=self.other_team.id)
        self.assertEqual(self.dialog(lead).team_id, self.other_team)
        nobody = self.make_lead(user_id=False, team_id=self.other_team.id)
        form = self.dialog(nobody)
        self.assertFalse(form.user_id)
        self.assertEqual(form.team_id, self.other_team)

    def test_choosing_the_salesperson_fills_the_team(self):
        form = self.dialog(self.make_lead().with_user(self.manager))
        form.user_id = self.colleague
        self.assertEqual(form.team_id, self.other_team)

    def test_neither_salesperson_nor_team_is_required(self):
        lead = self.make_lead(user_id=False, team_id=False)
        self.assertFalse(lead.team_id)
        self.convert(lead, action='nothing')
        self.assertEqual(lead.type, 'opportunity')
        self.assertFalse(lead.user_id)
        self.assertFalse(lead.team_id)

    @freeze_time('2025-03-04 10:00:00')
    def test_opportunity_opens_and_is_in_my_pipeline(self):
        lead = self.make_lead()
        action = self.convert(lead)
        self.assertEqual(action['res_model'], 'crm.lead')
        self.assertEqual(action['res_id'], lead.id)
        self.assertEqual(action['view_mode'], 'form')
        self.assertEqual(lead.type, 'opportunity')
        self.assertTrue(lead.date_conversion)
        pipeline = self.env['ir.actions.act_window']._for_xml_id('crm.crm_lead_action_pipeline')
        self.assertIn('opportunity', str(pipeline['domain']))
        mine = self.env['crm.lead'].with_user(self.seller).search(
            [('type', '=', 'opportunity'), ('user_id', '=', self.seller.id)])
        self.assertIn(lead, mine)

    def test_stage_is_one_of_its_team(self):
        stage_other = self.env['crm.stage'].create(
            {'name': 'Service only', 'sequence': 2, 'team_ids': [(4, self.other_team.id)]})
        self.stage_new.team_ids = self.team
        lead = self.make_lead()
        lead.sudo().stage_id = self.stage_new
        self.convert(lead.with_user(self.manager), user_id=self.colleague)
        self.assertEqual(lead.sudo().team_id, self.other_team)
        self.assertEqual(lead.sudo().stage_id, stage_other)

    def test_title_revenue_and_rate_as_typed(self):
        lead = self.make_lead(expected_revenue=10)
        self.convert(lead, opportunity_name='12 machines', expected_revenue=24000, probability=42.5)
        self.assertEqual(lead.name, '12 machines')
        self.assertEqual(lead.expected_revenue, 24000)
        self.assertEqual(lead.probability, 42.5)
        self.assertFalse(lead.is_automated_probability)

    def test_what_a_program_does_not_give_stays(self):
        kept = {'name': 'Espresso machines', 'expected_revenue': 10, 'probability': 25}
        for field, name, value in (
                ('opportunity_name', 'name', '12 machines'), ('expected_revenue', 'expected_revenue', 24000),
                ('probability', 'probability', 42.5)):
            lead = self.make_lead(**kept)
            self.env['crm.lead2opportunity.partner'].with_context(
                active_model='crm.lead', active_id=lead.id, active_ids=lead.ids,
            ).create({'lead_id': lead.id, 'name': 'convert', 'action': 'nothing', field: value}).action_apply()
            with self.subTest(given=field):
                self.assertEqual({name: lead[name] for name in kept}, {**kept, name: value})

    def test_untouched_rate_stays_computed(self):
        lead = self.make_lead()
        self.assertTrue(lead.is_automated_probability)
        self.convert(lead, opportunity_name='Other title')
        self.assertTrue(lead.is_automated_probability)

    def test_rate_of_100_or_out_of_range_is_refused(self):
        for rate in (100, 130, -1):
            lead = self.make_lead()
            wizard = self.dialog(lead).save()
            wizard.probability = rate
            with self.subTest(rate=rate), self.assertRaisesRegex(
                    Exception, 'at least 0 and less than 100 %'), self.env.cr.savepoint():
                wizard.action_apply()
            lead.invalidate_recordset()
            self.assertEqual(lead.type, 'lead')

    def test_merge_is_only_offered_when_there_is_something_to_merge(self):
        lead = self.make_lead(email_from='eva@alone.example.com')
        self.assertFalse(self.dialog(lead).merge_offered)
        self.make_lead(email_from='eva@alone.example.com', name='Second one')
        self.assertTrue(self.dialog(lead).merge_offered)

    def test_merge_keeps_the_salesperson_merged_into(self):
        """An unassigned lead merged into an assigned opportunity: the empty
        salesperson of the dialog does not blank that of the opportunity."""
        for force in (True, False):
            email = f'ann.{force}@cafe.example.com'
            opportunity = self.make_lead(type='opportunity', email_from=email, name='First')
            lead = self.make_lead(user_id=False, team_id=False, email_from=email, name='Second')
            form = self.dialog(lead)
            form.name = 'merge'
            self.assertFalse(form.user_id)
            wizard = form.save()
            wizard.force_assignment = force
            wizard.action_apply()
            self.assertEqual(opportunity.user_id, self.seller)
            self.assertEqual(opportunity.team_id, self.team)

    def test_merge_of_leads_makes_an_opportunity(self):
        first = self.make_lead(email_from='dup@cafe.example.com', name='First')
        second = self.make_lead(email_from='dup@cafe.example.com', name='Second', user_id=False)
        form = self.dialog(second)
        self.assertEqual(form.name, 'merge')
        form.save().action_apply()
        self.assertEqual(first.type, 'opportunity')
        self.assertEqual(first.user_id, self.seller)

    def test_chosen_salesperson_and_team_are_set(self):
        lead = self.make_lead()
        self.convert(lead.with_user(self.manager), user_id=self.colleague)
        self.assertEqual(lead.sudo().user_id, self.colleague)
        self.assertEqual(lead.sudo().team_id, self.other_team)

    def test_given_to_a_colleague(self):
        """By a salesperson who then no longer sees the record."""
        lead = self.make_lead(contact_name='Jan Smets')
        action = self.convert(
            lead, user_id=self.colleague, opportunity_name='For Carl', probability=33)
        lead = lead.sudo()
        self.assertEqual(
            (lead.type, lead.user_id, lead.name, lead.probability),
            ('opportunity', self.colleague, 'For Carl', 33))
        self.assertEqual(len(lead.conversion_ids), 1)
        self.assertIn('It was given to Carl Colleague', action['params']['message'])

    def test_merged_for_a_colleague(self):
        first = self.make_lead(email_from='dup@cafe.example.com', name='First')
        second = self.make_lead(email_from='dup@cafe.example.com', name='Second')
        form = self.dialog(second)
        form.name = 'merge'
        form.user_id = self.colleague
        form.save().action_apply()
        self.assertEqual(first.sudo().user_id, self.colleague)
        self.assertEqual(first.sudo().type, 'opportunity')

    def test_cleared_team_is_cleared(self):
        lead = self.make_lead()
        self.convert(lead, team_id=self.env['crm.team'])
        self.assertFalse(lead.team_id)
        self.assertEqual(lead.user_id, self.seller)

    def test_merge_keeps_team_and_properties_where_none_was_chosen(self):
        self.team.lead_properties_definition = [
            {'name': 'c0ffee', 'string': 'Beans', 'type': 'char'}]
        opportunity = self.make_lead(
            type='opportunity', email_from='dup@cafe.example.com', name='First',
            lead_properties={'c0ffee': 'Arabica'})
        lead = self.make_lead(
            user_id=False, team_id=self.other_team.id, email_from='dup@cafe.example.com', name='Second')
        form = self.dialog(lead)
        form.name = 'merge'
        self.assertEqual(form.team_id, self.other_team)
        form.save().action_apply()
        self.assertEqual(opportunity.user_id, self.seller)
        self.assertEqual(opportunity.team_id, self.team)
        self.assertEqual(dict(opportunity.lead_properties), {'c0ffee': 'Arabica'})

    def test_the_dialogs_own_lead_is_converted(self):
        """Whatever else the context says is ticked."""
        lead, other = self.make_lead(name='Own'), self.make_lead(name='Other')
        for context in ({'active_ids': other.ids, 'active_model': 'crm.lead'},
                        {'active_ids': (lead + other).ids, 'active_model': 'res.partner'}):
            lead.type = 'lead'
            wizard = self.dialog(lead).save().with_context(**context)
            wizard.action_apply()
            self.assertEqual(lead.type, 'opportunity')
            self.assertEqual((other.type, other.name), ('lead', 'Other'))

    def test_written_in_the_same_request_is_no_change_by_others(self):
        lead = self.make_lead()
        wizard = self.dialog(lead).save()
        lead.description = '<p>Written by another addon on the way</p>'
        wizard.action_apply()
        self.assertEqual(lead.type, 'opportunity')

    def test_same_dialog_sent_twice_converts_once(self):
        lead = self.make_lead()
        wizard = self.dialog(lead).save()
        wizard.action_apply()
        partners = self.env['res.partner'].search_count([])
        action = wizard.action_apply()
        self.assertEqual(action['res_id'], lead.id)
        self.assertEqual(self.env['res.partner'].search_count([]), partners)
        self.assertEqual(len(lead.conversion_ids), 1)

    def test_note_says_who_what_and_choices(self):
        lead = self.make_lead(expected_revenue=10)
        self.convert(lead, opportunity_name='12 machines', action='nothing')
        note = lead.message_ids.filtered(lambda m: 'Converted into an opportunity' in (m.body or ''))
        self.assertEqual(len(note), 1)
        self.assertEqual(note.author_id, self.seller.partner_id)
        for text in ('Sanne Seller', 'No customer linked, as chosen', 'Salesperson: Sanne Seller',
                     'Sales team: Machines',
                     'Opportunity: Espresso machines for the canteen → 12 machines'):
            self.assertIn(text, note.body)

    def test_dialog_views_of_other_addons_still_apply(self):
        """Views that inherit Odoo's dialogs at the usual places."""
        for model, xmlid, anchor in (
            ('crm.lead2opportunity.partner', 'crm.view_crm_lead2opportunity_partner',
             "//field[@name='team_id']"),
            ('crm.lead2opportunity.partner', 'crm.view_crm_lead2opportunity_partner',
             "//div[@name='action']"),
            ('crm.lead2opportunity.partner.mass', 'crm.view_crm_lead2opportunity_partner_mass',
             "//field[@name='deduplicate']"),
        ):
            view = self.env['ir.ui.view'].create({
                'name': 'other addon', 'model': model, 'inherit_id': self.env.ref(xmlid).id,
                'arch': f"""<xpath expr="{anchor}" position="after">
                              <field name="force_assignment"/></xpath>"""})
            self.assertTrue(view.id)
        lead = self.make_lead()
        form = Form(self.env['crm.lead2opportunity.partner'].with_user(self.seller).with_context(
            active_model='crm.lead', active_id=lead.id, active_ids=lead.ids))
        form.force_assignment = False
        self.assertFalse(form.save().force_assignment)
