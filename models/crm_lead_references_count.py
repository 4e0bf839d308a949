"""Counting the rows that point at leads: what a merge would move, and what it
left behind."""

from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _count_references(self, master, references=None):
        """How many rows point at these leads, in one statement.

        :param master: the record they are merged into: its own values and
            theirs follow the rules of values, and are no references
        :param references: those to count, if not all
        :return: {:class:`Reference`: number} of those that have any
        """
        references = self._get_lead_references() if references is None else list(references)
        if not references:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(SQL(" UNION ALL ").join(
            SQL("SELECT %s, count(*) FROM %s AS t WHERE %s",
                number, SQL.identifier(reference.table),
                self._get_reference_condition(reference, self | master))
            for number, reference in enumerate(references)))
        return {references[number]: count for number, count in rows if count}

    def _count_references_each(self, way, references):
        """How many rows point at these leads, for each master record: in one
        statement, as long as only plain ids do.

        :param dict way: {id of each of these leads: id of its master record}
        :return: {master id: {:class:`Reference`: number} of those that have any}
        """
        groups = defaultdict(self.browse)
        for lead in self:
            groups[way[lead.id]] |= lead
        if len(groups) < 2:
            return {
                master_id: leads._count_references(self.browse(master_id), references)
                for master_id, leads in groups.items()}
        references = list(references)
        self.env.flush_all()
        rows = self.env.execute_query(SQL(" UNION ALL ").join(
            SQL("SELECT %s, %s::int, count(*) FROM %s AS t WHERE %s GROUP BY 2",
                number, SQL.identifier('t', reference.column) if reference.is_plain() else SQL("NULL"),
                SQL.identifier(reference.table), self._get_reference_condition(reference, self.browse()))
            for number, reference in enumerate(references)))
        result, others = {master_id: {} for master_id in groups}, []
        for number, lead_id, count in rows:
            if lead_id:
                own = result[way[lead_id]]
                own[references[number]] = own.get(references[number], 0) + count
            else:
                others.append(references[number])
        for master_id, leads in groups.items() if others else ():
            result[master_id].update(leads._count_references(self.browse(master_id), others))
        return result

    def _get_reference_condition(self, reference, inside, back=False):
        """:param inside: leads whose own values are no references
        :return: SQL condition on rows ``t`` that point at these leads"""
        column = SQL.identifier('t', reference.column)
        ids = list(self.ids)
        if reference.kind == 'text':
            condition = SQL("%s = ANY(%s)", column, [f'crm.lead,{i}' for i in ids])
        elif reference.kind == 'company':
            condition = SQL(
                "EXISTS (SELECT 1 FROM jsonb_each_text(%s) AS each WHERE each.value = ANY(%s))",
                column, [str(i) for i in ids])
        elif reference.kind == 'filter':
            condition = SQL("%s ~ %s", column, rf"\m({'|'.join(map(str, ids))})\M")
        elif reference.kind in ('property', 'default'):
            condition = SQL(
                "EXISTS (SELECT 1 FROM unnest(%s::int[]) AS i WHERE %s @> to_jsonb(i))",
                ids, self._get_json_value(reference))
            if reference.container and reference.container[0]:
                condition = SQL(
                    "%s AND %s = ANY(%s)", condition,
                    SQL.identifier('t', reference.container[0]), list(reference.container[1]))
        else:
            condition = SQL("%s = ANY(%s)", column, ids)
        if reference.condition and not (back and reference.model == 'crm.lead' and reference.kind == 'link'):
            # made of names of the registry, no value of a user
            condition = SQL("%s AND %s", condition, SQL(reference.condition.replace('%', '%%')))
        if reference.table == 'crm_lead' and back:
            condition = SQL("%s AND t.id <> ALL(%s)", condition, inside.ids)
        elif reference.table == 'crm_lead':
            # a merged record keeps its own values as well
            condition = SQL(
                "%s AND t.merged_into_id IS NULL AND t.id <> ALL(%s)", condition, inside.ids)
        elif reference.model == 'crm.lead' and reference.kind == 'link':
            condition = SQL(
                "%s AND %s <> ALL(%s)", condition, SQL.identifier('t', reference.other), inside.ids)
        return condition

    @api.model
    def _get_json_value(self, reference):
        """:return: SQL of the JSON in a row ``t`` that holds an id or several"""
        column = SQL.identifier('t', reference.column)
        if reference.kind == 'default':
            return SQL("%s::jsonb", column)
        return SQL("%s->%s", column, reference.other)
