"""How long leads stay in each step, from what Odoo tracks anyway."""

from odoo import fields, models
from odoo.tools import SQL, drop_view_if_exists


class CrmLeadStepReport(models.Model):
    _name = 'crm.lead.step.report'
    _description = 'Time in Steps'
    _auto = False
    _order = 'date_start desc, id desc'
    _rec_name = 'lead_id'
    _depends = {
        'crm.lead': [
            'active', 'company_id', 'create_date', 'date_closed', 'date_conversion', 'merged_into_id', 'step_id',
            'team_id', 'type', 'user_id', 'won_status', 'qualification_state'],
        'crm.lead.merge': ['message_data', 'state'],
        'mail.message': ['model', 'res_id'],
        'mail.tracking.value': ['field_id', 'mail_message_id', 'old_value_integer', 'new_value_integer'],
    }

    lead_id = fields.Many2one('crm.lead', readonly=True, context={'active_test': False})
    step_id = fields.Many2one('crm.lead.step', readonly=True)
    user_id = fields.Many2one('res.users', 'Salesperson', readonly=True)
    team_id = fields.Many2one('crm.team', 'Sales Team', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    qualification_state = fields.Selection(related='lead_id.qualification_state')
    date_start = fields.Datetime('Reached on', readonly=True)
    date_end = fields.Datetime('Left on', readonly=True, help="Empty: the lead is in this step")
    days = fields.Float(
        'Days in Step', readonly=True, aggregator='avg', digits=(16, 2),
        help="Until it reached another step, was converted or was lost, else until now")

    def init(self):
        drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), self._get_query()))

    def _get_query(self):
        """:return: SQL of a row for each time a lead was in a step. A step that
            a merged record went through is that record's, and not the
            survivor's; what was merged is left out"""
        return SQL("""
            WITH moved AS (
                SELECT DISTINCT ON (message.id) message.id::int AS message_id, origin.key::int AS lead_id
                  FROM crm_lead_merge AS merge
                 CROSS JOIN jsonb_each(merge.message_data) AS origin
                 CROSS JOIN jsonb_array_elements_text(origin.value) AS message(id)
                 WHERE merge.state = 'done'
                 ORDER BY message.id, merge.id
            ), change AS (
                SELECT v.id, COALESCE(moved.lead_id, m.res_id) AS lead_id, v.create_date AS date,
                       NULLIF(v.old_value_integer, 0) AS before, NULLIF(v.new_value_integer, 0) AS step_id
                  FROM mail_tracking_value AS v
                  JOIN mail_message AS m ON m.id = v.mail_message_id AND m.model = 'crm.lead'
                  LEFT JOIN moved ON moved.message_id = m.id
                 WHERE v.field_id = (
                       SELECT id FROM ir_model_fields WHERE model = 'crm.lead' AND name = 'step_id')
            ), event AS (
                SELECT id * 2 AS id, lead_id, date, step_id FROM change
                 UNION ALL
                SELECT lead.id * 2 + 1, lead.id, lead.create_date,
                       CASE WHEN first.lead_id IS NULL THEN lead.step_id ELSE first.before END
                  FROM crm_lead AS lead
                  LEFT JOIN (
                       SELECT DISTINCT ON (lead_id) lead_id, before FROM change ORDER BY lead_id, id
                  ) AS first ON first.lead_id = lead.id
                 WHERE first.lead_id IS NOT NULL OR lead.step_id IS NOT NULL
            ), span AS (
                SELECT *, lead(date) OVER (PARTITION BY lead_id ORDER BY date, id) AS next FROM event
            ), ended AS (
                SELECT span.*, lead.user_id, lead.team_id, lead.company_id, COALESCE(
                       span.next,
                       CASE WHEN lead.type = 'opportunity' THEN lead.date_conversion
                            WHEN lead.won_status = 'lost' THEN lead.date_closed END) AS date_end
                  FROM span JOIN crm_lead AS lead ON lead.id = span.lead_id
                 WHERE span.step_id IS NOT NULL AND lead.merged_into_id IS NULL
            )
            SELECT ended.id, ended.lead_id, ended.step_id, ended.user_id, ended.team_id, ended.company_id,
                   ended.date AS date_start, ended.date_end,
                   GREATEST(EXTRACT(EPOCH FROM COALESCE(ended.date_end, now() AT TIME ZONE 'UTC') - ended.date), 0)
                   / 86400.0 AS days
              FROM ended JOIN crm_lead_step AS step ON step.id = ended.step_id""")
