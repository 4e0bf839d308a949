"""Rows of a file that are like a lead that is there, or like a row before:
created all the same, skipped, or attached to that lead."""

from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import OrderedSet

from ..tools.wording import either

WAYS = ('create', 'skip', 'attach')
# what decides to which company a new lead belongs
_COMPANY_FIELDS = ('company_id', 'user_id', 'team_id', 'partner_id', 'type')


class Fate(NamedTuple):
    """What becomes of a row."""
    way: str
    match: dict | None = None  # why: what it is like, as :meth:`_find_similar_rows` says
    lead_id: int = 0  # where it goes
    row: int | None = None  # to the lead of which row it goes
    is_again: bool = False  # it went there before: its external id says so


class SimilarRows:
    """What is asked about the rows of an import, and what is found out. It travels
    in the context; a program outside cannot send such an object."""

    def __init__(self, way, is_test=False, file_name='', first_line=1):
        self.way = way
        self.is_test = is_test
        self.file_name = file_name
        self.first_line = first_line  # of the file, that the first row is in
        self.names = {}  # {row: title}
        self.companies = {}  # {row: company of its lead, or False} of rows that say of no lead that they are it
        self.opened = set()  # those of them that are neither won nor lost
        self.matches = {}  # {row: list of dicts}
        self.fates = {}  # {row: Fate}
        self.lead_ids = {}  # {row: id of the lead that was created}

    @property
    def is_asked(self):
        return self.is_test or self.way != 'create'


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def load(self, fields, data):
        """Import rows as Odoo does. The context key ``crm_lead_similar_rows``
        says what becomes of rows that are surely a lead that is there:
        ``'create'`` (as without it), ``'skip'`` or ``'attach'``.

        :param list fields: paths of the fields, one a column
        :param list data: rows, lists of strings
        :return: dict with ``ids`` of what was created or updated, False if
            nothing was imported; ``messages``; ``nextrow``; and, if the context
            says ``'skip'`` or ``'attach'``, ``similar``: see
            :meth:`_get_similar_report`
        :raise UserError: if the context says something else
        """
        rows = self.env.context.get('crm_lead_similar_rows')
        if rows is None:
            return super().load(fields, data)
        if not isinstance(rows, SimilarRows):
            rows = SimilarRows(self._check_similar_way(rows))
        result = super(CrmLead, self.with_context(crm_lead_similar_rows=rows)).load(fields, data)
        if not rows.is_asked:
            return result
        if result['ids']:
            # Odoo asks each row for the id of its lead: one that was skipped has none
            result['ids'] = [lead_id for lead_id in result['ids'] if lead_id]
        failed = any(message['type'] == 'error' for message in result['messages'])
        return {**result, 'similar': False if failed else self._get_similar_report(rows)}

    @api.model
    def _check_similar_way(self, way):
        """:return: what is to become of rows that are like a lead
        :raise UserError: if there is no such way, or nothing to go by"""
        if way not in WAYS:
            raise UserError(self.env._(
                "“%(way)s” does not say what becomes of rows like an existing lead. Choose one of %(ways)s.",
                way=way, ways=either(self.env, WAYS)))
        if way != 'create' and not self._is_matching_by_evidence():
            raise UserError(self.env._(
                "Rows like an existing lead are not looked for with Odoo's own way of finding similar leads."
                " Create all rows, or ask an administrator to choose another way in the settings."))
        return way

    @api.model
    def _load_records(self, data_list, update=False):
        """Before rows become leads, it is looked what they are like."""
        rows = self.env.context.get('crm_lead_similar_rows')
        if not isinstance(rows, SimilarRows) or not rows.is_asked:
            return super()._load_records(data_list, update)
        # what goes along with these leads is not looked at
        leads = self.with_context(crm_lead_similar_rows=None)
        known = leads._get_known_rows(data_list, rows)
        found = {}

        def load(numbers):
            if numbers := list(numbers):
                records = super(CrmLead, leads)._load_records([data_list[number] for number in numbers], update)
                found.update(zip(numbers, records, strict=True))

        # what is updated may be what a row is like
        load(number for number, fate in known.items() if fate is None)
        new = {_get_row(data): data for number, data in enumerate(data_list) if number not in known}
        leads._decide_rows(new, rows)
        for number, fate in known.items():
            if fate:
                rows.fates[_get_row(data_list[number])] = fate
                rows.names[_get_row(data_list[number])] = data_list[number]['values'].get('name') or ''
        load(number for number, data in enumerate(data_list) if number not in known
             and rows.fates[_get_row(data)].way == 'create')
        rows.lead_ids.update((_get_row(data_list[number]), record.id) for number, record in found.items())
        leads._attach_rows([
            data for number, data in enumerate(data_list)
            if (fate := rows.fates.get(_get_row(data))) and fate.way == 'attach'], rows)
        return self.browse(found[number].id for number in sorted(found))

    @api.model
    def _get_known_rows(self, data_list, rows):
        """Rows that say of which lead they are are updated, as ever. But what was
        attached stays so: a lead is not written over by importing a file twice.

        :return: {place in the list: None for a lead to update, or the Fate of a
            row that went to a lead before}"""
        known = {number: None for number, data in enumerate(data_list)
                 if not data.get('xml_id') and data['values'].get('id')}
        named = [(number, data['xml_id']) for number, data in enumerate(data_list) if data.get('xml_id')]
        # sudo: as Odoo looks up external ids
        found = {f'{row[1]}.{row[2]}': row for row in self.env['ir.model.data'].sudo()._lookup_xmlids(
            [name for _number, name in named], self) if row[3] == self._name and row[6]}
        known.update((number, None) for number, name in named if name in found)
        if rows.way == 'create' or not (attached := {name: row[4] for name, row in found.items() if row[5]}):
            return known
        # their records are marked like that too
        modules = self._get_module_names()
        current = self.browse(attached.values())._get_current_ids()
        targets = set(self.browse(OrderedSet(current.values()))._filter_attachable(rows.way)._ids)
        for number, name in named:
            if name in attached and name.partition('.')[0] not in modules:
                lead_id = current[attached[name]]
                way = 'attach' if rows.way == 'attach' and lead_id in targets else 'skip'
                known[number] = Fate(way, lead_id=lead_id, is_again=True)
        return known

    @api.model
    def _get_module_names(self):
        """:return: set: external ids that begin so are no ids of a file"""
        # sudo: which modules there are
        return set(self.env['ir.module.module'].sudo().search([]).mapped('name'))

    def _filter_attachable(self, way):
        """:return: those that a row may go to: open ones that the user may read,
            and change if the row is attached"""
        leads = self._filtered_access('read')
        return (leads._filtered_access('write') if way == 'attach' else leads).filtered(
            lambda lead: lead.active and lead.won_status == 'pending')

    # ------------------------------------------------------------
    # What becomes of new rows
    # ------------------------------------------------------------

    @api.model
    def _decide_rows(self, new, rows):
        """:param dict new: {row: data of Odoo's import} of rows without a lead
        :param SimilarRows rows: gets the matches and fates of the rows"""
        if not new.keys() <= rows.companies.keys():
            # Odoo tries rows one by one if it cannot create all of them
            self._read_rows({row: data['values'] for row, data in new.items()}, rows)
        best = {row: next(iter(rows.matches.get(row, ())), None) for row in new}
        rows.fates.update((row, Fate('create', match)) for row, match in best.items())
        if rows.way == 'create':
            return
        least = self._get_merge_threshold()
        sure = {row: [match for match in rows.matches.get(row, ()) if match['strength'] >= least]
                for row in sorted(rows.opened & new.keys())}
        leads = self.browse(OrderedSet(
            match['lead_id'] for matches in sure.values() for match in matches if match['lead_id']))
        several = self.env['crm.lead.duplicate']._has_several_companies()
        companies = {lead.id: several and lead.company_id.id for lead in leads._filter_attachable(rows.way)}
        for row, matches in sure.items():
            for match in matches:
                if fate := self._get_fate(row, match, rows, companies):
                    rows.fates[row] = fate
                    break

    @api.model
    def _read_rows(self, values, rows):
        """:param dict values: {row: values of its lead}
        :param SimilarRows rows: gets what is asked of them later"""
        fields = {*self.env['crm.lead.match.key']._get_source_fields(), *_COMPANY_FIELDS}
        defaults, known = self.default_get(list(fields)), {}
        said = {row: self._get_row_said({**defaults, **own}, known) for row, own in values.items()}
        rows.matches.update(self._find_similar_rows(said))
        # where there is but one, it says nothing whether a lead names it
        several = self.env['crm.lead.duplicate']._has_several_companies()
        rows.companies.update((row, several and one['company']) for row, one in said.items())
        rows.names.update((row, own.get('name') or '') for row, own in values.items())
        # a new deal with a customer of last year is another one, and so is last year's
        won = set(self.env['crm.stage'].search([('is_won', '=', True)])._ids)
        rows.opened.update(
            row for row, own in values.items()
            if own.get('active', True) and own.get('stage_id') not in won and not own.get('lost_reason_id'))

    @api.model
    def _get_fate(self, row, match, rows, companies):
        """:param dict companies: {id of a lead that a row may go to: its company}
        :return: :class:`Fate` of a row because of one that it is surely like;
            None if that one does not count"""
        company, before = rows.companies[row], match['row']
        # never across companies: who works in this one would not find it
        if before is None:
            is_fit = match['lead_id'] in companies and companies[match['lead_id']] in (False, company)
            return Fate(rows.way, match, match['lead_id']) if is_fit else None
        if before not in rows.opened or rows.companies[before] not in (False, company):
            return None
        fate = rows.fates[before]
        return Fate(rows.way, match, row=before) if fate.way == 'create' else Fate(
            rows.way, match, fate.lead_id, fate.row)

    @api.model
    def _get_row_said(self, values, known):
        """:param dict values: what a lead is to be created with
        :param dict known: {what decides on its company: that, and the code of the
            country of that}, to look them up once
        :return: what the row says, see ``crm.lead.match.key._read_said``, and
            its ``company``"""
        # sudo: keys belong to the engine
        keys = self.env['crm.lead.match.key'].sudo()
        deciding = tuple(values.get(name, ...) for name in _COMPANY_FIELDS)
        if deciding not in known:
            company = self.new({name: values[name] for name in _COMPANY_FIELDS if name in values}).company_id
            known[deciding] = company.id, self._get_country_code(company.id)
        company_id, country_code = known[deciding]
        if values.get('partner_id'):
            # the customer says what the row does not
            names = keys._get_source_fields()
            said = self.new({name: value for name, value in values.items() if name in names})._get_said(keys)
        else:
            said = self._get_said_by(values, keys, country=self.env['res.country'].browse(
                values.get('country_id') or []).code or country_code)
        return {**said, 'company': company_id}


def _get_row(data):
    """:param dict data: of Odoo's import
    :return: int, the number of the first of its rows"""
    return data['info']['rows']['from']
