"""What became of several leads: how many were converted, why not the rest, and
what else has to be looked at."""

from odoo import fields, models


class CrmLeadConvertOutcome(models.TransientModel):
    _name = 'crm.lead.convert.outcome'
    _description = 'Outcome of a Conversion'

    converted_ids = fields.Many2many('crm.lead', readonly=True)
    converted_count = fields.Integer(readonly=True)
    line_ids = fields.One2many(
        'crm.lead.convert.outcome.line', 'outcome_id', 'Remarks', readonly=True)

    def _get_action(self, converted, log):
        """:param converted: the opportunities
        :param log: :class:`ConversionLog` with the reasons and remarks
        :return: action that shows both in a dialog"""
        lines = {**log.refusals, **log.remarks}
        readable = self.env['crm.lead'].union(*lines).exists()._filtered_access('read')
        outcome = self.create({
            'converted_ids': [(6, 0, converted.sudo(False)._filtered_access('read').ids)],
            'converted_count': len(converted),
            'line_ids': [
                (0, 0, {'lead_id': lead.id if lead in readable else False, 'reason': reason})
                for lead, reason in lines.items()
            ],
        })
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Converted: %(done)s, not converted: %(left)s",
                               done=len(converted), left=len(log.refusals)),
            'res_model': self._name,
            'res_id': outcome.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
        }

    def action_open_converted(self):
        """:return: action that shows the opportunities"""
        self.ensure_one()
        if len(self.converted_ids) == 1:
            return self.converted_ids.redirect_lead_opportunity_view()
        return self.converted_ids._get_converted_action()


class CrmLeadConvertOutcomeLine(models.TransientModel):
    _name = 'crm.lead.convert.outcome.line'
    _description = 'Remark on a Conversion'

    outcome_id = fields.Many2one('crm.lead.convert.outcome', required=True, ondelete='cascade')
    lead_id = fields.Many2one('crm.lead', 'Record', readonly=True, ondelete='cascade')
    reason = fields.Text(readonly=True)
