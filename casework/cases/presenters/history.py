"""The timeline, the risk assessment in full, and why somebody was flagged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from heapq import merge
from typing import Any, overload

from django.db.models import Max, QuerySet
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.models import Event, EventQuerySet
from casework.audit.presenters import timeline_entries
from casework.cases.models import Case, Change, RiskAssessment
from casework.cases.presenters.common import state_tag, tag_cell
from casework.cases.queries import events_of, finding_behind, has_lost_its_basis, incidents_of
from casework.identification.models import Finding, Flag
from casework.incidents.models import Incident
from casework.incidents.presenters import doubts
from casework.incidents.queries import doubts_about
from casework.people.models import Person
from casework.ui.markup import link
from casework.ui.times import local_time, short_date

# Each has the event of what it was for beside it; the log itself shows them all.
TOLD_TWICE = ("task.completed", "document.sealed", "letter.drawn")
# What is said of the kind where its interventions begin and end.
OF_INTERVENTIONS = {
    "intervention.started": "started",
    "intervention.finished": "finished",
    "intervention.withdrawn": "stopped",
}
SHOWS = {"everything": "Everything", "decisions": "Decisions and work", "incidents": "Incidents"}


class Entries(Sequence[dict[str, Any]]):
    """What happened, newest first: what was done on the case, and reports about the person.

    `entries[:8]` reads eight of each and no more, so a long history costs a page nothing.
    """

    def __init__(self, case: Case, user: User, *, show: str = "everything") -> None:
        self._case = case
        self._events: EventQuerySet | None = None
        self._incidents: QuerySet[Incident] | None = None
        if show != "incidents":
            self._events = events_of(case, user).exclude(verb__in=TOLD_TWICE)
        if show != "decisions":
            self._incidents = incidents_of(case.person)

    def __len__(self) -> int:
        """How many there are in all."""
        rows = (self._events, self._incidents)
        return sum(each.order_by().count() for each in rows if each is not None)

    @overload
    def __getitem__(self, part: int) -> dict[str, Any]: ...

    @overload
    def __getitem__(self, part: slice) -> list[dict[str, Any]]: ...

    def __getitem__(self, part: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        """One, or a part of them, counted from the newest."""
        if isinstance(part, int):
            return self[part : part + 1][0]
        told = [] if self._events is None else self._told(self._events[: part.stop])
        reported = [] if self._incidents is None else self._incidents[: part.stop]
        both = merge(told, map(incident_entry, reported), key=_instant, reverse=True)
        return list(both)[part]

    def _told(self, events: Iterable[Event]) -> list[dict[str, Any]]:
        """Events as entries; that an intervention began or ended names its kind and outcome."""
        events = [event for event in events if event.verb not in TOLD_TWICE]
        entries = done(events)
        if not any(event.verb in OF_INTERVENTIONS for event in events):
            return entries
        rows = {f"workflows.intervention:{row.pk}": row for row in self._case.interventions.all()}
        for event, entry in zip(events, entries, strict=True):
            if event.verb in OF_INTERVENTIONS and (row := rows.get(event.object)):
                entry["title"] = f"{row.title} {OF_INTERVENTIONS[event.verb]}"
                if event.verb == "intervention.finished" and row.outcome:
                    entry["text"] = f"{row.outcome}."
        return entries


def _instant(entry: dict[str, Any]) -> datetime:
    """When an entry was; one of which only the day is known, as that day began."""
    at: date | datetime = entry["at"]
    if isinstance(at, datetime):
        return at
    return timezone.make_aware(datetime.combine(at, time.min))


def done(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events as entries, with a word for what they belong to."""
    events = [event for event in events if event.verb not in TOLD_TWICE]
    kinds = {"case": "Case", "assessment": "Case", "step_down": "Case"}
    return [
        entry | {"kind": kinds.get(event.verb.partition(".")[0], "Intervention")}
        for event, entry in zip(events, timeline_entries(events), strict=True)
    ]


def incident_entry(incident: Incident) -> dict[str, Any]:
    """A report. It names nobody else. An export without a time gives the first instant of a day."""
    began = timezone.localtime(incident.offence_from)
    return {
        "title": incident.ho_title or incident.get_record_type_display(),
        "at": began.date() if began.time() == time.min else began,
        "kind": "Incident",
        "danger": True,
        "text": f"{reference(incident)}. {incident.get_relationship_display()}. "
        f"{incident.get_suspect_role_display()}.",
    }


def reference(incident: Incident) -> str:
    return " / ".join(part for part in (incident.occurrence_no, incident.crime_ref) if part)


def filters(current: str) -> list[tuple[str, str, bool]]:
    return [(text, f"?show={name}", name == current) for name, text in SHOWS.items()]


# --- why flagged ----------------------------------------------------------------------------------

EVIDENCE_HEAD = ("Date", "Record", "Reference", "Relationship", "Against", "What became of it")


def why(flag: Flag) -> dict[str, Any]:
    """One flag: by which rule, found when, on which records; partners are numbered, not named."""
    finding = finding_behind(flag)
    if finding is None:
        return {
            "heading": f"Flag of {short_date(flag.raised_at)}",
            "sentence": "No records are kept with this flag.",
            "rows": [],
            "lost": has_lost_its_basis(flag),
        }
    return {
        "heading": f"{finding.run.programme.name}, run of {short_date(finding.run.on)}",
        "sentence": rule_in_words(finding),
        "rows": evidence_rows([row.incident for row in finding.evidence.all()]),
        "lost": has_lost_its_basis(flag),
        **doubts(doubts_about(row.incident_id for row in finding.evidence.all())),
    }


def rule_in_words(finding: Finding) -> str:
    rule, run = finding.run.programme, finding.run
    return (
        f"There were {finding.offences} offences recorded against {finding.partners} different "
        f"partners from {short_date(run.window_from)} to {short_date(run.on)}. The threshold is "
        f"{rule.minimum_offences} offences and {rule.minimum_partners} partners in "
        f"{rule.window_years} years. Rule version {run.rule_version}, "
        f"run {run.pk} on {local_time(run.ran_at)}."
    )


def evidence_rows(incidents: list[Incident]) -> list[list[str]]:
    """A row for each record that counted; the same partner has the same letter in each."""
    letters: dict[int | None, str] = {}
    for incident in incidents:
        if incident.victim_id is not None:
            letters.setdefault(incident.victim_id, f"Partner {chr(ord('A') + len(letters) % 26)}")
    return [
        [
            short_date(incident.offence_on),
            incident.ho_title or incident.get_record_type_display(),
            reference(incident),
            incident.get_relationship_display(),
            letters.get(incident.victim_id, "Not identified"),
            incident.get_suspect_role_display(),
        ]
        for incident in incidents
    ]


# --- risk -----------------------------------------------------------------------------------------


def assess_brief(case: Case) -> dict[str, Any]:
    """What whoever assesses again has to know: what changed, and what was thought before."""
    latest = case.assessments.select_related("signed_by", "countersigned_by").first()
    return {
        "changed": changed_rows(case),
        "latest": assessment_rows(latest) if latest else [],
    }


def changed_rows(case: Case) -> list[dict[str, str]]:
    """What changed since the risk was last assessed, newest first, in the words it was noted in."""
    signed = case.assessments.aggregate(Max("signed_at"))["signed_at__max"] or case.opened_at
    found = case.changes.filter(noted_at__gte=signed).select_related("noted_by")
    return [
        {"key": change.get_kind_display(), "value": f"{change.note} ({_noted(change)})"}
        for change in found.order_by("-noted_at", "-pk")
    ]


def _noted(change: Change) -> str:
    who = change.noted_by.display_name if change.noted_by else "Found by the system"
    return f"{who}, {local_time(change.noted_at)}"


def assessment_rows(assessment: RiskAssessment) -> list[dict[str, str]]:
    """One signed assessment as facts; what was left empty is left out."""
    version = f" {assessment.tool_version}" if assessment.tool_version else ""
    signed = f"{assessment.signed_by.display_name}, {local_time(assessment.signed_at)}"
    countersigned = "Not yet"
    if assessment.countersigned_by is not None:
        at = local_time(assessment.countersigned_at)
        countersigned = f"{assessment.countersigned_by.display_name}, {at}"
    given = [
        ("Level", assessment.get_band_display()),
        ("Tool", assessment.tool + version),
        ("The past", assessment.static_history),
        ("What is changing", assessment.dynamic_factors),
        ("What makes harm less likely", assessment.protective_factors),
        ("Who is at risk", assessment.people_at_risk),
        ("What may happen", assessment.scenarios),
        ("Stalking or control", assessment.stalking_and_control),
        ("How sure", assessment.confidence),
        ("Not known", assessment.missing_information),
        ("Review by", short_date(assessment.review_due_on)),
        ("Signed", signed),
        ("Countersigned", countersigned),
    ]
    return [{"key": key, "value": value} for key, value in given if value]


def adoption_rows(case: Case) -> list[dict[str, str]]:
    """Why the case was taken on, with any disagreement; empty where it never was."""
    adoption = getattr(case, "adoption", None)
    if adoption is None:
        return []
    at = local_time(adoption.recorded_at)
    given = [
        ("Adopted by", f"{adoption.recorded_by.display_name}, {at}"),
        ("Legal basis", adoption.legal_basis),
        ("Necessity", adoption.necessity),
        ("Proportionality", adoption.proportionality),
        ("Nothing less would do", adoption.least_intrusive),
        ("Disagreement", adoption.disagreement or "None recorded"),
    ]
    return [{"key": key, "value": value} for key, value in given]


# --- person ---------------------------------------------------------------------------------------


def person_rows(person: Person) -> list[dict[str, str]]:
    """What is known of someone; identifiers only where there are any."""
    names = ", ".join(str(alias) for alias in person.aliases.order_by("pk"))
    given = [
        ("Also known as", names),
        ("Nominal", person.nominal_id),
        ("PNC ID", person.pnc_id),
        ("CRO number", person.cro_number),
        ("Sex", person.sex),
    ]
    return [{"key": key, "value": value} for key, value in given if value]


def case_rows(cases: Iterable[Case]) -> list[list[Any]]:
    return [
        [
            link(case.get_absolute_url(), case.ref),
            tag_cell(state_tag(case)),
            case.owner.display_name if case.owner else case.team.name,
            short_date(case.opened_at),
        ]
        for case in cases
    ]
