"""Enquiries by mail, form and program: where the team wants it, one of somebody
who already has an open lead is taken into that lead.

It is created as ever, so that what other addons make of it happens, and merged
at once: nothing is lost, and an undo makes it a lead of its own again, with its
message."""

from markupsafe import Markup
from psycopg2.errors import SerializationFailure

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formataddr, mute_logger

from ..tools.wording import join_phrases
from .crm_lead_dedupe_automatic import ENQUIRY
from .crm_lead_merge import MergeOrigin

_FILES = 'ir_attachment.res_id'
# what tells whose lead it is, and who may have it
_SAID = (
    'type', 'team_id', 'user_id', 'company_id', 'partner_id', 'contact_name', 'partner_name', 'email_from', 'website',
    'street', 'zip', 'country_id')
# how far it is: that of the lead it is taken into counts
_PROGRESS = ('qualification_state', 'stage_id', 'probability')


class Enquiry:
    """Says in the context that the lead that is created is an enquiry; a
    program outside cannot send it.

    :param str channel: ``mail``, ``form`` or ``program``
    """

    def __init__(self, channel):
        self.channel = channel
        self.values = {}  # of the call of create
        self.lead_id = None  # what was created
        self.team = ''  # name of the team it arrived at
        self.match = None  # of _find_similar, where there is a record to take it into
        self.merge_id = None  # once it was taken into that
        self.is_attached = False
        self.message_id = None  # what was posted for it


class EnquiryOrigin(MergeOrigin):
    """Of the merge that takes an enquiry into a record."""

    def __init__(self, enquiry, record):
        super().__init__(ENQUIRY, enquiry.match['lead_id'], record=record)
        self.enquiry = enquiry


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _get_enquiry(self):
        """:return: the :class:`Enquiry` of the context, if there is one"""
        enquiry = self.env.context.get('crm_lead_enquiry')
        return enquiry if isinstance(enquiry, Enquiry) else None

    @api.model_create_multi
    def create(self, vals_list):
        enquiry = self._get_enquiry()
        if not enquiry or enquiry.lead_id or len(vals_list) != 1:
            return super().create(vals_list)
        [values] = vals_list
        enquiry.values = dict(values)
        if target := self._find_enquiry_target(enquiry, values):
            # nobody is told of a lead that is gone at once; whose record it goes into has it after an undo
            self = self.with_context(mail_create_nolog=True, mail_auto_subscribe_no_notify=True)
            vals_list = [{
                **{name: value for name, value in values.items() if name not in _PROGRESS},
                'type': target.type, 'user_id': target.user_id.id}]
        lead = super().create(vals_list)
        enquiry.lead_id = lead.id
        return lead

    def _assign_userless_lead_in_team(self, creation_source):
        """Nobody gets a lead that is gone at once."""
        enquiry = self._get_enquiry()
        if enquiry and enquiry.match:
            return None
        return super()._assign_userless_lead_in_team(creation_source)

    # ------------------------------------------------------------
    # Which record
    # ------------------------------------------------------------

    @api.model
    def _find_enquiry_target(self, enquiry, values):
        """The strongest match that the team wants, among equals the oldest. It
        is locked: what somebody else is changing takes no enquiry.

        :param dict values: of the lead that is to be created
        :return: record, empty if a lead is to be created
        """
        lead = self._get_enquiry_lead(values)
        # sudo: what the team wants holds for everybody
        team = lead.team_id._origin.sudo()
        if team.similar_enquiry != 'attach' or not self._is_matching_by_evidence():
            return self.browse()
        matches = [
            match for match in lead._find_similar(team.similar_enquiry_strength)[lead]
            if self._may_be_merged(match, include_lost=False)]
        found = self.browse(match['lead_id'] for match in matches)
        target = found._filter_enquiry_company(lead.company_id._origin)._filtered_access('write')[:1]
        if not target or not target._lock_for_enquiry():
            return self.browse()
        enquiry.team = team.name
        enquiry.match = next(match for match in matches if match['lead_id'] == target.id)
        return target

    @api.model
    def _get_enquiry_lead(self, values):
        """:return: the lead as it would be created, in no table yet"""
        names = {*_SAID, *self.env['crm.lead.match.key']._get_phone_fields()}
        said = {**self.default_get(sorted(names - values.keys())), **values}
        return self.new({name: said[name] for name in names if name in said})

    def _filter_enquiry_company(self, company):
        """Two companies never share an enquiry: what belongs to none can be read
        by all of them. Where there is only one, Odoo writes it on some leads and
        not on others, and nothing depends on it.

        :param company: of the enquiry, may be empty
        :return: those of these records that are of the same company
        """
        if not self.env['crm.lead.duplicate']._has_several_companies():
            return self
        # sudo: of which company a record is
        return self.filtered(lambda lead: lead.sudo().company_id.id == company.id)

    def _lock_for_enquiry(self):
        """:return: whether nobody is changing this record, or did so since this
            transaction began"""
        try:
            with mute_logger('odoo.sql_db'), self.env.cr.savepoint(flush=False):
                self.lock_for_update(allow_referencing=True)
        except (UserError, SerializationFailure):
            return False
        return True

    # ------------------------------------------------------------
    # Taking it into that
    # ------------------------------------------------------------

    @api.model
    def _finish_enquiry(self, enquiry):
        """Take the lead that was created for an enquiry into the record that
        was found for it. If that cannot be done, it stays a lead of its own.

        :return: the record that the enquiry is in now
        """
        lead = self.browse(enquiry.lead_id)
        if not enquiry.match:
            return lead
        target = self.browse(enquiry.match['lead_id'])
        kinds = self.env['crm.lead.duplicate.pair']._get_kinds(enquiry.match['found'])
        origin = EnquiryOrigin(enquiry, {
            'strength': enquiry.match['strength'],
            'match_kinds': self.env['crm.lead.duplicate']._get_kind_names(kinds)})
        # who reads the note is whose record it is
        records = (target | lead).with_context(
            crm_lead_enquiry=None, crm_lead_merge_origin=origin, lang=target.user_id.lang or self.env.lang)
        try:
            with mute_logger('odoo.sql_db'), self.env.cr.savepoint():
                records.merge_opportunity()
        except (UserError, SerializationFailure) as error:
            enquiry.match = None
            reason = error.args[0] if isinstance(error, UserError) else self.env._(
                "It was changed at the same moment.")
            lead._message_log(body=self.env._(
                "This enquiry could not be added to a similar lead: %s Look at the similar leads.", reason))
            return lead
        self._note_enquiry(enquiry, records[:1], lead.id)
        return target

    @api.model
    def _note_enquiry(self, enquiry, target, lead_id):
        """:param target: the record it was taken into, in the language of its
            salesperson"""
        enquiry.is_attached = True
        if not self._is_keeping_merged():
            target._message_log(body=target._get_enquiry_note(enquiry))
            return
        # sudo: records of merges belong to the engine
        merge = self.env['crm.lead.merge'].sudo().search(
            [('master_id', '=', target.id), ('merged_ids', 'in', lead_id)], order='id desc', limit=1)
        enquiry.merge_id = merge.id

    @api.model
    def _get_enquiry_note(self, enquiry):
        """:return: sentences: where it arrived, and why it was added"""
        arrived = {
            'mail': self.env._("This enquiry arrived by e-mail at %s.", enquiry.team),
            'form': self.env._("This enquiry arrived by a form on the website at %s.", enquiry.team),
            'program': self.env._("This enquiry arrived by a program at %s.", enquiry.team),
        }[enquiry.channel]
        return arrived + " " + self.env._(
            "It was added here because this is most likely the same customer (%(strength)s of 100): %(reasons)s.",
            strength=enquiry.match['strength'],
            reasons=join_phrases(self.env, self._get_match_reasons(enquiry.match, counted=False)))

    # ------------------------------------------------------------
    # Its message
    # ------------------------------------------------------------

    def _creation_subtype(self):
        """What is added to a record that was there is an answer of the customer."""
        enquiry = self._get_enquiry()
        if enquiry and enquiry.is_attached:
            return self.env['mail.message.subtype']
        return super()._creation_subtype()

    def _message_post_after_hook(self, message, msg_vals):
        enquiry = self._get_enquiry()
        if enquiry and enquiry.merge_id and not enquiry.message_id and message.message_type in ('comment', 'email'):
            enquiry.message_id = message.id
            # sudo: records of merges belong to the engine
            self.env['crm.lead.merge'].sudo().browse(enquiry.merge_id)._add_enquiry_message(message, enquiry.lead_id)
        return super()._message_post_after_hook(message, msg_vals)

    def _post_enquiry(self, enquiry, body, attachments=None, attachment_ids=None):
        """Post what the customer said on the record that the enquiry is in,
        as a message of the customer.

        :param attachments: pairs of a name and bytes
        :param attachment_ids: of files that belong to the record
        :return: message
        """
        # sudo: what the customer said, and who that is, was created right here
        lead = self.sudo().browse(enquiry.lead_id).exists() or self.sudo()
        sender = lead.email_normalized and formataddr((lead.contact_name or '', lead.email_normalized))
        return self.with_context(crm_lead_enquiry=enquiry, mail_post_autofollow_author_skip=True).message_post(
            body=body, subject=enquiry.values.get('name'), message_type='comment', subtype_xmlid='mail.mt_comment',
            author_id=lead.partner_id.id or None, email_from=sender or lead.email_from or None,
            attachments=attachments or [], attachment_ids=attachment_ids or [])


class CrmLeadMerge(models.Model):
    _inherit = 'crm.lead.merge'

    def _get_note(self, absorbed):
        said = self.env['crm.lead']._get_merge_said()
        if not isinstance(said, EnquiryOrigin):
            return super()._get_note(absorbed)
        return Markup("<p>%s</p><p>%s %s</p><p>%s</p>") % (
            self.env['crm.lead']._get_enquiry_note(said.enquiry),
            self.env._("The lead it would have been:"), Markup(" ").join(lead._get_html_link() for lead in absorbed),
            self.env._(
                "If it is another matter, choose Undo on the page Merges of this record: the enquiry is a lead of its"
                " own then, with its message."))

    def _add_enquiry_message(self, message, lead_id):
        """The message was posted after the merge, and goes back with it.

        :param lead_id: the merged lead of the enquiry
        """
        messages, data = dict(self.message_data or {}), dict(self.undo_data)
        messages[str(lead_id)] = [*messages.get(str(lead_id), ()), message.id]
        files = data['moved'].get(_FILES, [])
        known = {row[0] for row in files}
        # sudo: which files came with the message that was just posted
        added = [
            [file.id, lead_id] for file in message.sudo().attachment_ids
            if file.res_model == 'crm.lead' and file.res_id == self.master_id.id and file.id not in known]
        if added:
            data['moved'] = {**data['moved'], _FILES: [*files, *added]}
        self.write({'message_data': messages, 'undo_data': data})
