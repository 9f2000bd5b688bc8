"""Partner silence, in the words of the domain (section 10, scenario 12).

"Housing referral sent Mon; no acknowledgement by end of Wed (2 working days) -> SPOC chased; Thu
-> agency manager; no decision 10 working days after acknowledgement was due -> MATAC chair;
partner logs in and sees only its referral minimum set; its decline demands next step; disclosure
log lists every field sent."
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from casework.cases.models import Case
from casework.clocks import LONDON
from casework.core.errors import Refused
from casework.partners import actions
from casework.partners.models import ItemKind, Referral
from tests.makers_cases import people_of
from tests.makers_partners import partner_of, referral_at, referral_of, take_step
from tests.makers_work import open_steps
from workflows.sweep import fire_due_timers

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 9, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=LONDON)


MONDAY, WEDNESDAY, THURSDAY, FRIDAY = at(23), at(25), at(26), at(27)
# Wednesday 25 November and ten working days.
TEN_DAYS_ON = at(9, month=12)


def rungs(case: Case) -> list[str]:
    return list(referral_of(case).chases.values_list("rung", flat=True))


def chased_by(case: Case, moment: datetime) -> list[str]:
    """The rungs of the ladder that were reached when the clock comes to `moment`."""
    with time_machine.travel(moment, tick=True):
        fire_due_timers()
    return rungs(case)


def test_the_partner_says_nothing_and_then_declines() -> None:
    # Housing referral sent Mon.
    with time_machine.travel(MONDAY, tick=True):
        case = referral_at("acknowledge")
    referral = referral_of(case)
    assert referral.service is not None
    assert referral.service.pathway == "HOUSING"

    # No acknowledgement by end of Wed (2 working days) -> SPOC chased.
    assert chased_by(case, WEDNESDAY + timedelta(hours=14)) == []
    assert chased_by(case, at(26, 0)) == ["SPOC"]
    assert referral_of(case).state == "NO_ACK"
    assert open_steps(case) == ["acknowledge", "ask_them"]
    assert referral.agency.spoc in referral_of(case).chases.get().whom

    # Thu -> agency manager.
    assert chased_by(case, THURSDAY + timedelta(hours=14)) == ["SPOC"]
    assert chased_by(case, at(27, 0)) == ["SPOC", "MANAGER"]

    # No decision 10 working days after acknowledgement was due -> MATAC chair.
    assert chased_by(case, TEN_DAYS_ON) == ["SPOC", "MANAGER"]
    assert chased_by(case, at(10, 0, month=12)) == ["SPOC", "MANAGER", "CHAIR"]
    # However long it lasts, nothing closes by itself.
    assert chased_by(case, at(8, month=2)) == ["SPOC", "MANAGER", "CHAIR"]
    assert referral_of(case).state == "NO_ACK"
    assert "acknowledge" in open_steps(case)

    with time_machine.travel(at(11, month=12), tick=True):
        sees_its_minimum_set_and_nothing_else(referral, case)
        declines_and_a_next_step_is_demanded(referral, case)
    lists_every_field_sent(referral)


def sees_its_minimum_set_and_nothing_else(referral: Referral, case: Case) -> None:
    """Partner logs in and sees only its referral minimum set."""
    client = Client(raise_request_exception=False)
    client.force_login(partner_of(referral))
    page = client.get(referral.get_absolute_url()).content.decode()
    sent = list(referral.disclosures.values_list("item__value", flat=True))
    assert [value for value in sent if value not in page] == []
    assert case.person.full_name in sent
    for hidden in (case.ref, case.person.ref, people_of(case).officer.full_name):
        assert hidden not in page
    elsewhere = [
        case.get_absolute_url(),
        f"{case.get_absolute_url()}timeline/",
        "/cases/",
        "/team/",
    ]
    assert {client.get(address).status_code for address in elsewhere} == {404}


def declines_and_a_next_step_is_demanded(referral: Referral, case: Case) -> None:
    """Its decline demands next step."""
    take_step(case, "acknowledge")
    take_step(case, "decide", decision="DECLINE", decline_code="NO_CAPACITY")
    assert "close" in open_steps(case)
    officer = people_of(case).officer
    with pytest.raises(Refused, match="Say what the next step is"):
        actions.close_referral(referral=referral, by=officer, effect="SAME")
    actions.close_referral(
        referral=referral, by=officer, effect="SAME", next_step="Ask the council."
    )


def lists_every_field_sent(referral: Referral) -> None:
    """Disclosure log lists every field sent: what, to whom, when, how."""
    assert referral.data_set is not None
    fields = {item["kind"] for item in referral.data_set.body["items"]}
    log = referral.disclosures.all()
    assert {row.item.kind for row in log} == fields
    assert fields == {ItemKind.NEED, ItemKind.RISK_TO_STAFF, ItemKind.NAME}
    assert {(row.recipient, row.agency, row.method) for row in log} == {
        ("Ada Field", referral.agency, "HERE")
    }
    assert {row.at for row in log} == {referral.sent_at}
