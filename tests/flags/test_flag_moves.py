"""The moves of an address flag, taken from the running code, against the table of the domain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from casework.audit.models import Event
from casework.core.errors import CaseworkError, NotAllowed, NotVisible, Refused
from casework.enforcement.flags import actions
from casework.enforcement.flags.actions.proposing import Occupancy
from casework.enforcement.flags.models import AddressFlag, AddressFlagState
from casework.enforcement.flags.presenters import COLOURS
from tests.makers import give_role, make_user
from tests.makers_cases import make_case, people_of
from tests.makers_flags import adviser_of, flag_of, live, make_flag, proposed, started
from tests.makers_visits import make_address

pytestmark = pytest.mark.django_db
S = AddressFlagState

# Source: domain, section 2g, as (from, to, who). A review that ends in removal goes by way of
# REMOVAL_REQUESTED, so that nothing is called removed which the control room still shows; HIT,
# RENEWED and what cannot be held go back, which the table leaves open.
TABLE: set[tuple[str, str, str]] = {
    ("PROPOSED", "APPROVED", "approver"),
    ("PROPOSED", "REFUSED", "approver"),
    ("PROPOSED", "WITHDRAWN", "author"),
    ("APPROVED", "LIVE", "adviser"),
    ("APPROVED", "NOT_HELD", "adviser"),
    ("APPROVED", "PROPOSED", "system"),
    ("APPROVED", "WITHDRAWN", "author"),
    ("NOT_HELD", "PROPOSED", "manager"),
    ("NOT_HELD", "WITHDRAWN", "manager"),
    ("LIVE", "REVIEW_DUE", "system"),
    ("LIVE", "REMOVAL_REQUESTED", "anyone"),
    ("LIVE", "HIT", "adviser"),
    ("LIVE", "EXPIRED_UNCONFIRMED", "system"),
    ("HIT", "LIVE", "adviser"),
    ("HIT", "REVIEW_DUE", "system"),
    ("HIT", "REMOVAL_REQUESTED", "anyone"),
    ("HIT", "EXPIRED_UNCONFIRMED", "system"),
    ("REVIEW_DUE", "RENEWED", "approver"),
    ("REVIEW_DUE", "REMOVAL_REQUESTED", "approver"),
    ("REVIEW_DUE", "EXPIRED_UNCONFIRMED", "system"),
    ("RENEWED", "LIVE", "adviser"),
    ("RENEWED", "REVIEW_DUE", "system"),
    ("RENEWED", "REMOVAL_REQUESTED", "anyone"),
    ("RENEWED", "EXPIRED_UNCONFIRMED", "system"),
    ("REMOVAL_REQUESTED", "REMOVED", "adviser"),
    ("REMOVAL_REQUESTED", "EXPIRED_UNCONFIRMED", "system"),
    ("EXPIRED_UNCONFIRMED", "REMOVED", "manager"),
    ("EXPIRED_UNCONFIRMED", "REMOVAL_REQUESTED", "manager"),
}


def test_the_code_has_exactly_the_moves_of_the_table() -> None:
    found = {(str(m.source), str(m.target)) for m in AddressFlag().get_all_state_transitions()}
    assert found == {(source, target) for source, target, _ in TABLE}


def nobody_named(person: Any, text: str) -> None:
    """The guard of letters is tested where it is handed in."""


def _decide(flag: AddressFlag, decision: str) -> Any:
    return actions.decide_flag(
        address_flag=flag,
        by=people_of(flag.case).supervisor,
        decision=decision,
        reason="A reason.",
        text_guard=nobody_named,
    )


def _confirm(flag: AddressFlag, decision: str = "HELD") -> Any:
    return actions.confirm_live(
        address_flag=flag,
        by=adviser_of(flag.case),
        decision=decision,
        cc_reference="CC-1",
        why="Too long.",
    )


def _review(flag: AddressFlag, decision: str) -> Any:
    return actions.review_flag(
        address_flag=flag,
        by=people_of(flag.case).supervisor,
        decision=decision,
        reason="Fresh words.",
        occupancy_source="Seen there",
        expires_on=timezone.localdate() + timedelta(days=30),
    )


def _unheld(flag: AddressFlag, decision: str) -> Any:
    by = people_of(flag.case).manager
    return actions.decide_unheld(address_flag=flag, by=by, decision=decision, reason="So.")


def _incident(flag: AddressFlag, found: str) -> Any:
    by = people_of(flag.case).manager
    return actions.settle_incident(
        address_flag=flag, by=by, found=found, finding="Its date.", reference="CC-2"
    )


def _out(flag: AddressFlag) -> Any:
    return actions.confirm_removed(address_flag=flag, by=adviser_of(flag.case), reference="CC-OUT")


def _ask_out(flag: AddressFlag) -> Any:
    by = people_of(flag.case).officer
    return actions.request_removal(
        address_flag=flag, by=by, ground="NOT_NEEDED", reason="Not needed."
    )


def _call(flag: AddressFlag) -> Any:
    return actions.log_hit(
        address_flag=flag,
        by=adviser_of(flag.case),
        incident_reference="INC-9",
        graded_up=True,
    )


def _look(flag: AddressFlag) -> Any:
    return actions.review_hits(address_flag=flag, by=adviser_of(flag.case), followed=True)


def _withdraw(flag: AddressFlag) -> Any:
    by = people_of(flag.case).supervisor
    return actions.withdraw_flag(address_flag=flag, by=by, reason="Not needed.")


STANDING = {S.LIVE, S.HIT, S.REVIEW_DUE, S.RENEWED}
# Each action with arguments that are right in themselves, and the states in which it may be used.
ALLOWED: dict[str, tuple[Callable[[AddressFlag], Any], set[AddressFlagState]]] = {
    "approve": (lambda flag: _decide(flag, "APPROVE"), {S.PROPOSED}),
    "refuse": (lambda flag: _decide(flag, "REFUSE"), {S.PROPOSED}),
    "send back": (lambda flag: _decide(flag, "SEND_BACK"), {S.PROPOSED}),
    "held": (_confirm, {S.APPROVED, S.RENEWED}),
    "cannot": (lambda flag: _confirm(flag, "CANNOT"), {S.APPROVED}),
    "again": (lambda flag: _unheld(flag, "AGAIN"), {S.NOT_HELD}),
    "stop": (lambda flag: _unheld(flag, "STOP"), {S.NOT_HELD}),
    "call": (_call, {*STANDING, S.REMOVAL_REQUESTED, S.EXPIRED_UNCONFIRMED}),
    "look": (_look, {S.HIT}),
    "renew": (lambda flag: _review(flag, "RENEW"), {S.REVIEW_DUE}),
    "remove": (lambda flag: _review(flag, "REMOVE"), {S.REVIEW_DUE}),
    "ask out": (_ask_out, STANDING),
    "out": (_out, {S.REMOVAL_REQUESTED}),
    "gone": (lambda flag: _incident(flag, "GONE"), {S.EXPIRED_UNCONFIRMED}),
    "there": (lambda flag: _incident(flag, "THERE"), {S.EXPIRED_UNCONFIRMED}),
    "withdraw": (_withdraw, {S.PROPOSED, S.APPROVED, S.NOT_HELD}),
}


@pytest.mark.parametrize("state", list(S))
def test_an_action_moves_only_from_the_states_that_allow_it(state: AddressFlagState) -> None:
    flag = make_flag(state)
    for name, (action, allowed) in ALLOWED.items():
        point = transaction.savepoint()
        before = Event.objects.count()
        if state in allowed:
            action(flag)
            assert Event.objects.count() == before + 1, name
        else:
            with pytest.raises(CaseworkError) as refused:
                action(flag)
            assert len(str(refused.value)) > 20, name
            assert AddressFlag.objects.get(pk=flag.pk).state == state
            assert Event.objects.count() == before
        transaction.savepoint_rollback(point)


def test_every_state_has_words_and_a_colour() -> None:
    assert set(COLOURS) == set(S)


# --- guards ---------------------------------------------------------------------------------------


def propose(case: Any, **changes: Any) -> AddressFlag:
    occupancy = {
        "place": case.person.contacts.first() or make_address(case.person),
        "source": "Seen there",
        "checked_on": timezone.localdate(),
        "uprn": "100023336956",
    }
    given: dict[str, Any] = {
        "instruction": "Two officers.",
        "reason": "Three reports.",
        "victim_view": "SOUGHT",
        "victim_note": "Agrees.",
        "expires_on": timezone.localdate() + timedelta(days=30),
    }
    places = {name: changes.pop(name) for name in list(changes) if name in occupancy}
    return actions.propose_flag(
        address_flag=flag_of(case),
        by=people_of(case).officer,
        occupancy=Occupancy(**occupancy | places),
        text_guard=nobody_named,
        **given | changes,
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"instruction": "x" * 201}, "200 characters"),
        ({"instruction": "  "}, "call handler"),
        ({"reason": ""}, "why"),
        ({"victim_view": ""}, "were asked"),
        ({"victim_note": ""}, "think of it"),
        ({"uprn": ""}, "matched by hand"),
        ({"uprn": "x12"}, "up to 12 digits"),
        ({"source": ""}, "who lives there"),
    ],
)
def test_a_proposal_that_lacks_something_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        propose(started(), **changes)


@pytest.mark.parametrize(
    ("name", "days_from_today", "sentence"),
    [
        ("checked_on", 1, "today or earlier"),
        ("expires_on", 0, "end after today"),
        ("expires_on", 181, "must end by"),
    ],
)
def test_a_proposal_for_a_day_that_cannot_be_is_refused(
    name: str, days_from_today: int, sentence: str
) -> None:
    day = timezone.localdate() + timedelta(days=days_from_today)
    with pytest.raises(Refused, match=sentence):
        propose(started(), **{name: day})


@pytest.mark.parametrize(("band", "days"), [("HIGH", 90), ("VERY_HIGH", 90), ("MEDIUM", 180)])
def test_the_risk_sets_how_long_a_flag_may_stand(band: str, days: int) -> None:
    case = started(make_case(band=band))
    last = timezone.localdate() + timedelta(days=days)
    assert propose(case, expires_on=last).expires_on == last
    with pytest.raises(Refused, match="must end by"):
        propose(case, expires_on=last + timedelta(days=1))


def test_an_address_in_doubt_is_not_flagged() -> None:
    case = started()
    address = make_address(case.person)
    address.doubtful_since = timezone.localdate()
    address.save()
    with pytest.raises(Refused, match="in doubt"):
        propose(case, place=address)


def newcomer(case: Any) -> None:
    """Somebody else is recorded at the flagged address, after it was checked who lives there."""
    flag = flag_of(case)
    assert flag.contact
    other = make_case(team=case.team).person
    theirs = make_address(other, flag.contact.value, flag.contact.postcode)
    theirs.first_seen_on = theirs.last_seen_on = timezone.localdate() + timedelta(days=1)
    theirs.save()


def test_a_new_tenant_stops_the_approval_and_the_confirmation() -> None:
    case = proposed()
    newcomer(case)
    with pytest.raises(Refused, match="new tenant"):
        _decide(flag_of(case), "APPROVE")


def test_without_that_guard_the_new_tenant_would_be_flagged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from casework.enforcement.flags import rules

    monkeypatch.setattr(rules, "newer_occupants", lambda flag: [])
    case = proposed()
    newcomer(case)
    assert _decide(flag_of(case), "APPROVE").state == S.APPROVED


def test_a_renewal_needs_a_fresh_reason() -> None:
    flag = make_flag(S.REVIEW_DUE)
    with pytest.raises(Refused, match="fresh reason"):
        actions.review_flag(
            address_flag=flag,
            by=people_of(flag.case).supervisor,
            decision="RENEW",
            reason=flag.reason,
            occupancy_source="Seen there",
            expires_on=timezone.localdate() + timedelta(days=30),
        )


# --- who ------------------------------------------------------------------------------------------


def test_the_author_does_not_decide_nor_who_stands_in_for_them() -> None:
    from casework.accounts.models import Absence, Role

    case = proposed()
    author = people_of(case).officer
    give_role(author, Role.SUPERVISOR, team=case.team)
    with pytest.raises(NotAllowed, match="You proposed"):
        actions.decide_flag(
            address_flag=flag_of(case), by=author, decision="APPROVE", text_guard=nobody_named
        )
    deputy = people_of(case).supervisor
    today = timezone.localdate()
    Absence.objects.create(user=author, deputy=deputy, starts_on=today, ends_on=today)
    with pytest.raises(NotAllowed, match="stand in"):
        _decide(flag_of(case), "APPROVE")


def test_only_a_manager_has_every_call_treated_as_urgent() -> None:
    case = proposed(treat_as_urgent="yes")
    with pytest.raises(NotAllowed, match="manager"):
        _decide(flag_of(case), "APPROVE")
    by = people_of(case).manager
    flag = actions.decide_flag(
        address_flag=flag_of(case), by=by, decision="APPROVE", text_guard=nobody_named
    )
    assert flag.state == S.APPROVED


def test_a_stranger_learns_nothing_and_an_adviser_of_another_desk_neither() -> None:
    from casework.accounts.models import Role

    case = live()
    stranger, elsewhere = make_user(Role.OFFICER), make_user(Role.ADVISER)
    for user in (stranger, elsewhere):
        assert not AddressFlag.objects.visible_to(user).exists()
        with pytest.raises(NotVisible):
            actions.request_removal(
                address_flag=flag_of(case), by=user, ground="NOT_NEEDED", reason="So."
            )


def test_the_desk_sees_a_flag_from_its_approval_until_it_is_out() -> None:
    seen = {}
    for state in S:
        flag = make_flag(state)
        by = adviser_of(flag.case)
        seen[state] = AddressFlag.objects.visible_to(by).filter(pk=flag.pk).exists()
    shown = {S.APPROVED, *STANDING, S.REMOVAL_REQUESTED, S.EXPIRED_UNCONFIRMED}
    assert {state for state, shows in seen.items() if shows} == shown


def test_what_cites_a_withdrawn_letter_comes_out() -> None:
    case = live(cites="L-10001")
    moved = actions.recall_citing(
        case=case, cites="L-10001", by=None, reason="The letter was withdrawn."
    )
    assert [(each.state, each.removal_ground) for each in moved] == [
        (S.REMOVAL_REQUESTED, "BASIS_GONE")
    ]
