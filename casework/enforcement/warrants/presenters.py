"""What the pages of a warrant or bail show, in words."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from casework.clocks import Nation
from casework.enforcement.warrants import queries, rules, trails
from casework.enforcement.warrants.models import (
    CODES,
    ENDED,
    OUTCOMES,
    TRIGGERS,
    BailKind,
    ToldBy,
    Warrant,
    WarrantState,
)
from casework.people.queries import age_on
from casework.ui.times import local_time, short_date

Row = dict[str, Any]
S = WarrantState
COLOURS = {
    S.RECEIVED: "grey",
    S.GRADED: "blue",
    S.CIRCULATED: "blue",
    S.ALLOCATED: "blue",
    S.ATTEMPTED: "blue",
    S.REVIEW: "red",
    S.CHECKING: "blue",
    S.BREACHED: "red",
    S.EXECUTED: "green",
    S.SURRENDERED: "green",
    S.BACKED_BAIL_SERVED: "green",
    S.WITHDRAWN_BY_COURT: "grey",
    S.OTHER_FORCE: "purple",
    S.CLOSED_DEATH: "grey",
    S.CLOSED_NOT_WANTED: "grey",
    S.BAIL_ENDED: "grey",
    S.CLOSED: "green",
    S.NOT_TAKEN_ON: "grey",
}
ADULT = 18
# Powers differ by nation; where none is listed somebody is asked, never guessed at.
POWERS = {
    (Nation.E, BailKind.PRE_CHARGE): "Police and Criminal Evidence Act 1984, section 46A",
    (Nation.E, BailKind.POST_CHARGE): "Bail Act 1976, section 7",
}


def status(warrant: Warrant) -> tuple[str, str]:
    """The state in words, and the colour of its tag."""
    state = S(warrant.state)
    return state.label, COLOURS[state]


def heading(warrant: Warrant) -> str:
    return "Bail conditions" if warrant.is_bail else "Warrant"


def power_of_arrest(warrant: Warrant) -> str:
    """The power under which somebody is arrested for breach of this bail."""
    nation = Nation(warrant.case.force.nation)
    power = POWERS.get((nation, BailKind(warrant.bail_kind)))
    return power or "Ask the duty inspector which power applies here"


def brief(warrant: Warrant) -> Row:
    """Everything that is known, for a task and for the page of its own: dangers first."""
    return {
        "alerts": alerts(warrant),
        "points": queries.dangers(warrant),
        "title": "The bail" if warrant.is_bail else "What is wanted",
        "facts": bail_facts(warrant) if warrant.is_bail else facts(warrant),
        "conditions": conditions(warrant),
        "circulation": circulation(warrant),
        "ended": ended(warrant),
        "tried": tried(warrant),
        "attempts": trails.attempts(warrant),
        "checks": trails.checks(warrant),
        "reviews": trails.reviews(warrant),
        "nothing": nothing_yet(warrant),
    }


def alerts(warrant: Warrant) -> list[tuple[str, str, str]]:
    """What must be seen before anything else: heading, sentence, variant."""
    found = []
    refer = queries.refer_first(warrant.case) if warrant.is_open else ""
    if refer:
        found.append(("Before you go", refer, "warning"))
    age = age_on(warrant.case.person)
    if warrant.is_open and age is not None and age < ADULT:
        words = "They are under 18. Take the youth route: an appropriate adult, and safeguarding."
        found.append(("Under 18", words, "warning"))
    if warrant.state in OUTCOMES and warrant.is_circulated:
        words = (
            f"They still stand as wanted on {warrant.circulation_system}. Until that is cancelled "
            "somebody may arrest them unlawfully, and this cannot be closed."
        )
        found.append(("Cancel the circulation", words, "error"))
    if warrant.state == S.REVIEW and warrant.target_at:
        words = f"It was to be executed by {local_time(warrant.target_at)}."
        found.append(("Past its target date", words, "error"))
    on_bail = warrant.is_bail and warrant.is_open and warrant.bail_until is not None
    if on_bail and timezone.now() > rules.bail_ends_at(warrant):
        words = f"It ended on {short_date(warrant.bail_until)}. There is no power of arrest."
        found.append(("Bail ran out", words, "error"))
    return found


def facts(warrant: Warrant) -> list[Row]:
    """What the court sent, how urgent it is, whose it is."""
    code = f"{warrant.code}, {CODES[warrant.code].words.lower()}" if warrant.code else ""
    bail = {True: "Backed for bail", False: "Not backed for bail", None: ""}
    return _rows(
        ("Kind", warrant.get_kind_display()),
        ("Code", code),
        ("Bail", bail[warrant.backed_for_bail]),
        ("Court", warrant.court),
        ("Warrant number", warrant.reference),
        ("Offence", warrant.offence),
        ("Received", local_time(warrant.received_at)),
        ("Grade", _grade(warrant)),
        ("Graded by", _by(warrant.graded_by, warrant.graded_at)),
        ("To be executed by", local_time(warrant.target_at)),
        ("Given to", _given_to(warrant)),
        ("Who has to be safe first", warrant.victim_safety),
    )


def bail_facts(warrant: Warrant) -> list[Row]:
    """Kind, authority and last day of bail, how it is checked, and the power of arrest."""
    if not warrant.bail_kind:
        return []
    return _rows(
        ("Kind", warrant.get_bail_kind_display()),
        ("Granted by", warrant.get_bail_authority_display()),
        ("From", short_date(warrant.bail_from)),
        ("Last day", short_date(warrant.bail_until)),
        ("Court message", TRIGGERS.get(warrant.trigger, "")),
        ("Checked", f"Every {warrant.check_every_days} days: {warrant.check_method}"),
        ("Arrest for breach", power_of_arrest(warrant)),
        ("Proposed: no arrest", warrant.no_arrest_reason),
    )


def conditions(warrant: Warrant) -> list[str]:
    return [each.text for each in warrant.conditions.order_by("number")]


def circulation(warrant: Warrant) -> list[Row]:
    """Where and since when the person stands as wanted, and that they no longer do."""
    if warrant.circulated_at is None:
        return []
    return _rows(
        ("System", warrant.circulation_system),
        ("Reference", warrant.circulation_reference),
        ("Circulated", _by(warrant.circulated_by, warrant.circulated_at)),
        ("Warnings carried over", warrant.warnings),
        ("Cancelled", _by(warrant.cancelled_by, warrant.cancelled_at) or "Not yet"),
        ("Cancellation reference", warrant.cancel_reference),
    )


def ended(warrant: Warrant) -> list[Row]:
    """How it ended, the arrest, the court date, and who was told."""
    if not warrant.outcome:
        return []
    starts = rules.detention_clock_starts(warrant)
    told = ToldBy(warrant.victims_told_how).label if warrant.victims_told_how else ""
    return _rows(
        ("Outcome", S(warrant.outcome).label),
        ("Noted by", _by(warrant.outcome_by, warrant.outcome_at)),
        ("How bail ended", warrant.get_bail_end_display()),
        ("Evidence", warrant.evidence),
        ("Arrested", local_time(warrant.arrested_at)),
        ("Where", warrant.arrest_place),
        ("Arresting officer", warrant.arresting_officer),
        ("Custody reference", warrant.custody_reference),
        ("Detention clock", f"Stands still until {local_time(starts)}" if starts else ""),
        ("Court", warrant.hearing_court),
        ("Hearing", short_date(warrant.hearing_on)),
        ("Next steps", warrant.next_steps),
        ("Those who were harmed", told),
        ("Told", _by(warrant.victims_told_by, warrant.victims_told_at)),
    )


def tried(warrant: Warrant) -> str:
    """ "3 attempts, not found.", with the question what else there is after many.

    By when the next one is due its task says, whose clock a supervisor may have moved or paused.
    """
    if warrant.state not in (S.ALLOCATED, S.ATTEMPTED, S.REVIEW):
        return ""
    number = warrant.attempts.count()
    if not number:
        return "No attempts yet."
    said = f"{number} attempt{'' if number == 1 else 's'}, not found. "
    said += "Try again at another time of day."
    if rules.many_attempts(warrant):
        said += " It was tried often: the supervisor decides what else to do."
    return said


def nothing_yet(warrant: Warrant) -> str:
    """What an empty page says will appear; nothing will once it has ended."""
    if warrant.state in ENDED:
        return "" if warrant.grade or warrant.bail_kind else "It ended before anything was entered."
    if warrant.is_bail:
        return "" if warrant.bail_kind else "The conditions appear here once they are entered."
    return "" if warrant.grade else "What the court sent appears here once it is graded."


def _rows(*given: tuple[str, Any]) -> list[Row]:
    return [{"key": key, "value": value} for key, value in given if value]


def _grade(warrant: Warrant) -> str:
    if not warrant.grade:
        return ""
    return f"{warrant.get_grade_display()}. {warrant.grade_reason}"


def _given_to(warrant: Warrant) -> str:
    if warrant.allocated_at is None:
        return ""
    return warrant.allocated_to.display_name if warrant.allocated_to else "The whole team"


def _by(user: Any, at: Any) -> str:
    """ "Sgt A Khan, Sunday 22 November 2026 at 2pm"."""
    if at is None:
        return ""
    return ", ".join(filter(None, (user.display_name if user else "", local_time(at))))
