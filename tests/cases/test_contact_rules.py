"""Do-not-contact rules and blackout windows: whom they reach, when, and what they never say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.audit.models import Event
from casework.cases import actions, contact_rules, gate
from casework.cases.gate import CHANGED, REFER, gate_status, linked_victims, require_no_hold
from casework.cases.models import Case, ContactRule, Ground, Reach
from casework.clocks import LONDON
from casework.core.errors import NotAllowed, NotVisible, Refused
from tests import makers
from tests.makers import assert_one_event
from tests.makers_cases import a_rule, make_case, make_incident, make_person, open_gate, people_of
from tests.makers_letters import give_address
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db


def status(case: Case) -> gate.GateStatus:
    return gate_status(Case.objects.get(pk=case.pk))


def placed(case: Case, *, by: User | None = None, **changes: Any) -> ContactRule:
    by = by or people_of(case).manager
    return actions.place_contact_rule(case=case, by=by, **a_rule(**changes))


def lifted(case: Case, rule: ContactRule, *, by: User | None = None) -> ContactRule:
    by = by or people_of(case).manager
    return actions.lift_contact_rule(case=case, by=by, rule=rule, reason="Over.")


def last_victim(case: Case) -> Any:
    return linked_victims(case).last()


def at_an_address(case: Case) -> dict[str, Any]:
    give_address(case.person, "14 Corfe Way", "NM4 2QA")
    return {"reach": "ADDRESS", "address": "14, CORFE WAY", "postcode": "nm42qa"}


def for_a_month() -> dict[str, Any]:
    return {"reach": "PERIOD", "ends_on": timezone.localdate() + timedelta(days=30)}


REACHES: dict[str, Callable[[Case], dict[str, Any]]] = {
    "PERSON": lambda _: {"reach": "PERSON"},
    "VICTIM": lambda case: {"reach": "VICTIM", "victim": last_victim(case)},
    "ADDRESS": at_an_address,
    "PERIOD": lambda _: for_a_month(),
}


def test_each_way_to_reach_somebody_is_tried() -> None:
    assert set(REACHES) == set(Reach.values)


@pytest.mark.parametrize("reach", REACHES)
def test_a_rule_closes_the_gate_in_the_words_of_any_hold(reach: str) -> None:
    case = make_case()
    given = REACHES[reach](case)
    open_gate(case)
    with assert_one_event("contact_rule.placed") as events:
        rule = placed(case, **given)
    assert status(case) == gate.GateStatus(open=False, sentence=REFER)
    assert events[0].stream_id == rule.audit_stream
    with assert_one_event("contact_rule.lifted"):
        lifted(case, rule)
    assert status(case).sentence == CHANGED
    open_gate(case)
    assert status(case).open


@pytest.mark.parametrize("ground", Ground.values)
def test_the_words_are_the_same_whatever_the_ground(ground: str) -> None:
    case = make_case()
    placed(case, ground=ground)
    assert status(case).sentence == REFER


@pytest.mark.parametrize("reach", REACHES)
def test_a_rule_reaches_nobody_else(reach: str) -> None:
    case = make_case()
    other = make_case(team=makers.make_team(force=case.force))
    placed(case, **REACHES[reach](case))
    open_gate(other)
    assert status(other).open


def test_a_rule_of_a_victim_reaches_everyone_who_is_reported_for_harming_them() -> None:
    case, other = make_case(), make_case()
    victim = last_victim(case)
    make_incident(suspect=other.person, victim=victim)
    placed(case, reach="VICTIM", victim=victim)
    assert status(other).sentence == REFER


def test_an_address_without_its_postcode_is_known_again() -> None:
    case = make_case()
    give_address(case.person, "14 Corfe Way", "")
    placed(case, reach="ADDRESS", address="14 Corfe Way", postcode="NM4 2QA")
    assert status(case).sentence == REFER


def noon(day: int) -> datetime:
    return datetime(2026, 12, day, 12, tzinfo=LONDON)


def test_a_window_closes_the_gate_while_it_lasts_and_not_before() -> None:
    with time_machine.travel(noon(1), tick=True):
        case = make_case()
        placed(case, starts_on=date(2026, 12, 2), ends_on=date(2026, 12, 3))
        open_gate(case)
        assert status(case).open
        assert gate_status(case, at=datetime(2026, 12, 2, tzinfo=LONDON)).sentence == REFER
        with pytest.raises(Refused, match=REFER):
            require_no_hold(case, at=noon(3))
        require_no_hold(case, at=noon(4))
    with time_machine.travel(noon(3), tick=True):
        assert status(case).sentence == REFER
    with time_machine.travel(datetime(2026, 12, 4, tzinfo=LONDON), tick=True):
        assert status(case).sentence == CHANGED
        open_gate(case)
        assert status(case).open


def test_a_rule_does_not_close_the_gate_backwards() -> None:
    case = make_case()
    open_gate(case)
    before = timezone.now()
    placed(case)
    assert gate_status(case, at=before).open


def test_without_the_look_at_rules_contact_would_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case()
    open_gate(case)
    placed(case)
    none = ContactRule.objects.none()
    monkeypatch.setattr(type(none), "standing", lambda self, at: self.none())
    assert status(case).open


# --- who ------------------------------------------------------------------------------------------


def test_a_supervisor_or_a_manager_places_and_lifts_and_nobody_else() -> None:
    case = make_case()
    people = people_of(case)
    for by in (people.supervisor, people.manager):
        lifted(case, placed(case, by=by), by=by)
    for by in (people.officer, people.analyst, people.authoriser):
        with pytest.raises(NotAllowed):
            placed(case, by=by)
    for by in (people.auditor, makers.make_user(Role.ADVISER, force=case.force)):
        with pytest.raises(NotVisible):
            placed(case, by=by)


def test_what_a_victim_asked_for_is_the_managers_and_whoever_placed_it() -> None:
    case = make_case()
    people = people_of(case)
    victim = last_victim(case)
    mine = placed(case, by=people.supervisor, reach="VICTIM", victim=victim)
    theirs = placed(case, ground="ADVOCATE_ASKED")
    plain = placed(case)

    def seen(user: User) -> set[int]:
        return set(ContactRule.objects.visible_to(user).values_list("pk", flat=True))

    assert seen(people.supervisor) == {mine.pk, plain.pk}
    assert seen(people.manager) == {mine.pk, theirs.pk, plain.pk}
    for name in ("officer", "colleague", "analyst", "authoriser", "auditor", "advocate"):
        assert seen(getattr(people, name)) == set()
    with pytest.raises(Refused, match="over or lifted already"):
        lifted(case, theirs, by=people.supervisor)


def test_a_supervisor_without_a_rule_of_theirs_is_not_told_that_there_is_one() -> None:
    case = make_case()
    rule = placed(case, ground="VICTIM_ASKED")
    with pytest.raises(Refused, match="no do-not-contact rule of yours"):
        lifted(case, rule, by=people_of(case).supervisor)


def test_no_page_of_the_case_or_the_person_shows_a_rule_to_an_officer() -> None:
    case = make_case()
    placed(case, reach="VICTIM", victim=last_victim(case), asked_by="Her advocate Ms Vane")
    client = Client()
    client.force_login(people_of(case).officer)
    parts = ("", "timeline/", "risk/", "why/")
    pages = [client.get(f"/cases/{case.slug}/{part}") for part in parts]
    pages.append(client.get(f"/people/{case.person.ref.lower()}/"))
    text = "".join(page.content.decode() for page in pages)
    assert "Ms Vane" not in text
    assert "do-not-contact" not in text.lower()
    assert client.get(f"/cases/{case.slug}/do/lift-no-contact/").status_code == 403


def test_the_words_of_a_rule_stay_out_of_the_log() -> None:
    case = make_case()
    rule = placed(case, asked_by="Her advocate", reason="She is afraid.")
    lifted(case, rule)
    for event in Event.objects.filter(stream=rule.audit_stream):
        assert "afraid" not in str(event.payload.body)
        assert "advocate" not in str(event.payload.body)


def test_a_manager_places_a_rule_on_its_page_and_lifts_it_there() -> None:
    case = make_case()
    client = Client()
    client.force_login(people_of(case).manager)
    where = f"/cases/{case.slug}/do/"
    given = a_rule(starts_on=timezone.localdate().isoformat(), reach="PERIOD")
    answer = client.post(f"{where}no-contact/", given)
    assert "Enter the last day of the period" in answer.content.decode()
    ends_on = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert client.post(f"{where}no-contact/", given | {"ends_on": ends_on}).status_code == 302
    rule = ContactRule.objects.get()
    shown = client.get(f"{where}lift-no-contact/").content.decode()
    assert "Professional standards" in shown
    client.post(f"{where}lift-no-contact/", {"rule": rule.pk, "reason": "Settled."})
    assert ContactRule.objects.get().lift_reason == "Settled."


# --- what has to be said --------------------------------------------------------------------------

WRONG = {
    "who asked": {"asked_by": " "},
    "why there is to be no contact": {"reason": ""},
    "Select why": {"ground": "NONE"},
    "Select whom nobody": {"reach": "EVERYONE"},
    "Select whom the rule protects": {"reach": "VICTIM"},
    "Enter the address": {"reach": "ADDRESS"},
    "Enter the postcode": {"reach": "ADDRESS", "address": "1 High Street"},
    "when the period ends": {"reach": "PERIOD"},
    "today or later": {"starts_on": date(2020, 1, 1)},
    "same as or after": {"ends_on": date(2020, 1, 1)},
}


@pytest.mark.parametrize("sentence", WRONG)
def test_nothing_may_be_left_out_of_a_rule(sentence: str) -> None:
    case = make_case()
    with pytest.raises(Refused, match=sentence):
        placed(case, **WRONG[sentence])
    assert not ContactRule.objects.exists()


def test_somebody_who_is_no_victim_of_the_person_cannot_be_named() -> None:
    case = make_case()
    with pytest.raises(Refused, match="whom the rule protects"):
        placed(case, reach="VICTIM", victim=make_person(force=case.force))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_contactrule SET reason = 'Another.'",
        "UPDATE cases_contactrule SET starts_at = placed_at, ends_at = NULL, person_id = NULL",
        "DELETE FROM cases_contactrule",
    ],
)
def test_raw_sql_changes_no_rule(statement: str) -> None:
    placed(make_case())
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)
    with guards_off():
        connection.cursor().execute("UPDATE cases_contactrule SET reason = 'Another.'")


def test_a_rule_is_lifted_once() -> None:
    case = make_case()
    rule = lifted(case, placed(case))
    with pytest.raises(Refused):
        lifted(case, rule)
    with pytest.raises(DatabaseError, match="lifted once"), transaction.atomic():
        ContactRule.objects.update(lift_reason="Again.")


def test_a_hold_a_rule_and_an_authority_are_asked_for_in_one_statement(
    django_assert_num_queries: Any,
) -> None:
    case = make_case()
    with django_assert_num_queries(1):
        contact_rules.is_held(case, timezone.now())
    placed(case)
    with django_assert_num_queries(1):
        contact_rules.is_held(case, timezone.now())
