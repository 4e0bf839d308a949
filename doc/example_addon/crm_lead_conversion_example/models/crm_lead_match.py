"""Matching: what is compared, what is found, and how it is told."""

from odoo import api, models


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _find_similar(self, threshold=None):
        """What is on hold is like nothing else."""
        return {
            lead: [] if lead.is_on_hold else matches
            for lead, matches in super()._find_similar(threshold).items()}

    def _find_mergeable(self, include_lost=False):
        """A rental and a purchase are never merged though nobody looks."""
        found = super()._find_mergeable(include_lost)
        if include_lost:
            return found
        kept = {
            lead: records.filtered(lambda other, lead=lead: other.is_rental == lead.is_rental)
            for lead, records in found.items()}
        return {lead: records if len(records) > 1 else records.browse() for lead, records in kept.items()}

    @api.model
    def _may_be_merged(self, match, include_lost):
        """Nor is what has the highest priority."""
        return super()._may_be_merged(match, include_lost) and (include_lost or match['priority'] != '3')

    @api.model
    def _get_match_reasons(self, match, counted=True):
        reasons = super()._get_match_reasons(match, counted)
        if match['priority'] == '3':
            reasons.append(self.env._("of the highest priority"))
        return reasons


class CrmLeadMatchKey(models.Model):
    _inherit = 'crm.lead.match.key'

    @api.model
    def _get_phone_fields(self):
        """The phone at the site says who it is, as any phone of a lead."""
        return [*super()._get_phone_fields(), 'rental_phone']

    @api.model
    def _get_source_fields(self):
        """Answers that are kept hold no more once a lead is put on hold."""
        return super()._get_source_fields() | {'is_on_hold'}
