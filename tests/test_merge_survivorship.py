"""Which value survives a merge, rule by rule, without a database."""

from dataclasses import replace

from odoo.tests import BaseCase, tagged

from ..tools.survivorship import (
    BLOCKS,
    Block,
    Choice,
    FieldSpec,
    Record,
    UnknownFieldType,
    is_empty,
    survive,
)

IMAGE = '<p><img src="/web/image/7"></p>'
ADDRESS = [FieldSpec(name, 'char') for name in ('street', 'street2', 'city', 'zip')] + [
    FieldSpec(name, 'many2one') for name in ('state_id', 'country_id')]
AMOUNT = [FieldSpec('x_amount', 'monetary', currency_field='x_currency_id'), FieldSpec('x_currency_id', 'many2one')]
POINTER = [FieldSpec('x_model', 'char'), FieldSpec('x_res_id', 'many2one_reference', pair_field='x_model')]
RECURRING = [FieldSpec('recurring_revenue', 'monetary'), FieldSpec('recurring_plan', 'many2one')]

# type, values of record 1 (the master), 2 and 3 -> value, sources, rule, losing
BY_TYPE = [
    ('char', ['a', 'b', 'a'], 'a', (1,), 'own', {2: 'b'}),
    ('char', [' ', None, 'c'], 'c', (3,), 'first', {}),
    ('char', [None, 'b', 'c'], 'b', (2,), 'first', {3: 'c'}),
    ('char', [None, '', None], None, (), 'own', {}),
    ('integer', [0, 0, 4], 4, (3,), 'first', {}),
    ('float', [0.0, 1.5, 2.5], 1.5, (2,), 'first', {3: 2.5}),
    ('monetary', [7, 8, 0], 7, (1,), 'own', {2: 8}),
    ('date', [None, '2024-02-29', '2024-03-01'], '2024-02-29', (2,), 'first', {3: '2024-03-01'}),
    ('datetime', ['2024-01-01T10:00:00', None, None], '2024-01-01T10:00:00', (1,), 'own', {}),
    ('selection', [None, 'hot', 'hot'], 'hot', (2,), 'first', {}),
    ('many2one', [None, 5, 6], 5, (2,), 'first', {3: 6}),
    ('many2one_reference', [0, 5, None], 5, (2,), 'first', {}),
    ('reference', [None, None, 'res.partner,3'], 'res.partner,3', (3,), 'first', {}),
    ('json', [{}, {'a': [1]}, {'b': 2}], {'a': [1]}, (2,), 'first', {3: {'b': 2}}),
    ('json', [[], False, 0], 0, (3,), 'first', {}),
    ('binary', ['\\x', '\\xff', None], '\\xff', (2,), 'first', {}),
    ('properties_definition', [[], [{'name': 'a'}], None], [{'name': 'a'}], (2,), 'first', {}),
    ('boolean', [False, True, False], False, (1,), 'own', {2: True}),
    ('boolean', [True, False, None], True, (1,), 'own', {2: False}),
    ('boolean', [None, False, True], None, (1,), 'own', {3: True}),
    ('many2many', [[3, 1], [2, 3], []], [1, 2, 3], (1, 2), 'united', {}),
    ('many2many', [None, [], None], [], (), 'united', {}),
    ('text', ['a', None, '\n'], 'a', (1,), 'own', {}),
    ('text', [None, ' ', None], None, (), 'own', {}),
    ('float', [-2.5, 3.0, None], -2.5, (1,), 'own', {2: 3.0}),
    ('text', [None, 'b', ' b '], 'b', (2,), 'first', {}),
    ('text', ['a\n', 'b', 'c'], 'a\n\nTwo:\nb\n\nThree:\nc', (1, 2, 3), 'joined', {}),
    ('text', [None, 'b', 'c'], 'Two:\nb\n\nThree:\nc', (2, 3), 'joined', {}),
    ('text', ['not urgent at all', 'urgent', 'a  b'], 'not urgent at all\n\nTwo:\nurgent\n\nThree:\na  b',
     (1, 2, 3), 'joined', {}),
    ('text', ['not urgent', 'urgent', None], 'not urgent\n\nTwo:\nurgent', (1, 2), 'joined', {}),
    ('text', ['urgent matter', 'urgent', None], 'urgent matter\n\nTwo:\nurgent', (1, 2), 'joined', {}),
    ('text', ['call back\ntomorrow', 'tomorrow', 'call  back tomorrow'], 'call back\ntomorrow', (1,), 'own', {}),
    ('html', ['<p>a</p>', '<p><br></p>', '<p> a </p>\n'], '<p>a</p>', (1,), 'own', {}),
    ('html', ['<p>\xa0</p>', IMAGE, None], IMAGE, (2,), 'first', {}),
    ('html', ['<p>a</p>', '<p>b</p>', '<p>c</p>'],
     '<p>a</p><p><b>Two</b></p><p>b</p><p><b>Three</b></p><p>c</p>', (1, 2, 3), 'joined', {}),
    ('html', ['<p>a</p><ul><li>b</li></ul>', '<ul><li>b</li></ul>', '<p>urgent</p>'],
     '<p>a</p><ul><li>b</li></ul><p><b>Three</b></p><p>urgent</p>', (1, 3), 'joined', {}),
]


def card(record_id, values, **more):
    """A record: an active opportunity in currency 1 if nothing else is said."""
    name = ('Zero', 'One', 'Two', 'Three', 'Four')[record_id]
    return Record(**{
        'id': record_id, 'name': name, 'values': values, 'is_opportunity': True, 'is_active': True,
        'is_won': False, 'currency': 1, 'property_definitions': [], **more})


def cards(name, *values):
    """Records 1, 2, ... with the values of one field."""
    return [card(number, {name: value}) for number, value in enumerate(values, 1)]


def define(name, label, kind='char', **more):
    return {'name': name, 'string': label, 'type': kind, **more}


@tagged('post_install', '-at_install')
class TestMergeSurvivorship(BaseCase):

    def value_of(self, spec, records, master=1, **more):
        return survive([spec], records, master, **more)[spec.name]

    def values_of(self, choices):
        return {name: choice.value for name, choice in choices.items()}

    def test_by_type(self):
        for kind, values, *expected in BY_TYPE:
            with self.subTest(type=kind, values=values):
                self.assertEqual(self.value_of(FieldSpec('x', kind), cards('x', *values)), Choice(*expected))

    def test_every_rule_has_an_example(self):
        from ..tools.survivorship_types import RULES
        self.assertEqual(set(RULES), {kind for kind, *_rest in BY_TYPE})

    def test_the_master_need_not_be_the_first_created(self):
        choice = self.value_of(FieldSpec('x', 'text'), cards('x', 'a', 'b', 'c'), master=2)
        self.assertEqual(choice, Choice('b\n\nOne:\na\n\nThree:\nc', (2, 1, 3), 'joined', {}))
        self.assertEqual(
            self.value_of(FieldSpec('x', 'char'), cards('x', 'a', None, 'c'), master=2),
            Choice('a', (1,), 'first', {3: 'c'}))

    def test_an_unknown_type_or_record_or_field_is_refused(self):
        for kind in ('geo_point', 'vector'):
            with self.assertRaisesRegex(
                    UnknownFieldType, f"^No rule of merging knows the type '{kind}' of the field 'x'.$"):
                survive([FieldSpec('x', kind)], cards('x', 1, 2), 1, chosen={'x': 1})
        for wrong, said in (
                ({'master_id': 9}, r"^Not among the records to merge: \[9\]$"),
                ({'chosen': {'x': 9}}, r"^Not among the records to merge: \[9\]$"),
                ({'chosen': {'y': 1}}, r"^Not among the fields to merge: \['y'\]$")):
            with self.assertRaisesRegex(ValueError, said):
                survive([FieldSpec('x', 'char')], cards('x', 'a', 'b'), **{'master_id': 1, **wrong})

    def test_empty(self):
        html = FieldSpec('x', 'html')
        for nothing in (
                '<p><br></p>', '<div>&nbsp;<!-- <p>a</p> --></div>', '<p>\u200b</p>', ' ', '<ul><li></li></ul>'):
            self.assertTrue(is_empty(html, nothing), nothing)
        for something in (
                IMAGE, '<video src="a"/>', '<iframe src="a"></iframe>', '<hr>', '<hr/>', 'a &lt; b', '<p>0</p>',
                '<table><tr><td></td></tr></table>', '<p><i class="fa fa-star"></i></p>'):
            self.assertFalse(is_empty(html, something), something)
        self.assertTrue(is_empty(FieldSpec('x', 'float'), 0))
        self.assertFalse(is_empty(FieldSpec('probability', 'float'), 0))
        self.assertFalse(is_empty(FieldSpec('x', 'boolean'), False))
        self.assertTrue(is_empty(FieldSpec('x', 'char', translated=True), {'en_US': '', 'fr_FR': ' '}))
        self.assertTrue(is_empty(FieldSpec('x', 'float', company_dependent=True), {'1': 0}))
        self.assertFalse(is_empty(FieldSpec('x', 'json'), {'1': ''}), "only companies and languages are looked into")

    def test_the_name_in_a_heading_is_escaped(self):
        records = cards('x', '<p>a</p>', '<p>b</p>')
        records[1] = replace(records[1], name="<b>O'Brien</b> &\n Co")
        self.assertEqual(
            self.value_of(FieldSpec('x', 'html'), records).value,
            "<p>a</p><p><b>&lt;b&gt;O'Brien&lt;/b&gt; &amp; Co</b></p><p>b</p>")
        records[1] = replace(records[1], name='')
        self.assertEqual(self.value_of(FieldSpec('x', 'text'), records).value, '<p>a</p>\n\n#2:\n<p>b</p>')

    def test_company_dependent(self):
        spec = FieldSpec('x', 'char', company_dependent=True)
        self.assertEqual(
            self.value_of(spec, cards('x', {'1': 'a', '2': ''}, {'1': 'b', '2': 'c'}, {'3': 'd', '2': 'e'})),
            Choice({'1': 'a', '2': 'c', '3': 'd'}, (1, 2, 3), 'first', {2: {'1': 'b'}, 3: {'2': 'e'}}))
        for own, other in ((None, None), (None, {}), ({}, None)):
            self.assertEqual(self.value_of(spec, cards('x', own, other)), Choice(own, (), 'own', {}))
        self.assertEqual(
            self.value_of(replace(spec, type='text'), cards('x', {'1': 'a'}, {'1': 'b', '2': 'c'})),
            Choice({'1': 'a\n\nTwo:\nb', '2': 'c'}, (1, 2), 'joined', {}))
        self.assertEqual(
            self.value_of(replace(spec, type='text'), cards('x', {'1': 'a'}, {'1': 'b\na'}), chosen={'x': 2}),
            Choice({'1': 'b\na'}, (2,), 'chosen', {}))
        self.assertEqual(
            self.value_of(replace(spec, type='boolean'), cards('x', {'1': False}, {'1': True, '2': True})),
            Choice({'1': False, '2': True}, (1, 2), 'first', {2: {'1': True}}))
        self.assertEqual(
            self.value_of(spec, cards('x', {'1': 'a'}, {'1': 'b', '2': 'c'}), chosen={'x': 1}),
            Choice({'1': 'a'}, (1,), 'chosen', {2: {'1': 'b', '2': 'c'}}))

    def test_translated(self):
        english, both = {'en_US': 'a'}, {'en_US': 'b', 'fr_FR': 'c'}
        spec = FieldSpec('x', 'char', translated=True)
        self.assertEqual(self.value_of(spec, cards('x', english, both)), Choice(english, (1,), 'own', {2: both}))
        self.assertEqual(self.value_of(spec, cards('x', None, both)), Choice(both, (2,), 'first', {}))
        self.assertEqual(
            self.value_of(replace(spec, type='text'), cards('x', english, both)),
            Choice({'en_US': 'a\n\nTwo:\nb', 'fr_FR': 'a\n\nTwo:\nc'}, (1, 2), 'joined', {}))
        blank = {'en_US': 'b', 'fr_FR': ''}
        self.assertEqual(self.value_of(replace(spec, type='text'), cards('x', None, blank)).value, blank)

    def test_amounts_in_another_currency_are_kept_aside(self):
        spec = FieldSpec('x', 'monetary')
        records = [card(1, {'x': 0}), card(2, {'x': 5}, currency=2), card(3, {'x': 6})]
        self.assertEqual(self.value_of(spec, records), Choice(6, (3,), 'first', {2: 5}))
        self.assertEqual(self.value_of(spec, records[:2]), Choice(0, (), 'own', {2: 5}))
        same_number = [card(1, {'x': 5}), card(2, {'x': 5}, currency=2)]
        self.assertEqual(self.value_of(spec, same_number), Choice(5, (1,), 'own', {2: 5}))

    def test_an_amount_goes_with_its_currency_and_an_id_with_its_model(self):
        choices = survive(AMOUNT, [
            card(1, {'x_amount': 0, 'x_currency_id': 1}), card(2, {'x_amount': 5, 'x_currency_id': 2}),
            card(3, {'x_amount': 5, 'x_currency_id': 3})], 1)
        self.assertEqual(choices['x_amount'], Choice(5, (2,), 'block', {3: 5}))
        self.assertEqual(choices['x_currency_id'], Choice(2, (2,), 'block', {1: 1, 3: 3}))
        choices = survive(AMOUNT, [card(1, {}), card(2, {'x_amount': 0, 'x_currency_id': 2})], 1)
        self.assertEqual(self.values_of(choices), {'x_amount': 0, 'x_currency_id': 2})
        choices = survive(POINTER, [
            card(1, {'x_res_id': 4, 'x_model': 'a'}), card(2, {'x_res_id': 4, 'x_model': 'b'})], 1)
        self.assertEqual(choices['x_res_id'], Choice(4, (1,), 'block', {2: 4}))
        self.assertEqual(choices['x_model'], Choice('a', (1,), 'block', {2: 'b'}))
        choices = survive(POINTER, [
            card(1, {'x_res_id': 0, 'x_model': 'a'}), card(2, {'x_res_id': 4, 'x_model': 'b'})], 1)
        self.assertEqual(self.values_of(choices), {'x_res_id': 4, 'x_model': 'b'})

    def test_type_and_active(self):
        specs = [FieldSpec('type', 'selection'), FieldSpec('active', 'boolean')]
        records = [
            card(1, {'type': 'lead', 'active': False}, is_opportunity=False, is_active=False),
            card(2, {'type': 'lead', 'active': True}, is_opportunity=False),
            card(3, {'type': 'opportunity', 'active': False}, is_active=False)]
        choices = survive(specs, records, 1)
        self.assertEqual(choices['type'], Choice('opportunity', (3,), 'any', {1: 'lead', 2: 'lead'}))
        self.assertEqual(choices['active'], Choice(True, (2,), 'any', {1: False, 3: False}))
        choices = survive(specs, records[:1] * 1 + [replace(records[0], id=2)], 1)
        self.assertEqual(self.values_of(choices), {'type': 'lead', 'active': False})
        self.assertEqual(choices['active'], Choice(False, (1,), 'any', {}))
        self.assertIs(survive(specs, records, 1, {'active': 3})['active'].value, False)

    def test_priority(self):
        spec = FieldSpec('priority', 'selection')
        self.assertEqual(
            self.value_of(spec, cards('priority', '0', '3', '3', None)), Choice('3', (2,), 'highest', {1: '0'}))

    def test_lost_reason(self):
        spec = FieldSpec('lost_reason_id', 'many2one')
        lost = [replace(record, is_active=False) for record in cards('lost_reason_id', None, 4, 5)]
        self.assertEqual(self.value_of(spec, lost), Choice(4, (2,), 'all', {3: 5}))
        some = [*lost[:2], card(3, {'lost_reason_id': None})]
        self.assertEqual(self.value_of(spec, some), Choice(None, (), 'all', {2: 4}))

    def test_address(self):
        records = [
            card(1, {'street': 'A 1', 'zip': '1000'}), card(2, {'street': 'B 2', 'city': 'Gent', 'country_id': 20}),
            card(3, {'street': 'C 3', 'city': 'Paris', 'zip': '75001'})]
        choices = survive(ADDRESS, records, 1)
        self.assertEqual(choices['street'], Choice('B 2', (2,), 'block', {1: 'A 1', 3: 'C 3'}))
        self.assertEqual(choices['zip'], Choice(None, (2,), 'block', {1: '1000', 3: '75001'}))
        self.assertEqual(choices['state_id'], Choice(None, (), 'block', {}))
        self.assertEqual(survive(ADDRESS, records, 3)['city'].value, 'Paris', "the master, if it has as much")
        self.assertEqual(survive(ADDRESS[:1], records, 1)['street'].value, 'A 1', "fields that are not there")

    def test_picks_in_a_block(self):
        records = [card(number, {'street': f's{number}', 'city': f'c{number}', 'zip': f'z{number}'})
                   for number in (1, 2, 3)]
        choices = survive(ADDRESS, records, 1, {'city': 3})
        self.assertEqual([choices[name].value for name in ('street', 'city', 'zip')], ['s3', 'c3', 'z3'])
        self.assertEqual([choices[name].rule for name in ('street', 'city')], ['block', 'chosen'])
        choices = survive(ADDRESS, records, 1, {'city': 3, 'street': 2})
        self.assertEqual([choices[name].value for name in ('street', 'city', 'zip')], ['s2', 'c3', 'z2'])

    def test_progress(self):
        stage = FieldSpec('stage_id', 'many2one')
        off = {'is_active': False}
        raw = {'is_opportunity': False}
        for states, source in [
                ([{}, {}, {}], 1), ([raw, {}, {}], 2), ([off, raw, {}], 3), ([raw, off, raw], 2),
                ([raw | off, raw, raw], 2), ([raw | off, raw | off, raw | off], 1),
                ([{}, {}, {'is_won': True}], 3)]:
            records = [card(number, {'stage_id': number, 'probability': 0}, **state)
                       for number, state in enumerate(states, 1)]
            choices = survive([stage, FieldSpec('probability', 'float')], records, 3)
            self.assertEqual(choices['stage_id'].sources, (source,), states)
            self.assertEqual(choices['probability'].value, 0)

    def test_recurring(self):
        def merged(*pairs, **more):
            records = [card(number, {'recurring_revenue': revenue, 'recurring_plan': plan},
                            currency=2 if number == 2 else 1) for number, (revenue, plan) in enumerate(pairs, 1)]
            return list(self.values_of(survive(RECURRING, records, 1, **more)).values())
        self.assertEqual(merged((0, 1), (0, 2), (1200, 3)), [1200, 3])
        self.assertEqual(merged((100, 1), (0, 2), (1200, 3)), [100, 1])
        self.assertEqual(merged((0, 1), (500, 2)), [0, 1], "another currency")
        self.assertEqual(merged((0, None), (0, None), (0, 3)), [0, None])

    def test_blocks_can_be_added(self):
        specs = [FieldSpec('x_a', 'char'), FieldSpec('x_b', 'char')]
        last = Block('last', ('x_a', 'x_b'), lambda _specs, records, _master: records[-1])
        choices = survive(specs, [card(1, {'x_a': 'a', 'x_b': 'b'}), card(2, {'x_a': 'c'})], 1, blocks=(*BLOCKS, last))
        self.assertEqual(self.values_of(choices), {'x_a': 'c', 'x_b': None})

    def test_a_field_is_in_one_block_only(self):
        specs = [FieldSpec('x_a', 'char'), *AMOUNT, FieldSpec('x_more', 'monetary', currency_field='x_currency_id')]
        blocks = [Block(str(at), ('x_a', 'x_amount'), lambda _specs, records, _master, at=at: records[at])
                  for at in (1, 0)]
        values = {'x_a': 'a', 'x_amount': 5, 'x_currency_id': 1, 'x_more': 6}
        choices = survive(specs, [card(1, values), card(2, {'x_a': 'b'})], 1, blocks=blocks)
        self.assertEqual(self.values_of(choices), {
            'x_a': 'b', 'x_amount': None, 'x_currency_id': None, 'x_more': None})

    def test_chosen(self):
        for kind, values, rest in [
                ('char', ['a', 'b'], 'a'), ('many2many', [[1, 2], [2, 3]], [1]), ('text', ['a', 'b\na'], None),
                ('text', ['a', None], 'a'), ('boolean', [True, False], True)]:
            choice = self.value_of(FieldSpec('x', kind), cards('x', *values), chosen={'x': 2})
            self.assertEqual(choice, Choice(values[1], (2,), 'chosen', {1: rest} if rest else {}), kind)
