"""What became of several leads is told by bulk work since 19.0.1.2.0: the tables of the dialog that told it before go."""


def migrate(cr, version):
    cr.execute(
        "DROP TABLE IF EXISTS crm_lead_crm_lead_convert_outcome_rel, crm_lead_convert_outcome_line,"
        " crm_lead_convert_outcome CASCADE")
