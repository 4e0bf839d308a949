"""Enquiries by a form on the website, where Odoo's addon for that is installed:
its controller creates the lead, and adds to it what no field takes, and files."""

from markupsafe import Markup

from odoo import SUPERUSER_ID, models
from odoo.http import request

from ..tools.wording import label
from .crm_lead_enquiry import Enquiry
from .crm_lead_merge_display import get_text

# what a visitor did not type, and what is the subject of the message or stands below the others
_NOT_LISTED = {
    'type', 'team_id', 'user_id', 'company_id', 'lang_id', 'partner_id', 'campaign_id', 'medium_id', 'source_id',
    'referred', 'name', 'description'}


class IrHttp(models.AbstractModel):
    _inherit = 'ir.http'

    @classmethod
    def _dispatch(cls, endpoint):
        if not _is_lead_form():
            return super()._dispatch(endpoint)
        enquiry = Enquiry('form')
        request.update_context(crm_lead_enquiry=enquiry)
        result = super()._dispatch(endpoint)
        # once it has all that was typed; a form that is refused leaves no lead
        leads = request.env['crm.lead'].with_user(SUPERUSER_ID)
        if leads.browse(enquiry.lead_id or ()).exists():
            leads._finish_form_enquiry(enquiry)
        return result


def _is_lead_form():
    """:return: whether the request is a form of the website that makes a lead"""
    return request.httprequest.method == 'POST' and request.httprequest.path.startswith('/website/form/') and (
        request.params.get('model_name') == 'crm.lead')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _finish_form_enquiry(self, enquiry):
        """Take what a visitor sent into the record that was found for it, as a
        message with the files."""
        if not enquiry.match:
            return
        lead = self.browse(enquiry.lead_id).with_context(
            crm_lead_enquiry=None, lang=self.browse(enquiry.match['lead_id']).user_id.lang or self.env.lang)
        body = lead._get_enquiry_body(enquiry.values)
        files = self.env['ir.attachment'].search(
            [('res_model', '=', 'crm.lead'), ('res_id', '=', lead.id), ('res_field', '=', False)], order='id')
        target = lead._finish_enquiry(enquiry)
        if enquiry.is_attached:
            target._reopen_waiting()
            target._post_enquiry(enquiry, body, attachment_ids=files.ids)

    def _get_enquiry_body(self, values):
        """:param dict values: that the lead was created with
        :return: Markup: what was typed, each value with its label, then the text"""
        specs = [
            spec for spec in self._get_merge_specs()
            if spec.name in values and spec.name not in _NOT_LISTED]
        cells = self._get_displays(specs, self._snapshot_values())[self.id]
        lines = [
            (self._fields[name]._description_string(self.env), text) for name, cell in cells.items()
            if (text := get_text(self.env, cell))]
        listed = Markup().join(Markup("<li>%s</li>") % label(self.env, *line) for line in lines)
        return (listed and Markup("<ul>%s</ul>") % listed) + (self.description or Markup())
