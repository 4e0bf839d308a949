"""Stored values of leads in words, as the screens show them. What the user
may not read is not in the answer."""

import re

from odoo import api, models
from odoo.fields import Date, Datetime
from odoo.tools import format_list
from odoo.tools.mail import html_to_inner_content
from odoo.tools.misc import format_date, format_datetime, formatLang

from ..tools.survivorship import is_empty
from ..tools.wording import label, percent

_EXCERPT = 400
_LINE_ENDS = re.compile(r'<(?:/p|/div|/li|/tr|/h[1-6]|br)\b[^<>]*>', re.IGNORECASE)
_TEXTS = ('char', 'text', 'html')


def get_text(env, cell):
    """:param dict cell: a value as the screens show it, see ``crm.lead._get_displays``
    :return: the same as text"""
    return cell.get('text') or format_list(env, [tag['name'] for tag in cell.get('tags', ())])


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_displays(self, specs, values):
        """Many values in words at once, the names they need read together.

        :param specs: list of :class:`FieldSpec`
        :param dict values: {key: {field name: JSON value}}
        :return: {key: {field name: cell}}; a cell is a dict, empty where there
            is no value, with ``text``; ``tags`` (list of dicts with ``name``
            and ``color``); ``stars`` of ``of``; ``avatar`` (address of an
            image); ``hidden`` where the user may not read what is named
        """
        targets = self._get_display_targets(specs, values.values())
        return {
            key: {spec.name: self._get_display(spec, own, targets) for spec in specs}
            for key, own in values.items()}

    @api.model
    def _get_display_targets(self, specs, rows):
        """:return: {model: {id: record}} of what the values name, as far as
            the user may read it"""
        ids = {}
        for spec in specs:
            model = self._fields[spec.name].comodel_name
            if spec.type == 'monetary' and spec.currency_field:
                model, name = 'res.currency', spec.currency_field
            elif model and spec.type in ('many2one', 'many2many'):
                name = spec.name
            else:
                continue
            for row in rows:
                value = self._get_display_part(spec, row.get(name))
                ids.setdefault(model, set()).update(value if isinstance(value, list) else [value] if value else [])
        result = {}
        for model, found in ids.items():
            if not self.env[model].has_access('read'):
                result[model] = {}
                continue
            # one that is archived is named as well, one that is gone is not
            records = self.env[model].with_context(active_test=False).search([('id', 'in', list(found))])
            result[model] = {record.id: record for record in records}
        return result

    @api.model
    def _get_display_part(self, spec, value):
        """:return: what the user's language or company has of a value that
            differs by language or company"""
        if not isinstance(value, dict):
            return value
        if spec.translated:
            return value.get(self.env.lang or 'en_US', value.get('en_US'))
        if spec.company_dependent:
            return value.get(str(self.env.company.id))
        return value

    def _get_display(self, spec, row, targets):
        """:param dict row: {field name: JSON value}
        :return: cell of :meth:`_get_displays`"""
        value = self._get_display_part(spec, row.get(spec.name))
        field = self._fields[spec.name]
        if is_empty(spec, value) and not (spec.type == 'boolean' and value is not None):
            return {}
        if spec.type == 'many2one':
            return self._get_display_record(targets[field.comodel_name].get(value))
        if spec.type == 'many2many':
            return self._get_display_tags(value, targets[field.comodel_name])
        if spec.type == 'selection':
            options = field._description_selection(self.env)
            if spec.name == 'priority' and value in dict(options):
                return {'stars': [key for key, _label in options].index(value), 'of': len(options) - 1,
                        'text': dict(options)[value]}
            return {'text': str(dict(options).get(value, value))}
        if spec.type == 'properties':
            return self._get_display_properties(value, row.get('team_id'))
        if spec.type == 'monetary':
            currency = targets.get('res.currency', {}).get(row.get(spec.currency_field)) if (
                spec.currency_field) else self._get_display_currency(row)
            return {'text': formatLang(self.env, value, currency_obj=currency)}
        return {'text': self._get_display_plain(spec, field, value)}

    def _get_display_plain(self, spec, field, value):
        """:return: text of a value that stands for itself"""
        if spec.type == 'boolean':
            return self.env._("Yes") if value else self.env._("No")
        if spec.type == 'date':
            return format_date(self.env, Date.to_date(value[:10]))
        if spec.type == 'datetime':
            return self._get_display_datetime(value)
        if spec.type in ('integer', 'many2one_reference'):
            return formatLang(self.env, value, digits=0)
        if spec.type == 'float':
            if spec.name == 'probability':
                return percent(self.env, value)
            return formatLang(self.env, value, digits=(field.get_digits(self.env) or (16, 2))[1])
        if spec.type in _TEXTS:
            text = self._get_display_html(value) if spec.type == 'html' else value.strip()
            return text if len(text) <= _EXCERPT else f'{text[:_EXCERPT].rstrip()} …'
        return self.env._("File") if spec.type == 'binary' else str(value)

    @api.model
    def _get_display_datetime(self, value):
        moment = Datetime.to_datetime(value[:19].replace('T', ' '))
        return format_datetime(self.env, moment, dt_format='short')

    @api.model
    def _get_display_html(self, value):
        """:return: the text of HTML, without marks for bold and links"""
        lines = (html_to_inner_content(line) for line in _LINE_ENDS.split(value))
        return "\n".join(line for line in lines if line)

    def _get_display_record(self, record):
        """:param record: None if the user may not read it"""
        if record is None:
            return {'hidden': True, 'text': self.env._("Not visible to you")}
        cell = {'text': record.display_name or ''}
        if record._name == 'res.users':
            cell['avatar'] = f'/web/image/res.users/{record.id}/avatar_128'
        return cell

    def _get_display_tags(self, ids, targets):
        tags = [
            {'name': tag.display_name or '', 'color': tag.color if 'color' in tag._fields else 0}
            for tag in (targets[one] for one in ids if one in targets)]
        missing = len(ids) - len(tags)
        if missing:
            tags.append({'name': self.env._("%s more, not visible to you", missing), 'color': 0})
        return {'tags': tags}

    def _get_display_currency(self, row):
        """:return: currency of the amounts of a lead with these values"""
        company_id = row.get('company_id')
        # sudo: in which currency an amount is, is told with the amount
        return (self.env['res.company'].browse(company_id or self.env.company.id).sudo()).currency_id

    def _get_display_properties(self, values, team_id):
        """The properties that the team defines, one a line."""
        # sudo: who may read a lead may read what its properties are called
        definitions = self.env['crm.team'].browse(team_id or []).sudo().lead_properties_definition or []
        lines = []
        for definition in definitions:
            value = values.get(definition['name'])
            if value in (None, False, '', []):
                continue
            text = self._get_display_property(definition, value)
            lines.append(label(self.env, definition.get('string') or definition['name'], text))
        return {'text': "\n".join(lines)} if lines else {}

    def _get_display_property(self, definition, value):
        """:return: text of one property"""
        kind = definition['type']
        if kind in ('selection', 'tags'):
            labels = {option[0]: option[1] for option in definition.get(kind) or ()}
            keys = value if isinstance(value, list) else [value]
            return format_list(self.env, [labels.get(one, one) for one in keys])
        if kind in ('many2one', 'many2many'):
            Target = self.env.get(definition.get('comodel'))
            ids = value if isinstance(value, list) else [value]
            if Target is None or not Target.has_access('read'):
                return self.env._("Not visible to you")
            found = Target.with_context(active_test=False).search([('id', 'in', ids)])
            return format_list(self.env, found.mapped('display_name')) or self.env._("Not visible to you")
        if kind == 'boolean':
            return self.env._("Yes")
        if kind == 'date':
            return format_date(self.env, Date.to_date(value[:10]))
        if kind == 'datetime':
            return self._get_display_datetime(value)
        if kind in ('integer', 'float', 'monetary'):
            return formatLang(self.env, value, digits=0 if kind == 'integer' else 2)
        return self._get_display_html(value) if kind == 'html' else str(value)
