"""Match keys: what two records of the same customer share, in one spelling.

Each function takes what a person typed and returns a text, or '' where there
is nothing to go by; the same text for all the ways to write the same thing.
None raises, whatever it is given. `key_hash` makes a number of a key, so that
the table of keys stays small."""

from hashlib import blake2b

from .normalize_address import address_key
from .normalize_company import company_compare, company_key
from .normalize_mail import email_key, mail_domain, web_domain
from .normalize_mailbox import (
    are_numbered_apart,
    email_compare,
    is_office,
    mailbox_name,
    mailbox_says,
    name_before,
    own_domain,
)
from .normalize_person import are_in_other_scripts, person_compare, person_key
from .normalize_phone import phone_compare, phone_end, phone_key

__all__ = [
    'address_key', 'are_in_other_scripts', 'are_numbered_apart', 'company_compare', 'company_key', 'email_compare',
    'email_key', 'is_office', 'key_hash', 'mail_domain', 'mailbox_name', 'mailbox_says', 'name_before', 'own_domain',
    'person_compare', 'person_key', 'phone_compare', 'phone_end', 'phone_key', 'web_domain']


def key_hash(kind, value):
    """A key as a number that fits PostgreSQL's bigint, the same in every process
    and version.

    :param str kind: 'email', 'phone', ...: the same text of another kind is
        another number
    """
    text = f'{kind}\0{value}'.encode('utf-8', 'surrogatepass')
    return int.from_bytes(blake2b(text, digest_size=8).digest(), 'big', signed=True)
