"""What is noted of leads that change, for the next look for duplicates."""

from unittest.mock import patch

from odoo.tests import tagged

from .dedupe_common import DedupeCase


@tagged('post_install', '-at_install')
class TestDedupeNoted(DedupeCase):

    def setUp(self):
        super().setUp()
        self.note_pending()
        self.env['crm.lead.duplicate.todo'].search([]).unlink()

    def note_pending(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def noted(self):
        self.note_pending()
        return set(self.env['crm.lead.duplicate.todo'].search([]).mapped('lead_id'))

    def test_nothing_as_long_as_nobody_looks(self):
        self.env['crm.lead.duplicate.scan'].search([]).unlink()
        self.call.phone = '+32 3 555 99 01'
        self.eva.action_set_lost()
        self.assertEqual(self.noted(), set())

    def test_what_changes_from_the_moment_a_scan_begins(self):
        self.env['crm.lead.duplicate.scan'].create({'slice_count': 3})
        self.call.phone = '+32 3 555 99 01'
        self.eva.action_set_lost()
        self.assertEqual(self.noted(), {self.call.id, self.eva.id})

    def test_what_is_written_late_is_for_the_next_scan(self):
        """By who began before a scan, and ended while it was at work."""
        scan = self.env['crm.lead.duplicate.scan']._begin()
        self.call.phone = '+32 3 555 99 01'
        self.note_pending()
        scan._work(commit=lambda: False)
        self.assertEqual(scan.done_count, 1)
        self.env['crm.lead.duplicate.todo'].create({'lead_id': self.eva.id, 'date': '2020-01-01 10:00:00'})
        scan._work()
        self.assertEqual(scan.state, 'done')
        self.assertEqual(self.noted(), {self.eva.id})
        self.work_at_night()
        self.assertEqual(self.noted(), set())

    def test_what_a_scan_did_not_get_to_is_for_the_next_one(self):
        self.scan()
        self.call.phone = '+32 3 555 99 01'
        self.note_pending()
        stopped = self.env['crm.lead.duplicate.scan']._begin()
        stopped._work(commit=lambda: False)
        stopped.action_stop()
        self.assertEqual(self.noted(), {self.call.id})
        self.work_at_night()
        self.assertEqual(self.noted(), set())

    def work_at_night(self):
        with patch.object(type(self.env['ir.cron']), '_commit_progress', return_value=600):
            self.env['crm.lead.duplicate.scan']._cron_scan()
