"""What must be true of every row of a warrant, whoever wrote it: the database holds it."""

from __future__ import annotations

from django.db.models import BaseConstraint, CheckConstraint, F, Q

from casework.enforcement.warrants.models.states import (
    BACKED_CODES,
    LIVE_CODES,
    OF_A_WARRANT,
    OF_BAIL,
    OUTCOMES,
    TRIGGERS,
    UNBACKED_CODES,
    VICTIMS_HEAR_OF,
    BailAuthority,
    BailKind,
    Grade,
    Kind,
    SubType,
    ToldBy,
    WarrantState,
)

S = WarrantState
_GRADED = (S.GRADED, S.CIRCULATED, S.ALLOCATED, S.ATTEMPTED, S.REVIEW)
# In SQL a comparison with nothing is neither true nor false and lets a row through: whatever is
# compared below is asked for first.
_WANTED = (S.CIRCULATED, S.ALLOCATED, S.ATTEMPTED, S.REVIEW)
_GIVEN = (S.ALLOCATED, S.ATTEMPTED, S.REVIEW)
_NEW_DATE = (S.SURRENDERED, S.BACKED_BAIL_SERVED)
_BY_MANAGER = (S.CLOSED_DEATH, S.CLOSED_NOT_WANTED)
_ON_EVIDENCE = (S.WITHDRAWN_BY_COURT, S.OTHER_FORCE, *_BY_MANAGER)


def _values(*each: S) -> list[str]:
    return [state.value for state in each]


def _if(condition: Q, then: Q) -> Q:
    return ~condition | then


TRUTHS: list[BaseConstraint] = [
    CheckConstraint(name="warrant_state_known", condition=Q(state__in=S.values)),
    CheckConstraint(
        name="warrant_in_a_state_of_its_sub_type",
        condition=Q(sub_type=SubType.WARRANT, state__in=_values(*OF_A_WARRANT))
        | Q(sub_type=SubType.BAIL, state__in=_values(*OF_BAIL)),
    ),
    CheckConstraint(
        name="warrant_words_from_the_lists",
        condition=Q(kind__in=["", *Kind.values])
        & Q(grade__in=["", *Grade.values])
        & Q(code__in=["", *LIVE_CODES])
        & Q(bail_kind__in=["", *BailKind.values])
        & Q(bail_authority__in=["", *BailAuthority.values])
        & Q(trigger__in=["", *TRIGGERS])
        & Q(victims_told_how__in=["", *ToldBy.values]),
    ),
    CheckConstraint(
        name="warrant_code_agrees_about_bail",
        condition=_if(Q(code__in=BACKED_CODES), Q(backed_for_bail=True))
        & _if(Q(code__in=UNBACKED_CODES), Q(backed_for_bail=False)),
    ),
    CheckConstraint(
        name="graded_warrant_says_what_it_is",
        condition=_if(
            Q(state__in=_values(*_GRADED)),
            Q(graded_at__isnull=False, target_at__isnull=False, backed_for_bail__isnull=False)
            & ~Q(kind="")
            & ~Q(code="")
            & ~Q(court="")
            & ~Q(grade="")
            & ~Q(grade_reason=""),
        ),
    ),
    CheckConstraint(
        name="wanted_person_has_a_circulation",
        condition=_if(Q(state__in=_values(*_WANTED)), Q(circulated_at__isnull=False)),
    ),
    CheckConstraint(
        name="circulation_whole_or_not_at_all",
        condition=Q(circulated_at=None, circulation_reference="", circulation_system="")
        | Q(circulated_at__isnull=False) & ~Q(circulation_reference="") & ~Q(circulation_system=""),
    ),
    CheckConstraint(
        name="cancelled_circulation_has_a_reference",
        condition=Q(cancelled_at=None, cancel_reference="")
        | Q(circulated_at__isnull=False, cancelled_at__gte=F("circulated_at"))
        & ~Q(cancel_reference=""),
    ),
    CheckConstraint(
        name="allocated_warrant_thought_of_victims",
        condition=_if(
            Q(state__in=_values(*_GIVEN)), Q(allocated_at__isnull=False) & ~Q(victim_safety="")
        ),
    ),
    CheckConstraint(
        name="outcome_exactly_when_it_ended",
        condition=Q(state__in=_values(*OUTCOMES), outcome=F("state"), outcome_at__isnull=False)
        | Q(state=S.CLOSED, outcome__in=_values(*OUTCOMES), outcome_at__isnull=False)
        | ~Q(state__in=_values(*OUTCOMES, S.CLOSED)) & Q(outcome=""),
    ),
    CheckConstraint(
        name="arrest_is_told_whole",
        condition=_if(
            Q(outcome=S.EXECUTED),
            Q(arrested_at__isnull=False)
            & ~Q(arrest_place="")
            & ~Q(arresting_officer="")
            & ~Q(custody_reference="")
            & (
                Q(sub_type=SubType.BAIL)
                | Q(hearing_on__isnull=False) & ~Q(hearing_court="") & ~Q(next_steps="")
            ),
        ),
    ),
    CheckConstraint(
        name="surrender_and_bail_have_a_court_date",
        condition=_if(
            Q(outcome__in=_values(*_NEW_DATE)),
            Q(hearing_on__isnull=False) & ~Q(hearing_court=""),
        ),
    ),
    CheckConstraint(
        name="bail_served_only_where_the_court_backed_it",
        condition=_if(Q(outcome=S.BACKED_BAIL_SERVED), Q(backed_for_bail=True)),
    ),
    CheckConstraint(
        name="ended_otherwise_only_on_evidence",
        condition=_if(Q(outcome__in=_values(*_ON_EVIDENCE)), ~Q(evidence="")),
    ),
    CheckConstraint(
        name="manager_ends_nothing_of_their_own",
        condition=_if(
            Q(outcome__in=_values(*_BY_MANAGER)),
            Q(outcome_by__isnull=False)
            & (Q(allocated_to=None) | ~Q(outcome_by=F("allocated_to")))
            & (Q(received_by=None) | ~Q(outcome_by=F("received_by"))),
        ),
    ),
    # A stale wanted marker means an unlawful arrest (domain: section 2c).
    CheckConstraint(
        name="nothing_closed_while_circulated",
        condition=_if(Q(state=S.CLOSED), Q(circulated_at=None) | Q(cancelled_at__isnull=False)),
    ),
    CheckConstraint(
        name="nothing_closed_before_victims_heard",
        condition=_if(
            Q(state=S.CLOSED, outcome__in=_values(*VICTIMS_HEAR_OF)),
            Q(victims_told_at__isnull=False) & ~Q(victims_told_how=""),
        ),
    ),
    CheckConstraint(
        name="bail_that_is_checked_says_until_when",
        condition=_if(
            Q(state__in=_values(S.CHECKING, S.BREACHED, S.BAIL_ENDED)),
            Q(bail_from__isnull=False, bail_until__isnull=False, bail_until__gt=F("bail_from"))
            & Q(check_every_days__isnull=False, check_every_days__gte=1)
            & ~Q(bail_kind="")
            & ~Q(bail_authority="")
            & ~Q(check_method=""),
        ),
    ),
    CheckConstraint(
        name="bail_ends_in_one_way",
        condition=Q(outcome=S.BAIL_ENDED) & ~Q(bail_end="")
        | ~Q(outcome=S.BAIL_ENDED) & Q(bail_end=""),
    ),
]
