"""That something about the person changed: said by a user, or found by another room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from casework.accounts.models import User
from casework.cases.actions.shared import begin, noted
from casework.cases.hearing import tell
from casework.cases.models import Case, Change, ChangeKind
from casework.cases.models.states import OWNED
from casework.cases.numbers import assess_due
from casework.core.errors import Refused, worded
from casework.incidents.models import ImportBatch, Incident, IncidentRevision, Relationship
from casework.people.models import Contact

# Domain: section 3.3, a new report of domestic or stalking behaviour, as far as an export says so.
REPORTED = (
    Q(da_flag=True)
    | Q(stalking_flag=True)
    | Q(hbv_flag=True)
    | Q(relationship__in=[Relationship.PARTNER, Relationship.EX])
)


@transaction.atomic
def note_change(*, case: Case, by: User, kind: str, note: str) -> Change:
    """A user says that something about the person's situation changed.

    The risk is to be assessed again in time, and an earlier contact check no longer stands
    (assurance: I8). Raises NotVisible, NotAllowed, Refused without a kind or a note.
    """
    row = begin(case, "change", by=by)
    if kind not in Change.Kind.values:
        raise Refused("Select what changed.")
    return _keep_change(row, by=by, kind=kind, note=worded(note, "Say what changed."))


@transaction.atomic
def hear_of_change(*, case: Case, by: User | None, kind: str, note: str) -> Change:
    """Another room's action, or the system (`by` None), found that something changed.

    As `note_change`, but whether `by` may is what that action has checked. `note` is ours: it
    names the record that tells, never what a victim said.
    """
    row = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    return _keep_change(row, by=by, kind=ChangeKind(kind), note=note)


def hear_of_batch(*, batch: ImportBatch) -> int:
    """Take in what an import brought of people whose case somebody answers for.

    A report that was not here before is a change of its own; so is an address of the person that
    was not (domain: section 3.3). A case that was opened or assessed since has it in view. Each
    case in a transaction of its own; may run twice. Returns how many changes it noted.
    """
    noted = 0
    for kind, persons, brought in (
        (ChangeKind.REPORT, _newly_reported(batch), "a report"),
        (ChangeKind.ADDRESS, _newly_at(batch), "an address"),
    ):
        note = f"Import {batch.pk} brought {brought} that was not here before."
        cases = Case.objects.filter(
            person__in=persons, state__in=OWNED, opened_at__lt=batch.imported_at
        ).exclude(assessments__signed_at__gte=batch.imported_at)
        for case in cases.exclude(pk__in=already_heard(kind, note)).order_by("pk"):
            hear_of_change(case=case, by=None, kind=kind, note=note)
            noted += 1
    return noted


def already_heard(kind: str, note: str) -> QuerySet[Any]:
    """The cases for which the system has noted this before."""
    return Change.objects.filter(kind=kind, note=note, noted_by=None).values("case")


def _newly_reported(batch: ImportBatch) -> QuerySet[Any]:
    """Suspects of domestic, stalking or so-called honour-based reports first seen in `batch`."""
    here_before = IncidentRevision.objects.filter(incident=OuterRef("pk"), batch__lt=batch)
    reports = Incident.objects.filter(REPORTED, revisions__batch=batch)
    return reports.filter(~Exists(here_before)).values("suspect")


def _newly_at(batch: ImportBatch) -> QuerySet[Any]:
    """People whose address `batch` told for the first time, however it was written before.

    Addresses come in no other way, and one import of a force at a time: what came since the one
    before came with this one.
    """
    came = Contact.objects.filter(kind=Contact.Kind.ADDRESS, came_at__lte=batch.imported_at)
    earlier = ImportBatch.objects.filter(force=batch.force, pk__lt=batch.pk)
    before = earlier.aggregate(Max("imported_at"))["imported_at__max"]
    return (came.filter(came_at__gt=before) if before else came).values("person")


def _keep_change(row: Case, *, by: User | None, kind: str, note: str) -> Change:
    """The change, its event and whoever wants to hear. The note may hold a victim's words and
    stays out of the event."""
    change = Change.objects.create(case=row, kind=kind, note=note, noted_by=by)
    before = {"assess_by": row.assess_by}
    after: dict[str, object] = {"change": change.pk, "kind": kind}
    if row.state in OWNED:
        limit = assess_due(change)
        row.assess_by = _sooner(row.assess_by, limit.due_at)
        row.save()
        after |= {"assess_by": row.assess_by, "assess_by_proof": limit.proof}
    noted(row, "change", by=by, before=before, after=after)
    tell(change)
    return change


def _sooner(one: datetime | None, other: datetime) -> datetime:
    """A new change never moves an earlier due time back."""
    return other if one is None else min(one, other)
