"""What Forestall needs from the machine itself, and which Debian or Ubuntu package brings it.

The set-up scripts run this file with the system's own python3 before anything is installed, so it
uses the standard library only. The doctor uses the same list.

    python3 casework/core/system.py run     prints the packages that bin/run still needs
    python3 casework/core/system.py test    prints the packages that bin/test still needs
"""

from __future__ import annotations

import ctypes
import importlib.util
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
PURPOSES = ("run", "test")


def has_library(soname: str) -> bool:
    """Whether the dynamic linker finds `soname`."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def can_make_environments() -> bool:
    """Whether `python3 -m venv` works; Debian's python3 comes without ensurepip."""
    return all(importlib.util.find_spec(module) for module in ("venv", "ensurepip"))


def find_browser() -> str | None:
    """The path of an installed Chromium, the system's first; None when there is none."""
    for name in BROWSERS:
        # Ubuntu's `chromium-browser` may be a note that points to a snap: it is no browser.
        path = shutil.which(name)
        if path and not _is_pointer_to_a_snap(path):
            return path
    return None


def _is_pointer_to_a_snap(path: str) -> bool:
    with Path(path).open("rb") as file:
        head = file.read(4096)
    return head.startswith(b"#!") and b"snap" in head


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing the machine must have: how to look for it and what brings it."""

    thing: str  # as it stands in "... is missing"
    package: str
    present: Callable[[], bool]
    purpose: str = "run"
    required: bool = True  # False: install it where the system has such a package


def _library(soname: str, package: str, *, required: bool = True) -> Need:
    return Need(
        thing=f"The library {soname}, which makes the PDF of a letter,",
        package=package,
        present=lambda: has_library(soname),
        required=required,
    )


NEEDS = (
    Need(
        thing="The part of Python that makes virtual environments",
        package="python3-venv",
        present=can_make_environments,
    ),
    _library("libgobject-2.0.so.0", "libpango-1.0-0"),
    _library("libfontconfig.so.1", "libpangoft2-1.0-0"),
    _library("libharfbuzz.so.0", "libpangoft2-1.0-0"),
    _library("libpango-1.0.so.0", "libpango-1.0-0"),
    _library("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    # Without it letters are right but their bytes differ from one run to the next.
    _library("libharfbuzz-subset.so.0", "libharfbuzz-subset0", required=False),
    Need(
        thing="A Chromium browser",
        package="chromium",
        present=lambda: find_browser() is not None,
        purpose="test",
    ),
    Need(
        thing="Java, which runs the HTML checker,",
        package="default-jre-headless",
        present=lambda: shutil.which("java") is not None,
        purpose="test",
    ),
)


def missing(purpose: str) -> list[Need]:
    """What is missing for `purpose`: "run", or "test", which needs everything that run needs."""
    wanted = PURPOSES[: PURPOSES.index(purpose) + 1]
    return [need for need in NEEDS if need.purpose in wanted and not need.present()]


def packages(needs: list[Need]) -> list[str]:
    """The packages that bring `needs`, each once, in order."""
    return list(dict.fromkeys(need.package for need in needs))


if __name__ == "__main__":
    print(" ".join(packages(missing(sys.argv[1]))))  # noqa: T201
