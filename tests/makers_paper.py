"""Paper for tests: the values of a letter, its HTML, a document in the ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from casework.cases.models import Case
from letters import pdf
from letters.documents import actions
from letters.documents.models import Document
from letters.wording.actions import shipped
from letters.wording.composing import compose
from letters.wording.placeholders import Placeholders
from tests import makers_cases

CREATED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HTML = "<html lang='en-GB'><title>x</title><body><h1>Letter</h1><p>Words</p></body></html>"
_numbers = count(1)


def one_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every letter gets the same page, made once: for tests of what becomes of a letter."""
    page = small_pdf()
    monkeypatch.setattr(pdf, "render_in_child", lambda *_, **__: page)


def placeholders(**values: Any) -> Placeholders:
    """Everything a warning letter asks for, and what it may say besides."""
    given: dict[str, Any] = {
        "reference": "IC-0417/26-1",
        "date": "22 November 2026",
        "recipient_name": "Callum Roake",
        "recipient_address": ("14 Alder Court", "Northmoor", "NM4 2QT"),
        "date_of_birth": "4 March 1988",
        "force_name": "Northmoor Police",
        "unit_name": "Domestic Abuse Unit",
        "unit_address": ("1 Castle Road, Northmoor NM1 1AA",),
        "unit_phone": "01632 960100",
        "unit_email": "unit@northmoor.example",
        "facts": (
            "In March 2026: a report of common assault.",
            "Between April and June 2026: three reports of unwanted messages.",
        ),
        "answer_within": "28 days",
        "held_for": "12 months",
        "signatory_name": "Helen Brodie",
        "signatory_title": "Inspector",
        "wording_version": "warning_letter-1",
    }
    return Placeholders(**given | values)


def letter_html(**values: Any) -> str:
    """The HTML of a warning letter in the wording that comes with the system."""
    return compose("warning_letter", placeholders(**values), shipped("warning_letter").paragraphs)


def seal_document(
    *, case: Case | None = None, key: str = "", pdf: bytes = b"", **changes: Any
) -> Document:
    """A document in the ledger; its PDF is rendered unless given."""
    case = case or makers_cases.make_case()
    given: dict[str, Any] = {
        "key": key or f"test:{next(_numbers)}",
        "kind": "warning_letter",
        "case": case,
        "html": HTML,
        "pdf": pdf or small_pdf(),
        "inputs": {"name": "Zoë Świątek"},
        "wording_version": "warning_letter-1",
        "by": None,
    }
    return actions.seal(**given | changes)


def small_pdf() -> bytes:
    """A PDF of one page, rendered once for all tests."""
    if not _made:
        _made.append(pdf.render_pdf(HTML, identifier=b"small", title="Small", created=CREATED))
    return _made[0]


_made: list[bytes] = []
