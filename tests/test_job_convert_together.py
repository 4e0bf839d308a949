"""Which leads bulk work converts together, so that several workers create
nothing twice."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models import crm_lead_job_work
from .job_common import JobCase, bulk_work_of
from .test_job_workers import JobWorkersCase


@tagged('post_install', '-at_install')
class TestJobConvertTogether(JobCase):

    def start_by_dialog(self, leads, **values):
        """:return: the job of converting leads, of which each would be converted alone"""
        dialog = self.mass_dialog(leads, **{'deduplicate': False, **values})
        with bulk_work_of(bundle=1):
            return self.env['crm.lead.job'].with_user(self.seller).browse(dialog.action_mass_convert()['res_id'])

    def bundles(self, job):
        """:return: list of lists of the names of what is converted together"""
        items = job.sudo().item_ids.sorted('sequence')
        return [some.mapped('name') for some in items.grouped(lambda item: item.leader_id or item).values()]

    def make_customers(self):
        """:return: leads of which A, C and E, and B and F, have something created that is the same"""
        said = [
            {'name': 'A', 'contact_name': 'Anna Ahlers', 'email_from': 'anna@together.example.com'},
            {'name': 'B', 'contact_name': 'Bob Baker', 'partner_name': 'Together Ltd'},
            {'name': 'C', 'contact_name': 'A. Ahlers', 'email_from': 'Anna@Together.example.com',
             'phone': '+32 2 555 08 01'},
            {'name': 'D', 'contact_name': 'Dora Drake', 'email_from': 'dora@together.example.com'},
            {'name': 'E', 'contact_name': 'Emil Evers', 'phone': '+32 2 555 08 01'},
            {'name': 'F', 'contact_name': 'Fay Fox', 'partner_name': 'TOGETHER Ltd'}]
        return self.env['crm.lead'].union(*(self.make_lead(**values) for values in said))

    def test_those_with_the_same_new_customer_or_company(self):
        leads = self.make_customers()
        job = self.start_by_dialog(leads, action='each_exist_or_create')
        self.assertEqual(self.bundles(job), [['A', 'C', 'E'], ['B', 'F'], ['D']])
        self.work()
        self.assertEqual(job.done_count, 6)
        self.assertEqual(leads[0].partner_id, leads[2].partner_id)
        self.assertEqual(len((leads[1] + leads[5]).partner_id.parent_id), 1)
        self.assertEqual((leads[1] + leads[5]).partner_id.mapped('name'), ['Bob Baker', 'Fay Fox'])

    def test_where_nothing_is_created_each_may_go_alone(self):
        alone = [[name] for name in 'ABCDEF']
        self.assertEqual(self.bundles(self.start_by_dialog(self.make_customers(), action='nothing')), alone)
        leads = self.make_customers()
        leads.partner_id = self.env['res.partner'].create({'name': 'Known'})
        self.assertEqual(self.bundles(self.start_by_dialog(leads, action='each_exist_or_create')), alone)

    def make_same(self, count):
        return self.env['crm.lead'].union(*(self.make_lead(
            name=f'Same {number}', contact_name='Eva Peeters', email_from='eva@same.example.com',
            phone='+32 2 555 08 02') for number in range(count)))

    def test_too_many_for_one_transaction_are_taken_in_parts(self):
        leads = self.make_same(7)
        job = self.start_by_dialog(leads, action='each_exist_or_create')
        self.assertEqual(self.bundles(job), [[f'Same {number}' for number in range(7)]])
        Item, taken = self.registry['crm.lead.job.item'], []
        original = Item._convert

        def convert(items, *args, **kwargs):
            taken.append(items.mapped('name'))
            return original(items, *args, **kwargs)

        with patch.object(crm_lead_job_work, 'CONVERTED', 2), patch.object(Item, '_convert', convert):
            self.work()
        # who stands for them comes last: as long as it waits nobody else takes any of them
        self.assertEqual(taken, [
            ['Same 1', 'Same 2', 'Same 3', 'Same 4'], ['Same 0', 'Same 5', 'Same 6']])
        self.assertEqual((job.state, job.done_count), ('done', 7))
        self.assertEqual(leads.partner_id.mapped('name'), ['Eva Peeters'])
        self.assertEqual(set(leads.mapped('type')), {'opportunity'})

    def test_those_of_an_earlier_part_are_merged_as_well(self):
        leads = self.make_same(7)
        job = self.start_by_dialog(leads, action='nothing', deduplicate=True)
        with patch.object(crm_lead_job_work, 'CONVERTED', 2):
            self.work()
        self.assertEqual((job.state, job.done_count), ('done', 7))
        left = leads.filtered(lambda lead: not lead.merged_into_id)
        self.assertEqual((left.mapped('name'), left.type), (['Same 0'], 'opportunity'))
        # those of the first part went into one of them, and that into the one of the second part
        self.assertEqual(leads.merged_into_id.mapped('name'), ['Same 0', 'Same 1'])


@tagged('post_install', '-at_install', 'database_breaking')
class TestJobConvertWorkers(JobWorkersCase):

    def remove(self, env):
        # pylint: disable=missing-return
        leads = env['crm.lead'].browse(self.lead_ids).exists()
        partners = leads.partner_id | leads.partner_id.parent_id
        super().remove(env)
        partners.exists().filtered('parent_id').unlink()
        partners.exists().unlink()

    def test_two_workers_create_no_customer_twice(self):
        def start(env):
            leads = env['crm.lead'].create([
                {'name': f'Lead {number}', 'type': 'lead', 'user_id': False, 'contact_name': f'Person {number // 3}',
                 'email_from': f'person{number // 3}@workers.example.com', 'partner_name': f'Workers {number // 6}'}
                for number in range(60)])
            self.lead_ids += leads.ids
            dialog = env['crm.lead2opportunity.partner.mass'].with_context(
                active_model='crm.lead', active_ids=leads.ids).create({
                    'action': 'each_exist_or_create', 'deduplicate': False})
            with bulk_work_of(bundle=1):
                return dialog.action_mass_convert()['res_id']

        job_id = self.in_transaction(start)
        self.at_once([lambda env: env['crm.lead.job']._cron_work()] * 2, seconds=60)
        self.in_transaction(lambda env: env['crm.lead.job']._finish_running())

        def check(env):
            job = env['crm.lead.job'].browse(job_id)
            self.assertEqual((job.state, job.done_count), ('done', 60))
            leads = env['crm.lead'].browse(self.lead_ids)
            self.assertEqual(sorted(leads.partner_id.mapped('email')), sorted(
                f'person{number}@workers.example.com' for number in range(20)))
            self.assertEqual(sorted(leads.partner_id.parent_id.mapped('name')), [
                f'Workers {number}' for number in range(10)])
        self.in_transaction(check)
