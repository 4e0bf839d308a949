"""Erasing for good what is kept of a person: kept records, and what is needed to
undo merges and conversions. Afterwards there is no way back, and that is said."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..tools.erase import get_pattern
from .crm_lead_outside import some_records

_MESSAGES = 'mail.message'
# what goes with a lead that is deleted, and so with what came from a kept one: {reference: model}
_GOES_WITH_IT = {'mail_activity.res_id': 'mail.activity', 'ir_attachment.res_id': 'ir.attachment'}
# what the system writes; what people write to each other is theirs
_NOTES = ('notification', 'auto_comment', 'user_notification')
_INSTEAD = '…'


class CrmLeadLog(models.AbstractModel):
    _inherit = 'crm.lead.log'

    erase_date = fields.Datetime(
        'Erased on', readonly=True, help="When what is needed to undo it was erased, as somebody asked for that.")

    def _get_erased_refusal(self):
        """:return: sentence that says why it cannot be undone, empty if nothing was erased"""
        return self.env._(
            "What is needed to undo this was erased on %s, as personal data had to be removed.",
            format_date(self.env, self.erase_date)) if self.state == 'done' and self.erase_date else ''


class CrmLeadMerge(models.Model):
    _inherit = 'crm.lead.merge'

    def _get_undo_refusal(self):
        return self._get_erased_refusal() or super()._get_undo_refusal()

    def _erase_undo(self, cards=None):
        """Erase the values that these merges keep, and the files they replaced.

        :param cards: merged records that are erased, with the messages,
            activities and files that came from them
        """
        self._drop_replaced_files()
        for merge in self:
            messages = dict(merge.message_data or {})
            if cards:
                merge._erase_what_came_from(cards, messages)
            merge.write({
                'undo_data': False, 'plan': False, 'erase_date': fields.Datetime.now(),
                'message_data': messages or False})

    def _erase_what_came_from(self, cards, messages):
        """:param dict messages: of the merge, changed in place"""
        gone = {_MESSAGES: [
            message_id for card in cards for message_id in messages.pop(str(card.id), ())]}
        moved = (self.undo_data or {}).get('moved', {})
        for reference, model in _GOES_WITH_IT.items():
            gone[model] = [row[0] for row in moved.get(reference, ()) if row[1] in cards._ids]
        for model, ids in gone.items():
            # what was moved on, or taken by somebody else, is no longer theirs
            field = {_MESSAGES: 'model'}.get(model, 'res_model')
            self.env[model].search([
                ('id', 'in', ids), (field, '=', 'crm.lead'), ('res_id', '=', self.master_id.id)]).unlink()


class CrmLeadConversion(models.Model):
    _inherit = 'crm.lead.conversion'

    def _check_undo(self):
        if refusal := self._get_erased_refusal():
            raise UserError(refusal)
        return super()._check_undo()

    def _erase_undo(self):
        """Erase the values that these conversions keep."""
        self.write({'values_before': False, 'values_after': False, 'erase_date': fields.Datetime.now()})


class CrmLeadNotSame(models.Model):
    _inherit = 'crm.lead.not.same'

    def _erase_said(self):
        """Delete what was declared: what it speaks of is compared again."""
        if self:
            self.unlink()
            self._forget_answers()


class CrmLeadJobItem(models.Model):
    _inherit = 'crm.lead.job.item'

    def _erase_texts(self):
        """Erase what these items are called, and what is said of them."""
        self.write({'name': self.env._("Erased"), 'outcome': False})


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _erase_kept(self):
        """Delete kept records for good, with what came from them and what is
        needed to undo their merges. Other records that are kept in them stay,
        kept in the record that these are in.

        :return: the records that they were in
        """
        cards = self.filtered('merged_into_id')
        current = cards._get_current_ids()
        masters = self.browse({current[card.id] for card in cards}) - cards
        merges = self.env['crm.lead.merge'].search([('merged_ids', 'in', cards.ids)])
        merges._erase_undo(cards)
        cards.merge_record_ids._drop_replaced_files()
        for card in cards:
            self.env.cr.execute(SQL(
                "UPDATE crm_lead SET merged_into_id = %s WHERE merged_into_id = %s AND id <> ALL(%s)",
                current[card.id], card.id, cards.ids))
        titles = {card.id: card.name for card in cards}
        for master in masters:
            master._erase_from_notes([
                name for card_id, name in titles.items() if current[card_id] == master.id and name != master.name])
        cards._unlink_merged()
        self.env.cr.execute(SQL(
            "UPDATE crm_lead AS lead SET merge_count = NULLIF("
            "   (SELECT count(*) FROM crm_lead AS kept WHERE kept.merged_into_id = lead.id), 0)"
            " WHERE lead.id = ANY(%s)", masters.ids))
        self.env['crm.lead'].invalidate_model(flush=False)
        return masters

    @api.model
    def _find_noted(self, pattern):
        """:return: leads on which the system wrote something that has the pattern"""
        if not pattern:
            return self.browse()
        self.env['mail.message'].flush_model()
        rows = self.env.execute_query(SQL(
            "SELECT DISTINCT res_id FROM mail_message WHERE model = 'crm.lead' AND message_type IN %s"
            " AND (body ~* %s OR subject ~* %s)", _NOTES, pattern, pattern))
        return self.browse(row[0] for row in rows)

    def _erase_from_notes(self, terms):
        """Take names, addresses and numbers out of what the system wrote on
        these records: notes, tracked values, activities."""
        pattern = get_pattern(terms)
        if not pattern or not self.ids:
            return
        self.env.flush_all()
        notes = SQL(
            "SELECT id FROM mail_message WHERE model = 'crm.lead' AND res_id = ANY(%s) AND message_type IN %s",
            self.ids, _NOTES)
        for table, columns, condition in (
                ('mail_message', ('body', 'subject'), SQL("id IN (%s)", notes)),
                ('mail_tracking_value', ('old_value_char', 'new_value_char', 'old_value_text', 'new_value_text'),
                 SQL("mail_message_id IN (%s)", notes)),
                ('mail_activity', ('summary', 'note'), SQL("res_model = 'crm.lead' AND res_id = ANY(%s)", self.ids))):
            for column in map(SQL.identifier, columns):
                self.env.cr.execute(SQL(
                    "UPDATE %s SET %s = regexp_replace(%s, %s, %s, 'gi') WHERE %s AND %s ~* %s",
                    SQL.identifier(table), column, column, pattern, _INSTEAD, condition, column, pattern))
        for model in ('mail.message', 'mail.tracking.value', 'mail.activity'):
            self.env[model].invalidate_model(flush=False)


class ResPartner(models.Model):
    _inherit = 'res.partner'

    @some_records
    def unlink(self):
        """Kept records of a customer are out of sight: nobody would ever find
        them once the customer is deleted, so they go too."""
        # sudo: kept records are hidden, and go whoever deletes their customer
        kept = self.env['crm.lead'].sudo().with_context(active_test=False).search(
            [('merged_into_id', '!=', False), ('partner_id', 'in', self.ids)])
        if kept:
            self.check_access('unlink')
            kept._erase_kept()
        return super().unlink()
