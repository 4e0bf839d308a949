"""Several leads converted at once: what is merged with them on the way."""

from odoo import models

from ..tools.wording import quote_all


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_lead_duplicates(self, partner=None, email=None, include_lost=False):
        """While several leads are converted, nothing is merged with a record
        that was refused, or that the user may not change."""
        return super()._get_lead_duplicates(
            partner=partner, email=email, include_lost=include_lost)._without_refused()

    def _without_refused(self):
        """:return: these records without those that the conversion of several
            refused, or that the user may not change"""
        log = self._get_conversion_log()
        if not log or log.origin != 'mass':
            return self
        refused = {lead.id for lead in log.refusals}
        return self._filtered_access('write').filtered(lambda lead: lead.id not in refused)

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        """Note in the log what was merged. In the conversion of several leads
        one large group does not stop all the others."""
        log = self._get_conversion_log()
        if not log:
            return super()._merge_opportunity(
                user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length)
        names = {lead.id: lead.display_name for lead in self.sorted('id')}
        result = super()._merge_opportunity(
            user_id=user_id, team_id=team_id, auto_unlink=auto_unlink,
            max_length=0 if log.origin == 'mass' else max_length)
        log.names.update(names)
        log.merged_ids.add(result.id)
        log.into.update(dict.fromkeys(names, result.id))
        others = quote_all(self.env, (name for lead_id, name in names.items() if lead_id != result.id))
        log.remarks[result] = self.env._(
            "Merged into “%(lead)s”: %(others)s", lead=result.sudo().display_name, others=others)
        # sudo: the merge may have given it to somebody else, and the dialog
        # has not finished with it; the right to change it was checked
        return result if result.has_access('write') else result.sudo()
