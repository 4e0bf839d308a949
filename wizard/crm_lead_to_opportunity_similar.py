"""The convert dialog: the similar records, and which of them are proposed for
merging."""

from copy import deepcopy

from odoo import api, fields, models

# cards that are shown; no more than so many leads of one address are compared
_CARDS = 200


class CrmLead2opportunityPartner(models.TransientModel):
    _inherit = 'crm.lead2opportunity.partner'

    # all that may be ticked; ``duplicated_lead_ids`` are the ticked ones and
    # the lead itself, as Odoo merges them
    similar_lead_ids = fields.Many2many(
        'crm.lead', string='Similar Leads', context={'active_test': False}, compute='_compute_similar')
    similar_matches = fields.Json(
        compute='_compute_similar', help="{record id: strength, reasons, and whether it is proposed for merging}")
    merge_offered = fields.Boolean(compute='_compute_merge_offered')
    # of records that the user may not read
    colleague_hint = fields.Json(compute='_compute_colleague_hint')

    @api.depends('lead_id', 'partner_id')
    def _compute_similar(self):
        for convert in self:
            lead = convert.lead_id._origin or convert.lead_id
            others = convert._get_similar(lead) - lead
            matches = convert._get_similar_matches(lead, others)
            strengths = {int(lead_id): match['strength'] for lead_id, match in matches.items()}
            convert.similar_lead_ids = others.sorted(
                lambda other, strengths=strengths: strengths.get(other.id, 0), reverse=True)
            convert.similar_matches = matches

    def _get_similar(self, lead):
        """:return: the records that may be merged with the lead, itself among
            them; none if there is no other"""
        if not lead:
            return lead
        if self.env['crm.lead']._is_matching_by_evidence():
            # all that the lead says is compared, not its address alone
            return lead._get_lead_duplicates(self.partner_id, lead.email_from, include_lost=True)
        return lead.browse()._get_lead_duplicates(
            self.partner_id, lead.partner_id.email or lead.email_from, include_lost=True)

    def _get_similar_matches(self, lead, others):
        """:return: dict, see ``similar_matches``; keys of JSON are text"""
        if not others or not lead._is_matching_by_evidence():
            return {}
        threshold = lead._get_merge_threshold()
        return {
            str(match['lead_id']): {
                **self._get_match_card(match, lead),
                'proposed': match['strength'] >= threshold,
            } for match in lead._find_similar_ahead()[lead] if match['lead_id'] in others._ids}

    @api.model
    def _get_match_card(self, match, lead):
        """:param dict match: of the lead, see ``crm.lead._find_similar``
        :return: dict of what a card says of any match"""
        return {
            'strength': match['strength'], 'reasons': lead._get_match_reasons(match),
            'mark': self._get_match_mark(match)}

    @api.model
    def _get_match_mark(self, match):
        """:return: what a card says first of a record that is no open one, or False"""
        if match['won_status'] == 'pending':
            return not match['active'] and self.env._("Archived")
        return dict(self.env['crm.lead']._fields['won_status']._description_selection(self.env))[match['won_status']]

    @api.depends('lead_id', 'partner_id')
    def _compute_duplicated_lead_ids(self):
        """Those that reach the threshold of the settings; where none does, the
        strongest: they are what choosing to merge begins with."""
        if not self.env['crm.lead']._is_matching_by_evidence():
            return super()._compute_duplicated_lead_ids()
        for convert in self:
            matches, others = convert.similar_matches or {}, convert.similar_lead_ids._origin
            strengths = {other.id: matches.get(str(other.id), {}).get('strength', 0) for other in others}
            least = min(self.env['crm.lead']._get_merge_threshold(), max(strengths.values(), default=0))
            ticked = [lead_id for lead_id, strength in strengths.items() if strength >= least]
            convert.duplicated_lead_ids = others.browse(ticked) + convert.lead_id._origin if ticked else False
        return None

    @api.depends('duplicated_lead_ids')
    def _compute_name(self):
        """Odoo proposes to merge whenever there is any similar record. A
        conversion is proposed unless one of them is surely the same customer."""
        unset = self.filtered(lambda convert: not convert.name)
        result = super()._compute_name()
        if self.env['crm.lead']._is_matching_by_evidence():
            for convert in unset:
                if convert.name == 'merge' and not convert._is_merge_proposed():
                    convert.name = 'convert'
        return result

    def _is_merge_proposed(self):
        """:return: whether one of the ticked records reaches the threshold"""
        matches = self.similar_matches or {}
        return any(
            matches.get(str(lead.id), {}).get('proposed') for lead in self.duplicated_lead_ids._origin)

    @api.depends('lead_id', 'duplicated_lead_ids')
    def _compute_merge_offered(self):
        for convert in self:
            convert.merge_offered = bool(
                (convert.similar_lead_ids | convert.duplicated_lead_ids)._origin - convert.lead_id._origin)

    @api.depends('lead_id')
    def _compute_colleague_hint(self):
        for convert in self:
            convert.colleague_hint = convert.lead_id._origin.colleague_hint

    @api.model
    def _get_view(self, view_id=None, view_type='form', **options):
        """The cards show the columns of Odoo's list, and those that other
        addons put there."""
        arch, view = super()._get_view(view_id, view_type, **options)
        columns = arch.find(".//field[@name='duplicated_lead_ids']/list")
        for name in ('similar_lead_ids', 'outside_ids'):
            for cards in arch.iterfind(f".//field[@name='{name}']"):
                if columns is not None and not len(cards):
                    cards.append(deepcopy(columns))
                    # all of them, as what is not shown cannot be ticked
                    cards[0].set('limit', str(_CARDS))
        return arch, view
