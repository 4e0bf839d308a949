"""What a team wants ticked before its leads are converted."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestQualifyCheck(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.budget, cls.need = cls.env['crm.lead.check'].create([
            {'name': 'Budget known', 'team_id': cls.team.id}, {'name': 'Need known', 'team_id': cls.team.id}])
        cls.lead = cls.make_lead(name='Grinder')

    def test_refused_until_all_is_ticked(self):
        with self.assertRaisesRegex(UserError, (
                "“Grinder” is not ready to be converted. Tick first on its page Checklist: Budget known and Need known."
                " A sales manager can convert it anyway.")):
            self.dialog(self.lead)
        self.lead.check_ids = self.budget
        with self.assertRaisesRegex(UserError, "Checklist: Need known"):
            self.dialog(self.lead)
        with Form(self.lead) as form:
            form.check_ids.add(self.need)
        self.convert(self.lead, action='nothing')
        self.assertEqual(self.lead.type, 'opportunity')
        self.assertFalse(self.lead.conversion_ids.checks_left)

    def test_ticks_are_in_the_chatter(self):
        self.lead.check_ids = self.budget + self.need
        self.lead.check_ids = self.need
        later, first = self.lead.message_ids[:2]
        self.assertIn("Ticked: Budget known and Need known", first.body)
        self.assertIn("No longer ticked: Budget known", later.body)
        self.assertEqual(first.author_id, self.seller.partner_id)

    def test_a_manager_overrides_and_the_chatter_says_so(self):
        lead = self.lead.with_user(self.manager)
        lead.check_ids = self.need
        form = self.dialog(lead)
        self.assertEqual(form.checks_left, 'Budget known')
        form.action = 'nothing'
        with self.assertRaisesRegex(UserError, "Tick “Convert anyway” if it is to be converted all the same."):
            form.save().action_apply()
        self.assertEqual(lead.type, 'lead')
        form = self.dialog(lead)
        form.action = 'nothing'
        form.checklist_overridden = True
        form.save().action_apply()
        self.assertEqual((lead.type, lead.conversion_ids.checks_left), ('opportunity', 'Budget known'))
        self.assertIn("Although not ticked: Budget known", lead.message_ids[0].body)

    def test_a_salesperson_cannot_override_by_rpc(self):
        dialog = self.env['crm.lead2opportunity.partner'].with_user(self.seller).with_context(
            active_model='crm.lead', active_ids=self.lead.ids, active_id=self.lead.id).sudo().create(
            {'lead_id': self.lead.id, 'name': 'convert', 'action': 'nothing', 'checklist_overridden': True})
        with self.assertRaisesRegex(UserError, "is not ready to be converted"):
            dialog.sudo(False).action_apply()
        with self.assertRaisesRegex(UserError, "is not ready to be converted"):
            self.lead.convert_opportunity(self.env['res.partner'])
        self.assertEqual(self.lead.type, 'lead')

    def test_of_several_the_others_are_converted(self):
        ready = self.make_lead(name='Ready', check_ids=(self.budget + self.need).ids)
        self.mass_dialog(self.lead + ready, action='nothing', deduplicate=False).action_mass_convert()
        self.assertEqual((self.lead.type, ready.type), ('lead', 'opportunity'))
        dialog = self.mass_dialog(
            self.lead, self.manager, action='nothing', deduplicate=False, checklist_overridden=True)
        self.assertEqual(dialog.checks_left, 'Budget known and Need known')
        dialog.action_mass_convert()
        self.assertEqual(
            (self.lead.type, self.lead.conversion_ids.checks_left), ('opportunity', 'Budget known and Need known'))

    def test_bulk_work_converts_as_the_manager_said(self):
        other = self.make_lead(name='Call')
        for overridden, kind in ((False, 'lead'), (True, 'opportunity')):
            job = self.mass_dialog(
                self.lead + other, self.manager, action='nothing', deduplicate=False, checklist_overridden=overridden,
            )._start_job()
            self.assertEqual((self.lead.type, other.type), (kind, kind))
            self.assertEqual(set(job.item_ids.mapped('state')), {'done' if overridden else 'skipped'})
        self.assertEqual(other.conversion_ids.checks_left, 'Budget known and Need known')

    def test_assignment_and_managers_programs_go_on(self):
        self.lead.with_user(self.manager).convert_opportunity(self.env['res.partner'])
        self.env.cr.precommit.run()
        self.assertEqual(
            (self.lead.type, self.lead.conversion_ids.checks_left), ('opportunity', 'Budget known and Need known'))

    def test_only_leads_of_the_team(self):
        other = self.make_lead(name='Other', team_id=self.other_team.id)
        self.convert(other, action='nothing')
        self.assertEqual(other.type, 'opportunity')
        self.lead.team_id = self.other_team
        self.convert(self.lead, action='nothing')
        self.assertEqual(self.lead.type, 'opportunity')

    def test_becoming_a_customer_needs_no_ticks(self):
        self.lead.action_convert_to_partner()
        self.assertEqual(self.lead.qualification_state, 'done')

    def test_points_added_and_deleted_count_at_once(self):
        self.lead.check_ids = self.budget + self.need
        extra = self.env['crm.lead.check'].with_user(self.manager).create(
            {'name': 'Date agreed', 'team_id': self.team.id})
        with self.assertRaisesRegex(UserError, "Checklist: Date agreed"):
            self.dialog(self.lead)
        extra.unlink()
        self.convert(self.lead, action='nothing')
        self.assertEqual(self.lead.type, 'opportunity')

    def test_merging_unites_ticks_and_its_undo_takes_them_apart(self):
        other = self.make_lead(name='Call', check_ids=self.need.ids)
        self.lead.check_ids = self.budget
        (self.lead + other)._merge_opportunity(max_length=0)
        self.assertEqual(self.lead.check_ids, self.budget + self.need)
        self.undo(self.lead)
        self.assertEqual((self.lead.check_ids, other.check_ids), (self.budget, self.need))

    def test_undo_of_the_conversion_keeps_the_ticks(self):
        self.lead.check_ids = self.budget + self.need
        self.convert(self.lead, action='nothing')
        self.lead.action_undo_conversion()
        self.assertEqual(self.lead.check_ids, self.budget + self.need)

    def test_who_configures(self):
        with self.assertRaises(AccessError):
            self.budget.with_user(self.seller).name = 'Anything'
        self.budget.with_user(self.manager).name = 'Budget confirmed'
        with self.assertRaisesRegex(UserError, "Budget confirmed and Need known"):
            self.dialog(self.lead)
