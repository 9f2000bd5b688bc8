"""Asks what must hold after each of many things, without asking what nothing can have changed.

An invariant reads rows alone (`casework.core.invariants`). So where it held, it holds until one of
the tables that it read is written to, or the clock moves. Which tables it read, and which are
written to, is taken from the statements that go to the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from casework.core import invariants
from casework.core.invariants import Invariant, Outcome

READ = re.compile(r'\b(?:FROM|JOIN) "?(\w+)"?')
WRITTEN = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "?(\w+)"?')
# To go back to a savepoint only undoes what was seen as written already.
WRITES_NOTHING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")

Tables = frozenset[str]


class Promises:
    """What is known to hold, with the tables it was read from."""

    def __init__(self, known: dict[Invariant, Tables] | None = None) -> None:
        self.known = dict(known or {})

    def copy(self) -> Promises:
        return Promises(self.known)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Whatever is written inside is asked about again."""
        with connection.execute_wrapper(self._sees):
            yield

    def broken(self) -> list[Outcome]:
        """Everything that does not hold. What was asked before is asked where that can matter."""
        found = []
        for one in invariants.declared():
            if one in self.known:
                continue
            with tables_read() as tables:
                rows = tuple(one.broken())
            if rows:
                found.append(Outcome(one.number, one.promise, rows))
            else:
                self.known[one] = frozenset(tables)
        return found

    def forget(self, *tables: str) -> None:
        """What was read from any of these is asked again; everything is, where none is named."""
        for one, read in list(self.known.items()):
            if not tables or read.intersection(tables):
                del self.known[one]

    def _sees(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if written := WRITTEN.match(sql):
            self.forget(written[1])
        elif not sql.startswith(WRITES_NOTHING):
            self.forget()
        return execute(sql, *args)


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """The tables that any statement inside reads from."""
    found: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        found.update(READ.findall(sql))
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        yield found
