"""A case ended, or the person came to notice again: the record begins, or its time begins anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.models import Case
from casework.incidents.models import ImportBatch
from casework.people.models import Person
from casework.retention import rules
from casework.retention.actions.shared import due_of, last_kept, locked, note_term
from casework.retention.models import Because, Retention, RetentionReview, RetentionState
from casework.retention.permissions import open_proposal

S = RetentionState


@transaction.atomic
def begin_retention(*, case: Case, by: User | None) -> Retention:
    """The record of a case that has ended; the one that is there where it has one already.

    `by` ended the case, None where a job found it without. Its clear period runs from the end, or
    from a later notice of the person.
    """
    known: Retention | None = Retention.objects.filter(case=case).first()
    if known is not None:
        return known
    group, why = rules.group_of(case)
    start = rules.clear_from(case)
    due = rules.next_review(group, clear_from=start, kept_at=None, nation=case.force.nation)
    row: Retention = Retention(case=case, group=group, why=why)
    row.count(clear_from=start, due_at=due.due_at, proof=due.proof)
    row.save()
    note_term(row, Because.ENDED, by=by, at=row.begun_at)
    after = _told(row) | {"group": row.group}
    record(obj=row, verb="retention.begun", by=by, after=after, reason=why)
    return row


@transaction.atomic
def restart_clear_period(
    *, retention: Retention, since: datetime, because: Because, by: User | None
) -> bool:
    """The person came to notice at the aware instant `since`: the clear period begins again, and
    the next review is counted anew. A proposal to dispose of the record, confirmed or not, is
    overtaken by that. Whether anything changed; an earlier notice changes nothing.

    Source: domain section 5.5. A review of group 1 is never put off.
    """
    row = locked(retention)
    now = timezone.now()
    since = min(since, now)
    if since <= row.clear_from:
        return False
    before = _told(row)
    _overtake(row, because, at=now)
    row.count(clear_from=since, due_at=row.review_due_at, proof=row.due_proof)
    if row.group in rules.HAVE_A_CLEAR_PERIOD:
        due = due_of(row, clear_from=since, kept_at=last_kept(row))
        row.count(clear_from=since, due_at=due.due_at, proof=due.proof)
    row.save()
    why = f"{because.label}."
    verb = "retention.counted_again"
    record(obj=row, verb=verb, by=by, before=before, after=_told(row), reason=why)
    note_term(row, because, by=by, at=now)
    return True


@transaction.atomic
def restart_for_person(*, person: Person, case: Case, because: Because, by: User | None) -> int:
    """A new case of the person was opened, or a later one ended: every other record of them
    begins its clear period again. How many did."""
    rows = Retention.objects.filter(case__person=person).exclude(case=case).order_by("pk")
    now = timezone.now()
    return sum(
        restart_clear_period(retention=row, since=now, because=because, by=by) for row in rows
    )


def restart_for_batch(*, batch: ImportBatch) -> int:
    """An import told of records that name a person as a suspect: each record of theirs whose clear
    period they interrupt begins it again, each in a transaction of its own. May run twice.

    How many began again.
    """
    rows = Retention.objects.filter(case__person__incidents_as_suspect__revisions__batch=batch)
    found = 0
    for row in rows.select_related("case__person").distinct().order_by("pk"):
        since = rules.last_notice(row.case.person)
        if since is not None:
            found += restart_clear_period(
                retention=row, since=since, because=Because.REPORT, by=None
            )
    return found


def _told(row: Retention) -> dict[str, object]:
    """What the log says of a record before and after it was counted again."""
    return {
        "state": str(row.state),
        "clear_from": row.clear_from,
        "review_due_at": row.review_due_at,
        "due_proof": row.due_proof,
    }


def _overtake(row: Retention, because: Because, *, at: datetime) -> None:
    """What was to go is kept: what two people agreed on is not so any more."""
    if row.state == S.CONFIRMED:
        row.keep_after_all(at=at)
        return
    proposal = open_proposal(row)
    if proposal is None:
        return
    proposal.outcome, proposal.settled_at = RetentionReview.Outcome.OVERTAKEN, at
    proposal.settled_reason = f"{because.label} after the disposal was proposed."
    proposal.save()
    row.give_back(at=at)
