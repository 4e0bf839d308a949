"""The convert dialog of one lead: what it shows. What it does stands in
crm_lead_to_opportunity_apply.py."""

from odoo import api, fields, models

from ..models.crm_lead_convert_candidates import KnownCandidates


class CrmLead2opportunityPartner(models.TransientModel):
    _name = 'crm.lead2opportunity.partner'
    _inherit = ['crm.lead2opportunity.partner', 'crm.lead.customer.dialog']

    action = fields.Selection(
        selection_add=[('nothing', 'Do not link to a customer')],
        ondelete={'nothing': 'cascade'})
    opportunity_name = fields.Char(
        'Opportunity Title', compute='_compute_opportunity_name', store=True, readonly=False,
        compute_sudo=False)
    # not Monetary: the lead rounds it. Monetary would read the lead, its company and their currency at each step
    expected_revenue = fields.Float(
        digits=0, compute='_compute_expected_revenue', store=True, readonly=False, compute_sudo=False)
    company_currency = fields.Many2one(related='lead_id.company_currency', related_sudo=False)
    probability = fields.Float(
        'Success Rate', compute='_compute_probability', store=True, readonly=False,
        compute_sudo=False,
        help="In percent. As long as you do not change it, it stays the computed one.")
    # what the dialog was opened with, to notice what was changed meanwhile
    lead_probability = fields.Float(
        compute='_compute_lead_probability', store=True, readonly=False, compute_sudo=False)
    lead_fingerprint = fields.Char(
        compute='_compute_lead_fingerprint', store=True, readonly=False, compute_sudo=False)
    converted_lead_ids = fields.Many2many(
        'crm.lead', 'crm_lead_convert_converted_rel', string='Converted by This Dialog',
        readonly=True)

    # ------------------------------------------------------------
    # Prefilling
    # ------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Say at once, before anything is typed, that a lead cannot be
        converted. Several leads are looked at when the dialog is applied."""
        if 'lead_id' in fields:
            self._get_opened_lead()._check_convertible()
        return super().default_get(fields)

    @api.model
    def _get_opened_lead(self):
        """:return: the lead the dialog is opened for, or none for several"""
        context = self.env.context
        lead_id = context.get('default_lead_id') or context.get('active_id')
        if len(self._get_active_lead_ids()) > 1 or not isinstance(lead_id, int):
            return self.env['crm.lead']
        return self.env['crm.lead'].browse(lead_id)

    @api.model
    def _get_active_lead_ids(self):
        """:return: ids of the ticked leads; those of another model are none"""
        if self.env.context.get('active_model', 'crm.lead') != 'crm.lead':
            return []
        return list(self.env.context.get('active_ids') or [])

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_converted(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_converted(vals))

    def _without_converted(self, vals):
        """What this dialog converted is for the engine to say: it is not
        refused when the dialog is sent twice."""
        return vals if self.env.su or not isinstance(vals, dict) else {
            name: value for name, value in vals.items() if name != 'converted_lead_ids'}

    # One by one: where a program gives one of them, those computed with it would
    # be taken as given as well, and be empty.

    @api.depends('lead_id')
    def _compute_opportunity_name(self):
        for convert in self:
            convert.opportunity_name = convert.lead_id.name

    @api.depends('lead_id')
    def _compute_expected_revenue(self):
        for convert in self:
            convert.expected_revenue = convert.lead_id.expected_revenue

    @api.depends('lead_id')
    def _compute_probability(self):
        for convert in self:
            convert.probability = convert.lead_id.probability

    @api.depends('lead_id')
    def _compute_lead_probability(self):
        for convert in self:
            convert.lead_probability = convert.lead_id.probability

    @api.depends('lead_id')
    def _compute_lead_fingerprint(self):
        for convert in self:
            convert.lead_fingerprint = \
                convert.lead_id and convert.lead_id._get_conversion_fingerprint()

    def _with_known_candidates(self):
        """:return: these dialogs, which look up the customers that fit once"""
        if self.env['crm.lead']._get_known_candidates():
            return self
        return self.with_context(crm_lead_known_candidates=KnownCandidates())

    @api.depends('lead_id')
    def _compute_action(self):
        """Where several customers fit, the user is to choose one of them."""
        knowing = self._with_known_candidates()
        result = super(CrmLead2opportunityPartner, knowing)._compute_action()
        for convert in knowing:
            if convert.action == 'create' and convert.candidate_ids:
                convert.action = 'exist'
        return result

    @api.depends('action', 'lead_id')
    def _compute_partner_id(self):
        """The only one that fits is suggested, with what it fits by."""
        knowing = self._with_known_candidates()
        result = super(CrmLead2opportunityPartner, knowing)._compute_partner_id()
        for convert in knowing:
            if convert.action == 'exist' and not convert.partner_id and convert.candidate_count == 1:
                convert.partner_id = convert.candidate_ids._origin
        return result

    @api.depends('user_id', 'lead_id')
    def _compute_team_id(self):
        """The team of the lead, as long as its salesperson is not changed;
        else the team that the chosen salesperson belongs to."""
        as_lead = self.filtered(lambda convert: convert.lead_id.team_id
                                and convert.user_id == convert.lead_id.user_id)
        for convert in as_lead:
            convert.team_id = convert.lead_id.team_id
        return super(CrmLead2opportunityPartner, self - as_lead)._compute_team_id()
