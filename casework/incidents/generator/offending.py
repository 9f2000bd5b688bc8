"""Who harms whom, how often and how badly: the careers of the made-up force's suspects.

The shape is that of a published study of partner violence (domain: section 4.2): about 78% of
suspects are reported once, and about 3% carry 90% of the harm.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import pairwise
from random import Random

from casework.incidents.codes import OFFENCES, Offence
from casework.incidents.generator.persons import FEMALE, Human, Population
from casework.incidents.generator.places import Home
from casework.incidents.models import Relationship

PARTNER, EX = Relationship.PARTNER, Relationship.EX
FAMILY, OTHER = Relationship.FAMILY, Relationship.OTHER


class Kind(Enum):
    """What sort of suspect: how many of every two hundred, the rows of each, share of crimes."""

    ONCE = (155, 1, 0, 0.60)
    REPEAT = (38, 2, 5.8, 0.60)
    SERIAL = (1, 7, 4.0, 0.75)  # harms one partner after another, none of it at its worst
    FEW = (4, 10, 9.0, 0.78)  # the few with most of the harm
    SERIAL_FEW = (2, 13, 9.0, 0.80)

    def __init__(self, share: int, fewest: int, more: float, crimed: float) -> None:
        self.share = share
        self.fewest = fewest
        self.more = more
        self.crimed = crimed


MOST_ROWS = 40
SERIAL_KINDS = (Kind.SERIAL, Kind.SERIAL_FEW)
WORST_KINDS = (Kind.FEW, Kind.SERIAL_FEW)
# Of the crimes of the few, how many are of the worst sort.
WORST_SHARE = 0.5

WORST: dict[str, float] = {
    "SX03002": 50,
    "OF61016": 20,
    "OF61017": 15,
    "SX03005": 7,
    "COML017": 5,
    "COML025A": 3,
}
USUAL: dict[Relationship, dict[str, float]] = {
    PARTNER: {
        "CJ88116": 34, "CJ88001": 14, "CD71039": 13, "SC15004": 12, "PH97004": 8, "OF61014": 6,
        "OF61102": 4, "OS23002": 3, "SC15005": 1.4, "DA21001": 1, "MC80530": 1, "SC15006": 0.3,
        "SX03007": 0.4, "CD71038": 0.3,
    },
    EX: {
        "PH97004": 26, "CJ88116": 14, "PH97006": 10, "CD71039": 10, "OS23002": 9, "PH97011": 6,
        "FL96001": 6, "OF61014": 5, "SE20002": 4, "PH97009": 4, "OF61102": 3, "PH97010": 2,
        "CJ94005": 1, "PH97005": 1, "ST19001": 1, "SX03250": 0.6, "SX03252": 0.6, "DA21002": 0.5,
    },
    FAMILY: {
        "CJ88116": 38, "CJ88001": 22, "CD71039": 22, "OF61014": 7, "PH97004": 5, "OF61102": 4,
        "FL96001": 2,
    },
    OTHER: {"CJ88001": 40, "PH97004": 30, "CD71039": 20, "PH97006": 10},
}  # fmt: skip

# Offences that go on: they have a first and a last day.
COURSES_OF_CONDUCT = frozenset(
    {"SC15004", "PH97004", "PH97006", "PH97009", "PH97010", "PH97011", "OS23002"}
)
# Out of a hundred reports, how many are of each hour of the day.
HOURS = (7, 6, 4, 3, 2, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8, 8)


@dataclass(frozen=True, slots=True)
class Episode:
    """One thing that was reported. Times are local; `offence` is None where none was recorded."""

    suspect: Human
    victim: Human
    relationship: Relationship
    offence: Offence | None
    begun: datetime
    ended: datetime | None
    reported: datetime
    suspect_home: Home
    victim_home: Home


@dataclass(slots=True)
class Bond:
    """A suspect and one person they harm, from one day to another."""

    victim: Human
    relationship: Relationship
    first: date
    last: date
    parted: date | None = None
    lived_together: bool = False

    def on(self, day: date) -> Relationship:
        """Whether partners were still together on `day`."""
        return EX if self.parted and day >= self.parted else self.relationship


def kinds(rng: Random) -> Iterator[Kind]:
    """Kinds of suspects without end, in the shares above in every two hundred."""
    deck = [kind for kind in Kind for _ in range(kind.share)]
    while True:
        rng.shuffle(deck)
        yield from deck


class Careers:
    """Makes up what each suspect did between two days, both included."""

    def __init__(self, rng: Random, population: Population, first: date, until: date) -> None:
        self._rng = rng
        self._population = population
        self._first = first
        self._until = until
        # Lately harmed partners: now and then another suspect harms one of them too.
        self._partners: deque[Human] = deque(maxlen=200)

    def of(self, suspect: Human, kind: Kind) -> list[Episode]:
        """Everything reported of one suspect, by day."""
        bonds = self._bonds(suspect, kind)
        rows = min(MOST_ROWS, kind.fewest + round(self._rng.expovariate(1) * kind.more))
        shares = [self._rng.random() + 0.2 for _ in bonds]
        episodes: list[Episode] = []
        for bond, share in zip(bonds, shares, strict=True):
            count = max(1, round(rows * share / sum(shares)))
            episodes += self._episodes(suspect, kind, bond, count)
            if bond.parted and bond.parted < self._until:
                suspect.homes.append(self._population.places.home())
        return sorted(episodes, key=lambda episode: episode.begun)

    def _bonds(self, suspect: Human, kind: Kind) -> list[Bond]:
        rng = self._rng
        total = (self._until - self._first).days
        start = round(total * rng.random() * (0.3 if kind in SERIAL_KINDS else 0.85))
        span = max(1, round((total - start) * rng.uniform(0.4, 1.0)))
        partners = self._partner_count(kind)
        cuts = [start + span * cut // partners for cut in range(partners + 1)]
        bonds = [
            self._partnership(suspect, self._day(begun), self._day(ended))
            for begun, ended in pairwise(cuts)
        ]
        if kind is Kind.ONCE:
            self._make_other(suspect, bonds[0])
        elif rng.random() < 0.22:
            relative = self._population.relative_of(suspect)
            bonds.append(Bond(relative, FAMILY, self._day(start), self._day(start + span)))
        return bonds

    def _partner_count(self, kind: Kind) -> int:
        if kind in SERIAL_KINDS:
            return self._rng.choices((3, 4, 5, 6), (60, 25, 10, 5))[0]
        return 1 if kind is Kind.ONCE or self._rng.random() < 0.75 else 2

    def _partnership(self, suspect: Human, first: date, last: date) -> Bond:
        rng = self._rng
        victim = self._partner(suspect)
        parted = None
        if rng.random() < 0.6:
            parted = first + timedelta(days=round((last - first).days * rng.random()))
        return Bond(victim, PARTNER, first, last, parted, lived_together=rng.random() < 0.6)

    def _partner(self, suspect: Human) -> Human:
        if len(self._partners) > 50 and self._rng.random() < 0.04:
            known = self._rng.choice(self._partners)
            if known.sex != suspect.sex:
                return known
        victim = self._population.partner_of(suspect)
        self._partners.append(victim)
        return victim

    def _make_other(self, suspect: Human, bond: Bond) -> None:
        """Turn some single bonds to one with family or somebody else."""
        drawn = self._rng.random()
        if drawn < 0.16:
            bond.relationship, bond.parted = FAMILY, None
            bond.victim = self._population.relative_of(suspect)
        elif drawn < 0.20:
            bond.relationship, bond.parted, bond.lived_together = OTHER, None, False
            bond.victim = self._population.stranger()

    def _episodes(self, suspect: Human, kind: Kind, bond: Bond, count: int) -> Iterator[Episode]:
        rng = self._rng
        span = (bond.last - bond.first).days
        for place in range(count):
            day = bond.first + timedelta(days=rng.randint(0, span))
            relationship = bond.on(day)
            # Each partner of a serial suspect has one crime at least, or they would not be one.
            crime = rng.random() < kind.crimed or (place == 0 and kind in SERIAL_KINDS)
            offence = self._offence(kind, relationship, bond.victim) if crime else None
            begun, ended, reported = self._times(day, offence)
            together = bond.lived_together and relationship is PARTNER
            home = bond.victim.home if together else suspect.home
            yield Episode(
                suspect, bond.victim, relationship, offence, begun, ended, reported,
                suspect_home=home, victim_home=bond.victim.home,
            )  # fmt: skip

    def _offence(self, kind: Kind, relationship: Relationship, victim: Human) -> Offence:
        worst = kind in WORST_KINDS and self._rng.random() < WORST_SHARE
        weights = WORST if worst else USUAL[relationship]
        code = self._rng.choices(tuple(weights), tuple(weights.values()))[0]
        if code.startswith("SX0300") and victim.sex != FEMALE:
            code = "OF61016" if worst else "OF61102"
        return OFFENCES[code]

    def _times(
        self, day: date, offence: Offence | None
    ) -> tuple[datetime, datetime | None, datetime]:
        """When it began, when it ended if it went on, and when it was reported."""
        rng = self._rng
        latest = datetime.combine(self._until, datetime.max.time()).replace(microsecond=0)
        hour = rng.choices(range(24), HOURS)[0]
        begun = on_the_clock(datetime(day.year, day.month, day.day, hour, rng.randint(0, 59)))
        ended = None
        if offence and offence.cjs_code in COURSES_OF_CONDUCT:
            ended = min(latest, on_the_clock(begun + timedelta(hours=rng.randint(1, 24 * 90))))
        drawn = rng.random()
        later = timedelta(minutes=rng.randint(5, 600))
        if drawn < 0.05:
            later = timedelta(days=rng.randint(30, 700))
        elif drawn < 0.2:
            later = timedelta(days=rng.randint(1, 20), minutes=rng.randint(0, 900))
        reported = min(latest, on_the_clock((ended or begun) + later))
        return begun, ended, reported

    def _day(self, number: int) -> date:
        return min(self._until, self._first + timedelta(days=number))


def on_the_clock(at: datetime) -> datetime:
    """A local time that was: the hour left out on the last Sunday of March is stepped over."""
    left_out = at.month == 3 and at.weekday() == 6 and at.day >= 25 and at.hour == 1
    return at + timedelta(hours=1) if left_out else at
