"""What the command line says before the site can even be loaded."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings

OURS = ("FORESTALL_", "DATABASE_URL", "DJANGO_")


def test_a_site_without_its_key_says_in_one_sentence_what_to_set() -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    said = subprocess.run(
        [sys.executable, str(settings.ROOT / "manage.py"), "check"],
        env=bare,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 1
    assert said.stderr.startswith("manage.py: FORESTALL_SECRET_KEY is not set. Give it a long")
    assert "Traceback" not in said.stderr
