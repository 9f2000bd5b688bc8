"""What the database itself refuses behind the wall, whatever the code above it does: raw SQL."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from casework.core import append_only
from casework.victims import actions
from casework.victims.models import SupportOffer, SupportOfferState
from casework.victims.triggers import GUARDS
from tests import makers_victims as walk
from tests.makers_cases import people_of
from tests.makers_victims import ended_as, offer_of
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db

COLUMNS = {
    "victims_safecontact": "details",
    "victims_opening": "reason",
    "victims_clearance": "reason",
    "victims_supportmove": "reason",
    "victims_contacttry": "number",
    "victims_servicecall": "said",
    "victims_returned": "words",
    "victims_advocatenotice": "about",
    "victims_telling": "said",
    "victims_servicegap": "note",
}


def sql(statement: str, *values: object) -> int:
    """Run one statement past Django's models; how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return list(cursor.fetchall())


@pytest.fixture
def everything() -> SupportOffer:
    """At least one row in each table."""
    case = walk.received()
    people = people_of(case)
    walk.reach(case, "NOT_REACHED")
    walk.reach(case, words="He knows where she works.", ground="RISK")
    walk.engage(case)
    offer = offer_of(case)
    actions.note_call(support=offer, by=people.officer, rung="SPOC", said="Tomorrow.")
    actions.read_safe_contact(offer=offer, by=people.supervisor, sitting="one", reason="To warn.")
    actions.clear_officer(offer=offer, by=people.supervisor, officer=people.officer, reason="Ill.")
    notice = actions.leave_notice(offer=offer, act="VISIT", by=people.officer)
    told = {"notice": notice.pk}
    actions.record_telling(support=offer, by=people.officer, task_data=told, said="Agreed.")
    ended_as("NO_SERVICE")
    return offer


def test_what_was_written_is_never_changed_or_removed(everything: SupportOffer) -> None:
    for table, column in COLUMNS.items():
        before = rows(table)
        assert before, table
        attacks = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
        if connection.vendor == "sqlite":
            attacks.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        for attack in attacks:
            with pytest.raises(DatabaseError):
                sql(attack)
        assert rows(table) == before


def test_without_the_guard_it_could_be(everything: SupportOffer) -> None:
    """The red twin."""
    with guards_off():
        for table, column in COLUMNS.items():
            assert sql(f"UPDATE {table} SET {column} = {column}"), table
    assert append_only.missing(connection, GUARDS) == set()


FORBIDDEN = [
    ("CONSIDERED", "state", "OFFERED"),
    ("CONSIDERED", "state", "ASKED"),
    ("OFFERED", "state", "CONSENTED"),
    ("OFFERED", "victim_id", None),
    ("OFFERED", "state", "HIGH_RISK_OVERRIDE"),
    ("DECLINED_BY_VICTIM", "information_given", ""),
    ("HIGH_RISK_OVERRIDE", "override_reason", ""),
    ("CONSENTED", "state", "REFERRED"),
    ("REFERRED", "service_id", None),
    ("REFERRED", "words_used", ""),
    ("REFERRED", "state", "RECEIVED"),
    ("CONTACTED", "state", "ENGAGED"),
    ("ENGAGED", "advocate_id", None),
    ("ENGAGED", "state", "CLOSED"),
    ("CLOSED", "ended_on", None),
    ("WRONG_PERSON", "breach_note", ""),
]


@pytest.mark.parametrize(("state", "column", "value"), FORBIDDEN)
def test_an_offer_that_cannot_be_true_is_refused(state: str, column: str, value: object) -> None:
    offer = offer_of(ended_as(state))
    before = SupportOffer.objects.filter(pk=offer.pk).values().get()
    with pytest.raises(IntegrityError):
        sql(f"UPDATE victims_supportoffer SET {column} = %s WHERE id = %s", value, offer.pk)
    assert SupportOffer.objects.filter(pk=offer.pk).values().get() == before


def test_nobody_overrides_the_answer_to_their_own_offer() -> None:
    offer = offer_of(ended_as("HIGH_RISK_OVERRIDE"))
    with pytest.raises(IntegrityError):
        sql(
            "UPDATE victims_supportoffer SET override_by_id = considered_by_id WHERE id = %s",
            offer.pk,
        )


def test_two_offers_to_one_person_are_not_open_at_once() -> None:
    case = walk.to_answer()
    first = offer_of(case)
    walk.support_started(case)
    with pytest.raises(IntegrityError):
        sql(
            "UPDATE victims_supportoffer SET victim_id = %s WHERE id = %s",
            first.victim_id,
            offer_of(case).pk,
        )


def test_nothing_comes_back_without_a_ground(everything: SupportOffer) -> None:
    columns = "offer_id, words, ground, by_id, at"
    with pytest.raises(IntegrityError):
        sql(
            f"INSERT INTO victims_returned ({columns}) "
            "SELECT offer_id, 'What she said', '', by_id, at FROM victims_returned"
        )


def test_every_state_of_the_code_is_known_to_the_database() -> None:
    known = next(
        each for each in SupportOffer._meta.constraints if each.name == "support_state_known"
    )
    assert set(dict(known.condition.children)["state__in"]) == set(SupportOfferState.values)
