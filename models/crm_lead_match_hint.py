"""Similar leads that the user may not read: that a colleague works on the
customer is all that is told of them, and only where the settings allow it."""

from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.tools import SQL

SALESPERSON = 'sales_team.group_sale_salesman'


class Hidden(NamedTuple):
    """A similar open record that the user may not read. None of it leaves the
    server but the name of the team."""
    match: dict  # of crm.lead._find_similar
    user_id: int | None  # its salesperson
    team_id: int | None
    team: str | None  # its name, of a team that may be named
    is_ours: bool  # of no company, or of one of the user's
    asked: datetime | None  # when its owner was asked for the lead it is similar to


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    # {lead_id, texts, asked}, see _get_hint()
    colleague_hint = fields.Json(
        'Colleague at Work', compute='_compute_colleague_hint', exportable=False, groups=SALESPERSON,
        help="That a colleague works on the same customer, where the user may not read the record.")

    # ------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------

    @api.model
    def _get_hint_scope(self):
        """:return: ``team`` or ``company``, what may be told as the settings say; False for nothing"""
        scope = self._get_match_settings().get('hint_colleague')
        return scope if scope in ('team', 'company') and self._is_matching_by_evidence() else False

    @api.model
    def _may_be_hidden(self, scope):
        """Nothing is read for it.

        :param str scope: of :meth:`_get_hint_scope`
        :return: whether the user gets hints, and there can be records that he may not read
        """
        if self.env.su or not self.env.user.has_group(SALESPERSON):
            return False
        companies = self.env.user._get_company_ids()
        rules = self.env['ir.rule'].with_context(allowed_company_ids=list(companies))._compute_domain(self._name)
        if any(condition.field_expr != 'company_id' for condition in rules.iter_conditions()):
            return True
        # nothing but companies limits him
        return scope == 'company' and len(companies) < self._get_company_count()

    @api.model
    @tools.ormcache()
    def _get_company_count(self):
        # sudo: a number of all companies, for the server itself
        return self.env['res.company'].sudo().search_count([])

    # ------------------------------------------------------------
    # What is hidden
    # ------------------------------------------------------------

    def _find_hidden(self):
        """The open records that are similar to these and that the user may not
        read, whichever of his companies are ticked; none of his own. Three
        statements, whatever the number of leads; none if the settings do not
        allow hints, or nothing can be hidden from him.

        Leads that are being typed are compared as they are; closed ones have none.

        :return: {lead: list of :class:`Hidden`, the strongest first}
        """
        result = {lead: [] for lead in self}
        scope = self._get_hint_scope()
        if not scope or not self._may_be_hidden(scope):
            return result
        asked = self.filtered(lambda lead: not lead.id or lead.active and lead.won_status == 'pending')
        # sudo: whoever may read them; _query_hidden keeps those that the user may not
        found = {
            lead: [match for match in matches if match['active'] and match['won_status'] == 'pending']
            for lead, matches in asked.sudo()._find_similar().items()}
        ids = {match['lead_id'] for matches in found.values() for match in matches}
        hidden = self._query_hidden(ids, asked._origin.ids, scope) if ids else {}
        for lead, matches in found.items():
            for match in matches:
                if match['lead_id'] in hidden:
                    *about, asked_on = hidden[match['lead_id']]
                    asked_on = asked_on and asked_on.get(str(lead._origin.id))
                    result[lead].append(Hidden(match, *about, asked_on and datetime.fromisoformat(asked_on)))
        return result

    @api.model
    def _query_hidden(self, lead_ids, asked, scope):
        """:param set lead_ids: leads, whoever may read them
        :param list asked: ids of leads they are similar to
        :param str scope: of :meth:`_get_hint_scope`
        :return: {lead id: [salesperson, team, its name, whether it is of the user's companies, when its owner was
            asked for which of these leads]} of those that the user may not read"""
        companies = list(self.env.user._get_company_ids())
        # what he reads as soon as he ticks another of his companies is not hidden
        access = self.with_context(allowed_company_ids=companies)._get_match_access()
        # sudo: the name of a team that he may not be a member of
        team = self.env['crm.team'].sudo()
        rows = self.env.execute_query(SQL(
            "SELECT crm_lead.id, crm_lead.user_id, crm_lead.team_id,"
            "       (SELECT %(name)s FROM crm_team AS hint_team WHERE hint_team.id = crm_lead.team_id"
            "           AND (%(company)s IS NULL OR %(company)s = ANY(%(companies)s))),"
            "       %(ours)s,"
            "       (SELECT jsonb_object_agg(ask.lead_id, ask.date) FROM crm_lead_ask AS ask"
            "         WHERE ask.other_id = crm_lead.id AND ask.lead_id = ANY(%(asked)s))"
            "  FROM %(leads)s"
            " WHERE crm_lead.id = ANY(%(ids)s) AND crm_lead.user_id IS DISTINCT FROM %(uid)s"
            "   AND %(readable)s IS NOT TRUE AND (%(everywhere)s OR %(ours)s)",
            **access, ids=list(lead_ids), asked=asked, uid=self.env.uid, companies=companies,
            name=team._field_to_sql('hint_team', 'name'), company=team._field_to_sql('hint_team', 'company_id'),
            ours=SQL("(crm_lead.company_id IS NULL OR crm_lead.company_id = ANY(%s))", companies),
            everywhere=scope == 'company'))
        return {
            lead_id: [user_id, team_id, name if is_ours else None, is_ours, asked_on]
            for lead_id, user_id, team_id, name, is_ours, asked_on in rows}

    # ------------------------------------------------------------
    # What is told of it
    # ------------------------------------------------------------

    @api.depends_context('uid', 'lang')
    @api.depends(lambda self: sorted(
        {'active', 'won_status', 'email_normalized'} | self.env['crm.lead.match.key']._get_source_fields()))
    def _compute_colleague_hint(self):
        """Of saved leads: while one is changed, it stays what it was."""
        saved = self.filtered(lambda lead: isinstance(lead.id, int))
        for lead, hidden in saved._find_hidden().items():
            lead.colleague_hint = lead._get_hint(hidden)
        for lead in self - saved:
            lead.colleague_hint = lead._origin.colleague_hint

    def _get_hint(self, hidden):
        """:param list hidden: of :meth:`_find_hidden`, of this lead
        :return: dict with ``lead_id``, ``texts``, and in ``asked`` that the owner was asked, or False; False where
            nothing is hidden"""
        return hidden and {
            'lead_id': self.id,
            'texts': [colleague['text'] for colleague in self._get_colleagues(hidden)],
            'asked': self._get_asked_text(hidden)}

    @api.model
    def _get_colleagues(self, hidden):
        """:param list hidden: of :meth:`_find_hidden`
        :return: list of dicts with ``team`` (its name, or False) and ``text``; in an order that says nothing of
            the records"""
        teams = sorted({one.team for one in hidden if one.team})
        told = [{
            'team': team, 'text': self.env._("A colleague in team %s already works on this customer.", team),
        } for team in teams]
        if not teams and any(one.is_ours for one in hidden):
            told.append({'team': False, 'text': self.env._("A colleague already works on this customer.")})
        if not all(one.is_ours for one in hidden):
            told.append({
                'team': False, 'text': self.env._("Somebody in another company already works on this customer.")})
        return told
