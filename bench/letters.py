"""Warning letters against plain WeasyPrint in this process, and against their layout alone.

Size counts letters of two pages, all different. Processor time: the layout alone is the floor,
"plain" is `HTML(html).write_pdf()` in the machine's own font, with nothing kept from letter to
letter. Clock time: two children at work, as in the queue, against plain letters one by one; and
what sealing a letter in the ledger adds to printing it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

from weasyprint import HTML

from bench.measure import Comparison, Side, compare
from casework.cases.models import Case
from letters import pdf
from letters.documents import actions
from letters.pdf import child, engine
from tests import makers_cases
from tests.makers_paper import letter_html

DATABASES = ("sqlite",)
SIZE = 10
WORKERS = 2
CREATED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FORENAMES = ("Callum", "Łukasz", "Seán", "Priya", "Tom", "Zoë", "Marek", "Aoife")
SURNAMES = ("Roake", "Świątek", "Ó Briain", "Shah", "Price", "Nowak", "Ní Dhomhnaill", "Bell")
_acts = count(1)


def run(*, size: int, rounds: int) -> list[Comparison]:
    htmls = _letters(size)
    assert _sums(htmls, _ours) == _sums(htmls, _in_child), "a child prints other bytes"
    case = makers_cases.make_case()
    before = _resident()
    measured = [_processor(htmls, rounds), _batch(htmls, rounds), _sealing(htmls, case, rounds)]
    measured[1].notes.append(f"a child's memory: {before} before, {_resident()} after all rounds")
    return measured


def _processor(htmls: list[str], rounds: int) -> Comparison:
    sides = [
        Side("layout alone", _each(htmls, _layout)),
        Side("ours, in this process", _each(htmls, _ours)),
        Side("plain", _each(htmls, _plain)),
    ]
    title = f"{len(htmls)} letters, processor time"
    return compare(title, sides, rounds=rounds, clock=time.process_time)


def _batch(htmls: list[str], rounds: int) -> Comparison:
    sides = [
        Side("plain, one by one", _each(htmls, _plain)),
        Side("ours, one child", _each(htmls, _in_child)),
        Side(f"ours, {WORKERS} children", lambda: _side_by_side(htmls)),
        Side("layout alone, one by one", _each(htmls, _layout)),
    ]
    measured = compare(f"{len(htmls)} letters, clock time", sides, rounds=rounds)
    for name, seconds in measured.seconds.items():
        measured.notes.append(f"{name}: {len(htmls) / sorted(seconds)[rounds // 2]:.1f} a second")
    return measured


def _sealing(htmls: list[str], case: Case, rounds: int) -> Comparison:
    sides = [
        Side("printed in a child", _each(htmls, _in_child)),
        Side("printed and sealed", _each(htmls, lambda html: _sealed(html, case))),
    ]
    return compare(f"{len(htmls)} letters into the ledger, clock time", sides, rounds=rounds)


def _letters(size: int) -> list[str]:
    chance = random.Random(20261122)
    return [
        letter_html(
            reference=f"IC-{number:04}/26-1",
            recipient_name=f"{chance.choice(FORENAMES)} {chance.choice(SURNAMES)}",
            facts=tuple(
                f"In March 202{chance.randrange(1, 7)}: a report of unwanted messages, no. {line}."
                for line in range(1, chance.randrange(2, 7))
            ),
        )
        for number in range(1, size + 1)
    ]


def _each(htmls: list[str], render: Callable[[str], bytes | int]) -> Callable[[], str]:
    def act() -> str:
        results = [render(html) for html in htmls]
        made = [result for result in results if isinstance(result, bytes)]
        return f"{sum(map(len, made)) // len(made):,} bytes each" if made else "no bytes"

    return act


def _layout(html: str) -> int:
    fonts, sheet = engine.house_style()
    source = HTML(string=html, url_fetcher=engine.document_fetcher())
    laid_out = source.render(stylesheets=[sheet], font_config=fonts, pdf_variant=engine.VARIANT)
    return len(laid_out.pages)


def _plain(html: str) -> bytes:
    made: bytes = HTML(string=html).write_pdf(pdf_variant=engine.VARIANT)
    return made


def _ours(html: str) -> bytes:
    return pdf.render_pdf(html, identifier=b"bench", title="Letter", created=CREATED)


def _in_child(html: str) -> bytes:
    return pdf.render_in_child(html, identifier=b"bench", title="Letter", created=CREATED)


def _side_by_side(htmls: list[str]) -> str:
    with ThreadPoolExecutor(WORKERS) as workers:
        made = list(workers.map(_in_child, htmls))
    return f"{sum(map(len, made)) // len(made):,} bytes each"


def _sealed(html: str, case: Case) -> bytes:
    document = actions.make(
        key=f"bench:{next(_acts)}",
        kind="warning_letter",
        title="Letter",
        case=case,
        html=html,
        inputs={"name": "x"},
        wording_version="warning_letter-1",
        by=None,
        created=CREATED,
    )
    return bytes(document.pdf)


def _sums(htmls: list[str], render: Callable[[str], bytes]) -> list[str]:
    return [sha256(render(html)).hexdigest() for html in htmls]


def _resident() -> str:
    """The memory of the oldest child that is warm, in megabytes."""
    warm = [each._process.pid for each in child.pool._all]
    if not warm:
        return "no child is warm"
    oldest = min(warm)
    pages = int(Path(f"/proc/{oldest}/statm").read_text().split()[1])
    return f"{pages * 4096 // 1_000_000} MB"
