"""Rows of all kinds that point at a lead, each made as the addon it belongs to
makes it. Those of addons that are not installed are left out."""

from datetime import datetime, timedelta

_TODO = 'mail.mail_activity_data_todo'


def _message(case, lead):
    message = lead.message_post(body='Message', subject='Subject stays', partner_ids=case.partners[0].ids)
    message.sudo().starred_partner_ids = case.colleague.partner_id
    case.env['mail.message.reaction'].create({
        'message_id': message.id, 'content': '👍', 'partner_id': case.seller.partner_id.id})


def _notified(case, lead):
    lead.message_notify(
        body='For one person', subject='Notified', partner_ids=case.colleague.partner_id.ids)


def _tracked(case, lead):
    lead.expected_revenue += 10
    case.env.flush_all()
    case.env.cr.precommit.run()


def _activity(case, lead):
    lead.activity_schedule(_TODO, user_id=case.seller.id, summary='Open')


def _done_activity(case, lead):
    lead.activity_schedule(_TODO, user_id=case.seller.id, summary='Done').action_feedback('Called')


def _follower(case, lead):
    lead.message_subscribe(case.partners[1].ids, subtype_ids=case.env.ref('mail.mt_note').ids)


def _other_follower(case, lead):
    lead.message_subscribe(case.partners[1:].ids, subtype_ids=case.env.ref('mail.mt_comment').ids)


def _file(case, lead):
    case.env['ir.attachment'].create({
        'name': 'plan.txt', 'raw': b'x', 'res_model': 'crm.lead', 'res_id': lead.id})


def _meeting(case, lead):
    case.env['calendar.event'].create({
        'name': 'Private', 'privacy': 'private', 'user_id': case.colleague.id, 'opportunity_id': lead.id,
        'start': '2025-01-01 10:00:00', 'stop': '2025-01-01 11:00:00'})


def _archived_meeting(case, lead):
    case.env['calendar.event'].create({
        'name': 'Old', 'active': False, 'user_id': case.colleague.id, 'opportunity_id': lead.id,
        'start': '2024-01-01 10:00:00', 'stop': '2024-01-01 11:00:00'})


def _scheduled_message(case, lead):
    case.env['mail.scheduled.message'].with_user(case.seller).create({
        'body': 'Later', 'scheduled_date': datetime.now() + timedelta(days=9), 'model': 'crm.lead',
        'res_id': lead.id, 'author_id': case.seller.partner_id.id, 'partner_ids': case.partners.ids})


def _alias(case, lead):
    case.env['mail.alias'].create({
        'alias_name': f'lead-{lead.id}', 'alias_model_id': case.env['ir.model']._get_id('crm.lead'),
        'alias_force_thread_id': lead.id})


def _external_id(case, lead):
    case.env['ir.model.data'].create({
        'module': '__import__', 'name': f'lead_{lead.id}', 'model': 'crm.lead', 'res_id': lead.id})


def _children(case, lead):
    for model in ('x_offer', 'x_visit', 'x_call'):
        case.env[model].create({'x_name': model, 'x_lead_id': lead.id})


def _names_in_other_records(case, lead):
    case.env['x_call'].create({'x_name': 'What', 'x_what': f'crm.lead,{lead.id}'})
    case.env['res.partner'].create({
        'name': 'Names leads', 'x_lead_id': lead.id, 'x_lead_ids': [(6, 0, lead.ids)]})
    case.other.sudo().x_related_ids += lead.sudo()
    case.other.sudo().x_parent_id = lead.sudo()
    case.env['ir.default'].set('res.partner', 'x_lead_id', lead.id)
    case.env['ir.filters'].create({
        'name': f'Filter {lead.id}', 'model_id': 'crm.lead', 'domain': f"[('id', '=', {lead.id})]"})


def _rating(case, lead):
    case.env['rating.rating'].create({
        'res_model_id': case.env['ir.model']._get_id('crm.lead'), 'res_id': lead.id, 'rating': 4})


def _order(case, lead):
    case.env['sale.order'].create({
        'partner_id': case.partners[0].id, 'opportunity_id': lead.id, 'user_id': case.colleague.id})


def _registration(case, lead):
    event = case.env['event.event'].create({
        'name': 'Fair', 'date_begin': '2025-01-01 10:00:00', 'date_end': '2025-01-02 10:00:00'})
    case.env['event.registration'].create(
        {'event_id': event.id, 'name': 'Eva', 'lead_ids': [(6, 0, lead.ids)]})


def _survey_answer(case, lead):
    survey = case.env['survey.survey'].create({'title': 'Survey'})
    case.env['survey.user_input'].create({'survey_id': survey.id, 'lead_id': lead.id})


def _visitor(case, lead):
    case.env['website.visitor'].create({
        'access_token': f'{lead.id:032d}', 'lead_ids': [(6, 0, lead.ids)]})


def _mailing_trace(case, lead):
    case.env['mailing.trace'].create({'model': 'crm.lead', 'res_id': lead.id})


# what is made, by the name of it; and the model that has to be there for it
ROWS = {
    'message': ('mail.message', _message),
    'notified': ('mail.message', _notified),
    'tracked': ('mail.message', _tracked),
    'activity': ('mail.activity', _activity),
    'done activity': ('mail.activity', _done_activity),
    'follower': ('mail.followers', _follower),
    'other follower': ('mail.followers', _other_follower),
    'file': ('ir.attachment', _file),
    'meeting': ('calendar.event', _meeting),
    'archived meeting': ('calendar.event', _archived_meeting),
    'scheduled message': ('mail.scheduled.message', _scheduled_message),
    'alias': ('mail.alias', _alias),
    'external id': ('ir.model.data', _external_id),
    'children': ('x_offer', _children),
    'names in other records': ('x_call', _names_in_other_records),
    'rating': ('rating.rating', _rating),
    'order': ('sale.order', _order),
    'registration': ('event.registration', _registration),
    'survey answer': ('survey.user_input', _survey_answer),
    'visitor': ('website.visitor', _visitor),
    'mailing trace': ('mailing.trace', _mailing_trace),
}


def add_rows(case, lead, names):
    """Make rows that point at a lead.

    :param case: the test case, with ``partners`` and ``other``, a lead
    :param names: some of ``ROWS``
    """
    for name in sorted(names):
        model, make = ROWS[name]
        if model in case.env:
            make(case, lead)
