"""The end of a record that a newly announced bank holiday moves is shown; a time of the law is
counted again by the record itself, and keeps what it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from casework.accounts.models import Role, User
from casework.audit.models import Event
from casework.clocks import LONDON, replay
from casework.core.errors import Conflict, NotAllowed, Refused
from casework.core.invariants import declared
from casework.core.queue import work_off
from casework.deadlines import actions as deadlines
from casework.enforcement.orders import actions as orders
from letters.correspondence.models import LetterState
from tests import makers
from tests.makers_authorities import make_authority
from tests.makers_cases import make_case, people_of
from tests.makers_letters import make_letter
from tests.makers_order_walk import Walk, walking
from workflows import actions
from workflows.models import Task
from workflows.worklist.moved_ends import moved_ends

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("versions_of_rules")]
A_DAY = timedelta(days=1)
WHY = "A royal wedding, the Gazette of 9 March."
# The notice is served on the Tuesday; the Wednesday after it becomes a bank holiday.
WEDNESDAY = datetime(2027, 3, 10, tzinfo=LONDON)


@pytest.fixture
def walk() -> Iterator[Walk]:
    with walking() as found:
        found.noticed()
        found.tells()
        yield found


def note(case: Any, day: datetime = WEDNESDAY) -> None:
    """Somebody notes a bank holiday, and somebody else confirms it."""
    second = makers.make_user(Role.MANAGER, force=case.force)
    by = people_of(case).manager
    row = deadlines.note_day(day=day.date(), holiday="A royal wedding", by=by, reason="Gazette.")
    deadlines.confirm(row=row, by=second)


def timers(walk: Walk) -> set[datetime]:
    """For when the timers of the intervention wait, as far as they wait for a moment."""
    waiting = Task.objects.filter(process=walk.intervention, finished=None, scheduled__isnull=False)
    return {task.scheduled for task in waiting if task.scheduled and task.scheduled.year < 2900}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def promises_hold() -> None:
    broken = {each.promise: list(each.broken()) for each in declared() if each.number == "I10"}
    assert {promise: rows for promise, rows in broken.items() if rows} == {}


def test_the_time_to_be_heard_is_counted_again_and_everything_waits_for_the_new_one(
    walk: Walk,
) -> None:
    before, proof, waits = walk.order.hearing_by, walk.order.hearing_proof, timers(walk)
    assert before is not None
    note(walk.case)
    supervisor = people_of(walk.case).supervisor
    [found] = moved_ends(supervisor)
    assert found.after == before + A_DAY
    client, address = signed_in(supervisor), reverse("workflows:recount")
    page = client.get(address).content.decode()
    assert found.words in page
    assert "(set by law)" in found.words
    said = client.post(address, {"tasks": [found.key], "reason": WHY}, follow=True)
    assert "1 due time moved." in said.content.decode()
    work_off()
    order = walk.order
    assert order.hearing_by == replay(order.hearing_proof or {}) == before + A_DAY
    assert list(moved_ends(supervisor)) == []
    event = Event.objects.get(verb="order.hearing_counted_again")
    assert event.payload.body["before"]["hearing_proof"] == proof
    assert event.payload.body["reason"] == WHY
    assert timers(walk) == {at + A_DAY for at in waits}
    promises_hold()


def test_the_alert_and_the_end_come_a_day_later_then(walk: Walk) -> None:
    before = walk.order.hearing_by
    assert before is not None
    note(walk.case)
    by = people_of(walk.case).supervisor
    actions.count_notice_again(order=walk.order, by=by, reason=WHY)
    work_off()
    walk.at(before - timedelta(hours=23))
    assert walk.steps == ["apply"]
    walk.at(before + timedelta(hours=1))
    assert walk.steps == ["apply", "get_listed"]
    assert walk.order.notice_holds
    walk.at(before + A_DAY + timedelta(minutes=1))
    assert not walk.order.notice_holds


def test_without_the_timers_asked_again_the_old_alert_would_come(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = walk.order.hearing_by
    assert before is not None
    monkeypatch.setattr("workflows.jobs.time_again", lambda **_: 0)
    note(walk.case)
    by = people_of(walk.case).supervisor
    actions.count_notice_again(order=walk.order, by=by, reason=WHY)
    work_off()
    walk.at(before - timedelta(hours=23))
    assert walk.steps == ["apply", "get_listed"]


def test_only_a_lead_counts_it_again_once_and_with_the_time_as_it_was_shown(walk: Walk) -> None:
    people, order = people_of(walk.case), walk.order
    with pytest.raises(Refused, match="heard by then already"):
        orders.count_hearing_again(order=order, by=people.supervisor, reason=WHY)
    note(walk.case)
    with pytest.raises(NotAllowed):
        orders.count_hearing_again(order=order, by=people.officer, reason=WHY)
    with pytest.raises(Refused, match="Say which day"):
        orders.count_hearing_again(order=order, by=people.supervisor, reason=" ")
    seen = order.hearing_by
    orders.count_hearing_again(order=order, by=people.supervisor, reason=WHY, seen=seen)
    with pytest.raises(Conflict, match="counted again meanwhile") as told:
        orders.count_hearing_again(order=order, by=people.manager, reason=WHY, seen=seen)
    counted = Event.objects.get(verb="order.hearing_counted_again")
    assert (told.value.by, told.value.at) == (people.supervisor.display_name, counted.at)


def test_a_notice_that_has_run_out_stays_as_it_was(walk: Walk) -> None:
    until = walk.order.hearing_by
    assert until is not None
    walk.at(until + timedelta(minutes=1))
    note(walk.case)
    people = people_of(walk.case)
    with pytest.raises(Refused, match="has run out"):
        orders.count_hearing_again(order=walk.order, by=people.supervisor, reason=WHY)
    assert list(moved_ends(people.supervisor)) == []


def test_the_authority_of_a_letter_is_shown_and_stays() -> None:
    with walking() as walk:
        letter = make_letter(case=make_case(team=walk.case.team), state=LetterState.AUTHORISED)
        before = letter.authority_lapses_at
        note(letter.case)
        supervisor = people_of(letter.case).supervisor
        [found] = moved_ends(supervisor)
        assert (found.what.name, found.can_move) == ("letter.authority", False)
        assert found.after == before + A_DAY
        page = signed_in(supervisor).get(reverse("workflows:recount")).content.decode()
        assert found.words in page
        assert "Ends that stay as they are" in page
        assert f'value="{found.key}"' not in page
        assert list(moved_ends(people_of(letter.case).officer)) == []


def test_an_authority_of_the_register_is_never_among_them() -> None:
    with walking() as walk:
        authority = make_authority(walk.case)
        proof = dict(authority.expiry_proof or {}) | {"calendar": "another"}
        later = datetime.fromisoformat(proof["due_at"]) + A_DAY
        # As if the calendar moved it: an end that its proof does not lead to.
        type(authority).objects.filter(pk=authority.pk).update(expiry_proof=proof, expires_at=later)
        manager = people_of(walk.case).manager
        assert type(authority).objects.visible_to(manager).exists()
        assert list(moved_ends(manager)) == []


def test_an_end_that_its_proof_does_not_lead_to_is_found(walk: Walk) -> None:
    promises_hold()
    with connection.cursor() as cursor:
        later = (walk.order.hearing_by or WEDNESDAY) + A_DAY
        cursor.execute("UPDATE orders_order SET hearing_by = %s", [later])
    with pytest.raises(AssertionError, match="Every end of a record"):
        promises_hold()
