"""What many leads share: how many, so that looking at two of them need not
count all the others."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.evidence import BLOCKS
from .crm_lead_match_key import BigInteger

_COUNTED = ('email', 'phone', 'person', 'company', 'domain', 'address')


class CrmLeadMatchCommon(models.Model):
    _name = 'crm.lead.match.common'
    _description = 'Value That Many Leads Share'
    _log_access = False

    value = BigInteger(required=True, readonly=True)
    count = fields.Integer('Leads', readonly=True)
    names = fields.Integer('Different Persons', readonly=True)

    _value_uniq = models.UniqueIndex("(value)")

    @api.model
    def _count(self):
        """Count anew. How often a common value is shared changes slowly: once
        a day is enough."""
        parts = SQL(" UNION ALL ").join(
            SQL("SELECT common.value, common.count, (SELECT count(DISTINCT key.person)"
                "  FROM crm_lead_match_key AS key WHERE key.%(kind)s = common.value)"
                "  FROM (SELECT %(kind)s AS value, count(*) AS count FROM crm_lead_match_key"
                "         WHERE %(kind)s IS NOT NULL GROUP BY 1 HAVING count(*) > %(common)s) AS common",
                kind=SQL.identifier(kind), common=min(BLOCKS.values()))
            for kind in _COUNTED)
        self.env.cr.execute(SQL("DELETE FROM crm_lead_match_common"))
        self.env.cr.execute(SQL("INSERT INTO crm_lead_match_common (value, count, names) %s", parts))

    @api.autovacuum
    def _gc_count(self):
        self._count()
