"""Who the customers are: people at home and in their families, people at work, companies, shops of a chain."""

from __future__ import annotations

import functools
import random
import re
import unicodedata
import zlib
from typing import NamedTuple

from . import lead_firms as firms
from .lead_names import NAMES
from .lead_places import COUNTRIES, MAILBOX_HOSTS

# How often a unit is of each kind, the rest being households. Firms bring 3.5 customers each, households 1.3: of all
# customers 25 % are of the giant, 36 % of firms, 2 % of chains, 37 % private.
_GIANT, _FIRM, _CHAIN = 0.36, 0.51, 0.53
_DESK = 0.24
_SWITCHBOARD_OF_GIANT = 0.045
_FAMILY = 0.16
_NEVER_TWICE = 1 << 26
_TRANSCRIBED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "Ł": "L", "ı": "i", "æ": "ae", "đ": "d", "’": "'"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
# up to which chance, from how many people, to how many
_SIZES_OF_FIRMS = (
    (0.50, 1, 1),
    (0.74, 2, 2),
    (0.86, 3, 3),
    (0.95, 4, 6),
    (0.985, 7, 16),
    (0.997, 17, 60),
    (1, 90, 300),
)


@functools.lru_cache(maxsize=100_000)
def unaccented(text: str) -> str:
    """The text in plain letters; those of other scripts stay."""
    marked = unicodedata.normalize("NFD", text.translate(_TRANSCRIBED))
    return "".join(each for each in marked if not unicodedata.combining(each) or each in "\u3099\u309a\u0306")


def without_accents(text: str, country: str) -> str:
    """As people of that country write it where they have no accents: Müller is Mueller in Germany."""
    return unaccented(text.translate(_GERMAN) if country == "DE" else text)


@functools.lru_cache(maxsize=100_000)
def plain(text: str, country: str = "") -> str:
    """What is left of a name in an e-mail address."""
    return re.sub("[^a-z0-9]", "", without_accents(text, country).lower())


class Number(NamedTuple):
    """A telephone number, its national part in groups."""

    calling_code: str
    trunk: str
    groups: str


class Place(NamedTuple):
    street: str
    zip: str
    city: str


class Firm:
    __slots__ = (
        "country", "lang", "name", "form", "domain", "phone", "info", "place", "style", "contact", "size", "is_giant",
    )  # fmt: skip


class Person:
    """A customer. Without a name it is the company itself; without a firm somebody private."""

    __slots__ = (
        "country", "lang", "first", "last", "latin", "firm", "place", "mobile", "landline", "work_email",
        "private_email", "other_email", "contacts", "later", "steadiness",
    )  # fmt: skip

    def __init__(self):
        self.first = self.last = self.latin = self.firm = self.mobile = self.landline = None
        self.work_email = self.private_email = self.other_email = self.later = None
        self.contacts = ()


def _turns(countries):
    """Each country as often as its share says: one random number finds one."""
    return tuple(country for country in countries for _each in range(country.share // 2))


class World:
    """Makes customers, always the same ones from the same seed."""

    def __init__(self, source: random.Random):
        self.random = source.random
        self._countries = _turns(COUNTRIES)
        self._taken = bytearray(_NEVER_TWICE // 8)
        self._giants: dict = {}

    def pick(self, sequence):
        return sequence[int(self.random() * len(sequence))]

    def pick_frequent(self, sequence):
        """The first of a list far more often than the last."""
        return sequence[int(len(sequence) * self.random() ** 2.2)]

    def is_new(self, text: str) -> bool:
        """Whether nobody has this address or number yet. May seldom err, but only on the safe side."""
        place = zlib.crc32(text.encode()) % _NEVER_TWICE
        byte, bit = place >> 3, 1 << (place & 7)
        if self._taken[byte] & bit:
            return False
        self._taken[byte] |= bit
        return True

    def filled(self, pattern: str) -> str:
        digits = iter("%015d" % int(self.random() * 10**15))
        return "".join(
            next(digits) if each == "#" else "2345678345"[int(next(digits))] if each == "N" else each
            for each in pattern
        )

    def number(self, country, patterns) -> Number:
        while True:
            groups = self.filled(self.pick(patterns))
            if self.is_new(country.calling_code + groups):
                return Number(country.calling_code, country.trunk, groups)

    def place(self, country):
        """:return: an address, and what telephone numbers look like there"""
        town = self.pick_frequent(country.towns)
        number = 1 + int(150 * self.random() ** 2)
        street = country.address.format(street=self.pick(country.streets), number=number)
        return Place(street, self.filled(town.zip), town.name), (town.phone,)

    # People

    def last_name(self, country: str) -> str:
        names = NAMES[country]
        if self.random() < 0.55:
            return self.pick_frequent(names.last)
        head, tail = self.pick(names.heads), self.pick(names.tails)
        if "|" in head:
            return "|".join(a + b for a, b in zip(head.split("|"), tail.split("|"), strict=True))
        return head + tail

    def name(self, person: Person, last: str | None = None) -> None:
        code = person.country.code
        first, last = self.pick_frequent(NAMES[code].first), last or self.last_name(code)
        if "|" in first:
            (person.first, a), (person.last, b) = first.split("|"), last.split("|")
            person.latin = (a, b)
        else:
            person.first, person.last, person.latin = first, last, (first, last)

    def private_address(self, person: Person) -> str:
        first, last = (plain(part, person.country.code) for part in person.latin)
        way = self.random()
        if way < 0.4:
            local = f"{first}.{last}"
        elif way < 0.6:
            local = first + last
        elif way < 0.75:
            local = first[0] + last
        elif way < 0.85:
            local = f"{last}.{first}"
        else:
            local = f"{first}_{last}"
        if self.random() < 0.4:
            local += str(50 + int(50 * self.random()))
        host = self.pick_frequent(MAILBOX_HOSTS[person.country.code])
        # nobody gets a mailbox there that differs from another one by dots alone
        gmail = host in ("gmail.com", "googlemail.com")
        while not self.is_new(f"{local.replace('.', '')}@gmail.com" if gmail else f"{local}@{host}"):
            local += str(int(10 * self.random()))
        return f"{local}@{host}"

    def work_address(self, person: Person, firm: Firm) -> str:
        first, last = (plain(part, person.country.code) for part in person.latin)
        local = firm.style.format(first=first, f=first[:1], last=last)
        while not self.is_new(f"{local}@{firm.domain}"):
            local += str(int(10 * self.random()))
        return f"{local}@{firm.domain}"

    def person(self, country, lang: str, firm: Firm | None, place: Place, last: str | None = None) -> Person:
        person = Person()
        person.country, person.lang, person.firm, person.place = country, lang, firm, place
        self.name(person, last)
        person.mobile = self.number(country, country.mobile)
        person.private_email = self.private_address(person)
        if firm:
            person.work_email = self.work_address(person, firm)
        person.other_email = person.private_email
        return person

    # Companies

    def firm_name(self, country, lang: str) -> str:
        language = lang[:2]
        trade = self.pick(firms.TRADES[language])
        way = self.random()
        if language in ("ja", "zh", "ru"):
            return self.pick(NAMES[country.code].last).split("|")[0] + trade
        if way < 0.25:
            last = self.last_name(country.code)
            return f"{trade} {last}" if way < 0.15 else f"{last} {firms.AND_SONS.get(language, '')}".strip()
        invented = "".join(self.pick(firms.SYLLABLES) for _each in range(2 if way < 0.5 else 3)).capitalize()
        if way < 0.7:
            return invented + self.pick(firms.ENDINGS)
        return f"{invented} {trade}" if way < 0.9 else f"{self.pick(country.towns).name} {trade}"

    def firm(self, country, lang: str, size: int = 1, brand=None) -> Firm:
        firm = Firm()
        firm.country, firm.lang, firm.size, firm.contact, firm.is_giant = country, lang, size, None, False
        firm.place, phone = self.place(country)
        firm.phone = self.number(country, phone)
        firm.form = self.pick_frequent(firms.LEGAL_FORMS[country.code])
        firm.style = self.pick_frequent(("{first}.{last}", "{first}", "{f}.{last}", "{f}{last}", "{last}"))
        if brand:
            firm.name, slug = brand
            firm.domain = slug + ".example"
            firm.info = f"{plain(firm.place.city) or 'shop'}{int(1000 * self.random())}@{firm.domain}"
            self.is_new(firm.info)
            return firm
        firm.name = self.firm_name(country, lang)
        slug = re.sub("[^a-z0-9]+", "-", unaccented(firm.name).lower()).strip("-") or f"{country.code.lower()}-trade"
        firm.domain = f"{slug}.example"
        while not self.is_new(firm.domain):
            slug += "-" + (plain(firm.place.city) or "group") if "-" not in slug else self.pick(firms.SYLLABLES)
            firm.domain = f"{slug}.example"
        firm.info = f"{self.pick_frequent(('info', 'contact', 'sales', 'office', 'hello'))}@{firm.domain}"
        return firm

    def giant(self, country, lang: str) -> Firm:
        """The branch of the largest account in a country: one domain and one switchboard for all."""
        if country.code not in self._giants:
            firm = self.firm(country, lang)
            firm.name, firm.domain, firm.is_giant, firm.size = firms.GIANT_NAME, firms.GIANT_DOMAIN, True, 10**6
            firm.style, firm.info = "{first}.{last}", f"info@{firms.GIANT_DOMAIN}"
            firm.phone = Number("32", "0", "2 555 01 01")
            self._giants[country.code] = firm
        return self._giants[country.code]

    # Who belongs together

    def unit(self) -> list[Person]:
        """Customers who share something and are different customers all the same."""
        country = self.pick(self._countries)
        lang = self.pick(country.languages)
        way = self.random()
        if way < _GIANT:
            return [self.employee(self.giant(country, lang), lang)]
        if way < _FIRM:
            return self.staff(self.firm(country, lang, self.size()), lang)
        if way < _CHAIN:
            return self.staff(self.firm(country, lang, 2, self.pick(firms.BRANDS)), lang)
        return self.household(country, lang)

    def size(self) -> int:
        way = self.random()
        least, most = next((least, most) for up_to, least, most in _SIZES_OF_FIRMS if way < up_to)
        return least + int((most - least + 1) * self.random())

    def employee(self, firm: Firm, lang: str) -> Person:
        person = self.person(firm.country, lang, firm, firm.place)
        way = self.random()
        if firm.is_giant:
            person.landline = firm.phone if way < _SWITCHBOARD_OF_GIANT else None
        elif way < 0.45:
            person.landline = firm.phone
        elif way < 0.7:
            person.landline = self.number(firm.country, self.place(firm.country)[1])
        return person

    def staff(self, firm: Firm, lang: str) -> list[Person]:
        """Colleagues, no two of one name; sometimes the company itself asks too."""
        people, names = [], set()
        for _each in range(firm.size):
            person = self.employee(firm, lang)
            if person.latin not in names:
                names.add(person.latin)
                people.append(person)
        if self.random() < _DESK:
            desk = Person()
            desk.country, desk.lang, desk.firm, desk.place = firm.country, lang, firm, firm.place
            desk.landline, desk.work_email = firm.phone, firm.info
            people.append(desk)
            firm.size += 1
        return people

    def household(self, country, lang: str) -> list[Person]:
        place, phone = self.place(country)
        landline = self.number(country, phone) if self.random() < 0.5 else None
        count = 1 if self.random() > _FAMILY else 2 + int(3 * self.random() ** 2)
        last = self.last_name(country.code) if count > 1 else None
        people = []
        for _each in range(count):
            own = last if self.random() < 0.8 else None
            person = self.person(country, lang, None, place, own)
            person.landline = landline
            people.append(person)
        return people
