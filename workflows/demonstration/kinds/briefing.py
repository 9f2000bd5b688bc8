"""What the demonstration tells of briefings: one left in every state it can be in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from casework.accounts.actions import create_team, create_user, grant_role
from casework.accounts.models import Rank, Role, Team
from casework.cases.models import Case
from casework.core.queue import work_off
from casework.enforcement.briefings import actions as briefings
from casework.enforcement.briefings.models import Briefing
from workflows import actions
from workflows.demonstration import telling
from workflows.demonstration.answers import answers_of
from workflows.demonstration.people import PASSWORD, Unit
from workflows.demonstration.stage import Story
from workflows.demonstration.stories import Part
from workflows.demonstration.telling import Telling
from workflows.models import Task

BEAT = "Eastbrook neighbourhood team"
# The people of the named team: username, first and last name, rank, collar number, role.
PEOPLE = (
    ("neighbourhood", "Luca", "Brandt", Rank.CONSTABLE, "6120", Role.OFFICER),
    ("neighbourhood_sergeant", "Joan", "Petrie", Rank.SERGEANT, "1711", Role.SUPERVISOR),
    ("neighbourhood_inspector", "Sam", "Okafor", Rank.INSPECTOR, "0812", Role.AUTHORISER),
)


def set_up(unit: Unit) -> None:
    """A neighbourhood team, which sees briefings and no case."""
    by = unit["administrator"]
    team = create_team(force=unit.force, name=BEAT, by=by, takes_cases=False)
    for username, first, last, rank, collar, role in PEOPLE:
        user = create_user(
            username=username,
            password=PASSWORD,
            first_name=first,
            last_name=last,
            force=unit.force,
            rank=rank,
            collar_number=collar,
            by=by,
        )
        grant_role(
            user=user,
            role=role,
            force=unit.force,
            team=team,
            by=by,
            reason="Set-up of the demonstration",
        )
        unit.users[username] = user


def beat(t: Telling) -> Team:
    return Team.objects.get(force=t.unit.force, name=BEAT)


def briefing_of(t: Telling) -> Briefing:
    return Briefing.objects.filter(case=t.case).latest("pk")


def act(t: Telling, step: str, by: str = "", **given: Any) -> None:
    """Do the newest briefing's open step of that name, through its own form."""
    case = Case.objects.get(pk=t.case.pk)
    waiting = Task.objects.open().filter(case=case, kind="briefing").order_by("-pk")
    task = next(each for each in waiting if each.flow_task.name == step)
    user = t.unit[by] if by else t.officer
    actions.complete(task=task, by=user, answers=answers_of(task, user, given))
    work_off()


def begun(t: Telling, on: int) -> Story:
    yield from telling.started(t, "briefing", on, "07:50")


def written(t: Telling, on: int) -> Story:
    yield from begun(t, on)
    yield t.at(on, "08:25")
    act(
        t,
        "write_briefing",
        identifiers="Tall and thin, short dark hair, a scar above the left eye.",
        vehicles="A grey van",
        addresses="",
        purpose="Reports of assault by former partners; another is feared.",
        powers="No power of arrest on sight.",
        what_to_do="Note where he is, with whom and when. Do not stop him for this alone.",
        what_not_to_do="Do not call at his address.",
        wanted="Whom he is seen with, and where he stays.",
        protected_person="no",
        expires_on=str(t.today - timedelta(days=on) + timedelta(days=14)),
    )


def authorised(t: Telling, on: int) -> Story:
    yield from written(t, on)
    yield t.at(on, "12:30")
    act(
        t,
        "authorise_briefing",
        "supervisor",
        decision="AUTHORISE",
        redaction_checked="on",
        powers_checked="on",
        powers_source="PNC and the court's list",
    )


def published(t: Telling, on: int) -> Story:
    yield from authorised(t, on)
    yield t.at(on, "13:40")
    act(t, "publish_briefing", teams=[beat(t).pk])
    yield t.at(on, "14:30")
    briefings.open_briefing(briefing=briefing_of(t), by=t.unit["neighbourhood"])
    work_off()


def all_briefed(t: Telling, on: int) -> Story:
    yield from published(t, on)
    yield t.at(on, "21:50")
    for _ in range(3):
        act(t, "acknowledge", "neighbourhood_sergeant", briefed="on")


def seen(t: Telling, on: int) -> Story:
    yield t.at(on, "18:15")
    briefings.log_return(
        briefing=briefing_of(t),
        by=t.unit["neighbourhood"],
        kind="SIGHTING",
        place="The parade of shops in Alder Court",
        what="He sat in a grey van for ten minutes and drove off alone.",
        source="1",
        assessed="A",
        handling="P",
    )
    work_off()


def recalled(t: Telling, on: int) -> Story:
    yield t.at(on, "16:05")
    briefings.recall_briefing(
        briefing=briefing_of(t),
        by=t.unit["supervisor"],
        ground="CONTENT_WRONG",
        reason="The van was sold last month.",
    )
    work_off()


def to_write(t: Telling) -> Story:
    yield from begun(t, 1)


def to_authorise(t: Telling) -> Story:
    yield from written(t, 1)


def to_publish(t: Telling) -> Story:
    yield from authorised(t, 1)


def unread(t: Telling) -> Story:
    yield from published(t, 2)


def acknowledged(t: Telling) -> Story:
    yield from all_briefed(t, 6)


def came_back(t: Telling) -> Story:
    yield from all_briefed(t, 5)
    yield from seen(t, 1)


def taken_back(t: Telling) -> Story:
    yield from all_briefed(t, 8)
    yield from recalled(t, 1)


def taken_back_and_told(t: Telling) -> Story:
    """Every officer who had read it was told, and no corrected one is needed."""
    yield from all_briefed(t, 13)
    yield from recalled(t, 9)
    yield t.at(9, "18:20")
    act(t, "tell_readers", "neighbourhood_sergeant", told="on")
    yield t.at(8, "10:15")
    act(t, "reissue", decision="END", reason="He has no vehicle now, and the rest is known.")


def followed_up(t: Telling) -> Story:
    """A day passed and no shift was briefed: their inspector saw to it, and then they were."""
    yield from published(t, 5)
    yield t.at(3, "09:25")
    act(
        t, "chase", "neighbourhood_inspector", done="The sergeant was ill; each shift hears it now."
    )
    yield t.at(3, "14:00")
    for _ in range(3):
        act(t, "acknowledge", "neighbourhood_sergeant", briefed="on")


def let_end(t: Telling) -> Story:
    yield from all_briefed(t, 13)
    yield t.at(1, "16:35")
    act(t, "renew", decision="END", reason="He was seen twice and is in contact with the team.")


def over(t: Telling) -> Story:
    yield from all_briefed(t, 21)


def withdrawn(t: Telling) -> Story:
    yield from written(t, 10)
    yield t.at(9, "09:05")
    actions.cancel(
        intervention=briefing_of(t).intervention,  # type: ignore[attr-defined]
        by=t.unit["supervisor"],
        reason="He was remanded; nobody need look out for him.",
    )


def part(thread: Callable[[Telling], Story]) -> Part:
    return Part((thread,), adopted=45)


PARTS = tuple(
    part(thread)
    for thread in (
        to_write,
        to_authorise,
        to_publish,
        unread,
        acknowledged,
        came_back,
        taken_back,
        over,
        withdrawn,
        taken_back_and_told,
        followed_up,
        let_end,
    )
)
