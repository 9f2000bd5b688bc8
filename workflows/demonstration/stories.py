"""What happened in the demonstration's unit: one short story for each case worth looking at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from casework.cases import actions as cases
from casework.cases.models import Band
from casework.retention.actions import place_hold
from workflows import actions
from workflows.demonstration import telling
from workflows.demonstration.answers import open_task, safe_contact
from workflows.demonstration.stage import Story
from workflows.demonstration.telling import Telling

MONDAY, WEDNESDAY, SATURDAY = 0, 2, 5


Thread = Callable[[Telling], Story]


@dataclass(frozen=True)
class Part:
    """What happens on one case, its threads side by side, and the person it needs.

    `adopted` is how many days ago the manager took the case on, where the threads do not tell
    that themselves. `quiet` is for how many days nothing may have been reported.
    """

    threads: tuple[Thread, ...]
    adopted: int = 0
    band: str = Band.MEDIUM
    quiet: int = 40

    def tell(self, t: Telling) -> list[Story]:
        """The stories of this part for the case of `t`."""
        stories = [thread(t) for thread in self.threads]
        return [telling.adopted(t, self.adopted, self.band), *stories] if self.adopted else stories


def in_triage(t: Telling) -> Story:
    yield from telling.triaged(t, 4)


def being_assessed(t: Telling) -> Story:
    yield from telling.given_out(t, 3)


def assessment_overdue(t: Telling) -> Story:
    yield from telling.given_out(t, 30)


def awaiting_countersignature(t: Telling) -> Story:
    yield from telling.given_out(t, 9)
    yield from telling.assessed(t, 1, Band.HIGH, signed_only=True)


def not_adopted(t: Telling) -> Story:
    yield from telling.triaged(t, 20)
    yield t.at(15, "11:00")
    cases.decline_case(
        case=t.case,
        by=t.unit["supervisor"],
        reason_code="NOT_PROPORTIONATE",
        reason="The reports are old and nothing has followed.",
    )


def just_adopted(t: Telling) -> Story:
    yield from telling.adopted(t, 1, Band.VERY_HIGH)


def letter_to_begin(t: Telling) -> Story:
    yield from telling.letter(t, 0, up_to="check_contact")


def letter_to_write(t: Telling) -> Story:
    yield from telling.letter(t, 12, up_to="write")


def letter_to_authorise(t: Telling) -> Story:
    yield from telling.letter(t, 2, up_to="authorise")


def letter_returned(t: Telling) -> Story:
    yield from telling.letter(t, 4, up_to="tell_advocate", decision="RETURN")


def letter_refused(t: Telling) -> Story:
    yield from telling.letter(t, 33, decision="REFUSE")


def letter_made(t: Telling) -> Story:
    yield from telling.letter(t, 2, up_to="tell_advocate")


def letter_to_issue(t: Telling) -> Story:
    yield from telling.letter(t, 2, up_to="issue")


def letter_to_serve(t: Telling) -> Story:
    yield from telling.letter(t, 2, up_to="serve")


def letter_not_served(t: Telling) -> Story:
    yield from telling.letter(t, 3, up_to="serve")
    for clock in ("08:10", "12:40", "17:50"):
        yield t.at(1, clock)
        telling.LETTER_ACTS["serve"](t, {"outcome": "NOT_FOUND"})


def letter_served(t: Telling) -> Story:
    yield from telling.letter(t, 50)


def letter_said_against(t: Telling) -> Story:
    yield from telling.letter(t, 12)
    yield from telling.said_against(t, 2)


def letter_upheld(t: Telling) -> Story:
    yield from telling.letter(t, 40)
    yield from telling.said_against(t, 28)
    yield from telling.answered(t, 24, "UPHELD")


def letter_amended(t: Telling) -> Story:
    yield from telling.letter(t, 41)
    yield from telling.said_against(t, 30)
    yield from telling.answered(t, 20, "AMENDED")


def letter_lapsed(t: Telling) -> Story:
    yield from telling.letter(t, 30, up_to="serve")
    yield t.at(18, "10:50")
    why = "He was away for work and came to no appointment."
    t.do("say_whether_served", by=t.officer, served="no", reason=why)


def letter_withdrawn(t: Telling) -> Story:
    yield from telling.letter(t, 45, up_to="authorise")
    yield t.at(44, "09:00")
    running = t.case.interventions.get(finished=None)
    actions.cancel(
        intervention=running,
        by=t.unit["supervisor"],
        reason="He was arrested for a new offence; the letter would be in the way.",
    )


def contact_not_safe(t: Telling) -> Story:
    yield from telling.started(t, "warning_letter", 1)
    yield t.at(1, "13:30")
    answers = safe_contact(t.case) | {"deconfliction": "NOT_DONE"}
    t.do("check_contact", by=t.officer, **answers)


def visit_to_begin(t: Telling) -> Story:
    yield from telling.started(t, "home_visit", 1)


def visit_put_back(t: Telling) -> Story:
    yield from telling.visit(t, 3)
    yield t.at(1, "16:45")
    task = open_task(t.case, "plan")
    actions.put_back(task=task, by=t.officer, reason="On a course until Thursday.")


def visit_to_plan(t: Telling) -> Story:
    yield from telling.visit(t, 15)


def visit_to_approve(t: Telling) -> Story:
    yield from telling.visit(t, 2)
    yield from telling.planned(t, 0, "00:20", visit_on=0, visit_at="23:30")


def visit_today(t: Telling) -> Story:
    yield from telling.visit(t, 2)
    yield from telling.planned(t, 0, "00:10", visit_on=0, visit_at="23:40")
    yield from telling.approved(t, 0, "00:30")


def nobody_answers(t: Telling) -> Story:
    saturday = t.last(SATURDAY, before=1)
    wednesday = t.last(WEDNESDAY, before=saturday)
    monday = t.last(MONDAY, before=wednesday)
    yield from telling.visit(t, monday + 2)
    words = "Knocked three times and rang. No lights, no car."
    for day, clock in ((monday, "10:10"), (wednesday, "18:40"), (saturday, "11:20")):
        yield from telling.attempt(t, day, clock, "NO_REPLY", words)


def try_again(t: Telling) -> Story:
    yield from telling.visit(t, 5)
    yield from telling.attempt(t, 2, "10:40", "NO_REPLY", "Nobody in. A neighbour says he works.")


def moved_away(t: Telling) -> Story:
    yield from telling.visit(t, 8)
    yield from telling.attempt(t, 6, "18:20", "NOT_AT_ADDRESS", "The new tenant moved in in May.")


def record_to_write(t: Telling) -> Story:
    yield from telling.visit(t, 3)
    yield from telling.attempt(t, 1, "18:10", "COMPLETED", "He let us in and was calm.")


def record_to_review(t: Telling) -> Story:
    yield from telling.visit(t, 7)
    yield from telling.attempt(t, 5, "18:05", "COMPLETED", "He talked at the door.")
    yield from telling.recorded(t, 4)


def visit_closed(t: Telling) -> Story:
    yield from telling.visit(t, 58)
    yield from telling.attempt(t, 55, "10:30", "REFUSED_ENTRY", "He said no and shut the door.")
    yield from telling.recorded(t, 54)
    yield from telling.reviewed(t, 52)


def suspended(t: Telling) -> Story:
    yield from telling.adopted(t, 80)
    yield t.at(30, "10:00")
    cases.suspend_case(
        case=t.case,
        by=t.unit["supervisor"],
        reason_code="IN_CUSTODY",
        reason="Remanded for another matter.",
        wake_on=t.today + timedelta(days=12),
    )


def led_by_mappa(t: Telling) -> Story:
    yield from telling.adopted(t, 75)
    yield t.at(20, "12:00")
    cases.hand_lead_to_mappa(
        case=t.case,
        by=t.unit["manager"],
        level="2",
        lead_contact="The MAPPA coordinator",
        reason="Managed at level 2 since this week.",
    )


def transferred(t: Telling) -> Story:
    yield from telling.adopted(t, 90)
    yield t.at(18, "12:30")
    cases.transfer_case(
        case=t.case,
        by=t.unit["manager"],
        receiving_force="The force next door",
        accepted_by="DI R. Sample",
        minutes="Handover meeting of that week, item 4",
        reason="Moved there for good.",
    )


def stepping_down(t: Telling) -> Story:
    yield from telling.adopted(t, 120)
    yield from telling.letter(t, 110)
    yield from telling.stepped_down(t, 25)


def closed(t: Telling) -> Story:
    yield from telling.adopted(t, 200)
    yield from telling.letter(t, 190)
    yield from telling.stepped_down(t, 100)
    yield t.at(6, "16:20")
    cases.close_case(
        case=t.case,
        by=t.unit["manager"],
        reason_code="RISK_REDUCED",
        reason="Nothing was reported through the monitoring period.",
        retention_group="2",
        partners_told=True,
    )
    yield t.at(5, "10:10")
    place_hold(
        retention=t.case.retention,
        by=t.unit["manager"],
        kind="LITIGATION",
        reason="A claim against the force was announced. Its solicitors ask for the whole record.",
        starts_on=t.today - timedelta(days=5),
    )


# The hardest to cast come first.
PARTS = (
    Part((closed,), quiet=200),
    Part((stepping_down,), quiet=130),
    Part((letter_made, record_to_write), adopted=19),
    Part((letter_to_authorise, visit_today), adopted=30, band=Band.HIGH),
    Part((letter_to_write, record_to_review), adopted=26),
    Part((letter_to_serve, try_again), adopted=22),
    Part((letter_not_served, nobody_answers), adopted=50),
    Part((letter_to_issue, visit_to_approve), adopted=17, band=Band.HIGH),
    Part((letter_returned, moved_away), adopted=24),
    Part((contact_not_safe, visit_to_plan), adopted=28, band=Band.VERY_HIGH),
    Part((letter_served, visit_closed), adopted=70),
    Part((letter_lapsed,), adopted=75),
    Part((letter_upheld,), adopted=60),
    Part((letter_amended,), adopted=62),
    Part((letter_said_against,), adopted=33),
    Part((letter_withdrawn, visit_to_begin), adopted=55, band=Band.HIGH),
    Part((letter_refused, visit_put_back), adopted=40),
    Part((letter_to_begin,), adopted=8),
    *(
        Part((thread,), quiet=0)
        for thread in (
            being_assessed,
            awaiting_countersignature,
            just_adopted,
            suspended,
            led_by_mappa,
            transferred,
            not_adopted,
            assessment_overdue,
            in_triage,
        )
    ),
)
