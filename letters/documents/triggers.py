"""The database's own refusal to change the ledger; its migrations install these guards."""

from __future__ import annotations

from casework.core.append_only import Guard, append_only, register

SENTENCE = "A document cannot be changed."
GUARDS = register(
    [
        *append_only("documents_document", sentence=SENTENCE, keys=["key"]),
        Guard(
            name="documents_document_no_truncate",
            table="documents_document",
            moment="TRUNCATE",
            sentence=SENTENCE,
            only_on="postgresql",
        ),
    ]
)
