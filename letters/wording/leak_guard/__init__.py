"""Does a text say who somebody else is, where they live or what their number is?

`scan(text, forbidden)` finds every name, address, postcode and phone of everyone in `forbidden`,
however it is written: other letter case, spacing and punctuation, accents and look-alike letters,
invisible characters, figures for letters, words broken over lines or into pieces, +44 for 0.
`forbidden_for(person)` reads from the records who those others are (domain: section 5.10).

What it does on purpose, because a guard that stops every letter is switched off:
- A name that is also an ordinary word ("Will", "May", "Hope", or any word of the approved text)
  counts when it is written as a name: with a capital inside a sentence, and not in a date; with
  the rest of the name beside it, it always counts.
- The recipient's own names, addresses and numbers may stand in the letter, also where somebody
  else shares them: a family name is found only together with the other's forename.
- Phrases of the office (the letterhead, who signs) may stand where they stand whole.
- One letter is never a name by itself, so bare initials ("M.") are not found; with the surname
  beside them the surname is. Nicknames that no record holds, and a town alone, are not found.
So the second person's reading of the letter stays (the redaction check of its authority).
"""

from __future__ import annotations

from letters.wording.leak_guard.forbidden import Forbidden, Kind, Protected
from letters.wording.leak_guard.records import forbidden_for, office_phrases
from letters.wording.leak_guard.scanning import Finding, scan

__all__ = [
    "Finding",
    "Forbidden",
    "Kind",
    "Protected",
    "forbidden_for",
    "office_phrases",
    "scan",
]
