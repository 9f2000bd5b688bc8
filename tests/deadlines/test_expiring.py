"""Every record that comes to an end is declared: its end, its rules, and who hears of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import models

from casework.core.policy import DECLARED
from casework.deadlines import DeadlineRule, Told, expiring, expiry
from casework.enforcement.authorities import jobs
from casework.enforcement.authorities.models import Alert
from casework.enforcement.flags.rules import LASTS_HIGH
from tests.makers_authorities import make_authority
from workflows import sweep
from workflows.models import Mailing, Notice, Task
from workflows.registry import kinds

# What a stored end is called in this product.
ENDS = re.compile(r"(^|_)(until|expires_(on|at)|ends_(on|at)|lapses_at|review_(due_)?on|by)$")
# Ends that need no rule and no ladder of their own, each with the reason.
EXEMPT = {
    "accounts.RoleGrant.ends_on": "a grant is over when it is over",
    "accounts.Absence.ends_on": "whoever was away is back",
    "authorities.Alert.expires_at": "which period an alert told of",
    "cases.Case.assess_by": "the task of a reassessment is due by it",
    "cases.Case.review_on": "the newest assessment's, to be looked up quickly",
    "cases.ContactRule.ends_at": "a window of no contact, planned by a person",
    "flags.FlagTerm.expires_on": "a copy for the log",
    "orders.Breach.court_by": "the task of the outcome is due by it",
    "orders.Version.ends_on": "a copy for the log",
    "people.Marker.ends_on": "a marker is over when it is over",
    "retention.DisposalHold.ends_at": "the hold is over by itself, and the review stays due",
    "victims.Opening.until": "a page that stays open for a quarter of an hour",
    "visits.VisitAttempt.checks_held_until": "a copy for the log",
    "workflows.Pause.until": "the clock goes on by itself, and the due time is counted with it",
    "workflows.TaskHold.until": "the end of a hold puts the task back by itself",
}


def ends_of(found: Iterable[type[models.Model]]) -> set[str]:
    """Fields that hold the end of something, by their names."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in found
        for field in model._meta.get_fields()
        if isinstance(field, models.DateField) and ENDS.search(field.name)
    }


def ours() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("casework", "letters", "workflows")
    ]


def undeclared(found: set[str]) -> set[str]:
    declared = {f"{each.model._meta.label}.{each.ends}" for each in expiring.declared().values()}
    return found - declared - set(EXEMPT)


def test_every_end_that_is_stored_is_declared_or_says_why_not() -> None:
    found = ends_of(ours())
    assert undeclared(found) == set()
    assert set(EXEMPT) <= found


def test_an_end_that_nobody_declared_is_found() -> None:
    field = models.DateTimeField(name="valid_until")
    field.set_attributes_from_name("valid_until")

    class Fake:
        class _meta:
            label = "cases.Pass"
            get_fields = staticmethod(lambda: [field])

    assert undeclared(ends_of([Fake])) == {"cases.Pass.valid_until"}  # type: ignore[list-item]


def test_what_the_domain_names_is_declared() -> None:
    wanted = {"authority", "order", "order.notice", "address_flag", "briefing", "letter", "bail"}
    assert wanted | {"letter.authority", "case.assessment"} <= set(expiring.declared())


@pytest.mark.parametrize("name", sorted(expiring.declared()))
def test_a_declared_end_is_a_time_of_a_record_and_rests_on_declared_rules(name: str) -> None:
    each = expiring.declared()[name]
    assert isinstance(each.model._meta.get_field(each.ends), models.DateField)
    for rule in (*each.lasts, *each.alerts):
        assert DECLARED[rule.name] is rule
        assert isinstance(rule, DeadlineRule)
    assert all(rule.before for rule in each.alerts)


@pytest.mark.parametrize("name", sorted(expiring.declared()))
def test_the_tasks_that_take_it_up_are_steps_with_a_due_time_and_so_with_a_ladder(
    name: str,
) -> None:
    for path in expiring.declared()[name].steps:
        kind, step = path.split(".")
        node = getattr(kinds()[kind], step)
        assert callable(node.due), path


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"told": Told.TASK}, "where steps take it up"),
        ({"told": Told.NOBODY}, "say why nobody is told"),
        ({"told": Told.REGISTER, "why": "It ends by itself."}, "say why nobody is told"),
        ({"told": Told.REGISTER, "lasts": ()}, "comes from a rule, or is chosen"),
        ({"told": Told.REGISTER, "name": "briefing"}, "declared twice"),
    ],
)
def test_a_declaration_that_leaves_something_open_is_refused(
    given: dict[str, Any], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expiring.declared()
    monkeypatch.setattr(expiring, "_DECLARED", dict(expiring._DECLARED))
    usual = {"name": "pass", "title": "Pass", "record": "cases.Case", "ends": "wake_on"}
    with pytest.raises(ValueError, match=says):
        expiry(**(usual | {"lasts": (LASTS_HIGH,)} | given))


def test_the_list_is_printed_from_the_code(db: None) -> None:
    out = StringIO()
    call_command("due", expiring=True, stdout=out)
    text = out.getvalue()
    for each in expiring.declared().values():
        assert f"{each.name}: {each.title}." in text
    assert "address_flag: Address flag. chosen, at most 90 calendar days, 180 calendar days" in text
    assert "told 14 days before the event (flag.review_before_end_days)" in text
    assert "told by a task (address_flag.review_flag, address_flag.incident)" in text


def test_an_authority_is_told_of_on_its_register_and_nowhere_else(db: None) -> None:
    """No task, notice or e-mail, which somebody might see who may know of none."""
    authority = make_authority()
    assert authority.expires_at is not None
    with time_machine.travel(authority.expires_at - timedelta(hours=23), tick=False):
        jobs.watch()
        sweep.fire_due_timers()
        sweep.send_escalations()
        kinds = list(Alert.objects.order_by("pk").values_list("kind", flat=True))
        assert kinds == ["STARTED", *["EXPIRES"] * 4, "REVIEW", "OVERDUE"]
    assert not any(each.objects.exists() for each in (Task, Notice, Mailing))
