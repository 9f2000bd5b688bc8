"""The bundled typeface, so that a letter looks the same whatever the machine has installed.

Source Sans 3 (Open Font License) comes from npm with a locked hash; `manage.py build_assets`
copies it. Whole files, one a weight: WeasyPrint tells fonts apart by family and weight alone, so
a typeface cut into files by alphabet prints "Łukasz" with the letters of another file.
"""

from __future__ import annotations

import base64
import os
import unicodedata
from functools import cache
from hashlib import sha256
from pathlib import Path

from letters.pdf.errors import Fault, RenderError

FAMILY = "Source Sans 3"
BUILT = Path(__file__).resolve().parents[2] / "casework/ui/built/fonts/source-sans"
# Elsewhere where a build may not be: the tests bring a stand-in of the same name.
FOLDER = Path(os.environ.get("FORESTALL_TYPEFACE") or BUILT)
FILES = {400: "SourceSans3-Regular.ttf", 700: "SourceSans3-Bold.ttf"}


def font_faces(folder: Path | None = None) -> str:
    """The style sheet that brings the typeface along as `data:` and sets it everywhere.

    Raises RenderError(FONT) when the files are not there.
    """
    try:
        faces = [_face((folder or FOLDER) / name, weight) for weight, name in FILES.items()]
    except OSError as error:
        raise RenderError(Fault.FONT) from error
    house = f"font-family: '{FAMILY}'"
    # On @page as well: margin boxes do not inherit from html and would take a system font.
    return "\n".join([*faces, f"html {{ {house} }}", f"@page {{ {house} }}"])


def _face(file: Path, weight: int) -> str:
    data = base64.b64encode(file.read_bytes()).decode()
    return (
        f"@font-face {{ font-family: '{FAMILY}'; font-style: normal; font-weight: {weight}; "
        f"src: url(data:font/ttf;base64,{data}) }}"
    )


@cache
def typeface_version() -> str:
    """Eight characters that change with the typeface or the way it is set."""
    return sha256(font_faces().encode()).hexdigest()[:8]


def spelt_out(text: str) -> str:
    """`text` with every character the typeface lacks given by its name: "[thumbs up sign]".

    For records, which must come out whole: nobody can go back and type another word. Characters
    nobody sees are left out. Raises RenderError(FONT) when the typeface is not there.
    """
    known = _characters(FOLDER)
    return "".join(
        character if ord(character) in known or character in "\n\t" else _name(character)
        for character in unicodedata.normalize("NFC", text)
        if unicodedata.category(character) != "Cf"
    )


def _name(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Mn", "Me"):
        return ""
    return f"[{unicodedata.name(character, f'character {ord(character):X}').lower()}]"


@cache
def _characters(folder: Path) -> frozenset[int]:
    """The code points that every weight of the typeface has."""
    try:
        tables = [_code_points(folder / name) for name in FILES.values()]
    except OSError as error:
        raise RenderError(Fault.FONT) from error
    return frozenset(set.intersection(*tables))


def _code_points(file: Path) -> set[int]:
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap())
