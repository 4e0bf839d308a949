"""Erasing a person for good: what is kept of merges, conversions and the rest.
Nothing of the person is left in any table of this addon, and undo says why."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL

from .job_common import JobCase

EMAIL = 'zebrawood@zyxwv.example.com'
PHONE = '+32 2 555 98 76'
NAME = 'Zebedee Zyxwv'
WORDS = ('zebrawood', '555 98 76', '25559876', 'zebedee', 'zyxwv')
_OURS = 'odoo.addons.crm_lead_conversion.'


@tagged('post_install', '-at_install')
class TestMergeErase(JobCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env, 'conv_admin', groups='base.group_system,base.group_partner_manager,sales_team.group_sale_manager')
        cls.customer = cls.env['res.partner'].create({'name': NAME, 'email': EMAIL, 'phone': PHONE})
        cls.said = {
            'contact_name': NAME, 'email_from': f'"{NAME}" <{EMAIL}>', 'phone': PHONE,
            'description': f'<p>Call me</p><p>{NAME}</p>'}
        cls.master = cls.make_lead(name='Machines', contact_name='Anna Other', email_from='anna@other.example.com')
        cls.card = cls.make_lead(name=f'Enquiry of {NAME}', partner_id=cls.customer.id, **cls.said)

    def merge(self, leads=None, **kwargs):
        leads = leads or self.master + self.card
        return leads.with_user(self.seller).merge_opportunity(**kwargs)

    def dialog(self, user=None, **values):
        return self.env['crm.lead.erase'].with_user(user or self.admin).create(values or {
            'partner_id': self.customer.id})

    def get_tables(self):
        """:return: sorted names of the tables of leads, of this addon, and of the dialogs that it extends"""
        names = {'crm_lead', 'mail_message', 'mail_tracking_value', 'mail_activity'}
        for model in self.env.values():
            if model._auto and not model._abstract and any(
                    base.__module__.startswith(_OURS) for base in type(model).mro()) and (
                    model._transient or model._original_module == 'crm_lead_conversion'):
                names.add(model._table)
        return sorted(names)

    def find_words(self):
        """:return: sorted list of (table, word): where a word of the person still stands, in any column"""
        self.env.flush_all()
        return sorted(
            (table, word) for table in self.get_tables() for word in WORDS
            if self.env.execute_query(SQL(
                "SELECT 1 FROM %s AS t WHERE to_jsonb(t)::text ILIKE %s LIMIT 1", SQL.identifier(table), f'%{word}%')))

    # ------------------------------------------------------------

    def test_nothing_is_left(self):
        Lead = self.env['crm.lead'].with_user(self.seller)
        # a merge with a message of theirs, one in which the master record is theirs, a conversion,
        # something declared, bulk work, a program that names its request by the address, and a dialog left open
        self.card.message_post(body=f'Regards, {NAME}', message_type='comment')
        self.card.activity_schedule('mail.mail_activity_data_todo', summary=f'Call {NAME}')
        self.merge()
        theirs = self.make_lead(name=f'Theirs, {NAME}', **self.said)
        other = self.make_lead(name='Bean counter', email_from='bean@other.example.com')
        Lead.lead_merge([theirs.id, other.id], master_id=theirs.id)
        converted = self.make_lead(name=f'Grinders, {NAME}', **self.said)
        Lead.lead_convert(
            converted.id, title='Grinders', customer='exist', partner_id=self.customer.id, request_key=EMAIL)
        similar = self.make_lead(name=f'Similar, {NAME}', **self.said)
        similar += self.make_lead(name='Also similar', **self.said)
        similar[0].with_context(similar_to_lead_id=similar[1].id, not_same_kind='email').action_value_says_nothing()
        self.start('merge', self.items_to_merge(similar))
        opened = self.dialog_of(self.make_lead(name=f'Opened, {NAME}', **self.said))
        self.env.flush_all()
        # what is in sight was changed or deleted before, as the person wished
        visible = self.master | theirs | converted | similar | opened.lead_id
        visible.sudo().filtered(lambda lead: not lead.merged_into_id).write({
            'name': 'Removed', 'contact_name': 'Removed', 'email_from': False, 'phone': False, 'description': False,
            'partner_id': False})
        self.assertLessEqual({
            'crm_lead', 'crm_lead_merge', 'crm_lead_conversion', 'crm_lead_not_same', 'crm_lead_job_item',
            'crm_lead_request', 'mail_message', 'mail_activity', 'crm_lead2opportunity_partner',
        }, {table for table, _word in self.find_words()})
        wizard = self.dialog()
        self.assertEqual(
            (wizard.kept_count, wizard.merge_count, wizard.conversion_count, wizard.text_count, wizard.lead_count),
            (2, 3, 1, 3, 0))
        answer = wizard.action_erase()
        self.assertIn('Merged records: 2', answer['params']['message'])
        self.customer.unlink()
        left = SQL("SELECT model, res_id, message_type, body FROM mail_message AS m WHERE to_jsonb(m)::text ~* 'zyxwv'")
        self.assertEqual(self.find_words(), [], self.env.execute_query(left))
        # nobody else's is
        self.assertTrue(other.exists())
        self.assertEqual(other.merged_into_id, theirs)
        self.assertFalse(self.card.exists())
        self.assertEqual((self.master.contact_name, self.master.merge_count), ('Removed', 0))

    def dialog_of(self, lead):
        """:return: the convert dialog of a lead, left open"""
        return self.env['crm.lead2opportunity.partner'].with_user(self.seller).with_context(
            active_model='crm.lead', active_id=lead.id, active_ids=lead.ids).create({'lead_id': lead.id})

    def test_undo_says_why(self):
        self.merge()
        merge = self.master.merge_record_ids
        lead = self.make_lead(name=f'Grinders, {NAME}', **self.said)
        self.env['crm.lead'].with_user(self.seller).lead_convert(lead.id, title='Grinders')
        self.dialog().action_erase()
        said = r'was erased on .*, as personal data had to be removed'
        with self.assertRaisesRegex(UserError, said):
            merge.with_user(self.seller).action_undo()
        self.assertRegex(merge.with_user(self.seller).get_undo_outlook()['refusal'], said)
        self.assertFalse(merge.with_user(self.seller).can_undo)
        with self.assertRaisesRegex(UserError, said):
            lead.with_user(self.seller).action_undo_conversion()
        self.assertEqual((lead.type, lead.contact_name), ('opportunity', NAME))

    def test_counts_first(self):
        self.merge()
        form = Form(self.env['crm.lead.erase'].with_user(self.admin).with_context(
            active_model='res.partner', active_id=self.customer.id))
        self.assertEqual(
            (form.email, form.phone, form.name, form.kept_count, form.merge_count, form.lead_count),
            (EMAIL, PHONE, NAME, 1, 1, 1))
        form.partner_id = self.env['res.partner']
        form.email, form.phone, form.name = False, False, 'Zebedee'
        self.assertEqual(form.kept_count, 1)
        form.name = 'Zebede'
        self.assertEqual(form.kept_count, 0, 'only whole words')
        self.assertTrue(self.card.exists())

    def test_others_kept_in_it_stay(self):
        """A chain: what is kept in the record that is erased goes to the one it is in."""
        first = self.make_lead(name='Bean counter', email_from='bean@other.example.com')
        self.merge(self.card + first)
        self.assertEqual(first.merged_into_id, self.card)
        self.merge()
        self.dialog().action_erase()
        self.assertFalse(self.card.exists())
        self.assertEqual((first.merged_into_id, first.name, self.master.merge_count), (self.master, 'Bean counter', 1))

    def test_for_administrators(self):
        self.merge()
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                self.dialog(user)
        with self.assertRaises(AccessError):
            self.dialog().with_user(self.manager).action_erase()
        self.assertTrue(self.card.exists())

    def test_of_nobody(self):
        self.merge()
        for values in ({'email': ' '}, {'name': 'Al'}):
            wizard = self.dialog(**values)
            self.assertEqual(wizard.kept_count, 0)
            with self.assertRaisesRegex(UserError, 'Say whose data'):
                wizard.action_erase()

    def test_deleting_the_customer(self):
        self.merge()
        self.customer.with_user(self.admin).unlink()
        self.assertFalse(self.card.exists())
        self.assertFalse(self.master.sudo().merge_record_ids.undo_data)
        self.assertEqual(self.master.contact_name, 'Anna Other')

    def test_deleting_the_lead(self):
        self.merge()
        self.master.with_user(self.manager).unlink()
        self.assertFalse(self.card.exists())
        self.assertFalse(self.env['crm.lead.merge'].search([('merged_ids', 'in', self.card.ids)]))

    def test_privacy_lookup(self):
        """Odoo's own tool finds what is kept, and its Delete does not only say so."""
        self.merge()
        merge = self.master.sudo().merge_record_ids
        lead = self.make_lead(name=f'Grinders, {NAME}', **self.said).sudo()
        self.env['crm.lead'].with_user(self.seller).lead_convert(lead.id, title='Grinders')
        lookup = self.env['privacy.lookup.wizard'].with_user(self.admin).create({'name': NAME, 'email': EMAIL})
        lookup.action_lookup()
        found = {(line.res_model, line.res_id): line for line in lookup.line_ids}
        self.assertGreaterEqual(set(found), {
            ('crm.lead', self.card.id), ('crm.lead', lead.id), ('crm.lead.merge', merge.id),
            ('crm.lead.conversion', lead.conversion_ids.id), ('res.partner', self.customer.id)})
        found['crm.lead', self.card.id].action_unlink()
        self.assertFalse(self.card.exists())
        self.assertFalse(merge.undo_data)
        found['crm.lead.conversion', lead.conversion_ids.id].action_unlink()
        self.assertFalse(lead.conversion_ids.values_before)
        found['crm.lead', lead.id].action_unlink()
        self.assertFalse(lead.exists())
        self.assertIn(f'#{self.card.id}', lookup.execution_details)
        with self.assertRaisesRegex(UserError, 'already unlinked'):
            found['crm.lead', self.card.id].action_unlink()
