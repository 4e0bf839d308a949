"""What installing and uninstalling do beyond the declared data."""


def uninstall_hook(env):
    """Remove the system parameters of this addon: they are written by the
    settings screen, so that Odoo does not know that they belong to it."""
    env['ir.config_parameter'].sudo().search([
        ('key', '=like', 'crm_lead_conversion.%'),
    ]).unlink()
