"""Leads with known true duplicates: always the same stream from a seed and a number.

Each lead carries the cluster it belongs to: two leads are duplicates if and only if their clusters are equal, that
is if the same person (or, where nobody is named, the same company) asked. Colleagues, families, namesakes and the
shops of a chain are different customers.

Plain Python, in bounded memory: customers are made as they are needed, and those who ask again wait in a queue.
"""

from __future__ import annotations

import datetime
import heapq
import random
from typing import NamedTuple

from . import lead_firms as firms
from .lead_customers import Number, Person, Place, World
from .lead_writing import Writer

# Who asks more than once, and how often: 12 % of the leads.
_ASK_AGAIN = 0.046
_TIMES = ((0.60, 2, 2), (0.80, 3, 3), (0.895, 4, 4), (0.945, 5, 5), (0.98, 6, 6), (0.9985, 7, 12), (1, 20, 32))
# Colleagues and families ask at different times, a customer again after at most so many other leads.
_ASKING_NOW = 500
_FILED = 0.02
_LONGEST_WAIT = 200_000
_SINCE, _DAYS = datetime.datetime(2021, 1, 4, 8), 1750
SALESPEOPLE, TEAMS, STAGES = 42, 4, 3


class Contact(NamedTuple):
    """A customer record of the address book. Each number is one record."""

    number: int
    parent: Contact | None
    is_company: bool
    name: str
    email: str | None
    phone: str | None
    website: str | None
    place: Place
    country: str
    lang: str


class Lead(NamedTuple):
    """What a lead says, as people write it, and whose it truly is. None is an empty field."""

    cluster: int
    name: str
    contact_name: str | None
    partner_name: str | None
    email_from: str | None
    phone: str | None
    website: str | None
    street: str | None
    zip: str | None
    city: str | None
    country: str | None
    lang: str
    type: str
    # open, won, lost, archived
    status: str
    stage: int
    priority: str
    revenue: int
    create_date: datetime.datetime
    salesperson: int | None
    team: int | None
    customer: Contact | None


class _Known:
    """Which facts of a customer one lead mentions."""

    __slots__ = ("email", "number", "is_named", "firm", "place", "website")


class Generator:
    """Makes the leads, one by one, in the order in which they came in."""

    def __init__(self, seed: int, count: int):
        self._count = count
        source = random.Random(seed)
        self._random = source.random
        self._world = World(source)
        self._writer = Writer(self._world)
        self._contacts = 0

    def __iter__(self):
        """The stream. A unit of customers stays open until all of them have asked."""
        unit, pick = self._world.unit, self._random
        asking = [unit() for _each in range(min(_ASKING_NOW, 1 + self._count // 8))]
        waiting: list = []
        cluster = again = 0
        for place in range(self._count):
            if waiting and waiting[0][0] <= place:
                _due, _number, found, person, first = heapq.heappop(waiting)
                yield self._again(place, found, person, first)
                continue
            chosen = int(len(asking) * pick())
            people = asking[chosen]
            person = people.pop(int(len(people) * pick()))
            if not people:
                asking[chosen] = unit()
            cluster += 1
            times = self._times()
            self._settle(person, times)
            first = self._first(person)
            if times > 1:
                wait = min(_LONGEST_WAIT, self._count - place)
                for _each in range(times - 1):
                    again += 1  # people are not to be compared
                    heapq.heappush(waiting, (place + 1 + int(wait * pick()), again, cluster, person, first))
            yield self._lead(place, cluster, person, first, 0.3)

    def _times(self) -> int:
        if self._random() >= _ASK_AGAIN:
            return 1
        way = self._random()
        least, most = next((least, most) for up_to, least, most in _TIMES if way < up_to)
        return least + int((most - least + 1) * self._random())

    def _settle(self, person: Person, times: int) -> None:
        """The customer records of a person, and whether they will move."""
        world, chance = self._world, self._random
        if chance() < 0.2:
            person.contacts = (self._contact(person, person.work_email or person.private_email),)
            if times > 1 and chance() < 0.15 and person.firm and person.private_email:
                person.contacts += (self._contact(person, person.private_email, private=True),)
        person.steadiness = 0.68 if times < 6 else 0.88
        if times > 1 and person.first and chance() < 0.6:
            person.other_email = world.private_address(person)
        if times > 1 and person.first and chance() < 0.12:
            if person.firm and not person.firm.is_giant:
                later = world.employee(world.firm(person.country, person.lang), person.lang)
                person.later = (later.firm, None)
            elif not person.firm:
                person.later = (None, world.place(person.country)[0])

    def _contact(self, person: Person, email: str, private: bool = False) -> Contact:
        firm = None if private else person.firm
        parent = None
        # few of the many contacts of the largest account are filed under it
        if firm and (not firm.is_giant or self._random() < _FILED):
            if firm.contact is None:
                firm.contact = self._record(None, True, f"{firm.name} {firm.form}", firm.info, firm.phone, firm)
            parent = firm.contact
            if not person.first:
                return parent
        number = person.mobile if private or not person.landline else person.landline
        return self._record(parent, False, f"{person.first} {person.last}", email, number, person)

    def _record(self, parent, is_company: bool, name: str, email: str, number: Number, owner) -> Contact:
        self._contacts += 1
        phone = f"+{number.calling_code} {number.groups}"
        website = f"https://www.{owner.domain}" if is_company else None
        return Contact(
            self._contacts, parent, is_company, name, email, phone, website, owner.place, owner.country.code, owner.lang
        )  # fmt: skip

    # What a lead mentions

    def _first(self, person: Person) -> _Known:
        known, chance = _Known(), self._random
        known.is_named = person.first is not None and chance() < 0.94
        known.firm = person.firm if person.firm and chance() < 0.88 else None
        known.place = person.place if chance() < 0.45 else None
        known.website = bool(known.firm) and chance() < 0.3
        known.email = self._an_email(person, 0.8, 0.07)
        known.number = self._a_number(person)
        if not person.first and not known.firm:
            known.firm = person.firm
        if not known.email and not known.number:
            known.email = person.work_email or person.private_email
        return known

    def _an_email(self, person: Person, work: float, private: float) -> str | None:
        """One of the addresses; somebody alone in a company may give the one of the company."""
        way = self._random()
        if person.firm is None:
            return (person.other_email if way < private else person.private_email) if way < work + private else None
        if way < work:
            lonely = person.firm.size == 1 or self._random() < 0.004
            if person.first and lonely and not person.firm.is_giant and self._random() < 0.2:
                return person.firm.info
            return person.work_email
        return person.private_email if way < work + private else None

    def _a_number(self, person: Person) -> Number | None:
        way = self._random()
        if way < 0.35:
            return person.mobile or person.landline
        return person.landline or (person.mobile if way < 0.55 else None) if way < 0.72 else None

    def _again(self, place: int, cluster: int, person: Person, first: _Known) -> Lead:
        """Somebody who asked before asks again: some facts as before, some others, some gone."""
        known, chance = _Known(), self._random
        moved = person.later is not None and chance() < 0.6
        firm, home = person.later if moved else (person.firm, person.place)
        known.is_named = person.first is not None and chance() < 0.95
        known.firm = firm if firm and chance() < 0.85 else None
        known.place = (home or (firm.place if firm else None)) if chance() < 0.4 else None
        known.website = bool(known.firm) and chance() < 0.25
        known.email = first.email if chance() < 0.24 else self._an_email(person, 0.25, 0.3)
        known.number = first.number if chance() < person.steadiness else self._a_number(person)
        if moved and known.firm and known.email == person.work_email:
            known.email = person.private_email
        if not person.first and not known.firm:
            known.firm = person.firm
        self._keep_known(person, known, first)
        return self._lead(place, cluster, person, known, 1.0)

    def _keep_known(self, person: Person, known: _Known, first: _Known) -> None:
        """A lead that shares nothing with any other could be nobody's duplicate: then one fact stays as it was."""
        if known.email and known.email == first.email:
            return
        if known.number and known.number == first.number and (person.first is None or known.number == person.mobile):
            return
        if known.is_named and first.is_named and self._random() < 0.6:
            at_work = known.firm and known.firm is first.firm and not known.firm.is_giant
            if at_work or (known.place and known.place is first.place and not person.firm):
                return
            if known.number and known.number == first.number:
                return
        if first.email and (self._random() < 0.35 or not first.number):
            known.email = first.email
        else:
            known.number = first.number
            known.is_named = person.first is not None

    # Writing it down

    def _lead(self, place: int, cluster: int, person: Person, known: _Known, haste: float) -> Lead:
        chance, writer = self._random, self._writer
        firm, at = known.firm, known.place
        contact = writer.contact(person, haste) if known.is_named else None
        customer = self._world.pick(person.contacts) if person.contacts and chance() < 0.75 else None
        country = person.country.code if chance() < 0.88 or at else None
        if customer:
            # Odoo keeps these two equal on a lead and on its customer
            email, phone = customer.email, customer.phone
        else:
            email, phone = self._reached_by(person, known, contact, country, haste)
        partner = writer.firm(firm, haste) if firm else None
        kind, status, stage = self._progress()
        salesperson = int(SALESPEOPLE * chance() ** 1.5) if chance() < 0.8 else None
        if salesperson is not None:
            team = salesperson % TEAMS
        else:
            team = int(TEAMS * chance()) if chance() < 0.5 else None
        return Lead(
            cluster,
            self._title(person.lang, partner or contact or "?"),
            contact,
            partner,
            email,
            phone,
            writer.website(firm.domain) if firm and known.website else None,
            writer.street(at.street, haste) if at else None,
            at.zip if at else None,
            at.city if at and chance() < 0.95 else None,
            country,
            person.lang,
            kind,
            status,
            stage,
            str(int(4 * chance() ** 3)),
            0 if chance() < 0.4 else 100 * int(1 + 400 * chance() ** 3),
            _SINCE + datetime.timedelta(days=_DAYS * place / self._count, seconds=int(20_000 * chance())),
            salesperson,
            team,
            customer,
        )

    def _reached_by(self, person: Person, known: _Known, contact, country, haste: float):
        """The e-mail address and the telephone number as they are written."""
        chance, writer = self._random, self._writer
        email, number = known.email, known.number
        if haste == 1:
            slips = chance()
            if email and slips < 0.03:
                email = writer.misspelt_email(email)
            elif number and 0.03 < slips < 0.045:
                number = writer.misdialled(number)
        if email:
            email = writer.email(email, contact, haste)
        if not number:
            return email, None
        at_home = country is not None and number.calling_code == person.country.calling_code
        return email, writer.phone(number, at_home, person.firm is not None and number is person.firm.phone)

    def _progress(self):
        """:return: type, how it ended, which of the open stages"""
        chance = self._random
        way = chance()
        if chance() < 0.55:
            return "lead", "lost" if way < 0.1 else "archived" if way < 0.11 else "open", 0
        status = "won" if way < 0.14 else "lost" if way < 0.28 else "archived" if way < 0.29 else "open"
        return "opportunity", status, int(STAGES * chance())

    def _title(self, lang: str, who: str) -> str:
        language, pick = lang[:2], self._world.pick
        return pick(firms.TITLES[language]).format(product=pick(firms.PRODUCTS[language]), who=who)


def leads(seed: int, count: int):
    return iter(Generator(seed, count))
