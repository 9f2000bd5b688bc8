"""The source of the running program, as the licence obliges us to offer it."""

from __future__ import annotations

import gzip
import io
import tarfile
from functools import cache
from pathlib import Path

from django.conf import settings

# Named one by one: an archive of "everything here" would one day hold a database or a key.
FOLDERS = ("casework", "letters", "workflows", "templates", "tests", "bench", "bin", ".ci")
FILES = (
    "manage.py",
    "pyproject.toml",
    "requirements.lock",
    "package.json",
    "package-lock.json",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
)
LEFT_OUT = ("__pycache__", "built", "node_modules")


def paths(root: Path) -> list[Path]:
    """The files of the source below `root`, sorted; no links, nothing made by a build."""
    found = [root / name for name in FILES if (root / name).is_file()]
    for folder in FOLDERS:
        found += [path for path in (root / folder).rglob("*") if _belongs(path, root)]
    return sorted(found)


def _belongs(path: Path, root: Path) -> bool:
    inside = path.relative_to(root).parts
    return path.is_file() and not path.is_symlink() and not set(inside) & set(LEFT_OUT)


def archive() -> io.BytesIO:
    """A tar.gz of the program as it runs, under one folder `forestall/`."""
    return io.BytesIO(_packed(settings.ROOT))


@cache
def _packed(root: Path) -> bytes:
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w") as bundle,
    ):
        for path in paths(root):
            entry = bundle.gettarinfo(path, f"forestall/{path.relative_to(root)}")
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            with path.open("rb") as content:
                bundle.addfile(entry, content)
    return packed.getvalue()
