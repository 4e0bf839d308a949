"""Similar leads: what is found, why, and by whom."""

from odoo.exceptions import AccessError
from odoo.modules.module import load_script
from odoo.tests import Form, tagged
from odoo.tools import SQL, convert_file, file_path

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestMatchFind(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'evidence')
        cls.lead = cls.make_lead(
            name='Grinder', contact_name='Eva Peeters', partner_name='Koffiehuis Gent BV',
            email_from='eva.peeters@koffiehuis.example.com', phone='+32 9 555 01 01', zip='9000', street='Kaai 5')

    def similar(self, lead=None, threshold=None):
        lead = lead or self.lead
        return {match['lead_id']: match for match in lead._find_similar(threshold)[lead]}

    def test_phone_written_in_another_way(self):
        other = self.make_lead(
            name='Call', contact_name='Peeters, Eva', phone='09/555.01.01', country_id=self.belgium.id)
        match = self.similar()[other.id]
        self.assertEqual((match['found']['phone'], match['found']['person']), ('same', 'same'))
        self.assertEqual(match['shared']['phone'].leads, 2)
        self.assertGreaterEqual(match['strength'], 95)
        self.assertEqual(self.lead.duplicate_lead_count, 1)
        self.assertEqual(self.lead.duplicate_lead_ids, self.lead + other)

    def test_reasons_in_words(self):
        other = self.make_lead(
            name='Call', contact_name='Eva Peters', partner_name='KOFFIEHUIS GENT', phone='+32 9 555 01 01',
            email_from='info@elders.example.com')
        reasons = self.lead._get_match_reasons(self.similar()[other.id])
        self.assertIn('person spelled almost the same', reasons)
        self.assertEqual(reasons[-1], 'other e-mail')
        self.assertIn('same phone +32 9 555 01 01, shared by 2 that you see', reasons)
        self.assertIn('same company name, shared by 2 that you see', reasons)
        lead = self.lead.with_user(self.manager)
        reasons = lead._get_match_reasons(self.similar(lead)[other.id])
        self.assertTrue(any(
            reason.startswith('same phone +32 9 555 01 01, shared by 2 of ') for reason in reasons), reasons)

    def test_reasons_count_only_what_one_may_read(self):
        """What it weighs counts all of them: it is the same for everybody."""
        other = self.make_lead(name='Call', contact_name='Eva Peeters', phone='+32 9 555 01 01')
        for number in range(4):
            self.make_lead(
                name=f'Theirs {number}', user_id=self.colleague.id, contact_name='Wim Claes', phone='+32 9 555 01 01')
        match = self.similar(threshold=0)[other.id]
        self.assertEqual((match['shared']['phone'].leads, len(match['others'])), (6, 1))
        self.assertIn('same phone +32 9 555 01 01, shared by 2 that you see', self.lead._get_match_reasons(match))
        lead = self.lead.with_user(self.manager)
        theirs = self.similar(lead, threshold=0)[other.id]
        self.assertIn('same phone +32 9 555 01 01, shared by 6 of ', '; '.join(lead._get_match_reasons(theirs)))
        self.assertEqual(theirs['strength'], match['strength'])

    def test_reasons_of_what_everybody_shares(self):
        other = self.make_lead(name='Call', contact_name='Eva Peeters', phone='+32 9 555 01 01')
        for number in range(60):
            self.make_lead(
                name=f'Theirs {number}', user_id=self.colleague.id, contact_name='Wim Claes', phone='+32 9 555 01 01')
        match = self.similar(threshold=0)[other.id]
        self.assertIn('same phone +32 9 555 01 01, shared by many', self.lead._get_match_reasons(match))

    def test_typed_weighs_as_saved(self):
        values = {'name': 'Call', 'contact_name': 'Eva Peeters', 'phone': '+32 9 555 01 01'}
        for _number in range(3):
            self.make_lead(**{**values, 'contact_name': 'Wim Claes'})
        saved = self.make_lead(**values)
        strengths = {lead_id: match['strength'] for lead_id, match in self.similar(saved, 0).items()}
        self.assertEqual(self.similar(saved, 0)[self.lead.id]['shared']['phone'].leads, 5)
        changed = self.env['crm.lead'].with_user(self.seller).new(origin=saved)
        self.assertEqual(
            {lead_id: match['strength'] for lead_id, match in self.similar(changed, 0).items()}, strengths)
        saved.sudo().unlink()
        typed = self.env['crm.lead'].with_user(self.seller).new(values)
        self.assertEqual(
            {lead_id: match['strength'] for lead_id, match in self.similar(typed, 0).items()}, strengths)

    def test_same_person_at_the_same_company(self):
        other = self.make_lead(name='Web form', contact_name='Mevr. Eva Peeters', partner_name='Koffiehuis Gent')
        self.assertIn(other.id, self.similar())

    def test_colleagues_are_not_similar(self):
        colleague = self.make_lead(
            name='Accounts', contact_name='Wim Claes', partner_name='Koffiehuis Gent BV',
            email_from='wim.claes@koffiehuis.example.com', phone='+32 9 555 01 77', zip='9000', street='Kaai 5')
        self.assertNotIn(colleague.id, self.similar())
        match = self.similar(threshold=0)[colleague.id]
        self.assertLess(match['strength'], 20)

    def test_same_address_is_shown_whatever_the_number(self):
        """The manual's sentence: same e-mail address of the contact."""
        for number in range(30):
            self.make_lead(
                name=f'Post {number}', contact_name=f'Other {chr(65 + number % 26)}{number}', phone=False,
                email_from='Eva.Peeters+shop@koffiehuis.example.com')
        self.assertEqual(self.lead.duplicate_lead_count, 30)

    def test_mailbox_host_alone_is_nothing(self):
        one = self.make_lead(name='One', email_from='anna@gmail.com', contact_name='Anna Maes')
        other = self.make_lead(name='Two', email_from='piet@gmail.com', contact_name='Piet Smet')
        self.assertNotIn(other.id, self.similar(one))

    def test_won_and_lost_are_shown_but_not_offered(self):
        email = 'eva.peeters@koffiehuis.example.com'
        won = self.make_lead(name='Won', type='opportunity', email_from=email)
        won.sudo().action_set_won()
        lost = self.make_lead(name='Lost', type='opportunity', email_from=email)
        lost.sudo().action_set_lost()
        open_one = self.make_lead(name='Open', email_from=email)
        self.assertEqual(set(self.similar()), {won.id, lost.id, open_one.id})
        self.assertEqual(self.similar()[won.id]['won_status'], 'won')
        self.assertEqual(self.lead._get_lead_duplicates(email=email, include_lost=True), self.lead + lost + open_one)
        self.assertEqual(self.lead._get_lead_duplicates(email=email), self.lead + open_one)

    def test_merged_ones_are_not_found(self):
        other = self.make_lead(name='Same', email_from='eva.peeters@koffiehuis.example.com')
        third = self.make_lead(name='Third', email_from='eva.peeters@koffiehuis.example.com')
        (self.lead + other).merge_opportunity()
        self.assertEqual(set(self.similar(third)), {self.lead.id})
        self.undo(self.lead)
        self.assertEqual(set(self.similar(third)), {self.lead.id, other.id})

    def test_nobody_finds_what_he_may_not_read(self):
        theirs = self.make_lead(
            name='Theirs', user_id=self.colleague.id, email_from='eva.peeters@koffiehuis.example.com')
        self.assertFalse(self.similar())
        self.assertEqual(self.lead.duplicate_lead_count, 0)
        self.assertEqual(set(self.similar(self.lead.with_user(self.manager))), {theirs.id})
        other = self.env['res.company'].create({'name': 'Second House'})
        self.make_lead(name='Of the other', company_id=other.id, user_id=False, team_id=False,
                       email_from='eva.peeters@koffiehuis.example.com')
        self.assertEqual(set(self.similar(self.lead.with_user(self.manager))), {theirs.id})
        with self.assertRaises(AccessError):
            self.env['crm.lead.match.key'].with_user(self.manager).search([])

    def test_while_it_is_typed(self):
        form = Form(self.env['crm.lead'].with_user(self.seller))
        form.name = 'Typing'
        form.email_from = 'eva.peeters@koffiehuis.example.com'
        lead = self.env['crm.lead'].with_user(self.seller).new({
            'name': 'Typing', 'email_from': 'Eva Peeters <EVA.PEETERS@koffiehuis.example.com>'})
        [match] = lead._find_similar()[lead]
        self.assertEqual(match['lead_id'], self.lead.id)
        self.assertEqual(match['found']['person'], 'same')

    def test_dialog_offers_what_only_the_phone_tells(self):
        other = self.make_lead(name='Call', type='opportunity', contact_name='Eva Peeters', phone='+3295550101')
        form = self.dialog(self.lead)
        self.assertEqual(set(form.duplicated_lead_ids.ids), set((self.lead + other).ids))
        self.assertEqual(form.name, 'merge')

    def test_odoos_definitions_by_setting(self):
        other = self.make_lead(name='Colleague', email_from='wim@koffiehuis.example.com')
        self.assertFalse(self.lead.duplicate_lead_count)
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        self.lead.invalidate_recordset()
        self.assertEqual(self.lead.duplicate_lead_ids, self.lead + other)

    def test_threshold_of_the_settings(self):
        other = self.make_lead(name='Call', contact_name=False, phone='+32 9 555 01 01')
        strength = self.similar(threshold=0)[other.id]['strength']
        self.assertTrue(0 < strength < 100)
        for threshold, found in ((strength, {other.id}), (strength + 1, set())):
            self.env['ir.config_parameter'].set_param('crm_lead_conversion.similar_threshold', threshold)
            self.assertEqual(set(self.similar()), found)

    def test_changed_weight_counts_at_once(self):
        other = self.make_lead(name='Web form', contact_name='Eva Peeters', partner_name='Koffiehuis Gent')
        before = self.similar(threshold=0)[other.id]['strength']
        self.env.ref('crm_lead_conversion.weight_same_company_same').bits = 0
        self.assertLess(self.similar(threshold=0)[other.id]['strength'], before)

    def test_changed_weight_stays_when_the_addon_is_updated(self):
        weight = self.env.ref('crm_lead_conversion.weight_same_company_same')
        weight.bits = 1
        convert_file(
            self.env, 'crm_lead_conversion', 'data/crm.lead.match.weight.csv', None, mode='update', noupdate=False)
        self.assertEqual(weight.bits, 1)

    def test_update_replaces_weights_that_nobody_changed(self):
        script = load_script(file_path('crm_lead_conversion/migrations/19.0.1.4.0/pre-weights.py'), 'pre_weights')
        rows = self.env['ir.model.data'].search([
            ('module', '=', 'crm_lead_conversion'), ('model', '=', 'crm.lead.match.weight')])

        def change(bits):
            self.env.ref('crm_lead_conversion.weight_same_company_same').bits = bits
            self.env['crm.lead.match.weight']._keep_changes()
            self.env.flush_all()

        def migrated():
            script.migrate(self.cr, '19.0.1.3.0')
            rows.invalidate_recordset()
            return set(rows.mapped('noupdate'))

        change(2.5)
        self.assertEqual(migrated(), {True}, "they are not those of before")
        self.cr.execute(script._FINGERPRINT)
        [script.SHIPPED] = self.cr.fetchone()
        self.assertEqual(migrated(), {False})
        change(1)
        self.assertEqual(migrated(), {True}, "one was changed")

    def test_two_statements_for_any_number(self):
        leads = self.env['crm.lead'].with_user(self.seller).browse([
            self.make_lead(name=f'Lead {number}', email_from=f'person{number % 9}@many.example.com').id
            for number in range(40)])

        def count(some):
            self.env.flush_all()
            self.env.cr.flush()
            some._find_similar()
            before = self.env.cr.sql_log_count
            some._find_similar()
            return self.env.cr.sql_log_count - before
        self.assertEqual((count(leads[:1]), count(leads)), (2, 2))

    def test_common_values_list_no_more_than_they_may(self):
        leads = self.env['crm.lead'].create([
            {'name': f'Call {number}', 'type': 'lead', 'user_id': self.seller.id, 'phone': '+32 2 555 99 99'}
            for number in range(70)]).with_user(self.seller)
        self.env['crm.lead.match.common']._count()
        self.assertFalse(self.similar(leads[0], threshold=0))
        named = self.make_lead(name='Named', phone='+32 2 555 99 99', email_from='eva.peeters@koffiehuis.example.com')
        match = self.similar(named, threshold=0)[self.lead.id]
        self.assertEqual(match['found']['phone'], 'other')
        [(_number, _keys, _shared, others)] = named._search_similar({named.id: named})
        self.assertEqual([other['lead_id'] for other in others], [self.lead.id])

    def rows_read(self, lead):
        """How many rows of keys, and entries of their indexes, are read to
        find what is similar to a lead. What other tests rolled back stands in
        the indexes until it is met once."""
        lead._find_similar(0)
        query = SQL(
            "SELECT pg_stat_get_xact_tuples_returned('crm_lead_match_key'::regclass)"
            "     + sum(pg_stat_get_xact_tuples_returned(indexrelid)) FROM pg_index"
            " WHERE indrelid = 'crm_lead_match_key'::regclass")
        self.env.flush_all()
        self.env.cr.flush()
        [[before]] = self.env.execute_query(query)
        lead._find_similar(0)
        [[after]] = self.env.execute_query(query)
        return after - before

    def test_value_that_thousands_share_costs_no_more(self):
        """One phone on thousands of leads, one domain, one company: only as
        many of them are read as may be shown."""
        phone, company = '+32 2 555 99 99', 'Grand Hotel Group'
        hot = self.make_lead(
            name='Hot', contact_name='Eva Peeters', partner_name=company, phone=phone,
            email_from='eva.peeters@grand.example.com')
        several = hot + self.lead
        few, few_of_several = self.rows_read(hot), self.rows_read(several)
        added = [row[0] for row in self.env.execute_query(SQL(
            "INSERT INTO crm_lead (name, type, active, won_status, user_id, partner_name, phone, email_from)"
            " SELECT 'Guest ' || n, 'lead', TRUE, 'pending', %(seller)s,"
            "        CASE WHEN n > 6000 THEN %(company)s ELSE 'House of ' || md5((n %% 600)::text) END,"
            "        CASE WHEN n > 6000 THEN %(phone)s ELSE '+32478' || 100000 + n %% 600 END,"
            "        'guest@' || CASE WHEN n > 6000 THEN 'grand' ELSE md5((n %% 600)::text) END || '.example.com'"
            "   FROM generate_series(1, 9000) AS n RETURNING id", seller=self.seller.id, company=company, phone=phone))]
        keys = self.env['crm.lead.match.key'].sudo()
        keys._make(added)
        self.env.cr.execute("ANALYZE crm_lead_match_key")
        # 51 of the phone, 31 of the company, 21 of the domain; asked alone, and among several
        self.assertLess(self.rows_read(hot) - few, 200)
        self.assertLess(self.rows_read(several) - few_of_several, 200)
        keys.env['crm.lead.match.common']._count()
        self.assertLess(self.rows_read(hot) - few, 200)
        self.assertLess(self.rows_read(several) - few_of_several, 200)
        self.assertNotIn(added[-1], self.similar(hot, threshold=0))

    def test_alone_as_among_several(self):
        """One is asked for in another way than several, and gets the same answer."""
        address = 'eva.peeters@koffiehuis.example.com'
        leads = self.lead + self.make_lead(
            name='Two addresses', email_from=f'{address}, "Eva" <eva@home.example.com>', phone='+32 9 555 01 01')
        leads += self.make_lead(name='Another', email_from=address, contact_name='Eva Peeters')
        leads += self.make_lead(name='Alone', email_from='nobody@alone.example.com')
        self.env['crm.lead'].create([
            {'name': f'Call {number}', 'type': 'lead', 'user_id': self.seller.id, 'phone': '+32 9 555 01 01'}
            for number in range(70)])
        self.env['crm.lead.match.key'].sudo()._make_pending()
        self.env['crm.lead.match.common']._count()
        first, second, third, alone = leads
        together = leads._find_similar(0)
        for lead in leads:
            self.assertEqual(*(
                [(match['lead_id'], match['strength'], match['found'], match['shared']) for match in matches]
                for matches in (lead._find_similar(0)[lead], together[lead])))
        self.assertEqual([match['lead_id'] for match in together[first]], [second.id, third.id])
        # its other address, which nobody else has, does not make the one that they share rarer
        match = self.similar(second)[first.id]
        self.assertEqual((match['shared']['email'].leads, match['shared']['phone'].leads), (3, 72))
        self.assertFalse(together[alone])

    def test_one_address_on_hundreds_of_leads(self):
        added = [row[0] for row in self.env.execute_query(SQL(
            "INSERT INTO crm_lead (name, type, active, won_status, user_id, email_from)"
            " SELECT 'Post ' || n, 'lead', TRUE, 'pending', %s, 'eva.peeters@koffiehuis.example.com'"
            "   FROM generate_series(1, 300) AS n RETURNING id", self.seller.id))]
        self.env['crm.lead.match.key'].sudo()._make(added)
        self.assertGreaterEqual(self.lead.duplicate_lead_count, 200)
        self.assertLess(self.lead.duplicate_lead_count, 300)

    def test_leads_of_others_do_not_hide_mine(self):
        """One address on hundreds of leads of a colleague, and on two of mine."""
        self.env.execute_query(SQL(
            "INSERT INTO crm_lead (name, type, active, won_status, user_id, email_from)"
            " SELECT 'Post ' || n, 'lead', TRUE, 'pending', %s, 'eva.peeters@koffiehuis.example.com'"
            "   FROM generate_series(1, 300) AS n RETURNING id", self.colleague.id))
        mine = self.make_lead(name='Mine', email_from='eva.peeters@koffiehuis.example.com')
        self.env['crm.lead.match.key'].sudo()._make_all()
        self.assertEqual(set(self.similar()), {mine.id})

    def test_merged_and_deleted_customers(self):
        customers = self.env['res.partner'].create([{'name': 'Eva'}, {'name': 'Eva P.'}])
        leads = [self.make_lead(name=partner.name, partner_id=partner.id, contact_name=False) for partner in customers]
        self.similar(leads[0])
        self.env['base.partner.merge.automatic.wizard'].sudo()._merge(customers.ids, customers[0])
        match = self.similar(leads[0], threshold=0)[leads[1].id]
        self.assertEqual(match['found']['partner'], 'same')
        for lead in leads:
            lead.sudo().write({'phone': '+32 9 555 02 02'})
        customers.exists().sudo().unlink()
        match = self.similar(leads[0], threshold=0)[leads[1].id]
        self.assertEqual(match['found']['partner'], 'none')

    def test_answers_do_not_outlive_what_they_depend_on(self):
        same = {'contact_name': 'Eva Peeters', 'email_from': 'eva.peeters@koffiehuis.example.com'}
        other, third = self.make_lead(name='B', type='opportunity', **same), self.make_lead(name='C', **same)
        self.assertEqual(self.lead._get_lead_duplicates(email='x', include_lost=True), self.lead + third + other)
        other.sudo().action_set_won()
        self.assertEqual(self.lead._get_lead_duplicates(email='x', include_lost=True), self.lead + third)
        third.sudo().unlink()
        self.assertFalse(self.lead._get_lead_duplicates(email='x', include_lost=True))
        fourth = self.make_lead(name='D', **same)
        self.assertEqual(self.lead._get_lead_duplicates(email='x'), self.lead + fourth)
        fourth.write({'contact_name': 'Wim Claes', 'email_from': 'wim@elders.example.com'})
        self.assertFalse(self.lead._get_lead_duplicates(email='x'))
