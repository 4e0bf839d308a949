"""Automatic assignment, through the same engine as converting and merging."""

import random
from unittest.mock import patch

from odoo.tests import tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertAssign(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ir.config_parameter'].set_param('crm.lead.auto.assignment', True)
        cls.env['crm.lead'].search([]).active = False
        cls.other_team = cls.env['crm.team'].create({
            'name': 'Other Team', 'use_leads': True, 'company_id': False,
            'crm_team_member_ids': [(0, 0, {'user_id': cls.colleague.id})]})
        cls.teams = cls.team + cls.other_team
        cls.teams.crm_team_member_ids.assignment_max = 900

    def make_leads(self, count, **values):
        return self.env['crm.lead'].create([
            {'name': f'Incoming {number}', 'type': 'lead', 'user_id': False, 'team_id': False,
             'contact_name': f'Caller {number}', 'email_from': f'caller{number}@incoming{number}.example.com', **values}
            for number in range(count)])

    def assign(self, teams=None):
        random.seed(7)
        return (teams or self.teams).with_user(self.manager)._action_assign_leads(
            force_quota=True, creation_delta_days=0)

    def test_all_are_shared_out_and_converted(self):
        leads = self.make_leads(40)
        by_team, by_member = self.assign()
        self.assertEqual(set(leads.mapped('type')), {'opportunity'})
        self.assertEqual(leads.team_id, self.teams)
        self.assertEqual(
            [by_team[team]['assigned'] for team in self.teams],
            [set(leads.filtered(lambda lead, team=team: lead.team_id == team).ids) for team in self.teams])
        self.assertEqual(sum(len(info['assigned']) for info in by_member.values()), 40)
        for member, info in by_member.items():
            self.assertEqual(info['assigned'].user_id, member.user_id)
            # what is done with them later counts
            self.assertNotIn('crm_lead_conversion_chosen', {**member.env.context, **info['assigned'].env.context})
        self.env.cr.flush()
        self.assertEqual(len(leads.conversion_ids), 40)
        self.assertEqual(set(leads.conversion_ids.mapped('origin')), {'program'})

    def test_duplicates_are_merged_and_kept(self):
        leads = self.make_leads(4)
        same = self.make_leads(3, contact_name='Eva Peeters', email_from='eva.peeters@koffie.example.com')
        by_team, _by_member = self.assign(self.team)
        self.assertEqual(len(same.exists()), 3)
        master = same.filtered('active')
        self.assertEqual(len(master), 1)
        self.assertEqual((same - master).with_context(active_test=False).merged_into_id, master)
        self.assertEqual((master.type, master.team_id), ('opportunity', self.team))
        self.assertEqual(by_team[self.team]['assigned'], set(leads.ids))
        self.assertEqual(by_team[self.team]['merged'], set(master.ids))
        self.assertEqual(by_team[self.team]['duplicates'], set((same - master).ids))
        merge = self.env['crm.lead.merge'].search([('master_id', '=', master.id)])
        self.assertEqual(merge.origin, 'assignment')
        merge.with_user(self.manager).action_undo()
        self.assertEqual(same.mapped('active'), [True] * 3)

    def test_where_another_addon_has_a_say(self):
        """Its way of giving leads to salespeople is asked, for those of each together."""
        leads, asked = self.make_leads(3), []
        original = self.registry['crm.lead']._handle_salesmen_assignment

        def assignment(leads, user_ids=False, team_id=False):
            asked.append((leads.ids, user_ids))
            return original(leads, user_ids=user_ids, team_id=team_id)

        chosen = dict(zip(leads.ids, (self.seller.id, self.colleague.id, self.seller.id), strict=True))
        with patch.object(self.registry['crm.lead'], '_handle_salesmen_assignment', assignment):
            leads._convert_chosen(chosen)
        self.assertEqual(asked, [
            ([leads[0].id, leads[2].id], [self.seller.id]), ([leads[1].id], [self.colleague.id])])
        self.assertEqual(leads.mapped('type'), ['opportunity'] * 3)
        self.assertEqual([lead.user_id.id for lead in leads], list(chosen.values()))

    def test_one_that_was_deleted_meanwhile_stops_nothing(self):
        leads = self.make_leads(5)
        chosen = {lead.id: self.seller.id for lead in leads}
        leads[2].unlink()
        leads.exists()._convert_chosen(chosen)
        self.assertEqual(set(leads.exists().mapped('type')), {'opportunity'})

    def test_statements_grow_little_with_the_leads(self):
        def count(number):
            leads = self.make_leads(number)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assign(self.team)
            self.env.flush_all()
            self.env.cr.flush()
            self.assertEqual(leads.team_id, self.team)
            leads.active = False
            self.env.flush_all()
            return self.env.cr.sql_log_count - before
        count(3)
        self.assertLess((count(60) - count(20)) / 40, 1)
