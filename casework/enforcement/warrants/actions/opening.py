"""A warrant comes in: received, graded, circulated, given to somebody. Bail comes in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.cases.actions import hear_of_change
from casework.cases.models import Case, ChangeKind
from casework.cases.models.states import UNDER_WAY
from casework.core.errors import Refused, worded
from casework.enforcement.warrants import permissions, rules
from casework.enforcement.warrants.actions.shared import (
    in_the_past,
    locked,
    no_such_move,
    not_before,
)
from casework.enforcement.warrants.models import (
    CODES,
    Grade,
    Kind,
    SubType,
    Warrant,
    WarrantState,
)
from casework.visits.permissions import visiting_officers


def check_may_be_started(case: Case) -> None:
    """Raise Refused where no warrant or bail may be taken on for this case.

    Age stops neither: a court's warrant against somebody under 18 is executed like any other,
    by the youth route (domain: section 2.12 stops letters and notices only).
    """
    if case.state not in UNDER_WAY:
        raise Refused("A warrant can be taken on once a manager has adopted the case.")


@transaction.atomic
def start_warrant(*, case: Case, by: User) -> Warrant:
    """Note that a warrant has come in. Raises NotAllowed, Refused."""
    return _start(case, by, SubType.WARRANT, "warrant.received")


@transaction.atomic
def start_bail(*, case: Case, by: User) -> Warrant:
    """Note that somebody is on bail whose conditions are to be checked. Raises as above."""
    return _start(case, by, SubType.BAIL, "bail.received")


def _start(case: Case, by: User, sub_type: SubType, verb: str) -> Warrant:
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    permissions.check_can_work_desk(by, case)
    check_may_be_started(case)
    warrant: Warrant = Warrant.objects.create(case=case, sub_type=sub_type, received_by=by)
    record(obj=warrant, verb=verb, by=by, after={"state": warrant.state})
    return warrant


@transaction.atomic
def grade_warrant(
    *,
    warrant: Warrant,
    by: User,
    kind: str,
    code: str,
    court: str,
    grade: str,
    grade_reason: str,
    backed_for_bail: bool | None = None,
    reference: str = "",
    offence: str = "",
    received_at: datetime | None = None,
) -> Warrant:
    """A sergeant or manager enters what the court sent and grades it; the target date follows.

    `received_at` is aware: when the force had it, the moment it was entered here unless told.
    `backed_for_bail` is asked only where the code leaves it open. Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_grade(by, warrant)
    if warrant.state != WarrantState.RECEIVED or warrant.is_bail:
        raise no_such_move(warrant, "graded")
    before = str(warrant.state)
    _keep_what_it_is(warrant, kind=kind, code=code, backed_for_bail=backed_for_bail)
    warrant.court = worded(court, "Enter the court that issued the warrant.")
    warrant.reference, warrant.offence = reference.strip(), offence.strip()
    if received_at is not None:
        warrant.received_at = in_the_past(
            received_at, "The time it was received must be now or in the past."
        )
    keep_grade(warrant, grade, grade_reason)
    warrant.grade_it(by=by, at=timezone.now())
    return kept(
        warrant,
        "warrant.graded",
        by=by,
        before=before,
        reason=warrant.grade_reason,
        kind=warrant.kind,
        code=warrant.code,
        grade=warrant.grade,
        received_at=warrant.received_at,
        target_at=warrant.target_at,
    )


def _keep_what_it_is(warrant: Warrant, *, kind: str, code: str, **said: Any) -> None:
    about = CODES.get(code)
    if kind not in Kind.values:
        raise Refused("Select what kind of warrant it is.")
    if about is None:
        raise Refused("Select the code the court sent with it.")
    if not about.live:
        raise Refused(f"Code {code} says that the warrant was withdrawn: there is none to execute.")
    backed = said["backed_for_bail"] if about.backed is None else about.backed
    if backed is None:
        raise Refused("Select whether the warrant is backed for bail.")
    warrant.kind, warrant.code, warrant.backed_for_bail = kind, code, backed


def keep_grade(warrant: Warrant, grade: str, reason: str) -> None:
    """Put grade, reason and target date onto the row. Raises Refused without either."""
    if grade not in Grade.values:
        raise Refused("Select the grade.")
    warrant.grade = grade
    warrant.grade_reason = worded(reason, "Say why it has this grade.")
    deadline = rules.target(warrant)
    warrant.target_at, warrant.target_proof = deadline.due_at, deadline.proof


@transaction.atomic
def circulate_warrant(
    *,
    warrant: Warrant,
    by: User,
    system: str,
    reference: str,
    warnings: str,
    at: datetime | None = None,
) -> Warrant:
    """The desk has circulated the person as wanted; their warnings were carried over.

    `at` is aware, now unless told. The case hears that they are wanted. Raises NotAllowed,
    Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_work_desk(by, warrant.case)
    if warrant.state != WarrantState.GRADED:
        raise no_such_move(warrant, "circulated")
    at = in_the_past(at, "The time of the circulation must be now or in the past.")
    not_before(at, warrant.received_at, "The warrant was received after that time.")
    before = str(warrant.state)
    warrant.warnings = worded(
        warnings, "Say which warnings were carried over, or that there are none."
    )
    warrant.circulate(
        system=worded(system, "Enter the national system it was circulated on."),
        reference=worded(reference, "Enter the reference of the circulation."),
        at=max(at, warrant.received_at),
        by=by,
    )
    kept(
        warrant,
        "warrant.circulated",
        by=by,
        before=before,
        system=warrant.circulation_system,
        at=at,
    )
    hear_of_change(
        case=warrant.case,
        by=by,
        kind=ChangeKind.WANTED,
        note=f"Circulated as wanted on a warrant ({warrant.get_kind_display().lower()}).",
    )
    return warrant


@transaction.atomic
def allocate_warrant(
    *, warrant: Warrant, by: User, victim_safety: str, officer: User | None = None
) -> Warrant:
    """A sergeant gives it to an officer, or to the whole team; the due date is its target.

    `victim_safety` says who has to be safe before the arrest, and how. Raises NotAllowed,
    Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_supervise(by, warrant)
    if warrant.state != WarrantState.CIRCULATED:
        raise no_such_move(warrant, "allocated")
    if officer is not None and not visiting_officers(warrant.case).filter(pk=officer.pk).exists():
        raise Refused("Give it to an officer or a supervisor of this team.")
    before = str(warrant.state)
    warrant.victim_safety = worded(
        victim_safety, "Say who has to be safe before the arrest, and how."
    )
    warrant.allocate(to=officer, by=by, at=timezone.now())
    return kept(
        warrant,
        "warrant.allocated",
        by=by,
        before=before,
        officer=officer.pk if officer else None,
        target_at=warrant.target_at,
    )
