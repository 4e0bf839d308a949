"""What converting tells people: who gets many leads hears of all at once, what
became of one and what changed by that is one message, and many are written at once."""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, models

# So many leads a salesperson hears of one by one, and so many are named in a message about more.
_APART = 5
_NAMED = 50
# where notes wait for the end of the transaction
_NOTES = 'crm_lead_conversion.notes'


class WaitingNotes(list):
    """What Odoo notes of each lead whose values changed, before it is written for
    all of them. It travels in the context; a program outside cannot send such an object."""


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    # ------------------------------------------------------------
    # Whom they were given to
    # ------------------------------------------------------------

    def _message_auto_subscribe_notify(self, partner_ids, template):
        log = self._get_conversion_log()
        if not log or log.origin == 'program' or self.env.context.get('mail_auto_subscribe_no_notify'):
            return super()._message_auto_subscribe_notify(partner_ids, template)
        # who gets one in the end is told
        log.given.update((lead_id, (tuple(partner_ids), template)) for lead_id in self._ids)
        return None

    @api.model
    def _tell_of_given(self, given):
        """Tell people which leads are theirs now.

        :param dict given: {lead id: (ids of the partners to tell, XML ID of Odoo's template)}
        """
        groups = defaultdict(list)
        for lead_id, whom in given.items():
            groups[whom].append(lead_id)
        for (partner_ids, template), ids in groups.items():
            # sudo: they are somebody else's now
            leads = self.sudo().browse(ids).exists().with_context(crm_lead_conversion_log=None)
            for partner in self.env['res.partner'].sudo().browse(partner_ids):
                theirs = leads.with_context(lang=partner.lang)
                if len(theirs) > _APART:
                    theirs._tell_of_many(partner)
                else:
                    theirs._message_auto_subscribe_notify(partner.ids, template)

    def _tell_of_many(self, partner):
        """:param partner: to whom these leads were given; the context has their language"""
        named = self.sorted('id')[:_NAMED]
        title, more = self.env._("You have been assigned %s leads and opportunities", len(self)), len(self) - len(named)
        body = self.env['ir.qweb']._render('crm_lead_conversion.message_given', {
            'leads': [(lead.display_name, lead._notify_get_action_link('view')) for lead in named],
            'title': title, 'more': more and self.env._("And %s more: you find them in your pipeline.", more),
        }, minimal_qcontext=True)
        self.env['mail.thread'].message_notify(
            subject=title,
            body=self.env['mail.render.mixin']._replace_local_links(body),
            partner_ids=partner.ids, email_layout_xmlid='mail.mail_notification_layout',
            model_description=self.env['ir.model']._get(self._name).display_name)

    # ------------------------------------------------------------
    # What changed
    # ------------------------------------------------------------

    def _prepare_tracking(self):
        """Read what these leads say now, as each ``write`` does: what is
        tracked is compared with it."""
        if not self.env.context.get('tracking_disable') and not self.env.context.get('mail_notrack'):
            self._get_unread(self._fields)._track_prepare(self._fields)

    def _get_unread(self, fields_iter):
        """:return: those of which what is tracked of these fields was not read
            yet in this transaction"""
        names = self._track_get_fields().intersection(fields_iter)
        known = self.env.cr.precommit.data.get(f'mail.tracking.{self._name}', {})
        return self.filtered(lambda lead: not names <= (known.get(lead.id) or {}).keys())

    def _track_prepare(self, fields_iter):
        """What is known is not read again: what follows from the customer would be
        computed before these become opportunities, and once more afterwards."""
        log = self._get_conversion_log()
        if log and log.tracked:
            fields_iter = [*fields_iter]
            left = set(self._ids).difference(log.tracked).union(self._get_unread(fields_iter)._ids)
            self = self.filtered(lambda lead: lead.id in left)
        return super()._track_prepare(fields_iter)

    def _note_conversions(self, notes):
        """Note in the chatter what these became. The note waits for the values
        that changed: where those are only noted, one message says both.

        :param dict notes: {lead id: body}
        """
        data = self.env.cr.precommit.data
        tracked, waiting = data.get(f'mail.tracking.{self._name}', {}), data.setdefault(_NOTES, defaultdict(Markup))
        later = {lead_id for lead_id in notes if tracked.get(lead_id)}
        for lead_id in later:
            waiting[lead_id, self.env.uid] += notes[lead_id]
        notes = {lead_id: note for lead_id, note in notes.items() if lead_id not in later}
        self.browse(notes)._message_log_batch(bodies=notes)

    def _message_track(self, fields_iter, initial_values_dict):
        """What was noted of these is written with it; of several leads all at once."""
        pending, own = self.env.cr.precommit.data.get(_NOTES, {}), set(self._ids)
        taken = {key: pending.pop(key) for key in [*pending] if key[0] in own}
        if len(self) < 2 and not taken:
            return super()._message_track(fields_iter, initial_values_dict)
        # who converted says so, even if somebody else wrote these first
        notes = {lead_id: note for (lead_id, uid), note in taken.items() if uid == self.env.uid}
        waiting = WaitingNotes()
        tracked = super(CrmLead, self.with_context(crm_lead_conversion_track=waiting))._message_track(
            fields_iter, initial_values_dict)
        self._log_tracked(waiting, notes)
        left = defaultdict(dict)
        for (lead_id, uid), note in taken.items():
            if uid != self.env.uid or lead_id in notes:
                left[uid][lead_id] = note
        for uid, bodies in left.items():
            # sudo: who converted may have given it away
            leads = self.browse(bodies).with_user(uid).sudo().exists()
            leads._message_log_batch(bodies={lead_id: bodies[lead_id] for lead_id in leads._ids})
        return tracked

    def _message_log(self, **kwargs):
        waiting = self.env.context.get('crm_lead_conversion_track')
        if not isinstance(waiting, WaitingNotes) or kwargs.keys() - {'body', 'author_id', 'tracking_value_ids'}:
            return super()._message_log(**kwargs)
        waiting.append((self.id, kwargs))
        return self.env['mail.message']

    def _log_tracked(self, waiting, notes):
        """:param list waiting: pairs of a lead id and the parameters of ``_message_log``
        :param dict notes: {lead id: body}; what was written is taken out of it"""
        by_author = defaultdict(dict)
        for lead_id, kwargs in waiting:
            if not kwargs.get('body') and kwargs.get('author_id') is None:
                kwargs = {**kwargs, 'body': notes.pop(lead_id, '')}
            by_author[kwargs.get('author_id')][lead_id] = kwargs
        for author_id, logged in by_author.items():
            messages = self.browse(logged)._message_log_batch(
                {lead_id: kwargs.get('body', '') for lead_id, kwargs in logged.items()}, author_id=author_id)
            # sudo: as Odoo, which creates them with the message
            self.env['mail.tracking.value'].sudo().create([
                {**values, 'mail_message_id': message.id}
                for message, kwargs in zip(messages, logged.values(), strict=True)
                for _command, _id, values in kwargs['tracking_value_ids']])
