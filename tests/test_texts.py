"""The texts of the addon in other languages."""

import io
import re
from functools import lru_cache

import polib
from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

from ..tools import wording

LANGUAGES = ('de', 'es', 'fr', 'it', 'nl', 'pt_BR', 'ro', 'zh_CN')
_PLACEHOLDER = re.compile(r'%(?:\(\w+\))?[sd%]|</?[a-zA-Z][^>]*>')
# attributes that are read to people: translated with the tag that has them
_SAID = re.compile(r' (?:aria-label|title)="[^"]*"')
# What Odoo's CRM calls by one name a user has to find under that name in our texts, however it is bent.
_TERMS = ('Lead', 'Opportunity', 'Salesperson', 'Sales Team', 'Pipeline', 'Expected Revenue', 'Customer')


@lru_cache
def _read(addon, language):
    return polib.pofile(file_path(f'{addon}/i18n/{language}'))


def _get_stem(word):
    """:return: what is the same of a word however it is bent"""
    return word.casefold()[:max(2, min(len(word) - 2, 5))]


@tagged('post_install', '-at_install')
class TestTexts(TransactionCase):

    def test_the_template_has_all_texts(self):
        exported = io.BytesIO()
        trans_export(None, ['crm_lead_conversion'], exported, 'po', self.env)
        demo = {
            node.get('id') for name in self.env['ir.module.module'].get_module_info('crm_lead_conversion')['demo']
            for node in etree.parse(file_path(f'crm_lead_conversion/{name}')).iterfind('.//record')}
        now = {
            entry.msgid for entry in polib.pofile(exported.getvalue().decode())
            # the example is an addon of its own, which Odoo takes for a part of this one
            if any(place.rpartition('.')[2] not in demo and '/doc/example_addon/' not in place
                   for place, _line in entry.occurrences)}
        kept = {entry.msgid for entry in _read('crm_lead_conversion', 'crm_lead_conversion.pot')}
        self.assertEqual(sorted(now ^ kept), [], "dev/translate writes the template anew")

    def test_each_language_is_whole(self):
        wanted = {entry.msgid for entry in _read('crm_lead_conversion', 'crm_lead_conversion.pot')}
        for language in LANGUAGES:
            with self.subTest(language):
                texts = _read('crm_lead_conversion', f'{language}.po')
                self.assertEqual({entry.msgid for entry in texts if entry.msgstr and not entry.fuzzy}, wanted)

    def test_placeholders_stay(self):
        for language in LANGUAGES:
            for entry in _read('crm_lead_conversion', f'{language}.po'):
                with self.subTest(language, text=entry.msgid):
                    self.assertEqual(
                        *(sorted(_PLACEHOLDER.findall(_SAID.sub('', text))) for text in (entry.msgstr, entry.msgid)))

    def test_the_words_are_those_of_odoo(self):
        """Of the texts that name something of Odoo's CRM, nearly all name it as
        Odoo does in that language; a sentence may do without the word."""
        for language in LANGUAGES:
            odoos = {entry.msgid: entry.msgstr for entry in _read('crm', f'{language}.po') if entry.msgstr}
            ours = _read('crm_lead_conversion', f'{language}.po')
            for term in _TERMS:
                if term not in odoos:
                    continue
                stems = {_get_stem(word) for word in odoos[term].split() if len(word) > 3} or {_get_stem(odoos[term])}
                said = [
                    entry for entry in ours
                    if re.search(rf'\b{term}s?\b', _PLACEHOLDER.sub('', entry.msgid), re.IGNORECASE)]
                without = [
                    entry.msgstr for entry in said
                    if not any(stem in entry.msgstr.casefold() for stem in stems)]
                with self.subTest(language, term=term, odoo=odoos[term]):
                    self.assertLessEqual(len(without), 0.1 * len(said) + 1, without)

    def test_similar_leads_are_called_as_on_the_button_of_odoo(self):
        """It opens them, and stands on each lead."""
        for language in LANGUAGES:
            [odoos] = [
                found[1] for entry in _read('crm', f'{language}.po') if not entry.obsolete
                and entry.msgid.startswith('<span') and '>Similar Leads<' in entry.msgid
                and (found := re.search(r'^<span[^>]*>([^<]+)</span>', entry.msgstr))]
            [ours] = [
                entry.msgstr for entry in _read('crm_lead_conversion', f'{language}.po')
                if entry.msgid == 'Similar Leads']
            with self.subTest(language):
                self.assertEqual(ours.casefold(), odoos.strip().casefold())

    def test_values_are_put_together_as_the_language_does(self):
        def said(code):
            self.env['res.lang']._activate_lang(code)
            env = self.env(context={'lang': code})
            return (
                wording.quote(env, 'Eva'), wording.join_phrases(env, ['one', '', 'two']), wording.label(env, 'a', 1),
                wording.percent(env, 12.5), wording.keep_order(env, '+32 2'), wording.either(env, (5, 7, 9)))

        self.assertEqual(said('en_US'), ('“Eva”', 'one; two', 'a: 1', '12.50 %', '+32 2', '5, 7, or 9'))
        self.assertEqual(
            said('fr_FR'), ('«\xa0Eva\xa0»', 'one\xa0; two', 'a\xa0: 1', '12,50\xa0%', '+32 2', '5, 7 ou 9'))
        self.assertEqual(said('zh_CN'), ('“Eva”', 'one；two', 'a：1', '12.50%', '+32 2', '5、7或9'))
        self.assertEqual(said('ar_001')[-2], '\u2066+32 2\u2069')

    def test_the_files_are_found_by_odoo(self):
        self.env['res.lang']._activate_lang('ro_RO')
        self.env['ir.module.module']._load_module_terms(['crm_lead_conversion'], ['ro_RO'])
        field = self.env['ir.model.fields']._get('crm.lead', 'merged_into_id')
        self.assertNotEqual(
            field.with_context(lang='ro_RO').field_description, field.with_context(lang='en_US').field_description)
