"""Which parted branches of a graph meet again, and where.

Branches that part may each go to an end of their own, or meet at a join. A join waits for the
branches of the innermost parting only, so parting and join belong together like brackets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

N = TypeVar("N")


class Meetings(dict[N, set[N]]):
    """For each parting the joins at which its own branches meet; empty where they never do."""

    def __init__(
        self, follows: Mapping[N, Collection[N]], *, partings: Collection[N], joins: Collection[N]
    ) -> None:
        """`follows` says what comes after each node."""
        super().__init__({parting: set() for parting in partings})
        self.follows = follows
        self.joins = frozenset(joins)
        changed = True
        while changed:  # a parting may lie inside itself, by a way back
            changed = False
            for parting in partings:
                for branch in follows[parting]:
                    met = {join for _, join in self.arrivals(branch)} - self[parting]
                    self[parting] |= met
                    changed = changed or bool(met)

    def arrivals(self, branch: N) -> Iterator[tuple[N, N]]:
        """The last steps (from, join) of every way by which a branch comes to a join of its own.

        What parts on the way is passed only where it meets again: what never does goes elsewhere.
        """
        seen: set[N] = set()
        waiting = [branch]
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            left = self.get(node, {node})
            for each in left:
                for after in self.follows[each]:
                    if after in self.joins:
                        yield each, after
                    else:
                        waiting.append(after)
