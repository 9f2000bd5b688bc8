"""The threshold rule in SQL: every person of a force counted in one pass over the records.

The same statement runs over the records as they are, and over the records as they were after
a batch, which is how an old run is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection

from casework.identification.rule import Window

# Everything named here is in the partial index incident_offences, so that no row is opened.
AS_THEY_ARE = """
    FROM incidents_incident i
    WHERE i.force_id = %(force)s
      AND i.record_type = 'CRIME' AND i.relationship IN ('PARTNER', 'EX')
      AND i.outcome_code <> 'CANCELLED'
      AND i.offence_on >= %(first)s AND i.offence_on <= %(last)s
"""
# Revisions are only ever added, so the newest up to a batch is what that batch left behind.
AS_THEY_WERE = """
    FROM (
        SELECT MAX(id) AS id
        FROM incidents_incidentrevision
        WHERE batch_id <= %(cut_off)s
        GROUP BY incident_id
    ) newest
    JOIN incidents_incidentrevision r ON r.id = newest.id
    JOIN incidents_incident i ON i.id = r.incident_id
    WHERE i.force_id = %(force)s
      AND r.record_type = 'CRIME' AND r.relationship IN ('PARTNER', 'EX')
      AND r.outcome_code <> 'CANCELLED'
      AND r.offence_on >= %(first)s AND r.offence_on <= %(last)s
"""
# The first row is the total, the others are the people who meet the threshold.
COUNTED = """
WITH person AS MATERIALIZED (
    SELECT i.suspect_id,
           COUNT(*) AS counted,
           COUNT(DISTINCT i.occurrence_no || %(between)s || i.crime_ref) AS offences,
           COUNT(DISTINCT i.victim_id) AS partners
    {source}
    GROUP BY i.suspect_id
)
SELECT 0 AS suspect_id, COUNT(*) AS one, COALESCE(SUM(counted), 0) AS other FROM person
UNION ALL
SELECT suspect_id, offences, partners FROM person
WHERE offences >= %(offences)s AND partners >= %(partners)s
ORDER BY suspect_id
"""
EVIDENCE = """
SELECT i.suspect_id, i.id
{source} AND i.suspect_id IN ({people})
ORDER BY i.suspect_id, i.id
"""
# No cleaned value holds it, so ("a", "bc") and ("ab", "c") stay two offences.
BETWEEN = "\x1f"
PEOPLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Met:
    """One person who meets the threshold, with the incidents that count (all ids)."""

    person: int
    offences: int
    partners: int
    incidents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rule found: people with at least one offence, rows counted, people who meet it."""

    considered: int
    read: int
    met: list[Met]


def apply_threshold(
    *, force: int, window: Window, offences: int, partners: int, cut_off: int | None = None
) -> Outcome:
    """Count the offences of every suspect of a force (its id) inside `window`.

    With `cut_off`, the id of a batch, the records are read as that batch left them.
    """
    source = AS_THEY_ARE if cut_off is None else AS_THEY_WERE
    values: dict[str, Any] = {
        "force": force,
        "first": window.first,
        "last": window.last,
        "cut_off": cut_off,
    }
    limits = {"offences": offences, "partners": partners, "between": BETWEEN}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(source=source), values | limits)
        (_, considered, read), *people = cursor.fetchall()
        evidence: dict[int, list[int]] = {person: [] for person, _, _ in people}
        for some in _by(PEOPLE_AT_ONCE, list(evidence)):
            keys = {f"p{place}": person for place, person in enumerate(some)}
            named = ", ".join(f"%({key})s" for key in keys)
            cursor.execute(EVIDENCE.format(source=source, people=named), values | keys)
            for person, incident in cursor.fetchall():
                evidence[person].append(incident)
    met = [Met(person, one, other, tuple(evidence[person])) for person, one, other in people]
    return Outcome(considered=int(considered), read=int(read), met=met)


def _by(size: int, people: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(people)
    while some := list(islice(rest, size)):
        yield some
