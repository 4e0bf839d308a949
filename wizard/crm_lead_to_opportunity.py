"""The convert dialog of one lead."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import float_compare


class CrmLead2opportunityPartner(models.TransientModel):
    _inherit = 'crm.lead2opportunity.partner'

    action = fields.Selection(
        selection_add=[('nothing', 'Do not link to a customer')],
        ondelete={'nothing': 'cascade'})
    opportunity_name = fields.Char(
        'Opportunity Title', compute='_compute_opportunity_values', store=True, readonly=False)
    expected_revenue = fields.Monetary(
        currency_field='company_currency',
        compute='_compute_opportunity_values', store=True, readonly=False)
    company_currency = fields.Many2one(related='lead_id.company_currency')
    probability = fields.Float(
        'Success Rate', compute='_compute_opportunity_values', store=True, readonly=False,
        help="In percent. As long as you do not change it, it stays the computed one.")
    # what the dialog was opened with, to notice what was changed meanwhile
    lead_probability = fields.Float(
        compute='_compute_opportunity_values', store=True, readonly=False)
    lead_fingerprint = fields.Char(
        compute='_compute_lead_fingerprint', store=True, readonly=False, precompute=True)
    candidate_ids = fields.Many2many(
        'res.partner', string='Fitting Customers', compute='_compute_candidates')
    candidate_count = fields.Integer(compute='_compute_candidates')
    candidate_hint = fields.Html(compute='_compute_candidates', sanitize=False)
    merge_offered = fields.Boolean(compute='_compute_merge_offered')
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
        lead = self._get_single_lead(self.env.context)
        if lead and 'lead_id' in fields:
            lead._check_convertible()
        return super().default_get(fields)

    @api.model
    def _get_single_lead(self, context):
        """:return: the lead the dialog is opened for, or none for several"""
        lead_id = context.get('default_lead_id') or context.get('active_id')
        active_ids = context.get('active_ids') or []
        if self._name.endswith('.mass') or len(active_ids) > 1 or not isinstance(lead_id, int):
            return self.env['crm.lead']
        return self.env['crm.lead'].browse(lead_id)

    @api.depends('lead_id')
    def _compute_opportunity_values(self):
        for convert in self:
            convert.opportunity_name = convert.lead_id.name
            convert.expected_revenue = convert.lead_id.expected_revenue
            convert.probability = convert.lead_id.probability
            convert.lead_probability = convert.lead_id.probability

    @api.depends('lead_id')
    def _compute_lead_fingerprint(self):
        for convert in self:
            convert.lead_fingerprint = \
                convert.lead_id and convert.lead_id._get_conversion_fingerprint()

    @api.depends('lead_id')
    def _compute_candidates(self):
        """The existing customers that fit, and what they fit by."""
        for convert in self:
            lead = convert.lead_id
            candidates = []
            if lead and not lead.partner_id:
                candidates = lead._find_customer_candidates()[lead]
            partners = self.env['res.partner'].union(*(partner for partner, _kind in candidates))
            convert.candidate_ids = partners
            convert.candidate_count = len(partners)
            convert.candidate_hint = convert._get_candidate_hint(candidates)

    def _get_candidate_hint(self, candidates):
        if not candidates:
            return False
        lead = self.lead_id
        reasons = {
            'email': self.env._("same e-mail (%s)", lead.email_normalized or lead.email_from),
            'phone': self.env._("same phone (%s)", lead.phone),
            'name': self.env._("same company name and contact") if lead.contact_name
                    else self.env._("same company name"),
        }
        title = self.env._("This customer fits:") if len(candidates) == 1 else self.env._(
            "Several customers fit. Choose one of them:")
        return Markup("<p class='mb-1'>%s</p><ul class='mb-0'>%s</ul>") % (
            title, Markup().join(
                Markup("<li><b>%s</b>: %s</li>") % (partner.display_name, reasons[kind])
                for partner, kind in candidates))

    @api.depends('lead_id', 'duplicated_lead_ids')
    def _compute_merge_offered(self):
        for convert in self:
            convert.merge_offered = bool(
                convert.duplicated_lead_ids._origin - convert.lead_id._origin)

    @api.depends('lead_id')
    def _compute_action(self):
        """Where several customers fit, the user is to choose one of them."""
        super()._compute_action()
        for convert in self:
            if convert.lead_id and convert.action == 'create' and convert.candidate_ids:
                convert.action = 'exist'

    @api.depends('user_id', 'lead_id')
    def _compute_team_id(self):
        """The team of the lead, as long as its salesperson is not changed;
        else the team that the chosen salesperson belongs to."""
        as_lead = self.filtered(lambda convert: convert.lead_id.team_id
                                and convert.user_id == convert.lead_id.user_id)
        for convert in as_lead:
            convert.team_id = convert.lead_id.team_id
        super(CrmLead2opportunityPartner, self - as_lead)._compute_team_id()

    # ------------------------------------------------------------
    # Applying
    # ------------------------------------------------------------

    def action_apply(self):
        """Convert (or merge), all or nothing for one lead; of several, those
        that can be, and say for each of the others why not.

        :return: action that opens the opportunity, or the result of several
        :raise UserError: in plain words, with nothing changed
        """
        self.ensure_one()
        self = self._with_conversion_log()
        leads = self._take_convertible(self._get_leads_to_convert())
        if self.name == 'merge' and not self.duplicated_lead_ids - self.lead_id:
            raise UserError(self.env._(
                "There is no other record to merge “%s” with. Choose to convert it instead.",
                self.lead_id.display_name))
        if self._is_single() and leads <= self.converted_lead_ids:
            # the same dialog sent twice: the work is done
            return leads.redirect_lead_opportunity_view()
        self._lock_leads(leads)
        self = self.with_context(active_ids=leads.ids)
        return self._get_result_action(super().action_apply())

    def _with_conversion_log(self):
        """:return: this dialog with the log of what it does in its context"""
        if self._get_conversion_log():
            return self
        leads = self.env['crm.lead']._with_conversion_log(
            origin='dialog' if self._is_single() else 'mass',
            customer_action=self.action if self.name == 'convert' else False)
        return self.with_env(leads.env)

    def _get_conversion_log(self):
        return self.env['crm.lead']._get_conversion_log()

    def _take_convertible(self, leads):
        """Keep those that can be converted, and note the reasons of the rest.
        What this dialog converted or merged itself is not refused.

        :raise UserError: if none is left
        """
        log = self._get_conversion_log()
        own = leads.browse({*self.converted_lead_ids.ids, *log.merged_ids})
        log.refusals.update((leads - own)._get_conversion_refusals())
        leads = leads.browse(lead.id for lead in leads if lead not in log.refusals)
        if not leads:
            raise UserError("\n".join(log.refusals.values()) or self.env._(
                "There is nothing to convert. Select at least one lead."))
        return leads

    def _is_single(self):
        return self._name == 'crm.lead2opportunity.partner' \
            and len(self.env.context.get('active_ids') or [1]) == 1

    def _get_leads_to_convert(self):
        """:return: the selected records, unchecked: the user may have lost
            the right to read some"""
        ids = self.env.context.get('active_ids') or self.sudo().lead_id.ids
        if self.name == 'merge':
            ids = self.sudo().lead_id.ids
        return self.env['crm.lead'].browse(ids)

    def _lock_leads(self, leads):
        """Nobody else may convert or change them until this is done.

        :raise UserError: if somebody is at it, or changed the lead since the
            dialog was opened
        """
        try:
            leads.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self.env._(
                "Somebody else is changing or converting “%s” right now. Look at it again in a"
                " moment.", leads[0].display_name)) from None
        if not self._is_single() or not self.lead_fingerprint or leads <= self.converted_lead_ids:
            return
        lead = self.lead_id
        if lead._get_conversion_fingerprint() != self.lead_fingerprint:
            raise UserError(self.env._(
                "“%(lead)s” was changed by %(user)s while this dialog was open. Close the dialog,"
                " look at the lead, and convert it again.",
                lead=lead.display_name, user=lead.sudo().write_uid.name or ''))

    def _action_merge(self):
        """A salesperson or team left empty here leaves those of the records
        as merging decides them; Odoo would blank them."""
        to_merge = self.duplicated_lead_ids | self.lead_id
        merged = to_merge._sort_by_confidence_level(reverse=True)._merge_data(['user_id', 'team_id'])
        self.write({
            'user_id': self.user_id.id or merged['user_id'],
            'team_id': self.team_id.id or merged['team_id'],
        })
        return super()._action_merge()

    def _convert_and_allocate(self, leads, user_ids, team_id=False):
        if not leads._get_conversion_log():
            leads = leads._with_conversion_log(origin='program')
        with leads._record_conversion():
            super()._convert_and_allocate(leads, user_ids, team_id=team_id)
            if team_id and not user_ids:
                # only a team was chosen: Odoo would ignore it
                without = leads if self.force_assignment else leads.filtered(lambda l: not l.user_id)
                without._handle_salesmen_assignment(team_id=team_id)
            if self.name == 'convert' and self._is_single():
                self._write_opportunity_values(leads)
            for lead in leads:
                self._check_partner_company(lead, lead.partner_id)
        self.converted_lead_ids |= leads

    def _write_opportunity_values(self, lead):
        """Write what was typed; a success rate that was not touched stays the
        computed one."""
        wanted = {
            'name': self.opportunity_name or lead.name,
            'expected_revenue': self.expected_revenue,
        }
        values = {name: value for name, value in wanted.items() if value != lead[name]}
        if float_compare(self.probability, self.lead_probability, precision_digits=2):
            if not 0 <= self.probability < 100:
                raise UserError(self.env._(
                    "A success rate is at least 0 and less than 100 %. For a deal that is won,"
                    " convert the lead first and mark the opportunity as won then."))
            values['probability'] = self.probability
        if values:
            lead.write(values)

    def _convert_handle_partner(self, lead, action, partner_id):
        if action == 'nothing':
            lead.customer_declined = not lead.partner_id
            return
        self._check_partner_company(lead, self.env['res.partner'].browse(partner_id))
        super()._convert_handle_partner(lead, action, partner_id)

    def _check_partner_company(self, lead, partner):
        """:raise UserError: if the customer is another company's"""
        company = lead.company_id
        if partner.company_id and company and partner.company_id != company:
            raise UserError(self.env._(
                "The customer “%(customer)s” belongs to the company %(customer_company)s, “%(lead)s”"
                " to %(lead_company)s. Choose a customer of that company or one shared by all.",
                customer=partner.display_name, customer_company=partner.company_id.name,
                lead=lead.display_name, lead_company=company.name))

    # ------------------------------------------------------------
    # Result
    # ------------------------------------------------------------

    def _get_result_action(self, action):
        """:param dict action: what Odoo returns: the first opportunity
        :return: the same for one; a list or the outcome for several"""
        log = self._get_conversion_log()
        converted = self.converted_lead_ids.exists()
        if log.refusals or log.remarks:
            return self.env['crm.lead.convert.outcome']._get_action(converted, log)
        if len(converted) > 1:
            return converted._get_converted_action()
        return action
