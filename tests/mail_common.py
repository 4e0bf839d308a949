"""What the tests share that hand raw messages to the mail gateway."""

from odoo.tests import new_test_user

from .common import ConvertCase


class MailCase(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'evidence')
        # a program that delivers mail logs in as such a user: Odoo lets it note that an alias works,
        # and know a message that came before
        cls.gateway = new_test_user(
            cls.env, 'conv_gateway', name='Mail Gateway',
            groups='base.group_system,sales_team.group_sale_salesman_all_leads')
        # where mass mailing is installed, it looks for its own mails in what is answered
        if mailing := cls.env.ref('mass_mailing.group_mass_mailing_user', raise_if_not_found=False):
            cls.gateway.group_ids |= mailing
        domain = cls.env['mail.alias.domain'].create({
            'name': 'own.example.com', 'bounce_alias': 'conv-bounce', 'catchall_alias': 'conv-catchall'})
        for team, name in ((cls.team, 'conv-machines'), (cls.other_team, 'conv-service')):
            team.write({'alias_name': name, 'alias_domain_id': domain.id})
        cls.other_team.with_user(cls.manager).use_leads = False

    def deliver(self, body=b'Two machines please.', **headers):
        """Hand the gateway a message as it comes from the network.

        :param bytes body: all below the headers
        :param headers: str or bytes; ``Message_ID`` for Message-ID, None to
            leave one out
        :return: the lead that the gateway names, as the seller sees it
        """
        headers = {
            'From': 'Eva Peeters <eva@koffiehuis.example.com>',
            'To': 'conv-machines@own.example.com',
            'Subject': 'Machines for the canteen',
            'Message_ID': '<first@koffiehuis.example.com>',
            'MIME_Version': '1.0',
            **headers}
        lines = [
            name.replace('_', '-').encode() + b': ' + (value if isinstance(value, bytes) else value.encode())
            for name, value in headers.items() if value is not None]
        lead_id = self.env['mail.thread'].with_user(self.gateway).message_process(
            False, b'\r\n'.join([*lines, b'', body]))
        return self.env['crm.lead'].with_user(self.seller).browse(lead_id or [])

    def leads_of(self, email='eva@koffiehuis.example.com'):
        return self.env['crm.lead'].with_user(self.seller).search([('email_normalized', '=', email)])

    def last_message(self, lead):
        return lead.message_ids.filtered(lambda message: message.message_type == 'email')[:1]

    def waiting_lead(self, **values):
        """A lead that waits for the customer, who was written to.

        :return: the lead, and headers of an answer
        """
        lead = self.make_lead(email_from='eva@koffiehuis.example.com', **values)
        offer = lead.message_post(body='Our offer', message_type='comment', subtype_xmlid='mail.mt_comment')
        lead.qualification_state = 'pending'
        return lead, {
            'Subject': 'Re: Our offer', 'Message_ID': '<answer@koffiehuis.example.com>',
            'In_Reply_To': offer.message_id, 'References': offer.message_id}
