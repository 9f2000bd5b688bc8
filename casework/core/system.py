"""What Forestall needs from the machine itself, and which Debian or Ubuntu package brings it.

The set-up scripts run this file with the system's own python3 before anything is installed, so it
uses the standard library only. The doctor uses the same list.

    python3 casework/core/system.py run      prints the packages that bin/run still needs
    python3 casework/core/system.py test     prints the packages that bin/test still needs
    python3 casework/core/system.py browser  prints the browser for the tests; 1 if there is none
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Where Playwright puts a browser of its own, on systems whose packages hold none.
PLAYWRIGHT_BROWSERS = "ms-playwright/chromium-*/chrome-linux*/chrome"
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
        path = shutil.which(name)
        if path and not _is_pointer_to_a_snap(path):
            return path
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return next((str(path) for path in sorted(cache.glob(PLAYWRIGHT_BROWSERS))), None)


def _is_pointer_to_a_snap(path: str) -> bool:
    """Ubuntu's package may be a script that starts a snap, which the tests cannot drive."""
    with Path(path).open("rb") as file:
        head = file.read(4096)
    return head.startswith(b"#!") and b"/snap/" in head


def system_has_browser_package() -> bool:
    """Debian's packages hold a Chromium. Ubuntu's hold a snap, so there Playwright brings one."""
    try:
        return platform.freedesktop_os_release().get("ID") != "ubuntu"
    except OSError:
        return True


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing the machine must have: how to look for it and what brings it."""

    thing: str  # as it stands in "... is missing"
    package: str
    present: Callable[[], bool]
    purpose: str = "run"


def _library(soname: str, package: str) -> Need:
    return Need(
        thing=f"The library {soname}, which makes the PDF of a letter,",
        package=package,
        present=lambda: has_library(soname),
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
    _library("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
    Need(
        thing="A Chromium browser",
        package="chromium",
        present=lambda: bool(find_browser()) or not system_has_browser_package(),
        purpose="test",
    ),
    Need(
        thing="The library libatomic.so.1, which the browser's driver needs,",
        package="libatomic1",
        present=lambda: has_library("libatomic.so.1"),
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


def main(purpose: str) -> int:
    """Print what the set-up scripts ask for; returns the exit code."""
    if purpose == "browser":
        print(find_browser() or "")  # noqa: T201
        return 0 if find_browser() else 1
    print(" ".join(packages(missing(purpose))))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
