"""The moves of an offer of support, from the running code, against the table of the domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from casework.audit.models import Event
from casework.core.errors import CaseworkError
from casework.victims import actions
from casework.victims.models import SupportOffer, SupportOfferState
from casework.victims.presenters import COLOURS
from tests import makers_victims as walk
from tests.makers_cases import people_of
from tests.makers_victims import ROUTE, advocate_of, ended_as, make_service, offer_of

pytestmark = pytest.mark.django_db
S = SupportOfferState

# Source: domain, section 2e. Overriding, leaving and taking back are its failure branches.
TABLE: dict[SupportOfferState, set[SupportOfferState]] = {
    S.CONSIDERED: {S.OFFERED, S.NOT_SAFE_TO_CONTACT, S.ALREADY_SUPPORTED, S.WITHDRAWN},
    S.NOT_SAFE_TO_CONTACT: {S.CONSIDERED, S.HIGH_RISK_OVERRIDE, S.WITHDRAWN},
    S.ALREADY_SUPPORTED: set(),
    S.OFFERED: {S.CONSENTED, S.DECLINED_BY_VICTIM, S.NOT_SAFE_TO_CONTACT, S.WITHDRAWN},
    S.DECLINED_BY_VICTIM: {S.HIGH_RISK_OVERRIDE},
    S.CONSENTED: {S.REFERRED, S.NO_SERVICE, S.WITHDRAWN},
    S.HIGH_RISK_OVERRIDE: {S.REFERRED, S.NO_SERVICE, S.WITHDRAWN},
    S.NO_SERVICE: set(),
    S.REFERRED: {S.RECEIVED, S.WRONG_PERSON},
    S.RECEIVED: {S.CONTACTED, S.UNABLE, S.WRONG_PERSON},
    S.CONTACTED: {S.ENGAGED, S.NOT_ENGAGED, S.WRONG_PERSON},
    S.UNABLE: set(),
    S.ENGAGED: {S.CLOSED, S.WRONG_PERSON},
    S.NOT_ENGAGED: set(),
    S.CLOSED: set(),
    S.WRONG_PERSON: set(),
    S.WITHDRAWN: set(),
}


def test_the_code_has_exactly_the_moves_of_the_table() -> None:
    found: dict[SupportOfferState, set[SupportOfferState]] = {state: set() for state in S}
    for move in SupportOffer().get_all_state_transitions():
        found[S(move.source)].add(S(move.target))
    assert found == TABLE


def _consider(offer: SupportOffer) -> SupportOffer:
    victim = offer.victim or offer.case.person.incidents_as_suspect.first().victim
    by = people_of(offer.case).officer
    return actions.consider_offer(
        support=offer, by=by, victim=victim, decision="APPROACH", reason="Named in a report."
    )


def _route(offer: SupportOffer) -> SupportOffer:
    route = actions.Route(**ROUTE)
    return actions.record_route(support=offer, by=people_of(offer.case).officer, route=route)


def _answer(offer: SupportOffer) -> SupportOffer:
    return actions.answer_offer(
        support=offer,
        by=people_of(offer.case).officer,
        answer="CONSENTED",
        words_used="Asked; said yes.",
        information_given="The leaflet.",
    )


def _decide(offer: SupportOffer) -> SupportOffer:
    by = people_of(offer.case).supervisor
    return actions.decide_override(support=offer, by=by, decision="LEAVE", reason="For now.")


def _refer(offer: SupportOffer) -> SupportOffer:
    return actions.refer_offer(
        support=offer,
        by=people_of(offer.case).officer,
        service=make_service(offer.case),
        children="None.",
        for_advocate="A visit is planned.",
    )


def _receive(offer: SupportOffer) -> SupportOffer:
    return actions.receive_offer(support=offer, by=advocate_of(offer.case))


def _contact(offer: SupportOffer) -> SupportOffer:
    return actions.record_contact(support=offer, by=advocate_of(offer.case), outcome="REACHED")


def _engage(offer: SupportOffer) -> SupportOffer:
    return actions.record_engagement(support=offer, by=advocate_of(offer.case), engaged=True)


def _report(offer: SupportOffer) -> SupportOffer:
    return actions.report_support(
        support=offer, by=advocate_of(offer.case), ended=True, ended_on=timezone.localdate()
    )


def _withdraw(offer: SupportOffer) -> SupportOffer:
    by = people_of(offer.case).supervisor
    return actions.withdraw_offer(offer=offer, by=by, reason="Another of that name.")


ALLOWED: dict[Callable[[SupportOffer], Any], set[SupportOfferState]] = {
    _consider: {S.CONSIDERED},
    _route: set(),  # from CONSIDERED once somebody was chosen: test_nobody_is_called_before
    _answer: {S.OFFERED},
    _decide: {S.DECLINED_BY_VICTIM, S.NOT_SAFE_TO_CONTACT},
    _refer: {S.CONSENTED, S.HIGH_RISK_OVERRIDE},
    _receive: {S.REFERRED},
    _contact: {S.RECEIVED},
    _engage: {S.CONTACTED},
    _report: {S.ENGAGED},
    _withdraw: {state for state in S if TABLE[state] & {S.WITHDRAWN, S.WRONG_PERSON}},
}


@pytest.mark.parametrize("state", list(S))
def test_an_action_moves_only_from_the_states_that_allow_it(state: SupportOfferState) -> None:
    offer = offer_of(ended_as(state))
    advocate_of(offer.case)
    for action, allowed in ALLOWED.items():
        point = transaction.savepoint()
        before = Event.objects.count()
        if state in allowed:
            action(offer)
            assert Event.objects.count() == before + 1, action.__name__
        else:
            with pytest.raises(CaseworkError) as refused:
                action(offer)
            assert len(str(refused.value)) > 20, "a sentence"
            assert SupportOffer.objects.get(pk=offer.pk).state == state
            assert Event.objects.count() == before
        transaction.savepoint_rollback(point)
    assert COLOURS[state]
    moved = offer.moves.last()
    assert moved is None or moved.target == state


def test_the_state_cannot_be_assigned() -> None:
    with pytest.raises(AttributeError):
        SupportOffer().state = S.CLOSED


def test_nobody_is_called_before_a_safe_way_is_recorded() -> None:
    case = walk.support_started()
    walk.consider(case)
    offer = offer_of(case)
    officer = people_of(case).officer
    with pytest.raises(CaseworkError, match="Nobody is called before that"):
        actions.record_route(support=offer, by=officer, still_holds=True)
    assert _route(offer).state == S.OFFERED
