"""Rows of a file that go to a lead that is there: what is empty is filled, the
rest is kept in a note, and nothing is lost or written over."""

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext

from .import_common import NORA, SimilarImportCase


@tagged('post_install', '-at_install')
class TestQualifyImportAttach(SimilarImportCase):

    def notes(self, lead):
        return [' '.join(html2plaintext(body).split()) for body in lead.message_ids.mapped('body')]

    def attach(self, *rows, titles=None, **options):
        answer = self.press(*self.screen(self.file(*rows, titles=titles)), similar_rows='attach', **options)[0]
        self.assertEqual(answer['messages'], [])
        self.env.invalidate_all()
        return answer

    def test_fills_what_is_empty_and_keeps_the_rest(self):
        self.known.write({'phone': '+32 2 555 10 10', 'tag_ids': [(6, 0, self.tags[0].ids)]})
        answer = self.attach(self.nora(phone='+32 9 555 01 01', city='Gent', tags='Fairs'))
        self.assertEqual((answer['ids'], self.count()), ([], self.before))
        self.assertEqual(answer['similar']['counts'], {'created': 0, 'skipped': 0, 'attached': 1})
        known = self.known
        self.assertEqual(
            (known.name, known.phone, known.city, known.tag_ids, known.email_from),
            ('Azure chairs', '+32 2 555 10 10', 'Gent', self.tags, 'nora.claes@azure.example.com'))
        [note] = self.notes(known)
        self.assertIn('Added to this lead from the file “leads.csv”:', note)
        self.assertIn('Line 2 (“Office chairs”)', note)
        self.assertIn('Filled in: City: Gent; Tags: Fairs', note)
        self.assertIn('kept here: Opportunity: Office chairs; Phone: +32 9 555 01 01', note)
        self.assertEqual(known.message_ids.author_id, self.seller.partner_id)

    def test_what_goes_to_no_field_is_told(self):
        lead = self.known
        lead.write({'priority': '1', 'team_id': self.team.id})
        for name, value, expected in [
            ('lead_properties', [
                {'name': 'a1', 'string': 'Beans', 'value': 'Arabica'}, {'name': 'b1', 'value': 'Oat'},
                {'name': 'c1', 'string': 'Cups', 'value': False}], ['Beans: Arabica', 'b1: Oat']),
            ('activity_ids', [(0, 0, {})], ['Activities: 1 line']),
            ('activity_ids', [(0, 0, {})] * 2, ['Activities: 2 lines']),
            ('team_id', self.other_team.id, ['Sales Team: Service']), ('team_id', self.team.id, []),
            ('priority', '2', ['Priority: High']), ('priority', '1', []),
            ('no_such_column', 'x', ['no_such_column: x']),
        ]:
            self.assertEqual([str(text) for text in lead._get_attached_others({name: value})], expected, name)

    def test_what_is_filled_is_computed_and_found(self):
        self.attach(self.nora(phone='+32 9 255 01 01'))
        self.assertEqual(self.known.phone_sanitized, '+3292550101')
        other = self.make_lead(phone='09 255 01 01', contact_name='Nora Claes', country_id=self.belgium.id)
        self.assertIn(self.known, other.duplicate_lead_ids)

    def test_several_rows_of_one_lead_make_one_note(self):
        self.attach(self.nora(city='Gent'), self.nora(title='More chairs', city='Brugge', phone='+32 9 555 01 01'))
        self.assertEqual((self.known.city, self.known.phone), ('Gent', '+32 9 555 01 01'))
        [note] = self.notes(self.known)
        self.assertIn('Line 3 (“More chairs”)', note)
        self.assertIn('Opportunity: More chairs; City: Brugge', note)

    def test_a_row_goes_to_the_lead_of_a_row_before(self):
        answer = self.attach(self.wim(), self.wim(title='Again', phone='+32 2 555 77 77', city='Leuven'))
        lead = self.env['crm.lead'].browse(answer['ids'])
        self.assertEqual((lead.name, lead.phone, lead.city), ('Wim', '+32 2 555 77 77', 'Leuven'))
        self.assertIn('Line 3 (“Again”)', self.notes(lead)[0])

    def test_an_address_is_not_put_together_from_two(self):
        titles = ('Opportunity', 'Contact Name', 'Company Name', 'Email', 'Street', 'City', 'Zip')
        self.known.write({'street': 'Veldstraat 1', 'city': 'Gent'})
        self.attach(('Office', *NORA, 'Kerkstraat 7', 'Brugge', '8000'), titles=titles)
        self.assertEqual((self.known.street, self.known.city, self.known.zip), ('Veldstraat 1', 'Gent', False))
        self.assertIn('Street: Kerkstraat 7; City: Brugge; Zip: 8000', self.notes(self.known)[0])
        self.attach(('Office', *NORA, 'Veldstraat 1', 'Gent', '9000'), titles=titles)
        self.assertEqual((self.known.street, self.known.city, self.known.zip), ('Veldstraat 1', 'Gent', '9000'))

    def test_texts_are_added_and_the_stage_stays(self):
        self.known.description = '<p>Wants oak.</p>'
        stage = self.known.stage_id
        self.attach(
            ('Office', *NORA, '<p>Wants <script>alert(1)</script>steel.</p>', self.stage_new.name, '1200', 'Very High'),
            titles=('Opportunity', 'Contact Name', 'Company Name', 'Email', 'Notes', 'Stage', 'Expected Revenue',
                    'Priority'))
        self.assertIn('Wants oak.', self.known.description)
        self.assertIn('steel.', self.known.description)
        self.assertNotIn('<script', self.known.description)
        self.assertEqual((self.known.stage_id, self.known.expected_revenue, self.known.priority), (stage, 1200.0, '3'))

    def test_importing_the_file_again_changes_nothing(self):
        rows = self.nora(phone='+32 9 555 01 01'), self.nora(title='More “chairs” & <b>tables</b>', city='Gent')
        self.attach(*rows)
        first = self.notes(self.known)
        self.assertEqual(len(first), 1)
        self.attach(*rows)
        self.assertEqual((self.notes(self.known), self.count()), (first, self.before))

    def test_what_is_a_part_of_what_was_noted_is_noted_as_well(self):
        self.known.phone = '+32 2 555 10 10'
        for phone in ('12', '1', '1'):
            self.attach(self.nora(title='Azure chairs', phone=phone))
        notes = self.notes(self.known)
        self.assertEqual(len(notes), 2)
        self.assertTrue(notes[0].endswith('kept here: Phone: 1'), notes)

    # ------------------------------------------------------------
    # External ids
    # ------------------------------------------------------------

    def test_the_external_id_is_one_of_the_lead_from_then_on(self):
        self.attach(self.nora('n1', phone='+32 9 555 01 01'))
        self.assertEqual(self.env.ref('__import__.n1'), self.known)

    def test_importing_external_ids_again_writes_nothing_over(self):
        """Not even what was filled, and whatever the lead says by now."""
        self.attach(self.nora('n1', city='Gent'))
        self.known.write({'contact_name': 'Piet Devos', 'email_from': 'piet@devos.example.com', 'phone': '1'})
        answer = self.attach(self.nora('n1', city='Brugge'))
        self.assertEqual((answer['ids'], self.count()), ([], self.before))
        self.assertEqual((self.known.contact_name, self.known.city), ('Piet Devos', 'Gent'))
        self.assertIn('City: Brugge', self.notes(self.known)[0])
        [line] = self.lines(answer, 'attach')
        self.assertEqual(
            line, 'Line 2 (“Office chairs”): its external id went to “Azure chairs” with an earlier import')
        answer = self.run_import(self.nora('n1', city='Aalst'), similar_rows='skip')
        self.assertEqual((answer['ids'], self.count(), self.known.city), ([], self.before, 'Gent'))

    def test_create_all_updates_by_the_external_id(self):
        self.attach(self.nora('n1'))
        answer = self.run_import(self.nora('n1', 'Renamed'))
        self.assertEqual((answer['ids'], self.known.name), (self.known.ids, 'Renamed'))

    def test_the_lead_was_merged_since(self):
        self.attach(self.nora('n1'))
        first = self.make_lead(name='First')
        first.sudo().create_date = fields.Datetime.now().replace(year=2020)
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET create_date = '2020-01-01' WHERE id = %s", [first.id])
        self.env.invalidate_all()
        master = (first + self.known).merge_opportunity()
        self.assertEqual(master, first)
        self.attach(self.nora('n1', city='Gent'))
        self.assertEqual(first.city, 'Gent')

    def test_the_lead_is_won_since(self):
        self.attach(self.nora('n1'))
        self.known.stage_id = self.stage_won
        answer = self.attach(self.nora('n1', city='Gent'))
        self.assertEqual((answer['ids'], self.count(), self.known.city), ([], self.before, False))
        self.assertEqual(answer['similar']['counts'], {'created': 0, 'skipped': 1, 'attached': 0})

    # ------------------------------------------------------------
    # Rights and companies
    # ------------------------------------------------------------

    def test_a_lead_of_others_is_neither_named_nor_missed(self):
        self.known.sudo().user_id = self.colleague
        for way in ('create', 'skip', 'attach'):
            answer = self.run_import(self.nora(), similar_rows=way, test=True)
            self.assertEqual(answer['similar'], {
                'counts': {'created': 1, 'skipped': 0, 'attached': 0}, 'groups': [], 'summary': ''})

    def test_external_id_of_a_lead_that_went_to_others(self):
        self.attach(self.nora('n1'))
        self.known.sudo().user_id = self.colleague
        answer = self.run_import(self.nora('n1'), similar_rows='attach')
        self.assertEqual(self.lines(answer, 'skip'), [
            'Line 2 (“Office chairs”): its external id went to another lead with an earlier import'])
        self.assertNotIn('Azure chairs', repr(answer))

    def test_a_lead_that_may_not_be_changed_takes_no_row(self):
        self.env['ir.rule'].create({
            'name': 'No changes', 'model_id': self.env['ir.model']._get_id('crm.lead'), 'perm_read': False,
            'perm_create': False, 'perm_unlink': False, 'domain_force': [('id', '!=', self.known.id)]})
        answer = self.attach(self.nora(phone='1'))
        self.assertEqual((len(answer['ids']), self.known.phone), (1, False))
        answer = self.run_import(self.nora(phone='1'), similar_rows='skip')
        self.assertEqual(answer['ids'], [])

    def test_a_field_that_may_not_be_written(self):
        field = self.env['crm.lead']._fields['referred']
        self.patch(field, 'groups', 'base.group_system')
        leads = self.env['crm.lead'].with_user(self.seller).with_context(crm_lead_similar_rows='attach')
        result = leads.load(['name', 'contact_name', 'partner_name', 'email_from', 'referred'], [['A', *NORA, 'B']])
        self.assertFalse(result['ids'])
        self.assertFalse(self.known.sudo().referred)

    def test_what_was_merged_is_not_said_by_a_row(self):
        leads = self.env['crm.lead'].with_user(self.seller).with_context(crm_lead_similar_rows='attach')
        other = self.make_lead(name='Other')
        result = leads.load(
            ['name', 'contact_name', 'partner_name', 'email_from', 'merged_into_id/.id'], [['A', *NORA, str(other.id)]])
        self.assertFalse(result['ids'])
        self.assertIn('Merge the records', result['messages'][0]['message'])

    def test_never_across_companies(self):
        company = self.env['res.company'].create({'name': 'Elsewhere'})
        self.seller.company_ids |= company
        self.team.company_id = False
        self.known.sudo().write({'company_id': company.id, 'team_id': False})
        self.assertEqual(self.known.company_id, company)
        for way in ('skip', 'attach'):
            screen, preview = self.screen(self.file(self.nora(phone='1')))
            screen = screen.with_context(allowed_company_ids=[self.env.company.id, company.id])
            [answer] = self.press(screen, preview, similar_rows=way, test=True)
            self.assertEqual(answer['similar']['counts'], {'created': 1, 'skipped': 0, 'attached': 0})
            # it is shown all the same
            self.assertEqual(len(self.lines(answer, 'create')), 1)
            screen = screen.with_context(allowed_company_ids=[company.id, self.env.company.id])
            [answer] = self.press(screen, preview, similar_rows=way, test=True)
            self.assertEqual(answer['similar']['counts']['created'], 0, way)

    def test_a_row_without_company(self):
        """It is of all companies; where there is but one, that is the same."""
        self.team.company_id = False
        self.known.sudo().company_id = self.env.company
        titles = ('Opportunity', 'Contact Name', 'Company Name', 'Email', 'Salesperson', 'Sales Team')
        for several, skipped in ((True, 0), (False, 1)):
            self.patch(
                type(self.env['crm.lead.duplicate']), '_has_several_companies', lambda _self, is_so=several: is_so)
            screen, preview = self.screen(self.file(('Office', *NORA, '', 'Machines'), titles=titles))
            [answer] = self.press(screen, preview, similar_rows='skip', test=True)
            self.env.invalidate_all()
            self.assertEqual(answer['similar']['counts']['skipped'], skipped)

    # ------------------------------------------------------------
    # Rows of several lines
    # ------------------------------------------------------------

    def test_a_row_of_several_lines(self):
        kind = self.env.ref('mail.mail_activity_data_todo')
        leads = self.env['crm.lead'].with_user(self.seller).with_context(crm_lead_similar_rows='attach')
        names = ['name', 'contact_name', 'partner_name', 'email_from', 'activity_ids/summary',
                 'activity_ids/activity_type_id/.id', 'activity_ids/res_model_id/.id']
        of_lead = str(kind.id), str(self.env['ir.model']._get_id('crm.lead'))
        rows = [['Wim', 'Wim Maes', 'Maes NV', 'wim@maes.example.com', '', '', ''],
                ['Chairs', *NORA, 'Call', *of_lead], ['', '', '', '', 'Visit', *of_lead]]
        for _time in range(2):
            result = leads.load(names, rows)
            self.assertEqual(result['messages'], [])
            self.assertEqual(sorted(self.known.activity_ids.mapped('summary')), ['Call', 'Visit'])
        self.assertEqual(result['similar']['counts'], {'created': 0, 'skipped': 0, 'attached': 2})
        self.assertIn('Activities: 2 lines', self.notes(self.known)[0])

    def test_a_salesperson_that_is_filled_in_is_assigned_as_by_hand(self):
        self.known.sudo().write({'user_id': False, 'date_open': False, 'qualification_state': 'draft'})
        titles = ('Opportunity', 'Contact Name', 'Company Name', 'Email', 'Salesperson')
        self.attach(('Office', *NORA, 'Sanne Seller'), titles=titles, track=True)
        self.assertEqual((self.known.user_id, self.known.qualification_state), (self.seller, 'open'))
        self.assertTrue(self.known.date_open)
        self.assertIn(self.seller.partner_id, self.known.message_partner_ids)
        self.assertIn('Filled in: Salesperson: Sanne Seller', ' '.join(self.notes(self.known)))

    def test_nobody_may_attach_who_may_not_read_leads(self):
        user = new_test_user(self.env, 'conv_nobody', groups='base.group_user')
        result = self.env['crm.lead'].with_user(user).with_context(crm_lead_similar_rows='attach').load(
            ['name', 'contact_name', 'partner_name', 'email_from'], [['A', *NORA]])
        self.assertEqual((result['ids'], result['similar']), (False, False))
        self.assertNotIn('Azure chairs', repr(result))
