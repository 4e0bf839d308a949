"""The convert dialog of several leads: what is merged with them, and many of
them as bulk work."""

from collections import defaultdict

from odoo import api, fields, models

from ..models.crm_lead_job_convert import OPTIONS
from ..tools.steps import get_last

# As many leads are converted in the request; more are bulk work, so many at a time.
_AT_ONCE = 100
_BUNDLE = 500
# Similar records outside the selection are offered up to this number.
_OUTSIDE = 100


class CrmLead2opportunityPartnerMass(models.TransientModel):
    _inherit = 'crm.lead2opportunity.partner.mass'

    outside_ids = fields.Many2many(
        'crm.lead', string='Similar Records Not Selected', compute='_compute_outside_ids')
    outside_matches = fields.Json(
        compute='_compute_outside_ids', help="{record id: strength, reasons, and which selected lead it is like}")
    outside_left = fields.Integer('Not Shown', compute='_compute_outside_ids')
    also_merge_ids = fields.Many2many(
        'crm.lead', 'crm_lead_convert_mass_also_rel', string='Merge as Well',
        help="Records that you did not select and that are similar to a selected lead. Only what you tick is merged.")

    @api.depends('lead_tomerge_ids')
    def _compute_outside_ids(self):
        """What could be merged with the selected leads, and was not selected;
        the strongest first."""
        for convert in self:
            found = convert._find_outside()
            shown = dict(sorted(found.items(), key=lambda item: -item[1][0][0]['strength'])[:_OUTSIDE])
            convert.outside_ids = self.env['crm.lead'].browse(shown)
            convert.outside_left = len(found) - len(shown)
            convert.outside_matches = {
                str(lead_id): convert._get_outside_match(*matches[0], len(matches) - 1)
                for lead_id, matches in shown.items()}

    def _find_outside(self):
        """:return: {record id: list of pairs (match, the selected lead it is of),
            the strongest first}"""
        selected = self.lead_tomerge_ids._origin
        if not selected or not selected._is_matching_by_evidence():
            return {}
        # nothing is told of what a selected lead says that the user may not read
        leads = selected.exists()._filtered_access('read')
        mergeable, found = leads._find_mergeable(), defaultdict(list)
        for lead, matches in leads._find_similar_ahead().items():
            wanted = set(mergeable[lead]._ids).difference(selected._ids)
            for match in matches:
                if match['lead_id'] in wanted:
                    found[match['lead_id']].append((match, lead))
        for matches in found.values():
            matches.sort(key=lambda pair: (-pair[0]['strength'], pair[1].id))
        return found

    def _get_outside_match(self, match, lead, more):
        """:param int more: number of further selected leads it is like
        :return: dict of what a card says"""
        name = lead.display_name
        return {
            **self._get_match_card(match, lead),
            'like': self.env._("Similar to “%(lead)s” and %(count)s more of the selected", lead=name, count=more)
            if more else self.env._("Similar to “%s”", name),
        }

    # ------------------------------------------------------------
    # Bulk work
    # ------------------------------------------------------------

    def _is_bulk(self):
        """:return: whether these are too many to convert while a person waits"""
        return len(self._get_leads_to_convert()) > _AT_ONCE and not self._get_conversion_log()

    def _start_job(self):
        """:return: ``crm.lead.job`` that converts the leads as the dialog says"""
        leads = self._get_leads_to_convert()
        # nobody looks at the dialog any more
        self.env.remove_to_compute(self._fields['duplicated_lead_ids'], self)
        # sudo: what was chosen; the job asks for the rights of the user
        [chosen] = self.sudo().read(OPTIONS, load=None)
        options = {name: chosen[name] for name in OPTIONS}
        Job = self.env['crm.lead.job']
        return Job._start(
            'convert', [{'lead_ids': ids} for ids in self._get_bundles(leads)], options,
            Job._get_convert_name(len(leads)))

    def _get_bundles(self, leads):
        """:return: list of lists of ids: leads that may be merged with each
            other are converted together"""
        bundles, bundle = [], []
        for group in self._get_groups(leads):
            if bundle and len(bundle) + len(group) > _BUNDLE:
                bundles.append(bundle)
                bundle = []
            bundle = bundle + group
        return [*bundles, bundle]

    def _get_groups(self, leads):
        """:return: lists of ids, in the order of the leads; those that may be
            merged with each other are in the same one"""
        if not (self.deduplicate and leads._is_matching_by_evidence()):
            return [[lead_id] for lead_id in leads._ids]
        wanted = set(leads._ids) | set(self.sudo().also_merge_ids.ids)  # sudo: ids only
        into = {}
        readable = leads.exists()._filtered_access('read')
        for lead, same in readable._find_mergeable().items():
            for other_id in wanted & set(same._ids):
                into[get_last(into, other_id)] = get_last(into, lead.id)
        groups = {}
        for lead_id in leads._ids:
            groups.setdefault(get_last(into, lead_id), []).append(lead_id)
        return list(groups.values())
