"""Survivorship: several records become one, the master record. Which value each
of its fields gets, from which record, and which values are kept aside.

Plain Python over plain values, without the ORM: the preview, the merge and the
tests read the same answer. Nothing that is handed in is changed. The rules of
the field types are in `survivorship_types`; here are the fields that follow
another rule than that of their type, and those that go together."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from .survivorship_properties import properties
from .survivorship_types import (
    NUMBERS,
    RULES,
    Choice,
    FieldSpec,
    Record,
    UnknownFieldType,
    by_type,
    is_empty,
    take_first,
    taken,
    unit_of,
)

__all__ = ['BLOCKS', 'SPECIALS', 'Block', 'Choice', 'FieldSpec', 'Record', 'UnknownFieldType', 'blocks_of',
           'is_empty', 'survive']


@dataclass(frozen=True)
class Block:
    """Fields that mean something only together: all from the same record.

    `pick` is a function of the specs of the block that there are, the records
    in creation order and the master; it returns the record."""
    name: str
    fields: tuple
    pick: Callable


def _lineup(records, master):
    """The master first, then the others in creation order."""
    return [master, *(record for record in records if record is not master)]


def most_filled(specs, records, master):
    """The record with most of the fields filled, in doubt the master."""
    def filled(record):
        return sum(not is_empty(spec, record.values.get(spec.name)) for spec in specs)
    return max(_lineup(records, master), key=filled)  # of equals, the first


def furthest(_specs, records, master):
    """The record whose progress counts: a lead's stage says nothing, that of a
    lost opportunity is over, and a won deal stays won."""
    if master.is_won:
        return master
    for wanted in (
        lambda record: record.is_active and record.is_opportunity,
        lambda record: record.is_opportunity,
        lambda record: record.is_active,
    ):
        if found := next(filter(wanted, records), None):
            return found
    return records[0]


def _with_number(specs, records, master):
    """The first record with an amount or a reference that the master can take:
    the unit is in the block as well, or is the same."""
    names = {spec.name for spec in specs}
    for record in _lineup(records, master):
        for spec in specs:
            if spec.type in NUMBERS and not is_empty(spec, record.values.get(spec.name)) and (
                    (spec.currency_field or spec.pair_field) in names
                    or unit_of(spec, record) == unit_of(spec, master)):
                return record
    return None


def with_number(specs, records, master):
    """The first record with an amount, else the master."""
    return _with_number(specs, records, master) or master


def with_number_or_unit(specs, records, master):
    """The first record with an amount, else with its currency alone."""
    return _with_number(specs, records, master) or next((
        record for record in _lineup(records, master)
        if any(not is_empty(spec, record.values.get(spec.name)) for spec in specs)), master)


BLOCKS = (
    Block('address', ('street', 'street2', 'city', 'zip', 'state_id', 'country_id'), most_filled),
    Block('progress', (
        'stage_id', 'probability', 'date_last_stage_update', 'date_open', 'date_closed',
        'date_conversion', 'automated_probability'), furthest),
    Block('recurring', ('recurring_revenue', 'recurring_plan'), with_number),
)


def _type(spec, pairs):
    """An opportunity if any record is one."""
    for record, _value in pairs:
        if record.is_opportunity:
            return taken(spec, pairs, record, 'opportunity', 'any')
    return replace(take_first(spec, pairs), rule='any')


def _active(spec, pairs):
    """Active if any record is."""
    source = next((record for record, _value in pairs if record.is_active), pairs[0][0])
    return taken(spec, pairs, source, source.is_active, 'any')


def _priority(spec, pairs):
    """The highest."""
    source, value = max(pairs, key=lambda pair: pair[1] or '')
    return taken(spec, pairs, source, value, 'highest')


def _lost_reason(spec, pairs):
    """Only what is lost has a reason for it."""
    if any(record.is_active for record, _value in pairs):
        return replace(taken(spec, pairs, pairs[0][0], None, 'all'), sources=())
    return replace(take_first(spec, pairs), rule='all')


SPECIALS = {
    'type': _type,
    'active': _active,
    'priority': _priority,
    'lost_reason_id': _lost_reason,
}


def blocks_of(specs, blocks=BLOCKS):
    """The blocks there are among these fields: those given, and each amount or
    reference with the field that says its currency or model.

    :return: list of (names of the fields, function that picks the record)
    """
    names, found = [spec.name for spec in specs], []
    for block in blocks:
        earlier = {name for fields, _pick in found for name in fields}
        found.append(([name for name in block.fields if name in names and name not in earlier], block.pick))
    for spec in specs:
        unit = {'monetary': spec.currency_field, 'many2one_reference': spec.pair_field}.get(spec.type)
        if unit not in names:
            continue
        pair = (spec.name, unit)
        taken_by = [fields for fields, _pick in found if set(pair) & set(fields)]
        if not taken_by:
            # the number first: where picks disagree, the first field leads
            found.append((list(pair), with_number_or_unit))
        elif len(taken_by) == 1:
            taken_by[0].extend(name for name in pair if name not in taken_by[0])
    return found


def _whole(specs, pick, records, master, picks):
    """The choices of the fields of one block.

    :param list specs: the fields, in the order of the block
    :param pick: function that says the record
    :param records: in creation order
    :param dict picks: {field name: Record} of the user
    """
    leader = next((picks[spec.name] for spec in specs if spec.name in picks), None)
    leader = leader or pick(specs, records, master)
    choices = {}
    for spec in specs:
        source = picks.get(spec.name, leader)
        pairs = [(record, record.values.get(spec.name)) for record in _lineup(records, master)]
        choices[spec.name] = taken(
            spec, pairs, source, source.values.get(spec.name), 'chosen' if spec.name in picks else 'block')
    return choices


def _alone(spec, pairs, picked):
    """The choice of a field outside of any block.

    :param pairs: (record, value) of all records, the master first
    :param picked: the record the user picked, if any
    """
    if spec.type == 'properties':
        return properties(spec, pairs, picked)
    if picked:
        return taken(spec, pairs, picked, picked.values.get(spec.name), 'chosen')
    return SPECIALS.get(spec.name, by_type)(spec, pairs)


def _checked(specs, records, master_id, chosen):
    """Refuse what cannot be answered, and look the records up.

    :return: the master, and {field name: Record} of the user's picks
    """
    for spec in specs:
        if spec.type not in RULES and spec.type != 'properties':
            raise UnknownFieldType(f"No rule of merging knows the type {spec.type!r} of the field {spec.name!r}.")
    by_id = {record.id: record for record in records}
    unknown = {master_id, *chosen.values()} - set(by_id)
    if unknown:
        raise ValueError(f"Not among the records to merge: {sorted(unknown, key=str)}")
    strange = set(chosen) - {spec.name for spec in specs}
    if strange:
        raise ValueError(f"Not among the fields to merge: {sorted(strange)}")
    return by_id[master_id], {name: by_id[record_id] for name, record_id in chosen.items()}


def survive(specs, records, master_id, chosen=None, blocks=BLOCKS):
    """What the master record gets in each field.

    :param specs: FieldSpec of every field that has a value of its own
    :param records: all records, the master among them, in creation order
    :param int master_id: id of the master record
    :param dict chosen: {field name: record id} of what the user picked; beats
        every rule. Picking one field of a block picks the block
    :param blocks: fields that go together, see :class:`Block`
    :return: {field name: Choice}
    :raise UnknownFieldType: a type without rule
    :raise ValueError: a record or a field that is not among those given
    """
    specs, records = list(specs), list(records)
    master, picks = _checked(specs, records, master_id, chosen or {})
    by_name, choices = {spec.name: spec for spec in specs}, {}
    for fields, pick in blocks_of(specs, blocks):
        if fields:
            choices |= _whole([by_name[name] for name in fields], pick, records, master, picks)
    for spec in specs:
        if spec.name not in choices:
            pairs = [(record, record.values.get(spec.name)) for record in _lineup(records, master)]
            choices[spec.name] = _alone(spec, pairs, picks.get(spec.name))
    return {spec.name: choices[spec.name] for spec in specs}
