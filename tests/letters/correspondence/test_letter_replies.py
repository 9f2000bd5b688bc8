"""A letter says where to answer it, or it is not written."""

from __future__ import annotations

import pytest
from django.test import Client

from casework.core.errors import Refused
from letters.correspondence import text
from letters.correspondence.models import Letter, LetterState
from letters.correspondence.presenters import compose_brief
from letters.wording.placeholders import LetterIncomplete
from tests import makers_letters
from tests.makers_cases import people_of
from tests.makers_letters import give_protected_address, make_letter
from tests.makers_work import letter_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


def text_of(letter: Letter) -> str:
    return str(letter.versions.get(number=letter.version).text)


@pytest.fixture
def draft() -> Letter:
    return make_letter()


def without(letter: Letter, *fields: str) -> Letter:
    for field in fields:
        setattr(letter.case.team, field, "")
    letter.case.team.save()
    return Letter.objects.get(pk=letter.pk)


def test_a_letter_says_where_by_when_and_under_which_reference_to_answer(draft: Letter) -> None:
    letter = makers_letters.submit(draft)
    said = text_of(letter)
    assert "1 Castle Road, Northmoor NM1 1AA".replace(", ", "\n") in said
    assert "Telephone 01632 960100" in said
    assert "unit@northmoor.example" in said
    assert "our telephone number, 01632 960100, are at the top" in said
    assert f"Tell us our reference: {letter.ref}." in said
    assert "within 28 days" in said


@pytest.mark.parametrize("field", ["reply_address", "reply_phone"])
def test_a_letter_that_could_not_be_answered_is_not_submitted(draft: Letter, field: str) -> None:
    letter = without(draft, field)
    with pytest.raises(Refused, match=r"has no address for replies\. Ask a system administrator"):
        makers_letters.submit(letter)
    assert Letter.objects.get(pk=letter.pk).state == LetterState.DRAFT


@pytest.mark.parametrize("field", ["reply_address", "reply_phone"])
def test_without_that_look_the_wording_itself_would_stop_it(
    draft: Letter, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "check_can_be_answered", lambda _: None)
    with pytest.raises(LetterIncomplete, match="without its unit"):
        makers_letters.submit(without(draft, field))


def test_a_team_may_do_without_an_email(draft: Letter) -> None:
    letter = makers_letters.submit(without(draft, "reply_email"))
    assert "@" not in text_of(letter)


def test_the_writer_is_told_before_anything_is_written() -> None:
    task = letter_at("write")
    letter = without(Letter.objects.get(case=task.case), "reply_address")
    assert compose_brief(letter)["no_answer"].startswith("The team has no address for replies.")
    client = Client()
    client.force_login(people_of(task.case).officer)
    page = client.get(task.get_absolute_url()).content.decode()
    assert "The team has no address for replies." in page


def test_the_offices_own_address_is_no_victims_though_the_street_is_the_same(draft: Letter) -> None:
    victim = draft.case.person.incidents_as_suspect.first().victim
    give_protected_address(victim, "7 Castle Road", "NM1 1AB")
    makers_letters.clear_contact(draft.case)
    assert makers_letters.submit(draft).state == LetterState.AWAITING_AUTHORITY
