"""The weekly mail about what was merged unasked: who gets it, and what it says to whom."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .dedupe_common import AutomaticCase

_CRON = 'crm_lead_conversion.ir_cron_crm_lead_dedupe_digest'


@tagged('post_install', '-at_install')
class TestDedupeDigest(AutomaticCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # those that are there besides want no mail
        cls.env['res.users'].search([('id', '!=', cls.manager.id)]).lead_merge_digest = False
        cls.manager.email = 'mona@example.com'

    def send(self):
        """What the scheduled action does.

        :return: the mails it made"""
        last = self.env['mail.mail'].search([], order='id desc', limit=1).id
        cron = self.env.ref(_CRON)
        cron.with_user(cron.user_id).ir_actions_server_id.run()
        return self.env['mail.mail'].search([('id', '>', last)])

    def merge(self):
        """Merge Eva's leads unasked, a minute ago: what is merged in this very
        second is told the next time."""
        self.switch_on()
        self.scan_and_merge()
        self.date_back()

    def date_back(self):
        minute = fields.Datetime.now() - timedelta(minutes=1)
        self.merges().filtered(lambda merge: merge.date > minute).date = minute
        self.merges().filtered('undo_date').undo_date = minute

    def test_what_it_says(self):
        self.merge()
        mail = self.send()
        self.assertEqual((mail.recipient_ids, mail.state), (self.manager.partner_id, 'outgoing'))
        self.assertEqual(mail.subject, "Duplicates that were merged automatically: 1 group, 2 records")
        body = str(mail.body_html)
        for text in ("Merged: <b>1 group, 2 records</b>", "Merges that were undone: <b>0</b>", "“Call”", "Grinder",
                     "<b>Strength 100</b>", "same e-mail; same phone; same person", f"/odoo/crm.lead/{self.eva.id}",
                     "/odoo/action-crm_lead_conversion.crm_lead_merge_automatic_action",
                     f"/odoo/my-preferences/{self.manager.id}"):
            self.assertIn(text, body)
        self.assertNotIn("Undone since", body)
        self.assertNotIn("more.", body)

    def test_each_merge_is_told_once(self):
        self.merge()
        self.assertEqual(len(self.send()), 1)
        self.assertFalse(self.send())

    def test_undone(self):
        self.merge()
        self.undo(self.eva)
        self.date_back()
        body = str(self.send().body_html)
        self.assertIn("Merges that were undone: <b>1</b>", body)
        self.assertIn("Undone since", body)

    def test_undone_later(self):
        self.merge()
        self.send()
        self.undo(self.eva)
        now = fields.Datetime.now()
        self.merges().write({'date': now - timedelta(minutes=3), 'undo_date': now - timedelta(minutes=1)})
        self.set_parameter('auto_merge_digest_until', fields.Datetime.to_string(now - timedelta(minutes=2)))
        mail = self.send()
        self.assertIn("0 groups, 0 records", mail.subject)
        self.assertIn("Merges that were undone: <b>1</b>", str(mail.body_html))

    def test_nothing_done(self):
        self.switch_on()
        (self.eva + self.call)._merge_opportunity()
        self.assertFalse(self.send())

    def test_of_the_last_week_only(self):
        self.merge()
        self.merges().date = fields.Datetime.now() - timedelta(days=8)
        self.assertFalse(self.send())

    def test_switched_off(self):
        self.merge()
        self.set_parameter('auto_merge', False)
        self.assertFalse(self.send())
        # and told when it is on again
        self.set_parameter('auto_merge', 'True')
        self.assertEqual(len(self.send()), 1)

    def test_no_mail_wanted(self):
        self.merge()
        with Form(self.env['res.config.settings']) as form:
            self.assertTrue(form.lead_conversion_auto_merge_digest)
            form.lead_conversion_auto_merge_digest = False
        form.record.execute()
        self.assertFalse(self.env['res.config.settings'].create({}).lead_conversion_auto_merge_digest)
        self.assertFalse(self.send())

    def test_who_wants_none(self):
        self.merge()
        self.manager.with_user(self.manager).lead_merge_digest = False
        self.assertFalse(self.send())
        with self.assertRaises(AccessError):
            self.manager.with_user(self.seller).lead_merge_digest = True

    def test_for_sales_managers_only(self):
        everybody = new_test_user(
            self.env, 'conv_all', name='Ada All', email='ada@example.com',
            groups='base.group_user,sales_team.group_sale_salesman_all_leads')
        self.seller.write({'email': 'sanne@example.com', 'lead_merge_digest': True})
        self.assertTrue(everybody.lead_merge_digest)
        self.merge()
        self.assertEqual(self.send().recipient_ids, self.manager.partner_id)

    def test_without_address(self):
        self.merge()
        self.manager.email = False
        self.assertFalse(self.send())

    def test_twenty_of_them(self):
        self.merge()
        first = self.merges()
        for _number in range(21):
            first.copy({'merged_ids': [(6, 0, first.merged_ids.ids)], 'date': first.date})
        mail = self.send()
        self.assertIn("22 groups, 44 records", mail.subject)
        body = str(mail.body_html)
        self.assertEqual(body.count(f"/odoo/crm.lead/{self.eva.id}"), 20)
        self.assertIn("And 2 more.", body)

    # ------------------------------------------------------------
    # To whom
    # ------------------------------------------------------------

    def make_their_manager(self):
        theirs = self.env['res.company'].create({'name': 'Other Company'})
        return theirs, new_test_user(
            self.env, 'conv_their', name='Tim Their', email='tim@example.com',
            groups='sales_team.group_sale_manager', company_id=theirs.id, company_ids=[(6, 0, theirs.ids)])

    def test_of_their_companies(self):
        theirs, their_manager = self.make_their_manager()
        (self.eva + self.call).sudo().write({'user_id': False, 'team_id': False, 'company_id': self.env.company.id})
        self.merge()
        self.assertEqual(self.send().recipient_ids, self.manager.partner_id)
        # of both, in one mail
        for name in ('Their first', 'Their second'):
            self.make_lead(
                name=name, contact_name='Ann Wouters', phone='+32 2 555 66 66', partner_name='Wouters NV',
                email_from='ann@wouters.example.com', user_id=False, team_id=False, company_id=theirs.id,
                country_id=self.belgium.id)
        self.manager.company_ids += theirs
        self.scan_and_merge()
        self.set_parameter('auto_merge_digest_until', False)
        self.date_back()
        mails = self.send()
        self.assertEqual(mails.recipient_ids, self.manager.partner_id + their_manager.partner_id)
        mine = mails.filtered(lambda mail: mail.recipient_ids == self.manager.partner_id)
        other = mails - mine
        self.assertIn("2 groups, 4 records", mine.subject)
        self.assertIn("1 group, 2 records", other.subject)
        for text, in_other in (("Grinder", False), ("“Call”", False), ("Their first", True), ("“Their second”", True)):
            self.assertIn(text, str(mine.body_html))
            (self.assertIn if in_other else self.assertNotIn)(text, str(other.body_html))

    def test_what_they_may_not_read(self):
        self.env['ir.rule'].create({
            'name': 'x', 'model_id': self.env['ir.model']._get_id('crm.lead'),
            'domain_force': "[('name', '!=', 'Grinder')]"})
        self.merge()
        self.assertTrue(self.merges())
        self.assertFalse(self.send())

    def test_in_their_language(self):
        self.env['res.lang']._activate_lang('fr_FR')
        french = new_test_user(
            self.env, 'conv_french', name='Fabien', email='fabien@example.com', lang='fr_FR',
            groups='sales_team.group_sale_manager')
        self.env.ref('crm_lead_conversion.auto_merge_digest').update_field_translations('arch_db', {
            'fr_FR': {"See what was merged automatically": "Voir les fusions"}})
        self.env['res.lang']._lang_get('fr_FR').date_format = '%d/%m/%Y'
        self.set_parameter('auto_merge_digest_until', '2026-01-31 12:00:00')
        self.merge()
        mails = self.send()
        mine = mails.filtered(lambda mail: mail.recipient_ids == french.partner_id)
        self.assertIn("Voir les fusions", str(mine.body_html))
        self.assertIn("31/01/2026", str(mine.body_html))
        self.assertIn("See what was merged automatically", str((mails - mine).body_html))
        self.assertIn("01/31/2026", str((mails - mine).body_html))
