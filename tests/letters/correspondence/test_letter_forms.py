"""What each step asks, what it offers, and what it hands to the action."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.accounts.models import Rank, Role
from letters.correspondence.forms import (
    AdvocateForm,
    ComposeForm,
    DecideForm,
    FailedServiceForm,
    IssueForm,
    ServeForm,
)
from letters.correspondence.models import Letter, LetterState
from letters.correspondence.reports import proposed_line
from tests import makers, makers_letters
from tests.makers_cases import make_case, make_incident, people_of
from tests.makers_letters import PLACE, facts_of, give_address, make_letter

pytestmark = pytest.mark.django_db
S = LetterState


def form_of(kind: type, letter: Letter, data: Any = None, *, user: Any = None) -> Any:
    return kind(data, subject=letter, user=user or people_of(letter.case).officer)


def composed(letter: Letter, **changes: Any) -> dict[str, Any]:
    facts = facts_of(letter.case)
    lines = {f"line_{incident.pk}": line for incident, line in facts}
    return {"contact": "NONE", "reports": [str(each.pk) for each, _ in facts], **lines} | changes


# --- writing --------------------------------------------------------------------------------------


def test_the_writer_is_offered_reports_with_a_neutral_line_for_each() -> None:
    letter = make_letter()
    form = form_of(ComposeForm, letter)
    incident, line = facts_of(letter.case)[0]
    assert str(incident.pk) in dict(form.fields["reports"].choices)
    assert form.fields[f"line_{incident.pk}"].initial == line
    month = f"{incident.offence_on:%B %Y}"
    assert line == f"In {month}: a report of assault occasioning actual bodily harm."


def test_a_report_that_is_no_crime_is_called_an_incident() -> None:
    case = make_case()
    incident = make_incident(suspect=case.person, record_type="NON_CRIME_DA", ho_title="DA")
    assert proposed_line(incident).endswith(": a report of an incident.")


def test_what_is_written_is_handed_to_the_action_with_its_reports() -> None:
    case = make_case()
    contact = give_address(case.person)
    letter = make_letter(case=case)
    form = form_of(ComposeForm, letter, composed(letter, contact=str(contact.pk)))
    assert form.is_valid()
    assert form.cleaned_data == {"facts": facts_of(case), "service_contact": contact}


def test_a_shared_address_is_not_offered_and_the_page_says_why() -> None:
    case = make_case()
    contact = give_address(case.person)
    makers_letters.give_protected_address(case.person.incidents_as_suspect.first().victim)
    form = form_of(ComposeForm, make_letter(case=case))
    assert str(contact.pk) not in dict(form.fields["contact"].choices)
    assert "is not offered" in form.fields["contact"].help_text


def test_a_chosen_report_needs_its_line_and_too_many_are_too_many(settings: Any) -> None:
    letter = make_letter()
    data = composed(letter)
    data[f"line_{data['reports'][0]}"] = " "
    form = form_of(ComposeForm, letter, data)
    assert form.errors[f"line_{data['reports'][0]}"] == [
        "Enter what the letter says of this report"
    ]
    settings.POLICY = {"letter.most_fact_lines": 1}
    assert "reports" in form_of(ComposeForm, letter, composed(letter)).errors


def test_a_returned_letter_starts_from_what_was_written() -> None:
    letter = make_letter()
    incident, _ = facts_of(letter.case)[1]
    makers_letters.submit(letter, facts=[(incident, "In spring: a report of an assault.")])
    letter = makers_letters.send_back(Letter.objects.get(pk=letter.pk))
    form = form_of(ComposeForm, letter)
    assert form.fields["reports"].initial == [str(incident.pk)]
    assert form.fields[f"line_{incident.pk}"].initial == "In spring: a report of an assault."
    assert form.fields["contact"].initial == "NONE"


# --- deciding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "decision"),
        ({"decision": "AUTHORISE"}, "redaction_checked"),
        ({"decision": "RETURN"}, "change"),
        ({"decision": "REFUSE"}, "refusal"),
    ],
)
def test_each_decision_asks_for_what_it_needs(data: dict[str, str], field: str) -> None:
    letter = make_letter(state=S.AWAITING_AUTHORITY)
    form = form_of(DecideForm, letter, data, user=people_of(letter.case).authoriser)
    assert list(form.errors) == [field]


def test_the_reason_is_that_of_the_decision_taken() -> None:
    letter = make_letter(state=S.AWAITING_AUTHORITY)
    data = {"decision": "REFUSE", "change": "Left over", "refusal": "A visit would do"}
    form = form_of(DecideForm, letter, data, user=people_of(letter.case).authoriser)
    assert form.is_valid()
    assert form.cleaned_data == {
        "decision": "REFUSE",
        "reason": "A visit would do",
        "redaction_checked": False,
    }


def test_a_sergeant_is_not_offered_to_let_it_go_out() -> None:
    letter = make_letter(state=S.AWAITING_AUTHORITY)
    sergeant = makers.make_user(Role.AUTHORISER, force=letter.case.force, rank=Rank.SERGEANT)
    form = form_of(DecideForm, letter, user=sergeant)
    assert list(dict(form.fields["decision"].choices)) == ["RETURN", "REFUSE"]


# --- serving --------------------------------------------------------------------------------------


def test_all_three_confirmations_are_needed_to_issue() -> None:
    letter = makers_letters.make(make_letter(state=S.AUTHORISED))
    data = {"method": "IN_PERSON", "place": PLACE, "checks": ["identity", "needs"]}
    form = form_of(IssueForm, letter, data)
    assert form.errors == {"checks": ["Confirm all three"]}
    form = form_of(IssueForm, letter, data | {"checks": ["identity", "address", "needs"]})
    assert form.is_valid()


def served(letter: Letter, **changes: Any) -> dict[str, Any]:
    return {
        "outcome": "SERVED",
        "method": "IN_PERSON",
        "place": PLACE,
        "at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "server": people_of(letter.case).officer.pk,
        "identity_check": "Photograph compared",
        "signature": "Signed for it",
    } | changes


def test_the_minute_of_the_issue_counts_as_after_it() -> None:
    """The browser gives minutes, so service in the minute of the issue must not look earlier."""
    letter = make_letter(state=S.ISSUED_FOR_SERVICE)
    minute = timezone.localtime(letter.issued_at).strftime("%Y-%m-%dT%H:%M")
    form = form_of(ServeForm, letter, served(letter, at=minute))
    assert form.is_valid()
    assert form.cleaned_data["at"] >= letter.issued_at


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"identity_check": ""}, "identity_check"),
        ({"signature": ""}, "signature"),
        ({"method": "SOLICITOR"}, "delivery_reference"),
        ({"outcome": "NOT_FOUND"}, "note"),
        ({"method": "RECORDED_POST"}, "method"),
        ({"server": ""}, "server"),
    ],
)
def test_service_asks_for_its_proof(changes: dict[str, str], field: str) -> None:
    letter = make_letter(state=S.ISSUED_FOR_SERVICE)
    assert list(form_of(ServeForm, letter, served(letter, **changes)).errors) == [field]


def test_service_is_not_in_the_future() -> None:
    letter = make_letter(state=S.ISSUED_FOR_SERVICE)
    later = timezone.localtime() + timedelta(hours=1)
    form = form_of(ServeForm, letter, served(letter, at=later.strftime("%Y-%m-%dT%H:%M")))
    assert form.errors == {"at": ["The time must be now or in the past"]}


def test_another_way_says_how_and_where_and_withdrawing_does_not() -> None:
    letter = make_letter(state=S.SERVICE_FAILED)
    user = people_of(letter.case).supervisor
    data = {"decision": "AGAIN", "reason": "He signs on Fridays", "method": "", "place": ""}
    assert set(form_of(FailedServiceForm, letter, data, user=user).errors) == {"method", "place"}
    data["decision"] = "WITHDRAW"
    assert form_of(FailedServiceForm, letter, data, user=user).is_valid()


def test_the_advocates_words_and_the_time_are_asked_for() -> None:
    letter = makers_letters.make(make_letter(state=S.AUTHORISED))
    assert set(form_of(AdvocateForm, letter, {}).errors) == {"at", "note"}


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (ComposeForm, S.DRAFT),
        (DecideForm, S.AWAITING_AUTHORITY),
        (AdvocateForm, S.AUTHORISED),
        (IssueForm, S.AUTHORISED),
        (ServeForm, S.ISSUED_FOR_SERVICE),
        (FailedServiceForm, S.SERVICE_FAILED),
    ],
)
def test_every_form_can_be_drawn(kind: type, state: str) -> None:
    letter = make_letter(state=state)
    drawn = str(form_of(kind, letter))
    assert "govuk-form-group" in drawn
