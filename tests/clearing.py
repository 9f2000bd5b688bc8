"""The gate of one case and the question lists ask of many, held against each other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from casework.cases import gate
from casework.cases.clearing import cleared
from casework.cases.models import Case

LATELY = timedelta(seconds=2)
PARTS = ("_is_held", "_clears", "_stop", "_changed_since")


def asked_of_lists_too(patch: pytest.MonkeyPatch) -> list[bool]:
    """From now on both are asked; returns the list of answers, which grows."""
    answers: list[bool] = []
    status = gate._status
    parts = [getattr(gate, name) for name in PARTS]

    def both(case: Case, at: datetime) -> gate.GateStatus:
        found = status(case, at)
        # Lists ask of now alone, and of what is saved. A red twin switches a part of the gate off.
        whole = parts == [getattr(gate, name) for name in PARTS]
        if whole and abs(timezone.now() - at) < LATELY and case.pk and not case._state.adding:
            others = Case.objects.exclude(pk=case.pk).values_list("pk", flat=True)[:5]
            in_lists = case.pk in cleared([case.pk, *others], at=at)
            assert in_lists == found.open, f"{found.sentence} Lists: {in_lists}"
            answers.append(found.open)
        return found

    patch.setattr(gate, "_status", both)
    return answers
