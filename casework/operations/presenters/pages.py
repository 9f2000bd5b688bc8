"""The list, the overview of an operation, and one person of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from casework.accounts.models import User
from casework.operations import permissions, queries, rules
from casework.operations.doing import CONTACT, EVENT, FLAG, PERSON, offered
from casework.operations.models import (
    ENDED,
    CohortMember,
    Decision,
    Operation,
    OperationState,
    TimedContact,
    Wave,
    WindowFlag,
)
from casework.operations.presenters.words import (
    Row,
    contact_status,
    flag_standing,
    rows,
    status,
    when_words,
    why_not,
    window_words,
)
from casework.ui.times import local_time

S = OperationState


def lines(operations: Iterable[Operation]) -> list[Row]:
    """Operations as lines: the code word, the event, where each stands."""
    return [
        {
            "title": each.code,
            "href": each.get_absolute_url(),
            "note": f"{each.venue}, {local_time(each.event_at)}",
            "tag": dict(zip(("text", "colour"), status(each), strict=True)),
        }
        for each in operations
    ]


def facts(operation: Operation) -> list[Row]:
    """The event, in the order in which a reader asks."""
    moves = list(operation.event_moves.all())
    due = rules.results_due(operation).due_at if operation.state == S.DEBRIEF else None
    return rows(
        ("Event", local_time(operation.event_at)),
        ("Moved", f"From {local_time(moves[-1].was_at)}: {moves[-1].reason}" if moves else ""),
        ("Venue", operation.venue),
        ("Trouble expected", operation.get_intensity_display()),
        ("Team", str(operation.team)),
        ("Control room's window", window_words(operation)),
        ("Equality note", operation.equality_note),
        ("Results due", local_time(due) if due else ""),
        ("Cancelled because", operation.cancelled_because),
        ("Results", operation.results),
        ("Late because", operation.late_because),
    )


def deeds(operation: Operation, user: User) -> Row:
    """What can be done to it now, and what cannot and why."""
    return _split(offered(EVENT, operation, operation, user), "operations:do", operation.pk)


def _split(found: Iterable[Any], page: str, pk: int) -> Row:
    can, cannot = [], []
    for name, deed, reason in found:
        if reason is None:
            href = reverse(page, args=[pk, name])
            variant = "warning" if deed.warns else "secondary" if deed.aside else ""
            can.append({"text": deed.title, "href": href, "variant": variant})
        else:
            cannot.append(f"{deed.title}: {reason}")
    return {"can": can, "cannot": cannot}


def member_lines(members: Iterable[CohortMember]) -> list[Row]:
    """The people as lines: name, grounds, what was decided, what still lacks."""
    return [
        {
            "title": each.case.person.full_name,
            "href": reverse("operations:person", args=[each.pk]),
            "who": f"{each.rank}." if each.rank else "",
            "note": "; ".join(_grounds(each)),
            "flag": _lacks(each),
            "tag": dict(zip(("text", "colour"), member_status(each), strict=True)),
        }
        for each in members
    ]


def _grounds(member: CohortMember) -> list[str]:
    kinds = dict.fromkeys(each.get_kind_display() for each in member.grounds.all())
    return list(kinds)


def _lacks(member: CohortMember) -> str:
    if member.operation.state != S.COHORT_APPROVED or not member.is_in:
        return ""
    return " ".join(queries.unready(member)[:1])


def member_status(member: CohortMember) -> tuple[str, str]:
    if member.left_out_at is not None:
        return "Left out", "grey"
    if member.decision == Decision.APPROVED:
        return "Approved", "green"
    return ("Not in this operation", "grey") if member.decision else ("To be decided", "purple")


def contact_lines(contacts: Iterable[TimedContact], *, named: bool = True) -> list[Row]:
    """Contacts as lines: who, when, by whom, how it stands."""
    found = []
    for each in contacts:
        officer = each.officer.display_name if each.officer else ""
        what = each.get_kind_display()
        person = each.member.case.person.full_name
        found.append(
            {
                "title": f"{what}: {person}" if named else what,
                "href": reverse("operations:contact", args=[each.pk]),
                "note": ", ".join(filter(None, (local_time(rules.due_at(each)), officer))),
                "flag": why_not(each),
                "tag": contact_status(each),
            }
        )
    return found


def by_wave(contacts: Iterable[TimedContact]) -> list[Row]:
    """Contacts in their waves, with a heading for each wave that has any."""
    found = list(contacts)
    parts = [(wave, [each for each in found if each.wave == wave]) for wave in Wave]
    return [
        {"id": wave.value.lower(), "title": wave.label, "lines": contact_lines(those)}
        for wave, those in parts
        if those
    ]


def flag_lines(flags: Iterable[WindowFlag], user: User) -> list[Row]:
    """The flags of the window, for the control room: the line, who, from when to when."""
    found = []
    for each in flags:
        operation = each.member.operation
        text, colour = flag_standing(each)
        case = each.member.case
        doable = [
            {"text": deed.button, "href": reverse("operations:do_flag", args=[each.pk, name])}
            for name, deed, reason in offered(FLAG, operation, each, user)
            if reason is None
        ]
        found.append(
            {
                "title": each.instruction,
                "rows": rows(
                    ("Person", f"{case.person.full_name}, {case.ref}"),
                    ("Window", window_words(operation)),
                    ("Not wanted any more", each.removed_because),
                    ("In command and control", each.put_in_reference),
                    ("Taken out", each.taken_out_reference),
                ),
                "tag": (text, colour),
                "deeds": doable,
            }
        )
    return found


def person_brief(member: CohortMember, user: User) -> Row:
    """One person: the grounds, the decision, the package, what can be done."""
    decided = member.decided_by.display_name if member.decided_by else ""
    flag = WindowFlag.objects.filter(member=member).first()
    return {
        "status": member_status(member),
        "grounds": [each.words for each in member.grounds.all()],
        "rows": rows(
            ("Proposed by", member.proposed_by.display_name if member.proposed_by else ""),
            ("Decision", f"{member.get_decision_display()}, by {decided}" if decided else ""),
            ("Why", member.decision_reason),
            ("Place", member.rank),
            ("Warrants, bail and orders", member.checks),
            ("Those who were harmed", member.victim_cover),
            ("Control room", _flag_words(flag) if flag else ""),
            ("Not contacted because", member.left_out_because),
        ),
        "lacks": queries.unready(member) if _is_prepared(member) else [],
        "deeds": _split(
            offered(PERSON, member.operation, member, user), "operations:do_person", member.pk
        ),
    }


def _flag_words(flag: WindowFlag) -> str:
    return f"{flag.instruction} ({flag_standing(flag)[0].lower()})"


def _is_prepared(member: CohortMember) -> bool:
    return member.is_in and member.operation.state == S.COHORT_APPROVED


def contact_brief(contact: TimedContact, user: User) -> Row:
    """One contact: when, by whom, what it started, what came of it."""
    operation = contact.operation
    intervention = contact.intervention
    ended = intervention.outcome if intervention else ""
    when = (
        local_time(rules.due_at(contact))
        if contact.started_for
        else when_words(operation, contact.minutes)
    )
    return {
        "tag": contact_status(contact),
        "rows": rows(
            ("When", when),
            ("Officer", contact.officer.display_name if contact.officer else ""),
            ("Planned by", contact.planned_by.display_name if contact.planned_by else ""),
            ("Approved by", contact.approved_by.display_name if contact.approved_by else ""),
            ("Started", local_time(contact.started_at) if contact.started_at else ""),
            ("Intervention", f"{intervention.title}: {ended or 'open'}" if intervention else ""),
            ("Not started because", contact.held_because),
            ("Dropped because", contact.voided_because),
            ("What came of it", contact.result),
        ),
        "deeds": _split(
            offered(CONTACT, operation, contact, user), "operations:do_contact", contact.pk
        ),
    }


def sections(operation: Operation, user: User, current: str) -> list[tuple[str, str, bool]]:
    """The parts of an operation, for who plans it."""
    pages = [("operation", "Overview"), ("run_sheet", "Run sheet"), ("flags", "Control room")]
    if operation.state in (S.RUNNING, S.DEBRIEF, *ENDED):
        pages.append(("debrief", "Debrief"))
    if not permissions.plans(user, operation):
        return []
    return [
        (text, reverse(f"operations:{page}", args=[operation.pk]), page == current)
        for page, text in pages
    ]
