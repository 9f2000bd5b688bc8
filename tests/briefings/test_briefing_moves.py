"""The moves of a briefing, taken from the running code, against the table of the domain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Absence, Role
from casework.audit.models import Event
from casework.core.errors import CaseworkError, Conflict, NotAllowed, NotVisible, Refused
from casework.enforcement.briefings import actions
from casework.enforcement.briefings.actions.writing import Content
from casework.enforcement.briefings.models import Briefing, BriefingState
from casework.enforcement.briefings.presenters import COLOURS
from tests.makers import give_role, make_team, make_user
from tests.makers_briefings import (
    authorised,
    beat_of,
    beat_officer,
    beat_sergeant,
    briefing_of,
    make_briefing,
    published,
    started,
    written,
)
from tests.makers_cases import people_of

pytestmark = pytest.mark.django_db
S = BriefingState

# Source: domain, section 2f, as (from, to, who). ACKNOWLEDGED is when every shift of every team
# was briefed; a return goes back to where the briefing was once it is an intelligence entry.
TABLE: set[tuple[str, str, str]] = {
    ("DRAFT", "AUTHORISED", "sergeant"),
    ("DRAFT", "WITHDRAWN", "author"),
    ("AUTHORISED", "PUBLISHED", "owner"),
    ("AUTHORISED", "DRAFT", "system"),
    ("AUTHORISED", "WITHDRAWN", "author"),
    ("PUBLISHED", "ACKNOWLEDGED", "receiving supervisors"),
    ("PUBLISHED", "RETURN_RECEIVED", "any officer"),
    ("PUBLISHED", "RECALLED", "system or sergeant"),
    ("PUBLISHED", "EXPIRED", "system"),
    ("ACKNOWLEDGED", "RETURN_RECEIVED", "any officer"),
    ("ACKNOWLEDGED", "RECALLED", "system or sergeant"),
    ("ACKNOWLEDGED", "EXPIRED", "system"),
    ("RETURN_RECEIVED", "PUBLISHED", "owner"),
    ("RETURN_RECEIVED", "ACKNOWLEDGED", "owner"),
    ("RETURN_RECEIVED", "RECALLED", "system or sergeant"),
    ("RETURN_RECEIVED", "EXPIRED", "system"),
}


def targets(move: Any) -> set[str]:
    many = getattr(move.target, "allowed_states", None)
    return {str(state) for state in (many or [move.target])}


def test_the_code_has_exactly_the_moves_of_the_table() -> None:
    moves = Briefing().get_all_state_transitions()
    found = {(str(move.source), target) for move in moves for target in targets(move)}
    assert found == {(source, target) for source, target, _ in TABLE}


def nobody_named(person: Any, text: str) -> None:
    """The guard of letters is tested where it is handed in."""


def _authorise(briefing: Briefing, decision: str = "AUTHORISE", **changes: Any) -> Any:
    given: dict[str, Any] = {
        "by": people_of(briefing.case).supervisor,
        "redaction_checked": True,
        "powers_checked": True,
        "powers_source": "PNC",
        "reason": "Say more.",
    }
    return actions.authorise_briefing(
        briefing=briefing, decision=decision, text_guard=nobody_named, **given | changes
    )


def _publish(briefing: Briefing) -> Any:
    by = people_of(briefing.case).officer
    return actions.publish_briefing(briefing=briefing, by=by, teams=[beat_of(briefing.case)])


def _brief(briefing: Briefing, shift: str = "EARLY") -> Any:
    case = briefing.case
    about = {"team": beat_of(case).pk, "shift": shift}
    by = beat_sergeant(case)
    return actions.acknowledge_shift(briefing=briefing, by=by, task_data=about, briefed=True)


def _return(briefing: Briefing, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "kind": "SIGHTING",
        "place": "Alder Court",
        "what": "He stood there.",
        "source": "1",
        "assessed": "A",
        "handling": "P",
    }
    by = beat_officer(briefing.case)
    return actions.log_return(briefing=briefing, by=by, **given | changes)


def _enter(briefing: Briefing) -> Any:
    by = people_of(briefing.case).officer
    return actions.enter_returns(briefing=briefing, by=by, reference="INT/1")


def _recall(briefing: Briefing) -> Any:
    by = people_of(briefing.case).supervisor
    return actions.recall_briefing(
        briefing=briefing, by=by, ground="CONTENT_WRONG", reason="It is wrong."
    )


def _read(briefing: Briefing) -> Any:
    return actions.open_briefing(briefing=briefing, by=beat_officer(briefing.case))


def _withdraw(briefing: Briefing) -> Any:
    by = people_of(briefing.case).supervisor
    return actions.withdraw_briefing(briefing=briefing, by=by, reason="Not needed.")


def _renewal(briefing: Briefing) -> Any:
    by = people_of(briefing.case).officer
    return actions.decide_renewal(briefing=briefing, by=by, decision="END", reason="Enough.")


def _reissue(briefing: Briefing) -> Any:
    by = people_of(briefing.case).officer
    return actions.decide_reissue(briefing=briefing, by=by, decision="END", reason="Enough.")


OUT = {S.PUBLISHED, S.ACKNOWLEDGED, S.RETURN_RECEIVED}
# Each action with arguments that are right in themselves, and the states in which it may be used.
ALLOWED: dict[str, tuple[Callable[[Briefing], Any], set[BriefingState]]] = {
    "authorise": (_authorise, {S.DRAFT}),
    "send back": (lambda each: _authorise(each, "SEND_BACK"), {S.DRAFT}),
    "publish": (_publish, {S.AUTHORISED}),
    "brief": (_brief, {S.PUBLISHED, S.RETURN_RECEIVED}),
    "return": (_return, OUT),
    "enter": (_enter, {S.RETURN_RECEIVED}),
    "recall": (_recall, OUT),
    "read": (_read, OUT),
    "renewal": (_renewal, OUT),
    "reissue": (_reissue, {S.RECALLED}),
    "withdraw": (_withdraw, {S.DRAFT, S.AUTHORISED}),
}


@pytest.mark.parametrize("state", list(S))
def test_an_action_moves_only_from_the_states_that_allow_it(state: BriefingState) -> None:
    briefing = make_briefing(state)
    for name, (action, allowed) in ALLOWED.items():
        point = transaction.savepoint()
        before = Event.objects.count()
        if state in allowed:
            action(briefing)
            assert Event.objects.count() == before + 1, name
        else:
            with pytest.raises(CaseworkError) as refused:
                action(briefing)
            assert len(str(refused.value)) > 15, name
            assert Briefing.objects.get(pk=briefing.pk).state == state
            assert Event.objects.count() == before
        transaction.savepoint_rollback(point)


def test_every_state_has_words_and_a_colour() -> None:
    assert set(COLOURS) == set(S)


# --- guards ---------------------------------------------------------------------------------------


def write(case: Any, *, days: int = 14, **changes: str) -> Briefing:
    content = {
        "identifiers": "Tall.",
        "purpose": "Breach of bail.",
        "powers": "Arrest for breach.",
        "what_to_do": "Arrest.",
    }
    return actions.write_briefing(
        briefing=briefing_of(case),
        by=people_of(case).officer,
        content=Content(**content | changes),
        expires_on=timezone.localdate() + timedelta(days=days),
        text_guard=nobody_named,
    )


@pytest.mark.parametrize("field", ["identifiers", "purpose", "powers", "what_to_do"])
def test_what_every_briefing_says_must_be_said(field: str) -> None:
    with pytest.raises(Refused, match="Say"):
        write(started(), **{field: " "})


def test_a_briefing_ends_after_fourteen_days_at_the_latest() -> None:
    case = started()
    assert write(case, days=14).expires_on
    for days in (15, -1):
        with pytest.raises(Refused, match="must end"):
            write(case, days=days)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"redaction_checked": False}, "gives a victim away"),
        ({"powers_checked": False}, "Check today"),
        ({"powers_source": ""}, "where you checked"),
    ],
)
def test_it_goes_out_read_and_with_its_powers_checked_today(
    changes: dict[str, Any], sentence: str
) -> None:
    case = written()
    with pytest.raises(Refused, match=sentence):
        _authorise(briefing_of(case), **changes)
    assert _authorise(briefing_of(case)).powers_checked_on == timezone.localdate()


def test_it_goes_to_named_teams_of_the_force_and_nobody_else() -> None:
    case = authorised()
    by = people_of(case).officer
    for teams, sentence in (([], "Name the teams"), ([make_team()], "this force")):
        with pytest.raises(Refused, match=sentence):
            actions.publish_briefing(briefing=briefing_of(case), by=by, teams=teams)


@pytest.mark.parametrize("field", ["kind", "source", "assessed", "handling"])
def test_a_return_is_graded(field: str) -> None:
    with pytest.raises(Refused):
        _return(make_briefing(), **{field: "9"})


# --- who ------------------------------------------------------------------------------------------


def test_the_author_does_not_authorise_nor_who_stands_in_for_them() -> None:
    case = written()
    author, sergeant = people_of(case).officer, people_of(case).supervisor
    give_role(author, Role.SUPERVISOR, team=case.team)
    with pytest.raises(NotAllowed, match="You wrote"):
        _authorise(briefing_of(case), by=author)
    today = timezone.localdate()
    Absence.objects.create(user=author, deputy=sergeant, starts_on=today, ends_on=today)
    with pytest.raises(NotAllowed, match="stand in"):
        _authorise(briefing_of(case))


def test_a_shift_is_briefed_once_and_the_second_is_told_by_whom() -> None:
    briefing = make_briefing()
    _brief(briefing)
    with pytest.raises(Conflict) as second:
        _brief(briefing)
    assert second.value.by == beat_sergeant(briefing.case).display_name


def test_only_officers_of_the_named_teams_read_it() -> None:
    case = published()
    briefing = briefing_of(case)
    elsewhere = make_user(Role.OFFICER, team=make_team(force=case.force))
    with pytest.raises(NotVisible):
        actions.open_briefing(briefing=briefing, by=elsewhere)
    reading = _read(briefing)
    assert _read(briefing) == reading
    assert [each.reader for each in briefing.readings.all()] == [beat_officer(case)]


def test_officers_of_the_team_see_the_briefing_and_nothing_of_the_case() -> None:
    from casework.cases.models import Case

    case = published()
    for user in (beat_officer(case), beat_sergeant(case)):
        assert Briefing.objects.visible_to(user).get() == briefing_of(case)
        assert not Case.objects.visible_to(user).exists()


def test_an_officer_does_not_recall_but_a_sergeant_of_a_team_that_has_it_does() -> None:
    briefing = make_briefing()
    for user, may in ((beat_officer(briefing.case), False), (beat_sergeant(briefing.case), True)):
        given = {"ground": "WRONG_PERSON", "reason": "It is his brother."}
        if may:
            actions.recall_briefing(briefing=briefing, by=user, **given)
        else:
            with pytest.raises(NotAllowed, match="supervisor recalls"):
                actions.recall_briefing(briefing=briefing, by=user, **given)
    assert Briefing.objects.get(pk=briefing.pk).state == S.RECALLED
