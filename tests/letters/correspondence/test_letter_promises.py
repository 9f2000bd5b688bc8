"""What the paper says about its own periods holds, also where a rule changed before service."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.clocks import LONDON
from casework.deadlines import DeadlineRule
from casework.deadlines.actions import enter_version
from letters.correspondence import promises
from letters.correspondence.models import Letter, LetterState
from letters.correspondence.policy import ANSWER_WITHIN, HELD_FOR
from letters.correspondence.text import current_version
from tests.makers_cases import people_of
from tests.makers_letters import make_letter, serve

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("quick_paper", "versions_of_rules"),
]
A_MONDAY = datetime(2026, 8, 24, 10, tzinfo=LONDON)


def last_day(letter: Letter) -> date:
    return timezone.localdate(promises.may_answer_until(letter).due_at)


def served_after_both_rules_changed() -> Letter:
    """Written on a Monday, when 28 days and 12 months were the rule; served on the Wednesday."""
    with time_machine.travel(A_MONDAY, tick=True) as clock:
        letter = make_letter(state=LetterState.ISSUED_FOR_SERVICE)
        for rule, amount in ((ANSWER_WITHIN, 14), (HELD_FOR, 6)):
            enter_version(
                rule=rule.name,
                by=people_of(letter.case).manager,
                amount=amount,
                starts_on=date(2026, 8, 25),
                reason="Half is enough.",
            )
        clock.shift(timedelta(days=2))
        assert (ANSWER_WITHIN.amount_in("E"), HELD_FOR.amount_in("E")) == (14, 6)
        return serve(letter)


def test_a_period_that_is_printed_holds_whatever_the_rule_says_on_the_day_of_service() -> None:
    letter = served_after_both_rules_changed()
    printed = current_version(letter).inputs
    assert (printed["answer_within"], printed["held_for"]) == ("28 days", "12 months")
    assert last_day(letter) == date(2026, 9, 23)
    assert timezone.localdate(promises.expires(letter).due_at) == date(2027, 8, 25)
    assert promises.may_answer_until(letter).proof["rule"]["version"] == 1


def test_a_clock_that_took_the_rule_of_the_day_of_service_would_break_the_word_of_the_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    letter, due = served_after_both_rules_changed(), DeadlineRule.due

    def of_the_day(self: Any, start: Any, nation: str, **_: Any) -> Any:
        return due(self, start, nation)

    with time_machine.travel(A_MONDAY + timedelta(days=2), tick=False):
        monkeypatch.setattr(DeadlineRule, "due", of_the_day)
        assert last_day(letter) == date(2026, 9, 9)
