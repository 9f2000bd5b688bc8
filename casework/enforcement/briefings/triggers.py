"""What the database keeps of a briefing: who it was for, who read it, what came back."""

from __future__ import annotations

from casework.core.append_only import append_only, register

GUARDS = register(
    [
        *append_only(
            "briefings_briefingaudience",
            sentence="Whom a briefing was published to cannot be changed.",
            keys=("briefing_id, team_id",),
        ),
        *append_only(
            "briefings_acknowledgement",
            sentence="An acknowledgement cannot be changed.",
            keys=("briefing_id, team_id, shift",),
        ),
        *append_only(
            "briefings_briefingreading",
            sentence="That somebody read a briefing cannot be changed.",
            keys=("briefing_id, reader_id",),
        ),
        *append_only(
            "briefings_briefingreturn",
            sentence="A return on a briefing cannot be changed.",
        ),
        *append_only(
            "briefings_briefingreturnentry",
            sentence="The entry of a return cannot be changed.",
            pk="returned_id",
        ),
    ]
)
