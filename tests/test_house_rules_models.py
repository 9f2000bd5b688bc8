"""The laws about records and the addresses that show them, read from the running site."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tests.house import ROOMS, at, breaches, calls, found_in, functions
from tests.routes import Route, methods_of, routes

OURS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith(ROOMS)
]

# --- nothing is deleted because something else was -----------------------------------------------

# Rows that join two others and say nothing themselves.
CASCADES = {"workflows.Task_previous": "which step led to which; the engine's own join"}


def cascading(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete not in (models.PROTECT, models.SET_NULL, models.RESTRICT)
    ]


def test_nothing_is_deleted_because_something_else_was() -> None:
    found = {model._meta.label for model in OURS if cascading(model)}
    assert found == set(CASCADES)


def test_a_cascade_is_found() -> None:
    field = apps.get_model("auth.Permission")._meta.get_field("content_type")
    assert field.remote_field.on_delete is models.CASCADE
    assert cascading(apps.get_model("auth.Permission")) == ["content_type"]


# --- who may see it ------------------------------------------------------------------------------

# Without personal data, so that anyone who is signed in may know them.
KNOWN_TO_ALL = {
    "accounts.Force": "which forces there are",
    "accounts.Team": "which teams there are",
    "accounts.SignInAttempt": "counted by a fingerprint of the name; no page shows it",
    "audit.Stream": "the heads of the chains",
    "cases.Numbering": "the last number given in a year",
    "core.ClockReading": "what the clock of a machine showed",
    "core.Heartbeat": "the sign of life of the queue",
    "identification.Programme": "which rules are run",
    "wording.Wording": "approved paragraphs",
}


def has_visible_to(model: type[models.Model]) -> bool:
    return hasattr(model._default_manager, "visible_to")


def is_seen_with(model: type[models.Model]) -> bool:
    """Whether it belongs to a row that says who sees it."""
    return any(
        isinstance(field, models.ForeignKey) and has_visible_to(field.related_model)
        for field in model._meta.get_fields()
    )


def unguarded(all_of_them: list[type[models.Model]]) -> list[str]:
    return [
        model._meta.label
        for model in all_of_them
        if not has_visible_to(model)
        and not is_seen_with(model)
        and not model._meta.auto_created
        and model._meta.label not in KNOWN_TO_ALL
    ]


def test_every_record_says_who_may_see_it() -> None:
    assert unguarded(OURS) == []
    assert {label for label in KNOWN_TO_ALL if has_visible_to(apps.get_model(label))} == set()


def test_what_has_a_page_of_its_own_says_itself_who_may_see_it() -> None:
    with_page = [model for model in OURS if "get_absolute_url" in vars(model)]
    assert with_page
    assert [model._meta.label for model in with_page if not has_visible_to(model)] == []


def test_a_record_that_does_not_say_is_found() -> None:
    assert unguarded([apps.get_model("sessions.Session")]) == ["sessions.Session"]


GUARDED = {model.__name__ for model in OURS if has_visible_to(model) or is_seen_with(model)}


ASKED = ("visible_to(", "check_can_see(")


def read_unguarded(node: ast.AST) -> Iterator[str]:
    """Functions of page code that read a guarded record and never ask whether they may."""
    for function in functions(node):
        if any(asked in ast.unparse(function) for asked in ASKED):
            continue
        for each in ast.walk(function):
            reads = isinstance(each, ast.Attribute) and each.attr == "objects"
            if reads and ast.unparse(each.value) in GUARDED:
                yield at(each)
        for call, name in calls(function):
            if name == "get_object_or_404" and ast.unparse(call.args[0]) in GUARDED:
                yield at(call)


PAGE_CODE = ("*/views.py", "*/views/*.py", "*/worklist/t*.py")
# Reads that start from a record which its reader was already let through to.
FOLLOWED = {
    "casework/identification/views.py": "the records of the person whose flag is shown",
    "workflows/worklist/task_page.py": "the other tasks of the intervention whose task is shown",
}


def test_a_page_reads_only_what_its_reader_may_see() -> None:
    found = [each for pattern in PAGE_CODE for each in breaches(read_unguarded, {}, among=pattern)]
    assert [each for each in found if each.partition(":")[0] not in FOLLOWED] == []
    assert set(FOLLOWED) - {each.partition(":")[0] for each in found} == set()


@pytest.mark.parametrize(
    "line", ["case = Case.objects.get(slug=slug)", "case = get_object_or_404(Case, pk=pk)"]
)
def test_a_page_that_reads_past_the_guard_is_found(line: str) -> None:
    assert found_in(read_unguarded, f"def view(request):\n    {line}")


def test_a_page_that_asks_is_let_through() -> None:
    asks = "def view(request):\n    case = Case.objects.visible_to(request.user).get()"
    assert not found_in(read_unguarded, asks)


# --- addresses -----------------------------------------------------------------------------------

OPEN_TO_ALL = {
    "core:health": "machines ask whether the site is alive; it says nothing else",
    "core:help": "how to get in",
    "core:accessibility": "the law wants it public",
    "core:privacy": "the law wants it public",
    "core:source": "the licence wants it offered to everyone who uses the site",
    "core:source_archive": "the licence wants it offered to everyone who uses the site",
    "workflows:feed": "a calendar program cannot sign in; the address is its key",
    "accounts:sign_in": "the way in",
    "accounts:sign_out": "a sitting may have ended before its reader presses the button",
}


def test_every_address_asks_who_you_are_except_a_few_with_a_reason() -> None:
    found = {route.name for route in routes() if route.is_open}
    assert found - set(OPEN_TO_ALL) == set()
    assert set(OPEN_TO_ALL) - found == set()


def route_to(view) -> Route:
    return Route(name="made:up", pattern="/x/", arguments=(), view=view)


def plain(request: HttpRequest) -> HttpResponse:
    raise AssertionError


def test_an_open_address_is_found() -> None:
    assert route_to(login_not_required(plain)).is_open
    assert not route_to(path("x/", require_POST(lambda request: None)).callback).is_open


def test_every_address_has_a_name_of_its_room_and_a_view_of_ours() -> None:
    names = [route.name for route in routes()]
    assert [name for name in names if ":" not in name] == []
    assert sorted(names) == sorted(set(names))
    foreign = [route.name for route in routes() if not route.view.__module__.startswith(ROOMS)]
    assert foreign == []  # neither the engine's own routes nor the admin


def test_no_form_is_let_off_the_token() -> None:
    assert [route.name for route in routes() if getattr(route.view, "csrf_exempt", False)] == []
    assert csrf_exempt(plain).csrf_exempt


def acts(view) -> bool:
    """Whether a view calls an action, by its own words."""
    names = {
        name
        for name, value in vars(inspect.getmodule(inspect.unwrap(view))).items()
        if ".actions" in (getattr(value, "__module__", None) or getattr(value, "__name__", ""))
    }
    body = ast.parse(inspect.getsource(inspect.unwrap(view)).lstrip())
    called = {ast.unparse(call.func).partition(".")[0] for call, _ in calls(body)}
    return bool(called & names - LOOKING)


LOOKING = {"look"}


def asks_how(view) -> bool:
    """Whether a view acts only on a form that was sent: by its decorator or by asking."""
    source = inspect.getsource(inspect.unwrap(view))
    return methods_of(view) == {"POST"} or "request.method" in source or "request.POST" in source


def test_a_view_acts_only_on_a_form_that_was_sent() -> None:
    acting = [route for route in routes() if acts(route.view)]
    assert acting
    assert [route.name for route in acting if not asks_how(route.view)] == []


def test_a_view_that_acts_on_a_mere_look_is_found() -> None:
    assert not asks_how(plain)
    assert asks_how(require_POST(plain))
