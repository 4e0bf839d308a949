import re
from contextlib import suppress

from odoo.tests import tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertProgram(ConvertCase):
    """Conversions that do not come from the dialog."""

    def test_convert_opportunity_is_recorded_and_undone(self):
        customer = self.env['res.partner'].create({'name': 'Customer', 'city': 'Gent'})
        lead = self.make_lead(city='Brugge')
        lead.convert_opportunity(customer)
        self.assertEqual(lead.type, 'opportunity')
        self.env.cr.flush()  # what the end of the transaction does
        self.assertEqual(lead.conversion_ids.origin, 'program')
        self.assertEqual(lead.conversion_ids.user_id, self.seller)
        lead.action_undo_conversion()
        self.assertEqual(lead.type, 'lead')
        self.assertFalse(lead.partner_id)
        self.assertEqual(lead.city, 'Brugge')
        self.assertTrue(customer.exists())

    def test_undo_in_the_same_transaction(self):
        lead = self.make_lead()
        lead.convert_opportunity(False)
        lead.action_undo_conversion()
        self.assertEqual(lead.type, 'lead')
        self.env.cr.flush()
        self.assertEqual(lead.conversion_ids.mapped('state'), ['undone'])

    def get_notes(self, lead):
        """:return: list of (author, what is said first) of the notes about converting, the oldest first"""
        self.env.cr.flush()
        return [
            (message.author_id.name, sentence) for message in lead.sudo().message_ids.sorted('id')
            for sentence in re.findall(r"(?:Converted into an? \w+|Conversion undone)", message.body or '')]

    def test_notes_of_one_transaction(self):
        """Each stays, in the order of what happened."""
        lead = self.make_lead(contact_name='Eva Peeters', email_from='eva@zuid.example.com')
        self.env.cr.flush()
        lead.action_convert_to_partner()
        lead.convert_opportunity(lead.partner_id)
        lead.action_undo_conversion()
        self.assertEqual(self.get_notes(lead), [
            ('Sanne Seller', 'Converted into a customer'), ('Sanne Seller', 'Converted into an opportunity'),
            ('Sanne Seller', 'Conversion undone')])

    def test_note_is_of_who_converted(self):
        """Whoever changed it before, in the same transaction."""
        lead = self.make_lead()
        self.env.cr.flush()
        lead.phone = '+32 2 555 01 01'
        lead.with_user(self.manager).convert_opportunity(False)
        self.env['crm.lead']._finish_conversions()
        self.assertEqual(self.get_notes(lead), [('Mona Manager', 'Converted into an opportunity')])

    def test_refused_ones_stay_as_with_odoo(self):
        lost = self.make_lead()
        lost.action_set_lost()
        lost.convert_opportunity(False)
        self.env.cr.flush()
        self.assertEqual(lost.type, 'lead')
        self.assertFalse(lost.conversion_ids)

    def test_date_of_conversion_survives_an_assignment(self):
        lead = self.make_lead()
        lead.convert_opportunity(False)
        lead.date_conversion = '2020-01-01 10:00:00'
        lead.convert_opportunity(False, user_ids=self.seller.ids)
        self.assertEqual(str(lead.date_conversion), '2020-01-01 10:00:00')

    def test_automatic_assignment_is_recorded(self):
        self.env['ir.config_parameter'].set_param('crm.lead.auto.assignment', True)
        self.env['crm.lead'].search([]).active = False
        self.team.crm_team_member_ids.assignment_max = 90
        leads = self.env['crm.lead'].create([
            {'name': f'Incoming {i}', 'type': 'lead', 'user_id': False, 'team_id': self.team.id}
            for i in range(3)])
        self.team._action_assign_leads(force_quota=True, creation_delta_days=0)
        assigned = leads.filtered('user_id')
        self.assertTrue(assigned)
        self.env.cr.flush()
        self.assertEqual(set(assigned.mapped('type')), {'opportunity'})
        self.assertEqual(len(assigned.conversion_ids), len(assigned))
        assigned[0].with_user(self.manager).action_undo_conversion()
        self.assertEqual(assigned[0].type, 'lead')
        # the salesperson is part of what the assignment did
        self.assertFalse(assigned[0].user_id)

    def test_who_converted_is_kept_per_user(self):
        one = self.make_lead(name='One')
        two = self.make_lead(name='Two', user_id=self.colleague.id).with_user(self.colleague)
        one.browse().convert_opportunity(False)
        one.convert_opportunity(False)
        two.convert_opportunity(False)
        self.env.cr.flush()
        self.assertEqual(one.sudo().conversion_ids.user_id, self.seller)
        self.assertEqual(two.sudo().conversion_ids.user_id, self.colleague)

    def test_rolled_back_conversion_leaves_nothing(self):
        lead = self.make_lead()
        with suppress(ValueError), self.env.cr.savepoint():
            lead.convert_opportunity(False)
            raise ValueError
        self.env.cr.flush()
        self.assertEqual(lead.type, 'lead')
        self.assertFalse(lead.sudo().conversion_ids)

    def test_creating_many_asks_for_the_teams_once(self):
        def count(number):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['crm.lead']._get_type_for_teams(self.team)
            Lead = self.env['crm.lead'].with_context(tracking_disable=True)
            Lead.create([{'name': f'{i}', 'team_id': self.team.id, 'user_id': False}
                         for i in range(number)])
            untyped = self.env.cr.sql_log_count - before
            before = self.env.cr.sql_log_count
            Lead.create([{'name': f'{i}', 'team_id': self.team.id, 'user_id': False, 'type': 'lead'}
                         for i in range(number)])
            return untyped - (self.env.cr.sql_log_count - before)
        count(2)
        self.assertLess(count(40) - count(2), 10)

    def test_statements_do_not_grow_with_the_number_converted_at_once(self):
        def count(number):
            leads = self.env['crm.lead'].create([
                {'name': f'Lead {i}', 'type': 'lead', 'user_id': False} for i in range(number)])
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            leads._remember_conversion()
            self.env.cr.execute(
                "UPDATE crm_lead SET type = 'opportunity' WHERE id IN %s", [tuple(leads.ids)])
            leads.invalidate_recordset()
            self.env['crm.lead']._finish_conversions()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before
        count(2)
        self.assertEqual(count(5), count(40))
