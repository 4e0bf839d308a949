"""The screens of this addon in other languages: nothing of it stays English, and
nothing is cut off or lies on something else, from right to left as well."""

import json
import shutil
from base64 import b64encode
from unittest import SkipTest

import polib

from odoo.tests import tagged
from odoo.tools.misc import file_path

from .dedupe_common import DedupeCase
from .test_merge_dialog_tour import DialogTourCase

# what they call alike is theirs to translate
_OF_ODOO = ('base', 'base_import', 'calendar', 'crm', 'mail', 'phone_validation', 'sales_team', 'web')


class TextsTourCase(DialogTourCase, DedupeCase):
    browser_size = '1400x900'
    language = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang(cls.language)
        cls.env['ir.module.module']._load_module_terms(['crm', 'crm_lead_conversion'], [cls.language])
        cls.manager.group_ids += cls.env.ref('base.group_system')
        cls.manager.password = 'conv_manager'
        (cls.seller + cls.manager).lang = cls.language
        (cls.first + cls.second + cls.third).partner_name = 'Koffiehuis Tour'
        cls.env['ir.attachment'].create({
            'name': 'texts.json', 'url': '/crm_lead_conversion/tests/texts.json', 'type': 'binary', 'public': True,
            'mimetype': 'application/json', 'datas': b64encode(json.dumps(cls.get_texts()).encode())})

    @classmethod
    def get_texts(cls):
        """:return: list of pairs: an English text of this addon alone, and what it is in the language"""
        return []

    def walk(self):
        """What salespeople see."""
        self.start_tour(
            '/odoo/action-crm.crm_lead_all_leads/new', 'crm_lead_conversion_texts', login='conv_seller')
        self.assertEqual(self.first.merge_record_ids.mapped('state'), ['undone'])
        self.assertEqual((self.third + self.won).mapped('type'), ['opportunity'] * 2)

    def walk_as_manager(self):
        self.scan()
        self.env['crm.lead.match.weight'].search([], limit=1).bits += 0.01
        self.start_tour(
            '/odoo/action-crm_lead_conversion.crm_lead_duplicate_action', 'crm_lead_conversion_texts_manager',
            login='conv_manager')


class TranslatedTourCase(TextsTourCase):

    @classmethod
    def get_texts(cls):
        others = {
            entry.msgid for name in _OF_ODOO for entry in polib.pofile(file_path(f'{name}/i18n/{name}.pot'))}
        ours = polib.pofile(file_path(f'crm_lead_conversion/i18n/{cls.language[:2]}.po'))
        return [
            (entry.msgid, entry.msgstr) for entry in ours
            if entry.msgid not in others and entry.msgid != entry.msgstr and '<' not in entry.msgid]


@tagged('post_install', '-at_install')
class TestTextsInRomanian(TranslatedTourCase):
    language = 'ro_RO'

    def test_screens(self):
        self.walk()

    def test_screens_of_managers(self):
        self.walk_as_manager()


@tagged('post_install', '-at_install')
class TestTextsInGerman(TranslatedTourCase):
    """Its words are the longest."""

    language = 'de_DE'

    def test_screens(self):
        self.walk()

    def test_screens_of_managers(self):
        self.walk_as_manager()


@tagged('post_install', '-at_install')
class TestTextsInRomanianOnAPhone(TranslatedTourCase):
    language = 'ro_RO'
    browser_size = '390x844'
    touch_enabled = True

    def test_screens(self):
        self.walk()


@tagged('post_install', '-at_install')
class TestTextsFromRightToLeft(TextsTourCase):
    language = 'ar_001'

    @classmethod
    def setUpClass(cls):
        if not shutil.which('rtlcss'):
            raise SkipTest("Odoo mirrors its style sheets with rtlcss, which is not part of it: dev/test fetches it.")
        super().setUpClass()

    def test_screens(self):
        self.walk()

    def test_screens_of_managers(self):
        self.walk_as_manager()
