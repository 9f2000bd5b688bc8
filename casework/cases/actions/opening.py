"""Opening a case on a flag, and the first decisions about it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from casework.accounts.models import Force, Team, User
from casework.audit.actions import record
from casework.cases.actions.shared import (
    begin,
    begin_ending,
    check_can_own,
    listed_reason,
    locked,
    moved,
)
from casework.cases.hearing import tell_of_move
from casework.cases.models import Case, LinkedFlag, Move, Numbering, State
from casework.cases.models.states import FOR_DECLINING
from casework.cases.numbers import ASSESS_WITHIN
from casework.core.errors import Refused, worded
from casework.identification.actions import settle_with_case
from casework.identification.models import Evidence, Flag
from casework.people.models import Person


@transaction.atomic
def open_case(*, flag: Flag, by: User | None) -> Case:
    """The case of a flag: a new one in FLAGGED, or the person's open case, which it then joins.

    A flag that has its case already gets the same one, so that a run may be repeated. `by` is
    None for a run of the system. Raises Refused where the force has no team to give it to.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=flag.person_id)
    known = _case_of(flag)
    if known is not None:
        return known
    running = person.cases.open().first()
    if running is not None:
        return _link(locked(running), flag, by=by)
    return _begin_episode(person, flag, by=by)


def _begin_episode(person: Person, flag: Flag, *, by: User | None) -> Case:
    """A new case in FLAGGED, numbered, with the first row of its trail and its event."""
    earlier = person.cases.order_by("-episode").first()
    number, year = _next_number()
    case: Case = Case.objects.create(
        number=number,
        year=year,
        force=person.force,
        person=person,
        flag=flag,
        team=_team_for(flag, person.force),
        episode=earlier.episode + 1 if earlier else 1,
        previous_episode=earlier,
    )
    why = "A flag was raised."
    move = Move.objects.create(
        case=case, name="open", target=State.FLAGGED, by=by, at=case.opened_at, reason=why
    )
    after = {"state": State.FLAGGED, "flag": flag.pk, "episode": case.episode}
    record(obj=case, verb="case.opened", by=by, after=after, reason=why)
    tell_of_move(move)
    return case


def _case_of(flag: Flag) -> Case | None:
    """The case this flag opened or joined, if it has one."""
    joined = LinkedFlag.objects.filter(flag=flag).select_related("case").first()
    if joined is not None:
        return joined.case
    opened: Case | None = flag.cases.order_by("-episode").first()
    return opened


def _link(case: Case, flag: Flag, *, by: User | None) -> Case:
    LinkedFlag.objects.create(case=case, flag=flag)
    record(obj=case, verb="case.flag_joined", by=by, after={"flag": flag.pk})
    return case


def _next_number() -> tuple[int, int]:
    """The next case number of the local year, with the year. The row stays locked."""
    year = timezone.localdate().year
    Numbering.objects.bulk_create([Numbering(year=year)], ignore_conflicts=True)
    numbering = Numbering.objects.select_for_update(no_key=True).get(pk=year)
    numbering.last += 1
    numbering.save()
    return numbering.last, year


def _team_for(flag: Flag, force: Force) -> Team:
    """The team named in the newest record behind the flag, else the first of the force."""
    newest = (
        Evidence.objects.filter(finding__flag=flag)
        .order_by("-incident__offence_from", "-incident")
        .values_list("incident__team", flat=True)
        .first()
    )
    teams = Team.objects.filter(force=force, takes_cases=True).order_by("name", "pk")
    team = teams.filter(name=newest).first() or teams.first()
    if team is None:
        raise Refused("The force has no team that could take the case. Set one up first.")
    return team


@transaction.atomic
def take_to_triage(
    *, case: Case, by: User, reason: str, no_duplicate: bool, events_verified: bool
) -> Case:
    """The analyst vouches that the person is one person and that the records are theirs."""
    row = begin(case, "triage", by=by)
    if not no_duplicate:
        raise Refused("Check first whether the person is recorded twice.")
    if not events_verified:
        raise Refused("Check the records behind the flag first.")
    reason = worded(reason, "Say what was checked.")
    source = str(row.state)
    row.take_to_triage()
    return moved(row, "triage", by=by, source=source, reason=reason)


@transaction.atomic
def decline_case(
    *, case: Case, by: User, reason_code: str, reason: str, review_on: date | None = None
) -> Case:
    """The supervisor does not take the case on. `review_on` is a day to look at it again."""
    row = begin_ending(case, "decline", by=by)
    code = listed_reason(reason_code, FOR_DECLINING)
    reason = worded(reason, "Say why the case is not adopted.")
    if review_on is not None and review_on <= timezone.localdate():
        raise Refused("The day of the review must be in the future.")
    source = str(row.state)
    row.decline(review_on=review_on)
    moved(row, "decline", by=by, source=source, reason=reason, reason_code=code)
    settle_flags(row, by=by, reason=reason)
    return row


@transaction.atomic
def give_for_assessment(*, case: Case, by: User, owner: User, reason: str) -> Case:
    """The supervisor gives the case its owner, who has to assess the risk in time."""
    row = begin(case, "assess", by=by)
    check_can_own(owner, row)
    reason = worded(reason, "Say why the case goes on to assessment.")
    source = str(row.state)
    limit = ASSESS_WITHIN.due(timezone.now(), row.force.nation)
    row.assess(owner=owner, assess_by=limit.due_at)
    after = {"owner": owner.pk, "assess_by": limit.due_at, "assess_by_proof": limit.proof}
    return moved(row, "assess", by=by, source=source, reason=reason, after=after)


def settle_flags(case: Case, *, by: User, reason: str) -> None:
    """The flags of a case that has just ended are settled with it: new incidents raise new ones.

    The ended case must be saved.
    """
    of_the_case = Flag.objects.filter(Q(pk=case.flag_id) | Q(linked_to__case=case))
    for flag in of_the_case.order_by("pk"):
        settle_with_case(flag=flag, by=by, reason=reason)
