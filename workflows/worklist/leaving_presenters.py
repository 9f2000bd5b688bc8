"""The words of the leaver's tool."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.urls import reverse

from casework.accounts.models import User
from casework.cases.models import Case, not_kept_from
from casework.enforcement.warrants.models import Warrant
from casework.operations import rules
from casework.operations.models import TimedContact
from casework.ui.markup import link
from casework.ui.times import local_time, moment, short_date
from casework.victims.models import SupportOffer
from casework.visits.models import Visit
from workflows import holding
from workflows.held import Thing, case_of, kind_of
from workflows.leaving import Work, work_of
from workflows.models import HandOver, HandOverItem, Task
from workflows.worklist import presenters
from workflows.worklist.leaving_forms import LeavingForm

HEAD = ["Name", "Roles", "Open tasks", "Open cases"]
GOES = {"text": "Goes", "colour": "green"}
CANNOT = {"text": "Cannot go", "colour": "orange"}


def people_rows(users: Iterable[User], reader: User) -> list[list[Any]]:
    """Cells of the table of people: name (the way on), roles, how much hangs on each as far as
    the reader may know."""
    people = list(users)
    tasks = _counted(Task.objects.open().not_kept_from(reader).filter(owner__in=people))
    owned = Case.objects.open().filter(not_kept_from(reader, case="pk"), owner__in=people)
    cases = _counted(owned)
    rows: list[list[Any]] = []
    for user in people:
        roles = sorted({grant.get_role_display() for grant in user.grants_on()})
        address = reverse("workflows:hand_over", args=[user.pk])
        counts = (str(tasks.get(user.pk, 0)), str(cases.get(user.pk, 0)))
        rows.append([link(address, user.display_name), ", ".join(roles), *counts])
    return rows


def _counted(rows: Any) -> dict[int, int]:
    found = rows.order_by().values_list("owner").annotate(n=Count("pk"))
    return {owner: n for owner, n in found if owner is not None}


def item_lines(
    work: Work, form: LeavingForm, chosen: dict[str, User | None], against: dict[str, str]
) -> list[dict[str, Any]]:
    """Each item with its choice; once looked at, who gets it or why they cannot."""
    lines = []
    for key, thing in work.items():
        line = {"field": form[key], **line_of(thing)}
        if key in against:
            line |= {"tag": CANNOT, "against": against[key]}
        elif key in chosen:
            to = chosen[key]
            goes = to.display_name if to else kind_of(thing).to_nobody
            line |= {"tag": GOES, "goes": f"To {goes}"}
        lines.append(line)
    return lines


def line_of(thing: Thing) -> dict[str, Any]:
    case = case_of(thing)
    match thing:
        case Task():
            return _task_line(thing)
        case Visit():
            at = thing.planned_for
            when = f"Planned for {moment(at)}" if at else "To be planned"
            return _worded(f"Visit of {case.ref}", case, thing.get_absolute_url(), when)
        case Case():
            href, stands = thing.get_absolute_url(), thing.get_state_display()
            return _worded(f"Case {case.ref}", case, href, stands) | {"note": stands}
        case Warrant():
            title = f"{'Bail' if thing.is_bail else 'Warrant'} of {case.ref}"
            return _worded(title, case, thing.get_absolute_url(), thing.get_state_display())
        case TimedContact():
            href = reverse("operations:operation", args=[thing.operation.pk])
            when = f"By {local_time(rules.due_at(thing))}"
            return _worded(f"Contact of {case.ref} around an event", case, href, when)
        case SupportOffer():
            # By the reference its service has for it: the client is behind the wall.
            title, stands = f"Client {thing.outside_ref}", thing.get_state_display()
            return {"title": title, "href": thing.get_absolute_url(), "who": "", "note": stands}
    href = reverse("cases:who", args=[case.slug])
    return _worded(f"List of {case.ref}", case, href, "Answers for who may see this case")


def _task_line(task: Task) -> dict[str, Any]:
    hold = holding.live_hold(task)
    told = _worded(str(task.title), task.case, task.get_absolute_url(), str(task.process.title))
    if task.flow_task.outside:
        told |= {"who": presenters.outside_ref(task), "note": ""}
    return told | {
        "due": presenters.due_of(task, presenters.now()),
        "flag": f"On hold until {short_date(hold.until)}. The hold goes along." if hold else "",
    }


def _worded(title: str, case: Case, href: str, note: str) -> dict[str, Any]:
    return {
        "title": title,
        "href": href,
        "who": case.person.full_name,
        "note": f"{case.ref}. {note}",
    }


def besides(work: Work) -> list[dict[str, str]]:
    """What follows without a choice, as rows of a summary."""
    rows = []
    for grant in work.grants:
        where = grant.team.name if grant.team else f"all of {grant.force.name}"
        rows.append({"key": "Role that ends", "value": f"{grant.get_role_display()}, {where}"})
    rows += [
        {
            "key": "Stands in",
            "value": f"For {absence.user.display_name} until {short_date(absence.ends_on)}: "
            "nobody will, until somebody else is named",
        }
        for absence in work.stands_in
    ]
    rows += [
        {
            "key": "Letter they wrote",
            "value": f"{letter.case.ref} waits for its decision. It stays theirs; whoever decides "
            "must not be an author",
        }
        for letter in work.written
    ]
    rows += [
        {
            "key": "Helps with",
            "value": f"\u201c{task.title}\u201d: goes to who takes their place on the visit",
        }
        for task in work.beside
    ]
    return rows


def seen(work: Work) -> list[Any]:
    """Everyone the page names."""
    named = presenters.persons_in([*work.things["task"], *work.beside])
    persons = [case_of(each).person for _, each in work.items() if not isinstance(each, Task)]
    persons += [letter.case.person for letter in work.written]
    return list({(type(each), each.pk): each for each in [*named, *persons]}.values())


def told(done: HandOver) -> str:
    """What to tell who handed it over."""
    return (
        f"Everything of {done.user.display_name} is handed over, and nothing is left. "
        f"Their roles end with {short_date(done.last_day)}."
    )


def result_lines(items: Iterable[HandOverItem]) -> list[dict[str, Any]]:
    """Each item with whom it went to."""
    lines = []
    for item in items:
        thing = item.thing
        line = line_of(thing) if item.task is None or item.task.finished is None else _done(item)
        to = item.to.display_name if item.to else kind_of(thing).to_nobody
        lines.append(line | {"note": f"{line['note']}. To {to}".lstrip(". ")})
    return lines


def outside_lines(items: Iterable[HandOverItem]) -> list[dict[str, Any]]:
    """What somebody of another agency got: by the reference of their own desk, and no case."""
    lines = []
    for item in items:
        if item.support is not None:
            lines.append(line_of(item.support))
        elif item.task is not None and item.task.flow_task.outside and item.task.finished is None:
            lines.append(_task_line(item.task))
    return lines


def _done(item: HandOverItem) -> dict[str, Any]:
    assert item.task is not None
    tag = {"text": "Done", "colour": "green"}
    return {"title": str(item.task.title), "who": item.case.ref, "note": "", "tag": tag}


def receivers(items: Iterable[HandOverItem]) -> str:
    """Who can download a pack of their part, as far as the reader sees it, as a sentence."""
    names = {item.to.display_name for item in items if item.to and not item.support}
    return (
        f"Each can download a pack of what they got: {', '.join(sorted(names))}." if names else ""
    )


def unasked(done: HandOver, items: Iterable[HandOverItem], reader: User) -> str:
    """What to know where work came by itself: whoever gave out the rest may not see it."""
    if done.by_id == reader.pk:
        return ""
    cases = {item.case_id for item in items}
    seen = Case.objects.filter(not_kept_from(done.by, case="pk"), pk__in=cases)
    if seen.count() == len(cases):
        return ""
    return (
        f"{done.by.display_name} may not see all of this and is not to hear of it. What they did "
        "not give you came because you answer for it. Tasks that you cannot do wait in the queue "
        "of the team. Give each, and the case, to somebody who may see it."
    )


def still_theirs(done: HandOver, reader: User) -> str:
    """Where what came to the reader unasked is with who left all the same: the way to give it."""
    if done.by_id == reader.pk or not any(work_of(done.user, reader).items()):
        return ""
    return reverse("workflows:hand_over", args=[done.user_id])
