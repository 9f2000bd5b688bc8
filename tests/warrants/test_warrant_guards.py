"""What a warrant must have before it moves, each guard refused once in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.cases.actions import place_hold
from casework.clocks import replay
from casework.core.errors import Refused
from casework.enforcement.warrants import actions, rules
from casework.enforcement.warrants.forms import CirculateForm
from casework.enforcement.warrants.models import CODES, Decision, Warrant
from casework.enforcement.warrants.models import WarrantState as S
from casework.enforcement.warrants.presenters import alerts
from casework.people.models import Contact
from tests import makers
from tests import makers_warrants as w
from tests.makers_cases import make_case, people_of
from tests.makers_visits import make_address, make_marker
from tests.makers_warrants import make_warrant

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)
LONG_AGO = date(2020, 1, 6)
Act = Callable[..., Warrant]

# State, action, what is wrong with what is given, and the sentence.
REFUSED: list[tuple[S, Act, dict[str, Any], str]] = [
    (S.RECEIVED, w.grade, {"kind": "FINE"}, "what kind"),
    (S.RECEIVED, w.grade, {"code": "1234"}, "code the court sent"),
    (S.RECEIVED, w.grade, {"code": "2509"}, "was withdrawn"),
    (S.RECEIVED, w.grade, {"code": "4585"}, "backed for bail"),
    (S.RECEIVED, w.grade, {"court": " "}, "court that issued"),
    (S.RECEIVED, w.grade, {"grade": "D"}, "Select the grade"),
    (S.RECEIVED, w.grade, {"grade_reason": ""}, "why it has this grade"),
    (S.GRADED, w.circulate, {"system": ""}, "national system"),
    (S.GRADED, w.circulate, {"reference": ""}, "reference of the circulation"),
    (S.GRADED, w.circulate, {"warnings": ""}, "warnings were carried over"),
    (S.CIRCULATED, w.allocate, {"victim_safety": ""}, "has to be safe"),
    (S.ALLOCATED, w.search, {"result": "LOST"}, "what came of it"),
    (S.ALLOCATED, w.search, {"place": ""}, "where you tried"),
    (S.ALLOCATED, w.search, {"next_action": ""}, "done next"),
    (S.ALLOCATED, w.search, {"result": "ARRESTED", "custody_reference": ""}, "custody reference"),
    (S.ALLOCATED, w.search, {"result": "ARRESTED", "arresting_officer": ""}, "who made the arrest"),
    (S.ALLOCATED, w.search, {"result": "ARRESTED", "next_steps": ""}, "what happens next"),
    (S.ALLOCATED, w.search, {"result": "ARRESTED", "hearing_court": ""}, "court they are to"),
    (S.ALLOCATED, w.search, {"result": "ARRESTED", "hearing_on": None}, "date of the hearing"),
    (S.ALLOCATED, w.search, {"result": S.SURRENDERED, "hearing_court": ""}, "court they are to"),
    (S.ALLOCATED, w.search, {"result": S.SURRENDERED, "hearing_on": LONG_AGO}, "in the future"),
    (
        S.ALLOCATED,
        w.search,
        {"result": S.WITHDRAWN_BY_COURT, "court_reference": ""},
        "of the court",
    ),
    (S.ALLOCATED, w.search, {"result": S.BACKED_BAIL_SERVED}, "not backed"),
    (S.ALLOCATED, w.review, {"decision": "WAIT"}, "what happens now"),
    (S.ALLOCATED, w.review, {"reason": ""}, "why you decide"),
    (S.ALLOCATED, w.review, {"decision": Decision.REGRADE, "grade": "A"}, "this grade already"),
    (S.RECEIVED, w.review, {"decision": Decision.REGRADE}, "no grade yet"),
    (S.ALLOCATED, w.review, {"decision": Decision.ASK_FORCE, "force": ""}, "which force"),
    (S.ALLOCATED, w.review, {"decision": Decision.ASK_FORCE, "contact_point": ""}, "SPOC"),
    (S.ALLOCATED, w.review, {"decision": Decision.COURT, "evidence": ""}, "reference of the court"),
    (S.ALLOCATED, w.answer_force, {}, "cannot be passed on"),
    (S.EXECUTED, w.cancel, {"reference": ""}, "reference of the cancellation"),
    (S.EXECUTED, w.tell, {"how": "LETTER"}, "how they heard"),
    (S.EXECUTED, w.tell, {"how": "NOT_TOLD"}, "why they were not told"),
]


@pytest.mark.parametrize(("state", "act", "wrong", "words"), REFUSED)
def test_what_is_missing_is_refused_in_words(
    state: S, act: Act, wrong: dict[str, Any], words: str
) -> None:
    warrant = make_warrant(state=state)
    with pytest.raises(Refused, match=words):
        act(warrant, **wrong)
    assert Warrant.objects.get(pk=warrant.pk).state == state


@pytest.mark.parametrize(
    ("state", "act", "name"),
    [
        (S.RECEIVED, w.grade, "received_at"),
        (S.GRADED, w.circulate, "at"),
        (S.ALLOCATED, w.search, "at"),
        (S.EXECUTED, w.cancel, "at"),
        (S.EXECUTED, w.tell, "at"),
    ],
)
def test_nothing_happened_in_the_future(state: S, act: Act, name: str) -> None:
    with pytest.raises(Refused, match="now or in the past"):
        act(make_warrant(state=state), **{name: timezone.now() + LATER})


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (S.GRADED, w.circulate),
        (S.ALLOCATED, w.search),
        (S.EXECUTED, w.cancel),
        (S.EXECUTED, w.tell),
    ],
)
def test_nothing_happened_before_what_it_follows(state: S, act: Act) -> None:
    with pytest.raises(Refused, match="after that time"):
        act(make_warrant(state=state), at=timezone.now() - LATER)


def test_a_manager_who_looks_on_says_how_and_when() -> None:
    warrant = make_warrant(state=S.ALLOCATED)
    by = people_of(warrant.case).manager
    with pytest.raises(Refused, match="traced"):
        w.review(warrant, by=by, trace_plan="")
    for day in (None, timezone.localdate(), timezone.localdate() + timedelta(days=15)):
        with pytest.raises(Refused, match="within 14 days"):
            w.review(warrant, by=by, next_on=day)


def test_ending_on_evidence_needs_the_evidence() -> None:
    warrant = make_warrant(state=S.ALLOCATED)
    for decision in (Decision.DEATH, Decision.NOT_WANTED):
        with pytest.raises(Refused, match="evidence you have seen"):
            w.review(warrant, decision, evidence=" ")


def test_another_force_is_asked_once_at_a_time_and_accepts_by_name() -> None:
    warrant = w.review(make_warrant(state=S.ALLOCATED), Decision.ASK_FORCE)
    with pytest.raises(Refused, match="has not answered"):
        w.review(warrant, Decision.ASK_FORCE)
    with pytest.raises(Refused, match="who accepted"):
        w.answer_force(warrant, answered_by="")
    with pytest.raises(Refused, match="what the other force says"):
        w.answer_force(warrant, "PERHAPS")
    with pytest.raises(Refused, match="what was said"):
        w.answer_force(warrant, note="")
    assert w.answer_force(warrant).evidence == "The force next door: accepted by Insp R. Sample"


def test_it_is_given_only_to_somebody_of_the_team() -> None:
    warrant = make_warrant(state=S.CIRCULATED)
    with pytest.raises(Refused, match="of this team"):
        w.allocate(warrant, officer=makers.make_user(force=warrant.case.force))


def test_nobody_was_with_themselves_and_nobody_tries_a_strangers_address() -> None:
    warrant = make_warrant(state=S.ALLOCATED)
    with pytest.raises(Refused, match="not yourself"):
        w.search(warrant, with_officer=people_of(warrant.case).officer)
    with pytest.raises(Refused, match="own addresses"):
        w.search(warrant, place=make_address(make_case().person))


def test_whoever_moved_leaves_a_doubtful_address_and_a_change() -> None:
    warrant = make_warrant(state=S.ALLOCATED)
    address = make_address(warrant.case.person)
    w.search(warrant, "MOVED", place=address)
    assert Contact.objects.get(pk=address.pk).doubtful_since == timezone.localdate()
    assert warrant.case.changes.filter(kind="ADDRESS").exists()


def test_circulated_warnings_begin_with_those_recorded_here() -> None:
    warrant = make_warrant(state=S.GRADED)
    make_marker(warrant.case.person)
    user = people_of(warrant.case).officer
    form = CirculateForm(subject=warrant, user=user)
    assert form["warnings"].value() == "Weapons: knife"


@pytest.mark.parametrize("code", [code for code, about in CODES.items() if about.live])
def test_the_code_says_whether_it_is_backed_and_where_not_somebody_does(code: str) -> None:
    asked = CODES[code].backed is None
    warrant = w.grade(w.start(), code=code, backed_for_bail=True if asked else None)
    assert warrant.backed_for_bail is (True if asked else CODES[code].backed)


def test_the_target_can_be_worked_out_again() -> None:
    warrant = make_warrant(state=S.GRADED)
    assert replay(warrant.target_proof or {}) == warrant.target_at


@pytest.mark.parametrize(("grade", "days"), [("A", 14), ("B", 21), ("C", 28), ("U", 28)])
def test_the_grade_table_is_seeded_as_the_domain_says(grade: str, days: int) -> None:
    warrant = w.grade(w.start(), grade=grade)
    assert warrant.target_at is not None
    days_between = timezone.localdate(warrant.target_at) - timezone.localdate(warrant.received_at)
    assert days_between.days == days


def test_a_force_sets_its_own_target(settings: Any) -> None:
    settings.POLICY = {**settings.POLICY, "warrant.target_days_a": 10}
    warrant = w.grade(w.start(), grade="A")
    assert warrant.target_at is not None
    assert (warrant.target_at - warrant.received_at).days in (9, 10)
    assert rules.target(warrant).due_at == warrant.target_at


def test_an_arrest_needs_no_open_gate_and_the_page_says_refer_where_a_hold_stands() -> None:
    warrant = make_warrant(state=S.ALLOCATED)
    place_hold(
        case=warrant.case,
        by=people_of(warrant.case).manager,
        kind="COMPLAINT",
        note="A complaint is open.",
    )
    said = [sentence for _, sentence, _ in alerts(warrant)]
    assert said == ["Refer to DI before contact."]
    assert w.search(warrant, "ARRESTED").state == S.EXECUTED


def test_closing_before_the_victims_heard_is_refused() -> None:
    warrant = w.cancel(make_warrant(state=S.EXECUTED))
    with pytest.raises(Refused, match="were told"):
        actions.close_warrant(warrant=warrant)
