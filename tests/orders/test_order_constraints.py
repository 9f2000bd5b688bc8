"""What the database itself refuses of an order, whatever the code does: raw SQL on both."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from casework.core import append_only
from casework.enforcement.orders import actions
from casework.enforcement.orders.models import Breach, Order, OrderState
from casework.enforcement.orders.triggers import GUARDS
from tests.makers_orders import make_breach, make_order, officer
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> int:
    """Run one statement past Django's models; how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


COLUMNS = {
    "orders_version": "full_text",
    "orders_term": "words",
    "orders_hearing": "note",
    "orders_service": "place",
    "orders_circulation": "leds_reference",
    "orders_victimupdate": "note",
    "orders_regimeswitch": "reason",
}


def full_trail() -> Order:
    order = make_order()
    by = officer(order)
    actions.circulate_order(order=order, by=by, leds_reference="L/1")
    actions.tell_victim(order=order, by=by, told=True, told_by="Her advocate", note="Told.")
    return order


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return list(cursor.fetchall())


def test_the_trail_of_an_order_is_never_changed_or_removed() -> None:
    full_trail()
    for table, column in COLUMNS.items():
        before = rows(table)
        assert before, table
        attacks = [f"UPDATE {table} SET {column} = 'Other'", f"DELETE FROM {table}"]
        if connection.vendor == "sqlite":
            attacks.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        for attack in attacks:
            with pytest.raises(DatabaseError):
                sql(attack)
        assert rows(table) == before


def test_without_the_guards_it_could_be() -> None:
    full_trail()
    with guards_off():
        for table, column in COLUMNS.items():
            assert sql(f"UPDATE {table} SET {column} = 'Other'")
    assert append_only.missing(connection, GUARDS) == set()


def test_a_switch_is_confirmed_once_and_nothing_else_of_it_changes() -> None:
    make_order(state="CONSIDERED")
    for change in ("confirmed_at = NULL, confirmed_by_id = NULL", "live = NOT live"):
        with pytest.raises(DatabaseError):
            sql(f"UPDATE orders_regimeswitch SET {change}")


def forbidden(row: Order | Breach, column: str, value: object) -> None:
    """Setting the column by SQL is refused, and leaves the row as it was."""
    before = type(row)._default_manager.filter(pk=row.pk).values().get()
    with pytest.raises(IntegrityError):
        sql(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", value, row.pk)
    assert type(row)._default_manager.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize(
    ("state", "column", "value"),
    [
        ("CONSIDERED", "state", "DREAMT"),
        ("CONSIDERED", "state", "PREPARING"),
        ("CONSIDERED", "regime", "DAPN"),
        ("CONSIDERED", "notice", "DVPN"),
        ("PREPARING", "state", "NOTICE_GIVEN"),
        ("PREPARING", "state", "APPLIED"),
        ("NOTICE_GIVEN", "hearing_by", "2020-01-01 00:00:00+00:00"),
        ("NOTICE_GIVEN", "hearing_by", None),
        ("NOTICE_GIVEN", "notice_authorised_by_id", None),
        ("NOTICE_GIVEN", "grounds", ""),
        ("APPLIED", "state", "LISTED"),
        ("LISTED", "state", "MADE"),
        ("LISTED", "state", "REFUSED"),
        ("LISTED", "hearing_at", None),
        ("MADE", "ends_on", None),
        ("MADE", "ends_on", "2020-01-01"),
        ("MADE", "open_ended", True),
        ("MADE", "state", "SERVED"),
        ("NOTIFICATION_DUE", "served_at", None),
        ("NOTIFICATION_DUE", "notification_by", None),
        ("NOTIFICATION_DUE", "notified_at", "2026-01-01 00:00:00+00:00"),
        ("NOTIFICATION_DUE", "state", "NOTIFIED"),
        ("NOTIFICATION_DUE", "ended_at", "2026-01-01 00:00:00+00:00"),
        ("NOTIFICATION_DUE", "state", "DISCHARGED"),
        ("DISCHARGED", "ended_at", None),
    ],
)
def test_an_order_that_cannot_be_true_is_refused(state: str, column: str, value: object) -> None:
    forbidden(make_order(state=state), column, value)


@pytest.mark.parametrize(
    ("who", "other"),
    [
        ("agreed_by_id", "considered_by_id"),
        ("notice_authorised_by_id", "considered_by_id"),
        ("notice_authorised_by_id", "prepared_by_id"),
    ],
)
def test_nobody_authorises_what_is_theirs(who: str, other: str) -> None:
    order = make_order(state="NOTICE_GIVEN")
    forbidden(order, who, getattr(order, other))


def test_a_dvpo_has_an_end_and_is_not_renewed() -> None:
    order = make_order(state="RENEWED")
    with pytest.raises(IntegrityError):
        sql("UPDATE orders_order SET regime = 'DVPO', notice = '' WHERE id = %s", order.pk)


@pytest.mark.parametrize(
    ("state", "column", "value"),
    [
        ("REPORTED", "state", "ARRESTED"),
        ("REPORTED", "state", "NOT_ARRESTED"),
        ("REPORTED", "grade", "B"),
        ("REPORTED", "grade", "Z"),
        ("REPORTED", "happened_at", "2099-01-01 00:00:00+00:00"),
        ("ARRESTED", "custody_ref", ""),
        ("ARRESTED", "crime_ref", ""),
        ("ARRESTED", "state", "CHARGED"),
        ("NOT_ARRESTED", "not_arrested_by_id", None),
        ("NOT_ARRESTED", "not_arrested_reason", ""),
        ("CHARGED", "outcome_at", None),
    ],
)
def test_a_breach_that_cannot_be_true_is_refused(state: str, column: str, value: object) -> None:
    forbidden(make_breach(state), column, value)


def test_a_breach_is_not_let_go_by_who_recorded_it() -> None:
    breach = make_breach("NOT_ARRESTED")
    forbidden(breach, "not_arrested_by_id", breach.recorded_by_id)


def test_every_state_of_the_code_is_known_to_the_database() -> None:
    for constraint in Order._meta.constraints:
        if constraint.name == "order_state_known":
            known = dict(constraint.condition.children)["state__in"]  # type: ignore[attr-defined]
            assert set(known) == set(OrderState.values)
            return
    raise AssertionError("the constraint is gone")
