"""By when the record of an ended case is reviewed, in each group, to the day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from casework.clocks import LONDON, Source, replay
from casework.core.policy import DECLARED
from casework.deadlines import Told, expiring
from casework.people.models import Person
from casework.retention import rules
from casework.retention.models import Group


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def last_day(group: str, start: str, kept: str | None = None) -> date:
    found = rules.next_review(
        group, clear_from=at(start), kept_at=at(kept) if kept else None, nation="E"
    )
    assert replay(found.proof) == found.due_at
    local = found.due_at.astimezone(LONDON)
    assert (local.hour, local.minute, local.second) == (23, 59, 59)
    return local.date()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "start", "first"),
    [
        ("1", "2026-05-04T16:20", date(2036, 5, 3)),
        ("2", "2026-05-04T16:20", date(2036, 5, 3)),
        ("3", "2026-05-04T16:20", date(2032, 5, 3)),
        ("4", "2026-05-04T16:20", date(2032, 5, 3)),
        # The first of a month: the last of the month before.
        ("3", "2026-03-01T00:00", date(2032, 2, 29)),
        ("2", "2026-03-01T00:00", date(2036, 2, 29)),
        # From 29 February: to the end of February, whether the year has one or not.
        ("2", "2028-02-29T09:00", date(2038, 2, 28)),
        ("3", "2028-02-29T09:00", date(2034, 2, 28)),
        ("3", "2026-02-28T09:00", date(2032, 2, 27)),
        # By the local day, not by that of Greenwich.
        ("2", "2026-07-01T00:30", date(2036, 6, 30)),
    ],
)
def test_the_first_review_is_at_the_end_of_the_clear_period(
    group: str, start: str, first: date
) -> None:
    assert last_day(group, start) == first


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "kept", "following"),
    [
        ("1", "2036-05-01T10:00", date(2046, 4, 30)),
        ("2", "2036-05-01T10:00", date(2046, 4, 30)),
        ("3", "2032-05-01T10:00", date(2037, 4, 30)),
        ("4", "2032-05-01T10:00", date(2038, 4, 30)),
        ("3", "2032-02-29T10:00", date(2037, 2, 28)),
        # Reviewed early: never again before the clear period is over.
        ("3", "2026-06-01T10:00", date(2032, 5, 3)),
    ],
)
def test_the_next_one_is_counted_from_the_review(group: str, kept: str, following: date) -> None:
    assert last_day(group, "2026-05-04T16:20", kept) == following


@pytest.mark.django_db
def test_group_1_is_reviewed_every_ten_years_whatever_its_clear_period() -> None:
    assert last_day("1", "2035-01-01T10:00", "2030-01-01T10:00") == date(2039, 12, 31)
    assert last_day("2", "2035-01-01T10:00", "2030-01-01T10:00") == date(2044, 12, 31)


@pytest.mark.parametrize(
    ("born", "until"),
    [
        (date(1985, 6, 15), date(2085, 6, 15)),
        (date(1984, 2, 29), date(2084, 2, 29)),
        (date(2000, 2, 29), date(2100, 3, 1)),
        (None, None),
    ],
)
def test_group_1_is_kept_until_the_person_would_be_a_hundred(
    born: date | None, until: date | None
) -> None:
    assert rules.kept_until(Person(date_of_birth=born)) == until


def test_the_periods_are_declared_with_their_source_and_as_unverified() -> None:
    named = {rule.name: rule for rule in (*rules.CLEAR.values(), *rules.AGAIN.values())}
    assert {name: (rule.value, rule.tag) for name, rule in named.items()} == {
        "retention.group_1_review_months": (120, Source.GUIDANCE),
        "retention.group_2_clear_months": (120, Source.GUIDANCE),
        "retention.group_2_review_months": (120, Source.GUIDANCE),
        "retention.group_3_clear_months": (72, Source.GUIDANCE),
        "retention.group_3_review_months": (60, Source.GUIDANCE),
        "retention.group_4_kept_months": (72, Source.LOCAL),
    }
    guided = [rule for rule in named.values() if rule.tag == Source.GUIDANCE]
    assert all("unverified" in rule.source for rule in guided)
    assert all(DECLARED[name] is rule for name, rule in named.items())


def test_every_group_has_its_periods() -> None:
    assert set(rules.CLEAR) == set(rules.AGAIN) == set(Group)
    assert {Group.PUBLIC_PROTECTION, *rules.HAVE_A_CLEAR_PERIOD} == set(Group)


def test_it_is_declared_as_something_that_comes_to_an_end() -> None:
    found = expiring.declared()["retention"]
    assert found.told == Told.REGISTER
    assert found.alerts == rules.ALERTS
    assert set(found.lasts) == {*rules.CLEAR.values(), *rules.AGAIN.values()}
