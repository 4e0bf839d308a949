"""What a person sees of a merge afterwards, and what is said before it is undone."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestMergeShown(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_model('x_secret_visit')
        cls.master = cls.make_lead(name='Grinder', phone='+32 9 555 01 01')
        cls.other = cls.make_lead(name='Call', email_from='eva@cafe.example.com', function='Manager')
        cls.third = cls.make_lead(name='Form')
        cls.other.message_post(body='Hello')
        cls.other.activity_schedule('mail.mail_activity_data_todo', user_id=cls.seller.id)
        (cls.master + cls.other)._merge_opportunity(max_length=0)
        cls.merge = cls.master.merge_record_ids

    def outlook(self, user=None):
        return self.merge.with_user(user or self.seller).get_undo_outlook()

    def test_panel(self):
        [shown] = self.env['crm.lead.merge'].with_user(self.seller).get_merges_shown(self.master.id)
        self.assertEqual(shown['leads'], [{'id': self.other.id, 'name': 'Call'}])
        self.assertEqual(
            (shown['id'], shown['user'], shown['origin'], shown['state'], shown['undone'], shown['can_undo']),
            (self.merge.id, 'Sanne Seller', 'Program', 'done', '', True))
        self.assertEqual(shown['receipt'], (
            f"Moved {self.merge.moved_count}, combined {self.merge.combined_count}, kept aside"
            f" {self.merge.aside_count}, left behind 0"))
        self.assertGreater(self.merge.moved_count, 1)

    def test_panel_after_an_undo(self):
        self.undo(self.master)
        [shown] = self.env['crm.lead.merge'].with_user(self.seller).get_merges_shown(self.master.id)
        self.assertEqual((shown['state'], shown['can_undo']), ('undone', False))
        self.assertRegex(shown['undone'], "^Undone on .+ by Sanne Seller$")

    def test_panel_shows_the_latest_first(self):
        (self.master + self.third)._merge_opportunity(max_length=0)
        shown = self.env['crm.lead.merge'].with_user(self.seller).get_merges_shown(self.master.id)
        self.assertEqual([one['leads'][0]['name'] for one in shown], ['Form', 'Call'])

    def test_panel_of_others(self):
        merges = self.env['crm.lead.merge'].with_user(self.colleague)
        self.assertEqual(merges.get_merges_shown(self.master.id), [])
        self.assertEqual(merges.get_merges_shown("1 OR 1=1"), [])
        with self.assertRaises(AccessError):
            self.outlook(self.colleague)

    def test_merged_records_of_others_are_not_named_after_an_undo(self):
        self.undo(self.master)
        self.other.sudo().user_id = self.colleague
        [shown] = self.env['crm.lead.merge'].with_user(self.seller).get_merges_shown(self.master.id)
        self.assertEqual(shown['leads'], [])

    def test_outlook_says_what_happens(self):
        outlook = self.outlook()
        self.assertEqual(outlook['refusal'], '')
        self.assertEqual(outlook['will'][0], "Back as they were: “Call”")
        self.assertRegex(outlook['will'][1], "^Goes back to them from “Grinder”: [23] messages and 1 activity")
        self.assertEqual(outlook['will'][2], "Gets its former value in “Grinder”: Email and Job Position")
        self.assertEqual(outlook['stays'], [
            "What was written, planned or added since the merge stays with “Grinder”."])

    def test_outlook_says_what_stays(self):
        self.master.function = 'Owner'
        outlook = self.outlook()
        self.assertEqual(outlook['will'][2], "Gets its former value in “Grinder”: Email")
        self.assertEqual(outlook['stays'][0], "Kept, as changed since: Job Position")
        self.assertIn("Kept, as changed since: Job Position", self.undo(self.master))
        self.assertEqual((self.master.function, self.master.email_from), ('Owner', False))

    def test_outlook_reads_only(self):
        self.env.flush_all()
        before = self.database()
        self.outlook()
        self.assertSameDatabase(before)

    def test_outlook_names_no_hidden_field(self):
        self.master._fields['function'].groups = 'base.group_system'
        self.addCleanup(lambda: setattr(self.master._fields['function'], 'groups', None))
        self.assertEqual(self.outlook()['will'][2], "Gets its former value in “Grinder”: Email")

    def test_outlook_names_no_kind_of_record_that_is_not_for_the_user(self):
        lead = self.make_lead(name='Visited')
        visits = self.env['x_secret_visit'].create([{'x_name': 'Visit', 'x_lead_id': lead.id} for _n in range(2)])
        (self.third + lead)._merge_opportunity(max_length=0)
        self.assertEqual(visits.x_lead_id, self.third)
        [_back, moves, *_rest] = self.third.merge_record_ids.with_user(self.seller).get_undo_outlook()['will']
        self.assertRegex(moves, "^Goes back to them from “Form”: .*2 other records")
        self.assertNotRegex(moves, "(?i)visit|secret")

    def test_outlook_refuses(self):
        (self.master + self.third)._merge_opportunity(max_length=0)
        self.assertEqual(self.outlook(), {
            'refusal': "Other records were merged into “Grinder” later. Undo that merge first.",
            'will': [], 'stays': []})
        self.undo(self.master)
        self.merge.with_user(self.seller).action_undo()
        self.assertEqual(self.outlook()['refusal'], "This merge was undone already by Sanne Seller.")

    def test_outlook_says_who_may_not(self):
        self.other.sudo().user_id = self.colleague
        self.assertEqual(
            self.outlook()['refusal'], "You may not change “Call”. Ask the salesperson or a sales manager.")
        with self.assertRaises(AccessError):
            self.merge.with_user(self.seller).action_undo()

    def test_card_opens_itself(self):
        action = self.other.action_open_card()
        self.assertEqual(
            (action['res_model'], action['res_id'], action['context']['show_merged_card']),
            ('crm.lead', self.other.id, True))
        with self.assertRaises(AccessError):
            self.other.with_user(self.colleague).action_open_card()
