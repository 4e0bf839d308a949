from odoo.tests import HttpCase, tagged

from .common import ConvertCase


class EntryTourCase(ConvertCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.password = 'conv_seller'
        cls.there = cls.make_lead(
            name='Tour: there', contact_name='Eva Peeters', phone='+32 9 555 01 01', partner_name='Koffiehuis Tour',
            email_from='eva@tour.example.com')
        cls.make_lead(name='Tour: second', phone='+32 9 555 03 03')
        cls.make_lead(name='Tour: hidden', phone='+32 9 555 02 02', user_id=cls.colleague.id, team_id=cls.other_team.id)

    def get_typed(self):
        self.env.invalidate_all()
        return self.env['crm.lead'].search([('name', '=', 'Tour: typed')])

    def enter(self, tour, path='/odoo/action-crm.crm_lead_all_leads/new'):
        self.start_tour(path, f'crm_lead_conversion_entry_{tour}', login='conv_seller')

    def enter_card(self, tour):
        self.enter(tour, '/odoo/action-crm.crm_lead_action_pipeline')

    def check_use(self):
        self.enter('use')
        self.assertFalse(self.get_typed())
        self.assertEqual((self.there.name, self.there.function), ('Tour: there', 'Buyer'))


@tagged('post_install', '-at_install')
class TestMatchEntryTour(EntryTourCase):
    browser_size = '1400x900'

    def test_line_and_open(self):
        self.enter('open')
        self.assertFalse(self.get_typed())
        self.assertEqual(self.there.phone, '+32 9 555 01 01')

    def test_use(self):
        self.check_use()

    def test_use_without_the_right_to_change_it(self):
        self.env['ir.rule'].create({
            'name': 'Nobody changes these', 'model_id': self.env['ir.model']._get_id('crm.lead'),
            'domain_force': f"[('id', '!=', {self.there.id})]", 'perm_read': False, 'perm_create': False,
            'perm_unlink': False})
        self.enter('not_mine')
        self.assertFalse(self.get_typed())

    def test_ask(self):
        self.team.similar_entry = 'ask'
        self.enter('ask')
        self.assertEqual(len(self.get_typed()), 1)
        self.assertFalse(self.there.function)

    def test_ask_and_use(self):
        self.team.similar_entry = 'ask'
        self.enter('ask_use')
        self.assertFalse(self.get_typed())
        self.assertEqual(self.there.function, 'Buyer')

    def test_refuse(self):
        self.team.similar_entry = 'refuse'
        self.enter('refuse')
        self.assertEqual(self.get_typed().contact_name, 'Hugo Wouters')

    def test_card(self):
        self.enter_card('card')
        self.assertFalse(self.get_typed())

    def test_card_ask(self):
        self.team.similar_entry = 'ask'
        self.enter_card('card_ask')
        self.assertEqual(self.get_typed().type, 'opportunity')

    def test_many2one(self):
        self.team.similar_entry = 'ask'
        self.env['ir.ui.view'].create({
            'name': 'Meeting with its lead', 'model': 'calendar.event',
            'inherit_id': self.env.ref('calendar.view_calendar_event_form').id,
            'arch': '<xpath expr="//sheet" position="inside"><field name="opportunity_id"/></xpath>'})
        self.enter('many2one', '/odoo/action-calendar.action_calendar_event/new')
        self.assertFalse(self.get_typed())
        self.assertFalse(self.env['crm.lead'].search([('name', 'ilike', 'eva@tour.example.com')]))
        self.assertEqual(self.there.function, 'Buyer')


@tagged('post_install', '-at_install')
class TestMatchEntryPhoneTour(EntryTourCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_use(self):
        self.check_use()
