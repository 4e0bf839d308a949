"""The convert dialog of several leads: similar records that were not selected."""

from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged

from ..wizard import crm_lead_to_opportunity_bulk
from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertOutside(ConvertCase):

    def make_same(self, name, number=1, **values):
        """A lead that is the same customer as all others of that number."""
        return self.make_lead(
            name=name, contact_name=f'Eva Peeters {number}', email_from=f'eva{number}@outside.example.com',
            phone=f'+32 2 555 07 {number + 10}', **values)

    def shown(self, dialog):
        """:return: {name of the record: what its card says}"""
        return {lead.name: dialog.outside_matches[str(lead.id)] for lead in dialog.outside_ids}

    def test_each_says_how_sure_why_and_whom_it_is_like(self):
        one, two, other = self.make_same('One'), self.make_same('Two'), self.make_same('Other', 2)
        self.make_same('Outside', type='opportunity')
        self.make_same('Of the other', 2)
        self.make_lead(name='Nobody')
        dialog = self.mass_dialog(one + two + other)
        shown = self.shown(dialog)
        self.assertEqual(sorted(shown), ['Of the other', 'Outside'])
        self.assertEqual(shown['Outside']['like'], 'Similar to “One” and 1 more of the selected')
        self.assertEqual(shown['Of the other']['like'], 'Similar to “Other”')
        strongest = other._find_similar()[other][0]
        self.assertEqual(shown['Of the other']['strength'], strongest['strength'])
        self.assertEqual(shown['Of the other']['reasons'], other._get_match_reasons(strongest))
        self.assertIn(
            'same e-mail eva2@outside.example.com, shared by 2 that you see', shown['Of the other']['reasons'])
        self.assertEqual((shown['Outside']['mark'], dialog.outside_left), (False, 0))
        self.assertFalse(dialog.also_merge_ids)

    def test_the_strongest_first_and_how_many_more(self):
        selected = self.make_same('One') + self.make_same('Other', 2)
        outside = [self.make_same('A'), self.make_same('B', 2), self.make_same('C')]
        with patch.object(crm_lead_to_opportunity_bulk, '_OUTSIDE', 2):
            dialog = self.mass_dialog(selected)
            strengths = [dialog.outside_matches[str(lead.id)]['strength'] for lead in dialog.outside_ids]
        self.assertEqual(strengths, sorted(strengths, reverse=True))
        self.assertEqual((len(strengths), dialog.outside_left), (2, 1))
        self.assertEqual(set(dialog.outside_matches), {str(lead.id) for lead in dialog.outside_ids})
        self.assertLess(set(dialog.outside_ids.ids), {lead.id for lead in outside})

    def test_nothing_of_what_the_user_may_not_read(self):
        mine = self.make_same('Mine')
        self.make_same('Theirs', user_id=self.colleague.id)
        secret = self.make_same('Secret', 2, user_id=self.colleague.id)
        self.make_same('Like the secret one', 2)
        dialog = self.mass_dialog(mine)
        self.assertEqual(self.shown(dialog), {})
        # given away while the dialog is open
        secret.sudo().user_id = self.seller
        dialog = self.mass_dialog(mine + secret)
        self.assertEqual(list(self.shown(dialog)), ['Like the secret one'])
        secret.sudo().user_id = self.colleague
        dialog.invalidate_recordset()
        self.assertEqual(self.shown(dialog), {})
        # the manager reads all
        dialog = self.mass_dialog((mine + secret).with_user(self.manager), user=self.manager)
        self.assertEqual(sorted(self.shown(dialog)), ['Like the secret one', 'Theirs'])

    def test_what_was_deleted_stops_nobody(self):
        gone, mine = self.make_same('Gone'), self.make_same('Mine')
        self.make_same('Outside')
        dialog = self.env['crm.lead2opportunity.partner.mass'].with_user(self.seller).with_context(
            active_model='crm.lead', active_ids=(gone + mine).ids).create({})
        gone.sudo().unlink()
        dialog.invalidate_recordset()
        self.assertEqual(list(self.shown(dialog)), ['Outside'])

    def test_with_the_matching_of_odoo_there_are_none(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        mine = self.make_same('Mine')
        self.make_same('Outside')
        self.assertEqual(self.shown(self.mass_dialog(mine)), {})

    def test_only_what_is_ticked_is_merged(self):
        mine, ticked, left = self.make_same('Mine'), self.make_same('Ticked'), self.make_same('Left')
        dialog = self.mass_dialog(mine, action='nothing')
        dialog.also_merge_ids = ticked
        dialog.action_mass_convert()
        self.assertEqual((ticked.merged_into_id, left.merged_into_id.id), (mine, False))

    def test_statements_do_not_grow(self):
        def count(records, mark):
            selected = self.env['crm.lead'].with_user(self.seller)
            for number in range(records):
                selected += self.make_same('Selected', mark + number)
                self.make_same('Outside', mark + number)
            Dialog = self.env['crm.lead2opportunity.partner.mass'].with_user(self.seller).with_context(
                active_model='crm.lead', active_ids=selected.ids)
            statements, answer = self.asked_anew(lambda: Dialog.onchange({}, [], {
                'lead_tomerge_ids': {}, 'outside_ids': {'fields': {'name': {}, 'stage_id': {'fields': {
                    'display_name': {}}}}}, 'outside_matches': {}, 'outside_left': {}}))
            self.assertEqual(len(answer['value']['outside_ids']), records)
            return statements
        self.assertEqual(count(2, 10), count(12, 30))

    def test_the_cards_show_the_columns_of_the_list(self):
        view = self.env.ref('crm.view_crm_lead2opportunity_partner_mass')
        arch = etree.fromstring(self.env['crm.lead2opportunity.partner.mass'].get_view(view.id, 'form')['arch'])
        columns, cards = (
            [field.get('name') for field in arch.findall(f".//field[@name='{name}']/list/field")]
            for name in ('duplicated_lead_ids', 'outside_ids'))
        self.assertIn('email_from', cards)
        self.assertEqual(cards, columns)
