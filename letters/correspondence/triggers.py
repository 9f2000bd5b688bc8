"""What the database keeps of a letter: versions, fact lines and attempts are added, never
changed; once a document hangs on a letter, neither it nor what it says changes (I1)."""

from __future__ import annotations

from casework.core.append_only import Guard, append_only, register

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
        SERVED_FOR_EVER,
        NOT_REMOVED,
        DOCUMENT_STAYS,
    ]
)
