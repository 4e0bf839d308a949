"""What programs asked for under a key of their own: it is done once."""

import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.lead_api_error import LeadApiError

_KEPT_DAYS = 30
_LONGEST_KEY = 200


class CrmLeadRequest(models.Model):
    """Only the engine creates and reads these: the key is the program's secret,
    and the answer is for the user who got it."""

    _name = 'crm.lead.request'
    _description = 'Request of a Program'
    _log_access = False
    _rec_name = 'method'

    user_id = fields.Many2one('res.users', required=True, readonly=True, ondelete='cascade')
    key = fields.Char(required=True, readonly=True)
    method = fields.Char(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)
    answer = fields.Json(required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, index=True)

    _user_key_uniq = models.UniqueIndex("(user_id, key)")

    @api.autovacuum
    def _gc_requests(self):
        """Forget keys that no program sends again."""
        self.search([('date', '<', fields.Datetime.now() - timedelta(days=_KEPT_DAYS))], limit=10_000).unlink()


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _api_once(self, request_key, method, wanted, work):
        """Do what a program asks for, or give it the answer it got before.

        :param request_key: of the program, nothing if it sent none
        :param str method: name of the method that was called
        :param dict wanted: its arguments
        :param work: callable that does it and returns the answer
        :return: answer
        :raise LeadApiError: ``key_reused``, or what the work is refused by
        """
        key = self._api_value('request_key', request_key, 'text')
        if key is None:
            return work()
        if not 0 < len(key) <= _LONGEST_KEY:
            raise LeadApiError('invalid_argument', self.env._(
                "A request_key has 1 to %s characters.", _LONGEST_KEY), argument='request_key')
        given = {name: value for name, value in wanted.items() if value is not None and value is not False}
        try:
            digest = hashlib.sha256(json.dumps([method, given], sort_keys=True).encode()).hexdigest()
        except TypeError:
            # by XML-RPC there are dates and files as well
            raise LeadApiError('invalid_argument', self.env._(
                "The arguments may be texts, numbers, true, false, lists and objects only.")) from None
        # sudo: only this user's own request is looked at
        known = self.env['crm.lead.request'].sudo().search(
            [('user_id', '=', self.env.uid), ('key', '=', key)])
        if known:
            if known.digest != digest:
                raise LeadApiError('key_reused', self.env._(
                    "This request_key was sent before with another request. Make a new one for each."))
            return known.answer
        answer = work()
        self.env.flush_all()
        # one that came at the same moment is seen by nobody yet: the database
        # refuses the second, and Odoo tries that again
        self.env.cr.execute(SQL(
            "INSERT INTO crm_lead_request (user_id, key, method, digest, answer, date)"
            " VALUES (%s, %s, %s, %s, %s::jsonb, %s) ON CONFLICT DO NOTHING",
            self.env.uid, key, method, digest, json.dumps(answer), fields.Datetime.now()))
        return answer
