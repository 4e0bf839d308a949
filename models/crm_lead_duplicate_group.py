"""From similar pairs to groups: which groups there are now, and what became
of those that there were."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.arrays import as_array
from ..tools.clusters import NEVER, group
from ..tools.collecting import without_gc
from ..tools.evidence import least_bits, strength_of
from .crm_lead_duplicate_pair import REASONS


class CrmLeadDuplicate(models.Model):
    _inherit = 'crm.lead.duplicate'

    @api.model
    @without_gc()
    def _regroup(self, lead_ids=None):
        """Make groups of the pairs there are.

        :param lead_ids: only of these leads and of all that hang together with
            them; of all leads if None
        """
        # sudo: pairs and groups belong to the engine
        pairs = self.env['crm.lead.duplicate.pair'].sudo()._get_connected(lead_ids)
        touched = None if lead_ids is None else {*lead_ids, *(lead_id for pair in pairs for lead_id in pair)}
        found = group(
            self._without_declared({pair: bits for pair, (bits, _kinds) in pairs.items()}, touched),
            max(least_bits(self.env['crm.lead']._get_similar_threshold()), -0.99), self._get_companies(touched))
        kinds = defaultdict(int)
        inside = {lead_id: place for place, each in enumerate(found) for lead_id in each.members}
        for (one, other), (_bits, mask) in pairs.items():
            if inside.get(one) is not None and inside.get(one) == inside.get(other):
                kinds[inside[one]] |= mask
        self.sudo()._replace([
            (each.members, strength_of(each.bits), self._get_kind_names(kinds[place]))
            for place, each in enumerate(found)], touched)

    @api.model
    def _get_kind_names(self, mask):
        return ','.join(':'.join(reason) for place, reason in enumerate(REASONS) if mask >> place & 1)

    @api.model
    def _without_declared(self, pairs, touched):
        """What people declared not the same is never in one group, not even by
        a third one."""
        condition = SQL("TRUE") if touched is None else SQL(
            "said.lead_id = ANY(%(ids)s) AND said.other_id = ANY(%(ids)s)", ids=list(touched))
        for one, other in self.env.execute_query(SQL(
                "SELECT said.lead_id, said.other_id FROM crm_lead_not_same AS said"
                " WHERE said.active AND said.kind = 'pair' AND %s", condition)):
            # with new evidence they were found similar in spite of it
            pairs.setdefault((one, other), NEVER)
        return pairs

    @api.model
    def _get_companies(self, touched):
        """:return: {lead id: company id} of the leads in pairs"""
        if not self._has_several_companies():
            return {}
        condition = SQL("TRUE") if touched is None else SQL("lead.id = ANY(%s::int[])", as_array(touched))
        return dict(self.env.execute_query(SQL(
            "SELECT lead.id, lead.company_id FROM crm_lead AS lead"
            " WHERE lead.company_id IS NOT NULL AND %s"
            "   AND (lead.id IN (SELECT one_id FROM crm_lead_duplicate_pair)"
            "        OR lead.id IN (SELECT other_id FROM crm_lead_duplicate_pair))", condition)))

    @api.model
    def _has_several_companies(self):
        """:return: whether it makes a difference that a lead names no company"""
        [[several]] = self.env.execute_query(SQL("SELECT count(*) > 1 FROM res_company"))
        return several

    # ------------------------------------------------------------
    # Groups there were
    # ------------------------------------------------------------

    @api.model
    def _replace(self, found, touched):
        """Let the groups be those that were found. One that somebody ignored
        stays so if nothing is new.

        :param found: list of (lead ids, score, kinds)
        :param touched: set of ids of leads that were looked at, None for all
        """
        self.env.flush_all()
        known = self._get_known_groups(touched)
        of_lead = defaultdict(list)
        for group_id, (_state, members, *_rest) in known.items():
            for lead_id in members:
                of_lead[lead_id].append(group_id)
        ignored = self.browse(group_id for group_id, (state, *_rest) in known.items() if state == 'ignored')
        said, says = self._get_said_evidence(ignored), ignored._get_evidence()
        new, changed, kept = [], {}, set()
        for members, score, kinds in found:
            shares = defaultdict(int)
            for lead_id in members:
                for group_id in of_lead[lead_id]:
                    if group_id not in kept:
                        shares[group_id] += 1
            same = max(shares, key=lambda group_id: (shares[group_id], -group_id), default=None)
            if same is None:
                new.append((members, score, kinds))
                continue
            kept.add(same)
            state, before, *rest = known[same]
            if state == 'ignored' and before.issuperset(members) and all(
                    said[same].get(str(lead_id)) == says.get(same, {}).get(str(lead_id)) for lead_id in members):
                continue
            if state != 'new' or before != set(members) or rest != [score, kinds]:
                changed[same] = (members, score, kinds)
        gone = [group_id for group_id, (state, *_rest) in known.items() if state == 'new' and group_id not in kept]
        self.browse(gone).unlink()
        self._write_groups(new, changed)

    @api.model
    def _get_known_groups(self, touched):
        """:return: {group id: (state, set of lead ids, score, kinds)}"""
        condition = SQL("TRUE") if touched is None else SQL(
            "dup.id IN (SELECT duplicate_id FROM crm_lead_duplicate_rel WHERE lead_id = ANY(%s::int[]))",
            as_array(touched))
        return {
            group_id: (state, set(members), score, kinds)
            for group_id, state, members, score, kinds in self.env.execute_query(SQL(
                "SELECT dup.id, dup.state, array_agg(rel.lead_id), dup.score, dup.kinds FROM crm_lead_duplicate AS dup"
                "  JOIN crm_lead_duplicate_rel AS rel ON rel.duplicate_id = dup.id"
                " WHERE dup.state <> 'merged' AND %s GROUP BY dup.id", condition))}

    @api.model
    def _get_said_evidence(self, ignored):
        return {group.id: group.evidence or {} for group in ignored}

    @api.model
    def _write_groups(self, new, changed):
        """:param new: list of (lead ids, score, kinds)
        :param changed: {group id: (lead ids, score, kinds)}"""
        if not new and not changed:
            return
        now = fields.Datetime.now()
        ids = [row[0] for row in self.env.execute_query(SQL(
            "SELECT nextval('crm_lead_duplicate_id_seq') FROM generate_series(1, %s)", len(new)))]
        rows = [(group_id, lead_id) for group_id, (members, *_rest) in (
            *zip(ids, new, strict=True), *changed.items()) for lead_id in members]
        members = SQL("SELECT * FROM unnest(%s::int[], %s::int[])", *map(as_array, zip(*rows, strict=True)))
        if new:
            self.env.cr.execute(SQL(
                "WITH counted AS (%(counted)s)"
                " INSERT INTO crm_lead_duplicate"
                # nobody in particular made them; to look up who did costs as much as the rest
                "       (id, score, kinds, state, lead_count, expected_revenue, company_id, date, create_date,"
                "        write_date)"
                " SELECT found.id, score, kinds, CASE WHEN count < 2 THEN 'merged' ELSE 'new' END, count, revenue,"
                "        company_id, %(now)s, %(now)s, %(now)s"
                "  FROM unnest(%(ids)s::int[], %(scores)s::int[], %(kinds)s::varchar[]) AS found(id, score, kinds)"
                "  JOIN counted ON counted.id = found.id",
                counted=_get_counted(SQL("(%s) AS rel(duplicate_id, lead_id)", members)),
                now=now, ids=as_array(ids), scores=as_array(score for _members, score, _kinds in new),
                kinds=[kinds for _members, _score, kinds in new]))
        if changed:
            self.env.cr.execute(SQL(
                "DELETE FROM crm_lead_duplicate_rel WHERE duplicate_id = ANY(%s::int[])", as_array(changed)))
            self.env.cr.execute(SQL(
                "UPDATE crm_lead_duplicate AS dup SET score = found.score, kinds = found.kinds, state = 'new',"
                "       date = %s, evidence = NULL, ignored_user_id = NULL"
                "  FROM unnest(%s::int[], %s::int[], %s::varchar[]) AS found(id, score, kinds) WHERE dup.id = found.id",
                now, as_array(changed), as_array(score for _members, score, _kinds in changed.values()),
                [kinds for _members, _score, kinds in changed.values()]))
        self.env.cr.execute(SQL("INSERT INTO crm_lead_duplicate_rel (duplicate_id, lead_id) %s", members))
        self._refresh(SQL("dup.id = ANY(%s::int[])", as_array(changed)))

    @api.model
    def _refresh(self, condition):
        """Count anew, after a record was merged, brought back, deleted, won or
        lost: a group of which less than two are left is done.

        :param condition: SQL on ``dup``
        """
        self.env.cr.execute(SQL(
            "UPDATE crm_lead_duplicate AS dup"
            "   SET lead_count = found.count, expected_revenue = found.revenue, company_id = found.company_id,"
            "       state = CASE WHEN dup.state = 'ignored' THEN dup.state WHEN found.count < 2 THEN 'merged'"
            "                    ELSE 'new' END"
            "  FROM (%s) AS found WHERE dup.id = found.id", _get_counted(SQL(
                "(SELECT dup.id AS duplicate_id, rel.lead_id FROM crm_lead_duplicate AS dup"
                "   LEFT JOIN crm_lead_duplicate_rel AS rel ON rel.duplicate_id = dup.id WHERE %s) AS rel",
                condition))))
        self.invalidate_model(flush=False)

    @api.model
    def _refresh_of(self, lead_ids):
        """:param lead_ids: ids of leads that were merged or brought back"""
        self.flush_model(['state'])
        self._refresh(SQL(
            "dup.id IN (SELECT duplicate_id FROM crm_lead_duplicate_rel WHERE lead_id = ANY(%s))", list(lead_ids)))

    @api.model
    def _get_of(self, lead_ids):
        """:return: the groups of some leads"""
        return self.browse(row[0] for row in self.env.execute_query(SQL(
            "SELECT DISTINCT duplicate_id FROM crm_lead_duplicate_rel WHERE lead_id = ANY(%s)", list(lead_ids)))
        ) if lead_ids else self.browse()

    def _refresh_these(self):
        """Of what was deleted nobody needs a group."""
        if self:
            self._refresh(SQL("dup.id = ANY(%s)", self.ids))
            self.filtered(lambda group: group.lead_count < 2 and not group.lead_ids[1:]).unlink()

    @api.model
    def _look_at(self, lead_ids):
        """Look again at some leads, and at the groups they touch."""
        self.env['crm.lead.duplicate.scan']._look_again(lead_ids)


def _get_counted(members):
    """:param members: SQL of a table ``rel`` with the columns ``duplicate_id`` and ``lead_id``
    :return: SQL of a query: what is left of each group"""
    return SQL(
        "SELECT rel.duplicate_id AS id, count(lead.id) AS count,"
        "       COALESCE(sum(lead.expected_revenue), 0) AS revenue, min(lead.company_id) AS company_id"
        # with OFFSET each is looked up: few leads are in a group, and the table is large
        "  FROM %s LEFT JOIN LATERAL (SELECT id, expected_revenue, company_id FROM crm_lead"
        "        WHERE id = rel.lead_id AND merged_into_id IS NULL OFFSET 0) AS lead ON TRUE"
        " GROUP BY rel.duplicate_id", members)
