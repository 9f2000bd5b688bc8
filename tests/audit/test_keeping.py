"""A record that moved is saved, and the log tells of it once, with its state before and after."""

from __future__ import annotations

import pytest
from django.db import transaction

from casework.audit import keeping
from casework.audit.keeping import kept
from casework.audit.models import Event
from casework.visits.models import Visit
from tests.makers_cases import people_of
from tests.makers_visits import start

pytestmark = pytest.mark.django_db


def kept_anew(visit: Visit) -> Event:
    """The one event written by a change of what the visit is for."""
    before = Event.objects.count()
    visit.purpose = "To hand over a letter"
    by = people_of(visit.case).officer
    assert kept(visit, "visit.planned", by=by, before="NEW", reason="Two reports", n=3) is visit
    assert Event.objects.count() == before + 1
    return Event.objects.order_by("pk").last()


def test_it_is_saved_and_told_once_with_both_states_and_what_else_is_named() -> None:
    visit = start()
    told = kept_anew(visit)
    assert Visit.objects.get(pk=visit.pk).purpose == "To hand over a letter"
    assert (told.verb, told.stream_id) == ("visit.planned", visit.audit_stream)
    assert told.payload.body == {
        "before": {"state": "NEW"},
        "after": {"state": "PLANNED", "n": 3},
        "reason": "Two reports",
    }


def test_where_it_cannot_be_told_it_is_not_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = start()

    def broken(**_: object) -> None:
        raise OSError("the log cannot be written")

    monkeypatch.setattr(keeping, "record", broken)
    with pytest.raises(OSError, match="log"), transaction.atomic():
        kept_anew(visit)
    assert Visit.objects.get(pk=visit.pk).purpose == ""
