"""The stories of bail: its conditions are checked, kept, broken, and it ends."""

from __future__ import annotations

from casework.cases.models import Band
from casework.enforcement.warrants.models import Warrant
from workflows.demonstration.kinds.warrant import cleared, day, does
from workflows.demonstration.stage import Story
from workflows.demonstration.stories import Part
from workflows.demonstration.telling import Telling, started


def on_bail(t: Telling, on: int) -> Story:
    yield from started(t, "bail_check", on, "10:05")
    yield from does(
        t,
        on,
        "10:40",
        "enter",
        bail_kind="PRE_CHARGE",
        bail_authority="CUSTODY_OFFICER",
        bail_from=day(t, 0, on),
        bail_until=day(t, 80, on),
        conditions="Not to go to Mill Lane\nNot to contact anybody named in the reports",
        check_method="A call at the address in the evening",
    )


def bail_to_enter(t: Telling) -> Story:
    yield from started(t, "bail_check", 0, "00:05")


def bail_kept(t: Telling) -> Story:
    yield from on_bail(t, 12)
    yield from does(t, 6, "20:15", "check", result="KEPT", found="He was at home, alone.")


def bail_breached(t: Telling) -> Story:
    yield from on_bail(t, 9)
    yield from _breach(t, 1, "18:45")


def no_arrest_to_agree(t: Telling) -> Story:
    yield from on_bail(t, 11)
    yield from _breach(t, 3, "19:05")
    yield from does(
        t, 3, "19:30", "act_on_breach", decision="no", reason="He was on the bus through it."
    )


def arrested_for_breach(t: Telling) -> Story:
    yield from on_bail(t, 20)
    yield from _breach(t, 15, "13:05")
    yield from does(
        t,
        15,
        "13:40",
        "act_on_breach",
        decision="yes",
        place="Mill Lane",
        custody_reference="CU/4420/26",
    )
    yield from cleared(t, 15)


def bail_over(t: Telling) -> Story:
    yield from on_bail(t, 50)
    yield from does(
        t, 12, "12:20", "decide_end", decision="ENDED", way="CHARGED", reason="Charged today."
    )
    yield from cleared(t, 12)


def _breach(t: Telling, on: int, clock: str) -> Story:
    """Seen where the first condition forbids it."""
    yield t.at(on, clock)
    bail = Warrant.objects.filter(case=t.case, sub_type="BAIL").latest("pk")
    condition = bail.conditions.earliest("number")
    yield from does(
        t,
        on,
        clock,
        "check",
        result="BREACHED",
        condition=condition.pk,
        found="He was seen in Mill Lane at half past six.",
    )


PARTS = (
    Part((bail_breached,), adopted=30, band=Band.HIGH),
    Part((bail_kept,), adopted=25),
    Part((no_arrest_to_agree,), adopted=24),
    Part((arrested_for_breach,), adopted=40),
    Part((bail_to_enter,), adopted=50),
    Part((bail_over,), adopted=70),
)
