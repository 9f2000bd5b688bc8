"""Running a programme, and answering for what it raised. The only writers of this room."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Force, User
from casework.audit.actions import record
from casework.core.errors import Conflict, Refused, worded
from casework.core.queue import enqueue
from casework.identification.models import BasisLost, Evidence, Finding, Flag, Programme, Run
from casework.identification.permissions import check_can_run, check_can_settle
from casework.identification.queries import (
    applied,
    flags_losing_their_basis,
    flags_of,
    known_evidence,
)
from casework.identification.rule import RULES, window_to
from casework.identification.threshold import Met
from casework.incidents.models import ImportBatch


@transaction.atomic
def current_programme(*, slug: str) -> Programme:
    """The live version of a programme as the code states it; made on first use.

    A rule with a higher version takes the place of the one before it, which stays for the runs
    that used it. Raises Refused for a name that no rule has.
    """
    rule = RULES.get(slug)
    if rule is None:
        raise Refused(f"There is no programme called {slug}. There is: {', '.join(RULES)}.")
    programme, made = Programme.objects.get_or_create(
        slug=rule.slug,
        version=rule.version,
        defaults={
            "name": rule.name,
            "description": rule.description,
            "minimum_offences": rule.minimum_offences,
            "minimum_partners": rule.minimum_partners,
            "window_years": rule.window_years,
            "live": False,
        },
    )
    if made or not programme.live:
        Programme.objects.filter(slug=slug, live=True).update(live=False)
        programme.live = True
        programme.save(update_fields=["live"])
    return programme


@transaction.atomic
def run_programme(*, programme: str, on: date, by: User | None, force: Force | None = None) -> Run:
    """Run a programme (its name, "hampshire") over a force's records as of the local day `on`.

    1. The force is locked, so that the cut-off is a point between two imports.
    2. The rule is applied; the run keeps its version, window, cut-off and how much it read.
    3. Everyone who meets it gets a finding with the incidents that count: under the flag they
       have, or under a new one. A flag that was settled comes back only on a new incident.
    4. A flag whose person no longer meets it is put before the analyst; nothing is unflagged.

    `by` is None for a nightly job. `force` may be left out where there is only one. Raises
    NotAllowed for a user who is no analyst of the force, Refused for an unknown programme.
    """
    force = _locked(force)
    if by is not None:
        check_can_run(by, force)
    rules = current_programme(slug=programme)
    window = window_to(on, rules.window_years)
    outcome = applied(rules, force, window)
    run = Run.objects.create(
        programme=rules,
        force=force,
        on=on,
        window_from=window.first,
        rule_version=rules.version,
        cut_off=ImportBatch.objects.filter(force=force).order_by("-pk").first(),
        ran_at=timezone.now(),
        ran_by=by,
        considered=outcome.considered,
        read={"rows": outcome.read},
    )
    raised = _store(run, outcome.met)
    lost = _note_lost_bases(run, {met.person for met in outcome.met})
    counts = {"found": len(outcome.met), "raised": len(raised), "basis_lost": len(lost)}
    after = {"on": on, "considered": run.considered, "rule_version": run.rule_version, **counts}
    record(obj=run, verb="programme.ran", by=by, after=after)
    return run


@transaction.atomic
def ask_for_run(*, programme: str, force: Force, by: User) -> None:
    """Have a programme run in the queue as of today, with a case opened for each new flag.

    Cases are the business of the room above, so the job is named, not imported. Raises
    NotAllowed for a user who is no analyst of the force, Refused for an unknown programme.
    """
    check_can_run(by, force)
    asked = current_programme(slug=programme)
    enqueue("casework.cases.jobs.identify_force", programme=programme, force=force.pk, by=by.pk)
    record(obj=asked, verb="programme.run_asked_for", by=by, after={"force": force.pk})


@transaction.atomic
def settle_flag(*, flag: Flag, by: User, reason: str) -> Flag:
    """Say that nobody needs to look at this flag any more, and why.

    The same incidents do not raise it again. Raises Refused without a reason or while a case
    on the flag is open, Conflict where it is settled already, NotAllowed for who may not.
    """
    check_can_settle(by, flag)
    return _settle(flag=flag, by=by, reason=reason)


@transaction.atomic
def settle_with_case(*, flag: Flag, by: User, reason: str) -> Flag:
    """Settle the flag a case was opened on, as the case ends. Whoever may end it may do this.

    A flag that is settled already is left as it is. Raises Refused while a case is open.
    """
    flag = Flag.objects.select_for_update(no_key=True).get(pk=flag.pk)
    return flag if flag.settled_at else _settle(flag=flag, by=by, reason=reason)


@transaction.atomic
def review_lost_basis(*, basis_lost: BasisLost, by: User, conclusion: str) -> BasisLost:
    """Conclude on a flag whose basis was lost. The flag and its case stay as they are.

    Raises Refused without a conclusion, Conflict where somebody concluded already.
    """
    check_can_settle(by, basis_lost.flag)
    basis_lost = BasisLost.objects.select_for_update(no_key=True).get(pk=basis_lost.pk)
    if basis_lost.reviewed_at is not None and basis_lost.reviewed_by is not None:
        raise Conflict(
            "Somebody has concluded on this already.",
            by=basis_lost.reviewed_by.display_name,
            at=basis_lost.reviewed_at,
        )
    if not conclusion.strip():
        raise Refused("Say what you concluded.")
    basis_lost.reviewed_by, basis_lost.reviewed_at = by, timezone.now()
    basis_lost.conclusion = conclusion.strip()
    basis_lost.save(update_fields=["reviewed_by", "reviewed_at", "conclusion"])
    after = {"reviewed_at": basis_lost.reviewed_at}
    record(obj=basis_lost, verb="flag.basis_lost_reviewed", by=by, after=after, reason=conclusion)
    return basis_lost


def _locked(force: Force | None) -> Force:
    """The force to run over, locked: the one given, or the only one there is."""
    forces = Force.objects.select_for_update(no_key=True).order_by("pk")
    if force is not None:
        return forces.get(pk=force.pk)
    found = list(forces[:2])
    if len(found) != 1:
        raise Refused("Say which force the programme runs over.")
    return found[0]


def _settle(*, flag: Flag, by: User, reason: str) -> Flag:
    flag = Flag.objects.select_for_update(no_key=True).get(pk=flag.pk)
    if flag.settled_at is not None and flag.settled_by is not None:
        raise Conflict(
            "This nomination is settled already.",
            by=flag.settled_by.display_name,
            at=flag.settled_at,
        )
    if flag.cases.filter(ended_at=None).exists():
        raise Refused("A case on this nomination is open. Decide it in the case.")
    worded(reason, "Say why.")
    flag.settled_by, flag.settled_at, flag.settled_reason = by, timezone.now(), reason.strip()
    flag.save(update_fields=["settled_by", "settled_at", "settled_reason"])
    after = {"settled_at": flag.settled_at}
    before = {"settled_at": None}
    record(obj=flag, verb="flag.settled", by=by, before=before, after=after, reason=reason.strip())
    return flag


def _store(run: Run, met: list[Met]) -> list[Flag]:
    """Findings with their evidence for everyone found; returns the flags that are new."""
    flags = flags_of([one.person for one in met], programme=run.programme.slug)
    settled = [flag for flag in flags.values() if not flag.is_standing]
    known = known_evidence(settled)
    raised = []
    for one in met:
        flag = flags.get(one.person)
        if flag is None or (not flag.is_standing and set(one.incidents) - known[one.person]):
            flags[one.person] = _raise_flag(run, one.person)
            raised.append(flags[one.person])
    findings = Finding.objects.bulk_create(
        Finding(run=run, flag=flags[one.person], offences=one.offences, partners=one.partners)
        for one in met
    )
    Evidence.objects.bulk_create(
        (
            Evidence(finding=finding, incident_id=incident)
            for finding, one in zip(findings, met, strict=True)
            for incident in one.incidents
        ),
        batch_size=1000,
    )
    return raised


def _raise_flag(run: Run, person: int) -> Flag:
    flag = Flag.objects.create(
        person_id=person,
        programme_slug=run.programme.slug,
        raised_by=run,
        raised_at=run.ran_at,
    )
    after = {"person": person, "programme": str(run.programme), "run": run.pk}
    record(obj=flag, verb="flag.raised", by=run.ran_by, after=after)
    return flag


def _note_lost_bases(run: Run, found: set[int]) -> list[BasisLost]:
    """Put standing flags that this run no longer supports before the analyst, once each.

    A run for an earlier day than the flag was last found on says nothing about today.
    """
    lost = []
    for flag in flags_losing_their_basis(run, found=found):
        basis = BasisLost.objects.create(flag=flag, run=run, raised_at=run.ran_at)
        record(obj=basis, verb="flag.basis_lost", by=run.ran_by, after={"flag": flag.pk})
        lost.append(basis)
    return lost
