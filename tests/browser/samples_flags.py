"""Address flags and briefings for the browser: how each step is come to, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine

from casework.accounts.models import Role, User
from casework.cases.models import Case
from casework.core.queue import work_off
from casework.enforcement.briefings import actions, rules
from casework.enforcement.briefings.models import Briefing
from casework.enforcement.flags import actions as flags
from casework.enforcement.flags.models import AddressFlag
from tests import makers_briefings as briefings
from tests import makers_flags as makers
from tests.makers_cases import people_of
from tests.makers_work import do, intervention_of
from workflows import jobs
from workflows.models import Task

Move = Callable[[Case], object]


def doer(task: Task) -> User | None:
    """Who does a task at a desk of its own; None where it stands with the team of the case."""
    case = task.case
    at_desk = {
        ("address_flag", Role.ADVISER): makers.adviser_of,
        ("briefing", Role.SUPERVISOR): briefings.beat_sergeant,
        ("briefing", Role.AUTHORISER): briefings.beat_inspector,
    }
    named = at_desk.get((task.kind, Role(task.role)))
    if named and task.team_id != case.team_id:
        return named(case)
    return people_of(case).manager if task.role == Role.MANAGER else None


# --- the address flag -----------------------------------------------------------------------------


def propose(case: Case) -> None:
    makers.everyone(case)
    do(case, "propose_flag", by=people_of(case).officer, **makers.typed(case))


def approve(case: Case) -> None:
    do(case, "approve_flag", by=people_of(case).supervisor, decision="APPROVE")


def cannot(case: Case) -> None:
    do(case, "confirm", by=makers.adviser_of(case), decision="CANNOT", why="The text is too long.")


def moved(case: Case) -> None:
    flags.address_event(case=case, by=None)
    work_off()


def runs_out(case: Case) -> None:
    flag = makers.flag_of(case)
    with time_machine.travel(makers.after_end(case), tick=False):
        flags.follow_clock(address_flag=flag)
        work_off()


def asked_out(ground: str) -> Move:
    return lambda case: makers.ask_out(case, ground)


LIVE: list[Move] = [propose, approve, makers.confirm]
FLAG: dict[str, list[Move]] = {
    "propose_flag": [],
    "approve_flag": [propose],
    "confirm": [propose, approve],
    "unheld": [propose, approve, cannot],
    "look_at_calls": [*LIVE, makers.call],
    "tell_owner": [*LIVE, makers.call],
    "review_flag": [*LIVE, moved],
    "take_out": [*LIVE, asked_out("NOT_NEEDED")],
    "tell_manager": [*LIVE, asked_out("VICTIM_ASKS")],
    "incident": [*LIVE, runs_out],
    "another": [*LIVE, asked_out("OCCUPANT_MOVED"), makers.out],
}

# --- the briefing ---------------------------------------------------------------------------------


def write(case: Case) -> None:
    briefings.everyone(case)
    do(case, "write_briefing", by=people_of(case).officer, **briefings.typed())


def later(case: Case, moment: datetime) -> None:
    """The timers of this case alone are looked at, as if it were `moment`."""
    running = intervention_of(case)
    with time_machine.travel(moment, tick=True):
        jobs.look_again(intervention=running.pk)


def unread(case: Case) -> None:
    later(case, rules.unread_from(briefings.briefing_of(case)) + timedelta(minutes=1))


def ends_soon(case: Case) -> None:
    briefings.brief_all(case)
    later(case, briefings.before_end(case))


def recalled(ground: str) -> Move:
    return lambda case: briefings.recall(case, ground)


OUT: list[Move] = [write, briefings.authorise, briefings.publish]
BRIEFING: dict[str, list[Move]] = {
    "write_briefing": [],
    "authorise_briefing": [write],
    "publish_briefing": [write, briefings.authorise],
    "acknowledge": OUT,
    "chase": [*OUT, unread],
    "renew": [*OUT, ends_soon],
    "enter_returns": [*OUT, briefings.say],
    "tell_readers": [*OUT, recalled("CONTENT_WRONG")],
    "deal": [*OUT, recalled("COPY_LOST")],
    "reissue": [*OUT, recalled("CONTENT_WRONG")],
}


def pages(sample: Callable[..., Any]) -> dict[str, list[Any]]:
    """The pages of named teams and of the control room, as those who have them to themselves."""
    out = Briefing.objects.filter(state="PUBLISHED").order_by("pk")[0]
    gone = Briefing.objects.filter(state="RECALLED").order_by("pk")[0]
    live = AddressFlag.objects.filter(state="HIT").order_by("pk")[0]
    reader, sergeant = briefings.beat_officer(out.case), briefings.beat_sergeant(out.case)
    adviser = makers.adviser_of(live.case)
    actions.open_briefing(briefing=out, by=reader)
    at = {"pk": out.pk}
    return {
        "briefings:list": [sample(user=reader)],
        "briefings:read": [
            sample(arguments=at, about="opened", user=reader),
            sample(arguments=at, about="not opened", user=sergeant),
            sample(arguments={"pk": gone.pk}, about="recalled", user=reader),
        ],
        "briefings:returned": [sample(arguments=at, user=reader)],
        "briefings:recall": [sample(arguments=at, user=sergeant)],
        "flags:lookup": [sample(user=adviser)],
        "flags:flag": [
            sample(arguments={"pk": live.pk}, about="at a call", user=adviser),
            sample(arguments={"pk": live.pk}, about="whole", user=live.case.owner),
        ],
        "flags:hit": [sample(arguments={"pk": live.pk}, user=adviser)],
    }


def keys() -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Everything there is to try, by the arguments of routes."""
    return {
        ("flags", "pk"): [{"pk": each.pk} for each in AddressFlag.objects.order_by("-pk")],
        ("briefings", "pk"): [{"pk": each.pk} for each in Briefing.objects.order_by("-pk")],
    }
