"""Persons of the made-up force: suspects and the people they harm."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from casework.incidents.generator import words
from casework.incidents.generator.places import Home, Places
from casework.incidents.identifiers import check_letter

MALE, FEMALE = "Male", "Female"
OTHER_SEXES = ("Trans Male", "Trans Female", "Non-Binary", "Not Known")

# The 18+1 scheme, with how many of a thousand persons give each code themselves.
ETHNICITIES = {
    "W1": 700, "W2": 10, "W3": 4, "W9": 60, "M1": 12, "M2": 5, "M3": 5, "M9": 5, "A1": 20,
    "A2": 35, "A3": 14, "A4": 4, "A9": 16, "B1": 18, "B2": 28, "B9": 8, "O1": 4, "O9": 12, "NS": 40,
}  # fmt: skip
# What an officer sees, as six appearance codes; unknown where nobody was met.
OBSERVED = {"W": "1", "M": "0", "A": "4", "B": "3", "O": "6", "N": "0"}


@dataclass(slots=True)
class Human:
    """One person as the force knows them. `homes` grows as they move; the last is the newest."""

    nominal_id: str
    forename: str
    surname: str
    born: date
    sex: str
    ethnicity: str
    phone: str
    homes: list[Home] = field(default_factory=list)
    pnc_id: str = ""
    cro_no: str = ""

    @property
    def home(self) -> Home:
        return self.homes[-1]

    @property
    def observed(self) -> str:
        return OBSERVED[self.ethnicity[0]]


class Population:
    """Makes persons and numbers them in the order they are made."""

    def __init__(self, rng: Random, places: Places, until: date) -> None:
        self._rng = rng
        self._until = until
        self._made = 0
        self.places = places

    def suspect(self) -> Human:
        """A person over 16 of either sex, mostly a man of 20 to 50."""
        rng = self._rng
        sex = MALE if rng.random() < 0.82 else FEMALE
        if rng.random() < 0.012:
            sex = rng.choice(OTHER_SEXES)
        return self._human(sex, age=round(rng.triangular(17, 68, 31)))

    def partner_of(self, suspect: Human) -> Human:
        """A partner about as old, mostly of the other sex, with a home of their own."""
        rng = self._rng
        other = FEMALE if suspect.sex != FEMALE else MALE
        sex = other if rng.random() < 0.93 else suspect.sex
        age = self._age(suspect.born) + rng.randint(-9, 7)
        return self._human(sex, age=max(16, age))

    def relative_of(self, suspect: Human) -> Human:
        """A parent, brother, sister or grown child; mostly of the same surname and home."""
        rng = self._rng
        age = self._age(suspect.born) + rng.choice((-21, -3, 2, 4, 24, 27, 30))
        relative = self._human(rng.choice((MALE, FEMALE)), age=min(95, max(10, age)))
        if rng.random() < 0.75:
            relative.surname = suspect.surname
        if rng.random() < 0.6:
            relative.homes = [suspect.home]
        return relative

    def stranger(self) -> Human:
        """Somebody known by sight only."""
        return self._human(self._rng.choice((MALE, FEMALE)), age=self._rng.randint(18, 70))

    def nominal_id(self) -> str:
        """The next number of the nominal index."""
        self._made += 1
        return f"N{self._made:07}"

    def arrest(self, person: Human, on: date) -> None:
        """Give a person the PNC id that an arrest brings, once."""
        if not person.pnc_id:
            digits = f"{on.year % 100:02}{self._rng.randint(1, 999_999):07}"
            person.pnc_id = f"{on.year}/{digits[2:]}{check_letter(digits)}"

    def convict(self, person: Human, on: date) -> None:
        """Give a person the CRO number that a conviction brings, once."""
        if not person.cro_no:
            year, serial = f"{on.year % 100:02}", f"{self._rng.randint(1, 199_999)}"
            person.cro_no = f"{serial}/{year}{check_letter(year + serial.zfill(6))}"

    def _human(self, sex: str, age: int) -> Human:
        rng = self._rng
        forenames = words.WOMEN if sex in (FEMALE, "Trans Female") else words.MEN
        surname = rng.choice(words.SURNAMES)
        if rng.random() < 0.03:
            surname = f"{surname}-{rng.choice(words.SURNAMES)}"
        ethnicity = rng.choices(tuple(ETHNICITIES), tuple(ETHNICITIES.values()))[0]
        return Human(
            nominal_id=self.nominal_id(),
            forename=rng.choice(forenames),
            surname=surname,
            born=self._until - timedelta(days=age * 365 + rng.randint(0, 364)),
            sex=sex,
            ethnicity=ethnicity,
            phone=self.places.phone() if rng.random() < 0.8 else "",
            homes=[self.places.home()],
        )

    def _age(self, born: date) -> int:
        return (self._until - born).days // 365
