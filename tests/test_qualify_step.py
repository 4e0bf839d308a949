from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestQualifyStep(ConvertCase):

    def test_delivered_steps_in_order(self):
        steps = self.env['crm.lead.step'].browse(
            self.env.ref(f'crm_lead_conversion.crm_lead_step_{name}').id
            for name in ('first_call', 'renewed_contact', 'verbal_agreement'))
        self.assertEqual(
            steps.mapped('name'), ['First Call', 'Renewed Contact', 'Verbal Agreement'])
        self.assertEqual(steps.sorted('sequence'), steps)

    def test_step_on_the_lead_is_kept_by_conversion_and_undo(self):
        step = self.env.ref('crm_lead_conversion.crm_lead_step_renewed_contact')
        lead = self.make_lead()
        with Form(lead) as form:
            form.step_id = step
        self.convert(lead, action='nothing')
        self.assertEqual(lead.step_id, step)
        lead.action_undo_conversion()
        self.assertEqual(lead.step_id, step)

    def test_columns_of_the_kanban_by_step(self):
        own = self.env['crm.lead.step'].create(
            {'name': 'Machines only', 'team_ids': [(4, self.team.id)]})
        foreign = self.env['crm.lead.step'].create(
            {'name': 'Service only', 'team_ids': [(4, self.other_team.id)]})
        groups = self.env['crm.lead'].with_user(self.seller).with_context(
            default_team_id=self.team.id, read_group_expand=True).web_read_group(
            [('type', '=', 'lead')], ['step_id'], [])['groups']
        shown = [group['step_id'][0] for group in groups if group['step_id']]
        self.assertIn(own.id, shown)
        self.assertNotIn(foreign.id, shown)
        self.assertIn(self.env.ref('crm_lead_conversion.crm_lead_step_first_call').id, shown)

    def test_a_deleted_step_leaves_the_lead(self):
        step = self.env['crm.lead.step'].create({'name': 'Gone soon'})
        lead = self.make_lead(step_id=step.id)
        step.unlink()
        lead.invalidate_recordset()
        self.assertFalse(lead.step_id)

    def test_salespeople_read_managers_configure(self):
        step = self.env.ref('crm_lead_conversion.crm_lead_step_first_call')
        self.assertEqual(step.with_user(self.seller).name, 'First Call')
        with self.assertRaises(AccessError):
            step.with_user(self.seller).name = 'Changed'
        step.with_user(self.manager).name = 'Opening Call'
        self.assertEqual(step.name, 'Opening Call')
