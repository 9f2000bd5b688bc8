"""An operation is planned around an event; earlier events are entered; people are proposed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Team, User
from casework.audit.keeping import kept
from casework.cases.models import Case
from casework.cases.models.states import UNDER_WAY
from casework.cases.permissions import check_can_see as check_sees_case
from casework.core.errors import Conflict, Refused, worded
from casework.operations import guards, permissions, queries
from casework.operations.actions.shared import locked, noted_of
from casework.operations.models import (
    CohortMember,
    EarlierEvent,
    Ground,
    Intensity,
    MemberGround,
    Operation,
    OperationState,
)
from casework.operations.queries import Found

S = OperationState
CODE = re.compile(r"[A-Z][A-Z0-9]*(?:[ -][A-Z0-9]+)*")
NO_GROUND = (
    "Our records give no ground for this person: no report around an earlier event, no live "
    "warrant, bail or order. Following a club is no ground by itself."
)


@transaction.atomic
def plan_operation(
    *, team: Team, by: User, code: str, event_at: datetime, venue: str, intensity: str
) -> Operation:
    """An operation around an event that is still to come; `event_at` is aware.

    The code names it in lists and on run sheets, so it holds nobody's name. Raises NotAllowed,
    Refused.
    """
    permissions.check_can_begin(by, team)
    code = code.strip().upper()
    if not CODE.fullmatch(code):
        raise Refused("Enter a code word in letters and figures, such as NIGHTJAR.")
    if event_at <= timezone.now():
        raise Refused("The event must be in the future.")
    if intensity not in Intensity.values:
        raise Refused("Select how much trouble is expected.")
    if Operation.objects.filter(force=team.force, code=code).exists():
        raise Refused("There is an operation of that code already. Choose another word.")
    operation: Operation = Operation(
        force=team.force,
        team=team,
        code=code,
        event_at=event_at,
        venue=worded(venue, "Enter where the event takes place."),
        intensity=intensity,
        created_by=by,
    )
    return kept(
        operation, "operation.planned", by=by, before="", event_at=event_at, intensity=intensity
    )


@transaction.atomic
def add_earlier_event(
    *, operation: Operation, by: User, at: datetime, named: str = ""
) -> Operation:
    """An earlier event in whose window reports are looked for. Raises NotAllowed, Refused."""
    row = locked(operation)
    permissions.check_proposes(by, row)
    guards.require_state(row, S.PLANNED, S.COHORT_PROPOSED)
    if at >= timezone.now():
        raise Refused("An earlier event must be in the past.")
    if row.earlier_events.filter(at=at).exists():
        raise Refused("This earlier event is entered already.")
    EarlierEvent.objects.create(operation=row, at=at, named=named.strip(), added_by=by)
    return kept(row, "operation.earlier_event_added", by=by, before=row.state, at=at)


@transaction.atomic
def add_person(*, operation: Operation, by: User, case: Case, top_list: str = "") -> CohortMember:
    """Propose one person with the grounds our records give today.

    `top_list` names a published run on whose list they stand. Raises NotAllowed, Refused where
    there is no ground at all, Conflict where they are on the list already.
    """
    row = locked(operation)
    permissions.check_proposes(by, row)
    check_sees_case(by, case)
    guards.require_state(row, S.PLANNED, S.COHORT_PROPOSED)
    if case.team_id != row.team_id or case.state not in UNDER_WAY:
        raise Refused("Only somebody whose case is under way in this team can be proposed.")
    earlier = row.members.filter(case=case).select_related("proposed_by").first()
    if earlier is not None:
        who = earlier.proposed_by.display_name if earlier.proposed_by else ""
        raise Conflict("They are on the list already.", by=who, at=earlier.proposed_at)
    _refuse_name_in_code(row, case)
    found = queries.grounds_for(case, row)
    if top_list.strip():
        found.append(Found(Ground.TOP_LIST, f"{Ground.TOP_LIST.label}: {top_list.strip()}"[:300]))
    if not found:
        raise Refused(NO_GROUND)
    member: CohortMember = CohortMember(operation=row, case=case, proposed_by=by)
    member.save()
    for each in found:
        MemberGround.objects.create(
            member=member,
            kind=each.kind,
            words=each.words,
            incident=each.incident,
            earlier_event=each.earlier_event,
        )
    kinds = sorted({str(each.kind) for each in found})
    noted_of(member, "operation.person_added", by=by, operation=row.pk, grounds=kinds)
    return member


@transaction.atomic
def add_people(*, operation: Operation, by: User, cases: Iterable[Case]) -> list[CohortMember]:
    """Propose several at once: all of them, or nobody where one cannot be. Raises as above."""
    return [add_person(operation=operation, by=by, case=case) for case in cases]


def _refuse_name_in_code(operation: Operation, case: Case) -> None:
    """A code word that is also somebody's name would give them away on every list."""
    names = {word.upper() for word in case.person.full_name.split()}
    if names & set(re.split(r"[ -]", operation.code)):
        raise Refused(
            "The code of this operation is also a name of this person. Cancel the operation and "
            "plan it under another code."
        )


@transaction.atomic
def propose_cohort(*, operation: Operation, by: User) -> Operation:
    """Put the people forward for the manager's decision. Raises NotAllowed, Refused."""
    row = locked(operation)
    permissions.check_proposes(by, row)
    guards.can_be_proposed(row)
    before = row.state
    row.propose(by=by, at=timezone.now())
    return kept(row, "operation.cohort_proposed", by=by, before=before, people=row.members.count())
