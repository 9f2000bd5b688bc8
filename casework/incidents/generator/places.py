"""Homes and phone numbers nobody has: streets that are not there, numbers kept for drama.

Postcodes begin with Q, V or X, letters that no postcode of the United Kingdom begins with. Phone
numbers are of the ranges that Ofcom keeps free for television and radio drama.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from casework.incidents.generator import words

POSTCODE_AREAS = ("QB", "QF", "QW", "VD", "VN", "XC", "XH", "XT")
INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # Royal Mail uses no C, I, K, M, O or V in these places

# Each start is followed by three figures: a thousand numbers that are never given to anybody.
DRAMA_RANGES = (
    "07700 900",
    "020 7946 0",
    "0113 496 0",
    "0114 496 0",
    "0115 496 0",
    "0116 496 0",
    "0117 496 0",
    "0118 496 0",
    "0121 496 0",
    "0131 496 0",
    "0141 496 0",
    "0151 496 0",
    "0161 496 0",
    "0191 498 0",
    "028 9649 6",
    "029 2018 0",
    "01632 960",
)


@dataclass(frozen=True, slots=True)
class Home:
    """An address and its postcode; persons of one home share the object."""

    address: str
    postcode: str


class Places:
    """Hands out homes and phone numbers. Numbers repeat only once all have been given."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._postcodes: dict[tuple[str, str], str] = {}
        self._phones = [f"{start}{n:03}" for start in DRAMA_RANGES for n in range(1000)]
        rng.shuffle(self._phones)
        self._given = 0

    def phone(self) -> str:
        """A number; two persons share one only in a force of more than 17,000 numbers."""
        self._given += 1
        return self._phones[self._given % len(self._phones)]

    def home(self) -> Home:
        """A house or flat; all of a street have one postcode."""
        rng = self._rng
        street = f"{rng.choice(words.STREET_STARTS)} {rng.choice(words.STREET_ENDS)}"
        town = rng.choice(words.TOWNS)
        flat = f"Flat {rng.randint(1, 24)}, " if rng.random() < 0.3 else ""
        if (street, town) not in self._postcodes:
            self._postcodes[street, town] = self._postcode()
        address = f"{flat}{rng.randint(1, 180)} {street}, {town}"
        return Home(address, self._postcodes[street, town])

    def _postcode(self) -> str:
        rng = self._rng
        inward = f"{rng.randint(0, 9)}{rng.choice(INWARD_LETTERS)}{rng.choice(INWARD_LETTERS)}"
        return f"{rng.choice(POSTCODE_AREAS)}{rng.randint(1, 29)} {inward}"
