"""What the tests of groups of duplicates share."""

from .job_common import JobCase
from .merge_common import MergeCase


class DedupeCase(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['crm.lead'].with_context(active_test=False).search([]).unlink()
        cls.eva = cls.make_lead(
            name='Grinder', contact_name='Eva Peeters', partner_name='Koffiehuis Gent BV', expected_revenue=100,
            phone='+32 9 555 01 01', email_from='eva.peeters@koffiehuis.example.com')
        cls.call = cls.make_lead(
            name='Call', contact_name='Eva Peeters', phone='+32 9 555 01 01', expected_revenue=50)
        cls.other = cls.make_lead(name='Bakery', contact_name='Jan Claes', phone='+32 3 555 77 12')

    @classmethod
    def prepare_tour(cls):
        """Names that a tour looks for, and users that log in."""
        cls.manager.password = 'conv_manager'
        cls.seller.password = 'conv_seller'
        cls.eva.write({'name': 'Tour: form', 'expected_revenue': 200})
        cls.call.write({'name': 'Tour: call', 'expected_revenue': 100})

    def scan(self, since=None):
        self.env.flush_all()
        return self.env['crm.lead.duplicate'].with_user(self.manager).scan(since)

    def groups(self, user=None, state='new'):
        return self.env['crm.lead.duplicate'].with_user(user or self.manager).search([('state', '=', state)])

    def found(self, user=None, state='new'):
        return sorted(sorted(group.lead_ids.mapped('name')) for group in self.groups(user, state))


class AutomaticCase(DedupeCase, JobCase):
    """Eva's two leads are one group, of which the tests say how sure it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call.sudo().write({
            'email_from': 'eva.peeters@koffiehuis.example.com', 'partner_name': 'Koffiehuis Gent BV'})

    def set_parameter(self, name, value):
        self.env['ir.config_parameter'].set_param(f'crm_lead_conversion.{name}', value)

    def switch_on(self, **values):
        """Switch automatic merging on, with further system parameters."""
        for name, value in {'auto_merge': 'True', **values}.items():
            self.set_parameter(name, value)

    def scan_and_merge(self, since=None):
        """A scan, and what the workers do then.

        :return: the jobs that merge unasked"""
        self.scan(since)
        self.work()
        return self.env['crm.lead.job'].search([('name', '=', 'Automatic merging')])

    def merges(self):
        return self.env['crm.lead.merge'].search([('origin', '=', 'automatic')])

    def assertNothingMerged(self):
        self.assertFalse(self.scan_and_merge())
        self.assertFalse(self.merges())
