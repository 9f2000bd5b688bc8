"""The forms of a visit: what they offer, what they refuse beside the field, what they hand on."""

from __future__ import annotations

import inspect
from datetime import timedelta
from typing import Any, get_type_hints

import pytest
from django.utils import timezone

from casework.cases.actions import place_hold
from casework.ui.reveals import revealed_names
from casework.visits import actions, forms
from casework.visits.actions.door import Told
from casework.visits.models import Outcome, Visit, VisitCheck
from tests import makers_visits
from tests.makers_cases import people_of
from tests.makers_visits import local, make_visit, plan_typed, start

pytestmark = pytest.mark.django_db
DOOR = {"outcome": "COMPLETED", "said": "He was in.", "worried": "no"}
TOLD_ALWAYS = {"outcome", "said", "worried", "second_officer"}
RECORD = {"announced": "no", "present": "He alone", "facts": "He was in.", "risk_trigger": "no"}


def filled(form: Any, visit: Visit, typed: dict[str, Any], **kwargs: Any) -> Any:
    user = kwargs.pop("user", people_of(visit.case).officer)
    return form(typed, subject=visit, user=user)


def door(visit: Visit, **typed: Any) -> Any:
    with_whom = {"second_officer": str(people_of(visit.case).colleague.pk)}
    return filled(forms.DoorForm, visit, DOOR | with_whom | typed)


@pytest.mark.parametrize(
    ("state", "form", "typed", "action"),
    [
        ("PLANNED", forms.PlanForm, None, actions.plan_visit),
        ("CHECKED", forms.ApproveForm, {"decision": "APPROVE"}, actions.approve_visit),
        ("APPROVED", forms.DoorForm, DOOR, actions.log_attempt),
        (
            "CHECKS_EXPIRED",
            forms.LateDoorForm,
            DOOR | {"made": "yes"},
            actions.say_whether_made,
        ),
        ("COMPLETED", forms.RecordForm, RECORD, actions.submit_record),
        (
            "RECORD_SUBMITTED",
            forms.ReviewForm,
            {"decision": "CLOSE", "risk_answer": "NO_CHANGE"},
            actions.review_record,
        ),
        (
            "NO_REPLY",
            forms.NoReplyReviewForm,
            {"decision": "END", "reason": "Enough."},
            actions.review_no_reply,
        ),
        (
            "NOT_AT_ADDRESS",
            forms.LocateForm,
            {"found": "no", "note": "Asked next door."},
            actions.record_located,
        ),
    ],
)
def test_a_form_hands_on_exactly_what_its_action_takes(
    state: str, form: Any, typed: dict[str, Any] | None, action: Any
) -> None:
    visit = make_visit(state=state)
    given = dict(plan_typed(visit) if typed is None else typed)
    if form in (forms.DoorForm, forms.LateDoorForm):
        given["second_officer"] = str(people_of(visit.case).colleague.pk)
    if form is forms.LateDoorForm:
        given["at"] = local(timezone.now())
    bound = filled(form, visit, given)
    assert bound.is_valid(), bound.errors
    takes, needed = arguments_of(action)
    extra = set(bound.cleaned_data) - takes
    if form is forms.ReviewForm:
        extra -= {"markers"}  # each is decided by an action of its own
    if form is forms.RecordForm:
        from casework.visits.models import VisitRecord

        extra -= {field.name for field in VisitRecord._meta.get_fields()}
    assert extra == set()
    assert needed - set(bound.cleaned_data) == {"visit", "by"}


def arguments_of(action: Any) -> tuple[set[str], set[str]]:
    """The names an action takes, and those it cannot do without."""
    named = {
        name: each
        for name, each in inspect.signature(action).parameters.items()
        if each.kind == each.KEYWORD_ONLY
    }
    needed = {name for name, each in named.items() if each.default is each.empty}
    if "told" in inspect.signature(action).parameters:
        return {*named, *get_type_hints(Told)}, needed | TOLD_ALWAYS
    return set(named), needed


@pytest.mark.parametrize(
    "form",
    [
        forms.PlanForm,
        forms.ApproveForm,
        forms.DoorForm,
        forms.RecordForm,
        forms.ReviewForm,
        forms.NoReplyReviewForm,
        forms.LocateForm,
    ],
)
def test_an_empty_form_says_what_to_do_and_never_this_field_is_required(form: Any) -> None:
    visit = make_visit(state="COMPLETED")
    bound = filled(form, visit, {})
    assert not bound.is_valid()
    said = [str(text) for errors in bound.errors.values() for text in errors]
    assert said
    assert [text for text in said if "required" in text] == []


# --- the plan ---


def test_the_plan_offers_the_persons_addresses_and_somewhere_else() -> None:
    visit = start()
    own = makers_visits.make_address(visit.case.person)
    form = filled(forms.PlanForm, visit, plan_typed(visit, place=str(own.pk), elsewhere=""))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["place"] == own
    form = filled(forms.PlanForm, visit, plan_typed(visit, place="ELSEWHERE", elsewhere=""))
    assert form.errors["elsewhere"] == ["Enter where the visit is to be"]


def test_a_doubtful_address_says_so() -> None:
    visit = start()
    own = makers_visits.make_address(visit.case.person)
    type(own).objects.filter(pk=own.pk).update(doubtful_since=timezone.localdate())
    html = forms.PlanForm(subject=visit, user=people_of(visit.case).officer).as_div()
    assert "Doubtful since" in html


def test_two_times_the_same_officer_is_an_error_at_the_field() -> None:
    visit = start()
    officer = people_of(visit.case).officer.pk
    form = filled(forms.PlanForm, visit, plan_typed(visit, second_officer=officer))
    assert form.errors["second_officer"] == ["Select two different officers. Nobody visits alone"]


@pytest.mark.parametrize("kind", list(VisitCheck.Kind))
def test_a_check_without_an_answer_is_an_error_at_the_check(kind: VisitCheck.Kind) -> None:
    visit = start()
    name = f"{kind.lower()}_answer"
    form = filled(forms.PlanForm, visit, plan_typed(visit, **{name: ""}))
    assert form.errors[name] == [f"Enter what the check showed: {kind.label}"]


def test_times_that_cannot_be_are_errors_at_the_field() -> None:
    visit = start()
    hour = timedelta(hours=1)
    typed = plan_typed(
        visit,
        planned_for=local(timezone.now() - hour),
        checked_at=local(timezone.now() + hour),
    )
    form = filled(forms.PlanForm, visit, typed)
    assert form.errors["planned_for"] == ["The time of the visit must be in the future"]
    assert form.errors["checked_at"] == ["The time of the checks must be now or in the past"]


def test_what_is_recorded_here_stands_beside_its_check() -> None:
    visit = start()
    makers_visits.make_marker(visit.case.person, "WEAPONS", note="knife")
    html = forms.PlanForm(subject=visit, user=people_of(visit.case).officer).as_div()
    assert "Recorded here: Weapons: knife" in html


def test_an_earlier_answer_is_never_filled_in_again() -> None:
    visit = make_visit(state="CHECKED")
    makers_visits.approve(visit, decision="SEND_BACK", reason="Earlier.")
    form = forms.PlanForm(
        subject=Visit.objects.get(pk=visit.pk), user=people_of(visit.case).officer
    )
    assert form["pnc_answer"].value() is None
    assert form["purpose"].value() == "See how things are and offer help"


def test_sending_back_without_a_word_is_an_error_at_the_field() -> None:
    form = filled(forms.ApproveForm, make_visit(state="CHECKED"), {"decision": "SEND_BACK"})
    assert form.errors["reason"] == ["Say what must change before the visit"]


# --- the door ---


def test_who_was_with_you_begins_with_the_planned_officer() -> None:
    visit = make_visit(state="APPROVED")
    people = people_of(visit.case)
    form = forms.DoorForm(subject=visit, user=people.officer)
    assert form["second_officer"].value() == str(people.colleague.pk)
    assert door(visit).is_valid()


def test_someone_else_must_be_named() -> None:
    visit = make_visit(state="APPROVED")
    people = people_of(visit.case)
    form = door(visit, second_officer="ELSE")
    assert form.errors["other_officer"] == ["Select the officer who was with you"]
    form = door(visit, second_officer="ELSE", other_officer=people.supervisor.pk)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["second_officer"] == people.supervisor


def test_an_arrest_asks_for_its_custody_reference_at_the_field() -> None:
    visit = make_visit(state="APPROVED")
    form = door(visit, outcome=Outcome.ARREST_MADE)
    assert form.errors["custody_reference"] == ["Enter the custody reference of the arrest"]


def test_a_custody_reference_left_over_from_another_choice_is_dropped() -> None:
    form = door(make_visit(state="APPROVED"), custody_reference="CU/1")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["custody_reference"] == ""


def test_left_empty_the_time_is_now() -> None:
    form = door(make_visit(state="APPROVED"))
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["at"], form.cleaned_data["place"]) == (None, "")


def test_a_visit_in_the_future_is_an_error_at_the_field() -> None:
    visit = make_visit(state="APPROVED")
    form = door(visit, at=local(timezone.now() + timedelta(hours=1)))
    assert form.errors["at"] == ["The time of the visit must be now or in the past"]
    assert form.folded_open


def test_why_is_asked_only_where_contact_is_not_cleared() -> None:
    visit = make_visit(state="APPROVED")
    assert "not_cleared_reason" not in door(visit).fields
    place_hold(case=visit.case, by=people_of(visit.case).manager, kind="COMPLAINT", note="Why")
    assert "not_cleared_reason" in door(visit).fields


# --- the record and its review ---


def test_what_only_somebody_seen_could_show_is_not_asked_otherwise() -> None:
    visit = make_visit(state="NOT_AT_ADDRESS")
    form = filled(
        forms.RecordForm, visit, {name: RECORD[name] for name in RECORD if name != "present"}
    )
    assert form.is_valid(), form.errors
    assert "demeanour" not in form.fields
    assert [heading for heading, _ in form.parts][-1] == "Risk"


def test_the_words_from_the_door_are_where_the_record_begins() -> None:
    visit = make_visit(state="COMPLETED")
    form = forms.RecordForm(subject=visit, user=people_of(visit.case).officer)
    assert form["facts"].value() == "What was seen and said."


def test_a_returned_record_comes_back_as_it_was_written() -> None:
    visit = make_visit(state="RETURNED")
    form = forms.RecordForm(subject=visit, user=people_of(visit.case).officer)
    assert form["facts"].value() == "He opened and talked for ten minutes."
    assert form["announced"].value() == "no"


def test_a_changed_risk_must_be_explained_at_the_field() -> None:
    form = filled(forms.RecordForm, make_visit(state="COMPLETED"), RECORD | {"risk_trigger": "yes"})
    assert form.errors["risk_trigger_note"] == ["Say what changes the risk"]


def test_every_question_of_the_record_stands_under_a_heading() -> None:
    visit = make_visit(state="COMPLETED")
    form = forms.RecordForm(subject=visit, user=people_of(visit.case).officer)
    shown = {field.name for _, fields in form.parts for field in fields}
    assert shown | revealed_names(form) == set(form.fields)


def test_closing_asks_about_the_risk_and_returning_for_a_reason_at_the_field() -> None:
    visit = make_visit(state="RECORD_SUBMITTED")
    form = filled(forms.ReviewForm, visit, {"decision": "CLOSE"})
    assert form.errors["risk_answer"] == ["Select whether the visit changes the risk"]
    form = filled(forms.ReviewForm, visit, {"decision": "RETURN"})
    assert form.errors["reason"] == ["Say what is missing from the record"]
