from odoo import models
from odoo.tools import SQL

from .crm_lead_outside import some_records


class CrmStage(models.Model):
    _inherit = 'crm.stage'

    @some_records
    def unlink(self):
        """A stage that only merged records are in can be deleted: they are out
        of sight, nobody could move them."""
        self.env['crm.lead']._release_merged('stage_id', self.ids)
        return super().unlink()


class CrmLostReason(models.Model):
    _inherit = 'crm.lost.reason'

    @some_records
    def unlink(self):
        """As for stages."""
        self.env['crm.lead']._release_merged('lost_reason_id', self.ids)
        return super().unlink()


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _release_merged(self, name, ids):
        """Empty a many2one of merged records, where no other record has it.

        :param str name: field that restricts the deletion of its record
        :param list ids: records about to be deleted
        """
        # sudo: whether any record has it, whoever may read that one
        if not ids or self.sudo().with_context(active_test=False).search_count(
                [(name, 'in', ids)], limit=1):
            return
        self.env[self._fields[name].comodel_name].browse(ids).check_access('unlink')
        self.env['crm.lead.merge']._note_released(name, ids)
        self.env.cr.execute(SQL(
            "UPDATE crm_lead SET %s = NULL WHERE %s IN %s AND merged_into_id IS NOT NULL",
            SQL.identifier(name), SQL.identifier(name), tuple(ids)))
        self.env['crm.lead'].invalidate_model([name], flush=False)
