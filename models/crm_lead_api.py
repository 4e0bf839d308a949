"""The methods for programs: what they share. Each of them is refused with a
code, whatever it is refused by, and then nothing has changed."""

import functools
import inspect
import math
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessError, LockError, MissingError, RedirectWarning, UserError

from ..tools.lead_api_error import LeadApiError
from ..tools.replica import refused_by_primary
from ..tools.wording import either
from .crm_lead_outside import is_id

# most records in one call
MOST_RECORDS = 500


class _LenientSignature(inspect.Signature):
    """Odoo's /json/2 compares the arguments with the signature by itself, and
    refuses without a code what the other protocols let through to the method."""

    def bind(self, /, *args, **kwargs):
        return None


def for_programs(method):
    """Decorator of a public method for programs: arguments that there are not,
    and all that it is refused by, become a :class:`LeadApiError`."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    @refused_by_primary
    def call(self, /, *args, **kwargs):
        with self._api_guard():
            try:
                signature.bind(self, *args, **kwargs)
            except TypeError as error:
                raise LeadApiError('invalid_argument', self.env._(
                    "The arguments do not fit (%s). See which there are.", error)) from None
            return method(self, *args, **kwargs)

    call.__signature__ = _LenientSignature(
        list(signature.parameters.values()), return_annotation=signature.return_annotation)
    return call


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    @api.readonly
    @for_programs
    def lead_api_version(self) -> dict:
        """Which version of these methods answers.

        :returns: dict with ``version`` (text): that of the addon, as in
            ``19.0.1.3.0``. What programs rely on changes only with the first
            number after ``19.0``
        :raises LeadApiError: ``no_access``
        """
        # sudo: the version is no secret; who may read no leads was refused
        module = self.env['ir.module.module'].sudo()._get('crm_lead_conversion')
        return {'version': module.latest_version or ''}

    # ------------------------------------------------------------
    # Errors
    # ------------------------------------------------------------

    @contextmanager
    def _api_guard(self):
        """Within it, whatever Odoo or this addon refuses has a code. What the
        database could not serialize is not among it: Odoo tries that again."""
        try:
            self.env['crm.lead'].check_access('read')
            yield
            self.env.flush_all()
        except LeadApiError:
            raise
        except MissingError as error:
            raise LeadApiError('not_found', error.args[0]) from None
        except AccessError as error:
            raise LeadApiError('no_access', error.args[0]) from None
        except LockError:
            raise self._api_busy() from None
        except (UserError, RedirectWarning) as error:
            raise LeadApiError('refused', error.args[0]) from None

    @api.model
    def _api_busy(self):
        return LeadApiError('busy', self.env._(
            "Somebody else is changing one of these records right now. Send the same again in a moment."))

    # ------------------------------------------------------------
    # Arguments
    # ------------------------------------------------------------

    @api.model
    def _api_value(self, name, value, kind, required=False):
        """Arguments come from outside: what is not of its kind is refused
        before anything is done with it.

        :param str name: of the argument
        :param str kind: ``id``, ``ids``, ``text``, ``number``, ``flag`` or
            ``object``
        :return: the value, None if it is not given: XML-RPC knows no null,
            and sends false in its place
        :raise LeadApiError: ``invalid_argument``
        """
        if value is None or value is False and kind != 'flag':
            if not required:
                return None
        elif _KINDS[kind](value):
            return value
        words = {
            'id': self.env._("an id"),
            'ids': self.env._("a list of 1 to %s ids", MOST_RECORDS),
            'text': self.env._("a text"),
            'number': self.env._("a number"),
            'flag': self.env._("true or false"),
            'object': self.env._("an object"),
        }
        raise LeadApiError('invalid_argument', self.env._(
            "The argument %(name)s has to be %(kind)s.", name=name, kind=words[kind]), argument=name)

    @api.model
    def _api_choice(self, name, value, choices):
        """:return: one of the choices, None if it is not given"""
        value = self._api_value(name, value, 'text')
        if value is not None and value not in choices:
            raise LeadApiError('invalid_argument', self.env._(
                "The argument %(name)s has to be one of these: %(choices)s.",
                name=name, choices=either(self.env, choices)), argument=name)
        return value

    @api.model
    def _api_related(self, name, value, model):
        """:return: the record of another model that an argument names, empty if
            it is not given
        :raise LeadApiError: if there is none, or the user may not read it"""
        record_id = self._api_value(name, value, 'id')
        record = self.env[model].browse(record_id or ())
        self._api_check_records(record, argument=name)
        if model == 'res.users' and record.share:
            raise LeadApiError('invalid_argument', self.env._(
                "The user with number %s is no salesperson, but somebody from outside.", record.id), argument=name)
        return record

    # ------------------------------------------------------------
    # Records
    # ------------------------------------------------------------

    @api.model
    def _api_browse(self, lead_ids, operation='read', merged=False):
        """:param list lead_ids: ids, each counts once
        :param bool merged: whether records that were merged are taken as well
        :return: records that are there, and to which the user has the right
        :raise LeadApiError: ``not_found``, ``no_access`` or ``already_merged``
        """
        leads = self.browse(dict.fromkeys(lead_ids))
        self._api_check_records(leads, operation)
        gone = leads.filtered('merged_into_id') if not merged else self.browse()
        if gone:
            current = gone._get_current_ids()
            raise LeadApiError('already_merged', self.env._(
                "The record with number %(lead)s was merged into the record with number %(master)s."
                " Use that one instead.", lead=gone[0].id, master=current[gone[0].id]),
                lead_ids=gone.ids, into={str(lead_id): current[lead_id] for lead_id in gone.ids})
        return leads

    @api.model
    def _api_check_records(self, records, operation='read', argument=None):
        """:raise LeadApiError: ``not_found`` or ``no_access``; says nothing of
            a record but its number"""
        details = {'argument': argument} if argument else {}
        missing = records - records.exists()
        if missing:
            raise LeadApiError('not_found', self.env._(
                "There is no record with number %s.", either(self.env, missing.ids)),
                ids=missing.ids, **details)
        denied = records - records._filtered_access(operation)
        if denied:
            numbers = either(self.env, denied.ids)
            sentence = self.env._(
                "You have no access to the record with number %s.", numbers) if operation == 'read' else self.env._(
                "You may not change the record with number %s. Ask its salesperson or a sales manager.", numbers)
            raise LeadApiError('no_access', sentence, ids=denied.ids, **details)

    def _api_lock(self):
        """:raise LeadApiError: ``busy``, if somebody else is changing one of
            these records"""
        try:
            self.sorted('id').lock_for_update(allow_referencing=True)
        except LockError:
            raise self._api_busy() from None


def _is_text(value):
    """:return: whether it is a text that the database can keep"""
    if not isinstance(value, str) or '\0' in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


_KINDS = {
    'id': is_id,
    'ids': lambda value: isinstance(value, list) and 0 < len(value) <= MOST_RECORDS and all(map(is_id, value)),
    'text': _is_text,
    'number': lambda value: type(value) in (int, float) and math.isfinite(value),
    'flag': lambda value: type(value) is bool,
    'object': lambda value: isinstance(value, dict) and all(map(_is_text, value)),
}
