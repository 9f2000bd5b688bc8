"""The case overview: where it stands, what happens next, what can be done to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.cases import gate, guards
from casework.cases.contact_rules import is_held
from casework.cases.models import Case, Move, RiskAssessment, State
from casework.cases.models.states import UNDER_WAY
from casework.cases.moves import MoveLine, moves_for, rule_named
from casework.cases.permissions import Who, is_one_of
from casework.cases.presenters.common import band_tag, due, state_tag
from casework.cases.presenters.keeping import kept
from casework.cases.presenters.work import NOT_STARTED, past, plan, task_line
from casework.cases.queries import documents, interventions, open_tasks, proposals
from casework.core.errors import reason_against
from casework.ui.times import local_time, short_date

STARTS_WORK = Who(
    "the owner of the case, a supervisor or a manager (DI)",
    (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER),
    owner=True,
)
MAIN_WAY = (
    State.FLAGGED,
    State.TRIAGE,
    State.ASSESSMENT,
    State.ACTIVE,
    State.STEP_DOWN,
    State.CLOSED,
)


@dataclass(frozen=True)
class Overview:
    """Everything the overview shows, worked out once."""

    state: dict[str, str]
    stages: list[dict[str, str]]
    contact: dict[str, str] | None
    next: list[dict[str, Any]]
    plan: list[dict[str, Any]]
    past: list[dict[str, Any]]
    papers: list[dict[str, Any]]
    facts: list[tuple[str, str]]
    retention: dict[str, Any] | None
    risk: dict[str, Any]
    moves: list[MoveLine]
    start_href: str
    victims: str

    @property
    def past_heading(self) -> str:
        return f"Ended interventions ({len(self.past)})"

    @classmethod
    def of(cls, case: Case, user: User, now: datetime) -> Overview:
        _read_decisions(case)
        lines = moves_for(case, user, at=now)
        started = interventions(case)
        said = contact(case, now)
        return cls(
            state=state_tag(case),
            stages=stages(case),
            contact=said,
            next=what_happens_next(case, lines, now, started=started, no_contact=stands_in(said)),
            plan=plan(started),
            past=past(started),
            papers=papers(case),
            facts=facts(case),
            retention=kept(case, user, now),
            risk=risk(case),
            moves=lines,
            start_href=start_href(case, user),
            victims=victims(case),
        )


def _read_decisions(case: Case) -> None:
    """Read the assessments and proposals once: most moves and half the page ask for the newest."""
    signed = RiskAssessment.objects.select_related("signed_by", "countersigned_by")
    prefetch_related_objects([case], Prefetch("assessments", signed), "step_down_proposals")


def stages(case: Case) -> list[dict[str, str]]:
    """The way of the case for the stage track: done, current, to do, each with its date."""
    reached: dict[str, datetime] = {}
    for move in case.moves.order_by("at", "pk"):
        reached[move.target] = move.at
    current = State(case.state)
    way: list[State] = list(MAIN_WAY)
    if current in (State.SUSPENDED, State.LED_BY_MAPPA):
        place = State(case.returns_to)
        names = {place: f"{place.label}: {_inside(current.label)}"}
    elif current in (State.NOT_ADOPTED, State.TRANSFERRED_OUT):
        way = [stage for stage in way if stage in reached and stage != State.CLOSED]
        way.append(current)
        place, names = current, {}
    else:
        place, names = current, {}
    at = way.index(place)
    return [
        {
            "name": names.get(stage, stage.label),
            "state": "done" if number < at else "current" if number == at else "todo",
            "note": _stage_note(case, stage, reached, is_now=number == at, is_ahead=number > at),
        }
        for number, stage in enumerate(way)
    ]


def _inside(label: str) -> str:
    """A label within a sentence: its first letter small, "MAPPA" as it is."""
    return label[:1].lower() + label[1:]


def _stage_note(
    case: Case, stage: State, reached: dict[str, datetime], *, is_now: bool, is_ahead: bool
) -> str:
    if is_now:
        return f"Since {short_date(case.state_since)}"
    if is_ahead or stage not in reached:
        return ""
    return short_date(reached[stage])


def contact(case: Case, now: datetime) -> dict[str, str] | None:
    """The alert about contact, with the gate's own words; none once the case has ended."""
    early = case.state in (State.FLAGGED, State.TRIAGE, State.ASSESSMENT)
    # Asked of everything that holds contact: of holds alone it would tell them apart.
    if not case.is_open or (early and not is_held(case, now)):
        return None
    status = gate.gate_status(case, at=now)
    if status.open:
        return {"variant": "information", "heading": "Contact is cleared", "text": status.sentence}
    return {"variant": "warning", "heading": "No contact now", "text": status.sentence}


def stands_in(said: dict[str, str] | None) -> bool:
    """Whether what `contact` says keeps a step that makes contact from being done."""
    return said is not None and said["variant"] == "warning"


def what_happens_next(
    case: Case,
    lines: list[MoveLine],
    now: datetime,
    *,
    started: list[Any],
    no_contact: bool = False,
) -> list[dict[str, Any]]:
    """Open tasks of interventions and what the case itself waits for, soonest first.

    `lines` are the moves as the reader has them: what they can do now becomes a link. `started`
    are the interventions of the case. `no_contact` says that nobody may be contacted now, so that
    a task that makes contact is shown as waiting for that.
    """
    work = open_tasks(case)
    rows = [task_line(task, now, no_contact=no_contact, started=started) for task in work]
    rows += _own(case, lines, now, started=started, work=work) + _proposed(case)
    last = datetime.max.replace(tzinfo=timezone.get_default_timezone())
    return sorted(rows, key=lambda row: row["due"]["when"] if row.get("due") else last)


def _proposed(case: Case) -> list[dict[str, Any]]:
    """What outcomes propose to come next, while nobody has taken or declined it."""
    return [
        {
            "title": row.title,
            "href": row.get_absolute_url(),
            "who": "Supervisor",
            "note": row.because,
            "tag": {"text": "Decision needed", "colour": "red"},
        }
        for row in proposals(case)
    ]


def _own(
    case: Case,
    lines: list[MoveLine],
    now: datetime,
    *,
    started: list[Any],
    work: list[Any],
) -> list[dict[str, Any]]:
    """What the case waits for besides its interventions, whose open tasks are `work`."""
    rows: list[dict[str, Any]] = []
    owner = case.owner.display_name if case.owner else ""
    if case.assess_by is not None:
        if not _a_task_says_so(work, case.assess_by):
            rows.append(
                _row(case, "Assess the risk", "sign-assessment", owner, case.assess_by, now)
            )
    elif case.review_on is not None and case.is_open and case.state != State.SUSPENDED:
        due_at = end_of(case.review_on)
        if not _a_task_says_so(work, due_at):
            rows.append(_row(case, "Review the risk", "sign-assessment", owner, due_at, now))
    if _awaits_countersignature(case):
        rows.append(_row(case, "Countersign the risk assessment", "countersign", "Supervisor"))
    if guards.open_proposal(case) is not None:
        rows.append(_row(case, "Decide on stepping down", "step-down", "Manager (DI)"))
    rows += _towards_work(case, owner, now, started=started)
    if case.wake_on is not None:
        rows.append(_row(case, "The case wakes", "", owner, start_of(case.wake_on), now))
    if case.monitoring_until is not None and case.state == State.STEP_DOWN:
        due_at = end_of(case.monitoring_until)
        rows.append(_row(case, "Monitoring ends", "", owner, due_at, now))
    allowed = {line.rule.name for line in lines if line.allowed}
    for row in rows:
        name = row.pop("move")
        if name in allowed:
            row["href"] = reverse("cases:move", args=[case.slug, name])
    return rows


def _towards_work(
    case: Case, owner: str, now: datetime, *, started: list[Any]
) -> list[dict[str, Any]]:
    """What the case waits for from the flag to its first intervention."""
    if case.state == State.FLAGGED:
        return [_row(case, "Check the flag", "triage", "Analyst")]
    if case.state == State.TRIAGE:
        return [_row(case, "Decide on triage", "assess", "Supervisor")]
    if case.state == State.ACTIVE and not started:
        row = _row(case, "Start an intervention", "", owner)
        return [row | {"tag": NOT_STARTED}]
    if case.state != State.ASSESSMENT:
        return []
    if reason_against(guards.needs_adoption_checks, case, now):
        row = _row(case, "Record the checks before adoption", "adoption-checks", owner)
        return [row | {"tag": NOT_STARTED}]
    if any(reason_against(guard, case, now) for guard in rule_named("adopt").guards):
        return []  # the assessment and its countersignature have rows of their own
    return [_row(case, "Decide on adoption", "adopt", "Manager (DI)")]


def _row(
    case: Case,
    title: str,
    move: str,
    who: str,
    due_at: datetime | None = None,
    now: datetime | None = None,
) -> dict[str, Any]:
    row: dict[str, Any] = {"title": title, "move": move, "who": who}
    if due_at is not None and now is not None:
        row["due"] = due(due_at, started=case.state_since, now=now)
    else:
        row["tag"] = {"text": "Decision needed", "colour": "red"}
    return row


def _a_task_says_so(work: list[Any], by: datetime) -> bool:
    """Whether the task of a reassessment asks for the risk by when the case does, or earlier."""
    asked = (task for task in work if task.process.kind == "reassessment")
    return any(task.due_at <= by for task in asked)


def _awaits_countersignature(case: Case) -> bool:
    assessment = guards.current_assessment(case)
    return assessment is not None and assessment.countersigned_at is None


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    return start_of(day + timedelta(days=1)) - timedelta(seconds=1)


def papers(case: Case) -> list[dict[str, Any]]:
    """Every sealed document: what it is, when it was made, how it can be told from a copy."""
    return [
        {
            "title": row.kind.replace("_", " ").capitalize(),
            "href": reverse("documents:document", args=[row.pk]),
            "note": f"{count_of(row.pages, 'page')}, made {short_date(row.created_at)}, "
            f"SHA-256 {row.sha256[:8]}…",
            "tag": {"text": "Sealed", "colour": "green"},
        }
        for row in documents(case)
    ]


def count_of(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def facts(case: Case) -> list[tuple[str, str]]:
    given = [
        ("Owner", case.owner.display_name if case.owner else "Nobody yet"),
        ("Team", case.team.name),
        ("Open since", short_date(case.opened_at)),
        ("Adopted", short_date(case.adopted_at)),
        ("Ended", short_date(case.ended_at)),
        ("Wakes on", short_date(case.wake_on)),
        ("Monitoring until", short_date(case.monitoring_until)),
        ("Episode", _episode(case)),
    ]
    return [(key, value) for key, value in given if value]


def _episode(case: Case) -> str:
    earlier = case.previous_episode
    return f"{case.episode}, after {earlier.ref}" if earlier else ""


def risk(case: Case) -> dict[str, Any]:
    """The newest assessment: level, who signed, who countersigned."""
    assessment = guards.current_assessment(case)
    if assessment is None:
        return {"tag": None, "text": "Not assessed yet"}
    text = f"Signed by {assessment.signed_by.display_name}, {short_date(assessment.signed_at)}. "
    if assessment.countersigned_by is None:
        text += "Not countersigned yet."
    else:
        text += f"Countersigned by {assessment.countersigned_by.display_name}."
    return {"tag": band_tag(assessment), "text": text}


def start_href(case: Case, user: User) -> str:
    """Where an intervention is started, for those who may while the case is under way."""
    if case.state not in UNDER_WAY or not is_one_of(user, case, STARTS_WORK):
        return ""
    return reverse("workflows:start", args=[case.slug])


def victims(case: Case) -> str:
    count = gate.linked_victims(case).count()
    return f"{count} {'person' if count == 1 else 'people'} recorded. Names are not shown here."


def how_it_ended(case: Case) -> str:
    """The outcome of an ended case in a sentence, "" while it is open."""
    if case.is_open:
        return ""
    last: Move | None = case.moves.select_related("by").order_by("-at", "-pk").first()
    if last is None:
        return ""
    who = last.by.display_name if last.by else "the system"
    why = f" {last.get_reason_code_display()}." if last.reason_code else ""
    return f"{State(case.state).label} by {who}, {local_time(last.at)}.{why} It can only be read."
