"""For programs: similar leads, and where a merged one is now."""

from odoo import api, models

from ..tools.lead_api_error import LeadApiError
from ..tools.replica import where_known
from ..tools.wording import either
from .crm_lead_api import for_programs

# what may be said of a lead that is in no table yet; numbers of phones are added
_TEXTS = ('email_from', 'partner_name', 'contact_name', 'website', 'street', 'zip')
_RECORDS = ('partner_id', 'country_id')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    @api.readonly
    @for_programs
    def lead_find_similar(self, lead_ids: list = None, values: dict = None, threshold: int = None) -> dict:
        """The leads and opportunities that are of the same customer, with how
        sure that is and why; those the user may read, merged ones never.

        Give either ``lead_ids`` or ``values``. Nothing is changed.

        :param lead_ids: ids of leads or opportunities, up to 500
        :param values: what is known of somebody who is no lead yet: any of
            ``email_from``, ``phone``, ``contact_name``, ``partner_name``,
            ``website``, ``street``, ``zip`` (texts), ``partner_id`` and
            ``country_id`` (ids)
        :param threshold: least strength, 0 to 100; that of the settings if not
            given
        :returns: dict with ``results``, a list with one dict for each lead asked
            for, in that order: ``lead_id`` (false for values) and ``matches``, a
            list of dicts, the strongest first: ``lead_id``, ``name``, ``type``
            (``lead`` or ``opportunity``), ``active``, ``strength`` (0 to 100),
            ``reasons`` (texts), ``same`` (kinds of what is the same),
            ``may_be_merged`` and ``proposed`` (whether it is sure enough to be
            merged unasked)
        :raises LeadApiError: ``invalid_argument``, ``not_found``, ``no_access``,
            ``already_merged``
        """
        lead_ids = self._api_value('lead_ids', lead_ids, 'ids')
        values = self._api_value('values', values, 'object')
        threshold = self._api_value('threshold', threshold, 'number')
        if (lead_ids is None) == (values is None):
            raise LeadApiError('invalid_argument', self.env._("Give either lead_ids or values."))
        leads = self._api_typed_lead(values) if lead_ids is None else self._api_browse(lead_ids)
        found = leads._find_similar(threshold) if self._is_matching_by_evidence() else leads._api_find_as_odoo()
        others = self.browse({match['lead_id'] for matches in found.values() for match in matches})
        names = {lead.id: lead.display_name for lead in others}
        return {'results': [{
            'lead_id': lead.id or False,
            'matches': [self._api_match(match, names) for match in matches],
        } for lead, matches in found.items()]}

    @api.model
    def _api_typed_lead(self, values):
        """:return: a lead that says this, and is in no table"""
        said = self._api_typed_values(values)
        return self.new({'type': 'lead', **{name: value for name, value in said.items() if value}})

    @api.model
    def _api_typed_values(self, values):
        """:return: dict of all that a lead may be found by; None or an empty id
            where it is not given
        :raise LeadApiError: if something else is given"""
        texts = {*_TEXTS, *self.env['crm.lead.match.key']._get_phone_fields()}
        unknown = values.keys() - texts - set(_RECORDS)
        if unknown:
            raise LeadApiError('invalid_argument', self.env._(
                "Similar leads are not found by %s.", either(self.env, sorted(unknown))), argument='values')
        said = {name: self._api_value(f'values.{name}', values.get(name), 'text') for name in texts}
        for name in _RECORDS:
            said[name] = self._api_related(
                f'values.{name}', values.get(name), self._fields[name].comodel_name).id
        return said

    def _api_find_as_odoo(self):
        """Where the settings say that Odoo's own definition counts: it knows no
        strength and no reasons."""
        # sudo: Odoo looks beyond what the user may read; filtered right here
        similar = {
            lead: (lead.sudo().duplicate_lead_ids._origin - lead._origin).sudo(False)._filtered_access('read')
            for lead in self}
        return {lead: [
            {'lead_id': other.id, 'strength': 0, 'type': other.type, 'active': other.active,
             'won_status': other.won_status}
            for other in others.sorted('id')] for lead, others in similar.items()}

    @api.model
    def _api_match(self, match, names):
        """:param dict match: of :meth:`_find_similar`
        :return: dict, see :meth:`lead_find_similar`"""
        found = match.get('found', {})
        may_be_merged = self._may_be_merged(match, include_lost=True)
        return {
            'lead_id': match['lead_id'],
            'name': names[match['lead_id']],
            'type': match['type'],
            'active': match['active'],
            'strength': match['strength'],
            'reasons': self._get_match_reasons(match) if found else [],
            'same': [kind for kind, finding in found.items() if finding == 'same'],
            'may_be_merged': may_be_merged,
            'proposed': bool(found) and match['strength'] >= self._get_merge_threshold() and self._may_be_merged(
                match, include_lost=False),
        }

    @api.model
    @api.readonly
    @for_programs
    def lead_resolve(self, lead_ids: list) -> dict:
        """Which record an id stands for now: after merges it is the one that
        survived. Nothing is changed.

        :param lead_ids: ids that a program kept, up to 500
        :returns: dict with ``results``, a list with one dict for each id, in
            that order: ``lead_id``, ``current_id`` (its own if it was not merged;
            false if it is not there, or not for this user) and ``merged``
        :raises LeadApiError: ``invalid_argument``, ``no_access``
        """
        lead_ids = self._api_value('lead_ids', lead_ids, 'ids', required=True)
        with where_known(self.browse(dict.fromkeys(lead_ids))) as leads:
            current = leads.exists()._get_current_ids()
            readable = set(leads.browse(dict.fromkeys(current.values())).exists()._filtered_access('read').ids)
        results = []
        for lead_id in lead_ids:
            current_id = current.get(lead_id)
            shown = current_id in readable
            results.append({
                'lead_id': lead_id, 'current_id': current_id if shown else False,
                'merged': shown and current_id != lead_id})
        return {'results': results}
