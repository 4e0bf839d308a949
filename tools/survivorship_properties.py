"""Survivorship of properties: each record may have another definition of them,
so a value goes over only where the master record has the same property."""

import copy

from .survivorship_types import Choice, FieldSpec, is_empty


def properties(_spec, pairs, picked=None):
    """The master's properties, gaps filled from the others.

    :param pairs: (record, value) of all records, the master first
    :param Record picked: the record whose properties are wanted instead
    :return: choice; what has no place in the master's definition loses, as
        {record id: {property name: value}}
    """
    master, own = pairs[0]
    keep_own = picked is None or picked is master
    result, sources, losing = copy.deepcopy(own or {}) if keep_own else {}, [], {}
    # what the user picked has its place before anything is compared with it
    for record, value in sorted(pairs, key=lambda pair: pair[0] is not picked):
        before = copy.deepcopy(result)
        if record is not master or not keep_own:
            rest = _carry_over(result, record, value or {}, master, picked is None or picked is record)
            if rest:
                losing[record.id] = rest
        if result != before or (record is master and keep_own and own):
            sources.append(record.id)
    rule = 'chosen' if picked else 'own' if sources in ([], [master.id]) else 'first'
    return Choice(result or copy.deepcopy(own if keep_own else None), tuple(sources), rule, losing)


def _carry_over(result, record, value, master, fill):
    """Put the properties of one record where the result has none.

    :param dict result: {property name: value}, changed in place
    :param record: the record they are from
    :param value: its properties
    :param master: the record whose definition holds
    :param fill: False only compares
    :return: {property name: value} of what the result has not
    """
    definitions = {entry['name']: entry for entry in record.property_definitions}
    places = {entry['name'] for entry in master.property_definitions}
    rest = {}
    # the same technical name goes before the same label, whatever the order
    for name in sorted(value, key=lambda name: (name not in places, name)):
        theirs = definitions.get(name, {})
        spec = FieldSpec('', theirs.get('type') or 'json')
        if is_empty(spec, value[name]):
            continue
        ours = _same_property(theirs, record, master)
        wanted = _same_options(value[name], theirs, ours) if ours else None
        if wanted is not None and fill and is_empty(spec, result.get(ours['name'])):
            result[ours['name']] = copy.deepcopy(wanted)
        if wanted is None or result.get(ours['name']) != wanted:
            rest[name] = copy.deepcopy(value[name])
    return rest


def _same_property(theirs, record, master):
    """The property of the master that means the same: by technical name and
    type, else by label and type; None if there is none."""
    if not theirs or (theirs.get('type') == 'monetary' and record.currency != master.currency):
        return None
    kind = (theirs.get('type'), theirs.get('comodel') or '')
    alike = [entry for entry in master.property_definitions
             if (entry.get('type'), entry.get('comodel') or '') == kind]
    label = _folded(theirs.get('string'))
    same = [entry for entry in alike if entry['name'] == theirs['name']] or [
        entry for entry in alike if label and _folded(entry.get('string')) == label]
    return same[0] if same else None


def _folded(label):
    """A label as it is compared."""
    return (label or '').strip().casefold()


def _same_options(value, theirs, ours):
    """A selection or tags in the options of the master's definition: Odoo drops
    an option that is not among them without a word.

    :return: the value to write, None if an option is missing
    """
    kind = theirs['type']
    if kind not in ('selection', 'tags') or theirs.get(kind) == ours.get(kind):
        return value
    labels = {option[0]: _folded(option[1]) for option in theirs.get(kind) or ()}
    options = {_folded(option[1]): option[0] for option in reversed(ours.get(kind) or ())}
    known = {option[0] for option in ours.get(kind) or ()}
    found = [options.get(labels.get(one)) or (one if one in known else None)
             for one in (value if isinstance(value, list) else [value])]
    if None in found:
        return None
    return found if isinstance(value, list) else found[0]
