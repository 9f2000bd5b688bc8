"""Who may do what with a visit (domain: sections 2b and 6). Each rule is a pair: check and can.

A check raises NotVisible for somebody else's case, else NotAllowed with the sentence.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from casework.accounts.absence import stands_in_for
from casework.accounts.access import holders_of, require_role, role_scope, roles_of
from casework.accounts.models import Rank, Role, RoleGrant, User
from casework.cases.models import Case
from casework.cases.permissions import check_can_see as check_sees_case
from casework.core.errors import NotAllowed, passes
from casework.visits.models import Visit
from casework.visits.rules import needed_inspector, needs_inspector

PLANNERS = (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER)
SUPERVISORS = (Role.SUPERVISOR, Role.MANAGER)
# Where a sergeant is not enough (domain: section 2b): by role as well as by rank.
APPROVERS_IN_DANGER = (Role.MANAGER, Role.AUTHORISER)
VISITORS = (Role.OFFICER, Role.SUPERVISOR)


def check_can_plan_visit(user: User, case: Case) -> None:
    """An officer, a supervisor or a manager of the case's team plans."""
    check_sees_case(user, case)
    require_role(
        user,
        *PLANNERS,
        force=case.force,
        team=case.team,
        sentence="Only an officer, a supervisor or a manager of this team plans a visit.",
    )


def can_plan_visit(user: User, case: Case) -> bool:
    return passes(check_can_plan_visit, user, case)


def check_can_approve_visit(user: User, visit: Visit) -> None:
    """A supervisor or a manager, sergeant or above, who neither visits nor planned, nor stands in
    for the planner. Where violence, weapons or firearms are marked: an inspector or above who is
    a manager or an authorising officer; the latter approves no other visit."""
    check_sees_case(user, visit.case)
    _check_role_approves(user, visit)
    if user.pk in (visit.lead_officer_id, visit.second_officer_id):
        raise NotAllowed("You are one of the two officers. Someone who does not visit approves it.")
    if user.pk == visit.planned_by_id:
        raise NotAllowed("You planned this visit. Someone else approves it.")
    if visit.planned_by and stands_in_for(user, visit.planned_by):
        raise NotAllowed(
            "You stand in for the officer who planned this visit. Someone else approves it."
        )


def _check_role_approves(user: User, visit: Visit) -> None:
    held = roles_of(user, force=visit.case.force, team=visit.case.team)
    is_inspector = user.seniority >= Rank.values.index(Rank.INSPECTOR)
    if is_inspector and held & set(APPROVERS_IN_DANGER) and needed_inspector(visit):
        return
    if needs_inspector(visit):
        raise NotAllowed(
            "There is a live marker for violence, weapons or firearms. Only an inspector or above "
            "who is a manager or an authorising officer approves this visit."
        )
    if not held & set(SUPERVISORS):
        raise NotAllowed("Only a supervisor or a manager approves a visit.")
    if user.seniority < Rank.values.index(Rank.SERGEANT):
        raise NotAllowed("Only a sergeant or above approves a visit.")


def can_approve_visit(user: User, visit: Visit) -> bool:
    return passes(check_can_approve_visit, user, visit)


def check_can_replace_officer(user: User, visit: Visit) -> None:
    """A supervisor or a manager of the team sends somebody else on a visit that is to be made."""
    check_sees_case(user, visit.case)
    if not supervises(user, visit.case):
        raise NotAllowed("Only a supervisor or a manager of this team sends another officer.")


def can_replace_officer(user: User, visit: Visit) -> bool:
    return passes(check_can_replace_officer, user, visit)


def check_can_log_attempt(user: User, visit: Visit) -> None:
    """One of the two officers logs what happened at the door."""
    check_sees_case(user, visit.case)
    if user.pk not in (visit.lead_officer_id, visit.second_officer_id):
        raise NotAllowed("Only one of the two officers who went logs what happened.")


def can_log_attempt(user: User, visit: Visit) -> bool:
    return passes(check_can_log_attempt, user, visit)


def check_can_say_not_made(user: User, visit: Visit) -> None:
    """One of the two officers; any officer of the team where neither is one of it any more."""
    check_sees_case(user, visit.case)
    if user.pk in (visit.lead_officer_id, visit.second_officer_id):
        return
    here = set(visiting_officers(visit.case).values_list("pk", flat=True))
    if user.pk in here and not here & {visit.lead_officer_id, visit.second_officer_id}:
        return
    raise NotAllowed("Only one of the two officers who were to go says whether they went.")


def can_say_not_made(user: User, visit: Visit) -> bool:
    return passes(check_can_say_not_made, user, visit)


def check_can_submit_record(user: User, visit: Visit) -> None:
    """The lead officer writes the record; the second one where the lead is away or no longer an
    officer of this team, and any officer of it where both are gone: what was seen is written."""
    check_sees_case(user, visit.case)
    if user.pk == visit.lead_officer_id:
        return
    lead, second = visit.lead_officer, visit.second_officer
    here = set(leading_officers(visit.case).values_list("pk", flat=True))
    gone = visit.lead_officer_id not in here
    if user == second and (gone or (lead is not None and stands_in_for(user, lead))):
        return
    if gone and visit.second_officer_id not in here and user.pk in here:
        return
    raise NotAllowed("Only the officer who led the visit submits its record.")


def can_submit_record(user: User, visit: Visit) -> bool:
    return passes(check_can_submit_record, user, visit)


def check_can_review(user: User, visit: Visit) -> None:
    """A supervisor or a manager who was not at the door and did not write the record."""
    case = visit.case
    check_sees_case(user, case)
    require_role(
        user,
        *SUPERVISORS,
        force=case.force,
        team=case.team,
        sentence="Only a supervisor or a manager of this team reviews a visit.",
    )
    if user.pk in (visit.lead_officer_id, visit.second_officer_id):
        raise NotAllowed("You made this visit. Someone else reviews it.")
    if visit.lead_officer and stands_in_for(user, visit.lead_officer):
        raise NotAllowed(
            "You stand in for the officer who led this visit. Someone else reviews it."
        )
    was_there = Q(logged_by=user) | Q(second_officer=user)
    if visit.attempts.filter(was_there).exists():
        raise NotAllowed("You were at the door. Someone else reviews this visit.")
    if visit.records.filter(submitted_by=user).exists():
        raise NotAllowed("You wrote this record. Someone else reviews it.")


def check_can_record_safeguarding(user: User, visit: Visit) -> None:
    """Either officer of the visit, or whoever may plan it, so that it never waits for one."""
    check_sees_case(user, visit.case)
    if user.pk not in (visit.lead_officer_id, visit.second_officer_id):
        check_can_plan_visit(user, visit.case)


def can_record_safeguarding(user: User, visit: Visit) -> bool:
    return passes(check_can_record_safeguarding, user, visit)


def can_review(user: User, visit: Visit) -> bool:
    return passes(check_can_review, user, visit)


def check_can_withdraw_visit(user: User, visit: Visit) -> None:
    """Whoever may plan it may call it off."""
    check_can_plan_visit(user, visit.case)


def can_withdraw_visit(user: User, visit: Visit) -> bool:
    return passes(check_can_withdraw_visit, user, visit)


def visiting_officers(case: Case) -> QuerySet[User]:
    """Who may be named on a visit of this case: officers and supervisors of its team, by name."""
    grants = (
        RoleGrant.objects.in_force()
        .filter(role__in=VISITORS, force=case.force_id)
        .filter(Q(team=None) | Q(team=case.team_id))
    )
    named: QuerySet[User] = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return named.order_by("last_name", "first_name", "pk")


def leading_officers(case: Case) -> QuerySet[User]:
    """Who may lead a visit of this case: its officers, whose tasks the door and the record are."""
    return holders_of(Role.OFFICER, force=case.force, team=case.team)


def supervises(user: User, case: Case) -> bool:
    """Whether `user` is a supervisor or a manager of the case's team today."""
    scope = role_scope(user, *SUPERVISORS)
    return case.force_id in scope.forces or case.team_id in scope.teams
