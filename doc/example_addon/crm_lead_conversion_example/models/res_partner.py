from odoo import fields, models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    is_supplier_only = fields.Boolean('Supplier Only')
    is_key_account = fields.Boolean('Key Account')

    def _get_usage_ignored_columns(self):
        """A rental request keeps nobody from undoing the conversion that
        created its customer."""
        return super()._get_usage_ignored_columns() | {('crm_rental_request', 'partner_id')}
