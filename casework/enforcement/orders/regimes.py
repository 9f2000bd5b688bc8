"""The law of each regime as data: who gives it, for how long, what a breach is (domain: 2i).

What is in this table is the statute's; whether a regime is live in a force on a day is a dated
row that two people enter (`models.RegimeSwitch`), beside the day from which it has been live
everywhere. Periods in days, hours and months are numbers of policy in `rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.accounts.models import Rank
from casework.enforcement.orders.models.names import Regime


class Route(StrEnum):
    """How it comes about."""

    NOTICE = "notice"  # the police give it and go to court
    APPLICATION = "application"  # the police apply to a court
    RECEIVED = "received"  # others make it and the police hear of it


class Power(StrEnum):
    """What the police may do about a breach."""

    ARREST_TO_COURT = "arrest_to_court"  # arrest without warrant, court within 24 hours
    OFFENCE = "offence"  # a crime of its own


@dataclass(frozen=True, kw_only=True)
class Law:
    """One regime. `rank` is the lowest that may give a notice. Ages are in whole years."""

    route: Route
    source: str
    power: Power
    breach_words: str
    # Breach of it by offence code; none where it is no crime.
    breach_code: str = ""
    live_since: date | None = None
    nations: tuple[str, ...] = ("E",)
    rank: Rank | None = None
    adult_only: bool = False
    victim_16: bool = False
    connected: bool = False
    personal_service: bool = False
    notify: bool = False
    open_ended: bool = True
    extendable: bool = True


ARREST_48 = "Arrest without warrant; before a magistrates' court within 24 hours."
BAIL_WORDS = "Arrest for breach of bail; breach is not itself an offence."

LAWS: dict[Regime, Law] = {
    Regime.DAPN: Law(
        route=Route.NOTICE,
        source="Domestic Abuse Act 2021, sections 22 to 26",
        power=Power.ARREST_TO_COURT,
        breach_words=ARREST_48,
        rank=Rank.INSPECTOR,
        adult_only=True,
        victim_16=True,
        connected=True,
        personal_service=True,
        open_ended=False,
        extendable=False,
    ),
    Regime.DAPO: Law(
        route=Route.APPLICATION,
        source="Domestic Abuse Act 2021, sections 27 to 50",
        power=Power.OFFENCE,
        breach_words="Offence under section 39: up to 5 years. Not also contempt of court.",
        breach_code="DA21001",
        adult_only=True,
        victim_16=True,
        connected=True,
        notify=True,
    ),
    Regime.DVPN: Law(
        route=Route.NOTICE,
        source="Crime and Security Act 2010, sections 24 to 26",
        power=Power.ARREST_TO_COURT,
        breach_words=ARREST_48,
        live_since=date(2014, 3, 8),
        rank=Rank.SUPERINTENDENT,
        adult_only=True,
        connected=True,
        personal_service=True,
        open_ended=False,
        extendable=False,
    ),
    Regime.DVPO: Law(
        route=Route.APPLICATION,
        source="Crime and Security Act 2010, sections 27 to 30",
        power=Power.ARREST_TO_COURT,
        breach_words=f"{ARREST_48} A civil breach: a fine or up to 2 months.",
        breach_code="MC80530",
        live_since=date(2014, 3, 8),
        adult_only=True,
        connected=True,
        open_ended=False,
        extendable=False,
    ),
    Regime.SPO: Law(
        route=Route.APPLICATION,
        source="Stalking Protection Act 2019",
        power=Power.OFFENCE,
        breach_words="Offence: up to 5 years.",
        breach_code="ST19001",
        live_since=date(2020, 1, 20),
        notify=True,
    ),
    Regime.NON_MOLESTATION: Law(
        route=Route.RECEIVED,
        source="Family Law Act 1996, sections 42 and 42A",
        power=Power.OFFENCE,
        breach_words="Offence under section 42A: up to 5 years, once they know of the order.",
        breach_code="FL96001",
        live_since=date(1997, 10, 1),
    ),
    Regime.RESTRAINING: Law(
        route=Route.RECEIVED,
        source="Sentencing Act 2020, section 360; Protection from Harassment Act 1997",
        power=Power.OFFENCE,
        breach_words="Offence: up to 5 years.",
        breach_code="SE20002",
        live_since=date(1997, 6, 16),
        nations=("E", "N"),
    ),
    Regime.PRE_CHARGE_BAIL: Law(
        route=Route.RECEIVED,
        source="Police and Criminal Evidence Act 1984, Part 4",
        power=Power.ARREST_TO_COURT,
        breach_words="Arrest under section 46A; breach is not itself an offence.",
        live_since=date(2022, 10, 28),
        open_ended=False,
    ),
    Regime.POST_CHARGE_BAIL: Law(
        route=Route.RECEIVED,
        source="Bail Act 1976, section 7",
        power=Power.ARREST_TO_COURT,
        breach_words=BAIL_WORDS,
        live_since=date(1976, 11, 15),
        nations=("E", "S", "N"),
    ),
}


def law(regime: str) -> Law:
    """The law of a regime. Raises ValueError for one there is not."""
    return LAWS[Regime(regime)]


def needs_notice(regime: str) -> bool:
    """Whether the court can only be asked after a notice was given: the DVPO."""
    return regime == Regime.DVPO
