"""What several case pages say the same way: who it is about, and where the case stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join

from casework.cases.models import Band, Case, RiskAssessment, State
from casework.cases.restricting import restricted_among, restriction_of
from casework.clocks import standings
from casework.people.models import Person
from casework.people.queries import age_on, live_markers
from casework.ui.markup import link
from casework.ui.times import short_date

STATE_COLOURS = {
    State.FLAGGED: "purple",
    State.TRIAGE: "purple",
    State.ASSESSMENT: "blue",
    State.ACTIVE: "blue",
    State.STEP_DOWN: "turquoise",
    State.CLOSED: "green",
    State.NOT_ADOPTED: "grey",
    State.LED_BY_MAPPA: "orange",
    State.SUSPENDED: "yellow",
    State.TRANSFERRED_OUT: "grey",
}
BAND_COLOURS = {
    Band.STANDARD: "grey",
    Band.MEDIUM: "yellow",
    Band.HIGH: "orange",
    Band.VERY_HIGH: "red",
}
EDGES = {
    standings.Standing.OVERDUE: "overdue",
    standings.Standing.DUE_TODAY: "today",
    standings.Standing.SOON: "soon",
    standings.Standing.LATER: "later",
}


@dataclass(frozen=True)
class Identity:
    """Who a page is about: name, facts and what is dangerous."""

    name: str
    href: str
    facts: list[tuple[str, str]]
    marks: list[str]

    @classmethod
    def of(cls, person: Person) -> Identity:
        facts = [("Person", person.ref)]
        if person.date_of_birth is not None:
            born = f"{short_date(person.date_of_birth)} ({age_on(person)})"
            facts.insert(0, ("Born", born))
        facts.append(("Force", person.force.name))
        marks = [marker.in_words for marker in live_markers(person)]
        return cls(person.full_name, reverse("cases:person", args=[person.ref]), facts, marks)


RESTRICTED = {"text": "Restricted", "colour": "red"}


def restricted_tag(case: Case) -> dict[str, str] | None:
    """The tag of a case that only named people see."""
    return RESTRICTED if restriction_of(case) is not None else None


def state_tag(case: Case) -> dict[str, str]:
    state = State(case.state)
    return {"text": state.label, "colour": STATE_COLOURS[state]}


def band_tag(assessment: RiskAssessment) -> dict[str, str]:
    band = Band(assessment.band)
    return {"text": band.label, "colour": BAND_COLOURS[band]}


def due(at: datetime, *, started: datetime, now: datetime) -> dict[str, Any]:
    """A due time as a list shows it: words, edge, date."""
    words = standings.in_words(at, now)
    return {
        "words": words[0].upper() + words[1:],
        "state": EDGES[standings.standing(at, now, started)],
        "when": at,
    }


def tabs(case: Case, current: str) -> list[tuple[str, str, bool]]:
    """The parts of a case."""
    parts = {
        "case": "Overview",
        "timeline": "Timeline",
        "risk": "Risk assessment",
        "why": "Why flagged",
        "who": "Who may see it",
    }
    return [
        (text, reverse(f"cases:{name}", args=[case.slug]), name == current)
        for name, text in parts.items()
    ]


def crumbs(case: Case) -> list[tuple[str, str]]:
    person = reverse("cases:person", args=[case.person.ref])
    return [
        ("Cases", reverse("cases:list")),
        (case.person.full_name, person),
        (f"Case {case.ref}", ""),
    ]


def list_rows(cases: Iterable[Case]) -> list[list[Any]]:
    """Cells of the list of cases: reference, person, state, owner or team, since when."""
    cases = list(cases)
    closed = restricted_among(cases)
    return [
        [
            link(case.get_absolute_url(), case.ref),
            case.person.full_name,
            tag_cell(state_tag(case), *([RESTRICTED] if case.person_id in closed else [])),
            case.owner.display_name if case.owner else case.team.name,
            short_date(case.state_since),
        ]
        for case in cases
    ]


def tag_cell(*tags: dict[str, str]) -> dict[str, Any]:
    each = ((f"govuk-tag govuk-tag--{tag['colour']}", tag["text"]) for tag in tags)
    return {"html": format_html_join(" ", '<strong class="{}">{}</strong>', each)}
