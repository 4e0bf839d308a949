"""What the dialogs share that ask for the customer of a lead: the existing ones
that fit, and what they fit by."""

from markupsafe import Markup

from odoo import api, fields, models

from ..tools.wording import keep_order, label

# more than this many customers that fit are counted, not listed
MAX_CANDIDATES = 10


class CrmLeadCustomerDialog(models.AbstractModel):
    """For dialogs with a ``lead_id``."""

    _name = 'crm.lead.customer.dialog'
    _description = 'Dialog That Asks for the Customer of a Lead'

    candidate_ids = fields.Many2many(
        'res.partner', string='Fitting Customers', compute='_compute_candidates')
    candidate_count = fields.Integer(compute='_compute_candidates')
    candidate_hint = fields.Html(compute='_compute_candidates', sanitize=False)
    candidate_choices = fields.Json(
        compute='_compute_candidates', help="Of each fitting customer its id, its name and what it fits by")

    @api.depends('lead_id')
    def _compute_candidates(self):
        """The existing customers that fit, and what they fit by."""
        for dialog in self:
            lead = dialog.lead_id
            candidates = []
            if lead and not lead.partner_id:
                candidates = lead._find_customer_candidates()[lead]
            partners = self.env['res.partner'].union(*(partner for partner, _kind in candidates))
            dialog.candidate_ids = partners[:MAX_CANDIDATES]
            dialog.candidate_count = len(partners)
            dialog.candidate_choices = [
                {'id': partner.id, 'name': partner.display_name,
                 'reason': dialog._get_candidate_reason(partner, kind)}
                for partner, kind in candidates[:MAX_CANDIDATES]]
            dialog.candidate_hint = dialog._get_candidate_hint()

    def _get_candidate_hint(self):
        choices, count = self.candidate_choices, self.candidate_count
        if not choices:
            return False
        lines = [label(self.env, Markup("<b>%s</b>") % choice['name'], choice['reason']) for choice in choices]
        if count > len(choices):
            lines.append(self.env._("and %s more", count - len(choices)))
        title = self.env._("This customer fits:") if count == 1 else self.env._(
            "Several customers fit. Choose one of them:")
        return Markup("<p class='mb-1'>%s</p><ul class='mb-0'>%s</ul>") % (
            title, Markup().join(Markup("<li>%s</li>") % line for line in lines))

    def _get_candidate_reason(self, partner, kind):
        """:return: in words, what an existing customer fits by"""
        if kind == 'email':
            return self.env._("same e-mail (%s)", partner.email_normalized)
        if kind == 'phone':
            return self.env._("same phone (%s)", keep_order(self.env, partner.phone))
        if self.lead_id.contact_name:
            return self.env._("same company name and contact")
        return self.env._("same company name")
