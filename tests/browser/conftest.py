"""A real Chromium, a live server, and a signed-in browser for each person."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Request, Route, sync_playwright
from playwright.sync_api import Page as Tab
from pytest_django.live_server_helper import LiveServer

from casework.accounts.models import User
from casework.core.system import find_browser
from tests.browser import samples
from tests.browser.site import Page, Site, database_put_back


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_browser()
    assert path, "There is no Chromium; bin/test installs one."
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread; Django would take it for async code.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as player:
            # A container has no user namespaces and a small /dev/shm.
            browser = player.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
            )
            yield browser
            browser.close()


@pytest.fixture(scope="session")
def db(django_db_setup: None) -> None:
    """The browser's tests look at one state of the database, which `site` makes and takes back.

    Of the name of pytest-django's own, which rolls back after each test: by this name it knows
    that there has to be a database.
    """


@pytest.fixture(scope="session")
def site(db: None, django_db_blocker) -> Iterator[Site]:
    """The site with everything of samples.build() in it, served from this process."""
    with django_db_blocker.unblock(), database_put_back():
        world = samples.build()
        server = LiveServer("localhost")
        try:
            yield Site(world=world, address=server.url)
        finally:
            server.stop()


SignedIn = Callable[[User | None], BrowserContext]


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, site: Site) -> Iterator[SignedIn]:
    """`signed_in(user)`: a browser in which that user is signed in, or nobody for None.

    Each signs in once in the whole run.
    """
    contexts: dict[int | None, BrowserContext] = {}

    def browser_of(user: User | None) -> BrowserContext:
        key = user.pk if user else None
        if key not in contexts:
            contexts[key] = chromium.new_context(locale="en-GB", timezone_id="Europe/London")
            cookies = site.client(user).cookies
            if settings.SESSION_COOKIE_NAME in cookies:
                value = cookies[settings.SESSION_COOKIE_NAME].value
                cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value}
                contexts[key].add_cookies([{**cookie, "url": site.address}])
        return contexts[key]

    yield browser_of
    for context in contexts.values():
        context.close()


@pytest.fixture
def opened(signed_in: SignedIn, site: Site):
    """`with opened(page) as (tab, troubles)`: the page in a tab, and what went wrong in it."""

    @contextmanager
    def opening(page: Page) -> Iterator[tuple[Tab, list[str]]]:
        tab = signed_in(page.user).new_page()
        troubles: list[str] = []
        tab.on("console", lambda line: line.type == "error" and troubles.append(line.text))
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.on("requestfailed", lambda request: troubles.append(f"not loaded: {request.url}"))
        url = site.address + page.url
        if not page.by_address:
            tab.route(url, answer_with(page))
        tab.goto(url)
        yield tab, troubles
        tab.close()

    return opening


def answer_with(page: Page) -> Callable[[Route, Request], None]:
    """Gives the browser the stored answer, with its headers, without asking the server."""

    def answer(route: Route, request: Request) -> None:
        route.fulfill(body=page.html, headers=page.headers)

    return answer
