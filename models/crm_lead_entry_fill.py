"""Going on with a record that is there already instead of the one that was
being typed: nothing of what was typed is lost, and nothing is overwritten."""

from markupsafe import Markup

from odoo import api, models

from ..tools.fill import KEPT
from ..tools.lead_api_error import LeadApiError
from ..tools.survivorship import BLOCKS, is_empty
from ..tools.survivorship_types import NUMBERS
from ..tools.wording import label

_TYPES = ('char', 'text', 'html', 'integer', 'float', 'monetary', 'date', 'datetime', 'many2one', 'selection')
# what says whose a record is and how far, and not who the customer is
_NOT_FILLED = KEPT | {
    'user_id', 'priority', 'lang_id', 'color', 'campaign_id', 'medium_id', 'source_id', 'step_id'}
_FILLING = 'crm_lead_entry_filling'


class Filling:
    """It travels in the context; a program outside cannot send such an object."""


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def lead_fill_typed(self, lead_id: int, values: dict) -> dict:
        """Add to a record what was typed for another one: what it lacks is
        filled in, what it says otherwise stays and is noted in the chatter.

        :param lead_id: of the record that is there
        :param values: {field: value} as a form would save them; others than
            those that a person fills in are left out
        :returns: dict with ``lead_id``, ``may_change`` (if the user may not,
            nothing is done), ``filled`` (names of fields), ``noted`` (names of
            fields that say something else already) and ``message`` (what to tell
            the user)
        :raises LeadApiError: ``invalid_argument``, ``not_found``, ``no_access``,
            ``already_merged``, ``busy``
        """
        self.check_access('read')
        lead = self._api_browse([self._api_value('lead_id', lead_id, 'id', required=True)])
        values = self._api_value('values', values, 'object', required=True)
        if not lead.has_access('write'):
            return {'lead_id': lead.id, 'may_change': False, 'filled': [], 'noted': [], 'message': self.env._(
                "You may not change “%s”, so what you typed was not added to it. You can open it.", lead.display_name)}
        lead._api_lock()
        specs = {
            spec.name: spec for spec in self._get_merge_specs() if spec.name in values and lead._is_typed_field(spec)}
        typed = {name: lead._get_typed_value(name, values[name]) for name in specs}
        typed = {name: value for name, value in typed.items() if not is_empty(specs[name], value)}
        filled, noted = lead._split_typed(typed)
        lead._fill_typed({name: values[name] for name in filled})
        if filled or noted:
            lead._message_log(body=lead._get_typed_note(specs, typed, filled, noted))
        message = lead._get_typed_message(
            *([lead._get_typed_label(specs[name]) for name in names] for names in (filled, noted)))
        return {'lead_id': lead.id, 'may_change': True, 'filled': filled, 'noted': noted, 'message': message}

    def _is_typed_field(self, spec):
        """:return: whether it is what a person types, and may"""
        field = self._fields[spec.name]
        return (
            spec.type in _TYPES and spec.name not in _NOT_FILLED
            and not field.readonly and not spec.company_dependent and not spec.translated
            and self._has_field_access(field, 'write'))

    def _get_typed_value(self, name, value):
        """:return: the value as JSON, None if there is none
        :raise LeadApiError: if it is not of the type of the field"""
        field = self._fields[name]
        if not value:
            return None
        if field.type == 'many2one':
            return self._api_related(f'values.{name}', value, field.comodel_name).id
        is_number = type(value) in (int, float)
        try:
            if is_number != (field.type in NUMBERS) or not is_number and (
                    not isinstance(value, str) or '\0' in value):
                raise ValueError(value)
            value = field.convert_to_record(field.convert_to_cache(value, self), self)
        except (ValueError, TypeError):
            raise LeadApiError('invalid_argument', self.env._(
                "What was given as %s does not fit.", field.string), argument=f'values.{name}') from None
        return value.isoformat() if field.type in ('date', 'datetime') else value

    def _split_typed(self, typed):
        """What goes together is filled in together or not at all.

        :param dict typed: {field name: JSON value}
        :return: pair of lists of names: of what the record lacks, and of what
            it says otherwise
        """
        own = self._snapshot_values()[self.id]
        said = {
            spec.name for spec in self._get_merge_specs() if spec.name in own and not is_empty(spec, own[spec.name])}
        said |= {name for block in BLOCKS if said.intersection(block.fields) for name in block.fields}
        filled = [name for name in typed if name not in said]
        return filled, [name for name, value in typed.items() if name in said and value != own[name]]

    def _fill_typed(self, values):
        """Nothing else follows: what the record says of the customer stays, and
        so does what the customer says."""
        computed = [field for field in self._fields.values() if field.compute and field.store and not field.readonly]
        with self.env.protecting(computed, self):
            if values:
                self.with_context(**{_FILLING: Filling()}).write(values)
            self.env.flush_all()

    def _inverse_email_from(self):
        return None if self._is_filling() else super()._inverse_email_from()

    def _inverse_phone(self):
        return None if self._is_filling() else super()._inverse_phone()

    @api.model
    def _is_filling(self):
        return isinstance(self.env.context.get(_FILLING), Filling)

    def _get_typed_note(self, specs, typed, filled, noted):
        """:return: HTML for the chatter"""
        cells = self._get_displays([*specs.values()], {self.id: typed})[self.id]
        parts = [Markup("<p>%s</p>") % self.env._("Instead of a new record, this one was used.")]
        for title, names in (
                (self.env._("Filled in:"), filled),
                (self.env._("Typed as well, but this record says something else:"), noted)):
            lines = Markup().join(
                Markup("<li>%s</li>") % label(self.env, self._get_typed_label(spec), self._get_typed_text(
                    spec, cells[spec.name], typed[spec.name])) for spec in map(specs.get, names))
            if names:
                parts.append(Markup("<p>%s</p><ul>%s</ul>") % (title, lines))
        return Markup().join(parts)

    @api.model
    def _get_typed_label(self, spec):
        # Odoo's label of it is the kind of record
        return self.env._("Title") if spec.name == 'name' else self._fields[spec.name]._description_string(self.env)

    @api.model
    def _get_typed_text(self, spec, cell, value):
        """:return: a value in words, the whole of it"""
        if spec.type not in ('char', 'text', 'html'):
            return cell.get('text', '')
        text = self._get_display_html(value) if spec.type == 'html' else value
        return Markup("<br/>").join(text.splitlines())

    def _get_typed_message(self, filled, noted):
        """:param list filled: labels of fields, and so is ``noted``
        :return: sentences"""
        sentences = [self.env._("You go on with “%s”.", self.display_name)]
        if filled:
            sentences.append(self.env._("Filled in: %s.", filled))
        if noted:
            sentences.append(self.env._("Noted in its chatter, as it says something else: %s.", noted))
        return " ".join(sentences)
