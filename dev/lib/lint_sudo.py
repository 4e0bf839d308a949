"""Methods that act as superuser and do not say why: `# sudo: ...` in front of it, or the word in the docstring."""

from __future__ import annotations

import ast

from . import addon


def find() -> list[str]:
    """Each such method with its place; tests may."""
    found = []
    for path in addon.files():
        name = path.relative_to(addon.ROOT)
        if path.suffix == ".py" and name.parts[0] not in ("dev", "doc", "tests"):
            source = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.FunctionDef) and _acts(node) and not _says(
                        ast.get_source_segment(source, node)):
                    found.append(f"{name}:{node.lineno}: {node.name} acts as superuser, and does not say why")
    return found


def _acts(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sudo"
        and not node.args and not node.keywords
        for node in ast.walk(function)
    )  # fmt: skip


def _says(source: str) -> bool:
    return "sudo: " in source or "superuser" in source
