"""The weekly mail that says what was merged unasked, to each sales manager what
that manager may read, in their language."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, format_list

from ..tools.wording import label, quote_all
from .crm_lead_dedupe_automatic import AUTOMATIC
from .crm_lead_duplicate import MANAGER

# the moment up to which the last one told
_UNTIL = 'crm_lead_conversion.auto_merge_digest_until'
_DAYS = 7
_LINES = 20
_NAMES = 3


class ResUsers(models.Model):
    _inherit = 'res.users'

    lead_merge_digest = fields.Boolean(
        'Weekly Mail about Automatic Merges', default=True,
        help="Once a week, what was merged automatically of the leads and opportunities you may read.")

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, 'lead_merge_digest']

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, 'lead_merge_digest']


class CrmLeadMerge(models.Model):
    _inherit = 'crm.lead.merge'

    @api.model
    def _is_sending_digest(self):
        return self.env['crm.lead']._get_merge_parameter('auto_merge_digest', 'True') != 'False'

    @api.model
    def _cron_send_digest(self):
        """Tell what was done since the last time, if automatic merging is on. Each
        merge is told once, however late the scheduled action is."""
        if not self.env['crm.lead.duplicate']._is_merging_automatically():
            return
        # sudo: who is told what is for the engine; what they are told is read as each of them
        parameters, now = self.env['ir.config_parameter'].sudo(), fields.Datetime.now()
        since = fields.Datetime.to_datetime(parameters.get_param(_UNTIL)) or now - timedelta(days=_DAYS)
        parameters.set_param(_UNTIL, fields.Datetime.to_string(now))
        if self._is_sending_digest():
            for reader in self._get_digest_readers():
                self.with_env(self._get_reader_env(reader))._send_digest(since, now)

    @api.model
    def _get_digest_readers(self):
        """:return: the sales managers who want it and have an address"""
        # sudo: whoever runs the scheduled action
        return self.env['res.users'].sudo().search([
            ('all_group_ids', 'in', self.env.ref(MANAGER).ids), ('share', '=', False),
            ('lead_merge_digest', '=', True), ('email', '!=', False)])

    @api.model
    def _get_reader_env(self, reader):
        """:return: environment of this user in all of their companies, in their
            language, without the rights of the superuser"""
        return self.env(user=reader.id, su=False, context={
            'lang': reader.lang, 'tz': reader.tz, 'allowed_company_ids': (
                # the first one is the current one
                reader.company_id + (reader.company_ids - reader.company_id)).ids})

    @api.model
    def _send_digest(self, since, until):
        """Send the current user what was merged and undone between two moments,
        if there is anything.

        :return: the mail, as superuser; none if there is nothing to tell
        """
        unasked = [('origin', '=', AUTOMATIC)]
        merges = self.search([*unasked, ('date', '>=', since), ('date', '<', until)], order='date desc, id desc')
        undone = self.search_count([*unasked, ('undo_date', '>=', since), ('undo_date', '<', until)])
        # sudo: mails belong to the system
        mails, user = self.env['mail.mail'].sudo(), self.env.user
        if not merges and not undone:
            return mails
        company = user.company_id
        title = self.env._("Duplicates that were merged automatically")
        values = self._get_digest_values(merges, undone, since)
        body = self.env['ir.qweb']._render('crm_lead_conversion.auto_merge_digest', values)
        # sudo: the layout reads what a mail shows of the company
        body = self.env['mail.render.mixin'].sudo()._render_encapsulate('mail.mail_notification_light', body, {
            'company': company.sudo(), 'model_description': self.env._("weekly report"), 'record_name': title,
            'lang': self.env.lang})
        return mails.create({
            'subject': label(self.env, title, values['merged']),
            'body_html': body,
            'email_from': company.sudo().partner_id.email_formatted or user.email_formatted,
            'recipient_ids': [(4, user.partner_id.id)],
            'auto_delete': True,
            'state': 'outgoing',
        })

    @api.model
    def _get_digest_values(self, merges, undone, since):
        """:param merges: what was merged, as far as the user may read it
        :param int undone: number of merges that were undone
        :return: dict of what the mail shows"""
        url = self.get_base_url()
        day = format_date(self.env, fields.Datetime.context_timestamp(self, since).date())
        groups, leads = len(merges), sum(merges.mapped('merged_count')) + len(merges)
        return {
            'merged': self.env._("1 group, %s records", leads) if groups == 1 else self.env._(
                "%(groups)s groups, %(leads)s records", groups=groups, leads=leads),
            'since': self.env._("Since %(day)s, duplicates were merged automatically:", day=day),
            'undone': undone,
            'lines': [{
                'name': merge.master_id.display_name,
                'url': f'{url}/odoo/crm.lead/{merge.master_id.id}',
                'merged': merge._get_merged_names(),
                'strength': merge.strength,
                'reason': merge.reason,
                'undone': merge.state == 'undone',
            } for merge in merges[:_LINES]],
            'more': groups > _LINES and self.env._("And %s more.", groups - _LINES),
            'url': f'{url}/odoo/action-crm_lead_conversion.crm_lead_merge_automatic_action',
            'preferences_url': f'{url}/odoo/my-preferences/{self.env.uid}',
        }

    def _get_merged_names(self):
        """:return: the names of what was merged, the first of them if there are many"""
        names = quote_all(self.env, self.merged_ids[:_NAMES].mapped('display_name'))
        more = len(self.merged_ids) - _NAMES
        return format_list(self.env, [*names, self.env._("%s more", more)] if more > 0 else names)
