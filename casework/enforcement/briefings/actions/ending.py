"""How a briefing ends: recalled at once, over by its day, renewed as a new version, reissued."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.cases.models import Case
from casework.core.errors import Refused, worded
from casework.enforcement.briefings import permissions, rules
from casework.enforcement.briefings.actions.shared import locked, require, stir
from casework.enforcement.briefings.actions.writing import TEXTS
from casework.enforcement.briefings.models import OUT, Briefing, BriefingState, Ground
from casework.enforcement.briefings.models.states import BY_THE_SYSTEM

S = BriefingState


@transaction.atomic
def recall_briefing(*, briefing: Briefing, by: User, ground: str, reason: str) -> Briefing:
    """A sergeant recalls it, at once. Raises NotVisible, NotAllowed, Refused."""
    briefing = locked(briefing)
    permissions.check_can_recall(by, briefing)
    require(briefing, OUT, "recalled")
    if ground not in Ground.values or ground in BY_THE_SYSTEM:
        raise Refused("Select why it is recalled.")
    reason = worded(reason, "Say why it is recalled.")
    return _recall(briefing, ground=ground, reason=reason, by=by)


def _recall(briefing: Briefing, *, ground: str, reason: str, by: User | None) -> Briefing:
    before = str(briefing.state)
    briefing.recall(ground=ground, reason=reason, by=by, at=timezone.now())
    stir(briefing)
    return kept(briefing, "briefing.recalled", by=by, before=before, reason=reason, ground=ground)


@transaction.atomic
def recall_resting_on(
    *, case: Case, field: str, ground: str, by: User | None, reason: str
) -> list[Briefing]:
    """The system recalls every briefing of the case that states something in `field`.

    One that is not out goes back to its author. Whether `by` may is what the action has checked
    that found the change. Raises nothing: a change is never lost for a briefing's sake.
    """
    moved = []
    stating = Briefing.objects.filter(case=case).exclude(**{field: ""}).order_by("pk")
    for each in stating.filter(state__in=[S.DRAFT, S.AUTHORISED, *OUT]):
        briefing = locked(each)
        before = str(briefing.state)
        if briefing.state in OUT:
            moved.append(_recall(briefing, ground=ground, reason=reason, by=None))
            continue
        if briefing.state == S.AUTHORISED:
            briefing.send_back(because=reason)
        elif rules.awaits_authority(briefing):
            briefing.submitted_at, briefing.returned_because = None, reason
        else:
            continue
        stir(briefing)
        moved.append(kept(briefing, "briefing.sent_back", by=by, before=before, reason=reason))
    return moved


@transaction.atomic
def recall_citing(*, case: Case, cites: str, by: User | None, reason: str) -> list[Briefing]:
    """A letter was withdrawn: what is out and cites it by reference is recalled at once, what is
    not goes back. Whether `by` may is what the withdrawal has checked. Nothing is erased."""
    moved = []
    for each in Briefing.objects.filter(case=case, cites=cites).order_by("pk"):
        briefing = locked(each)
        before = str(briefing.state)
        if briefing.state in OUT:
            ground = Ground.LETTER_WITHDRAWN
            moved.append(_recall(briefing, ground=ground, reason=reason, by=by))
        elif briefing.state == S.AUTHORISED:
            briefing.send_back(because=reason)
            stir(briefing)
            moved.append(kept(briefing, "briefing.sent_back", by=by, before=before, reason=reason))
    return moved


@transaction.atomic
def follow_clock(*, briefing: Briefing) -> Briefing:
    """Bring the briefing to where the time has taken it (a timer's doing). May be called twice."""
    briefing = locked(briefing)
    now, before = timezone.now(), str(briefing.state)
    if briefing.state not in OUT:
        return briefing
    if now >= briefing.ends_at:
        briefing.expire(at=now)
        stir(briefing)
        return kept(briefing, "briefing.expired", by=None, before=before)
    return briefing


@transaction.atomic
def decide_renewal(*, briefing: Briefing, by: User, decision: str, reason: str) -> Briefing:
    """The owner renews it with a reason, as a new version, or lets it end (RENEW, END)."""
    briefing = locked(briefing)
    permissions.check_can_write(by, briefing.case)
    require(briefing, OUT, "renewed")
    if decision not in ("RENEW", "END"):
        raise Refused("Decide whether the briefing is renewed.")
    reason = worded(reason, "Say why.")
    state, renewed = str(briefing.state), decision == "RENEW"
    return kept(
        briefing, "briefing.renewal_decided", by=by, before=state, reason=reason, renewed=renewed
    )


@transaction.atomic
def decide_reissue(*, briefing: Briefing, by: User, decision: str, reason: str) -> Briefing:
    """The owner has a recalled briefing put right and issued again, or not (REISSUE, END)."""
    briefing = locked(briefing)
    permissions.check_can_write(by, briefing.case)
    require(briefing, [S.RECALLED], "issued again")
    if decision not in ("REISSUE", "END"):
        raise Refused("Decide whether a corrected briefing is issued.")
    reason = worded(reason, "Say why.")
    state, again = str(briefing.state), decision == "REISSUE"
    return kept(
        briefing, "briefing.reissue_decided", by=by, before=state, reason=reason, again=again
    )


@transaction.atomic
def continue_from(*, briefing: Briefing, earlier: Briefing, by: User, reason: str) -> Briefing:
    """Make an empty draft the next version of `earlier`: its words, to be read and put right.

    What was authorised is not carried over. Raises NotAllowed, Refused.
    """
    briefing, earlier = locked(briefing), locked(earlier)
    permissions.check_can_write(by, briefing.case)
    require(briefing, [S.DRAFT], "made a later version")
    if earlier.case_id != briefing.case_id or briefing.previous_id is not None:
        raise Refused("A later version belongs to the same case.")
    if Briefing.objects.filter(previous=earlier).exists():
        raise Refused("This briefing already has a later version.")
    for name in (*TEXTS, "protected_person", "cites"):
        setattr(briefing, name, getattr(earlier, name))
    briefing.previous, briefing.version = earlier, earlier.version + 1
    briefing.change_note = worded(reason, "Say what changes.")
    after = {"version": briefing.version, "earlier": earlier.pk}
    return kept(
        briefing, "briefing.continued", by=by, before=str(briefing.state), reason=reason, **after
    )


@transaction.atomic
def note_told(
    *, briefing: Briefing, by: User, task_data: dict[str, Any], told: bool = False
) -> Briefing:
    """A supervisor has told the officers of their team that the briefing is recalled."""
    briefing = locked(briefing)
    row = briefing.audience.select_related("team").get(team=task_data["team"])
    permissions.check_supervises(by, briefing, row.team)
    if not told:
        raise Refused("Tick that your officers were told.")
    state = str(briefing.state)
    return kept(briefing, "briefing.readers_told", by=by, before=state, team=row.team_id)


@transaction.atomic
def deal_with_recall(*, briefing: Briefing, by: User, done: str, reference: str = "") -> Briefing:
    """A DI sees to what a lost copy, a wrong person or a person who knows of it may have done."""
    briefing = locked(briefing)
    permissions.check_is_manager(by, briefing)
    require(briefing, [S.RECALLED], "dealt with")
    done = worded(done, "Say what was done.")
    if briefing.recall_ground == Ground.COPY_LOST:
        reference = worded(reference, "Enter the reference of the data breach report.")
    state = str(briefing.state)
    return kept(
        briefing, "briefing.recall_dealt_with", by=by, before=state, reason=done, breach=reference
    )
