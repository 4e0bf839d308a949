"""What a lead went through: its states, steps, conversions and merges, from
what Odoo tracks anyway."""

from datetime import timedelta
from itertools import pairwise

from babel.dates import format_timedelta
from babel.units import format_unit

from odoo import api, models
from odoo.tools.misc import babel_locale_parse, format_datetime, get_lang

from ..tools.wording import quote_all

# Odoo tracks that a lead was lost or restored by its own field
_TRACKED = ('qualification_state', 'won_status', 'step_id')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    # no replica is asked: whoever just saved the lead wants to see that in it
    @api.model
    def get_history_shown(self, lead_id):
        """The history of a lead, for the page on its form; in one call.

        :param int lead_id: the lead
        :return: list of dicts, the oldest first, with ``id``, ``kind``
            (``created``, ``state``, ``step``, ``conversion``, ``merge`` or
            ``undo``), ``date``, ``user``, ``text`` and ``duration`` (how long it
            was so, or how long it took), all in words; as far as the user may
            read it
        """
        lead = self.browse(lead_id).exists() if type(lead_id) is int else self.browse()
        if not lead or not lead.has_access('read'):
            return []
        events, tracked = lead._get_history_events(), lead._get_native_changes(_TRACKED)[lead.id]
        moments = [event['at'] for event in events]
        for kind, name in (('state', 'qualification_state'), ('step', 'step_id')):
            events += lead._get_history_spans(kind, name, tracked, moments)
        events.sort(key=lambda event: event['at'])
        return [{
            'id': number, 'kind': event['kind'], 'user': event['user'] or '', 'text': event['text'],
            'duration': event['duration'], 'date': format_datetime(self.env, event['at'], dt_format='short'),
        } for number, event in enumerate(events)]

    def _get_history_events(self):
        """:return: list of dicts of what happened to the lead at one moment"""
        # sudo: names of users only
        entered = self._get_history_event('created', self.create_date, self.sudo().create_uid, self.env._("Entered"))
        events = [entered]
        conversions = self.env['crm.lead.conversion'].search([('lead_id', '=', self.id)], order='id')
        for conversion in conversions:
            events += conversion._get_history_events(self.create_date)
        if self.type == 'opportunity' and self.date_conversion and not conversions:
            # from before there were records of it
            events.append({
                **self._get_history_event('conversion', self.date_conversion, self.env['res.users'], self.env._(
                    "Converted into an opportunity")),
                'duration': self.env._("after %s", self._get_history_duration(self.create_date, self.date_conversion))})
        for merge in self.env['crm.lead.merge'].search(
                ['|', ('master_id', '=', self.id), ('merged_ids', 'in', self.ids)], order='id'):
            events += merge._get_history_events(self)
        return events

    @api.model
    def _get_history_event(self, kind, at, user, text):
        # sudo: the name of a colleague
        return {'kind': kind, 'at': at, 'user': user.sudo().name, 'text': text, 'duration': ''}

    def _get_history_spans(self, kind, name, tracked, moments):
        """:param str kind: of the events
        :param str name: of the field
        :param list tracked: the changes of all of these fields
        :param list moments: at which a merge or an undo may have changed it,
            which Odoo does not track
        :return: list of dicts, one for each value the lead has had"""
        changes = self._get_history_changes(name, tracked)
        current = self._get_history_value(name, self[name].id if name == 'step_id' else self[name], '')
        first = changes[0]['old'] if changes else current
        spans = [{'at': self.create_date, 'value': first, 'author': False}]
        for change, following in pairwise([*changes, None]) if changes else ():
            spans.append({'at': change['at'], 'value': change['new'], 'author': change['author']})
            after = following['old'] if following else current
            until = following['at'] if following else None
            # what neither a person nor a program did: by a merge, or taken back;
            # some moments are kept to the second only
            since = change['at'].replace(microsecond=0)
            between = [at for at in sorted(moments) if at >= since and (not until or at <= until)]
            if after != change['new'] and between:
                spans.append({'at': max(between[-1], change['at']), 'value': after, 'author': False})
        ends = [*(span['at'] for span in spans[1:]), None]
        return [
            self._get_history_span(kind, span, end) for span, end in zip(spans, ends, strict=True)
            # where it has been none since it was entered, there is nothing to say
            if span['value'] or span is not spans[0]]

    def _get_history_span(self, kind, span, end):
        author = self.env['res.partner'].browse(span['author'] or [])
        now = self.env.cr.now()
        running = kind == 'step' and self.type == 'opportunity' and self.date_conversion
        duration = self._get_history_duration(span['at'], end or running or now)
        if not end and not running:
            duration = self.env._("%s so far", duration)
        text = {
            'state': self.env._("State: %s", span['value'] or self.env._("none")),
            'step': self.env._("Step: %s", span['value'] or self.env._("none")),
        }[kind]
        # sudo: the name of who did it, as in the chatter
        return {'kind': kind, 'at': span['at'], 'user': author.sudo().name, 'text': text,
                'duration': duration if span['value'] else ''}

    def _get_history_changes(self, name, tracked):
        """:return: list of dicts with ``at``, ``old``, ``new`` (in words) and ``author``"""
        changes = []
        for row in tracked:
            if row['field'] == name:
                old, new = (
                    self._get_history_value(name, row[f'{side}_value_integer'], row[f'{side}_value_char'])
                    for side in ('old', 'new'))
            elif name == 'qualification_state' and row['field'] == 'won_status':
                lost = self._fields['won_status']
                sides = [self._get_selection_key(lost, row[f'{side}_value_char']) for side in ('old', 'new')]
                if 'lost' not in sides:
                    continue
                cancelled, opened = (self._get_history_value(name, key, '') for key in ('cancel', 'open'))
                # what it was before, the change before says
                before = changes[-1]['new'] if changes else self._get_history_value(
                    name, 'open' if self.user_id else 'draft', '')
                old, new = (cancelled, opened) if sides[0] == 'lost' else (before, cancelled)
            else:
                continue
            changes.append({'at': row['create_date'], 'old': old, 'new': new, 'author': row['author_id']})
        return changes

    def _get_history_value(self, name, value, label):
        """:param value: id of a step, or key of a state if there is one
        :param str label: as it was tracked
        :return: it in words of the user's language"""
        if name == 'step_id':
            step = self.env['crm.lead.step'].browse(value or []).exists()
            return step.name or label or ''
        field = self._fields[name]
        key = value or self._get_selection_key(field, label)
        return dict(field._description_selection(self.env)).get(key, label or '')

    @api.model
    def _get_selection_key(self, field, label):
        """What is tracked is the label, in the language of who changed it.

        :return: the key of the selection, or False"""
        for code, _name in self.env['res.lang'].get_installed():
            for key, said in field._description_selection(self.with_context(lang=code).env):
                if said == label:
                    return key
        return False

    @api.model
    def _get_history_duration(self, start, end):
        """:return: text, such as "3 days" """
        locale = babel_locale_parse(get_lang(self.env).code)
        # some dates are kept to the second only
        if days := (end - start + timedelta(seconds=1)).days:
            # weeks and months cannot be compared at a glance
            return format_unit(days, 'duration-day', locale=locale)
        return format_timedelta(end - start, locale=locale, threshold=1)


class CrmLeadConversion(models.Model):
    _inherit = 'crm.lead.conversion'

    def _get_history_events(self, entered):
        """:param entered: when the lead was
        :return: list of dicts for the history of the lead"""
        Lead = self.env['crm.lead']
        text = self.env._("Converted into a customer") if self.origin == 'customer' else self.env._(
            "Converted into an opportunity")
        events = [{
            **Lead._get_history_event('conversion', self.date, self.user_id, text),
            'duration': self.env._("after %s", Lead._get_history_duration(entered, self.date))}]
        if self.state == 'undone':
            events.append(Lead._get_history_event(
                'undo', self.undo_date, self.undo_user_id, self.env._("Conversion undone")))
        return events


class CrmLeadMerge(models.Model):
    _inherit = 'crm.lead.merge'

    def _get_history_events(self, lead):
        """:param lead: the one whose history it is
        :return: list of dicts for the history of that lead"""
        if self.master_id == lead:
            names = quote_all(self.env, self._get_readable_merged().mapped('display_name'))
            text = self.env._("Merged into this one: %s", names or self.env._("records you may not read"))
        else:
            text = self.env._("Merged into “%s”", self.master_id.display_name)
        events = [lead._get_history_event('merge', self.date, self.user_id, text)]
        if self.state == 'undone':
            events.append(lead._get_history_event(
                'undo', self.undo_date, self.undo_user_id, self.env._("Merge undone")))
        return events
