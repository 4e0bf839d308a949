"""What the tests of groups of duplicates share."""

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

    def scan(self, since=None):
        self.env.flush_all()
        return self.env['crm.lead.duplicate'].with_user(self.manager).scan(since)

    def groups(self, user=None, state='new'):
        return self.env['crm.lead.duplicate'].with_user(user or self.manager).search([('state', '=', state)])

    def found(self, user=None, state='new'):
        return sorted(sorted(group.lead_ids.mapped('name')) for group in self.groups(user, state))
