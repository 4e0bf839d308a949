"""What the tests share that call every public method of this addon from
outside: the methods, records of all kinds, and arguments made up for them."""

import inspect

from odoo.exceptions import UserError
from odoo.service.model import get_public_method

from .job_common import JobCase

_OURS = 'odoo.addons.crm_lead_conversion.'
_NONE = 2**31 - 1
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


class OutsideCase(JobCase):

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

    def get_ids(self, model):
        """:return: list of ids of records that are not for everybody"""
        if model in self.records:
            return self.records[model]
        records = self.env[model].sudo().with_context(active_test=False).search([], limit=1, order='id desc')
        return records.ids or [_NONE]
