"""One record that an export holds more than once: crimed late, edited, counted twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from casework.incidents.codes import OFFENCES
from casework.incidents.generator.rows import Row
from casework.incidents.models import CANCELLED, RecordType, SuspectRole

SUSPECT_COLUMNS = ("nominal_id", "forename", "surname", "dob", "address", "postcode", "phone")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that makes several rows of one, in the order they stand in the export."""

    name: str
    rate: float
    rows_of: Callable[[Random, Row], list[Row]]
    crimes_only: bool = True


def versions_of(rng: Random, row: Row, tally: Counter[str]) -> list[Row]:
    """`row`, or the several rows it became; at most one change happens to a row."""
    for change in CHANGES:
        crime = row["record_type"] == RecordType.CRIME
        if (crime or not change.crimes_only) and rng.random() < change.rate:
            tally[change.name] += 1
            return change.rows_of(rng, row)
    return [row]


def _crimed_late(_: Random, row: Row) -> list[Row]:
    """First an incident, days later a crime of the same occurrence: two keys, one event."""
    before = row | {
        "record_type": RecordType.NON_CRIME_DA,
        "crime_ref": "",
        "ho_code": "",
        "cjs_code": "",
        "ho_title": "",
        "suspect_role": SuspectRole.SUSPECT,
        "outcome_code": "",
        "outcome_dt": "",
    }
    return [before, row]


def _reclassified(rng: Random, row: Row) -> list[Row]:
    offence = OFFENCES[rng.choice(("CJ88001", "PH97004", "OF61014"))]
    codes = {
        "cjs_code": offence.cjs_code,
        "ho_code": offence.ho_code,
        "ho_title": offence.title,
    }
    return [row | codes, _edited_later(rng, row)]


def _outcome_changed(rng: Random, row: Row) -> list[Row]:
    before = row | {"outcome_code": "", "outcome_dt": "", "suspect_role": SuspectRole.SUSPECT}
    return [before, _edited_later(rng, row)]


def _cancelled_later(rng: Random, row: Row) -> list[Row]:
    cancelled = {"outcome_code": CANCELLED, "suspect_role": SuspectRole.NFA}
    return [row, _edited_later(rng, row) | cancelled]


def _edited_later(rng: Random, row: Row) -> Row:
    updated = datetime.fromisoformat(row["updated_dt"]) + timedelta(minutes=rng.randint(1, 600))
    hour_kept = updated.replace(hour=12)  # never in an hour that the clocks leave out or repeat
    if hour_kept.isoformat() <= row["updated_dt"]:
        hour_kept += timedelta(days=1)
    return row | {"updated_dt": hour_kept.isoformat()}


def _given_twice(_: Random, row: Row) -> list[Row]:
    """The same record, another story, the same moment: the importer must reject one."""
    return [row, row | {"mo_text": f"{row['mo_text']} Amended."}]


def _repeated(_: Random, row: Row) -> list[Row]:
    return [row, dict(row)]


def _counter_allegation(_: Random, row: Row) -> list[Row]:
    """Each says the other did it: the victim stands as suspect in a row of its own."""
    if not row["victim_nominal_id"]:
        return [row]
    other = dict(row)
    for column in SUSPECT_COLUMNS:
        theirs = row[f"victim_{column}"], row[f"suspect_{column}"]
        other[f"suspect_{column}"], other[f"victim_{column}"] = theirs
    other |= dict.fromkeys(("suspect_sex", "self_ethnicity", "obs_ethnicity"), "")
    other |= dict.fromkeys(("pnc_id", "cro_no"), "")
    other |= {"suspect_role": SuspectRole.NFA, "outcome_code": "16"}
    return [row, other]


CHANGES = (
    Change("crimed late", 0.015, _crimed_late),
    Change("reclassified", 0.006, _reclassified),
    Change("outcome changed", 0.010, _outcome_changed),
    Change("cancelled later", 0.006, _cancelled_later),
    Change("given twice", 0.002, _given_twice, crimes_only=False),
    Change("repeated", 0.003, _repeated, crimes_only=False),
    Change("counter-allegation", 0.015, _counter_allegation),
)
