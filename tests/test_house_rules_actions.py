"""The laws about actions: named arguments, a person who acts, all or nothing."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import walk_packages
from textwrap import dedent
from typing import Any

import casework
import letters
import workflows
from tests.house import calls
from tests.test_house_rules import writes

# Nobody in particular does these: the clock, the queue, or the one who is just signing in.
BY_NOBODY = {
    "casework.accounts.actions.sign_in": "who it is turns out in it",
    "casework.accounts.actions.sign_out": "the request says who",
    "casework.accounts.actions.end_sitting": "the request says who",
    "casework.cases.actions.leave_case_to": "the clock",
    "casework.cases.actions.leave_list_to": "the clock",
    "casework.cases.actions.wake_case": "the date that was set has come",
    "casework.enforcement.briefings.actions.follow_clock": "the clock",
    "casework.enforcement.flags.actions.follow_clock": "the clock",
    "casework.enforcement.orders.actions.expire_order": "the clock",
    "casework.enforcement.orders.actions.lapse_notice": "the clock",
    "casework.enforcement.orders.actions.miss_notification": "the clock",
    "casework.operations.actions.hold_back_contact": "the clock",
    "casework.operations.actions.set_contact_going": "the clock",
    "casework.identification.actions.current_programme": "the rule that ships with the program",
    "casework.partners.actions.run_late": "the clock",
    "casework.enforcement.authorities.actions.lapse": "the clock",
    "casework.enforcement.authorities.actions.warn": "the clock",
    "casework.retention.actions.warn": "the clock",
    "casework.victims.actions.run_late": "the clock",
    "casework.visits.actions.expire_checks": "the clock",
    "casework.visits.actions.plan_again": "the flow, after an attempt that somebody logged",
    "letters.correspondence.actions.render_letter": "the queue",
    "letters.correspondence.actions.lapse_letter": "the clock",
    "letters.correspondence.actions.expire_letter": "the clock",
    "workflows.actions.end_spent_hold": "the clock",
    "workflows.actions.claim_mailing": "the queue",
    "workflows.actions.escalate": "the clock",
    "workflows.actions.lapse_escalations": "the clock",
    "workflows.actions.make_digest": "the clock",
    "workflows.actions.note_mailed": "the queue",
    "workflows.actions.note_not_mailed": "the queue",
    "workflows.actions.start_reassessment": "the change says who noted it",
    "workflows.operations.actions.start_contact": "the clock",
    "workflows.actions.ask_for_review": "the clock",
    "workflows.actions.expire_letter": "the clock",
    "workflows.actions.propose_next": "the end of an intervention, or the clock",
    "workflows.actions.return_stranded": "the clock",
}


def action_modules() -> Iterator[Any]:
    """Every `actions` module or package, found by walking the rooms."""
    for room in (casework, letters, workflows):
        for found in walk_packages(room.__path__, f"{room.__name__}."):
            if found.name.rpartition(".")[2] == "actions":
                yield import_module(found.name)


def public(module: Any) -> dict[str, Callable[..., Any]]:
    """What a room offers as actions: `__all__` of a package, else what the file defines."""
    if hasattr(module, "__all__"):
        offered = {name: getattr(module, name) for name in module.__all__}
    else:
        offered = {
            name: value
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
        }
    return {f"{module.__name__}.{name}": value for name, value in offered.items()}


def source(action: Callable[..., Any]) -> str:
    return dedent(inspect.getsource(inspect.unwrap(action)))


def opens_transaction(action: Callable[..., Any]) -> bool:
    """In one transaction: its own, or the engine's lock around a task."""
    openings = ("atomic", ".activation()", ".lock(", "open_task(")
    return any(opening in source(action) for opening in openings)


def is_atomic(action: Callable[..., Any]) -> bool:
    """In one transaction, opened here or by a helper of the same file that is called here."""
    module = inspect.getmodule(inspect.unwrap(action))
    names = {name for _, name in calls(ast.parse(source(action)))}
    helpers = [getattr(module, name, None) for name in names]
    ours = [each for each in helpers if getattr(each, "__module__", "") == module.__name__]
    return any(opens_transaction(each) for each in (action, *ours))


def acts(action: Callable[..., Any]) -> bool:
    """Whether it changes something, by its own words."""
    parameters = inspect.signature(action).parameters
    changes = list(writes(ast.parse(source(action))))
    return inspect.isfunction(action) and bool(
        changes
        or opens_transaction(action)
        or ("by" in parameters and "check_" not in action.__name__)
    )


ACTIONS = {
    name: action
    for module in action_modules()
    for name, action in public(module).items()
    if inspect.isfunction(action) and acts(action)
}


def positional(action: Callable[..., Any]) -> list[str]:
    kinds = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
    return [
        each.name
        for each in inspect.signature(action).parameters.values()
        if each.kind not in kinds
    ]


def names_its_actor(action: Callable[..., Any]) -> bool:
    return "by" in inspect.signature(action).parameters


def test_actions_are_found() -> None:
    rooms = {name.partition(".actions")[0] for name in ACTIONS}
    assert rooms >= {
        "casework.accounts",
        "casework.cases",
        "casework.visits",
        "letters.correspondence",
        "workflows",
    }


def test_every_argument_of_an_action_is_named_where_it_is_called() -> None:
    assert {name: positional(each) for name, each in ACTIONS.items() if positional(each)} == {}


def test_every_action_says_by_whom() -> None:
    found = {name for name, action in ACTIONS.items() if not names_its_actor(action)}
    assert found - set(BY_NOBODY) == set()
    assert set(BY_NOBODY) - found == set()


def test_every_action_that_writes_does_all_or_nothing() -> None:
    half = [
        name
        for name, action in ACTIONS.items()
        if list(writes(ast.parse(source(action)))) and not is_atomic(action)
    ]
    assert half == []


def careless(case: Any, reason: str) -> None:
    case.save()


def test_an_action_without_care_is_found() -> None:
    assert acts(careless)
    assert positional(careless) == ["case", "reason"]
    assert not names_its_actor(careless)
    assert not is_atomic(careless)
