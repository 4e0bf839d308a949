"""Several merges, one after the other, and what happens between two requests,
between two settings and between two people."""

import random
from contextlib import suppress
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .connection_common import ConnectionCase
from .merge_common import MergeCase


class Rollback(Exception):
    """Ends one example without a trace."""


@tagged('post_install', '-at_install')
class TestMergeSequence(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.add_links()
        cls.add_model('x_visit', on_delete='cascade')
        cls.tags = cls.env['crm.tag'].create([{'name': f'Tag {number}'} for number in range(3)])
        cls.first, cls.second = cls.make_lead(name='First'), cls.make_lead(name='Second')

    def merge(self, leads=None):
        return (leads or self.first + self.second).merge_opportunity()

    def new_request(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def setting(self, name, value):
        self.env['ir.config_parameter'].set_param(f'crm_lead_conversion.{name}', value)

    def earlier(self, **values):
        lead = self.make_lead(**values)
        self.created_on(lead, '2020-01-01 10:00:00')
        return lead

    def test_odoos_way_chosen_after_something_was_kept(self):
        """A kept record is never chosen to survive, and takes nothing along."""
        self.setting('merge_into', 'most_advanced')
        self.second.sudo().type = 'opportunity'
        self.assertEqual(self.merge(), self.second)
        self.setting('merge_into', 'first_created')
        self.setting('keep_merged', 'False')
        self.assertEqual((self.first + self.second).sudo().merge_opportunity(), self.second)
        third = self.make_lead(name='Third')
        (self.first + third).sudo().merge_opportunity()
        self.new_request()
        self.assertTrue(self.second.exists())
        self.assertFalse(third.exists())

    def test_dialog_of_two_requests(self):
        third, other = self.make_lead(name='Third'), self.earlier(name='Other')
        dialog = self.env['crm.merge.opportunity'].with_user(self.seller).create({
            'opportunity_ids': [(6, 0, (self.first + self.second + third).ids)]})
        self.new_request()
        self.merge(self.second + other)
        self.new_request()
        with self.assertRaisesRegex(UserError, '“Second” was merged into “Other” already'):
            dialog.action_merge()
        self.assertFalse(third.merged_into_id)

    def test_convert_dialog_of_two_requests(self):
        first, second, _third = (
            self.make_lead(name=name, email_from='s@cafe.example.com') for name in 'ABC')
        other = self.earlier(name='Other', email_from='t@cafe.example.com')
        form = self.dialog(first)
        form.name = 'merge'
        dialog = form.save()
        self.merge(second + other)
        self.new_request()
        with self.assertRaisesRegex(UserError, '“B” was merged into “Other” already'):
            dialog.action_apply()

    def test_the_name_of_the_master_is_told_to_its_readers_only(self):
        theirs = self.earlier(name='Secret deal', user_id=self.colleague.id)
        (theirs + self.second).with_user(self.manager).merge_opportunity()
        self.new_request()
        dialog = self.env['crm.merge.opportunity'].with_user(self.seller).create({
            'opportunity_ids': [(6, 0, (self.first + self.second).ids)]})
        self.new_request()
        with self.assertRaisesRegex(UserError, 'was merged into') as caught:
            dialog.action_merge()
        self.assertNotIn('Secret', str(caught.exception))

    def test_record_of_a_merge_follows_the_final_master(self):
        merge = self.merge().sudo().merge_record_ids
        theirs = self.earlier(name='Secret deal', user_id=self.colleague.id)
        (theirs + self.first).with_user(self.manager).merge_opportunity()
        self.new_request()
        record = self.env['crm.lead.merge'].with_user(self.seller).browse(merge.id)
        with self.assertRaises(AccessError):
            record.read_plan()
        with self.assertRaises(AccessError) as caught:
            record.action_undo()
        self.assertNotIn('Secret', str(caught.exception))

    def test_nobody_without_rights_gets_an_answer(self):
        self.merge()
        stranger = new_test_user(self.env, 'conv_stranger', groups='base.group_user')
        self.new_request()
        with self.assertRaises(AccessError):
            (self.first + self.second).with_user(stranger).merge_opportunity()

    def test_lead_that_names_one_is_merged_itself(self):
        names = self.make_lead(
            name='Names', x_parent_id=self.second.id, x_related_ids=[(6, 0, self.second.ids)])
        other = self.earlier(name='Other')
        self.new_request()
        before = self.database()
        one = self.merge().sudo().merge_record_ids
        two = self.merge(other + names).sudo().merge_record_ids
        one.with_user(self.seller).action_undo()
        two.with_user(self.seller).action_undo()
        self.assertEqual(names.sudo().x_parent_id, self.second.sudo())
        self.assertEqual(names.sudo().x_related_ids, self.second.sudo())
        self.assertSameDatabase(before)

    def test_what_the_hook_of_another_addon_moves_goes_back(self):
        visit = self.env['x_visit'].create({'x_name': 'Visit', 'x_lead_id': self.second.id})
        Lead = self.registry['crm.lead']
        original = Lead._merge_dependences

        def hook(lead, opportunities):
            lead.env['x_visit'].search([('x_lead_id', 'in', opportunities.ids)]).write({'x_lead_id': lead.id})
            return original(lead, opportunities)

        with patch.object(Lead, '_merge_dependences', hook):
            master = self.merge()
        self.assertEqual(visit.x_lead_id, self.first)
        self.undo(master)
        self.assertEqual(visit.x_lead_id, self.second)

    def test_data_of_an_undone_merge_is_deleted_too(self):
        master = self.merge()
        self.undo(master)
        merge = master.sudo().merge_record_ids
        merge.date = '2020-01-01 10:00:00'
        self.setting('undo_days', '30')
        self.env['crm.lead.merge']._gc_undo_data()
        self.assertFalse(merge.undo_data or merge.plan)
        self.assertTrue(self.second.exists())

    def test_old_merge_offers_no_undo(self):
        merge = self.merge().merge_record_ids
        self.assertTrue(merge.can_undo)
        merges = self.env['crm.lead.merge'].with_user(self.seller)
        self.assertEqual(merges.search([('can_undo', '=', True)]) & merge, merge)
        self.assertFalse(merges.search([('can_undo', '=', False)]) & merge)
        merge.sudo().date = '2020-01-01 10:00:00'
        self.setting('undo_days', '30')
        self.env['crm.lead.merge']._gc_undo_data()
        merge.invalidate_recordset()
        self.assertFalse(merge.can_undo)
        self.assertFalse(merges.search([('can_undo', '=', True)]) & merge)
        self.assertEqual(merges.search([('can_undo', '!=', True)]) & merge, merge)

    def test_mass_conversion_of_a_merged_one(self):
        master = self.merge(self.second + self.earlier(name='Other'))
        leads = (self.first + self.second)._with_conversion_log(origin='mass')
        self.assertEqual(leads._merge_opportunity(max_length=0), master)

    def test_salesperson_left_empty_in_the_convert_dialog(self):
        first = self.earlier(name='A', email_from='s@cafe.example.com')
        self.make_lead(name='B', type='opportunity', email_from='s@cafe.example.com',
                       user_id=self.colleague.id, team_id=self.other_team.id)
        form = self.dialog(first.with_user(self.manager))
        form.name = 'merge'
        form.user_id = self.env['res.users']
        form.save().action_apply()
        self.assertEqual(first.sudo().user_id, self.seller)

    def test_customer_changed_while_out_of_sight(self):
        customer = self.env['res.partner'].create({'name': 'Eva', 'email': 'old@cafe.example.com'})
        self.second.sudo().partner_id = customer
        self.new_request()
        master = self.merge()
        self.assertEqual(master.partner_id, customer)
        customer.email = 'new@cafe.example.com'
        self.env.flush_all()
        self.undo(master)
        self.assertEqual(self.second.email_from, 'new@cafe.example.com')
        self.assertFalse(self.first.partner_id)

    def test_stage_deleted_since_leaves_its_block(self):
        stage = self.env['crm.stage'].create({'name': 'Gone soon', 'sequence': 2})
        self.first.sudo().write({'type': 'lead', 'stage_id': stage.id, 'probability': 12})
        self.second.sudo().write({'type': 'opportunity', 'stage_id': self.stage_new.id, 'probability': 77})
        master = self.merge()
        self.assertEqual((master.stage_id, master.probability), (self.stage_new, 77))
        self.env.cr.execute("UPDATE crm_lead SET stage_id = NULL WHERE stage_id = %s", [stage.id])
        self.env.invalidate_all()
        stage.unlink()
        self.assertIn('Stage', self.undo(master))
        self.assertEqual((master.stage_id, master.probability), (self.stage_new, 77))

    def test_where_a_merge_came_from_cannot_be_said_from_outside(self):
        master = (self.first + self.second).with_context(crm_lead_merge_origin='assignment').merge_opportunity()
        self.assertEqual(master.merge_record_ids.origin, 'program')

    # ------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------

    def in_two_companies(self, **values):
        other = self.env['res.company'].create({'name': 'Second House', **values})
        self.manager.company_ids += other
        return other, self.env['crm.lead'].with_user(self.manager).with_context(
            allowed_company_ids=[self.env.company.id, other.id])

    def test_company_that_the_salesperson_is_not_of(self):
        other, Lead = self.in_two_companies()
        theirs = new_test_user(
            self.env, 'conv_theirs', groups='base.group_user,sales_team.group_sale_salesman',
            company_id=other.id, company_ids=[(6, 0, other.ids)])
        first = self.env['crm.lead'].create(
            {'name': 'Of none', 'user_id': theirs.id, 'team_id': False, 'company_id': False, 'type': 'lead'})
        self.assertFalse(first.company_id)
        second = self.make_lead(name='Ours', company_id=self.env.company.id)
        master = Lead.browse((first + second).ids).merge_opportunity().sudo()
        self.assertEqual((master.user_id, master.company_id), (theirs, self.env['res.company']))

    def test_amount_does_not_change_its_currency(self):
        currency = self.env['res.currency'].with_context(active_test=False).search(
            [('id', '!=', self.env.company.currency_id.id)], limit=1)
        currency.active = True
        other, Lead = self.in_two_companies(currency_id=currency.id)
        first = self.env['crm.lead'].create({
            'name': 'Of none', 'user_id': False, 'team_id': False, 'type': 'lead', 'expected_revenue': 100})
        team = self.env['crm.team'].create({'name': 'Theirs', 'company_id': other.id})
        second = self.env['crm.lead'].create(
            {'name': 'Other', 'user_id': False, 'team_id': team.id, 'type': 'lead'})
        self.assertEqual(second.company_currency, currency)
        master = Lead.browse((first + second).ids).merge_opportunity().sudo()
        self.assertEqual((master.expected_revenue, master.company_currency), (100, self.env.company.currency_id))

    def test_chosen_salesperson_of_another_company(self):
        other, Lead = self.in_two_companies()
        theirs = new_test_user(
            self.env, 'conv_theirs', groups='base.group_user,sales_team.group_sale_salesman',
            company_id=other.id, company_ids=[(6, 0, other.ids)], name='Thea Theirs')
        leads = self.first + self.second
        leads.sudo().company_id = self.env.company
        with self.assertRaisesRegex(UserError, '“Thea Theirs” does not belong to the company'):
            Lead.browse(leads.ids).merge_opportunity(user_id=theirs.id)
        self.assertFalse(self.second.merged_into_id)

    # ------------------------------------------------------------
    # Any order
    # ------------------------------------------------------------

    def test_any_merges_undone_in_any_order_that_is_allowed(self):
        for seed in (63, 7, 8, 21):
            with self.subTest(seed=seed):
                try:
                    with self.env.cr.savepoint():
                        self.merge_and_undo_at_random(random.Random(seed))
                        raise Rollback
                except Rollback:
                    self.env.invalidate_all()
                    self.env.registry.clear_cache()

    def merge_and_undo_at_random(self, lots):
        leads = self.env['crm.lead'].with_user(self.manager).union(*(
            self.make_lead(
                name=f'Lead {number}', city=lots.choice([False, 'Gent', 'Brugge']),
                tag_ids=[(6, 0, lots.sample(self.tags.ids, 2))]).with_user(self.manager)
            for number in range(5)))
        for lead in leads.sudo():
            lead.write({'x_parent_id': lots.choice(leads).id, 'x_related_ids': [(6, 0, lots.sample(leads.ids, 2))]})
            lead.message_post(body='Hello')
        self.env.flush_all()
        self.env.cr.precommit.run()
        before, done = self.database(), []
        for _step in range(7):
            live = leads.filtered(lambda lead: not lead.sudo().merged_into_id)
            if len(live) > 1 and lots.random() < 0.65:
                group = leads.browse(lots.sample(live.ids, 2))
                master = group._merge(master=lots.choice(group))
                done.append(master.sudo().merge_record_ids[:1])
            elif done:
                self.try_undo(done, lots.choice(done))
        while done:
            left = len(done)
            for merge in lots.sample(done, left):
                self.try_undo(done, merge)
            self.assertLess(len(done), left)
        self.assertSameDatabase(before)

    def try_undo(self, done, merge):
        # another one may have to come first
        with suppress(UserError), self.env.cr.savepoint():
            merge.with_user(self.manager).action_undo()
            done.remove(merge)


@tagged('post_install', '-at_install', 'database_breaking')
class TestMergeStrays(ConnectionCase):

    def test_message_that_comes_in_at_the_same_moment(self):
        ids = self.in_transaction(lambda env: env['crm.lead'].create([
            {'name': f'At once {number}', 'type': 'lead', 'user_id': False} for number in range(2)]).ids)
        self.addCleanup(self.in_transaction, lambda env: env['crm.lead'].browse(ids).exists()._unlink_merged())
        with self.registry.cursor() as one, self.registry.cursor() as two:
            env = api.Environment(one, SUPERUSER_ID, {})
            message = env['crm.lead'].browse(ids[1]).message_post(body='Just arrived')
            env.flush_all()
            api.Environment(two, SUPERUSER_ID, {})['crm.lead'].browse(ids).merge_opportunity()
            two.commit()
            one.commit()
        self.assertEqual(self.place(message.id), ids[1])
        self.in_transaction(lambda env: env['crm.lead.merge']._gc_strays())
        self.assertEqual(self.place(message.id), ids[0])
        self.in_transaction(lambda env: env['crm.lead'].browse(ids[0]).merge_record_ids.action_undo() and None)
        self.assertEqual(self.place(message.id), ids[1])

    def place(self, message_id):
        return self.in_transaction(lambda env: env['mail.message'].browse(message_id).res_id)
