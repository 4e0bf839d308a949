"""The number of merged records became a column."""


def migrate(cr, version):
    cr.execute(
        "UPDATE crm_lead SET merge_count = merge.count FROM (SELECT master_id, sum(merged_count) AS count"
        "  FROM crm_lead_merge WHERE state = 'done' GROUP BY master_id) AS merge"
        " WHERE crm_lead.id = merge.master_id")
