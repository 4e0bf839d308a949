"""Values that a merge left aside: named beside the field of the record that
survived, and taken from there with one click."""

from datetime import datetime

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.survivorship import BLOCKS, is_empty
from .crm_lead_outside import one_record

# what stands for itself, so that one value can take the place of another
_SINGLE = ('char', 'text', 'html', 'integer', 'float', 'monetary', 'date', 'datetime', 'selection', 'many2one')
_TOGETHER = {name: block.fields for block in BLOCKS if block.name in ('address', 'recurring') for name in block.fields}
_NEVER = {name for block in BLOCKS if block.name == 'progress' for name in block.fields} | {
    'type', 'lost_reason_id', 'company_id', 'name',
    # others follow these: they would change without a way back
    'partner_id', 'user_id', 'team_id', 'country_id', 'state_id', 'lang_id'}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    merge_alternatives = fields.Json(
        'Other Values of Merged Records', compute='_compute_merge_alternatives')

    @api.depends('merge_count')
    @api.depends_context('uid', 'lang', 'company')
    def _compute_merge_alternatives(self):
        for lead in self:
            lead.merge_alternatives = lead._origin._get_merge_alternatives() if lead.merge_count else False

    def _get_merge_alternatives(self):
        """What the merged records said otherwise, as far as the user may see it.

        :return: {field name: list of dicts with ``merge_id``, ``lead_id`` (the
            merged record), ``lead`` (its name) and ``text`` (the value)}
        """
        self.ensure_one()
        self.check_access('read')
        specs = {spec.name: spec for spec in self._get_alternative_specs()}
        # sudo: filtered by the fields that the user may read right here
        merges = self.sudo().merge_record_ids.filtered(lambda merge: merge.state == 'done' and merge.plan)
        own = self.sudo()._snapshot_values()[self.id]
        rows = {}
        for merge in merges:
            for name, choice in merge.plan['choices'].items():
                for lead_id, value in choice['losing'].items():
                    if name in specs and not is_empty(specs[name], value) and value != own.get(name):
                        rows.setdefault((merge.id, int(lead_id)), {})[name] = value
        cells = self._get_displays(list(specs.values()), rows)
        leads = {lead.id: lead for lead in self.browse({lead_id for _merge_id, lead_id in rows}).exists()}
        result = {}
        for (merge_id, lead_id), row in rows.items():
            for name in row:
                cell, lead = cells[merge_id, lead_id][name], leads.get(lead_id)
                options = result.setdefault(name, [])
                if cell.get('text') and not cell.get('hidden') and cell['text'] not in [one['text'] for one in options]:
                    options.append({
                        'merge_id': merge_id, 'lead_id': lead_id, 'text': cell['text'],
                        'lead': lead.display_name if lead else self.env._("a record that was deleted since")})
        return {name: options for name, options in result.items() if options}

    @api.model
    def _get_alternative_specs(self):
        """:return: list of :class:`FieldSpec` of what the user may take over"""
        return [
            spec for spec in self._get_merge_specs()
            if spec.type in _SINGLE and spec.name not in _NEVER and not (spec.company_dependent or spec.translated)
            and not self._fields[spec.name].readonly and self._has_field_access(self._fields[spec.name], 'read')
            and self._has_field_access(self._fields[spec.name], 'write')]

    @one_record
    def action_take_alternative(self, merge_id, lead_id, name):
        """Give this record the value that a merged one had. The value it has
        now becomes an alternative itself, so that one more click takes it back.
        An address goes as a whole.

        :param int merge_id: a ``crm.lead.merge`` of this record
        :param int lead_id: the merged record
        :param str name: field
        :return: True
        :raise AccessError: if the user may not change this record
        :raise UserError: if there is no such value (any more)
        """
        self.check_access('write')
        options = self._get_merge_alternatives().get(name) or []
        if not any((one['merge_id'], one['lead_id']) == (merge_id, lead_id) for one in options):
            raise UserError(self.env._("This value is not there any more. Load the page again."))
        # sudo: the record of the merge belongs to the engine; what is taken was
        # offered to this user
        merge = self.sudo().env['crm.lead.merge'].browse(merge_id)
        plan, before = merge.plan, self.sudo()._snapshot_values()[self.id]
        names = [one.name for one in self._get_alternative_specs() if one.name in _TOGETHER.get(name, (name,))]
        card = self.sudo().browse(lead_id).exists()
        said = card._snapshot_values()[lead_id] if card and card != self else {
            one: plan['choices'][one]['losing'].get(str(lead_id)) for one in names if one in plan['choices']}
        taken = {one: said.get(one) for one in names if said.get(one) != before[one]}
        self.write({one: self._get_writable_value(one, value) for one, value in taken.items()})
        for one in taken:
            plan['choices'].setdefault(one, {'sources': [], 'rule': 'chosen', 'losing': {}})[
                'losing'][str(self.id)] = before[one]
        is_back = lead_id == self.id
        plan['taken'] = sorted({*plan.get('taken', ())} - set(taken) if is_back else {*plan.get('taken', ()), *taken})
        merge.plan = plan
        self._message_log(body=Markup("<p>%s</p>") % self.env._(
            "Taken from “%(lead)s”, which was merged into this record: %(fields)s", lead=(card or self).display_name,
            fields=[self._fields[one]._description_string(self.env) for one in taken]))
        return True

    @api.model
    def _get_writable_value(self, name, value):
        """:return: a value of a column, as ``write()`` takes it"""
        if self._fields[name].type == 'datetime' and value:
            return datetime.fromisoformat(value).replace(tzinfo=None)
        return False if value is None else value
