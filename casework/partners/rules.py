"""The numbers of a referral and the times that follow from them (domain: section 2d).

All are local defaults but the time to report a breach. Days are working days of the force's
nation, counted in Europe/London; instants are aware.
"""

from __future__ import annotations

from datetime import datetime

from casework.clocks import Deadline, Nation
from casework.core.policy import number
from casework.deadlines import SAME_DAY, DeadlineRule, Told, expiry, hours, working_days
from casework.partners.models import Referral, ReferralState, Rung, Stage
from casework.people.queries import age_on

APPROVE = working_days("referral.approve_within_working_days", 1, source="local")
WRITE = working_days("referral.write_within_working_days", 5, source="local")
SEND = working_days("referral.send_within_working_days", 1, source="local")
ACKNOWLEDGE = working_days("referral.acknowledge_within_working_days", 2, source="local")
ACKNOWLEDGE_URGENT = working_days(
    "referral.acknowledge_urgent_within_working_days", 1, source="local"
)
DECIDE = working_days("referral.decide_within_working_days", 10, source="local")
ANSWER = working_days("referral.answer_within_working_days", 3, source="local")
START = working_days("referral.first_appointment_within_working_days", 20, source="local")
FEEDBACK = working_days("referral.feedback_every_working_days", 20, source="local")
NEXT_STEP = working_days("referral.next_step_within_working_days", 5, source="local")
CALL = working_days("referral.chase_within_working_days", 1, source="local")
DELETE = working_days("referral.confirm_deletion_within_working_days", 2, source="local")
BREACH = hours("referral.breach_within_hours", 72, source="DPA 2018 s.67(1)")
# How long after the due time each rung of the ladder is reached.
CHASE_MANAGER = working_days("referral.chase_manager_after_working_days", 1, source="local")
CHASE_CHAIR = working_days("referral.chase_chair_after_working_days", 10, source="local")
ADULT = number("referral.adult_from_years", 18, unit="years", source="local")

expiry(
    name="agreement",
    title="Sharing agreement",
    record="partners.SharingAgreement",
    ends="expires_on",
    told=Told.NOBODY,
    chosen=True,
    why="An agency is not offered any more once its agreement is over.",
)

STAGES = {
    ReferralState.SENT: Stage.ACKNOWLEDGE,
    ReferralState.NO_ACK: Stage.ACKNOWLEDGE,
    ReferralState.ACKNOWLEDGED: Stage.DECIDE,
    ReferralState.NO_DECISION: Stage.DECIDE,
    ReferralState.ACCEPTED: Stage.START,
    ReferralState.NOT_STARTED: Stage.START,
    ReferralState.IN_SERVICE: Stage.FEEDBACK,
    ReferralState.FEEDBACK_OVERDUE: Stage.FEEDBACK,
}


def stage_of(referral: Referral) -> Stage | None:
    """What the agency is to do next, or None where it is not its turn."""
    return STAGES.get(ReferralState(referral.state))


def agency_due(referral: Referral) -> Deadline:
    """By when the agency is to do what its stage asks. Raises ValueError where it is not its turn.

    The time is counted from what it was given: the sending, the acknowledgement, the answer, the
    acceptance, the last report. Chasing never moves it.
    """
    given = {
        Stage.ACKNOWLEDGE: (referral.sent_at, _to_acknowledge(referral)),
        Stage.DECIDE: (referral.acknowledged_at, DECIDE),
        Stage.START: (referral.decided_at, START),
        Stage.FEEDBACK: (referral.reported_at, FEEDBACK),
    }
    stage = stage_of(referral)
    since, limit = given[stage] if stage else (None, DECIDE)
    if since is None:
        raise ValueError("Nothing is asked of the agency now.")
    return limit.due(since, _nation(referral))


def _to_acknowledge(referral: Referral) -> DeadlineRule:
    return ACKNOWLEDGE_URGENT if referral.urgency == Referral.Urgency.URGENT else ACKNOWLEDGE


def rung_at(referral: Referral, rung: Rung) -> datetime:
    """When the ladder reaches this rung: at the due time, a day later, ten days later."""
    late = agency_due(referral).due_at
    after = {Rung.MANAGER: CHASE_MANAGER, Rung.CHAIR: CHASE_CHAIR}.get(rung)
    if after is None:
        return late
    return after.due(late, _nation(referral)).due_at


def same_day(referral: Referral) -> Deadline:
    """The end of the day on which the service ended: whoever made the order is told that day."""
    return SAME_DAY.due(_ended(referral), _nation(referral))


def next_step_due(referral: Referral) -> Deadline:
    """By when the owner says what follows once the agency has ended it."""
    return NEXT_STEP.due(_ended(referral), _nation(referral))


def breach_due(referral: Referral) -> Deadline:
    """By when a breach must be reported to the Commissioner, where it has to be."""
    return _since_recall(referral, BREACH)


def deletion_due(referral: Referral) -> Deadline:
    """By when the agency confirms that it deleted what it was sent in error."""
    return _since_recall(referral, DELETE)


def _since_recall(referral: Referral, rule: DeadlineRule) -> Deadline:
    if referral.recalled_at is None:
        raise ValueError("This referral was not recalled.")
    return rule.due(referral.recalled_at, _nation(referral))


def _ended(referral: Referral) -> datetime:
    if referral.ended_at is None:
        raise ValueError("This referral has not ended.")
    return referral.ended_at


def _nation(referral: Referral) -> Nation:
    return Nation(referral.case.force.nation)


def is_under_age(referral: Referral) -> bool:
    """Whether the person is known to be a child: only children's services may have them."""
    age = age_on(referral.case.person)
    return age is not None and age < ADULT.value
