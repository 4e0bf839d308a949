"""Merging: the plan of what becomes of every value and every reference, and
carrying out exactly that plan."""

from dataclasses import replace
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ..tools.survivorship import BLOCKS, FieldSpec, Record, survive

# The engine's own mark in the context: a program outside cannot send it.
ENGINE = object()

# Fields of this addon that say something about the record itself.
OWN_FIELDS = {'merged_into_id', 'customer_declined'}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    merge_record_ids = fields.One2many(
        'crm.lead.merge', 'master_id', 'Merges', readonly=True)
    merge_count = fields.Integer('Number of Merged Records', compute='_compute_merge_count')

    @api.depends('merge_record_ids.state')
    def _compute_merge_count(self):
        for lead in self:
            done = lead.merge_record_ids.filtered(lambda record: record.state == 'done')
            lead.merge_count = sum(done.mapped('merged_count'))

    def action_open_merges(self):
        """:return: action that shows the merges into this record"""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'crm_lead_conversion.crm_lead_merge_action')
        action['domain'] = [('master_id', '=', self.id)]
        if len(self.merge_record_ids) == 1:
            action.update({'res_id': self.merge_record_ids.id, 'views': [(False, 'form')]})
        return action

    # ------------------------------------------------------------
    # Every way of merging in Odoo comes through here
    # ------------------------------------------------------------

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        """Merge into one master record; the others are kept, archived.

        Records that were merged already stand for their master record.

        :param user_id: salesperson the master record gets, if given
        :param team_id: sales team the master record gets, if given
        :param max_length: 0 for no limit (bulk work), else the limit of the
            settings counts
        :return: the master record
        :raise UserError: in plain words, with nothing changed
        """
        if not self._is_keeping_merged():
            return super(CrmLead, self._with_master_first())._merge_opportunity(
                user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length)
        records = self._resolve_merged()
        if not max_length:
            # asked by nobody: a won deal takes nothing in and goes nowhere
            records = records.filtered(lambda lead: lead.won_status != 'won') or records
        if len(records) == 1 and len(self) > 1:
            return records
        log = self._get_conversion_log()
        chosen = dict(log.merge_values) if log else {}
        chosen.update(self._check_assignee('res.users', 'user_id', user_id))
        chosen.update(self._check_assignee('crm.team', 'team_id', team_id))
        return records._merge(
            values=chosen, limit=self._get_max_records() if max_length else 0)

    @api.model
    def _check_assignee(self, model, name, record_id):
        """:return: {name: id} if one is given
        :raise UserError: if there is no such record"""
        if not record_id:
            return {}
        if not isinstance(record_id, int) or not self.env[model].browse(record_id).exists():
            raise UserError(self.env._(
                "There is no such salesperson or sales team (%s). Choose another one.", record_id))
        return {name: record_id}

    def _merge(self, master=None, values=None, limit=0, origin=None):
        """Check, plan, apply and record one merge.

        :param master: the record that survives; the policy decides if empty
        :param dict values: {field name: value} the master record gets anyway
        :param int limit: most records that may be merged at once, 0 for any
        :return: the master record
        """
        self._check_merge(limit)
        master = master or self._get_master_record()
        self._check_merge_won(master)
        self._lock_for_merge()
        plan = self._get_merge_plan(master, values or {})
        return self._apply_merge_plan(plan, origin or self._get_merge_origin())

    @api.model
    def _get_merge_origin(self):
        """:return: value of ``crm.lead.merge.origin``"""
        if self.env.context.get('crm_lead_merge_origin') in ('dialog', 'assignment'):
            return self.env.context['crm_lead_merge_origin']
        return 'convert' if self._get_conversion_log() else 'program'

    # ------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------

    @api.model
    def _get_merge_parameter(self, name, default):
        # sudo: system parameters are not readable by salespeople
        return self.env['ir.config_parameter'].sudo().get_param(
            f'crm_lead_conversion.{name}') or default

    @api.model
    def _is_keeping_merged(self):
        return self._get_merge_parameter('keep_merged', 'True') != 'False'

    @api.model
    def _get_max_records(self):
        try:
            return max(int(self._get_merge_parameter('max_records', 50)), 2)
        except ValueError:
            return 50

    def _get_master_record(self):
        """:return: the record that survives, by the system parameter
            ``crm_lead_conversion.merge_into``; an override may choose another"""
        if self._get_merge_parameter('merge_into', 'first_created') == 'most_advanced':
            return self._sort_by_confidence_level(reverse=True)[:1]
        return self.sorted(lambda lead: (lead.create_date or fields.Datetime.now(), lead.id))[:1]

    def _with_master_first(self):
        """Odoo's own merge takes the most advanced record; with another rule
        its sorting is told which one comes first."""
        if self._get_merge_parameter('merge_into', 'first_created') == 'most_advanced':
            return self
        return self.with_context(crm_lead_merge_master=self._get_master_record().id)

    def _sort_by_confidence_level(self, reverse=False):
        result = super()._sort_by_confidence_level(reverse=reverse)
        first = result.filtered(lambda lead: lead.id == self.env.context.get('crm_lead_merge_master'))
        return (first + (result - first)) if reverse else ((result - first) + first)

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    def _check_merge(self, limit):
        """:raise UserError: if these records cannot be merged
        :raise AccessError: if the user may not change one of them"""
        if len(self) < 2:
            raise UserError(self.env._("Select at least two records to merge."))
        self.check_access('read')
        self.check_access('write')
        if limit and len(self) > limit:
            raise UserError(self.env._(
                "%(count)s records are more than can be merged at once (%(limit)s). Select fewer,"
                " or ask an administrator to raise the limit in the settings.",
                count=len(self), limit=limit))
        self._check_not_merged()

    def _check_not_merged(self):
        """:raise UserError: if one of them was merged already; names the
            record it is in now"""
        merged = self.filtered('merged_into_id')
        if merged:
            raise UserError(self.env._(
                "“%(lead)s” was merged into “%(master)s” already. Use that record instead.",
                lead=merged[0].display_name, master=merged[0]._resolve_merged().display_name))

    def _check_merge_won(self, master):
        won = (self - master).filtered(lambda lead: lead.won_status == 'won')
        if won:
            raise UserError(self.env._(
                "“%(won)s” is won and would disappear in “%(master)s”. Take it out, or let it be"
                " the record the others are merged into.",
                won=won[0].display_name, master=master.display_name))

    def _lock_for_merge(self):
        """:raise UserError: if somebody else is changing one of the records"""
        try:
            self.sorted('id').lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self.env._(
                "Somebody else is merging or changing one of these records right now. Try again in"
                " a moment.")) from None

    # ------------------------------------------------------------
    # Plan
    # ------------------------------------------------------------

    def _get_merge_plan(self, master, values):
        """What a merge of these records would do; reads only.

        :param master: the record that survives
        :param dict values: {field name: JSON value} the master gets anyway
        :return: dict with ``master_id``, ``lead_ids`` (in creation order),
            ``choices`` ({field: :class:`~..tools.survivorship.Choice`}),
            ``values`` ({field: JSON value} that differ from the master's own)
            and ``moves`` ({:class:`Reference`: number of rows})
        """
        # sudo: the right to read and change all of them was checked
        records = self.sudo().sorted(lambda lead: (lead.create_date, lead.id))
        snapshots = records._snapshot_values()
        specs = records._get_merge_specs()
        team_id = values.get('team_id') or next(filter(None, (
            snapshots[record.id]['team_id'] for record in (master, *records))), None)
        choices = survive(specs, [
            merge_record for record in records
            for merge_record in record._get_merge_records(
                snapshots[record.id],
                team_id if record.id == master.id else snapshots[record.id]['team_id'])
        ], master.id)
        result = {name: choice.value for name, choice in choices.items()}
        result.update(records._get_added_merge_values(result, master))
        result.update(values)
        before = snapshots[master.id]
        master._fit_stage(result)
        master._fit_company(result, before)
        if values.get('user_id') and not result.get('date_open'):
            result['date_open'] = fields.Datetime.now().isoformat()
        return {
            'master_id': master.id,
            'lead_ids': records.ids,
            'choices': choices,
            'before': before,
            'values': {
                name: value for name, value in result.items()
                if name in before and before[name] != value},
            'moves': (records - master)._count_references(),
        }

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
        records = (master | self).sudo()
        added = {}
        for name, value in self._merge_get_fields_specific().items():
            field = self._fields.get(name)
            own = getattr(value, '__module__', '') == 'odoo.addons.crm.models.crm_lead'
            if own or field is None or not callable(value) or name not in result:
                continue
            if field.type in ('one2many', 'many2many'):
                continue
            decided = value(name, records)
            if isinstance(decided, models.BaseModel):
                decided = decided.id or None
            elif isinstance(decided, date):
                decided = decided.isoformat()
            added[name] = None if decided is False and field.type != 'boolean' else decided
        return added

    def _fit_stage(self, result):
        """A stage that the team does not use becomes the team's first one."""
        team_id = result.get('team_id')
        stage = self.env['crm.stage'].browse(result.get('stage_id') or [])
        if team_id and stage.team_ids and team_id not in stage.team_ids.ids:
            result['stage_id'] = self.env['crm.stage'].search(
                ['|', ('team_ids', 'in', team_id), ('team_ids', '=', False)],
                order='sequence, id', limit=1).id or None

    def _fit_company(self, result, before):
        """What the resulting company may not have is not taken from another
        record: the customer, salesperson or team of another company."""
        company = self.env['res.company'].browse(result.get('company_id') or [])
        if not company:
            return
        allowed = {
            'partner_id': lambda partner: not partner.company_id or partner.company_id == company,
            'team_id': lambda team: not team.company_id or team.company_id == company,
            'user_id': lambda user: company in user.company_ids,
        }
        for name, fits in allowed.items():
            if result.get(name) and result[name] != before[name] and not fits(
                    self.env[self._fields[name].comodel_name].browse(result[name])):
                result[name] = before[name]

    # ------------------------------------------------------------
    # Apply
    # ------------------------------------------------------------

    def _apply_merge_plan(self, plan, origin):
        """Do what the plan says, all or nothing, and keep a record of it.

        :return: the master record
        :raise UserError: if anything of the merged records would be left behind
        """
        # sudo: references the user may not see move too; the right to change
        # all of the records was checked
        master = self.sudo().browse(plan['master_id'])
        absorbed = self.sudo().browse(plan['lead_ids']) - master
        engine = master.with_context(crm_lead_merge_engine=ENGINE)
        engine._merge_dependences(absorbed.with_context(crm_lead_merge_engine=ENGINE))
        self.env.flush_all()
        moved = absorbed._move_references(master, plan['moves'])
        combined = absorbed._combine_followers(master)
        copies = absorbed._copy_field_files(master)
        master._snapshot_restore(plan['values'])
        active_before = absorbed._archive_as_merged(master)
        master._recompute_derived()
        after = master._snapshot_values()[master.id]
        changed = [name for name, value in after.items() if plan['before'].get(name) != value]
        receipt = absorbed._get_merge_receipt(plan, moved, combined)
        record = self.env['crm.lead.merge'].sudo().create({
            'master_id': master.id,
            'merged_ids': [(6, 0, absorbed.ids)],
            'merged_count': len(absorbed),
            'user_id': self.env.uid,
            'date': fields.Datetime.now(),
            'origin': origin,
            **receipt,
            'undo_data': {
                'before': {name: plan['before'].get(name) for name in changed},
                'after': {name: after[name] for name in changed},
                'active': active_before,
                'moved': moved, 'combined': combined, 'copies': copies,
            },
        })
        master._message_log(body=record._get_note(absorbed))
        return self.browse(master.id)
