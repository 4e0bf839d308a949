"""Rows of a file that go to a lead that is there: they fill what is empty, and
what they say otherwise is kept in a note."""

import re
from collections import defaultdict
from html import unescape

from markupsafe import Markup

from odoo import Command, api, models
from odoo.tools import OrderedSet

from ..tools.fill import fill
from ..tools.survivorship import Record
from ..tools.wording import join_phrases, label
from .crm_lead_merge_display import get_text

# in notes of this kind it is looked up what was added before
_MARK = 'o_crm_import_row'
_SENTENCE = re.compile(r'<li>([^<>]*)</li>')
_TYPES = {'char', 'text', 'html', 'integer', 'float', 'monetary', 'date', 'datetime', 'selection', 'many2one',
          'many2many', 'boolean'}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _attach_rows(self, data_list, rows):
        """Let rows fill what is empty in leads that are there, a statement for all
        of them, and note the rest: one note a lead.

        :param list data_list: of Odoo's import
        :param SimilarRows rows: says where each of them goes
        :raise AccessError: if the user may not write one of the fields
        """
        if not data_list:
            return
        self._check_not_forged(*(data['values'] for data in data_list))
        names = OrderedSet(name for data in data_list for name in data['values'] if name in self._fields)
        for name in names:
            self._check_field_access(self._fields[name], 'write')
        targets = defaultdict(list)
        for data in data_list:
            fate = rows.fates[data['info']['rows']['from']]
            targets[fate.lead_id or rows.lead_ids[fate.row]].append(data)
        leads = self.browse(targets)
        specs = {spec.name: spec for spec in self._get_merge_specs() if spec.name in names and (
            spec.type in _TYPES and not spec.translated and not spec.company_dependent)}
        # sudo: a value that the user may not read is there as well, and stays
        before = leads.sudo()._snapshot_values()
        gets, told = {}, {}
        for lead in leads:
            gets[lead.id], told[lead.id] = lead._get_attached(targets[lead.id], before[lead.id], specs, rows)
        leads._put_attached(gets)
        leads._note_attached(told, specs, rows)
        self._name_attached(targets, rows)

    def _get_attached(self, data_list, now, specs, rows):
        """:param list data_list: rows for this lead
        :param dict now: its values; not changed
        :param dict specs: {field name: FieldSpec} of what may be filled
        :return: pair: {field name: JSON value} that the lead gets; list of
            tuples of a row, what it fills, what it says otherwise and other
            values, as dicts"""
        now, gets, told = dict(now), {}, []
        currency = self.company_currency.id
        for data in data_list:
            values, other = {}, {}
            for name, value in data['values'].items():
                if name in specs:
                    values[name] = self._get_attached_value(self._fields[name], value)
                elif value:
                    other[name] = value
            row = data['info']['rows']['from']
            of_row, rest = fill(
                [specs[name] for name in values], self._get_merge_record(now, now['team_id']), Record(
                    id=-1, name=rows.names.get(row, ''), values=values, is_opportunity=False, is_active=False,
                    is_won=False, currency=currency, property_definitions=[]))
            now.update(of_row)
            gets.update(of_row)
            told.append((row, {name: values.get(name) for name in of_row}, rest, other))
        return gets, told

    @api.model
    def _get_attached_value(self, field, value):
        """:return: a value of Odoo's import, as a snapshot has it"""
        if field.type == 'many2many':
            return sorted({record_id for command in value or () for record_id in (
                command[2] if command[0] == Command.SET else [command[1]])})
        if field.type == 'html':
            return field.convert_to_column(value, self.browse(), validate=True) or None
        value = field.convert_to_cache(value, self.browse(), validate=False)
        return value.isoformat() if field.type in ('date', 'datetime') and value else value

    def _put_attached(self, gets):
        """:param dict gets: {lead id: {field name: JSON value}}"""
        assigned = defaultdict(list)
        for lead_id, values in gets.items():
            if user_id := values.pop('user_id', None):
                assigned[user_id].append(lead_id)
        # sudo: the right to change them was checked, and the note says what changed
        leads = self.sudo().with_context(tracking_disable=True, mail_notrack=True)
        leads._finish_tracking()
        leads._snapshot_put(gets)
        leads._recompute_derived(gets)
        for user_id, lead_ids in assigned.items():
            # as if done by hand: more than the salesperson depends on it
            self.browse(lead_ids).write({'user_id': user_id})

    # ------------------------------------------------------------
    # What is kept in a note
    # ------------------------------------------------------------

    def _note_attached(self, told, specs, rows):
        """Write down what rows filled, and what they say otherwise, unless it was
        written down before. What belongs to a row, on lines of its own in the
        file, is created with the lead.

        :param dict told: {lead id: list of :meth:`_get_attached`}
        """
        noted = self._get_attached_before()
        cells = self._get_displays(list(specs.values()), {
            (lead_id, row, number): {'team_id': None, **values}
            for lead_id, of_lead in told.items() for row, *both, _other in of_lead
            for number, values in enumerate(both)})
        bodies = {}
        for lead in self:
            parts = []
            for row, filled, rest, other in told[lead.id]:
                texts = lead._get_attached_sentences(filled, rest, other, cells, row)
                is_known = not filled and noted[lead.id].issuperset(map(_get_plain, texts))
                if not is_known:
                    parts.append(Markup('<li>%s<ul>%s</ul></li>') % (
                        self._get_line_title(row, rows), Markup().join(map(Markup('<li>%s</li>').__mod__, texts))))
                if not is_known and not rows.fates[row].is_again:
                    lead._create_attached_lines(other)
            if parts:
                bodies[lead.id] = Markup('<p>%s</p><ul class="%s">%s</ul>') % (
                    self.env._("Added to this lead from the file “%s”:", rows.file_name) if rows.file_name
                    else self.env._("Added to this lead by an import:"), _MARK, Markup().join(parts))
        if bodies:
            self.browse(bodies)._message_log_batch(bodies)

    def _get_attached_sentences(self, filled, rest, other, cells, row):
        """:return: list of what is written down of a row; empty if the lead says
            all of it already"""
        filled, rest = (
            self._get_attached_text(names, cells[self.id, row, number]) for number, names in enumerate((filled, rest)))
        rest = join_phrases(self.env, (rest, *self._get_attached_others(other)))
        return [
            *([self.env._("Filled in: %s", filled)] if filled else []),
            *([self.env._("Said otherwise, and kept here: %s", rest)] if rest else [])]

    @api.model
    def _get_attached_text(self, names, cells):
        """:return: text of values with the labels of their fields"""
        texts = []
        for name in names:
            if text := get_text(self.env, cells[name]):
                texts.append(label(self.env, self._fields[name]._description_string(self.env), text))
        return join_phrases(self.env, texts)

    def _get_attached_others(self, other):
        """:param dict other: values that do not go to a field of the lead as they are
        :return: list of texts"""
        texts = []
        for name, value in other.items():
            field = self._fields.get(name)
            kind, title = (field.type, field._description_string(self.env)) if field else ('', name)
            if kind == 'properties':
                texts.extend(
                    label(self.env, one.get('string') or one['name'], one['value'])
                    for one in value if one.get('value'))
            elif kind == 'one2many':
                lines = self.env._("1 line") if len(value) == 1 else self.env._("%s lines", len(value))
                texts.append(label(self.env, title, lines))
            elif kind == 'many2one':
                if value != self[name].id:
                    texts.append(label(self.env, title, self.env[field.comodel_name].browse(value).display_name))
            elif not field or value != self[name]:
                words = dict(field._description_selection(self.env)) if kind == 'selection' else {}
                text = self.env._("File") if kind == 'binary' else words.get(value, value)
                texts.append(label(self.env, title, text))
        return texts

    def _create_attached_lines(self, other):
        """:param dict other: values, among them those of one2many fields"""
        self.ensure_one()
        lines = {name: value for name, value in other.items()
                 if name in self._fields and self._fields[name].type == 'one2many'}
        if lines:
            self.write(lines)

    def _get_attached_before(self):
        """:return: {lead id: set of sentences that were noted by imports before}"""
        # sudo: only whether the note is there already
        notes = self.env['mail.message'].sudo().search_fetch([
            ('model', '=', self._name), ('res_id', 'in', self.ids), ('body', 'like', _MARK)], ['res_id', 'body'])
        noted = {lead_id: set() for lead_id in self.ids}
        for note in notes:
            noted[note.res_id].update(_get_plain(unescape(text)) for text in _SENTENCE.findall(note.body))
        return noted

    @api.model
    def _name_attached(self, targets, rows):
        """The external id of a row is one of the lead that it went to, marked so
        that another import of the file does not write over the lead.

        :param dict targets: {lead id: list of data of Odoo's import}
        """
        modules = self._get_module_names()
        # sudo: as Odoo keeps external ids
        self.env['ir.model.data'].sudo()._update_xmlids([
            {'xml_id': data['xml_id'], 'record': self.browse(lead_id), 'noupdate': True}
            for lead_id, data_list in targets.items() for data in data_list
            if data.get('xml_id') and data['xml_id'].partition('.')[0] not in modules
            and not rows.fates[data['info']['rows']['from']].is_again])


def _get_plain(text):
    return ' '.join(text.split())
