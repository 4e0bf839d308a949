"""Asking the owner of a similar record that one may not read."""

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from ..tools.wording import join_phrases
from .crm_lead_match_hint import SALESPERSON
from .crm_lead_outside import one_record

# who shares an address with hundreds is not to call all their owners
_MOST_OWNERS = 5


class CrmLeadAsk(models.Model):
    """Only the engine creates and reads these: they name records that who
    asked may not read."""

    _name = 'crm.lead.ask'
    _description = 'Question to the Owner of a Similar Record'
    _log_access = False
    _rec_name = 'lead_id'

    lead_id = fields.Many2one('crm.lead', required=True, readonly=True, ondelete='cascade')
    other_id = fields.Many2one(
        'crm.lead', 'Similar Record', required=True, readonly=True, index=True, ondelete='cascade')
    user_id = fields.Many2one('res.users', 'Asked by', readonly=True, ondelete='set null')
    date = fields.Datetime('Asked on', required=True, readonly=True)

    _pair_uniq = models.UniqueIndex("(lead_id, other_id)")

    @api.model
    def _note(self, lead, other_ids):
        """Note that the owners of records are asked for a lead.

        :param list other_ids: ids of the records
        :return: those of them that nobody has asked for yet, not even at the same moment"""
        rows = self.env.execute_query(SQL(
            "INSERT INTO crm_lead_ask (lead_id, other_id, user_id, date)"
            " SELECT %s, other.id, %s, %s FROM unnest(%s::int[]) AS other(id)"
            " ON CONFLICT (lead_id, other_id) DO NOTHING RETURNING other_id",
            lead.id, self.env.uid, fields.Datetime.now(), other_ids))
        self.invalidate_model(flush=False)
        return [other_id for other_id, in rows]


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @one_record
    def action_ask_owner(self):
        """Ask the owner of the record that is similar to this one, and that the
        user may not read, who is to go on: by an activity on that record. Of
        this lead the owner is told its name, its contact and what the two have
        in common. Asked again, nothing more happens.

        :return: action that says so; nothing in it is of the record or its owner
        :raise AccessError: if the user may not read this lead, or is no salesperson
        :raise UserError: if hints are not allowed, nothing is hidden from the user, or nobody can be asked
        """
        self.check_access('read')
        if not self.env.user.has_group(SALESPERSON):
            raise AccessError(self.env._("Only salespeople can ask the owner of a similar record."))
        if not self._get_hint_scope():
            raise UserError(self.env._(
                "It is not told here whether a colleague works on the same customer. An administrator can allow it"
                " in the settings of CRM."))
        groups = self._get_hidden_by_owner(self._find_hidden()[self])
        if not groups:
            raise UserError(self.env._(
                "There is no colleague to ask about “%s” any more. Load the page anew.", self.display_name))
        waiting = [group[0] for group in groups if not any(one.asked for one in group)]
        if waiting:
            self._ask_owners(waiting)
            message = self.env._("The owner was asked, and can now get in touch with you.")
        else:
            message = self._get_asked_text([one for group in groups for one in group])
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {'type': 'success' if waiting else 'info', 'message': message}}

    @api.model
    def _get_hidden_by_owner(self, hidden):
        """:param list hidden: of :meth:`_find_hidden`
        :return: list of such lists, one an owner, the strongest first; not of all owners"""
        groups = {}
        for one in hidden:
            # without a salesperson, the team has it
            groups.setdefault((one.user_id, None if one.user_id else one.team_id), []).append(one)
        return list(groups.values())[:_MOST_OWNERS]

    @api.model
    def _get_asked_text(self, hidden):
        """:param list hidden: of :meth:`_find_hidden`
        :return: when all owners were asked, in words; False if one was not"""
        groups = self._get_hidden_by_owner(hidden)
        dates = [max((one.asked for one in group if one.asked), default=None) for group in groups]
        return bool(dates) and all(dates) and self.env._(
            "The owner was asked on %s.", format_date(self.env, max(dates)))

    def _ask_owners(self, hidden):
        """:param list hidden: of :meth:`_find_hidden`, one of each owner
        :raise UserError: if there is nobody to ask"""
        whom = self._get_whom_to_ask(hidden)
        if not whom:
            raise UserError(self.env._(
                "There is nobody who could be asked about “%s”. Talk to a sales manager.", self.display_name))
        # sudo: the questions belong to the engine
        noted = set(self.env['crm.lead.ask'].sudo()._note(self, list(whom)))
        self._schedule_questions([
            (one.match, whom[one.match['lead_id']]) for one in hidden if one.match['lead_id'] in noted])
        if noted:
            self._message_log(body=self.env._("The owner of a similar record was asked who is to go on."))
        self.invalidate_recordset(['colleague_hint'])

    @api.model
    def _get_whom_to_ask(self, hidden):
        """The salesperson; where there is none, or who may not read it any
        more, the leader of the team; else a sales manager.

        :return: {lead id: user}, without the records of nobody"""
        # sudo: who has a record that the user may not read is not told to him;
        # without his context, which belongs to his companies
        records = self.env(su=True, context={})['crm.lead'].browse(one.match['lead_id'] for one in hidden)
        managers = None
        result = {}
        for record in records:
            owner = record._get_first_reader(record.user_id | record.team_id.user_id, but=self.env.user)
            if not owner:
                if managers is None:
                    managers = records.env['res.users'].search([
                        ('all_group_ids', 'in', self.env.ref('sales_team.group_sale_manager').ids)], order='id')
                owner = record._get_first_reader(managers, but=self.env.user)
            if owner:
                result[record.id] = owner
        return result

    def _get_first_reader(self, users, but):
        """:param users: in the order in which they are to be asked
        :param but: the user who asks
        :return: the first of them who works here and may read this record, or none"""
        for user in users:
            if user.active and not user.share and user != but and self.with_user(user).has_access('read'):
                return user
        return users.browse()

    def _schedule_questions(self, questions):
        """:param list questions: pairs of a match with a record, and the user who is asked"""
        # As the system: who creates an activity may change and delete it, and
        # this one stands on a record that the user may not read. Without his
        # context, by which a program could leave the owner without a message.
        env = self.env(user=SUPERUSER_ID, context={})
        kind = env.ref('mail.mail_activity_data_todo', raise_if_not_found=False) or (
            env['crm.lead']._default_activity_type())
        model_id = env['ir.model']._get_id(self._name)
        env['mail.activity'].create([{
            'activity_type_id': kind.id, 'res_model_id': model_id, 'res_id': match['lead_id'],
            'user_id': user.id, 'date_deadline': fields.Date.context_today(self.with_context(tz=user.tz)),
            'summary': self.with_context(lang=user.lang).env._(
                "Same customer as a lead of %s?", self.env.user.name),
            'note': self._get_question(match, user),
        } for match, user in questions])

    def _get_question(self, match, user):
        """What the owner reads: of this lead no more than who asks gives away
        by asking, and a link to it only for who may read it.

        :param dict match: with the owner's record
        :param user: the owner
        :return: Markup, in the language of the owner"""
        asking = self.with_context(lang=user.lang)
        name = self.display_name
        if self.with_env(self.env(user=user, context={})).has_access('read'):
            name = self._get_html_link(title=name)
        contact = ", ".join(text for text in (self.contact_name, self.partner_name) if text)
        # as Odoo mentions people: a click on it opens their card, with a button to write to them
        who = Markup('<a class="o_mail_redirect" href="#" data-oe-model="res.partner" data-oe-id="%s">@%s</a>') % (
            self.env.user.partner_id.id, self.env.user.name)
        said = asking.env._("%(user)s has “%(lead)s”, of %(contact)s.", user=who, lead=name, contact=contact) if (
            contact) else asking.env._("%(user)s has “%(lead)s”.", user=who, lead=name)
        reasons = asking._get_shared_reasons(match)
        why = asking.env._("It seems to be of the customer of this record: %s.", reasons) if reasons else (
            asking.env._("It seems to be of the customer of this record."))
        return Markup("<p>%s<br/>%s</p><p>%s</p>") % (said, why, asking.env._(
            "%s may not read this record and knows nothing of it but that a colleague works on it. Please get in"
            " touch and settle who goes on.", self.env.user.name))

    @api.model
    def _get_shared_reasons(self, match):
        """:return: str: what the two records have in common, with the values of the other one"""
        found = [
            (kind, finding) for kind, finding in match['found'].items() if finding in ('same', 'near')]
        found.sort(key=lambda item: -match['bits'].get(item[0], 0))
        return join_phrases(self.env, (
            self._get_match_reason(match['keys'][1], kind, finding) for kind, finding in found))
