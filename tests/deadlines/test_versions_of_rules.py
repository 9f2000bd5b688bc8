"""Versions of rules and noted days: who enters them, who confirms them, what they change and
what they never change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from casework.accounts.models import Absence, Force, Role, User
from casework.audit.models import Event
from casework.clocks import LONDON, Nation, Source
from casework.core.errors import Conflict, NotAllowed, NotVisible, Refused
from casework.deadlines import actions, book, declared, invariants, permissions
from casework.deadlines.models import NotedDay, RuleVersion
from tests import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("versions_of_rules")]

LOCAL = "warning_letter.check_within_working_days"
LAW = "order.hearing_within_hours"
A_MONDAY = datetime(2026, 8, 24, 10, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def a_monday() -> Any:
    with time_machine.travel(A_MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def force() -> Force:
    return makers.make_force()


@pytest.fixture
def manager(force: Force) -> User:
    return makers.make_user(Role.MANAGER, force=force)


@pytest.fixture
def inspector(force: Force) -> User:
    return makers.make_user(Role.AUTHORISER, force=force)


def enter(rule: str, by: User, **changes: Any) -> RuleVersion:
    given = {"amount": 1, "starts_on": date(2026, 9, 1), "reason": "Too long."}
    return actions.enter_version(rule=rule, by=by, **given | changes)


def due(rule: str, start: datetime, nation: str = "E") -> datetime:
    return declared()[rule].due(start, nation).due_at.astimezone(LONDON)


def test_a_change_counts_for_clocks_that_start_from_its_day_on(
    manager: User, a_monday: Any
) -> None:
    before, after = (datetime(2026, 8, 31, 23), datetime(2026, 9, 1, 0))
    starts = [each.replace(tzinfo=LONDON) for each in (before, after)]
    enter(LOCAL, manager)
    a_monday.move_to(A_MONDAY + timedelta(days=20))
    assert [due(LOCAL, start).date() for start in starts] == [date(2026, 9, 3), date(2026, 9, 2)]
    proofs = [declared()[LOCAL].due(start, "E").proof["rule"] for start in starts]
    assert [(proof["version"], proof["amount"]) for proof in proofs] == [(1, 3), (2, 1)]


def test_an_event_still_to_come_is_counted_by_the_rule_of_now(manager: User) -> None:
    rule = "briefing.decide_renewal_before_end_days"
    event = datetime(2026, 12, 1, 9, tzinfo=LONDON)
    enter(rule, manager, amount=5)
    assert due(rule, event).date() == date(2026, 11, 30)


def entered_at_once(manager: User, inspector: User) -> list[Exception]:
    """What two are told of whom each enters the same change while the other does."""
    start, told = Barrier(2), []

    def enter_it(by: User) -> None:
        start.wait(timeout=60)
        try:
            enter(LAW, by)
        except (Conflict, IntegrityError) as error:
            told.append(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(enter_it, [manager, inspector]))
    return told


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_enter_a_change_at_once_get_one_change_and_one_conflict(
    manager: User, inspector: User
) -> None:
    assert [type(each) for each in entered_at_once(manager, inspector)] == [Conflict]
    assert RuleVersion.objects.waiting().count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_where_neither_waits_for_the_other_the_database_refuses_one_without_a_word(
    manager: User, inspector: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Barrier(2)

    def both_have_looked(row: RuleVersion | None) -> None:
        assert row is None
        together.wait(timeout=60)

    monkeypatch.setattr(actions, "_one_at_a_time", lambda _: None)
    monkeypatch.setattr(actions, "_check_nobody_waits", both_have_looked)
    assert [type(each) for each in entered_at_once(manager, inspector)] == [IntegrityError]


def test_another_nation_keeps_its_own(manager: User, a_monday: Any) -> None:
    enter(LOCAL, manager)
    a_monday.move_to(A_MONDAY + timedelta(days=20))
    start = timezone.now()
    assert declared()[LOCAL].amount_in("E", start) == 1
    assert declared()[LOCAL].amount_in("S", start) == 3


def test_what_the_law_sets_counts_once_somebody_else_has_confirmed_it(
    manager: User, inspector: User, a_monday: Any
) -> None:
    row = enter(LAW, manager, amount=72)
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.confirm(row=row, by=manager)
    a_monday.move_to(A_MONDAY + timedelta(days=1))
    assert actions.confirm(row=row, by=inspector).confirmed_by == inspector
    a_monday.move_to(A_MONDAY + timedelta(days=20))
    assert declared()[LAW].amount_in("E") == 72


def test_what_waits_for_the_second_person_changes_nothing(manager: User, a_monday: Any) -> None:
    enter(LAW, manager, amount=72)
    a_monday.move_to(A_MONDAY + timedelta(days=20))
    assert declared()[LAW].amount_in("E") == 48


def test_a_deputy_does_not_confirm_for_whom_they_stand_in(manager: User, inspector: User) -> None:
    row = enter(LAW, manager, amount=72)
    today = timezone.localdate()
    Absence.objects.create(user=manager, deputy=inspector, starts_on=today, ends_on=today)
    with pytest.raises(NotAllowed, match="stand in"):
        actions.confirm(row=row, by=inspector)


def test_without_the_check_the_database_still_wants_two_people(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = enter(LAW, manager, amount=72)
    monkeypatch.setattr(permissions, "check_can_confirm", lambda *_args: None)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.confirm(row=row, by=manager)


@pytest.mark.parametrize("role", sorted({*Role} - set(permissions.SETTERS)))
def test_nobody_else_sets_a_deadline(force: Force, role: Role) -> None:
    by = makers.make_user(role, force=force)
    with pytest.raises(NotAllowed, match="manager or an authorising officer"):
        enter(LOCAL, by)
    with pytest.raises(NotAllowed):
        actions.note_day(day=date(2027, 5, 4), holiday="A day", by=by, reason="It was said.")


def test_a_force_of_another_nation_confirms_nothing_here(manager: User) -> None:
    row = enter(LAW, manager, amount=72)
    scots = makers.make_user(Role.MANAGER, force=makers.make_force(nation="S"))
    for act in (actions.confirm, actions.withdraw):
        with pytest.raises(NotVisible):
            act(row=row, by=scots)


@pytest.mark.parametrize("day", [date(2026, 8, 23), date(2026, 8, 24)])
def test_nothing_that_runs_already_is_touched(manager: User, day: date) -> None:
    with pytest.raises(Refused, match="later than today"):
        enter(LOCAL, manager, starts_on=day)


def test_a_day_that_came_while_it_waited_is_not_confirmed(
    manager: User, inspector: User, a_monday: Any
) -> None:
    row = enter(LAW, manager, amount=72, starts_on=date(2026, 8, 25))
    a_monday.move_to(datetime(2026, 8, 24, 23, 55, tzinfo=LONDON))
    with pytest.raises(Refused, match="Withdraw it"):
        actions.confirm(row=row, by=inspector)
    actions.withdraw(row=row, by=inspector)
    assert enter(LAW, manager, amount=72).version == 3


def test_what_was_read_a_minute_ago_says_the_same_as_the_rows() -> None:
    assert timedelta(seconds=2 * book.READ_EVERY) < book.NOTICE


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": 0}, "at least 1"),
        ({"amount": 3}, "already"),
        ({"amount": 4_000_000}, "more than can be counted"),
        ({"reason": " "}, "Say why"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    manager: User, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        enter(LOCAL, manager, **changes)
    assert not RuleVersion.objects.exists()


def test_one_change_waits_at_a_time_and_who_entered_it_is_told(
    manager: User, inspector: User
) -> None:
    enter(LAW, manager, amount=72)
    with pytest.raises(Conflict, match="already") as refused:
        enter(LAW, inspector, amount=96)
    assert refused.value.by == manager.display_name


def test_what_was_confirmed_or_withdrawn_stays_so(manager: User, inspector: User) -> None:
    confirmed = actions.confirm(row=enter(LAW, manager, amount=72), by=inspector)
    withdrawn = actions.withdraw(row=enter(LAW, manager, amount=96), by=manager)
    for row in (confirmed, withdrawn):
        for act in (actions.confirm, actions.withdraw):
            with pytest.raises(Conflict, match="already"):
                act(row=row, by=inspector)


def test_each_change_has_its_events(manager: User, inspector: User) -> None:
    actions.confirm(row=enter(LAW, manager, amount=72), by=inspector)
    actions.withdraw(row=enter(LAW, manager, amount=96), by=manager)
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert [each for each in verbs if each.startswith("rule.")] == [
        "rule.entered",
        "rule.confirmed",
        "rule.entered",
        "rule.withdrawn",
    ]


# --- noted days ----------------------------------------------------------------------------------


def note(by: User, day: date = date(2026, 8, 26), holiday: str = "A royal wedding") -> NotedDay:
    return actions.note_day(day=day, holiday=holiday, by=by, reason="The Gazette of today.")


def test_a_noted_day_is_skipped_once_it_is_confirmed(manager: User, inspector: User) -> None:
    start = timezone.now()
    row = note(manager)
    assert due(LOCAL, start).date() == date(2026, 8, 27)
    actions.confirm(row=row, by=inspector)
    found = declared()[LOCAL].due(start, "E")
    assert found.due_at.astimezone(LONDON).date() == date(2026, 8, 28)
    assert found.proof["not_counted"]["2026-08-26"] == "A royal wedding"
    assert "noted 1" in found.proof["calendar"]
    assert due(LOCAL, start, "S").date() == date(2026, 8, 27)


def test_a_noted_saturday_stops_the_clock_of_a_protection_notice(
    manager: User, inspector: User
) -> None:
    friday = datetime(2026, 8, 28, 12, tzinfo=LONDON)
    assert due(LAW, friday) == datetime(2026, 9, 1, 12, tzinfo=LONDON)  # Monday is a holiday
    actions.confirm(row=note(manager, date(2026, 8, 29)), by=inspector)
    assert due(LAW, friday) == datetime(2026, 9, 2, 12, tzinfo=LONDON)


def test_a_bank_holiday_is_taken_away_and_given_back(manager: User, inspector: User) -> None:
    holiday = date(2026, 8, 31)
    start = datetime(2026, 8, 28, 9, tzinfo=LONDON)
    found = []
    for name in ("", "Summer bank holiday"):
        actions.confirm(row=note(manager, holiday, name), by=inspector)
        found.append(due(LOCAL, start).date())
    assert found == [date(2026, 9, 2), date(2026, 9, 3)]


def test_nobody_notes_a_day_alone(manager: User) -> None:
    row = note(manager)
    with pytest.raises(NotAllowed):
        actions.confirm(row=row, by=manager)


# --- what the database refuses -------------------------------------------------------------------


def sql(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


ATTACKS = {
    "another amount": "UPDATE deadlines_ruleversion SET amount = 500",
    "another day": "UPDATE deadlines_ruleversion SET in_force_from = entered_at",
    "confirmed by the same": "UPDATE deadlines_ruleversion SET confirmed_by_id = entered_by_id, "
    "confirmed_at = entered_at",
    "backwards": "UPDATE deadlines_ruleversion SET confirmed_by_id = entered_by_id + 1, "
    "confirmed_at = '2030-01-01 00:00:00+00:00'",
    "gone": "DELETE FROM deadlines_ruleversion",
    "no such nation": "UPDATE deadlines_ruleversion SET nation = 'X'",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_the_database_keeps_a_version_as_it_was_entered(
    manager: User, inspector: User, attack: str
) -> None:
    enter(LAW, manager, amount=72)
    with pytest.raises(DatabaseError):
        sql(attack)
    row = RuleVersion.objects.get()
    assert (row.amount, row.confirmed_at) == (72, None)


def test_the_database_keeps_a_noted_day(manager: User, inspector: User) -> None:
    actions.confirm(row=note(manager), by=inspector)
    for attack in (
        "UPDATE deadlines_notedday SET holiday = 'Another'",
        "UPDATE deadlines_notedday SET confirmed_by_id = NULL, confirmed_at = NULL",
        "DELETE FROM deadlines_notedday",
    ):
        with pytest.raises(DatabaseError):
            sql(attack)


def test_a_version_that_calls_law_local_is_found(manager: User) -> None:
    assert declared()[LAW].tag == Source.LAW
    assert not list(invariants.versions_are_of_declared_rules())
    row = RuleVersion.objects.create(
        name=LAW,
        nation=Nation.E,
        version=2,
        amount=72,
        tag="local",
        in_force_from=timezone.now() + timedelta(days=2),
        reason="By hand.",
        entered_by=manager,
        confirmed_by=manager,
        confirmed_at=timezone.now(),
    )
    assert list(invariants.versions_are_of_declared_rules()) == [f"version {row.pk}"]
