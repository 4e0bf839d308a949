"""How what is known of a customer gets written into a lead: other notations, gaps and slips."""

from __future__ import annotations

from . import lead_firms as firms
from .lead_customers import Firm, Number, Person, World, unaccented, without_accents
from .lead_names import FAMILY_NAME_FIRST, SHORT_NAMES

_SLIPS_OF_HOSTS = {
    "gmail.com": ("gmial.com", "gmai.com", "gmail.co", "gamil.com"),
    "hotmail.com": ("hotmial.com", "hotmai.com", "hotmail.con"),
    "hotmail.fr": ("hotmai.fr", "hormail.fr"),
    "telenet.be": ("telent.be", "telenet.com"),
    "web.de": ("wed.de",),
    "yahoo.com": ("yaho.com", "yahoo.con"),
}


class Writer:
    """Writes one lead. With `haste` 1 as when somebody asks again, with less of it as usual."""

    def __init__(self, world: World):
        self._random = world.random
        self._pick = world.pick

    def slip(self, text: str) -> str:
        """Two letters swapped, one lost, doubled or wrong, not the first."""
        if len(text) < 5:
            return text
        place, way = 1 + int((len(text) - 2) * self._random()), self._random()
        before, letter, after = text[:place], text[place], text[place + 1 :]
        if way < 0.3:
            return before + after[:1] + letter + after[1:]
        if way < 0.6:
            return before + after
        if way < 0.8:
            return before + letter + letter + after
        return before + self._pick("aeionrst") + after

    def contact(self, person: Person, haste: float) -> str:
        first, last = person.first, person.last
        code = person.country.code
        foreign = first != person.latin[0]
        if foreign and self._random() < 0.25 + 0.2 * haste:
            (first, last), foreign = person.latin, False
        way = self._random() / haste
        if not foreign:
            if way < 0.06:
                first = first[0] + "."
            elif way < 0.12:
                first = SHORT_NAMES.get(first, first)
            elif way < 0.18:
                return f"{last} {first}" if way < 0.15 else f"{last}, {first}"
            elif way < 0.23:
                last = self.slip(last)
            elif way < 0.25:
                first = self.slip(first)
            elif way < 0.26:
                return last
            elif way < 0.34:
                first, last = without_accents(first, code), without_accents(last, code)
            elif way < 0.37:
                return f"{first} {last}".upper()
            elif way < 0.40:
                return f"{first} {last}".lower()
        if foreign and code in FAMILY_NAME_FIRST:
            return f"{last}{first}" if way < 0.5 else f"{last} {first}"
        return f"{first} {last}"

    def firm(self, firm: Firm, haste: float) -> str:
        name, form = firm.name, firm.form
        way = self._random() / haste
        if way < 0.06:
            name = self.slip(name)
        elif way < 0.14:
            name = without_accents(name, firm.country.code)
        elif way < 0.18:
            name = name.upper()
        elif way < 0.22:
            name = name.replace("&", "and") if "&" in name else name.lower()
        way = self._random()
        if way < 0.3 + 0.15 * haste or not form:
            return name
        if way > 1 - 0.2 * haste:
            form = firms.OTHER_FORMS.get(form, form)
        return f"{form} {name}" if firm.country.code in firms.FORM_FIRST else f"{name} {form}"

    def email(self, address: str, contact: str | None, haste: float) -> str:
        """An address people would take for the same one."""
        way = self._random() / haste
        if way > 0.16:
            return address
        local, _at, host = address.partition("@")
        if way < 0.05:
            return f"{local.title()}@{host}"
        if way < 0.07:
            return address.upper()
        if way < 0.10 and contact:
            return f'"{contact}" <{address}>'
        if way < 0.12 and host == "gmail.com":
            return f"{local}+{self._pick(('offers', 'quote', 'web', 'crm'))}@{host}"
        if way < 0.14 and host == "gmail.com":
            return f"{local.replace('.', '')}@{self._pick(('gmail.com', 'googlemail.com'))}"
        return address

    def misspelt_email(self, address: str) -> str:
        local, _at, host = address.partition("@")
        if host in _SLIPS_OF_HOSTS and self._random() < 0.6:
            return f"{local}@{self._pick(_SLIPS_OF_HOSTS[host])}"
        return f"{self.slip(local)}@{host}"

    def misdialled(self, number: Number) -> Number:
        """One of the last digits wrong."""
        groups = number.groups
        return number._replace(groups=groups[:-1] + str((int(groups[-1]) + 1 + int(8 * self._random())) % 10))

    def phone(self, number: Number, country_known: bool, switchboard: bool) -> str:
        code, trunk, groups = number
        way = self._random()
        if way < 0.30 or (way > 0.6 and not country_known):
            text = f"+{code} {groups}"
        elif way < 0.50:
            text = f"+{code}{groups.replace(' ', '')}"
        elif way < 0.56:
            text = f"00{code} {groups}"
        elif way < 0.60:
            text = f"+{code} (0){groups}" if trunk == "0" else f"+{code}-{groups.replace(' ', '-')}"
        elif way < 0.75:
            text = trunk + groups
        elif way < 0.85:
            text = trunk + groups.replace(" ", "")
        elif way < 0.93:
            text = trunk + groups.replace(" ", "/", 1).replace(" ", ".")
        else:
            text = trunk + groups.replace(" ", "-")
        if switchboard and self._random() < 0.12:
            text += f" ext. {10 + int(90 * self._random())}"
        return text

    def street(self, street: str, haste: float) -> str:
        way = self._random() / haste
        if way < 0.08:
            return self.slip(street)
        if way < 0.16:
            return unaccented(street)
        if way < 0.30:
            for long, short in (("straße", "str."), ("straat", "str."), ("avenue", "av."), ("Avenue", "Av."),
                                ("Calle", "C/"), ("Street", "St"), ("Road", "Rd"), ("boulevard", "bd")):  # fmt: skip
                if long in street:
                    return street.replace(long, short)
        if way < 0.36:
            return f"{street} {self._pick(('bus 3', 'bte 2', 'B', '2'))}"
        return street

    def website(self, domain: str) -> str:
        return self._pick(("https://www.", "http://www.", "https://", "https://")) + domain
