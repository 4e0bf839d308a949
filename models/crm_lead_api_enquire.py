"""For programs: hand in an enquiry, which becomes a lead or is added to one, as
its team wants it."""

import base64
import binascii

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import plaintext2html

from ..tools.lead_api_error import LeadApiError
from .crm_lead_api import for_programs
from .crm_lead_enquiry import Enquiry

_MOST_FILES = 20
# {type of a field: kind of the value, see crm.lead._api_value}
_KINDS = {
    'char': 'text', 'text': 'text', 'html': 'text', 'date': 'text', 'datetime': 'text', 'integer': 'number',
    'float': 'number', 'monetary': 'number', 'boolean': 'flag', 'many2one': 'id', 'many2many': 'ids'}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    @for_programs
    def lead_enquire(
        self, values: dict, message: str = None, attachments: list = None, request_key: str = None,
    ) -> dict:
        """Hand in an enquiry. Its team decides: a lead is created, or the
        enquiry is added to the open lead or opportunity of the same customer
        that the user may change, as a message with the values and files; a
        waiting one is opened again. ``lead_undo_merge`` makes it a lead of its
        own.

        :param values: {name of a field of the lead: value}, at least ``name``.
            Texts (dates as ``2026-01-31``), numbers, true or false, the id of a
            record, or a list of ids; ``description`` is HTML
        :param message: what the customer wrote, plain text; it is posted in the
            chatter
        :param attachments: files, up to 20: dicts with ``name`` and ``data``
            (base64)
        :param request_key: a text of up to 200 characters that the program makes
            for what it wants done once, see ``lead_merge``
        :returns: dict with ``lead_id`` (the record that the enquiry is in),
            ``created`` (whether that is a new lead), ``attached_to`` (its id if it
            was there, else false), ``strength`` (0 to 100) and ``reasons``
            (texts) of the match, and ``merge_id`` (for ``lead_undo_merge``, or
            false)
        :raises LeadApiError: ``invalid_argument``, ``not_found``, ``no_access``,
            ``key_reused``, ``refused``
        """
        wanted = {
            'values': self._api_value('values', values, 'object', required=True),
            'message': self._api_value('message', message, 'text'),
            'attachments': attachments or None,
        }
        return self._api_once(request_key, 'lead_enquire', wanted, lambda: self._api_enquire(wanted))

    @api.model
    def _api_enquire(self, wanted):
        """:param dict wanted: arguments of :meth:`lead_enquire`
        :return: its answer"""
        self.check_access('create')
        values = {
            name: self._api_enquiry_value(name, value) for name, value in wanted['values'].items()
            if value is not None and (value is not False or self._api_enquiry_kind(name) == 'flag')}
        if not (values.get('name') or '').strip():
            raise LeadApiError('invalid_argument', self.env._(
                "An enquiry needs a name: what it is about."), argument='values.name')
        files = self._api_files(wanted['attachments'])
        enquiry = Enquiry('program')
        lead = self.with_context(crm_lead_enquiry=enquiry).create([values]).with_env(self.env)
        typed = lead._get_enquiry_body(values) if enquiry.match else ""
        current = lead._finish_enquiry(enquiry)
        body = plaintext2html(wanted['message']) if wanted['message'] else Markup()
        if enquiry.is_attached:
            current._reopen_waiting()
            body = typed + body
        if body or files:
            current._post_enquiry(enquiry, body, attachments=files)
        match = enquiry.match or {}
        return {
            'lead_id': current.id, 'created': not enquiry.is_attached,
            'attached_to': enquiry.is_attached and current.id, 'strength': match.get('strength', 0),
            'reasons': self._get_match_reasons(match) if match else [], 'merge_id': enquiry.merge_id or False,
        }

    # ------------------------------------------------------------
    # Arguments
    # ------------------------------------------------------------

    @api.model
    def _api_enquiry_kind(self, name):
        """:return: kind of the value of a field, see :meth:`_api_value`
        :raise LeadApiError: if the program cannot give it"""
        field = self._fields.get(name)
        if field is None or not field.store or field.readonly or not self._has_field_access(field, 'write') or (
                field.type != 'selection' and field.type not in _KINDS):
            raise LeadApiError('invalid_argument', self.env._(
                "An enquiry has no value called %s.", name), argument=f'values.{name}')
        return _KINDS.get(field.type, 'text')

    @api.model
    def _api_enquiry_value(self, name, value):
        """:return: the value as the ORM takes it
        :raise LeadApiError: if it does not fit the field, or names what there
            is not or what the user may not read"""
        argument, kind, field = f'values.{name}', self._api_enquiry_kind(name), self._fields[name]
        if field.type == 'selection':
            return self._api_choice(argument, value, [key for key, _label in field._description_selection(self.env)])
        if kind == 'id':
            return self._api_related(argument, value, field.comodel_name).id
        value = self._api_value(argument, value, kind)
        if kind == 'ids':
            records = self.env[field.comodel_name].browse(dict.fromkeys(value))
            self._api_check_records(records, argument=argument)
            return [fields.Command.set(records.ids)]
        if field.type in ('date', 'datetime'):
            try:
                return field.to_date(value) if field.type == 'date' else field.to_datetime(value)
            except ValueError:
                raise LeadApiError('invalid_argument', self.env._(
                    "The argument %(name)s has to be a date, as in %(example)s.", name=argument,
                    example='2026-01-31' if field.type == 'date' else '2026-01-31 14:30:00'),
                    argument=argument) from None
        return value

    @api.model
    def _api_files(self, attachments):
        """:return: list of pairs: name and bytes
        :raise LeadApiError: if they are no files"""
        refusal = LeadApiError('invalid_argument', self.env._(
            "The argument attachments has to be a list of up to %s objects with a name and data in base64.",
            _MOST_FILES), argument='attachments')
        if not isinstance(attachments or [], list) or len(attachments or []) > _MOST_FILES:
            raise refusal
        files = []
        for one in attachments or []:
            if not isinstance(one, dict) or one.keys() != {'name', 'data'}:
                raise refusal
            name, data = (self._api_value(f'attachments.{part}', one[part], 'text') for part in ('name', 'data'))
            try:
                files.append((name, base64.b64decode(data or '', validate=True)))
            except (binascii.Error, ValueError):
                raise refusal from None
            if not name:
                raise refusal
        return files
