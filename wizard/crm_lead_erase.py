"""Erasing what is kept of a person who asked for it: said first, then done."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

from ..models.crm_lead_outside import one_record
from ..tools.erase import get_pattern

_logger = logging.getLogger(__name__)

_OURS = 'odoo.addons.crm_lead_conversion.'
# {model: columns that may name a person}; kept records are looked at as a whole
_TEXTS = {
    'crm.lead.merge': ('undo_data', 'plan'),
    'crm.lead.conversion': ('values_before', 'values_after'),
    'crm.lead.not.same': ('value',),
    'crm.lead.job.item': ('name', 'outcome', 'data'),
    'crm.lead.request': ('key', 'answer'),
}


class CrmLeadErase(models.TransientModel):
    """For administrators, who see what is kept of all companies."""

    _name = 'crm.lead.erase'
    _description = 'Erase What Is Kept of a Person'

    partner_id = fields.Many2one('res.partner', 'Contact')
    email = fields.Char(compute='_compute_person', store=True, readonly=False)
    phone = fields.Char(compute='_compute_person', store=True, readonly=False)
    name = fields.Char(
        compute='_compute_person', store=True, readonly=False,
        help="Everything kept that names a person of this name is erased, those of namesakes too. Leave it empty if"
             " the name is a common one.")
    kept_count = fields.Integer('Merged Records', compute='_compute_counts')
    merge_count = fields.Integer('Merges', compute='_compute_counts')
    conversion_count = fields.Integer('Conversions', compute='_compute_counts')
    text_count = fields.Integer('Other Notes', compute='_compute_counts')
    lead_count = fields.Integer('Leads and Opportunities', compute='_compute_counts')

    @api.model
    def default_get(self, fields):
        """From the menu of a contact, it is of that contact."""
        values = super().default_get(fields)
        context = self.env.context
        if 'partner_id' in fields and context.get('active_model') == 'res.partner' and type(
                context.get('active_id')) is int:
            values.setdefault('partner_id', context['active_id'])
        return values

    @api.depends('partner_id')
    def _compute_person(self):
        for wizard in self:
            if partner := wizard.partner_id:
                wizard.update({'email': partner.email, 'phone': partner.phone, 'name': partner.name})

    @api.depends('partner_id', 'email', 'phone', 'name')
    def _compute_counts(self):
        for wizard in self:
            found = wizard._find()
            wizard.update({
                'kept_count': len(found['crm.lead']),
                'merge_count': len(found['crm.lead.merge']),
                'conversion_count': len(found['crm.lead.conversion']),
                'text_count': sum(len(found[model]) for model in (
                    'crm.lead.not.same', 'crm.lead.job.item', 'crm.lead.request')),
                'lead_count': len(wizard._find_leads(kept=False)),
            })

    # ------------------------------------------------------------
    # What there is
    # ------------------------------------------------------------

    def _get_terms(self):
        """:return: list of the words by which the person is found in texts"""
        self.ensure_one()
        phones = [self.phone, self._get_number()]
        return [email_normalize(self.email or '') or self.email, *phones, self.name]

    def _get_number(self):
        return self.phone and self.env['res.partner']._phone_format(
            number=self.phone, country=self.partner_id.country_id or self.env.company.country_id)

    def _find(self):
        """:return: {model: records, as superuser} that keep something of the person"""
        self.check_access('read')
        # sudo: what is kept is for the engine only; who may come here was checked
        env = self.sudo().env
        found = {'crm.lead': self._find_leads(kept=True)}
        pattern = get_pattern(self._get_terms())
        for model, ids in self._find_kept_texts(pattern).items():
            found[model] = env[model].browse(ids)
        # those in which such a record was merged, whatever they say
        found['crm.lead.merge'] |= env['crm.lead.merge'].search([
            ('merged_ids', 'in', found['crm.lead'].ids), '|', ('undo_data', '!=', False), ('plan', '!=', False)])
        return found

    def _find_leads(self, kept):
        """:param bool kept: those that were merged, or those that are still there
        :return: leads, as superuser, of the person"""
        leads = self.sudo().env['crm.lead'].with_context(active_test=False)
        conditions = []
        if pattern := get_pattern(self._get_terms()):
            conditions.append(SQL("%s ~* %s", self._get_text(SQL("to_jsonb(crm_lead)")), pattern))
        if self.partner_id.ids:
            conditions.append(SQL("partner_id = ANY(%s)", self.partner_id.ids))
        if not conditions:
            return leads
        leads.flush_model()
        rows = self.env.execute_query(SQL(
            "SELECT id FROM crm_lead WHERE merged_into_id IS %s NULL AND (%s) ORDER BY id",
            SQL("NOT") if kept else SQL(), SQL(" OR ").join(conditions)))
        return leads.browse(row[0] for row in rows)

    @api.model
    def _find_kept_texts(self, pattern):
        """:return: {model: ids} of what is kept of merges, conversions and the rest that has the pattern"""
        # sudo: it is for the engine only; who asks is an administrator
        return {
            model: self._find_texts(self.sudo().env[model], columns, pattern).ids
            for model, columns in _TEXTS.items()}

    @api.model
    def _find_texts(self, model, columns, pattern):
        """:return: records of the model of which one of the columns has the pattern"""
        if not pattern or not columns:
            return model
        model.flush_model()
        rows = self.env.execute_query(SQL(
            "SELECT id FROM %s WHERE %s ORDER BY id", SQL.identifier(model._table), SQL(" OR ").join(
                SQL("%s ~* %s", self._get_text(SQL.identifier(column)), pattern) for column in columns)))
        return model.browse(row[0] for row in rows)

    @api.model
    def _get_text(self, column):
        """:return: SQL: the text of a column; JSON writes the end of a line with a letter"""
        return SQL("regexp_replace((%s)::text, %s, ' ', 'g')", column, r'\\[bfnrt]')

    # ------------------------------------------------------------
    # Doing it
    # ------------------------------------------------------------

    @one_record
    def action_erase(self):
        """Erase for good what is kept of the person: merged records with what
        came from them, what is needed to undo merges and conversions, what was
        declared not the same, what bulk work says, and answers kept for
        programs. Leads, opportunities and contacts that are there stay.

        :return: action that says what was erased
        :raise AccessError: if the user is no administrator
        :raise UserError: if nothing is said of the person
        """
        self.check_access('write')
        terms = self._get_terms()
        if not get_pattern(terms) and not self.partner_id:
            raise UserError(self.env._(
                "Say whose data is to be erased: a contact, an e-mail address, a phone or a name."))
        found = self._find()
        counts = {model: len(records) for model, records in found.items()}
        leads = found['crm.lead.merge'].master_id | found['crm.lead.conversion'].lead_id
        leads |= found['crm.lead']._erase_kept()
        found['crm.lead.merge'].exists()._erase_undo()
        found['crm.lead.conversion'].exists()._erase_undo()
        found['crm.lead.job.item']._erase_texts()
        found['crm.lead.request'].unlink()
        found['crm.lead.not.same'].exists()._erase_said()
        (leads | self._find_leads(kept=False) | leads._find_noted(get_pattern(terms))).exists()._erase_from_notes(terms)
        self._erase_dialogs(get_pattern(terms))
        # nothing of the person: the log outlives the data
        _logger.info("User %s erased what was kept of a person: %s", self.env.uid, counts)
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'sticky': True,
                'title': self.env._("Erased for good"),
                'message': self.env._(
                    "Merged records: %(kept)s, merges and conversions that can no longer be undone: %(undo)s, other"
                    " notes: %(other)s", kept=counts['crm.lead'],
                    undo=counts['crm.lead.merge'] + counts['crm.lead.conversion'],
                    other=sum(counts[model] for model in (
                        'crm.lead.not.same', 'crm.lead.job.item', 'crm.lead.request'))),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def _erase_dialogs(self, pattern):
        """Dialogs that were left open, this one among them, keep what was typed
        until Odoo cleans them up."""
        for model in self.sudo().env.values():  # sudo: dialogs of others too
            if model._transient and model._auto and any(
                    base.__module__.startswith(_OURS) for base in type(model).mro()):
                columns = [
                    name for name, field in model._fields.items()
                    if field.store and field.column_type and field.type in ('char', 'text', 'html', 'json')]
                self._find_texts(model, columns, pattern).unlink()
        self.sudo().exists().unlink()
