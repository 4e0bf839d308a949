from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .merge_common import MergeCase


class DialogTourCase(MergeCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.password = 'conv_seller'
        tags = cls.env['crm.tag'].create([{'name': 'Tour one'}, {'name': 'Tour two'}])
        cls.first = cls.make_lead(
            name='Tour: first', contact_name='Eva Peeters', phone='+32 2 555 01 01', street='Hoogstraat 1',
            city='Gent', tag_ids=[(6, 0, tags[0].ids)])
        cls.second = cls.make_lead(
            name='Tour: second', contact_name='Eva Peeters', phone='+32 2 555 02 02', street='Laagstraat 2',
            city='Brugge', zip='8000', email_from='second@tour.example.com', tag_ids=[(6, 0, tags[1].ids)])
        cls.third = cls.make_lead(name='Tour: third', contact_name='Eva Peeters')
        cls.won = cls.make_lead(name='Tour: won', type='opportunity', contact_name='Eva Peeters')
        cls.won.sudo().action_set_won()
        cls.second.message_post(body='Hello')
        cls.second.activity_schedule('mail.mail_activity_data_todo', user_id=cls.seller.id)
        cls.leads = cls.first + cls.second + cls.third + cls.won
        cls.action = cls.env['ir.actions.act_window'].create({
            'name': 'Of the tour', 'res_model': 'crm.lead', 'view_mode': 'list,kanban,form',
            'domain': [('id', 'in', cls.leads.ids)]})


@tagged('post_install', '-at_install')
class TestMergeDialogTour(DialogTourCase):
    browser_size = '1400x900'

    def test_choose_merge_and_undo(self):
        self.start_tour(f'/odoo/action-{self.action.id}', 'crm_lead_conversion_merge_dialog', login='conv_seller')
        merge = self.first.merge_record_ids
        self.assertEqual((merge.state, merge.merged_ids), ('undone', self.second))
        plan = {field['name']: field['rule'] for field in merge.read_plan()['fields']}
        self.assertEqual((plan['phone'], plan['street'], plan['email_from']), ('chosen', 'block', 'first'))
        self.assertEqual((self.first.phone, self.first.street), ('+32 2 555 01 01', 'Hoogstraat 1'))
        self.assertFalse(any(lead.merged_into_id for lead in self.leads))


@tagged('post_install', '-at_install')
class TestMergeDialogPhoneTour(DialogTourCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_changed_since_on_a_phone(self):
        with mute_logger('odoo.http'):  # where the server notes each refusal
            self.start_tour(
                f'/odoo/action-{self.action.id}', 'crm_lead_conversion_merge_dialog_phone', login='conv_seller')
        self.assertEqual((self.second + self.third).merged_into_id, self.first)
        self.assertFalse(self.won.merged_into_id)
        self.assertEqual(self.first.phone, '+32 2 555 99 99')
