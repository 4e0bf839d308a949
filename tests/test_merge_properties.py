"""Which properties survive a merge, without a database."""

from odoo.tests import BaseCase, tagged

from ..tools.survivorship import Choice, FieldSpec, survive
from .test_merge_survivorship import card, define

SPEC = FieldSpec('x', 'properties')


@tagged('post_install', '-at_install')
class TestMergeProperties(BaseCase):

    def merged(self, *values, chosen=None, currency=1):
        """Merge records whose properties have definitions of their own.

        :param values: (properties, definitions) of record 1, the master, 2 ...
        """
        records = [
            card(number, {'x': value}, property_definitions=definitions, currency=1 if number == 1 else currency)
            for number, (value, definitions) in enumerate(values, 1)]
        return survive([SPEC], records, 1, {'x': chosen} if chosen else None)['x']

    def test_by_technical_name(self):
        both = [define('a', 'Beans'), define('b', 'Cups', 'integer')]
        self.assertEqual(
            self.merged(({'a': 'Arabica', 'b': 0}, both), ({'a': 'Robusta', 'b': 3}, both), ({'b': 4}, both)),
            Choice({'a': 'Arabica', 'b': 3}, (1, 2), 'first', {2: {'a': 'Robusta'}, 3: {'b': 4}}))
        self.assertEqual(self.merged(({'a': 'A'}, both), (None, [])), Choice({'a': 'A'}, (1,), 'own', {}))
        for own in (None, {}):
            self.assertEqual(self.merged((own, both), (None, both)), Choice(own, (), 'own', {}))
        self.assertEqual(
            self.merged((None, both), ({'a': '', 'b': 4}, both)), Choice({'b': 4}, (2,), 'first', {}),
            "what is empty stops nothing")

    def test_by_label(self):
        self.assertEqual(
            self.merged((None, [define('a', 'Beans')]), ({'z': 'Robusta'}, [define('z', ' BEANS ')])),
            Choice({'a': 'Robusta'}, (2,), 'first', {}))

        self.assertEqual(
            self.merged((None, [define('b', 'Beans'), define('a', 'Beans')]), ({'z': 'R'}, [define('z', 'Beans')])),
            Choice({'b': 'R'}, (2,), 'first', {}), "the first that is called so")

    def test_the_technical_name_goes_first(self):
        self.assertEqual(
            self.merged(
                (None, [define('z', 'Beans')]),
                ({'a': 'by label', 'z': 'by name'}, [define('a', 'Beans'), define('z', 'Other')])),
            Choice({'z': 'by name'}, (2,), 'first', {2: {'a': 'by label'}}))

    def test_what_has_no_place_is_kept_aside(self):
        for ours, theirs in [
                (define('a', 'Beans', 'text'), define('a', 'Beans')),
                (define('a', 'Beans'), define('a', 'Beans', 'text')),
                (define('a', 'Beans'), define('z', 'Cups')),
                (define('a', ''), define('z', '')),
                (define('a', 'Who', 'many2one', comodel='res.users'),
                 define('a', 'Who', 'many2one', comodel='res.partner'))]:
            name = theirs['name']
            self.assertEqual(
                self.merged((None, [ours]), ({name: 'v'}, [theirs])), Choice(None, (), 'own', {2: {name: 'v'}}))
        self.assertEqual(
            self.merged(({'old': 'A'}, []), ({'gone': 'v', 'none': False}, [])),
            Choice({'old': 'A'}, (1,), 'own', {2: {'gone': 'v'}}), "the master keeps what no definition has")

    def test_booleans_and_amounts(self):
        flag, amount = [define('a', 'Flag', 'boolean')], [define('a', 'Amount', 'monetary')]
        self.assertEqual(self.merged(({'a': False}, flag), ({'a': True}, flag)).losing, {2: {'a': True}})
        self.assertEqual(self.merged(({}, flag), ({'a': False}, flag)).value, {'a': False})
        self.assertEqual(self.merged((None, amount), ({'a': 5}, amount)).value, {'a': 5})
        self.assertEqual(self.merged((None, amount), ({'a': 5}, amount), currency=2).losing, {2: {'a': 5}})

    def test_only_amounts_have_a_currency(self):
        for kind, value in (('char', 'v'), ('integer', 7), ('many2one', 7), ('text', 'v')):
            same = [define('a', 'Other', kind)]
            self.assertEqual(self.merged((None, same), ({'a': value}, same), currency=2).value, {'a': value}, kind)

    def test_options_of_another_definition(self):
        ours = [define('a', 'Roast', 'selection', selection=[['1', 'Dark'], ['2', 'Light']]),
                define('t', 'Taste', 'tags', tags=[['x', 'Nutty', 1]])]
        theirs = [define('b', 'Roast', 'selection', selection=[['2', 'dark'], ['9', 'Blue']]),
                  define('u', 'Taste', 'tags', tags=[['n', 'NUTTY', 2], ['f', 'Fruity', 3]])]
        self.assertEqual(
            self.merged((None, ours), ({'b': '2', 'u': ['n']}, theirs)),
            Choice({'a': '1', 't': ['x']}, (2,), 'first', {}))
        self.assertEqual(
            self.merged((None, ours), ({'b': '9', 'u': ['n', 'f']}, theirs)),
            Choice(None, (), 'own', {2: {'b': '9', 'u': ['n', 'f']}}))
        renamed = [define('a', 'Roast', 'selection', selection=[['2', 'Blond']])]
        self.assertEqual(self.merged((None, ours), ({'a': '2'}, renamed)).value, {'a': '2'}, "by its number")
        twice = [define('a', 'Roast', 'selection', selection=[['1', 'Dark'], ['2', 'Dark']])]
        self.assertEqual(self.merged((None, twice), ({'a': '2'}, twice)).value, {'a': '2'}, "the same options")

    def test_chosen(self):
        ours, theirs = [define('a', 'Beans'), define('c', 'Cups')], [define('z', 'Beans'), define('y', 'Milk')]
        values = ({'a': 'A', 'c': 'C'}, ours), ({'z': 'Z', 'y': 'Y'}, theirs)
        self.assertEqual(
            self.merged(*values, chosen=2),
            Choice({'a': 'Z'}, (2,), 'chosen', {1: {'a': 'A', 'c': 'C'}, 2: {'y': 'Y'}}))
        self.assertEqual(
            self.merged(({'a': 'Z'}, ours), *values[1:], chosen=2),
            Choice({'a': 'Z'}, (2,), 'chosen', {2: {'y': 'Y'}}))
        self.assertEqual(
            self.merged(values[0], (None, []), chosen=2), Choice(None, (), 'chosen', {1: {'a': 'A', 'c': 'C'}}))
        self.assertEqual(
            self.merged(*values, chosen=1),
            Choice({'a': 'A', 'c': 'C'}, (1,), 'chosen', {2: {'z': 'Z', 'y': 'Y'}}))
