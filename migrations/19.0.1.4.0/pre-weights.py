"""The weights of similar leads were found anew. Who never changed one gets the new ones, all others keep theirs."""

from odoo.tools.sql import table_exists

# of all weights as they were from 19.0.1.2.0 on
SHIPPED = 'a91e46d958a426149ab4bd9f02624784'
_FINGERPRINT = """
    SELECT md5(string_agg(row, ';' ORDER BY row COLLATE "C"))
      FROM (SELECT concat_ws(' ', names, kind, finding, bits::numeric(8, 2), per_doubling::numeric(8, 2),
                             per_name::numeric(8, 2)) AS row
              FROM crm_lead_match_weight) AS weight"""


def migrate(cr, version):
    if not table_exists(cr, 'crm_lead_match_weight'):
        return
    cr.execute(_FINGERPRINT)
    if cr.fetchone() == (SHIPPED,):
        cr.execute(
            "UPDATE ir_model_data SET noupdate = FALSE"
            " WHERE module = 'crm_lead_conversion' AND model = 'crm.lead.match.weight'")
