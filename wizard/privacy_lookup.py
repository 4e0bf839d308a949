"""Odoo's own lookup of what there is of a person also finds what merging and
converting keep, and its Delete erases that."""

from odoo import models
from odoo.tools import SQL, email_normalize

from ..models.crm_lead_outside import one_record
from ..tools.erase import get_pattern

# {model: what erases its records, as a method of them}; other models are deleted
_ERASED_BY = {
    'crm.lead': '_erase_kept',
    'crm.lead.merge': '_erase_undo',
    'crm.lead.conversion': '_erase_undo',
    'crm.lead.not.same': '_erase_said',
    'crm.lead.job.item': '_erase_texts',
}


class PrivacyLookupWizard(models.TransientModel):
    _inherit = 'privacy.lookup.wizard'

    def _get_query_models_blacklist(self):
        # numbers, though a column is called email
        keys = 'crm.lead.match.key'
        # they name contacts and not what is kept of them: found below by what they say
        return [*super()._get_query_models_blacklist(), keys, 'crm.lead.conversion']

    def _get_query(self):
        query = super()._get_query()
        # sudo: names of models only
        models_ = self.env['ir.model'].sudo()
        erase = self.env['crm.lead.erase']
        pattern = get_pattern([email_normalize(self.email) or self.email, self.name])
        for model, ids in erase._find_kept_texts(pattern).items():
            query = SQL(
                "%s UNION ALL SELECT %s AS res_model_id, unnest(%s::int[]) AS res_id, True AS is_active",
                query, models_._get_id(model), ids)
        return query


class PrivacyLookupWizardLine(models.TransientModel):
    _inherit = 'privacy.lookup.wizard.line'

    @one_record
    def action_unlink(self):
        """What deletes itself only with the record it is in is erased.

        :return: as Odoo's own
        """
        erase = _ERASED_BY.get(self.res_model)
        # sudo: as Odoo deletes what was found
        record = self.env[self.res_model].sudo().browse(self.res_id).exists() if erase else None
        if not record or self.is_unlinked or self.res_model == 'crm.lead' and not record.merged_into_id:
            return super().action_unlink()
        getattr(record, erase)()
        self.write({'is_unlinked': True, 'execution_details': self.env._(
            "Erased what was kept in %(model)s #%(number)s", model=self.res_model_id.name, number=self.res_id)})
        return None
