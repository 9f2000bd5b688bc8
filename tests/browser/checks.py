"""What is asked of every page: axe-core, the Nu HTML checker, no sideways scrolling, no errors."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page as Tab

MODULES = Path(__file__).parent / "node_modules"
WIDTHS = (1280, 390, 320)
HEIGHT = 900
# Rule and selector of what axe objects to and we keep, each with its reason.
KNOWN = {
    (
        "aria-allowed-attr",
        ".govuk-radios__input[aria-controls], .govuk-checkboxes__input[aria-controls]",
    ): "GOV.UK's own conditional radios and checkboxes, tried with people who use screen readers",
}
OPENED = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"
OBJECTIONS = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
# Two pixels, as some browsers round the width of a fractional column up.
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return "";
  const wide = [...document.querySelectorAll("body *")].filter(
    (each) => each.getBoundingClientRect().right > room + 2);
  return wide.slice(0, 3).map((each) => each.outerHTML.slice(0, 120)).join(" | ") || "the page";
}"""


@cache
def axe() -> str:
    """The source of axe-core."""
    return (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def complaints(tab: Tab) -> list[str]:
    """What is wrong with the page in `tab` at each width, one line each. Leaves it narrow."""
    found = []
    tab.evaluate(axe())
    tab.evaluate(OPENED)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": HEIGHT})
        for each in tab.evaluate(OBJECTIONS):
            nodes = [node for node in each["nodes"] if not is_known(tab, each["id"], node)]
            if nodes:
                what = "; ".join(node["html"][:160] for node in nodes[:3])
                found.append(f"{width} px: axe {each['id']}: {each['help']}: {what}")
        if too_wide := tab.evaluate(TOO_WIDE):
            found.append(f"{width} px: scrolls sideways because of {too_wide}")
    return found


def is_known(tab: Tab, rule: str, node: dict[str, Any]) -> bool:
    """Whether it is on the list of exceptions; that it was needed is remembered."""
    for known, selector in KNOWN:
        fits = "([target, selector]) => document.querySelector(target).matches(selector)"
        if rule == known and tab.evaluate(fits, [node["target"][0], selector]):
            NEEDED.add((known, selector))
            return True
    return False


NEEDED: set[tuple[str, str]] = set()


# What the Nu checker warns of and we keep, with the reason.
KNOWN_WARNINGS = {
    "Attribute “aria-hidden” is unnecessary for elements that have attribute “hidden”.": (
        "the Menu button of GOV.UK's own service navigation, until its script shows it"
    ),
}


def check_markup(folder: Path) -> dict[str, str]:
    """What the Nu checker finds in the HTML files of `folder`, each once with where it is."""
    checker = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        ["java", "-Xss2m", "-jar", str(checker), "--format", "json", "--stdout", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1) or not done.stdout.strip():
        raise RuntimeError(f"The Nu checker broke off: {done.stderr}")
    found: dict[str, str] = {}
    for each in json.loads(done.stdout)["messages"]:
        if each["type"] == "error" or each.get("subType") == "warning":
            place = f"{Path(each.get('url', '')).name}: {each.get('extract', '')}"
            # The same fault on many pages differs only in the value it quotes.
            fault = re.sub(r"“[^”]*\d[^”]*”", "“…”", each["message"])
            found.setdefault(fault, place)
    return found
