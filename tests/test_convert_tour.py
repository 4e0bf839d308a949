from odoo.tests import HttpCase, tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertTour(ConvertCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.password = 'conv_seller'
        # the file names tags: an import links existing ones
        with_tags = ('Espresso machine', 'Grinder', 'Spare parts', 'Service contract', 'Barista training')
        existing = cls.env['crm.tag'].search([('name', 'in', with_tags)]).mapped('name')
        cls.env['crm.tag'].create([{'name': name} for name in with_tags if name not in existing])

    def make_tour_leads(self):
        self.env['crm.lead'].search([('user_id', '=', self.seller.id)]).unlink()
        self.env['crm.lead'].search([('user_id', '=', False)]).unlink()
        self.customer = self.env['res.partner'].create(
            {'name': 'Tess Tour', 'email': 'tess@tour.example.com'})
        self.create = self.make_lead(name='Tour: create', contact_name='Wim Tour', priority='3')
        self.link = self.make_lead(name='Tour: link', email_from='tess@tour.example.com', priority='3')
        self.nothing = self.make_lead(name='Tour: nothing', priority='3')

    def test_settings_show_the_leads_menu(self):
        admin = self.env.ref('base.user_admin')
        self.env.ref('base.group_user').implied_ids -= self.env.ref('crm.group_use_lead')
        admin.group_ids -= self.env.ref('crm.group_use_lead')
        self.start_tour('/odoo', 'crm_lead_conversion_settings', login='admin')
        self.assertIn(
            self.env.ref('crm.group_use_lead'), self.env.ref('base.group_user').implied_ids)
        self.assertTrue(self.team.use_leads)

    def test_import_and_convert_with_each_choice(self):
        self.make_tour_leads()
        before = self.env['crm.lead'].search_count([])
        self.start_tour('/odoo', 'crm_lead_conversion_import_and_convert', login='conv_seller')
        self.assertEqual(self.env['crm.lead'].search_count([]), before + 50)
        self.assertEqual(self.create.type, 'opportunity')
        self.assertEqual(self.create.partner_id.name, 'Wim Tour')
        self.assertEqual(self.create.user_id, self.seller)
        self.assertTrue(self.create.date_conversion)
        self.assertEqual(self.link.partner_id, self.customer)
        self.assertEqual(self.nothing.type, 'lead')
        self.assertEqual(self.nothing.name, 'Tour: nothing')
        self.assertFalse(self.nothing.partner_id)
        self.assertEqual(self.nothing.conversion_ids.state, 'undone')

    def test_several_with_the_outcome(self):
        self.make_tour_leads()
        won = self.make_lead(name='Tour: won', probability=100)
        self.start_tour('/odoo', 'crm_lead_conversion_several', login='conv_seller')
        self.assertEqual((self.create + self.link + self.nothing).mapped('type'), ['opportunity'] * 3)
        self.assertFalse((self.create + self.link + self.nothing).partner_id)
        self.assertEqual(won.type, 'lead')
