"""What follows from a visit: somebody made safe the same day, a warning, owners told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.cases.gate import gate_status
from casework.cases.models import Change, ChangeKind
from casework.core.errors import NotAllowed, Refused
from casework.people.models import Marker
from casework.visits import actions, rules
from casework.visits.actions import door as at_the_door
from casework.visits.actions import record as records
from casework.visits.models import Outcome, Visit
from tests.makers_cases import people_of
from tests.makers_visits import attempt, send_out, start, submit

pytestmark = pytest.mark.django_db


def visited(outcome: str = Outcome.COMPLETED, *, worried: bool = False) -> Visit:
    return attempt(send_out(start()), outcome, worried=worried)


def close(visit: Visit, **changes: Any) -> Visit:
    given = {
        "by": people_of(visit.case).supervisor,
        "decision": "CLOSE",
        "risk_answer": "NO_CHANGE",
    }
    return actions.review_record(visit=visit, **given | changes)


def safeguard(visit: Visit, **changes: Any) -> Any:
    given = {
        "by": people_of(visit.case).officer,
        "done": "CHILDREN",
        "at": timezone.now(),
        "concern": "A child of four was alone upstairs.",
        "reference": "CSC-1",
    }
    return actions.record_safeguarding(visit=visit, **given | changes)


# --- somebody's safety ----------------------------------------------------------------------------


def test_a_worry_is_due_to_be_seen_to_by_the_end_of_that_local_day() -> None:
    visit = visited(worried=True)
    at = rules.worried_at(visit)
    assert at
    end = timezone.localtime(rules.safeguarding_due(visit).due_at)
    assert (end.date(), end.hour, end.minute) == (timezone.localtime(at).date(), 23, 59)


def test_the_record_is_not_closed_before_it_is_written_down_what_was_done() -> None:
    visit = submit(visited(worried=True))
    with pytest.raises(Refused, match="worried about somebody"):
        close(visit)
    safeguard(visit)
    assert close(visit).state == "CLOSED"


def test_without_that_check_it_could_be(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = submit(visited(worried=True))
    monkeypatch.setattr(records, "_check_nothing_waits", lambda _, **__: None)
    assert close(visit).state == "CLOSED"


def test_nothing_is_asked_where_nobody_was_worried() -> None:
    visit = submit(visited())
    with pytest.raises(Refused, match="Nobody was worried"):
        safeguard(visit)
    assert close(visit).state == "CLOSED"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"done": "HOPE"}, "Select what was done"),
        ({"reference": " "}, "Enter the reference"),
        ({"concern": " "}, "what the worry was"),
        ({"at": timezone.now() + timedelta(days=1)}, "in the past"),
        ({"at": timezone.now() - timedelta(days=9)}, "after the visit began"),
    ],
)
def test_half_of_it_is_refused(told: dict[str, Any], sentence: str) -> None:
    visit = visited(worried=True)
    with pytest.raises(Refused, match=sentence):
        safeguard(visit, **told)


def test_an_analyst_does_not_write_it_down() -> None:
    visit = visited(worried=True)
    with pytest.raises(NotAllowed):
        safeguard(visit, by=people_of(visit.case).analyst)


# --- a warning ------------------------------------------------------------------------------------


def proposed(**changes: Any) -> Visit:
    given = {"marker_kind": "WEAPONS", "marker_note": "A knife on the table by the door."}
    return submit(visited(), **given | changes)


def decide(visit: Visit, decision: str = "PLACE", **changes: Any) -> Any:
    given = {"by": people_of(visit.case).supervisor, "decision": decision}
    return actions.decide_marker(proposal=visit.marker_proposals.get(), **given | changes)


def test_a_warning_is_proposed_in_the_record_and_counts_once_a_supervisor_placed_it() -> None:
    visit = proposed()
    assert not rules.needs_inspector(visit)
    assert not Marker.objects.live().exists()
    decide(visit)
    assert rules.needs_inspector(visit)
    marker = Marker.objects.live().get(person=visit.case.person_id)
    assert (marker.kind, marker.placed_by) == ("WEAPONS", people_of(visit.case).supervisor)


def test_a_placed_warning_has_risk_assessed_again_and_stops_contact() -> None:
    visit = proposed()
    assert gate_status(visit.case).open
    decide(visit)
    assert Change.objects.filter(case=visit.case, kind=ChangeKind.WEAPON).exists()
    assert not gate_status(visit.case).open


def test_one_that_is_declined_says_why_and_counts_for_nothing() -> None:
    visit = proposed()
    with pytest.raises(Refused, match="Say why"):
        decide(visit, "DECLINE")
    decide(visit, "DECLINE", reason="It was a kitchen knife in the kitchen.")
    assert not Marker.objects.exists()
    with pytest.raises(Refused, match="decided already"):
        decide(visit)


def test_whoever_proposed_it_does_not_decide() -> None:
    visit = proposed()
    row = visit.marker_proposals.get()
    with pytest.raises(NotAllowed):
        decide(visit, by=row.proposed_by)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE visits_markerproposal SET decision = 'DECLINED', reason = 'x', "
            "decided_by_id = proposed_by_id, decided_at = proposed_at"
        )


def test_the_record_is_not_closed_before_the_warning_is_decided() -> None:
    visit = proposed()
    with pytest.raises(Refused, match="Decide first whether the warning"):
        close(visit)
    decide(visit)
    assert close(visit).state == "CLOSED"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [({"marker_note": " "}, "Say what happened"), ({"marker_kind": "COUGH"}, "Select which")],
)
def test_half_a_proposal_is_refused(told: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        proposed(**told)


ATTACKS = [
    "UPDATE visits_markerproposal SET note = 'Other'",
    "UPDATE visits_markerproposal SET decision = 'PLACED'",
    "UPDATE visits_markerproposal SET decision = 'DECLINED', decided_by_id = 1",
    "DELETE FROM visits_markerproposal",
    "UPDATE visits_safeguardingreferral SET concern = 'Other'",
    "DELETE FROM visits_safeguardingreferral",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_lets_neither_be_changed(attack: str) -> None:
    visit = visited(worried=True)
    safeguard(visit)
    submit(visit, marker_kind="DOGS", marker_note="Two large dogs, not on a lead.")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


# --- not at the address ---------------------------------------------------------------------------


def test_who_is_not_at_the_address_is_heard_of_by_owners_of_flags_and_briefings() -> None:
    visit = visited(Outcome.NOT_AT_ADDRESS)
    assert Change.objects.get(case=visit.case).kind == ChangeKind.ADDRESS


def test_without_that_nobody_would_hear_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_the_door, "hear_of_change", lambda **_: None)
    visit = visited(Outcome.NOT_AT_ADDRESS)
    assert not Change.objects.filter(case=visit.case).exists()
