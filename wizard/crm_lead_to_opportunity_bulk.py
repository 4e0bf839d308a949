"""The convert dialog of several leads: what is merged with them, and many of
them as bulk work."""

from collections import defaultdict

from odoo import api, fields, models

from ..models.crm_lead_job_convert import OPTIONS
from ..models.crm_lead_job_work import CONVERTED
from ..tools.clusters import get_connected

# As many leads are converted in the request; more are bulk work, so many at a time.
_AT_ONCE = 100
_BUNDLE = CONVERTED
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
            other, or get the same new customer, are converted by one worker"""
        bundles, bundle = [], []
        for group in self._get_groups(leads):
            if bundle and len(bundle) + len(group) > _BUNDLE:
                bundles.append(bundle)
                bundle = []
            bundle = bundle + group
        return [*bundles, bundle]

    def _get_groups(self, leads):
        """:return: lists of ids, in the order of the leads; those that may be
            merged with each other, or would have the same customer or company
            created twice, are in the same one"""
        readable, links = leads.exists()._filtered_access('read'), defaultdict(dict)
        for one, other in (*self._get_mergeable(leads, readable), *self._get_creating_the_same(readable)):
            links[one][other] = links[other][one] = True
        groups = {lead_id: members for members in get_connected(links) for lead_id in members}
        places = {lead_id: place for place, lead_id in enumerate(leads._ids)}
        result, seen = [], set()
        for lead_id in leads._ids:
            if lead_id not in seen:
                members = sorted({lead_id, *groups.get(lead_id, ())} & places.keys(), key=places.get)
                seen.update(members)
                result.append(members)
        return result

    def _get_mergeable(self, leads, readable):
        """:return: generator of pairs of ids of leads that may be merged with
            each other, or both with one that was ticked"""
        if self.deduplicate and leads._is_matching_by_evidence():
            wanted = set(leads._ids) | set(self.sudo().also_merge_ids.ids)  # sudo: ids only
            for lead, same in readable._find_mergeable().items():
                yield from ((lead.id, other_id) for other_id in wanted & set(same._ids))

    def _get_creating_the_same(self, readable):
        """:return: generator of pairs of ids of leads for which the same customer
            or company would be created, if that is wanted at all"""
        if self.action in ('create', 'each_exist_or_create'):
            first = {}
            for lead in readable:
                if not lead.partner_id:
                    for mark in lead._get_created_marks():
                        yield first.setdefault(mark, lead.id), lead.id
