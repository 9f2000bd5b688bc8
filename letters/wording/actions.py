"""The only writer of approved wording. A text that came with the system becomes a version."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Force
from casework.audit.actions import record
from casework.audit.fields import canonical
from casework.core.errors import Refused
from letters.wording import engine
from letters.wording.composing import check_places
from letters.wording.models import Status, Wording

TEXTS = Path(__file__).resolve().parent / "texts"


@dataclass(frozen=True)
class Shipped:
    """The text of one kind as it came with the system, and the hash that tells it from another."""

    kind: str
    layout: str
    approved_name: str
    paragraphs: dict[str, list[str]]
    sha256: str


@cache
def shipped(kind: str, folder: Path = TEXTS) -> Shipped:
    """The text of `kind`, read from its file; each file is checked when it is first read.

    Raises Refused when no such text came with the system, LetterIncomplete when it names a
    placeholder that does not exist.
    """
    file = folder / f"{kind}.toml"
    if not file.is_file():
        raise Refused("There is no approved wording for this document yet.")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    for texts in data["paragraphs"].values():
        for text in texts:
            check_places(text)
    body = {"paragraphs": data["paragraphs"], "layout": engine.source(data["layout"])}
    sha256 = hashlib.sha256(canonical(body).encode()).hexdigest()
    return Shipped(kind, data["layout"], data["approved_name"], data["paragraphs"], sha256)


def kinds() -> list[str]:
    """The kinds of document that the system brings wording for."""
    return sorted(file.stem for file in TEXTS.glob("*.toml"))


def ensure_wordings() -> list[Wording]:
    """Make every text that came with the system a live version; returns those newly made.

    Run again it makes nothing. A text that was live once and has been replaced stays replaced.
    """
    return [made for kind in kinds() if (made := _ensure(shipped(kind)))]


def current_wording(kind: str, *, force: Force | None) -> Wording:
    """The live wording of `kind` for `force`: the force's own, else the one of the system.

    The text that came with this release is made a version first where it is not one yet.
    Raises Refused when there is no wording of that kind.
    """
    own = Wording.objects.live().filter(kind=kind, force=force, force__isnull=False).first()
    if own:
        return own
    _ensure(shipped(kind))
    return Wording.objects.current(kind, force=force)


def _ensure(text: Shipped) -> Wording | None:
    known = Wording.objects.filter(kind=text.kind, force=None)
    if known.filter(sha256=text.sha256).exists():
        return None
    with transaction.atomic():
        # Two processes starting at once: the second waits on this row, or on the unique version.
        before = known.select_for_update(no_key=True).order_by("-version").first()
        if known.filter(sha256=text.sha256).exists():
            return None
        now = timezone.now()
        if before and before.status == Status.LIVE:
            before.status, before.retired_at = Status.RETIRED, now
            before.save(update_fields=["status", "retired_at"])
        wording, made = Wording.objects.get_or_create(
            kind=text.kind,
            force=None,
            version=before.version + 1 if before else 1,
            defaults={
                "layout": text.layout,
                "paragraphs": text.paragraphs,
                "sha256": text.sha256,
                "status": Status.LIVE,
                "approved_name": text.approved_name,
                "approved_at": now,
            },
        )
        if not made:
            return None
        record(
            obj=wording,
            verb="wording.published",
            by=None,
            before={"wording": before.reference} if before else None,
            after={"wording": wording.reference, "sha256": wording.sha256},
        )
    return wording
