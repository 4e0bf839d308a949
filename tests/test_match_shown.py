"""What a salesperson sees of similar leads: how sure, why, the strongest first."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestMatchShown(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # leads of demo data are similar, too
        cls.has_demo = bool(cls.env['crm.lead'].search_count([], limit=1))
        cls.lead = cls.make_lead(
            name='Grinder', contact_name='Eva Peeters', partner_name='Koffiehuis Gent BV',
            email_from='eva.peeters@koffiehuis.example.com', phone='+32 9 555 01 01')
        cls.weak = cls.make_lead(
            name='Web form', contact_name='Wim Claes', email_from='eva.peeters@koffiehuis.example.com',
            phone='+32 9 555 01 77')
        cls.strong = cls.make_lead(
            name='Call', contact_name='Eva Peeters', partner_name='Koffiehuis Gent', phone='+32 9 555 01 01')

    def test_button_opens_them_with_reasons(self):
        action = self.lead.action_show_potential_duplicates()
        self.assertEqual(action['name'], "Similar to “Grinder”")
        self.assertEqual(action['context']['similar_to_lead_id'], self.lead.id)
        views = {kind: view_id for view_id, kind in action['views']}
        for kind in ('kanban', 'list'):
            view = self.env['crm.lead'].with_user(self.seller).get_view(views[kind], kind)
            self.assertIn('match_reason', view['arch'])
        leads = self.lead.with_context(**action['context']).search_read(
            action['domain'], ['match_strength', 'match_reason'], order='match_strength desc, id desc')
        self.assertEqual([lead['id'] for lead in leads], [self.strong.id, self.weak.id, self.lead.id])
        self.assertGreaterEqual(leads[0]['match_strength'], 95)
        self.assertIn("same phone +32 9 555 01 01, shared by 2 that you see", leads[0]['match_reason'])
        self.assertIn("; same person", leads[0]['match_reason'])
        self.assertIn("same e-mail eva.peeters@koffiehuis.example.com", leads[1]['match_reason'])
        self.assertTrue(leads[1]['match_reason'].endswith("other person"))
        self.assertEqual((leads[2]['match_strength'], leads[2]['match_reason']),
                         (0, "the others are compared with this one"))

    def test_button_tells_the_strongest_reason(self):
        def count(*names):
            self.lead.invalidate_recordset()
            self.env['crm.lead.match.key']._drop_answers()
            self.assertTrue(self.lead.name)
            before = self.env.cr.sql_log_count
            values = [self.lead[name] for name in names]
            return values, self.env.cr.sql_log_count - before
        count('duplicate_lead_count', 'duplicate_reason')
        [number], alone = count('duplicate_lead_count')
        [_number, reason], both = count('duplicate_lead_count', 'duplicate_reason')
        self.assertEqual((number, alone, both), (2, 2, 2))
        self.assertEqual(
            reason, f"{self.strong.with_context(similar_to_lead_id=self.lead.id).match_strength} of 100: "
            "same company name, shared by 2 that you see; same phone +32 9 555 01 01, shared by 2 that you see; "
            "same person")
        self.strong.sudo().user_id = self.colleague
        [reason], _statements = count('duplicate_reason')
        self.assertIn(": same e-mail eva.peeters@koffiehuis.example.com, shared by 2 that you see; ", reason)
        self.assertTrue(reason.endswith("; other phone; other person"), reason)
        self.weak.sudo().user_id = self.colleague
        self.assertEqual(count('duplicate_lead_count', 'duplicate_reason')[0], [0, False])

    def test_button_tells_the_strongest_reason_while_typing(self):
        typed = self.env['crm.lead'].with_user(self.seller).new({'name': 'Typing', 'phone': '+32 9 555 01 01'})
        self.assertIn("same phone +32 9 555 01 01", typed.duplicate_reason)
        typed.phone = False
        self.assertFalse(typed.duplicate_reason)

    def test_elsewhere_there_is_nothing_to_compare_with(self):
        self.assertEqual((self.strong.match_strength, self.strong.match_reason), (0, False))
        for nonsense in (0, 'x', [self.lead.id], 2 ** 31 - 1):
            lead = self.strong.with_context(similar_to_lead_id=nonsense)
            self.assertEqual(lead.match_strength, 0)

    def test_nothing_is_told_of_a_lead_one_may_not_read(self):
        theirs = self.make_lead(
            name='Theirs', user_id=self.colleague.id, contact_name='Eva Peeters', phone='+32 9 555 01 01')
        lead = self.strong.with_context(similar_to_lead_id=theirs.id)
        self.assertEqual((lead.match_strength, lead.match_reason), (0, False))

    def test_dialog_says_why(self):
        context = {'similar_to_lead_id': self.lead.id}
        dialog = self.dialog(self.lead)
        offered = self.lead.with_context(**context).browse(dialog.duplicated_lead_ids.ids)
        self.assertIn(self.strong, offered)
        self.assertTrue(all(offered.filtered(lambda lead: lead != self.lead).mapped('match_reason')))
        arch = self.env['crm.lead2opportunity.partner'].get_view(
            self.env.ref('crm.view_crm_lead2opportunity_partner').id, 'form')['arch']
        self.assertIn("'similar_to_lead_id': context.get('default_lead_id')", arch)

    def test_merge_from_the_card(self):
        action = self.strong.with_context(similar_to_lead_id=self.lead.id).action_merge_similar()
        self.assertEqual(action['res_model'], 'crm.merge.opportunity')
        dialog = self.env['crm.merge.opportunity'].with_user(self.seller).with_context(**action['context']).create({})
        self.assertEqual(dialog.opportunity_ids, self.lead + self.strong)
        for lead_id in (False, 'x', self.strong.id):
            with self.assertRaisesRegex(UserError, "similar leads of a lead first"):
                self.strong.with_context(similar_to_lead_id=lead_id).action_merge_similar()

    def test_settings_show_what_the_numbers_do(self):
        settings = Form(self.env['res.config.settings'].with_context(lang='en_US'))
        for similar, merge, said, not_said in (
                (55, 95, ("shown, and merged unasked", "shown only"), ()),
                (55, 60, ("shown, and merged unasked",), ("not shown",)),
                (90, 95, ("shown, and merged unasked", "not shown"), ()),
                (100, 100, ("not shown",), ("shown only",))):
            settings.lead_conversion_similar_threshold = similar
            settings.lead_conversion_merge_threshold = merge
            for words in said:
                self.assertIn(words, settings.lead_conversion_match_example)
            for words in not_said[:0 if self.has_demo else None]:
                self.assertNotIn(words, settings.lead_conversion_match_example)
        settings.lead_conversion_matching = 'odoo'
        self.assertFalse(settings.lead_conversion_match_example)

    def test_odoos_own_definition_has_no_strength(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        action = self.lead.action_show_potential_duplicates()
        self.assertNotIn('similar_to_lead_id', action['context'])
        self.assertEqual(self.strong.with_context(similar_to_lead_id=self.lead.id).match_strength, 0)
