"""Every public method of every model and wizard of this addon, called by those
who have no right to the records: nothing changes, and nothing is told."""

import inspect

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .job_common import JobCase

_OURS = 'odoo.addons.crm_lead_conversion.'
_NONE = 2**31 - 1
# records of these tables that there are must stay as they are
_TABLES = (
    'crm_lead', 'crm_lead_merge', 'crm_lead_conversion', 'crm_lead_not_same', 'crm_lead_duplicate', 'crm_lead_job',
    'crm_lead_job_item', 'crm_team', 'crm_stage', 'res_partner')
SECRET = 'Zebrawood'


def get_public_methods(env):
    """:return: sorted list of (model, method) that this addon defines or
        extends, and that can be called from outside"""
    found = set()
    # those that have no table are called through those that inherit them
    for model in (name for name in env.registry if not env[name]._abstract):
        for base in type(env[model]).mro():
            if not base.__module__.startswith((f'{_OURS}models', f'{_OURS}wizard')):
                continue
            for name, value in vars(base).items():
                if inspect.isfunction(value) and not name.startswith('_') and _is_reachable(env[model], name):
                    found.add((model, name))
    return sorted(found)


def _is_reachable(model, name):
    try:
        return bool(get_public_method(model, name))
    except UserError:
        return False


@tagged('post_install', '-at_install')
class TestApiRights(JobCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        said = {
            'email_from': f'{SECRET}@koffiehuis.example.com', 'contact_name': f'{SECRET} Peeters',
            'partner_name': f'{SECRET} BV', 'description': SECRET}
        # merged, converted, open, and merged by bulk work
        cls.leads = cls.env['crm.lead'].union(*(
            cls.make_lead(name=f'{SECRET} {number}', **said) for number in range(8)))
        merged, converted, cls.opened, bulk = cls.leads[:2], cls.leads[2], cls.leads[3:6], cls.leads[6:]
        opened = cls.opened
        lead = cls.env['crm.lead'].with_user(cls.seller)
        cls.merge_id = lead.lead_merge(merged.ids)['merge_id']
        lead.lead_convert(converted.id)
        here = {'active_model': 'crm.lead', 'active_id': opened[0].id, 'active_ids': opened.ids}
        create = {
            'crm.lead2opportunity.partner': {'lead_id': opened[0].id},
            'crm.lead2opportunity.partner.mass': {},
            'crm.merge.opportunity': {'opportunity_ids': [(6, 0, opened.ids)]},
            'crm.lead.to.partner': {'lead_id': opened[0].id},
            'crm.lead.move.team': {'source_team_id': cls.team.id, 'team_id': cls.other_team.id},
        }
        cls.records = {
            model: cls.env[model].with_user(cls.seller).with_context(**here).create(values).ids
            for model, values in create.items()}
        # a kept one and an open one
        cls.records['crm.lead'] = [merged[1].id, opened[0].id]
        cls.env['crm.lead.job'].with_user(cls.seller)._start('merge', [{'lead_ids': bulk.ids}], name=SECRET)
        cls.env['crm.lead.duplicate'].with_user(cls.manager).scan()
        opened[2].with_user(cls.seller).with_context(similar_to_lead_id=opened[0].id).action_not_same()
        cls.context = {**here, 'default_lead_id': opened[0].id, 'similar_to_lead_id': opened[0].id}
        cls.env.flush_all()

    def get_arguments(self, model, method):
        """:return: dict of arguments made up by the names of the parameters"""
        opened = self.opened
        made = {
            'lead_ids': opened.ids, 'lead_id': opened[0].id, 'merge_id': self.merge_id, 'master_id': opened[0].id,
            'merge_ids': opened[1:].ids, 'user_id': self.seller.id, 'team_id': self.team.id,
            'vals': {}, 'vals_list': [{}], 'fields': ['name'], 'field_names': ['name'], 'data': [['Taken']],
            'msg_dict': {'body': 'Taken'}, 'values': {'email_from': opened[0].email_from},
        }
        if model == 'crm.lead':
            made.update(vals={'name': 'Taken'}, vals_list=[{'name': 'Taken'}])
        result = {}
        for name, parameter in list(inspect.signature(method).parameters.items())[1:]:
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if name in made:
                result[name] = made[name]
            elif parameter.default is parameter.empty:
                result[name] = False
        return result

    def get_state(self):
        """:return: what must not change"""
        self.env.flush_all()
        return self.env.execute_query(SQL(" UNION ALL ").join(
            SQL("SELECT md5(string_agg(t::text, '|' ORDER BY t.id)) FROM %s AS t WHERE t.id <= %s",
                SQL.identifier(table), last) for table, last in self.last.items()))

    def get_ids(self, model):
        """:return: list of ids of records that are not for everybody"""
        if model in self.records:
            return self.records[model]
        records = self.env[model].sudo().with_context(active_test=False).search([], limit=1, order='id desc')
        return records.ids or [_NONE]

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
        if 'Expected singleton' in str(answers[0][0]):
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
