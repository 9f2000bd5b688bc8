"""The database's own refusal to change the ledger; its migrations install these guards."""

from __future__ import annotations

from casework.core.append_only import append_only, register

GUARDS = register(
    append_only("documents_document", sentence="A document cannot be changed.", keys=["key"])
)
