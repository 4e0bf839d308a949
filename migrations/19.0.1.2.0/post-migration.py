"""The match keys of leads say more, and weights that were changed by hand stay."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env['crm.lead.match.weight']._keep_changes()
    env['crm.lead.match.key']._make_all()
