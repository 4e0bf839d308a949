"""What is similar to a lead while somebody types it."""

import re

from odoo import api, models
from odoo.tools.mail import email_normalize, parse_contact_from_email

from ..tools.replica import refused_by_primary

_MOST = 3
# a number that begins as one: “2025-2026” is none
_PHONE = re.compile(r'\s*(\+|0|\(\+|\(0)[\d\s().\-/]{6,}\s*')
# what decides besides the values that are compared
_AROUND = ('team_id', 'company_id', 'commercial_partner_id')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    @api.readonly
    @refused_by_primary
    def lead_find_typed(self, values: dict, lead_id: int = None, only_exact: bool = False) -> dict:
        """What is similar to a lead that is being typed, among what the user
        may read; and what its team wants done about it. Nothing is changed.

        :param values: what was typed: any of those of :meth:`lead_find_similar`,
            and ``team_id``, ``company_id`` and ``commercial_partner_id`` (ids);
            or nothing but ``name``, where only that is known: an address or a
            number in it is taken as such, any other text as a company name
        :param lead_id: the lead that is being changed, if it was saved before
        :param only_exact: answer nothing where the team only says so
        :returns: dict with ``count``; ``matches``, the strongest of them, and
            ``exact``, the strongest of those that are the same beyond doubt and
            open, three at most: lists of dicts with ``lead_id``, ``name``,
            ``customer`` (text), ``strength`` (0 to 100), ``reasons`` (texts),
            ``won_status`` and ``is_open``; ``policy`` (``tell``, ``ask`` or
            ``refuse``) of the team that the lead is for; and ``colleagues``, a
            list of dicts with ``team`` (a name, or false) and ``text``, that
            somebody works on the customer whose record the user may not read,
            where the settings allow to tell
        :raises LeadApiError: ``invalid_argument``, ``not_found``, ``no_access``,
            ``already_merged``
        """
        self.check_access('read')
        lead_id = self._api_value('lead_id', lead_id, 'id')
        values = self._api_value('values', values, 'object', required=True)
        origin = self._api_browse([lead_id]) if lead_id else self.browse()
        if set(values) - set(_AROUND) == {'name'}:
            values = {**values, **self._get_said_by_name(self._api_value('values.name', values['name'], 'text'))}
            del values['name']
        around = {name: self._api_value(f'values.{name}', values.get(name), 'id') for name in _AROUND}
        policy = self._get_typed_policy(values, around['team_id'])
        typed = self._get_typed_lead(values, around, origin)
        if not typed or only_exact and policy == 'tell':
            return {'count': 0, 'matches': [], 'exact': [], 'policy': policy, 'colleagues': []}
        by_evidence = self._is_matching_by_evidence()
        found = (typed._find_similar() if by_evidence else typed._api_find_as_odoo())[typed]
        exact = [match for match in found if by_evidence and self._is_exact_duplicate(match)][:_MOST]
        cards = self._get_typed_cards([*found[:_MOST], *exact])
        return {
            'count': len(found),
            'matches': [cards[match['lead_id']] for match in found[:_MOST]],
            'exact': [cards[match['lead_id']] for match in exact],
            'policy': policy,
            'colleagues': [] if only_exact else self._get_colleagues(typed._find_hidden()[typed]),
        }

    @api.model
    def _is_exact_duplicate(self, match):
        """:param dict match: of :meth:`_find_similar`
        :return: whether it would be merged unasked"""
        return match['strength'] >= self._get_merge_threshold() and self._may_be_merged(match, include_lost=False)

    @api.model
    def _get_typed_policy(self, values, team_id):
        """:return: what the team that the lead is for wants: that of the user
            where the values name none"""
        policies = self.env['crm.team']._get_entry_policies()
        if policies and 'team_id' not in values:
            team_id = self.env['crm.team']._get_default_team_id().id
        return policies.get(team_id, 'tell')

    @api.model
    def _get_typed_lead(self, values, around, origin):
        """:param dict around: ids of ``_AROUND``, or None
        :param origin: the lead as it is saved, if it is
        :return: a lead that says this, False if it says nothing to compare
        :raise LeadApiError: if a value is not of its kind, or is not known"""
        said = self._api_typed_values({name: value for name, value in values.items() if name not in _AROUND})
        company_id = around['company_id']
        if not said['partner_id']:
            # a new record gets it as its customer
            said['partner_id'] = self._api_related(
                'values.commercial_partner_id', around['commercial_partner_id'], 'res.partner').id
        if not origin and not any(value for name, value in said.items() if name != 'country_id'):
            return False
        # of what is not given the saved lead says what it is; of a new one nothing is computed
        said = {name: value or False for name, value in said.items() if not origin or name in values}
        if company_id in self.env.companies.ids:
            said['company_id'] = company_id
        elif not origin:
            said['company_id'] = False
        return self.new({'type': 'lead', 'user_id': False, 'team_id': False, **said} if not origin else said,
                        origin=origin or None)

    @api.model
    def _get_typed_cards(self, matches):
        """:return: {lead id: dict, see :meth:`lead_find_typed`}"""
        leads = self.browse(dict.fromkeys(match['lead_id'] for match in matches))
        leads.fetch(['name', 'partner_name', 'contact_name'])
        return {match['lead_id']: {
            'lead_id': lead.id,
            'name': lead.name,
            'customer': lead.partner_name or lead.contact_name or '',
            'strength': match['strength'],
            'reasons': self._get_match_reasons(match, counted=False) if 'found' in match else [],
            'won_status': match['won_status'],
            'is_open': self._may_be_merged(match, include_lost=False),
        } for match in matches for lead in leads.browse(match['lead_id'])}

    @api.model
    def _get_said_by_name(self, name):
        """Who creates a record where one is chosen says nothing but a name.

        :return: dict of what else that says of a lead
        """
        if not isinstance(name, str):
            return {}
        if email_normalize(name):
            contact, address = parse_contact_from_email(name)
            return {'email_from': address, 'contact_name': contact or False}
        if name and _PHONE.fullmatch(name):
            return {'phone': name.strip()}
        return {'partner_name': name}
