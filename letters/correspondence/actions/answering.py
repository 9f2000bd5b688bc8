"""After service: what is said against a letter, the answer, and what follows from it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.cases.actions import hear_of_change
from casework.cases.gate import require_open_gate
from casework.cases.models import ChangeKind
from casework.core.errors import Conflict, Refused, worded
from casework.enforcement.briefings.actions import recall_citing as recall_briefings
from casework.enforcement.flags.actions import recall_citing as take_out_flags
from letters.correspondence import permissions, policy, promises, rules
from letters.correspondence.actions.shared import locked
from letters.correspondence.models import Letter, LetterState, Representation

Decision, Breach, Told = (
    Representation.Decision,
    Representation.Breach,
    Representation.Told,
)


# The verb the log tells each decision with.
ANSWERED = {
    Decision.UPHELD: "letter.upheld",
    Decision.AMENDED: "letter.amended",
    Decision.WITHDRAWN: "letter.called_back",
}


def hear_how_taken(letter: Letter, *, by: User, hostile: bool, says_victim: bool) -> None:
    """What asks for a new assessment of risk: hostility, or that they are the one who is harmed
    (domain: section 2a). The caller's transaction."""
    about = f"Letter {letter.ref}"
    if hostile:
        note = f"{about}: they were hostile or made threats."
        hear_of_change(case=letter.case, by=by, kind=ChangeKind.HOSTILE, note=note)
    if says_victim:
        note = f"{about}: they say that they are the one who is harmed."
        hear_of_change(case=letter.case, by=by, kind=ChangeKind.SAYS_VICTIM, note=note)


@transaction.atomic
def receive_representations(
    *,
    letter: Letter,
    by: User,
    source: str,
    received_at: datetime,
    said: str,
    says_wrong_person: bool = False,
    says_victim: bool = False,
    hostile: bool = False,
) -> Representation:
    """Write down what is said against a served letter, so that an inspector answers it.

    `received_at` is the aware instant it reached the police; the time the letter gives counts to
    then. Raises NotAllowed, Refused, also when it came too late.
    """
    letter = locked(letter)
    permissions.check_can_receive(by, letter)
    now, before = timezone.now(), {"state": letter.state}
    said = worded(said, "Write down what was said.")
    if source not in Representation.Source.values:
        raise Refused("Select how it reached the police.")
    _check_is_heard(letter, received_at, wrong_person=says_wrong_person)
    assert letter.decided_by is not None  # none is served without
    letter.receive_representations()
    letter.save()
    row: Representation = Representation.objects.create(
        case=letter.case,
        letter=letter,
        number=letter.representations.count() + 1,
        source=source,
        received_at=received_at,
        said=said,
        says_wrong_person=says_wrong_person,
        says_victim=says_victim,
        hostile=hostile,
        recorded_by=by,
        recorded_at=now,
        authorised_by=letter.decided_by,
        written_by=letter.author,
    )
    due = policy.answer_due(received_at, letter.case.force.nation)
    after = {"state": letter.state, "number": row.number, "received_at": received_at}
    after |= {"answer_due": due.due_at, "proof": due.proof}
    record(obj=letter, verb="letter.representations", by=by, before=before, after=after)
    hear_how_taken(letter, by=by, hostile=hostile, says_victim=says_victim)
    return row


def _check_is_heard(letter: Letter, received_at: datetime, *, wrong_person: bool) -> None:
    """Raise Refused unless it came after the service, in the time the letter gives for it."""
    if letter.served_at is None or not letter.served_at <= received_at <= timezone.now():
        raise Refused("The time it reached the police must be after the service and in the past.")
    against = rules.why_not_against(letter, received_at=received_at, wrong_person=wrong_person)
    if against:
        raise Refused(against)


@transaction.atomic
def answer_representations(
    *,
    representation: Representation,
    by: User,
    decision: str,
    reasons: str,
    amendment: str = "",
    wrong_person: bool = False,
) -> Representation:
    """An inspector finds that the letter stands (UPHELD), stands as `amendment` reads it
    (AMENDED), or is called back (WITHDRAWN) with everything that cites it.

    `wrong_person` says that it had reached somebody else. Raises NotAllowed, also for whoever
    wrote or authorised it, Refused, and Conflict for the second of two.
    """
    letter = locked(representation.letter)
    row = _locked_row(representation)
    permissions.check_can_answer(by, letter)
    _check_unanswered(row)
    before, now = str(letter.state), timezone.now()
    reasons = worded(reasons, "Give your reasons.")
    if wrong_person and decision != Decision.WITHDRAWN:
        raise Refused("A letter that reached the wrong person is withdrawn.")
    if decision == Decision.UPHELD:
        letter.uphold()
    elif decision == Decision.AMENDED:
        row.amendment = worded(amendment, "Say how the letter is to be read now.")
        letter.amend()
    elif decision == Decision.WITHDRAWN:
        letter.call_back(at=now)
    else:
        raise Refused("Decide whether the letter stands.")
    row.decision, row.reasons, row.wrong_person = decision, reasons, wrong_person
    row.answered_by, row.answered_at = by, now
    verb = ANSWERED[Decision(decision)]
    kept(letter, verb, by=by, before=before, reason=reasons, wrong_person=wrong_person)
    row.save()
    if decision == Decision.WITHDRAWN:
        _recall_what_cites(letter, by=by)
    return row


def _recall_what_cites(letter: Letter, *, by: User) -> None:
    """Flags come out and briefings are recalled at once; nothing is erased (domain: 10, no. 7)."""
    reason = f"Letter {letter.ref} was withdrawn."
    take_out_flags(case=letter.case, cites=letter.ref, by=by, reason=reason)
    recall_briefings(case=letter.case, cites=letter.ref, by=by, reason=reason)


@transaction.atomic
def assess_breach(
    *, representation: Representation, by: User, decision: str, note: str, reference: str = ""
) -> Representation:
    """A manager says what a letter in the wrong hands did, and whether it was reported (REPORT,
    with its reference) or kept in our own register (KEEP). Raises NotAllowed, Refused."""
    letter = locked(representation.letter)
    row = _locked_row(representation)
    permissions.check_can_assess_breach(by, letter)
    if not row.wrong_person or row.breach:
        raise Refused("There is no breach of data to assess for this letter.")
    if decision not in Breach.values:
        raise Refused("Decide whether the breach is reported.")
    row.breach_note = worded(note, "Say who was put at risk, and what was done.")
    if decision == Breach.REPORT:
        row.breach_reference = worded(reference, "Enter the reference of the report.")
    row.breach, row.breach_by, row.breach_at = decision, by, timezone.now()
    row.save()
    state = {"state": letter.state}
    after = state | {"breach": row.breach, "reference": row.breach_reference}
    record(
        obj=letter,
        verb="letter.breach_assessed",
        by=by,
        before=state,
        after=after,
        reason=row.breach_note,
    )
    return row


@transaction.atomic
def tell_answer(
    *, representation: Representation, by: User, at: datetime, how: str, note: str = ""
) -> Representation:
    """Whoever said something has the answer: when (aware) and how. Contact has to be cleared.

    Raises NotAllowed, Refused.
    """
    letter = locked(representation.letter)
    row = _locked_row(representation)
    permissions.check_can_serve(by, letter)
    if row.answered_at is None or row.told:
        raise Refused("There is no answer to be told now.")
    if how not in Told.values or how == Told.NOBODY:
        raise Refused("Select how they were told.")
    if not row.answered_at <= at <= timezone.now():
        raise Refused("The time must be after the answer, and now or in the past.")
    require_open_gate(letter.case, at=at)
    row.told, row.told_at, row.told_by, row.told_note = how, at, by, note.strip()
    row.save()
    state = {"state": letter.state}
    after = state | {"told": how, "at": at}
    record(obj=letter, verb="letter.answer_told", by=by, before=state, after=after)
    return row


@transaction.atomic
def leave_untold(*, representation: Representation, by: User, reason: str) -> Representation:
    """A supervisor decides that nobody is told, as contact cannot be cleared. The answer stands.

    Raises NotAllowed, Refused.
    """
    letter = locked(representation.letter)
    row = _locked_row(representation)
    permissions.check_can_lead(by, letter)
    if row.answered_at is None or row.told:
        raise Refused("There is no answer to be told now.")
    row.told_note = worded(reason, "Say why nobody is told.")
    row.told, row.told_at, row.told_by = Told.NOBODY, timezone.now(), by
    row.save()
    state = {"state": letter.state}
    record(
        obj=letter,
        verb="letter.answer_untold",
        by=by,
        before=state,
        after=state,
        reason=row.told_note,
    )
    return row


@transaction.atomic
def expire_letter(*, letter: Letter, at: datetime) -> Letter:
    """End a letter that stood for its time at the aware instant `at`: the clock's doing.

    May be called twice; one that was called back, or waits for an answer, is left as it is.
    Raises Refused while its time runs.
    """
    letter = locked(letter)
    served = (LetterState.SERVED, LetterState.UPHELD, LetterState.AMENDED)
    if letter.state not in served or letter.served_at is None:
        return letter
    expires = promises.expires(letter)
    if at <= expires.due_at:
        raise Refused("This letter still stands.")
    before = str(letter.state)
    letter.expire(at=at)
    return kept(
        letter,
        "letter.expired",
        by=None,
        before=before,
        expired_at=expires.due_at,
        proof=expires.proof,
    )


def _locked_row(representation: Representation) -> Representation:
    """As it is now, once its letter is locked: every writer locks the letter first."""
    found = Representation.objects.select_for_update(of=("self",), no_key=True)
    row: Representation = found.get(pk=representation.pk)
    return row


def _check_unanswered(row: Representation) -> None:
    if row.answered_by is not None and row.answered_at is not None:
        by, at = row.answered_by.display_name, row.answered_at
        raise Conflict("This has already been answered.", by=by, at=at)
