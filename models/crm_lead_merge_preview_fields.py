"""The fields of a preview: the value of each record, and what it comes to."""

from odoo import api, fields, models

from ..tools.survivorship import blocks_of, is_empty

# What the ORM, mail and other programs keep for themselves.
NOT_SHOWN = {
    'automated_probability', 'color', 'date_automation_last', 'iap_enrich_done', 'message_bounce', 'reveal_id'}
# Only where a field stands: one that is not here has a place by its type.
GROUPS = {
    'contact': (
        'partner_id', 'partner_name', 'contact_name', 'function', 'email_from', 'email_cc', 'phone', 'website',
        'lang_id'),
    'address': ('street', 'street2', 'zip', 'city', 'state_id', 'country_id'),
    'sales': (
        'name', 'type', 'active', 'stage_id', 'user_id', 'team_id', 'company_id', 'expected_revenue',
        'recurring_revenue', 'recurring_plan', 'probability', 'priority', 'date_deadline', 'tag_ids'),
    'marketing': ('campaign_id', 'medium_id', 'source_id', 'referred', 'lead_mining_request_id'),
    'notes': ('description',),
    'custom': (),
}
# A pick of these changes others: stages and properties depend on the team,
# customer, salesperson and team on the company.
LINKED = {'team_id', 'company_id', 'partner_id', 'user_id'}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _get_preview_groups(self):
        return [
            {'name': 'contact', 'label': self.env._("Contact")},
            {'name': 'address', 'label': self.env._("Address")},
            {'name': 'sales', 'label': self.env._("Sales")},
            {'name': 'marketing', 'label': self.env._("Marketing")},
            {'name': 'notes', 'label': self.env._("Notes")},
            {'name': 'custom', 'label': self.env._("Custom")},
        ]

    @api.model
    def _get_preview_group(self, name):
        """:return: name of the group that a field is shown in"""
        field = self._fields[name]
        for group, names in GROUPS.items():
            if name in names:
                return group
        if field.manual or field.type == 'properties':
            return 'custom'
        if field.type in ('text', 'html'):
            return 'notes'
        return 'marketing' if (field.comodel_name or '').startswith('utm.') else 'sales'

    @api.model
    def _get_rule_texts(self):
        """:return: {rule: why the result is what it is}"""
        return {
            'own': self.env._("the survivor's own"),
            'first': self.env._("the survivor has none"),
            'joined': self.env._("all texts, one below the other"),
            'united': self.env._("all of them together"),
            'block': self.env._("all of it from one record"),
            'highest': self.env._("the highest"),
            'any': self.env._("as soon as one of them is"),
            'all': self.env._("only if all are lost"),
            'chosen': self.env._("picked by you"),
            'assigned': self.env._("assigned in this dialog"),
            'fitted': self.env._("fits the sales team and company of the result"),
        }

    @api.model
    def _get_preview_specs(self):
        """:return: list of :class:`FieldSpec` of the fields that are shown:
            those that the user may read"""
        order = {name: place for place, name in enumerate(
            name for names in GROUPS.values() for name in names)}
        specs = [
            spec for spec in self._get_merge_specs()
            if spec.name not in NOT_SHOWN and self._has_field_access(self._fields[spec.name], 'read')]
        return sorted(specs, key=lambda spec: order.get(spec.name, len(order)))

    def _get_preview_fields(self, master, plan, snapshots, chosen, values):
        """:param dict plan: of :meth:`_get_merge_plan`
        :param dict snapshots: {id: values} of all records shown
        :return: list of dicts, one a field; ``result`` is what the plan says,
            ``proposed`` what it would be without any pick"""
        specs = self._get_preview_specs()
        proposed = plan['choices']
        if chosen:
            records = self.sudo().sorted(lambda lead: (lead.create_date, lead.id))  # sudo: as the plan itself
            proposed = records._get_merge_choices(master, snapshots, values)
        cells = self._get_displays(specs, {
            **snapshots,
            'result': plan['result'],
            'proposed': {**plan['result'], **{name: choice.value for name, choice in proposed.items()}}})
        together = {
            name: names for names, _pick in blocks_of(self._get_merge_specs()) for name in names}
        shown = {spec.name for spec in specs}
        entries = []
        for spec in specs:
            name, choice, first = spec.name, plan['choices'][spec.name], proposed[spec.name]
            rows = [self._get_comparable(spec, snapshots[lead.id].get(name)) for lead in self]
            differs = any(row != rows[0] for row in rows)
            fitted = plan['result'][name] != choice.value
            entries.append({
                **self._get_preview_head(name),
                'values': {str(lead_id): cells[lead_id][name] for lead_id in snapshots},
                'result': self._get_preview_result(
                    cells['result'][name], choice,
                    'assigned' if values.get(name) else 'fitted' if fitted else choice.rule),
                'proposed': self._get_preview_result(cells['proposed'][name], first, first.rule),
                'differs': differs or plan['result'][name] != plan['before'][name],
                'choosable': differs and not values.get(name) and self._is_choosable(name),
                'block': [one for one in together.get(name, ()) if one in shown and self._is_choosable(one)],
                'linked': self._is_linked(spec, together),
            })
        return entries + self._get_preview_files(master, plan, snapshots)

    @api.model
    def _get_preview_head(self, name):
        """:return: dict of what is known of a field without any record"""
        field = self._fields[name]
        return {
            'name': name, 'label': field._description_string(self.env), 'type': field.type,
            'group': self._get_preview_group(name)}

    @api.model
    def _get_comparable(self, spec, value):
        return None if is_empty(spec, value) else value

    @api.model
    def _get_preview_result(self, cell, choice, rule):
        # properties of a master record that changes team have a negative id
        sources = list(dict.fromkeys(abs(lead_id) for lead_id in choice.sources))
        return {'cell': cell, 'rule': rule, 'sources': sources if rule not in ('assigned', 'fitted') else []}

    @api.model
    def _is_linked(self, spec, together):
        """:return: whether a pick of this field may change another one, or is
            more than the value of one record"""
        added = {
            name for name, value in self._merge_get_fields_specific().items()
            if getattr(value, '__module__', '') != 'odoo.addons.crm.models.crm_lead'}
        names = {spec.name, *together.get(spec.name, ())}
        return bool(names & LINKED or 'stage_id' in names or spec.type in ('properties', 'reference')
                    or spec.name in added or self._fields[spec.name].comodel_name == 'crm.lead')

    def _get_preview_files(self, master, plan, snapshots):
        """:return: entries of the fields whose value is a file"""
        names = [
            name for name in self._get_picked_file_fields()
            if name in plan['choices'] and self._has_field_access(self._fields[name], 'read')]
        files = self.browse(snapshots)._get_field_files() if names else {}
        # sudo: as the plan itself
        proposed = self.sudo()._get_file_choices(master, self._get_field_files()) if names else {}
        entries = []
        for name in names:
            cells = {
                str(lead_id): self._get_preview_file(lead_id, name, own.get(name)) for lead_id, own in files.items()}
            result, first = (self._get_preview_result(
                cells[str(choice.sources[0])] if choice.sources else {}, choice, choice.rule)
                for choice in (plan['choices'][name], proposed[name]))
            rows = [files[lead.id].get(name) for lead in self]
            differs = any(row != rows[0] for row in rows)
            entries.append({
                **self._get_preview_head(name),
                'values': cells, 'result': result, 'proposed': first, 'differs': differs,
                'choosable': differs and self._is_choosable(name), 'block': [], 'linked': False})
        return entries

    @api.model
    def _get_preview_file(self, lead_id, name, checksum):
        """:param checksum: of the file, none if there is no file
        :return: cell of a file, with the address of an image"""
        if not checksum:
            return {}
        cell = {'text': self.env._("File")}
        if isinstance(self._fields[name], fields.Image):
            cell['image'] = f'/web/image/crm.lead/{lead_id}/{name}?unique={checksum[:8]}'
        return cell
