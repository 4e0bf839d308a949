"""Creating the customers of many leads together."""

from collections import defaultdict

from odoo import api, models
from odoo.tools import parse_contact_from_email

from .crm_lead_convert_customer import QUIET


class Waiting:
    """What Odoo does for each contact that is created, and what is done for all
    of them afterwards. It travels in the context; a program outside cannot send
    such an object."""

    def __init__(self, is_by_user):
        # whether nothing but the salesperson of a contact decides who is to follow it
        self.is_by_user = is_by_user
        self.of_users = defaultdict(list)  # {user id: ids of the contacts that are theirs}
        self.followers = []  # parameters of mail.followers._insert_followers
        self.bodies = {}  # {contact id: text of the note that it was created}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _create_customers_together(self):
        """Create and link the customers of leads that have none and that none
        fits, as :meth:`_create_customer` does one by one, but in two steps: all
        companies, all contacts.

        Of leads that would get the same customer only the first is looked at:
        to the others its customer fits then.
        """
        leads = self._get_first_of_each_customer()
        quiet = self.env['res.partner'].with_context(
            default_user_id=self.env.context.get('default_user_id'), **QUIET)._with_waiting()
        parents, created = leads._create_companies_together(quiet)
        values = {}
        for lead in leads:
            name = lead._get_customer_contact_name()
            if name or not parents[lead]:
                values[lead] = lead._prepare_customer_values(
                    name or lead.name, is_company=False, parent_id=parents[lead].id)
        contacts = quiet._create_contacts_together(list(values.values()))
        customers = dict(parents)
        for lead, partner in zip(values, contacts, strict=True):
            customers[lead] = partner.with_env(self.env)
            created[lead] |= customers[lead]
        quiet._finish_created()
        leads._link_customers(customers)
        for lead, customer in customers.items():
            lead._note_created(created[lead], customer)

    def _link_customers(self, customers):
        """Link each of these leads, which have none, to its customer: what a
        ``write`` of each does, done for all of them at once where no other
        addon has a say in it.

        :param dict customers: {lead: partner}
        """
        field = self._fields['partner_id']
        *_subtypes, relations = self.env['mail.message.subtype']._get_auto_subscription_subtypes(self._name)
        if self.partner_id or not self._is_only_odoos(type(self), 'write') \
                or field.name in set().union(*relations.values()):
            for lead in self:
                lead.partner_id = customers[lead]
            return
        self.check_access('write')
        self._prepare_tracking()
        with self.env.protecting([field], self):
            for lead in self:
                lead.partner_id = customers[lead]
        self.modified([field.name])
        self._check_company([field.name])
        self._validate_fields([field.name])
        if declined := self.filtered('customer_declined'):
            declined.customer_declined = False

    def _create_companies_together(self, quiet):
        """:param quiet: model of contacts to create with
        :return: pair: {lead: the company its customer belongs to, if any},
            {lead: what was created for it}"""
        none = self.env['res.partner']
        parents = {lead: lead._find_parent_company() for lead in self}
        first = {}
        for lead in self:
            if lead.partner_name and not parents[lead]:
                first.setdefault(lead._get_company_key(), lead)
        companies = dict(zip(first, quiet.create([
            lead._prepare_customer_values(lead.partner_name, is_company=True) for lead in first.values()
        ]).with_env(self.env), strict=True))
        for lead in self:
            parents[lead] = parents[lead] or companies.get(lead._get_company_key(), none)
        return parents, {
            lead: companies[lead._get_company_key()] if first.get(lead._get_company_key()) == lead else none
            for lead in self}

    def _get_customer_contact_name(self):
        """:return: the name of the person, as Odoo creates one"""
        return self.contact_name or (parse_contact_from_email(self.email_from)[0] if self.email_from else False)

    def _get_first_of_each_customer(self):
        """:return: these leads without those to which the customer of an
            earlier one will fit"""
        taken, first = set(), []
        for lead in self:
            said = lead._get_customer_marks()
            if taken.isdisjoint(said):
                first.append(lead.id)
            taken |= said
        return self.browse(first)

    def _get_customer_marks(self):
        """:return: set of what another lead's new customer fits by"""
        company, contact = self._get_company_key(), self._name_key(self.contact_name)
        return {
            *(('email', email) for email in self._get_candidate_emails()),
            *((('phone', self.phone_sanitized),) if self.phone_sanitized else ()),
            *((('name', company, contact),) if company and contact else ()),
            # who names no person, or another one first, may be the company itself
            *((('company', company),) if company and not contact else ()),
        }

    def _get_created_marks(self):
        """:return: set of what tells that something is created for this lead
            which another lead with one of the same marks would have created as well"""
        company = self._get_company_key()
        return self._get_customer_marks() | ({('company', company)} if company else set())


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def _create_contacts_together(self, vals_list):
        """Create contacts with what they take over from their companies: to
        create them and to let Odoo look at each company then takes longer.

        :return: partners, in the order of the values
        """
        Lead, places = self.env['crm.lead'], {True: [], False: []}
        is_known = Lead._is_only_odoos(type(self), '_fields_sync') and not self._company_dependent_commercial_fields()
        is_language_known = Lead._is_only_odoos(type(self), '_compute_lang')
        # sudo: as Odoo reads them
        parents = self.sudo().browse({vals['parent_id'] for vals in vals_list if vals.get('parent_id')})
        parents = {parent.id: parent for parent in parents}
        for place, vals in enumerate(vals_list):
            taken, parent = {}, parents.get(vals.get('parent_id'))
            if parent:
                taken = self._get_taken_over(vals, parent)
                if is_language_known and parent.lang:
                    # Odoo writes it on each that was created without one
                    vals.setdefault('lang', parent.lang)
            is_odoos = taken is None or not is_known
            places[is_odoos].append(place)
            vals.update(not is_odoos and taken or {})
        created = {}
        for is_odoos, some in places.items():
            partners = self.with_context(_partners_skip_fields_sync=not is_odoos).create(
                [vals_list[place] for place in some])
            created.update(zip(some, partners.with_env(self.env), strict=True))
        return [created[place] for place in range(len(vals_list))]

    @api.model
    def _get_taken_over(self, vals, parent):
        """What Odoo lets a new contact take over from its company.

        :param dict vals: values of the contact
        :param parent: the company
        :return: dict; None where the company may take over something from the contact
        """
        address = parent._get_address_values()
        if parent.commercial_partner_id != parent \
                or any(vals.get(name) for name in self._synced_commercial_fields()) \
                or not address and any(vals.get(name) for name in self._address_fields()):
            return None
        return {**address, **parent._get_commercial_values()}

    def _with_waiting(self):
        """:return: the model to create several contacts with, see :meth:`_finish_created`"""
        relations = self.env['mail.message.subtype']._get_auto_subscription_subtypes(self._name)[4]
        return self.with_context(crm_lead_conversion_waiting=Waiting(
            not relations and self.env['crm.lead']._is_only_odoos(
                type(self), '_message_auto_subscribe', '_message_auto_subscribe_followers')))

    def _finish_created(self):
        """Subscribe to the contacts created with this model whoever is to
        follow them, and note that they were created."""
        waiting = _get_waiting(self.env)
        self.browse(waiting.bodies)._flush_created()
        waiting.is_by_user = False
        if len(waiting.of_users) > 1:
            # Odoo reads them one by one
            # sudo: as Odoo reads who is active
            users = self.env['res.users'].sudo().with_context(active_test=False).search_fetch(
                [('id', 'in', list(waiting.of_users))], ['active', 'partner_id'], order='id')
            self.with_context(active_test=False).search_fetch(
                [('id', 'in', users.partner_id.ids)], ['lang'], order='id')
        for user_id, ids in waiting.of_users.items():
            self.browse(dict.fromkeys(ids))._message_auto_subscribe({'user_id': user_id})
        self = self.with_context(crm_lead_conversion_waiting=None)
        self.env['mail.followers']._insert_waiting(self._name, waiting.followers)
        if waiting.bodies:
            self.browse(waiting.bodies)._message_log_batch(waiting.bodies)

    def _flush_created(self):
        """Write what is computed of new contacts at once, and not a few columns
        whenever some are asked for."""
        bare = self.filtered(lambda partner: not partner.image_1920)
        for field in self._fields.values():
            if field.related == 'image_1920' and field.store:
                # where there is no picture there is none in other sizes
                self.env.remove_to_compute(field, bare)
        self.flush_recordset()

    def _get_keyed_leads(self):
        """A lead whose contact was created just now was written since, and is marked by that."""
        waiting = _get_waiting(self.env)
        created = waiting.bodies if waiting else ()
        return super(ResPartner, self.filtered(lambda partner: partner.id not in created))._get_keyed_leads()

    def _message_auto_subscribe(self, updated_values, followers_existing_policy='skip'):
        waiting = _get_waiting(self.env)
        if not waiting or not waiting.is_by_user:
            return super()._message_auto_subscribe(updated_values, followers_existing_policy=followers_existing_policy)
        if user_id := updated_values.get('user_id'):
            waiting.of_users[user_id] += self._ids
        return True

    def _message_log_batch(self, bodies, *args, **kwargs):
        waiting = _get_waiting(self.env)
        if not waiting or args or kwargs:
            return super()._message_log_batch(bodies, *args, **kwargs)
        waiting.bodies.update((partner.id, bodies.get(partner.id, '')) for partner in self)
        return self.env['mail.message']


class MailFollowers(models.Model):
    _inherit = 'mail.followers'

    def _insert_followers(self, res_model, res_ids, partner_ids, subtypes=None, customer_ids=None,
                          check_existing=True, existing_policy='skip'):
        waiting = _get_waiting(self.env)
        if not waiting or res_model != 'res.partner':
            return super()._insert_followers(
                res_model, res_ids, partner_ids, subtypes=subtypes, customer_ids=customer_ids,
                check_existing=check_existing, existing_policy=existing_policy)
        waiting.followers.append((res_ids, partner_ids, subtypes, customer_ids))
        return None

    def _insert_waiting(self, res_model, waiting):
        """:param list waiting: tuples of parameters of :meth:`_insert_followers`, of records created just now"""
        # sudo: as Odoo subscribes them
        self = self.sudo().with_context(default_partner_id=False)
        wanted = {}
        for res_ids, partner_ids, subtypes, customer_ids in waiting:
            new, _changed = self._add_followers(res_model, res_ids, partner_ids, subtypes) if subtypes else (
                self._add_default_followers(
                    res_model, res_ids, partner_ids, customer_ids=customer_ids, check_existing=False))
            for res_id, followers in new.items():
                for values in followers:
                    wanted.setdefault((res_id, values['partner_id']), {**values, 'res_id': res_id})
        if wanted:
            ids = list({res_id for res_id, _partner_id in wanted})
            for _id, res_id, partner_id, *_rest in self._get_subscription_data([(res_model, ids)], None):
                wanted.pop((res_id, partner_id), None)
            self.create(list(wanted.values()))


def _get_waiting(env):
    waiting = env.context.get('crm_lead_conversion_waiting')
    return waiting if isinstance(waiting, Waiting) else None
