"""Similar leads that one may not read: no data of them, no error, and a hint
only where the administrator allows it."""

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL

from ..tools.lead_api_error import LeadApiError
from .hint_common import SECRETS, HintCase

IN_SERVICE = "A colleague in team Service already works on this customer."
IN_ANOTHER_COMPANY = "Somebody in another company already works on this customer."


@tagged('post_install', '-at_install')
class TestMatchHint(HintCase):

    def test_team_and_nothing_else(self):
        self.assertEqual(self.hint(), {'lead_id': self.lead.id, 'texts': [IN_SERVICE], 'asked': False})
        self.assertEqual(self.lead.duplicate_lead_count, 0)
        read = repr(self.lead.read())
        for secret in SECRETS:
            self.assertNotIn(secret, read)

    def told(self, leads, values):
        """:param leads: the saved one that is being changed, or none"""
        return leads.browse().lead_find_typed(values, leads.id)['colleagues']

    def test_switched_off(self):
        for value in ('no', 'nonsense', 'True', False):
            self.allow(value)
            self.assertIs(self.hint(), False)
            self.assertEqual(self.told(self.lead, {}), [])
        self.allow('team')
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        self.assertIs(self.hint(), False)

    def test_setting(self):
        self.env['ir.config_parameter'].search([('key', '=', 'crm_lead_conversion.hint_colleague')]).unlink()
        self.assertIs(self.hint(), False)
        with Form(self.env['res.config.settings']) as form:
            self.assertEqual(form.lead_conversion_hint_colleague, 'no')
            form.lead_conversion_hint_colleague = 'team'
        form.record.execute()
        self.assertEqual(self.texts(), [IN_SERVICE])

    def test_who_may_read_all_gets_no_hint(self):
        for user in (self.all_leads, self.manager):
            self.assertIs(self.hint(user=user), False)
        self.assertIs(self.lead.sudo().colleague_hint, False)
        # the other way round
        self.assertEqual(
            self.texts(self.theirs, self.colleague), ["A colleague in team Machines already works on this customer."])

    def test_not_for_who_is_no_salesperson(self):
        """Such as a reseller who may read some leads in the portal."""
        nobody = new_test_user(self.env, 'conv_nobody', groups='base.group_user')
        self.env['ir.model.access'].create({
            'name': 'leads', 'model_id': self.env['ir.model']._get_id('crm.lead'), 'perm_read': True,
            'group_id': self.env.ref('base.group_user').id})
        lead = self.lead.with_user(nobody)
        self.assertTrue(lead.name)
        with self.assertRaises(AccessError):
            lead.read(['colleague_hint'])
        self.assertFalse(lead._find_hidden()[lead])

    def test_open_ones_only(self):
        self.theirs.sudo().action_set_lost()
        self.assertIs(self.hint(), False)
        self.theirs.sudo().action_unarchive()
        self.theirs.sudo().write({'type': 'opportunity'})
        self.assertEqual(self.texts(), [IN_SERVICE])
        self.theirs.sudo().action_set_won()
        self.assertIs(self.hint(), False)

    def test_merged_ones_are_not_there(self):
        other = self.make_lead(name='Table', user_id=self.colleague.id, team_id=False, contact_name='Wim Claes')
        (other + self.theirs).with_user(self.manager)._merge_opportunity(auto_unlink=False)
        kept = (other + self.theirs).filtered('merged_into_id')
        self.assertEqual(len(kept), 1)
        hidden = self.lead._find_hidden()[self.lead]
        self.assertEqual([one.match['lead_id'] for one in hidden], (other + self.theirs - kept).ids)

    def test_closed_lead_needs_no_hint(self):
        self.lead.sudo().action_set_lost()
        self.assertIs(self.hint(), False)

    def test_weaker_ones_are_not_told(self):
        lead = self.make_lead(name='Namesake', contact_name='Eva Peeters')
        self.assertTrue(lead.sudo()._find_similar(0)[lead])
        self.assertIs(self.hint(lead), False)

    def test_declared_different(self):
        self.lead.with_user(self.manager).with_context(similar_to_lead_id=self.theirs.id).action_not_same()
        self.assertIs(self.hint(), False)

    def test_teams_are_named_once_and_in_their_order(self):
        self.theirs.sudo().copy()
        self.theirs.sudo().copy({'team_id': False})
        team = self.env['crm.team'].create({'name': 'Beans'})
        self.theirs.sudo().copy({'team_id': team.id, 'user_id': self.colleague.id})
        self.assertEqual(self.texts(), ["A colleague in team Beans already works on this customer.", IN_SERVICE])

    def test_without_a_team(self):
        self.theirs.sudo().team_id = False
        self.assertEqual(self.texts(), ["A colleague already works on this customer."])

    def test_own_and_readable_ones_are_shown_as_ever(self):
        mine = self.make_lead(name='Mine', contact_name='Eva Peeters', phone='+32 9 555 01 01')
        self.assertEqual(self.lead.duplicate_lead_ids, self.lead + mine)
        self.assertEqual(self.texts(), [IN_SERVICE])
        self.theirs.sudo().user_id = self.seller
        self.assertIs(self.hint(), False)

    def test_rules_of_others(self):
        """Whatever the rule is by which somebody may not read a record."""
        self.env['ir.rule'].create({
            'name': 'Not those of Service', 'model_id': self.env['ir.model']._get_id('crm.lead'),
            'domain_force': [('team_id', '!=', self.other_team.id)]})
        self.assertEqual(self.texts(user=self.all_leads), [IN_SERVICE])

    # ------------------------------------------------------------
    # Other companies
    # ------------------------------------------------------------

    def test_another_company_is_not_told(self):
        self.theirs.sudo().unlink()
        self.make_elsewhere()
        for user in (self.seller, self.all_leads, self.manager):
            self.assertIs(self.hint(user=user), False)
            self.assertEqual(self.lead.with_user(user).duplicate_lead_count, 0)

    def test_another_company_where_that_is_allowed(self):
        self.allow('company')
        self.make_elsewhere()
        self.assertEqual(self.texts(), [IN_SERVICE, IN_ANOTHER_COMPANY])
        self.assertEqual(self.texts(user=self.all_leads), [IN_ANOTHER_COMPANY])
        self.assertEqual(
            self.told(self.lead.with_user(self.all_leads), {}), [{'team': False, 'text': IN_ANOTHER_COMPANY}])

    def test_team_of_another_company_is_not_named(self):
        team = self.env['crm.team'].create({'name': 'Wombat Sales', 'company_id': self.elsewhere.id})
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE crm_lead SET company_id = NULL, team_id = %s WHERE id = %s", team.id, self.theirs.id))
        self.assertEqual(self.texts(), ["A colleague already works on this customer."])

    def test_company_that_is_not_ticked_is_not_another_one(self):
        """It is enough to tick it to read the record."""
        self.allow('company')
        self.make_elsewhere()
        self.all_leads.company_ids = self.company + self.elsewhere
        lead = self.lead.with_user(self.all_leads).with_context(allowed_company_ids=self.company.ids)
        self.assertFalse(lead._find_hidden()[lead])
        own = lead.with_user(self.seller).with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(len(own._find_hidden()[own]), 2)

    # ------------------------------------------------------------
    # While it is typed
    # ------------------------------------------------------------

    def test_typed(self):
        Lead = self.env['crm.lead'].with_user(self.seller)
        typed = {'contact_name': 'Eva Peeters', 'phone': '09 555 01 01', 'country_id': self.belgium.id}
        self.assertEqual(self.told(Lead, typed), [{'team': 'Service', 'text': IN_SERVICE}])
        for nothing in ({}, {'contact_name': 'Eva'}, {'phone': '+32 9 555 77 77'}, {'email_from': False}):
            self.assertEqual(self.told(Lead, nothing), [])
        self.assertEqual(self.told(Lead.with_user(self.manager), {'phone': '+32 9 555 01 01'}), [])

    def test_typed_into_a_saved_lead(self):
        lead = self.make_lead(name='Call', contact_name='Wim Claes', phone='+32 9 555 77 77')
        self.assertEqual(self.told(lead, {'contact_name': 'Wim Claes'}), [])
        changed = {'contact_name': 'Eva Peeters', 'phone': '+32 9 555 01 01'}
        self.assertEqual(self.told(lead, changed), [{'team': 'Service', 'text': IN_SERVICE}])
        self.assertEqual(lead.phone, '+32 9 555 77 77')
        self.assertEqual(self.told(self.lead, {'phone': False, 'contact_name': False}), [])

    def test_typed_nonsense(self):
        Lead = self.env['crm.lead'].with_user(self.seller)
        partner = self.env['res.partner'].create({'name': 'Quagga', 'company_id': self.elsewhere.id})
        for values in (
                {'user_id': self.colleague.id}, {'phone': 5}, {'partner_id': 'x'}, {'partner_id': 2 ** 31 - 1},
                {'partner_id': partner.id}, 'nonsense', None):
            with self.assertRaises(LeadApiError):
                self.told(Lead, values)

    def test_typed_by_who_has_no_right(self):
        typed = {'phone': '+32 9 555 01 01', 'contact_name': 'Eva Peeters'}
        portal = new_test_user(self.env, 'conv_portal', groups='base.group_portal')
        for user in (self.env.ref('base.public_user'), portal):
            with self.assertRaises(AccessError):
                self.told(self.env['crm.lead'].with_user(user), typed)
        with self.assertRaises(LeadApiError):
            self.told(self.theirs.with_user(self.seller), typed)

    def test_changing_a_lead_keeps_the_hint_of_the_saved_one(self):
        with Form(self.lead) as form:
            self.assertEqual(form.colleague_hint['texts'], [IN_SERVICE])
            form.phone = '+32 9 555 77 77'
            form.email_from = 'wim@elders.example.com'
            form.contact_name = 'Wim Claes'
            form.partner_name = False
            self.assertEqual(form.colleague_hint['texts'], [IN_SERVICE])
        self.assertFalse(form.record.colleague_hint)

    # ------------------------------------------------------------
    # The dialog, and what it costs
    # ------------------------------------------------------------

    def test_dialog(self):
        self.assertEqual(self.dialog(self.lead).colleague_hint['texts'], [IN_SERVICE])
        self.assertFalse(self.dialog(self.lead.with_user(self.manager)).colleague_hint)
        self.allow('no')
        self.assertFalse(self.dialog(self.lead).colleague_hint)

    def count(self, leads):
        """:return: statements that the hints of leads cost the form"""
        without, _values = self.asked_anew(lambda: leads.web_read({'active': {}, 'won_status': {}}))
        with_hint, _values = self.asked_anew(
            lambda: leads.web_read({'active': {}, 'won_status': {}, 'colleague_hint': {}}))
        return with_hint - without

    def test_statements(self):
        leads = self.lead + self.make_lead(name='Call', contact_name='Eva Peeters', phone='+32 9 555 01 01')
        for value, user, expected in (
                ('no', self.seller, 0), ('team', self.manager, 0), ('company', self.seller, 3),
                ('team', self.seller, 3)):
            self.allow(value)
            for asked in (leads[:1], leads):
                self.assertEqual(self.count(asked.with_user(user)), expected, (value, user.login))

    def test_statements_of_a_manager_of_all_companies(self):
        self.allow('company')
        self.manager.company_ids = self.env['res.company'].search([])
        self.assertEqual(self.count(self.lead.with_user(self.manager)), 0)
        self.assertEqual(self.count(self.lead.with_user(self.all_leads)), 3)

    def test_nothing_differs_where_it_is_switched_off(self):
        """Nor does anything that a program gets, with or without the record."""
        self.allow('no')

        def told():
            self.env.flush_all()
            self.env.invalidate_all()
            return [
                self.lead.read(['colleague_hint', 'duplicate_lead_count', 'duplicate_reason', 'duplicate_lead_ids']),
                self.lead.lead_find_similar(self.lead.ids), self.told(self.lead, {})]
        with_theirs = told()
        self.theirs.sudo().unlink()
        self.assertEqual(told(), with_theirs)
