"""Every way of an authority, by whom, and what stands against it (domain: section 2h)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django_fsm import RETURN_VALUE

from casework.audit.models import Event
from casework.clocks import LONDON
from casework.core.errors import Refused
from casework.enforcement.authorities import actions
from casework.enforcement.authorities.models import Authority
from casework.enforcement.authorities.models.states import EDGES
from tests.makers import assert_one_event
from tests.makers_authorities import cancel, log_application, make_authority, superintendent_of
from tests.makers_authorities import goes_on as again
from tests.makers_cases import make_case

pytestmark = pytest.mark.django_db

# The table of the domain, written out by hand. A review, a conversion or a renewal leaves the
# authority live, so what may follow a grant may follow them.
URGENT, WRITTEN = {"GRANTED_URGENT"}, {"GRANTED_WRITTEN"}
LIVE = URGENT | WRITTEN | {"REVIEWED", "CONVERTED_WRITTEN", "RENEWED"}
TABLE = {
    "grant_written": ({"APPLICATION_LOGGED"}, "GRANTED_WRITTEN"),
    "grant_urgent": ({"APPLICATION_LOGGED"}, "GRANTED_URGENT"),
    "refuse": ({"APPLICATION_LOGGED"}, "REFUSED"),
    "review": (LIVE, "REVIEWED"),
    "convert": (URGENT | {"REVIEWED"}, "CONVERTED_WRITTEN"),
    "end": (URGENT | {"REVIEWED"}, "ENDED"),
    "renew": (WRITTEN | {"REVIEWED", "CONVERTED_WRITTEN", "RENEWED"}, "RENEWED"),
    "cancel": (LIVE, "CANCELLED"),
    "lapse": (LIVE, "LAPSED"),
}


def london(month: int, day: int, hour: int = 9, *, year: int = 2026, **more: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=LONDON, **more)


def transitions() -> dict[str, tuple[set[str], str]]:
    field: Any = Authority._meta.get_field("state")
    found: dict[str, tuple[set[str], str]] = {}
    for move in field.get_all_transitions(Authority):
        assert not isinstance(move.target, RETURN_VALUE)
        sources = found.setdefault(move.name, (set(), str(move.target)))[0]
        sources.add(str(move.source))
    return found


def test_the_ways_in_the_code_are_those_of_the_domain() -> None:
    assert transitions() == TABLE


def test_the_database_allows_those_ways_and_no_others() -> None:
    wanted = {(source, to) for sources, to in TABLE.values() for source in sources}
    assert {(str(a), str(b)) for a, b in EDGES} == {(a, b) for a, b in wanted if a != b}


# --- how long it lasts ----------------------------------------------------------------------------


def test_three_months_beginning_with_1_january_end_on_31_march() -> None:
    with time_machine.travel(london(1, 1, year=2027), tick=False):
        authority = make_authority(effective_at=london(1, 1, year=2027))
    assert authority.expires_at is not None
    ends = london(3, 31, 23, year=2027, minute=59, second=59)
    assert authority.expires_at == ends
    assert authority.expiry_proof is not None
    assert authority.expiry_proof["rule"]["source"] == "law"


def test_an_urgent_one_lasts_72_hours_by_the_clock() -> None:
    authority = make_authority(urgent=True)
    assert authority.expires_at is not None
    assert authority.effective_at is not None
    assert authority.expires_at - authority.effective_at == timedelta(hours=72)


def test_a_renewal_runs_from_the_old_expiry_whenever_it_is_given() -> None:
    with time_machine.travel(london(1, 1, year=2027), tick=False):
        authority = make_authority(effective_at=london(1, 1, year=2027))
        officer = superintendent_of(authority.case)
    with time_machine.travel(london(3, 20, year=2027), tick=False):
        renewed = actions.renew(
            authority=authority,
            by=officer,
            review_on=london(4, 20, year=2027).date(),
            reason="Still needed.",
        )
    assert renewed.expires_at == london(6, 30, 23, year=2027, minute=59, second=59)


def test_an_urgent_one_given_in_writing_lasts_three_months_from_then() -> None:
    with time_machine.travel(london(1, 1, year=2027), tick=False):
        authority = make_authority(urgent=True)
    with time_machine.travel(london(1, 3, year=2027), tick=False):
        done = convert(authority)
    assert done.expires_at == london(4, 2, 23, year=2027, minute=59, second=59)
    assert not done.urgent


def test_nobody_can_type_an_expiry() -> None:
    from casework.enforcement.authorities import doing

    fields = {name for each in doing.DOINGS.values() for name in each.form.base_fields}
    assert not [name for name in fields if "expir" in name]


# --- the moves ------------------------------------------------------------------------------------


def convert(authority: Authority, **more: Any) -> Authority:
    return again(actions.convert, authority, **more)


def end(authority: Authority) -> Authority:
    officer = superintendent_of(authority.case)
    return actions.end(authority=authority, by=officer, reason="Over.", told="The team.")


def refuse(authority: Authority) -> Authority:
    officer = superintendent_of(authority.case)
    return actions.refuse(authority=authority, by=officer, officer=officer, reason="No need.")


@pytest.mark.parametrize(
    ("urgent", "act", "verb", "state"),
    [
        (False, lambda a: again(actions.review, a), "authority.reviewed", "REVIEWED"),
        (True, lambda a: again(actions.review, a), "authority.reviewed", "REVIEWED"),
        (False, lambda a: again(actions.renew, a), "authority.renewed", "RENEWED"),
        (True, convert, "authority.converted", "CONVERTED_WRITTEN"),
        (True, end, "authority.ended", "ENDED"),
        (False, cancel, "authority.cancelled", "CANCELLED"),
        (True, cancel, "authority.cancelled", "CANCELLED"),
    ],
)
def test_each_move_of_a_live_one_leaves_one_event_in_its_own_chain(
    urgent: bool, act: Callable[[Authority], Authority], verb: str, state: str
) -> None:
    authority = make_authority(urgent=urgent)
    before = Event.objects.filter(stream=authority.case.audit_stream).count()
    with assert_one_event(verb) as events:
        moved = act(authority)
    assert moved.state == state
    assert events[0].stream_id == authority.audit_stream
    assert Event.objects.filter(stream=authority.case.audit_stream).count() == before


def test_an_application_is_refused_with_its_reason() -> None:
    refused = refuse(log_application())
    assert (refused.state, refused.ended_reason) == ("REFUSED", "No need.")
    assert refused.recorded_at is None


@pytest.mark.parametrize(
    ("urgent", "act", "sentence"),
    [
        (False, convert, "in writing already|cannot be given in writing"),
        (True, lambda a: again(actions.renew, a), "cannot be renewed"),
        (False, end, "cancelled, not ended|cannot be ended"),
        (False, lambda a: again(actions.review, a, reason=" "), "Say why it is still needed"),
        (
            False,
            lambda a: again(actions.review, a, review_on=timezone.localdate() - timedelta(days=1)),
            "today or later",
        ),
        (
            False,
            lambda a: again(actions.review, a, review_on=timezone.localdate() + timedelta(400)),
            "before the authority expires",
        ),
    ],
)
def test_each_guard_refuses_in_words(
    urgent: bool, act: Callable[[Authority], Authority], sentence: str
) -> None:
    authority = make_authority(urgent=urgent)
    with pytest.raises(Refused, match=sentence):
        act(authority)


def test_a_reviewed_urgent_one_is_still_not_renewed() -> None:
    authority = again(actions.review, make_authority(urgent=True))
    with pytest.raises(Refused, match="not renewed"):
        again(actions.renew, authority)


def test_nothing_is_cancelled_without_saying_who_was_told() -> None:
    authority = make_authority()
    officer = superintendent_of(authority.case)
    with pytest.raises(Refused, match="who was told"):
        actions.cancel(authority=authority, by=officer, reason="Over.", told=" ")


def test_what_is_over_moves_no_more() -> None:
    over = cancel(make_authority())
    for act in (cancel, convert, end, refuse, lambda a: again(actions.review, a)):
        with pytest.raises(Refused, match="cannot be"):
            act(over)


def test_a_urn_stands_once_in_the_register() -> None:
    first = log_application()
    with pytest.raises(Refused, match="in the register already"):
        log_application(urn=first.urn.lower())


def test_an_authority_is_logged_on_a_case_that_somebody_answers_for() -> None:
    for state in ("FLAGGED", "TRIAGE", "CLOSED", "NOT_ADOPTED"):
        with pytest.raises(Refused, match="under assessment or under way"):
            log_application(make_case(state=state))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"granted_at": timedelta(hours=1), "effective_at": timedelta(hours=2)}, "in the past"),
        ({"effective_at": timedelta(hours=-1)}, "never before"),
        ({"granted_at": timedelta(days=-200), "effective_at": timedelta(days=-190)}, "expired"),
    ],
)
def test_a_grant_has_possible_times(wrong: dict[str, timedelta], sentence: str) -> None:
    authority = log_application()
    officer, now = superintendent_of(authority.case), timezone.now()
    times = {name: now + wrong.get(name, timedelta()) for name in ("granted_at", "effective_at")}
    with pytest.raises(Refused, match=sentence):
        actions.grant(
            authority=authority, by=officer, officer=officer, review_on=now.date(), **times
        )
