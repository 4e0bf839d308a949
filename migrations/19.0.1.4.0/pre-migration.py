"""Pairs of similar leads are numbers without foreign keys, and the next scan of all leads finds them anew."""

from odoo.tools.sql import drop_constraint, table_exists


def migrate(cr, version):
    table = 'crm_lead_duplicate_pair'
    if table_exists(cr, table):
        for column in ('one_id', 'other_id'):
            drop_constraint(cr, table, f'{table}_{column}_fkey')
