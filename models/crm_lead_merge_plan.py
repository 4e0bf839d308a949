"""The plan of a merge: what becomes of every value and every reference. The
preview, the merge and the tests read the same one."""

from dataclasses import replace
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.survivorship import BLOCKS, FieldSpec, Record, survive

# A field of this addon that says something about the record itself.
OWN_FIELDS = {'customer_declined', 'qualification_state'}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_merge_plan(self, master, values, chosen=None, read=None):
        """What a merge of these records would do; reads only.

        :param master: the record that survives
        :param dict values: {field name: JSON value} the master gets anyway
        :param dict chosen: {field name: id of the record whose value it gets},
            checked; beats every rule but ``values``
        :param dict read: result of :meth:`_read_for_merge`, where it was read
            for several merges together
        :return: dict with ``master_id``, ``lead_ids`` (in creation order),
            ``choices`` ({field: :class:`~..tools.survivorship.Choice`}),
            ``result`` ({field: JSON value}), ``values`` (those of them that
            differ from the master's own),
            ``moves`` ({:class:`Reference`: number of rows}), ``references``
            (all that were asked), ``active`` ({id: bool}) and ``assigned``
            (the ``values`` given)
        """
        # sudo: the right to read and change all of them was checked
        records = self.sudo().sorted(lambda lead: (lead.create_date, lead.id))
        chosen = chosen or {}
        read = read or records._read_for_merge(dict.fromkeys((records - master).ids, master.id))
        snapshots = {record.id: read['snapshots'][record.id] for record in records}
        choices = records._get_merge_choices(master, snapshots, values, chosen)
        result = {name: choice.value for name, choice in choices.items()}
        choices.update(records._get_file_choices(master, read['files'], chosen))
        result.update({
            name: value for name, value in records._get_added_merge_values(result, master).items()
            if name not in chosen})
        result.update(values)
        before = snapshots[master.id]
        master._fit_stage(result, before)
        records._fit_reopened(result, choices, snapshots)
        master._fit_company(result, before, values)
        records._fit_leads(result, before)
        records._fit_qualification(result, snapshots)
        if values.get('user_id') and not result.get('date_open'):
            result['date_open'] = fields.Datetime.now().isoformat()
        return {
            'master_id': master.id,
            'lead_ids': records.ids,
            'choices': choices,
            'before': before,
            'result': {name: value for name, value in result.items() if name in before},
            'active': {record.id: bool(snapshots[record.id]['active']) for record in records},
            'assigned': values,
            'values': {
                name: value for name, value in result.items()
                if name in before and before[name] != value},
            'moves': read['moves'].get(master.id, {}),
            'references': read['references'],
        }

    def _read_for_merge(self, way):
        """What the plans of merges are made of, read for all of them together.

        :param dict way: {id of one that is to be merged: id of its master
            record, one of these as well}
        :return: dict with ``snapshots`` ({lead id: values}), ``files``
            ({lead id: files of fields}), ``references`` (all there are) and
            ``moves`` ({master id: {:class:`Reference`: number of rows}})
        """
        references = self._get_lead_references()
        return {
            'snapshots': self._snapshot_values(),
            'files': self._get_field_files(),
            'references': references,
            'moves': self.browse(way)._count_references_each(way, references),
        }

    def _get_merge_choices(self, master, snapshots, values, chosen=None):
        """:param dict snapshots: {id: values} of these records
        :param dict chosen: {field: id of the record whose value it gets}
        :return: {field: :class:`~..tools.survivorship.Choice`}"""
        chosen = dict(chosen or {})
        team_id = values.get('team_id')
        if not team_id and 'team_id' in chosen:
            team_id = snapshots[chosen['team_id']]['team_id']
        elif not team_id:
            team_id = next(filter(None, (snapshots[record.id]['team_id'] for record in (master, *self))), None)
        records = [
            merge_record for record in self
            for merge_record in record._get_merge_records(
                snapshots[record.id],
                team_id if record.id == master.id else snapshots[record.id]['team_id'])]
        # where the master record changes team, its properties stand apart
        apart = {-record.id for record in records if record.id < 0}
        for name in chosen:
            if self._fields[name].type == 'properties' and chosen[name] in apart:
                chosen[name] = -chosen[name]
        specs = self._get_merge_specs()
        # files of fields are decided on by themselves
        names = {spec.name for spec in specs}
        return survive(specs, records, master.id, {
            name: lead_id for name, lead_id in chosen.items() if name in names})

    @api.model
    def _get_merge_specs(self):
        """:return: a :class:`FieldSpec` of every stored value that merging
            decides on; what is derived from others is computed anew"""
        columns, relations = self._snapshot_fields()
        in_blocks = {name for block in BLOCKS for name in block.fields}
        return [
            FieldSpec(
                name=name, type=field.type, label=field.string or name,
                company_dependent=bool(field.company_dependent),
                translated=bool(field.translate),
                currency_field=self._get_own_currency_field(field),
                pair_field=(field.model_field or '') if field.type == 'many2one_reference' else '')
            for name in (*columns, *relations)
            for field in [self._fields[name]]
            if name not in OWN_FIELDS and (
                name in in_blocks or not (field.compute and field.readonly))
        ]

    @api.model
    def _get_own_currency_field(self, field):
        if field.type != 'monetary':
            return ''
        name = field.get_currency_field(self)
        return name if name and self._fields[name].store else ''

    def _get_merge_records(self, snapshot, team_id):
        """:param team_id: the team whose definitions hold for the properties:
            for the master record the one it will have
        :return: list of the :class:`Record` the rules work on. If the team
            changes, the properties are carried over like those of another
            record, so that they come as one of their own."""
        if not team_id or team_id == snapshot['team_id']:
            return [self._get_merge_record(snapshot, snapshot['team_id'])]
        names = [name for name, field in self._fields.items() if field.type == 'properties']
        own = self._get_merge_record(
            {name: snapshot.get(name) for name in names}, snapshot['team_id'])
        return [
            self._get_merge_record({**snapshot, **dict.fromkeys(names)}, team_id),
            replace(own, id=-self.id, is_opportunity=False, is_active=False, is_won=False),
        ]

    def _get_merge_record(self, snapshot, team_id):
        self.ensure_one()
        team = self.env['crm.team'].browse(team_id or [])
        return Record(
            id=self.id, name=self.display_name or '', values=snapshot,
            is_opportunity=self.type == 'opportunity', is_active=bool(self.active),
            is_won=self.won_status == 'won', currency=self.company_currency.id,
            property_definitions=list(team.lead_properties_definition or []))

    def _get_added_merge_values(self, result, master):
        """What other addons decide by Odoo's merge hooks: their callables win
        for the fields they name, but never in place of a move.

        :return: {field name: JSON value}
        """
        # sudo: they decide by all values; the right to change all of the records is checked before
        records = (master | self).sudo()
        added = {}
        for name, value in self._merge_get_fields_specific().items():
            own = getattr(value, '__module__', '') == 'odoo.addons.crm.models.crm_lead'
            if own or not callable(value) or name not in result:
                continue
            field = self._fields[name]
            if field.type == 'many2many':
                continue
            decided = value(name, records)
            if isinstance(decided, models.BaseModel):
                decided = decided.id or None
            elif isinstance(decided, date):
                decided = decided.isoformat()
            added[name] = None if decided is False and field.type != 'boolean' else decided
        return added

    def _fit_leads(self, result, before):
        """What names other leads is not taken over where it names one of these
        records: nobody is the parent of himself. What the master record said
        itself stays; a merged record it names leads back to it."""
        own = {*self.ids, *(f'crm.lead,{lead_id}' for lead_id in self.ids)}
        for name, value in result.items():
            field, kept = self._fields[name], before.get(name)
            if not value or value == kept or field.comodel_name != 'crm.lead' and field.type != 'reference':
                continue
            if field.company_dependent:
                result[name] = {
                    key: one for key, one in value.items()
                    if one not in own or one == (kept or {}).get(key)} or None
            elif field.type == 'many2many':
                result[name] = [one for one in value if one not in own or one in kept]
            elif value in own:
                result[name] = kept

    def _fit_reopened(self, result, choices, snapshots):
        """The progress of a lost record is over: where the result is active, it
        is not closed, and as likely as the first of the active ones."""
        source = next(iter(choices['stage_id'].sources), None)
        if source and result['active'] and not snapshots[source]['active']:
            active = next(record.id for record in self if snapshots[record.id]['active'])
            result['date_closed'] = None
            for name in ('probability', 'automated_probability'):
                result[name] = snapshots[active][name]

    def _fit_stage(self, result, before):
        """A stage that the team does not use becomes the team's first one."""
        team_id = result.get('team_id')
        if (team_id, result.get('stage_id')) == (before.get('team_id'), before.get('stage_id')):
            return
        stage = self.env['crm.stage'].browse(result.get('stage_id') or [])
        if team_id and stage.team_ids and team_id not in stage.team_ids.ids:
            result['stage_id'] = self.env['crm.stage'].search(
                ['|', ('team_ids', 'in', team_id), ('team_ids', '=', False)],
                order='sequence, id', limit=1).id or None

    def _fit_company(self, result, before, values):
        """What the resulting company may not have is not taken from another
        record: the customer, salesperson or team of another company. Nor is a
        company that does not fit what the master record has itself.

        :raise UserError: if what was chosen does not fit
        """
        fits = {
            'partner_id': lambda partner, company: partner.company_id in (company, company.browse()),
            'team_id': lambda team, company: team.company_id in (company, company.browse()),
            'user_id': lambda user, company: not company or company in user.company_ids,
        }

        def is_fit(name, values, company):
            record = self.env[self._fields[name].comodel_name].browse(values.get(name) or [])
            return not record or fits[name](record, company)

        company = self.env['res.company'].browse(result.get('company_id') or [])
        if company and company.id != before['company_id'] and not (
                company.currency_id == self.company_currency
                and all(is_fit(name, before, company) for name in fits)):
            company = company.browse(before['company_id'] or [])
            result['company_id'] = company.id or None
        for name in fits:
            if result.get(name) == before[name] or is_fit(name, result, company):
                continue
            if values.get(name):
                chosen = self.env[self._fields[name].comodel_name].browse(values[name])
                raise UserError(self.env._(
                    "“%(chosen)s” does not belong to the company “%(company)s” of the result. Choose another one.",
                    chosen=chosen.display_name, company=company.display_name))
            result[name] = before[name]
