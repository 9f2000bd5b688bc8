"""What the log calls the changes of this room."""

from __future__ import annotations

from casework.audit.words import register

register(
    {
        "programme.ran": "Programme run",
        "programme.run_asked_for": "Run of a programme asked for",
        "flag.raised": "Nomination raised",
        "flag.settled": "Nomination settled",
        "flag.basis_lost": "Basis of a nomination lost",
        "flag.basis_lost_reviewed": "Lost basis of a nomination reviewed",
    }
)
