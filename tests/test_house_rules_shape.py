"""The laws about the shape of the text: short files, no notes to self, no template unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import ROOMS, ROOT, breaches, calls, found_in, functions, python_files

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
ALL = (*ROOMS, "tests", "bin", "bench")
TEMPLATES = ROOT / "templates"
# The style of the house; a letter has a head of comments besides.
LONGEST_TEMPLATE = {"pages": 100, "components": 40, "letters": 80}


def lines_of(text: str) -> int:
    return sum(1 for line in text.splitlines() if line.strip())


def own_lines(function: ast.FunctionDef, text: str) -> int:
    """Lines of a function's body without blank ones, comments and what is said about it."""
    first = function.body[0]
    said = isinstance(first, ast.Expr) and isinstance(getattr(first, "value", None), ast.Constant)
    about = range(first.lineno, (first.end_lineno or 0) + 1) if said else range(0)
    lines = text.splitlines()
    return sum(
        1
        for number in range(first.lineno, (function.end_lineno or 0) + 1)
        if number not in about
        and lines[number - 1].strip()
        and not lines[number - 1].strip().startswith("#")
    )


def too_long(function_text: str) -> list[str]:
    return [
        function.name
        for function in functions(ast.parse(function_text))
        if own_lines(function, function_text) > LONGEST_FUNCTION
    ]


def test_no_file_is_longer_than_can_be_held_in_mind() -> None:
    lengths = {str(path): lines_of((ROOT / path).read_text()) for path in python_files(*ALL)}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    """Except tests: one that tells a story tells it to the end."""
    texts = {path: (ROOT / path).read_text() for path in python_files(*ROOMS, "bin", "bench")}
    assert {str(path): too_long(text) for path, text in texts.items() if too_long(text)} == {}


def test_a_long_function_is_found() -> None:
    long = "def long(\n    *,\n    a: int,\n):\n" + "    x = 1\n" * (LONGEST_FUNCTION + 1)
    assert too_long(long) == ["long"]
    assert too_long(long.replace("    x = 1\n", "", 1)) == []
    assert too_long(long.replace("    x = 1\n", '    """What it does."""\n', 1)) == []


# --- nothing left for later, nothing left out -----------------------------------------------------

# Written apart, or this file would be found by its own rule.
LATER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")


def notes_to_self(text: str) -> list[str]:
    return LATER.findall(text)


def test_nothing_is_left_for_later() -> None:
    files = [ROOT / path for path in python_files(*ALL)]
    files += TEMPLATES.rglob("*.html")
    files += [ROOT / "bin" / name for name in ("run", "test", "_setup")]
    marked = {str(file): notes_to_self(file.read_text()) for file in files}
    assert {file: marks for file, marks in marked.items() if marks} == {}


def test_a_note_to_self_is_found() -> None:
    assert notes_to_self("# TO" + "DO: later") != []
    assert notes_to_self("todos") == []


def left_out(node: ast.AST) -> Iterator[str]:
    """Tests that are skipped or expected to fail."""
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and each.attr in ("skip", "skipif", "xfail", "skipTest"):
            yield f"line {each.lineno}: {ast.unparse(each)}"
    for call, name in calls(node):
        if name in ("skip", "xfail", "importorskip", "skipIf", "skipUnless"):
            yield f"line {call.lineno}: {ast.unparse(call)}"


def test_no_test_is_left_out() -> None:
    assert breaches(left_out, {}, "tests") == []


@pytest.mark.parametrize(
    "line", ["@pytest.mark." + "skip\ndef test_a(): ...", "pytest." + "xfail()"]
)
def test_a_test_left_out_is_found(line: str) -> None:
    assert found_in(left_out, line)


def swallowed(source: str) -> list[str]:
    """Errors that are caught and passed over without a word of why."""
    lines = source.splitlines()
    found = []
    for each in ast.walk(ast.parse(source)):
        if not isinstance(each, ast.ExceptHandler):
            continue
        silent = all(isinstance(step, ast.Pass | ast.Continue) for step in each.body)
        says_why = any("#" in line for line in lines[each.lineno - 1 : each.end_lineno])
        if each.type is None or (silent and not says_why):
            found.append(f"line {each.lineno}: {lines[each.lineno - 1].strip()}")
    return found


def test_no_error_is_swallowed() -> None:
    found = {str(path): swallowed((ROOT / path).read_text()) for path in python_files(*ROOMS)}
    assert {path: errors for path, errors in found.items() if errors} == {}


def test_a_swallowed_error_is_found() -> None:
    passed_over = "try:\n    act()\nexcept ValueError:\n    pass"
    assert swallowed(passed_over)
    assert swallowed("try:\n    act()\nexcept:\n    raise")
    assert not swallowed(f"{passed_over}  # done by another worker meanwhile")


# --- templates ------------------------------------------------------------------------------------


def templates() -> list[Path]:
    return sorted(path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("*.html"))


def unused(names: list[str], text: str) -> list[str]:
    """Templates that `text` does not name: a component goes by its bare name, too, and letters
    are named from their own folder, as their engine sees no other.
    """
    return [
        name
        for name in names
        if name not in text
        and (not name.startswith("letters/") or Path(name).name not in text)
        and f'"{Path(name).stem}"' not in text
        and f"'{Path(name).stem}'" not in text
    ]


def test_every_template_is_used() -> None:
    code = [(ROOT / path).read_text() for path in python_files(*ROOMS)]
    pages = [path.read_text() for path in TEMPLATES.rglob("*.html")]
    assert unused([str(name) for name in templates()], "\n".join(code + pages)) == []


def test_a_template_that_nobody_uses_is_found() -> None:
    assert unused(["pages/cases/gone.html"], 'render("pages/cases/case.html")') != []


def test_no_template_is_longer_than_it_should_be() -> None:
    lengths = {name: lines_of((TEMPLATES / name).read_text()) for name in templates()}
    limits = {name: LONGEST_TEMPLATE.get(name.parts[0], LONGEST_FILE) for name in lengths}
    assert {str(name): n for name, n in lengths.items() if n > limits[name]} == {}


def unescaped(text: str) -> list[str]:
    return re.findall(r"\|\s*safe\b|autoescape off|\|\s*safeseq\b", text)


def test_no_template_lets_markup_through() -> None:
    found = {str(name): unescaped((TEMPLATES / name).read_text()) for name in templates()}
    assert {name: marks for name, marks in found.items() if marks} == {}


def test_markup_let_through_is_found() -> None:
    assert unescaped("{{ note|safe }}")
    assert unescaped("{% autoescape off %}")


def marked_safe(node: ast.AST) -> Iterator[str]:
    for call, name in calls(node):
        if name in ("mark_safe", "SafeString", "SafeText"):
            yield f"line {call.lineno}: {ast.unparse(call)[:90]}"


MARKUP = {"casework/ui/*.py": "builds components from escaped parts"}


def test_only_what_builds_components_vouches_for_markup() -> None:
    assert breaches(marked_safe, MARKUP) == []


def test_markup_vouched_for_elsewhere_is_found() -> None:
    assert found_in(marked_safe, "mark_safe(case.note)")
