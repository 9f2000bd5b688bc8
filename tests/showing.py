"""What a database does not show of all that the running code can come to.

Read from the code: every value of every state field, everything an intervention of each kind may
come to, and every end of a branch beside the main one. A state is shown where a record is in it
now, or where the log says that one passed through it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from casework.audit.models import Payload
from casework.core.fields import StateField
from workflows.flow import Finish
from workflows.models import ADDED_END, Intervention, Proposal, Task
from workflows.registry import kinds


def unshown() -> list[str]:
    """Each state, outcome and end that occurs nowhere, in the order of the code."""
    return [*states_unshown(), *outcomes_unshown(), *ends_unshown()]


def state_fields() -> Iterator[tuple[type[models.Model], StateField]]:
    """Every field that keeps a record's state, with its model."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, StateField):
                yield model, field


def states_unshown() -> Iterator[str]:
    passed = passed_through()
    for model, field in state_fields():
        rows = model._default_manager.values_list(field.name, flat=True)
        shown = {*rows} | passed[model._meta.label_lower, field.name]
        for value, _ in field.choices or ():
            if value not in shown:
                yield f"{model._meta.label} {value}"


def passed_through() -> defaultdict[tuple[str, str], set[str]]:
    """By model and name of the field, the values that the log says were taken."""
    names = {field.name for _, field in state_fields()}
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for ref, body in Payload.objects.values_list("event__object", "body"):
        after = body.get("after") or {}
        for name in names & after.keys():
            found[ref.rpartition(":")[0], name].add(after[name])
    return found


def outcomes_unshown() -> Iterator[str]:
    """What a kind may come to, at its end or, as a letter that expires, long after it."""
    for kind, flow in kinds().items():
        ended = Intervention.objects.filter(kind=kind).exclude(finished=None)
        shown = {flow.came_to(each) for each in ended}
        later = Proposal.objects.filter(intervention__kind=kind)
        shown |= {*later.values_list("outcome", flat=True)}
        yield from (f"{kind} {outcome}" for outcome in sorted(flow.outcomes() - shown))


def ends_unshown() -> Iterator[str]:
    """The ends beside the main way. The one that every kind has alike is shown by any of them."""
    reached = {
        (task.process.kind, task.flow_task.name)
        for task in Task.objects.exclude(finished=None).select_related("process")
        if isinstance(task.flow_task, Finish)
    }
    if not any(name == ADDED_END for _, name in reached):
        yield f"any kind {ADDED_END}"
    for kind, flow in kinds().items():
        for node in flow.instance.nodes():
            if not isinstance(node, Finish) or not node.aside or node.name == ADDED_END:
                continue
            if (kind, node.name) not in reached:
                yield f"{kind} {node.name}"
