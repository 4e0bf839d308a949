"""What the tests of this addon share.

``ConvertCase`` gives a salesperson who sees own documents only (``seller``),
a colleague with the same rights, a manager, two teams, and helpers to make
leads and to work with the convert dialog as a person does. Everything runs as
``seller`` unless a test says otherwise.
"""

from odoo.tests import Form, TransactionCase, new_test_user
from odoo.tools import SQL

SELLER_GROUPS = 'base.group_user,sales_team.group_sale_salesman,crm.group_use_lead'


class ConvertCase(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'tracking_disable': False,
                                   'no_reset_password': True, 'mail_create_nolog': True})
        cls.seller = new_test_user(
            cls.env, 'conv_seller', groups=SELLER_GROUPS, name='Sanne Seller')
        cls.colleague = new_test_user(
            cls.env, 'conv_colleague', groups=SELLER_GROUPS, name='Carl Colleague')
        cls.manager = new_test_user(
            cls.env, 'conv_manager', name='Mona Manager',
            groups='base.group_user,sales_team.group_sale_manager,crm.group_use_lead')
        cls.team = cls.env['crm.team'].create({
            'name': 'Machines', 'use_leads': True, 'use_opportunities': True,
            'member_ids': [(4, cls.seller.id)]})
        cls.other_team = cls.env['crm.team'].create({
            'name': 'Service', 'use_leads': True, 'use_opportunities': True,
            'member_ids': [(4, cls.colleague.id)]})
        cls.env['crm.stage'].search([]).write({'sequence': 500})
        cls.stage_new = cls.env['crm.stage'].create({'name': 'Fresh', 'sequence': 1})
        cls.stage_won = cls.env['crm.stage'].create(
            {'name': 'Sold', 'sequence': 90, 'is_won': True})
        cls.belgium = cls.env.ref('base.be')

    @classmethod
    def make_lead(cls, **values):
        """A lead of the seller, as the seller sees it."""
        return cls.env['crm.lead'].create({
            'name': 'Espresso machines for the canteen',
            'type': 'lead',
            'user_id': cls.seller.id,
            'team_id': cls.team.id,
            **values,
        }).with_user(cls.seller)

    def dialog(self, lead, **context):
        """The convert dialog, opened on one lead as its button does."""
        return Form(self.env['crm.lead2opportunity.partner'].with_user(lead.env.user).with_context(
            active_model='crm.lead', active_id=lead.id, active_ids=lead.ids, **context))

    def convert(self, lead, **values):
        """Open the dialog, choose ``values``, press Create Opportunity."""
        form = self.dialog(lead)
        for name, value in values.items():
            setattr(form, name, value)
        return form.save().action_apply()

    def mass_dialog(self, leads, user=None, **values):
        """The dialog of several leads, with ``values`` chosen, saved."""
        form = Form(self.env['crm.lead2opportunity.partner.mass'].with_user(
            user or self.seller).with_context(
            active_model='crm.lead', active_id=leads[:1].id, active_ids=leads.ids))
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def count_merging(self, messages):
        """:return: statements that merging two leads sends, one of which has so many messages"""
        leads = self.make_lead(name='A') + self.make_lead(name='B')
        for _number in range(messages):
            leads[1].message_post(body='x')
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        leads.merge_opportunity()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def asked_anew(self, ask):
        """Ask as another request would: nothing pending, nothing known but what
        the server keeps.

        :param ask: callable without parameters
        :return: pair: number of statements, and the answer"""
        for _time in range(2):  # the first time fills the caches of the server
            self.env['crm.lead.match.key'].sudo()._make_pending()
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.cr.precommit.data.clear()
            before = self.env.cr.sql_log_count
            answer = ask()
        return self.env.cr.sql_log_count - before, answer

    def written_later(self, records):
        """Let records look as written long after this transaction began,
        which is what a change by somebody else looks like."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE %s SET write_date = write_date + interval '1 day' WHERE id IN %s",
            SQL.identifier(records._table), tuple(records.ids)))
        records.invalidate_recordset()
