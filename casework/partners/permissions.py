"""Who may do what with a referral (domain: sections 2d and 6). Each rule is a pair: check and can.

A check raises NotVisible for what is not the user's to see, else NotAllowed with the sentence.
"""

from __future__ import annotations

from functools import partial

from casework.accounts.absence import stands_in_for
from casework.accounts.access import require_role
from casework.accounts.models import Force, Rank, Role, User
from casework.accounts.outside import desks_of
from casework.cases.models import Case
from casework.cases.permissions import Who, check_can_see, is_one_of
from casework.core.errors import NotAllowed, NotVisible, passes
from casework.partners.models import Referral

WORKING_ON_IT = Who(
    "an officer who works on the case, a supervisor or a manager",
    (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER),
)
LEADING_IT = Who("a supervisor of the team or a manager (DI)", (Role.SUPERVISOR, Role.MANAGER))
MANAGING_IT = Who("a manager (DI)", (Role.MANAGER,))
# The owner of the case speaks for it; a supervisor where there is none.
OWNING_IT = Who(
    "the owner of the case or a supervisor of the team",
    (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER),
    owner=True,
)


def _check_is(user: User, case: Case, who: Who, does: str) -> None:
    check_can_see(user, case)
    if not is_one_of(user, case, who):
        raise NotAllowed(f"Only {who.words} {does}.")


def check_can_write(user: User, referral: Referral) -> None:
    """An officer who works on the case, a supervisor or a manager writes it."""
    _check_is(user, referral.case, WORKING_ON_IT, "writes a referral")


def check_can_approve(user: User, referral: Referral) -> None:
    """A sergeant or above who had no hand in it and stands in for nobody who had (I7)."""
    _check_is(user, referral.case, LEADING_IT, "approves a referral")
    if user.seniority < Rank.values.index(Rank.SERGEANT):
        raise NotAllowed("Only a sergeant or above approves a referral.")
    hands = [referral.author, *(each.made_by for each in referral.data_sets.all())]
    for writer in filter(None, hands):
        if user == writer:
            raise NotAllowed("You wrote this referral. Someone else approves it.")
        if stands_in_for(user, writer):
            raise NotAllowed(
                "You stand in for the person who wrote this referral. Someone else approves it."
            )


def check_can_send(user: User, referral: Referral) -> None:
    """The owner of the case sends, answers, chases and closes."""
    _check_is(user, referral.case, OWNING_IT, "does this")


def check_can_cancel(user: User, referral: Referral) -> None:
    """Whoever may write it may decide not to send it."""
    check_can_write(user, referral)


def check_can_recall(user: User, referral: Referral) -> None:
    """Only a DI recalls what was sent, and assesses the breach."""
    _check_is(user, referral.case, MANAGING_IT, "recalls a referral")


def check_can_answer_for_agency(user: User, referral: Referral) -> None:
    """Somebody at the desk of the very agency it was sent to, and nobody else."""
    if referral.sent_at is None or referral.service is None:
        raise NotVisible("There is no such referral.")
    if referral.agency.team_id not in desks_of(user, Role.PARTNER):
        raise NotVisible("There is no such referral.")


def check_can_read_behind_wall(user: User, referral: Referral) -> None:
    """What came from a victim: supervisors and managers of the case's team, for a reason."""
    check_can_see(user, referral.case)
    if not is_one_of(user, referral.case, LEADING_IT):
        raise NotVisible("There is no such page.")


def check_can_keep_agencies(user: User, force: Force) -> None:
    """A manager of the force keeps its agencies, their services and the agreements."""
    require_role(user, Role.MANAGER, force=force, sentence="Only a manager (DI) keeps agencies.")


can_recall = partial(passes, check_can_recall)
can_answer_for_agency = partial(passes, check_can_answer_for_agency)
can_read_behind_wall = partial(passes, check_can_read_behind_wall)
