"""The site under test: a live server, signed-in readers and every page that can be reached."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_callable, get_resolver
from django.utils import timezone
from lxml import html as markup

from casework.accounts.models import User
from casework.core.errors import Conflict, NotAllowed
from casework.core.middleware import CaseworkErrorMiddleware
from tests.browser.samples import Sample, World
from tests.routes import Route

NOT_FOR_YOU = {403, 404}
OK = 200


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page as the server sent it to one reader."""

    title: str
    url: str
    html: str
    headers: dict[str, str]
    user: User | None
    # Statements that changed a record while it was only looked at.
    wrote: tuple[str, ...] = ()
    # False where a browser would not get it by asking for `url`: an answer to a form, an error.
    by_address: bool = True


def to_page(
    response: HttpResponse, *, title: str, url: str, user: User | None, by_address: bool = True
) -> Page:
    return Page(
        title=title,
        url=url,
        html=response.content.decode(),
        headers=dict(response.headers),
        user=user,
        by_address=by_address,
    )


# What a look may write: that there was one, what was opened and read by it, and that the sitting
# goes on.
OF_A_LOOK = ("audit_", "django_session", "workflows_opening", "workflows_notice")
CHANGE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)')


def written(queries: list[dict[str, str]]) -> tuple[str, ...]:
    """Statements that change a table which looking at a page has no business with."""
    return tuple(
        query["sql"][:120]
        for query in queries
        if (change := CHANGE.match(query["sql"])) and not change[1].startswith(OF_A_LOOK)
    )


def is_page(response: HttpResponse) -> bool:
    """Whether it is something to read in a browser, not a picture, a file or a redirect."""
    return response.status_code == OK and response.headers["Content-Type"].startswith("text/html")


@dataclass
class Site:
    """The pages of `world`, served at `address`."""

    world: World
    address: str
    clients: dict[int | None, Client] = field(default_factory=dict)
    found: dict[str, list[Page]] = field(default_factory=dict)

    def client(self, user: User | None) -> Client:
        """A client in which `user` is signed in, the same one every time."""
        key = user.pk if user else None
        if key not in self.clients:
            self.clients[key] = Client()
            if user:
                self.clients[key].force_login(user)
        return self.clients[key]

    def pages(self, route: Route) -> list[Page]:
        """Every page behind a route: each sample, and its form sent back with nothing filled in.

        Raises LookupError where there is nothing to try or nobody is let in.
        """
        if route.name not in self.found:
            self.found[route.name] = list(self.visit(route))
        return self.found[route.name]

    def visit(self, route: Route) -> Iterator[Page]:
        samples = self.world.of(route.name, route.arguments)
        for sample in samples:
            answers = self.ask(route, sample)
            if isinstance(answers, Page):
                yield answers
                yield from self.sent_back_empty(answers)
            elif set(answers.values()) <= NOT_FOR_YOU:
                raise LookupError(f"Nobody may see {route.name} {sample}: {answers}")
        if samples:
            return
        refused: set[int] = set()
        for sample in self.world.fitting(route.name, route.arguments):
            answers = self.ask(route, sample)
            if isinstance(answers, Page):
                yield answers
                yield from self.sent_back_empty(answers)
                return
            refused |= set(answers.values())
        if refused <= NOT_FOR_YOU:
            raise LookupError(f"Nobody may see any sample of {route.name}: {refused}")

    def ask(self, route: Route, sample: Sample) -> Page | dict[str, int]:
        """The page, as the first reader who gets one; else the status each reader got."""
        url = route.url(**sample.arguments) + (f"?{sample.query}" if sample.query else "")
        answers = {}
        for user in self.readers(route, sample):
            client = self.client(user)  # signed in before what is written is counted
            with CaptureQueriesContext(connection) as queries:
                response = client.get(url)
            if is_page(response):
                title = " ".join(part for part in (route.name, sample.about) if part)
                page = to_page(response, title=title, url=url, user=user)
                return replace(page, wrote=written(queries.captured_queries))
            answers[user.username if user else "nobody"] = response.status_code
            if response.status_code == OK:
                break  # a file
        return answers

    def readers(self, route: Route, sample: Sample) -> list[User | None]:
        if sample.user:
            return [sample.user]
        return [None, *self.world.users] if route.is_open else list(self.world.users)

    def sent_back_empty(self, page: Page) -> list[Page]:
        """The page with its errors, for each form on it that asks something. Changes nothing."""
        found = []
        for number, form in enumerate(markup.fromstring(page.html).xpath("//main//form"), 1):
            asks = form.xpath(".//input[not(@type='hidden')] | .//textarea | .//select")
            if form.method.upper() != "POST" or not asks:
                continue
            url = urljoin(page.url, form.action or page.url)
            with transaction.atomic():
                response = self.client(page.user).post(url, {})
                transaction.set_rollback(True)
            if response.status_code == 422:
                title = f"{page.title}, form {number} empty"
                found.append(
                    to_page(response, title=title, url=url, user=page.user, by_address=False)
                )
        return found

    def error_pages(self) -> list[Page]:
        """Every page that is shown instead of the one asked for."""
        user = self.world.users[0]
        return [
            to_page(response, title=f"error {name}", url="/help/", user=user, by_address=False)
            for name, response in errors(signed_in_request(user))
        ]


def signed_in_request(user: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def errors(request: HttpRequest) -> Iterator[tuple[str, HttpResponse]]:
    """Each error's answer, made by the site's own handlers."""
    resolver = get_resolver()
    trouble = SuspiciousOperation("made for a test")
    for code in (400, 403, 404):
        yield str(code), resolver.resolve_error_handler(code)(request, exception=trouble)
    yield "500", resolver.resolve_error_handler(500)(request)
    yield "csrf", get_callable(settings.CSRF_FAILURE_VIEW)(request)
    answer = CaseworkErrorMiddleware(BaseHandler().get_response).process_exception
    refusals = {
        "refused": NotAllowed("The author of a letter never authorises it."),
        "conflict": Conflict("This was done already.", by=request.user, at=timezone.now()),
    }
    for name, error in refusals.items():
        response = answer(request, error)
        assert response is not None
        yield name, response


@contextmanager
def database_put_back() -> Iterator[None]:
    """Whatever is written inside is gone afterwards, from every thread, audit rows too."""
    assert connection.vendor == "sqlite", "The browser tests run on SQLite."
    connection.ensure_connection()
    keep = sqlite3.connect(":memory:")
    connection.connection.backup(keep)
    try:
        yield
    finally:
        connection.ensure_connection()
        keep.backup(connection.connection)
        keep.close()
