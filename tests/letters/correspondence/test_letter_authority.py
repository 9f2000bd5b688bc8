"""Authority: above the author and apart from them, given once, and not for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.accounts.models import Absence, Rank, Role, User
from casework.clocks import LONDON, replay
from casework.core.errors import Conflict, NotAllowed, NotVisible, Refused
from letters.correspondence import permissions
from letters.correspondence.actions import deciding
from letters.correspondence.models import Letter, LetterState
from tests import makers, makers_letters
from tests.makers_cases import people_of
from tests.makers_letters import authorise, make_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


@pytest.fixture
def waiting() -> Letter:
    return make_letter(state=LetterState.AWAITING_AUTHORITY)


def inspector(letter: Letter, **fields: Any) -> User:
    return makers.make_user(Role.AUTHORISER, force=letter.case.force, **fields)


def also_authoriser(user: User, letter: Letter) -> User:
    """Somebody who works on the case and holds the rank and the role to authorise."""
    makers.give_role(user, Role.AUTHORISER, force=letter.case.force)
    User.objects.filter(pk=user.pk).update(rank=Rank.INSPECTOR)
    return User.objects.get(pk=user.pk)


def test_the_author_never_authorises(waiting: Letter) -> None:
    author = also_authoriser(waiting.author, waiting)
    with pytest.raises(NotAllowed, match="You wrote this letter"):
        authorise(waiting, by=author)


def test_without_the_check_the_database_still_refuses_the_author(
    waiting: Letter, monkeypatch: Any
) -> None:
    author = also_authoriser(waiting.author, waiting)
    monkeypatch.setattr(permissions, "check_can_authorise", lambda *_: None)
    monkeypatch.setattr(permissions, "check_can_decide", lambda *_: None)
    with pytest.raises(IntegrityError), transaction.atomic():
        authorise(waiting, by=author)


def test_whoever_submitted_any_version_never_decides(waiting: Letter) -> None:
    people = people_of(waiting.case)
    letter = makers_letters.send_back(waiting)
    letter = makers_letters.submit(letter, by=people.supervisor)
    editor = also_authoriser(people.supervisor, letter)
    with pytest.raises(NotAllowed, match="You wrote this letter"):
        authorise(letter, by=editor)
    letter = makers_letters.send_back(letter)
    letter = makers_letters.submit(letter, by=letter.author)
    with pytest.raises(NotAllowed, match="You wrote this letter"):
        authorise(letter, by=editor)


def stand_in(deputy: User, absent: User) -> None:
    today = timezone.localdate()
    Absence.objects.create(
        user=absent, deputy=deputy, starts_on=today, ends_on=today + timedelta(days=7)
    )


def test_whoever_stands_in_for_the_author_does_not_decide(waiting: Letter) -> None:
    deputy = inspector(waiting)
    stand_in(deputy, waiting.author)
    with pytest.raises(NotAllowed, match="stand in"):
        authorise(waiting, by=deputy)


def test_without_the_look_at_absences_a_deputy_would_decide(
    waiting: Letter, monkeypatch: Any
) -> None:
    deputy = inspector(waiting)
    stand_in(deputy, waiting.author)
    monkeypatch.setattr(permissions, "stands_in_for", lambda *_: False)
    assert authorise(waiting, by=deputy).state == LetterState.AUTHORISED


def test_a_sergeant_returns_a_letter_but_does_not_let_it_go_out(waiting: Letter) -> None:
    sergeant = inspector(waiting, rank=Rank.SERGEANT)
    with pytest.raises(NotAllowed, match="inspector or above"):
        authorise(waiting, by=sergeant)
    assert makers_letters.send_back(waiting, by=sergeant).state == LetterState.RETURNED


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.MANAGER, Role.ANALYST])
def test_no_other_role_decides(waiting: Letter, role: Role) -> None:
    other = makers.make_user(role, force=waiting.case.force, rank=Rank.SUPERINTENDENT)
    with pytest.raises((NotAllowed, NotVisible)):
        authorise(waiting, by=other)


def test_an_authoriser_of_another_force_does_not_see_it(waiting: Letter) -> None:
    with pytest.raises(NotVisible):
        authorise(waiting, by=makers.make_user(Role.AUTHORISER))


def test_nothing_goes_out_unread(waiting: Letter) -> None:
    with pytest.raises(Refused, match="read every line"):
        authorise(waiting, redaction_checked=False)


@pytest.mark.parametrize("act", [makers_letters.send_back, makers_letters.refuse])
def test_returning_and_refusing_need_a_reason(waiting: Letter, act: Any) -> None:
    with pytest.raises(Refused, match="Say"):
        act(waiting, reason="  ")


def test_an_unknown_decision_is_refused(waiting: Letter) -> None:
    people = people_of(waiting.case)
    with pytest.raises(Refused, match="Decide"):
        deciding.decide_letter(letter=waiting, by=people.authoriser, decision="PERHAPS")


def test_the_second_of_two_deciders_is_told_who_was_first(waiting: Letter) -> None:
    first = people_of(waiting.case).authoriser
    decided = authorise(waiting)
    with pytest.raises(Conflict) as refused:
        makers_letters.refuse(waiting, by=inspector(waiting))
    assert (refused.value.by, refused.value.at) == (first.display_name, decided.decided_at)


def test_the_authority_lapses_after_five_working_days_with_a_proof(waiting: Letter) -> None:
    letter = authorise(waiting)
    assert letter.authority_lapses_at is not None
    assert replay(letter.authority_proof) == letter.authority_lapses_at
    assert letter.authority_proof["rule_in_words"] == "5 working days"
    assert letter.authority_lapses_at.astimezone(LONDON).strftime("%H:%M:%S") == "23:59:59"


def test_a_force_sets_its_own_number_of_days(waiting: Letter, settings: Any) -> None:
    settings.POLICY = {"letter.serve_within_working_days": 2}
    assert authorise(waiting).authority_proof["rule_in_words"] == "2 working days"


def test_somebody_who_came_into_the_records_since_stops_the_authority(waiting: Letter) -> None:
    name_a_victim_with_a_word_of(waiting)
    with pytest.raises(Refused, match="Take out"):
        authorise(waiting)


def test_without_looking_again_the_letter_would_go_out_with_it(
    waiting: Letter, monkeypatch: Any
) -> None:
    name_a_victim_with_a_word_of(waiting)
    monkeypatch.setattr(deciding, "check_names_nobody", lambda *_: None)
    assert authorise(waiting).state == LetterState.AUTHORISED


def name_a_victim_with_a_word_of(letter: Letter) -> None:
    """A victim is recorded under a name that the submitted text has, unknown until now."""
    victim = letter.case.person.incidents_as_suspect.first().victim
    victim.forename, victim.surname = "Occasioning", "Assault"
    victim.save()
