"""The paper of a letter that was not served: its bytes say nothing of it, so the way to it does."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from casework.accounts.models import Role
from letters.correspondence import presenters
from letters.correspondence.models import Letter, LetterState
from tests import makers, makers_letters
from tests.makers_cases import people_of
from tests.makers_letters import make_letter

pytestmark = pytest.mark.django_db
S = LetterState

SAID = {
    S.AUTHORISED: "This letter has not been served",
    S.ISSUED_FOR_SERVICE: "This letter has not been served",
    S.SERVICE_FAILED: "This letter has not been served",
    S.LAPSED: "The authority for this letter lapsed",
    S.WITHDRAWN: "This letter was withdrawn",
}
NAMED = {
    S.AUTHORISED: "not-served",
    S.ISSUED_FOR_SERVICE: "not-served",
    S.SERVICE_FAILED: "not-served",
    S.LAPSED: "lapsed",
    S.WITHDRAWN: "withdrawn",
}


def made(state: LetterState) -> Letter:
    """A letter at `state` that has its document."""
    if state == S.AUTHORISED:
        return makers_letters.make(make_letter(state=state))
    if state == S.LAPSED:
        return makers_letters.lapse(make_letter(state=S.ISSUED_FOR_SERVICE))
    if state == S.WITHDRAWN:
        return makers_letters.withdraw(make_letter(state=S.ISSUED_FOR_SERVICE))
    return make_letter(state=state)


def opened(letter: Letter, query: str = "", *, name: str = "correspondence:document") -> Any:
    client = Client()
    client.force_login(people_of(letter.case).officer)
    pk = letter.pk if name.startswith("correspondence") else letter.document_id
    return client.get(reverse(name, args=[pk]) + query, follow=True)


def is_paper(answer: HttpResponse) -> bool:
    return answer["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("state", SAID)
@pytest.mark.parametrize("query", ["", "?download", "?seen=SERVED", "?download&seen=DRAFT"])
def test_a_page_says_it_before_the_paper_opens(state: LetterState, query: str) -> None:
    answer = opened(made(state), query)
    assert not is_paper(answer)
    assert SAID[state] in answer.content.decode()


@pytest.mark.parametrize("state", SAID)
def test_from_there_the_very_bytes_are_opened_under_a_name_that_says_it(state: LetterState) -> None:
    letter = made(state)
    answer = opened(letter, f"?seen={state}&download")
    assert answer.content == bytes(letter.document.pdf)
    name = f"document-{letter.document_id}-{NAMED[state]}.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("state", SAID)
def test_the_letters_page_says_it_beside_the_paper(state: LetterState) -> None:
    letter = made(state)
    client = Client()
    client.force_login(people_of(letter.case).officer)
    page = client.get(letter.get_absolute_url()).content.decode()
    assert SAID[state] in page
    assert f"?seen={state}" in page


def test_what_was_said_of_an_earlier_state_is_said_again_of_the_one_it_is_in() -> None:
    letter = made(S.WITHDRAWN)
    assert not is_paper(opened(letter, f"?seen={S.ISSUED_FOR_SERVICE}"))


def test_without_the_standing_a_withdrawn_letter_would_open_like_one_that_was_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter = made(S.WITHDRAWN)
    monkeypatch.setattr(presenters, "standing", lambda _: None)
    assert is_paper(opened(letter))


def test_a_served_letter_opens_at_once() -> None:
    letter = make_letter(state=S.SERVED)
    assert is_paper(opened(letter))
    assert presenters.standing(letter) is None


def test_the_address_of_the_document_leads_to_that_of_the_letter() -> None:
    letter = made(S.LAPSED)
    answer = opened(letter, name="documents:document")
    assert SAID[S.LAPSED] in answer.content.decode()
    served = make_letter(state=S.SERVED)
    assert is_paper(opened(served, "?download", name="documents:document"))


def test_to_a_stranger_neither_address_exists() -> None:
    letter = make_letter(state=S.SERVED)
    client = Client()
    client.force_login(makers.make_user(Role.SUPERVISOR, team=makers.make_team()))
    for name, pk in (("documents", letter.document_id), ("correspondence", letter.pk)):
        assert client.get(reverse(f"{name}:document", args=[pk])).status_code == 404


def test_the_marked_draft_of_an_approver_opens_as_it_is() -> None:
    letter = make_letter(state=S.AWAITING_AUTHORITY)
    draft = makers_letters.draw_draft(letter).draft_document
    client = Client()
    client.force_login(people_of(letter.case).officer)
    assert is_paper(client.get(reverse("documents:document", args=[draft.pk])))
