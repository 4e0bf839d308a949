"""Weights that are changed by hand from now on stay."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    api.Environment(cr, SUPERUSER_ID, {})['crm.lead.match.weight']._keep_changes()
