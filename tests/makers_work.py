"""Tasks for tests: the open step of a case, done through its own form, as its page does."""

from workflows.demonstration.answers import (
    answers_of,
    check_contact_again,
    checks_made,
    do,
    open_steps,
    open_task,
    safe_contact,
)

__all__ = [
    "answers_of",
    "check_contact_again",
    "checks_made",
    "do",
    "open_steps",
    "open_task",
    "safe_contact",
]
