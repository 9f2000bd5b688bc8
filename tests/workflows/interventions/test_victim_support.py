"""The offer of support: every way, end and timer, each reached by the forms of its steps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Absence, Role
from casework.cases import actions as cases
from casework.cases.models import Band, Case
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.people.models import Person
from casework.victims.actions import offering
from casework.victims.models import Gap, ServiceGap, SupportOffer, SupportOfferState
from tests import makers, makers_cases
from tests import makers_victims as walk
from tests.makers_cases import make_case, people_of
from tests.makers_victims import (
    advocate_does,
    advocate_of,
    ended_as,
    make_service,
    now_typed,
    offer_of,
)
from tests.makers_work import do, open_steps, open_task
from workflows import sweep
from workflows.models import Intervention

pytestmark = pytest.mark.django_db
S = SupportOfferState
LONDON = ZoneInfo("Europe/London")


def outcome(case: Case) -> str:
    assert open_steps(case) == []
    row = Intervention.objects.filter(case=case).latest("pk")
    assert row.finished is not None
    return row.outcome


ENDS = {
    S.ALREADY_SUPPORTED: "Supported already",
    S.DECLINED_BY_VICTIM: "Declined",
    S.NO_SERVICE: "No service exists",
    S.UNABLE: "Could not be reached",
    S.NOT_ENGAGED: "Not taken up",
    S.CLOSED: "Support ended",
    S.WRONG_PERSON: "Withdrawn",
    S.WITHDRAWN: "Withdrawn",
}


@pytest.mark.parametrize("state", list(ENDS))
def test_every_end_says_what_came_of_it(state: SupportOfferState) -> None:
    assert outcome(ended_as(state)) == ENDS[state]


@pytest.mark.parametrize("decision", ["AGAIN", "LEAVE", "OVERRIDE"])
def test_a_sergeant_decides_where_it_is_not_safe(decision: str) -> None:
    case = walk.support_started(walk.high_risk_case())
    walk.consider(case, "NOT_SAFE")
    with pytest.raises(NotAllowed):
        do(case, "decide_unsafe", by=people_of(case).officer, decision=decision, reason="So.")
    walk.decide(case, "decide_unsafe", decision)
    after = {"AGAIN": ["consider"], "LEAVE": [], "OVERRIDE": ["refer"]}
    assert open_steps(case) == after[decision]


def test_a_way_that_proves_unsafe_stops_everything_and_asks_the_sergeant() -> None:
    case = walk.to_answer()
    walk.answer(case, "UNSAFE")
    assert open_steps(case) == ["decide_unsafe"]
    walk.decide(case, "decide_unsafe", "AGAIN")
    walk.consider(case)
    # The old way is not taken for a safe one again.
    with pytest.raises(ValueError, match="Select how they can be reached"):
        walk.officer_does(case, "safe_way", still_holds="on")


@pytest.mark.parametrize("decision", ["OVERRIDE", "LEAVE"])
def test_where_the_risk_is_high_a_sergeant_looks_at_a_no(decision: str) -> None:
    case = walk.to_answer(walk.high_risk_case())
    walk.answer(case, "DECLINED")
    walk.decide(case, "decide_no", decision)
    assert open_steps(case) == (["refer"] if decision == "OVERRIDE" else [])
    offer = offer_of(case)
    assert (offer.override_by == people_of(case).supervisor) is (decision == "OVERRIDE")


def test_without_high_risk_nobody_refers_against_a_no() -> None:
    case = walk.support_started()
    walk.consider(case, "NOT_SAFE")
    with pytest.raises(ValueError, match="not one of the available choices"):
        walk.decide(case, "decide_unsafe", "OVERRIDE")


@pytest.mark.parametrize("gap", list(Gap))
def test_where_no_service_exists_the_gap_is_kept_for_commissioning(gap: Gap) -> None:
    case = walk.to_refer()
    walk.refer(case, to="NONE", gap=gap)
    assert ServiceGap.objects.get(offer=offer_of(case)).kind == gap


def born(case: Case, age: int) -> None:
    victim = case.person.incidents_as_suspect.order_by("victim").first().victim
    victim.date_of_birth = timezone.localdate().replace(day=1) - timedelta(days=366 * age + 40)
    victim.save()


def test_someone_of_16_or_17_is_referred_to_safeguarding_as_well() -> None:
    case = walk.support_started()
    born(case, 16)
    with pytest.raises(ValueError, match="safeguarding"):
        walk.consider(case)
    walk.consider(case, safeguarding="MASH/0412/26")
    assert offer_of(case).safeguarding == "MASH/0412/26"


def test_a_child_under_16_is_not_offered_an_advocate() -> None:
    case = walk.support_started()
    born(case, 14)
    with pytest.raises(Refused, match="under 16"):
        walk.consider(case)


def test_what_went_to_the_wrong_person_is_taken_back_with_a_breach_note() -> None:
    offer = offer_of(ended_as(S.WRONG_PERSON))
    assert offer.breach_note == "Another of that name."


def test_the_advocate_works_at_the_desk_of_their_own_service_alone() -> None:
    case = walk.to_service()
    task = open_task(case, "receive")
    assert (task.role, task.team) == (Role.ADVOCATE, make_service(case).team)
    for user in (
        people_of(case).officer,
        makers.make_user(Role.ADVOCATE, team=makers.make_team(force=case.force)),
        people_of(case).advocate,
    ):
        with pytest.raises((NotAllowed, NotVisible)):
            do(case, "receive", by=user)
    walk.receive(case)
    assert offer_of(case).advocate == advocate_of(case)


def test_three_tries_at_safe_times_apart_and_then_it_is_over() -> None:
    case = walk.received()
    walk.reach(case, "NOT_REACHED")
    with pytest.raises(Refused, match="another safe time"):
        walk.reach(case, "NOT_REACHED")
    assert open_steps(case) == ["reach"]
    for hours in (5, 10):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=True):
            walk.reach(case, "NOT_REACHED")
    assert offer_of(case).state == S.UNABLE


def test_nothing_comes_back_to_the_police_without_a_ground() -> None:
    case = walk.received()
    with pytest.raises(ValueError, match="Select on what ground"):
        advocate_does(case, "reach", outcome="REACHED", at=now_typed(), words="She said so.")
    walk.reach(case, words="She said so.", ground="AGREED")
    assert offer_of(case).returned.get().ground == "AGREED"


def test_support_that_goes_on_is_asked_about_again() -> None:
    case = walk.engaged()
    walk.goes_on(case)
    assert open_steps(case) == ["support_goes_on"]


def test_when_the_case_ends_the_police_part_ends_and_support_goes_on() -> None:
    case = walk.engaged()
    walk.stop(case)
    assert offer_of(case).state == S.CLOSED
    assert outcome(case) == "Withdrawn"


# --- clocks ---------------------------------------------------------------------------------------

FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=LONDON)
TUESDAY = date(2026, 12, 1)


@pytest.mark.parametrize("high", [True, False])
def test_high_risk_is_referred_the_same_day_and_received_in_24_hours(high: bool) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        case = walk.to_refer(make_case(band=Band.HIGH if high else Band.MEDIUM))
        due = open_task(case, "refer").due_at.astimezone(LONDON)
        assert due.date() == (FRIDAY.date() if high else TUESDAY)
        walk.refer(case)
        due = open_task(case, "receive").due_at.astimezone(LONDON)
        assert due.date() == (FRIDAY.date() + timedelta(days=1) if high else TUESDAY)
        assert not high or due == FRIDAY + timedelta(hours=24)
        walk.receive(case)
        assert open_task(case, "reach").due_at.astimezone(LONDON).date() == date(2026, 12, 4)


def test_a_silent_service_is_chased_up_the_ladder_and_nothing_closes() -> None:
    with time_machine.travel(FRIDAY, tick=True):
        case = walk.to_service()
    due = open_task(case, "receive").due_at
    for later, asked in (
        (timedelta(minutes=-1), 0),
        (timedelta(minutes=1), 1),
        (timedelta(days=1, minutes=1), 2),
        (timedelta(days=15), 3),
    ):
        with time_machine.travel(due + later, tick=True):
            sweep.fire_due_timers()
            assert open_steps(case).count("ask_them") == asked
    with time_machine.travel(due + timedelta(days=15, hours=1), tick=True):
        for rung in ("SPOC", "MANAGER", "CHAIR"):
            task = open_task(case, "ask_them")
            walk.officer_does(case, "ask_them", rung=rung, said="Tomorrow.")
            assert task.pk
        assert open_steps(case) == ["receive"]
        walk.receive(case)
    assert offer_of(case).state == S.RECEIVED


# --- offered again --------------------------------------------------------------------------------


def note_change(case: Case) -> None:
    cases.note_change(
        case=case, by=people_of(case).officer, kind="RELEASED", note="Out since this morning."
    )


AGAIN = [S.DECLINED_BY_VICTIM, S.NO_SERVICE, S.UNABLE, S.NOT_ENGAGED, S.CLOSED]


@pytest.mark.parametrize("state", AGAIN)
def test_what_ended_without_support_is_offered_again_at_each_trigger(
    state: SupportOfferState,
) -> None:
    case = ended_as(state)
    first = offer_of(case)
    note_change(case)
    again = offer_of(case)
    assert (again.earlier, again.victim, again.state) == (first, first.victim, S.CONSIDERED)
    assert open_steps(case) == ["consider"]
    note_change(case)
    assert SupportOffer.objects.filter(case=case).count() == 2
    walk.consider(case)
    assert open_steps(case) == ["safe_way"]


@pytest.mark.parametrize("state", [S.CONSENTED, S.RECEIVED, S.ENGAGED, S.NOT_SAFE_TO_CONTACT])
def test_what_is_under_way_is_not_offered_a_second_time(state: SupportOfferState) -> None:
    case = ended_as(state)
    note_change(case)
    assert SupportOffer.objects.filter(case=case).count() == 1


def test_without_a_linked_victim_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offering, "linked_victims", lambda case: Person.objects.none())
    with pytest.raises(Refused, match="No victim"):
        walk.support_started()


def test_one_for_each_victim_stands_open_at_a_time() -> None:
    case = walk.to_answer()
    walk.support_started(case)
    first = open_steps(case)
    assert sorted(first) == ["ask", "consider"]
    victim = walk.victim_key(case, 1)
    walk.officer_does(case, "consider", victim=victim, decision="APPROACH", reason="Named as well.")
    assert sorted(open_steps(case)) == ["ask", "safe_way"]
    assert makers_cases.people_of(case)


@pytest.mark.parametrize("hand", ["made it", "stands in"])
def test_whoever_made_the_offer_does_not_override_its_answer(hand: str) -> None:
    case = walk.to_answer(walk.high_risk_case())
    walk.answer(case, "DECLINED")
    offer, people = offer_of(case), people_of(case)
    by = people.supervisor
    if hand == "made it":
        SupportOffer.objects.filter(pk=offer.pk).update(considered_by=by)
    else:
        day = timezone.localdate()
        Absence.objects.create(user=people.officer, deputy=by, starts_on=day, ends_on=day)
    with pytest.raises(NotAllowed, match="Another supervisor decides"):
        walk.decide(case, "decide_no", "OVERRIDE")
    assert offer_of(case).state == S.DECLINED_BY_VICTIM
