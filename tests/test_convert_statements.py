"""What opening the convert dialog asks of the database."""

from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertStatements(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'mail_create_nolog': False})

    def spec(self, model, node):
        """What the web client asks for, by the view."""
        found = {}
        for child in node:
            if child.tag != 'field':
                found.update(self.spec(model, child))
                continue
            field = model._fields[child.get('name')]
            found[field.name] = {}
            if field.relational:
                columns = child.find('list')
                inner = self.spec(model.env[field.comodel_name], columns) if columns is not None else {}
                found[field.name] = {'fields': inner or {'display_name': {}}}
        return found

    def statements(self, lead):
        """:return: number of statements of opening the dialog, and what it shows"""
        model = self.env['crm.lead2opportunity.partner'].with_user(self.seller)
        view = self.env.ref('crm.view_crm_lead2opportunity_partner')
        spec = self.spec(model, etree.fromstring(model.get_view(view.id, 'form')['arch']))
        model = model.with_context(active_model='crm.lead', active_id=lead.id, active_ids=lead.ids)
        statements, answer = self.asked_anew(lambda: model.onchange({}, [], spec))
        return statements, answer['value']

    def test_opening_the_dialog(self):
        """As many, however many similar records and fitting customers there are."""
        def count(records):
            says = {'contact_name': f'Eva Peeters {records}', 'email_from': f'eva.{records}@koffie.example.com'}
            for number in range(records):
                self.make_lead(name=f'Similar {number}', type='opportunity', **says)
                self.env['res.partner'].create({'name': f'Customer {number}', 'email': says['email_from']})
            statements, shown = self.statements(self.make_lead(name='Opened', **says))
            self.assertEqual(len(shown['duplicated_lead_ids']), records + 1)
            self.assertEqual(shown['candidate_count'], records)
            return statements

        few, many = count(2), count(8)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 20)

    def test_converting_with_a_new_customer(self):
        """Company and contact are created, somebody else gets the lead: what
        Odoo does for each write is done once."""
        def count(number):
            lead = self.make_lead(
                name=f'Enquiry {number}', contact_name=f'Eva Peeters {number}', partner_name=f'Koffie {number}',
                email_from=f'eva@koffie{number}.example.com')
            form = self.dialog(lead)
            form.action, form.user_id = 'create', self.colleague
            dialog = form.save()
            compute = type(lead)._pls_get_naive_bayes_probabilities
            with patch.object(type(lead), '_pls_get_naive_bayes_probabilities', autospec=True,
                              side_effect=compute) as scored:
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                dialog.action_apply()
                self.env.cr.flush()
            self.assertEqual(lead.sudo().partner_id.parent_id.name, f'Koffie {number}')
            self.assertEqual(lead.sudo().user_id, self.colleague)
            return self.env.cr.sql_log_count - before, scored.call_count

        count(1)
        statements, scored = count(2)
        self.assertLessEqual(statements, 85)
        self.assertLessEqual(scored, 2)

    def test_converting_reads_no_members_of_the_team(self):
        """Where the salesperson stays, the team stays: there may be many in it."""
        for team in (self.team, self.other_team):
            lead = self.make_lead(name=f'Enquiry of {team.name}', team_id=team.id)
            dialog = self.dialog(lead).save()
            self.env.flush_all()
            self.env.invalidate_all()
            compute = type(team)._compute_member_ids
            with patch.object(type(team), '_compute_member_ids', autospec=True, side_effect=compute) as read:
                dialog.action_apply()
                self.env.flush_all()
            self.assertEqual((lead.type, lead.team_id, lead.user_id), ('opportunity', team, self.seller))
            self.assertFalse(read.called)
