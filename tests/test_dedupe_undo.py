"""Merging unasked: as whom, and what an undo says."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .dedupe_common import AutomaticCase

_SCAN = 'crm_lead_conversion.ir_cron_crm_lead_duplicate_scan'


@tagged('post_install', '-at_install')
class TestDedupeUndo(AutomaticCase):

    # ------------------------------------------------------------
    # As whom
    # ------------------------------------------------------------

    def test_as_the_user_of_the_scheduled_action(self):
        self.env.ref(_SCAN).user_id = self.manager
        self.switch_on()
        job = self.scan_and_merge()
        self.assertEqual((job.user_id, job.item_ids.state), (self.manager, 'done'))
        self.assertEqual(self.merges().user_id, self.manager)

    def test_with_the_rights_of_that_user(self):
        self.env.ref(_SCAN).user_id = self.colleague
        self.switch_on()
        job = self.scan_and_merge()
        self.assertEqual(job.item_ids.state, 'failed')
        self.assertFalse(self.merges())
        self.assertEqual(job.item_ids.name, f"Number {self.eva.id} and Number {self.call.id}")

    def test_not_in_a_company_of_others(self):
        self.env.ref(_SCAN).user_id = self.manager
        theirs = self.env['res.company'].create({'name': 'Other Company'})
        (self.eva + self.call).sudo().write({
            'user_id': False, 'team_id': False, 'company_id': theirs.id, 'country_id': self.belgium.id})
        self.switch_on()
        self.assertNothingMerged()

    # ------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------

    def test_undo(self):
        self.switch_on()
        self.scan_and_merge()
        group = self.groups(state='merged')
        self.undo(self.eva)
        self.assertFalse(self.call.sudo().merged_into_id)
        group.invalidate_recordset()
        self.assertEqual((group.state, group.ignored_user_id, group.lead_ids), (
            'ignored', self.seller, self.eva + self.call))
        for since in (None, fields.Datetime.now() - timedelta(minutes=1)):
            self.assertEqual(len(self.scan_and_merge(since)), 1)
            self.assertEqual((self.found(), self.found(state='ignored')), ([], [['Call', 'Grinder']]))
        self.assertEqual(self.merges().mapped('state'), ['undone'])

    def test_undo_by_who_may_not_change_one_of_them(self):
        self.call.sudo().user_id = self.colleague
        self.switch_on(auto_merge_salespeople='True')
        self.scan_and_merge()
        for user in (self.seller, self.colleague):
            with self.assertRaises(AccessError):
                self.undo(self.eva, user)
        self.undo(self.eva, self.manager)
        self.assertEqual(self.groups(state='ignored').ignored_user_id, self.manager)

    def test_undone_until_something_new(self):
        self.switch_on()
        self.scan_and_merge()
        self.undo(self.eva)
        self.call.referred = 'the fair in Gent'
        self.scan_and_merge()
        self.assertEqual(self.merges().mapped('state'), ['undone'])
        self.call.write({'street': 'Korenmarkt 5', 'zip': '9000'})
        self.scan_and_merge()
        self.assertEqual(self.merges().mapped('state'), ['done', 'undone'])

    def test_undone_although_another_joins(self):
        """Who joins says nothing new of the two that somebody took apart."""
        self.switch_on()
        self.scan_and_merge()
        self.undo(self.eva)
        third = self.make_lead(
            name='Third', contact_name='Eva Peeters', partner_name='Koffiehuis Gent BV', phone='+32 9 555 01 01',
            email_from='eva.peeters@koffiehuis.example.com')
        self.scan_and_merge()
        self.assertEqual(self.found(), [['Call', 'Grinder', 'Third']])
        self.assertEqual(self.merges().mapped('state'), ['undone'])
        self.groups(self.seller).action_merge()
        self.assertEqual(third.sudo().merged_into_id, self.eva.sudo())

    def test_undo_all_of_a_job(self):
        self.switch_on()
        job = self.scan_and_merge()
        job.with_user(self.manager).action_undo_all()
        self.assertEqual(self.merges().state, 'undone')
        self.assertEqual(self.found(state='ignored'), [['Call', 'Grinder']])

    def test_undo_of_what_a_person_merged(self):
        self.scan()
        self.groups(self.seller).action_merge()
        self.undo(self.eva)
        self.assertEqual(self.found(), [['Call', 'Grinder']])
