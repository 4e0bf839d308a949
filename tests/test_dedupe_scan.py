"""Groups of duplicates: what a scan finds, how they change, who sees them."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .merge_common import MergeCase


class DedupeCase(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['crm.lead'].with_context(active_test=False).search([]).unlink()
        cls.eva = cls.make_lead(
            name='Grinder', contact_name='Eva Peeters', partner_name='Koffiehuis Gent BV', expected_revenue=100,
            phone='+32 9 555 01 01', email_from='eva.peeters@koffiehuis.example.com')
        cls.call = cls.make_lead(
            name='Call', contact_name='Eva Peeters', phone='+32 9 555 01 01', expected_revenue=50)
        cls.other = cls.make_lead(name='Bakery', contact_name='Jan Claes', phone='+32 3 555 77 12')

    def scan(self, since=None):
        self.env.flush_all()
        return self.env['crm.lead.duplicate'].with_user(self.manager).scan(since)

    def groups(self, user=None, state='new'):
        return self.env['crm.lead.duplicate'].with_user(user or self.manager).search([('state', '=', state)])

    def found(self, user=None, state='new'):
        return sorted(sorted(group.lead_ids.mapped('name')) for group in self.groups(user, state))


@tagged('post_install', '-at_install')
class TestDedupeScan(DedupeCase):

    def test_scan(self):
        answer = self.scan()
        group = self.groups()
        self.assertEqual(answer['groups'], 1)
        self.assertEqual(self.found(), [['Call', 'Grinder']])
        strength = self.eva._find_similar()[self.eva][0]['strength']
        self.assertEqual((group.score, group.state, group.lead_count), (strength, 'new', 2))
        self.assertEqual(group.reason, "same phone, same person")
        self.assertEqual(group.expected_revenue, 150)
        self.assertEqual((group.user_ids, group.team_ids), (self.seller, self.team))
        self.scan()
        self.assertEqual(self.groups(), group)

    def test_same_pairs_as_similar_leads(self):
        """What the database thins out, comparing would not have kept."""
        firms = ('Koffiehuis Gent', 'Koffiehuis', 'Bakkerij Claes')
        people = ('Eva Peeters', 'E. Peeters', 'Peeters Eva', 'Eva Peters', 'Jan Claes', '', 'Sofie Maes')
        leads = self.env['crm.lead'].sudo().browse()
        for number in range(84):
            leads += self.make_lead(
                name=f'Lead {number}', contact_name=people[number % 7], partner_name=firms[number % 3],
                phone=('+32 9 555 01 01', '+32 9 555 01 02', False, '+32 3 555 77 12')[number % 4],
                email_from=('eva.peeters@koffiehuis.example.com', 'info@claes.example.com', False,
                            'evapeeters@mail.example.com', 'sofie.maes@koffiehuis.example.com')[number % 5]).sudo()
        self.scan()
        leads = self.env['crm.lead'].search([])
        expected = {
            tuple(sorted((lead.id, match['lead_id']))): round(match['total'], 4)
            for lead, matches in leads._find_similar().items() for match in matches}
        self.env.cr.execute("SELECT one_id, other_id, bits FROM crm_lead_duplicate_pair")
        found = {(one, other): round(bits, 4) for one, other, bits in self.env.cr.fetchall()}
        self.assertGreater(len(expected), 500)
        self.assertEqual(found, expected)

    def test_which_leads(self):
        won = self.make_lead(name='Won', type='opportunity', phone='+32 9 555 01 01', contact_name='Eva Peeters')
        won.action_set_won()
        lost = self.make_lead(name='Lost', type='opportunity', phone='+32 9 555 01 01', contact_name='Eva Peeters')
        lost.action_set_lost()
        archived = self.make_lead(name='Archived', phone='+32 9 555 01 01', contact_name='Eva Peeters')
        archived.action_archive()
        self.scan()
        self.assertEqual(self.found(), [['Call', 'Grinder']])

    def test_several_addresses(self):
        self.make_lead(name='Two', email_from='jan.claes@mail.example.com, eva.peeters@koffiehuis.example.com')
        self.scan()
        self.assertIn(['Call', 'Grinder', 'Two'], self.found() + [sorted(names) for names in self.found()])

    def test_since(self):
        self.scan()
        begun = fields.Datetime.now() - timedelta(minutes=1)
        with patch.object(type(self.env['crm.lead.duplicate.pair']), '_prepare_scan') as prepared:
            self.make_lead(name='Again', contact_name='Jan Claes', phone='+32 3 555 77 12')
            self.scan(begun)
            self.assertEqual(self.found(), [['Again', 'Bakery'], ['Call', 'Grinder']])
            self.call.write({'phone': False, 'contact_name': 'Somebody Else'})
            self.scan(begun)
            self.assertEqual(self.found(), [['Again', 'Bakery']])
            self.call.write({'phone': '+32 3 555 77 12', 'contact_name': 'Jan Claes'})
            self.scan(begun)
            self.assertEqual(self.found(), [['Again', 'Bakery', 'Call']])
            # whoever is lost is in no group, and comes back with the lead
            self.call.action_set_lost()
            self.scan(begun)
            self.assertEqual(self.found(), [['Again', 'Bakery']])
            self.call.action_unarchive()
            self.scan(begun)
            self.assertEqual(self.found(), [['Again', 'Bakery', 'Call']])
            prepared.assert_not_called()

    def test_the_first_scan_looks_at_all(self):
        self.scan(fields.Datetime.now() + timedelta(days=1))
        self.assertEqual(self.found(), [['Call', 'Grinder']])

    def test_stop_and_go_on(self):
        Scan = self.env['crm.lead.duplicate.scan']
        Scan.with_user(self.manager).action_start()
        scan = Scan.search([])
        self.assertEqual((scan.state, scan.done_count, scan.slice_count, scan.user_id),
                         ('running', 0, 11, self.manager))
        worked = []

        def commit():
            worked.append(scan.done_count)
            if len(worked) == 5:
                scan.with_user(self.manager).action_stop()
            return True

        self.env.flush_all()
        scan._work(commit)
        self.assertEqual((scan.state, scan.done_count, self.found()), ('stopped', 2, []))
        # the tables of the connection are gone, as after a crash
        self.env.cr.execute("DROP TABLE crm_lead_scan_pair")
        with self.assertRaises(AccessError):
            scan.with_user(self.seller).action_continue()
        scan.with_user(self.manager).action_continue()
        scan._work(lambda: True)
        self.assertEqual((scan.state, scan.done_count, scan.progress), ('done', 11, 100))
        self.assertEqual(self.found(), [['Call', 'Grinder']])

    def test_no_time_left(self):
        scan = self.env['crm.lead.duplicate.scan']._begin()
        self.env.flush_all()
        answers = iter((True, False))
        scan._work(lambda: next(answers))
        self.assertEqual((scan.state, scan.done_count), ('running', 1))

    def test_scheduled(self):
        cron = self.env.ref('crm_lead_conversion.ir_cron_crm_lead_duplicate_scan')
        Scan = self.env['crm.lead.duplicate.scan']
        with patch.object(type(self.env['ir.cron']), '_commit_progress', return_value=600):
            cron.with_user(cron.user_id).ir_actions_server_id.run()
            self.assertFalse(Scan.search([]))
            self.scan()
            cron.with_user(cron.user_id).ir_actions_server_id.run()
        last = Scan.search([], limit=1)
        self.assertEqual((last.state, bool(last.since)), ('done', True))


@tagged('post_install', '-at_install')
class TestDedupeGroups(DedupeCase):

    def test_no_weak_link_glues(self):
        # the number is that of both, and nothing else is
        self.make_lead(name='Jan again', contact_name='Jan Claes', phone='+32 3 555 77 12',
                       email_from='jan.claes@mail.example.com')
        self.make_lead(name='Desk', contact_name='Eva Peeters', phone='+32 9 555 01 01',
                       email_from='eva.peeters@koffiehuis.example.com')
        self.other.phone = '+32 9 555 01 01'
        self.scan()
        self.assertFalse(any({'Grinder', 'Jan again'} <= set(names) for names in self.found()))

    def test_not_same(self):
        self.scan()
        self.call.with_context(similar_to_lead_id=self.eva.id).action_not_same()
        self.assertEqual(self.found(), [])
        self.scan()
        self.assertEqual(self.found(), [])
        # a third one does not bring them together again
        self.make_lead(name='Third', contact_name='Eva Peeters', phone='+32 9 555 01 01',
                       email_from='eva.peeters@koffiehuis.example.com')
        self.scan()
        self.assertFalse(any({'Call', 'Grinder'} <= set(names) for names in self.found()))
        self.call.with_context(similar_to_lead_id=self.eva.id).action_take_back_not_same()
        self.assertTrue(any({'Call', 'Grinder'} <= set(names) for names in self.found()))

    def test_number_of_a_switchboard(self):
        self.scan()
        self.call.with_context(similar_to_lead_id=self.eva.id, not_same_kind='phone').action_value_says_nothing()
        self.scan(fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual(self.found(), [])

    def test_ignored_until_something_new(self):
        self.scan()
        group = self.groups(self.seller)
        group.action_ignore()
        self.assertEqual((group.state, group.ignored_user_id), ('ignored', self.seller))
        self.scan()
        self.scan(fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual((self.found(), self.found(state='ignored')), ([], [['Call', 'Grinder']]))
        # what does not count as evidence is nothing new
        self.call.referred = 'the fair in Gent'
        self.scan(fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual(self.found(), [])
        self.call.partner_name = 'Koffiehuis Gent'
        self.scan(fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual(self.found(), [['Call', 'Grinder']])
        self.assertEqual(self.groups(), group)
        self.assertFalse(group.ignored_user_id)

    def test_ignored_until_another_joins(self):
        self.scan()
        self.groups().action_ignore()
        self.make_lead(name='Third', contact_name='Eva Peeters', phone='+32 9 555 01 01')
        self.scan(fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual(self.found(), [['Call', 'Grinder', 'Third']])

    def test_look_again(self):
        self.scan()
        group = self.groups()
        group.action_ignore()
        group.action_look_again()
        self.assertEqual(self.found(), [['Call', 'Grinder']])

    def test_merge_and_undo(self):
        self.scan()
        group = self.groups(self.seller)
        action = group.action_merge()
        self.assertEqual(action['res_id'], self.eva.id)
        self.assertEqual((group.state, group.lead_count, group.lead_ids), ('merged', 1, self.eva))
        with self.assertRaisesRegex(UserError, "merged already"):
            group.action_merge()
        self.scan()
        self.assertEqual(self.found(), [])
        self.undo(self.eva)
        group.invalidate_recordset()
        self.assertEqual((group.state, group.lead_count, group.expected_revenue), ('new', 2, 150))
        self.assertEqual(group.lead_ids, self.eva + self.call)

    def test_merge_and_undo_leave_no_trace(self):
        self.scan()
        self.env['crm.lead.duplicate.todo'].search([]).unlink()
        before = self.database()
        self.groups(self.seller).action_merge()
        self.undo(self.eva)
        self.assertSameDatabase(before)

    def test_merged_elsewhere(self):
        self.scan()
        group = self.groups()
        (self.eva + self.call)._merge_opportunity(max_length=0)
        group.invalidate_recordset()
        self.assertEqual(group.state, 'merged')

    def test_deleted(self):
        self.scan()
        group = self.groups()
        self.call.with_user(self.manager).unlink()
        self.assertFalse(group.exists())

    def test_merge_several(self):
        self.make_lead(name='Again', contact_name='Jan Claes', phone='+32 3 555 77 12')
        self.scan()
        groups = self.groups(self.seller)
        self.assertEqual(len(groups), 2)
        groups.action_merge()
        groups.invalidate_recordset()
        self.assertEqual(groups.mapped('state'), ['merged', 'merged'])


@tagged('post_install', '-at_install')
class TestDedupeRights(DedupeCase):

    def test_who_sees_a_group(self):
        self.scan()
        group = self.groups()
        everybody = new_test_user(
            self.env, 'conv_all', name='Ada All', groups='base.group_user,sales_team.group_sale_salesman_all_leads')
        for user in (self.manager, self.seller, everybody):
            self.assertEqual(self.found(user), [['Call', 'Grinder']])
        self.assertEqual(self.found(self.colleague), [])
        for name in ('reason', 'score', 'lead_count', 'kinds'):
            with self.assertRaises(AccessError):
                group.with_user(self.colleague).read([name])
        self.assertEqual(self.env['crm.lead.duplicate'].with_user(self.colleague).search_count([]), 0)
        for action in ('action_merge', 'action_ignore', 'action_look_again', 'action_open_preview'):
            with self.assertRaises(AccessError):
                getattr(group.with_user(self.colleague), action)()

    def test_one_record_of_another(self):
        self.call.sudo().user_id = self.colleague
        self.scan()
        self.assertEqual(self.found(), [['Call', 'Grinder']])
        for user in (self.seller, self.colleague):
            self.assertEqual(self.found(user), [])
            with self.assertRaises(AccessError):
                self.groups().with_user(user).read(['score'])

    def test_may_read_but_not_change(self):
        self.env['ir.rule'].create({
            'name': 'x', 'model_id': self.env['ir.model']._get_id('crm.lead'), 'perm_read': False,
            'domain_force': "[('name', '!=', 'Call')]"})
        self.scan()
        self.assertEqual(self.found(self.manager), [])

    def test_portal_and_others(self):
        self.scan()
        group = self.groups()
        portal = new_test_user(self.env, 'conv_portal', groups='base.group_portal')
        nobody = new_test_user(self.env, 'conv_nobody', groups='base.group_user')
        for user in (portal, nobody):
            for call in (
                    lambda user=user: group.with_user(user).read(['score']),
                    lambda user=user: group.with_user(user).action_merge(),
                    lambda user=user: group.with_user(user).action_ignore(),
                    lambda user=user: group.with_user(user).search([]),
                    lambda user=user: group.with_user(user).scan(),
                    lambda user=user: self.env['crm.lead.duplicate.scan'].with_user(user).action_start()):
                with self.assertRaises(AccessError):
                    call()
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                group.with_user(user).write({'score': 100})
            with self.assertRaises(AccessError):
                self.env['crm.lead.duplicate'].with_user(user).create({'score': 1})
        with self.assertRaises(AccessError):
            self.env['crm.lead.duplicate'].with_user(self.seller).scan()

    def test_companies(self):
        mine, theirs = self.env.company, self.env['res.company'].create({'name': 'Other Company'})
        self.team.sudo().company_id = False
        self.eva.sudo().write({'company_id': mine.id, 'user_id': False, 'team_id': False})
        self.call.sudo().write({'company_id': theirs.id, 'user_id': False, 'team_id': False,
                                'country_id': self.belgium.id})
        self.scan()
        self.assertEqual(self.found(self.env.user), [])
        third = self.make_lead(
            name='Third', contact_name='Eva Peeters', phone='+32 9 555 01 01', user_id=False, team_id=False,
            company_id=theirs.id, country_id=self.belgium.id)
        self.scan()
        groups = self.env['crm.lead.duplicate'].search([])
        self.assertEqual((groups.lead_ids, groups.company_id), (self.call.sudo() + third.sudo(), theirs))
        self.assertEqual(self.found(self.manager), [])
        self.manager.company_ids = mine + theirs
        manager = self.env['crm.lead.duplicate'].with_user(self.manager)
        self.assertEqual(manager.with_context(allowed_company_ids=[mine.id]).search([]), manager)
        self.assertEqual(manager.with_context(allowed_company_ids=[mine.id, theirs.id]).search([]).ids, groups.ids)
