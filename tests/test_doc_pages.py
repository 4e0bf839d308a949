"""The documents say what is so: how the tables grow, and what an uninstallation leaves."""

from pathlib import Path

from odoo.tests import tagged
from odoo.tools import SQL

from .. import hooks
from .merge_common import MergeCase

_PAGE = Path(__file__).parents[1] / 'doc' / 'data_model.md'


def read_growth():
    """:return: {table: rows that (one lead, one conversion, one merge) add}, as the document has it"""
    growth = {}
    for line in _PAGE.read_text(encoding='utf-8').splitlines():
        cells = [cell.strip() for cell in line.strip('|').split('|')]
        if line.startswith('| `') and len(cells) == 5:
            growth[cells[0].strip('`')] = tuple(int(cell) for cell in cells[2:5])
    return growth


@tagged('post_install', '-at_install')
class TestDocPages(MergeCase):

    def own_tables(self):
        """:return: names of the tables that this addon brings"""
        tables = set()
        for model in self.env.registry.values():
            if model._abstract or model._transient:
                continue
            own = model._original_module == 'crm_lead_conversion'
            if own and model._auto:
                tables.add(model._table)
            for field in model._fields.values():
                if field.type == 'many2many' and field.store and (own or field._module == 'crm_lead_conversion'):
                    tables.add(field.relation)
        return tables

    def count(self, tables):
        self.env.flush_all()
        self.env['crm.lead.match.key'].sudo()._make_pending()
        self.env.flush_all()
        return {
            table: self.env.execute_query(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))[0][0]
            for table in tables}

    def test_all_tables_are_documented(self):
        self.assertEqual(set(read_growth()), self.own_tables())

    def test_growth(self):
        tables = sorted(self.own_tables())
        said = {'contact_name': 'Eva Peeters', 'email_from': 'eva@koffiehuis.example.com', 'phone': '+32 9 555 01 01'}

        def grown(work):
            before = self.count(tables)
            work()
            after = self.count(tables)
            return {table: after[table] - before[table] for table in tables}

        leads = self.env['crm.lead']
        made = grown(lambda: leads.concat(self.make_lead(**said)))
        first, second = self.make_lead(**said), self.make_lead(**said)
        converted = grown(lambda: self.convert(first, name='convert'))
        merged = grown((first | second).merge_opportunity)
        self.assertEqual(
            {table: (made[table], converted[table], merged[table]) for table in tables}, read_growth())

    def test_what_an_uninstallation_leaves(self):
        """The records that were merged are leads like others then, archived, and named in the chatter."""
        first, second = self.make_lead(name='First'), self.make_lead(name='Second')
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.undo_days', '7')
        (first | second).merge_opportunity()
        self.env.flush_all()
        hooks.uninstall_hook(self.env(su=True))
        self.env.flush_all()
        rows = self.env.execute_query(SQL("SELECT name, active FROM crm_lead WHERE id = %s", second.id))
        self.assertEqual(rows, [('Second', False)])
        self.assertIn(f'data-oe-id="{second.id}"', " ".join(first.message_ids.mapped('body')))
        self.assertFalse(self.env['ir.config_parameter'].search_count([('key', '=like', 'crm_lead_conversion.%')]))
