from odoo.tests import Form, tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertSettings(ConvertCase):

    def menu_ids(self, user):
        return self.env['ir.ui.menu'].with_user(user)._visible_menu_ids()

    def set_leads(self, value):
        with Form(self.env['res.config.settings']) as form:
            form.group_use_lead = value
        form.record.execute()

    def test_leads_setting_shows_and_hides_the_menu_and_teams_follow(self):
        user = self.env['res.users'].with_context(no_reset_password=True).create({
            'name': 'Fresh', 'login': 'conv_fresh',
            'group_ids': [(6, 0, [self.env.ref('sales_team.group_sale_salesman').id])]})
        menu = self.env.ref('crm.crm_menu_leads').id
        self.set_leads(True)
        self.set_leads(False)
        self.assertNotIn(menu, self.menu_ids(user))
        self.assertFalse(self.team.use_leads)
        self.set_leads(True)
        self.env.registry.clear_all_caches()
        self.assertIn(menu, self.menu_ids(user))
        self.assertTrue(self.team.use_leads)
        self.assertTrue(self.other_team.use_leads)

    def test_block_stands_under_leads(self):
        arch = self.env['res.config.settings'].get_view(
            self.env.ref('base.res_config_settings_view_form').id, 'form')['arch']
        self.assertLess(arch.index('id="crm_lead"'), arch.index('id="lead_conversion"'))
        self.assertIn('lead_conversion_undo_days', arch)

    def test_undo_days(self):
        with Form(self.env['res.config.settings']) as form:
            form.lead_conversion_undo_days = 45
        form.record.execute()
        self.assertEqual(
            self.env['ir.config_parameter'].get_param('crm_lead_conversion.undo_days'), '45')
        self.assertEqual(self.env['crm.lead.conversion']._get_undo_days(), 45)
        for value in ('0', '-3', 'nonsense', False):
            self.env['ir.config_parameter'].set_param('crm_lead_conversion.undo_days', value)
            self.assertEqual(self.env['crm.lead.conversion']._get_undo_days(), 0)

    def test_numbers_that_are_none_are_as_if_they_were_not_set(self):
        Lead = self.env['crm.lead']
        for name, method, usual, numbers in (
                ('max_records', '_get_max_records', 50, (('7', 7), ('1', 2))),
                ('similar_threshold', '_get_similar_threshold', 55, (('70', 70), ('-1', 0), ('101', 100))),
                ('merge_threshold', '_get_merge_threshold', 95, (('99', 99), ('-1', 0), ('101', 100)))):
            for value, expected in (*numbers, ('nonsense', usual), (False, usual)):
                self.env['ir.config_parameter'].set_param(f'crm_lead_conversion.{name}', value)
                self.assertEqual(getattr(Lead, method)(), expected, (name, value))

    def test_leads_left_behind_are_pointed_out(self):
        self.make_lead(name='Left behind')
        with Form(self.env['res.config.settings']) as form:
            form.group_use_lead = True
            self.assertEqual(form.lead_conversion_left_count, 0)
            form.group_use_lead = False
            self.assertGreaterEqual(form.lead_conversion_left_count, 1)
        action = form.record.action_convert_left_leads()
        self.assertEqual(action['res_model'], 'crm.lead2opportunity.partner.mass')
