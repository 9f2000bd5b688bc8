"""From a row of text to a row of meaning, or to the list of what is wrong with it.

Pure functions: no database and no clock. A doubt is a warning kept on the row; only what
cannot be read, or what a row cannot do without, is a problem.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from casework.incidents.identifiers import POSTCODE, check_cro, check_pnc, normal_postcode
from casework.incidents.importer.columns import COLUMNS, LONG_TEXT, REQUIRED
from casework.incidents.importer.errors import Problem
from casework.incidents.importer.reading import Row
from casework.incidents.importer.values import (
    Moment,
    Unreadable,
    clean_line,
    clean_lines,
    read_birth,
    read_choice,
    read_flag,
    read_moment,
    read_outcome,
)
from casework.incidents.models import RecordType, Relationship, SuspectRole

T = TypeVar("T")
Warning = dict[str, str]

FLAGS = ("da_flag", "stalking_flag", "hbv_flag", "children_present")
TAKEN_AS_GIVEN = (
    *("ho_code", "cjs_code", "ho_title", "risk_tool", "risk_grade", "suspect_address"),
    *("mo_text", "oic_collar", "team", "beat"),
)
# What systems write where they have no id, in capitals (domain: section 8.5).
NO_ID = frozenset(
    {
        *("UNKNOWN", "UNK", "UNKN", "NOT KNOWN", "NOTKNOWN", "NK", "UNIDENTIFIED"),
        *("N/A", "NA", "N.A.", "NONE", "NULL", "NIL", "NO ID", "TBC", "N/K", "*"),
        *("-", "--", "---", ".", "?", "??", "???", "0", "00", "000", "0000", "00000", "000000"),
    }
)
TITLE = re.compile(r"(mr|mrs|ms|miss|mx|dr|prof)\b\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What one row says of one person. Empty text and None mean that it says nothing."""

    nominal_id: str
    forename: str = ""
    surname: str = ""
    date_of_birth: date | None = None
    sex: str = ""
    self_ethnicity: str = ""
    observed_ethnicity: str = ""
    pnc_id: str = ""
    cro_number: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""

    @property
    def says_something(self) -> bool:
        """Whether anything but the id is known."""
        return any(self.values[1:])

    @property
    def values(self) -> tuple[Any, ...]:
        """The id, then everything else, in the order above."""
        return tuple(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A row that can be stored: values by field of Incident, and the two persons.

    `victim` has no nominal id where the source gave none. `content_hash` covers all that was
    read, so two rows with the same hash say the same thing.
    """

    number: int
    occurrence_no: str
    crime_ref: str
    values: dict[str, Any]
    suspect: Particulars
    victim: Particulars
    updated_at: datetime | None
    content_hash: str
    warnings: list[Warning]

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it the same row in the next export; the force is not said again."""
        persons = (self.suspect.nominal_id, self.victim.nominal_id)
        return (self.occurrence_no, self.crime_ref, *persons)


def parse(row: Row, *, today: date) -> Accepted | list[Problem]:
    """Read one row; `today` is the local date that dates of birth are held against."""
    cells = Cells(row)
    values = _incident(cells)
    suspect = _suspect(cells, today)
    victim = _victim(cells, today)
    updated = cells.moment("updated_dt")
    _check_persons(cells, suspect, victim)
    if cells.problems:
        return cells.problems
    updated_at = updated.at if updated else None
    return Accepted(
        number=row.number,
        occurrence_no=cells.text["occurrence_no"],
        crime_ref=cells.text["crime_ref"],
        values=values,
        suspect=suspect,
        victim=victim,
        updated_at=updated_at,
        content_hash=_hash_of(cells.text["occurrence_no"], cells.text["crime_ref"], values,
                              suspect, victim, updated_at),
        warnings=cells.warnings,
    )  # fmt: skip


class Cells:
    """The cleaned text of a row's cells, with the problems and warnings met in reading them."""

    def __init__(self, row: Row) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Warning] = []
        if row.surplus:
            count = len(COLUMNS) + row.surplus
            self._problem("", str(count), "The row has more values than the header has columns.",
                          "Put quotes around values that hold a comma.")  # fmt: skip
        self.text = {name: self._clean(name, row.cells.get(name, "")) for name in COLUMNS}
        for name in REQUIRED:
            if not self.text[name] and not any(p.column == name for p in self.problems):
                self._problem(name, "", "This value is required.", "Fill it in.")

    def _clean(self, name: str, cell: str) -> str:
        try:
            text = clean_lines(cell) if name in LONG_TEXT else clean_line(cell)
        except Unreadable as error:
            self._problem(name, cell, error.problem, error.remedy)
            return ""
        if len(text) > COLUMNS[name]:
            longest = f"Shorten it to {COLUMNS[name]} characters."
            self._problem(name, text, "The value is too long.", longest)
            return ""
        return text

    def read(self, name: str, reader: Callable[[str], T], default: T) -> T:
        """What `reader` makes of the cell; `default` for an empty or unreadable one."""
        text = self.text[name]
        if not text:
            return default
        try:
            return reader(text)
        except Unreadable as error:
            self._problem(name, text, error.problem, error.remedy)
            return default

    def moment(self, name: str) -> Moment | None:
        """The instant in the cell, with a warning where the clocks make it two."""
        moment: Moment | None = self.read(name, read_moment, None)
        if moment and moment.twice:
            self.warn(name, "The clocks went back over this time; the first of the two is taken.")
        return moment

    def choice(self, name: str, choices: list[str], otherwise: str) -> str:
        """One of `choices`; an empty cell is taken as `otherwise`, with a warning."""
        if not self.text[name]:
            self.warn(name, f"Empty; taken as {otherwise}.")
        return self.read(name, lambda text: read_choice(text, choices), otherwise)

    def refuse(self, column: str, problem: str, remedy: str) -> None:
        """Note a problem that only shows when several cells are read together."""
        self._problem(column, self.text[column], problem, remedy)

    def warn(self, column: str, text: str) -> None:
        """Note a doubt that stays on the row."""
        self.warnings.append({"column": column, "text": text})

    def _problem(self, column: str, value: str, problem: str, remedy: str) -> None:
        self.problems.append(Problem(column, value[:200], problem, remedy))


def _incident(cells: Cells) -> dict[str, Any]:
    begun, ended = cells.moment("offence_from"), cells.moment("offence_to")
    reported, decided = cells.moment("reported_dt"), cells.moment("outcome_dt")
    if begun and ended and ended.at < begun.at:
        cells.warn("offence_to", "The offence ends before it starts.")
    values: dict[str, Any] = {name: cells.text[name] for name in TAKEN_AS_GIVEN}
    values |= {name: cells.read(name, read_flag, False) for name in FLAGS}
    record_type = cells.read("record_type", lambda t: read_choice(t, RecordType.values), "")
    return values | {
        "record_type": record_type,
        "offence_from": begun.at if begun else None,
        "offence_on": begun.on if begun else None,
        "offence_to": ended.at if ended else None,
        "reported_at": reported.at if reported else None,
        "relationship": cells.choice("relationship", Relationship.values, Relationship.OTHER),
        "suspect_role": cells.choice("suspect_role", SuspectRole.values, SuspectRole.SUSPECT),
        "suspect_postcode": _postcode(cells, "suspect_postcode"),
        "outcome_code": cells.read("outcome_code", read_outcome, ""),
        "outcome_at": decided.at if decided else None,
    }


def _suspect(cells: Cells, today: date) -> Particulars:
    nominal_id = cells.text["suspect_nominal_id"]
    if nominal_id.upper() in NO_ID:
        remedy = "Fill in the id of one person. Without one, several would be taken for one."
        cells.refuse("suspect_nominal_id", "This stands for no id, and one is required.", remedy)
    return Particulars(
        nominal_id=nominal_id,
        forename=_forename(cells, "suspect_forename"),
        surname=cells.text["suspect_surname"],
        date_of_birth=_birth(cells, "suspect_dob", today),
        sex=cells.text["suspect_sex"],
        self_ethnicity=cells.text["self_ethnicity"],
        observed_ethnicity=cells.text["obs_ethnicity"],
        pnc_id=_checked(cells, "pnc_id", check_pnc),
        cro_number=_checked(cells, "cro_no", check_cro),
        address=cells.text["suspect_address"],
        postcode=_postcode(cells, "suspect_postcode"),
        phone=cells.text["suspect_phone"],
    )


def _victim(cells: Cells, today: date) -> Particulars:
    return Particulars(
        nominal_id=_victim_id(cells),
        forename=_forename(cells, "victim_forename"),
        surname=cells.text["victim_surname"],
        date_of_birth=_birth(cells, "victim_dob", today),
        address=cells.text["victim_address"],
        postcode=_postcode(cells, "victim_postcode"),
        phone=cells.text["victim_phone"],
    )


def _victim_id(cells: Cells) -> str:
    """The id, or "" for a word that stands for none: such victims are never one partner."""
    nominal_id = cells.text["victim_nominal_id"]
    if nominal_id.upper() not in NO_ID:
        return nominal_id
    cells.warn("victim_nominal_id", "Stands for no id; the victim is not counted as a partner.")
    return ""


def _check_persons(cells: Cells, suspect: Particulars, victim: Particulars) -> None:
    if suspect.nominal_id and not (suspect.forename or suspect.surname or suspect.date_of_birth):
        unread = {problem.column for problem in cells.problems}
        if not unread & {"suspect_forename", "suspect_surname", "suspect_dob"}:
            cells.refuse(
                "suspect_surname",
                "The suspect has neither a name nor a date of birth.",
                "Fill in a name or a date of birth.",
            )
    if suspect.nominal_id and suspect.nominal_id == victim.nominal_id:
        cells.refuse(
            "victim_nominal_id",
            "The suspect and the victim are the same nominal.",
            "Correct the nominal ids in the source system.",
        )


def _hash_of(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, default=_plain).encode()).hexdigest()


def _plain(value: date | datetime | Particulars) -> Any:
    """Dates and instants as text, and a person as what the row says of them."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value.values


def _forename(cells: Cells, name: str) -> str:
    """The forename without a title in front, which would make two names of one."""
    text = cells.text[name]
    title = TITLE.match(text)
    if title is None or not text[title.end() :].strip():
        return text
    cells.warn(name, "A title stood before the forename and was left out.")
    return text[title.end() :].strip()


def _birth(cells: Cells, name: str, today: date) -> date | None:
    born: date | None = cells.read(name, lambda text: read_birth(text, today=today), None)
    if born and (born.month, born.day) == (1, 1):
        cells.warn(name, "1 January is often written where the day is not known.")
    return born


def _postcode(cells: Cells, name: str) -> str:
    normal = normal_postcode(cells.text[name])
    if normal and not POSTCODE.fullmatch(normal.replace(" ", "")):
        cells.warn(name, "Not in the form of a postcode; kept as it was given.")
    return normal


def _checked(cells: Cells, name: str, check: Callable[[str], str | None]) -> str:
    """An identifier in capitals; a doubt about it is a warning, never a rejection."""
    text = cells.text[name].upper()
    if text and (doubt := check(text)):
        cells.warn(name, doubt)
    return text
