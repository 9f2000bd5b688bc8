"""Several things that follow at once and never meet again.

The engine's own parallel gateway writes every parting into the mark by which branches find each
other again. What repeats for as long as a record stands would outgrow that mark, and needs none:
each branch here goes to an end of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes.split import SplitActivation

Items = Callable[[Any], Iterable[dict[str, Any]]]


class BothActivation(SplitActivation):
    @Activation.status.super()
    def activate(self) -> None:
        """One task for each branch, or for each of its items; none is no error."""
        for node, _, items in self.flow_task._branches:
            data = [None] if items is None else list(items(self))
            self.next_tasks += [(node, each) for each in data]

    @Activation.status.super()
    def create_next(self) -> Iterable[Any]:
        for node, data in self.next_tasks:
            yield node._create(prev_activation=self, token=self.task.token, data=data)


class Both(nodes.Split):
    """What follows side by side: `.Next(node)` once, `.Each(node, items)` for each of `items`.

    `items(activation)` gives what each task keeps as its data, such as {"team": 7}.
    """

    activation_class = BothActivation

    def __init__(self, *, title: str) -> None:
        super().__init__()
        self.Annotation(title=title)

    def Each(self, node: Any, items: Items) -> Both:
        self._activate_next.append((node, None, items))
        return self
