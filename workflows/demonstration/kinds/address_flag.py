"""What the demonstration tells of address flags: one left in every state it can be in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from casework.accounts.actions import create_team, create_user, grant_role
from casework.accounts.models import Rank, Role
from casework.cases.models import Case
from casework.core.queue import work_off
from casework.enforcement.flags import actions as flags
from casework.enforcement.flags.models import AddressFlag
from workflows import actions
from workflows.demonstration import telling
from workflows.demonstration.answers import answers_of
from workflows.demonstration.people import PASSWORD, Unit
from workflows.demonstration.stage import Story
from workflows.demonstration.stories import Part
from workflows.demonstration.telling import Telling
from workflows.models import Task

CONTROL_ROOM = "Control room"
DESK = "control_room"


def set_up(unit: Unit) -> None:
    """The control room, and its adviser: a desk of its own, which sees flags and no case."""
    by = unit["administrator"]
    team = create_team(force=unit.force, name=CONTROL_ROOM, by=by, takes_cases=False)
    adviser = create_user(
        username=DESK,
        password=PASSWORD,
        first_name="Mina",
        last_name="Holt",
        force=unit.force,
        rank=Rank.STAFF,
        collar_number="7811",
        by=by,
    )
    grant_role(
        user=adviser,
        role=Role.ADVISER,
        force=unit.force,
        team=team,
        by=by,
        reason="Set-up of the demonstration",
    )
    unit.users[DESK] = adviser


def flag_of(t: Telling) -> AddressFlag:
    return AddressFlag.objects.filter(case=t.case).latest("pk")


def act(t: Telling, step: str, by: str = "", **given: Any) -> None:
    """Do the newest flag's open step of that name, through its own form."""
    case = Case.objects.get(pk=t.case.pk)
    waiting = Task.objects.open().filter(case=case, kind="address_flag").order_by("-pk")
    task = next(each for each in waiting if each.flow_task.name == step)
    user = t.unit[by] if by else t.officer
    actions.complete(task=task, by=user, answers=answers_of(task, user, given))
    work_off()


def begun(t: Telling, on: int) -> Story:
    yield from telling.started(t, "address_flag", on, "10:40")


def proposed(t: Telling, on: int, days: int = 60, **told: Any) -> Story:
    yield from begun(t, on)
    yield t.at(on, "11:15")
    case = Case.objects.get(pk=t.case.pk)
    own = case.person.contacts.filter(kind="ADDRESS", doubtful_since=None).first()
    ends = t.today - timedelta(days=on) + timedelta(days=days)
    elsewhere = {"place": "ELSEWHERE", "elsewhere": "3 Foundry Row, Eastbrook, EB1 7QD"}
    answers: dict[str, Any] = {
        **({"place": str(own.pk)} if own else elsewhere),
        "uprn": "100062518804",
        "occupancy_source": "Seen there by the neighbourhood team",
        "occupancy_checked_on": str(t.today - timedelta(days=on)),
        "protected_person_there": "no",
        "instruction": "Treat calls as domestic. Two officers. See everyone there before leaving.",
        "treat_as_urgent": "no",
        "reason": "Three reports there within a month, each worse than the one before.",
        "victim_view": "SOUGHT",
        "victim_note": "The advocate says that it makes them feel safer.",
        "expires_on": str(ends),
    }
    act(t, "propose_flag", **answers | told)


def approved(t: Telling, on: int, days: int = 60) -> Story:
    yield from proposed(t, on, days)
    yield t.at(on, "13:05")
    act(t, "approve_flag", "supervisor", decision="APPROVE")


def live(t: Telling, on: int, days: int = 60) -> Story:
    yield from approved(t, on, days)
    yield t.at(on, "14:20")
    act(t, "confirm", DESK, decision="HELD", cc_reference=f"CC-{4400 + t.case.pk}")


def call(t: Telling, on: int) -> Story:
    yield t.at(on, "22:35")
    flags.log_hit(
        address_flag=flag_of(t),
        by=t.unit[DESK],
        incident_reference=f"INC-{90210 + t.case.pk}",
        graded_up=True,
        note="A neighbour heard shouting.",
    )
    work_off()


def asked_out(t: Telling, on: int, ground: str = "NOT_NEEDED") -> Story:
    yield t.at(on, "09:25")
    flags.request_removal(
        address_flag=flag_of(t),
        by=t.officer,
        ground=ground,
        reason="He has given up the tenancy.",
    )
    work_off()


def removed(t: Telling, on: int) -> Story:
    yield from live(t, on + 10)
    yield from asked_out(t, on)
    yield t.at(on, "11:40")
    act(t, "take_out", DESK, reference="CC-OUT-118")


def to_decide_after_one_removed(t: Telling) -> Story:
    yield from removed(t, 30)
    yield from proposed(t, 1)


def to_confirm_after_one_refused(t: Telling) -> Story:
    yield from proposed(t, 28)
    yield t.at(27, "09:10")
    reason = "One report only, and it was not at this address."
    act(t, "approve_flag", "supervisor", decision="REFUSE", reason=reason)
    yield from approved(t, 1)


def live_after_one_taken_back(t: Telling) -> Story:
    yield from approved(t, 26)
    yield t.at(26, "13:30")
    actions.cancel(
        intervention=flag_of(t).intervention,  # type: ignore[attr-defined]
        by=t.unit["supervisor"],
        reason="He was remanded the same afternoon.",
    )
    yield from live(t, 9)


def called(t: Telling) -> Story:
    yield from live(t, 12)
    yield from call(t, 1)


def called_and_read(t: Telling) -> Story:
    """The owner has read of the call; the control room has still to look at how it was answered."""
    yield from live(t, 14)
    yield from call(t, 2)
    yield t.at(1, "09:10")
    act(t, "tell_owner", understood="on")


def victim_asked(t: Telling) -> Story:
    """She feared what he would make of it: a manager saw to her the same day, and it came out."""
    yield from live(t, 34)
    yield from asked_out(t, 24, "VICTIM_ASKS")
    yield t.at(24, "10:50")
    act(
        t, "tell_manager", "manager", done="Her advocate was with her; the locks are changed today."
    )
    yield t.at(24, "11:40")
    act(t, "take_out", DESK, reference="CC-OUT-121")


def to_review(t: Telling) -> Story:
    yield from live(t, 20, days=30)


def renewed(t: Telling) -> Story:
    yield from live(t, 22, days=30)
    yield t.at(1, "15:45")
    act(
        t,
        "review_flag",
        "supervisor",
        decision="RENEW",
        occupancy_source="Seen there on Saturday",
        expires_on=str(t.today + timedelta(days=50)),
        reason="Two more calls since, and he is still there.",
    )


def to_take_out(t: Telling) -> Story:
    yield from live(t, 15)
    yield from asked_out(t, 1, "OCCUPANT_MOVED")


def run_out(t: Telling) -> Story:
    yield from live(t, 24, days=20)


def not_held(t: Telling) -> Story:
    yield from approved(t, 2)
    yield t.at(2, "15:10")
    why = "The field for the text holds 120 characters."
    act(t, "confirm", DESK, decision="CANNOT", why=why)


def to_propose(t: Telling) -> Story:
    yield from begun(t, 1)


def part(thread: Callable[[Telling], Story]) -> Part:
    return Part((thread,), adopted=45)


PARTS = tuple(
    part(thread)
    for thread in (
        to_decide_after_one_removed,
        to_confirm_after_one_refused,
        live_after_one_taken_back,
        called,
        to_review,
        renewed,
        to_take_out,
        run_out,
        not_held,
        to_propose,
        called_and_read,
        victim_asked,
    )
)
