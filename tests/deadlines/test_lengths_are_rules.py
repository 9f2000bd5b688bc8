"""How long a record lasts and when its end is spoken of comes from a declared rule, like any due
time: no length is added to a moment with a number of the force in a room or a flow."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casework.clocks import LONDON, Kind, Nation, hours_from_event, replay
from casework.core.policy import DECLARED, Number
from casework.deadlines import DeadlineRule, declared
from casework.enforcement.authorities.rules import URGENT_ALERTS, WRITTEN_ALERTS
from casework.operations.rules import AHEAD
from workflows.escalating import DUE_BEFORE, MANAGER_AFTER, OVERDUE_AFTER
from workflows.interventions.order.deadlines import FIRST_ALERT, LAST_ALERT

ROOT = Path(__file__).resolve().parents[2]
# The arithmetic itself, what is made up, and what guesses at the future.
ELSEWHERE = {"clocks", "migrations", "demonstration", "generator", "forecast"}
# None of these is the end of a record or an alert of one: they look back, or keep a machine going.
ALLOWED = {
    "casework/accounts/attempts.py": ["timedelta(minutes=WHILE.value)"],
    "casework/cases/actions/ending.py": ["timedelta(days=RECENT_REPORT.value)"],
    "casework/core/checkup.py": [
        "timedelta(seconds=2 * settings.Q_CLUSTER['timeout'] + 60)",
        "timedelta(minutes=scheduled.minutes)",
    ],
    "casework/core/clock.py": [
        "timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))",
        "timedelta(seconds=MAY_DIFFER.value)",
    ],
    "casework/core/management/commands/worker.py": [
        "timedelta(seconds=options['patience'])",
        "timedelta(seconds=options['beat'])",
    ],
    "casework/core/queue.py": ["timedelta(seconds=settings.Q_CLUSTER['retry'] + 60)"],
    "casework/core/schedules.py": [
        "timedelta(seconds=SILENCE.value)",
        "timedelta(minutes=_declared[name].minutes)",
        "timedelta(minutes=self.minutes)",
    ],
    "casework/core/worker.py": ["timedelta(seconds=settings.Q_CLUSTER['timeout'] + 10)"],
    # Days of the calendar, one after the other.
    "casework/deadlines/examples.py": ["timedelta(days=each)"],
    "casework/incidents/checkup.py": ["timedelta(hours=FORGOTTEN_AFTER.value)"],
    "casework/incidents/importer/values.py": ["timedelta(hours=hours, minutes=minutes)"],
    "casework/incidents/jobs.py": ["timedelta(hours=FORGOTTEN_AFTER.value)"],
    "casework/operations/rules.py": [
        "timedelta(hours=HISTORY_FROM.value)",
        "timedelta(hours=HISTORY_TO.value)",
    ],
    # Narrows what is read; the rule decides.
    "casework/retention/rules.py": ["timedelta(days=1 + max(ALERTS[0].amounts()))"],
    # A page that stays open for a quarter of an hour.
    "casework/victims/actions/contact.py": ["timedelta(minutes=rules.OPEN_FOR.value)"],
    # Narrows what is read; the rule decides.
    "letters/correspondence/rules.py": ["timedelta(days=28 * min(HELD_FOR.amounts()))"],
    "workflows/digests.py": [
        "timedelta(hours=UNOPENED_AFTER.value)",
        "timedelta(days=SOON_WITHIN.value)",
    ],
    "workflows/mailing.py": ["timedelta(minutes=2 ** tries)"],
    "workflows/models/leaving.py": ["timedelta(days=SHOWN_FOR.value)"],
    "workflows/worklist/conflicts.py": ["timedelta(seconds=settings.SESSION_COOKIE_AGE)"],
}
# Numbers counted in time that end nothing.
TIMES = ("second", "minute", "hour", "day", "week", "month")
NO_ENDS = {
    "case.recent_report_days",
    "clock.may_differ_seconds",
    "clock.silence_after_seconds",
    "digest.due_within_days",
    "digest.unopened_after_hours",
    "import.keep_checked_file_hours",
    # Where a wave lies is planned in minutes from the event, and worked out by the rule of that.
    "operation.after_from_days",
    "operation.after_to_days",
    "operation.before_from_days",
    "operation.before_to_days",
    "operation.during_from_hours_before",
    "operation.during_to_hours_after",
    "operation.history_from_hours_before",
    "operation.history_to_hours_after",
    "sign_in.lock_minutes",
    "support.safe_contact_open_minutes",
    "task.hand_over_shown_for_days",
}


def lengths_added_in(text: str) -> list[str]:
    """Lengths of time that are more than a literal, such as one that a number of the force sets."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in ("timedelta", "relativedelta")
        and any(
            isinstance(part, ast.Name | ast.Attribute | ast.Call | ast.Subscript)
            for given in [*node.args, *(each.value for each in node.keywords)]
            for part in ast.walk(given)
        )
    ]


def test_no_end_and_no_alert_is_a_number_added_to_a_moment() -> None:
    files = [
        path
        for room in ("casework", "letters", "workflows")
        for path in (ROOT / room).rglob("*.py")
        if not ELSEWHERE & set(path.parts)
    ]
    assert len(files) > 300
    found = {str(path.relative_to(ROOT)): lengths_added_in(path.read_text()) for path in files}
    assert {path: lengths for path, lengths in found.items() if lengths} == ALLOWED


@pytest.mark.parametrize(
    "line",
    [
        "until = now + timedelta(hours=GATE_VALID.value)",
        "latest = today + timedelta(days=REVIEW_WITHIN[band].value)",
        "until = now + datetime.timedelta(days=LASTS.amount_in(nation))",
        "alert = ends_at - timedelta(hours=each)",
        "until = now + relativedelta(months=HELD)",
        "until = now + timedelta(14 * A_DAY)",
    ],
)
def test_a_length_that_is_added_is_found(line: str) -> None:
    assert lengths_added_in(line)


def test_a_literal_step_from_day_to_day_is_none() -> None:
    assert lengths_added_in("tomorrow = today + timedelta(days=1)") == []


def counted_in_time(numbers: dict[str, Number]) -> set[str]:
    """Those of the numbers that are lengths of time and no rules."""
    return {
        name
        for name, each in numbers.items()
        if not isinstance(each, DeadlineRule)
        and not name.startswith("forecast.")
        and each.unit.startswith(TIMES)
    }


def test_a_number_of_hours_or_days_is_a_rule_unless_nothing_ends_by_it() -> None:
    declared()  # every room is loaded
    assert counted_in_time(dict(DECLARED)) == NO_ENDS


def test_a_length_that_is_a_mere_number_is_found() -> None:
    again = Number("case.gate_valid_hours", 72, "hours", "local")
    assert counted_in_time({again.name: again}) == {again.name}
    rule = DECLARED["case.gate_valid_hours"]
    assert counted_in_time({rule.name: rule}) == set()


# --- before and after -----------------------------------------------------------------------------

# The clocks went on, and back, in the night before.
ON, BACK = datetime(2026, 3, 29, 14, tzinfo=UTC), datetime(2026, 10, 25, 15, tzinfo=UTC)


@pytest.mark.parametrize("end", [ON, BACK])
@pytest.mark.parametrize("rule", [FIRST_ALERT, LAST_ALERT, DUE_BEFORE, *URGENT_ALERTS])
def test_hours_before_an_end_are_hours_of_the_clock(rule: DeadlineRule, end: datetime) -> None:
    found = rule.due(end, Nation.E)
    assert end - found.due_at == timedelta(hours=rule.amount_in("E"))
    assert replay(found.proof) == found.due_at
    assert "by the clock before the event" in found.proof["rule_in_words"]


@pytest.mark.parametrize("end", [ON, BACK])
@pytest.mark.parametrize("rule", [*WRITTEN_ALERTS[:3], *AHEAD.values()])
def test_days_before_an_end_keep_its_time_of_day(rule: DeadlineRule, end: datetime) -> None:
    found = rule.due(end, Nation.E).due_at.astimezone(LONDON)
    there = end.astimezone(LONDON)
    assert found.time() == there.time()
    assert there.date() - found.date() == timedelta(days=rule.amount_in("E"))
    # By the clock that is an hour more, or one less.
    assert end - found != timedelta(days=rule.amount_in("E"))


def test_hours_after_may_be_none() -> None:
    assert OVERDUE_AFTER.due(ON, Nation.E).due_at == ON
    assert OVERDUE_AFTER.rule.in_words == "when the event starts"
    assert MANAGER_AFTER.due(ON, Nation.E).due_at == ON + timedelta(hours=24)
    assert hours_from_event(1).in_words == "1 hour by the clock after the event starts"
    assert hours_from_event(-2).kind == Kind.HOURS_FROM_EVENT


def test_a_force_sets_an_alert_by_its_name(settings: Any) -> None:
    settings.POLICY = {"authority.first_alert_days_before": 10}
    assert WRITTEN_ALERTS[0].amount_in("E") == 10
    settings.POLICY = {LAST_ALERT.name: 8}
    assert ON - LAST_ALERT.due(ON, Nation.E).due_at == timedelta(hours=8)
