{
    'name': 'CRM Lead Conversion: Example',
    'version': '19.0.1.0.0',
    'summary': 'Every method of CRM Lead Conversion that other addons may extend, extended once',
    'category': 'Sales/CRM',
    'author': 'crm_lead_conversion contributors, Odoo Community Association (OCA)',
    'license': 'LGPL-3',
    'depends': ['crm_lead_conversion'],
    'data': [
        'security/ir.model.access.csv',
    ],
}
