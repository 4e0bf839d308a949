"""What installing and uninstalling do beyond the declared data."""


def post_init_hook(env):
    """Make the match keys of the leads there are."""
    env['crm.lead.match.weight']._keep_changes()
    env['crm.lead.match.key']._make_all()
    # without statistics of the new columns the database takes nearly all
    # leads for merged ones, and looks for the others in the wrong way
    env.cr.execute("ANALYZE crm_lead")
    env.cr.execute("ANALYZE crm_lead_match_key")


def uninstall_hook(env):
    """Remove what Odoo does not know to be of this addon: the system
    parameters, as the settings screen writes them, the files that merges
    replaced, and the functions of the database."""
    # sudo: the parameters of the addon go, whoever may read them
    env['ir.config_parameter'].sudo().search([
        ('key', '=like', 'crm_lead_conversion.%'),
    ]).unlink()
    env['crm.lead.merge'].search([])._drop_replaced_files()
    env['crm.lead.match.key']._drop_functions()
