"""What the database sees of two leads: laid out once for each lead, and put
together to the profile of a pair (see ``tools/profiles.py``)."""

from string import ascii_lowercase

from odoo.tools import SQL

from ..tools.evidence import BLOCKS
from ..tools.normalize_person_names import FULL_NAMES, PARTICLES, TITLES
from ..tools.profiles import ADDRESS_STEPS, PERSON_STEPS, SEEN, SHIFTS, STEPS

OPEN = SQL("lead.active AND lead.won_status = 'pending' AND lead.merged_into_id IS NULL")
# what a profile is made of, without the texts that only comparing reads
# (numbers in front: what stands behind a text takes longer to find)
PROFILE_COLUMNS = (
    'lead_id', 'company_id', 'email', 'phone', 'person', 'company', 'domain', 'address', 'in_company', 'in_domain',
    'partner', 'entity', 'named', 'plain', 'latin', 'firms', 'domains', 'addresses', 'persons', 'host', 'host_length',
    'host_head', 'host_tail', 'mailbox', 'local_length', 'local_head', 'local_tail', 'letters', 'number_length',
    'number_head', 'number_more', 'number_tail', 'firm_head', 'firm_middle', 'firm_one', 'firm_two', 'firm_three',
    'full_head', 'full_tail', 'first_head', 'first_tail', 'last_head', 'last_tail', 'local', 'words')
# of two emails letters before the @ alone tell what differs
_NO_LETTERS = "0123456789._-+"
# how common what a lead shares is, in steps of the profile
_COUNTED = {
    'firms': ('company', STEPS), 'domains': ('domain', STEPS), 'addresses': ('address', ADDRESS_STEPS),
    'persons': ('person', PERSON_STEPS)}
# What differs by a slip is the same before it or behind it. Compared are numbers: that takes a fraction of the time.
_ENDS = {
    'full_head': "left(full_name, 3)", 'full_tail': "right(full_name, 3)",
    'first_head': "left(words[1], 2)", 'first_tail': "right(words[1], 2)",
    'last_head': "left(words[2], 2)", 'last_tail': "right(words[2], 2)",
    'mailbox': "local", 'local_head': "left(local, 4)", 'local_tail': "right(local, 3)",
    'letters': f"translate(local, '{_NO_LETTERS}', '')",
    'host': "host_name", 'host_head': "left(host_name, 3)",
    'host_tail': "right(host_name, CASE WHEN length(host_name) < 9 THEN 4 ELSE 5 END)",
    'number_head': "left(phone_sanitized, 7)", 'number_more': "left(phone_sanitized, 8)",
    'number_tail': "right(phone_sanitized, 3)",
    'firm_head': "left(firm, 3)", 'firm_middle': "substr(firm, 2, 4)",
    'firm_one': "split_part(firm, ' ', 1)", 'firm_two': "NULLIF(split_part(firm, ' ', 2), '')",
    'firm_three': "NULLIF(split_part(firm, ' ', 3), '')"}
# words that say less than a first name and a family name do, or stand for another one
_NOT_PLAIN = sorted({*TITLES, *FULL_NAMES, *PARTICLES})

# What the two leads a and b are to each other, as a number (see tools/profiles.py): a part for each kind.
_PROFILE = {
    'email': """
        CASE WHEN a.email = b.email THEN {email[same]} WHEN a.email <> b.email THEN
             CASE WHEN a.host = b.host
                       AND (a.local_head = b.local_head OR a.local_tail = b.local_tail OR a.local_length < 8)
                       AND abs(a.local_length - b.local_length) < 2 AND ascii(a.local) = ascii(b.local)
                       AND translate(a.local, '{letters}', '') = translate(b.local, '{letters}', '')
                    OR a.mailbox = b.mailbox AND (a.host_head = b.host_head OR a.host_tail = b.host_tail)
                       AND abs(a.host_length - b.host_length) < 2 THEN {email[near]}
                  WHEN a.letters = b.letters THEN {email[compatible]} ELSE {email[other]} END
             ELSE {email[none]} END""",
    'phone': """
        CASE WHEN a.phone = b.phone THEN {phone[same]} WHEN a.phone <> b.phone THEN
             CASE WHEN (a.number_tail = b.number_tail OR a.number_head = b.number_head AND (
                            a.number_more = b.number_more OR a.number_length < 12 OR b.number_length < 12))
                       AND abs(a.number_length - b.number_length) < 2
                    OR a.number_length IS NULL OR b.number_length IS NULL THEN {phone[near]} ELSE {phone[other]} END
             ELSE {phone[none]} END""",
    'partner': """
        CASE WHEN a.partner = b.partner THEN {customer[same]} WHEN a.partner <> b.partner THEN
             CASE WHEN a.entity = b.entity THEN {customer[within]} ELSE {customer[other]} END
             ELSE {customer[none]} END""",
    'company': """
        CASE WHEN a.company = b.company THEN {company[same 2]} + (a.firms << {shift[company]})
             WHEN a.company <> b.company THEN
             CASE WHEN a.firm_head = b.firm_head OR a.firm_middle = b.firm_middle
                    OR a.firm_one IN (b.firm_two, b.firm_three) OR b.firm_one IN (a.firm_two, a.firm_three)
                  THEN {company[near]} ELSE {company[other]} END
             ELSE {company[none]} END""",
    'domain': """
        CASE WHEN a.domain = b.domain THEN {domain[same 2]} + (a.domains << {shift[domain]})
             WHEN a.domain <> b.domain THEN {domain[other]} ELSE {domain[none]} END""",
    'address': """
        CASE WHEN a.address = b.address THEN {address[same 2]} + (a.addresses << {shift[address]})
             WHEN a.address <> b.address THEN {address[other]} ELSE {address[none]} END""",
    'person': """
        CASE WHEN a.named = 2 OR b.named = 2 THEN 8
             WHEN a.person = b.person THEN
                  CASE WHEN a.named = 1 AND b.named = 1 THEN CASE a.persons WHEN 1 THEN 9 WHEN 2 THEN 10 ELSE 0 END
                       ELSE 1 END
             WHEN a.named = 1 AND b.named = 1 THEN
                  CASE WHEN CASE WHEN a.plain AND b.plain
                                 THEN (a.first_head = b.first_head OR a.first_tail = b.first_tail)
                                      AND (a.last_head = b.last_head OR a.last_tail = b.last_tail)
                                   OR (a.first_head = b.last_head OR a.first_tail = b.last_tail)
                                      AND (a.last_head = b.first_head OR a.last_tail = b.first_tail)
                                 ELSE a.full_head = b.full_head OR a.full_tail = b.full_tail
                                   OR a.last_head = b.last_head OR a.words && b.words
                            END THEN 2
                       WHEN a.latin AND b.latin THEN 4 ELSE 3 END
             WHEN a.named = 1 THEN CASE WHEN {says_a} THEN 5 ELSE 6 END
             WHEN b.named = 1 THEN CASE WHEN {says_b} THEN 5 ELSE 6 END
             ELSE 7 END << {shift[names]}"""}
# The same of two leads that were found by sharing a value of the kind.
_SHARED = {
    'email': "{email[same]}", 'phone': "{phone[same]}", 'partner': "{customer[same]}",
    'company': "{company[same 2]} + (a.firms << {shift[company]})",
    'domain': "{domain[same 2]} + (a.domains << {shift[domain]})",
    'address': "{address[same 2]} + (a.addresses << {shift[address]})",
    'person': """
        CASE WHEN a.named = 2 OR b.named = 2 THEN 8
             WHEN a.named = 1 AND b.named = 1 THEN CASE a.persons WHEN 1 THEN 9 WHEN 2 THEN 10 ELSE 0 END
             ELSE 1 END << {shift[names]}"""}


def get_profile(kind=None):
    """:param str kind: that the two leads share, if they were found by one
    :return: SQL, the profile of the leads a and b"""
    def says(named, nameless):
        return " OR ".join(
            f"strpos({nameless}.local, left({named}.words[{place}], 3)) > 0" for place in (1, 2, 3))

    numbers = {
        kind: {one: place << SHIFTS[kind] for place, one in enumerate(seen)} for kind, seen in SEEN.items()}
    parts = {**_PROFILE, kind: _SHARED[kind]} if kind in _SHARED else _PROFILE
    # put together of the texts of this file and numbers
    return SQL(" + ".join(  # pylint: disable=sql-injection
        f"({part})" for part in parts.values()
    ).format(
        says_a=says('a', 'b'), says_b=says('b', 'a'), shift=SHIFTS, letters=ascii_lowercase, **numbers))


def get_laid_out(condition, is_counted=False):
    """What profiles are made of, a row for each row of keys of the open leads.

    :param SQL condition: on ``key`` or ``lead``
    :param bool is_counted: whether the table ``crm_lead_scan_value`` says how
        common a value is; else each is as rare as it can be, and some more
        pairs are compared
    :return: SQL of a query
    """
    counts = SQL(", ").join(
        SQL("COALESCE(width_bucket(%s, %s) - 1, 0) AS %s", SQL.identifier(name, 'leads'), list(steps),
            SQL.identifier(name))
        if is_counted else SQL("0 AS %s", SQL.identifier(name)) for name, (_kind, steps) in _COUNTED.items())
    joins = SQL(" ").join(
        # few values are that common: the rest are on the lowest step
        SQL("LEFT JOIN crm_lead_scan_value AS %(name)s ON %(name)s.value = key.%(kind)s AND %(name)s.kind = %(place)s"
            " AND %(name)s.leads >= %(least)s",
            name=SQL.identifier(name), kind=SQL.identifier(kind), place=list(BLOCKS).index(kind), least=steps[1])
        for name, (kind, steps) in _COUNTED.items()) if is_counted else SQL()
    ends = SQL(", ".join(f"hashtext({end}) AS {name}" for name, end in _ENDS.items()))  # pylint: disable=sql-injection
    return SQL(
        "SELECT said.*, CASE WHEN contact_name <> '' THEN 1"
        "            WHEN strpos(email_from, '<') > 0 OR strpos(email_from, '(') > 0"
        "                 OR strpos(email_from, '\"') > 0 THEN 2 ELSE 0 END AS named,"
        # first name and family name, in whichever order
        "       cardinality(words) = 2 AND length(words[1]) > 2 AND length(words[2]) > 2"
        "       AND contact_name NOT LIKE '%%.%%' AND contact_name NOT LIKE '%%,%%'"
        "       AND contact_name NOT LIKE '%%(%%' AND NOT words[1] = ANY(%(not_plain)s)"
        "       AND NOT words[2] = ANY(%(not_plain)s) AS plain,"
        "       octet_length(contact_name) = length(contact_name)"
        "       OR contact_name ~ '^[-A-Za-zÀ-ÖØ-öø-ſ .,]*$' AS latin,"
        "       length(local) AS local_length, length(host_name) AS host_length,"
        "       length(phone_sanitized) AS number_length, %(ends)s"
        # with OFFSET each is computed once
        "  FROM (SELECT texts.*, string_to_array(full_name, ' ') AS words, split_part(mail, '@', 1) AS local,"
        "               split_part(mail, '@', 2) AS host_name"
        "          FROM (SELECT key.*, lead.company_id, lead.contact_name, lead.partner_name, lead.email_from,"
        "                       lead.phone_sanitized, COALESCE(lead.phone_sanitized, lead.phone) AS said_number,"
        "                       lower(lead.contact_name) AS full_name, lower(lead.partner_name) AS firm,"
        "                       COALESCE(lead.email_normalized, lower(lead.email_from)) AS mail, %(counts)s"
        "                  FROM crm_lead_match_key AS key JOIN crm_lead AS lead ON lead.id = key.lead_id %(joins)s"
        "                 WHERE %(open)s AND %(condition)s OFFSET 0) AS texts OFFSET 0) AS said",
        not_plain=_NOT_PLAIN, ends=ends, counts=counts, joins=joins, open=OPEN, condition=condition)
