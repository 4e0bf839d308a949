"""Since 19.0.1.2.0 bulk work tells what became of several leads: the tables of the dialog that did so go."""


def migrate(cr, version):
    cr.execute(
        "DROP TABLE IF EXISTS crm_lead_crm_lead_convert_outcome_rel, crm_lead_convert_outcome_line,"
        " crm_lead_convert_outcome CASCADE")
