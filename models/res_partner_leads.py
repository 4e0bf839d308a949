"""A customer shows the leads it came from."""

from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain

from .crm_lead_outside import one_record, some_records


class ResPartner(models.Model):
    _inherit = 'res.partner'

    lead_count = fields.Integer(
        'Leads', compute='_compute_lead_count', groups='sales_team.group_sale_salesman',
        help="Leads of this contact and of those below it that are not opportunities")
    # what Odoo counts as opportunities are both
    converted_count = fields.Integer(
        'Opportunities Without Leads', compute='_compute_lead_count', groups='sales_team.group_sale_salesman',
        help="Opportunities of this contact and of those below it")

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_lead_count(self):
        counts = Counter()
        members = self._fetch_children_partners_for_hierarchy()
        for partner, kind, count in self.env['crm.lead'].with_context(active_test=False)._read_group(
                [('partner_id', 'in', members.ids)], ['partner_id', 'type'], ['__count']):
            # it counts for those above it too
            while partner:
                counts[partner.id, kind] += count
                partner = partner.parent_id
        for partner in self:
            partner.lead_count = counts[partner._origin.id, 'lead']
            partner.converted_count = counts[partner._origin.id, 'opportunity']

    @one_record
    def action_view_leads(self):
        """:return: action that lists the leads of this contact and of those below it"""
        action = self.env['ir.actions.act_window']._for_xml_id('crm_lead_conversion.crm_lead_action_all')
        return {**action, 'domain': Domain.AND([
            self._get_contact_opportunities_domain(), [('type', '=', 'lead')]]),
            'context': {'default_type': 'lead', 'default_partner_id': self.id, 'active_test': False}}

    @some_records
    def action_view_opportunity(self):
        """Where leads have a button of their own, its opportunities only.

        :return: action that lists them
        """
        action = super().action_view_opportunity()
        if self.env.user.has_group('crm.group_use_lead'):
            action['domain'] = Domain.AND([action['domain'], [('type', '=', 'opportunity')]])
        return action
