"""What must be so before a case moves. Each guard refuses with a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from casework.cases.models import (
    Band,
    Case,
    ContactHold,
    RiskAssessment,
    State,
    StepDownProposal,
)
from casework.cases.numbers import CLEAR_PERIOD
from casework.core.errors import Refused
from casework.identification.models import Flag
from casework.ui.times import short_date

Guard = Callable[[Case, datetime], None]


def current_assessment(case: Case) -> RiskAssessment | None:
    """The newest signed assessment of this case; without a query where they are read already."""
    return next(iter(case.assessments.all()[:1]), None)


def has_an_owner(case: Case, _at: datetime) -> None:
    """One that was set aside before anybody had it is given to somebody once it is back."""
    if case.owner_id is None:
        raise Refused("Nobody owns this case yet. It gets its owner for the assessment.")


def needs_an_assessment(case: Case, _at: datetime) -> None:
    if current_assessment(case) is None:
        raise Refused("A signed risk assessment is needed first.")


def nothing_changed_since_assessment(case: Case, _at: datetime) -> None:
    """A change of circumstances, a resumed case or a step-up asks for a new assessment."""
    if case.assess_by is not None and current_assessment(case) is not None:
        raise Refused("A new risk assessment is due. It must be signed first.")


def needs_a_countersignature(case: Case, _at: datetime) -> None:
    """Signed by one, countersigned by another (domain: section 3.2)."""
    assessment = current_assessment(case)
    if assessment is not None and assessment.countersigned_at is None:
        who = "manager (DI)" if assessment.band == Band.VERY_HIGH else "supervisor"
        raise Refused(f"The risk assessment has to be countersigned by a {who} first.")


def awaits_a_countersignature(case: Case, _at: datetime) -> None:
    assessment = current_assessment(case)
    if assessment is None:
        raise Refused("There is no risk assessment to countersign.")
    if assessment.countersigned_at is not None:
        raise Refused("The risk assessment is already countersigned.")


def needs_adoption_checks(case: Case, _at: datetime) -> None:
    if not case.adoption_checks.exists():
        raise Refused(
            "The MAPPA, MARAC and live investigation checks and the safety plan have to be "
            "recorded first."
        )


def is_recorded_as_suspect(case: Case, _at: datetime) -> None:
    """Nobody is taken on for what was done to them."""
    if not case.person.incidents_as_suspect.exists():
        raise Refused("No record names this person as a suspect. The flag cannot go further.")


def risk_is_not_high(case: Case, _at: datetime) -> None:
    assessment = current_assessment(case)
    if assessment is not None and assessment.is_high:
        raise Refused(
            f"The risk is assessed as {assessment.get_band_display().lower()}. "
            "It must be medium or standard before stepping down."
        )


def last_report_on(case: Case) -> date | None:
    """The local date of the newest record that names the person as a suspect."""
    newest = case.person.incidents_as_suspect.order_by("-offence_on").first()
    return newest.offence_on if newest is not None else None


def clear_period_is_over(case: Case, at: datetime) -> None:
    """Source: domain section 3.4; the length is the force's own number."""
    last = last_report_on(case)
    if last is None:
        return
    nation, start = case.force.nation, timezone.make_aware(datetime.combine(last, time.min))
    clear_on = CLEAR_PERIOD.last_day(start, nation)
    if timezone.localdate(at) < clear_on:
        days = CLEAR_PERIOD.amount_in(nation, start)
        raise Refused(
            f"The last report was on {short_date(last)}. {days} clear days are needed: not before "
            f"{short_date(clear_on)}."
        )


def no_open_work(case: Case, _at: datetime) -> None:
    """Nothing is left hanging: tasks, letters and interventions are finished or cancelled (I9)."""
    counts = (
        (case.tasks.filter(finished=None, due_at__isnull=False).count(), "task"),
        (case.letters.filter(ended_at=None).count(), "letter"),
        (case.interventions.filter(finished=None).count(), "intervention"),
    )
    open_work = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n]
    if open_work:
        raise Refused(f"Still open: {listed(open_work)}. Finish or cancel them first.")


def monitoring_is_over(case: Case, at: datetime) -> None:
    until = case.monitoring_until
    if until is not None and timezone.localdate(at) <= until:
        raise Refused(f"Monitoring goes on until {short_date(until)}.")


def no_open_proposal(case: Case, _at: datetime) -> None:
    if open_proposal(case) is not None:
        raise Refused("A step-down is already proposed. A manager (DI) decides on it.")


def needs_a_proposal(case: Case, _at: datetime) -> None:
    if open_proposal(case) is None:
        raise Refused("A supervisor of the team has to propose the step-down first.")


def open_proposal(case: Case) -> StepDownProposal | None:
    """The step-down proposal that nobody has decided on, if any. A case has few of them."""
    return next((each for each in case.step_down_proposals.all() if not each.decision), None)


def has_a_new_flag(case: Case, _at: datetime) -> None:
    """A closed case is reopened for something new, never on its old grounds."""
    if new_flag(case) is None:
        raise Refused("A case is reopened on a new flag. There is none since it was closed.")
    later = case.person.cases.open().exclude(state__in=(State.FLAGGED, State.TRIAGE)).first()
    if later is not None:
        raise Refused(f"The person already has an open case: {later.ref}.")


def new_flag(case: Case) -> Flag | None:
    """The newest flag on the person raised since this case ended and not yet settled."""
    if case.ended_at is None:
        return None
    flags = case.person.flags.filter(settled_at=None, raised_at__gte=case.ended_at)
    return flags.order_by("-raised_at", "-pk").first()


def a_hold_can_be_lifted(case: Case, _at: datetime) -> None:
    if not holds_to_lift(case).exists():
        raise Refused("There is no hold to lift here.")


def holds_to_lift(case: Case) -> QuerySet[ContactHold]:
    """The holds in place, oldest first. That of MAPPA goes when the lead is taken back."""
    holds = case.contact_holds.filter(lifted_at=None)
    if case.state == State.LED_BY_MAPPA:
        holds = holds.exclude(kind=ContactHold.Kind.MAPPA_LEAD)
    return holds.order_by("placed_at", "pk")


def listed(words: list[str]) -> str:
    """ "1 task, 2 letters and 1 intervention"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
