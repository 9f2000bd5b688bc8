"""Letters whose end lies long after their service: one that expired, one that was called back.

The same people were visited besides.
"""

from __future__ import annotations

from casework.cases import actions as cases
from casework.cases.models import Case
from workflows.demonstration import telling
from workflows.demonstration.kinds.home_visit import (
    moved_and_called_off,
    no_answer_and_not_safe,
    talked_to_and_arrested,
)
from workflows.demonstration.stage import Story
from workflows.demonstration.stories import Part
from workflows.demonstration.telling import Telling


def expired(t: Telling) -> Story:
    """Served more than a year ago."""
    yield from telling.letter(t, 376)


def called_back(t: Telling) -> Story:
    """His brother of the same name had it: the letter counts no longer, and a breach is told of."""
    yield from telling.letter(t, 48)
    said = "His brother says that it was handed to him, and that he is not the man it names."
    yield from telling.said_against(t, 40, said)
    reasons = "The signature is the brother's. It never reached him, so nothing may rest on it."
    yield from telling.answered(t, 38, "WITHDRAWN", wrong_person="on", reasons=reasons)
    yield t.at(37, "15:50")
    t.do(
        "assess_breach",
        by=t.unit["manager"],
        decision="REPORT",
        reference="DPO/26/114",
        note="His brother read three lines of it. It is back, and the advocate knows.",
    )


def complained(t: Telling) -> Story:
    """His complaint is looked into, and until then nobody contacts him without the manager."""
    yield t.at(1, "09:50")
    case = Case.objects.get(pk=t.case.pk)
    why = "He complained of the letter that his brother was given."
    cases.place_hold(case=case, by=t.unit["manager"], kind="COMPLAINT", note=why)


def risk_reviewed(t: Telling) -> Story:
    yield from telling.assessed(t, 18)


ALONE = (
    Part((expired, talked_to_and_arrested, risk_reviewed), adopted=380),
    Part(
        (called_back, no_answer_and_not_safe, moved_and_called_off, risk_reviewed, complained),
        adopted=110,
    ),
)
