"""Which database this run uses, settled before Django reads its settings.

TEST_DB=postgres starts a private PostgreSQL from a wheel; anything else is SQLite.
"""

from __future__ import annotations

import os

os.environ.setdefault("FORESTALL_DEMONSTRATION", "1")
