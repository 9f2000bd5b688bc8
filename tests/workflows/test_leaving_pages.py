"""The leaver's tool on its pages: looked at first, done, and the pack of whoever got the work."""

from __future__ import annotations

import pytest
from django.test import Client

from casework.accounts.models import Role, RoleGrant, User, local_today
from casework.audit.models import Event
from casework.core.errors import reason_against
from letters import pdf
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_work import letter_at, visit_at
from workflows import actions, leaving
from workflows.models import HandOver, Task
from workflows.worklist import pack

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def busy() -> Task:
    one = letter_at("check_contact")
    visit_at("plan", make_case(team=one.case.team))
    actions.hold_task(
        task=one, by=people_of(one.case).officer, reason="The landlord first.", days=3
    )
    return Task.objects.get(pk=one.pk)


def typed(receiver: User, **fields: str) -> dict[str, str]:
    given = {"receiver": str(receiver.pk), "last_day": str(local_today()), "over_limit": ""}
    return given | {"reason": "Moves to another force."} | fields


def test_it_is_looked_at_first_and_nothing_has_gone_then() -> None:
    people = people_of(busy().case)
    client, address = signed_in(people.supervisor), f"/team/leavers/{people.officer.pk}/"
    assert address in client.get("/team/leavers/").content.decode()
    said = client.get(address).content.decode()
    assert "The hold goes along." in said
    assert "Officer, " in said
    said = client.post(address, typed(people.colleague, look="1")).content.decode()
    assert "Everything below can go as you chose." in said
    assert said.count(f"To {people.colleague.display_name}") == 4
    assert "Hand everything over" in said
    assert HandOver.objects.count() == 0


def test_what_cannot_go_says_why_beside_it_and_the_button_waits() -> None:
    task = busy()
    people = people_of(task.case)
    client, address = signed_in(people.supervisor), f"/team/leavers/{people.officer.pk}/"
    said = client.post(address, typed(people.supervisor, look="1")).content.decode()
    assert "Not everything can go as you chose" in said
    assert "That person cannot do this task" in said
    assert "Hand everything over" not in said
    queue = {f"task-{task.pk}": leaving.QUEUE}
    said = client.post(address, typed(people.colleague, look="1", **queue)).content.decode()
    assert "To the team&#x27;s queue" in said


def test_it_is_done_and_whoever_got_the_work_finds_it_and_the_pack() -> None:
    task = busy()
    people = people_of(task.case)
    client, address = signed_in(people.supervisor), f"/team/leavers/{people.officer.pk}/"
    answer = client.post(address, typed(people.colleague), follow=True)
    assert "nothing is left" in answer.content.decode()
    done = HandOver.objects.get()
    receiver = signed_in(people.colleague)
    assert done.get_absolute_url() in receiver.get("/my-work/").content.decode()
    assert "Download your hand-over pack" in receiver.get(done.get_absolute_url()).content.decode()
    pages = receiver.get(f"{done.get_absolute_url()}pack/")
    said = " ".join(" ".join(pdf.page_text(pages.content)).split())
    for words in (
        task.case.ref,
        task.case.person.full_name,
        "Check that contact is safe",
        "The landlord first.",
        "OFFICIAL-SENSITIVE",
        people.officer.display_name,
    ):
        assert words in said
    assert Event.objects.filter(verb="work.pack_read").count() == 1
    assert client.get(f"{done.get_absolute_url()}pack/").status_code == 404
    assert signed_in(people.manager).get(done.get_absolute_url()).status_code == 404


def test_a_pack_holds_no_case_that_its_reader_no_longer_sees() -> None:
    task = busy()
    people = people_of(task.case)
    client = signed_in(people.supervisor)
    client.post(f"/team/leavers/{people.officer.pk}/", typed(people.colleague))
    done = HandOver.objects.get()
    assert len(pack.cases_of(done, people.colleague)) == 2
    third = makers.make_user(Role.OFFICER, team=task.case.team)
    client.post(f"/team/leavers/{people.colleague.pk}/", typed(third))
    assert pack.cases_of(done, people.colleague) == []
    said = signed_in(third).get(HandOver.objects.first().get_absolute_url()).content.decode()  # type: ignore[union-attr]
    assert task.case.person.full_name in said


def test_something_that_came_up_meanwhile_is_shown_with_what_was_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task = busy()
    people = people_of(task.case)
    real = leaving.work_of

    def later(user: User, reader: User) -> leaving.Work:
        """The first look is from before a third case came to them."""
        monkeypatch.setattr(leaving, "work_of", real)
        before = real(user, reader)
        make_case(team=task.case.team)
        return before

    monkeypatch.setattr(leaving, "work_of", later)
    answer = signed_in(people.supervisor).post(
        f"/team/leavers/{people.officer.pk}/", typed(people.colleague)
    )
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "came up while you were choosing" in said
    assert "Moves to another force." in said
    assert HandOver.objects.count() == 0


def left_over(task: Task) -> tuple[User, User]:
    """Somebody whose every role ended while they still had work, and a manager of their team."""
    people = people_of(task.case)
    manager = makers.make_user(Role.MANAGER, team=task.case.team)
    RoleGrant.objects.filter(user=people.officer).update(ends_on=makers.LONG_AGO)
    people.officer.forget_grants()
    return people.officer, manager


def test_a_manager_of_one_team_moves_what_is_left_once_the_roles_are_over() -> None:
    task = busy()
    gone, manager = left_over(task)
    client, address = signed_in(manager), f"/team/leavers/{gone.pk}/"
    said = client.get("/team/leavers/").content.decode()
    assert "People whose roles are over and who still have something" in said
    assert address in said
    answer = client.post(address, typed(people_of(task.case).colleague), follow=True)
    assert "nothing is left" in answer.content.decode()
    assert Task.objects.get(pk=task.pk).owner == people_of(task.case).colleague
    assert "whose roles are over" not in client.get("/team/leavers/").content.decode()


def test_a_role_of_the_past_shows_nobody_the_work_of_another_team() -> None:
    task = busy()
    other, officer = makers.make_team(force=task.case.force), people_of(task.case).officer
    makers.give_role(officer, Role.OFFICER, team=other)
    make_case(team=other, owner=officer)
    gone, manager = left_over(task)
    assert "another team" in str(reason_against(check_leads, manager, gone))
    assert signed_in(manager).get(f"/team/leavers/{gone.pk}/").status_code == 403
    stranger = makers.make_user(Role.MANAGER, team=makers.make_team(force=task.case.force))
    assert signed_in(stranger).get(f"/team/leavers/{gone.pk}/").status_code == 404
    whole = people_of(task.case).manager
    assert signed_in(whole).get(f"/team/leavers/{gone.pk}/").status_code == 200


def test_a_supervisor_does_not_reopen_what_a_manager_left() -> None:
    task = busy()
    people = people_of(task.case)
    gone = makers.make_user(Role.MANAGER, team=task.case.team)
    RoleGrant.objects.filter(user=gone).update(ends_on=makers.LONG_AGO)
    assert signed_in(people.supervisor).get(f"/team/leavers/{gone.pk}/").status_code == 404


def check_leads(manager: User, gone: User) -> None:
    leaving.check_leads_what_is_left(manager, leaving.work_of(gone, manager))


def test_who_leads_nobody_finds_no_such_page() -> None:
    people = people_of(make_case())
    client = signed_in(people.officer)
    assert client.get("/team/leavers/").status_code == 404
    assert client.get(f"/team/leavers/{people.colleague.pk}/").status_code == 404
    assert signed_in(people.supervisor).get("/team/leavers/999999/").status_code == 404
