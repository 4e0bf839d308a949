"""Names and values put together as the language of the user does it: each sign
between them is part of a text that is translated. Lists of names need nothing
of this: Odoo puts a list that a text is given together itself."""

from functools import reduce

from odoo.tools import format_list
from odoo.tools.misc import formatLang


def quote(env, name):
    return env._("“%(name)s”", name=name)


def quote_all(env, names):
    """:return: list of names, for a text that takes a list"""
    return [quote(env, name) for name in names]


def either(env, values):
    """:param values: of which one is meant, or each by itself: such a text reads
        the same with one of them
    :return: text"""
    # without a language the texts are English, whatever that of the company is
    return format_list(env, list(values), 'or', env.lang or 'en_US')


def join_phrases(env, phrases):
    """:param phrases: short texts that may have commas in them
    :return: text"""
    phrases = [phrase for phrase in phrases if phrase]
    return reduce(lambda said, more: env._("%(said)s; %(more)s", said=said, more=more), phrases) if phrases else ''


def label(env, name, value):
    """:return: the label of a field and its value; Markup if the value is"""
    return env._("%(label)s: %(value)s", label=name, value=value)


def percent(env, value):
    value = value or 0
    number = formatLang(env, value, digits=0 if value == int(value) else 2)
    return env._("%(number)s %%", number=number)


def keep_order(env, text):
    """:return: a number with spaces in it, whose parts keep their order in a
        text that is written from right to left"""
    # the language of the texts, which is not that of the company
    direction = env['res.lang']._get_data(code=env.lang or 'en_US').direction
    return f'\u2066{text}\u2069' if text and direction == 'rtl' else text
