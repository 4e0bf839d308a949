"""What a plan leaves out or replaces because it does not fit the result: stages of another team, what belongs to
another company, leads that would name themselves, the end of a lost record."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestMergePlanFit(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.add_links()
        cls.add_field('crm.lead', 'x_twin_id', 'many2one', relation='crm.lead', company_dependent=True)
        cls.add_field('crm.lead', 'x_about', 'reference', selection="[('crm.lead', 'Lead'), ('crm.team', 'Team')]")
        cls.add_field('crm.lead', 'x_note', 'text')
        cls.add_field('crm.lead', 'x_flag', 'boolean')
        Stage = cls.env['crm.stage']
        cls.stage_own = Stage.create({'name': 'Machines only', 'sequence': 3, 'team_ids': cls.team.ids})
        cls.stage_both = Stage.create(
            {'name': 'Of both', 'sequence': 4, 'team_ids': (cls.team + cls.other_team).ids})
        cls.stage_later = Stage.create({'name': 'Service later', 'sequence': 2, 'team_ids': cls.other_team.ids})
        cls.stage_first = Stage.create({'name': 'Service first', 'sequence': 0, 'team_ids': cls.other_team.ids})
        cls.house = cls.env['res.company'].create({'name': 'Second House'})

    def lead(self, **values):
        """As the superuser sees it; what is not given is empty."""
        return self.make_lead(**{'team_id': False, 'user_id': False, **values}).sudo()

    def set_columns(self, lead, **values):
        """Write what no screen would let through, or what would be computed."""
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(SQL(
                "UPDATE crm_lead SET %s = %s WHERE id = %s", SQL.identifier(name), value or None, lead.id))
        lead.invalidate_recordset()
        return lead

    def plan(self, *leads, values=None, chosen=None):
        """:return: the plan of merging these into the first"""
        return self.env['crm.lead'].union(*leads)._get_merge_plan(leads[0], values or {}, chosen=chosen)

    def result(self, name, *leads, **kwargs):
        return self.plan(*leads, **kwargs)['result'][name]

    # ------------------------------------------------------------
    # Stages
    # ------------------------------------------------------------

    def test_stage_of_another_team(self):
        own, service, nobody = self.team.id, self.other_team.id, False
        for team, stage, into, expected in [
            (own, self.stage_own, service, self.stage_first), (own, self.stage_new, service, self.stage_new),
            (own, self.stage_both, service, self.stage_both), (service, self.stage_later, own, self.stage_new),
            (service, self.stage_first, own, self.stage_new), (nobody, self.stage_own, service, self.stage_first),
            (own, self.env['crm.stage'], service, self.env['crm.stage']),
            # nobody asked for another one, whatever the team uses
            (own, self.stage_later, False, self.stage_later), (nobody, self.stage_later, False, self.stage_later),
        ]:
            with self.subTest(team=team, stage=stage.name, into=into):
                first = self.set_columns(self.lead(name='First'), team_id=team, stage_id=stage.id)
                second = self.set_columns(self.lead(name='Second'), team_id=team, stage_id=stage.id)
                result = self.plan(first, second, values={'team_id': into} if into else {})['result']
                self.assertEqual((result['team_id'], result['stage_id']), (into or team or None, expected.id or None))

    def test_stage_of_an_opportunity_of_another_team(self):
        for team, expected in [(self.team, self.stage_new), (self.other_team, self.stage_later),
                               (self.env['crm.team'], self.stage_later)]:
            with self.subTest(team=team.name):
                first = self.set_columns(self.lead(name='First'), team_id=team.id, stage_id=self.stage_new.id)
                second = self.set_columns(
                    self.lead(name='Second', type='opportunity'), team_id=team and self.other_team.id,
                    stage_id=self.stage_later.id)
                result = self.plan(first, second)['result']
                self.assertEqual((result['team_id'], result['stage_id']), (team.id or None, expected.id))

    def test_team_without_a_stage(self):
        self.env['crm.stage'].search([]).team_ids = self.team
        leads = [self.set_columns(self.lead(name='One'), team_id=self.team.id, stage_id=self.stage_own.id)
                 for _number in range(2)]
        self.assertIsNone(self.result('stage_id', *leads, values={'team_id': self.other_team.id}))

    def test_the_end_of_a_lost_record(self):
        """It is over where the result goes on, and stays where it does not."""
        ended = '2026-01-31 10:00:00'

        def deal(active, probability, won_status, **values):
            lead = self.lead(name='Deal', type='opportunity')
            return self.set_columns(
                lead, active=active, probability=probability, automated_probability=probability,
                date_closed=ended if won_status != 'pending' else None, won_status=won_status, **values)

        lost, other_lost, won = deal(False, 5, 'lost'), deal(False, 7, 'lost'), deal(True, 100, 'won')
        lead, later = [
            self.set_columns(self.lead(name='Lead'), probability=rate, automated_probability=rate + 1)
            for rate in (30, 40)]
        for leads, expected in [
            ((lost, other_lost), ('2026-01-31T10:00:00', 5, 5)), ((lost, lead), (None, 30, 31)),
            ((lost, other_lost, later, lead), (None, 30, 31)), ((won, lead), ('2026-01-31T10:00:00', 100, 100)),
            ((lost, won), ('2026-01-31T10:00:00', 100, 100)), ((lead, later), (None, 30, 31)),
        ]:
            with self.subTest(leads=[(lead.won_status, lead.probability) for lead in leads]):
                result = self.plan(*leads)['result']
                self.assertEqual(
                    tuple(result[name] for name in ('date_closed', 'probability', 'automated_probability')), expected)

    # ------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------

    def foreign(self):
        """:return: {field: record of the other company}"""
        return {
            'partner_id': self.env['res.partner'].create({'name': 'Theirs', 'company_id': self.house.id}),
            'team_id': self.env['crm.team'].create({'name': 'Theirs', 'company_id': self.house.id}),
            'user_id': new_test_user(
                self.env, 'conv_theirs', name='Theirs', groups='base.group_user,sales_team.group_sale_salesman',
                company_id=self.house.id, company_ids=[(6, 0, self.house.ids)]),
        }

    def test_what_belongs_to_another_company(self):
        own = self.env.company.id
        for name, record in self.foreign().items():
            for first, second, expected in [
                # (company, value) of the first and the second; company and value of the result
                ((own, None), (self.house.id, record.id), (own, None)),
                ((None, None), (self.house.id, record.id), (self.house.id, record.id)),
                ((None, record.id), (own, None), (None, record.id)),
                ((None, record.id), (self.house.id, None), (self.house.id, record.id)),
                # what the first had before stays, fit or not
                ((own, record.id), (self.house.id, None), (own, record.id)),
            ]:
                with self.subTest(name, first=first, second=second):
                    leads = [
                        self.set_columns(self.lead(name='Lead'), company_id=company, **{name: value})
                        for company, value in (first, second)]
                    result = self.plan(*leads)['result']
                    self.assertEqual((result['company_id'], result[name]), expected)

    def test_what_belongs_to_no_company(self):
        own = self.env.company.id
        for name, record in {
            'partner_id': self.env['res.partner'].create({'name': 'Anybody', 'company_id': False}),
            'team_id': self.env['crm.team'].create({'name': 'Anybody', 'company_id': False}),
            'user_id': self.seller,
        }.items():
            for company in (own, None):
                with self.subTest(name, company=company):
                    first = self.set_columns(self.lead(name='First'), company_id=company)
                    second = self.set_columns(self.lead(name='Second'), company_id=company, **{name: record.id})
                    self.assertEqual(self.result(name, first, second), record.id)

    def test_chosen_of_another_company(self):
        leads = [self.set_columns(self.lead(name='Lead'), company_id=self.env.company.id) for _number in range(2)]
        for name, record in self.foreign().items():
            with self.subTest(name), self.assertRaises(UserError) as caught:
                self.plan(*leads, values={name: record.id})
            self.assertEqual(
                caught.exception.args[0], f'“Theirs” does not belong to the company “{self.env.company.name}” of the'
                ' result. Choose another one.')

    def test_company_with_another_currency(self):
        self.house.currency_id = self.env['res.currency'].with_context(active_test=False).search(
            [('id', '!=', self.env.company.currency_id.id)], limit=1)
        first, second = self.lead(name='First'), self.lead(name='Second')
        self.set_columns(second, company_id=self.house.id)
        self.assertIsNone(self.result('company_id', first, second))
        self.set_columns(second, company_id=self.env.company.id)
        self.assertEqual(self.result('company_id', first, second), self.env.company.id)

    # ------------------------------------------------------------
    # Leads that name leads
    # ------------------------------------------------------------

    def test_nobody_names_himself(self):
        first, second, other = (self.lead(name=name) for name in ('First', 'Second', 'Other'))
        for name, wrap in (('x_parent_id', lambda lead: lead), ('x_about', lambda lead: f'crm.lead,{lead.id}')):
            for own, taken, expected in [
                (None, first, None), (None, second, None), (None, other, other), (second, first, second),
                (other, first, other),
            ]:
                with self.subTest(name, own=own and own.name, taken=taken.name):
                    first[name], second[name] = own and wrap(own), wrap(taken)
                    wanted = expected and (expected.id if name == 'x_parent_id' else wrap(expected))
                    self.assertEqual(self.result(name, first, second), wanted)
        first.x_related_ids, second.x_related_ids = second, first + other
        self.assertEqual(self.result('x_related_ids', first, second), [second.id, other.id])
        first.x_related_ids = False
        self.assertEqual(self.result('x_related_ids', first, second), [other.id])

    def test_nobody_names_himself_in_a_company(self):
        ours, theirs = str(self.env.company.id), str(self.house.id)
        first, second, other = (self.lead(name=name) for name in ('First', 'Second', 'Other'))
        for own, taken, expected in [
            ({}, {ours: first}, None), ({}, {ours: second, theirs: first}, None),
            ({}, {ours: other}, {ours: other.id}), ({}, {ours: first, theirs: other}, {theirs: other.id}),
            # what the first said itself stays
            ({ours: second}, {theirs: first}, {ours: second.id}),
            ({ours: second}, {theirs: other}, {ours: second.id, theirs: other.id}),
            ({ours: second}, {ours: other, theirs: second}, {ours: second.id}),
        ]:
            with self.subTest(own=own, taken=taken):
                for lead, values in ((first, own), (second, taken)):
                    for company in (self.env.company, self.house):
                        lead.with_company(company).x_twin_id = values.get(str(company.id), lead.browse())
                self.assertEqual(self.result('x_twin_id', first, second), expected)

    def test_texts_and_other_records_name_no_lead(self):
        """Even if they look like it."""
        first, second = self.lead(name='First'), self.lead(name='Second')
        text = f'crm.lead,{first.id}'
        self.env.cr.execute(
            """INSERT INTO crm_tag (id, name) VALUES (%s, '{"en_US": "Same number"}') ON CONFLICT DO NOTHING""",
            [first.id])
        second.write({
            'referred': text, 'x_note': text, 'tag_ids': [(6, 0, [first.id])], 'x_about': f'crm.team,{self.team.id}',
            'color': first.id})
        result = self.plan(first, second)['result']
        self.assertEqual(
            [result[name] for name in ('referred', 'x_note', 'tag_ids', 'x_about', 'color')],
            [text, text, [first.id], f'crm.team,{self.team.id}', first.id])

    # ------------------------------------------------------------
    # The rest of the plan
    # ------------------------------------------------------------

    def test_another_addon_says_no(self):
        """A box that is not ticked says so; any other field is empty then."""
        first, second = self.lead(name='First', x_flag=True, referred='Fair'), self.lead(name='Second')
        as_before = self.registry['crm.lead']._merge_get_fields_specific

        def decided(leads):
            return {**as_before(leads), 'x_flag': lambda name, leads: False, 'referred': lambda name, leads: False}

        self.assertEqual([self.result(name, first, second) for name in ('x_flag', 'referred')], [True, 'Fair'])
        with patch.object(self.registry['crm.lead'], '_merge_get_fields_specific', decided):
            self.assertIs(self.result('x_flag', first, second), False)
            self.assertIsNone(self.result('referred', first, second))

    def test_properties_of_another_team(self):
        """They come from the record itself, whichever of the two was created first."""
        self.team.lead_properties_definition = [{'name': 'a1', 'string': 'Cups', 'type': 'char'}]
        self.other_team.lead_properties_definition = [{'name': 'c2', 'string': 'Cups', 'type': 'char'}]
        leads = [self.lead(name='Lead', team_id=self.team.id) for _number in range(3)]
        other = leads[1]
        other.team_id = self.other_team
        other.lead_properties = {'c2': '90'}
        for master in (leads[0], leads[2]):
            choice = self.plan(master, other)['choices']['lead_properties']
            self.assertEqual((choice.value, choice.sources), ({'a1': '90'}, (other.id,)))

    def test_date_of_the_first_salesperson(self):
        first, second = self.lead(name='First'), self.lead(name='Second')
        self.assertIsNone(self.result('date_open', first, second))
        self.assertIsNone(self.result('date_open', first, second, values={'team_id': self.team.id}))
        self.assertTrue(self.result('date_open', first, second, values={'user_id': self.seller.id}))
        for lead in (first, second):
            self.set_columns(lead, date_open='2026-01-31 10:00:00')
        self.assertEqual(
            self.result('date_open', first, second, values={'user_id': self.seller.id}), '2026-01-31T10:00:00')

    def test_what_the_plan_says(self):
        first = self.lead(name='First', phone='+32 2 555 01 01')
        second = self.lead(name='Second', email_from='b@cafe.example.com', active=False)
        self.created_on(second, '2020-01-01 10:00:00')
        plan = self.plan(first, second, values={'referred': 'Fair', 'name': 'First'})
        self.assertEqual((plan['master_id'], plan['lead_ids']), (first.id, [second.id, first.id]))
        self.assertEqual(plan['active'], {first.id: True, second.id: False})
        self.assertEqual((plan['assigned'], plan['before']['name']), ({'referred': 'Fair', 'name': 'First'}, 'First'))
        self.assertEqual(
            {name: plan['values'].get(name) for name in ('referred', 'email_from', 'name', 'phone')},
            {'referred': 'Fair', 'email_from': 'b@cafe.example.com', 'name': None, 'phone': None})
        self.assertEqual(plan['choices']['email_from'].sources, (second.id,))
