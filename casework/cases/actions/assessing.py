"""The risk assessment, the checks before adoption, and adoption itself."""

from __future__ import annotations

from datetime import date
from typing import Unpack

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.actions.answers import Grounds, RiskView, worded_grounds, worded_risk
from casework.cases.actions.shared import begin, check_can_own, moved, noted
from casework.cases.guards import current_assessment
from casework.cases.models import Adoption, AdoptionChecks, Band, Case, RiskAssessment
from casework.cases.numbers import REVIEW_WITHIN
from casework.clocks import Deadline
from casework.core.errors import Refused, worded
from casework.ui.times import short_date


@transaction.atomic
def sign_assessment(
    *,
    case: Case,
    by: User,
    band: str,
    review_due_on: date | None = None,
    **view: Unpack[RiskView],
) -> RiskAssessment:
    """A new signed view of the risk; the newest one counts. It awaits a countersignature.

    The review is due by the band's limit unless an earlier day is given (domain: section 3.2).
    """
    row = begin(case, "sign-assessment", by=by)
    if band not in Band.values:
        raise Refused("Select the level of risk.")
    limit = REVIEW_WITHIN[Band(band)].due(timezone.now(), row.force.nation)
    assessment = RiskAssessment.objects.create(
        case=row,
        band=band,
        review_due_on=_review_due(limit, review_due_on),
        signed_by=by,
        **worded_risk(view),
    )
    before = {"assess_by": row.assess_by, "review_on": row.review_on}
    row.assess_by, row.review_on = None, assessment.review_due_on
    row.save()
    after = {"assessment": assessment.pk, "band": band, "review_on": assessment.review_due_on}
    after["latest_review_proof"] = limit.proof
    noted(row, "sign-assessment", by=by, before=before, after=after)
    return assessment


def _review_due(limit: Deadline, wished: date | None) -> date:
    today, latest = timezone.localdate(), timezone.localdate(limit.due_at)
    if wished is None:
        return latest
    if wished <= today:
        raise Refused("The day of the review must be in the future.")
    if wished > latest:
        raise Refused(f"At this level the review is due by {short_date(latest)} at the latest.")
    return wished


@transaction.atomic
def countersign_assessment(*, case: Case, by: User, reason: str) -> RiskAssessment:
    """A supervisor, for a very high risk a manager, agrees to the newest assessment."""
    row = begin(case, "countersign", by=by)
    reason = worded(reason, "Say what the agreement rests on.")
    assessment = RiskAssessment.objects.select_for_update(no_key=True).filter(case=row).first()
    assert assessment is not None  # the guard saw it under the same lock
    assessment.countersigned_by, assessment.countersigned_at = by, timezone.now()
    assessment.save()
    after = {"assessment": assessment.pk, "band": assessment.band}
    noted(row, "countersign", by=by, after=after, reason=reason)
    return assessment


@transaction.atomic
def record_adoption_checks(
    *,
    case: Case,
    by: User,
    safety_plan: str,
    mappa_check: str,
    marac_check: str,
    live_investigation_check: str,
    safety_plan_note: str = "",
) -> AdoptionChecks:
    """What others answered before a manager decides: MAPPA, MARAC, live investigations."""
    row = begin(case, "adoption-checks", by=by)
    if safety_plan not in AdoptionChecks.SafetyPlan.values:
        raise Refused("Select how the victim's safety plan stands.")
    note = safety_plan_note.strip()
    if safety_plan == AdoptionChecks.SafetyPlan.NONE_NEEDED and not note:
        raise Refused("Say why no safety plan is needed.")
    checks = AdoptionChecks.objects.create(
        case=row,
        safety_plan=safety_plan,
        safety_plan_note=note,
        mappa_check=worded(mappa_check, "Say what the MAPPA check showed."),
        marac_check=worded(marac_check, "Say what the MARAC check showed."),
        live_investigation_check=worded(
            live_investigation_check, "Say whether an investigation is live."
        ),
        checked_by=by,
    )
    noted(row, "adoption-checks", by=by, after={"checks": checks.pk})
    return checks


@transaction.atomic
def adopt_case(*, case: Case, by: User, **grounds: Unpack[Grounds]) -> Case:
    """The manager takes the person on, with reasons, on the assessment and checks of now."""
    row = begin(case, "adopt", by=by)
    adoption = Adoption.objects.create(
        case=row,
        assessment=current_assessment(row),
        checks=row.adoption_checks.first(),
        recorded_by=by,
        **worded_grounds(grounds),
    )
    source = str(row.state)
    row.adopt()
    after = {"adoption": adoption.pk, "assessment": adoption.assessment_id}
    return moved(row, "adopt", by=by, source=source, reason=adoption.necessity, after=after)


@transaction.atomic
def assign_owner(*, case: Case, by: User, owner: User, reason: str) -> Case:
    """Another officer of the team answers for the case. No due time moves."""
    row = begin(case, "owner", by=by)
    check_can_own(owner, row)
    reason = worded(reason, "Say why another officer takes the case.")
    if row.owner_id == owner.pk:
        raise Refused("This officer owns the case already.")
    before = {"owner": row.owner_id}
    row.owner = owner
    row.save()
    noted(row, "owner", by=by, before=before, after={"owner": owner.pk}, reason=reason)
    return row
