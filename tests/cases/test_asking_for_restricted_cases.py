"""Asking for a restricted case by its reference: for a reason, for hours, and read by another."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.audit.models import Event
from casework.cases import actions
from casework.cases import restricting as rules
from casework.cases.models import Case, GlassBroken
from casework.core.errors import NotAllowed, NotVisible, Refused
from tests import makers
from tests.looking import Seen
from tests.looking import asked as answered
from tests.makers_cases import make_case, people_of
from tests.makers_restricted import asked_for, knows, restrict

pytestmark = pytest.mark.django_db

NOT_THERE = "IC-9999/26"


def sees(user: User, case: Case) -> bool:
    seen = Case.objects.visible_to(User.objects.get(pk=user.pk))
    return bool(seen.filter(pk=case.pk).exists())


def entered(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_a_reason_lets_somebody_in_for_some_hours() -> None:
    case = make_case()
    restrict(case)
    colleague = people_of(case).colleague
    assert not sees(colleague, case)
    asked_for(case, colleague)
    assert sees(colleague, case)
    with time_machine.travel(timezone.now() + timedelta(hours=4, minutes=1)):
        assert not sees(colleague, case)


def test_it_is_kept_and_those_on_the_list_read_why_on_the_case() -> None:
    case = make_case()
    restrict(case)
    asked_for(case, people_of(case).colleague)
    event = Event.objects.get(verb="case.glass_broken")
    assert event.stream_id == case.audit_stream
    page = entered(people_of(case).manager).get(case.get_absolute_url()).content.decode()
    assert "Somebody asked for this case" in page
    assert "He stands at the counter" in page


def test_who_knows_the_person_is_let_in_for_no_reason() -> None:
    case = make_case()
    colleague = people_of(case).colleague
    knows(case, colleague)
    restrict(case)
    assert asked_for(case, colleague).restriction is None
    assert not sees(colleague, case)


def test_a_case_that_is_not_restricted_is_shown_to_nobody_more() -> None:
    case = make_case()
    asked_for(case, people_of(case).colleague)
    assert not sees(people_of(case).colleague, case)


def test_nobody_of_another_force_and_nobody_outside_gets_in() -> None:
    case = make_case()
    restrict(case)
    assert asked_for(case, makers.make_user(Role.OFFICER)).restriction is None
    for role in (Role.PARTNER, Role.ADMIN, Role.ADVISER):
        with pytest.raises(NotVisible):
            asked_for(case, makers.make_user(role, force=case.force))


def test_without_a_reason_nothing_is_kept() -> None:
    case = make_case()
    with pytest.raises(Refused):
        actions.break_glass(by=people_of(case).officer, reference=case.ref, reason=" ")
    assert not GlassBroken.objects.exists()


def test_asking_answers_alike_whether_or_not_there_is_such_a_case() -> None:
    case = make_case()
    restrict(case)
    client = entered(people_of(case).colleague)
    seen: Seen = {}
    for reference in (case.ref, NOT_THERE):
        form = {"reference": reference, "reason": "She is in danger now."}
        send = partial(client.post, reverse("cases:ask"), form)
        answer = answered(seen, (reference,), send)
        assert answer.status_code == 302
        assert reference.lower().replace("/", "-") in answer["Location"]
    assert seen[(case.ref,)][0][1] == seen[(NOT_THERE,)][0][1]
    bad = client.post(reverse("cases:ask"), {"reference": case.ref, "reason": ""})
    assert bad.status_code == 422
    assert case.person.full_name not in bad.content.decode()


def test_the_manager_on_the_list_and_the_auditor_are_told_and_nobody_else() -> None:
    case = make_case()
    people = people_of(case)
    other = makers.make_user(Role.MANAGER, force=case.force)
    restrict(case)
    asked = asked_for(case, people.colleague)
    nothing = asked_for(case, people.colleague, NOT_THERE)
    told = {
        name: set(GlassBroken.objects.visible_to(user).values_list("pk", flat=True))
        for name, user in (("manager", people.manager), ("auditor", people.auditor), ("o", other))
    }
    assert told == {"manager": {asked.pk}, "auditor": {asked.pk, nothing.pk}, "o": set()}


def test_it_is_read_once_and_by_another() -> None:
    case = make_case()
    people = people_of(case)
    restrict(case)
    asked = asked_for(case, people.colleague)
    with pytest.raises(NotAllowed):
        actions.read_broken_glass(asked=asked, by=people.colleague)
    client = entered(people.manager)
    assert "To be read by" in client.get(reverse("cases:asked")).content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert "Overdue" in entered(people.manager).get(reverse("cases:asked")).content.decode()
    assert client.post(reverse("cases:asked_read", args=[asked.pk])).status_code == 302
    asked.refresh_from_db()
    assert asked.read_by == people.manager
    with pytest.raises(Refused):
        actions.read_broken_glass(asked=asked, by=people.auditor)


def test_whoever_got_in_cannot_read_of_it_as_if_they_answered_for_the_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin: without the check the database alone still refuses it."""
    case = make_case()
    restrict(case)
    asked = asked_for(case, people_of(case).colleague)
    monkeypatch.setattr("casework.cases.restricting.check_can_read", lambda *_: None)
    with pytest.raises(Exception, match="read_by_another"):
        actions.read_broken_glass(asked=asked, by=people_of(case).colleague)


@pytest.mark.parametrize("typed", ["IC-0417/2026", "0417/26", "IC-0417", "Jones", "IC-٠٤١٧/26"])
def test_what_is_no_reference_is_sent_back_and_not_kept(typed: str) -> None:
    case = make_case()
    form = {"reference": typed, "reason": "She is in danger now."}
    answer = entered(people_of(case).officer).post(reverse("cases:ask"), form)
    assert answer.status_code == 422
    assert not GlassBroken.objects.exists()


def test_a_reference_is_read_however_it_is_written() -> None:
    case = make_case()
    written = {case.ref, case.slug, case.ref.lower(), case.ref.replace("IC-0", "IC-")}
    assert [list(Case.objects.by_ref(each)) for each in written] == [[case]] * len(written)


def ask(client: Client, reference: str) -> Any:
    form = {"reference": reference, "reason": "She is in danger now."}
    return client.post(reverse("cases:ask"), form)


def guess(client: Client) -> None:
    """As often as anybody may ask within an hour, each time for nothing."""
    for number in range(rules.ASKED_AT_MOST.value):
        assert ask(client, f"IC-{9000 + number}/26").status_code == 302


def test_whoever_guesses_is_slowed_in_the_same_words_whatever_the_reference() -> None:
    case = make_case()
    restrict(case)
    client = entered(people_of(case).colleague)
    guess(client)
    client.get(reverse("cases:ask"))  # what was said before is said once
    seen: Seen = {}
    for reference in (case.ref, NOT_THERE):
        answered(seen, (reference,), partial(ask, client, reference))
    (there, cost), (nothing, cost_too) = seen[(case.ref,)], seen[(NOT_THERE,)]
    assert (there[0], nothing[0]) == (422, 422)
    assert cost == cost_too
    assert there[1].replace(case.ref.encode(), b"") == nothing[1].replace(NOT_THERE.encode(), b"")
    assert b"You have asked for 5 cases within an hour" in there[1]
    assert ask(client, case.ref).status_code == 422
    assert not sees(people_of(case).colleague, case)
    assert GlassBroken.objects.count() == rules.ASKED_AT_MOST.value


def test_whoever_guesses_is_noticed_once_an_hour_and_may_ask_again_after_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    case = make_case()
    restrict(case)
    colleague = people_of(case).colleague
    client = entered(colleague)
    guess(client)
    ask(client, case.ref)
    ask(client, case.ref)
    event = Event.objects.get(verb="case.asked_for_too_often")
    assert (event.actor, event.force) == (colleague, case.force)
    assert [record.getMessage() for record in caplog.records if "too many cases" in record.msg] == [
        f"user {colleague.pk} asked for too many cases within an hour"
    ]
    page = entered(people_of(case).auditor).get(reverse("cases:asked")).content.decode()
    assert page.count("ask them whether they were guessing") == 1
    assert "Once<" in page.replace("\n", "")
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        assert ask(entered(colleague), case.ref).status_code == 302


def test_another_is_not_slowed_by_it() -> None:
    case = make_case()
    restrict(case)
    guess(entered(people_of(case).colleague))
    assert asked_for(case, people_of(case).supervisor).restriction is not None


def test_without_the_limit_somebody_who_guesses_gets_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    case = make_case()
    restrict(case)
    client = entered(people_of(case).colleague)
    guess(client)
    monkeypatch.setattr("casework.cases.restricting.check_not_too_often", lambda *_: None)
    assert ask(client, case.ref).status_code == 302
    assert sees(people_of(case).colleague, case)


def test_a_force_sets_its_own_number(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case()
    monkeypatch.setattr(settings, "POLICY", {rules.ASKED_AT_MOST.name: 1})
    asked_for(case, people_of(case).colleague)
    with pytest.raises(Refused, match="asked for 1 case within"):
        asked_for(case, people_of(case).colleague)
