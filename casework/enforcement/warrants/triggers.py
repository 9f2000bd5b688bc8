"""What the database keeps of a warrant: the trail is added to, never changed."""

from __future__ import annotations

from casework.core.append_only import append_only, register

GUARDS = register(
    [
        *append_only(
            "warrants_attempt",
            sentence="An attempt to execute a warrant cannot be changed.",
            keys=("warrant_id, number",),
        ),
        *append_only(
            "warrants_review",
            sentence="A review of a warrant cannot be changed.",
            keys=("warrant_id, number",),
        ),
        *append_only(
            "warrants_forcerequest",
            sentence="A request to another force cannot be changed; it is made again.",
            keys=("warrant_id, number",),
        ),
        *append_only(
            "warrants_forceanswer",
            sentence="The answer of another force cannot be changed.",
            keys=("request_id",),
        ),
        *append_only(
            "warrants_bailcondition",
            sentence="A bail condition cannot be changed.",
            keys=("warrant_id, number",),
        ),
        *append_only(
            "warrants_bailcheck",
            sentence="A check of bail cannot be changed.",
            keys=("warrant_id, number",),
        ),
    ]
)
