"""Our partials against the fixtures that govuk-frontend publishes with every component.

The list of components is what stands in templates/components/ and in the package; a fixture is
compared as a tree, so white space between elements and the order of attributes do not matter.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils.safestring import SafeString
from lxml import html

from casework.ui import components
from casework.ui.building import MODULES, ROOT

PACKAGE = MODULES / "govuk-frontend" / "dist" / "govuk" / "components"
TEMPLATES = ROOT / "templates" / "components"
SPACES = re.compile(r"\s+")
TRUSTED = re.compile(r"(^html|Html|HTML|[sS]tart|[eE]nd)$")  # start and end are slots for markup


def shared_components() -> list[str]:
    """The components of the package for which we have a partial of the same name."""
    ours = {path.stem for path in TEMPLATES.glob("*.html")}
    return sorted(ours & {path.name for path in PACKAGE.iterdir() if path.is_dir()})


def fixtures() -> list[Any]:
    found = []
    for name in shared_components():
        file = PACKAGE / name / "fixtures.json"
        for fixture in json.loads(file.read_text(encoding="utf-8"))["fixtures"]:
            found.append(pytest.param(name, fixture, id=f"{name}: {fixture['name']}"))
    return found


def trusting(value: Any, key: str = "") -> Any:
    """The options as our code gives them: what is meant as markup is marked so."""
    if isinstance(value, dict):
        return {name: trusting(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [trusting(each, key) for each in value]
    return SafeString(value) if isinstance(value, str) and TRUSTED.search(key) else value


def tree(markup: str) -> Any:
    """The markup as nested tuples: name, sorted attributes, texts and children in order."""
    return [node(each) for each in html.fragments_fromstring(f"<div>{markup}</div>")]


def node(element: Any) -> Any:
    if not isinstance(element.tag, str):
        return ("comment",)
    attributes = sorted(
        (name, " ".join(value.split()) if name == "class" else value)
        for name, value in element.attrib.items()
    )
    inside: list[Any] = [words(element.text)]
    for child in element:
        inside += [node(child), words(child.tail)]
    return (element.tag, attributes, [each for each in inside if each])


def words(text: str | None) -> str:
    return SPACES.sub(" ", text or "").strip()


def test_the_package_has_fixtures_for_our_components() -> None:
    assert len(shared_components()) > 20


@pytest.mark.parametrize(("name", "fixture"), fixtures())
def test_a_partial_gives_the_markup_of_the_published_fixture(
    name: str, fixture: dict[str, Any]
) -> None:
    ours = components.render(name, trusting(fixture["options"]))
    assert tree(ours) == tree(fixture["html"])


def test_a_partial_that_loses_a_class_is_caught() -> None:
    """The red twin: the comparison sees one class too few."""
    published = json.loads((PACKAGE / "tag" / "fixtures.json").read_text())["fixtures"][1]
    ours = components.render("tag", published["options"] | {"classes": ""})
    assert tree(ours) != tree(published["html"])


def test_text_that_looks_like_markup_is_escaped() -> None:
    shown = components.render("tag", {"text": "<script>alert(1)</script>"})
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_html_that_nobody_vouched_for_is_escaped_too() -> None:
    shown = components.render("tag", {"html": "<b>not vouched for</b>"})
    assert "<b>" not in shown


def test_every_partial_of_ours_is_either_published_or_drawn_by_a_tag() -> None:
    """No partial stands unused."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in [*Path(ROOT / "casework" / "ui").rglob("*.py"), *TEMPLATES.rglob("*.html")]
    ) + "".join(path.read_text() for path in (ROOT / "templates").glob("*.html"))
    unused = [path.stem for path in TEMPLATES.glob("*.html") if f'"{path.stem}"' not in source]
    assert unused == []
