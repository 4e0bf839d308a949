"""Which methods other addons extend: what they do in those is done record by
record, as Odoo would, and what only Odoo does, for all records at once."""

from odoo import api, models, tools

_OWN = ('odoo.addons.crm.', 'odoo.addons.crm_lead_conversion.')
# what Odoo's CRM cannot be without
_ODOO = (
    *_OWN, 'odoo.orm.', 'odoo.addons.base.', 'odoo.addons.mail.', 'odoo.addons.phone_validation.',
    'odoo.addons.calendar.')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _is_only_ours(self, method):
        """:param str method: name of a method of Odoo's that this addon extends
        :return: whether no other addon does: what one does in it is done lead
            by lead"""
        return self._is_only_of(_OWN, type(self), method)

    @api.model
    def _is_only_odoos(self, model, *methods):
        """:param model: class of a model in the registry
        :param methods: names of methods
        :return: whether no addon but this one and what the CRM is made of extends them"""
        return all(self._is_only_of(_ODOO, model, method) for method in methods)

    @api.model
    def _is_only_of(self, addons, model, method):
        """:param addons: tuple of prefixes of Python modules
        :return: whether no others define a method of a model"""
        # what automation rules put on the class itself comes and goes while it is in use
        return method not in vars(model) and all(
            module.startswith(addons) for module in self._get_extending(model._name, method))

    @api.model
    @tools.ormcache('model', 'name')
    def _get_extending(self, model, name):
        """:param str model: name of a model
        :param str name: of one of its methods (called ``method``, it would hide
            the one that Odoo's cache is of)
        :return: tuple of the Python modules that define it"""
        return tuple(base.__module__ for base in self.env.registry[model].mro()[1:] if name in vars(base))
