"""How far a scan is, and that groups are of other weights than those of now."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .dedupe_common import DedupeCase


@tagged('post_install', '-at_install')
class TestDedupeProgress(DedupeCase):

    def status(self, user=None):
        return self.env['crm.lead.duplicate'].with_user(user or self.seller).get_scan_status()

    def test_while_a_scan_runs(self):
        Scan = self.env['crm.lead.duplicate.scan']
        Scan.with_user(self.manager).action_start()
        scan = Scan.search([])
        self.env.flush_all()
        seen = []

        def commit():
            seen.append(self.status()['scan'])
            return len(seen) < 6

        scan._work(commit)
        expected = {'id': scan.id, 'state': 'running', 'total': 11, 'groups': 0}
        self.assertEqual(seen[-1], {**expected, 'waiting': 8})
        self.assertEqual(scan.with_user(self.manager).get_progress(), {**expected, 'waiting': 8})
        scan._work(lambda: True)
        self.assertEqual(
            scan.with_user(self.manager).get_progress(),
            {**expected, 'state': 'done', 'waiting': 0, 'groups': 1})
        self.assertEqual(self.status(), {'scan': False, 'stale': False, 'may_look': False})

    def test_who_started_it_is_told(self):
        def told():
            self.env.cr.precommit.run()
            sent = self.env['bus.bus'].sudo().search([('message', 'like', 'crm_lead_conversion.scan')], order='id')
            return [message for message in sent.mapped('message') if '"crm_lead_conversion.scan"' in message]

        before = len(told())
        Scan = self.env['crm.lead.duplicate.scan']
        Scan.with_user(self.manager).action_start()
        self.env.flush_all()
        scan = Scan.search([])
        scan._work()
        self.assertEqual(len(told()) - before, 11)
        self.assertIn('"done"', told()[-1])
        # of the night nobody waits for
        night = Scan._begin(fields.Datetime.now())
        night.user_id = self.env.ref('base.user_root')
        night._work()
        self.assertEqual(len(told()) - before, 11)

    def test_who_may_ask(self):
        self.scan()
        scan = self.env['crm.lead.duplicate.scan'].search([])
        with self.assertRaises(AccessError):
            scan.with_user(self.seller).get_progress()
        for groups in ('base.group_portal', 'base.group_user'):
            other = new_test_user(self.env, f'conv_{groups[11:]}', groups=groups)
            with self.assertRaises(AccessError):
                self.status(other)
        self.assertEqual(self.status(self.manager)['may_look'], True)

    def weight(self):
        return self.env.ref('crm_lead_conversion.weight_prior', raise_if_not_found=False) \
            or self.env['crm.lead.match.weight'].search([], limit=1)

    def test_other_weights(self):
        self.assertEqual(self.status(), {'scan': False, 'stale': False, 'may_look': False})
        self.scan()
        self.assertIs(self.status()['stale'], False)
        weight = self.weight()
        before = weight.bits
        weight.bits = before + 1
        self.assertIn("Ask a sales manager to look for duplicates again.", self.status()['stale'])
        self.assertIn("before that: look for duplicates again.", self.status(self.manager)['stale'])
        # what changed since is looked at by the new ones, all others are not
        self.scan(fields.Datetime.now() - timedelta(minutes=1))
        self.assertTrue(self.status()['stale'])
        weight.bits = before
        self.assertIs(self.status()['stale'], False)
        weight.bits = before + 1
        self.scan()
        self.assertIs(self.status()['stale'], False)

    def test_when_they_changed(self):
        self.scan()
        weight = self.weight()
        weight.bits += 1
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead_match_weight SET write_date = '2031-05-04 12:00:00' WHERE id = %s", [weight.id])
        self.seller.tz = 'Europe/Brussels'
        self.assertIn("was changed on 05/04/2031 02:00:00 PM.", self.status()['stale'])

    def test_another_threshold(self):
        self.scan()
        parameters = self.env['ir.config_parameter'].sudo()
        parameters.set_param('crm_lead_conversion.similar_threshold', 70)
        self.assertTrue(self.status()['stale'])
        # the other one says only what is merged unasked
        parameters.set_param('crm_lead_conversion.similar_threshold', 55)
        parameters.set_param('crm_lead_conversion.merge_threshold', 99)
        self.assertIs(self.status()['stale'], False)

    def test_of_an_earlier_version(self):
        """Nothing is known of the weights it went by but when they changed."""
        self.scan()
        scan = self.env['crm.lead.duplicate.scan'].search([])
        scan.weights_hash = False
        scan.date = fields.Datetime.now() + timedelta(minutes=1)
        self.assertIs(self.status()['stale'], False)
        scan.date = '2001-01-01 00:00:00'
        self.assertTrue(self.status()['stale'])
