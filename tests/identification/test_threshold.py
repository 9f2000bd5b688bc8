"""The rule in SQL finds exactly what the rule in plain Python finds, now and as of any batch."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.accounts.models import Force
from casework.identification import threshold
from casework.identification.rule import HAMPSHIRE, Row, tally, why_left_out, window_to
from casework.identification.threshold import Met, Outcome, apply_threshold
from casework.incidents.models import Incident
from casework.people.models import Person
from tests import makers, makers_cases

pytestmark = pytest.mark.django_db

WINDOW = window_to(date(2026, 11, 22), HAMPSHIRE.window_years)

rows = st.builds(
    Row,
    suspect=st.sampled_from(["S1", "S2", "S3"]),
    victim=st.sampled_from(["V1", "V2", "V3", "V4", None]),
    # Joined without a mark between them, some of these would look alike.
    occurrence_no=st.sampled_from(["O1", "O11", "O2", "O3", "O4"]),
    crime_ref=st.sampled_from(["", "1", "11", "2"]),
    record_type=st.sampled_from(["CRIME", "CRIME", "CRIME", "NON_CRIME_DA"]),
    relationship=st.sampled_from(["EX", "PARTNER", "EX", "FAMILY", "OTHER"]),
    outcome_code=st.sampled_from(["16", "", "1", "CANCELLED"]),
    offence_on=st.sampled_from(
        [
            date(2021, 11, 21),
            date(2021, 11, 22),
            date(2023, 6, 1),
            date(2026, 11, 22),
            date(2026, 11, 23),
        ]
    ),
)


def key(row: Row) -> tuple[str | None, ...]:
    return (row.occurrence_no, row.crime_ref, row.suspect, row.victim)


def store(force: Force, given_rows: list[Row]) -> dict[Row, int]:
    """Incidents for rows; returns their ids."""
    batch = makers_cases.make_batch(force=force)
    people: dict[str, Person] = {}
    for nominal in {row.suspect for row in given_rows} | {row.victim for row in given_rows}:
        if nominal:
            people[nominal] = Person.objects.create(force=force, nominal_id=nominal)
    made = Incident.objects.bulk_create(
        Incident(
            force=force,
            batch=batch,
            suspect=people[row.suspect],
            victim=people[row.victim] if row.victim else None,
            occurrence_no=row.occurrence_no,
            crime_ref=row.crime_ref,
            record_type=row.record_type,
            relationship=row.relationship,
            suspect_role="SUSPECT",
            outcome_code=row.outcome_code,
            offence_on=row.offence_on,
            offence_from=timezone.make_aware(datetime.combine(row.offence_on, datetime.min.time())),
        )
        for row in given_rows
    )
    return {row: incident.pk for row, incident in zip(given_rows, made, strict=True)}


def applied(force: Force, cut_off: int | None = None) -> Outcome:
    return apply_threshold(
        force=force.pk,
        window=WINDOW,
        offences=HAMPSHIRE.minimum_offences,
        partners=HAMPSHIRE.minimum_partners,
        cut_off=cut_off,
    )


def naively(given_rows: list[Row], ids: dict[Row, int], force: Force) -> Outcome:
    """The same by the plain statement of the rule, person by person."""
    of: dict[str, list[Row]] = defaultdict(list)
    for row in given_rows:
        of[row.suspect].append(row)
    people = dict(Person.objects.filter(force=force).values_list("nominal_id", "pk"))
    met, considered, read = [], 0, 0
    for suspect, theirs in of.items():
        counting = [row for row in theirs if why_left_out(row, WINDOW) is None]
        considered += bool(counting)
        read += len(counting)
        found = tally(theirs, WINDOW)
        if found.meets(HAMPSHIRE):
            incidents = tuple(sorted(ids[row] for row in counting))
            met.append(Met(people[suspect], found.offences, found.partners, incidents))
    return Outcome(considered, read, sorted(met, key=lambda one: one.person))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(rows, max_size=40, unique_by=key))
def test_the_sql_finds_what_the_plain_rule_finds(given_rows: list[Row]) -> None:
    force = makers.make_force()
    ids = store(force, given_rows)
    assert applied(force) == naively(given_rows, ids, force)


def test_without_a_mark_between_them_two_references_would_run_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Red twin: "O1" + "11" and "O11" + "1" are one offence where nothing stands between."""
    force = makers.make_force()
    given_rows = [
        Row(
            suspect="S1",
            victim=f"V{n}",
            occurrence_no=occurrence,
            crime_ref=crime,
            record_type="CRIME",
            relationship="EX",
            outcome_code="",
            offence_on=date(2026, 1, 1),
        )
        for n, (occurrence, crime) in enumerate([("O1", "11"), ("O11", "1"), ("O2", "2")])
    ]
    store(force, given_rows)
    assert applied(force).met
    monkeypatch.setattr(threshold, "BETWEEN", "")
    assert not applied(force).met


def test_another_forces_records_are_not_read() -> None:
    force, other = makers.make_force(), makers.make_force()
    store(other, [])
    makers_cases.make_incident(suspect=makers_cases.make_person(force=other))
    assert applied(force) == Outcome(considered=0, read=0, met=[])


def test_many_people_are_found_in_several_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threshold, "PEOPLE_AT_ONCE", 2)
    force = makers.make_force()
    batch = makers_cases.make_batch(force=force)
    victims = [makers_cases.make_person(force=force) for _ in range(3)]
    for _ in range(5):
        suspect = makers_cases.make_person(force=force)
        for victim in victims:
            makers_cases.make_incident(
                suspect=suspect, victim=victim, batch=batch, on=date(2026, 1, 1)
            )
    assert [len(one.incidents) for one in applied(force).met] == [3] * 5


def test_the_rule_reads_the_index_made_for_it_and_opens_no_row() -> None:
    """SQLite tells its plan without figures; a full table here would be read at every run."""
    if connection.vendor != "sqlite":
        return
    query = f"EXPLAIN QUERY PLAN {threshold.COUNTED.format(source=threshold.AS_THEY_ARE)}"
    values = {
        "force": 1,
        "first": WINDOW.first,
        "last": WINDOW.last,
        "between": "",
        "offences": 3,
        "partners": 3,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "USING COVERING INDEX incident_offences" in plan
