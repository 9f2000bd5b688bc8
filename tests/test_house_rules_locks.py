"""The law about locks: whoever holds a row never keeps others from referring to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house import at, breaches, calls, found_in


def forbids_references(node: ast.AST) -> Iterator[str]:
    """Locks that a row referring to the locked one waits for when its transaction ends.

    By then that transaction holds the chain of the case, which the holder of the lock wants
    next: the two would lock each other out (tests/workflows/test_deadlocks.py).
    """
    for call, name in calls(node):
        if name == "select_for_update":
            said = {each.arg: ast.unparse(each.value) for each in call.keywords}
            if said.get("no_key") != "True":
                yield at(call)


def test_a_lock_lets_others_refer_to_the_row() -> None:
    assert breaches(forbids_references, {}) == []


def test_a_lock_that_does_not_is_found() -> None:
    assert found_in(forbids_references, "Case.objects.select_for_update().get(pk=1)")
    assert not found_in(forbids_references, "Case.objects.select_for_update(no_key=True)")
