"""The door of another agency's people: their own desk's open tasks, and nothing else at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from casework.accounts import outside
from casework.accounts.models import Role, Team, User
from casework.core.errors import NotVisible
from casework.core.policy import Number
from casework.visits.models import Visit
from tests import makers
from tests.makers_cases import people_of
from tests.makers_work import visit_at
from tests.routes import Route, routes
from workflows import actions, permissions
from workflows.flow import Step, within
from workflows.forms import AgainForm
from workflows.models import Task
from workflows.steps import note_retry

pytestmark = pytest.mark.django_db

REF = "RF/0007/26"


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> Task:
    """The task "plan" of a visit, as if it were asked of the people at an agency's desk."""
    found = visit_at("plan")
    step = found.flow_task
    for name, value in {
        "outside": True,
        "team": lambda _: None,
        "page": "pages/workflows/outside_task.html",
        "brief": lambda _visit: {"rows": [{"key": "Need", "value": "A tenancy"}]},
        "form": AgainForm,
        "act": lambda *, visit, by, reason: None,
    }.items():
        monkeypatch.setattr(step, name, value)
    monkeypatch.setattr(Visit, "outside_ref", REF, raising=False)
    team = makers.make_team(force=found.case.force, name="Eastbrook Homes")
    Task.objects.filter(pk=found.pk).update(
        team=team, role=Role.PARTNER, owner=None, assigned=None, status="NEW"
    )
    return Task.objects.get(pk=found.pk)


def desk(task: Task, role: Role = Role.PARTNER) -> User:
    assert task.team is not None
    return makers.make_user(role, team=task.team)


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def page_of(task: Task, user: User) -> Any:
    return signed_in(user).get(task.get_absolute_url())


def names_of(task: Task) -> list[str]:
    case = task.case
    harmed = [each.victim for each in case.person.incidents_as_suspect.all() if each.victim]
    people = [name for person in (case.person, *harmed) for name in (person.full_name, person.ref)]
    return [case.ref, case.slug, *people]


def test_the_list_and_the_task_name_the_reference_and_neither_person_nor_case(task: Task) -> None:
    client = signed_in(desk(task))
    for address in ("/my-work/", task.get_absolute_url()):
        text = client.get(address).content.decode()
        assert REF in text
        assert [name for name in names_of(task) if name in text] == []


def test_the_agreed_slice_is_shown_at_the_desk_and_to_nobody_else(task: Task) -> None:
    assert "A tenancy" in page_of(task, desk(task)).content.decode()
    owner = people_of(task.case).officer
    inside = page_of(task, owner)
    assert inside.status_code == 200
    assert task.case.ref in inside.content.decode()
    assert "A tenancy" not in inside.content.decode()


@pytest.mark.parametrize("step", ["list", "take", "put back", "answer"])
def test_no_page_on_the_way_through_a_task_names_anybody(task: Task, step: str) -> None:
    client, address = signed_in(desk(task)), task.get_absolute_url()
    answers: dict[str, Callable[[], Any]] = {
        "list": lambda: client.get("/my-work/"),
        "take": lambda: client.post(f"{address}take/", follow=True),
        "put back": lambda: _put_back(client, address),
        "answer": lambda: client.post(address, {"reason": "Done"}, follow=True),
    }
    answer = answers[step]()
    assert answer.status_code == 200
    text = answer.content.decode()
    assert [name for name in names_of(task) if name in text] == []
    assert people_of(task.case).officer.full_name not in text


def _put_back(client: Client, address: str) -> Any:
    client.post(f"{address}take/")
    return client.get(f"{address}put-back/")


def test_a_desk_sees_what_is_theirs_or_nobodys_and_not_a_colleagues(task: Task) -> None:
    first, second = desk(task), desk(task)
    assert page_of(task, second).status_code == 200
    actions.take(task=task, by=first)
    assert page_of(task, first).status_code == 200
    assert page_of(task, second).status_code == 404
    assert REF not in signed_in(second).get("/my-work/").content.decode()


def others(task: Task) -> dict[str, Callable[[], User]]:
    force = task.case.force
    return {
        "another desk": lambda: makers.make_user(Role.PARTNER, team=makers.make_team(force=force)),
        "another role there": lambda: desk(task, Role.ADVOCATE),
        "every desk at once": lambda: makers.make_user(Role.PARTNER, force=force),
        "another force": lambda: makers.make_user(Role.PARTNER, team=makers.make_team()),
    }


@pytest.mark.parametrize(
    "who", ["another desk", "another role there", "every desk at once", "another force"]
)
def test_nobody_of_another_desk_or_role_sees_the_task(task: Task, who: str) -> None:
    user = others(task)[who]()
    client, address = signed_in(user), task.get_absolute_url()
    assert client.get(address).status_code == 404
    assert client.post(address, {"reason": "Done"}).status_code == 404
    assert client.post(f"{address}take/").status_code == 404
    assert client.get(f"{address}put-back/").status_code == 404
    assert REF not in client.get("/my-work/").content.decode()
    with pytest.raises(NotVisible):
        actions.complete(task=task, by=user, answers={"reason": "Done"})


def test_a_task_that_is_done_is_gone_but_what_was_typed_too_late_is_given_back(task: Task) -> None:
    first, second = signed_in(desk(task)), signed_in(desk(task))
    address = task.get_absolute_url()
    assert first.post(address, {"reason": "We called them."}).status_code == 302
    assert first.get(address).status_code == 404
    late = second.post(address, {"reason": "We wrote to them."})
    assert late.status_code == 409
    text = late.content.decode()
    assert "We wrote to them." in text
    assert "We called them." not in text
    assert [name for name in names_of(task) if name in text] == []
    assert second.get(address).status_code == 404


OPEN = {
    "workflows:calendar",
    "workflows:make_feed",
    "workflows:notices",
    "workflows:read_notices",
    "workflows:revoke_feed",
    "workflows:handed_over",
    "workflows:my_work",
    "workflows:put_back",
    "workflows:take",
    "workflows:task",
}


def closed() -> list[Route]:
    shut = [route for route in routes() if not route.is_open]
    return [
        route
        for route in shut
        if route.name not in outside.OPEN_TO_ALL and not hasattr(route.view, "outside_too")
    ]


def test_the_pages_an_outside_user_may_come_to_are_few_and_known() -> None:
    marked = {route.name for route in routes() if hasattr(route.view, "outside_too")}
    rooms = ("partners:", "victims:")
    assert marked - {name for name in marked if name.startswith(rooms)} == OPEN


def test_every_other_page_is_not_there_for_an_outside_user(task: Task) -> None:
    client = signed_in(desk(task))
    case = task.case
    there = {"pk": task.pk, "slug": case.slug, "ref": case.person.ref.lower(), "name": "change"}
    for route in closed():
        given = {name: there.get(name, 1) for name in route.arguments}
        if "uuid:pk" in route.pattern:
            given["pk"] = uuid4()
        address = route.url(**given)
        assert client.get(address).status_code == 404, route.name
        assert client.post(address).status_code == 404, route.name


def test_without_the_wall_other_lists_would_open(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    monkeypatch.setattr(outside, "is_outside", lambda _user: False)
    assert signed_in(desk(task)).get("/cases/").status_code == 200


def test_without_the_desk_a_grant_for_the_force_would_open_every_agency(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    everywhere = others(task)["every desk at once"]()
    monkeypatch.setattr(permissions, "desks_of", lambda *_: {task.team_id})
    assert page_of(task, everywhere).status_code == 200


def test_whoever_also_works_for_the_police_is_no_outside_user(task: Task) -> None:
    user = desk(task)
    assert outside.is_outside(user)
    makers.give_role(user, Role.OFFICER, team=task.case.team)
    assert not outside.is_outside(user)
    assert not outside.is_outside(makers.make_user())


@pytest.mark.parametrize(
    "given",
    [
        {"outside": True, "role": Role.PARTNER},
        {"outside": True, "role": Role.OFFICER, "team": lambda _: Team()},
        {"role": Role.ADVOCATE, "team": lambda _: Team()},
    ],
    ids=["no desk", "an inside role", "not marked"],
)
def test_a_step_that_half_leads_outside_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Ask them"):
        _step(**given)


def test_whether_a_step_is_outside_does_not_depend_on_the_case() -> None:
    step = _step(role=lambda _: Role.PARTNER)
    step.name = "ask"
    with pytest.raises(ValueError, match="does not depend on the case"):
        step.role_for(None)


def _step(**given: Any) -> Step:
    return Step(
        title="Ask them",
        form=AgainForm,
        act=note_retry,
        on="intervention",
        due=within(Number("test.hours", 1, "hours", "local")),
        **given,
    )
