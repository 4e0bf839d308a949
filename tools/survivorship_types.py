"""Survivorship, one field at a time: the rule of each field type, and what the
rules speak of. A rule gets the spec of the field and (record, value) pairs of
all records, the master first, then in creation order; it returns a choice."""

import copy
import html
import re
from dataclasses import dataclass, replace

NUMBERS = {'integer', 'float', 'monetary', 'many2one_reference'}
TAGS = re.compile(r'(<[^<>]*>)')
COMMENTS = re.compile(r'<!--.*?-->', re.DOTALL)
# What is seen although it has no text; the classes are those of icon fonts.
VISIBLE = re.compile(
    r'<(img|video|audio|iframe|hr|table|svg|canvas|object|embed|input)\b'
    r'|<(i|span)\b[^<>]*\bclass="[^"]*\b(fa|fab|fad|far|oi)\b', re.IGNORECASE)
INVISIBLE = '\u200b\u200c\u200d\u2060\ufeff'


class UnknownFieldType(ValueError):
    """No rule says what to do with a field of this type."""


@dataclass(frozen=True)
class FieldSpec:
    """What the rules have to know about a field."""
    name: str
    type: str
    label: str = ''
    company_dependent: bool = False  # the value is {company id (str): value} or None
    translated: bool = False  # the value is {language: text} or None
    currency_field: str = ''  # of an amount: the stored field with its currency
    pair_field: str = ''  # of a many2one_reference: the stored field with its model


@dataclass(frozen=True)
class Record:
    """One of the records, its values as PostgreSQL's to_jsonb gives them."""
    id: int
    name: str  # heads its part of a joined text
    values: dict
    is_opportunity: bool
    is_active: bool
    is_won: bool
    currency: int  # of its amounts without a currency field of their own
    property_definitions: list


@dataclass(frozen=True)
class Choice:
    """What the master record gets in one field, and why."""
    value: object
    sources: tuple  # ids of the records it comes from, () where nothing has a value
    rule: str  # own, first, joined, united, block, highest, any, all or chosen
    losing: dict  # {record id: value} of what is not part of the result


def is_empty(spec, value):
    """Whether a value says nothing, so that another record may fill the gap.

    :param FieldSpec spec: the field
    :param value: its JSON value
    """
    if value is None or value in ('', [], {}):
        return True
    if (spec.company_dependent or spec.translated) and isinstance(value, dict):
        part = part_spec(spec)
        return all(is_empty(part, one) for one in value.values())
    if spec.type == 'boolean':
        return False
    if value is False:
        return True
    if spec.type in NUMBERS:
        return value == 0 and spec.name != 'probability'  # 0 % is a statement, 0 euro is none
    if not isinstance(value, str):  # also a property whose type was changed later
        return False
    if spec.type == 'html':
        seen = COMMENTS.sub('', value)
        text = html.unescape(TAGS.sub('', seen)).strip()
        return not text.strip(INVISIBLE) and not VISIBLE.search(seen)
    if spec.type == 'binary':
        return value == r'\x'  # how to_jsonb writes no bytes
    return spec.type in ('char', 'text') and not value.strip()


def part_spec(spec):
    """The spec of one part of a value that differs by company or language."""
    return replace(spec, company_dependent=False, translated=False)


def unit_of(spec, record):
    """What a bare number counts or points into: the same number with another
    currency or model is another value."""
    if spec.type == 'monetary' and not spec.currency_field:
        return record.currency
    return record.values.get(spec.currency_field or spec.pair_field) or None


def _rest(spec, value, result):
    """What of a value is not in the result; None if all of it is."""
    if is_empty(spec, value):
        return None
    if spec.company_dependent:
        part, result = part_spec(spec), result or {}
        rests = {key: _rest(part, one, result.get(key)) for key, one in value.items()}
        return {key: rest for key, rest in rests.items() if rest is not None} or None
    if spec.type == 'many2many':
        return sorted(set(value) - set(result or ())) or None
    if spec.type == 'boolean':
        return None if bool(value) == bool(result) else value  # no value reads as False
    if spec.type in ('text', 'html') and not spec.translated and result and _holds(spec, result, value):
        return None
    return None if value == result else value


def taken(spec, pairs, source, value, rule):
    """The choice of the value of one record.

    :param pairs: (record, value) of all records, the master first
    :param Record source: where the value is from
    :param rule: name of the rule
    """
    losing = {}
    for record, other in pairs:
        rest = _rest(spec, other, value)
        if unit_of(spec, record) != unit_of(spec, source) and not is_empty(spec, other):
            rest = other
        if rest is not None:
            losing[record.id] = copy.deepcopy(rest)
    some = any(not is_empty(spec, other) for _record, other in pairs)
    return Choice(copy.deepcopy(value), (source.id,) if some else (), rule, losing)


def take_own(spec, pairs):
    """The master's own value, whatever it is."""
    return taken(spec, pairs, *pairs[0], 'own')


def take_first(spec, pairs):
    """The master's own value, else the first in creation order."""
    master, own = pairs[0]
    for record, value in pairs:
        if not is_empty(spec, value) and unit_of(spec, record) == unit_of(spec, master):
            return taken(spec, pairs, record, value, 'own' if record is master else 'first')
    return replace(taken(spec, pairs, master, own, 'own'), sources=())


def unite(_spec, pairs):
    """All ids, and the records that brought at least one of them."""
    ids, sources = set(), []
    for record, value in pairs:
        if set(value or ()) - ids:
            ids.update(value)
            sources.append(record.id)
    return Choice(sorted(ids), tuple(sources), 'united', {})


def _units(spec, text):
    """A text as lines, HTML as tags and what is between them; spaces evened out."""
    pieces = TAGS.split(text) if spec.type == 'html' else text.splitlines()
    return [unit for unit in (' '.join(piece.split()) for piece in pieces) if unit]


def _holds(spec, text, part):
    """Whether a text has another one in it already. Only whole lines or
    elements count: 'urgent' is not said by 'not urgent at all'."""
    units, wanted = _units(spec, text), ' '.join(_units(spec, part))
    whole = ' '.join(units)
    at = whole.find(wanted)
    if at < 0:
        return False
    starts, ends, start = set(), set(), 0
    for unit in units:
        starts.add(start)
        ends.add(start + len(unit))
        start += len(unit) + 1
    while at >= 0 and not (at in starts and at + len(wanted) in ends):
        at = whole.find(wanted, at + 1)
    return at >= 0


def _join(spec, parts, master):
    """One text of several.

    :param parts: (record, text) in the order wanted; a single one stays as it is
    """
    joined = parts[0][1] if len(parts) == 1 else ''
    for record, part in parts if len(parts) > 1 else ():
        name = ' '.join(record.name.split()) or f'#{record.id}'
        if spec.type == 'html':
            heading, glue = f'<p><b>{html.escape(name, quote=False)}</b></p>', ''
        else:
            heading, glue = f'{name}:\n', '\n' if joined.endswith('\n') else '\n\n'
        joined += (glue if joined else '') + ('' if record is master else heading) + part
    return joined


def join_texts(spec, pairs):
    """The texts of all records below each other, each of them once."""
    master, joined = pairs[0]
    parts = []
    for record, value in pairs:
        if not is_empty(spec, value) and not (parts and _holds(spec, joined, value)):
            parts.append((record, value))
            joined = _join(spec, parts, master)
    sources = tuple(record.id for record, _value in parts)
    alone = 'own' if sources in ((), (master.id,)) else 'first'
    return Choice(joined, sources, 'joined' if len(parts) > 1 else alone, {})


def for_each_key(spec, pairs, rule):
    """A rule for each company, or for each language, on its own.

    :param rule: function of the rule
    """
    choices, part = {}, part_spec(spec)
    for key in sorted({key for _record, value in pairs for key in value or ()}):
        parts = []
        for record, value in pairs:
            value = value or {}
            # a text without translation is shown in English
            parts.append((record, value.get(key, value.get('en_US') if spec.translated else None)))
        choice = rule(part, parts)
        if spec.translated and choice.value is None:
            # a translation left blank on purpose stays blank, it must not turn English
            choice = replace(choice, value=next((value for _record, value in parts if value is not None), None))
        choices[key] = choice
    losing = {}
    for key, choice in choices.items():
        for record_id, value in choice.losing.items():
            losing.setdefault(record_id, {})[key] = value
    sources = {record_id for choice in choices.values() for record_id in choice.sources}
    rules = {choice.rule for choice in choices.values()}
    value = {key: choice.value for key, choice in choices.items() if choice.value is not None}
    return Choice(
        value or copy.deepcopy(pairs[0][1]),
        tuple(record.id for record, _value in pairs if record.id in sources),
        next((name for name in ('joined', 'first') if name in rules), 'own'), losing)


# A type that is not here is an error, not a guess: what another addon brings
# has to be added, with the rule that fits it.
RULES = {
    'text': join_texts,
    'html': join_texts,
    'many2many': unite,
    'boolean': take_own,
    **dict.fromkeys((
        'char', 'integer', 'float', 'monetary', 'date', 'datetime', 'selection', 'many2one',
        'reference', 'many2one_reference', 'json', 'binary', 'properties_definition'), take_first),
}


def by_type(spec, pairs):
    """The choice by the type of the field alone.

    :param FieldSpec spec: the field
    :param pairs: (record, value) of all records, the master first
    """
    rule = RULES[spec.type]
    if spec.company_dependent:
        # no value of a company is a gap here, not a no
        return for_each_key(spec, pairs, take_first if rule is take_own else rule)
    if spec.translated and rule is join_texts:
        return for_each_key(spec, pairs, rule)
    return rule(spec, pairs)
