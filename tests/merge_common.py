"""What the tests of merging share.

``MergeCase`` adds to ``ConvertCase`` fields and models made at run time, as an
administrator makes them with developer tools, and snapshots of the whole
database to compare a merge and its undo by.
"""

import json

from odoo.tools import SQL

from .common import ConvertCase

# What an undo may leave: rows of our own, notes, and what is only passing.
LEFT_OUT = (
    'crm_lead_merge', 'crm_lead_merge_rel', 'crm_lead_match_key', 'crm_lead_job', 'crm_lead_job_item',
    'crm_lead_duplicate_todo', 'bus_bus',
    'mail_notification', 'ir_logging')
# New rows of these are notes of the merge and its undo, and of telling an assigned salesperson.
NOTES = ('mail_message', 'mail_mail', 'mail_message_res_partner_rel', 'mail_mail_res_partner_rel')


class MergeCase(ConvertCase):

    @classmethod
    def add_field(cls, model, name, ttype, **values):
        """A custom field, made at run time.

        :return: its name
        """
        cls.env['ir.model.fields'].create({
            'model_id': cls.env['ir.model']._get_id(model), 'name': name, 'ttype': ttype,
            'field_description': name.replace('x_', '').replace('_', ' ').title(),
            'state': 'manual', **values})
        return name

    @classmethod
    def add_links(cls):
        """Fields by which leads name other leads: one, and several."""
        cls.add_field('crm.lead', 'x_parent_id', 'many2one', relation='crm.lead')
        cls.add_field(
            'crm.lead', 'x_related_ids', 'many2many', relation='crm.lead',
            relation_table='x_lead_related_rel', column1='lead_id', column2='related_id')

    @classmethod
    def add_pointers(cls):
        """Fields and models of every kind that point at leads."""
        cls.add_links()
        cls.add_field('res.partner', 'x_lead_ids', 'many2many', relation='crm.lead')
        cls.add_field('res.partner', 'x_lead_id', 'many2one', relation='crm.lead', company_dependent=True)
        cls.add_model('x_offer', required=True, on_delete='restrict')
        cls.add_model('x_visit', on_delete='cascade')
        cls.add_model('x_call', on_delete='set null')
        cls.add_field('x_call', 'x_what', 'reference', selection="[('crm.lead', 'Lead')]")

    @classmethod
    def add_model(cls, model, **lead_field):
        """A custom model with a many2one to a lead, called ``x_lead_id``."""
        cls.env['ir.model'].create({'name': model, 'model': model, 'state': 'manual'})
        cls.add_field(model, 'x_lead_id', 'many2one', relation='crm.lead', **lead_field)

    def created_on(self, lead, date):
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE crm_lead SET create_date = %s WHERE id = %s", date, lead.id))
        lead.invalidate_recordset()

    def undo(self, master, user=None):
        """Undo the last merge into a record.

        :return: what the user is told
        """
        merge = master.sudo().merge_record_ids[:1].with_user(user or self.seller)
        return merge.action_undo()['params']['message']

    def database(self):
        """{table: set of rows} of the whole database, but for what an undo may
        leave and for who wrote a row last."""
        self.env.flush_all()
        tables = [row[0] for row in self.env.execute_query(SQL(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema ORDER BY 1"))]
        result = {
            table: {row[0] for row in self.env.execute_query(SQL(
                "SELECT md5((to_jsonb(t) - 'write_date' - 'write_uid')::text) FROM %s AS t",
                SQL.identifier(table)))}
            for table in tables if table not in LEFT_OUT}
        # 0.0 and 0.00 are the same amount
        result['crm_lead'] = {json.dumps(row[0], sort_keys=True) for row in self.env.execute_query(
            SQL("SELECT to_jsonb(t) - 'write_date' - 'write_uid' FROM crm_lead AS t"))}
        return result

    def assertSameDatabase(self, before):
        """Every row there was is there and the same, and only notes are new."""
        after = self.database()
        for table, rows in before.items():
            self.assertFalse(rows - after[table], table)
            if table not in NOTES:
                self.assertFalse(after[table] - rows, table)
