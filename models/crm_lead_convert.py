"""From lead to opportunity, and the log of what a conversion does."""

from collections import defaultdict
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError

_OWN = ('odoo.addons.crm.', 'odoo.addons.crm_lead_conversion.')
# what Odoo's CRM cannot be without
_ODOO = (
    *_OWN, 'odoo.orm.', 'odoo.addons.base.', 'odoo.addons.mail.', 'odoo.addons.phone_validation.',
    'odoo.addons.calendar.')


def get_last(into, lead_id):
    """:param dict into: {id: id of what it goes into}, itself if it stays
    :return: id of what a record is in by now"""
    while into.get(lead_id, lead_id) != lead_id:
        lead_id = into[lead_id]
    return lead_id


class ConversionLog:
    """What happens during one conversion. It travels in the context of the
    records; a program outside cannot send such an object.

    - ``created``: {lead id: values that name the created contacts}
    - ``merged_ids``: ids of the records others were merged into meanwhile
    - ``merge_values``: salesperson and team the master record is to get
    - ``refusals``, ``remarks``: {record: sentence} for the person who converts
    - ``busy``, ``failed``: those of ``refusals`` that somebody else was changing,
      and those that were tried
    - ``into``: {id: id of what it was merged into}, itself if it survived
    - ``turn``: how many leads of the same work come before these
    - ``ahead``: ids of the leads that were converted together, before Odoo goes
      through them one by one
    - ``given``: {lead id: (ids of the partners to tell that it is theirs, Odoo's template)}
    - ``in_job``: whether it is bulk work, which tells them itself
    - ``names``: {id: what a merged record was called}
    - ``asked``, ``last_ids``: the leads a person selected, and the last merge and
      conversion before; only where the outcome of each is kept if need be
    - ``checklist_overridden``: whether a manager wants them converted although
      not everything is ticked
    - ``by_program``: whether a program filled in the dialog
    """

    def __init__(self, origin, customer_action=False):
        self.origin = origin
        self.customer_action = customer_action
        self.created = {}
        self.recording = False
        self.merged_ids = set()
        self.merge_values = {}
        self.refusals = {}
        self.remarks = {}
        self.busy = set()
        self.failed = set()
        self.into = {}
        self.turn = 0
        self.ahead = set()
        self.given = {}
        self.in_job = False
        self.names = {}
        self.asked = None
        self.last_ids = None
        self.checklist_overridden = False
        self.by_program = False

    def get_last(self, lead_id):
        """:return: id of what a record is in by now"""
        return get_last(self.into, lead_id)

    def add_created(self, lead, partners, customer):
        """Note what was created for a lead: its customer and/or its company."""
        contact = partners & customer
        self.created[lead.id] = {
            'partner_created_id': contact.id,
            'company_created_id': (partners - contact).id,
        }


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    type = fields.Selection(default=lambda self: self._default_type())
    conversion_ids = fields.One2many(
        'crm.lead.conversion', 'lead_id', 'Conversions', readonly=True)

    @api.model
    def _default_type(self):
        """Lead where Leads are in use for the user and for the team: a member
        of teams without Leads makes opportunities."""
        team_id = self.env.context.get('default_team_id')
        # sudo: only the box of the teams is asked
        if isinstance(team_id, int):
            teams = self.env['crm.team'].sudo().browse(team_id).exists()
        else:
            teams = self.env.user.sudo().crm_team_ids
        return self._get_type_for_teams(teams)

    @api.model
    def _get_type_for_teams(self, teams):
        if not self.env.user.has_group('crm.group_use_lead'):
            return 'opportunity'
        return 'opportunity' if teams and not any(teams.mapped('use_leads')) else 'lead'

    @api.model_create_multi
    def create(self, vals_list):
        """A new record becomes what its team works with, unless its type is
        given."""
        if not self.env.context.get('default_type'):
            untyped = [vals for vals in vals_list if vals.get('team_id') and 'type' not in vals]
            # sudo: only the box of the teams is asked
            teams = self.env['crm.team'].sudo().browse({vals['team_id'] for vals in untyped})
            types = {team.id: self._get_type_for_teams(team) for team in teams.exists()}
            for vals in untyped:
                if vals['team_id'] in types:
                    vals['type'] = types[vals['team_id']]
        return super().create(vals_list)

    # ------------------------------------------------------------
    # Converting
    # ------------------------------------------------------------

    def _get_conversion_log(self):
        log = self.env.context.get('crm_lead_conversion_log')
        return log if isinstance(log, ConversionLog) else None

    def _with_conversion_log(self, **values):
        """:return: these records with a new log that goes along with them"""
        return self.with_context(crm_lead_conversion_log=ConversionLog(**values))

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        """Convert, and keep a :class:`crm.lead.conversion` of it, so that a
        conversion by assignment, by the link of a mail or by a program can be
        undone as one of the dialog can."""
        log = self._get_conversion_log()
        if not log:
            self._remember_conversion()
        elif log.ahead.issuperset(self._ids):
            return True
        return super().convert_opportunity(partner, user_ids=user_ids, team_id=team_id)

    @api.model
    def _is_only_ours(self, method):
        """:param str method: name of a method of Odoo's that this addon extends
        :return: whether no other addon does: what one does in it is done lead
            by lead"""
        return all(
            base.__module__.startswith(_OWN) for base in type(self).mro() if method in vars(base))

    @api.model
    def _is_only_odoos(self, model, *methods):
        """:param model: class of a model in the registry
        :param methods: names of methods
        :return: whether no addon but this one and what the CRM is made of extends them"""
        return all(
            base.__module__.startswith(_ODOO) for base in model.mro() for method in methods if method in vars(base))

    def _convert_together(self):
        """Convert leads with their customers, before Odoo goes through them."""
        self._write_converted()
        self._get_conversion_log().ahead.update(self._ids)

    def _write_converted(self):
        """Make leads opportunities of their customers, a write for all that get
        the same values: each write has the success rates computed anew."""
        groups = defaultdict(list)
        for lead in self:
            # as in convert_opportunity
            if lead.active and lead.won_status != 'won':
                groups[tuple(sorted(lead._convert_opportunity_data(lead.partner_id).items()))].append(lead.id)
        for values, ids in groups.items():
            self.browse(ids).write(dict(values))

    def _convert_opportunity_data(self, customer, team_id=False):
        """An opportunity that is assigned once more keeps the date on which
        it was converted. The team stays where nobody chose another one: Odoo
        computes it anew as the type changes."""
        values = super()._convert_opportunity_data(customer, team_id)
        team = self.team_id
        if team.use_opportunities and self.user_id and self.user_id not in team.member_ids | team.user_id:
            values.setdefault('team_id', team.id)
        if self.type == 'opportunity' and self.date_conversion:
            values.pop('date_conversion', None)
        return values

    def _remember_conversion(self):
        """Note the values before a conversion that comes alone. Assignment
        converts lead by lead: what is kept of them is written for all of them
        at once, when the transaction is about to end."""
        pending = self.env.cr.precommit.data.setdefault('crm_lead_conversion.before', {})
        leads = self.filtered(lambda lead: lead.type == 'lead' and lead.id not in pending)
        if not leads:
            return
        if not pending:
            self.env.cr.precommit.add(self.browse()._finish_conversions)
        for lead_id, values in leads._snapshot_values().items():
            pending[lead_id] = (self.env.uid, values)

    @api.model
    def _finish_conversions(self):
        """Keep the conversions noted since the transaction began."""
        pending = self.env.cr.precommit.data.pop('crm_lead_conversion.before', {})
        by_user = defaultdict(dict)
        for lead_id, (uid, values) in pending.items():
            by_user[uid][lead_id] = values
        for uid, before in by_user.items():
            # sudo: assignment may have given the lead to somebody else
            self.with_user(uid).sudo().browse(before)._create_conversions(ConversionLog('program'), before)

    @contextmanager
    def _record_conversion(self):
        """Around everything that belongs to converting these records (their
        log goes along in the context): compares before and after, and keeps a
        record and a note for each that became an opportunity.

        Within it, a further call records nothing of its own.
        """
        log = self._get_conversion_log()
        leads = self.filtered(lambda lead: lead.type == 'lead')
        if log.recording or not leads:
            yield
            return
        log.recording = True
        before = leads._snapshot_values()
        try:
            yield
        finally:
            log.recording = False
        # sudo: the conversion may have given the lead to somebody else
        leads.sudo()._create_conversions(log, before)

    def _create_conversions(self, log, before):
        """Keep a record and a note of those that became an opportunity, and
        are still there.

        :param dict before: {lead id: values} of :meth:`_snapshot_values`
        """
        after = self._snapshot_values()
        converted = [lead_id for lead_id in self._ids if after.get(lead_id, {}).get('type') == 'opportunity']
        self.browse(converted)._keep_conversions(log, before, after)

    def _keep_conversions(self, log, before, after=None):
        """Keep a record and a note of what these became.

        :param dict before: {lead id: values} of :meth:`_snapshot_values`
        :param dict after: the same of now, if it is known
        """
        if not self:
            return
        if after is None:
            after = self._snapshot_values()
        # sudo: only the engine may create these, whoever converts
        conversions = self.env['crm.lead.conversion'].sudo().create([
            lead._prepare_conversion_values(log, before[lead.id], after[lead.id])
            for lead in self
        ])
        self._message_log_batch(bodies={
            conversion.lead_id.id: conversion._get_note() for conversion in conversions
        })

    def _prepare_conversion_values(self, log, before, after):
        """:return: values of the ``crm.lead.conversion`` of this lead"""
        self.ensure_one()
        changed = [name for name in after if before.get(name) != after[name]]
        return {
            'lead_id': self.id,
            'user_id': self.env.uid,
            'date': fields.Datetime.now(),
            'origin': 'program' if log.by_program else log.origin,
            'customer_action': log.customer_action,
            'values_before': {name: before.get(name) for name in changed},
            'values_after': {name: after[name] for name in changed},
            **log.created.get(self.id, {}),
        }

    # ------------------------------------------------------------
    # Several at once
    # ------------------------------------------------------------

    def _get_lead_duplicates(self, partner=None, email=None, include_lost=False):
        """While several leads are converted, nothing is merged with a record
        that was refused, or that the user may not change."""
        return super()._get_lead_duplicates(
            partner=partner, email=email, include_lost=include_lost)._without_refused()

    def _without_refused(self):
        """:return: these records without those that the conversion of several
            refused, or that the user may not change"""
        log = self._get_conversion_log()
        if not log or log.origin != 'mass':
            return self
        refused = {lead.id for lead in log.refusals}
        return self._filtered_access('write').filtered(lambda lead: lead.id not in refused)

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        """Note in the log what was merged. In the conversion of several leads
        one large group does not stop all the others."""
        log = self._get_conversion_log()
        if not log:
            return super()._merge_opportunity(
                user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length)
        names = {lead.id: lead.display_name for lead in self.sorted('id')}
        result = super()._merge_opportunity(
            user_id=user_id, team_id=team_id, auto_unlink=auto_unlink,
            max_length=0 if log.origin == 'mass' else max_length)
        log.names.update(names)
        log.merged_ids.add(result.id)
        log.into.update(dict.fromkeys(names, result.id))
        others = ", ".join(f"“{name}”" for lead_id, name in names.items() if lead_id != result.id)
        log.remarks[result] = self.env._(
            "Merged into “%(lead)s”: %(others)s", lead=result.sudo().display_name, others=others)
        # sudo: the merge may have given it to somebody else, and the dialog
        # has not finished with it; the right to change it was checked
        return result if result.has_access('write') else result.sudo()

    def redirect_lead_opportunity_view(self):
        """The dialog may have given the record to somebody else: it decides
        itself what the user sees then."""
        records = self.sudo() if self._get_conversion_log() else self
        return super(CrmLead, records).redirect_lead_opportunity_view()

    def _get_converted_action(self):
        """:return: action that lists these opportunities"""
        action = self.env['ir.actions.act_window']._for_xml_id('crm.crm_lead_opportunities')
        action.update({
            'name': self.env._("Converted into Opportunities"),
            'domain': [('id', 'in', self.ids)],
            'context': {'create': False},
            'views': sorted(action['views'], key=lambda view: view[1] != 'list'),
        })
        return action

    def _get_convert_action(self):
        """:return: action that opens the dialog to convert these leads
        :raise UserError: if there are none"""
        if not self:
            raise UserError(self.env._("There are no open leads left to convert."))
        action = self.env['ir.actions.act_window']._for_xml_id('crm.action_crm_send_mass_convert')
        action['context'] = {
            'active_model': 'crm.lead', 'active_ids': self.ids, 'active_id': self[0].id}
        return action

    # ------------------------------------------------------------
    # Taking it back
    # ------------------------------------------------------------

    def action_undo_conversion(self):
        """Undo the last conversion of this record, into an opportunity or a
        customer; for whoever may change it.

        :return: action that says what was kept and shows the record anew
        :raise UserError: if there is none to undo
        :raise AccessError: if the user may not change the record
        """
        self.ensure_one()
        self.check_access('write')
        self._finish_conversions()
        # sudo: whoever may change the opportunity may undo its conversion
        conversion = self.sudo().conversion_ids.filtered(
            lambda record: record.state == 'done').sorted('id')[-1:]
        if not conversion:
            raise UserError(self.env._(
                "There is no conversion of “%s” that could be undone.", self.display_name))
        return conversion.sudo(False).action_undo()
