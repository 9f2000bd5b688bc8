"""The words for verbs.

Each room keeps a `words.py` that calls `register`; all of them are found and read at start
(`apps.AuditConfig.ready`), so the log never imports a room above it. Verbs are data, not choices:
a new one needs no migration.
"""

from __future__ import annotations

_WORDS: dict[str, str] = {
    "looked": "Looked at",
    "audit.verified": "Chains of the log checked",
}


def register(words: dict[str, str]) -> None:
    """Add verb -> words ("case.adopted" -> "Case adopted"). Other words for a known verb refuse.

    Raises ValueError: two rooms would mean different things by one verb.
    """
    for verb, text in words.items():
        if _WORDS.setdefault(verb, text) != text:
            raise ValueError(f"The verb {verb} already means “{_WORDS[verb]}”.")


def words_for(verb: str) -> str:
    """The words of a verb; for one nobody registered the verb itself, made readable."""
    return _WORDS.get(verb) or readable(verb)


def readable(name: str) -> str:
    """ "step_down.proposed" as "Step down proposed"."""
    return name.replace(".", " ").replace("_", " ").strip().capitalize()


def registered() -> dict[str, str]:
    """Every known verb with its words, in the order of the words."""
    return dict(sorted(_WORDS.items(), key=lambda pair: (pair[1], pair[0])))
