"""What goes wrong in real exports (domain: section 8.5), each at about the rate it does.

A fault spoils one row in place. What turns one row into several is in `versions`, and what goes
wrong with a person and so with all their rows is in `mixups`. An address never has a UPRN here,
because the export has no column for one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from casework.incidents.generator import words
from casework.incidents.generator.offending import on_the_clock
from casework.incidents.generator.rows import UK_STYLE, Row
from casework.incidents.identifiers import CHECK_LETTERS
from casework.incidents.models import Relationship

SPREADSHEET_EPOCH = date(1899, 12, 30)
UNKNOWN = ("?", "*", "-", "N/K")
LOCAL_SHORTHAND = "Susp att HA, vic upset, NFA, TOA 2210, IP refused, no CCTV"


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake. `rejected` says whether the importer must refuse a row that has it."""

    name: str
    rate: float
    spoil: Callable[[Random, Row], None]
    rejected: bool = False


def spoil(rng: Random, row: Row, tally: Counter[str]) -> None:
    """Let each fault happen to `row`, or not; `tally` counts those that did."""
    for fault in FAULTS:
        if rng.random() < fault.rate:
            before = dict(row)
            fault.spoil(rng, row)
            tally[fault.name] += row != before


def _person(rng: Random) -> str:
    return rng.choice(("suspect", "victim"))


def _arrest_date_as_birth(_: Random, row: Row) -> None:
    row["suspect_dob"] = row["reported_dt"]


def _event_in_future(rng: Random, row: Row) -> None:
    day = written_on(row["updated_dt"]) + timedelta(days=rng.randint(200, 360))
    row["offence_from"], row["offence_to"] = day.isoformat(), ""


def _title_in_forename(rng: Random, row: Row) -> None:
    row["suspect_forename"] = f"{rng.choice(('Mr', 'MR', 'Dr'))} {row['suspect_forename']}"


def _several_names_in_field(rng: Random, row: Row) -> None:
    column = f"{_person(rng)}_forename"
    row[column] = f"{row[column]} {rng.choice(words.MEN + words.WOMEN)}"


def _invented_phone(rng: Random, row: Row) -> None:
    row[f"{_person(rng)}_phone"] = rng.choice(("00000 000000", "01234 567890", "07000 000000"))


def _invented_postcode(rng: Random, row: Row) -> None:
    row[f"{_person(rng)}_postcode"] = rng.choice(("XX1 1XX", "N/K", "ZZ99 3VZ", "A1"))


def _sign_for_unknown(rng: Random, row: Row) -> None:
    column = rng.choice(("forename", "surname", "phone"))
    row[f"{_person(rng)}_{column}"] = rng.choice(UNKNOWN)


def _local_abbreviations(rng: Random, row: Row) -> None:
    row["mo_text"] = LOCAL_SHORTHAND
    if rng.random() < 0.3:
        row["suspect_address"], row["suspect_postcode"] = "NFA", ""


def _incident_number_as_name(_: Random, row: Row) -> None:
    row["suspect_surname"] = row["occurrence_no"]


def _company_as_person(_: Random, row: Row) -> None:
    row["victim_forename"], row["victim_surname"] = "", "Calderwick Homes Ltd"
    row["victim_dob"] = ""


def _animal_as_person(_: Random, row: Row) -> None:
    row["victim_forename"], row["victim_surname"] = "Rex", "(family dog)"
    row["victim_dob"] = ""


def _no_suspect(_: Random, row: Row) -> None:
    for column in ("nominal_id", "forename", "surname", "dob", "address", "postcode", "phone"):
        row[f"suspect_{column}"] = ""


def _orphan_suspect(_: Random, row: Row) -> None:
    row["suspect_forename"] = row["suspect_surname"] = row["suspect_dob"] = ""


def _other_spelling(rng: Random, row: Row) -> None:
    for column in (f"{_person(rng)}_forename", f"{_person(rng)}_surname"):
        row[column] = words.SPELLINGS.get(row[column], row[column])


def _names_swapped(rng: Random, row: Row) -> None:
    who = _person(rng)
    names = row[f"{who}_surname"], row[f"{who}_forename"]
    row[f"{who}_forename"], row[f"{who}_surname"] = names


def _capitals_and_spaces(_: Random, row: Row) -> None:
    row["suspect_surname"] = f" {row['suspect_surname'].upper()} "
    row["victim_forename"] = f"{row['victim_forename']}  "


def _day_and_month_swapped(rng: Random, row: Row) -> None:
    column = f"{_person(rng)}_dob"
    year, month, day = row[column].split("-")
    if int(day) <= 12:
        row[column] = f"{year}-{day}-{month}"


def _birth_placeholder(rng: Random, row: Row) -> None:
    row[f"{_person(rng)}_dob"] = f"01/01/{rng.randint(1960, 2004)}"


def _birth_out_of_range(rng: Random, row: Row) -> None:
    row["suspect_dob"] = rng.choice(("1900-01-01", "2099-01-01"))


def _wrong_check_letter(_: Random, row: Row) -> None:
    number, letter = row["pnc_id"][:-1], row["pnc_id"][-1:]
    if letter:
        row["pnc_id"] = number + CHECK_LETTERS[CHECK_LETTERS.index(letter) - 1]


def _suspect_is_victim(_: Random, row: Row) -> None:
    row["victim_nominal_id"] = row["suspect_nominal_id"]


def _victim_without_id(_: Random, row: Row) -> None:
    row["victim_nominal_id"] = ""


def _no_victim(_: Random, row: Row) -> None:
    for column in ("nominal_id", "forename", "surname", "dob", "address", "postcode", "phone"):
        row[f"victim_{column}"] = ""


def _family_as_partner(_: Random, row: Row) -> None:
    if row["relationship"] == Relationship.FAMILY:
        row["relationship"] = Relationship.PARTNER


def _no_relationship(_: Random, row: Row) -> None:
    row["relationship"] = ""


def _ends_before_it_begins(rng: Random, row: Row) -> None:
    begun = written_on(row["offence_from"])
    row["offence_to"] = (begun - timedelta(days=rng.randint(1, 40))).isoformat()


def _spreadsheet_number(_: Random, row: Row) -> None:
    row["offence_from"] = str((written_on(row["offence_from"]) - SPREADSHEET_EPOCH).days)


def _date_that_never_was(rng: Random, row: Row) -> None:
    row["offence_from"] = rng.choice(("31/02/2025", "2024-02-30", "29/02/2023 14:00"))


def _summer_time_lost(_: Random, row: Row) -> None:
    """Written in universal time by one system and read as local by the next: an hour early."""
    at = written_at(row["reported_dt"])
    if 4 <= at.month <= 10:
        row["reported_dt"] = on_the_clock(at - timedelta(hours=1)).isoformat()


def _address_otherwise_written(_: Random, row: Row) -> None:
    street, comma, town = row["suspect_address"].rpartition(", ")
    for long, short in words.SHORT_FORMS.items():
        street = street.replace(long, short)
    row["suspect_address"] = f"{street}{comma}{town}".upper()


def written_at(text: str) -> datetime:
    """The local time a cell of ours names, in whichever of our styles it is written."""
    if text[2:3] == "/":
        return datetime.strptime(text, UK_STYLE)
    return datetime.fromisoformat(text)


def written_on(text: str) -> date:
    """The day of the same."""
    return written_at(text).date()


# In the order they happen: what reads a date stands before what takes one away, so that any of
# them may meet in one row.
FAULTS = (
    Fault("day and month of birth swapped", 0.007, _day_and_month_swapped),
    Fault("arrest date as date of birth", 0.002, _arrest_date_as_birth),
    Fault("placeholder date of birth", 0.010, _birth_placeholder),
    Fault("event in the future", 0.002, _event_in_future),
    Fault("ends before it begins", 0.003, _ends_before_it_begins),
    Fault("summer time lost", 0.005, _summer_time_lost),
    Fault("title in forename", 0.008, _title_in_forename),
    Fault("several names in a field", 0.005, _several_names_in_field),
    Fault("other spelling", 0.060, _other_spelling),
    Fault("forename and surname swapped", 0.005, _names_swapped),
    Fault("capitals and spaces", 0.030, _capitals_and_spaces),
    Fault("address written otherwise", 0.080, _address_otherwise_written),
    Fault("invented phone", 0.008, _invented_phone),
    Fault("invented postcode", 0.006, _invented_postcode),
    Fault("sign for unknown", 0.005, _sign_for_unknown),
    Fault("local abbreviations", 0.010, _local_abbreviations),
    Fault("incident number as name", 0.001, _incident_number_as_name),
    Fault("company as person", 0.001, _company_as_person),
    Fault("animal as person", 0.001, _animal_as_person),
    Fault("wrong check letter", 0.020, _wrong_check_letter),
    Fault("victim without an id", 0.012, _victim_without_id),
    Fault("no victim at all", 0.003, _no_victim),
    Fault("family coded as partner", 0.020, _family_as_partner),
    Fault("no relationship", 0.004, _no_relationship),
    Fault("no suspect", 0.003, _no_suspect, rejected=True),
    Fault("suspect without identifying data", 0.001, _orphan_suspect, rejected=True),
    Fault("suspect is the victim", 0.002, _suspect_is_victim, rejected=True),
    Fault("birth out of range", 0.002, _birth_out_of_range, rejected=True),
    Fault("spreadsheet number for a date", 0.003, _spreadsheet_number, rejected=True),
    Fault("date that never was", 0.001, _date_that_never_was, rejected=True),
)
