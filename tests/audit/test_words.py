"""Every verb the running code writes has its words. The verbs are found in the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from casework.audit import words

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for room in ("casework", "letters", "workflows")
    for path in sorted((ROOT / room).rglob("*.py"))
]
# It only reads: it gives the words of a verb.
WORDS = ROOT / "casework/audit/words.py"
# How an action of any room ends: it is handed the verb.
KEEPING = ROOT / "casework/audit/keeping.py"


class Verbs:
    """The verbs one file can write: what stands behind `verb=`, followed through its names.

    `takers` are functions of other files that take a verb: their name and its place.
    """

    def __init__(self, source: str, where: str = "", takers: dict[str, int] | None = None) -> None:
        self.where = where
        self.takers = takers or {}
        self.tree = ast.parse(source)
        self.parents = {
            child: parent
            for parent in ast.walk(self.tree)
            for child in ast.iter_child_nodes(parent)
        }
        self.functions = {
            node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)
        }

    def all(self) -> set[str]:
        found: set[str] = set()
        for call in self._calls():
            for keyword in call.keywords:
                if keyword.arg == "verb" and not self._only_reads(call):
                    found |= set(self._said(keyword.value, call))
            for value in self._told_elsewhere(call):
                found |= set(self._said(value, call))
        return found

    def _told_elsewhere(self, call: ast.Call) -> list[ast.expr]:
        """The verb that is handed, by its place, to a function of another file."""
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name not in self.takers or name in self.functions:
            return []
        place = self.takers[name]
        return call.args[place : place + 1]

    def _calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    @staticmethod
    def _only_reads(call: ast.Call) -> bool:
        """`.filter(verb=...)` and the walk over rows (`Link`) read; they write nothing."""
        if isinstance(call.func, ast.Attribute):
            return call.func.attr in ("filter", "exclude")
        return isinstance(call.func, ast.Name) and call.func.id == "Link"

    def _said(self, value: ast.expr, near: ast.AST) -> Iterator[str]:
        match value:
            case ast.Constant(value=str(text)):
                yield text
            case ast.IfExp(body=one, orelse=other):
                yield from self._said(one, near)
                yield from self._said(other, near)
            case ast.Dict(values=values) | ast.Tuple(elts=values):
                for each in values:
                    yield from self._said(each, near)
            case ast.Subscript(value=holder):
                yield from self._said(holder, near)
            case ast.Name(id=name):
                yield from self._named(name, near)
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                yield from self._returned(self.functions[name])
            case ast.Attribute(attr="verb"):
                pass  # a table's row; found where the row is made, `Move(verb=...)`
            case _:
                raise AssertionError(f"{self.where}: the verb {ast.unparse(value)} cannot be found")

    def _named(self, name: str, near: ast.AST) -> Iterator[str]:
        function = self._function_around(near)
        if function is not None and name in _parameters(function):
            yield from self._handed_to(function, name)
            return
        found = [value for scope in (function, self.tree) for value in _set_to(scope, name)]
        if not found:
            raise AssertionError(f"{self.where}: the verb {name} cannot be found")
        for value in found:
            yield from self._said(value, near)

    def _handed_to(self, function: ast.FunctionDef, name: str) -> Iterator[str]:
        """What the calls of our own function give for its parameter."""
        place = _parameters(function).index(name)
        for call in self._calls():
            if isinstance(call.func, ast.Name) and call.func.id == function.name:
                given = [each.value for each in call.keywords if each.arg == name]
                given += call.args[place : place + 1] if not given else []
                for value in given:
                    yield from self._said(value, call)

    def _returned(self, function: ast.FunctionDef) -> Iterator[str]:
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and node.value is not None:
                yield from self._said(node.value, node)

    def _function_around(self, node: ast.AST) -> ast.FunctionDef | None:
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, ast.FunctionDef):
                return node
        return None


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]


def _set_to(scope: ast.AST | None, name: str) -> Iterator[ast.expr]:
    """Every value given to a name: alone, in a tuple, with or without an annotation."""
    for node in ast.walk(scope) if scope is not None else ():
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        for target in targets:
            value = node.value  # type: ignore[attr-defined]
            if isinstance(target, ast.Name) and target.id == name:
                yield value
            elif isinstance(target, ast.Tuple):
                yield from _from_a_tuple(target, value, name)


def _from_a_tuple(target: ast.Tuple, value: ast.expr, name: str) -> Iterator[ast.expr]:
    for place, each in enumerate(target.elts):
        if not (isinstance(each, ast.Name) and each.id == name):
            continue
        rows = value.values if isinstance(value, ast.Dict) else [value]
        if isinstance(value, ast.IfExp):
            rows = [value.body, value.orelse]
        for row in rows:
            assert isinstance(row, ast.Tuple), f"{name} is set in a way this test cannot follow"
            yield row.elts[place]


@cache
def written_verbs() -> dict[str, str]:
    """Verb -> the file that writes it, for all running code. Read once: the code stays as it is."""
    found = {}
    everywhere, folders = _takers(KEEPING), {path.parent for path in SOURCES}
    takers = {folder: everywhere | _takers(*_files_of(folder)) for folder in folders}
    for path in SOURCES:
        where = str(path.relative_to(ROOT))
        for verb in Verbs(path.read_text(), where, takers[path.parent]).all():
            found[verb] = where
    return found


def _files_of(folder: Path) -> list[Path]:
    return [path for path in SOURCES if path.parent == folder and path != WORDS]


def _takers(*files: Path) -> dict[str, int]:
    """Every function of these files that is given a `verb` to write, and the place of it among
    its parameters."""
    trees = (ast.parse(path.read_text()) for path in files)
    functions = (
        node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    )
    return {
        function.name: [each.arg for each in function.args.args].index("verb")
        for function in functions
        if "verb" in [each.arg for each in function.args.args]
    }


def test_every_verb_the_code_writes_has_words() -> None:
    known = words.registered()
    without = {verb: where for verb, where in written_verbs().items() if verb not in known}
    assert without == {}


def test_no_words_are_kept_for_a_verb_nobody_writes() -> None:
    assert sorted(set(words.registered()) - set(written_verbs())) == []


def test_the_search_finds_verbs_however_they_are_written() -> None:
    source = """
VERBS = {"a": "one.alpha", "b": "one.beta"}
SINGLE = "one.gamma"
TABLE = {True: Move(verb="one.delta")}
def move(obj, yes):
    record(obj=obj, verb="two.plain")
    record(obj=obj, verb="two.yes" if yes else "two.no")
    record(obj=obj, verb=VERBS[yes])
    record(obj=obj, verb=SINGLE)
    verb = "three.set"
    record(obj=obj, verb=verb)
    _note("four.first", obj=obj)
    _note(verb="four.second", obj=obj)
    record(obj=obj, verb=TABLE[yes].verb)
    record(obj=obj, verb=_which(obj))
    left, right = ("five.left", 1) if yes else ("five.right", 2)
    record(obj=obj, verb=left)
def _note(verb, *, obj):
    record(obj=obj, verb=verb)
def _which(obj):
    if obj:
        return "seven.one"
    return "seven.two"
def read():
    Event.objects.filter(verb="six.only.read")
"""
    assert Verbs(source).all() == {
        *("one.alpha", "one.beta", "one.gamma", "one.delta", "two.plain", "two.yes", "two.no"),
        *("three.set", "four.first", "four.second", "five.left", "five.right"),
        *("seven.one", "seven.two"),
    }


def test_the_search_finds_a_verb_handed_to_another_file() -> None:
    source = 'keep(row, "eight.one" if yes else "eight.two", by=by)'
    assert Verbs(source, takers={"keep": 1}).all() == {"eight.one", "eight.two"}
    assert Verbs(source).all() == set()


def test_a_verb_made_up_at_run_time_is_refused_by_the_search() -> None:
    with pytest.raises(AssertionError, match="cannot be found"):
        Verbs('def f(state): record(obj=1, verb=f"case.{state}")').all()


def test_a_verb_without_words_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = dict(words._WORDS)
    monkeypatch.setattr(words, "_WORDS", kept)
    del kept["user.signed_in"]
    with pytest.raises(AssertionError):
        test_every_verb_the_code_writes_has_words()


def test_an_unknown_verb_is_still_readable() -> None:
    assert words.words_for("never.heard_of") == "Never heard of"


def test_one_verb_cannot_mean_two_things() -> None:
    with pytest.raises(ValueError, match="already means"):
        words.register({"looked": "Something else"})
    words.register({"looked": words.words_for("looked")})


@pytest.mark.parametrize("verb", sorted(words.registered()))
def test_words_are_a_short_sentence_without_a_full_stop(verb: str) -> None:
    text = words.words_for(verb)
    assert text[0].isupper()
    assert not text.endswith(".")
    assert len(text) <= 60
    assert len(verb) <= 60
