"""Merging by the methods for programs, as a salesperson."""

from odoo.tests import tagged

from .api_common import ApiCase


@tagged('post_install', '-at_install')
class TestApiMerge(ApiCase):

    def setUp(self):
        super().setUp()
        self.first = self.make_lead(name='First', phone='+32 9 555 01 01')
        self.second = self.make_lead(name='Second', email_from='zoe@koffiehuis.example.com', city='Gent')
        self.leads = self.first | self.second

    def test_merge(self):
        answer = self.Lead.lead_merge(self.leads.ids)
        merge = self.first.merge_record_ids
        self.assertEqual(answer, {
            'lead_id': self.first.id, 'merged_ids': [self.second.id], 'merge_id': merge.id,
            'moved': merge.moved_count, 'combined': merge.combined_count, 'kept_aside': merge.aside_count,
            'left_behind': 0})
        self.assertEqual(self.first.email_from, 'zoe@koffiehuis.example.com')
        self.assertEqual((merge.origin, merge.user_id), ('program', self.seller))

    def test_chosen(self):
        answer = self.Lead.lead_merge(
            self.leads.ids, master_id=self.second.id, chosen={'name': self.first.id}, team_id=self.other_team.id)
        self.assertEqual(answer['lead_id'], self.second.id)
        self.assertEqual((self.second.name, self.second.team_id), ('First', self.other_team))

    def test_preview(self):
        before = self.database()
        preview = self.Lead.lead_merge_preview(self.leads.ids, chosen={'name': self.second.id})
        self.assertEqual(preview['master_id'], self.first.id)
        self.assertEqual(preview['problem'], '')
        self.assertEqual(
            [(record['lead_id'], record['name'], record['refusal'], record['may_survive'])
             for record in preview['records']],
            [(self.first.id, 'First', '', True), (self.second.id, 'Second', '', True)])
        fields = {field['name']: field for field in preview['fields']}
        self.assertEqual(fields['name'], {
            'name': 'name', 'label': 'Opportunity',
            'values': {str(self.first.id): 'First', str(self.second.id): 'Second'},
            'result': 'Second', 'rule': 'chosen', 'source_ids': [self.second.id], 'differs': True, 'choosable': True})
        self.assertEqual(fields['city']['result'], 'Gent')
        self.assertSameDatabase(before)

    def test_merged_as_previewed(self):
        marks = {str(record['lead_id']): record['fingerprint'] for record in self.Lead.lead_merge_preview(
            self.leads.ids)['records']}
        self.second.phone = '+32 9 555 09 09'
        error = self.assertRefused('changed', 'lead_merge', self.leads.ids, fingerprints=marks)
        self.assertEqual(error.context['lead_ids'], self.second.ids)
        self.assertEqual(
            error.args[0],
            "Nothing was merged, as this changed since the preview: “Second”. Ask for a preview again, then merge.")
        self.assertFalse(self.first.merge_record_ids)
        marks = {str(record['lead_id']): record['fingerprint'] for record in self.Lead.lead_merge_preview(
            self.leads.ids)['records']}
        self.assertEqual(self.Lead.lead_merge(self.leads.ids, fingerprints=marks)['lead_id'], self.first.id)

    def test_undo(self):
        before = self.database()
        merge_id = self.Lead.lead_merge(self.leads.ids)['merge_id']
        self.assertEqual(self.Lead.lead_undo_merge(merge_id), {
            'merge_id': merge_id, 'lead_id': self.first.id, 'restored_ids': self.second.ids, 'message': ''})
        self.assertSameDatabase(before)
        error = self.assertRefused('already_undone', 'lead_undo_merge', merge_id)
        self.assertEqual(error.context['merge_id'], merge_id)

    def test_resolve(self):
        third = self.make_lead(name='Third')
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        self.created_on(third, '2025-01-01')
        self.Lead.lead_merge(self.leads.ids)
        self.Lead.lead_merge([third.id, self.first.id])
        gone = third.copy()
        gone.sudo().unlink()
        self.assertEqual(self.Lead.lead_resolve(
            [self.second.id, self.first.id, third.id, theirs.id, gone.id])['results'], [
            {'lead_id': self.second.id, 'current_id': third.id, 'merged': True},
            {'lead_id': self.first.id, 'current_id': third.id, 'merged': True},
            {'lead_id': third.id, 'current_id': third.id, 'merged': False},
            {'lead_id': theirs.id, 'current_id': False, 'merged': False},
            {'lead_id': gone.id, 'current_id': False, 'merged': False}])

    def test_already_merged(self):
        self.Lead.lead_merge(self.leads.ids)
        third = self.make_lead(name='Third')
        error = self.assertRefused('already_merged', 'lead_merge', [third.id, self.second.id])
        self.assertEqual(error.context, {
            'code': 'already_merged', 'lead_ids': self.second.ids, 'into': {str(self.second.id): self.first.id}})
        self.assertRefused('already_merged', 'lead_find_similar', self.second.ids)
        # a preview says it of the record
        self.assertIn('merged into “First” already', self.Lead.lead_merge_preview(
            [third.id, self.second.id])['records'][0]['refusal'])

    def test_refusals(self):
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        gone = self.make_lead().id
        self.env['crm.lead'].browse(gone).unlink()
        won = self.make_lead(name='Won', type='opportunity', stage_id=self.stage_won.id)
        for code, ids, options in (
            ('refused', self.first.ids, {}),
            ('refused', [self.first.id, self.first.id], {}),
            ('refused', [self.first.id, won.id], {}),
            ('no_access', [self.first.id, theirs.id], {}),
            ('not_found', [self.first.id, gone], {}),
            ('not_found', self.leads.ids, {'user_id': 2**31 - 1}),
            ('not_found', self.leads.ids, {'team_id': 2**31 - 1}),
            ('invalid_argument', self.leads.ids, {'user_id': self.env.ref('base.public_user').id}),
            ('invalid_argument', self.leads.ids, {'master_id': won.id}),
            ('invalid_argument', self.leads.ids, {'chosen': {'type': self.second.id}}),
            ('invalid_argument', self.leads.ids, {'chosen': {'name': won.id}}),
            ('invalid_argument', self.leads.ids, {'fingerprints': {str(won.id): 'x'}}),
            ('invalid_argument', [], {}),
            ('invalid_argument', None, {}),
            ('invalid_argument', [True, False], {}),
            ('invalid_argument', [2**31], {}),
            ('invalid_argument', list(range(1, 502)), {}),
            ('invalid_argument', 'all', {}),
            ('invalid_argument', self.leads.ids, {'masters': 1}),
            ('invalid_argument', self.leads.ids, {'chosen': []}),
        ):
            with self.subTest(code=code, ids=ids, **options):
                self.assertRefused(code, 'lead_merge', ids, **options)
        self.assertTrue(all(self.leads.mapped('active')))

    def test_nothing_of_a_record_that_is_not_read(self):
        theirs = self.make_lead(name='Top secret', user_id=self.colleague.id)
        for method, argument in (
            ('lead_merge', [self.first.id, theirs.id]), ('lead_merge_preview', [self.first.id, theirs.id]),
            ('lead_find_similar', theirs.ids), ('lead_convert', theirs.id), ('lead_conversion_options', theirs.id),
            ('lead_undo_conversion', theirs.id),
        ):
            error = self.assertRefused('no_access', method, argument)
            self.assertEqual(error.context['ids'], theirs.ids)
            self.assertNotIn('secret', str(error))
            self.assertTrue(error.__suppress_context__ or not error.__context__)

    def test_deleted_as_odoo_does_it(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.keep_merged', 'False')
        self.assertRefused('refused', 'lead_merge_preview', self.leads.ids)
        answer = self.Lead.lead_merge(self.leads.ids)
        self.assertEqual((answer['lead_id'], answer['merged_ids'], answer['merge_id']), (
            self.first.id, self.second.ids, False))
        self.assertFalse(self.second.exists())
