"""Groups of duplicates: what a scan of all leads found to be of one customer.

Managers see the groups of their companies, salespeople those of which they may
read and change every record."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from ..tools.wording import join_phrases
from .crm_lead_duplicate_pair import REASONS, get_key_columns
from .crm_lead_outside import one_record, some_records

MANAGER = 'sales_team.group_sale_manager'


class CrmLeadDuplicate(models.Model):
    _name = 'crm.lead.duplicate'
    _description = 'Group of Duplicates'
    _order = 'score desc, id'

    lead_ids = fields.Many2many(
        'crm.lead', 'crm_lead_duplicate_rel', 'duplicate_id', 'lead_id', 'Records', readonly=True,
        context={'active_test': False})
    score = fields.Integer(
        'Strength', readonly=True, aggregator=None,
        help="From 0 to 100: how sure it is that all of them are of the same customer, by the weakest of the links"
             " that hold them together.")
    kinds = fields.Char(readonly=True)
    reason = fields.Char(
        'Why', compute='_compute_reason', help="What speaks for it between any two of them.")
    state = fields.Selection(
        [('new', 'To Look At'), ('merged', 'Merged'), ('ignored', 'Not the Same')], default='new',
        required=True, readonly=True, index=True)
    date = fields.Datetime('Found on', readonly=True, default=fields.Datetime.now)
    # as they were when it was found, or when a record was merged, won or lost last
    lead_count = fields.Integer('Number of Records', readonly=True)
    expected_revenue = fields.Monetary('Revenue at Stake', readonly=True, currency_field='company_currency')
    company_id = fields.Many2one('res.company', readonly=True, index='btree_not_null')
    company_currency = fields.Many2one('res.currency', compute='_compute_company_currency')
    user_ids = fields.Many2many(
        'res.users', string='Salespeople', compute='_compute_assigned', search='_search_user_ids')
    team_ids = fields.Many2many(
        'crm.team', string='Sales Teams', compute='_compute_assigned', search='_search_team_ids')
    ignored_user_id = fields.Many2one('res.users', 'Said by', readonly=True, ondelete='set null')
    # what its records said when somebody ignored it: with more, it is looked at again
    evidence = fields.Json(readonly=True, groups='base.group_system', prefetch=False)

    @api.depends('lead_ids')
    def _compute_display_name(self):
        for group in self:
            names = group.lead_ids[:2].mapped('display_name')
            if len(group.lead_ids) > 2:
                names.append(self.env._("%s more", len(group.lead_ids) - 2))
            group.display_name = format_list(self.env, names) or self.env._("Group %s", group.id)

    @api.depends_context('lang')
    @api.depends('kinds')
    def _compute_reason(self):
        """Without values: those are shown to who may read the records, by the
        preview."""
        for group in self:
            group.reason = self._get_reason(group.kinds)

    @api.model
    def _get_reason(self, kinds):
        """:param kinds: as of :meth:`_get_kind_names`, or nothing
        :return: the same in words"""
        words, found = self._get_reason_words(), set((kinds or '').split(','))
        return join_phrases(self.env, (
            words[reason] for reason in REASONS if ':'.join(reason) in found and reason in words))

    @api.model
    def _get_reason_words(self):
        """:return: {(kind, finding): short text without a value}"""
        return {
            ('email', 'same'): self.env._("same e-mail"), ('phone', 'same'): self.env._("same phone"),
            **{reason: self.env['crm.lead']._get_match_reason(None, *reason) for reason in REASONS
               if reason not in (('email', 'same'), ('phone', 'same'))}}

    @api.depends_context('company')
    @api.depends('company_id')
    def _compute_company_currency(self):
        for group in self:
            group.company_currency = (group.company_id or self.env.company).currency_id

    @api.depends('lead_ids.user_id', 'lead_ids.team_id')
    def _compute_assigned(self):
        for group in self:
            group.user_ids = group.lead_ids.user_id
            group.team_ids = group.lead_ids.team_id

    @api.model
    def _search_user_ids(self, operator, value):
        return [('lead_ids.user_id', operator, value)]

    @api.model
    def _search_team_ids(self, operator, value):
        return [('lead_ids.team_id', operator, value)]

    @api.model
    def _get_one_user_domain(self):
        """:return: Domain of the groups whose records have no two salespeople"""
        return Domain.custom(to_sql=lambda model, alias, query: SQL(
            "(SELECT count(DISTINCT member.user_id) < 2 FROM crm_lead_duplicate_rel AS rel"
            "   JOIN crm_lead AS member ON member.id = rel.lead_id AND member.merged_into_id IS NULL"
            "  WHERE rel.duplicate_id = %s)", SQL.identifier(alias, 'id')))

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & Domain.custom(
                to_sql=lambda model, alias, query: self._get_access_sql(alias))
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _get_access_sql(self, alias):
        """:return: SQL condition: there is no record in the group that the user
            may not read or not change; what was merged went into another one"""
        # sudo: the rules themselves are not limited by the user's rights
        rules = self.env['ir.rule'].sudo(False)._compute_domain('crm.lead', 'write')
        leads = self.env['crm.lead'].with_context(active_test=False)._search(rules)
        if leads.is_empty() or not self.env['crm.lead'].has_access('write'):
            return SQL("FALSE")
        leads.add_where(SQL("crm_lead.id = member.id"))
        return SQL(
            "NOT EXISTS (SELECT FROM crm_lead_duplicate_rel AS rel"
            "   JOIN crm_lead AS member ON member.id = rel.lead_id AND member.merged_into_id IS NULL"
            "  WHERE rel.duplicate_id = %s AND NOT EXISTS (%s))",
            SQL.identifier(alias, 'id'), leads.select(SQL("1")))

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or self.env.su or not any(self._ids):
            return result
        forbidden = self - self.browse(self._search([('id', 'in', self.ids)], active_test=False))
        if forbidden:
            return forbidden, lambda: AccessError(self.env._(
                "You may not read or change all records of this group. Ask a sales manager to look at it."))
        return None

    def _get_checked(self):
        """:return: these groups as superuser: they belong to the engine; the
            right to change them is that to change all of their records
        :raise AccessError: if the user may not"""
        self.check_access('read')
        return self.sudo()

    # ------------------------------------------------------------
    # What people do with them
    # ------------------------------------------------------------

    @some_records
    def action_ignore(self):
        """Say that these are no duplicates. The group is not shown again until
        one of its records says something new, or another one joins.

        :return: True
        :raise AccessError: if the user may not change all of the records
        """
        groups = self._get_checked().filtered(lambda group: group.state == 'new')
        said = groups._get_evidence()
        for group in groups:
            group.write({'state': 'ignored', 'ignored_user_id': self.env.uid, 'evidence': said.get(group.id, {})})
        return True

    @some_records
    def action_look_again(self):
        """Take back that these are no duplicates.

        :return: True
        :raise AccessError: if the user may not change all of the records
        """
        self._get_checked().filtered(lambda group: group.state == 'ignored').write({
            'state': 'new', 'ignored_user_id': False, 'evidence': False})
        return True

    def _get_evidence(self):
        """:return: {group id: {lead id as text: what it says}}"""
        found = {}
        for group_id, lead_id, said in self.env.execute_query(SQL(
                "SELECT rel.duplicate_id, rel.lead_id, md5(string_agg(%s, ' ' ORDER BY %s))"
                "  FROM crm_lead_duplicate_rel AS rel JOIN crm_lead_match_key AS key ON key.lead_id = rel.lead_id"
                " WHERE rel.duplicate_id = ANY(%s) GROUP BY 1, 2", get_key_columns(), get_key_columns(), self.ids)):
            found.setdefault(group_id, {})[str(lead_id)] = said
        return found

    @some_records
    def action_merge(self):
        """Merge the records of each group into one, by the rules of the settings:
        one group at once, several as bulk work.

        :return: action: the record they are in now, or what became of them
        :raise AccessError: if the user may not change all of the records
        :raise UserError: in plain words, if a single group cannot be merged
        """
        self._get_checked()
        groups = self.filtered(lambda group: group.state == 'new')
        if not groups:
            raise UserError(self.env._("These groups are merged already, or somebody said that they are not the same."))
        if len(groups) == 1:
            leads = groups.lead_ids
            return leads._merge_opportunity(max_length=0).redirect_lead_opportunity_view()
        return groups._merge_as_job()

    def _merge_as_job(self):
        """:return: action that shows the bulk work that merges these groups"""
        return self.env['crm.lead.job']._start(
            'merge', self._get_merge_items(), name=self.env._("Merge groups of duplicates"))._get_action()

    def _job_done(self, item):
        """Called by the job for each group: its state follows its records.

        :param item: of the job, worked off
        """
        # sudo: groups belong to the engine
        groups = self.sudo().exists()
        if groups and item.state == 'done':
            groups._refresh(SQL("dup.id = ANY(%s)", groups.ids))

    def _get_merge_items(self):
        """:return: list of dicts, one for each group, for the job that merges"""
        return [
            {'lead_ids': group.lead_ids.ids, 'master_id': None, 'duplicate_id': group.id} for group in self]

    @one_record
    def action_open_preview(self):
        """:return: action that opens the merge dialog with the records of this
            group
        :raise AccessError: if the user may not change all of the records"""
        self._get_checked()
        action = self.env['ir.actions.act_window']._for_xml_id('crm.action_merge_opportunities')
        action['context'] = {'active_model': 'crm.lead', 'active_ids': self.lead_ids.ids}
        return action

    @some_records
    def action_look_for(self):
        """:return: action that shows how far the scan of all leads is
        :raise AccessError: if the user is no sales manager"""
        return self.env['crm.lead.duplicate.scan'].action_start()
