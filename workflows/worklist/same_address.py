"""Whether somebody else goes to the same address today: said to whoever may see both cases.

Two calls at one door on one day are planned together or one of them is left out. Nothing is said
of a case the reader may not see, not even that there is one.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from casework.accounts.models import User
from casework.clocks import LONDON
from casework.people.addresses import normal_address
from casework.ui.times import clock
from casework.visits.models import Visit
from workflows.models import Task

# Once the door was knocked on, or the time for it has gone, nobody is to be met there any more.
BEFORE_THE_DOOR = ("check_contact", "stopped", "plan", "approve", "visit_home")


def home_of(visit: Visit) -> str:
    """The visited address in the form it is compared in; "" while none is planned."""
    if visit.contact is not None:
        return visit.contact.normal
    return normal_address(visit.place, "") if visit.place else ""


def homes_of(task: Task) -> set[str]:
    """Where the task's visit goes, else where its person is known to live."""
    visit = task.process.visit
    planned = home_of(visit) if visit is not None else ""
    if planned:
        return {planned}
    if visit is None:
        return set()
    contacts = task.case.person.contacts.filter(kind="ADDRESS", doubtful_since=None)
    return set(contacts.values_list("normal", flat=True))


def others_today(task: Task, reader: User) -> list[Visit]:
    """Other open visits of today at the address to which this task leads, of cases the reader may
    see; none on a task at which nobody goes there.
    """
    homes = homes_of(task) if task.flow_task.name in BEFORE_THE_DOOR else set()
    if not homes:
        return []
    start = datetime.combine(timezone.localdate(), time.min, LONDON)
    planned = (
        Visit.objects.visible_to(reader)
        .to_come()
        .filter(
            planned_for__gte=start,
            planned_for__lt=start + timedelta(days=1),
            intervention__finished__isnull=True,
        )
        .exclude(pk=task.process.visit_id)
        .select_related("contact", "case", "lead_officer")
        .order_by("planned_for", "pk")
    )
    return [visit for visit in planned if home_of(visit) in homes]


def told(visit: Visit) -> dict[str, str]:
    """That somebody is to be there, when, and on which case, with the way to that visit."""
    assert visit.planned_for is not None
    who = visit.lead_officer.display_name if visit.lead_officer else "Somebody"
    at = clock(timezone.localtime(visit.planned_for))
    return {
        "text": f"{who} is to be at this address at {at} today, on case {visit.case.ref}. "
        "Agree who goes, or go together.",
        "href": visit.get_absolute_url(),
    }
