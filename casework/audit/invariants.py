"""What must hold in the log, and between the log and the records it tells of."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from casework.audit import status
from casework.audit.models import Payload
from casework.core.fields import StateField
from casework.core.invariants import must_hold


@must_hold("I14", "Every chain of the log is whole")
def chains_are_whole() -> Iterator[str]:
    _tally, problems = status.walk()
    yield from problems


@must_hold("I12", "Every record is in the state that the log last told of it")
def states_are_as_told() -> Iterator[str]:
    """Whoever changed a row's state and left no event is found by its state."""
    told = _last_told()
    for model in guarded_models():
        rows = model._default_manager.order_by("pk").values_list("pk", "state")
        for pk, state in rows.iterator():
            ref = f"{model._meta.label_lower}:{pk}"
            if told.get(ref) != state:
                yield f"{ref} is {state}, and the log says {told.get(ref)}"


def guarded_models() -> list[type[models.Model]]:
    """Every model whose state only moves by guarded transitions."""
    return [
        model
        for model in apps.get_models()
        if any(isinstance(field, StateField) for field in model._meta.get_fields())
    ]


def _last_told() -> dict[str, str]:
    """Object -> the state in the last event that gives one."""
    found: dict[str, str] = {}
    labels = tuple(f"{model._meta.label_lower}:" for model in guarded_models())
    rows = Payload.objects.order_by("event_id").values_list("event__object", "body")
    for ref, body in rows.iterator():
        after = body.get("after") if ref.startswith(labels) else None
        if after and "state" in after:
            found[ref] = after["state"]
    return found
