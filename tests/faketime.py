"""Where libfaketime is, without which a real worker cannot be told another time."""

from __future__ import annotations

import os
from pathlib import Path

LIBRARIES = ("*/faketime/libfaketimeMT.so.1", "faketime/libfaketimeMT.so.1")
LEFT_OUT = (
    "Tests of a real worker under a faked clock are left out, {count} in all: there is no "
    "libfaketime here. Type: sudo apt-get install faketime"
)


def library() -> str | None:
    """The path of the library: as LIBFAKETIME says, or where Debian and Ubuntu put it."""
    found = [path for each in LIBRARIES for path in Path("/usr/lib").glob(each)]
    return os.environ.get("LIBFAKETIME") or next((str(path) for path in found), None)
