"""What bail must have before it is checked, each guard refused once in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.cases.actions import hear_of_change
from casework.core.errors import NotAllowed, Refused
from casework.enforcement.warrants import rules
from casework.enforcement.warrants.models import Warrant
from casework.enforcement.warrants.models import WarrantState as S
from casework.enforcement.warrants.presenters import bail_facts, ended, power_of_arrest
from tests import makers
from tests import makers_warrants as w
from tests.makers_cases import make_case, people_of
from tests.makers_warrants import make_warrant

pytestmark = pytest.mark.django_db


def bail_at(state: S) -> Warrant:
    return make_warrant(state=state, sub_type="BAIL")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"bail_kind": ""}, "what kind of bail"),
        ({"trigger": "TRPR9999"}, "what kind of bail"),
        ({"bail_authority": ""}, "who granted"),
        ({"conditions": [" ", ""]}, "at least one condition"),
        ({"check_every_days": 0}, "how often"),
        ({"check_method": ""}, "how the conditions are checked"),
        ({"bail_from": date(2100, 1, 1)}, "today or in the past"),
        ({"bail_until": date(2020, 1, 1)}, "after it began"),
        ({"bail_kind": "POST_CHARGE", "bail_authority": "INSPECTOR"}, "After charge"),
    ],
)
def test_bail_without_what_it_needs_is_not_checked(wrong: dict[str, Any], words: str) -> None:
    bail = bail_at(S.RECEIVED)
    with pytest.raises(Refused, match=words):
        w.conditions(bail, **wrong)
    assert Warrant.objects.get(pk=bail.pk).state == S.RECEIVED


# Source: Police and Criminal Evidence Act 1984, Part 4; months end the day before (domain: 2.13).
@pytest.mark.parametrize(
    ("authority", "latest"),
    [
        ("CUSTODY_OFFICER", date(2026, 3, 31)),
        ("INSPECTOR", date(2026, 6, 30)),
        ("SUPERINTENDENT", date(2026, 9, 30)),
        ("COURT", None),
    ],
)
def test_police_bail_runs_three_six_or_nine_months_from_its_start(
    authority: str, latest: date | None
) -> None:
    assert rules.latest_bail_day(authority, date(2026, 1, 1)) == latest


def test_bail_beyond_what_its_authority_may_is_refused() -> None:
    today = timezone.localdate()
    latest = rules.latest_bail_day("CUSTODY_OFFICER", today)
    assert latest is not None
    with pytest.raises(Refused, match="at the latest"):
        w.conditions(bail_at(S.RECEIVED), bail_until=latest + timedelta(days=1))
    assert w.conditions(bail_at(S.RECEIVED), bail_until=latest).state == S.CHECKING


def test_bail_after_charge_has_no_such_limit() -> None:
    far = timezone.localdate() + timedelta(days=400)
    given = {"bail_kind": "POST_CHARGE", "bail_authority": "COURT", "bail_until": far}
    assert w.conditions(bail_at(S.RECEIVED), **given).state == S.CHECKING


def test_a_custody_officer_does_not_extend_it_past_three_months_and_an_inspector_does() -> None:
    bail, until = bail_at(S.CHECKING), timezone.localdate() + timedelta(days=150)
    extended = {"decision": "EXTENDED", "bail_until": until, "way": ""}
    with pytest.raises(Refused, match="at the latest"):
        w.end_bail(bail, **extended, bail_authority="CUSTODY_OFFICER")
    assert w.end_bail(bail, **extended, bail_authority="INSPECTOR").bail_until == until
    with pytest.raises(Refused, match="after the present one"):
        w.end_bail(bail, **extended, bail_authority="INSPECTOR")


def test_a_breach_names_a_condition_of_this_bail() -> None:
    bail, other = bail_at(S.CHECKING), bail_at(S.CHECKING)
    for condition in (None, other.conditions.first()):
        with pytest.raises(Refused, match="which condition"):
            w.check(bail, "BREACHED", condition=condition)
    with pytest.raises(Refused, match="kept"):
        w.check(bail, "PERHAPS")
    with pytest.raises(Refused, match="saw and heard"):
        w.check(bail, found="")


@pytest.mark.parametrize("name", ["place", "arresting_officer", "custody_reference"])
def test_an_arrest_for_breach_is_told_whole(name: str) -> None:
    with pytest.raises(Refused):
        w.answer_breach(bail_at(S.BREACHED), **{name: ""})


def test_no_arrest_needs_a_reason_and_somebody_elses_yes() -> None:
    bail = bail_at(S.BREACHED)
    with pytest.raises(Refused, match="nobody is arrested"):
        w.answer_breach(bail, arrested=False, reason="")
    with pytest.raises(Refused, match="cannot be decided"):
        w.agree(bail)
    supervisor = people_of(bail.case).supervisor
    bail = w.answer_breach(bail, arrested=False, by=supervisor)
    with pytest.raises(NotAllowed, match="Someone else"):
        w.agree(bail, by=supervisor)
    with pytest.raises(Refused, match="why you decide"):
        w.agree(bail, by=people_of(bail.case).manager, reason="")
    assert w.agree(bail, by=people_of(bail.case).manager).state == S.CHECKING


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"decision": "LATER"}, "extended or has ended"),
        ({"reason": ""}, "Say why"),
        ({"way": ""}, "how bail ended"),
    ],
)
def test_the_end_of_bail_says_how(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        w.end_bail(bail_at(S.CHECKING), **wrong)


@pytest.mark.parametrize(
    ("nation", "kind", "authority", "words"),
    [
        ("E", "PRE_CHARGE", "CUSTODY_OFFICER", "section 46A"),
        ("E", "POST_CHARGE", "COURT", "Bail Act 1976, section 7"),
        ("S", "POST_CHARGE", "COURT", "duty inspector"),
    ],
)
def test_the_power_of_arrest_is_named(nation: str, kind: str, authority: str, words: str) -> None:
    team = makers.make_team(force=makers.make_force(nation=nation))
    bail = w.start_bail(make_case(team=team))
    bail = w.conditions(bail, bail_kind=kind, bail_authority=authority)
    assert words in power_of_arrest(bail)
    assert any(words in str(row["value"]) for row in bail_facts(bail))


@pytest.mark.parametrize(("kind", "noted"), [("PRE_CHARGE", True), ("POST_CHARGE", False)])
def test_after_an_arrest_for_breach_of_pre_charge_bail_the_clock_stands_three_hours(
    kind: str, noted: bool
) -> None:
    bail = w.conditions(w.start_bail(), bail_kind=kind)
    bail = w.answer_breach(w.breach(bail))
    starts = rules.detention_clock_starts(bail)
    assert (starts is not None) is noted
    if starts is not None:
        assert bail.arrested_at is not None
        assert starts - bail.arrested_at == timedelta(hours=3)
    assert any(row["key"] == "Detention clock" for row in ended(bail)) is noted


def test_a_breach_is_heard_of_by_the_case_within_the_same_move() -> None:
    bail = w.breach(bail_at(S.CHECKING))
    change = bail.case.changes.get(kind="BREACH")
    assert "Mill Lane" not in change.note


def test_an_address_that_changes_leaves_bail_and_its_last_day_as_they_were() -> None:
    """Scenario 14: the countdown of bail survives a move."""
    bail = bail_at(S.CHECKING)
    before = rules.bail_end_due(bail)
    hear_of_change(case=bail.case, by=None, kind="ADDRESS", note="Moved to another force.")
    again = Warrant.objects.get(pk=bail.pk)
    assert (again.state, rules.bail_end_due(again)) == (S.CHECKING, before)


def test_released_without_bail_the_risk_is_assessed_again_within_a_day() -> None:
    """Scenario 14."""
    bail = bail_at(S.CHECKING)
    w.end_bail(bail, way="WITHOUT_BAIL")
    case = type(bail.case).objects.get(pk=bail.case_id)
    assert case.assess_by is not None
    assert case.assess_by - timezone.now() <= timedelta(hours=24)


def test_a_warrant_and_bail_do_not_take_each_others_moves() -> None:
    with pytest.raises(Refused):
        w.grade(w.start_bail())
    with pytest.raises(Refused):
        w.conditions(w.start())
    with pytest.raises(Refused):
        w.review(bail_at(S.CHECKING))
