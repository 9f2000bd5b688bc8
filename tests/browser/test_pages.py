"""Every page there is, at every width: accessible, valid, nothing cut off, nothing broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from tests.browser import checks
from tests.browser.samples import World
from tests.browser.site import Page, written
from tests.routes import Route, routes

PAGES = [route for route in routes() if route.takes("GET")]


def look_at(opened, page: Page) -> list[str]:
    with opened(page) as (tab, troubles):
        return [f"{page.title}: {each}" for each in (*checks.complaints(tab), *troubles)]


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_a_page_is_accessible_and_fits_at_every_width(site, opened, route: Route) -> None:
    assert [each for page in site.pages(route) for each in look_at(opened, page)] == []


def test_what_is_shown_on_errors_is_accessible_and_fits(site, opened) -> None:
    assert [each for page in site.error_pages() for each in look_at(opened, page)] == []


def test_the_markup_of_every_page_is_valid(site, tmp_path: Path) -> None:
    pages = all_pages(site) + site.error_pages()
    assert len(pages) > 10
    for number, page in enumerate(pages, start=1):
        name = "".join(each if each.isalnum() else "_" for each in page.title)
        (tmp_path / f"{number:03} {name}.html").write_text(page.html, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == len(pages)
    found = checks.check_markup(tmp_path)
    assert [f"{each} {found[each]}" for each in found if each not in checks.KNOWN_WARNINGS] == []
    assert set(checks.KNOWN_WARNINGS) <= set(found)


def test_every_exception_is_still_needed(site, opened) -> None:
    """Looks at one page with a choice that reveals more; the others were looked at above."""
    page = next(page for page in all_pages(site) if "data-aria-controls" in page.html)
    look_at(opened, page)
    assert set(checks.KNOWN) == checks.NEEDED


def all_pages(site) -> list[Page]:
    return [page for route in PAGES for page in site.pages(route)]


def test_looking_changes_nothing(site) -> None:
    assert {page.title: page.wrote for page in all_pages(site) if page.wrote} == {}


def test_every_page_offers_the_source_of_the_program(site) -> None:
    offer = f'href="{settings.SOURCE_URL}">Source code</a>'
    pages = all_pages(site) + site.error_pages()
    assert [page.title for page in pages if offer not in page.html] == []


def test_every_page_has_one_main_heading_and_says_its_language(site) -> None:
    pages = all_pages(site) + site.error_pages()
    assert [page.title for page in pages if page.html.count("<h1") != 1] == []
    assert [page.title for page in pages if '<html lang="en"' not in page.html] == []


# --- red twins: what the checks would miss if they did not work ----------------------------------

BROKEN = """<!DOCTYPE html><html lang="en"><head><title>Broken</title></head><body><main>
<h1>Broken</h1><div style="width: 900px">wide</div><input id="a"><p id="a">twice</p>
<script src="/static/there-is-no-such-file.js"></script></main></body></html>"""


def test_a_page_with_faults_is_told_what_they_are(opened) -> None:
    page = Page(
        title="broken",
        url="/help/",
        html=BROKEN,
        headers={"Content-Type": "text/html"},
        user=None,
        by_address=False,
    )
    told = look_at(opened, page)
    assert any("1280 px: axe label" in each for each in told)
    assert any("390 px: scrolls sideways" in each for each in told)
    assert not any("1280 px: scrolls" in each for each in told)
    assert any("404" in each for each in told)


def test_markup_with_faults_is_told_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "broken.html").write_text(BROKEN)
    assert any("Duplicate ID" in each for each in checks.check_markup(tmp_path))


def test_a_change_made_while_looking_is_found() -> None:
    changes = ['INSERT INTO "cases_case" ("id") VALUES (1)', "UPDATE cases_case SET state = 'X'"]
    assert len(written([{"sql": sql} for sql in changes])) == 2
    allowed = ['INSERT INTO "audit_event" ("id") VALUES (1)', 'SELECT "id" FROM "cases_case"']
    assert written([{"sql": sql} for sql in allowed]) == ()


def test_a_route_without_a_sample_is_an_error() -> None:
    with pytest.raises(LookupError, match="cases:case needs slug"):
        World(users=[], samples={}).fitting("cases:case", ("slug",))
