"""The finished file of a letter is looked through once more, with all it says beside its pages."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import AttachedFileSpec

from letters import pdf as paper
from letters.correspondence import actions, text
from letters.correspondence.models import Letter, LetterState
from letters.documents.models import Document
from tests.makers_cases import make_incident, make_person
from tests.makers_hiding import HIDING, NAME, changed
from tests.makers_letters import make_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def authorised() -> Letter:
    """Authorised; afterwards the records hold a report of something done to Mariaqo."""
    letter = make_letter(state=LetterState.AUTHORISED)
    case = letter.case
    victim = make_person(force=case.force, forename=NAME, surname="Kestrelqo")
    make_incident(suspect=case.person, victim=victim)
    return letter


def made(letter: Letter) -> list[Document]:
    return list(Document.objects.filter(case=letter.case, kind="warning_letter"))


def poison(monkeypatch: pytest.MonkeyPatch, way: Any) -> None:
    """Let whatever is printed come out with something in it that nobody authorised."""
    prints = paper.render_in_child
    monkeypatch.setattr(
        paper, "render_in_child", lambda *args, **how: changed(way, prints(*args, **how))
    )


def test_a_file_that_says_what_was_authorised_and_nothing_else_is_kept(authorised: Letter) -> None:
    assert actions.render_letter(letter_id=authorised.pk) in made(authorised)


@pytest.mark.parametrize("way", HIDING)
def test_a_file_that_names_somebody_beside_its_words_is_not_kept(
    authorised: Letter, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison(monkeypatch, HIDING[way])
    with pytest.raises(paper.RenderError) as error:
        actions.render_letter(letter_id=authorised.pk)
    assert error.value.fault == paper.Fault.LEAK
    assert NAME not in str(error.value)
    assert made(authorised) == []
    assert Letter.objects.get(pk=authorised.pk).state == LetterState.AUTHORISED


def test_nor_is_one_that_carries_what_cannot_be_looked_through(
    authorised: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def packed(document: pikepdf.Pdf) -> None:
        document.attachments["a.zip"] = AttachedFileSpec(document, b"PK\x03\x04\xff\xfe")

    poison(monkeypatch, packed)
    with pytest.raises(paper.RenderError) as error:
        actions.render_letter(letter_id=authorised.pk)
    assert error.value.fault == paper.Fault.LEAK


def test_without_the_second_look_a_tag_would_give_them_away(
    authorised: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison(monkeypatch, HIDING["tag"])
    monkeypatch.setattr(text, "check_file_names_nobody", lambda *_: None)
    assert actions.render_letter(letter_id=authorised.pk) in made(authorised)


def test_whoever_signs_may_be_called_as_a_victim_is(authorised: Letter) -> None:
    case = authorised.case
    assert authorised.decided_by is not None
    namesake = make_person(force=case.force, forename=authorised.decided_by.first_name, surname="X")
    make_incident(suspect=case.person, victim=namesake)
    assert actions.render_letter(letter_id=authorised.pk) in made(authorised)
