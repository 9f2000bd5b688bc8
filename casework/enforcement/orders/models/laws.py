"""What the database itself holds an order to, whatever the code above it does."""

from __future__ import annotations

from django.db.models import BaseConstraint, CheckConstraint, F, Q

from casework.enforcement.orders.models.names import (
    ENDED,
    IN_FORCE,
    LIVE,
    ORDERS,
    OrderState,
    Regime,
)

S = OrderState
AFTER_AGREEMENT = tuple(
    state for state in S if state not in (S.CONSIDERED, S.NOT_PURSUED, *LIVE, S.DISCHARGED)
)


def law(name: str, condition: Q) -> CheckConstraint:
    return CheckConstraint(name=f"order_{name}", condition=condition)


def unless(states: tuple[S, ...], wanted: Q) -> Q:
    """In these states `wanted` holds."""
    return ~Q(state__in=[str(state) for state in states]) | wanted


def both_or_neither(who: str, at: str) -> Q:
    return Q(**{f"{who}__isnull": True, f"{at}__isnull": True}) | Q(
        **{f"{who}__isnull": False, f"{at}__isnull": False}
    )


def never_the_same(one: str, other: str) -> Q:
    """Two people, where both have acted."""
    return Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)})


SERVED_NOTICE = Q(
    notice_authorised_at__isnull=False,
    notice_served_at__isnull=False,
    notice_served_by__isnull=False,
    hearing_by__isnull=False,
) & ~Q(notice="")

ORDER_LAWS: list[BaseConstraint] = [
    law("state_known", Q(state__in=S.values)),
    law("regime_known", Q(regime__in=["", *(str(each) for each in ORDERS)])),
    law(
        "notice_of_its_regime",
        Q(notice="")
        | Q(notice=Regime.DAPN, regime=Regime.DAPO)
        | Q(notice=Regime.DVPN, regime=Regime.DVPO),
    ),
    law(
        "has_a_regime",
        unless(tuple(s for s in S if s not in (S.CONSIDERED, S.NOT_PURSUED)), ~Q(regime="")),
    ),
    law(
        "agreed_before_it_is_sought",
        unless(
            tuple(s for s in AFTER_AGREEMENT if s != S.EXPIRED),
            Q(agreed_by__isnull=False, agreed_at__isnull=False),
        ),
    ),
    law("agreed_by_and_at", both_or_neither("agreed_by", "agreed_at")),
    law("agreed_by_another", never_the_same("agreed_by", "considered_by")),
    law("notice_by_and_at", both_or_neither("notice_authorised_by", "notice_authorised_at")),
    law("notice_not_by_who_considered", never_the_same("notice_authorised_by", "considered_by")),
    law("notice_not_by_who_prepared", never_the_same("notice_authorised_by", "prepared_by")),
    law("notice_says_its_grounds", Q(notice_authorised_at=None) | ~Q(grounds="")),
    law("notice_given_was_served", unless((S.NOTICE_GIVEN,), SERVED_NOTICE)),
    law("notice_served_whole", Q(notice_served_at=None) | SERVED_NOTICE),
    law(
        "hearing_after_the_notice",
        Q(hearing_by=None) | Q(notice_served_at=None) | Q(hearing_by__gt=F("notice_served_at")),
    ),
    law(
        "applied_for",
        unless(
            (S.APPLIED, S.LISTED, S.ADJOURNED, S.REFUSED, S.WITHDRAWN), Q(applied_at__isnull=False)
        ),
    ),
    law(
        "listed_with_a_time",
        unless((S.LISTED, S.ADJOURNED, S.REFUSED), Q(hearing_at__isnull=False) & ~Q(court="")),
    ),
    law(
        "made_with_an_end_or_until_further_order",
        unless(
            (*LIVE, S.DISCHARGED, S.EXPIRED),
            Q(made_at__isnull=False, starts_on__isnull=False)
            & (
                Q(ends_on__isnull=True, open_ended=True)
                | Q(ends_on__isnull=False, ends_on__gte=F("starts_on"), open_ended=False)
            ),
        ),
    ),
    law(
        "made_only_if_sought_or_received",
        Q(made_at=None) | Q(applied_at__isnull=False) | Q(received_on__isnull=False),
    ),
    law(
        "some_regimes_always_end",
        Q(made_at=None)
        | ~Q(regime__in=[str(Regime.DVPO), str(Regime.PRE_CHARGE_BAIL)])
        | Q(open_ended=False),
    ),
    law("dvpo_never_renewed", ~Q(regime=Regime.DVPO, state=S.RENEWED)),
    law(
        "in_force_once_served",
        unless(
            IN_FORCE,
            Q(served_at__isnull=False, first_served_at__isnull=False) & ~Q(service_method=""),
        ),
    ),
    law(
        "notification_has_a_time",
        unless((S.NOTIFICATION_DUE, S.OVERDUE), Q(notification_by__isnull=False, notified_at=None)),
    ),
    law("notified_at_a_time", unless((S.NOTIFIED,), Q(notified_at__isnull=False))),
    law("ended_has_a_time", Q(ended_at=None) | Q(state__in=[str(s) for s in ENDED])),
    law("ended_at_known", unless(ENDED, Q(ended_at__isnull=False))),
]
