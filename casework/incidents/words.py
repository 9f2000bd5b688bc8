"""What the log calls the changes of this room."""

from __future__ import annotations

from casework.audit.words import register

register(
    {
        "incidents.imported": "Records imported",
        "incidents.upload_checked": "File for import checked",
        "incidents.upload_put_aside": "File for import put aside",
        "person.changed_by_import": "Particulars changed by an import",
    }
)
