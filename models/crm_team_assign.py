"""Automatic assignment: leads are shared out as Odoo does it, and written,
merged and converted many at once."""

import random
from ast import literal_eval
from collections import defaultdict
from datetime import timedelta

from odoo import api, models, modules
from odoo.fields import Domain

from .crm_lead_merge import MergeOrigin


class Chosen(dict):
    """{lead id: id of the user who gets it}, while Odoo chooses. It travels in the
    context; a program outside cannot send such an object."""


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    # ------------------------------------------------------------
    # Leads to teams
    # ------------------------------------------------------------

    def _allocate_leads(self, creation_delta_days=7):
        """Give new leads to teams by chance, weighted by what their members can
        take, and merge each with its duplicates.

        :return: as Odoo
        """
        # the record of a merge says that assignment made it
        self = self.with_context(crm_lead_merge_origin=MergeOrigin('assignment'))
        if not self.env['crm.lead']._is_only_odoos(type(self), '_allocate_leads'):
            return super()._allocate_leads(creation_delta_days=creation_delta_days)
        found = {
            team: team._get_leads_to_allocate(creation_delta_days) for team in self if team.assignment_max}
        duplicates = {}
        for leads in found.values():
            for lead in leads:
                if lead not in duplicates:
                    duplicates[lead] = lead._get_lead_duplicates(email=lead.email_from)
        result = {
            team: {'team': team, 'leads': leads.browse(), 'assigned': set(), 'merged': set(), 'duplicates': set()}
            for team, leads in found.items()}
        # to find them takes a while
        self._commit_assignment()
        for team, leads in self._share_out(found, duplicates):
            for bundle in leads._get_assignment_bundles():
                done = team._allocate_leads_deduplicate(bundle.exists(), duplicates_cache=duplicates)
                for name, ids in done.items():
                    result[team][name].update(ids)
                self.env['crm.lead'].browse(done['duplicates']).unlink()
                self._commit_assignment()
        return result

    def _get_leads_to_allocate(self, creation_delta_days):
        """:return: leads that nobody has and that this team may be given"""
        # sudo: a system parameter
        delay = float(self.env['ir.config_parameter'].sudo().get_param('crm.assignment.delay', default=0))
        now = self.env.cr.now()
        domain = Domain(literal_eval(self.assignment_domain or '[]')) & Domain([
            ('create_date', '<=', now - timedelta(hours=delay)), ('team_id', '=', False), ('user_id', '=', False),
            ('won_status', '!=', 'won')])
        if creation_delta_days > 0:
            domain &= Domain('create_date', '>', now - timedelta(days=creation_delta_days))
        return self.env['crm.lead'].search(domain)

    @api.model
    def _share_out(self, found, duplicates):
        """:param dict found: {team: leads it may be given}
        :param dict duplicates: {lead: leads it is merged with}
        :return: list of pairs (team, leads)"""
        waiting = {team: list(reversed(leads._ids)) for team, leads in found.items()}
        teams = list(found)
        same = {lead.id: set(others._ids) for lead, others in duplicates.items()}
        shares, gone = defaultdict(list), set()
        while teams:
            team = random.choices(teams, weights=[team.assignment_max for team in teams], k=1)[0]
            while waiting[team] and waiting[team][-1] in gone:
                waiting[team].pop()
            if not waiting[team]:
                teams.remove(team)
                continue
            lead_id = waiting[team].pop()
            shares[team].append(lead_id)
            gone |= {lead_id, *same[lead_id]}
        return [(team, self.env['crm.lead'].browse(ids)) for team, ids in shares.items()]

    @api.model
    def _commit_assignment(self):
        """What was assigned stays, whatever comes after; not in a test."""
        if not modules.module.current_test:
            self.env.cr.commit()  # pylint: disable=invalid-commit

    # ------------------------------------------------------------
    # Leads to members
    # ------------------------------------------------------------

    def _assign_and_convert_leads(self, force_quota=False):
        """Odoo chooses who gets which; they are converted afterwards, many at once."""
        if not self.env['crm.lead']._is_only_ours('convert_opportunity'):
            return super()._assign_and_convert_leads(force_quota=force_quota)
        chosen = Chosen()
        result = super(
            CrmTeam, self.with_context(crm_lead_conversion_chosen=chosen),
        )._assign_and_convert_leads(force_quota=force_quota)
        for bundle in self.env['crm.lead'].browse(chosen)._get_assignment_bundles():
            bundle.exists()._convert_chosen(chosen)
            self._commit_assignment()
        # without the context that only notes who was chosen
        return {
            member.with_env(self.env): {**info, 'assigned': info['assigned'].with_env(self.env)}
            for member, info in result.items()}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        chosen = self.env.context.get('crm_lead_conversion_chosen')
        if not isinstance(chosen, Chosen) or len(user_ids or ()) != 1 or team_id:
            return super().convert_opportunity(partner, user_ids=user_ids, team_id=team_id)
        chosen.update(dict.fromkeys(self._ids, user_ids[0]))
        return True

    def _convert_chosen(self, chosen):
        """Convert leads, and give each to the salesperson that was chosen, who
        is not told of each, as with Odoo.

        :param dict chosen: {lead id: id of the user}
        """
        leads = self.with_context(mail_auto_subscribe_no_notify=True)
        leads._remember_conversion()
        if leads._is_only_ours('_handle_salesmen_assignment'):
            leads._get_convertible()._write_converted({lead_id: {'user_id': chosen[lead_id]} for lead_id in leads._ids})
            return
        leads._get_convertible()._write_converted({})
        groups = defaultdict(list)
        for lead_id in leads._ids:
            groups[chosen[lead_id]].append(lead_id)
        for user_id, ids in groups.items():
            leads.browse(ids)._handle_salesmen_assignment(user_ids=[user_id])

    def _get_assignment_bundles(self):
        """:return: generator of these leads, so many at a time as Odoo commits together"""
        # sudo: a system parameter
        size = int(self.env['ir.config_parameter'].sudo().get_param('crm.assignment.commit.bundle', 100))
        for start in range(0, len(self), size):
            yield self[start:start + size]
