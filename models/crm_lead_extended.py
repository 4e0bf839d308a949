"""Which methods other addons extend: what they do in those is done record by
record, as Odoo would, and what only Odoo does, for all records at once."""

from odoo import api, models

_OWN = ('odoo.addons.crm.', 'odoo.addons.crm_lead_conversion.')
# what Odoo's CRM cannot be without
_ODOO = (
    *_OWN, 'odoo.orm.', 'odoo.addons.base.', 'odoo.addons.mail.', 'odoo.addons.phone_validation.',
    'odoo.addons.calendar.')


def _is_only_of(addons, model, methods):
    """:param addons: tuple of prefixes of Python modules
    :param model: class of a model in the registry
    :param methods: names of methods
    :return: whether no others extend them"""
    return all(
        base.__module__.startswith(addons) for base in model.mro() for method in methods if method in vars(base))


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _is_only_ours(self, method):
        """:param str method: name of a method of Odoo's that this addon extends
        :return: whether no other addon does: what one does in it is done lead
            by lead"""
        return _is_only_of(_OWN, type(self), [method])

    @api.model
    def _is_only_odoos(self, model, *methods):
        """:param model: class of a model in the registry
        :param methods: names of methods
        :return: whether no addon but this one and what the CRM is made of extends them"""
        return _is_only_of(_ODOO, model, methods)
