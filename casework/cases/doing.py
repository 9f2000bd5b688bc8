"""The page of each move: its form, the action it calls, and what it says afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.cases import actions
from casework.cases.forms import GateForm, deciding, ending, ruling
from casework.cases.forms.base import CaseForm
from casework.cases.models import Case


@dataclass(frozen=True)
class Stop:
    """An interruption before the act: why, and the argument that says it was passed knowingly."""

    heading: str
    reason: Callable[[Case], str | None]
    argument: str


@dataclass(frozen=True)
class MovePage:
    form: type[CaseForm]
    act: Callable[..., Any]
    button: str
    said: str
    stop: Stop | None = None


RECENT_REPORT = Stop(
    heading="Stop and check: there was a report only lately",
    reason=actions.recent_report,
    argument="despite_recent_report",
)

PAGES: dict[str, MovePage] = {
    "triage": MovePage(
        deciding.TriageForm,
        actions.take_to_triage,
        "Take to triage",
        "The case is at triage. A supervisor decides next.",
    ),
    "assess": MovePage(
        deciding.OwnerForm,
        actions.give_for_assessment,
        "Give the case to this officer",
        "The officer has the case and assesses the risk next.",
    ),
    "decline": MovePage(
        deciding.DeclineForm,
        actions.decline_case,
        "Do not adopt the case",
        "The case is not adopted. A new report can raise a new flag.",
    ),
    "sign-assessment": MovePage(
        deciding.AssessmentForm,
        actions.sign_assessment,
        "Sign the assessment",
        "The assessment is signed. Somebody else countersigns it next.",
    ),
    "countersign": MovePage(
        deciding.CountersignForm,
        actions.countersign_assessment,
        "Countersign the assessment",
        "The assessment is countersigned. What the case waits for is below.",
    ),
    "adoption-checks": MovePage(
        deciding.ChecksForm,
        actions.record_adoption_checks,
        "Save the checks",
        "The checks are saved. Once the assessment is countersigned, a manager (DI) decides.",
    ),
    "adopt": MovePage(
        deciding.AdoptForm,
        actions.adopt_case,
        "Adopt the case",
        "The case is adopted. Interventions can be started now.",
    ),
    "propose-step-down": MovePage(
        ending.ProposeForm,
        actions.propose_step_down,
        "Propose to step down",
        "The step-down is proposed. A manager (DI) decides next.",
    ),
    "step-down": MovePage(
        ending.DecideStepDownForm,
        actions.decide_step_down,
        "Save the decision",
        "The decision is saved.",
    ),
    "step-up": MovePage(
        ending.ReasonForm,
        actions.step_up,
        "Step up again",
        "The case is under way again. A new risk assessment is due.",
    ),
    "close": MovePage(
        ending.CloseForm,
        actions.close_case,
        "Close the case",
        "The case is closed. It can be read, and reopened on a new flag.",
        RECENT_REPORT,
    ),
    "suspend": MovePage(
        ending.SuspendForm,
        actions.suspend_case,
        "Suspend the case",
        "The case is suspended and wakes on its day.",
    ),
    "resume": MovePage(
        ending.ReasonForm,
        actions.resume_case,
        "Resume the case",
        "The case goes on where it was.",
    ),
    "mappa-leads": MovePage(
        ending.MappaForm,
        actions.hand_lead_to_mappa,
        "Hand over the lead",
        "MAPPA leads. Contact is held until the lead comes back.",
    ),
    "mappa-ends": MovePage(
        ending.ReasonForm,
        actions.take_lead_back,
        "Take the lead back",
        "The case goes on where it was.",
    ),
    "transfer": MovePage(
        ending.TransferForm,
        actions.transfer_case,
        "Transfer the case",
        "The case is with the other force and can only be read here.",
    ),
    "reopen": MovePage(
        deciding.ReopenForm,
        actions.reopen_case,
        "Reopen the case",
        "A new episode is under way. A new risk assessment is due.",
    ),
    "owner": MovePage(
        deciding.OwnerForm,
        actions.assign_owner,
        "Give the case to this officer",
        "The officer has the case. No due time has changed.",
    ),
    "change": MovePage(
        deciding.ChangeForm,
        actions.note_change,
        "Save the change",
        "The change is noted. The risk has to be assessed again, and contact checked again.",
    ),
    "contact": MovePage(
        GateForm,
        actions.check_gate,
        "Save the check",
        "The contact check is saved. The case says whether contact is cleared.",
    ),
    "hold": MovePage(
        ending.HoldForm, actions.place_hold, "Hold contact", "Contact is held until you lift it."
    ),
    "lift-hold": MovePage(
        ending.LiftHoldForm, actions.lift_hold, "Lift the hold", "The hold is lifted."
    ),
    "no-contact": MovePage(
        ruling.RuleForm,
        actions.place_contact_rule,
        "Place the rule",
        "The rule is placed. It can be lifted here.",
    ),
    "lift-no-contact": MovePage(
        ruling.LiftRuleForm,
        actions.lift_contact_rule,
        "Lift the rule",
        "The rule is lifted. Contact is checked again before anybody makes it.",
    ),
}
