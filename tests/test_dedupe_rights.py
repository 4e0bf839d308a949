"""Who sees a group of duplicates, and who may do something with it."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .dedupe_common import DedupeCase


@tagged('post_install', '-at_install')
class TestDedupeRights(DedupeCase):

    def test_who_sees_a_group(self):
        self.scan()
        group = self.groups()
        everybody = new_test_user(
            self.env, 'conv_all', name='Ada All', groups='base.group_user,sales_team.group_sale_salesman_all_leads')
        for user in (self.manager, self.seller, everybody):
            self.assertEqual(self.found(user), [['Call', 'Grinder']])
        self.assertEqual(self.found(self.colleague), [])
        for name in ('reason', 'score', 'lead_count', 'kinds'):
            with self.assertRaises(AccessError):
                group.with_user(self.colleague).read([name])
        self.assertEqual(self.env['crm.lead.duplicate'].with_user(self.colleague).search_count([]), 0)
        for action in ('action_merge', 'action_ignore', 'action_look_again', 'action_open_preview'):
            with self.assertRaises(AccessError):
                getattr(group.with_user(self.colleague), action)()

    def test_one_record_of_another(self):
        self.call.sudo().user_id = self.colleague
        self.scan()
        self.assertEqual(self.found(), [['Call', 'Grinder']])
        for user in (self.seller, self.colleague):
            self.assertEqual(self.found(user), [])
            with self.assertRaises(AccessError):
                self.groups().with_user(user).read(['score'])

    def test_may_read_but_not_change(self):
        self.env['ir.rule'].create({
            'name': 'x', 'model_id': self.env['ir.model']._get_id('crm.lead'), 'perm_read': False,
            'domain_force': "[('name', '!=', 'Call')]"})
        self.scan()
        self.assertEqual(self.found(self.manager), [])

    def test_portal_and_others(self):
        self.scan()
        group = self.groups()
        portal = new_test_user(self.env, 'conv_portal', groups='base.group_portal')
        nobody = new_test_user(self.env, 'conv_nobody', groups='base.group_user')
        for user in (portal, nobody):
            for call in (
                    lambda user=user: group.with_user(user).read(['score']),
                    lambda user=user: group.with_user(user).action_merge(),
                    lambda user=user: group.with_user(user).action_ignore(),
                    lambda user=user: group.with_user(user).search([]),
                    lambda user=user: group.with_user(user).scan(),
                    lambda user=user: self.env['crm.lead.duplicate.scan'].with_user(user).action_start()):
                with self.assertRaises(AccessError):
                    call()
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                group.with_user(user).write({'score': 100})
            with self.assertRaises(AccessError):
                self.env['crm.lead.duplicate'].with_user(user).create({'score': 1})
        with self.assertRaises(AccessError):
            self.env['crm.lead.duplicate'].with_user(self.seller).scan()

    def test_companies(self):
        mine, theirs = self.env.company, self.env['res.company'].create({'name': 'Other Company'})
        self.team.sudo().company_id = False
        self.eva.sudo().write({'company_id': mine.id, 'user_id': False, 'team_id': False})
        self.call.sudo().write({'company_id': theirs.id, 'user_id': False, 'team_id': False,
                                'country_id': self.belgium.id})
        self.scan()
        self.assertEqual(self.found(self.env.user), [])
        third = self.make_lead(
            name='Third', contact_name='Eva Peeters', phone='+32 9 555 01 01', user_id=False, team_id=False,
            company_id=theirs.id, country_id=self.belgium.id)
        self.scan()
        groups = self.env['crm.lead.duplicate'].search([])
        self.assertEqual((groups.lead_ids, groups.company_id), (self.call.sudo() + third.sudo(), theirs))
        self.assertEqual(self.found(self.manager), [])
        self.manager.company_ids = mine + theirs
        manager = self.env['crm.lead.duplicate'].with_user(self.manager)
        self.assertEqual(manager.with_context(allowed_company_ids=[mine.id]).search([]), manager)
        self.assertEqual(manager.with_context(allowed_company_ids=[mine.id, theirs.id]).search([]).ids, groups.ids)
