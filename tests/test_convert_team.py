from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertTeam(ConvertCase):

    def test_members_of_a_team_without_leads_make_opportunities(self):
        Lead = self.env['crm.lead'].with_user(self.seller)
        self.assertEqual(Lead.create({'name': 'With box'}).type, 'lead')
        self.team.use_leads = False
        self.assertEqual(Lead.create({'name': 'Without box'}).type, 'opportunity')
        self.assertEqual(
            self.env['crm.lead'].with_user(self.colleague).create({'name': 'Other'}).type, 'lead')

    def test_the_team_of_the_record_decides(self):
        self.team.use_leads = False
        Lead = self.env['crm.lead'].with_user(self.manager)
        self.assertEqual(Lead.create({'name': 'A', 'team_id': self.team.id}).type, 'opportunity')
        self.assertEqual(Lead.create({'name': 'B', 'team_id': self.other_team.id}).type, 'lead')
        self.assertEqual(
            Lead.create({'name': 'C', 'team_id': self.team.id, 'type': 'lead'}).type, 'lead')
        self.assertEqual(
            Lead.with_context(default_type='lead').create({'name': 'D', 'team_id': self.team.id}).type,
            'lead')
        self.assertEqual(
            Lead.with_context(default_team_id=self.team.id).create({'name': 'E'}).type, 'opportunity')

    def test_alias_follows_the_box(self):
        domain = self.env['mail.alias.domain'].create({'name': 'own.example.com'})
        team = self.team.with_user(self.manager)
        team.sudo().write({'alias_name': 'conv-machines', 'alias_domain_id': domain.id})
        for use_leads, expected in ((True, 'lead'), (False, 'opportunity'), (True, 'lead')):
            team.use_leads = not use_leads
            team.use_leads = use_leads
            subject = f'Two machines please {use_leads} {expected}'
            lead_id = self.env['mail.thread'].message_process(False, (
                "From: Eva <eva@alone.example.com>\nTo: conv-machines@own.example.com\n"
                f"Message-ID: <{team.id}.{use_leads}.{self.env.cr.now()}.{expected}@alone.example.com>\n"
                f"Subject: {subject}\n\nHello\n"))
            lead = self.env['crm.lead'].browse(lead_id)
            self.assertEqual(lead.name, subject)
            self.assertEqual(lead.type, expected)
            self.assertEqual(lead.team_id, self.team)
            lead.unlink()
            self.env['mail.message'].search([('subject', '=', subject)]).unlink()

    def test_new_team_follows_the_setting(self):
        self.assertTrue(
            self.env['crm.team'].with_user(self.manager).create({'name': 'New'}).use_leads)
        without = self.env['res.users'].with_context(no_reset_password=True).create({
            'name': 'No leads', 'login': 'conv_noleads',
            'group_ids': [(6, 0, [self.env.ref('sales_team.group_sale_manager').id])]})
        if not without.has_group('crm.group_use_lead'):
            self.assertFalse(
                self.env['crm.team'].with_user(without).create({'name': 'New 2'}).use_leads)

    def test_open_leads_of_a_team_without_leads_are_counted(self):
        self.make_lead(name='Open')
        self.make_lead(name='Open too')
        self.make_lead(name='Lost').action_set_lost()
        self.make_lead(name='Opportunity', type='opportunity')
        self.team.use_leads = False
        self.assertEqual(self.team.with_user(self.manager).open_lead_count, 2)
        view = self.env['crm.team'].with_user(self.manager).get_view(
            self.env.ref('sales_team.crm_team_view_form').id, 'form')['arch']
        self.assertIn('action_convert_open_leads', view)
        self.assertIn('action_move_open_leads', view)
        self.assertIn('is an opportunity at once', view)

    def test_one_click_converts_them(self):
        leads = self.make_lead(name='Open') + self.make_lead(name='Open too')
        self.team.use_leads = False
        action = self.team.with_user(self.manager).action_convert_open_leads()
        self.assertEqual(action['res_model'], 'crm.lead2opportunity.partner.mass')
        wizard = Form(self.env[action['res_model']].with_user(self.manager).with_context(
            **action['context'])).save()
        wizard.action_mass_convert()
        self.assertEqual(leads.mapped('type'), ['opportunity', 'opportunity'])
        with self.assertRaisesRegex(UserError, 'no open leads left'):
            self.team.action_convert_open_leads()

    def test_one_click_moves_them(self):
        leads = self.make_lead(name='Open') + self.make_lead(name='Open too')
        self.team.use_leads = False
        action = self.team.with_user(self.manager).action_move_open_leads()
        form = Form(self.env[action['res_model']].with_user(self.manager).with_context(
            **action['context']))
        self.assertEqual(form.lead_count, 2)
        form.team_id = self.other_team
        wizard = form.save()
        result = wizard.action_move()
        self.assertIn('Leads moved to Service: 2', result['params']['message'])
        self.assertEqual(leads.sudo().team_id, self.other_team)
        with self.assertRaisesRegex(UserError, 'no open leads left'):
            wizard.action_move()

    def test_not_into_a_team_without_leads(self):
        self.make_lead(name='Open')
        self.other_team.use_leads = False
        wizard = self.env['crm.lead.move.team'].with_user(self.manager).create({
            'source_team_id': self.team.id, 'team_id': self.other_team.id})
        with self.assertRaisesRegex(UserError, 'does not use leads'):
            wizard.action_move()

    def test_a_salesperson_moves_only_what_may_be_changed(self):
        mine = self.make_lead(name='Mine')
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        wizard = self.env['crm.lead.move.team'].with_user(self.seller).create({
            'source_team_id': self.team.id, 'team_id': self.other_team.id})
        self.assertEqual(wizard.lead_count, 1)
        wizard.action_move()
        self.assertEqual(mine.sudo().team_id, self.other_team)
        self.assertEqual(theirs.sudo().team_id, self.team)
