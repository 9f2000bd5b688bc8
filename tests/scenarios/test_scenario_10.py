"""The clock of a notice, in the words of the domain (section 10, scenario 10).

"Served Sat 29 Aug 2026 22:00 before the Mon 31 Aug bank holiday: hearing must be by Wed 2 Sep
22:00 (Sunday and Monday skipped); personal-service fields mandatory; under-18 subject blocked;
order made -> notification due in 3 days from service; unfulfilled at deadline raises breach task."
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from casework.clocks import LONDON
from casework.core.errors import Refused
from casework.enforcement.orders import rules
from casework.enforcement.orders.models import Breach, Order
from tests import makers_orders
from tests.makers_cases import make_case
from tests.makers_order_walk import walking
from tests.makers_work import open_task

pytestmark = pytest.mark.django_db


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


SATURDAY_NIGHT, WEDNESDAY_NIGHT = at(8, 29, 22), at(9, 2, 22)


def test_a_notice_served_before_a_bank_holiday_is_heard_by_wednesday_night() -> None:
    with walking(at=at(8, 29, 18)) as walk:
        walk.sought()
        walk.does("authorise")

        # Personal-service fields mandatory.
        for left_out in ("identity_check", "explained", "address_for_notice", "place"):
            with pytest.raises(ValueError, match=left_out):
                walk.does("serve_notice", **{left_out: ""})

        # Served Sat 29 Aug 2026 22:00: hearing must be by Wed 2 Sep 22:00.
        walk.at(SATURDAY_NIGHT - timedelta(minutes=15))
        walk.does("serve_notice", at=makers_orders.local(SATURDAY_NIGHT))
        order = walk.order
        assert order.hearing_by == WEDNESDAY_NIGHT
        assert order.hearing_proof is not None
        assert order.hearing_proof["not_counted"] == {
            "2026-08-30": "Sunday",
            "2026-08-31": "Late Summer Bank Holiday",
        }
        counted = [(step["day"], step.get("seconds", 0)) for step in order.hearing_proof["steps"]]
        assert counted == [
            ("2026-08-29", 2 * 3600),
            ("2026-08-30", 0),
            ("2026-08-31", 0),
            ("2026-09-01", 24 * 3600),
            ("2026-09-02", 22 * 3600),
        ]

        # Order made -> notification due in 3 days from service.
        walk.does("apply")
        walk.does("list_hearing", hearing_at=makers_orders.local(at(9, 2, 10)))
        walk.at(at(9, 2, 14))
        walk.hears()
        walk.at(at(9, 3, 11))
        walk.serves()
        assert walk.order.notification_by == at(9, 5, 23, 59) + timedelta(seconds=59)
        assert open_task(walk.case, "notify").due_at == walk.order.notification_by

        # Unfulfilled at deadline raises breach task.
        assert "breach" not in walk.steps
        walk.at(at(9, 6, 0, 1))
        assert walk.order.state == "OVERDUE"
        assert "breach" in walk.steps
        breach = walk.order.breaches.get()
        assert (breach.kind, breach.grade) == (Breach.Kind.NOTIFICATION, "A")
        assert open_task(walk.case, "breach").due_at == breach.due_at


def test_nobody_under_18_is_given_a_notice() -> None:
    with time_machine.travel(at(8, 29, 18), tick=True):
        order = makers_orders.start(make_case())
        person = order.case.person
        person.date_of_birth = date(2008, 8, 30)
        person.save()
        with pytest.raises(Refused, match="under 18"):
            makers_orders.consider(order)
        # On the next day he is eighteen.
    with time_machine.travel(at(8, 30, 18), tick=True):
        makers_orders.consider(Order.objects.get(pk=order.pk))


def test_whoever_turns_out_to_be_under_18_at_the_door_is_not_served() -> None:
    order = makers_orders.authorise(
        makers_orders.prepare(makers_orders.decide(makers_orders.consider(makers_orders.start())))
    )
    person = order.case.person
    person.date_of_birth = None
    person.save()
    with pytest.raises(Refused, match="date of birth is not known"):
        makers_orders.serve_notice(order)


def test_without_the_check_of_age_a_child_would_be_given_a_notice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = makers_orders.start()
    person = order.case.person
    person.date_of_birth = date(2015, 1, 1)
    person.save()
    monkeypatch.setattr(rules, "check_subject", lambda *_args: None)
    assert makers_orders.consider(order).notice == "DAPN"


def test_if_the_disregarded_days_ran_the_hearing_would_be_two_days_too_early(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from casework.clocks import deadlines

    monkeypatch.setattr(deadlines, "why_disregarded", lambda *_: None)
    deadline = rules.hearing_deadline(makers_orders.start().case, SATURDAY_NIGHT)
    assert deadline.due_at == at(8, 31, 22)
