"""Who may know of an authority, and who may do what with one (domain: sections 2h and 6).

Whoever may not know of one is answered as if there were no such page.
"""

from __future__ import annotations

from functools import partial

from casework.accounts.absence import stands_in_for
from casework.accounts.access import has_role, roles_of
from casework.accounts.models import Force, Rank, Role, User
from casework.cases.models import Case
from casework.core.errors import NotAllowed, NotVisible, passes
from casework.enforcement.authorities.models import Authority, UnitMember
from casework.enforcement.authorities.models.authority import at_least

READERS = {Role.MANAGER, Role.AUTHORISER, Role.AUDITOR}


def in_covert_unit(user: User, force: Force | None = None) -> bool:
    """Whether the user stands on the list of the covert unit, of one force or of any."""
    if not user.is_active:
        return False
    names = UnitMember.objects.filter(user=user, removed_at=None)
    if force is not None:
        names = names.filter(force=force)
    return names.exists()


def check_can_open_register(user: User) -> None:
    """Raise NotVisible for all but those who may know that there is a register at all."""
    if not roles_of(user) & READERS and not in_covert_unit(user):
        raise NotVisible("There is no such page.")


def check_can_see(user: User, authority: Authority) -> None:
    """Raise NotVisible, answered as if it did not exist, unless `user` sees it today."""
    if not Authority.objects.visible_to(user).filter(pk=authority.pk).exists():
        raise NotVisible("There is no such page.")


def check_can_log(user: User, case: Case) -> None:
    """A manager of the case, an authorising officer or the covert unit logs an application."""
    manages = has_role(user, Role.MANAGER, force=case.force, team=case.team)
    if not (manages or is_officer_for(user, case) or in_covert_unit(user, case.force)):
        raise NotVisible("There is no such case.")


def check_can_log_anything(user: User) -> None:
    """Raise NotVisible for who could log an application on no case at all."""
    if not roles_of(user) & {Role.MANAGER, Role.AUTHORISER} and not in_covert_unit(user):
        raise NotVisible("There is no such page.")


def is_officer_for(user: User, case: Case, rank: Rank = Rank.INSPECTOR) -> bool:
    """Whether the user is an authorising officer for the case, of that rank or above."""
    return has_role(user, Role.AUTHORISER, force=case.force, team=case.team) and at_least(
        user, rank
    )


def check_can_authorise(officer: User, authority: Authority, *, urgent: bool) -> None:
    """The rank the law asks for, in the separate role; never what they logged themselves, nor
    what somebody logged for whom they stand in."""
    rank = Rank.INSPECTOR if urgent else Rank.SUPERINTENDENT
    if not is_officer_for(officer, authority.case, rank):
        raise NotAllowed(f"This needs an authorising officer of the rank of {rank.label.lower()}.")
    _refuse_own(officer, authority)


def check_can_record_decision(user: User, authority: Authority) -> None:
    """An authorising officer or the covert unit, never whoever logged the application."""
    check_can_see(user, authority)
    if not (is_officer_for(user, authority.case) or in_covert_unit(user, authority.case.force)):
        raise NotAllowed("Only an authorising officer or the covert unit records this.")
    _refuse_own(user, authority)


def check_can_keep(user: User, authority: Authority) -> None:
    """The authorising officer reviews, cancels and ends; of the rank its period needs."""
    check_can_see(user, authority)
    rank = Rank.INSPECTOR if authority.urgent else Rank.SUPERINTENDENT
    if not is_officer_for(user, authority.case, rank):
        raise NotAllowed(
            f"Only an authorising officer of the rank of {rank.label.lower()} does this."
        )


def check_can_extend(user: User, authority: Authority) -> None:
    """To renew, or to put an urgent one in writing, is to authorise: by a superintendent."""
    check_can_see(user, authority)
    check_can_authorise(user, authority, urgent=False)


def check_can_name_unit(user: User, force: Force) -> None:
    """A superintendent who authorises for the whole force keeps the list of the covert unit."""
    if not has_role(user, Role.AUTHORISER, force=force) or not at_least(user, Rank.SUPERINTENDENT):
        raise NotVisible("There is no such page.")


def _refuse_own(user: User, authority: Authority) -> None:
    if user.pk == authority.logged_by_id:
        raise NotAllowed("You logged this application, so somebody else has to decide.")
    if stands_in_for(user, authority.logged_by):
        raise NotAllowed(
            "You stand in for the person who logged this, so somebody else has to decide."
        )


can_open_register = partial(passes, check_can_open_register)
can_see = partial(passes, check_can_see)
can_log = partial(passes, check_can_log)
can_log_anything = partial(passes, check_can_log_anything)
can_authorise = partial(passes, check_can_authorise)
can_record_decision = partial(passes, check_can_record_decision)
can_keep = partial(passes, check_can_keep)
can_extend = partial(passes, check_can_extend)
can_name_unit = partial(passes, check_can_name_unit)
