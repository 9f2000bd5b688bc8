"""A restricted case: the person works for the force, so only those on a list see it."""

from __future__ import annotations

from casework.cases import actions as cases
from casework.cases.models import Case
from workflows.demonstration import telling
from workflows.demonstration.stage import Story
from workflows.demonstration.stories import Part
from workflows.demonstration.telling import Telling


def restricted(t: Telling) -> Story:
    """A sergeant says that she knows him, and sees nothing of it; later only the list sees it."""
    yield t.at(30, "09:10")
    case, manager = Case.objects.get(pk=t.case.pk), t.unit["manager"]
    sergeant, how = t.unit["supervisor2"], "He trained with me; we still meet with our families."
    cases.declare_interest(case=case, by=sergeant, how=how)
    yield t.at(29, "10:05")
    cases.restrict_case(
        case=case,
        by=manager,
        ground="POLICE",
        reason="He works at the front counter of a station of this force.",
        manager=manager,
        readers=[t.officer, t.unit["supervisor"]],
    )
    yield t.at(26, "11:45")
    why = "Authorises what is written to him."
    cases.name_reader(case=case, by=manager, who=t.unit["inspector"], reason=why)
    yield from telling.assessed(t, 14)
    yield from telling.visit(t, 3)


def two_asked(t: Telling) -> Story:
    """Two who are not on the list ask for the case by its reference and are let in for some hours.
    The manager has read of the first, and not yet of the second."""
    yield t.at(16, "23:20")
    at_night = "He is at the address of a caller, and the control room knows nothing of him."
    asked = cases.break_glass(by=t.colleague, reference=t.case.ref, reason=at_night)
    yield t.at(15, "08:30")
    cases.read_broken_glass(asked=asked, by=t.unit["manager"])
    yield t.at(1, "18:40")
    why = "He stands at the counter and asks what is kept of him and who reads it."
    cases.break_glass(by=t.unit["inspector2"], reference=t.case.ref, reason=why)


ALONE = (Part((restricted, two_asked), adopted=60),)
