"""What the database keeps of a flag: its terms, its calls and their reviews are only added."""

from __future__ import annotations

from casework.core.append_only import append_only, register

GUARDS = register(
    [
        *append_only(
            "flags_flagterm",
            sentence="A term of an address flag cannot be changed; a renewal is a new one.",
            keys=("flag_id, number",),
        ),
        *append_only(
            "flags_flaghit",
            sentence="A call logged at a flagged address cannot be changed.",
            keys=("flag_id, incident_reference",),
        ),
        *append_only(
            "flags_flaghitreview",
            sentence="The review of a call cannot be changed.",
            pk="hit_id",
        ),
    ]
)
