"""Similar leads as Odoo defines them, for who may not read all of them."""

from odoo.tests import tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestMatchOdoo(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        said = {'email_from': 'eva.peeters@gmail.com', 'contact_name': 'Eva Peeters'}
        cls.lead = cls.make_lead(name='Grinder', **said)
        cls.mine = cls.make_lead(name='Call', **said)
        cls.theirs = cls.make_lead(name='Theirs', user_id=cls.colleague.id, **said)
        cls.elsewhere = cls.make_lead(
            name='Elsewhere', user_id=False, team_id=False, **said,
            company_id=cls.env['res.company'].create({'name': 'Second House'}).id)

    def look(self, user):
        """:return: what the form gets, and the names behind its button"""
        self.env.flush_all()
        self.env.invalidate_all()
        lead = self.lead.with_user(user)
        [values] = lead.web_read({
            'duplicate_lead_count': {}, 'duplicate_lead_ids': {'fields': {'name': {}, 'user_id': {'fields': {}}}}})
        action = lead.action_show_potential_duplicates()
        shown = lead.with_context(**action['context']).search(action['domain'])
        self.assertEqual(set(shown.ids), {other['id'] for other in values['duplicate_lead_ids']})
        self.assertEqual(values['duplicate_lead_count'], len(shown) - 1)
        return sorted(shown.mapped('name'))

    def test_form_of_who_may_read_a_part(self):
        self.assertEqual(self.look(self.seller), ['Call', 'Grinder'])

    def test_form_of_who_may_read_the_company(self):
        self.assertEqual(self.look(self.manager), ['Call', 'Grinder', 'Theirs'])

    def test_while_it_is_typed(self):
        typed = self.env['crm.lead'].with_user(self.seller).new({
            'name': 'Typed', 'email_from': 'eva.peeters@gmail.com'})
        self.assertEqual(typed.duplicate_lead_count, 2)
        self.assertEqual(sorted((typed.duplicate_lead_ids - typed).mapped('name')), ['Call', 'Grinder'])
