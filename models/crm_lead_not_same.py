"""What people declared different: two leads that are not of the same customer,
or a value that many share and that says nothing (the number of a switchboard)."""

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.evidence import shared_values
from ..tools.normalize import own_domain
from .crm_lead_match_key import BigInteger
from .crm_lead_outside import one_record, some_records

# kinds of values that may be declared to say nothing
VALUES = ('email', 'phone', 'company', 'domain')


class CrmLeadNotSame(models.Model):
    """Only the actions of a lead create such records; taking one back archives
    it, so that it stays known who said what, and when."""

    _name = 'crm.lead.not.same'
    _description = 'Declared Not the Same'
    _order = 'id desc'

    kind = fields.Selection([
        ('pair', 'Not the same customer'), ('email', 'E-mail address of many'), ('phone', 'Phone of many'),
        ('company', 'Company name of many'), ('domain', 'Domain of many')], 'What Was Said',
        required=True, readonly=True)
    lead_id = fields.Many2one('crm.lead', readonly=True, index='btree_not_null', ondelete='cascade')
    other_id = fields.Many2one('crm.lead', 'Other Lead', readonly=True, index='btree_not_null', ondelete='cascade')
    key = BigInteger(readonly=True)
    value = fields.Char(readonly=True)
    # what the two shared when it was said: with more, they are compared again
    evidence = fields.Json(readonly=True, groups='base.group_system')
    user_id = fields.Many2one('res.users', 'Said by', readonly=True, default=lambda self: self.env.user)
    date = fields.Datetime('Said on', readonly=True, default=fields.Datetime.now)
    company_id = fields.Many2one('res.company', readonly=True)
    active = fields.Boolean(default=True, readonly=True)
    back_user_id = fields.Many2one('res.users', 'Taken Back by', readonly=True)
    back_date = fields.Datetime('Taken Back on', readonly=True)

    _what = models.Constraint(
        "CHECK (CASE WHEN kind = 'pair' THEN lead_id < other_id ELSE key IS NOT NULL END)",
        "Say of two leads, or of one value, that it is not the same.")
    _pair_uniq = models.UniqueIndex("(lead_id, other_id) WHERE active AND kind = 'pair'")
    _key_uniq = models.UniqueIndex("(key) WHERE active AND kind <> 'pair'")

    @api.depends('kind', 'lead_id', 'other_id', 'value')
    def _compute_display_name(self):
        for said in self:
            # the names are for those who may read the leads
            said.display_name = said.value or self.env._(
                "Leads %(lead)s and %(other)s", lead=said.lead_id.id, other=said.other_id.id)

    @api.model
    @tools.ormcache()
    def _get_known(self):
        """:return: pair of frozensets: the keys that say nothing, and the ids of
            leads that are declared different from others: most are not, and need
            not be looked up"""
        rows = self.env.execute_query(SQL(
            "SELECT CASE WHEN kind <> 'pair' THEN key END, lead_id, other_id FROM crm_lead_not_same WHERE active"))
        return (
            frozenset(key for key, _lead_id, _other_id in rows if key is not None),
            frozenset(lead_id for key, *ids in rows if key is None for lead_id in ids))

    @api.model
    def _get_denied_values(self):
        """:return: frozenset of the keys that say nothing"""
        return self._get_known()[0]

    @api.model
    def _get_spoken_of(self):
        """:return: frozenset of the ids of leads that are declared different from
            others"""
        return self._get_known()[1]

    @api.model
    def _get_declared(self, lead_ids):
        """:return: {(lead id, id of the other one): record}, both ways"""
        lead_ids = list(self._get_spoken_of().intersection(lead_ids))
        said = self.search([
            ('active', '=', True), ('kind', '=', 'pair'),
            '|', ('lead_id', 'in', lead_ids), ('other_id', 'in', lead_ids),
        ]) if lead_ids else self
        return {
            pair: one for one in said
            for pair in ((one.lead_id.id, one.other_id.id), (one.other_id.id, one.lead_id.id))}

    @api.model
    def _declare(self, values):
        """:param dict values: of a record, checked by the caller
        :return: the record, or the one there is already"""
        if values['kind'] == 'pair':
            domain = [('lead_id', '=', values['lead_id']), ('other_id', '=', values['other_id'])]
        else:
            domain = [('key', '=', values['key'])]
        # sudo: only the engine creates them, whoever speaks
        said = self.sudo().search([('active', '=', True), ('kind', '=', values['kind']), *domain], limit=1)
        if said:
            said.write({name: values[name] for name in ('evidence',) if name in values})
        else:
            said = self.sudo().create({'user_id': self.env.uid, **values})
        self._forget_answers()
        return said

    @api.model
    def _forget_answers(self):
        # the search reads the table itself
        self.flush_model()
        self.env['crm.lead.match.key']._drop_answers()
        self.env['crm.lead'].invalidate_model([
            'duplicate_lead_ids', 'duplicate_lead_count', 'match_strength', 'match_reason', 'not_same_id'], flush=False)
        self.env.registry.clear_cache()

    @some_records
    def action_take_back(self):
        """Compare again what somebody declared different: for who said it, and
        for sales managers.

        :return: action that says so and shows the page anew
        :raise AccessError: if somebody else said it, and the user is no manager
        """
        is_manager = self.env.user.has_group('sales_team.group_sale_manager')
        # sudo: only who said it
        if not is_manager and any(said.user_id != self.env.user for said in self.sudo()):
            raise AccessError(self.env._(
                "Somebody else said so. Ask that person or a sales manager to take it back."))
        self.check_access('read')
        # sudo: these records belong to the engine; the right was checked
        self.sudo().filtered('active').write({
            'active': False, 'back_user_id': self.env.uid, 'back_date': fields.Datetime.now()})
        self._forget_answers()
        return self._get_told(self.env._("It is compared again."))

    @api.model
    def _get_told(self, message):
        """:return: action that tells it and loads the page anew"""
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'success', 'message': message,
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'}}}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    not_same_id = fields.Many2one(
        'crm.lead.not.same', 'Declared Not the Same', compute='_compute_not_same_id')

    @api.depends_context('uid', 'similar_to_lead_id')
    def _compute_not_same_id(self):
        """What was said of these leads and the one that the context names."""
        compared = self._get_lead_of_context()
        # sudo: whoever may read both leads may know what was said of them
        said = self.env['crm.lead.not.same'].sudo()._get_declared(
            compared.ids if compared.has_access('read') else [])
        for lead in self:
            lead.not_same_id = said.get((compared.id, lead.id))

    @one_record
    def action_not_same(self):
        """Say that this lead is not of the same customer as the one that the
        context names (``similar_to_lead_id``). They are no longer shown as
        similar, until they share something they did not share then.

        :return: action that says so and shows the page anew
        :raise UserError: if there is no such lead, or they share nothing
        :raise AccessError: if the user may not read both, or change neither
        """
        other, match = self._get_compared()
        first, second = (self + other).sorted('id')
        self.env['crm.lead.not.same']._declare({
            'kind': 'pair', 'lead_id': first.id, 'other_id': second.id,
            'evidence': sorted(shared_values(*match['keys'])),
            'company_id': (self.company_id or other.company_id).id})
        return self.env['crm.lead.not.same']._get_told(self.env._(
            "“%(lead)s” and “%(other)s” are not shown as similar any more, unless something new speaks for it.",
            lead=self.display_name, other=other.display_name))

    @one_record
    def action_take_back_not_same(self):
        """Compare this lead again with the one that the context names.

        :return: see ``crm.lead.not.same.action_take_back``
        :raise UserError: if nobody declared them different
        """
        self.check_access('read')
        if not self.not_same_id:
            raise UserError(self.env._("Nobody says that these two are not the same."))
        return self.not_same_id.action_take_back()

    @one_record
    def action_value_says_nothing(self):
        """Say that a value which this lead shares with the one that the context
        names is that of many: ``not_same_kind`` in the context, one of email,
        phone, company and domain.

        :return: action that says so and shows the page anew
        :raise UserError: if they do not share such a value
        :raise AccessError: if the user may not read both, or change neither
        """
        kind = self.env.context.get('not_same_kind')
        _other, match = self._get_compared()
        keys = [int(key) for one, _colon, key in (
            said.partition(':') for said in shared_values(*match['keys'])) if one == kind]
        if kind not in VALUES or not keys:
            raise UserError(self.env._("The two leads do not share this value any more. Look at them again."))
        value = {
            'email': self.email_normalized or self.email_from, 'phone': self.phone_sanitized or self.phone,
            'company': self.partner_name, 'domain': own_domain(self.email_from, self.website)}[kind]
        for key in keys:
            # of all companies: what is no evidence is none for any of them
            self.env['crm.lead.not.same']._declare({'kind': kind, 'key': key, 'value': value})
        return self.env['crm.lead.not.same']._get_told(self.env._(
            "“%s” counts no longer: leads that share it are not similar because of it.", value))

    def _get_compared(self):
        """:return: the lead that the context names, and the match of the two
        :raise AccessError, UserError: as the actions say"""
        other = self._get_compared_lead()
        (self + other).check_access('read')
        if not (self + other)._filtered_access('write'):
            self.check_access('write')
        match = next((one for one in other._find_similar(0)[other] if one['lead_id'] == self.id), None)
        if not match:
            raise UserError(self.env._("The two leads have nothing in common any more. Look at them again."))
        return other, match
