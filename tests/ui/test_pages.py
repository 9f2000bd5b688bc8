"""Words, dates, page numbers and bars; and the look of what was built."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template

from casework.ui import building, paging, scripts, times
from casework.ui.bars import bars


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 11, 22, 14, 5, tzinfo=UTC), "Sunday 22 November 2026 at 2:05pm"),
        (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), "Wednesday 1 July 2026 at midday"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Sunday 29 March 2026 at 12:59am"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sunday 29 March 2026 at 2am"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October 2026 at 1:30am"),
        (datetime(2026, 7, 31, 23, 0, tzinfo=UTC), "Saturday 1 August 2026 at midnight"),
    ],
)
def test_an_instant_is_written_in_local_time(instant: datetime, words: str) -> None:
    assert times.local_time(instant) == words


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 11, 25, 0, 0, tzinfo=UTC), "the end of Tuesday 24 November 2026"),
        (datetime(2026, 7, 31, 23, 0, tzinfo=UTC), "the end of Friday 31 July 2026"),
        (datetime(2026, 11, 24, 14, 0, tzinfo=UTC), "Tuesday 24 November 2026 at 2pm"),
        (datetime(2026, 11, 25, 0, 1, tzinfo=UTC), "Wednesday 25 November 2026 at 12:01am"),
    ],
)
def test_a_last_moment_at_midnight_is_said_by_the_day_that_ends(
    instant: datetime, words: str
) -> None:
    """ "By Wednesday at midnight" is read as a day later than it is."""
    assert times.latest(instant) == words


def test_no_date_is_no_words() -> None:
    assert times.short_date(None) == times.local_time(None) == times.latest(None) == ""


def test_a_date_is_written_in_full() -> None:
    assert times.short_date(date(2026, 11, 2)) == "2 November 2026"


def test_page_links_keep_the_rest_of_the_address() -> None:
    page = Paginator(range(100), 10).page(5)
    links = paging.numbered(page, QueryDict("state=ACTIVE&page=5"), "cases")["links"]
    assert links["next"]["href"] == "?state=ACTIVE&page=6"
    assert [item.get("number") for item in links["items"]] == [1, None, 4, 5, 6, None, 10]


def test_the_longest_bar_fills_its_cell_and_the_others_are_in_proportion() -> None:
    drawn = bars("Cases", ["Cases"], [{"label": "A", "values": [8]}, {"label": "B", "values": [2]}])
    widths = [row["parts"][0]["width"] for row in drawn["rows"]]
    assert widths == ["99.50%", "24.50%"]


def test_bars_of_nothing_are_drawn_without_dividing_by_it() -> None:
    assert bars("None", ["Cases"], [{"label": "A", "values": [0]}])["rows"][0]["parts"] == []


def test_more_figures_than_colours_are_refused() -> None:
    with pytest.raises(ValueError, match="1 to 4 figures"):
        bars("Too many", list("abcde"), [])


def test_a_due_date_of_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="no state of a due date"):
        Template('{% due "Soon" "sometime" %}').render(Context())


def test_a_name_in_a_list_is_escaped() -> None:
    rows = [{"title": "Visit", "who": "<b>O'Neil</b>", "href": "/tasks/1/"}]
    shown = Template("{% worklist rows %}").render(Context({"rows": rows}))
    assert "<b>O" in shown.replace("<b>&lt;b&gt;O", "<b>O")
    assert "&lt;b&gt;O&#x27;Neil" in shown


def test_the_only_inline_script_is_the_one_the_policy_knows() -> None:
    assert scripts.source_expression(scripts.BODY_CLASS_SCRIPT) == scripts.BODY_CLASS_SCRIPT_HASH


# --- what was built -------------------------------------------------------------------------------


def test_the_built_sheet_has_every_class_the_templates_use_and_no_brand() -> None:
    assert building.look_at(building.BUILT) == []


def test_a_class_without_a_rule_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin of the class check."""
    monkeypatch.setattr(building, "_sources", lambda: ['<p class="app-nowhere">'])
    assert building.class_faults(".govuk-body{}") == [
        "No rule for the class app-nowhere: list its component in app.scss."
    ]


@pytest.mark.parametrize("sign", building.BRAND)
def test_every_sign_of_the_government_brand_is_found(sign: str) -> None:
    assert building.brand_faults(f"a {sign.upper()} b")


def test_a_picture_the_sheet_asks_for_and_lacks_is_named(tmp_path: object) -> None:
    assert building.address_faults(".a{background:url(images/no.svg)}", building.BUILT)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("At the mother's house.", "At the mother&#x27;s house."),
        ("Smith & Sons <b>", "Smith &amp; Sons &lt;b&gt;"),
    ],
)
def test_what_somebody_wrote_is_escaped_once_on_a_timeline(text: str, shown: str) -> None:
    """Escaped twice, the reader would see "&#x27;" for an apostrophe."""
    entry = {"title": "Note", "at": date(2026, 11, 22), "text": text}
    drawn = Template("{% timeline entries %}").render(Context({"entries": [entry]}))
    assert f'<p class="govuk-body">{shown}</p>' in drawn
