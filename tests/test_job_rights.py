"""Who may see bulk work, and that it is done by the rights of who started it."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..models import crm_lead_job
from .job_common import JobCase


@tagged('post_install', '-at_install')
class TestJobRights(JobCase):

    def start_later(self, kind, items, user=None, **kwargs):
        with patch.object(crm_lead_job, '_AT_ONCE', 0), patch.object(crm_lead_job, '_AT_ONCE_LEADS', 0):
            return self.start(kind, items, user, **kwargs)

    def test_own_work_and_all_for_managers(self):
        job = self.start('merge', self.items_to_merge(self.make_group()))
        for user, sees in ((self.seller, True), (self.colleague, False), (self.manager, True)):
            with self.subTest(user.name):
                self.assertEqual(bool(self.env['crm.lead.job'].with_user(user).search([('id', '=', job.id)])), sees)
                self.assertEqual(
                    self.env['crm.lead.job.item'].with_user(user).search_count([('job_id', '=', job.id)]), int(sees))
        theirs = job.with_user(self.colleague)
        for method in ('action_cancel', 'action_undo_all', 'action_open_items', 'get_progress'):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(theirs, method)()
        with self.assertRaises(AccessError):
            theirs.item_ids.browse(job.item_ids.ids).action_open_lead()

    def test_of_another_company_it_is_for_who_started_it(self):
        company = self.env['res.company'].create({'name': 'Elsewhere'})
        self.seller.company_ids += company
        job = self.env['crm.lead.job'].with_user(self.seller).with_company(company)._start(
            'merge', self.items_to_merge(self.make_group()))
        self.assertEqual(job.company_id, company)
        self.assertTrue(self.env['crm.lead.job'].with_user(self.seller).search([('id', '=', job.id)]))
        self.assertFalse(self.env['crm.lead.job'].with_user(self.manager).search([('id', '=', job.id)]))

    def test_nobody_writes_it(self):
        job = self.start('merge', self.items_to_merge(self.make_group())).with_user(self.manager)
        for records in (job, job.item_ids):
            for operation in ('create', 'write', 'unlink'):
                self.assertFalse(records.has_access(operation), operation)

    def test_ids_and_names_of_records_are_not_for_everybody(self):
        job = self.start('merge', self.items_to_merge(self.make_group())).with_user(self.manager)
        for record, name in (
                (job, 'options'), (job, 'user_context'), (job.item_ids, 'data'), (job.item_ids, 'lead_id'),
                (job.item_ids, 'merge_id'), (job.item_ids, 'conversion_ids')):
            with self.subTest(name), self.assertRaises(AccessError):
                record.read([name])

    def test_the_record_is_opened_by_who_may_read_it(self):
        group = self.make_group()
        job = self.start('merge', self.items_to_merge(group))
        self.assertEqual(job.item_ids.action_open_lead()['res_id'], group[0].id)
        group[0].sudo().user_id = self.colleague
        with self.assertRaises(AccessError):
            job.item_ids.action_open_lead()

    def test_what_led_to_no_record(self):
        group = self.make_group()
        group[1].sudo().user_id = self.colleague
        job = self.start('merge', self.items_to_merge(group))
        self.assertEqual((job.item_ids.state, job.item_ids.has_lead), ('failed', False))
        with self.assertRaisesRegex(UserError, "^There is no record to open: “.+” led to none.$"):
            job.item_ids.action_open_lead()
        self.assertFalse(group.sudo().merged_into_id)

    def test_an_archived_user(self):
        group = self.make_group()
        job = self.start_later('merge', self.items_to_merge(group))
        self.seller.active = False
        self.work()
        self.assertEqual(self.outcomes(job.sudo()), [(
            'failed', 'Sanne Seller, who started this, is no longer a user. Somebody else has to start it.')])
        self.assertFalse(group.sudo().merged_into_id)

    def test_rights_lost_since(self):
        group, leads = self.make_group(), self.make_group()
        merge = self.start_later('merge', self.items_to_merge(group))
        convert = self.start_later('convert', [{'lead_ids': leads.ids}], options={'action': 'nothing'})
        self.seller.group_ids -= self.env.ref('sales_team.group_sale_salesman')
        self.work()
        self.assertEqual(self.outcomes(merge.sudo()), [(
            'failed', f'You have no access to the record with number {group[0].id}. Ask a sales manager.')])
        self.assertEqual(self.outcomes(convert.sudo()), [(
            'failed', 'You may not convert leads any more. Ask a sales manager.')] * 2)
        self.assertEqual(leads.sudo().mapped('type'), ['lead'] * 2)

    def test_companies_lost_since(self):
        company = self.env['res.company'].create({'name': 'Elsewhere'})
        self.seller.company_ids += company
        group = self.make_group(company_id=company.id, team_id=False)
        job = self.env['crm.lead.job'].with_user(self.seller).with_context(
            allowed_company_ids=[company.id, self.seller.company_id.id])
        with patch.object(crm_lead_job, '_AT_ONCE', 0):
            job = job._start('merge', self.items_to_merge(group))
        self.seller.company_ids -= company
        self.work()
        self.assertEqual([state for state, _outcome in self.outcomes(job.sudo())], ['failed'])
        self.assertFalse(group.sudo().merged_into_id)

    def test_in_the_language_of_who_started_it(self):
        self.env['res.lang']._activate_lang('fr_FR')
        user = new_test_user(
            self.env, 'job_french', lang='fr_FR', groups='sales_team.group_sale_manager,crm.group_use_lead')
        seen = []
        Items = self.registry['crm.lead.job.item']
        original = Items._merge_group

        def merge_group(item, leads):
            seen.append((item.env.user, item.env.lang, item.env.su))
            return original(item, leads)

        with patch.object(Items, '_merge_group', merge_group):
            self.start_later('merge', self.items_to_merge(self.make_group()), user.with_context(lang='fr_FR'))
            self.work()
        self.assertEqual(seen, [(user, 'fr_FR', False)])

    def test_everybody_finds_the_own_work_in_a_menu(self):
        job = self.start('merge', self.items_to_merge(self.make_group()))
        self.start('merge', self.items_to_merge(self.make_group(user_id=False)), self.manager)
        menu = self.env.ref('crm_lead_conversion.crm_lead_job_menu_my')
        self.assertEqual(menu.parent_id, self.env.ref('crm.crm_menu_sales'))
        nobody = new_test_user(self.env, 'conv_nobody', groups='base.group_user')
        for user, found in ((self.seller, job), (self.colleague, job.browse())):
            with self.subTest(user.name):
                self.assertIn(menu.id, self.env['ir.ui.menu'].with_user(user).load_menus(False))
                domain = safe_eval(menu.action.domain, {'uid': user.id})
                self.assertEqual(self.env['crm.lead.job'].with_user(user).search(domain), found)
        of_manager = self.env['crm.lead.job'].with_user(self.manager)
        own = of_manager.search(safe_eval(menu.action.domain, {'uid': self.manager.id}))
        self.assertEqual(own.user_id, self.manager)
        self.assertIn(job, of_manager.search([]))
        self.assertNotIn(menu.id, self.env['ir.ui.menu'].with_user(nobody).load_menus(False))
