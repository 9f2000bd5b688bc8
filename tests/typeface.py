"""A typeface for tests where the real one has not been copied: every letter is a box.

The tests then need no build. It has the name of the real one and the letters of Europe, so that
everything but the look of a page is the same.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import unicodedata
from pathlib import Path

from letters.pdf import fonts

SPACES = (0x20, 0xA0)
RANGES = ((0x21, 0x7F), (0xA1, 0x250), (0x370, 0x460), (0x1E00, 0x1F00), (0x2010, 0x2040))
SINGLE = (0x20AC, 0x2116, 0x2122)
UNITS = 1000


def settle() -> None:
    """Have letters printed in the stand-in, here and in every child, where there is no other."""
    if all((fonts.FOLDER / name).is_file() for name in fonts.FILES.values()):
        return
    folder = Path(tempfile.mkdtemp(prefix="forestall-typeface-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for weight, name in fonts.FILES.items():
        draw(folder / name, weight=weight)
    os.environ["FORESTALL_TYPEFACE"] = str(folder)
    fonts.FOLDER = folder


def draw(file: Path, *, weight: int) -> None:
    """Write the typeface in one weight."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    codes = [*SINGLE, *(code for start, end in RANGES for code in range(start, end))]
    drawn = [code for code in codes if unicodedata.category(chr(code))[0] in "LNPS"]
    names = {code: f"u{code:04X}" for code in (*SPACES, *drawn)}
    pen = TTGlyphPen(None)
    pen.moveTo((60, 0))
    for point in ((60, 600), (400, 600), (400, 0)):
        pen.lineTo(point)
    pen.closePath()
    box, nothing = pen.glyph(), TTGlyphPen(None).glyph()
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    shapes = {name: nothing if code in SPACES else box for code, name in names.items()}
    builder.setupGlyf({".notdef": box} | shapes)
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", *names.values()), (460, 60)))
    builder.setupHorizontalHeader(ascent=984, descent=-273)
    style = "Bold" if weight > 400 else "Regular"
    builder.setupNameTable({"familyName": fonts.FAMILY, "styleName": style})
    builder.setupOS2(usWeightClass=weight, sTypoAscender=984, sTypoDescender=-273)
    builder.setupPost()
    builder.save(file)
