"""Similar leads: which other leads and opportunities are of the same customer,
why, and how sure that is. One definition for every screen and job."""

from itertools import chain, islice

from odoo import api, fields, models, tools

from ..tools.evidence import compare, evidence, shared_values, without

_PARAMETERS = 'crm_lead_conversion.'
# leads that are looked up along with one that is asked for
_AHEAD = 500


def _get_shared_kinds(match):
    return [kind for kind, finding in match['found'].items() if finding == 'same']


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    duplicate_lead_ids = fields.Many2many(compute_sudo=False)
    duplicate_lead_count = fields.Integer(compute_sudo=False)

    # Odoo asks for the same address, and has an index for parts of it only
    _email_normalized_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")

    # ------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_match_settings(self):
        """:return: {name: text} of the system parameters that are set"""
        # sudo: system parameters are not readable by salespeople
        found = self.env['ir.config_parameter'].sudo().search_fetch([
            ('key', 'in', [f'{_PARAMETERS}{name}' for name in (
                'matching', 'similar_threshold', 'merge_threshold', 'hint_colleague')]),
        ], ['key', 'value'])
        return {parameter.key.removeprefix(_PARAMETERS): parameter.value for parameter in found}

    @api.model
    def _is_matching_by_evidence(self):
        return self._get_match_settings().get('matching') != 'odoo'

    @api.model
    def _get_match_threshold(self, name, default):
        """:param str name: 'similar_threshold' or 'merge_threshold'
        :return: int from 0 to 100"""
        try:
            return min(max(int(self._get_match_settings().get(name, default)), 0), 100)
        except ValueError:
            return default

    @api.model
    def _get_similar_threshold(self):
        """:return: strength from which on leads are shown as similar"""
        return self._get_match_threshold('similar_threshold', 55)

    @api.model
    def _get_merge_threshold(self):
        """:return: strength from which on leads are merged unasked"""
        return self._get_match_threshold('merge_threshold', 95)

    # ------------------------------------------------------------
    # The answer
    # ------------------------------------------------------------

    def _find_similar(self, threshold=None):
        """The leads and opportunities that are of the same customer as these,
        among those the user may read; merged ones never. Two statements,
        whatever the number of leads.

        Leads that are being typed are compared as they are.

        :param int threshold: least strength, that of the settings if not given
        :return: {lead: list of dicts, the strongest first} with ``lead_id``,
            ``strength`` (0-100), ``found`` ({kind: finding}), ``bits``
            ({kind: weight}), ``total`` (their sum), ``shared`` ({kind: Shared}, of all leads there
            are), ``others`` (list of all that share something and that the user
            may read, with ``found``), ``keys`` (the :class:`Keys` of both),
            ``type``, ``active``, ``won_status`` and ``priority``. What people
            declared different is left out
        """
        if threshold is None:
            threshold = self._get_similar_threshold()
        weights = self.env['crm.lead.match.weight']._get_table()
        scale = self.env['crm.lead.match.weight']._get_scale()
        # sudo: what somebody declared counts for all, and is not shown
        denied = self.env['crm.lead.not.same'].sudo()._get_denied_values()
        shown = self._get_similar_threshold()
        # one that is being typed has no number of its own
        asked = {lead.id if isinstance(lead.id, int) else -place: lead for place, lead in enumerate(self, 1)}
        result = {lead: [] for lead in self}
        declared = self.env['crm.lead.not.same'].sudo()._get_declared(
            [lead._origin.id for number, lead in asked.items() if number < 0 and lead._origin])
        for number, mine, shared, others in self._search_similar(asked):
            mine, origin_id, own = without(mine, denied), asked[number]._origin.id, None
            for match in others:
                keys = without(match['keys'], denied)
                match.update(keys=(mine, keys), found=compare(mine, keys))
                if match['lead_id'] == origin_id:
                    own = match
                elif declared and (pair := declared.get((origin_id, match['lead_id']))):
                    match['declared'] = pair.evidence
            if number < 0:
                shared = self._count_typed(shared, own)
            if own:
                others = [match for match in others if match is not own]
            for match in others:
                said = match['declared']
                if said is not None and shared_values(*match['keys']) <= set(said):
                    continue
                if rated := scale.rate(match['found'], shared, shown, threshold):
                    match.update(
                        strength=rated[0], total=rated[1], bits=evidence(match['found'], shared, weights),
                        shared=shared, others=others)
                    result[asked[number]].append(match)
        for matches in result.values():
            matches.sort(key=lambda match: (-match['strength'], match['lead_id']))
        return result

    @api.model
    def _count_typed(self, shared, own):
        """A lead that is being typed shares its values as well, and is in no
        table yet, unless it was saved with the same ones.

        :param dict shared: {kind: Shared} of the leads in the tables
        :param own: the match of the lead with itself as it is saved, if any
        :return: dict, with the lead itself
        """
        counted = _get_shared_kinds(own) if own else ()
        return {
            kind: common if kind in counted else common._replace(leads=common.leads + 1)
            for kind, common in shared.items()}

    # ------------------------------------------------------------
    # Odoo's own questions, answered so
    # ------------------------------------------------------------

    @api.depends_context('uid', 'allowed_company_ids')
    @api.depends(lambda self: sorted(
        {'email_domain_criterion', 'email_normalized', 'partner_id', 'phone_sanitized'}
        | self.env['crm.lead.match.key']._get_source_fields()))
    def _compute_potential_lead_duplicates(self):
        if not self._is_matching_by_evidence():
            # sudo: Odoo looks beyond what the user may read
            super(CrmLead, self.sudo())._compute_potential_lead_duplicates()
            found = {lead: lead.sudo().duplicate_lead_ids.ids for lead in self}
            # assigned as it is, one that the user may not read would close the form to him
            readable = self.browse(dict.fromkeys(chain(*found.values())))._filtered_access('read')
            for lead, ids in found.items():
                lead.duplicate_lead_ids = readable.filtered(lambda other, ids=set(ids): other.id in ids)
                lead.duplicate_lead_count = len(lead.duplicate_lead_ids - lead._origin)
            return None
        leads, count = (self._fields[name] for name in ('duplicate_lead_ids', 'duplicate_lead_count'))
        strongest = self._get_user_answers('strongest')
        for lead, matches in self._find_similar().items():
            ids = [match['lead_id'] for match in matches]
            if lead.id:
                strongest[lead.id] = matches[0] if matches else False
                # only what the user may read was found: assigned, each lead's
                # would be read and checked on their own
                leads._update_cache(lead, (*ids, lead.id))
                count._update_cache(lead, len(ids))
            else:
                lead.duplicate_lead_ids = self.browse(ids) + lead
                lead.duplicate_lead_count = len(ids)
        return None

    @api.model
    def _get_user_answers(self, question):
        """:param str question: what the answers are to
        :return: dict for the answers this user got in this transaction, which
            hold until a lead changes"""
        key = (question, self.env.uid, self.env.su, tuple(self.env.companies.ids))
        return self.env['crm.lead.match.key']._get_answers().setdefault(key, {})

    def _find_strongest(self):
        """:return: {lead: the strongest of its matches that are shown, or False}"""
        if not self._is_matching_by_evidence():
            return dict.fromkeys(self, False)
        known = self._get_user_answers('strongest')
        missing = self.filtered(lambda lead: not isinstance(lead.id, int) or lead.id not in known)
        found = {lead: matches[0] if matches else False for lead, matches in missing._find_similar().items()}
        return {lead: found[lead] if lead in found else known[lead.id] for lead in self}

    def _get_lead_duplicates(self, partner=None, email=None, include_lost=False):
        """The same customer's leads that may be merged: open ones; with
        ``include_lost`` lost opportunities as well, won ones never.

        Asked for no lead, with an address and a customer only, those are all
        there is to go by.
        """
        if not self._is_matching_by_evidence():
            return super()._get_lead_duplicates(partner=partner, email=email, include_lost=include_lost)
        if not partner and not email and not self:
            return self.browse()
        asked = self or self.new({
            'email_from': email, 'partner_id': partner.id if partner else False, 'contact_name': False,
            'phone': False})
        return self.browse(dict.fromkeys(
            lead_id for same in asked._find_mergeable(include_lost).values() for lead_id in same._ids))

    def _find_mergeable(self, include_lost=False):
        """Of each of these leads those of the same customer that may be merged
        with it: with ``include_lost`` what a dialog may offer, else what may be
        merged though nobody looks at it. Two statements for all of them.

        :return: {lead: records}, itself among them, in Odoo's order; none if
            there is no other
        """
        threshold = self._get_similar_threshold() if include_lost else self._get_merge_threshold()
        found = {}
        for lead, matches in self._find_similar_ahead().items():
            matches = [
                match for match in matches
                if match['strength'] >= threshold and self._may_be_merged(match, include_lost)]
            matches.sort(key=lambda match: (match['priority'] or '', match['lead_id']), reverse=True)
            found[lead] = [*(match['lead_id'] for match in matches), *lead._origin._ids] if matches else []
        # whoever looks at one of them will look at the others
        together = self.env['crm.lead'].browse(dict.fromkeys(chain(*found.values())))
        return {lead: self.browse(ids).with_prefetch(together._prefetch_ids) for lead, ids in found.items()}

    def _find_similar_ahead(self):
        """Jobs ask lead by lead: the answer for the leads that were read
        together is got at once, and serves until one of them changes.

        :return: {lead: matches that are shown or merged}
        """
        least = min(self._get_similar_threshold(), self._get_merge_threshold())
        if not all(isinstance(lead.id, int) for lead in self):
            return self._find_similar(least)
        # what is not written yet may change the answers
        # sudo: keys belong to the engine
        self.env['crm.lead.match.key'].sudo()._make_pending()
        known = self._get_user_answers('similar')
        if missing := [lead for lead in self if lead.id not in known]:
            ahead = dict.fromkeys([*(lead.id for lead in missing), *islice(
                (lead_id for lead_id in self._prefetch_ids if isinstance(lead_id, int) and lead_id not in known),
                _AHEAD)])
            known.update((lead.id, matches) for lead, matches in self.browse(ahead)._find_similar(least).items())
        return {lead: known[lead.id] for lead in self}

    @api.model
    def _may_be_merged(self, match, include_lost):
        """:param dict match: of :meth:`_find_similar`
        :return: whether a dialog or a job may offer it for merging"""
        if match['won_status'] == 'won':
            return False
        if include_lost:
            return match['type'] == 'opportunity' or match['active']
        return match['active'] and match['won_status'] == 'pending'
