"""From an episode to the row an export would have of it, before anything goes wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from casework.incidents.codes import Group, Offence
from casework.incidents.generator import words
from casework.incidents.generator.offending import Episode, on_the_clock
from casework.incidents.generator.persons import Population
from casework.incidents.models import RecordType, SuspectRole

Row = dict[str, str]

# Of a hundred concluded crimes, how many have each outcome (about as published: domain 8.1, 8.2).
CONCLUDED = {"16": 50, "15": 27, "1": 12, "3": 2, "8": 1, "20": 2, "21": 2, "22": 2, "CANCELLED": 2}
NOT_PURSUED = frozenset({"15", "16", "20", "21", "CANCELLED"})

STALKING = frozenset({"PH97006", "PH97010", "PH97011", "ST19001", "ST19002"})
STRANGULATION = frozenset({"SC15005", "SC15006"})
BREACHES = frozenset({"FL96001", "SE20002", "PH97005", "PH97012", "DA21001", "DA21002", "MC80530"})

UK_STYLE = "%d/%m/%Y %H:%M"
DATE_STYLES = ("%Y-%m-%d %H:%M", UK_STYLE, "%Y-%m-%dT%H:%M:%S")


class Recorder:
    """Writes episodes down as one force does, numbering them as they come."""

    def __init__(self, rng: Random, population: Population, force: str, until: date) -> None:
        self._rng = rng
        self._population = population
        self._force = force
        self._until = datetime.combine(until, datetime.max.time()).replace(microsecond=0)
        self._numbered = 0

    def row(self, episode: Episode) -> Row:
        """The row of an episode, its values right and complete as far as they are known."""
        self._numbered += 1
        outcome, decided, role = self._outcome(episode)
        offence = episode.offence
        number = f"{self._numbered:07}/{episode.reported.year % 100:02}"
        write = self._writer()
        settled = max(decided or episode.reported, episode.reported)
        updated = min(self._until, settled + timedelta(minutes=self._rng.randint(10, 9000)))
        return {
            "occurrence_no": f"{self._force}-{number}",
            "crime_ref": f"{self._force}/{number}" if offence else "",
            "record_type": RecordType.CRIME if offence else RecordType.NON_CRIME_DA,
            "ho_code": offence.ho_code if offence else "",
            "cjs_code": offence.cjs_code if offence else "",
            "ho_title": offence.title if offence else "",
            "offence_from": write(episode.begun),
            "offence_to": write(episode.ended) if episode.ended else "",
            "reported_dt": write(episode.reported),
            **self._flags(episode),
            **self._suspect(episode),
            "suspect_role": role,
            **self._victim(episode),
            "mo_text": self._mo(offence),
            "outcome_code": outcome,
            "outcome_dt": write(decided) if decided else "",
            "oic_collar": f"{self._rng.randint(1000, 1399)}",
            "team": self._rng.choice(words.TEAMS),
            "beat": f"{self._rng.choice('NSEW')}{self._rng.randint(1, 12):02}",
            "updated_dt": on_the_clock(updated).strftime("%Y-%m-%dT%H:%M:%S"),
        }

    def _writer(self) -> Callable[[datetime], str]:
        """Dates of one row are written in one style; rows come from several systems."""
        style = self._rng.choices(DATE_STYLES, (82, 13, 5))[0]
        return lambda at: on_the_clock(at).strftime(style)

    def _outcome(self, episode: Episode) -> tuple[str, datetime | None, SuspectRole]:
        rng = self._rng
        if episode.offence is None:
            return "", None, SuspectRole.SUSPECT
        code = rng.choices(tuple(CONCLUDED), tuple(CONCLUDED.values()))[0]
        decided = episode.reported + timedelta(days=rng.randint(2, 190))
        if code == "1" or rng.random() < 0.35:
            self._population.arrest(episode.suspect, episode.reported.date())
        if decided > self._until:
            return "", None, SuspectRole.SUSPECT
        if code in NOT_PURSUED:
            return code, decided, SuspectRole.NFA
        if code != "1":
            return code, decided, SuspectRole.SUSPECT
        if self._until - decided < timedelta(days=150) or rng.random() > 0.75:
            return code, decided, SuspectRole.CHARGED
        self._population.convict(episode.suspect, decided.date())
        return code, decided, SuspectRole.CONVICTED

    def _flags(self, episode: Episode) -> Row:
        rng = self._rng
        stalking = episode.offence is not None and episode.offence.cjs_code in STALKING
        tool = rng.choices(("DASH", "DARA", ""), (60, 35, 5))[0]
        grade = rng.choices(("STANDARD", "MEDIUM", "HIGH"), (55, 33, 12))[0]
        return {
            "da_flag": "N" if episode.relationship == "OTHER" else "Y",
            "stalking_flag": "Y" if stalking else "N",
            "hbv_flag": "Y" if rng.random() < 0.01 else "N",
            "children_present": "Y" if rng.random() < 0.37 else "N",
            "relationship": episode.relationship,
            "risk_tool": tool,
            "risk_grade": grade if tool else "",
        }

    def _suspect(self, episode: Episode) -> Row:
        suspect = episode.suspect
        return {
            "suspect_nominal_id": suspect.nominal_id,
            "suspect_forename": suspect.forename,
            "suspect_surname": suspect.surname,
            "suspect_dob": suspect.born.isoformat(),
            "suspect_sex": suspect.sex,
            "self_ethnicity": suspect.ethnicity,
            "obs_ethnicity": suspect.observed,
            "pnc_id": suspect.pnc_id,
            "cro_no": suspect.cro_no,
            "suspect_address": episode.suspect_home.address,
            "suspect_postcode": episode.suspect_home.postcode,
            "suspect_phone": suspect.phone,
        }

    def _victim(self, episode: Episode) -> Row:
        victim = episode.victim
        return {
            "victim_nominal_id": victim.nominal_id,
            "victim_forename": victim.forename,
            "victim_surname": victim.surname,
            "victim_dob": victim.born.isoformat(),
            "victim_address": episode.victim_home.address,
            "victim_postcode": episode.victim_home.postcode,
            "victim_phone": victim.phone,
        }

    def _mo(self, offence: Offence | None) -> str:
        rng = self._rng
        setting, follow_up = rng.choice(words.SETTINGS), rng.choice(words.FOLLOW_UPS)
        return f"{setting} {words.ACTS[_act(offence)]} {follow_up}"


def _act(offence: Offence | None) -> str:
    """The sort of act an offence is, as `words.ACTS` names them."""
    if offence is None:
        return "words"
    if offence.cjs_code == "SC15004":
        return "control"
    if offence.cjs_code in STRANGULATION:
        return "strangulation"
    if offence.cjs_code in BREACHES:
        return "breach"
    if offence.cjs_code in ("OF61014", "CJ94005"):
        return "threats"
    by_group = {
        Group.RAPE: "sexual",
        Group.SEXUAL: "sexual",
        Group.STALKING: "stalking",
        Group.DAMAGE: "damage",
        Group.INJURY: "serious",
        Group.HOMICIDE: "serious",
        Group.SOCIETY: "breach",
    }
    return by_group.get(offence.group, "assault")
