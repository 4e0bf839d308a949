"""The weights of similar leads were found anew, for other cases than before."""

from odoo.tools.sql import table_exists


def migrate(cr, version):
    # earlier versions had none, or weights that nothing read by default
    if table_exists(cr, 'crm_lead_match_weight'):
        cr.execute("DELETE FROM crm_lead_match_weight")
        cr.execute(
            "DELETE FROM ir_model_data WHERE module = 'crm_lead_conversion' AND model = 'crm.lead.match.weight'")
