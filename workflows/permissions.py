"""Who may do, take and give out work. Each rule is a pair: `check_` answers in words."""

from __future__ import annotations

from functools import partial

from casework.accounts.access import has_role
from casework.accounts.models import Absence, Role, Team, User
from casework.accounts.outside import OUTSIDE_ROLES, desks_of, is_outside
from casework.cases.models import Case, not_kept_from
from casework.cases.permissions import check_can_see as check_sees_case
from casework.cases.permissions import is_kept_from, sees
from casework.core.errors import (
    Conflict,
    NotAllowed,
    NotVisible,
    Refused,
    passes,
    reason_against,
)
from workflows.models import Handout, Intervention, Rung, Task

# Who gives out and unblocks work (domain: section 6).
LEADS = (Role.SUPERVISOR, Role.MANAGER)
# Who may be named beside the owner of a task.
ON_CASES = (Role.OFFICER, *LEADS)


def leads(user: User, *, case: Case) -> bool:
    """Whether this user supervises the case's team or manages its force."""
    return any(has_role(user, role, force=case.force, team=case.team) for role in LEADS)


def holds(user: User, role: str, *, case: Case, team: Team | None) -> bool:
    """Whether the user holds `role` where the case is; a manager may do a supervisor's work.

    An outside role is held only at the very desk the grant names.
    """
    if role in OUTSIDE_ROLES:
        if team is None or team.force_id != case.force_id:
            return False
        return team.pk in desks_of(user, Role(role))
    roles = [Role(role)]
    if role == Role.SUPERVISOR:
        roles.append(Role.MANAGER)
    return any(has_role(user, each, force=case.force, team=team) for each in roles)


def is_also_for(user: User, task: Task) -> bool:
    """Whether the task asks this user beside its owner, and they still work on cases there.

    The step named them, so a supervisor may do what it asks of an officer; a role that ended
    shows nothing (I18).
    """
    if task.also_for_id != user.pk:
        return False
    return any(has_role(user, role, force=task.case.force, team=task.team) for role in ON_CASES)


def does_as_lead(user: User, task: Task) -> bool:
    """Whether the step lets whoever leads the case do it beside its owner, and this user does."""
    return getattr(task.flow_task, "leads_too", False) and leads(user, case=task.case)


def is_standing_in(user: User, task: Task) -> bool:
    """Whether whoever has the task is away at this moment and this user does what falls due.

    Their deputy, or whoever leads the case where nobody was named who is here; only with the role
    the task asks for.
    """
    if task.owner_id in (None, user.pk) or not holds_of(user, task):
        return False
    away = Absence.objects.now().filter(user=task.owner_id).select_related("deputy").first()
    if away is None:
        return False
    if away.deputy_id == user.pk:
        return True
    deputy = away.deputy if away.deputy and away.deputy.is_active else None
    named = deputy is not None and not Absence.objects.now().filter(user=deputy).exists()
    return not named and leads(user, case=task.case)


def check_can_see(user: User, task: Task) -> None:
    """Raise NotVisible unless the task is on a case the user sees, or the user's own to do.

    An open task of one's own needs no look at the case, but a role that ended shows nothing (I18).
    A task at a desk of its own, such as an agency's or the control room's, is open to the people
    of that desk while it is nobody's yet.
    """
    at_a_desk = task.flow_task.team is not None
    is_theirs = task.owner_id == user.pk or (task.owner_id is None and at_a_desk)
    is_open = task.finished is None
    if is_open and (is_theirs or task.also_for_id == user.pk):
        check_not_kept_from(user, task)
        if (is_theirs and holds_of(user, task)) or is_also_for(user, task):
            return
    if is_outside(user):
        raise NotVisible("There is no such task.")
    if sees(user, task.case_id):
        return
    if task.finished is not None or not is_standing_in(user, task):
        raise NotVisible("There is no such task.")
    check_not_kept_from(user, task)


def check_not_kept_from(user: User, task: Task) -> None:
    """Raise NotVisible where the user may know nothing of the case, whoever has the task.

    Asked while the case is read, where it is not read yet.
    """
    if not Task._meta.get_field("case").is_cached(task):  # type: ignore[union-attr]
        found = Case.objects.filter(not_kept_from(user, case="pk"), pk=task.case_id).first()
        if found is not None:
            task.case = found
            return
    elif not is_kept_from(user, task.case):
        return
    raise NotVisible("There is no such task.")


def holds_of(user: User, task: Task) -> bool:
    """Whether the user holds the role a task asks for, where it stands."""
    return holds(user, task.role, case=task.case, team=task.team)


def at_the_desk(user: User, task: Task) -> bool:
    """Whether this is a task of another agency, looked at by somebody of that agency's desk."""
    return bool(task.flow_task.outside) and holds_of(user, task)


def check_still_open(task: Task) -> None:
    """Raise Conflict, naming who and when, where the task is finished; Refused where dropped."""
    if task.finished is None:
        return
    done = getattr(task, "completion", None)
    if done is None:
        raise Refused("This task is no longer needed. The intervention has moved on.")
    raise Conflict("Someone has already done this task.", by=done.by.display_name, at=done.at)


def check_can_take(user: User, task: Task) -> None:
    """A task nobody has may be taken by those whose role it asks for."""
    if task.owner_id is not None:
        raise NotAllowed("This task already has someone. Ask their supervisor to give it to you.")
    if not holds_of(user, task):
        raise NotAllowed(f"This task is for: {Role(task.role).label.lower()}.")


def check_can_do(user: User, task: Task) -> None:
    """A task is done by the person who has it, one it asks beside them, or one who may take it.

    And, where the step says so, by whoever leads the case.
    """
    if is_also_for(user, task) or does_as_lead(user, task):
        return
    if task.owner_id == user.pk:
        if not holds_of(user, task):
            raise NotAllowed(f"This task is for: {Role(task.role).label.lower()}.")
        return
    if task.owner_id is not None:
        check_stands_in(user, task)
        return
    check_can_take(user, task)


def check_stands_in(user: User, task: Task) -> None:
    """Whoever stands in for who has the task does it, but never what they may not do themselves:
    no author has their own item authorised by who stands in for them (assurance: I7)."""
    if not is_standing_in(user, task):
        raise NotAllowed("Someone else has this task. Ask their supervisor to give it to you.")
    assert task.owner is not None
    if decides_by_rule(task) and reason_against(check_could_decide, task.owner, task):
        raise NotAllowed(
            "The person you stand in for may not decide on this themselves. "
            "Ask a supervisor to give it to somebody else."
        )


def check_can_put_back(user: User, task: Task) -> None:
    """Whoever has a task, or leads its team, may give it back to the queue."""
    if task.owner_id is None:
        raise Refused("This task is already in the team's queue.")
    if task.owner_id != user.pk and not leads(user, case=task.case):
        raise NotAllowed("Only the person who has the task, or a supervisor, can put it back.")


def check_can_assign(user: User, task: Task, *, to: User) -> None:
    """A supervisor or manager gives work to someone who holds the role it asks for."""
    check_leads(user, task)
    check_could_do(to, task.role, case=task.case, team=task.team)
    check_could_decide(to, task)


def decides_by_rule(task: Task) -> bool:
    """Whether the record has a rule of its own for who may do this, such as four eyes."""
    return hasattr(task.flow_task.form, "who_decides")


def check_could_decide(to: User, task: Task) -> None:
    """Raise Refused where the record's own rule bars that person from deciding what the task
    asks: they wrote it, planned it, or stand in for who did."""
    if not decides_by_rule(task):
        return
    step = task.flow_task
    against = reason_against(step.form.who_decides, to, step.subject(task.process))
    if against is not None:
        raise Refused(
            f"{to.display_name} may not decide this. They would be told: \u201c{against}\u201d"
        )


def check_leads(user: User, task: Task) -> None:
    """Giving out work is for whoever leads the case's team."""
    if not leads(user, case=task.case):
        raise NotAllowed("A supervisor or manager gives out tasks.")


def check_can_take_back(user: User, handout: Handout) -> None:
    """Only who gave several tasks out takes them back together."""
    if handout.by_id != user.pk:
        raise NotVisible("There is no such handout.")


def check_could_do(to: User, role: str, *, case: Case, team: Team | None) -> None:
    """Raise Refused unless that person works here and holds `role` where the work is."""
    if not to.is_active:
        raise Refused("That person no longer works here. Choose someone else.")
    if not holds(to, role, case=case, team=team):
        raise Refused(f"That person cannot do this task. It is for: {Role(role).label}.")
    if is_kept_from(to, case):
        raise Refused("That person may not see this case. Choose somebody who may.")


def check_can_add(user: User, intervention: Intervention) -> None:
    """Whoever leads the case's team adds a task to what is running, or drops one again."""
    if not Case.objects.visible_to(user).filter(pk=intervention.case_id).exists():
        raise NotVisible("There is no such intervention.")
    if not leads(user, case=intervention.case):
        raise NotAllowed("A supervisor or manager adds a task or drops one that was added.")


def check_can_set_priority(user: User, task: Task) -> None:
    """Whoever leads the case's team says which task comes first; never for another agency."""
    if task.flow_task.outside:
        raise NotAllowed("Another agency has this task. It says itself what comes first.")
    if not leads(user, case=task.case):
        raise NotAllowed("A supervisor or manager sets the priority of a task.")


def check_can_stop_reminders(user: User, task: Task) -> None:
    """Whoever leads the case stops what is still to be sent of a task, but never of their own."""
    if not leads(user, case=task.case):
        raise NotAllowed("A supervisor or manager stops the reminders of a task.")
    if user.pk in (task.owner_id, task.also_for_id):
        raise NotAllowed("You have this task. Somebody else stops its reminders.")


def rungs_stopped_by(user: User, task: Task) -> set[Rung]:
    """Which rungs this lead may stop: what a manager is told, only a manager."""
    if has_role(user, Role.MANAGER, force=task.case.force, team=task.case.team):
        return set(Rung)
    return set(Rung) - {Rung.MANAGER}


def check_can_move_due(user: User, task: Task) -> None:
    """Whoever leads the case's team moves a due time; never their own task's (assurance: I10)."""
    if not leads(user, case=task.case):
        raise NotAllowed("A supervisor or manager moves a due time.")
    if task.owner_id == user.pk:
        raise NotAllowed("You have this task, so somebody else has to move its due time.")


def check_can_pause(user: User, task: Task) -> None:
    """Whoever leads the case's team lets a clock stand still or go on; never of their own task."""
    if not leads(user, case=task.case):
        raise NotAllowed("A supervisor or manager pauses the clock of a task.")
    if user.pk in (task.owner_id, task.also_for_id):
        raise NotAllowed("You have this task, so somebody else has to pause its clock.")


def check_can_hold(user: User, task: Task) -> None:
    """Whoever has a task, or leads its team, lets it wait; never a task of another agency."""
    if task.flow_task.outside:
        raise NotAllowed("Another agency has this task. It cannot be put on hold here.")
    if leads(user, case=task.case):
        return
    if task.owner_id != user.pk or not holds_of(user, task):
        raise NotAllowed("Only the person who has the task, or a supervisor, can put it on hold.")


def check_can_start(user: User, case: Case) -> None:
    """The case's owner, or a supervisor or manager, starts an intervention."""
    if case.owner_id == user.pk and has_role(user, Role.OFFICER, force=case.force, team=case.team):
        return
    if not leads(user, case=case):
        raise NotAllowed("The case owner or a supervisor starts an intervention.")


def check_can_cancel(user: User, intervention: Intervention) -> None:
    """Whoever leads the case's team may stop an intervention before it took effect."""
    if not leads(user, case=intervention.case):
        raise NotAllowed("A supervisor or manager stops an intervention.")


def check_can_decide(user: User, case: Case) -> None:
    """Whoever leads the case's team takes or declines what an outcome proposes."""
    check_sees_case(user, case)
    if not leads(user, case=case):
        raise NotAllowed("A supervisor or manager decides what comes next.")


can_decide = partial(passes, check_can_decide)
can_see = partial(passes, check_can_see)
can_take = partial(passes, check_can_take)
can_do = partial(passes, check_can_do)
can_add = partial(passes, check_can_add)
can_move_due = partial(passes, check_can_move_due)
can_pause = partial(passes, check_can_pause)
can_hold = partial(passes, check_can_hold)
can_set_priority = partial(passes, check_can_set_priority)
can_stop_reminders = partial(passes, check_can_stop_reminders)
can_start = partial(passes, check_can_start)
can_cancel = partial(passes, check_can_cancel)
