"""What the tests of hints share: similar leads that the salesperson may not
read, one of a colleague and one of another company."""

from odoo.tests import new_test_user

from .common import SELLER_GROUPS, ConvertCase

# of a lead that nobody else may learn of
SECRETS = ('Zebrawood', 'Carl', 'Quagga', 'Wombat', '4711')


class HintCase(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'evidence')
        cls.allow('team')
        cls.company = cls.env.company
        cls.elsewhere = cls.env['res.company'].create({'name': 'Wombat House'})
        said = {'contact_name': 'Eva Peeters', 'phone': '+32 9 555 01 01'}
        cls.lead = cls.make_lead(
            name='Grinder', partner_name='Koffiehuis Gent', email_from='eva.peeters@koffiehuis.example.com', **said)
        cls.theirs = cls.make_lead(
            name='Zebrawood tables', user_id=cls.colleague.id, team_id=cls.other_team.id,
            email_from='quagga@zebrawood.example.com', expected_revenue=4711, **said)
        cls.seller_elsewhere = new_test_user(
            cls.env, 'conv_elsewhere', groups=SELLER_GROUPS, name='Wilma Wombat',
            company_id=cls.elsewhere.id, company_ids=[(6, 0, cls.elsewhere.ids)])
        cls.all_leads = new_test_user(
            cls.env, 'conv_all', groups='base.group_user,sales_team.group_sale_salesman_all_leads',
            name='Alice All', company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)])

    @classmethod
    def allow(cls, value):
        """What the settings allow to tell."""
        cls.env['ir.config_parameter'].set_param('crm_lead_conversion.hint_colleague', value)

    @classmethod
    def make_elsewhere(cls, **values):
        """A similar lead of another company."""
        team = cls.env['crm.team'].create({'name': 'Wombat Sales', 'company_id': cls.elsewhere.id})
        return cls.make_lead(**{
            'name': 'Zebrawood chairs', 'user_id': cls.seller_elsewhere.id, 'team_id': team.id,
            'company_id': cls.elsewhere.id, 'contact_name': 'Eva Peeters', 'phone': '+32 9 555 01 01', **values})

    def hint(self, lead=None, user=None):
        """:return: what the form gets"""
        lead = (lead or self.lead).with_user(user or self.seller)
        self.env.flush_all()
        self.env.invalidate_all()
        [values] = lead.web_read({'colleague_hint': {}, 'duplicate_lead_count': {}})
        return values['colleague_hint']

    def texts(self, lead=None, user=None):
        return (self.hint(lead, user) or {}).get('texts', [])

    def activities(self):
        return self.env['mail.activity'].with_context(active_test=False).search([
            ('res_model', '=', 'crm.lead'), ('res_id', 'in', self.theirs.ids)])
