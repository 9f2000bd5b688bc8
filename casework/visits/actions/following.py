"""What follows from a visit: somebody made safe the same day, a marker proposed and decided."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.actions import hear_of_change
from casework.cases.models import ChangeKind
from casework.core.errors import NotAllowed, Refused, worded
from casework.people.models import Marker
from casework.visits import permissions, rules
from casework.visits.actions.shared import locked
from casework.visits.models import MarkerProposal, SafeguardingReferral, Visit

Done, Kind, Decision = SafeguardingReferral.Done, MarkerProposal.Kind, MarkerProposal.Decision
# What the case hears when a marker is placed (domain: section 3.3).
HEARD_AS = {Kind.WEAPONS: ChangeKind.WEAPON, Kind.FIREARMS: ChangeKind.WEAPON}


@transaction.atomic
def record_safeguarding(
    *, visit: Visit, by: User, done: str, at: datetime, concern: str, reference: str = ""
) -> SafeguardingReferral:
    """What was done where officers were worried about anyone: to whom it was referred, when
    (aware) and under which reference; or why nothing was needed. Raises NotAllowed, Refused."""
    visit = locked(visit)
    permissions.check_can_record_safeguarding(by, visit)
    if not rules.was_worried(visit):
        raise Refused("Nobody was worried about anyone's safety at this visit.")
    if done not in Done.values:
        raise Refused("Select what was done.")
    concern = worded(concern, "Say what the worry was.")
    if done in (Done.CHILDREN, Done.ADULT):
        reference = worded(reference, "Enter the reference of the referral.")
    now, seen = timezone.now(), rules.worried_at(visit)
    if at > now or (seen and at < seen):
        raise Refused("The time must be after the visit began, and now or in the past.")
    row = SafeguardingReferral.objects.create(
        visit=visit,
        done=done,
        done_at=at,
        reference=reference.strip(),
        concern=concern,
        by=by,
        recorded_at=now,
    )
    # The words may name a child, and stay out of the event.
    due = rules.safeguarding_due(visit).due_at
    after = {"state": visit.state, "done": done, "at": at, "due_at": due}
    record(obj=visit, verb="visit.safeguarded", by=by, before={"state": visit.state}, after=after)
    return row


def propose_marker(visit: Visit, *, kind: str, note: str, by: User) -> MarkerProposal | None:
    """Keep that officers propose a marker, as part of sending the record; None where none is.

    One that is undecided already is not proposed again. Raises Refused without its ground.
    """
    if not kind:
        return None
    if kind not in Kind.values:
        raise Refused("Select which warning you propose.")
    note = worded(note, "Say what happened that asks for the warning.")
    waiting = visit.marker_proposals.filter(kind=kind, decision="").first()
    return waiting or MarkerProposal.objects.create(
        visit=visit, kind=kind, note=note, proposed_by=by, proposed_at=timezone.now()
    )


@transaction.atomic
def decide_marker(
    *, proposal: MarkerProposal, by: User, decision: str, reason: str = ""
) -> MarkerProposal:
    """A supervisor places the marker (PLACE), which counts from today, or does not (DECLINE).

    Whoever proposed it does not decide. Raises NotAllowed, Refused.
    """
    visit = locked(proposal.visit)
    permissions.check_can_review(by, visit)
    row = MarkerProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if row.proposed_by_id == by.pk:
        raise NotAllowed("You proposed this warning, so somebody else has to decide.")
    if row.decision:
        raise Refused("It has been decided already whether this warning is placed.")
    row.reason, row.decided_by, row.decided_at = reason.strip(), by, timezone.now()
    if decision == "PLACE":
        row.decision, row.marker = Decision.PLACED, _placed(row, by)
        verb = "visit.marker_placed"
    elif decision == "DECLINE":
        row.decision = Decision.DECLINED
        row.reason = worded(reason, "Say why the warning is not placed.")
        verb = "visit.marker_declined"
    else:
        raise Refused("Decide whether the warning is placed.")
    row.save()
    before = {"kind": row.kind, "decision": ""}
    after = {"kind": row.kind, "decision": row.decision}
    record(obj=visit, verb=verb, by=by, before=before, after=after, reason=row.reason)
    if row.marker is not None:
        heard = HEARD_AS.get(Kind(row.kind), ChangeKind.HOSTILE)
        note = f"Home visit: the warning \u201c{row.get_kind_display()}\u201d was placed."
        hear_of_change(case=visit.case, by=by, kind=heard, note=note)
    return row


def _placed(row: MarkerProposal, by: User) -> Marker:
    """The live marker of this kind: the one there is, else a new one from today."""
    of_person = Marker.objects.filter(person=row.visit.case.person_id, kind=row.kind, ends_on=None)
    there: Marker | None = of_person.first()
    return there or Marker.objects.create(
        person=row.visit.case.person,
        kind=row.kind,
        note=row.note,
        starts_on=timezone.localdate(),
        placed_by=by,
    )
