"""What is shown of similar leads while one is typed, and going on with one of them."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .api_common import ApiCase


@tagged('post_install', '-at_install')
class TestMatchEntry(ApiCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.there = cls.make_lead(
            name='Office chairs', partner_name='Azure Interior', contact_name='Eva Peeters',
            email_from='eva@azure.example.com', phone='+32 9 555 01 01', country_id=cls.belgium.id)
        cls.typed = {'contact_name': 'Eva Peeters', 'phone': '09 555 01 01', 'country_id': cls.belgium.id}

    def find(self, values=None, user=None, **kwargs):
        # each is a request of its own
        self.env.flush_all()
        self.env.invalidate_all()
        return self.Lead.with_user(user or self.seller).lead_find_typed(values or self.typed, **kwargs)

    # ------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------

    def test_what_is_typed_is_found_with_its_reasons(self):
        found = self.find({'phone': '09 555 01 01', 'email_from': False, 'country_id': self.belgium.id})
        self.assertEqual(found['count'], 1)
        [match] = found['matches']
        self.assertEqual({**match, 'strength': ...}, {
            'lead_id': self.there.id, 'name': 'Office chairs', 'customer': 'Azure Interior', 'strength': ...,
            'reasons': ['same phone +32 9 555 01 01'], 'won_status': 'pending', 'is_open': True})
        self.assertEqual(match['strength'], self.Lead.lead_find_similar(
            values={'phone': '+32 9 555 01 01'})['results'][0]['matches'][0]['strength'])

    def test_closed_ones_are_marked(self):
        self.there.sudo().action_set_lost()
        [match] = self.find()['matches']
        self.assertEqual((match['won_status'], match['is_open']), ('lost', False))

    def test_three_of_many_the_strongest_first(self):
        for number in range(4):
            self.make_lead(name=f'Desk {number}', email_from='eva@azure.example.com')
        found = self.find({'email_from': 'Eva@azure.example.com', 'phone': '+32 9 555 01 01',
                           'contact_name': 'Eva Peeters'})
        self.assertEqual(found['count'], 5)
        self.assertEqual(found['matches'][0]['lead_id'], self.there.id)
        self.assertEqual(len(found['matches']), 3)
        strengths = [match['strength'] for match in found['matches']]
        self.assertEqual(strengths, sorted(strengths, reverse=True))

    def test_nothing_to_compare(self):
        nothing = {'count': 0, 'matches': [], 'exact': [], 'policy': 'tell', 'colleagues': []}
        self.assertEqual(self.find({'country_id': self.belgium.id, 'phone': False, 'team_id': self.team.id}), nothing)
        self.assertEqual(self.find({'phone': '+32 2 555 99 99'}), nothing)
        self.assertEqual(self.find({'name': False}), nothing)

    def test_changed_lead(self):
        lead = self.make_lead(name='Lamp', phone='+32 2 555 09 09')
        found = self.find({'phone': '+32 9 555 01 01', 'contact_name': 'Eva Peeters'}, lead_id=lead.id)
        self.assertEqual([match['lead_id'] for match in found['matches']], [self.there.id])
        # it is not similar to itself, and what is not given is as it is saved
        self.assertEqual(self.find({'contact_name': 'Lia'}, lead_id=lead.id)['count'], 0)
        self.make_lead(name='Lamp again', phone='+32 2 555 09 09')
        self.assertEqual(
            [match['name'] for match in self.find({'street': 'Kouter 1'}, lead_id=lead.id)['matches']], ['Lamp again'])

    def test_customer(self):
        company = self.env['res.partner'].create({'name': 'Azure Interior', 'is_company': True})
        person = self.env['res.partner'].create({'name': 'Eva Peeters', 'parent_id': company.id})
        self.there.sudo().partner_id = person
        [match] = self.find({'partner_id': person.id, 'contact_name': 'Eva Peeters'})['matches']
        self.assertEqual((match['lead_id'], match['reasons'][0]), (self.there.id, 'same customer'))
        # as a card to type in has it before the contact is known
        [match] = self.find({'commercial_partner_id': company.id, 'partner_id': False, 'contact_name': 'Eva Peeters'})[
            'matches']
        self.assertEqual(match['lead_id'], self.there.id)
        self.assertIn('same company of the customer', match['reasons'])

    def test_only_what_the_user_may_read(self):
        self.there.sudo().user_id = self.colleague
        self.assertEqual(self.find()['count'], 0)
        self.assertEqual(self.find(user=self.colleague)['count'], 1)
        self.there.sudo().write({'active': False})
        elsewhere = self.env['res.company'].create({'name': 'Elsewhere'})
        other = new_test_user(
            self.env, 'conv_elsewhere', company_id=elsewhere.id, company_ids=[(6, 0, elsewhere.ids)],
            groups='base.group_user,sales_team.group_sale_salesman_all_leads,crm.group_use_lead')
        self.there.sudo().write({'active': True, 'company_id': self.env.company.id})
        self.assertEqual(self.find(user=other), {
            'count': 0, 'matches': [], 'exact': [], 'policy': 'tell', 'colleagues': []})
        self.assertRefused('no_access', 'lead_find_typed', self.typed, lead_id=self.there.id, user=other)

    def test_customer_of_another_company_says_nothing(self):
        elsewhere = self.env['res.company'].create({'name': 'Elsewhere'})
        partner = self.env['res.partner'].create({'name': 'Hidden', 'company_id': elsewhere.id})
        self.assertRefused('no_access', 'lead_find_typed', {'partner_id': partner.id})
        self.assertRefused('no_access', 'lead_find_typed', {'commercial_partner_id': partner.id})

    def test_malformed(self):
        for values in (
                None, 'text', [], {'phone': 5}, {'phone': ['1']}, {'email_from': 'a\0b'}, {'partner_id': 'x'},
                {'partner_id': True}, {'team_id': 'x'}, {'company_id': [1]}, {'description': 'x'}, {'name': 5},
                {'name': 'x', 'phone': '1'}):
            with self.subTest(values=values):
                self.assertRefused('invalid_argument', 'lead_find_typed', values)
        self.assertRefused('invalid_argument', 'lead_find_typed', self.typed, lead_id='1')
        self.assertRefused('not_found', 'lead_find_typed', self.typed, lead_id=2**31 - 1)
        self.assertRefused('not_found', 'lead_find_typed', {'partner_id': 2**31 - 1})

    def test_not_for_everybody(self):
        for user in (self.env.ref('base.public_user'), new_test_user(self.env, 'conv_p', groups='base.group_portal')):
            with self.assertRaises(AccessError):
                self.find(user=user)
            with self.assertRaises(AccessError):
                self.Lead.with_user(user).lead_fill_typed(self.there.id, {'city': 'Gent'})

    def test_statements(self):
        texts = {
            'email_from': 'eva@azure.example.com', 'phone': '+32 9 555 01 01', 'contact_name': 'Eva Peeters',
            'partner_name': 'Azure', 'website': 'https://azure.example.com', 'street': 'Kouter 1', 'zip': '9000',
            'team_id': self.team.id, 'company_id': self.env.company.id}
        # two to find, the country for the phone, and the names
        count, found = self.asked_anew(lambda: self.Lead.lead_find_typed(texts))
        self.assertEqual(found['count'], 1)
        self.assertLessEqual(count, 4)

    def test_by_a_name(self):
        self.env['res.company'].search([], order='id', limit=1).country_id = self.belgium
        for name in ('eva@azure.example.com', 'Eva Peeters <eva@azure.example.com>', '+32 9 555 01 01', '09 555 01 01'):
            with self.subTest(name=name):
                self.assertEqual(
                    [match['lead_id'] for match in self.find({'name': name})['matches']], [self.there.id])
        for name in ('2025-2026', 'Office', '+'):
            self.assertEqual(self.find({'name': name})['count'], 0, name)

    def test_odoos_matching(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        found = self.find({'email_from': 'eva@azure.example.com', 'team_id': self.team.id})
        self.assertEqual(([match['lead_id'] for match in found['matches']], found['exact']), ([self.there.id], []))

    # ------------------------------------------------------------
    # Going on with one
    # ------------------------------------------------------------

    def fill(self, values, lead=None):
        lead = lead or self.there
        answer = self.Lead.lead_fill_typed(lead.id, values)
        return answer, lead.message_ids.sorted('id')[-1:].body

    def test_what_is_lacking_is_filled_in(self):
        answer, note = self.fill({
            'name': 'Chairs for Azure', 'email_from': 'eva@azure.example.com', 'phone': '+32 2 555 77 77',
            'function': 'Buyer', 'street': 'Kouter 1', 'city': 'Gent', 'zip': '9000', 'contact_name': False,
            'description': '<p>Six of them</p><p>in blue</p>', 'expected_revenue': 1200.0,
            'date_deadline': '2026-03-31', 'user_id': self.manager.id, 'stage_id': self.stage_won.id, 'type': 'lead',
            'tag_ids': [[6, 0, []]], 'unknown': 'x'})
        # the country belongs to the address, and was there
        self.assertEqual(answer['filled'], ['description', 'expected_revenue', 'date_deadline', 'function'])
        self.assertEqual(answer['noted'], ['name', 'phone', 'street', 'zip', 'city'])
        self.assertEqual(
            (self.there.function, self.there.expected_revenue, str(self.there.date_deadline), self.there.phone,
             self.there.street, self.there.name, self.there.user_id, self.there.stage_id.is_won),
            ('Buyer', 1200.0, '2026-03-31', '+32 9 555 01 01', False, 'Office chairs', self.seller, False))
        self.assertEqual(self.there.description, '<p>Six of them</p><p>in blue</p>')
        for said in ('Job Position: Buyer', 'Six of them<br', 'Phone: +32 2 555 77 77', 'Street: Kouter 1',
                     'Chairs for Azure', '1,200.00'):
            self.assertIn(said, note)
        self.assertEqual(
            answer['message'], "You go on with “Office chairs”. Filled in: Notes, Expected Revenue, Expected Closing,"
            " and Job Position. Noted in its chatter, as it says something else: Title, Phone, Street, Zip, and City.")

    def test_whole_address(self):
        self.there.sudo().country_id = False
        answer, _note = self.fill({'street': 'Kouter 1', 'zip': '9000', 'country_id': self.belgium.id})
        self.assertEqual(set(answer['filled']), {'street', 'zip', 'country_id'})
        self.assertEqual((self.there.street, self.there.country_id), ('Kouter 1', self.belgium))

    def test_customer_changes_nothing_else(self):
        partner = self.env['res.partner'].create({
            'name': 'Eva Peters', 'email': 'peters@other.example.com', 'street': 'Elsewhere 5'})
        lead = self.make_lead(name='Bare', email_from='eva@azure.example.com')
        self.assertEqual(self.fill({'partner_id': partner.id}, lead)[0]['filled'], ['partner_id'])
        self.assertEqual((lead.partner_id, lead.email_from, partner.email),
                         (partner, 'eva@azure.example.com', 'peters@other.example.com'))
        # what is filled in is the lead's, and not its customer's
        partner.email = False
        lead.email_from = False
        self.assertEqual(self.fill({'email_from': 'new@azure.example.com'}, lead)[0]['filled'], ['email_from'])
        self.assertEqual((lead.email_from, lead.email_normalized, partner.email),
                         ('new@azure.example.com', 'new@azure.example.com', False))

    def test_nothing_new(self):
        before = len(self.there.message_ids)
        answer, _note = self.fill({'phone': '+32 9 555 01 01', 'function': False})
        self.assertEqual((answer['filled'], answer['noted'], len(self.there.message_ids)), ([], [], before))
        self.assertEqual(answer['message'], "You go on with “Office chairs”.")

    def test_without_the_right_to_change_it(self):
        self.env['ir.rule'].create({
            'name': 'Nobody changes these', 'model_id': self.env['ir.model']._get_id('crm.lead'),
            'domain_force': f"[('id', '!=', {self.there.id})]", 'perm_read': False, 'perm_create': False,
            'perm_unlink': False})
        answer, _note = self.fill({'function': 'Buyer'})
        self.assertEqual((answer['may_change'], answer['filled'], self.there.function), (False, [], False))
        self.assertIn("You may not change “Office chairs”", answer['message'])

    def test_of_others_and_malformed(self):
        self.there.sudo().user_id = self.colleague
        self.assertRefused('no_access', 'lead_fill_typed', self.there.id, {'function': 'Buyer'})
        self.there.sudo().user_id = self.seller
        self.assertRefused('not_found', 'lead_fill_typed', 2**31 - 1, {})
        for values in (
                {'function': 5}, {'function': ['x']}, {'function': 'a\0b'}, {'expected_revenue': 'x'},
                {'expected_revenue': True}, {'date_deadline': 'tomorrow'}, {'partner_id': 'x'}, 'x', None):
            with self.subTest(values=values):
                self.assertRefused('invalid_argument', 'lead_fill_typed', self.there.id, values)
        self.assertRefused('not_found', 'lead_fill_typed', self.there.id, {'partner_id': 2**31 - 1})
        self.assertFalse(self.there.function)
