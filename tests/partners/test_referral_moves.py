"""The moves of a referral, taken from the running code, against the table of the domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from casework.audit.models import Event
from casework.core.errors import CaseworkError
from casework.partners import actions
from casework.partners.models import RECALLABLE, Referral, ReferralState, Rung
from tests.makers_cases import people_of
from tests.makers_partners import partner_of, referral_at, referral_of, take_step

pytestmark = pytest.mark.django_db
S = ReferralState

# Source: domain, section 2d. Ours besides: CANCELLED is the cancelling that section 2.0 lets be
# done until it is sent; whoever never comes to a first appointment has disengaged; NO_ACK,
# NO_DECISION, NOT_STARTED and FEEDBACK_OVERDUE go where they would have gone in time.
TABLE: dict[ReferralState, set[ReferralState]] = {
    S.DRAFT: {S.APPROVED, S.CANCELLED},
    S.APPROVED: {S.SENT, S.CANCELLED},
    S.SENT: {S.ACKNOWLEDGED, S.NO_ACK, S.RECALLED},
    S.NO_ACK: {S.ACKNOWLEDGED, S.RECALLED},
    S.ACKNOWLEDGED: {
        S.ACCEPTED,
        S.DECLINED,
        S.MORE_INFO,
        S.REDIRECTED,
        S.NO_DECISION,
        S.RECALLED,
    },
    S.NO_DECISION: {S.ACCEPTED, S.DECLINED, S.MORE_INFO, S.REDIRECTED, S.RECALLED},
    S.MORE_INFO: {S.ACKNOWLEDGED, S.RECALLED},
    S.ACCEPTED: {S.IN_SERVICE, S.NOT_STARTED, S.DISENGAGED, S.RECALLED},
    S.NOT_STARTED: {S.IN_SERVICE, S.DISENGAGED, S.RECALLED},
    S.IN_SERVICE: {
        S.IN_SERVICE,
        S.COMPLETED,
        S.DISENGAGED,
        S.WITHDRAWN,
        S.FEEDBACK_OVERDUE,
        S.RECALLED,
    },
    S.FEEDBACK_OVERDUE: {S.IN_SERVICE, S.COMPLETED, S.DISENGAGED, S.WITHDRAWN, S.RECALLED},
    S.DECLINED: {S.CLOSED},
    S.REDIRECTED: {S.CLOSED},
    S.COMPLETED: {S.CLOSED},
    S.DISENGAGED: {S.CLOSED},
    S.WITHDRAWN: {S.CLOSED},
    S.RECALLED: set(),
    S.CLOSED: set(),
    S.CANCELLED: set(),
}

# run_late knows where each state leads, the library only that it leads to one of four.
LATE = {
    S.SENT: S.NO_ACK,
    S.ACKNOWLEDGED: S.NO_DECISION,
    S.ACCEPTED: S.NOT_STARTED,
    S.IN_SERVICE: S.FEEDBACK_OVERDUE,
}


def targets(move: Any) -> set[ReferralState]:
    if move.name == "run_late":
        return {LATE[S(move.source)]}
    return {S(move.target)}


def test_the_code_has_exactly_the_moves_of_the_table() -> None:
    found: dict[ReferralState, set[ReferralState]] = {state: set() for state in S}
    for move in Referral().get_all_state_transitions():
        found[S(move.source)] |= targets(move)
    assert found == TABLE


# --- a referral at each state ---------------------------------------------------------------------

STEP_AT = {
    S.DRAFT: "approve",
    S.APPROVED: "send",
    S.SENT: "acknowledge",
    S.ACKNOWLEDGED: "decide",
    S.ACCEPTED: "begin_service",
    S.IN_SERVICE: "report",
}
TYPED_TO: dict[ReferralState, tuple[ReferralState, str, dict[str, Any]]] = {
    S.MORE_INFO: (S.ACKNOWLEDGED, "decide", {"decision": "MORE_INFO", "note": "Language?"}),
    S.DECLINED: (S.ACKNOWLEDGED, "decide", {"decision": "DECLINE", "decline_code": "OUT_OF_AREA"}),
    S.REDIRECTED: (S.ACKNOWLEDGED, "decide", {"decision": "REDIRECT", "note": "The council"}),
    S.COMPLETED: (S.IN_SERVICE, "report", {"progress": "COMPLETED"}),
    S.DISENGAGED: (S.IN_SERVICE, "report", {"progress": "DISENGAGED"}),
    S.WITHDRAWN: (S.IN_SERVICE, "report", {"progress": "WITHDRAWN"}),
    S.CLOSED: (S.COMPLETED, "close", {}),
}
FROM_LATE = {late: state for state, late in LATE.items()}


def referral_in(state: ReferralState) -> Referral:
    """A referral that came to `state` on the real way."""
    if state in STEP_AT:
        return referral_of(referral_at(STEP_AT[state]))
    if state in FROM_LATE:
        return actions.run_late(referral=referral_in(FROM_LATE[state]), rung=Rung.SPOC)
    if state in TYPED_TO:
        origin, step, typed = TYPED_TO[state]
        case = referral_in(origin).case
        take_step(case, step, **typed)
        return referral_of(case)
    if state == S.CANCELLED:
        row = referral_in(S.DRAFT)
        officer = people_of(row.case).officer
        return actions.cancel_referral(referral=row, by=officer, reason="Not needed.")
    row = referral_in(S.SENT)
    manager = people_of(row.case).manager
    return actions.recall_referral(referral=row, by=manager, reason="The wrong agency.")


# --- each action with arguments that are right in themselves --------------------------------------

Act = Callable[[Referral], Referral]


def _approve(row: Referral) -> Referral:
    by = people_of(row.case).supervisor
    return actions.approve_referral(referral=row, by=by, decision="APPROVE")


def _send_back(row: Referral) -> Referral:
    by = people_of(row.case).supervisor
    return actions.approve_referral(referral=row, by=by, decision="SEND_BACK", reason="Less.")


def _cancel(row: Referral) -> Referral:
    by = people_of(row.case).officer
    return actions.cancel_referral(referral=row, by=by, reason="Not needed.")


def _send(row: Referral) -> Referral:
    by = people_of(row.case).officer
    return actions.send_referral(referral=row, by=by, recipient="Ada Field", method="HERE")


def _acknowledge(row: Referral) -> Referral:
    return actions.acknowledge_referral(referral=row, by=partner_of(row))


def _decide(decision: str, **more: Any) -> Act:
    def act(row: Referral) -> Referral:
        by = partner_of(row)
        return actions.decide_referral(
            referral=row, by=by, decision=decision, note="So it is.", **more
        )

    return act


def _answer(row: Referral) -> Referral:
    by = people_of(row.case).officer
    return actions.answer_agency(referral=row, by=by, items=[], minimum="", reason="It has enough.")


def _begin(row: Referral) -> Referral:
    day = timezone.localdate()
    return actions.begin_service(referral=row, by=partner_of(row), came=True, on=day)


def _never_came(row: Referral) -> Referral:
    return actions.begin_service(referral=row, by=partner_of(row), came=False)


def _report(progress: str) -> Act:
    def act(row: Referral) -> Referral:
        return actions.report_service(
            referral=row,
            by=partner_of(row),
            progress=progress,
            sessions=2,
            note="So it goes.",
            bears_on_risk=False,
        )

    return act


def _recall(row: Referral) -> Referral:
    by = people_of(row.case).manager
    return actions.recall_referral(referral=row, by=by, reason="The wrong agency.")


def _close(row: Referral) -> Referral:
    by = people_of(row.case).officer
    return actions.close_referral(referral=row, by=by, effect="SAME", next_step="A visit.")


def _partner(row: Referral) -> Any:
    return partner_of(row)


OPEN_TO_DECIDE = {S.ACKNOWLEDGED, S.NO_DECISION}
SERVED = {S.IN_SERVICE, S.FEEDBACK_OVERDUE}
ALLOWED: dict[str, tuple[Act, set[ReferralState]]] = {
    "approve": (_approve, {S.DRAFT}),
    "send back": (_send_back, {S.DRAFT}),
    "cancel": (_cancel, {S.DRAFT, S.APPROVED}),
    "send": (_send, {S.APPROVED}),
    "acknowledge": (_acknowledge, {S.SENT, S.NO_ACK}),
    "accept": (_decide("ACCEPT"), OPEN_TO_DECIDE),
    "decline": (_decide("DECLINE", decline_code="NO_CAPACITY"), OPEN_TO_DECIDE),
    "redirect": (_decide("REDIRECT"), OPEN_TO_DECIDE),
    "ask": (_decide("MORE_INFO"), OPEN_TO_DECIDE),
    "answer": (_answer, {S.MORE_INFO}),
    "begin": (_begin, {S.ACCEPTED, S.NOT_STARTED}),
    "never came": (_never_came, {S.ACCEPTED, S.NOT_STARTED}),
    "report": (_report("IN_SERVICE"), SERVED),
    "complete": (_report("COMPLETED"), SERVED),
    "disengage": (_report("DISENGAGED"), SERVED),
    "end": (_report("WITHDRAWN"), SERVED),
    "recall": (_recall, set(RECALLABLE)),
    "close": (_close, {S.DECLINED, S.REDIRECTED, S.COMPLETED, S.DISENGAGED, S.WITHDRAWN}),
}


@pytest.mark.parametrize("state", list(S))
def test_an_action_moves_only_from_the_states_that_allow_it(state: ReferralState) -> None:
    row = referral_in(state)
    assert row.state == state
    for name, (action, allowed) in ALLOWED.items():
        point = transaction.savepoint()
        before = Event.objects.filter(verb__startswith="referral.").count()
        if state in allowed:
            moved = action(row)
            assert moved.state in TABLE[state] | {state}, name
            written = Event.objects.filter(verb__startswith="referral.").count() - before
            assert written == 1, name
        else:
            with pytest.raises(CaseworkError):
                action(row)
            assert Referral.objects.get(pk=row.pk).state == state, name
        transaction.savepoint_rollback(point)


def test_every_move_of_the_table_is_taken_by_some_action() -> None:
    """The lists above leave nothing out: whatever leads anywhere is tried from there."""
    tried = {state for _, allowed in ALLOWED.values() for state in allowed}
    assert tried == {state for state, leads in TABLE.items() if leads}
