"""The bytes of the chain, worked out a second time from the words of its specification."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.audit.chain import Link, commit_to, instant_text, link_hash, new_salt

LINK = Link(
    prev="",
    stream="case:17",
    seq=1,
    at=datetime(2026, 11, 22, 8, 30, 0, 123456, tzinfo=UTC),
    actor=4,
    force=None,
    verb="case.adopted",
    object="cases.case:17",
    request_id="0" * 32,
    commitment="ab" * 32,
)


def by_the_specification(link: Link) -> str:
    """SHA-256(prev || nine fields), each its length in four bytes and then its UTF-8 bytes."""
    figures = ["" if each is None else str(each) for each in (link.actor, link.force)]
    at = link.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    texts = [link.stream, str(link.seq), at, *figures]
    texts += [link.verb, link.object, link.request_id, link.commitment]
    read = bytes.fromhex(link.prev) if link.prev else b"\x00" * 32
    for text in texts:
        raw = text.encode("utf-8")
        read += bytes([len(raw) >> 24 & 255, len(raw) >> 16 & 255, len(raw) >> 8 & 255])
        read += bytes([len(raw) & 255]) + raw
    return hashlib.sha256(read).hexdigest()


texts = st.text("ab:.0é€𐐷", max_size=12)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
links = st.builds(
    Link,
    prev=st.just("") | hashes,
    stream=texts,
    seq=st.integers(1, 2**62),
    at=st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC)),
    actor=st.none() | st.integers(1),
    force=st.none() | st.integers(1),
    verb=texts,
    object=texts,
    request_id=texts,
    commitment=hashes,
)


@given(links)
def test_the_hash_is_the_one_of_the_specification(link: Link) -> None:
    assert link_hash(link) == by_the_specification(link)


def test_the_hash_of_one_known_row_never_changes() -> None:
    expected = "03853b730e504c71fe940cde04d6f4e1cd3d41c8d579e9b4685f024c72d37520"
    assert link_hash(LINK) == expected


@given(links, links)
def test_two_different_rows_never_share_a_hash(one: Link, other: Link) -> None:
    # The specification reads "nothing before" as 32 zero bytes.
    same = replace(one, prev=one.prev or "0" * 64) == replace(other, prev=other.prev or "0" * 64)
    assert (link_hash(one) == link_hash(other)) == same


def test_a_letter_moved_from_one_field_to_the_next_changes_the_hash() -> None:
    moved = replace(LINK, verb="case.adopte", object="dcases.case:17")
    assert link_hash(moved) != link_hash(LINK)


def test_without_the_lengths_the_moved_letter_would_not_show(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from casework.audit import chain

    monkeypatch.setattr(chain, "_field", lambda value: str(value or "").encode())
    moved = replace(LINK, verb="case.adopte", object="dcases.case:17")
    assert link_hash(moved) == link_hash(LINK)


def test_nobody_and_nought_are_not_the_same_actor() -> None:
    assert link_hash(replace(LINK, actor=None)) != link_hash(replace(LINK, actor=0))


def test_an_instant_is_the_same_text_whatever_its_zone() -> None:
    elsewhere = LINK.at.astimezone(timezone(timedelta(hours=5)))
    assert instant_text(elsewhere) == instant_text(LINK.at) == "2026-11-22T08:30:00.123456+00:00"


def test_a_whole_second_keeps_its_microseconds() -> None:
    assert instant_text(LINK.at.replace(microsecond=0)).endswith("08:30:00.000000+00:00")


@pytest.mark.parametrize("wrong", ["zz", "ab" * 31])
def test_what_is_no_hash_is_refused_as_the_one_before(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        link_hash(replace(LINK, prev=wrong))


@given(texts, texts)
def test_a_commitment_holds_to_one_text_alone(said: str, other: str) -> None:
    salt = new_salt()
    assert (commit_to(salt, said) == commit_to(salt, other)) == (said == other)


def test_the_same_words_are_committed_to_differently_each_time() -> None:
    assert commit_to(new_salt(), "{}") != commit_to(new_salt(), "{}")


@pytest.mark.parametrize("wrong", ["", "ab", "AB" * 16, "zz" * 16])
def test_a_salt_in_another_spelling_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        commit_to(wrong, "{}")
