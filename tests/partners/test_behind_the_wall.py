"""What a victim said to an agency: for those cleared, with a reason; for nobody else at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from casework.accounts.models import User
from casework.audit.models import Event, Payload
from casework.cases.models import Case, Change
from casework.core.errors import NotVisible
from casework.partners import actions
from casework.partners.models import Referral, Reply
from casework.partners.models.trail import ReplyQuerySet
from tests.makers_cases import people_of
from tests.makers_partners import partner_of, referral_at, referral_of, take_step

pytestmark = pytest.mark.django_db

SAID = "Her sister says he waits outside the school."


@pytest.fixture
def case() -> Case:
    """The agency has reported what a victim's sister said, and marked it."""
    case = referral_at("report")
    take_step(case, "report", note=SAID, bears_on_risk="yes", behind_the_wall="yes")
    return case


def page(referral: Referral, user: User, more: str = "", **sent: str) -> Any:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    address = f"{referral.get_absolute_url()}{more}"
    return client.post(address, sent) if sent else client.get(address)


def test_on_no_page_of_the_case_is_there_any_trace_of_it(case: Case) -> None:
    referral, people = referral_of(case), people_of(case)
    client = Client(raise_request_exception=False)
    addresses = [referral.get_absolute_url(), case.get_absolute_url(), "/my-work/"]
    addresses.append(f"{case.get_absolute_url()}timeline/")
    for user in (people.officer, people.supervisor, people.auditor, people.analyst):
        client.force_login(user)
        for address in addresses:
            text = client.get(address).content.decode()
            assert SAID not in text
            assert "Sessions attended: 3" not in text
    client.force_login(people.officer)
    assert "from-a-victim" not in client.get(referral.get_absolute_url()).content.decode()


def test_neither_the_log_nor_the_change_of_circumstances_repeats_it(case: Case) -> None:
    assert Change.objects.filter(case=case, kind=Change.Kind.PARTNER_INFO).exists()
    assert SAID not in str(list(Change.objects.values_list("note", flat=True)))
    assert SAID not in str(list(Payload.objects.values_list("body", flat=True)))


def test_a_supervisor_reads_it_for_a_reason_that_is_kept(case: Case) -> None:
    referral, supervisor = referral_of(case), people_of(case).supervisor
    asked = page(referral, supervisor, "from-a-victim/")
    assert asked.status_code == 200
    assert SAID not in asked.content.decode()
    assert page(referral, supervisor, "from-a-victim/", reason=" ").status_code == 422
    shown = page(referral, supervisor, "from-a-victim/", reason="To plan for her safety")
    assert SAID in shown.content.decode()
    event = Event.objects.get(verb="referral.wall_opened")
    assert event.actor == supervisor


def test_for_everybody_else_the_page_is_not_there(case: Case) -> None:
    referral, people = referral_of(case), people_of(case)
    others = (people.officer, people.analyst, people.auditor, partner_of(referral))
    for user in others:
        assert page(referral, user, "from-a-victim/").status_code == 404
        assert page(referral, user, "from-a-victim/", reason="Curious").status_code == 404
        with pytest.raises(NotVisible):
            actions.open_wall(referral=referral, by=user, reason="Curious")
        assert not Reply.objects.visible_to(user).filter(text=SAID).exists()
    assert Reply.objects.visible_to(people.supervisor).filter(text=SAID).exists()


def test_without_the_wall_an_officer_would_read_it(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    monkeypatch.setattr(ReplyQuerySet, "visible_to", lambda replies, user: replies.all())
    monkeypatch.setattr(ReplyQuerySet, "filter", _forget_the_mark)
    officer = people_of(case).officer
    assert SAID in page(referral_of(case), officer).content.decode()


def _forget_the_mark(replies: Any, *args: Any, **conditions: Any) -> Any:
    conditions.pop("behind_the_wall", None)
    return super(ReplyQuerySet, replies).filter(*args, **conditions)


# --- what the agency itself is shown ------------------------------------------------------------


def test_the_agency_reads_what_was_sent_to_it_and_nothing_that_was_not() -> None:
    case = referral_at("acknowledge")
    referral, people = referral_of(case), people_of(case)
    text = page(referral, partner_of(referral)).content.decode()
    assert referral.need in text
    assert case.person.full_name in text
    hidden = [case.ref, case.person.ref, people.officer.full_name, referral.person_told]
    hidden += ["Crime and Disorder Act", referral.agency.chair]
    assert [each for each in hidden if each in text] == []


def test_another_agency_sees_neither_the_list_entry_nor_the_page() -> None:
    mine, other = referral_of(referral_at("acknowledge")), referral_of(referral_at("acknowledge"))
    client = Client(raise_request_exception=False)
    client.force_login(partner_of(mine))
    text = client.get("/referrals/").content.decode()
    assert mine.ref in text
    assert other.ref not in text
    assert client.get(other.get_absolute_url()).status_code == 404


def test_a_draft_is_not_there_for_the_agency_it_is_meant_for() -> None:
    referral = referral_of(referral_at("send"))
    assert page(referral, partner_of(referral)).status_code == 404


def test_what_was_recalled_is_not_shown_again() -> None:
    case = referral_at("acknowledge")
    referral = referral_of(case)
    manager = people_of(case).manager
    actions.recall_referral(referral=referral, by=manager, reason="The wrong agency.")
    text = page(referral, partner_of(referral)).content.decode()
    assert "sent to you in error" in text
    assert referral.need not in text
    assert case.person.full_name not in text
