"""The documents against the checkout: every file, picture, link and test they name is there, and what they claim names
its proof."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from . import addon
from .results import Tally

_PAGES = (
    "README.rst", "CONTRIBUTING.md", "readme/*.md", "readme/newsfragments/*", "doc/*.md", "static/description/*.html")
_PICTURES = addon.ROOT / "static" / "description"
_MOST_BYTES = {".png": 120_000, ".gif": 600_000}
# a picture or a link, in the words of Markdown, reStructuredText and HTML
_LINKS = tuple(map(re.compile, (
    r"\]\(([^)\s]+)\)", r"^\.\. (?:figure|image):: (\S+)", r"`[^`<]*<([^`>]+)>`_", r"\b(?:src|href)=\"([^\"]+)\"")))
# a file named in passing: a folder of the checkout, a slash, more
_FILE = re.compile(
    r"`{1,2}((?:data|demo|dev|doc|i18n|migrations|models|readme|security|static|tests|tools|views|wizard)/"
    r"[\w./-]+\.\w+)`{1,2}")
_TEST = re.compile(r"\b(test_\w+)\.py::(?:(\w+)::)?(test_\w+)")
_STAGE = re.compile(r"`{1,2}dev/test --stage (\w+)`{1,2}")
_HOOK = re.compile(r"`(?:[\w.]+\.)?(_\w+)\(")
_PROOF = ("proof", "test")


def pages() -> list[Path]:
    return sorted(path for pattern in _PAGES for path in addon.ROOT.glob(pattern) if path.is_file())


def run(tally: Tally, stages) -> None:
    """:param stages: names of the stages of dev/test"""
    tests = _known_tests()
    named_pictures = set()
    for page in pages():
        text, said = page.read_text(encoding="utf-8"), page.relative_to(addon.ROOT)
        for link in _links(text):
            target = _target(page, link)
            tally.check(target is None or target.exists(), f"{said} links to a file that does not exist: {link}")
            if target and "#" in link and target.suffix == ".md" and target.exists():
                anchor = link.partition("#")[2]
                tally.check(anchor in _anchors(target), f"{said} links to a heading that does not exist: {link}")
            if target and target.parent == _PICTURES:
                named_pictures.add(target)
        for name in _FILE.findall(text):
            tally.check((addon.ROOT / name).exists(), f"{said} names a file that does not exist: {name}")
        for file, group, test in _TEST.findall(text):
            known = tests.get(file, {}).get(test, set())
            tally.check(bool(known) and (not group or group in known),
                        f"{said} names a test that does not exist: {file}.py::{test}")
        for stage in _STAGE.findall(text):
            tally.check(stage in stages, f"{said} names a stage that does not exist: {stage}")
        _proofs(tally, said, text)
    _pictures(tally, named_pictures)
    _hooks(tally)


def _links(text: str):
    for line in text.splitlines():
        for pattern in _LINKS:
            yield from pattern.findall(line)


def _target(page: Path, link: str) -> Path | None:
    """The file that a link of a page leads to, None if it leads elsewhere."""
    path = link.partition("#")[0]
    if re.match(r"[a-z]+:", link) or link.startswith("#") and page.suffix != ".md":
        return None
    return (page.parent / path).resolve() if path else page


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def _known_tests() -> dict[str, dict[str, set[str]]]:
    """{file: {test: names of the classes it is in}}"""
    found: dict[str, dict[str, set[str]]] = {}
    for path in [*addon.ROOT.glob("tests/test_*.py"), *addon.ROOT.glob("doc/example_addon/*/tests/test_*.py")]:
        tests = found.setdefault(path.stem, {})
        for group in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(group, ast.ClassDef):
                for function in ast.walk(group):  # some are below an `if`
                    if isinstance(function, ast.FunctionDef):
                        tests.setdefault(function.name, set()).add(group.name)
    return found


def _proofs(tally: Tally, said: Path, text: str) -> None:
    """Each row of a table that has a column of proofs names one there."""
    proving = False
    for line in text.splitlines():
        if not line.startswith("|"):
            proving = False
            continue
        last = line.rstrip().rstrip("|").rpartition("|")[2].strip()
        if last.lower() in _PROOF:
            proving = True
        elif proving and not set(line) <= set("|-: "):
            tally.check(bool(_TEST.search(last) or _STAGE.search(last)), f"{said} claims without a proof: {line[:100]}")


def _pictures(tally: Tally, named: set[Path]) -> None:
    manifest = addon.manifest()
    known = named | {_PICTURES / "icon.png"} | {addon.ROOT / image for image in manifest.get("images", [])}
    for image in manifest.get("images", []):
        tally.check((addon.ROOT / image).is_file(), f"__manifest__.py names a picture that does not exist: {image}")
    for path in sorted(_PICTURES.iterdir()):
        if path.suffix in _MOST_BYTES:
            name = path.relative_to(addon.ROOT)
            tally.check(path in known, f"No document shows {name}.")
            tally.check(path.stat().st_size <= _MOST_BYTES[path.suffix], f"{name} is too big.")


def _hooks(tally: Tally) -> None:
    """What a docstring offers to be overridden is documented, and what is documented is extended by the example."""
    document = (addon.ROOT / "readme" / "DEVELOP.md").read_text(encoding="utf-8")
    documented = {name for line in document.splitlines() if line.startswith("|")
                  for name in _HOOK.findall(line.split("|")[1])}
    example = "".join(
        path.read_text(encoding="utf-8") for path in addon.ROOT.glob("doc/example_addon/*/models/*.py"))
    tally.check(bool(documented), "readme/DEVELOP.md documents no method.")
    for name in sorted(documented):
        tally.check(f"{name}(" in example, f"doc/example_addon does not extend or use {name} of readme/DEVELOP.md")
    defined = {"_merge_dependences", "_merge_get_fields_specific"}  # Odoo's
    for path in [*addon.ROOT.glob("models/*.py"), *addon.ROOT.glob("wizard/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                defined.add(node.name)
                if "an override " in (ast.get_docstring(node) or ""):
                    tally.check(node.name in documented, f"readme/DEVELOP.md does not document {node.name}")
    for name in sorted(documented - defined):
        tally.check(False, f"readme/DEVELOP.md documents a method that does not exist: {name}")
