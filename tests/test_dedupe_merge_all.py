"""Merging all groups from a strength on: first what that would do."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .dedupe_common import DedupeCase


@tagged('post_install', '-at_install')
class TestDedupeMergeAll(DedupeCase):

    def dialog(self, user=None, **values):
        return self.env['crm.lead.duplicate.merge.all'].with_user(user or self.manager).create(values)

    def test_dry_run(self):
        self.call.message_post(body='Called back')
        self.scan()
        before = self.env['mail.message'].search_count([('model', '=', 'crm.lead'), ('res_id', '=', self.call.id)])
        dialog = self.dialog(score=60)
        self.assertEqual((dialog.group_count, dialog.lead_count, dialog.message_count), (1, 2, before))
        self.assertGreater(before, 0)
        self.assertEqual(dialog.sample_ids, self.groups())
        self.assertEqual(self.found(), [['Call', 'Grinder']])
        self.groups().sudo().score = 89
        self.assertEqual((self.dialog(score=89).group_count, self.dialog(score=90).group_count), (1, 0))

    def test_limits(self):
        self.call.sudo().user_id = self.colleague
        self.scan()
        self.assertEqual(self.dialog(score=60).group_count, 1)
        self.assertEqual(self.dialog(score=60, same_user=True).group_count, 0)
        self.assertEqual(self.dialog(score=60, team_ids=[(6, 0, self.team.ids)]).group_count, 1)
        empty = self.env['crm.team'].create({'name': 'Nobody'})
        self.assertEqual(self.dialog(score=60, team_ids=[(6, 0, empty.ids)]).group_count, 0)

    def test_merge(self):
        self.scan()
        self.dialog(score=60).action_merge_all()
        self.assertEqual((self.found(), self.call.sudo().merged_into_id.id), ([], self.eva.id))
        with self.assertRaisesRegex(UserError, "no group of this strength"):
            self.dialog(score=60).action_merge_all()

    def test_for_managers_only(self):
        self.scan()
        with self.assertRaises(AccessError):
            self.dialog(self.seller, score=60)
        with self.assertRaisesRegex(AccessError, "Only sales managers may merge all groups of duplicates"):
            self.dialog(score=60).with_user(self.seller)._check_manager()
        self.assertEqual(self.found(), [['Call', 'Grinder']])
