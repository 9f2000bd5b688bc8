"""How a row is bound to the one before it. Pure arithmetic over text; see SPEC for the bytes.

SPEC. A field is its UTF-8 bytes preceded by their number as four bytes, most significant first,
so no two rows share bytes.

    hash       = SHA-256(prev || stream || seq || at || actor || force || verb || object
                         || request_id || commitment)
    commitment = SHA-256(salt || body)

`prev` is the 32 bytes of the previous row's hash, 32 zero bytes for the first row of a stream;
the other nine are fields as above. `seq`, `actor` and `force` are decimal figures, empty where
there is none. `at` is UTC as "2026-11-22T08:30:00.123456+00:00", always with microseconds.
`salt` is 16 random bytes, stored in hexadecimal; `body` the payload's canonical JSON as stored.
Hashes are stored as 64 small hexadecimal figures.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

NOTHING_BEFORE = ""
SALT_BYTES = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """The fields of one event that its hash covers. `at` is aware; `prev` is "" at the start."""

    prev: str
    stream: str
    seq: int
    at: datetime
    actor: int | None
    force: int | None
    verb: str
    object: str
    request_id: str
    commitment: str


def _field(value: object) -> bytes:
    raw = "" if value is None else str(value)
    encoded = raw.encode()
    return len(encoded).to_bytes(4, "big") + encoded


def instant_text(at: datetime) -> str:
    """An aware instant as the hash reads it: UTC, always with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def link_hash(link: Link) -> str:
    """The hash of one event, 64 hexadecimal figures. ValueError where `prev` is no hash."""
    before = bytes(32) if link.prev == NOTHING_BEFORE else bytes.fromhex(link.prev)
    if len(before) != 32:
        raise ValueError("prev is not a SHA-256")
    fields = (
        link.stream,
        link.seq,
        instant_text(link.at),
        link.actor,
        link.force,
        link.verb,
        link.object,
        link.request_id,
        link.commitment,
    )
    return hashlib.sha256(before + b"".join(map(_field, fields))).hexdigest()


def new_salt() -> str:
    """16 random bytes in hexadecimal: without it nobody can guess what an erased payload said."""
    return secrets.token_hex(SALT_BYTES)


def commit_to(salt: str, body: str) -> str:
    """The commitment to a payload's text. ValueError where the salt is not as `new_salt` writes."""
    raw = bytes.fromhex(salt)
    if raw.hex() != salt or len(raw) != SALT_BYTES:
        raise ValueError("not a salt as stored")
    return hashlib.sha256(raw + body.encode()).hexdigest()
