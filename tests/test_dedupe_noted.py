"""What is noted of leads that change, for the next look for duplicates."""

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
