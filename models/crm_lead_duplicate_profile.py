"""What the database sees of two leads: laid out once for each lead, and put
together to the profile of a pair (see ``tools/profiles.py``)."""

from string import ascii_lowercase

from odoo.tools import SQL

from ..tools.evidence import BLOCKS
from ..tools.profiles import PERSON_STEPS, SEEN, SHIFTS, STEPS

OPEN = SQL("lead.active AND lead.won_status = 'pending' AND lead.merged_into_id IS NULL")
# what a profile is made of, without the texts that only comparing reads
PROFILE_COLUMNS = (
    'lead_id', 'company_id', 'email', 'phone', 'person', 'company', 'domain', 'address', 'in_company', 'in_domain',
    'partner', 'entity', 'named', 'full_name', 'words', 'ascii', 'local', 'host', 'letters', 'signs', 'number', 'firm',
    'firms', 'domains', 'persons')
# of two emails letters before the @ alone tell what differs
_NO_LETTERS = "0123456789._-+"
# how common what a lead shares is, in steps of the profile
_COUNTED = {'firms': ('company', STEPS), 'domains': ('domain', STEPS), 'persons': ('person', PERSON_STEPS)}

# What the two leads a and b are to each other, as a number (see tools/profiles.py): a part for each kind.
_PROFILE = {
    'email': """
        CASE WHEN a.email IS NULL OR b.email IS NULL THEN {email[none]} WHEN a.email = b.email THEN {email[same]}
             WHEN a.host = b.host AND a.signs = b.signs AND abs(length(a.local) - length(b.local)) < 2
                  AND (left(a.local, 2) = left(b.local, 2) OR right(a.local, 3) = right(b.local, 3))
               OR a.local = b.local AND abs(length(a.host) - length(b.host)) < 2
                  AND (left(a.host, 3) = left(b.host, 3) OR right(a.host, 4) = right(b.host, 4)) THEN {email[near]}
             WHEN a.letters = b.letters THEN {email[compatible]} ELSE {email[other]} END""",
    'phone': """
        CASE WHEN a.phone IS NULL OR b.phone IS NULL THEN {phone[none]} WHEN a.phone = b.phone THEN {phone[same]}
             WHEN a.number IS NULL OR b.number IS NULL THEN {phone[near]}
             WHEN abs(length(a.number) - length(b.number)) < 2
                  AND (left(a.number, 7) = left(b.number, 7) OR right(a.number, 4) = right(b.number, 4))
             THEN {phone[near]} ELSE {phone[other]} END""",
    'partner': """
        CASE WHEN a.partner IS NULL OR b.partner IS NULL THEN {customer[none]}
             WHEN a.partner = b.partner THEN {customer[same]}
             WHEN a.entity = b.entity THEN {customer[within]} ELSE {customer[other]} END""",
    'company': """
        CASE WHEN a.company IS NULL OR b.company IS NULL THEN {company[none]}
             WHEN a.company = b.company THEN {company[same 2]} + (a.firms << {shift[company]})
             WHEN left(a.firm, 3) = left(b.firm, 3) OR substr(a.firm, 2, 4) = substr(b.firm, 2, 4)
               OR strpos(b.firm, split_part(a.firm, ' ', 1)) > 0
               OR strpos(a.firm, split_part(b.firm, ' ', 1)) > 0 THEN {company[near]}
             ELSE {company[other]} END""",
    'domain': """
        CASE WHEN a.domain IS NULL OR b.domain IS NULL THEN {domain[none]}
             WHEN a.domain = b.domain THEN {domain[same 2]} + (a.domains << {shift[domain]})
             ELSE {domain[other]} END""",
    'address': """
        CASE WHEN a.address IS NULL OR b.address IS NULL THEN {address[none]}
             WHEN a.address = b.address THEN {address[same]} ELSE {address[other]} END""",
    'person': """
        CASE WHEN a.named = 2 OR b.named = 2 THEN 8
             WHEN a.person = b.person THEN
                  CASE WHEN a.named = 1 AND b.named = 1 THEN CASE a.persons WHEN 1 THEN 9 WHEN 2 THEN 10 ELSE 0 END
                       ELSE 1 END
             WHEN a.named = 1 AND b.named = 1 THEN
                  CASE WHEN a.words && b.words OR left(a.full_name, 3) = left(b.full_name, 3)
                         OR right(a.full_name, 3) = right(b.full_name, 3) THEN 2
                       WHEN a.ascii AND b.ascii THEN 4 ELSE 3 END
             WHEN a.named = 1 THEN CASE WHEN {says_a} THEN 5 ELSE 6 END
             WHEN b.named = 1 THEN CASE WHEN {says_b} THEN 5 ELSE 6 END
             ELSE 7 END << {shift[names]}"""}
# The same of two leads that were found by sharing a value of the kind.
_SHARED = {
    'email': "{email[same]}", 'phone': "{phone[same]}", 'partner': "{customer[same]}",
    'company': "{company[same 2]} + (a.firms << {shift[company]})",
    'domain': "{domain[same 2]} + (a.domains << {shift[domain]})", 'address': "{address[same]}",
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
    ).format(says_a=says('a', 'b'), says_b=says('b', 'a'), shift=SHIFTS, **numbers))


def get_laid_out(is_counted):
    """What profiles are made of, a row for each row of keys of the open leads.

    :param bool is_counted: whether the table ``crm_lead_scan_value`` says how
        common a value is; else each is as rare as it can be, and some more
        pairs are compared
    :return: SQL of a query, to add conditions on ``key`` and ``lead`` to
    """
    counts = SQL(", ").join(
        SQL("width_bucket(%s, %s) - 1 AS %s", SQL.identifier(name, 'leads'), list(steps), SQL.identifier(name))
        if is_counted else SQL("0 AS %s", SQL.identifier(name)) for name, (_kind, steps) in _COUNTED.items())
    joins = SQL(" ").join(
        SQL("LEFT JOIN crm_lead_scan_value AS %(name)s ON %(name)s.value = key.%(kind)s AND %(name)s.kind = %(place)s",
            name=SQL.identifier(name), kind=SQL.identifier(kind), place=list(BLOCKS).index(kind))
        for name, (kind, _steps) in _COUNTED.items()) if is_counted else SQL()
    return SQL(
        "SELECT key.*, lead.company_id, lead.contact_name, lead.partner_name, lead.email_from,"
        "       COALESCE(lead.phone_sanitized, lead.phone) AS said_number,"
        "       CASE WHEN lead.contact_name <> '' THEN 1"
        "            WHEN translate(lead.email_from, '<(\"', '') <> lead.email_from THEN 2 ELSE 0 END AS named,"
        "       lower(lead.contact_name) AS full_name, string_to_array(lower(lead.contact_name), ' ') AS words,"
        "       octet_length(lead.contact_name) = length(lead.contact_name) AS ascii,"
        "       mail.local, split_part(mail.said, '@', 2) AS host,"
        "       translate(mail.local, %(signs)s, '') AS letters, translate(mail.local, %(letters)s, '') AS signs,"
        "       lead.phone_sanitized AS number, lower(lead.partner_name) AS firm, %(counts)s"
        "  FROM crm_lead_match_key AS key JOIN crm_lead AS lead ON lead.id = key.lead_id %(joins)s"
        # with OFFSET it is computed once
        " CROSS JOIN LATERAL (SELECT said, split_part(said, '@', 1) AS local FROM ("
        "     SELECT COALESCE(lead.email_normalized, lower(lead.email_from)) AS said OFFSET 0) AS one OFFSET 0) AS mail"
        " WHERE %(open)s",
        signs=_NO_LETTERS, letters=ascii_lowercase, counts=counts, joins=joins, open=OPEN)
