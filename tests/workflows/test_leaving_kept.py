"""What a leaver has of people who are kept from whoever lets them go: neither shown nor lost.

The same hand-over is lived through twice, with such work and without it. Everything the one who
makes it can ask for, before, in doing it and afterwards, comes out the same to the byte and the
statement; and in the first life the work is with the manager who answers for it in the end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from casework.accounts.models import Rank, Role, User, local_today
from casework.audit.models import Event
from casework.audit.verify import faults
from casework.cases import actions as cases
from casework.cases.models import Case, Restriction
from casework.clocks import LONDON
from casework.core import queue
from casework.enforcement.authorities.actions import name_to_unit
from casework.enforcement.authorities.permissions import in_covert_unit
from casework.visits.models import Visit
from tests import makers
from tests.looking import Seen, asked, told_apart
from tests.makers_authorities import make_authority
from tests.makers_cases import make_case, people_of
from tests.makers_held import HAS, Has
from tests.makers_restricted import restrict
from tests.makers_work import letter_at
from tests.sequences import numbers_begin_again, numbers_go_back
from workflows import actions, held, jobs, leaving
from workflows.models import HandOver

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 23, 9, tzinfo=LONDON)
every_kind = pytest.mark.parametrize("kind", list(held.HELD))
Also = Callable[[Case, User], Any]


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def hand(user: User, by: User, to: User) -> HandOver:
    """Everything that `by` may know of goes to `to`; then the queue does what it has to."""
    chosen = {key: to for key, _ in leaving.work_of(user, by).items()}
    done = actions.hand_over(
        user=user, by=by, last_day=local_today(), reason="Moves away.", to=chosen
    )
    queue.work_off()
    return done


def left(user: User) -> dict[str, list[Any]]:
    """All that is still theirs, whoever may know of it."""
    found = {kind: list(each.of(user)) for kind, each in held.HELD.items()}
    return {kind: things for kind, things in found.items() if things}


# --- who makes the hand-over sees no difference -----------------------------------------------


def nothing(case: Case, leaver: User) -> None:
    """The other life: there is nothing besides."""


def both_lives(also: Also, instead: Also = nothing) -> list[tuple[str, ...]]:
    """What tells a leaver with ordinary work from one who has something else besides."""
    with time_machine.travel(START, tick=False):
        case = letter_at("check_contact").case
        people = people_of(case)
        cast = [people.officer, people.supervisor, people.colleague, people.manager]
        makers.make_user(Role.AUTHORISER, force=case.force, rank=Rank.SUPERINTENDENT)
    lives = []
    for happens in (also, instead):
        with numbers_go_back(), transaction.atomic():
            with time_machine.travel(START + timedelta(hours=1), tick=False):
                happens(case, cast[0])
            with time_machine.travel(START + timedelta(hours=3), tick=False):
                numbers_begin_again()
                lives.append(lived(*(User.objects.get(pk=each.pk) for each in cast[:3])))
            transaction.set_rollback(True)
    return told_apart(*lives)


def lived(leaver: User, by: User, to: User) -> Seen:
    seen: Seen = {}
    client, where = signed_in(by), f"/team/leavers/{leaver.pk}/"
    typed = {"receiver": to.pk, "last_day": str(local_today()), "reason": "Moves away."}
    pages = ("/team/leavers/", where, "/team/tasks/", "/team/", "/my-work/", "/cases/")
    for page in pages:
        asked(seen, ("before", page), partial(client.get, page))
    asked(seen, ("look", where), partial(client.post, where, typed | {"look": "1"}))
    asked(seen, ("do", where), partial(client.post, where, typed, follow=True))
    done = hand(leaver, by, to)
    for page in (*pages, done.get_absolute_url(), f"{done.get_absolute_url()}pack/"):
        asked(seen, ("after", page), partial(client.get, page))
    return seen


def restricted_task(case: Case, leaver: User) -> None:
    """Another case of the team which the leaver owns, with a task, and which is restricted."""
    task = letter_at("check_contact", make_case(team=case.team, owner=leaver))
    restrict(task.case)


def covert(case: Case, leaver: User) -> None:
    """They stand on the list of the covert unit, and an authority is live on their case."""
    officer = User.objects.get(grants__role=Role.AUTHORISER, force=case.force)
    name_to_unit(force=case.force, by=officer, user=leaver, reason="Analyses for it.")


def watched(case: Case, leaver: User) -> None:
    """An authority is live on the very case that they own, and whoever leaves is in the unit."""
    covert(case, leaver)
    make_authority(case)


def on_hold(case: Case, leaver: User) -> None:
    """Contact is held for an ordinary reason, in the words for any other."""
    manager = people_of(case).manager
    cases.place_hold(case=case, by=manager, kind="COMPLAINT", note="Ask me.")


LIVES: dict[str, tuple[Also, Also]] = {
    "restricted": (restricted_task, nothing),
    "covert unit": (covert, nothing),
    "a live authority": (watched, on_hold),
}


@pytest.mark.parametrize("life", list(LIVES))
def test_whoever_lets_them_go_cannot_tell(life: str) -> None:
    assert both_lives(*LIVES[life]) == []


def test_what_is_ordinary_would_be_told_apart() -> None:
    """The red twin."""
    assert both_lives(lambda case, leaver: make_case(team=case.team, owner=leaver))


def test_work_that_went_with_the_rest_would_be_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin: as if the queue were spared where there is nothing for it to do."""
    real = actions.leaving.enqueue

    def sparing(job: str, *, hand_over: int) -> None:
        done = HandOver.objects.get(pk=hand_over)
        for _ in left(done.user):
            real(job, hand_over=hand_over)
            Event.objects.count()

    monkeypatch.setattr(actions.leaving, "enqueue", sparing)
    assert both_lives(restricted_task)


# --- and nothing is lost -----------------------------------------------------------------------


def hidden(kind: str) -> Has:
    """Something of a kind that `has.by`, who lets its holder go, may know nothing of."""
    has = HAS[kind]()
    people = people_of(has.case)
    if kind == "restriction":
        has.by = makers.make_user(Role.MANAGER, force=has.case.force)
    elif kind in ("contact", "support"):
        # Neither can be on a restricted case; but somebody may know the person.
        another = makers.make_user(Role.MANAGER, force=has.case.force)
        cases.record_interest(case=has.case, by=another, who=has.by, how="They are cousins.")
    else:
        restrict(has.case, readers=[people.officer, people.colleague, has.to])
    assert has.thing not in [thing for _, thing in leaving.work_of(has.user, has.by).items()]
    return has


@every_kind
def test_nothing_of_it_is_left_and_its_log_says_who_has_it(kind: str) -> None:
    has = hidden(kind)
    before = Event.objects.count()
    done = hand(has.user, has.by, has.to)
    assert left(has.user) == {}
    items = list(done.items.all())
    assert has.thing in [item.thing for item in items]
    assert {item.to for item in items} & {has.user, has.by} == set()
    told = Event.objects.order_by("pk")[before:]
    assert {event.actor for event in told if event.stream_id == has.case.audit_stream} == {None}
    assert list(faults()) == []


@every_kind
def test_without_the_queues_part_it_would_stay_with_who_left(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin; and the doctor says so once the day is over."""
    has = hidden(kind)
    monkeypatch.setattr(jobs.actions, "hand_on_kept", lambda **_: 0)
    hand(has.user, has.by, has.to)
    assert kind in left(has.user)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert any("open with somebody who has left" in line for line in unhealthy())


def unhealthy() -> list[str]:
    from workflows.checkup import leavers_have_nothing

    return list(leavers_have_nothing())


def test_the_case_is_the_managers_who_answers_for_it_and_its_tasks_are_in_the_queue() -> None:
    has = hidden("task")
    manager = people_of(has.case).manager
    done = hand(has.user, has.by, has.to)
    assert Case.objects.get(pk=has.case.pk).owner == manager
    assert type(has.thing).objects.get(pk=has.thing.pk).owner is None
    client = signed_in(manager)
    assert done.get_absolute_url() in client.get("/my-work/").content.decode()
    said = client.get(done.get_absolute_url()).content.decode()
    assert has.case.ref in said
    assert f"{has.by.display_name} may not see all of this" in said
    assert client.get(f"{done.get_absolute_url()}pack/").status_code == 200
    said = signed_in(has.by).get(done.get_absolute_url()).content.decode()
    assert has.case.ref not in said
    assert manager.display_name not in said


def test_the_queue_may_do_it_twice() -> None:
    has = hidden("case")
    done = hand(has.user, has.by, has.to)
    items, events = done.items.count(), Event.objects.count()
    jobs.hand_on_kept(hand_over=done.pk)
    assert (done.items.count(), Event.objects.count()) == (items, events)


def test_a_list_goes_to_a_manager_on_it_before_any_other_and_to_the_runner_last() -> None:
    case = make_case()
    people = people_of(case)
    by = makers.make_user(Role.MANAGER, force=case.force)
    for number in range(2):
        makers.make_user(Role.MANAGER, force=case.force, username=f"other{number}")
    named = makers.make_user(Role.MANAGER, force=case.force)
    row = restrict(case, readers=[people.officer, named])
    hand(people.manager, by, people.colleague)
    assert Restriction.objects.get(pk=row.pk).manager == named


def test_a_visit_that_nobody_on_the_list_may_make_is_the_managers_to_give() -> None:
    has = HAS["visit"]()
    people = people_of(has.case)
    restrict(has.case, readers=[people.officer, people.colleague])
    done = hand(has.user, has.by, has.to)
    assert list(left(has.user)) == ["visit"]
    client = signed_in(people.manager)
    said = client.get(done.get_absolute_url()).content.decode()
    assert "Something of theirs could not go by itself" in said
    where = f"/team/leavers/{has.user.pk}/"
    assert where in said
    assert f'name="visit-{has.thing.pk}"' in client.get(where).content.decode()
    assert Visit.objects.get(pk=has.thing.pk).second_officer == has.user


def test_whoever_leaves_is_off_the_list_of_the_covert_unit_by_no_ones_hand() -> None:
    case = make_case()
    people = people_of(case)
    superintendent = makers.make_user(Role.AUTHORISER, force=case.force, rank=Rank.SUPERINTENDENT)
    name_to_unit(force=case.force, by=superintendent, user=people.officer, reason="Needs it.")
    hand(people.officer, people.supervisor, people.colleague)
    assert not in_covert_unit(people.officer)
    event = Event.objects.get(verb="covert_unit.left")
    assert (event.actor, event.stream_id) == (None, f"covert_unit:{case.force_id}")


def test_otherwise_they_would_still_read_the_register(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    case = make_case()
    people = people_of(case)
    superintendent = makers.make_user(Role.AUTHORISER, force=case.force, rank=Rank.SUPERINTENDENT)
    name_to_unit(force=case.force, by=superintendent, user=people.officer, reason="Needs it.")
    monkeypatch.setattr(actions.kept, "leave_unit", lambda **_: 0)
    hand(people.officer, people.supervisor, people.colleague)
    assert in_covert_unit(people.officer)
