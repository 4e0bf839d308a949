from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .common import SELLER_GROUPS, ConvertCase


@tagged('post_install', '-at_install')
class TestConvertCustomer(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env['res.partner'].create({
            'name': 'Brasserie Aurora', 'is_company': True, 'country_id': cls.belgium.id,
            'email': 'info@aurora.example.com', 'phone': '+32 2 555 01 01'})
        cls.contact = cls.env['res.partner'].create({
            'name': 'Lotte Peeters', 'parent_id': cls.company.id, 'country_id': cls.belgium.id,
            'email': 'lotte@aurora.example.com', 'phone': '+32 470 55 01 02'})

    # suggesting

    def test_suggested_by_email(self):
        form = self.dialog(self.make_lead(email_from='"Lotte" <LOTTE@aurora.example.com>'))
        self.assertEqual(form.action, 'exist')
        self.assertEqual(form.partner_id, self.contact)
        self.assertIn('Lotte Peeters', form.candidate_hint)
        self.assertIn('same e-mail (lotte@aurora.example.com)', form.candidate_hint)

    def test_suggested_by_phone_in_another_notation(self):
        form = self.dialog(self.make_lead(
            phone='0470/55.01.02', country_id=self.belgium.id, email_from='new@else.example.com'))
        self.assertEqual(form.action, 'exist')
        self.assertEqual(form.partner_id, self.contact)
        self.assertIn('same phone (+32 470 55 01 02)', form.candidate_hint)

    def test_email_goes_before_phone(self):
        other = self.env['res.partner'].create(
            {'name': 'Other', 'email': 'other@else.example.com'})
        form = self.dialog(self.make_lead(
            phone='+32 470 55 01 02', country_id=self.belgium.id,
            email_from='other@else.example.com'))
        self.assertEqual(form.partner_id, other)

    def test_suggested_by_company_and_contact(self):
        form = self.dialog(self.make_lead(
            partner_name=' brasserie AURORA', contact_name='lotte peeters'))
        self.assertEqual(form.partner_id, self.contact)
        self.assertIn('same company name and contact', form.candidate_hint)

    def test_suggested_by_company_alone_when_no_person_is_named(self):
        form = self.dialog(self.make_lead(partner_name='Brasserie Aurora'))
        self.assertEqual(form.partner_id, self.company)
        self.assertIn('same company name', form.candidate_hint)

    def test_a_name_alone_or_another_person_of_the_company_is_nobody(self):
        form = self.dialog(self.make_lead(contact_name='Lotte Peeters'))
        self.assertEqual(form.action, 'create')
        self.assertFalse(form.partner_id)
        form = self.dialog(self.make_lead(
            partner_name='Brasserie Aurora', contact_name='Somebody Else'))
        self.assertEqual(form.action, 'create')

    def test_where_several_fit_none_is_chosen(self):
        twin = self.env['res.partner'].create(
            {'name': 'Lotte P.', 'email': 'lotte@aurora.example.com'})
        lead = self.make_lead(email_from='lotte@aurora.example.com')
        form = self.dialog(lead)
        self.assertEqual(form.action, 'exist')
        self.assertFalse(form.partner_id)
        self.assertEqual(form.candidate_ids.ids, sorted((self.contact + twin).ids))
        self.assertIn('Several customers fit', form.candidate_hint)
        self.assertEqual(form.candidate_hint.count('same e-mail'), 2)
        reason = 'same e-mail (lotte@aurora.example.com)'
        self.assertEqual(form.candidate_choices, [
            {'id': self.contact.id, 'name': self.contact.display_name, 'reason': reason},
            {'id': twin.id, 'name': 'Lotte P.', 'reason': reason}])
        with self.assertRaises(AssertionError):  # required in the dialog
            form.save()
        form.partner_id = twin
        form.save().action_apply()
        self.assertEqual(lead.partner_id, twin)

    def test_contact_is_meant_where_its_company_has_the_same_email(self):
        self.company.email = self.contact.email
        form = self.dialog(self.make_lead(email_from='lotte@aurora.example.com'))
        self.assertEqual(form.partner_id, self.contact)

    def test_own_alias_is_no_customer(self):
        domain = self.env['mail.alias.domain'].create({'name': 'own.example.com'})
        self.env.company.alias_domain_id = domain
        self.team.write({'alias_name': 'machines', 'alias_domain_id': domain.id})
        self.env['res.partner'].create(
            {'name': 'Ourselves', 'email': 'machines@own.example.com'})
        form = self.dialog(self.make_lead(email_from='machines@own.example.com'))
        self.assertEqual(form.action, 'create')

    def test_never_a_customer_of_another_company(self):
        other = self.env['res.company'].create({'name': 'Second House'})
        foreign = self.env['res.partner'].create({
            'name': 'Foreign', 'email': 'foreign@else.example.com', 'company_id': other.id})
        both = new_test_user(
            self.env, 'conv_both', groups=SELLER_GROUPS, name='Both Houses',
            company_id=self.env.company.id,
            company_ids=[(6, 0, (self.env.company + other).ids)])
        lead = self.make_lead(
            user_id=both.id, email_from='foreign@else.example.com',
            company_id=self.env.company.id).with_user(both).with_context(
            allowed_company_ids=(self.env.company + other).ids)
        form = self.dialog(lead, allowed_company_ids=(self.env.company + other).ids)
        self.assertEqual(form.action, 'create')
        self.assertFalse(form.partner_id)
        form.action = 'exist'
        form.partner_id = foreign
        with self.assertRaisesRegex(UserError, 'belongs to the company Second House'):
            form.save().action_apply()

    def test_choice_of_odoos_own_matching(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        form = self.dialog(self.make_lead(
            partner_name='Brasserie Aurora', contact_name='Lotte Peeters'))
        self.assertEqual(form.action, 'create')
        form = self.dialog(self.make_lead(email_from='lotte@aurora.example.com'))
        self.assertEqual(form.partner_id, self.contact)

    # creating

    def test_created_customer_gets_everything(self):
        language = self.env['res.lang']._activate_lang('nl_BE')
        tag = self.env['crm.tag'].create({'name': 'Horeca'})
        known = self.env['res.partner.category'].create({'name': 'horeca'})
        other_tag = self.env['crm.tag'].create({'name': 'Fair 2025'})
        lead = self.make_lead(
            partner_name='Cafe Zuid', contact_name='Jan Smets', email_from='jan@zuid.example.com',
            phone='+32 3 555 02 02', website='zuid.example.com', function='Owner',
            street='Kaai 5', street2='bus 2', zip='2000', city='Antwerpen',
            country_id=self.belgium.id, lang_id=language.id, description='<p>Wants two</p>',
            tag_ids=[(6, 0, (tag + other_tag).ids)])
        self.convert(lead, action='create')
        partner = lead.partner_id
        self.assertEqual(partner.name, 'Jan Smets')
        self.assertFalse(partner.is_company)
        self.assertEqual(partner.email, 'jan@zuid.example.com')
        self.assertEqual(partner.phone, '+32 3 555 02 02')
        self.assertEqual(partner.website, 'http://zuid.example.com')
        self.assertEqual(partner.function, 'Owner')
        self.assertEqual(partner.lang, 'nl_BE')
        self.assertEqual(partner.user_id, self.seller)
        self.assertEqual(
            (partner.street, partner.street2, partner.zip, partner.city, partner.country_id),
            ('Kaai 5', 'bus 2', '2000', 'Antwerpen', self.belgium))
        self.assertEqual(sorted(partner.category_id.mapped('name')), ['Fair 2025', 'horeca'])
        self.assertIn(known, partner.category_id)
        self.assertEqual(partner.parent_id.name, 'Cafe Zuid')
        self.assertTrue(partner.parent_id.is_company)
        conversion = lead.conversion_ids
        self.assertEqual(conversion.partner_created_id, partner)
        self.assertEqual(conversion.company_created_id, partner.parent_id)

    def test_company_is_found_as_parent(self):
        lead = self.make_lead(partner_name='brasserie aurora', contact_name='Tom Claes')
        self.convert(lead, action='create')
        self.assertEqual(lead.partner_id.name, 'Tom Claes')
        self.assertEqual(lead.partner_id.parent_id, self.company)
        self.assertFalse(lead.conversion_ids.company_created_id)

    def test_second_lead_of_a_created_customer_finds_the_person(self):
        """Odoo gives company and contact the same e-mail."""
        lead = self.make_lead(
            partner_name='Cafe Zuid', contact_name='Jan Smets', email_from='jan@zuid.example.com')
        self.convert(lead, action='create')
        form = self.dialog(self.make_lead(email_from='jan@zuid.example.com', name='Again'))
        form.name = 'convert'
        self.assertEqual(form.partner_id, lead.partner_id)

    # none

    def test_do_not_link_creates_and_links_nothing(self):
        lead = self.make_lead(email_from='lotte@aurora.example.com')
        partners = self.env['res.partner'].search_count([])
        self.convert(lead, action='nothing')
        self.assertEqual(lead.type, 'opportunity')
        self.assertFalse(lead.partner_id)
        self.assertTrue(lead.customer_declined)
        self.assertEqual(lead.email_from, 'lotte@aurora.example.com')
        self.assertEqual(self.env['res.partner'].search_count([]), partners)

    def test_do_not_link_keeps_a_customer_that_is_set(self):
        lead = self.make_lead(partner_id=self.contact.id)
        self.convert(lead, action='nothing')
        self.assertEqual(lead.partner_id, self.contact)
        self.assertFalse(lead.customer_declined)

    def test_mail_does_not_link_behind_the_back(self):
        declined = self.make_lead(email_from='lotte@aurora.example.com')
        self.convert(declined, action='nothing')
        other = self.make_lead(email_from='lotte@aurora.example.com', name='Not declined')
        declined.message_post(body='Hello', partner_ids=self.contact.ids)
        self.assertFalse(declined.partner_id)
        # Odoo's linking goes on for the others
        self.assertEqual(other.partner_id, self.contact)

    def test_other_screens_create_none_behind_the_back(self):
        lead = self.make_lead(contact_name='Jan')
        self.convert(lead, action='nothing')
        lead._handle_partner_assignment(create_missing=True)
        self.assertFalse(lead.partner_id)
        # a person who asks for one in a dialog of the lead gets it
        lead.with_context(active_model='crm.lead')._handle_partner_assignment(create_missing=True)
        self.assertEqual(lead.partner_id.name, 'Jan')

    def test_trying_a_customer_on_the_form_keeps_the_mark(self):
        lead = self.make_lead()
        self.convert(lead, action='nothing')
        with Form(lead) as form:
            form.partner_id = self.contact
            form.partner_id = self.env['res.partner']
        self.assertTrue(lead.customer_declined)

    def test_archived_and_too_many(self):
        self.contact.active = False
        lead = self.make_lead(email_from='lotte@aurora.example.com')
        self.assertFalse(lead.with_context(active_test=False)._find_customer_candidates()[lead])
        self.env['res.partner'].create([
            {'name': f'Info {i}', 'email': 'info@crowd.example.com'} for i in range(15)])
        form = self.dialog(self.make_lead(email_from='info@crowd.example.com'))
        self.assertEqual(form.candidate_count, 15)
        self.assertEqual(len(form.candidate_ids), 10)
        self.assertIn('and 5 more', form.candidate_hint)

    def test_hint_names_the_address_that_fits(self):
        form = self.dialog(self.make_lead(
            email_from='nobody@else.example.com, lotte@aurora.example.com'))
        self.assertIn('same e-mail (lotte@aurora.example.com)', form.candidate_hint)

    def test_blanks_around_a_stored_name(self):
        self.env['res.partner'].create({'name': 'Cafe Noord ', 'is_company': True})
        form = self.dialog(self.make_lead(partner_name='cafe noord'))
        self.assertEqual(form.partner_id.name, 'Cafe Noord ')

    def test_a_person_may_link_later(self):
        lead = self.make_lead(email_from='lotte@aurora.example.com')
        self.convert(lead, action='nothing')
        lead.partner_id = self.contact
        self.assertFalse(lead.customer_declined)
        lead.partner_id = False
        lead.message_post(body='Hello', partner_ids=self.contact.ids)
        self.assertEqual(lead.partner_id, self.contact)
