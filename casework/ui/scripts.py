"""The only script written into a page; everything else is a file.

The frame marks `<body>` before anything is drawn, so that nothing jumps when the scripts
arrive. The content security policy lets in this one line by its hash and no other.
"""

from __future__ import annotations

import base64
import hashlib

BODY_CLASS_SCRIPT = (
    "document.body.className += ' js-enabled' + "
    "('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '')"
)


def source_expression(script: str) -> str:
    """The CSP source that allows exactly this inline script: `'sha256-<base64>'`, with quotes."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


BODY_CLASS_SCRIPT_HASH = source_expression(BODY_CLASS_SCRIPT)
