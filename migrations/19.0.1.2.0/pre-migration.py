"""The weights of similar leads were found anew, for other cases than before."""


def migrate(cr, version):
    cr.execute("DELETE FROM crm_lead_match_weight")
    cr.execute(
        "DELETE FROM ir_model_data WHERE module = 'crm_lead_conversion' AND model = 'crm.lead.match.weight'")
