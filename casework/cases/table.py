"""Every move of a case in one table: from which states, who may make it, what must be so first.

The page, the actions and the tests all read this table, so that what is offered, what is done
and what is promised are one thing (domain: section 1.13).
"""

from __future__ import annotations

from dataclasses import dataclass

from casework.cases import guards
from casework.cases import permissions as may
from casework.cases.guards import Guard
from casework.cases.models import OPEN, State
from casework.cases.models.states import OWNED, SUSPENDABLE, UNDER_WAY
from casework.cases.permissions import Bar, Who


@dataclass(frozen=True, kw_only=True)
class MoveRule:
    """One move. `name` stands in addresses and in the trail, `verb` in the event."""

    name: str
    title: str
    already: str  # "adopted", for the second of two
    verb: str
    sources: tuple[State, ...]
    who: Who
    bars: tuple[Bar, ...] = ()
    guards: tuple[Guard, ...] = ()
    # Whether the state changes; otherwise something is added to the case where it is.
    changes_state: bool = True
    # Shown only to those who may: that others see it at all would tell them something.
    quiet: bool = False


CLEAR_TO_STEP_DOWN = (
    guards.needs_an_assessment,
    guards.nothing_changed_since_assessment,
    guards.needs_a_countersignature,
    guards.risk_is_not_high,
    guards.clear_period_is_over,
    guards.no_open_work,
)

_TABLE = (
    MoveRule(
        name="triage",
        title="Take to triage",
        already="taken to triage",
        verb="case.taken_to_triage",
        sources=(State.FLAGGED,),
        who=may.ANALYST,
        guards=(guards.is_recorded_as_suspect,),
    ),
    MoveRule(
        name="assess",
        title="Give to an officer for assessment",
        already="given to an officer",
        verb="case.given_for_assessment",
        sources=(State.TRIAGE,),
        who=may.SUPERVISOR,
    ),
    MoveRule(
        name="decline",
        title="Do not adopt",
        already="turned down",
        verb="case.not_adopted",
        sources=(State.TRIAGE,),
        who=may.SUPERVISOR,
    ),
    MoveRule(
        name="sign-assessment",
        title="Sign a risk assessment",
        already="assessed",
        verb="assessment.signed",
        sources=OWNED,
        who=may.OWNER,
        changes_state=False,
    ),
    MoveRule(
        name="countersign",
        title="Countersign the risk assessment",
        already="countersigned",
        verb="assessment.countersigned",
        sources=OWNED,
        who=may.SUPERVISOR_OR_MANAGER,
        bars=(may.check_countersigns_this_band, may.check_did_not_assess),
        guards=(guards.awaits_a_countersignature,),
        changes_state=False,
    ),
    MoveRule(
        name="adoption-checks",
        title="Record the checks before adoption",
        already="checked",
        verb="case.adoption_checks_recorded",
        sources=(State.ASSESSMENT,),
        who=may.OWNER,
        changes_state=False,
    ),
    MoveRule(
        name="adopt",
        title="Adopt the case",
        already="adopted",
        verb="case.adopted",
        sources=(State.ASSESSMENT,),
        who=may.MANAGER,
        bars=(may.check_did_not_assess,),
        guards=(
            guards.needs_an_assessment,
            guards.nothing_changed_since_assessment,
            guards.needs_a_countersignature,
            guards.needs_adoption_checks,
        ),
    ),
    MoveRule(
        name="propose-step-down",
        title="Propose to step down",
        already="proposed for step-down",
        verb="step_down.proposed",
        sources=(State.ACTIVE,),
        who=may.SUPERVISOR,
        guards=(guards.no_open_proposal, *CLEAR_TO_STEP_DOWN),
        changes_state=False,
    ),
    MoveRule(
        name="step-down",
        title="Decide on stepping down",
        already="stepped down",
        verb="case.stepped_down",
        sources=(State.ACTIVE,),
        who=may.MANAGER,
        bars=(may.check_did_not_propose,),
        guards=(guards.needs_a_proposal,),
    ),
    MoveRule(
        name="step-up",
        title="Step up again",
        already="stepped up",
        verb="case.stepped_up",
        sources=(State.STEP_DOWN,),
        who=may.SUPERVISOR,
    ),
    MoveRule(
        name="close",
        title="Close the case",
        already="closed",
        verb="case.closed",
        sources=(State.STEP_DOWN,),
        who=may.MANAGER,
        bars=(may.check_nothing_in_the_way,),
        guards=(guards.monitoring_is_over, guards.no_open_work),
    ),
    MoveRule(
        name="suspend",
        title="Suspend",
        already="suspended",
        verb="case.suspended",
        sources=SUSPENDABLE,
        who=may.SUPERVISOR,
    ),
    MoveRule(
        name="resume",
        title="Resume",
        already="resumed",
        verb="case.resumed",
        sources=(State.SUSPENDED,),
        who=may.OWNER,
    ),
    MoveRule(
        name="mappa-leads",
        title="Hand the lead to MAPPA",
        already="handed to MAPPA",
        verb="case.lead_handed_to_mappa",
        sources=(State.ASSESSMENT, State.ACTIVE),
        who=may.MANAGER,
    ),
    MoveRule(
        name="mappa-ends",
        title="Take the lead back from MAPPA",
        already="taken back from MAPPA",
        verb="case.lead_taken_back",
        sources=(State.LED_BY_MAPPA,),
        who=may.MANAGER,
    ),
    MoveRule(
        name="transfer",
        title="Transfer to another force",
        already="transferred",
        verb="case.transferred_out",
        sources=OPEN,
        who=may.MANAGER,
        bars=(may.check_nothing_in_the_way,),
        guards=(guards.no_open_work,),
    ),
    MoveRule(
        name="reopen",
        title="Reopen on a new flag",
        already="reopened",
        verb="case.reopened",
        sources=(State.CLOSED,),
        who=may.MANAGER,
        guards=(guards.has_a_new_flag,),
    ),
    MoveRule(
        name="owner",
        title="Give the case to another officer",
        already="given to another officer",
        verb="case.owner_changed",
        sources=(*OWNED, State.SUSPENDED),
        who=may.SUPERVISOR_OR_MANAGER,
        changes_state=False,
        guards=(guards.has_an_owner,),
    ),
    MoveRule(
        name="change",
        title="Note a change of circumstances",
        already="noted",
        verb="case.change_noted",
        sources=OPEN,
        who=may.NOTES_CHANGES,
        changes_state=False,
    ),
    MoveRule(
        name="contact",
        title="Check that contact is safe",
        already="checked",
        verb="case.contact_checked",
        sources=UNDER_WAY,
        who=may.WORKING_ON_IT,
        changes_state=False,
    ),
    MoveRule(
        name="hold",
        title="Hold contact",
        already="held",
        verb="case.hold_placed",
        sources=OPEN,
        who=may.HOLDER,
        changes_state=False,
        quiet=True,
    ),
    MoveRule(
        name="lift-hold",
        title="Lift a hold on contact",
        already="lifted",
        verb="case.hold_lifted",
        sources=OPEN,
        who=may.HOLDER,
        guards=(guards.a_hold_can_be_lifted,),
        changes_state=False,
        quiet=True,
    ),
    MoveRule(
        name="no-contact",
        title="Place a do-not-contact rule",
        already="placed",
        verb="contact_rule.placed",
        sources=OPEN,
        who=may.SUPERVISOR_OR_MANAGER,
        changes_state=False,
        quiet=True,
    ),
    MoveRule(
        name="lift-no-contact",
        title="Lift a do-not-contact rule",
        already="lifted",
        verb="contact_rule.lifted",
        sources=OPEN,
        who=may.SUPERVISOR_OR_MANAGER,
        bars=(may.check_sees_a_rule,),
        changes_state=False,
        quiet=True,
    ),
)

MOVES: dict[str, MoveRule] = {rule.name: rule for rule in _TABLE}
