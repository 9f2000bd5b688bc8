"""Acceptance scenario 4, human decision (domain: section 10), in its own words.

Analyst opens FLAGGED, officer tries to set ACTIVE: refused; DI must enter reasons; system shows the
events and any disagreement; access and decision both logged.
"""

from __future__ import annotations

import pytest
from django.test import Client

from casework.accounts.models import User
from casework.audit.actions import LOOKED
from casework.audit.models import Event
from casework.cases.models import Case, State
from tests import makers_cases
from tests.makers_cases import make_case, people_of, reasons

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_analyst_opens_it_an_officer_is_refused_and_a_di_gives_reasons() -> None:
    case = make_case(state=State.FLAGGED)
    people = people_of(case)

    # Analyst opens FLAGGED: the events are shown, and the access is logged.
    shown = signed_in(people.analyst).get(f"/cases/{case.slug}/why/")
    assert shown.status_code == 200
    for incident in case.person.incidents_as_suspect.all():
        assert incident.occurrence_no in shown.content.decode()
    assert Event.objects.filter(verb=LOOKED, actor=people.analyst).exists()

    # Officer tries to set ACTIVE: refused, from any state and with good reasons.
    for step in (makers_cases.to_triage, makers_cases.to_assessment, makers_cases.assess):
        step(case)
    makers_cases.record_checks(case)
    address = f"/cases/{case.slug}/do/adopt/"
    refused = signed_in(people.officer).post(address, reasons())
    assert refused.status_code == 403
    assert "A manager (DI) can do this" in refused.content.decode()
    assert Case.objects.get().state == State.ASSESSMENT

    # DI must enter reasons.
    manager = signed_in(people.manager)
    without = manager.post(address, reasons() | {"necessity": ""})
    assert without.status_code == 422
    assert Case.objects.get().state == State.ASSESSMENT
    manager.post(address, reasons() | {"disagreement": "The analyst would wait."})
    assert Case.objects.get().state == State.ACTIVE

    # The disagreement is shown; the decision is logged with who and why.
    risk = manager.get(f"/cases/{case.slug}/risk/").content.decode()
    assert "The analyst would wait." in risk
    decision = Event.objects.get(verb="case.adopted")
    assert decision.actor == people.manager
    assert decision.payload.body["reason"] == Case.objects.get().adoption.necessity
