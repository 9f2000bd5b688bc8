"""Planning a visit: the plan, the checks before it, the approval, and calling it off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.cases.acts import Act, announce, call_off, require_told
from casework.cases.gate import require_no_hold, require_open_gate
from casework.cases.models import Case
from casework.cases.models.states import UNDER_WAY
from casework.core.errors import Refused, worded
from casework.people.models import Contact
from casework.ui.times import local_time
from casework.visits import permissions, rules
from casework.visits.actions.shared import locked, no_such_move
from casework.visits.models import Visit, VisitCheck, VisitState


class CheckMade(TypedDict):
    """One pre-visit check as it is handed in: where it was looked up and what it showed."""

    source: str
    answer: str


def check_visit_may_be_started(case: Case) -> None:
    """Raise Refused where a visit may not be planned on this case.

    The case must be under way. Age does not stop a visit, as it stops a letter or an order
    (domain: section 2.12).
    """
    if case.state not in UNDER_WAY:
        raise Refused("A visit can be planned once a manager has adopted the case.")


@transaction.atomic
def start_visit(*, case: Case, by: User) -> Visit:
    """Open an empty visit on a case that is under way. Raises NotAllowed, Refused."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    permissions.check_can_plan_visit(by, case)
    check_visit_may_be_started(case)
    visit: Visit = Visit.objects.create(case=case, planned_by=by)
    record(obj=visit, verb="visit.started", by=by, after={"state": visit.state})
    return visit


@transaction.atomic
def plan_visit(
    *,
    visit: Visit,
    by: User,
    purpose: str,
    place: Contact | str,
    planned_for: datetime,
    lead_officer: User,
    second_officer: User,
    checks: Mapping[str, CheckMade] | None = None,
    checked_at: datetime | None = None,
) -> Visit:
    """Say why, where, when and by whom; with `checks` the visit is checked in the same move.

    `place` is one of the person's recorded addresses or words for somewhere else. `planned_for`
    and `checked_at` are aware; `checks` maps each VisitCheck.Kind to its source and answer.
    Nothing is planned while contact is not cleared. Raises NotAllowed, Refused.
    """
    visit, now = _to_be_prepared(visit, by, "planned"), timezone.now()
    before = {"state": visit.state}
    require_open_gate(visit.case, at=now)
    _check_officers(visit, lead_officer, second_officer)
    _check_time(visit, planned_for, now)
    require_no_hold(visit.case, at=planned_for)
    visit.purpose = worded(purpose, "Say what the visit is for.")
    visit.contact, visit.place = _place(visit, place)
    visit.planned_for, visit.planned_by = planned_for, by
    visit.lead_officer, visit.second_officer = lead_officer, second_officer
    visit.approved_by = visit.approved_at = None
    made: dict[str, Any] = {}
    if checks is not None:
        made = _make_checks(visit, checks, by=by, made_at=checked_at or now, now=now)
    visit.save()
    announce(case=visit.case, act=Act.VISIT, about=visit, planned_for=visit.planned_for, by=by)
    record(obj=visit, verb="visit.planned", by=by, before=before, after=_plan_of(visit) | made)
    return visit


def _to_be_prepared(visit: Visit, by: User, what: str) -> Visit:
    """The visit, locked, where `by` may plan it and it can be `what` (a participle) now."""
    visit = locked(visit)
    permissions.check_can_plan_visit(by, visit.case)
    if visit.state not in (VisitState.PLANNED, VisitState.CHECKS_EXPIRED):
        raise no_such_move(visit, what)
    return visit


def _plan_of(visit: Visit) -> dict[str, Any]:
    """What the log keeps of a plan."""
    return {
        "state": visit.state,
        "planned_for": visit.planned_for,
        "lead_officer": visit.lead_officer_id,
        "second_officer": visit.second_officer_id,
        "checks_valid_until": visit.checks_valid_until,
    }


@transaction.atomic
def pass_checks(
    *,
    visit: Visit,
    by: User,
    checks: Mapping[str, CheckMade],
    checked_at: datetime | None = None,
) -> Visit:
    """Make every check of a planned visit, again where the last ones expired.

    `checked_at` (aware) is when they were made, now unless told. Raises NotAllowed, Refused.
    """
    visit = _to_be_prepared(visit, by, "checked")
    if visit.lead_officer is None or visit.second_officer is None or visit.planned_for is None:
        raise Refused("Plan the visit first: when it is to be, and which two officers go.")
    before, now = str(visit.state), timezone.now()
    after = _make_checks(visit, checks, by=by, made_at=checked_at or now, now=now)
    return kept(visit, "visit.checked", by=by, before=before, **after)


def _check_officers(visit: Visit, lead: User, second: User) -> None:
    if lead == second:
        raise Refused("Name two different officers. Nobody visits alone.")
    may_visit = set(permissions.visiting_officers(visit.case).values_list("pk", flat=True))
    if not {lead.pk, second.pk} <= may_visit:
        raise Refused("Both officers must be officers or supervisors of this team.")
    if not permissions.leading_officers(visit.case).filter(pk=lead.pk).exists():
        raise Refused("An officer of this team leads the visit and writes its record.")


def _check_time(visit: Visit, planned_for: datetime, now: datetime) -> None:
    if planned_for < now:
        raise Refused("The time of the visit must be in the future.")
    if against := rules.why_not_planned_for(visit, planned_for):
        raise Refused(against)


def _place(visit: Visit, place: Contact | str) -> tuple[Contact | None, str]:
    if isinstance(place, str):
        return None, worded(place, "Say where the visit is to be.")
    if place.person_id != visit.case.person_id or place.kind != Contact.Kind.ADDRESS:
        raise Refused("Choose one of the person's own addresses.")
    return place, place.one_line


def _make_checks(
    visit: Visit,
    checks: Mapping[str, CheckMade],
    *,
    by: User,
    made_at: datetime,
    now: datetime,
) -> dict[str, Any]:
    """Keep a new set of checks and move the visit to CHECKED, if they hold until the visit.

    Returns what the log keeps of it: until when they hold, and how that was counted.
    """
    if made_at > now:
        raise Refused("The time of the checks must be now or in the past.")
    limit = rules.checks_run_out(visit, made_at)
    valid_until = limit.due_at
    if valid_until < now:
        raise Refused("These checks are more than a day old. Make them again.")
    if visit.planned_for is not None and visit.planned_for > valid_until:
        raise Refused(
            f"The checks hold until {local_time(valid_until)}, before the visit. "
            "Make them nearer to the time, or visit sooner."
        )
    undone = [kind.label for kind in VisitCheck.Kind if not _complete(checks.get(kind))]
    if undone:
        raise Refused(f"Make every check first. Not done: {', '.join(undone)}.")
    latest = visit.checks.aggregate(latest=Max("attempt"))["latest"] or 0
    VisitCheck.objects.bulk_create(
        VisitCheck(
            visit=visit,
            attempt=latest + 1,
            kind=kind,
            source=checks[kind]["source"].strip(),
            answer=checks[kind]["answer"].strip(),
            checked_at=made_at,
            checked_by=by,
        )
        for kind in VisitCheck.Kind
    )
    visit.pass_checks(at=made_at, valid_until=valid_until)
    return {"checks_valid_until": valid_until, "checks_proof": limit.proof}


def _complete(check: CheckMade | None) -> bool:
    return bool(check and check["source"].strip() and check["answer"].strip())


@transaction.atomic
def approve_visit(*, visit: Visit, by: User, decision: str, reason: str = "") -> Visit:
    """Approve a checked visit (APPROVE) or send it back to be planned again (SEND_BACK).

    Approval needs an open contact gate, checks still in time, two officers, and a sergeant (an
    inspector where violence, weapons or firearms are marked) who neither visits nor planned it.
    Sending back needs a reason. Raises NotAllowed, Refused.
    """
    visit = locked(visit)
    permissions.check_can_approve_visit(by, visit)
    if visit.state != VisitState.CHECKED:
        raise no_such_move(visit, "approved")
    before, now = str(visit.state), timezone.now()
    if decision == "SEND_BACK":
        visit.send_back(reason=worded(reason, "Say what must change before the visit."))
        verb = "visit.sent_back"
    elif decision == "APPROVE":
        _check_ready(visit, now)
        visit.approve(by=by, at=now)
        verb = "visit.approved"
    else:
        raise Refused("Decide whether to approve the visit or to send it back.")
    return kept(visit, verb, by=by, before=before, reason=reason)


def _check_ready(visit: Visit, now: datetime) -> None:
    if visit.lead_officer is None or visit.second_officer is None:
        raise Refused("Name two officers first. Nobody visits alone.")
    if visit.checks_valid_until is None or visit.checks_valid_until < now:
        raise Refused("The checks have run out. Send the visit back so that they are made again.")
    require_open_gate(visit.case, at=now)
    if visit.planned_for is not None:
        require_no_hold(visit.case, at=visit.planned_for)
    require_told(visit.case, Act.VISIT, about=visit)


@transaction.atomic
def expire_checks(*, visit: Visit, at: datetime | None = None) -> Visit:
    """Note that the checks are too old (a timer's doing); a visit not held up by them is left.

    `at` is aware, now unless told. May be called twice.
    """
    visit = locked(visit)
    now = at or timezone.now()
    waiting = visit.state in (VisitState.CHECKED, VisitState.APPROVED)
    if not waiting or (visit.checks_valid_until is not None and visit.checks_valid_until > now):
        return visit
    before = {"state": visit.state, "checks_valid_until": visit.checks_valid_until}
    if visit.state == VisitState.CHECKED:
        visit.send_back(reason="The checks ran out before the visit was approved.")
    else:
        visit.expire_checks()
    visit.save()
    record(
        obj=visit,
        verb="visit.checks_expired",
        by=None,
        before=before,
        after={"state": visit.state},
    )
    return visit


@transaction.atomic
def withdraw_visit(*, visit: Visit, by: User, reason: str) -> Visit:
    """Call the visit off, for a reason. Raises Refused once somebody has been seen."""
    visit = locked(visit)
    permissions.check_can_withdraw_visit(by, visit)
    reason = worded(reason, "Say why the visit is called off.")
    if visit.no_reply_ended_at is not None:
        raise Refused("A supervisor has ended this visit. It ends with its record.")
    allowed = (
        VisitState.PLANNED,
        VisitState.CHECKED,
        VisitState.APPROVED,
        VisitState.CHECKS_EXPIRED,
        VisitState.NO_REPLY,
    )
    if visit.state not in allowed:
        raise Refused("This visit has been made. It ends with its record.")
    before = {"state": visit.state}
    visit.withdraw()
    visit.save()
    call_off(case=visit.case, act=Act.VISIT, about=visit, by=by)
    record(
        obj=visit,
        verb="visit.withdrawn",
        by=by,
        before=before,
        after={"state": visit.state},
        reason=reason,
    )
    return visit
