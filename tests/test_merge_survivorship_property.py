"""What holds for every merge, whatever the values."""

import copy
import unittest
from dataclasses import replace

from odoo.tests import BaseCase, tagged

from ..tools.survivorship import FieldSpec, is_empty, survive
from .test_merge_survivorship import ADDRESS, AMOUNT, POINTER, RECURRING, card, define

try:
    from hypothesis import given, settings
    from hypothesis import strategies as st
except ImportError:  # a tester without it runs all the other tests
    given = None

SPECS = [
    *(FieldSpec(f'x_{kind}', kind) for kind in (
        'char', 'text', 'html', 'integer', 'float', 'monetary', 'boolean', 'date', 'datetime', 'selection',
        'many2one', 'many2many', 'reference', 'json', 'binary', 'properties', 'properties_definition')),
    *(FieldSpec(f'x_company_{kind}', kind, company_dependent=True) for kind in ('char', 'text', 'boolean', 'float')),
    *(FieldSpec(f'x_language_{kind}', kind, translated=True) for kind in ('char', 'text', 'html')),
    FieldSpec('type', 'selection'), FieldSpec('active', 'boolean'), FieldSpec('priority', 'selection'),
    FieldSpec('lost_reason_id', 'many2one'), FieldSpec('stage_id', 'many2one'), FieldSpec('probability', 'float'),
    FieldSpec('date_closed', 'datetime'), *ADDRESS, *AMOUNT, *POINTER, *RECURRING,
]
BY_NAME = {spec.name: spec for spec in SPECS}

if given:
    short = st.sampled_from(['', ' ', 'a', 'b', 'a b', 'Two:'])
    text = st.one_of(st.text(st.sampled_from('ab \n\r\t\u2028:'), max_size=8), st.text(max_size=6), short)
    # pieces that open and close wrongly too: what is stored need not be clean
    html = st.lists(st.sampled_from([
        '<p>a</p>', '<p>b</p>', '<p><br></p>', '<p>a\n b</p>', 'a', ' ', '\n', '<', '>', '&nbsp;', '<hr>',
        '<img src="a">', '<b>', '</p>', '<p><b>Two</b></p>', '<!-- a -->']), max_size=5).map(''.join)
    ids = st.integers(1, 4)
    number = st.sampled_from([0, 0.0, 1, 2.5, -3])
    by_type = {
        'char': short, 'text': text, 'html': html, 'integer': st.integers(-1, 2), 'float': number,
        'monetary': number, 'boolean': st.booleans(), 'date': st.sampled_from(['2024-02-29', '2025-01-01']),
        'datetime': st.sampled_from(['2024-02-29T10:00:00', '2025-01-01T00:00:00']),
        'selection': st.sampled_from(['0', '1', '2', '3']), 'many2one': ids, 'many2one_reference': st.integers(0, 2),
        'many2many': st.lists(ids, unique=True), 'reference': st.sampled_from(['a,1', 'b,1']),
        'json': st.recursive(st.one_of(ids, short), lambda inner: st.dictionaries(short, inner), max_leaves=3),
        'binary': st.sampled_from(['\\x', '\\x00', '\\xff']),
        'properties': st.dictionaries(st.sampled_from('abc'), st.sampled_from(['', False, 'v', 'w'])),
        'properties_definition': st.just([define('a', 'A')]),
    }

    def values_of(spec):
        """Values of a field, none among them."""
        values = by_type[spec.type]
        if spec.company_dependent:
            values = st.dictionaries(st.sampled_from('123'), values)
        if spec.translated:
            values = st.fixed_dictionaries({'en_US': values}, optional={'fr_FR': values, 'nl_BE': values})
        return st.none() | values

    values = st.fixed_dictionaries({spec.name: values_of(spec) for spec in SPECS})
    definition = st.lists(
        st.builds(define, st.sampled_from('abc'), st.sampled_from(['A', 'a', 'B', ''])),
        unique_by=lambda entry: entry['name'])
    facts = st.fixed_dictionaries({
        'is_opportunity': st.booleans(), 'is_active': st.booleans(), 'is_won': st.booleans(),
        'currency': st.integers(1, 2), 'property_definitions': definition})

    @st.composite
    def groups(draw):
        """Records in creation order, and the id of the master."""
        drawn = draw(st.lists(st.tuples(values, facts), min_size=2, max_size=4))
        records = []
        for number, (own, more) in enumerate(drawn, 1):
            own |= {'type': 'opportunity' if more['is_opportunity'] else 'lead', 'active': more['is_active'],
                    'stage_id': own['stage_id'] or 1}
            records.append(card(number, own, **more))
        return records, draw(st.integers(1, len(records)))

    def backwards(value):
        """The same value with every dictionary in the opposite order."""
        if isinstance(value, dict):
            return {key: backwards(value[key]) for key in reversed(value)}
        return value


def parts_of(spec, value):
    """{company or language: value} of a value."""
    return value or {} if spec.company_dependent or spec.translated else {'': value}


def lines(text):
    """The words of each line."""
    return [' '.join(line.split()) for line in (text or '').splitlines() if line.split()]


@tagged('post_install', '-at_install')
@unittest.skipUnless(given, "needs the Python package hypothesis")
class TestMergeSurvivorshipProperty(BaseCase):

    def is_kept(self, spec, value, result, aside):
        """Whether a value is in the result or was kept aside."""
        if is_empty(spec, value) or value in (result, aside):
            return True
        if spec.type == 'boolean':
            return bool(value) == bool(result) if aside is None else value == aside
        if spec.type == 'many2many':
            return set(value) <= {*(result or ()), *(aside or ())}
        if spec.type == 'html':
            return ''.join(value.split()) in ''.join((result or '').split())
        if spec.type == 'text':
            return ' '.join(lines(value)) in ' '.join(lines(result))
        if spec.type == 'properties':
            found = [*(result or {}).values(), *(aside or {}).values()]
            return all(one in found for one in value.values() if one)
        return False

    def check_nothing_is_lost(self, records, choices):
        for name, choice in choices.items():
            spec = BY_NAME[name]
            part = replace(spec, company_dependent=False, translated=False)
            result = parts_of(spec, choice.value)
            for record in records:
                aside = parts_of(spec, choice.losing.get(record.id))
                for key, value in parts_of(spec, record.values[name]).items():
                    self.assertTrue(
                        self.is_kept(part, value, result.get(key), aside.get(key)),
                        f"{name} {key} of {record.id}: {value!r} is not in {choice!r}")

    if given:
        @settings(max_examples=100, deadline=None, derandomize=True)
        @given(group=groups())
        def test_nothing_is_lost_and_nothing_is_touched(self, group):
            records, master = group
            before = copy.deepcopy(records)
            choices = survive(SPECS, records, master)
            self.check_nothing_is_lost(records, choices)
            self.assertEqual(list(choices), list(BY_NAME))
            for choice in choices.values():  # a change of the answer does not reach the question either
                for value in (choice.value, *choice.losing.values()):
                    if isinstance(value, (dict, list)):
                        value.clear()
            self.assertEqual(records, before)

        @settings(max_examples=60, deadline=None, derandomize=True)
        @given(group=groups())
        def test_the_order_of_fields_and_keys_does_not_matter(self, group):
            records, master = group
            mirrored = [replace(record, values=backwards(record.values)) for record in records]
            self.assertEqual(survive(SPECS, records, master), survive(SPECS[::-1], mirrored, master))

        @settings(max_examples=100, deadline=None, derandomize=True)
        @given(group=groups())
        def test_merging_again_changes_nothing(self, group):
            records, master = group
            choices = survive(SPECS, records, master)
            merged = {name: choice.value for name, choice in choices.items()}
            furthest = choices['stage_id'].sources[0]
            again = survive(SPECS, [record if record.id != master else replace(
                record, values=merged, is_opportunity=merged['type'] == 'opportunity', is_active=merged['active'],
                is_won=records[furthest - 1].is_won) for record in records], master)
            self.assertEqual({name: choice.value for name, choice in again.items()}, merged)

        @settings(max_examples=60, deadline=None, derandomize=True)
        @given(group=groups(), picks=st.dictionaries(st.sampled_from(sorted(BY_NAME)), st.integers(1, 4)))
        def test_the_choice_of_the_user_wins_and_loses_nothing(self, group, picks):
            records, master = group
            picks = {name: min(record_id, len(records)) for name, record_id in picks.items()}
            choices = survive(SPECS, records, master, picks)
            self.check_nothing_is_lost(records, choices)
            for name, record_id in picks.items():
                self.assertEqual(choices[name].rule, 'chosen', name)
                self.assertLessEqual(set(choices[name].sources), {record_id}, name)
                if name != 'x_properties':  # those have to fit the definition of the master
                    self.assertEqual(choices[name].value, records[record_id - 1].values[name], name)
