"""Files of fields (binaries and images that are attachments): which one a
merge keeps, and what becomes of one that it replaces."""

import json

from odoo import api, models
from odoo.tools import SQL

from ..tools.survivorship import FieldSpec
from ..tools.survivorship_types import by_type, taken

# A file that was replaced is attached to the record of the merge, as if to this
# field: it is as little for everybody.
_PLACE = 'undo_data'


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_file_fields(self):
        """:return: names of the fields whose value is an attachment"""
        return [
            name for name, field in self._fields.items()
            if field.type in ('binary', 'image') and field.store and not field.column_type]

    @api.model
    def _get_picked_file_fields(self):
        """:return: those of them that a person may pick; the other sizes of an
            image come with it"""
        return [name for name in self._get_file_fields() if not self._fields[name].related]

    def _get_field_files(self):
        """:return: {lead id: {field name: checksum of its file}}"""
        result = {lead_id: {} for lead_id in self.ids}
        if names := self._get_file_fields():
            for lead_id, name, checksum in self.env.execute_query(SQL(
                "SELECT res_id, res_field, checksum FROM ir_attachment"
                " WHERE res_model = 'crm.lead' AND res_id = ANY(%s) AND res_field = ANY(%s)",
                self.ids, names,
            )):
                result[lead_id][name] = checksum
        return result

    def _get_file_choices(self, master, files, chosen=None):
        """Files of fields, as the rules see them: the checksum is the value.

        :param dict files: of :meth:`_get_field_files`, of these records or more
        :param dict chosen: {field name: id of the record whose file it gets}
        :return: {field name: Choice} of those that any of the records has
        """
        choices = {}
        for name in sorted({name for record in self for name in files[record.id]}):
            field = self._fields[name]
            spec = FieldSpec(name=name, type='char', label=field.string or name)
            pairs = [
                (record._get_merge_record({}, False), files[record.id].get(name)) for record in (master | self)]
            picked = (chosen or {}).get((field.related or name).split('.')[0])
            choices[name] = by_type(spec, pairs) if not picked else taken(
                spec, pairs, *next(pair for pair in pairs if pair[0].id == picked), 'chosen')
        return choices

    @api.model
    def _get_file_picks(self, choices):
        """:param dict choices: of a plan
        :return: {field name: id of the record whose file a person picked}"""
        return {
            name: choices[name].sources[0] for name in self._get_file_fields()
            if name in choices and choices[name].rule == 'chosen'}

    def _copy_field_files(self, master, choices):
        """Files of fields: the one that was picked; else the master record's
        own, else a copy of the first.

        :param dict choices: of the plan
        :return: list of [id, checksum] of the attachments made
        """
        names = [name for name in self._get_file_fields() if name in choices]
        if not names:
            return []
        Attachment = self.env['ir.attachment']
        columns = SQL(", ").join(
            SQL.identifier(name) for name, field in Attachment._fields.items()
            if field.store and field.column_type and name not in ('id', 'res_id'))
        rows = self.env.execute_query(SQL(
            "INSERT INTO ir_attachment (res_id, %(columns)s)"
            " SELECT DISTINCT ON (res_field) %(master)s, %(columns)s FROM ir_attachment AS a"
            "  WHERE res_model = 'crm.lead' AND res_id IN %(ids)s AND res_field IN %(names)s"
            "    AND CASE WHEN %(picks)s::jsonb ->> res_field IS NOT NULL"
            "             THEN res_id = (%(picks)s::jsonb ->> res_field)::int"
            "             ELSE NOT EXISTS (SELECT 1 FROM ir_attachment AS own WHERE own.res_model = 'crm.lead'"
            "                                 AND own.res_id = %(master)s AND own.res_field = a.res_field) END"
            "  ORDER BY res_field, array_position(%(order)s::int[], res_id)"
            " RETURNING id, checksum",
            columns=columns, master=master.id, ids=tuple(self.ids), names=tuple(names),
            order=self.ids, picks=json.dumps(self._get_file_picks(choices))))
        return [list(row) for row in rows]


class CrmLeadMerge(models.Model):
    _inherit = 'crm.lead.merge'

    def _keep_replaced_files(self, choices, copies):
        """Keep the master record's own files where another one was picked.

        :param dict choices: of the plan
        :param copies: list of [id, checksum] of the files it got
        """
        master = self.master_id
        names = [name for name, lead_id in master._get_file_picks(choices).items() if lead_id != master.id]
        rows = self.env.execute_query(SQL(
            "SELECT id, res_field FROM ir_attachment WHERE res_model = 'crm.lead' AND res_id = %s"
            " AND res_field = ANY(%s) AND id <> ALL(%s)",
            master.id, names, [copy[0] for copy in copies])) if names else ()
        if rows:
            self.env.cr.execute(SQL(
                "UPDATE ir_attachment SET res_model = %s, res_id = %s, res_field = %s WHERE id = ANY(%s)",
                self._name, self.id, _PLACE, [row[0] for row in rows]))
            self.undo_data = {**self.undo_data, 'files': [list(row) for row in rows]}
        if names:
            self._forget_files()

    def _put_files_back(self, data):
        """Delete the files of fields that the merge copied, and bring back
        those they replaced.

        :param dict data: what is needed to undo the merge
        :return: names of the fields whose file was replaced since
        """
        copies, files = data['copies'], data.get('files') or []
        left = []
        if copies:
            self.env.cr.execute(SQL(
                "DELETE FROM ir_attachment WHERE (id, checksum) IN %s", tuple(map(tuple, copies))))
            left += [row[0] for row in self.env.execute_query(SQL(
                "SELECT res_field FROM ir_attachment WHERE id IN %s", tuple(copy[0] for copy in copies)))]
        if files:
            back = {row[0] for row in self.env.execute_query(SQL(
                "UPDATE ir_attachment AS a SET res_model = 'crm.lead', res_id = %(master)s, res_field = own.name"
                "  FROM unnest(%(ids)s::int[], %(names)s::text[]) AS own(id, name)"
                " WHERE a.id = own.id AND NOT EXISTS ("
                "       SELECT 1 FROM ir_attachment AS newer WHERE newer.res_model = 'crm.lead'"
                "          AND newer.res_id = %(master)s AND newer.res_field = own.name)"
                " RETURNING a.id",
                master=self.master_id.id, ids=[row[0] for row in files], names=[row[1] for row in files]))}
            left += [name for file_id, name in files if file_id not in back and name not in left]
        if copies or files:
            self._forget_files()
        return left

    def _forget_files(self):
        self.master_id.invalidate_recordset(flush=False)
        self.env['ir.attachment'].invalidate_model(flush=False)

    def _drop_replaced_files(self):
        """Delete what was replaced by merges that can no longer be undone."""
        # sudo: these files are for the engine only
        self.env['ir.attachment'].sudo().search([
            ('res_model', '=', self._name), ('res_id', 'in', self.ids), ('res_field', '=', _PLACE)]).unlink()
