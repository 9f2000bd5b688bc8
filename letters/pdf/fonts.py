"""The bundled typeface, so that a letter looks the same whatever the machine has installed.

Source Sans 3 (Open Font License) comes from npm with a locked hash; `manage.py build_assets`
copies it. Whole files, one a weight: WeasyPrint tells fonts apart by family and weight alone, so
a typeface cut into files by alphabet prints "Łukasz" with the letters of another file.
"""

from __future__ import annotations

import base64
from pathlib import Path

from letters.pdf.errors import Fault, RenderError

FAMILY = "Source Sans 3"
FOLDER = Path(__file__).resolve().parents[2] / "casework/ui/built/fonts/source-sans"
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
