"""A lead becomes a customer, with or without becoming an opportunity."""

from odoo import models
from odoo.exceptions import LockError, UserError

from .crm_lead_convert_log import ConversionLog
from .crm_lead_outside import one_record


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @one_record
    def action_convert_to_partner(self):
        """Make the lead a customer and open that. The existing one that fits
        is linked, or one is created from what the lead says; where a person
        has to decide, a dialog asks. The lead stays, closed, and can still be
        converted into an opportunity. An opportunity gets its customer so too.

        :return: action that opens the customer, or the dialog
        :raise UserError: in plain words, with nothing changed
        :raise AccessError: if the user may not create contacts
        """
        self._check_convertible('customer')
        customer = self._find_matching_partner()
        if not customer and self._find_customer_candidates()[self]:
            action = self.env['ir.actions.act_window']._for_xml_id('crm_lead_conversion.crm_lead_to_partner_action')
            return {**action, 'context': {'default_lead_id': self.id}}
        return self._convert_to_partner(customer)

    def _convert_to_partner(self, customer):
        """:param customer: existing one, none: create one
        :return: action that opens the customer
        :raise UserError: if it cannot be converted, or somebody else is at it
        """
        self.ensure_one()
        self._check_convertible('customer')
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self._get_busy_refusal()) from None
        # somebody may have been faster
        self.invalidate_recordset()
        if not self.partner_id or self._is_to_be_closed():
            self._keep_customer(self.partner_id or customer)
        return self.partner_id.get_formview_action()

    def _is_to_be_closed(self):
        return self.type == 'lead' and self.qualification_state != 'done'

    def _keep_customer(self, customer):
        """Link or create the customer, close the lead, and keep a record of it."""
        log = ConversionLog('customer', customer_action='exist' if customer else 'create')
        lead = self.with_context(
            crm_lead_conversion_log=log, default_user_id=self.user_id.id or self.env.context.get('default_user_id'))
        lead._check_customer_company(customer)
        before = lead._snapshot_values()
        if not lead.partner_id:
            lead._handle_partner_assignment(force_partner_id=customer.id, create_missing=not customer)
        if lead._is_to_be_closed():
            lead._write_state('done')
        lead._keep_conversions(log, before, lead._snapshot_values())
