"""Leads by e-mail, and the answers of customers."""

import codecs

from odoo import api, models

from .crm_lead_outside import some_records


def _is_automatic(message):
    """:return: whether a program answered, as *out of office* does"""
    # RFC 3834; what is older than that says so in headers of its own
    sent = (message.get('Auto-Submitted') or 'no').partition(';')[0].strip().lower()
    return sent != 'no' or 'X-Autoreply' in message or 'X-Autorespond' in message or (
        message.get('Precedence') or '').strip().lower() == 'auto_reply'


def _is_known(charset):
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True


class MailThread(models.AbstractModel):
    _inherit = 'mail.thread'

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Only here the headers are at hand."""
        if _is_automatic(message):
            self = self.with_context(crm_lead_automatic_mail=True)
        return super()._message_route_process(message, message_dict, routes)

    def _message_parse_extract_payload(self, message, message_dict, save_original=False):
        """A text in a charset that nobody knows is no reason to lose the message."""
        for part in message.walk():
            if part.get_content_maintype() == 'text' and not _is_known(part.get_content_charset('utf-8')):
                part.set_param('charset', 'utf-8')
        return super()._message_parse_extract_payload(message, message_dict, save_original=save_original)


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @some_records
    def message_update(self, msg_dict, update_vals=None):
        """An answer of the customer: it is our turn again. One of our own
        people who answers by mail changes nothing, and neither does a program.
        An answer to a merged lead is one to the record it is in now."""
        leads = self._get_current()
        result = super(CrmLead, leads).message_update(msg_dict, update_vals=update_vals)
        leads._reopen_waiting(msg_dict.get('author_id'))
        return result

    def _reopen_waiting(self, author_id=None):
        """It is our turn, unless one of our own people or a program wrote.

        :param author_id: id of the partner who did, if known
        """
        author = self.env['res.partner'].browse(author_id or [])
        # sudo: only whether it is one of us
        ours = any(not user.share for user in author.sudo().user_ids)
        if not ours and not self.env.context.get('crm_lead_automatic_mail'):
            self.filtered(lambda lead: lead.qualification_state == 'pending').write({'qualification_state': 'open'})
