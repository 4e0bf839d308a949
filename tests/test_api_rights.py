"""Every public method of every model and wizard of this addon, called by those
who have no right to the records: nothing changes, and nothing is told."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .outside_common import SECRET, OutsideCase, get_public_methods

# records of these tables that there are must stay as they are
_TABLES = (
    'crm_lead', 'crm_lead_merge', 'crm_lead_conversion', 'crm_lead_not_same', 'crm_lead_duplicate', 'crm_lead_job',
    'crm_lead_job_item', 'crm_team', 'crm_stage', 'res_partner')


@tagged('post_install', '-at_install')
class TestApiRights(OutsideCase):

    def get_state(self):
        """:return: what must not change"""
        self.env.flush_all()
        return self.env.execute_query(SQL(" UNION ALL ").join(
            SQL("SELECT md5(string_agg(t::text, '|' ORDER BY t.id)) FROM %s AS t WHERE t.id <= %s",
                SQL.identifier(table), last) for table, last in self.last.items()))

    def ask(self, user, model, name, ids):
        """:return: pair: what a call from outside gets, as text, or the fault
            of the server; and whether something changed by it"""
        records = self.env[model].with_user(user)
        method = getattr(type(records), name)
        args = [] if getattr(method, '_api_model', False) else [ids]
        kwargs = self.get_arguments(model, method)
        if name == 'create':  # Odoo takes what is created by its place only
            args, kwargs = [kwargs['vals_list']], {}
        kwargs['context'] = {**self.context, 'lang': 'en_US'}
        with self.cr.savepoint() as savepoint:
            try:
                answer = repr(call_kw(records, name, args, kwargs))
                changed = self.get_state() != self.state
            except (UserError, IntegrityError) as error:  # Odoo makes a sentence of the second
                answer, changed = f'{type(error).__name__}: {error}', False
            except Exception as error:  # noqa: BLE001  told as a fault of the server
                answer, changed = error, False
            savepoint.rollback()
        self.env.invalidate_all()
        return answer, changed

    def get_faults(self, user, model, name):
        """:return: list of what is wrong with the answers to a call for all
            records together, or for each of them"""
        faults, ids = [], self.get_ids(model)
        answers = [self.ask(user, model, name, ids)]
        if any(said in str(answers[0][0]) for said in ('Expected singleton', 'one record at a time')):
            answers = [self.ask(user, model, name, [record_id]) for record_id in ids]
        for answer, changed in answers:
            if isinstance(answer, Exception):
                faults.append(repr(answer))
            elif SECRET.lower() in answer.lower():
                faults.append(f'told: {answer}')
            if changed:
                faults.append('something changed')
        return faults

    @mute_logger(
        'odoo.addons.base.models.ir_model', 'odoo.addons.base.models.ir_rule', 'odoo.addons.mail.models.mail_thread',
        'odoo.sql_db', 'odoo.models')
    def test_nothing_for_others(self):
        company = self.env['res.company'].create({'name': 'Elsewhere'})
        users = [
            self.env.ref('base.public_user'), new_test_user(self.env, 'conv_portal', groups='base.group_portal'),
            self.colleague,
            new_test_user(
                self.env, 'conv_elsewhere', company_id=company.id, company_ids=[(6, 0, company.ids)],
                groups='base.group_user,sales_team.group_sale_salesman_all_leads,crm.group_use_lead')]
        methods = get_public_methods(self.env)
        self.assertGreater(len(methods), 80)
        self.env.flush_all()
        self.last = {table: self.env.execute_query(SQL(
            "SELECT COALESCE(max(id), 0) FROM %s", SQL.identifier(table)))[0][0] for table in _TABLES}
        self.state = self.get_state()
        faults = {
            (user.login, model, name): found for user in users for model, name in methods
            if (found := self.get_faults(user, model, name))}
        self.assertFalse(faults)
