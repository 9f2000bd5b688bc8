"""Stories of offers of support: an offer in every state, and an advocate to be told first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.actions import create_team, grant_role
from casework.accounts.models import Role, User
from casework.cases.acts import Act, announce, call_off
from casework.cases.gate import linked_victims
from casework.cases.models import Band
from casework.core.queue import work_off
from casework.victims.actions import add_service
from casework.victims.models import SupportService
from casework.victims.rules import is_a_child, needs_safeguarding
from workflows import actions
from workflows.demonstration import telling
from workflows.demonstration.answers import answers_of
from workflows.demonstration.people import Unit
from workflows.demonstration.stage import Story
from workflows.demonstration.stories import Part
from workflows.demonstration.telling import Telling
from workflows.models import Task

KIND = "victim_support"
SERVICE = "Harbour IDVA service (made up)"
Thread = Callable[[Telling], Story]


def set_up(unit: Unit) -> None:
    """The service, its desk, and its advocate at it."""
    by = unit["administrator"]
    desk = create_team(force=unit.force, name=SERVICE, by=by, takes_cases=False)
    grant_role(
        user=unit["advocate"],
        role=Role.ADVOCATE,
        force=unit.force,
        team=desk,
        by=unit["administrator"],
        reason="Set-up of the demonstration",
    )
    add_service(
        by=unit["manager"],
        team=desk,
        name=SERVICE,
        spoc="Duty advocate, 555 0100",
        manager="Service manager, 555 0101",
        chair="MATAC chair, 555 0102",
    )


def _task(t: Telling, step: str) -> Task:
    """The open task of this kind at the step; other kinds may have one of the same name."""
    for task in Task.objects.open().filter(case=t.case, kind=KIND):
        if task.flow_task.name == step:
            return task
    raise ValueError(f"{step} is not open on {t.case.ref}")


def _do(t: Telling, step: str, by: User, **given: Any) -> None:
    task = _task(t, step)
    actions.complete(task=task, by=by, answers=answers_of(task, by, given))
    work_off()


def _clock() -> str:
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


def _consider(t: Telling, decision: str = "APPROACH") -> None:
    victims = list(linked_victims(t.case))
    grown = [each for each in victims if not (is_a_child(each) or needs_safeguarding(each))]
    victim = str((grown or victims)[0].pk)
    why = "Named in the latest report, and asked for help at the scene."
    _do(t, "consider", t.officer, victim=victim, decision=decision, reason=why)


def _route(t: Telling) -> None:
    _do(
        t,
        "safe_way",
        t.officer,
        method="PHONE",
        details="07700 900123",
        safe_times="Weekdays between ten and noon",
        who_else_has_access="Nobody, it is a work phone",
        codeword="Library",
    )


def _answer(t: Telling, answer: str = "CONSENTED") -> None:
    words = {
        "words_used": "Asked whether an advocate may call. The answer was given freely.",
        "information_given": "The national helpline and the local leaflet.",
    }
    given = {"reason": "A man answered."} if answer == "UNSAFE" else words
    _do(t, "ask", t.officer, answer=answer, **given)


def _decide(t: Telling, step: str, decision: str) -> None:
    given = {"decision": decision, "reason": "Discussed with the manager the same morning."}
    _do(t, step, t.unit["supervisor"], **given)


def _refer(t: Telling) -> None:
    service = SupportService.objects.get(force=t.unit.force, name=SERVICE)
    _do(
        t,
        "refer",
        t.officer,
        to=str(service.pk),
        children="Two, both at primary school.",
        for_advocate="A letter is being considered. The other person knows nothing of this.",
    )


def _no_service(t: Telling) -> None:
    why = {"gap": "MALE", "for_advocate": "No service for men within forty miles."}
    _do(t, "refer", t.officer, to="NONE", **why)


def _receive(t: Telling) -> None:
    _do(t, "receive", t.unit["advocate"])


def _reach(t: Telling, outcome: str = "REACHED") -> None:
    _do(t, "reach", t.unit["advocate"], outcome=outcome, at=_clock())


def _engage(t: Telling, engaged: str = "yes") -> None:
    _do(t, "engage", t.unit["advocate"], engaged=engaged)


def _end(t: Telling) -> None:
    day = timezone.localdate().isoformat()
    _do(t, "support_goes_on", t.unit["advocate"], ended="yes", ended_on=day)


def _stop(t: Telling) -> None:
    running = t.case.interventions.get(finished=None, kind=KIND)
    reason = "Another person of the same name was referred."
    actions.cancel(intervention=running, by=t.unit["supervisor"], reason=reason)


def _plan_release(t: Telling) -> None:
    when = timezone.now() + timedelta(days=2)
    announce(case=t.case, act=Act.RELEASE, planned_for=when, by=t.officer)
    work_off()


def told(on: int, *moves: Callable[[Telling], None], apart: int = 0) -> Thread:
    """A thread that begins `on` days ago and makes these moves, an hour or `apart` days apart."""

    def thread(t: Telling) -> Story:
        yield from telling.started(t, KIND, on)
        for number, move in enumerate(moves, 1):
            yield t.at(max(on - apart * number, 0), f"{9 + number:02}:40")
            move(t)

    return thread


def overridden(t: Telling) -> Story:
    """Declined at high risk: assessed so here, whatever the case was adopted at."""
    yield from telling.assessed(t, 5, Band.HIGH)
    yield from told(2, *TO_ASK, _declined, _override)(t)


def silent(t: Telling) -> Story:
    """The service said nothing for days, until the officer rang."""
    yield from told(12, *TO_SERVICE)(t)
    yield from telling.once_open(t, "ask_them", 10, "14:20")
    said = "The duty advocate was away; it is read today."
    _do(t, "ask_them", t.officer, rung="SPOC", said=said)


TO_ASK = (_consider, _route)
TO_REFER = (*TO_ASK, _answer)
TO_SERVICE = (*TO_REFER, _refer)
TO_REACH = (*TO_SERVICE, _receive)
TO_ENGAGE = (*TO_REACH, _reach)
TO_SUPPORT = (*TO_ENGAGE, _engage)


def _plan_move(t: Telling) -> None:
    announce(
        case=t.case, act=Act.MOVE, planned_for=timezone.now() + timedelta(days=2), by=t.officer
    )
    work_off()


def _off_again(t: Telling) -> None:
    call_off(case=t.case, act=Act.MOVE, by=t.officer)
    work_off()


def _told_first(t: Telling) -> None:
    _do(t, "tell_advocate", t.officer, said="She will be with a friend that day.")


def _leave(t: Telling) -> None:
    _decide(t, "decide_unsafe", "LEAVE")


def _not_reached(t: Telling) -> None:
    _reach(t, "NOT_REACHED")


def _not_safe(t: Telling) -> None:
    _consider(t, "NOT_SAFE")


def _supported(t: Telling) -> None:
    _consider(t, "SUPPORTED")


def _declined(t: Telling) -> None:
    _answer(t, "DECLINED")


def _override(t: Telling) -> None:
    _decide(t, "decide_no", "OVERRIDE")


def _not_taken_up(t: Telling) -> None:
    _engage(t, "no")


PARTS = (
    Part((told(3, *TO_SUPPORT, _plan_release),), adopted=20),
    Part((told(40, *TO_SUPPORT, _end, apart=3),), adopted=60),
    Part((told(9, *TO_ENGAGE),), adopted=20),
    Part((told(4, *TO_REACH),), adopted=20),
    Part((told(6, *TO_SERVICE),), adopted=20),
    Part((told(2, *TO_REFER),), adopted=20),
    Part((told(1, *TO_ASK),), adopted=20),
    Part((told(1),), adopted=20),
    Part((told(2, _not_safe),), adopted=20),
    Part((told(15, _supported),), adopted=20),
    Part((told(14, *TO_ASK, _declined),), adopted=20),
    Part((overridden,), adopted=20, band=Band.HIGH),
    Part((told(18, *TO_REFER, _no_service),), adopted=25),
    Part((told(16, *TO_REACH, *(3 * (_not_reached,)), apart=1),), adopted=25),
    Part((told(17, *TO_ENGAGE, _not_taken_up),), adopted=25),
    Part((told(12, *TO_REACH, _stop),), adopted=20),
    Part((told(11, *TO_REFER, _stop),), adopted=20),
    Part((told(7, *TO_SUPPORT, _plan_release, _told_first),), adopted=20),
    Part((told(8, *TO_SUPPORT, _plan_move, _off_again),), adopted=20),
    Part((told(13, _not_safe, _leave),), adopted=20),
    Part((silent,), adopted=25),
)
