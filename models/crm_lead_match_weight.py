"""The weights of what two leads have in common: a table that administrators
can read and change."""

from odoo import api, fields, models, tools

from ..tools.evidence import Scale, Weight

_KINDS = [
    ('prior', 'To begin with'), ('email', 'E-mail address'), ('phone', 'Phone'), ('partner', 'Customer'),
    ('entity', 'Company of the customer'), ('company', 'Company name'), ('domain', 'Web or mail domain'),
    ('address', 'Postcode and house number'), ('person', 'Name of the person')]
_FINDINGS = [('same', 'the same'), ('near', 'spelled almost alike'), ('compatible', 'one says less'),
             ('other', 'other'), ('none', 'not given')]
_NAMES = [('same', 'the same'), ('alike', 'alike'), ('mailbox', 'said by the e-mail address'),
          ('script', 'in other letters'), ('other', 'other'), ('none', 'not given by one'),
          ('nobody', 'not given by both')]


class CrmLeadMatchWeight(models.Model):
    _name = 'crm.lead.match.weight'
    _description = 'Weight of Evidence'
    _order = 'names, id'

    names = fields.Selection(
        _NAMES, 'Where Names Are', required=True,
        help="What the names of the two persons have in common. All other evidence means something else"
             " between people of the same name and between people of different names.")
    kind = fields.Selection(_KINDS, required=True)
    finding = fields.Selection(_FINDINGS, required=True)
    bits = fields.Float(
        'Weight', digits=(8, 2), aggregator=None, help="Each unit doubles the odds that the two are the same customer.")
    per_doubling = fields.Float(
        'Less per Doubling', digits=(8, 2), aggregator=None,
        help="Taken off for each doubling of the number of leads that share the value.")
    per_name = fields.Float(
        'Less per Doubling of Names', digits=(8, 2), aggregator=None,
        help="Taken off for each doubling of the number of different persons who share the value.")

    _uniq = models.UniqueIndex("(names, kind, finding)")

    @api.model
    @tools.ormcache()
    def _get_table(self):
        """:return: {(names, kind, finding): Weight}"""
        # sudo: weights are the same for everybody
        return {
            (row.names, row.kind, row.finding): Weight(row.bits, row.per_doubling, row.per_name)
            for row in self.sudo().search_fetch([], ['names', 'kind', 'finding', 'bits', 'per_doubling', 'per_name'])}

    @api.model
    @tools.ormcache()
    def _get_scale(self):
        """:return: :class:`Scale` of these weights; it learns as it weighs"""
        return Scale(self._get_table())

    @api.model
    def _keep_changes(self):
        """An update of the addon leaves the weights as they are: they may have
        been changed here."""
        self.env['ir.model.data'].search([
            ('module', '=', 'crm_lead_conversion'), ('model', '=', self._name)]).noupdate = True

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
