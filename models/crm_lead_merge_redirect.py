"""What programs create straight for the id of a merged record belongs to the
record it is in now."""

from odoo import api, models
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _redirect_merged(self, vals_list, id_field, is_lead):
        """Let values name the record that a merged lead is in now.

        :param list vals_list: of a call of ``create``
        :param str id_field: the value that is the id
        :param is_lead: function of one dict: whether the id is that of a lead
        :return: list of dicts; the same where nothing was merged
        """
        ids = {vals[id_field] for vals in vals_list if vals.get(id_field) and is_lead(vals)}
        # most often a lead that is in memory gets a note of its own change
        unknown = [
            lead.id for lead in self.browse(lead_id for lead_id in ids if isinstance(lead_id, int))
            if lead._cache.get('merged_into_id', True)]
        rows = self.env.execute_query(SQL(
            "SELECT id FROM crm_lead WHERE id = ANY(%s) AND merged_into_id IS NOT NULL", unknown,
        )) if unknown else ()
        if not rows:
            return vals_list
        current = self.browse(row[0] for row in rows)._get_current_ids()
        return [
            {**vals, id_field: current[vals[id_field]]}
            if is_lead(vals) and vals.get(id_field) in current else vals
            for vals in vals_list]


class MailActivity(models.Model):
    _inherit = 'mail.activity'

    @api.model_create_multi
    def create(self, vals_list):
        lead_model_id = self.env['ir.model']._get_id('crm.lead')
        return super().create(self.env['crm.lead']._redirect_merged(
            vals_list, 'res_id', lambda vals: vals.get('res_model') == 'crm.lead'
            or vals.get('res_model_id') == lead_model_id))


class IrAttachment(models.Model):
    _inherit = 'ir.attachment'

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self.env['crm.lead']._redirect_merged(
            vals_list, 'res_id', lambda vals: vals.get('res_model') == 'crm.lead'
            and not vals.get('res_field')))


class MailMessage(models.Model):
    _inherit = 'mail.message'

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self.env['crm.lead']._redirect_merged(
            vals_list, 'res_id', lambda vals: vals.get('model') == 'crm.lead'))


class CalendarEvent(models.Model):
    _inherit = 'calendar.event'

    @api.model_create_multi
    def create(self, vals_list):
        Lead = self.env['crm.lead']
        lead_model_id = self.env['ir.model']._get_id('crm.lead')
        if default := self.env.context.get('default_opportunity_id'):
            vals_list = [{'opportunity_id': default, **vals} for vals in vals_list]
        vals_list = Lead._redirect_merged(vals_list, 'opportunity_id', lambda vals: True)
        return super().create(Lead._redirect_merged(
            vals_list, 'res_id', lambda vals: vals.get('res_model') == 'crm.lead'
            or vals.get('res_model_id') == lead_model_id))
