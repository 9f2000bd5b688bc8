"""What may be shared, on which ground, approved by whom, and that every field is logged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from casework.accounts.models import Absence, Role
from casework.cases.actions import hear_of_change
from casework.cases.models import Case, ChangeKind
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.partners import actions, freezing, permissions
from casework.partners.actions import deciding, sending
from casework.partners.models import DataSet, Pathway, Referral, SharedItem
from casework.people.models import Person
from tests import makers
from tests.makers_cases import make_case, open_gate, people_of
from tests.makers_partners import (
    LONG_UNTIL,
    make_agency,
    make_service,
    referral_at,
    referral_of,
    take_step,
)
from tests.makers_work import start

pytestmark = pytest.mark.django_db

GROUND = {"basis": "POLICING", "statute": "", "necessity": "To help.", "proportionality": "Fair."}
NEED = {"kind": "NEED", "value": "A tenancy"} | GROUND
RISK = {"kind": "RISK_TO_STAFF", "value": "None known"} | GROUND
NAME = {"kind": "NAME", "value": "A name"} | GROUND


def choose(case: Case, *items: dict[str, str], minimum: str = "The least.") -> Referral:
    referral, by = referral_of(case), people_of(case).officer
    return actions.choose_items(referral=referral, by=by, items=items, minimum=minimum)


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (NAME | {"basis": ""}, "Name: select on which ground"),
        (NAME | {"basis": "BECAUSE"}, "Name: select on which ground"),
        (NAME | {"basis": "GATEWAY"}, "Name: name the statute"),
        (NAME | {"necessity": " "}, "Name: say why the agency needs it"),
        (NAME | {"proportionality": ""}, "proportionate"),
        (NAME | {"value": ""}, "Name: nothing is known"),
        (NAME | {"kind": "VICTIM"}, "Select what to share"),
    ],
)
def test_no_item_goes_forward_without_its_ground(item: dict[str, str], sentence: str) -> None:
    case = referral_at("choose")
    with pytest.raises(Refused, match=sentence):
        choose(case, NEED, RISK, item)
    assert not DataSet.objects.filter(referral=referral_of(case)).exists()


def test_the_risk_to_staff_and_the_need_always_go_with_it() -> None:
    case = referral_at("choose")
    with pytest.raises(Refused, match="always shared: risk to staff"):
        choose(case, NEED, NAME)
    with pytest.raises(Refused, match="at least one thing"):
        choose(case)
    with pytest.raises(Refused, match="the least that does"):
        choose(case, NEED, RISK, minimum=" ")


def test_a_set_is_frozen_with_the_hash_of_exactly_what_it_holds() -> None:
    row = choose(referral_at("choose"), NEED, RISK, NAME)
    data_set = row.data_set
    assert data_set is not None
    assert freezing.is_intact(data_set)
    assert data_set.sha256 == freezing.hash_of(data_set.body)
    data_set.body["items"][0]["value"] = "Something else"
    assert not freezing.is_intact(data_set)


def test_a_set_that_is_not_what_was_frozen_is_neither_approved_nor_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = referral_at("approve")
    monkeypatch.setattr(deciding.freezing, "is_intact", lambda _set: False)
    with pytest.raises(Refused, match="not what was frozen"):
        approve(case)


def approve(case: Case, by: Any = None) -> Referral:
    by = by or people_of(case).supervisor
    return actions.approve_referral(referral=referral_of(case), by=by, decision="APPROVE")


# --- who approves -----------------------------------------------------------------------------


def test_nobody_approves_what_they_wrote_themselves() -> None:
    case = make_case()
    make_service(case)
    start("referral", case)
    people = people_of(case)
    take_step(case, "check_contact")
    supervisor = people.supervisor
    fields = {"need": "A tenancy", "urgency": "ROUTINE", "risk_to_staff": "None known"}
    service = make_service(case)
    actions.write_referral(
        referral=referral_of(case),
        by=supervisor,
        service=service,
        person_told="Yes",
        takes_part="AGREED",
        **fields,
    )
    actions.choose_items(
        referral=referral_of(case), by=people.officer, items=[NEED, RISK], minimum="The least."
    )
    with pytest.raises(NotAllowed, match="You wrote this referral"):
        approve(case, supervisor)


def test_nobody_approves_for_whom_they_stand_in() -> None:
    case = referral_at("approve")
    people, today = people_of(case), timezone.localdate()
    Absence.objects.create(
        user=people.officer, starts_on=today, ends_on=today, deputy=people.supervisor
    )
    with pytest.raises(NotAllowed, match="You stand in for the person"):
        approve(case)


def test_an_officer_does_not_approve_and_an_agency_sees_nothing_to_approve() -> None:
    case = referral_at("approve")
    with pytest.raises(NotAllowed, match="Only a supervisor"):
        approve(case, people_of(case).officer)
    constable = makers.make_user(Role.SUPERVISOR, team=case.team, rank="CONSTABLE")
    with pytest.raises(NotAllowed, match="Only a sergeant or above"):
        approve(case, constable)
    with pytest.raises(NotVisible):
        approve(case, makers.make_user(Role.PARTNER, team=referral_of(case).agency.team))


def test_without_the_rule_an_author_would_approve(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: the database still says no."""
    case = referral_at("approve")
    monkeypatch.setattr(permissions, "check_can_approve", lambda *_: None)
    with pytest.raises(IntegrityError):
        approve(case, people_of(case).officer)


# --- contact, agreement, age, willingness ---------------------------------------------------------


def send(case: Case) -> Referral:
    by = people_of(case).officer
    return actions.send_referral(
        referral=referral_of(case), by=by, recipient="Ada Field", method="HERE"
    )


def test_nothing_is_sent_once_something_changed_since_contact_was_checked() -> None:
    case = referral_at("send")
    hear_of_change(case=case, by=None, kind=ChangeKind.BAIL, note="Bail was varied.")
    with pytest.raises(Refused, match="Check again"):
        send(case)
    open_gate(case)
    assert send(case).state == "SENT"


def test_without_the_gate_it_would_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    case = referral_at("send")
    hear_of_change(case=case, by=None, kind=ChangeKind.BAIL, note="Bail was varied.")
    monkeypatch.setattr(sending, "require_open_gate", lambda *_, **__: None)
    assert send(case).state == "SENT"


def test_nothing_is_sent_once_the_sharing_agreement_has_expired() -> None:
    case = make_case()
    until = timezone.localdate() + timedelta(days=3)
    make_service(case, until=until)
    referral_at("send", case)
    with time_machine.travel(timezone.now() + timedelta(days=5), tick=True):
        open_gate(case)
        with pytest.raises(Refused, match="No sharing agreement"):
            send(case)
        actions.add_agreement(
            agency=referral_of(case).agency,
            by=people_of(case).manager,
            reference="ISA/2",
            starts_on=until,
            expires_on=LONG_UNTIL,
        )
        row = send(case)
    assert {each.agreement.reference for each in row.disclosures.all()} == {"ISA/2"}


def write_for(case: Case, pathway: str, takes_part: str) -> Referral:
    return actions.write_referral(
        referral=referral_of(case),
        by=people_of(case).officer,
        service=make_service(case, pathway=pathway),
        need="Help",
        urgency="ROUTINE",
        risk_to_staff="None known",
        person_told="Yes",
        takes_part=takes_part,
    )


def test_a_child_is_sent_to_childrens_services_alone() -> None:
    case = referral_at("write")
    born = timezone.localdate() - timedelta(days=365 * 17)
    Person.objects.filter(pk=case.person_id).update(date_of_birth=born)
    with pytest.raises(Refused, match="They are under 18"):
        write_for(case, Pathway.HOUSING, "AGREED")
    assert write_for(case, Pathway.CHILDREN, "AGREED").service


@pytest.mark.parametrize("takes_part", ["REFUSED", "NOT_ASKED"])
def test_a_programme_takes_only_those_who_agreed_or_must(takes_part: str) -> None:
    case = referral_at("write")
    with pytest.raises(Refused, match="did not agree to take part"):
        write_for(case, Pathway.PROGRAMME, takes_part)
    assert write_for(case, Pathway.PROGRAMME, "ORDERED").service
    assert write_for(case, Pathway.PROGRAMME, "AGREED").service


def test_a_service_of_another_force_cannot_be_chosen() -> None:
    case, other = referral_at("write"), make_case()
    with pytest.raises(Refused, match="not open to this force"):
        actions.write_referral(
            referral=referral_of(case),
            by=people_of(case).officer,
            service=make_service(other),
            need="Help",
            urgency="ROUTINE",
            risk_to_staff="None known",
            person_told="Yes",
            takes_part="AGREED",
        )


def test_a_referral_cannot_be_started_where_no_agency_is() -> None:
    case = make_case()
    make_agency(case)
    with pytest.raises(Refused, match="No agency offers a service"):
        start("referral", case)


# --- the log ----------------------------------------------------------------------------------


def test_every_field_that_goes_out_leaves_its_row_in_the_log() -> None:
    row = referral_of(referral_at("acknowledge"))
    assert row.data_set is not None
    assert row.sent_sha256 == row.data_set.sha256
    sent = SharedItem.objects.filter(disclosure__referral=row)
    assert set(sent) == set(row.data_set.items.all())
    for entry in row.disclosures.all():
        assert (entry.agency, entry.by) == (row.agency, row.sent_by)
        assert entry.at == row.sent_at


def test_only_the_owner_or_who_leads_the_team_sends() -> None:
    case = referral_at("send")
    people = people_of(case)
    with pytest.raises((NotAllowed, NotVisible)):
        actions.send_referral(
            referral=referral_of(case), by=people.colleague, recipient="Ada", method="HERE"
        )
    with pytest.raises(Refused, match="secure route"):
        actions.send_referral(
            referral=referral_of(case), by=people.officer, recipient="Ada", method="POST"
        )


def test_a_sent_referral_is_recalled_by_a_manager_alone() -> None:
    case = referral_at("acknowledge")
    people = people_of(case)
    for user in (people.officer, people.supervisor):
        with pytest.raises(NotAllowed, match="Only a manager"):
            actions.recall_referral(referral=referral_of(case), by=user, reason="Wrong agency")
    with pytest.raises(Refused, match="Say why"):
        actions.recall_referral(referral=referral_of(case), by=people.manager, reason=" ")
