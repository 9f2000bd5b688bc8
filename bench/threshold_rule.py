"""Identification's threshold rule against one GROUP BY over the same rows.

Size counts incidents of one force. One in twenty is a crime against a partner, over eight years;
few suspects have many, as in the records of a force. All sides must find the same people.
"""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils import timezone

from bench.filling import chance, days_before, fill, hours_after, whole
from bench.measure import Comparison, Side, compare
from bench.place import settled
from casework.accounts.models import Force
from casework.identification.actions import run_programme
from casework.identification.rule import HAMPSHIRE, Row, tally, window_to
from casework.identification.threshold import apply_threshold
from casework.incidents.models import ImportBatch, Incident
from casework.people.models import Person

DATABASES = ("sqlite", "postgres")
SIZE = 200_000
ON = date(2026, 11, 22)
WINDOW = window_to(ON, HAMPSHIRE.window_years)

GROUP_BY = """
    SELECT suspect_id FROM incidents_incident
    WHERE force_id = %s AND record_type = 'CRIME' AND relationship IN ('PARTNER', 'EX')
      AND outcome_code <> 'CANCELLED' AND offence_on >= %s AND offence_on <= %s
    GROUP BY suspect_id
    HAVING COUNT(DISTINCT occurrence_no || ' ' || crime_ref) >= %s
       AND COUNT(DISTINCT victim_id) >= %s
    ORDER BY suspect_id
"""


def run(*, size: int, rounds: int) -> list[Comparison]:
    force = _fill(size)
    found = _group_by(force)
    assert [met.person for met in _rule(force).met] == found == _in_python(force)
    run_programme(programme=HAMPSHIRE.slug, on=ON, by=None, force=force)
    sides = [
        Side("one GROUP BY", lambda: f"{len(_group_by(force)):,} people"),
        Side("apply_threshold", lambda: _told(force)),
        Side("run_programme again", lambda: _run_again(force)),
        Side("rows to Python", lambda: f"{len(_in_python(force)):,} people"),
    ]
    return [compare(f"The rule over {size:,} incidents", sides, rounds=rounds)]


def _group_by(force: Force) -> list[int]:
    limits = (HAMPSHIRE.minimum_offences, HAMPSHIRE.minimum_partners)
    with connection.cursor() as cursor:
        cursor.execute(GROUP_BY, (force.pk, WINDOW.first, WINDOW.last, *limits))
        return [person for (person,) in cursor.fetchall()]


def _rule(force: Force):  # noqa: ANN202 - the rule's own outcome
    return apply_threshold(
        force=force.pk,
        window=WINDOW,
        offences=HAMPSHIRE.minimum_offences,
        partners=HAMPSHIRE.minimum_partners,
    )


def _told(force: Force) -> str:
    outcome = _rule(force)
    evidence = sum(len(met.incidents) for met in outcome.met)
    return f"{len(outcome.met):,} people of {outcome.considered:,}, {evidence:,} incidents named"


def _run_again(force: Force) -> str:
    done = run_programme(programme=HAMPSHIRE.slug, on=ON, by=None, force=force)
    return f"the same, kept as run {done.pk} with its findings and event"


def _in_python(force: Force) -> list[int]:
    """The plain-Python statement of the rule over every row in scope."""
    fields = ("suspect_id", "victim_id", "occurrence_no", "crime_ref")
    named = ("record_type", "relationship", "outcome_code", "offence_on")
    rows: dict[int, list[Row]] = {}
    scope = Incident.objects.offences().filter(force=force, offence_on__gte=WINDOW.first)
    for suspect, *rest in scope.values_list(*fields, *named).iterator():
        rows.setdefault(suspect, []).append(_row(suspect, *rest))
    met = [suspect for suspect, own in rows.items() if tally(own, WINDOW).meets(HAMPSHIRE)]
    return sorted(met)


def _row(suspect: int, victim: int | None, *rest: object) -> Row:
    names = ("occurrence_no", "crime_ref", "record_type", "relationship", "outcome_code")
    *texts, offence_on = rest
    return Row(
        suspect=str(suspect),
        victim=None if victim is None else str(victim),
        offence_on=offence_on,
        **dict(zip(names, texts, strict=True)),
    )


def _fill(size: int) -> Force:
    force = Force.objects.create(code="99", name="Bench")
    people = max(10, size // 4)
    fill(Person, people, force_id=str(force.pk), nominal_id="'N' || i")
    first = Person.objects.order_by("pk").values_list("pk", flat=True)[0]
    batch = ImportBatch.objects.create(
        force=force, file_sha256="0" * 64, imported_at=timezone.now(),
        read=size, new=size, same=0, changed=0, rejected=0,
    )  # fmt: skip
    # The square crowds the draw towards the first people: many reports of few suspects.
    suspect = whole(f"{people} * {chance(1)} * {chance(1)}")
    victim = whole(f"3 * {chance(2)} * {chance(2)}")
    in_scope = f"{chance(3)} < 0.05"
    fill(
        Incident,
        size,
        force_id=str(force.pk),
        batch_id=str(batch.pk),
        occurrence_no="'OCC' || i",
        crime_ref="'CR' || i",
        suspect_id=f"{first} + {suspect}",
        victim_id=f"{first} + ({suspect} * 7 + 1 + {victim}) %% {people}",
        record_type=f"CASE WHEN {in_scope} THEN 'CRIME' ELSE 'NON_CRIME_DA' END",
        relationship="CASE WHEN i %% 3 = 0 THEN 'PARTNER' ELSE 'EX' END",
        suspect_role="'SUSPECT'",
        offence_on=days_before(ON.isoformat(), whole(f"2920 * {chance(4)}")),
        offence_from=hours_after("2026-11-22 09:00:00", f"-24 * {whole(f'2920 * {chance(4)}')}"),
        mo_text="'Suspect came to the address and would not leave when asked to.'",
        ho_title="'Assault by beating'",
        content_hash="'0'",
    )
    settled()
    return force
