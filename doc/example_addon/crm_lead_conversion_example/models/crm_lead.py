"""What this company knows of a lead besides."""

from odoo import fields, models


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    is_rental = fields.Boolean('Rental')
    is_on_hold = fields.Boolean('On Hold')
    customer_number = fields.Char()
    rental_phone = fields.Char('Phone at the Site')
    rental_days = fields.Integer('Days of Rental')
    lock_code = fields.Char(copy=False)
    enquiry_count = fields.Integer('Enquiries Added', readonly=True, copy=False)
    rental_request_ids = fields.One2many('crm.rental.request', 'lead_id', 'Rental Requests')
