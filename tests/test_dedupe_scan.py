"""What a scan for duplicates finds, and how it is stopped and goes on."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .dedupe_common import DedupeCase


@tagged('post_install', '-at_install')
class TestDedupeScan(DedupeCase):

    def test_scan(self):
        answer = self.scan()
        group = self.groups()
        self.assertEqual(answer['groups'], 1)
        self.assertEqual(self.found(), [['Call', 'Grinder']])
        strength = self.eva._find_similar()[self.eva][0]['strength']
        self.assertEqual((group.score, group.state, group.lead_count), (strength, 'new', 2))
        self.assertEqual(group.reason, "same phone; same person")
        self.assertEqual(group.expected_revenue, 150)
        self.assertEqual((group.user_ids, group.team_ids), (self.seller, self.team))
        self.scan()
        self.assertEqual(self.groups(), group)

    def make_many(self):
        firms = ('Koffiehuis Gent', 'Koffiehuis', 'Bakkerij Claes')
        people = ('Eva Peeters', 'E. Peeters', 'Peeters Eva', 'Eva Peters', 'Jan Claes', '', 'Sofie Maes')
        made = self.env['crm.lead']
        for number in range(84):
            made += self.make_lead(
                name=f'Lead {number}', contact_name=people[number % 7], partner_name=firms[number % 3],
                phone=('+32 9 555 01 01', '+32 9 555 01 02', False, '+32 3 555 77 12')[number % 4],
                email_from=('eva.peeters@koffiehuis.example.com', 'info@claes.example.com', False,
                            'evapeeters@mail.example.com', 'sofie.maes@koffiehuis.example.com')[number % 5])
        return made.sudo()

    def assert_pairs_are_what_is_similar(self, leads):
        """:param leads: with one address and one number each"""
        expected = {
            tuple(sorted((lead.id, match['lead_id']))): round(match['total'], 4)
            for lead, matches in leads._find_similar().items() for match in matches}
        self.env.cr.execute(
            "SELECT one_id, other_id, bits FROM crm_lead_duplicate_pair WHERE one_id = ANY(%(ids)s)"
            " OR other_id = ANY(%(ids)s)", {'ids': leads.ids})
        found = {(one, other): round(bits, 4) for one, other, bits in self.env.cr.fetchall()}
        self.assertGreater(len(expected), 500)
        self.assertEqual(found, expected)

    def test_same_pairs_as_similar_leads(self):
        """What the database thins out, comparing would not have kept."""
        made = self.make_many()
        self.scan()
        self.assert_pairs_are_what_is_similar(made | self.eva.sudo() | self.call.sudo() | self.other.sudo())

    def test_same_pairs_since(self):
        self.make_lead(
            name='Two', email_from='jan.claes@mail.example.com, sofie.maes@koffiehuis.example.com',
            phone='+32 9 555 01 02')
        self.scan()
        begun = fields.Datetime.now() - timedelta(minutes=1)
        made = self.make_many()
        self.scan(begun)
        # what did not change is not compared again, and still as strong as it was
        self.assert_pairs_are_what_is_similar(made)

    def test_deleted(self):
        self.scan()
        self.eva.sudo().unlink()
        self.env.cr.execute("SELECT count(*) FROM crm_lead_duplicate_pair")
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.assertEqual(self.found(), [])

    def test_deleted_behind_our_back(self):
        """By another program, in the database itself."""
        self.scan()
        begun = fields.Datetime.now() - timedelta(minutes=1)
        again = self.make_lead(name='Again', contact_name='Eva Peeters', phone='+32 9 555 01 01')
        self.scan(begun)
        self.assertEqual(self.found(), [['Again', 'Call', 'Grinder']])
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [again.id])
        self.env.invalidate_all()
        self.env['crm.lead.duplicate']._look_at(self.call.ids)
        self.assertEqual(self.found(), [['Call', 'Grinder']])

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
        for method in ('action_continue', 'action_stop', 'action_start'):
            with self.assertRaisesRegex(
                    AccessError, "Only sales managers may look for duplicates among all leads"):
                getattr(scan.with_user(self.seller), method)()
        scan.with_user(self.manager).action_continue()
        scan._work(lambda: True)
        self.assertEqual((scan.state, scan.done_count, scan.progress), ('done', 11, 100))
        self.assertEqual(self.found(), [['Call', 'Grinder']])

    def test_one_at_a_time(self):
        Scan = self.env['crm.lead.duplicate.scan'].with_user(self.manager)
        stopped = Scan.browse(Scan.action_start()['res_id'])
        stopped.action_stop()
        running = Scan.browse(Scan.action_start()['res_id'])
        with self.assertRaisesRegex(UserError, "^Another scan is in progress. Wait until it is finished, or stop it.$"):
            stopped.action_continue()
        self.assertEqual((stopped.state, running.state), ('stopped', 'running'))

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
