"""Why two leads are similar, in words."""

import json

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize
from odoo.tools.misc import formatLang

from ..tools.evidence import BLOCKS
from ..tools.wording import join_phrases, keep_order
from .crm_lead_outside import some_records

_LATEST = 200
# the strongest findings of a match are named first; these say nothing
_SILENT = {('entity', 'other'), ('partner', 'other'), ('domain', 'other')}
# of what it is said how many leads share it
_COUNTED = ('email', 'phone', 'company', 'domain')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    # where leads are listed as similar to another one, which the context names
    match_strength = fields.Integer(
        'Strength', compute='_compute_match', aggregator=None,
        help="From 0 to 100: how sure it is that this is the same customer.")
    match_reason = fields.Text('Why It Is Similar', compute='_compute_match')

    match_kinds = fields.Char('What Is the Same', compute='_compute_match')
    duplicate_reason = fields.Text(
        'Most Similar', compute='_compute_duplicate_reason', help="Why the strongest of the similar leads is similar.")

    @api.depends_context('uid', 'allowed_company_ids', 'lang', 'similar_to_lead_id')
    def _compute_match(self):
        matches = self._get_matches_of_context()
        compared_id = self.env.context.get('similar_to_lead_id')
        for lead in self:
            match = matches.get(lead._origin.id)
            lead.match_strength = match['strength'] if match else 0
            lead.match_kinds = match and ",".join(kind for kind, found in match['found'].items() if found == 'same')
            if match:
                lead.match_reason = join_phrases(self.env, self._get_match_reasons(match))
            elif matches and lead._origin.id == compared_id:
                lead.match_reason = self.env._("the others are compared with this one")
            else:
                # sudo: whoever may read both leads may know who said so
                said = lead.not_same_id.sudo()
                lead.match_reason = said and self.env._(
                    "%s said that this is not the same customer", said.user_id.name) or False

    @api.depends_context('uid', 'allowed_company_ids', 'lang')
    @api.depends('duplicate_lead_count')
    def _compute_duplicate_reason(self):
        for lead, match in self._find_strongest().items():
            lead.duplicate_reason = match and self.env._(
                "%(strength)s of 100: %(reasons)s", strength=match['strength'],
                reasons=join_phrases(self.env, self._get_match_reasons(match)))

    @api.model
    def _get_lead_of_context(self):
        """:return: the lead that others are listed as similar to, which the
            context names; its rights are not checked"""
        lead_id = self.env.context.get('similar_to_lead_id')
        return self.browse(lead_id if type(lead_id) is int else []).exists()

    def _get_compared_lead(self):
        """:return: the lead that the context names
        :raise UserError: if it names none, or this one"""
        compared = self._get_lead_of_context()
        if not compared or compared == self:
            raise UserError(self.env._("Open the similar leads of a lead first."))
        return compared

    @api.model
    def _get_matches_of_context(self):
        """:return: {lead id: match} with the lead that the context names; none
            if the user may not read that one"""
        lead = self._get_lead_of_context()
        if not lead or not lead.has_access('read') or not self._is_matching_by_evidence():
            return {}
        return {match['lead_id']: match for match in lead._find_similar_ahead()[lead]}

    @api.model
    def _get_match_pairs(self):
        """Pairs among the latest open leads and what is similar to them, as
        far as the user may read them, whatever their strength.

        :return: list of (name, name of the other, strength, match), the
            strongest first
        """
        found = self.search([('won_status', '=', 'pending')], order='id desc', limit=_LATEST)._find_similar(0)
        pairs = {
            tuple(sorted((lead.id, match['lead_id']))): match for lead, matches in found.items() for match in matches}
        leads = self.browse({lead_id for pair in pairs for lead_id in pair})
        names = {lead.id: lead.display_name for lead in leads}
        return [
            (names[one], names[other], match['strength'], match)
            for (one, other), match in sorted(pairs.items(), key=lambda item: (-item[1]['strength'], item[0]))]

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """The strongest first, although no column holds the strength."""
        if field_name != 'match_strength':
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        strengths = {lead_id: match['strength'] for lead_id, match in self._get_matches_of_context().items()}
        return SQL(
            "COALESCE((%s::jsonb ->> %s::text)::int, 0) %s",
            json.dumps(strengths), SQL.identifier(alias, 'id'), direction)

    @some_records
    def action_show_potential_duplicates(self):
        """With the strength and the reasons of each, the strongest first.

        :return: action that lists them
        :raise AccessError: if the user may not read the lead
        """
        self.check_access('read')
        action = super().action_show_potential_duplicates()
        if not self._is_matching_by_evidence():
            return action
        views = {
            'kanban': 'crm_lead_conversion.crm_lead_view_kanban_similar',
            'list': 'crm_lead_conversion.crm_lead_view_list_similar'}
        action.update({
            **dict.fromkeys(('name', 'display_name'), self.env._("Similar to “%s”", self.display_name)),
            'views': [
                (self.env.ref(views[kind]).id if kind in views else view_id, kind)
                for view_id, kind in action['views']],
            'context': {**action['context'], 'similar_to_lead_id': self.id}})
        return action

    @some_records
    def action_merge_similar(self):
        """:return: action that opens the merge dialog with these records and
            the one that the context says they are similar to
        :raise UserError: if the context names none"""
        compared = self._get_compared_lead()
        action = self.env['ir.actions.act_window']._for_xml_id('crm.action_merge_opportunities')
        action['context'] = {'active_model': 'crm.lead', 'active_ids': (compared | self).ids}
        return action

    @api.model
    def _get_match_reasons(self, match, counted=True):
        """Nothing is read for it.

        :param dict match: of :meth:`_find_similar`
        :param bool counted: whether it is said how many leads share a value;
            not where others read it than the user, who may see fewer
        :return: list of short texts: what speaks for it, the strongest first,
            then what speaks against it"""
        found = [
            (kind, finding) for kind, finding in match['found'].items()
            if finding != 'none' and (kind, finding) not in _SILENT]
        found.sort(key=lambda item: (item[1] == 'other', -match['bits'].get(item[0], 0)))
        return [
            text for kind, finding in found
            if (text := self._get_match_reason(
                match['keys'][1], kind, finding,
                self._get_shared_count(match, kind) if counted and finding == 'same' else None))]

    @api.model
    def _get_shared_count(self, match, kind):
        """How many leads share the value of a match, as far as the user may
        read them. What it weighs counts all: else the same two leads would be
        more or less alike, depending on who asks.

        :return: int; 0 if it is many, None if it is not to be said
        """
        if kind not in _COUNTED or (
                # of several addresses nobody knows which one is meant
                kind in ('email', 'phone') and any(len(getattr(keys, f'{kind}s')) > 1 for keys in match['keys'])):
            return None
        most, common = BLOCKS[kind], match['shared'].get(kind)
        seen = sum(other['found'][kind] == 'same' for other in match['others'])
        # not all of them were read, and of the others nothing is known
        if kind != 'email' and common and common.leads > most or seen >= most:
            return 0
        return seen + 1

    def _add_match_strengths(self, preview):
        """:param dict preview: of :meth:`_get_merge_preview`, with this record
            as the survivor
        :return: the same, with the strength and the reasons of each record;
            without where Odoo's own matching is chosen"""
        if self and self._is_matching_by_evidence():
            matches = {match['lead_id']: match for match in self._find_similar(0)[self]}
            for record in preview['records']:
                match = matches.get(record['id'])
                if record['id'] != self.id:
                    record['strength'] = match['strength'] if match else 0
                    record['reasons'] = self._get_match_reasons(match) if match else []
        return preview

    @api.model
    def _get_match_reason(self, said, kind, finding, count=None):
        """:param Keys said: of the similar one
        :param int count: how many leads share the value, see
            :meth:`_get_shared_count`
        :return: short text, empty if there are no words for it"""
        words = {
            ('email', 'same'): lambda: self.env._("same e-mail %s", email_normalize(said.email) or said.email),
            ('email', 'near'): lambda: self.env._("e-mail almost the same"),
            ('email', 'compatible'): lambda: self.env._("same mailbox at another host"),
            ('email', 'other'): lambda: self.env._("other e-mail"),
            ('phone', 'same'): lambda: self.env._("same phone %s", keep_order(self.env, said.phone)),
            ('phone', 'near'): lambda: self.env._("phone almost the same"),
            ('phone', 'other'): lambda: self.env._("other phone"),
            ('partner', 'same'): lambda: self.env._("same customer"),
            ('partner', 'compatible'): lambda: self.env._("company and customer fit"),
            ('entity', 'same'): lambda: self.env._("same company of the customer"),
            ('person', 'same'): lambda: self.env._("same person"),
            ('person', 'near'): lambda: self.env._("person spelled almost the same"),
            ('person', 'compatible'): lambda: self.env._("name of the person fits"),
            ('person', 'script'): lambda: self.env._("name in other letters"),
            ('person', 'mailbox'): lambda: self.env._("e-mail says the name"),
            ('person', 'other'): lambda: self.env._("other person"),
            ('company', 'same'): lambda: self.env._("same company name"),
            ('company', 'near'): lambda: self.env._("company spelled almost the same"),
            ('company', 'other'): lambda: self.env._("other company name"),
            ('domain', 'same'): lambda: self.env._("same web or mail domain"),
            ('address', 'same'): lambda: self.env._("same postcode and house number"),
            ('address', 'other'): lambda: self.env._("other address"),
        }.get((kind, finding))
        if not words:
            return ""
        if count is None:
            return words()
        if not count:
            return self.env._("%s, shared by many", words())
        # who sees a part of the leads is told of that part
        return self.env._(
            "%(what)s, shared by %(count)s of %(all)s", what=words(), count=formatLang(self.env, count, digits=0),
            all=formatLang(self.env, max(self._get_lead_estimate(), count), digits=0),
        ) if self.env.user.has_group('sales_team.group_sale_salesman_all_leads') else self.env._(
            "%(what)s, shared by %(count)s that you see", what=words(), count=formatLang(self.env, count, digits=0))

    @api.model
    @tools.ormcache()
    def _get_lead_estimate(self):
        """:return: about how many leads there are, as the database knew it
            without counting when it was asked last"""
        [[count]] = self.env.execute_query(SQL(
            "SELECT GREATEST(reltuples, 0)::bigint FROM pg_class WHERE oid = 'crm_lead'::regclass"))
        return max(count, 2)
