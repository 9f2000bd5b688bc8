"""Offence codes, outcome numbers and the harm of an offence in days (domain: 4.2, 8.2 and 8.3).

CJS codes and titles are those of the criminal justice system; titles are abridged. Home Office
counting codes are given where they are known and empty where no source was found.

Harm is counted in days as the Cambridge Crime Harm Index does. Only a few values by offence are
published openly; the rest stand in as the median of their sub-group (update of 2026), which is
too coarse to rank persons by. `Offence.harm_is_by_group` tells the two apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Group(Enum):
    """A sub-group of the Cambridge Crime Harm Index, with the median of its offences in days."""

    HOMICIDE = ("Homicide", 5475.0)
    INJURY = ("Violence with injury", 365.0)
    NO_INJURY = ("Violence without injury", 10.0)
    STALKING = ("Stalking and harassment", 10.0)
    RAPE = ("Rape", 2555.0)
    SEXUAL = ("Other sexual offences", 182.25)
    DAMAGE = ("Criminal damage", 2.0)
    SOCIETY = ("Miscellaneous crimes against society", 10.0)
    NOT_CRIME = ("Civil, or not counted as crime", 0.0)

    def __init__(self, title: str, median_days: float) -> None:
        self.title = title
        self.median_days = median_days


class Mode(Enum):
    """How an offence is tried: the mode letters of the CJS offence list."""

    INDICTABLE = "CI"
    EITHER_WAY = "CE"
    SUMMARY = "CS"
    CIVIL = "VP"


@dataclass(frozen=True, slots=True)
class Offence:
    """One offence. `ho_code` is empty where no source was found for it."""

    cjs_code: str
    title: str
    mode: Mode
    group: Group
    ho_code: str = ""
    published_days: float | None = None

    @property
    def harm_days(self) -> float:
        """Days of imprisonment the index gives it: its own where published, else its group's."""
        return self.group.median_days if self.published_days is None else self.published_days

    @property
    def harm_is_by_group(self) -> bool:
        """Whether `harm_days` is only the median of the sub-group."""
        return self.published_days is None


CI, CE, CS, VP = Mode.INDICTABLE, Mode.EITHER_WAY, Mode.SUMMARY, Mode.CIVIL

_LIST = (
    Offence("COML025", "Murder", CI, Group.HOMICIDE, "1", 5475.0),
    Offence("COML025A", "Attempted murder", CI, Group.INJURY, "2"),
    Offence("OF61016", "Wounding with intent", CI, Group.INJURY, "5D", 1460.0),
    Offence("OF61017", "Grievous bodily harm with intent", CI, Group.INJURY, "5D", 1460.0),
    Offence("OF61131", "Wounding or grievous bodily harm without intent", CE, Group.INJURY, "8N"),
    Offence("OF61102", "Assault occasioning actual bodily harm", CE, Group.INJURY, "8N"),
    Offence("CJ88116", "Assault by beating", CS, Group.NO_INJURY, "105A", 1.0),
    Offence("CJ88001", "Common assault", CS, Group.NO_INJURY, "105A", 1.0),
    Offence("SC15005", "Intentional strangulation", CE, Group.INJURY),
    Offence("SC15006", "Intentional suffocation", CE, Group.INJURY),
    Offence("SC15004", "Controlling or coercive behaviour", CE, Group.STALKING, "8U"),
    Offence("OF61014", "Threats to kill", CE, Group.NO_INJURY, "3B"),
    Offence("PH97004", "Harassment without violence", CS, Group.STALKING, "8L"),
    Offence("PH97009", "Harassment causing fear of violence", CE, Group.STALKING, "8L"),
    Offence("PH97006", "Stalking without fear, alarm or distress", CS, Group.STALKING, "8Q"),
    Offence("PH97010", "Stalking involving fear of violence", CE, Group.STALKING, "8Q"),
    Offence("PH97011", "Stalking causing serious alarm or distress", CE, Group.STALKING, "8Q"),
    Offence("SX03002", "Rape of a woman 16 or over", CI, Group.RAPE, "19C", 1825.0),
    Offence("SX03005", "Assault by penetration of a female", CI, Group.SEXUAL, "20A"),
    Offence("SX03007", "Sexual assault on a female", CE, Group.SEXUAL, "20A"),
    Offence("SX03249", "Sharing an intimate image without consent", CS, Group.SEXUAL),
    Offence("SX03250", "Sharing an intimate image to cause distress", CE, Group.SEXUAL),
    Offence("SX03251", "Sharing an intimate image for gratification", CE, Group.SEXUAL),
    Offence("SX03252", "Threatening to share an intimate image", CE, Group.SEXUAL),
    Offence("OS23002", "Communication threatening death or serious harm", CE, Group.STALKING, "8R"),
    Offence("COML017", "False imprisonment", CI, Group.NO_INJURY, "36"),
    Offence("COML020", "Kidnap", CI, Group.NO_INJURY, "36"),
    Offence("CD71039", "Criminal damage under 5,000 pounds", CE, Group.DAMAGE, "58x"),
    Offence("CD71038", "Criminal damage of 5,000 pounds or more", CE, Group.DAMAGE, "58x"),
    Offence("CJ94005", "Intimidating a witness", CE, Group.SOCIETY),
    Offence("DA21001", "Breach of a domestic abuse protection order", CE, Group.SOCIETY),
    Offence("DA21002", "Failing to notify under a protection order", CE, Group.SOCIETY),
    Offence("FL96001", "Breach of a non-molestation order", CE, Group.SOCIETY),
    Offence("SE20002", "Breach of a restraining order", CE, Group.SOCIETY),
    Offence("PH97005", "Breach of a restraining order after conviction", CE, Group.SOCIETY),
    Offence("PH97012", "Breach of a restraining order after acquittal", CE, Group.SOCIETY),
    Offence("ST19001", "Breach of a stalking protection order", CE, Group.SOCIETY),
    Offence("ST19002", "Failing to notify under a stalking protection order", CE, Group.SOCIETY),
    Offence("MC80530", "Breach of a domestic violence protection order", VP, Group.NOT_CRIME),
    Offence("BA76001", "Failing to surrender to custody", CS, Group.SOCIETY),
)

OFFENCES: dict[str, Offence] = {offence.cjs_code: offence for offence in _LIST}

# Home Office outcome numbers, and CANCELLED for a crime that was no crime.
OUTCOMES: dict[str, str] = {
    "1": "Charged or summonsed",
    "2": "Caution, youth",
    "3": "Caution, adult",
    "8": "Community resolution",
    "14": "Suspect not identified, victim does not support action",
    "15": "Named suspect, victim supports action, evidential difficulties",
    "16": "Named suspect, victim does not support action",
    "18": "Investigation complete, no suspect identified",
    "20": "Action taken by another agency",
    "21": "Further investigation not in the public interest",
    "22": "Diversion or intervention, further action not in the public interest",
    "CANCELLED": "Cancelled: found not to be a crime",
}

# Letters after a CJS code and what they make of the offence.
INCHOATE = {"A": "attempt", "B": "aiding and abetting", "C": "conspiracy"}


def offence_for(cjs_code: str) -> Offence | None:
    """The offence of a CJS code in any case; for an attempt and the like, the one attempted.

    None for a code that is not on the list.
    """
    code = cjs_code.strip().upper()
    if code in OFFENCES:
        return OFFENCES[code]
    return OFFENCES.get(code[:-1]) if code[-1:] in INCHOATE else None


def outcome_title(outcome_code: str) -> str:
    """What an outcome number means; the number itself where it is not on the list."""
    return OUTCOMES.get(outcome_code, f"Outcome {outcome_code}" if outcome_code else "None yet")
