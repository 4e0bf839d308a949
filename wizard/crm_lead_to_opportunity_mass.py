"""The convert dialog of several leads."""

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ..models.crm_lead_outside import one_record

# as often it is looked whether what was created for some fits others; the rest gets its customers one by one
_ROUNDS = 5


class CrmLead2opportunityPartnerMass(models.TransientModel):
    _inherit = 'crm.lead2opportunity.partner.mass'

    converted_lead_ids = fields.Many2many(relation='crm_lead_convert_mass_converted_rel')

    # Several leads keep their own title, revenue and success rate.

    def _compute_opportunity_name(self):
        self.opportunity_name = False

    def _compute_expected_revenue(self):
        self.expected_revenue = 0

    def _compute_probability(self):
        self.probability = 0

    def _compute_lead_probability(self):
        self.lead_probability = 0

    def _compute_lead_fingerprint(self):
        self.lead_fingerprint = False

    def _compute_candidates(self):
        self.update({
            'candidate_ids': False, 'candidate_count': 0, 'candidate_hint': False, 'candidate_choices': False})

    def _compute_similar(self):
        self.update({'similar_lead_ids': False, 'similar_matches': False})

    def _compute_user_id(self):
        """Not the salesperson of whichever lead was ticked first."""
        self.user_id = False

    @api.depends('user_id', 'user_ids')
    def _compute_team_id(self):
        """The team of the first chosen salesperson. As long as none is chosen
        the leads stay in their teams."""
        chosen = self.filtered(lambda convert: convert.user_id or convert.user_ids)
        return super(CrmLead2opportunityPartnerMass, chosen)._compute_team_id()

    @api.model
    def _get_opened_lead(self):
        """Several leads are looked at when the dialog is applied."""
        return self.env['crm.lead']

    @api.model
    def default_get(self, fields):
        """Odoo would take the lead that was ticked first, and refuse all of them
        if that one is won."""
        return super().default_get([name for name in fields if name != 'lead_id'])

    @api.depends('lead_tomerge_ids')
    def _compute_duplicated_lead_ids(self):
        """Those of the selected leads that are merged with another one of them.
        All are looked up at once."""
        if not self.env['crm.lead']._is_matching_by_evidence():
            return super()._compute_duplicated_lead_ids()
        for convert in self:
            leads = convert.lead_tomerge_ids._origin
            convert.duplicated_lead_ids = leads.browse(
                lead.id for lead, same in leads._find_mergeable().items() if len(same & leads) > 1)
        return None

    def _is_single(self):
        return False

    def _get_leads_to_convert(self):
        # sudo: the user may have lost the right to read some of them
        ids = self._get_active_lead_ids() or self.sudo().lead_tomerge_ids.ids
        return self.env['crm.lead'].browse(ids)

    @one_record
    def action_mass_convert(self):
        """Convert the selected leads that can be, and say for each of the
        rest why not. Nothing is merged on behalf of one that cannot.

        :return: action with the opportunities, or what became of each lead
        :raise UserError: if none of them can be converted
        """
        if self._is_bulk():
            return self._start_job()._get_action()
        self = self._with_conversion_log()
        leads = self._lock_leads(self._take_convertible(self._get_leads_to_convert()))
        computed = [field for field in self._fields.values() if field.compute and field.store]
        with self.env.protecting(computed, self):
            # what was chosen stays chosen
            # sudo: one that the user may not read cannot be taken out otherwise
            self.sudo().lead_tomerge_ids = leads
        if self.name == 'convert':
            # nobody looks at the dialog any more
            self.env.remove_to_compute(self._fields['duplicated_lead_ids'], self)
        if self.name == 'convert' and self.deduplicate and leads._is_matching_by_evidence():
            leads = self._merge_duplicates(leads)
            # done: Odoo looks for them once more, one by one and by less
            self.deduplicate = False
        if self.action == 'each_exist_or_create' and leads._is_matching_by_evidence():
            # the customers that fit are looked up at once
            self = self._with_known_candidates()
            leads.with_env(self.env).filtered(lambda lead: not lead.partner_id)._find_customer_candidates()
        return super(
            CrmLead2opportunityPartnerMass, self.with_context(active_ids=leads.ids),
        ).action_mass_convert()

    def _merge_duplicates(self, leads):
        """Merge leads with those among them that are the same customer, and
        with the records outside that were ticked; they are looked up all at
        once. A group that cannot be merged stays as it is, and is named.

        :return: what is left of the leads, in their order, and what they went into
        """
        found = leads._find_mergeable()
        log = self._get_conversion_log()
        # sudo: what was ticked may be out of sight by now
        allowed = set((leads | self.sudo().also_merge_ids.sudo(False))._without_refused()._ids)
        for lead in leads:
            if lead.id in log.into:
                continue
            ids = dict.fromkeys(log.get_last(lead_id) for lead_id in found[lead]._ids if lead_id in allowed)
            if len(ids) > 1:
                self._merge_group(leads.browse(ids), leads)
        rest = leads.filtered(lambda lead: lead not in log.refusals)
        if not rest:
            self._without_refused(rest)
        return leads.browse(dict.fromkeys(
            log.get_last(lead_id) for lead_id in sorted(rest._ids, key=lambda lead_id: lead_id in log.into)))

    def _merge_group(self, group, leads):
        """Merge a group, or note why not of those of the leads that are in it."""
        log = self._get_conversion_log()
        try:
            with self.env.cr.savepoint():
                group.merge_opportunity()
        except UserError as error:
            for lead in leads & group:
                log.refusals[lead] = self.env._(
                    "“%(lead)s” was not merged, and not converted: %(reason)s",
                    lead=lead.display_name, reason=str(error))
                (log.busy if isinstance(error.__context__, LockError) else log.failed).add(lead)

    def _give_customers_ahead(self, leads):
        """Create those of leads to which no customer fits, and link the only one that fits."""
        given = super()._give_customers_ahead(leads)
        if self.action != 'each_exist_or_create' or not leads._is_matching_by_evidence() \
                or not leads._is_only_ours('_handle_partner_assignment'):
            return given
        rest = leads.filtered(lambda lead: lead.active and not lead.partner_id)
        for _round in range(_ROUNDS):
            # what was created for one may fit the next
            candidates = rest._find_customer_candidates()
            created = self._create_missing_customers(rest.browse(
                lead.id for lead in rest if len(candidates[lead]) < 2 and not lead._find_matching_partner()))
            given |= created
            rest -= created
            if not created:
                break
        fitting = {lead: partner for lead in rest if (partner := lead._find_matching_partner())}
        linked = rest.browse(lead.id for lead in fitting)
        linked._link_customers(fitting)
        return given | linked

    def _convert_handle_partner(self, lead, action, partner_id):
        """Where several existing customers fit, none is linked and none
        created: the outcome says which fit."""
        if self.action == 'each_exist_or_create' and not lead.partner_id:
            fitting = [partner for partner, _kind in lead._find_customer_candidates()[lead]]
            if len(fitting) > 1:
                lead._get_conversion_log().remarks[lead] = self.env._(
                    "“%(lead)s” was converted without a customer, as several fit: %(customers)s."
                    " Open it and choose one.",
                    lead=lead.display_name,
                    customers=[partner.display_name for partner in fitting])
                return
        super()._convert_handle_partner(lead, action, partner_id)
