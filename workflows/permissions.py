"""Who may do, take and give out work. Each rule is a pair: `check_` answers in words."""

from __future__ import annotations

from functools import partial

from casework.accounts.access import has_role
from casework.accounts.models import Role, Team, User
from casework.cases.models import Case
from casework.core.errors import Conflict, NotAllowed, NotVisible, Refused, passes
from workflows.models import Intervention, Task

# Who gives out and unblocks work (domain: section 6).
LEADS = (Role.SUPERVISOR, Role.MANAGER)
# Who may be named beside the owner of a task.
ON_CASES = (Role.OFFICER, *LEADS)


def leads(user: User, *, case: Case) -> bool:
    """Whether this user supervises the case's team or manages its force."""
    return any(has_role(user, role, force=case.force, team=case.team) for role in LEADS)


def holds(user: User, role: str, *, case: Case, team: Team | None) -> bool:
    """Whether the user holds `role` where the case is; a manager may do a supervisor's work."""
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


def check_can_see(user: User, task: Task) -> None:
    """Raise NotVisible unless the task is on a case the user sees, or the user's own to do.

    An open task of one's own needs no look at the case, but a role that ended shows nothing (I18).
    """
    is_theirs = task.owner_id == user.pk and task.finished is None
    if is_theirs and holds(user, task.role, case=task.case, team=task.team):
        return
    if task.finished is None and is_also_for(user, task):
        return
    if not Case.objects.visible_to(user).filter(pk=task.case_id).exists():
        raise NotVisible("There is no such task.")


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
    if not holds(user, task.role, case=task.case, team=task.team):
        raise NotAllowed(f"This task is for: {Role(task.role).label.lower()}.")


def check_can_do(user: User, task: Task) -> None:
    """A task is done by the person who has it, one it asks beside them, or one who may take it."""
    if is_also_for(user, task):
        return
    if task.owner_id == user.pk:
        if not holds(user, task.role, case=task.case, team=task.team):
            raise NotAllowed(f"This task is for: {Role(task.role).label.lower()}.")
        return
    if task.owner_id is not None:
        raise NotAllowed("Someone else has this task. Ask their supervisor to give it to you.")
    check_can_take(user, task)


def check_can_put_back(user: User, task: Task) -> None:
    """Whoever has a task, or leads its team, may give it back to the queue."""
    if task.owner_id is None:
        raise Refused("This task is already in the team's queue.")
    if task.owner_id != user.pk and not leads(user, case=task.case):
        raise NotAllowed("Only the person who has the task, or a supervisor, can put it back.")


def check_can_assign(user: User, task: Task, *, to: User) -> None:
    """A supervisor or manager gives work to someone who holds the role it asks for."""
    if not leads(user, case=task.case):
        raise NotAllowed("A supervisor or manager gives out tasks.")
    if not to.is_active:
        raise Refused("That person no longer works here. Choose someone else.")
    if not holds(to, task.role, case=task.case, team=task.team):
        raise Refused(f"That person cannot do this task. It is for: {Role(task.role).label}.")


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


can_see = partial(passes, check_can_see)
can_take = partial(passes, check_can_take)
can_do = partial(passes, check_can_do)
can_start = partial(passes, check_can_start)
can_cancel = partial(passes, check_can_cancel)
