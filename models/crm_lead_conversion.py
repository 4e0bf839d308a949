"""The record of a conversion, and its undo."""

import hashlib
import json
from datetime import timedelta

from markupsafe import Markup
from psycopg2 import Error as DatabaseError

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import formatLang, mute_logger



class CrmLeadConversion(models.Model):
    _name = 'crm.lead.conversion'
    _description = 'Conversion of a Lead'
    _order = 'id desc'
    _rec_name = 'lead_id'

    lead_id = fields.Many2one(
        'crm.lead', 'Opportunity', required=True, readonly=True, index=True, ondelete='cascade')
    user_id = fields.Many2one('res.users', 'Converted by', readonly=True, ondelete='set null')
    date = fields.Datetime('Converted on', required=True, readonly=True)
    origin = fields.Selection([
        ('dialog', 'Convert dialog'),
        ('mass', 'Conversion of several leads'),
        ('program', 'Assignment, mail link or program'),
    ], required=True, readonly=True)
    customer_action = fields.Selection([
        ('create', 'Create a new customer'),
        ('exist', 'Link to an existing customer'),
        ('each_exist_or_create', 'Use existing customer or create'),
        ('nothing', 'Do not link to a customer'),
    ], 'Customer Choice', readonly=True)
    partner_created_id = fields.Many2one(
        'res.partner', 'Created Customer', readonly=True, index='btree_not_null',
        ondelete='set null')
    company_created_id = fields.Many2one(
        'res.partner', 'Created Company', readonly=True, index='btree_not_null',
        ondelete='set null')
    state = fields.Selection(
        [('done', 'Converted'), ('undone', 'Undone')],
        default='done', required=True, readonly=True)
    undo_user_id = fields.Many2one('res.users', 'Undone by', readonly=True, ondelete='set null')
    undo_date = fields.Datetime('Undone on', readonly=True)
    # The values may hold fields that are not for everybody: for the engine only.
    values_before = fields.Json(readonly=True, groups='base.group_system')
    values_after = fields.Json(readonly=True, groups='base.group_system')
    can_undo = fields.Boolean(compute='_compute_can_undo')

    @api.depends('state', 'values_before')
    def _compute_can_undo(self):
        for conversion in self:
            conversion.can_undo = bool(
                conversion.state == 'done' and conversion.sudo().values_before)

    # ------------------------------------------------------------
    # Access: who may read the opportunity may read its conversions
    # ------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            leads = self.env['crm.lead'].with_context(active_test=False)._search([])
            domain = Domain(domain) & Domain('lead_id', 'in', leads)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or self.env.su or not any(self._ids):
            return result
        leads = self.sudo().lead_id.sudo(False)
        readable = leads._filtered_access('read')
        forbidden = self.filtered(lambda record: record.sudo().lead_id.sudo(False) not in readable)
        if forbidden:
            refused = leads - readable
            return forbidden, lambda: refused._check_access('read')[1]()
        return None

    # ------------------------------------------------------------
    # Note
    # ------------------------------------------------------------

    @api.model
    def _get_hash(self, values):
        """:return: short text that is the same for the same JSON values"""
        text = json.dumps(values, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def _get_note(self):
        """:return: Markup for the chatter: who, how, and the choices made"""
        self.ensure_one()
        lead = self.lead_id
        lines = [self._get_customer_line()]
        if lead.user_id:
            lines.append(self.env._("Salesperson: %s", lead.user_id.name))
        if lead.team_id:
            lines.append(self.env._("Sales team: %s", lead.team_id.name))
        if self.origin == 'dialog':
            lines += self._get_changed_lines()
        title = self.env._("Converted into an opportunity by %(user)s (%(origin)s).",
                           user=self.user_id.name, origin=self._get_label('origin'))
        return Markup("<p>%s</p><ul>%s</ul>") % (
            title, Markup().join(Markup("<li>%s</li>") % line for line in lines))

    def _get_changed_lines(self):
        """:return: what the dialog let the user type, where it was changed"""
        lead = self.lead_id
        shown = {
            'name': str,
            'expected_revenue': lambda value: formatLang(
                self.env, value or 0, currency_obj=lead.company_currency),
            'probability': lambda value: f"{value or 0:g} %",
        }
        before, after = self.values_before or {}, self.values_after or {}
        return [
            self.env._("%(field)s: %(before)s → %(after)s",
                       field=lead._fields[name]._description_string(self.env),
                       before=show(before.get(name)), after=show(after[name]))
            for name, show in shown.items() if name in after
        ]

    def _get_label(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], '')

    def _get_customer_line(self):
        partner = self.lead_id.partner_id
        if self.partner_created_id:
            return self.env._("Customer created: %s", partner.display_name)
        if partner and (self.values_after or {}).get('partner_id'):
            return self.env._("Customer linked: %s", partner.display_name)
        if partner:
            return self.env._("Customer as before: %s", partner.display_name)
        if self.customer_action == 'nothing':
            return self.env._("No customer linked, as chosen")
        return self.env._("No customer linked")

    # ------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------

    def action_undo(self):
        """Turn the opportunity back into the lead it was: every stored value
        that the conversion changed is put back, unless somebody changed it
        since. A customer that the conversion created is removed if nothing
        else uses it.

        :return: action that says what was kept and shows the record anew
        :raise UserError: if it was undone already, is too old, or if the
            opportunity was won since
        :raise AccessError: if the user may not change the opportunity
        """
        self.ensure_one()
        self.check_access('read')
        # sudo: the record belongs to the engine; the right to undo is the
        # right to change the opportunity, checked as the user right here
        self_sudo = self.sudo()
        lead = self_sudo.lead_id.sudo(False)
        lead.check_access('write')
        try:
            lead.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self.env._(
                "Somebody is changing “%s” right now. Try again in a moment.",
                lead.display_name)) from None
        self_sudo._check_undo()
        kept = self_sudo._restore_lead()
        customers = self_sudo._remove_created_customers()
        self_sudo.write({
            'state': 'undone', 'undo_user_id': self.env.uid, 'undo_date': fields.Datetime.now()})
        remarks = self_sudo._get_undo_remarks(kept) + customers
        lead._message_log(body=Markup("<p>%s</p>%s") % (
            self.env._("Conversion undone by %s: this is a lead again.", self.env.user.name),
            Markup().join(Markup("<p>%s</p>") % remark for remark in remarks)))
        return self_sudo._get_undo_action(remarks)

    def _check_undo(self):
        lead = self.lead_id
        self.invalidate_recordset(['state'])
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
        if lead.type != 'opportunity':
            raise UserError(self.env._("“%s” is a lead already.", lead.display_name))
        if lead.won_status == 'won':
            raise UserError(self.env._(
                "“%s” was won since. Move it to another stage first, then undo the conversion.",
                lead.display_name))

    def _restore_lead(self):
        """:return: names of the fields that were not put back"""
        lead, after = self.lead_id, self.values_after
        current = lead._snapshot_values()[lead.id]
        unchanged = {name for name, value in after.items() if current.get(name) == value}
        kept = [
            name for name in after
            if name in lead._fields and name not in unchanged and not self._is_derived(name)
        ]
        gone = lead._snapshot_restore({
            name: value for name, value in self.values_before.items() if name in unchanged})
        if kept:
            # what is derived from a mix of old and newer values
            for name in after:
                if name in lead._fields and self._is_recomputable(name):
                    self.env.add_to_compute(lead._fields[name], lead)
        self.env.flush_all()
        return kept + gone

    def _is_derived(self, name):
        field = self.lead_id._fields[name]
        return bool(field.compute and field.readonly)

    def _is_recomputable(self, name):
        """Derived from other values of the lead alone: dates would compute to
        *now*, and some computations feed editable fields as well."""
        lead_fields = self.lead_id._fields
        field = lead_fields[name]
        return self._is_derived(name) and field.type not in ('date', 'datetime') and all(
            other.readonly for other in lead_fields.values() if other.compute == field.compute)

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
            names = ", ".join(partners.mapped('display_name'))
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
        return ", ".join(labels) or self.env._("protected")

    def _get_undo_remarks(self, kept):
        """:param kept: names of fields that keep their newer value
        :return: list of sentences; fields that not everybody may see are not
            named"""
        lead_fields = self.env['crm.lead']._fields
        labels = sorted({
            lead_fields[name]._description_string(self.env)
            for name in kept if not lead_fields[name].groups
        })
        if not labels:
            return []
        return [self.env._("Kept as changed since, or not to be restored: %s", ", ".join(labels))]

    def _get_undo_action(self, remarks):
        lead = self.lead_id.sudo(False)
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'title': self.env._("“%s” is a lead again", lead.display_name),
                'message': " ".join(remarks),
                'sticky': bool(remarks),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    @api.model
    def _get_undo_days(self):
        """:return: days for which a conversion can be undone, 0 for ever"""
        # sudo: system parameters are not readable by salespeople
        value = self.env['ir.config_parameter'].sudo().get_param('crm_lead_conversion.undo_days')
        try:
            return max(int(value or 0), 0)
        except ValueError:
            return 0

    @api.autovacuum
    def _gc_undo_values(self):
        """Delete what is needed to undo conversions older than the system
        parameter ``crm_lead_conversion.undo_days`` says (0: keep for ever)."""
        days = self._get_undo_days()
        if not days:
            return
        limit = fields.Datetime.now() - timedelta(days=days)
        self.search([('date', '<', limit), ('values_before', '!=', False)]).write({
            'values_before': False, 'values_after': False})
