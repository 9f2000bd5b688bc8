"""Everything the site shows, to the byte and the statement, for tests of what it hides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.models import Case
from casework.identification.models import Flag
from casework.visits.models import Visit
from letters.correspondence.models import Letter
from letters.documents.models import Document
from tests.routes import Route, routes
from workflows.models import Intervention, Task

# What tells two answers apart although they say the same: both are new for each request.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
QUERIES = {
    "cases:list": ("", "state=ACTIVE", "state=LED_BY_MAPPA", "mine=on", "page=2"),
    "cases:timeline": ("", "show=contact", "show=decisions", "page=2"),
}
# One statement more or less than its twin's would be seen in nothing but a clock.
STATEMENTS_APART = 1

Seen = dict[tuple[str, ...], tuple[Any, int]]


def things(case: Case) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Everything there is to ask for, by room and arguments."""
    letters = Letter.objects.values_list("pk", flat=True)
    return {
        ("cases", "slug"): [{"slug": case.slug}],
        ("cases", "slug", "name"): [
            {"slug": case.slug, "name": name} for name in ("change", "contact", "owner", "transfer")
        ],
        ("cases", "ref"): [{"ref": case.person.ref.lower()}],
        ("workflows", "slug"): [{"slug": case.slug}],
        ("workflows", "pk"): _keys(Task.objects.open()) + _keys(Intervention.objects.all()),
        ("identification", "pk"): _keys(Flag.objects.all()),
        ("visits", "pk"): _keys(Visit.objects.all()),
        ("correspondence", "pk"): _keys(Letter.objects.all()),
        ("correspondence", "pk", "number"): [{"pk": pk, "number": 1} for pk in letters],
        ("documents", "pk"): _keys(Document.objects.all()),
        # An entry of the register, whether or not there is one.
        ("authorities", "pk"): [{"pk": 1}],
        ("authorities", "pk", "name"): [{"pk": 1, "name": "cancel"}],
    }


def _keys(rows: Any) -> list[dict[str, Any]]:
    return [{"pk": pk} for pk in rows.order_by("pk").values_list("pk", flat=True)]


def addresses(case: Case) -> Iterator[tuple[Route, str]]:
    """Every address of the site that a form or a link could lead to."""
    there = things(case)
    for route in routes():
        if route.is_open or not route.takes("GET"):
            continue
        room = route.name.partition(":")[0]
        known = there.get((room, *route.arguments), []) if route.arguments else [{}]
        for arguments in known:
            for query in QUERIES.get(route.name, ("",)):
                where = route.url(**arguments)
                yield route, f"{where}?{query}" if query else where


def look_around(case: Case, users: dict[str, User]) -> Seen:
    """Every answer each of them gets, read and sent, with what it cost; nothing is kept."""
    seen: Seen = {}
    for who, user in users.items():
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for route, where in addresses(case):
            answer = asked(seen, (who, "GET", where), lambda w=where, c=client: c.get(w))
            form = (answer.context or {}).get("form") if answer.context else None
            if isinstance(form, forms.Form) and not form.is_bound and route.takes("POST"):
                send = filled(form)
                asked(
                    seen,
                    (who, "POST", where),
                    lambda w=where, c=client, s=send: c.post(w, s, follow=True),
                )
    return seen


def asked(seen: Seen, key: tuple[str, ...], request: Callable[[], Any]) -> Any:
    """The answer to one request, which leaves nothing behind in the database."""
    sent: list[str] = []

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted), transaction.atomic():
        answer = request()
        content = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    headers = {name: value for name, value in answer.items() if name != "X-Request-Id"}
    headers["Content-Length"] = ""
    said = (answer.status_code, TOKEN.sub(b"", content), headers)
    seen[key] = (said, len(sent))
    return answer


def filled(form: forms.Form) -> dict[str, Any]:
    """Something plausible in every field, the same each time."""
    soon = timezone.localtime() + timedelta(days=1)
    given: dict[str, Any] = {}
    for name, field in form.fields.items():
        name = form.add_prefix(name)
        if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
            choices = [str(value) for value, _ in field.choices if str(value)]
            given[name] = choices[:1]
        elif isinstance(field, forms.BooleanField):
            given[name] = "on"
        elif isinstance(field, forms.DateTimeField):
            given[name] = f"{soon:%Y-%m-%dT%H:%M}"
        elif isinstance(field, forms.DateField):
            given[name] = f"{soon:%Y-%m-%d}"
        else:
            given[name] = "Because of it"
    return given


def told_apart(one: Seen, other: Seen) -> list[tuple[str, ...]]:
    """Where two lives differ: in what was said, in what there was to ask for, or in its cost."""
    found = [key for key in one if key not in other] + [key for key in other if key not in one]
    for key in sorted(one.keys() & other.keys()):
        (said, cost), (said_too, cost_too) = one[key], other[key]
        if said != said_too or abs(cost - cost_too) > STATEMENTS_APART:
            found.append(
                (*key, f"{cost} or {cost_too} statements", _first_difference(said, said_too))
            )
    return found


def _first_difference(one: Any, other: Any) -> str:
    if one[0] != other[0]:
        return f"{one[0]} or {other[0]}"
    lines = zip(one[1].splitlines(), other[1].splitlines(), strict=False)
    return next((f"{a[:90]!r} or {b[:90]!r}" for a, b in lines if a != b), "")
