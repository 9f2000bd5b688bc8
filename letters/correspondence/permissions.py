"""Who may do what with a letter (domain: sections 2a and 6). Each rule is a pair: check and can.

A check raises NotVisible for somebody else's case, else NotAllowed with the sentence.
"""

from __future__ import annotations

from django.db.models import QuerySet

from casework.accounts.absence import stands_in_for
from casework.accounts.access import require_role
from casework.accounts.models import Rank, Role, RoleGrant, User
from casework.cases.models import Case
from casework.cases.permissions import Who, check_can_see, is_one_of
from casework.core.errors import NotAllowed, passes
from letters.correspondence.models import Letter

WORKING_ON_IT = Who(
    "an officer who works on the case, a supervisor or a manager",
    (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER),
)
LEADING_IT = Who("a supervisor of the team or a manager (DI)", (Role.SUPERVISOR, Role.MANAGER))
MANAGING_IT = Who("a manager (DI)", (Role.MANAGER,))


def _check_is(user: User, case: Case, who: Who, does: str) -> None:
    check_can_see(user, case)
    if not is_one_of(user, case, who):
        raise NotAllowed(f"Only {who.words} {does}.")


def check_can_write(user: User, case: Case) -> None:
    """An officer who works on the case, a supervisor or a manager writes and submits."""
    _check_is(user, case, WORKING_ON_IT, "writes a letter")


def can_write(user: User, case: Case) -> bool:
    return passes(check_can_write, user, case)


def writers(letter: Letter) -> QuerySet[User]:
    """Everyone who had a hand in it: who started it and who submitted any version of it."""
    hands = {letter.author_id, letter.last_editor_id}
    hands |= set(letter.versions.values_list("submitted_by", flat=True))
    found: QuerySet[User] = User.objects.filter(pk__in=[pk for pk in hands if pk is not None])
    return found


def check_can_decide(user: User, letter: Letter) -> None:
    """An authorising officer who had no hand in it and stands in for nobody who had (I7)."""
    case = letter.case
    check_can_see(user, case)
    require_role(
        user,
        Role.AUTHORISER,
        force=case.force,
        team=case.team,
        sentence="Only an authorising officer decides on a letter.",
    )
    for writer in writers(letter):
        if user == writer:
            raise NotAllowed("You wrote this letter, so somebody else has to decide on it.")
        if stands_in_for(user, writer):
            raise NotAllowed(
                "You stand in for the person who wrote this letter, "
                "so somebody else has to decide on it."
            )


def can_decide(user: User, letter: Letter) -> bool:
    return passes(check_can_decide, user, letter)


def check_can_authorise(user: User, letter: Letter) -> None:
    """To let it go out takes an inspector or above; returning or refusing it does not."""
    check_can_decide(user, letter)
    if user.seniority < Rank.values.index(Rank.INSPECTOR):
        raise NotAllowed("Only an inspector or above lets a letter go out.")


def can_authorise(user: User, letter: Letter) -> bool:
    return passes(check_can_authorise, user, letter)


def check_can_serve(user: User, letter: Letter) -> None:
    """Whoever works on the case tells the advocate, issues the letter and writes down its
    service."""
    _check_is(user, letter.case, WORKING_ON_IT, "serves a letter")


def can_serve(user: User, letter: Letter) -> bool:
    return passes(check_can_serve, user, letter)


def check_can_lead(user: User, letter: Letter) -> None:
    """A supervisor or a manager decides what follows when service has failed."""
    _check_is(user, letter.case, LEADING_IT, "decides what follows when service fails")


def can_lead(user: User, letter: Letter) -> bool:
    return passes(check_can_lead, user, letter)


def check_can_receive(user: User, letter: Letter) -> None:
    """A supervisor or a manager writes down what is said against a served letter."""
    _check_is(user, letter.case, LEADING_IT, "writes down what is said against a letter")


def can_receive(user: User, letter: Letter) -> bool:
    return passes(check_can_receive, user, letter)


def check_can_answer(user: User, letter: Letter) -> None:
    """An inspector or above who neither wrote nor authorised it, nor stands in for who did."""
    check_can_decide(user, letter)
    if user.seniority < Rank.values.index(Rank.INSPECTOR):
        raise NotAllowed("Only an inspector or above answers what is said against a letter.")
    if letter.decided_by is None:
        return
    if user == letter.decided_by:
        raise NotAllowed("You authorised this letter, so somebody else has to answer.")
    if stands_in_for(user, letter.decided_by):
        raise NotAllowed(
            "You stand in for the person who authorised this letter, "
            "so somebody else has to answer."
        )


def can_answer(user: User, letter: Letter) -> bool:
    return passes(check_can_answer, user, letter)


def check_can_assess_breach(user: User, letter: Letter) -> None:
    """A manager looks at what a letter in the wrong hands did."""
    _check_is(user, letter.case, MANAGING_IT, "assesses a breach of data")


def can_assess_breach(user: User, letter: Letter) -> bool:
    return passes(check_can_assess_breach, user, letter)


def check_can_withdraw(user: User, letter: Letter) -> None:
    """Whoever may write it may call it back, and so may whoever may decide on it."""
    if not can_decide(user, letter):
        _check_is(user, letter.case, WORKING_ON_IT, "withdraws a letter")


def can_withdraw(user: User, letter: Letter) -> bool:
    return passes(check_can_withdraw, user, letter)


def serving_officers(case: Case) -> QuerySet[User]:
    """Who may be named as having served a letter: officers and supervisors of the force, by
    name."""
    grants = RoleGrant.objects.in_force().filter(
        role__in=(Role.OFFICER, Role.SUPERVISOR), force=case.force_id
    )
    officers: QuerySet[User] = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return officers.order_by("last_name", "first_name", "pk")
