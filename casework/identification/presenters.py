"""The words of the nomination pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from casework.identification.models import UNDECIDED, Finding, Flag, Run
from casework.identification.rule import Row, Window, why_left_out
from casework.incidents.codes import outcome_title
from casework.incidents.models import Incident
from casework.people.models import Person
from casework.people.queries import age_on, current_address, live_markers
from casework.ui.times import local_time, short_date

A_PROMPT = (
    "This is a prompt to look, not a finding. It counts what was reported, whatever became of "
    "it. A named person decides whether a case goes on."
)
SHOWN = {
    "open": "To decide",
    "in_hand": "Case under way",
    "lost": "Basis lost",
    "settled": "Settled",
    "runs": "Runs",
}
NOTHING = {
    "open": "No nomination waits. A run of a programme puts people here.",
    "in_hand": "No nominated person has a case that went further than triage.",
    "lost": "No nomination has lost its basis.",
    "settled": "No nomination has been settled.",
    "runs": "No run has ended yet. Runs appear here with what they found.",
}


def numeric(text: str) -> dict[str, str]:
    """A cell whose figures stand under each other."""
    return {"text": text, "format": "numeric"}


LIST_HEAD = ["Person", numeric("Offences"), numeric("Partners"), "Raised", "Where it is"]
RUNS_HEAD = ["Run", "Programme", numeric("Considered"), numeric("Met the rule"), "By"]
COUNTED_HEAD = ["What was counted", numeric("Found"), numeric("Needed")]
EVIDENCE_HEAD = ["Began", "What was recorded", "Against", "What became of it", "Reference"]


def plural(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def tabs(show: str) -> list[tuple[str, str, bool]]:
    """The parts of the list page."""
    address = reverse("identification:nominations")
    return [(text, f"{address}?show={key}", key == show) for key, text in SHOWN.items()]


def list_rows(flags: Iterable[Flag], findings: dict[int, Finding]) -> list[list[Any]]:
    """One row a nomination, with the figures of its newest finding."""
    return [_list_row(flag, findings.get(flag.pk)) for flag in flags]


def _list_row(flag: Flag, finding: Finding | None) -> list[Any]:
    link = format_html(
        '<a class="govuk-link" href="{}">{}</a><br>{}',
        reverse("identification:nomination", args=[flag.pk]),
        flag.person.full_name,
        flag.person.ref,
    )
    return [
        {"html": link},
        numeric(str(finding.offences) if finding else ""),
        numeric(str(finding.partners) if finding else ""),
        short_date(flag.raised_at),
        where_it_is(flag),
    ]


def where_it_is(flag: Flag) -> dict[str, str | SafeString]:
    """The way to the case that answers for it, with its state; settled; or neither."""
    case = case_of(flag)
    if case is None:
        return {"text": "Settled" if flag.settled_at else "No case yet"}
    href, state = case.get_absolute_url(), case.get_state_display()
    html = '<a class="govuk-link" href="{}">Case {}</a>: {}'
    return {"html": format_html(html, href, case.ref, state)}


def in_hand(flag: Flag, case: Any) -> str:
    """What the page of a nomination says first where its case has gone further than triage."""
    if case is None or flag.settled_at or not case.is_open or case.state in UNDECIDED:
        return ""
    return f"There is nothing to decide here. Case {case.ref} answers for it."


def case_of(flag: Flag) -> Any:
    """The newest case the flag opened, or the one it joined, or None."""
    opened = sorted(flag.cases.all(), key=lambda case: -case.pk)
    joined = getattr(flag, "linked_to", None)
    return opened[0] if opened else (joined.case if joined else None)


def run_rows(runs: Iterable[Run]) -> list[list[Any]]:
    """One row a run. `runs` carry `met`, the number of their findings."""
    return [
        [
            f"{short_date(run.on)}, run {run.pk}",
            f"{run.programme.name}, version {run.rule_version}",
            numeric(f"{run.considered:,}"),
            numeric(f"{run.met:,}"),  # type: ignore[attr-defined]
            f"{run.ran_by.display_name if run.ran_by else 'The system'}, {short_date(run.ran_at)}",
        ]
        for run in runs
    ]


@dataclass(frozen=True)
class Identity:
    """The bar that says whose page this is."""

    name: str
    facts: list[tuple[str, str]]
    marks: list[str]


def identity(person: Person) -> Identity:
    facts = [("Person", person.ref)]
    if person.date_of_birth:
        born = f"{short_date(person.date_of_birth)} ({age_on(person)})"
        facts.insert(0, ("Born", born))
    address = current_address(person)
    if address is not None and address.postcode:
        facts.append(("Last known in", address.postcode.split()[0]))
    return Identity(person.full_name, facts, [str(mark) for mark in live_markers(person)])


class Nomination:
    """One flag with its newest finding, in words."""

    def __init__(self, flag: Flag, finding: Finding, evidence: Sequence[Incident]) -> None:
        self.flag, self.finding, self.run = flag, finding, finding.run
        self.programme = finding.run.programme
        self.window = Window(finding.run.window_from, finding.run.on)
        self.evidence = evidence
        self.partners = _numbered_partners(evidence)

    @property
    def lede(self) -> str:
        """The rule and what met it, in one paragraph."""
        found, rule = self.finding, self.programme
        return (
            f"There were {plural(found.offences, 'offence')} against "
            f"{plural(found.partners, 'different partner')} or former partners from "
            f"{short_date(self.window.first)} to {short_date(self.window.last)}. The threshold "
            f"is {plural(rule.minimum_offences, 'offence')} and "
            f"{plural(rule.minimum_partners, 'partner')} in {plural(rule.window_years, 'year')}."
        )

    @property
    def counted(self) -> list[list[Any]]:
        """The figures beside the threshold."""
        found, rule = self.finding, self.programme
        return [
            ["Offences", *_figures(found.offences, rule.minimum_offences)],
            ["Different partners or former partners", *_figures(found.partners,
                                                                rule.minimum_partners)],
        ]  # fmt: skip

    @property
    def evidence_rows(self) -> list[list[Any]]:
        """The records that counted, the newest first. Victims are numbered, never named."""
        return [
            [
                short_date(row.offence_on),
                {"html": _what(row)},
                self.against(row),
                outcome_title(row.outcome_code),
                " ".join(filter(None, (row.occurrence_no, row.crime_ref))),
            ]
            for row in self.evidence
        ]

    def against(self, row: Incident) -> str:
        """ "Former partner 2", or the relationship alone where the source gives no id."""
        number = self.partners.get(row.victim_id or 0)
        words = row.get_relationship_display()
        return f"{words} {number}" if number else f"{words}, no id given"

    def left_out(self, rows: Iterable[Incident], *, as_victim: int) -> list[str]:
        """Other records of the person and why each kind did not count, with how many."""
        counted = {row.pk for row in self.evidence}
        reasons = Counter(
            why_left_out(_row_of(row), self.window) or "changed since the run"
            for row in rows
            if row.pk not in counted
        )
        words = [f"{plural(n, 'record')}: {why}" for why, n in sorted(reasons.items())]
        no_id = sum(1 for row in self.evidence if row.victim_id is None)
        if no_id:
            words.append(
                f"{plural(no_id, 'counted offence')} whose victim has no id: not counted as a "
                "partner"
            )
        if as_victim:
            words.append(f"{plural(as_victim, 'record')} that {self._name} as the victim")
        return words

    @property
    def _name(self) -> str:
        return f"names {self.flag.person.full_name}"

    @property
    def about_the_run(self) -> list[dict[str, str]]:
        """What is needed to find the same people again."""
        run = self.run
        records = (
            f"As import {run.cut_off_id} of {local_time(run.cut_off.imported_at)} left them"
            if run.cut_off is not None
            else "As they were on that day"
        )
        by = run.ran_by.display_name if run.ran_by else "the system"
        return [
            {"key": "Programme", "value": f"{self.programme.name}, version {run.rule_version}"},
            {"key": "Run", "value": f"Run {run.pk}, {local_time(run.ran_at)}, by {by}"},
            {"key": "Records", "value": records},
            {"key": "Considered", "value": plural(run.considered, "person", "people")},
        ]


def changes(newest: Sequence[Incident], before: set[int] | None) -> list[str]:
    """What is new in the newest finding beside the one before it (ids), if there is one."""
    if before is None:
        return ["This is the first run that found this person."]
    added = sum(1 for row in newest if row.pk not in before)
    gone = len(before - {row.pk for row in newest})
    words = []
    if added:
        words.append(f"{plural(added, 'record')} more than in the run before")
    if gone:
        words.append(f"{plural(gone, 'record')} counted in the run before, and no longer")
    return words or ["Nothing since the run before."]


def _figures(found: int, needed: int) -> list[dict[str, str]]:
    return [numeric(str(number)) for number in (found, needed)]


def _numbered_partners(evidence: Sequence[Incident]) -> dict[int, int]:
    """A number for each victim, in the order they first appear by date."""
    by_date = sorted(evidence, key=lambda row: (row.offence_on, row.pk))
    victims = dict.fromkeys(row.victim_id for row in by_date if row.victim_id)
    return {victim: number for number, victim in enumerate(victims, 1)}


def _what(row: Incident) -> SafeString:
    title = row.ho_title or "Crime"
    return format_html("{}<br><span class=\"app-work__meta\">{}</span>", title,
                       f"Recorded as {row.get_suspect_role_display().lower()}")  # fmt: skip


def _row_of(row: Incident) -> Row:
    return Row(
        suspect=str(row.suspect_id),
        victim=str(row.victim_id) if row.victim_id else None,
        occurrence_no=row.occurrence_no,
        crime_ref=row.crime_ref,
        record_type=row.record_type,
        relationship=row.relationship,
        outcome_code=row.outcome_code,
        offence_on=row.offence_on,
    )
