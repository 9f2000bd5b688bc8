"""What the pages of a briefing show, in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from casework.accounts.models import User
from casework.enforcement.briefings import rules
from casework.enforcement.briefings.models import Briefing, BriefingState, Ground, Shift
from casework.people.models import Marker
from casework.people.queries import age_on
from casework.ui.times import local_time, short_date

Row = dict[str, Any]
S = BriefingState
COLOURS = {
    S.DRAFT: "grey",
    S.AUTHORISED: "purple",
    S.PUBLISHED: "blue",
    S.ACKNOWLEDGED: "green",
    S.RETURN_RECEIVED: "orange",
    S.RECALLED: "red",
    S.EXPIRED: "grey",
    S.WITHDRAWN: "grey",
}
PROTECTED = "Someone to protect may be at one of these addresses. Do not reveal it."


def status(briefing: Briefing) -> tuple[str, str]:
    """The state of the briefing in words, and the colour of its tag."""
    state = S(briefing.state)
    return state.label, COLOURS[state]


def rows(*given: tuple[str, Any]) -> list[Row]:
    """Facts for a summary list; what is empty is left out."""
    return [{"key": key, "value": value} for key, value in given if value]


def dangers(briefing: Briefing) -> list[str]:
    """Live markers of the person and the warnings of the briefing: first on every page."""
    markers = Marker.objects.live().filter(person=briefing.case.person_id).order_by("kind")
    found = [": ".join(filter(None, (each.get_kind_display(), each.note))) for each in markers]
    return found + [text for text in briefing.warnings.splitlines() if text.strip()]


def content(briefing: Briefing) -> Row:
    """What officers read: dangers, power, what to do; and that a victim is not to be revealed."""
    person = briefing.case.person
    powers_on = short_date(briefing.powers_checked_on)
    owner = briefing.case.owner
    return {
        "name": person.full_name,
        "dangers": dangers(briefing),
        "protected": PROTECTED if briefing.protected_person else "",
        "do": briefing.what_to_do,
        "dont": briefing.what_not_to_do,
        "rows": rows(
            ("Born", short_date(person.date_of_birth)),
            ("Recognised by", briefing.identifiers),
            ("Photograph", briefing.photo_reference),
            ("Vehicles", briefing.vehicles),
            ("Addresses", briefing.addresses),
            ("Why of interest", briefing.purpose),
            ("Bail, licence and orders", briefing.conditions or "None stated"),
            ("Power", briefing.powers),
            ("Power checked", powers_on and f"{powers_on}, {briefing.powers_source}"),
            ("What we want to know", briefing.wanted),
            ("Ask", owner.display_name if owner else briefing.case.team.name),
            ("Ends", short_date(briefing.expires_on)),
            ("Version", str(briefing.version)),
        ),
    }


def task_brief(briefing: Briefing) -> Row:
    """Above the questions of a task: the briefing, and what stands against it."""
    return {
        **content(briefing),
        "returned": briefing.returned_because if briefing.state == S.DRAFT else "",
        "change_note": briefing.change_note,
        "warnings": checks(briefing),
        "returns": returns(briefing),
        "unread": unread(briefing),
        "recalled": recalled(briefing),
    }


def writing(briefing: Briefing) -> Row:
    return {
        "returned": briefing.returned_because,
        "change_note": briefing.change_note,
        "dangers": dangers(briefing),
    }


def checks(briefing: Briefing) -> list[str]:
    """What whoever authorises must have seen."""
    age = age_on(briefing.case.person)
    if age is not None and age < 18:
        return ["The person is under 18: the youth-justice and safeguarding route comes first"]
    return []


def unread(briefing: Briefing) -> list[str]:
    """Shifts nobody has said were briefed: "North, night shift"."""
    names = dict(briefing.audience.values_list("team", "team__name"))
    return [f"{names[team]}, {Shift(shift).label}" for team, shift in rules.unbriefed(briefing)]


def recalled(briefing: Briefing) -> str:
    if briefing.state != S.RECALLED:
        return ""
    at = local_time(briefing.recalled_at)
    return f"{Ground(briefing.recall_ground).label}. Recalled on {at}. Do not act on it."


def returns(briefing: Briefing) -> list[Row]:
    """What came back, newest first, as entries of a timeline."""
    found = []
    for each in briefing.returns.select_related("by", "entry"):
        entry = getattr(each, "entry", None)
        entered = f" Entered as {entry.reference}." if entry else ""
        found.append(
            {
                "title": f"{each.get_kind_display()}, graded {each.grading}",
                "at": each.at,
                "byline": each.by.display_name,
                "text": f"{each.place}. {each.what}{entered}",
            }
        )
    return found


def whole(briefing: Briefing) -> Row:
    """Everything kept of a briefing, for those who see its case."""
    later = Briefing.objects.filter(previous=briefing).first()
    return {
        **task_brief(briefing),
        "life": rows(
            ("Written by", _who(briefing.author, briefing.submitted_at)),
            ("Authorised by", _who(briefing.authorised_by, briefing.authorised_at)),
            ("Published by", _who(briefing.published_by, briefing.published_at)),
            ("Published to", ", ".join(_teams(briefing))),
            ("Rests on letter", briefing.cites),
            ("Recalled by", _recalled_by(briefing)),
            ("What was said", briefing.recall_reason),
            ("Earlier version", briefing.previous and f"Version {briefing.previous.version}"),
            ("Later version", later and f"Version {later.version}"),
        ),
        "versions": [
            (f"Version {each.version}", each.get_absolute_url())
            for each in (briefing.previous, later)
            if each is not None
        ],
        "read_by": [
            f"{each.reader.display_name}, {local_time(each.at)}"
            for each in briefing.readings.select_related("reader")
        ],
        "briefed": [
            f"{each.team.name}, {each.get_shift_display()}: {each.by.display_name}, "
            f"{local_time(each.at)}"
            for each in briefing.acknowledgements.select_related("team", "by")
        ],
    }


def lines(briefings: list[Briefing], reader: User) -> list[Row]:
    """The briefings of the reader's teams as lines of a list."""
    read = set(reader_read(reader, briefings))
    return [
        {
            "title": each.case.person.full_name,
            "href": reverse("briefings:read", args=[each.pk]),
            "note": f"Version {each.version}, ends {short_date(each.expires_on)}",
            "tag": _tag_for(each, each.pk in read),
        }
        for each in briefings
    ]


def reader_read(reader: User, briefings: list[Briefing]) -> list[int]:
    """Keys of those of the briefings that the reader has opened."""
    keys = [each.pk for each in briefings]
    found = Briefing.objects.filter(pk__in=keys, readings__reader=reader)
    return list(found.values_list("pk", flat=True))


def _tag_for(briefing: Briefing, read: bool) -> dict[str, str]:
    if briefing.state == S.RECALLED:
        return {"text": "Recalled", "colour": "red"}
    return {"text": "Read", "colour": "grey"} if read else {"text": "New", "colour": "blue"}


def _teams(briefing: Briefing) -> list[str]:
    return list(briefing.audience.order_by("team__name").values_list("team__name", flat=True))


def _recalled_by(briefing: Briefing) -> str:
    if briefing.recalled_at is None:
        return ""
    by = briefing.recalled_by.display_name if briefing.recalled_by else "The system"
    return f"{by}, {local_time(briefing.recalled_at)}"


def _who(user: Any, at: Any) -> str:
    return f"{user.display_name}, {local_time(at)}" if user and at else ""
