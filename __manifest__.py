{
    'name': 'CRM Lead Conversion',
    'version': '19.0.1.2.0',
    'summary': 'Convert leads with or without a customer, and take it back',
    'category': 'Sales/CRM',
    'author': 'crm_lead_conversion contributors, Odoo Community Association (OCA)',
    'license': 'LGPL-3',
    'depends': ['crm'],
    'data': [
        'security/ir.model.access.csv',
        'security/crm_lead_not_same_security.xml',
        'data/crm_lead_step_data.xml',
        'data/crm.lead.match.weight.csv',
        'wizard/crm_lead_to_opportunity_views.xml',
        'wizard/crm_lead_to_opportunity_mass_views.xml',
        'wizard/crm_lead_move_team_views.xml',
        'wizard/crm_merge_opportunities_views.xml',
        'views/crm_lead_step_views.xml',
        'views/crm_lead_qualify_views.xml',
        'views/crm_lead_conversion_views.xml',
        'views/crm_lead_merge_views.xml',
        'views/crm_lead_match_views.xml',
        'views/crm_lead_convert_views.xml',
        'views/crm_team_views.xml',
        'views/res_config_settings_views.xml',
    ],
    'demo': [
        'demo/crm_settings_demo.xml',
        'demo/crm_lead_demo.xml',
    ],
    'assets': {
        'web.assets_backend': [
            'crm_lead_conversion/static/src/**/*',
        ],
        'web.assets_tests': [
            'crm_lead_conversion/static/tests/tours/**/*',
        ],
        'web.assets_unit_tests': [
            'crm_lead_conversion/static/tests/**/*.test.js',
        ],
    },
    'post_init_hook': 'post_init_hook',
    'uninstall_hook': 'uninstall_hook',
}
