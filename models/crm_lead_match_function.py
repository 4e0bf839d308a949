"""The search for leads that share something, as functions of the database."""

from odoo import api, models
from odoo.tools import SQL

from ..tools.evidence import BLOCKS
from .crm_lead_match_key import COLUMNS

_TYPED = f"jsonb_to_recordset(typed) AS its(lead_id int, {', '.join(f'{name} int8' for name in COLUMNS[1:])})"


class CrmLeadMatchKey(models.Model):
    _inherit = 'crm.lead.match.key'

    def init(self):
        """Functions of small statements: Odoo's connections forget all plans
        with each request, and to plan one large statement anew takes longer
        than to find the leads of one. Kinds of keys that nobody of the leads
        has are not even planned."""
        columns = SQL(
            "(asked_id int, kind text, value int8, leads int8, names int8, lead_ids int[], declared jsonb)"
            # of a value that thousands share a few are read, and not first looked up where they all are
            " LANGUAGE plpgsql STABLE ROWS 10 SET enable_bitmapscan TO off SET enable_seqscan TO off")
        self._drop_functions()
        self.env.cr.execute(SQL(
            "CREATE FUNCTION crm_lead_match_search(saved int[], typed jsonb, spoken_of int[]) RETURNS TABLE %s"
            " SET plan_cache_mode TO force_generic_plan AS %s", columns, self._get_search_function()))
        self.env.cr.execute(SQL(
            "CREATE FUNCTION crm_lead_match_search_one(saved int, typed jsonb, spoken_of int) RETURNS TABLE %s AS %s",
            columns, self._get_search_function_of_one()))

    @api.model
    def _drop_functions(self):
        """Before they are made anew, and for good when the addon is uninstalled."""
        self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS crm_lead_match_search, crm_lead_match_search_one"))

    @api.model
    def _get_search_function(self):
        """Its arguments: ids of leads, rows of keys of leads that are being typed,
        and those of the ids that somebody declared different from others.

        Its rows: for each value of a lead asked for the kind, the value, how
        many leads and persons share it, and which leads, if not too many; for
        each lead it was declared different from ``declared``, the id of that
        one and what the two shared then.

        :return: str, the body of the function
        """
        names = COLUMNS[1:]
        arrays = ", ".join(f"array_agg(key.{name})" for name in names)
        every = " || ".join(f"its_{kind}" for kind in BLOCKS if kind != 'email')
        numbers = sorted({most for kind, most in BLOCKS.items() if kind != 'email'})
        return f"""
#variable_conflict use_column
DECLARE
    numbers int[]; {" ".join(f"its_{name} int8[];" for name in names)}
    {" ".join(f"above_{number} int8[];" for number in numbers)}
BEGIN
IF typed IS NULL THEN
    SELECT array_agg(key.lead_id), {arrays} INTO numbers, {", ".join(f"its_{name}" for name in names)}
      FROM crm_lead_match_key AS key WHERE key.lead_id = ANY(saved);
ELSE
    SELECT array_agg(key.lead_id), {arrays} INTO numbers, {", ".join(f"its_{name}" for name in names)}
      FROM (SELECT {", ".join(COLUMNS)} FROM crm_lead_match_key WHERE lead_id = ANY(saved) UNION ALL
            SELECT {", ".join(COLUMNS)} FROM {_TYPED}) AS key;
END IF;
SELECT {", ".join(f"array_agg(common.value) FILTER (WHERE common.count > {number})" for number in numbers)}
  INTO {", ".join(f"above_{number}" for number in numbers)}
  FROM crm_lead_match_common AS common WHERE common.value = ANY({every});
{"".join(self._get_search_of_kind(kind, most) for kind, most in BLOCKS.items())}
IF above_{numbers[0]} IS NOT NULL THEN
    RETURN QUERY SELECT asked.number, asked.kind, asked.value, common.count::int8, common.names::int8,
                        NULL::int[], NULL::jsonb
      FROM ({" UNION ALL ".join(
          f"SELECT number, '{kind}', value, {most} FROM unnest(numbers, its_{kind}) AS one(number, value)"
          for kind, most in BLOCKS.items() if kind != 'email')}) AS asked(number, kind, value, most)
      JOIN crm_lead_match_common AS common ON common.value = asked.value AND common.count > asked.most;
END IF;
{self._get_search_of_declared("ANY(spoken_of)")}
END"""

    @api.model
    def _get_search_of_kind(self, kind, most):
        """Of each value no more leads than one more than may share it are read,
        and none of what is known to be shared by more.

        :return: str
        """
        # however many leads have the same address, some of them are shown
        shown = "TRUE" if kind == 'email' else f"count(*) <= {most}"
        known = "TRUE" if kind == 'email' else f"(above_{most} IS NULL OR asked.value <> ALL(above_{most}))"
        return f"""
IF cardinality(array_remove(its_{kind}, NULL)) > 0 THEN
    RETURN QUERY SELECT asked.number, '{kind}', asked.value, hit.leads, hit.names, hit.lead_ids, NULL::jsonb
      FROM unnest(numbers, its_{kind}) AS asked(number, value) CROSS JOIN LATERAL (
               SELECT count(*), count(DISTINCT key.person), CASE WHEN {shown} THEN array_agg(key.lead_id) END
                 FROM (SELECT lead_id, person FROM crm_lead_match_key WHERE {kind} = asked.value
                        LIMIT {most + 1}) AS key) AS hit(leads, names, lead_ids)
     WHERE (hit.leads > 1 OR hit.leads = 1 AND asked.number < 0) AND {known};
END IF;"""

    @api.model
    def _get_search_of_declared(self, asked):
        """:param str asked: the leads, as the right side of an equation
        :return: str"""
        return f"""
IF spoken_of IS NOT NULL THEN
    RETURN QUERY
    SELECT said.lead_id, 'declared', said.other_id::int8, NULL::int8, NULL::int8, NULL::int[], said.evidence
      FROM crm_lead_not_same AS said WHERE said.lead_id = {asked} AND said.active AND said.kind = 'pair'
     UNION ALL
    SELECT said.other_id, 'declared', said.lead_id::int8, NULL::int8, NULL::int8, NULL::int[], said.evidence
      FROM crm_lead_not_same AS said WHERE said.other_id = {asked} AND said.active AND said.kind = 'pair';
END IF;"""

    @api.model
    def _get_search_function_of_one(self):
        """As :meth:`_get_search_function`, of one lead, which is what is asked
        for most: a statement is put together of the values that it has, which
        is planned faster than one for each kind of them.

        :return: str, the body of the function
        """
        def get_arm(kind, most):
            return f"""
            CASE WHEN its.{kind} IS NOT NULL AND (common.known IS NULL OR its.{kind} <> ALL(common.known)) THEN
                 format('(SELECT ''{kind}'', %1$s::int8, {most}, lead_id, person FROM crm_lead_match_key'
                        ' WHERE {kind} = %1$s LIMIT {most + 1})', its.{kind}) END"""

        def get_text(its):
            return f"""
    SELECT string_agg(NULLIF(concat_ws(' UNION ALL ', {", ".join(get_arm(*block) for block in BLOCKS.items())}), ''),
                      ' UNION ALL '), string_agg(common.facts, ''), min(its.lead_id) INTO hits, facts, number
      FROM {its} CROSS JOIN LATERAL (
               SELECT array_agg(common.value), string_agg(format(
                          ' UNION ALL SELECT %s, %L, %s, %s, %s, NULL, NULL',
                          its.lead_id, mine.kind, mine.value, common.count, COALESCE(common.names, 1)), '')
                 FROM (VALUES {", ".join(
                     f"('{kind}', its.{kind}, {most})" for kind, most in BLOCKS.items() if kind != 'email')})
                      AS mine(kind, value, most)
                 JOIN crm_lead_match_common AS common ON common.value = mine.value AND common.count > mine.most)
            AS common(known, facts)"""

        return f"""
#variable_conflict use_column
DECLARE number int; hits text; facts text;
BEGIN
IF typed IS NULL THEN {get_text("crm_lead_match_key AS its")}
     WHERE its.lead_id = saved;
ELSE {get_text(_TYPED)};
END IF;
IF hits IS NOT NULL THEN
    RETURN QUERY EXECUTE format(
        'SELECT %s, kind, value, count(*), count(DISTINCT person),'
        '       CASE WHEN kind = ''email'' OR count(*) <= most THEN array_agg(lead_id) END, NULL::jsonb'
        '  FROM (%s) AS hit(kind, value, most, lead_id, person) GROUP BY kind, value, most HAVING count(*) > %s%s',
        number, hits, CASE WHEN number < 0 THEN 0 ELSE 1 END, facts);
END IF;
{self._get_search_of_declared("spoken_of")}
END"""
