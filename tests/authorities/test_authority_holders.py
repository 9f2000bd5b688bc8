"""Who may do what with an authority, what the clock does, what the database refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.accounts.models import Absence, Rank, Role
from casework.core.errors import Conflict, NotAllowed, NotVisible, Refused
from casework.enforcement.authorities import actions, jobs, permissions
from casework.enforcement.authorities.actions import keeping
from casework.enforcement.authorities.models import Alert, Authority, Lapse
from tests import makers
from tests.makers import assert_one_event
from tests.makers_authorities import goes_on as again
from tests.makers_authorities import (
    log_application,
    make_authority,
    superintendent_of,
)
from tests.makers_cases import make_case, people_of
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db


# --- who ------------------------------------------------------------------------------------------


def granted_by(authority: Authority, officer: Any, by: Any = None) -> Authority:
    now = timezone.now()
    return actions.grant(
        authority=authority,
        by=by or officer,
        officer=officer,
        granted_at=now,
        effective_at=now,
        review_on=timezone.localdate() + timedelta(days=1),
    )


def test_an_inspector_grants_an_urgent_one_and_no_other() -> None:
    case = make_case()
    inspector = people_of(case).authoriser
    assert granted_by(log_application(case, urgent=True), inspector).state == "GRANTED_URGENT"
    written = log_application(make_case(team=case.team))
    with pytest.raises(NotVisible):
        granted_by(written, inspector)
    with pytest.raises(NotAllowed, match="superintendent"):
        granted_by(written, inspector, by=superintendent_of(case))


def test_nobody_authorises_what_they_logged_nor_what_their_absent_colleague_did() -> None:
    case = make_case()
    officer = superintendent_of(case)
    own = actions.log_application(
        case=case, by=officer, urn="OWN/1", scope_label="One", urgent=False
    )
    with pytest.raises(NotAllowed, match="You logged this"):
        granted_by(own, officer)
    theirs = log_application(case)
    today = timezone.localdate()
    Absence.objects.create(user=theirs.logged_by, deputy=officer, starts_on=today, ends_on=today)
    with pytest.raises(NotAllowed, match="You stand in"):
        granted_by(theirs, officer)


def test_without_the_bar_the_author_would_authorise_and_the_database_still_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = make_case()
    officer = superintendent_of(case)
    own = actions.log_application(
        case=case, by=officer, urn="OWN/2", scope_label="One", urgent=False
    )
    monkeypatch.setattr(permissions, "_refuse_own", lambda *_: None)
    with pytest.raises(DatabaseError, match="authority_not_of_own_asking"), transaction.atomic():
        granted_by(own, officer)


def test_the_covert_unit_records_what_a_named_officer_decided() -> None:
    case = make_case()
    officer, member = superintendent_of(case), makers.make_user(force=case.force)
    authority = log_application(case)
    with pytest.raises(NotVisible):
        granted_by(authority, officer, by=member)
    name = actions.name_to_unit(force=case.force, by=officer, user=member, reason="Keeps it.")
    done = granted_by(authority, officer, by=member)
    assert (done.recorded_by, done.authorising_officer) == (member, officer)
    actions.remove_from_unit(name=name, by=officer, reason="Moved on.")
    assert not Authority.objects.visible_to(member).exists()


def test_only_a_superintendent_keeps_the_list_and_nobody_names_themselves() -> None:
    case = make_case()
    people, officer = people_of(case), superintendent_of(case)
    for user in (people.manager, people.authoriser, people.supervisor):
        with pytest.raises(NotVisible):
            actions.name_to_unit(force=case.force, by=user, user=people.officer, reason="Me.")
    with pytest.raises(Refused, match="Somebody else"):
        actions.name_to_unit(force=case.force, by=officer, user=officer, reason="Me.")


def test_who_sees_an_authority() -> None:
    case = make_case()
    people = people_of(case)
    written, urgent = make_authority(case), make_authority(make_case(team=case.team), urgent=True)
    sees = {
        name: {a.pk for a in Authority.objects.visible_to(getattr(people, name))}
        for name in ("manager", "authoriser", "auditor", "officer", "supervisor", "analyst")
    }
    both = {written.pk, urgent.pk}
    assert sees == {
        "manager": both,
        "auditor": both,
        "authoriser": {urgent.pk},
        "officer": set(),
        "supervisor": set(),
        "analyst": set(),
    }
    others = (Role.ADVISER, Role.PARTNER, Role.ADVOCATE, Role.ADMIN)
    assert not any(
        Authority.objects.visible_to(makers.make_user(role, force=case.force)).exists()
        for role in others
    )
    elsewhere = makers.make_user(Role.MANAGER, Role.AUDITOR, rank=Rank.SUPERINTENDENT)
    assert not Authority.objects.visible_to(elsewhere).exists()


def test_a_manager_logs_and_does_not_decide() -> None:
    authority = log_application()
    manager = people_of(authority.case).manager
    with pytest.raises(NotAllowed):
        granted_by(authority, superintendent_of(authority.case), by=manager)
    with pytest.raises(NotAllowed):
        actions.cancel(authority=authority, by=manager, reason="Over.", told="All.")


# --- the clock ------------------------------------------------------------------------------------


def hours_before(authority: Authority) -> list[int]:
    alerts = authority.alerts.filter(kind="EXPIRES")
    return sorted(alerts.values_list("hours_before", flat=True), reverse=True)


def test_alerts_come_14_7_and_2_days_and_24_hours_before_and_once_each() -> None:
    authority = make_authority()
    assert authority.expires_at is not None
    for hours, told in ((14 * 24, 1), (7 * 24, 2), (48, 3), (24, 4)):
        at = authority.expires_at - timedelta(hours=hours)
        assert len(hours_before(authority)) == told - 1
        with time_machine.travel(at, tick=False):
            jobs.watch()
            jobs.watch()
        assert len(hours_before(authority)) == told
    assert hours_before(authority) == [336, 168, 48, 24]


def test_an_urgent_one_is_told_of_24_and_6_hours_before() -> None:
    authority = make_authority(urgent=True)
    assert authority.expires_at is not None
    with time_machine.travel(authority.expires_at - timedelta(hours=1), tick=False):
        jobs.watch()
    assert hours_before(authority) == [24, 6]


def told_of_review(authority: Authority) -> list[str]:
    """What the register says now of the day by which it has to be reviewed, the first one first."""
    held = authority.alerts.that_hold().filter(kind__in=Alert.REVIEWS)
    return list(held.order_by("pk").values_list("kind", flat=True))


def test_a_review_is_told_of_two_days_before_and_once_more_when_its_day_has_passed() -> None:
    authority = make_authority(review_in_days=30)
    by = authority.review_by
    assert by is not None
    assert timezone.localtime(by).strftime("%H:%M:%S") == "23:59:59"
    moments = [
        (by - timedelta(days=2, seconds=1), []),
        (by - timedelta(days=2), ["REVIEW"]),
        (by, ["REVIEW"]),
        (by + timedelta(seconds=1), ["REVIEW", "OVERDUE"]),
        (by + timedelta(days=3), ["REVIEW", "OVERDUE"]),
    ]
    for at, told in moments:
        with time_machine.travel(at, tick=False):
            jobs.watch()
            assert (told_of_review(authority), jobs.watch()) == (told, 0)


def test_a_review_that_was_done_is_told_of_no_more_until_the_next_one_comes() -> None:
    authority = make_authority(review_in_days=30)
    assert authority.review_by is not None
    with time_machine.travel(authority.review_by + timedelta(hours=1), tick=False):
        jobs.watch()
        next_day = timezone.localdate() + timedelta(days=20)
        authority = again(actions.review, authority, review_on=next_day)
        assert told_of_review(authority) == []
    assert authority.review_by is not None
    with time_machine.travel(authority.review_by, tick=False):
        jobs.watch()
        assert told_of_review(authority) == ["REVIEW"]
        actions.cancel(
            authority=authority, by=superintendent_of(authority.case), reason="Over.", told="All."
        )
        assert told_of_review(authority) == []


def test_without_its_alerts_a_review_is_missed_and_nobody_hears_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    authority = make_authority(review_in_days=30)
    assert authority.review_by is not None
    monkeypatch.setattr(Authority, "review_by", None)
    with time_machine.travel(authority.review_on + timedelta(days=1), tick=False):
        jobs.watch()
        assert told_of_review(authority) == []


def test_what_passes_its_expiry_lapses_and_is_an_incident_until_it_is_reported() -> None:
    authority = make_authority()
    assert authority.expires_at is not None
    with time_machine.travel(authority.expires_at + timedelta(seconds=1), tick=False):
        with pytest.raises(Refused, match="expired"):
            again(actions.renew, authority)
        with assert_one_event("authority.lapsed"):
            jobs.watch()
        assert jobs.watch() == 0
        row = Authority.objects.get(pk=authority.pk)
        assert row.state == "LAPSED"
        assert row.lapse_incident.reported_at is None
        assert row.alerts.filter(kind="LAPSED").count() == 1
        now = timezone.now()
        assert Authority.objects.in_the_way(now).exists()
        officer = superintendent_of(authority.case)
        told = {"report": "Stopped at once.", "told": "The team."}
        actions.report_lapse(authority=row, by=officer, **told)
        with pytest.raises(Conflict):
            actions.report_lapse(authority=row, by=officer, **told)
    assert not Authority.objects.in_the_way(now + timedelta(days=1)).exists()


def test_without_the_look_at_the_expiry_a_dead_authority_would_be_renewed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    authority = make_authority()
    assert authority.expires_at is not None
    monkeypatch.setattr(keeping.rules, "has_expired", lambda *_: False)
    with time_machine.travel(authority.expires_at + timedelta(days=1), tick=False):
        assert again(actions.renew, authority).state == "RENEWED"


# --- the database ---------------------------------------------------------------------------------

ATTACKS = [
    "UPDATE authorities_authority SET state = 'APPLICATION_LOGGED'",
    "UPDATE authorities_authority SET urn = 'OTHER'",
    "UPDATE authorities_authority SET expires_at = NULL",
    "UPDATE authorities_authority SET authorising_officer_id = logged_by_id",
    "DELETE FROM authorities_authority",
    "UPDATE authorities_alert SET hours_before = 1",
    "DELETE FROM authorities_alert",
    "INSERT INTO authorities_alert (authority_id, kind, expires_at, hours_before, raised_at) "
    "SELECT id, 'OVERDUE', expires_at, 5, expires_at FROM authorities_authority",
    "INSERT INTO authorities_alert (authority_id, kind, expires_at, hours_before, raised_at) "
    "SELECT id, 'REVIEW', expires_at, 0, expires_at FROM authorities_authority",
    "DELETE FROM authorities_lapse",
    "UPDATE authorities_lapse SET report = 'Nothing happened.'",
]


@pytest.mark.parametrize("statement", ATTACKS)
def test_raw_sql_changes_nothing_of_an_authority(statement: str) -> None:
    authority = make_authority()
    Lapse.objects.create(authority=authority)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)


def test_without_the_guards_raw_sql_would() -> None:
    make_authority()
    with guards_off():
        connection.cursor().execute("UPDATE authorities_authority SET urn = 'OTHER'")
    assert Authority.objects.get().urn == "OTHER"
