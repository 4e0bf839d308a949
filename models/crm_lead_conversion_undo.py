"""Taking a conversion back."""

from markupsafe import Markup
from psycopg2 import Error as DatabaseError

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_list, mute_logger

from .crm_lead_outside import one_record


class CrmLeadConversion(models.Model):
    _inherit = 'crm.lead.conversion'

    @one_record
    def action_undo(self):
        """Turn the record back into what it was: every stored value that the
        conversion changed is put back, unless somebody changed it
        since. A customer that the conversion created is removed if nothing
        else uses it.

        :return: action that says what was kept and shows the record anew
        :raise UserError: if it was undone already, is too old, or if the
            opportunity was won since
        :raise AccessError: if the user may not change the opportunity
        """
        # sudo: which record this is about; it is checked as the user
        self_sudo = self._prepare_undo(self.sudo().lead_id)
        # what was noted of it comes before
        self_sudo.lead_id._finish_tracking()
        self_sudo._check_undo()
        remarks = self_sudo._restore_lead() + self_sudo._remove_created_customers()
        self_sudo._finish_undo()
        # as superuser: the lead may be somebody else's again
        self_sudo.lead_id._message_log(body=Markup("<p>%s</p>%s") % (
            self_sudo._get_undo_note(),
            Markup().join(Markup("<p>%s</p>") % remark for remark in remarks)))
        return self_sudo._get_undo_action(remarks)

    def _check_undo(self):
        lead = self.lead_id
        if lead.merged_into_id:
            raise UserError(self.env._(
                "“%(lead)s” was merged into “%(master)s” later. Undo that merge first.",
                lead=lead.display_name, master=lead.merged_into_id.display_name))
        if self.state == 'undone':
            raise UserError(self.env._(
                "The conversion of “%(lead)s” was undone already by %(user)s.",
                lead=lead.display_name, user=self.undo_user_id.name))
        later = lead.conversion_ids.filtered(
            lambda record: record.id > self.id and record.state == 'done')
        if later:
            raise UserError(self.env._(
                "“%s” was converted again later. Undo the later conversion first.",
                lead.display_name))
        if self.values_before is False or self.values_before is None:
            raise UserError(self.env._(
                "The conversion of “%s” is too old: what is needed to undo it was deleted, as"
                " the settings say.", lead.display_name))
        if self.origin == 'customer':
            return
        if lead.type != 'opportunity':
            raise UserError(self.env._("“%s” is a lead already.", lead.display_name))
        if lead.won_status == 'won':
            raise UserError(self.env._(
                "“%s” was won since. Move it to another stage first, then undo the conversion.",
                lead.display_name))

    def _restore_lead(self):
        """Put back what nobody changed since.

        :return: list of sentences about what could not be put back"""
        lead, after = self.lead_id, self.values_after
        current = lead._snapshot_values()[lead.id]
        unchanged = {name for name, value in after.items() if current.get(name) == value}
        kept = [
            name for name in after
            if name in lead._fields and name not in unchanged and not self._is_derived(name)
        ]
        gone = lead._snapshot_restore({
            name: value for name, value in self.values_before.items() if name in unchanged})
        if unchanged != set(after):
            # what is derived from a mix of old and newer values
            lead._recompute_derived()
        return self._get_undo_remarks(kept, gone)

    def _is_derived(self, name):
        field = self.lead_id._fields[name]
        return bool(field.compute and field.readonly)

    def _remove_created_customers(self):
        """Delete what the conversion created, unless it is used elsewhere or
        was changed since.

        :return: list of sentences that say what was done
        """
        created = (self.partner_created_id | self.company_created_id).exists()
        if not created:
            return []
        remarks = []
        removed = created.filtered(lambda partner: partner.write_date <= self.create_date)
        for partner in created - removed:
            remarks.append(self.env._(
                "The customer “%s”, created by the conversion, was changed since and is kept.",
                partner.display_name))
        # a company goes only if its contact goes, a contact may go alone
        for partners in (removed, self.partner_created_id & removed):
            if not partners:
                continue
            names = partners.mapped('display_name')
            if not partners._find_usage() and self._try_unlink(partners):
                remarks.append(self.env._("Removed as nothing else uses it: %s", names))
                break
        for partner in removed.exists():
            remarks.append(self.env._(
                "The customer “%(name)s”, created by the conversion, is used elsewhere"
                " (%(where)s) and is kept.",
                name=partner.display_name, where=self._get_usage_labels(partner)))
        return remarks

    def _try_unlink(self, partners):
        """:return: whether the deletion was possible; others may refuse it"""
        try:
            with mute_logger('odoo.sql_db'), self.env.cr.savepoint():
                partners.unlink()
        except (UserError, DatabaseError):
            return False
        return True

    def _get_usage_labels(self, partner):
        models_ = partner._find_usage()
        labels = sorted(
            self.env['ir.model']._get(name).name or name if name in self.env else name
            for name in models_)
        return format_list(self.env, labels) or self.env._("protected")

    def _get_undo_remarks(self, kept, gone):
        """Fields that not everybody may see are not named.

        :param kept: names of fields that keep their newer value
        :param gone: names of fields whose old value was deleted meanwhile
        :return: list of sentences
        """
        remarks = []
        if kept := self._get_field_labels(kept):
            remarks.append(self.env._("Kept, as changed since: %s", kept))
        if gone := self._get_field_labels(gone):
            remarks.append(self.env._(
                "Not put back, as the record it was has been deleted: %s", gone))
        return remarks

    def _get_field_labels(self, names):
        lead_fields = self.env['crm.lead']._fields
        return format_list(self.env, sorted({
            lead_fields[name]._description_string(self.env)
            for name in names if not lead_fields[name].groups
        }))

    def _get_undo_note(self):
        """:return: sentence for the chatter"""
        if self.origin == 'customer':
            return self.env._("Conversion into a customer undone by %s.", self.env.user.name)
        return self.env._("Conversion undone by %s: this is a lead again.", self.env.user.name)

    def _get_undo_title(self):
        """:return: sentence for whoever undid it"""
        name = self.lead_id.display_name
        if self.origin == 'customer':
            return self.env._("The conversion of “%s” into a customer is undone", name)
        return self.env._("“%s” is a lead again", name)

    def _get_undo_action(self, remarks):
        following = {'type': 'ir.actions.client', 'tag': 'soft_reload'}
        if not self.lead_id.sudo(False).has_access('read'):
            # it belongs to somebody else again: back to what the user may see
            following = self.env['ir.actions.act_window']._for_xml_id('crm.crm_lead_action_pipeline')
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'title': self._get_undo_title(),
                'message': " ".join(remarks),
                'sticky': bool(remarks),
                'next': following,
            },
        }
