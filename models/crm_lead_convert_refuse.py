"""What may be converted, and in which words the rest is refused."""

from odoo import api, models
from odoo.exceptions import MissingError, UserError


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _get_open_lead_domain(self):
        """:return: domain of the leads that are still to be worked on"""
        return [('type', '=', 'lead'), ('won_status', '=', 'pending')]

    def _get_conversion_refusals(self, into='opportunity'):
        """Why records cannot be converted, in words for the user.

        :param str into: what they are to become, ``opportunity`` or ``customer``
        :return: {record: sentence} of those that cannot; an override adds to
            it. A record the user may not read is not named in it.
        """
        try:
            return self._get_refusals_of_existing(into)
        except MissingError:
            existing = self.exists()
        return {
            **{lead: self.env._("The lead with number %s was deleted in the meantime.", lead.id)
               for lead in self - existing},
            **existing._get_refusals_of_existing(into)}

    def _get_refusals_of_existing(self, into):
        """:raise MissingError: if one of them is gone"""
        refusals = {}
        readable = self._filtered_access('read')
        for lead in self - readable:
            refusals[lead] = lead._get_access_refusal()
        writable = readable._filtered_access('write')
        for lead in readable:
            reason = lead._get_change_refusal(lead in writable)
            if not reason and into == 'opportunity':
                reason = lead._get_conversion_refusal()
            if reason:
                refusals[lead] = reason
        return refusals

    def _get_change_refusal(self, writable):
        """:return: why this one readable record becomes nothing else, or False"""
        self.ensure_one()
        name = self.display_name
        if not writable:
            return self.env._(
                "You may read “%s” but not change it. Ask its salesperson or a sales manager"
                " to convert it.", name)
        if not self.active:
            if self.won_status == 'lost':
                return self.env._("“%s” is lost. Restore it first, then convert it.", name)
            return self.env._("“%s” is archived. Unarchive it first, then convert it.", name)
        return False

    def _get_conversion_refusal(self):
        """:return: why this one becomes no opportunity, or False"""
        self.ensure_one()
        name = self.display_name
        if self.type == 'opportunity':
            return self.env._(
                "“%s” is already an opportunity. You find it in the pipeline.", name)
        if self.won_status == 'won' or self.probability == 100:
            return self.env._(
                "“%s” is won or has a success rate of 100 %%. Set a lower success rate (and"
                " another stage) first, then convert it.", name)
        return False

    def _get_busy_refusal(self):
        """:return: why a lead that somebody else has locked is not converted"""
        return self.env._(
            "Somebody else is changing or converting “%s” right now. Look at it again in a moment.",
            self.display_name)

    def _get_access_refusal(self):
        """:return: why one that the user may not read is left alone; it is not
            named"""
        return self.env._(
            "You have no access to the record with number %s. Ask a sales manager.", self.id)

    def _check_convertible(self, into='opportunity'):
        """:param str into: ``opportunity`` or ``customer``
        :raise UserError: if one of these records cannot be converted"""
        refusals = self._get_conversion_refusals(into)
        if refusals:
            raise UserError("\n".join(refusals.values()))

    def _get_conversion_fingerprint(self, values=None):
        """A short text that differs as soon as somebody changed one of the
        lead's own values; what the system recomputes by itself is left out.

        :param dict values: what the lead says, if it was read just now
        :rtype: str
        :raise AccessError: if the user may not read the lead
        """
        self.ensure_one()
        self.check_access('read')
        if values is None:
            values = self._snapshot_values().get(self.id, {})
        own = {
            name: value for name, value in values.items()
            if not self._fields[name].compute or not self._fields[name].readonly
        }
        if self.is_automated_probability:
            own.pop('probability', None)
        return self.env['crm.lead.conversion']._get_hash(own)
