"""Reads the code of the house for the tests of its rules: files, trees, who calls what."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.ROOT)
ROOMS = ("casework", "letters", "workflows")
Finder = Callable[[ast.AST], Iterator[str]]


def python_files(*folders: str) -> list[Path]:
    """Python files below `folders`, relative to the root; no migrations, nothing fetched."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    left_out = {"migrations", "node_modules", "built", "__pycache__"}
    return sorted(
        path.relative_to(ROOT) for path in found if not left_out & set(path.relative_to(ROOT).parts)
    )


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file of ours."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def found_in(finder: Finder, source: str) -> list[str]:
    """What `finder` finds in a piece of code: for red twins."""
    return list(finder(ast.parse(source)))


def breaches(finder: Finder, allowed: dict[str, str], *folders: str, among: str = "*") -> list[str]:
    """What `finder` finds in files that `allowed` (pattern: reason) does not name, with places.

    A pattern that no longer allows anything is a breach too, or the list would outlive its reasons.
    """
    used = set()
    wrong = []
    for path in python_files(*folders or ROOMS):
        finds = list(finder(tree(path))) if fnmatch(str(path), among) else []
        if not finds:
            continue
        by = [pattern for pattern in allowed if fnmatch(str(path), pattern)]
        used.update(by)
        wrong += [] if by else [f"{path}: {each}" for each in finds]
    return wrong + [f"{pattern}: nothing to allow any more" for pattern in set(allowed) - used]


def calls(node: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call of a method or function in `node`, with the name that is called."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            if isinstance(each.func, ast.Attribute):
                yield each, each.func.attr
            elif isinstance(each.func, ast.Name):
                yield each, each.func.id


def at(node: ast.AST) -> str:
    """Where and what: the line and the code."""
    return f"line {node.lineno}: {ast.unparse(node).splitlines()[0][:90]}"


def receiver(call: ast.Call) -> str:
    """What a method is called on, as written; empty for a plain function."""
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def keywords(call: ast.Call) -> set[str]:
    return {each.arg for each in call.keywords if each.arg}


def imported(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every module that is imported anywhere in `node`, under its full name."""
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            yield from ((each, name.name) for name in each.names)
        elif isinstance(each, ast.ImportFrom) and each.module:
            yield each, each.module


def functions(node: ast.AST) -> Iterator[ast.FunctionDef]:
    """Every function and method, inner ones too."""
    for each in ast.walk(node):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            yield each
