"""Several leads are converted together, and each becomes what it would alone."""

from unittest.mock import patch
from urllib.parse import parse_qs, urlparse

from lxml import html

from odoo.tests import tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertTogether(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'mail_create_nolog': False})

    def mass_convert(self, leads, **values):
        values = {'action': 'each_exist_or_create', 'deduplicate': False, **values}
        self.mass_dialog(leads, **values).action_mass_convert()
        return [lead.sudo() for lead in leads]

    def make_leads(self):
        """Leads of a few customers: new ones that share a company or an
        address, and one that is there already."""
        self.existing = self.env['res.partner'].create({'name': 'Known', 'email': 'known@cafe.example.com'})
        return self.env['crm.lead'].union(*(self.make_lead(**values) for values in (
            {'name': 'A', 'partner_name': 'Brasserie Zuid', 'contact_name': 'Eva Peeters',
             'email_from': 'eva@zuid.example.com', 'phone': '+32 2 555 07 01'},
            {'name': 'B', 'partner_name': 'brasserie zuid ', 'contact_name': 'Wim Claes',
             'email_from': 'wim@zuid.example.com'},
            {'name': 'C', 'contact_name': 'E. Peeters', 'email_from': 'Eva <EVA@zuid.example.com>'},
            {'name': 'D', 'phone': '+32 2 555 07 02'},
            {'name': 'E', 'contact_name': 'Known', 'email_from': 'known@cafe.example.com'},
            {'name': 'F', 'partner_name': 'Koffie Noord'},
            {'name': 'G', 'partner_name': 'Koffie Noord', 'contact_name': 'Nora Smet'},
        )))

    def test_each_gets_the_customer_it_would_get_alone(self):
        leads = self.make_leads()
        a, b, c, d, e, f, g = self.mass_convert(leads)
        self.assertEqual({lead.type for lead in (a, b, c, d, e, f, g)}, {'opportunity'})
        self.assertEqual((a.partner_id.name, b.partner_id.name), ('Eva Peeters', 'Wim Claes'))
        self.assertEqual(a.partner_id.parent_id, b.partner_id.parent_id)
        self.assertEqual((a.partner_id.parent_id.name, a.partner_id.parent_id.is_company), ('Brasserie Zuid', True))
        self.assertEqual(c.partner_id, a.partner_id)
        self.assertEqual((d.partner_id.name, d.partner_id.phone), ('D', '+32 2 555 07 02'))
        self.assertEqual(e.partner_id, self.existing)
        self.assertEqual((f.partner_id.name, f.partner_id.is_company), ('Koffie Noord', True))
        self.assertEqual((g.partner_id.name, g.partner_id.parent_id), ('Nora Smet', f.partner_id))
        names = ('Brasserie Zuid', 'Koffie Noord', 'Eva Peeters')
        self.assertEqual(self.env['res.partner'].search_count([('name', 'in', names)]), 3)

    def test_a_chosen_customer_counts_though_one_is_to_be_created(self):
        """As a program may say it, and as Odoo understands it."""
        chosen = self.env['res.partner'].create({'name': 'Chosen'})
        lead = self.make_lead(contact_name='Eva Peeters', email_from='eva@zuid.example.com')
        self.env['crm.lead2opportunity.partner'].with_user(self.seller).with_context(
            active_model='crm.lead', active_id=lead.id, active_ids=lead.ids,
        ).create({'lead_id': lead.id, 'name': 'convert', 'action': 'create', 'partner_id': chosen.id}).action_apply()
        self.assertEqual(lead.partner_id, chosen)
        self.assertFalse(self.env['res.partner'].search_count([('name', '=', 'Eva Peeters')]))

    def test_each_is_undone_alone(self):
        leads = self.make_leads()
        a, b, *_rest = self.mass_convert(leads)
        company, contact, colleague = a.partner_id.parent_id, a.partner_id, b.partner_id
        created = [(lead.conversion_ids.partner_created_id, lead.conversion_ids.company_created_id) for lead in (a, b)]
        self.assertEqual(created, [(contact, company), (colleague, self.env['res.partner'])])
        b.with_user(self.seller).action_undo_conversion()
        self.assertEqual((b.type, b.partner_id.id), ('lead', False))
        self.assertFalse(colleague.exists())
        self.assertEqual(contact.exists().parent_id, company)

    def convert_for_colleague(self, leads):
        """:return: what the colleague was told when all leads became theirs"""
        leads.sudo().user_id = False
        self.env.flush_all()
        self.mass_convert(leads.with_user(self.manager), user=self.manager, user_ids=self.colleague)
        return self.env['mail.message'].sudo().search([
            ('message_type', '=', 'user_notification'), ('partner_ids', 'in', self.colleague.partner_id.ids)])

    def test_nobody_is_mailed_about_contacts(self):
        told = self.convert_for_colleague(self.make_leads()[:5])
        self.assertEqual(told.mapped('model'), ['crm.lead'] * 5)
        self.assertEqual(
            set(told.mapped('subject')), {f'You have been assigned to {name}' for name in 'ABCDE'})

    def test_who_gets_many_is_told_once(self):
        told = self.convert_for_colleague(leads := self.make_leads())
        self.assertEqual(told.subject, 'You have been assigned 7 leads and opportunities')
        self.assertEqual(told.notified_partner_ids, self.colleague.partner_id)
        links = html.fromstring(told.body).xpath('//li/a')
        self.assertEqual([link.text for link in links], list('ABCDEFG'))
        self.assertEqual(
            [int(parse_qs(urlparse(link.get('href')).query)['res_id'][0]) for link in links], leads.ids)

    def test_who_gets_many_is_told_in_their_language(self):
        self.env['res.lang']._activate_lang('fr_FR')
        self.colleague.sudo().lang = 'fr_FR'
        self.env.ref('crm_lead_conversion.message_given').with_context(lang='fr_FR').arch_db = (
            '<t t-name="given"><p>Il y en a <t t-out="len(leads)"/></p></t>')
        told = self.convert_for_colleague(self.make_leads())
        self.assertIn('Il y en a 7', told.body)

    def test_one_message_says_that_and_what_changed(self):
        leads = self.make_leads()
        self.env.cr.flush()
        before = {lead: lead.sudo().message_ids for lead in leads}
        self.mass_convert(leads)
        self.env.cr.flush()
        for lead in leads:
            with self.subTest(lead.name):
                [message] = lead.sudo().message_ids - before[lead]
                self.assertIn('Converted', message.body)
                changed = message.tracking_value_ids.field_id.mapped('name')
                self.assertIn('qualification_state', changed)
                self.assertIn('partner_id', changed)
                self.assertTrue(message.is_internal)

    def test_a_contact_is_followed_and_noted_as_one_created_alone(self):
        def look(lead):
            contact = lead.sudo().partner_id
            return [
                (partner.name, partner.message_follower_ids.mapped(
                    lambda follower: (follower.partner_id.name, follower.subtype_ids.ids)),
                 partner.message_ids.mapped(lambda message: (message.body, message.author_id.name)))
                for partner in (contact.parent_id, contact)]
        said = {'partner_name': 'Brasserie Oost', 'contact_name': 'Jan Maes', 'user_id': self.colleague.id}
        lead = self.make_lead(email_from='jan@oost.example.com', **said)
        alone = lead.with_user(self.manager)._create_customer().sudo()
        lead.sudo().partner_id = alone
        expected = look(lead)
        (alone | alone.parent_id).active = False
        other = self.make_lead(name='Other', email_from='jan@oost2.example.com', **said)
        leads = (other | self.make_lead(name='Third', contact_name='Third')).with_user(self.manager)
        self.mass_convert(leads, user=self.manager)
        self.assertEqual(look(other), expected)

    def test_statements_grow_little_with_the_leads(self):
        def convert(count, refused):
            mark = f'{len(refused)} {count}'
            leads = self.env['crm.lead'].union(*(self.make_lead(
                name=f'Lead {mark} {number}', contact_name=f'Person {mark} {number}',
                partner_name=f'House {mark} {number}',
                email_from=f'person{mark}x{number}@many.example.com'.replace(' ', 'x'))
                for number in range(count)))
            dialog = self.mass_dialog(leads + refused, action='each_exist_or_create', deduplicate=False)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            dialog.action_mass_convert()
            self.env.flush_all()
            self.env.cr.flush()
            self.assertEqual(set(leads.mapped('partner_id.name')), {f'Person {mark} {n}' for n in range(count)})
            return self.env.cr.sql_log_count - before
        nothing = self.env['crm.lead'].with_user(self.seller)
        # where one is refused, the outcome of each is kept
        for refused in (nothing, self.make_lead(name='Won', probability=100)):
            with self.subTest(refused.name):
                convert(5, refused)
                few, many = convert(10, refused), convert(40, refused)
                self.assertLess((many - few) / 30, 1)

    def test_what_other_addons_do_in_converting_is_done_for_each(self):
        leads = self.make_leads()
        seen, crm_lead = [], type(leads)
        original = crm_lead.convert_opportunity

        def convert_opportunity(records, partner, user_ids=False, team_id=False):
            seen.append((records.name, partner.name))
            return original(records, partner, user_ids=user_ids, team_id=team_id)

        with patch.object(crm_lead, 'convert_opportunity', convert_opportunity):
            self.mass_convert(leads)
        self.assertEqual([name for name, _customer in seen], list('ABCDEFG'))
        self.assertIn(('C', 'Eva Peeters'), seen)

    def test_what_an_automation_rule_does_in_writing_is_done_for_each(self):
        """Rules are put on the class itself, and come and go while it is in use."""
        first, *rest = self.make_leads()
        self.mass_convert(first)
        leads, written = first.union(*rest) - first, []
        crm_lead, original = type(leads), type(leads).write

        def write(records, vals):
            if 'partner_id' in vals:
                written.extend(records.mapped('name'))
            return original(records, vals)

        with patch.object(crm_lead, 'write', write):
            self.mass_convert(leads)
        self.assertTrue(all(lead.partner_id for lead in leads.sudo()))
        self.assertLessEqual(set('BDFG'), set(written))
