"""Why two leads are similar, in words."""

from odoo import api, models
from odoo.tools import SQL

# the strongest findings of a match are named first; these say nothing
_SILENT = {('entity', 'other'), ('partner', 'other'), ('domain', 'other')}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _get_match_reasons(self, match):
        """:param dict match: of :meth:`_find_similar`
        :return: list of short texts: what speaks for it, the strongest first,
            then what speaks against it"""
        lead = self.browse(match['lead_id'])
        found = [
            (kind, finding) for kind, finding in match['found'].items()
            if finding != 'none' and (kind, finding) not in _SILENT]
        found.sort(key=lambda item: (item[1] == 'other', -match['bits'].get(item[0], 0)))
        return [
            text for kind, finding in found
            if (text := self._get_match_reason(lead, kind, finding, match['shared'].get(kind)))]

    @api.model
    def _get_match_reason(self, lead, kind, finding, shared):
        """:param lead: the similar one
        :param shared: how common the value is, if it is the same
        :return: short text, empty if there are no words for it"""
        words = {
            ('email', 'same'): lambda: self.env._("same e-mail %s", lead.email_normalized or lead.email_from),
            ('email', 'other'): lambda: self.env._("other e-mail"),
            ('phone', 'same'): lambda: self.env._("same phone %s", lead.phone_sanitized or lead.phone),
            ('phone', 'other'): lambda: self.env._("other phone"),
            ('partner', 'same'): lambda: self.env._("same customer"),
            ('entity', 'same'): lambda: self.env._("same company of the customer"),
            ('person', 'same'): lambda: self.env._("same person"),
            ('person', 'near'): lambda: self.env._("person spelled almost the same"),
            ('person', 'compatible'): lambda: self.env._("name of the person fits"),
            ('person', 'other'): lambda: self.env._("other person"),
            ('company', 'same'): lambda: self.env._("same company name"),
            ('company', 'near'): lambda: self.env._("company spelled almost the same"),
            ('company', 'other'): lambda: self.env._("other company name"),
            ('domain', 'same'): lambda: self.env._("same web or mail domain"),
            ('address', 'same'): lambda: self.env._("same postcode and house number"),
            ('address', 'other'): lambda: self.env._("other address"),
        }.get((kind, finding))
        if not words:
            return ""
        if finding == 'same' and shared and kind in ('email', 'phone', 'company', 'domain'):
            return self.env._("%(what)s, shared by %(count)s of %(all)s", what=words(), count=shared.leads,
                              all=self._get_lead_estimate())
        return words()

    @api.model
    def _get_lead_estimate(self):
        """:return: about how many leads there are, as the database knows it
            without counting"""
        data = self.env.cr.precommit.data
        if 'crm_lead_conversion.estimate' not in data:
            [[count]] = self.env.execute_query(SQL(
                "SELECT GREATEST(reltuples, 0)::bigint FROM pg_class WHERE oid = 'crm_lead'::regclass"))
            data['crm_lead_conversion.estimate'] = max(count, 2)
        return data['crm_lead_conversion.estimate']
