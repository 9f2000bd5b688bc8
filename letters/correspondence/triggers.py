"""What the database keeps of a letter: versions, fact lines and attempts are added, never
changed; once a document hangs on a letter, neither it nor what it says changes (I1). A served
letter only moves on along its table; what was said against it is written once, part by part."""

from __future__ import annotations

from casework.core.append_only import Guard, append_only, register
from letters.correspondence.models.states import AFTER_SERVICE

# The preview of a version may be hung on it once; nothing else of the row moves.
PREVIEW_HUNG_ON = " AND ".join(
    [
        "old.draft_document_id IS NULL",
        "new.draft_document_id IS NOT NULL",
        *(
            f"new.{column} = old.{column}"
            for column in (
                "id",
                "letter_id",
                "number",
                "wording_version",
                "inputs",
                "html",
                "text",
                "submitted_by_id",
                "submitted_at",
            )
        ),
    ]
)
# Until representations came: replaced by MOVES_ON_ONLY, and named only to be taken away.
SERVED_FOR_EVER = Guard(
    name="correspondence_letter_served_no_update",
    table="correspondence_letter",
    moment="UPDATE",
    sentence="A served letter cannot be changed.",
    when="old.state = 'SERVED'",
)
NOT_REMOVED = Guard(
    name="correspondence_letter_submitted_no_delete",
    table="correspondence_letter",
    moment="DELETE",
    sentence="A letter that was submitted cannot be removed.",
    when="old.version > 0",
)
DOCUMENT_STAYS = Guard(
    name="correspondence_letter_document_no_update",
    table="correspondence_letter",
    moment="UPDATE",
    sentence="The document of a letter cannot be changed.",
    when=(
        "old.document_id IS NOT NULL AND ("
        "new.document_id IS NULL OR new.document_id <> old.document_id "
        "OR new.version <> old.version OR new.case_id <> old.case_id "
        "OR new.author_id <> old.author_id OR new.service_address <> old.service_address "
        "OR new.service_contact_id IS DISTINCT FROM old.service_contact_id "
        "OR new.decided_by_id IS NULL OR new.decided_by_id <> old.decided_by_id "
        "OR new.decided_at IS NULL OR new.decided_at <> old.decided_at)"
    ),
)

GUARDS = register(
    [
        *append_only(
            "correspondence_letterversion",
            sentence="A version of a letter cannot be changed; a correction is a new version.",
            keys=("letter_id, number",),
            unless=PREVIEW_HUNG_ON,
        ),
        *append_only(
            "correspondence_factline",
            sentence="A line of a submitted letter cannot be changed.",
            keys=('letter_id, version, "order"',),
        ),
        *append_only(
            "correspondence_serviceattempt",
            sentence="An attempt to serve a letter cannot be changed.",
            keys=("letter_id, number",),
        ),
        NOT_REMOVED,
        DOCUMENT_STAYS,
    ]
)


def _same(*columns: str) -> str:
    return " AND ".join(f"new.{each} IS NOT DISTINCT FROM old.{each}" for each in columns)


_MOVES = ", ".join(f"'{old}>{new}'" for old, new in AFTER_SERVICE)
_AS_SERVED = _same(
    "id",
    "kind",
    "case_id",
    "author_id",
    "last_editor_id",
    "service_address",
    "service_contact_id",
    "version",
    "decided_by_id",
    "decided_at",
    "decision_reason",
    "redaction_checked",
    "authority_lapses_at",
    "document_id",
    "advocate_told_by_id",
    "advocate_told_at",
    "advocate_note",
    "issued_by_id",
    "issued_at",
    "service_method",
    "service_place",
    "service_round",
    "served_at",
    "no_authority_reason",
    "created_at",
)
MOVES_ON_ONLY = Guard(
    name="correspondence_letter_served_moves_on_only",
    table="correspondence_letter",
    moment="UPDATE",
    sentence="A served letter cannot be changed.",
    when=(
        "old.served_at IS NOT NULL AND NOT ("
        f"old.state || '>' || new.state IN ({_MOVES}) AND {_AS_SERVED} "
        "AND (new.ended_at = old.ended_at OR new.state IN ('WITHDRAWN', 'EXPIRED')))"
    ),
)
_RECEIVED = _same(
    "id",
    "case_id",
    "letter_id",
    "number",
    "source",
    "received_at",
    "said",
    "says_wrong_person",
    "says_victim",
    "hostile",
    "recorded_by_id",
    "recorded_at",
    "authorised_by_id",
    "written_by_id",
)
_ANSWER = _same("decision", "reasons", "amendment", "wrong_person", "answered_by_id", "answered_at")
_BREACH = _same("breach", "breach_note", "breach_reference", "breach_by_id", "breach_at")
_TOLD = _same("told", "told_at", "told_by_id", "told_note")
# Of what came later, by a migration of its own.
AFTERWARDS = register(
    [
        MOVES_ON_ONLY,
        *append_only(
            "correspondence_representation",
            sentence="What was said against a letter, and its answer, cannot be changed.",
            keys=("letter_id, number",),
            unless=f"{_RECEIVED} AND (old.decision = '' OR {_ANSWER}) "
            f"AND (old.breach = '' OR {_BREACH}) AND (old.told = '' OR {_TOLD})",
        ),
    ]
)
