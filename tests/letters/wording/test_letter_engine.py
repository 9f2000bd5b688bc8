"""The letters' own template engine: what it cannot do."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import Context, Engine, TemplateSyntaxError

from letters.wording import engine
from letters.wording.composing import compose
from letters.wording.engine import LetterEngine, Strict
from letters.wording.placeholders import LetterIncomplete
from tests.makers_paper import letter_html, placeholders

# Text that would do something in one template language or another.
PAYLOADS = (
    "{{ 7 * 7 }}",
    "{% debug %}",
    "{% load static %}",
    "{{ letter.__class__.__mro__ }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{% include '/etc/passwd' %}",
    "<script>alert(1)</script>",
    "<img src=file:///etc/passwd>",
    "</main><style>@import 'x'</style>",
    "&lt;b&gt;",
    "'\"><a rel=attachment href=/etc/passwd>",
)


def rendered(text: str, **values: object) -> str:
    return str(engine.engine().from_string(text).render(Context(values)))


@pytest.mark.parametrize(
    "text",
    [
        "{% load static %}",
        "{% autoescape off %}{{ x }}{% endautoescape %}",
        "{% url 'cases:case' 'x' %}",
        "{% csrf_token %}",
        "{% debug %}",
        "{% now 'Y' %}",
        "{% lorem %}",
        "{% filter safe %}x{% endfilter %}",
        "{{ x|safe }}",
        "{{ x|pprint }}",
        "{{ x|default:'y' }}",
    ],
)
def test_a_layout_has_no_tag_that_loads_marks_as_safe_or_looks_around(text: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        rendered(text, x="<b>")


@pytest.mark.parametrize("name", ["../base.html", "/etc/passwd", "../../manage.py", "base.html"])
def test_a_layout_sees_only_the_letters_folder(name: str) -> None:
    with pytest.raises(LetterIncomplete, match="no layout"):
        engine.render(name, {})


def test_everything_is_escaped() -> None:
    assert rendered("{{ x }}", x="<b>&'\"") == "&lt;b&gt;&amp;&#x27;&quot;"


def test_with_escaping_off_markup_would_get_into_the_letter() -> None:
    """The red twin of the test above."""
    without = Engine(dirs=[str(engine.folder())], autoescape=False)
    template = without.from_string("{{ x }}")
    assert template.render(Context({"x": "<b>"}, autoescape=False)) == "<b>"


def test_djangos_own_engine_would_let_a_layout_load_a_library() -> None:
    """The red twin of the closed list of tags."""
    assert Engine(libraries={"static": "django.templatetags.static"}).from_string(
        "{% load static %}"
    )
    with pytest.raises(TemplateSyntaxError):
        LetterEngine(libraries={"static": "django.templatetags.static"}).from_string(
            "{% load static %}"
        )


@pytest.mark.parametrize("text", ["{{ nothing }}", "{{ letter.nothing }}", "{{ request.user }}"])
def test_an_unknown_name_stops_the_letter(text: str) -> None:
    with pytest.raises(LetterIncomplete):
        rendered(text, letter=Strict({"reference": "x"}))


def test_an_empty_value_stops_the_letter_unless_it_may_be_empty() -> None:
    values = Strict({"date": "", "unit_phone": ""}, optional=("unit_phone",))
    with pytest.raises(LetterIncomplete, match="without its date"):
        rendered("{{ letter.date }}", letter=values)
    with pytest.raises(LetterIncomplete, match="without its date"):
        rendered("{% for x in letter.date %}x{% endfor %}", letter=values)
    assert rendered("{% if letter.unit_phone %}x{% endif %}", letter=values) == ""


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("place", ["recipient_name", "reference", "force_name"])
def test_what_is_typed_is_printed_and_never_done(place: str, payload: str) -> None:
    html = letter_html(**{place: payload})
    escaped = payload.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = escaped.replace("'", "&#x27;").replace('"', "&quot;")
    assert escaped in html
    if "<" in payload:
        assert payload not in html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_fact_line_is_printed_and_never_done(payload: str) -> None:
    assert payload not in letter_html(facts=(payload,)) or "<" not in payload


def test_a_version_of_a_layout_is_all_the_text_it_is_built_on() -> None:
    source = engine.source("warning_letter.html")
    assert "base_letter.html" in source
    assert "@page" in source


def test_a_layout_chosen_by_a_variable_has_no_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.html").write_text("{% include which %}")
    monkeypatch.setattr(engine, "engine", lambda: LetterEngine(dirs=[str(tmp_path)]))
    with pytest.raises(TemplateSyntaxError, match="by a variable"):
        engine.source("odd.html")


def test_a_kind_without_a_layout_is_refused_in_words() -> None:
    with pytest.raises(LetterIncomplete, match="no layout"):
        compose("no_such_kind", placeholders(), {"who": ["x"]})
