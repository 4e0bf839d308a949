"""Qualifying: states, the checklist, the history."""

from odoo import api, models


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _get_qualification_state(self, state, kind, won_status, has_user):
        """What was lost and is restored waits for the customer."""
        fitting = super()._get_qualification_state(state, kind, won_status, has_user)
        return 'pending' if (state, fitting) == ('cancel', 'open') else fitting

    def _get_state_refusal(self, state):
        if state == 'pending' and self.is_rental:
            return self.env._("“%s” is a rental: rentals do not wait.", self.name)
        return super()._get_state_refusal(state)

    def _get_checks_left(self):
        """A rental needs nothing ticked."""
        left = super()._get_checks_left()
        return left.browse() if self.is_rental else left

    def _is_checklist_overridden(self):
        """Nor does a key account."""
        return self.partner_id.is_key_account or super()._is_checklist_overridden()

    def _get_history_events(self):
        return super()._get_history_events() + [
            self._get_history_event('rental', request.create_date, request.create_uid, request.name)
            for request in self.rental_request_ids]
