"""Every record that names a user says whether it moves when they leave, and what moves is moved."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from casework.accounts.models import User, local_today
from casework.audit.models import Event
from casework.core.errors import Conflict, Refused
from casework.core.fields import StateField
from letters import pdf
from tests.makers_held import HAS, Has
from workflows import actions, checks, held, leaving
from workflows.models import HandOver

REASON = "Moves to another force."
# The one event of each, in the log of its case.
VERBS = {
    "task": "task.assigned",
    "visit": "visit.officer_replaced",
    "case": "case.owner_changed",
    "warrant": "warrant.passed_on",
    "contact": "operation.contact_passed_on",
    "support": "support.passed_on",
    "restriction": "case.restriction_handed_on",
}
every_kind = pytest.mark.parametrize("kind", list(held.HELD))


def test_every_field_that_names_a_user_moves_or_stays() -> None:
    assert held.undecided() == []
    assert set(HAS) == set(VERBS) == set(held.HELD)


def test_whatever_has_a_state_is_among_them() -> None:
    """The fields are read from the running models: those of every record that lives are there."""
    live = {m._meta.label for m in apps.get_models() if _has_a_state(m)}
    named = {field.rpartition(".")[0] for field in held.fields_naming_users()}
    assert len(live) >= 10
    assert {label for label in live if _names_a_user(label)} <= named


def _has_a_state(model: Any) -> bool:
    ours = model.__module__.startswith(("casework.", "letters.", "workflows."))
    return ours and any(isinstance(field, StateField) for field in model._meta.fields)


def _names_a_user(label: str) -> bool:
    return any(field.related_model is User for field in apps.get_model(label)._meta.fields)


@pytest.mark.parametrize("label", ["warrants.Warrant", "letters"])
def test_a_field_that_nobody_decided_on_is_found(
    label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin: a new field, or a field that is there no more."""
    if label in held.STAYS:
        monkeypatch.delitem(held.STAYS, label)
        assert "warrants.Warrant.graded_by" in held.undecided()
    else:
        monkeypatch.setitem(held.STAYS, "cases.Case", "lead_by")
        assert held.undecided() == ["cases.Case.lead_by"]
    said = checks.every_field_that_names_a_user_is_decided()
    assert {each.id for each in said} == {"workflows.E002"}


def test_a_field_said_twice_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(held.STAYS, "cases.Case", "owner")
    assert held.undecided() == ["cases.Case.owner"]


def hand(has: Has, **each: User | None) -> HandOver:
    to = {key: has.to for key, _ in leaving.work_of(has.user, has.by).items()}
    return actions.hand_over(
        user=has.user, by=has.by, last_day=local_today(), reason=REASON, to=to | each
    )


def holder(kind: str, thing: Any) -> set[Any]:
    row = type(thing)._default_manager.get(pk=thing.pk)
    fields = held.HELD[kind].fields
    return {getattr(row, field.rpartition(".")[2]) for field in fields}


@pytest.mark.django_db
@every_kind
def test_each_kind_goes_by_one_event_and_nothing_is_left(kind: str) -> None:
    has = HAS[kind]()
    assert [kind] == [
        name
        for name, things in leaving.work_of(has.user, has.by).things.items()
        if has.thing in things
    ]
    before = events()
    done = hand(has)
    assert has.user not in holder(kind, has.thing)
    assert has.to in holder(kind, has.thing)
    of_the_kind = [item for item in done.items.all() if item.kind == kind]
    assert (events() - before)[VERBS[kind]] == len(of_the_kind) > 0
    assert leaving.work_of(has.user, has.by).nothing_open
    assert has.thing in [item.thing for item in done.items.all()]


def events() -> Counter[str]:
    return Counter(Event.objects.values_list("verb", flat=True))


@pytest.mark.django_db
@every_kind
def test_a_kind_that_the_tool_forgot_would_stay_with_who_left(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin: what is not looked for is neither given nor missed."""
    has = HAS[kind]()
    rows = held.HELD[kind].of(has.user).none()
    monkeypatch.setitem(held.HELD, kind, replace(held.HELD[kind], of_any=lambda _: rows))
    hand(has)
    assert has.user in holder(kind, has.thing)


@pytest.mark.django_db
@every_kind
def test_what_is_not_given_after_all_is_missed_and_nothing_has_gone(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    has = HAS[kind]()
    real = leaving.work_of
    monkeypatch.setattr(actions.leaving._Giving, "each", lambda *_: iter(()))
    with pytest.raises(Refused, match="would still be left"):
        hand(has)
    assert real(has.user, has.by).things[kind]
    assert HandOver.objects.count() == 0


@pytest.mark.django_db
@every_kind
def test_somebody_who_may_not_hold_it_is_refused_beforehand_and_then(kind: str) -> None:
    has = HAS[kind]()
    has.to = has.by
    key = f"{kind}-{has.thing.pk}"
    against = leaving.reasons_against(
        leaving.work_of(has.user, has.by), {key: has.to}, by=has.by, over_limit=""
    )
    if kind in ("warrant", "restriction"):
        # A sergeant may look for somebody, and a manager on the list may answer for it.
        assert against == {}
        return
    assert list(against) == [key]
    with pytest.raises(Refused):
        hand(has)


@pytest.mark.django_db
@every_kind
def test_what_came_up_meanwhile_is_not_left_behind(kind: str) -> None:
    has = HAS[kind]()
    with pytest.raises(Conflict, match="came up while you were choosing"):
        actions.hand_over(user=has.user, by=has.by, last_day=local_today(), reason=REASON, to={})


@pytest.mark.django_db
@every_kind
def test_the_pages_name_it_before_and_afterwards(kind: str) -> None:
    has = HAS[kind]()
    client = Client()
    client.force_login(has.by)
    key = f"{kind}-{has.thing.pk}"
    said = client.get(f"/team/leavers/{has.user.pk}/").content.decode()
    assert f'name="{key}"' in said
    done = hand(has)
    assert client.get(done.get_absolute_url()).status_code == 200
    client.force_login(has.to)
    said = client.get(done.get_absolute_url()).content.decode()
    if kind == "support":
        assert has.thing.outside_ref in said
        assert has.case.ref not in said
        assert has.by.display_name not in said
        assert has.case.person.full_name not in said
        return
    assert has.case.ref in said
    pack = client.get(f"{done.get_absolute_url()}pack/")
    words = " ".join(" ".join(pdf.page_text(pack.content)).split())
    assert has.case.ref in words
    assert "What came to you" in words
