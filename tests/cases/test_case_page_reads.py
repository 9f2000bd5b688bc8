"""What a page of a case reads and logs: once what many ask for, and everyone whom it names."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.models import Event
from casework.audit.refs import object_ref
from casework.cases import gate
from casework.cases.forms import GateForm
from casework.cases.models import Case
from casework.people.models import Marker
from tests import makers_cases, makers_visits

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_overview_reads_the_assessments_once() -> None:
    """Most moves ask for the newest, and so do the risk and what happens next."""
    case = makers_cases.make_case()
    client = signed_in(makers_cases.people_of(case).manager)
    with CaptureQueriesContext(connection) as asked:
        client.get(case.get_absolute_url())
    whole = [q["sql"] for q in asked if 'SELECT "cases_riskassessment"."id"' in q["sql"]]
    assert len(whole) == 1


def looked_at(case: Case) -> bool:
    """Whether a look of the officer's at the page of the contact check names every victim."""
    officer = makers_cases.people_of(case).officer
    before = Event.objects.count()
    html = signed_in(officer).get(reverse("cases:move", args=[case.slug, "contact"])).content
    victims = list(gate.linked_victims(case))
    assert victims
    assert all(victim.full_name in html.decode() for victim in victims)
    event = Event.objects.order_by("pk")[before:].get()
    return {object_ref(victim) for victim in victims} <= set(event.payload.body["objects"])


def test_whoever_is_asked_about_victims_is_logged_as_having_seen_them() -> None:
    assert looked_at(makers_cases.make_case())


def test_without_their_names_handed_on_the_log_would_not_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare = GateForm.prepare

    def silent(self: GateForm) -> None:
        prepare(self)
        self.named = []

    monkeypatch.setattr(GateForm, "prepare", silent)
    assert not looked_at(makers_cases.make_case())


def test_a_warning_that_ends_next_week_is_still_shown_and_one_of_tomorrow_is_not() -> None:
    case = makers_cases.make_case()
    today, days = timezone.localdate(), timedelta(days=1)
    makers_visits.make_marker(case.person, "DOGS", note="two", ends_on=today + 7 * days)
    makers_visits.make_marker(case.person, "WEAPONS", note="knife", starts_on=today + days)
    makers_visits.make_marker(case.person, "VIOLENCE", note="once", ends_on=today)
    makers_visits.make_marker(case.person, "FIREARMS", note="old", ends_on=today - days)
    Marker.objects.filter(kind="FIREARMS").update(starts_on=today - 9 * days)
    client = signed_in(makers_cases.people_of(case).officer)
    html = client.get(case.get_absolute_url()).content.decode()
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "Dogs: two" in shown
    assert "Violent: once" in shown
    assert "knife" not in shown
    assert "Firearms" not in shown
