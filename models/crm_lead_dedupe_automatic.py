"""Merging unasked what is sure enough: which groups, and when.

Off unless a person switches it on. Whenever a scan has ended, bulk work begins
that merges these groups, one job a company, as the user of the scheduled action
that scans: OdooBot, unless an administrator chooses somebody with fewer rights.
As OdooBot may do everything, all that is never merged unasked is left out here."""

from collections import defaultdict
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from ..tools.evidence import least_bits, strength_of
from .crm_lead_duplicate_pair import get_key_columns
from .crm_lead_duplicate_profile import OPEN
from .crm_lead_merge import MergeOrigin

AUTOMATIC, ENQUIRY = 'automatic', 'enquiry'
# origins of merges that nobody asked for: whoever takes one back says no
UNASKED = (AUTOMATIC, ENQUIRY)
_SCAN = 'crm_lead_conversion.ir_cron_crm_lead_duplicate_scan'


class Sure(NamedTuple):
    """A group that is sure enough."""
    group_id: int
    company_id: int | None
    lead_ids: list
    strength: int


class CrmLeadDuplicate(models.Model):
    _inherit = 'crm.lead.duplicate'

    # ------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------

    @api.model
    def _is_merging_automatically(self):
        """:return: whether groups are merged unasked: only where that can be
            undone, and where there are groups at all"""
        Lead = self.env['crm.lead']
        return (
            Lead._get_merge_parameter('auto_merge', 'False') == 'True'
            and Lead._is_keeping_merged() and Lead._is_matching_by_evidence())

    @api.model
    def _get_automatic_threshold(self):
        """:return: strength from which on groups are merged unasked; not below
            the one from which on Odoo's own ways do so"""
        Lead = self.env['crm.lead']
        return max(Lead._get_merge_number('auto_merge_threshold', 95), Lead._get_merge_threshold())

    @api.model
    def _is_merging_salespeople(self):
        """:return: whether records of different salespeople are merged unasked"""
        return self.env['crm.lead']._get_merge_parameter('auto_merge_salespeople', 'False') == 'True'

    # ------------------------------------------------------------
    # Which
    # ------------------------------------------------------------

    @api.model
    def _find_automatic(self, threshold=None, salespeople=None, group_id=None):
        """The groups that are merged unasked. Every two members have to be that
        sure: the strength of a group is that of its weakest join, a mean in
        which strong pairs make up for a weak one, and here nobody looks.

        :param int threshold: least strength; that of the settings if None
        :param bool salespeople: whether they may be of different ones; as the
            settings say if None
        :param int group_id: only this one
        :return: list of :class:`Sure`, its strength that of the weakest pair
        """
        threshold = self._get_automatic_threshold() if threshold is None else threshold
        salespeople = self._is_merging_salespeople() if salespeople is None else salespeople
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            "WITH member AS MATERIALIZED ("
            "   SELECT dup.id AS group_id, lead.id AS lead_id, lead.company_id, lead.partner_id, lead.user_id,"
            "          lead.type, %(open)s AS open"
            "     FROM crm_lead_duplicate AS dup JOIN crm_lead_duplicate_rel AS rel ON rel.duplicate_id = dup.id"
            "     JOIN crm_lead AS lead ON lead.id = rel.lead_id AND lead.merged_into_id IS NULL"
            "    WHERE dup.state = 'new' AND dup.score >= %(threshold)s AND %(which)s),"
            " sure AS ("
            "   SELECT one.group_id, count(*) AS pairs, min(pair.bits) AS bits FROM member AS one"
            "     JOIN crm_lead_duplicate_pair AS pair ON pair.one_id = one.lead_id AND pair.bits >= %(bits)s"
            "     JOIN member AS other ON other.lead_id = pair.other_id AND other.group_id = one.group_id"
            "    GROUP BY one.group_id),"
            # whatever speaks for it since: a person said no
            " apart AS ("
            "   SELECT one.group_id FROM crm_lead_not_same AS said JOIN member AS one ON one.lead_id = said.lead_id"
            "     JOIN member AS other ON other.lead_id = said.other_id AND other.group_id = one.group_id"
            "    WHERE said.active AND said.kind = 'pair')"
            " SELECT member.group_id, min(member.company_id), array_agg(member.lead_id ORDER BY member.lead_id),"
            "        sure.bits, count(DISTINCT member.type) > 1"
            "   FROM member JOIN sure ON sure.group_id = member.group_id"
            "  WHERE member.group_id NOT IN (SELECT group_id FROM apart)"
            "  GROUP BY member.group_id, sure.pairs, sure.bits"
            " HAVING sure.pairs = count(*) * (count(*) - 1) / 2"
            "    AND bool_and(member.open) AND count(*) <= %(most)s"
            "    AND (NOT %(several)s OR count(DISTINCT COALESCE(member.company_id, 0)) = 1)"
            # of two customers somebody has to choose one
            "    AND count(DISTINCT member.partner_id) < 2 AND (%(salespeople)s OR count(DISTINCT member.user_id) < 2)"
            "  ORDER BY member.group_id",
            threshold=threshold, which=SQL("dup.id = %s", group_id) if group_id else SQL("TRUE"), open=OPEN,
            several=self._has_several_companies(), most=self.env['crm.lead']._get_max_records(),
            salespeople=bool(salespeople), bits=least_bits(threshold)))
        asked = self._get_waiting_for_a_decision([
            lead_ids for _id, _company_id, lead_ids, _bits, mixed in rows if mixed])
        apart = self._get_taken_apart([lead_id for row in rows for lead_id in row[2]])
        return [
            Sure(dup_id, company_id, lead_ids, strength_of(bits))
            for dup_id, company_id, lead_ids, bits, mixed in rows
            if not (mixed and asked.intersection(lead_ids)) and not self._is_taken_apart(lead_ids, apart)]

    @api.model
    def _get_waiting_for_a_decision(self, groups):
        """A lead that is merged with an opportunity is converted: not as long
        as its team wants something ticked before.

        :param groups: list of lists of lead ids
        :return: set of ids of such leads
        """
        # sudo: only whether something is not ticked
        leads = self.env['crm.lead'].sudo().browse(lead_id for lead_ids in groups for lead_id in lead_ids)
        return set(leads.filtered(lambda lead: lead._get_checks_left()).ids)

    @api.model
    def _get_taken_apart(self, lead_ids):
        """:return: {lead id: ids of the undone merges it was in that nobody asked for}, for
            leads that say nothing new since, where one of these was merged"""
        rows = self.env.execute_query(SQL(
            "SELECT merge.id, said.key::int, said.value FROM crm_lead_merge AS merge"
            " CROSS JOIN jsonb_each_text(merge.apart_evidence) AS said"
            " WHERE merge.state = 'undone' AND merge.origin = ANY(%s) AND jsonb_typeof(merge.apart_evidence) = 'object'"
            "   AND merge.id IN (SELECT merge_id FROM crm_lead_merge_rel WHERE lead_id = ANY(%s))",
            list(UNASKED), lead_ids))
        says = self._get_said({lead_id for _merge_id, lead_id, _said in rows})
        result = defaultdict(set)
        for merge_id, lead_id, said in rows:
            if says.get(lead_id) == said:
                result[lead_id].add(merge_id)
        return result

    @api.model
    def _is_taken_apart(self, lead_ids, apart):
        """:return: whether two of these were merged unasked, and a person took
            that back"""
        seen = set()
        for lead_id in lead_ids:
            if not seen.isdisjoint(apart.get(lead_id, ())):
                return True
            seen |= apart.get(lead_id, set())
        return False

    @api.model
    def _get_said(self, lead_ids):
        """:return: {lead id: what it says, as a text that changes with it}"""
        return dict(self.env.execute_query(SQL(
            "SELECT key.lead_id, md5(string_agg(%s, ' ' ORDER BY %s)) FROM crm_lead_match_key AS key"
            " WHERE key.lead_id = ANY(%s) GROUP BY 1", get_key_columns(), get_key_columns(), list(lead_ids),
        ))) if lead_ids else {}

    # ------------------------------------------------------------
    # When
    # ------------------------------------------------------------

    @api.model
    def _merge_automatically(self):
        """Start the bulk work that merges what is sure enough, if that is
        switched on. One job a company: who sees the job sees what its records
        are called.

        :return: the jobs
        """
        # sudo: what is merged is for the engine; each merge is checked as the user of the job
        jobs, Duplicate = self.env['crm.lead.job'].sudo(), self.sudo()
        if not Duplicate._is_merging_automatically():
            return jobs
        cron = self.env.ref(_SCAN, raise_if_not_found=False)
        user = cron.sudo().user_id if cron else self.env['res.users'].sudo().browse(SUPERUSER_ID)
        waiting = Duplicate._get_waiting_groups()
        by_company = defaultdict(list)
        for sure in Duplicate._find_automatic():
            if sure.group_id not in waiting:
                by_company[sure.company_id].append({
                    'lead_ids': sure.lead_ids, 'master_id': None, 'duplicate_id': sure.group_id})
        for company_id, items in by_company.items():
            company = self.env['res.company'].sudo().browse(company_id) if company_id else user.company_id
            # who is not of the company may not merge there
            if user._is_superuser() or company in user.company_ids:
                jobs += Duplicate._start_automatic_job(user, company, items)
        return jobs

    @api.model
    def _get_waiting_groups(self):
        """:return: set of ids of the groups that bulk work is to merge"""
        return {row[0] for row in self.env.execute_query(SQL(
            "SELECT (item.data->>'duplicate_id')::int FROM crm_lead_job_item AS item"
            "  JOIN crm_lead_job AS job ON job.id = item.job_id"
            " WHERE job.state = 'running' AND job.kind = 'merge' AND item.state = 'waiting'"))}

    @api.model
    def _start_automatic_job(self, user, company, items):
        """:return: the job; in the language of the company, as many read what
            becomes of its records"""
        env = self.env(user=user.id, su=False, context={
            'lang': company.partner_id.lang or user.lang, 'tz': user.tz, 'allowed_company_ids': company.ids})
        # sudo: the job is of another user; the engine notes in it which groups it took
        return env['crm.lead.job']._start(
            'merge', items, {AUTOMATIC: True}, env._("Automatic merging"), at_once=False).sudo()


class CrmLeadDuplicateScan(models.Model):
    _inherit = 'crm.lead.duplicate.scan'

    def _finish(self):
        result = super()._finish()
        self.env['crm.lead.duplicate']._merge_automatically()
        return result


class CrmLeadJobItem(models.Model):
    _inherit = 'crm.lead.job.item'

    def _is_automatic(self):
        # sudo: how a job is done is for the engine
        return bool((self.sudo().job_id.options or {}).get(AUTOMATIC))

    def _get_merge_bundles(self):
        # each is looked at again on its own
        return {item: item for item in self} if self._is_automatic() else super()._get_merge_bundles()

    def _merge_group(self, leads):
        """What nobody asked for is looked at again right before."""
        if not self._is_automatic():
            return super()._merge_group(leads)
        self._check_may_change(leads.exists())
        sure, refusal = self._get_sure(leads)
        if refusal:
            return {'state': 'skipped', 'outcome': refusal}
        return super(CrmLeadJobItem, self.with_context(crm_lead_merge_sure=sure))._merge_group(leads)

    def _get_sure(self, leads):
        """:return: pair: values of the record of the merge, and why nothing is
            merged (empty if it is)"""
        # sudo: groups belong to the engine
        Duplicate = self.env['crm.lead.duplicate'].sudo()
        if not Duplicate._is_merging_automatically():
            return {}, self.env._("Not merged: automatic merging was switched off in the meantime.")
        found = Duplicate._find_automatic(group_id=self._get_data()['duplicate_id'])
        values = leads._get_sureness(Duplicate._get_automatic_threshold()) if (
            found and set(found[0].lead_ids) == set(leads.ids)) else {}
        if not values:
            return {}, self.env._(
                "Not merged: something changed since the records were compared. Somebody has to look at this group.")
        return values, next(iter(leads._get_merge_refusals().values()), '')

    def _get_merge_origin(self, master_id):
        sure = self.env.context.get('crm_lead_merge_sure')
        return MergeOrigin(AUTOMATIC, master_id, record=sure) if sure else super()._get_merge_origin(master_id)


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_sureness(self, threshold):
        """How sure it is now, whatever was found when they were compared.

        :param int threshold: least strength of every two of them
        :return: dict of values of the record of a merge; empty if it is weaker
        """
        Pair = self.env['crm.lead.duplicate.pair']
        least, kinds, ids = 100, 0, set(self.ids)
        for matches in self._find_similar(threshold).values():
            same = [match for match in matches if match['lead_id'] in ids]
            if len(same) < len(ids) - 1:
                return {}
            for match in same:
                least, kinds = min(least, match['strength']), kinds | Pair._get_kinds(match['found'])
        return {'strength': least, 'match_kinds': self.env['crm.lead.duplicate']._get_kind_names(kinds)}
