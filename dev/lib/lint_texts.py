"""Sentences that nobody can translate: in Python and JavaScript without `_`, in templates as a value of code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from . import addon
from .lists import entries

# Words, the first with a capital letter; or one such word in a place where people read it.
_SENTENCE = re.compile(r"^[“(]?(?:[A-Z][a-z’'-]*|A|I)[,:]?(?: [\w“%(’'-]+.*)$", re.DOTALL)
_QUOTES = frozenset("“”")
_WORD = re.compile(r"^[A-Z][a-z]+\b")
_READ = frozenset(("message", "title", "body", "confirm", "summary", "subject", "help", "label", "tooltip"))
# Odoo translates these itself, or nobody but a program reads them.
_CALLS_KNOWN = frozenset(("_", "SQL", "add_argument"))
_OBJECTS_KNOWN = frozenset(("fields", "_logger", "models", "re", "tools"))
_NAMES_KNOWN = frozenset(("_description", "_sql_constraints", "_order", "__doc__"))

_JS_NOISE = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
_JS_TEXT = re.compile(
    r"""(?<![\w$])(?P<before>_t\(\s*|markup)?(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""", re.DOTALL
)
_JS_KEY = re.compile(r"""\b(\w+):\s*(["'`])([A-Z][a-z][^"'`]*)\2""")
_XML_EXPRESSION = re.compile(r"""\bt-(?:esc|out|att-[\w-]+|attf-[\w-]+)="([^"]*)\"""")
_XML_LITERAL = re.compile(r"'([^']*)'")
_XML_PROP = re.compile(r"""\b[a-z]\w*="'([A-Z][^']*)'\"""")


def find() -> list[str]:
    """Each such text with its place."""
    excused, used, found = entries("texts_not_translated.txt"), set(), []
    looks = {".py": _in_python, ".js": _in_javascript, ".xml": _in_template}
    for path in addon.files():
        name = path.relative_to(addon.ROOT)
        # views are read by Odoo, and a manifest by whoever looks for an addon
        is_shown = name.parts[:2] == ("static", "src") or path.suffix == ".py" and name.name != "__manifest__.py"
        # what compares names reads them, and shows nothing
        is_shown = is_shown and name.parts[0] != "migrations" and not name.name.startswith("normalize_")
        if path.suffix in looks and is_shown:
            for line, text in looks[path.suffix](path):
                if (text := text.strip()) in excused:
                    used.add(text)
                else:
                    found.append(f"{name}:{line}: nobody can translate {text!r}")
    return found + [f"dev/texts_not_translated.txt: nothing says {text!r}" for text in sorted(set(excused) - used)]


def _is_text(text: str) -> bool:
    """Quotation marks are others in each language."""
    return bool(_SENTENCE.match(text) or _QUOTES.intersection(text))


# ------------------------------------------------------------
# Python
# ------------------------------------------------------------


def _in_python(path: Path):
    yield from _walk(ast.parse(path.read_text(encoding="utf-8")), "")


def _walk(node: ast.AST, key: str):
    """`key` is under which name a value is given."""
    if _is_known(node):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if _is_text(node.value) or key in _READ and _WORD.match(node.value):
            yield node.lineno, node.value
    elif isinstance(node, ast.Dict):
        for name, value in zip(node.keys, node.values, strict=True):
            yield from _walk(value, name.value if isinstance(name, ast.Constant) else "")
    elif isinstance(node, ast.keyword):
        yield from _walk(node.value, node.arg or "")
    else:
        for child in ast.iter_child_nodes(node):
            yield from _walk(child, "")


def _is_known(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id in _NAMES_KNOWN for target in node.targets)
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Name):
        return called.id in _CALLS_KNOWN
    if isinstance(called, ast.Attribute):
        owner = called.value.id if isinstance(called.value, ast.Name) else ""
        return called.attr in _CALLS_KNOWN or owner in _OBJECTS_KNOWN
    return False


# ------------------------------------------------------------
# The web client
# ------------------------------------------------------------


def _in_javascript(path: Path):
    # line numbers stay
    code = _JS_NOISE.sub(lambda noise: re.sub(r"[^\n]", " ", noise.group()), path.read_text(encoding="utf-8"))
    for found in _JS_TEXT.finditer(code):
        if not (found["before"] or "").startswith("_t") and _is_text(found["text"]):
            yield code.count("\n", 0, found.start()) + 1, found["text"]
    for found in _JS_KEY.finditer(code):
        if found[1] in _READ and not _SENTENCE.match(found[3]):
            yield code.count("\n", 0, found.start()) + 1, found[3]


def _in_template(path: Path):
    code = path.read_text(encoding="utf-8")
    for found in _XML_EXPRESSION.finditer(code):
        for text in _XML_LITERAL.findall(found[1]):
            if _SENTENCE.match(text) or _WORD.match(text) and " " not in text and text != text.upper():
                yield code.count("\n", 0, found.start()) + 1, text
    for found in _XML_PROP.finditer(code):
        yield code.count("\n", 0, found.start()) + 1, found[1]
