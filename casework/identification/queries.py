"""What runs found and what is to be done about it. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from casework.accounts.models import Force, User
from casework.identification.models import (
    BasisLost,
    Evidence,
    Finding,
    Flag,
    FlagQuerySet,
    Programme,
    Run,
)
from casework.identification.rule import Window
from casework.identification.threshold import Outcome, apply_threshold
from casework.incidents.models import Incident
from casework.people.kept import person_not_kept_from


def findings_as_json(run: Run) -> dict[str, Any]:
    """What a run found, as plain values in an order that does not depend on the database.

    {"run", "considered", "flagged": [{"nominal", "incidents": [...]}]}: people by nominal id;
    an incident is the occurrence number of each offence that counted, the oldest first.
    """
    people: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for nominal, on, occurrence, crime in evidence_of(run):
        people[nominal][(on.isoformat(), occurrence, crime)] = occurrence
    flagged = [
        {"nominal": nominal, "incidents": [offences[key] for key in sorted(offences)]}
        for nominal, offences in sorted(people.items())
    ]
    return {"run": run.pk, "considered": run.considered, "flagged": flagged}


def evidence_of(run: Run) -> QuerySet[Evidence, tuple[Any, ...]]:
    """Nominal id, day, occurrence number and crime reference of all that counted in a run."""
    return Evidence.objects.filter(finding__run=run).values_list(
        "finding__flag__person__nominal_id",
        "incident__offence_on",
        "incident__occurrence_no",
        "incident__crime_ref",
    )


def applied(
    programme: Programme, force: Force, window: Window, *, cut_off: int | None = None
) -> Outcome:
    """What a programme finds in a force's records: as they are, or as batch `cut_off` left them."""
    return apply_threshold(
        force=force.pk,
        window=window,
        offences=programme.minimum_offences,
        partners=programme.minimum_partners,
        cut_off=cut_off,
    )


def replay(run: Run) -> Outcome:
    """What the run's rule finds in the records as they were at its cut-off."""
    if run.cut_off_id is None:
        return Outcome(considered=0, read=0, met=[])
    window = Window(run.window_from, run.on)
    return applied(run.programme, run.force, window, cut_off=run.cut_off_id)


def flags_of(people: Sequence[int], *, programme: str) -> dict[int, Flag]:
    """The newest flag of each person (by id) under a programme; one that stands comes first."""
    newest: dict[int, Flag] = {}
    flags = Flag.objects.filter(programme_slug=programme, person_id__in=people).with_standing()
    for flag in sorted(flags, key=lambda flag: (flag.is_standing, flag.pk)):
        newest[flag.person_id] = flag
    return newest


def known_evidence(flags: Iterable[Flag]) -> dict[int, set[int]]:
    """The incidents (ids) that ever counted for these flags' persons, by person id."""
    known: dict[int, set[int]] = defaultdict(set)
    flags = list(flags)
    for flag in flags:
        known[flag.person_id] = set()
    rows = Evidence.objects.filter(
        finding__flag__person_id__in=list(known),
        finding__flag__programme_slug__in={flag.programme_slug for flag in flags},
    ).values_list("finding__flag__person_id", "incident_id")
    for person, incident in rows:
        known[person].add(incident)
    return known


def flags_losing_their_basis(run: Run, *, found: set[int]) -> list[Flag]:
    """Standing flags of the run's programme whose persons (ids) are not among `found`.

    Left out: flags last found on a later day than the run's, flags that wait for an analyst
    already, and those an analyst has concluded on since they were last found.
    """
    flags = (
        Flag.objects.standing()
        .filter(programme_slug=run.programme.slug, person__force=run.force_id)
        .annotate(
            found_on=Max("findings__run__on"),
            found_at=Max("findings__run__ran_at"),
            lost_at=Max("basis_lost__raised_at"),
        )
        .filter(found_on__lte=run.on)
        .filter(Q(lost_at=None) | Q(lost_at__lt=F("found_at")))
        .exclude(basis_lost__reviewed_at=None, basis_lost__isnull=False)
        .order_by("pk")
    )
    return [flag for flag in flags if flag.person_id not in found]


def flags_without_a_case(*, force: Force, programme: str) -> QuerySet[Flag]:
    """Unsettled flags for which a case has still to be opened, oldest first."""
    return (
        Flag.objects.without_a_case()
        .filter(person__force=force, programme_slug=programme)
        .order_by("pk")
    )


def findings_of(run: Run) -> QuerySet[Finding]:
    """The findings of a run with their persons, most offences first."""
    return run.findings.select_related("flag__person").order_by("-offences", "-partners", "pk")


def newest_findings(flags: Iterable[Flag]) -> dict[int, Finding]:
    """The newest finding of each flag, by flag id."""
    newest = Finding.objects.filter(flag__in=list(flags)).values("flag").annotate(newest=Max("pk"))
    findings = Finding.objects.filter(pk__in=newest.values("newest"))
    return {finding.flag_id: finding for finding in findings}


def listed(flags: FlagQuerySet, show: str) -> FlagQuerySet:
    """The flags of a part of the list page (a key of `presenters.SHOWN`), the newest first."""
    found = {
        "open": flags.to_decide(),
        "in_hand": flags.in_hand(),
        "lost": flags.filter(pk__in=BasisLost.objects.filter(reviewed_at=None).values("flag")),
        "settled": flags.exclude(settled_at=None),
    }[show]
    cases = ("cases", "linked_to__case")
    return found.select_related("person").prefetch_related(*cases).order_by("-raised_at", "-pk")


def runs_listed(runs: QuerySet[Run], reader: User) -> QuerySet[Run]:
    """Runs, the newest first, each with `met`: how many people the reader may know of met the
    rule."""
    shown = person_not_kept_from(reader, person="findings__flag__person")
    return (
        runs.select_related("programme", "ran_by")
        .annotate(met=Count("findings", filter=shown))
        .order_by("-ran_at", "-pk")
    )


def findings_about(flag: Flag) -> QuerySet[Finding]:
    """The findings of a flag, the newest first."""
    return flag.findings.select_related("run__programme", "run__cut_off", "run__ran_by").order_by(
        "-pk"
    )


def incidents_behind(finding: Finding) -> list[Incident]:
    """The incidents that counted, the newest first."""
    behind = Incident.objects.filter(pk__in=finding.evidence.values("incident"))
    return list(behind.order_by("-offence_on", "-pk"))
