"""Which leads each menu shows to whom, and the menus themselves."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import ConvertCase

MENUS = ('new', 'my', 'my_current', 'my_pending', 'all')


@tagged('post_install', '-at_install')
class TestQualifyMenu(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.all_seller = new_test_user(
            cls.env, 'conv_all_seller', name='Alma Seller',
            groups='base.group_user,sales_team.group_sale_salesman_all_leads,crm.group_use_lead')
        cls.open_one = cls.make_lead(name='Open', priority='0')
        cls.waiting = cls.make_lead(name='Waiting', priority='2')
        cls.waiting.qualification_state = 'pending'
        cls.lost = cls.make_lead(name='Lost')
        cls.lost.sudo().action_set_lost()
        cls.nobodys = cls.make_lead(name='Nobody', user_id=False)
        cls.theirs = cls.make_lead(name='Theirs', user_id=cls.colleague.id)
        cls.deal = cls.make_lead(name='Deal', type='opportunity')
        cls.made = cls.open_one + cls.waiting + cls.lost + cls.nobodys + cls.theirs + cls.deal

    def shown(self, name, user):
        """What the menu shows at first, of the leads made here."""
        action = self.env['ir.actions.act_window'].with_user(user)._for_xml_id(
            f'crm_lead_conversion.crm_lead_action_{name}')
        domain = Domain(safe_eval(action['domain']))
        arch = etree.fromstring(self.env['crm.lead'].with_user(user).get_view(
            action['search_view_id'][0], 'search')['arch'])
        for key in safe_eval(action['context']):
            if key.startswith('search_default_'):
                [chosen] = arch.iterfind(f".//filter[@name='{key.removeprefix('search_default_')}']")
                domain &= Domain(safe_eval(chosen.get('domain'), {'uid': user.id}))
        return set(self.env['crm.lead'].with_user(user).search(
            domain & Domain('id', 'in', self.made.ids)).mapped('name'))

    def test_each_sees_what_each_may(self):
        for user, all_leads in (
            (self.all_seller, {'Open', 'Waiting', 'Nobody', 'Theirs'}),
            (self.manager, {'Open', 'Waiting', 'Nobody', 'Theirs'}),
        ):
            self.assertEqual(self.shown('all', user), all_leads)
            self.assertEqual(self.shown('my', user), set())
        self.assertEqual(self.shown('all', self.seller), {'Open', 'Waiting', 'Nobody'})
        self.assertEqual(self.shown('my', self.seller), {'Open', 'Waiting'})
        self.assertEqual(self.shown('my_current', self.seller), {'Open', 'Waiting'})
        self.assertEqual(self.shown('my_pending', self.seller), {'Waiting'})
        self.assertEqual(self.shown('my', self.colleague), {'Theirs'})

    def test_menus_by_right(self):
        def visible(user):
            ids = self.env['ir.ui.menu'].with_user(user)._visible_menu_ids()
            return {name for name in MENUS if self.env.ref(f'crm_lead_conversion.crm_lead_menu_{name}').id in ids}
        self.assertEqual(visible(self.all_seller), set(MENUS))
        self.assertEqual(visible(self.manager), set(MENUS))
        self.assertEqual(visible(self.seller), set(MENUS) - {'all'})
        without = new_test_user(
            self.env, 'conv_without', name='Wim Without', groups='base.group_user,sales_team.group_sale_salesman')
        if not without.has_group('crm.group_use_lead'):
            self.assertEqual(visible(without), set())
        # Odoo's own entry has nothing below it: one click opens it
        self.assertFalse(self.env.ref('crm.crm_menu_leads').child_id)

    def test_most_important_first(self):
        arch = etree.fromstring(self.env['crm.lead'].with_user(self.seller).get_view(
            self.env.ref('crm.crm_case_tree_view_leads').id, 'list')['arch'])
        self.assertEqual(arch.get('default_order'), 'priority desc, create_date, id')
        leads = self.env['crm.lead'].with_user(self.seller).search(
            [('id', 'in', (self.open_one + self.waiting + self.nobodys).ids)], order=arch.get('default_order'))
        self.assertEqual(leads.mapped('name'), ['Waiting', 'Open', 'Nobody'])

    def test_next_step(self):
        first, second, third = (
            self.env.ref(f'crm_lead_conversion.crm_lead_step_{name}')
            for name in ('first_call', 'renewed_contact', 'verbal_agreement'))
        foreign = self.env['crm.lead.step'].create(
            {'name': 'Service only', 'sequence': 15, 'team_ids': [(4, self.other_team.id)]})
        own = self.env['crm.lead.step'].create({'name': 'Last', 'sequence': 90, 'team_ids': [(4, self.team.id)]})
        lead = self.open_one
        for step in (first, second, third, own):
            lead.action_next_step()
            self.assertEqual(lead.step_id, step)
        with self.assertRaisesRegex(UserError, "“Open” is at the last step, Last"):
            lead.action_next_step()
        # that of another team is behind it as well
        lead.step_id = foreign
        lead.action_next_step()
        self.assertEqual(lead.step_id, first)
        with self.assertRaisesRegex(UserError, "“Deal” is an opportunity already"):
            self.deal.action_next_step()
        with self.assertRaises(AccessError):
            self.theirs.with_user(self.seller).action_next_step()
