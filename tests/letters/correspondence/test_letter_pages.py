"""The pages of a letter, from the writer's task to the sealed document."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.audit.models import Event
from letters.correspondence import views
from letters.correspondence.models import Letter, LetterState
from tests import makers, makers_cases, makers_letters
from tests.makers_cases import people_of
from tests.makers_letters import make_letter
from workflows import actions as flows
from workflows.jobs import run_job
from workflows.models import Intervention, Task

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def looked_at(letter: Letter, page: str) -> bool:
    events = Event.objects.filter(verb="looked").order_by("-pk")
    return any(each.payload.body.get("page") == page for each in events[:3])


def address(name: str, letter: Letter, *more: Any) -> str:
    return reverse(f"correspondence:{name}", args=[letter.pk, *more])


# --- the letter's own page ------------------------------------------------------------------------


@pytest.mark.parametrize("state", LetterState)
def test_a_letter_has_a_page_at_every_state(state: LetterState) -> None:
    letter = make_letter(state=state)
    page = signed_in(people_of(letter.case).officer).get(address("letter", letter))
    assert page.status_code == 200
    assert letter.ref in page.content.decode()
    assert LetterState(state).label in page.content.decode()


def test_the_look_is_logged_before_the_page_leaves() -> None:
    letter = make_letter()
    signed_in(people_of(letter.case).officer).get(address("letter", letter))
    assert looked_at(letter, "correspondence:letter")


def test_a_page_whose_look_cannot_be_logged_does_not_leave(monkeypatch: Any) -> None:
    letter = make_letter()

    def fails(**_: Any) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr(views, "look", fails)
    client = signed_in(people_of(letter.case).officer)
    with pytest.raises(RuntimeError):
        client.get(address("letter", letter))


@pytest.mark.parametrize("name", ["letter", "document", "page_picture"])
def test_a_letter_of_another_teams_case_is_as_if_it_did_not_exist(name: str) -> None:
    letter = make_letter(state=LetterState.ISSUED_FOR_SERVICE)
    stranger = makers.make_user(Role.SUPERVISOR, team=makers.make_team())
    more = [1] if name == "page_picture" else []
    answer = signed_in(stranger).get(address(name, letter, *more))
    assert answer.status_code == 404
    nobody = signed_in(stranger).get(reverse("correspondence:letter", args=[letter.pk + 999]))
    assert nobody.status_code == 404


def test_without_the_scope_of_what_is_visible_a_stranger_would_read_it(monkeypatch: Any) -> None:
    letter = make_letter()
    stranger = makers.make_user(Role.SUPERVISOR, team=makers.make_team())
    monkeypatch.setattr(type(Letter.objects.all()), "visible_to", lambda self, user: self.filter())
    assert signed_in(stranger).get(address("letter", letter)).status_code == 200


@pytest.mark.parametrize("name", ["letter", "document", "page_picture"])
def test_a_letters_pages_only_show(name: str) -> None:
    letter = make_letter()
    more = [1] if name == "page_picture" else []
    client = signed_in(people_of(letter.case).officer)
    assert client.post(address(name, letter, *more)).status_code == 405


# --- the document ---------------------------------------------------------------------------------


def test_the_document_is_handed_out_byte_for_byte_under_a_name_that_says_nothing() -> None:
    letter = make_letter(state=LetterState.SERVED)
    answer = signed_in(people_of(letter.case).officer).get(address("document", letter))
    assert answer.content == bytes(letter.document.pdf)
    assert answer["Content-Type"] == "application/pdf"
    name = answer["Content-Disposition"]
    assert name == f'inline; filename="document-{letter.document.pk}.pdf"'
    assert looked_at(letter, "correspondence:document")


def test_the_document_can_be_saved() -> None:
    letter = make_letter(state=LetterState.SERVED)
    client = signed_in(people_of(letter.case).officer)
    answer = client.get(address("document", letter) + "?download")
    assert answer["Content-Disposition"].startswith("attachment")


def test_there_is_no_document_before_the_letter_is_made() -> None:
    letter = make_letter(state=LetterState.AUTHORISED)
    client = signed_in(people_of(letter.case).officer)
    assert client.get(address("document", letter)).status_code == 404
    assert client.get(address("page_picture", letter, 1)).status_code == 404


def test_the_pages_are_shown_as_pictures_first_of_the_draft_then_of_the_document() -> None:
    letter = make_letter(state=LetterState.AWAITING_AUTHORITY)
    version = makers_letters.draw_draft(letter)
    client = signed_in(people_of(letter.case).authoriser)
    draft = client.get(address("page_picture", letter, 1))
    assert draft["Content-Type"] == "image/png"
    assert draft.content.startswith(b"\x89PNG")
    assert client.get(address("page_picture", letter, 99)).status_code == 404
    makers_letters.make(makers_letters.authorise(letter))
    made = client.get(address("page_picture", letter, 1))
    assert made.content != draft.content
    assert version.draft_document.kind == "warning_letter_draft"


# --- the tasks ------------------------------------------------------------------------------------


def begin() -> Intervention:
    """A warning letter started on a case, contact checked, so that writing is the open task."""
    case = makers_cases.make_case()
    officer = people_of(case).officer
    begun = flows.start(
        case=case, kind=makers_letters.KIND, by=officer, reason="Reports go on coming in."
    )
    answers = makers_cases.all_safe(case)
    flows.complete(task=open_task(begun), by=officer, answers=answers)
    return begun


def open_task(intervention: Intervention) -> Task:
    return Task.objects.open().get(process=intervention)


def letter_of(intervention: Intervention) -> Letter:
    return Letter.objects.get(pk=intervention.letter_id)


def compose_data(letter: Letter, **changes: Any) -> dict[str, Any]:
    facts = makers_letters.facts_of(letter.case)
    lines = {f"line_{incident.pk}": line for incident, line in facts}
    return {"contact": "NONE", "reports": [each.pk for each, _ in facts], **lines} | changes


def test_a_letter_goes_through_its_pages_from_writing_to_service() -> None:
    intervention = begin()
    letter = letter_of(intervention)
    people = people_of(letter.case)
    officer, inspector = signed_in(people.officer), signed_in(people.authoriser)

    task = open_task(intervention)
    page = officer.get(task.get_absolute_url()).content.decode()
    assert "What never goes into a letter" in page
    sent = officer.post(task.get_absolute_url(), compose_data(letter))
    assert sent.status_code == 302
    makers_letters.draw_draft(letter_of(intervention))

    task = open_task(intervention)
    page = inspector.get(task.get_absolute_url()).content.decode()
    assert "The letter as it will print" in page
    assert address("page_picture", letter, 1) in page
    assert "Nobody else is named" in page
    flows.take(task=task, by=people.authoriser)
    decided = inspector.post(
        task.get_absolute_url(), {"decision": "AUTHORISE", "redaction_checked": "on"}
    )
    assert decided.status_code == 302

    job = Task.objects.get(process=intervention, status="SCHEDULED")
    assert run_job(task=job.pk, ticket=job.external_task_id) == "done"

    task = open_task(intervention)
    page = officer.get(task.get_absolute_url()).content.decode()
    assert "Download the letter to print" in page
    assert "Recorded delivery" not in page
    checks = ["identity", "address", "needs"]
    issued = {"method": "IN_PERSON", "place": makers_letters.PLACE, "checks": checks}
    assert officer.post(task.get_absolute_url(), issued).status_code == 302

    task = open_task(intervention)
    assert makers_letters.PLACE in officer.get(task.get_absolute_url()).content.decode()
    served = {
        "outcome": "SERVED",
        "method": "IN_PERSON",
        "place": makers_letters.PLACE,
        "at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "server": people.officer.pk,
        "identity_check": "Photograph compared",
        "signature": "Refused to sign",
    }
    assert officer.post(task.get_absolute_url(), served).status_code == 302
    assert letter_of(intervention).state == LetterState.SERVED


def test_a_name_typed_by_hand_stops_the_page_and_keeps_what_was_typed() -> None:
    intervention = begin()
    letter = letter_of(intervention)
    victim = letter.case.person.incidents_as_suspect.first().victim
    data = compose_data(letter)
    key = f"line_{data['reports'][0]}"
    data[key] = f"In May 2025: {victim.forename} said that you hit her."
    task = open_task(intervention)
    answer = signed_in(people_of(letter.case).officer).post(task.get_absolute_url(), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert data[key] in page
    assert "There is a problem" in page
    assert letter_of(intervention).version == 0


def test_a_returned_letter_shows_the_comment_and_what_was_written() -> None:
    intervention = begin()
    letter = letter_of(intervention)
    people = people_of(letter.case)
    officer = signed_in(people.officer)
    data = compose_data(letter)
    key = f"line_{data['reports'][0]}"
    data[key] = "In May 2025: a report that you broke a door."
    officer.post(open_task(intervention).get_absolute_url(), data)
    task = open_task(intervention)
    flows.take(task=task, by=people.authoriser)
    returned = {"decision": "RETURN", "change": "Say which door."}
    signed_in(people.authoriser).post(task.get_absolute_url(), returned)
    page = officer.get(open_task(intervention).get_absolute_url()).content.decode()
    assert "Say which door." in page
    assert "a report that you broke a door" in page


def test_an_approver_sees_what_changed_since_the_version_before() -> None:
    intervention = begin()
    letter = letter_of(intervention)
    people = people_of(letter.case)
    officer, inspector = signed_in(people.officer), signed_in(people.authoriser)
    officer.post(open_task(intervention).get_absolute_url(), compose_data(letter))
    task = open_task(intervention)
    flows.take(task=task, by=people.authoriser)
    inspector.post(task.get_absolute_url(), {"decision": "RETURN", "change": "Name the month."})
    data = compose_data(letter)
    data[f"line_{data['reports'][0]}"] = "In the spring of 2026: a report of an assault."
    officer.post(open_task(intervention).get_absolute_url(), data)
    page = inspector.get(open_task(intervention).get_absolute_url()).content.decode()
    assert "What changed since version 1" in page
    assert "<ins>In the spring of 2026: a report of an assault.</ins>" in page


def test_the_wording_of_a_letter_is_named_in_words_and_not_by_its_key() -> None:
    letter = make_letter(state=LetterState.SERVED)
    client = signed_in(people_of(letter.case).officer)
    html = client.get(address("letter", letter)).content.decode()
    assert "Warning letter, version 1" in html
    assert "warning_letter-1" not in html
