"""What can be done to one person of an operation, to a contact with them, to the flag on them."""

from __future__ import annotations

from collections.abc import Callable

from casework.accounts.models import User
from casework.operations import actions, forms, permissions
from casework.operations.doing.deed import Check, Deed
from casework.operations.models import (
    CohortMember,
    ContactState,
    Operation,
    OperationState,
    TimedContact,
    WindowFlag,
)

S, C = OperationState, ContactState


def _for_member(check: Callable[[User, Operation], None]) -> Check:
    return lambda user, member: check(user, member.operation)


def _is_in(member: CohortMember) -> bool:
    return member.is_in


def _undecided(member: CohortMember) -> bool:
    return not member.decision


def _unflagged(member: CohortMember) -> bool:
    return member.is_in and not WindowFlag.objects.filter(member=member).exists()


def _at(*states: str) -> Callable[[TimedContact], bool]:
    return lambda contact: contact.state in states


PREPARING = (S.COHORT_APPROVED, S.BRIEFED, S.RUNNING)
PERSON: dict[str, Deed] = {
    "decide": Deed(
        title="Decide on this person",
        button="Save the decision",
        form=forms.DecideForm,
        act=actions.decide_person,
        on="member",
        may=permissions.check_decides_on,
        said="The decision is saved.",
        states=(S.COHORT_PROPOSED,),
        about=_undecided,
    ),
    "package": Deed(
        title="Write the package",
        button="Save the package",
        form=forms.PackageForm,
        act=actions.write_package,
        on="member",
        may=permissions.check_prepares_for,
        said="The package is saved.",
        states=PREPARING,
        about=_is_in,
    ),
    "contact": Deed(
        title="Plan a contact",
        button="Save the contact",
        form=forms.ContactForm,
        act=actions.plan_contact,
        on="member",
        may=permissions.check_prepares_for,
        said="The contact is planned. Another supervisor or a manager (DI) approves it next.",
        states=PREPARING,
        about=_is_in,
    ),
    "flag": Deed(
        title="Ask the control room for a flag",
        button="Ask for the flag",
        form=forms.FlagForm,
        act=actions.ask_flag,
        on="member",
        may=permissions.check_prepares_for,
        told="It stands for the window of the event and no longer.",
        said="The control room sees it from the briefing on.",
        states=PREPARING,
        about=_unflagged,
        aside=True,
    ),
    "rank": Deed(
        title="Say whom to reach first",
        button="Save the place",
        form=forms.RankForm,
        act=actions.rank_person,
        on="member",
        may=_for_member(permissions.check_manages),
        said="The order is saved.",
        states=(*PREPARING, S.RESCHEDULED),
        about=_is_in,
        aside=True,
    ),
    "leave-out": Deed(
        title="Do not contact this person",
        button="Leave this person out",
        form=forms.ReasonForm,
        act=actions.leave_out,
        on="member",
        may=_for_member(permissions.check_manages),
        told="What has not started is dropped. The person stays on the list, with the reason.",
        said="The person is left out. The reason stands on the list.",
        states=(*PREPARING, S.RESCHEDULED),
        about=_is_in,
        warns=True,
    ),
}
CONTACT: dict[str, Deed] = {
    "approve": Deed(
        title="Approve the contact",
        button="Approve the contact",
        form=forms.ConfirmForm,
        act=actions.approve_contact,
        on="contact",
        may=permissions.check_approves_contact,
        told="When its time comes its intervention starts on the case. Whether the person may be "
        "contacted is checked there once more.",
        said="The contact is approved.",
        states=PREPARING,
        about=_at(C.PLANNED),
    ),
    "drop": Deed(
        title="Drop the contact",
        button="Drop the contact",
        form=forms.ReasonForm,
        act=actions.drop_contact,
        on="contact",
        may=lambda user, contact: permissions.check_prepares_for(user, contact.member),
        said="The contact is dropped.",
        states=(*PREPARING, S.RESCHEDULED),
        about=_at(C.PLANNED, C.APPROVED),
        warns=True,
    ),
    "result": Deed(
        title="Write down what came of it",
        button="Save the outcome",
        form=forms.ResultForm,
        act=actions.record_result,
        on="contact",
        may=lambda user, contact: permissions.check_prepares_for(user, contact.member),
        said="The outcome is saved.",
        states=(S.RUNNING, S.RESCHEDULED, S.DEBRIEF, S.CANCELLED),
        about=_at(C.STARTED),
    ),
}
_ANY = tuple(S.values)
FLAG: dict[str, Deed] = {
    "put-in": Deed(
        title="Put the flag into command and control",
        button="It is in",
        form=forms.ReferenceForm,
        act=actions.put_in_flag,
        on="flag",
        may=permissions.check_is_desk,
        said="The flag is in.",
        states=_ANY,
        about=lambda flag: flag.put_in_at is None and flag.removed_at is None,
    ),
    "take-out": Deed(
        title="Take the flag out of command and control",
        button="It is out",
        form=forms.ReferenceForm,
        act=actions.take_out_flag,
        on="flag",
        may=permissions.check_is_desk,
        said="The flag is out.",
        states=_ANY,
        about=lambda flag: flag.put_in_at is not None and flag.taken_out_at is None,
    ),
}
