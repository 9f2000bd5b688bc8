"""The words of restricted cases: the tag, the list, and who knows the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from casework.accounts.models import User
from casework.cases import restricting as rules
from casework.cases.models import Case, GlassBroken, Restriction
from casework.cases.permissions import SUPERVISOR_OR_MANAGER, is_one_of
from casework.ui.times import local_time, short_date

LIST_HEAD = ("Name", "Why", "Since")
KNOWN_HEAD = ("Name", "How they know the person", "Recorded")


def who(case: Case, user: User) -> dict[str, Any]:
    """What the page says: to whoever leads the case the whole list, to others who answers."""
    restriction = rules.restriction_of(case)
    leads = is_one_of(user, case, SUPERVISOR_OR_MANAGER)
    return {
        "says": in_words(restriction),
        "facts": facts(restriction) if restriction and leads else [],
        "list_head": LIST_HEAD,
        "names": names(case, restriction) if restriction and leads else [],
        "known_head": KNOWN_HEAD,
        "known": known(case) if leads else [],
        "deeds": [
            {"text": deed.title, "href": reverse("cases:who_do", args=[case.slug, deed.name])}
            for deed in rules.deeds_for(user, case)
        ],
    }


def in_words(restriction: Restriction | None) -> str:
    if restriction is None:
        return (
            "This case is not restricted. Whoever works on it or leads the team sees it, but for "
            "people who know the person."
        )
    return (
        "This case is restricted. It is in no list, figure or search of anybody who is not named. "
        f"{restriction.manager.display_name} answers for the list. Ask them who may see it."
    )


def facts(restriction: Restriction) -> list[dict[str, str]]:
    placed = f"{restriction.placed_by.display_name}, {local_time(restriction.placed_at)}"
    return [
        {"key": "Why", "value": restriction.get_ground_display()},
        {"key": "Based on", "value": restriction.reason},
        {"key": "Restricted by", "value": placed},
    ]


def names(case: Case, restriction: Restriction) -> list[list[str]]:
    answers = [restriction.manager.display_name, "Answers for the list", ""]
    rows = [
        [each.user.display_name, each.reason, short_date(each.named_at)]
        for each in rules.readers_of(case)
    ]
    return [answers, *rows]


def known(case: Case) -> list[list[str]]:
    return [
        [
            each.user.display_name,
            each.how,
            f"{short_date(each.declared_at)}, by {each.declared_by.display_name}",
        ]
        for each in rules.interests_in(case)
    ]


def warnings(case: Case, user: User) -> list[dict[str, str]]:
    """What whoever leads the case has to see on it first: that its owner knows the person, and
    who was let in for a reason that nobody has read yet."""
    if not is_one_of(user, case, SUPERVISOR_OR_MANAGER):
        return []
    found = []
    said = rules.interests_in(case).filter(user=case.owner_id).first() if case.owner_id else None
    if said is not None:
        text = f"{said.user.display_name} knows the person and sees the case no longer: {said.how} "
        heading = "The case needs another owner"
        found.append({"heading": heading, "text": f"{text}Give the case to another officer."})
    unread = GlassBroken.objects.filter(restriction__case__person=case.person_id, read_at=None)
    for each in unread.exclude(user=user).select_related("user").order_by("at"):
        text = f"{each.user.display_name} sees the case until {local_time(each.until)}: "
        found.append({"heading": "Somebody asked for this case", "text": text + each.reason})
    return found


def before_asking(user: User) -> str:
    nation = user.force.nation
    read_within = rules.TOLD_WITHIN.amount_in(nation)
    return (
        f"What you write here is recorded, whether or not there is such a case. If only its list "
        f"keeps it from you, you see it for {rules.HOURS.asks_for(nation)}. Whoever "
        f"answers for the list and an auditor read your reason within {read_within} "
        f"hour{'' if read_within == 1 else 's'}."
    )


def asked_for(asked: GlassBroken) -> str:
    """The same whatever the reference led to."""
    return (
        f"It is recorded that you asked for {asked.reference.upper()}. If only its list kept it "
        f"from you, you see it until {local_time(asked.until)}."
    )


def asked_line(asked: GlassBroken, reader: User, now: datetime) -> dict[str, Any]:
    """One entry: who asked for what and why, where it led, and whether somebody has read it."""
    facts = [
        ("Asked by", asked.user.display_name),
        ("Reference", asked.reference.upper()),
        ("Why", asked.reason),
        ("When", local_time(asked.at)),
        ("Asked within the hour", _how_often(asked)),
        ("Led to", _led_to(asked)),
    ]
    if asked.read_by is not None:
        facts.append(("Read", f"{asked.read_by.display_name}, {local_time(asked.read_at)}"))
    else:
        facts.append(("To be read by", local_time(_read_until(asked))))
    return {
        "pk": asked.pk,
        "facts": [{"key": key, "value": value} for key, value in facts],
        "tag": _read_tag(asked, now),
        "can_read": asked.read_at is None and asked.user_id != reader.pk,
    }


def _how_often(asked: GlassBroken) -> str:
    """How often they had asked by then; somebody who guesses asks as often as may be."""
    n = int(asked.in_the_hour)  # type: ignore[attr-defined] # the list counts it
    times = "Once" if n == 1 else f"{n} times"
    if n < rules.ASKED_AT_MOST.value:
        return times
    return f"{times}, the most there may be: ask them whether they were guessing"


def _led_to(asked: GlassBroken) -> str:
    if asked.restriction is None:
        return "Nothing: no restricted case that was kept from them"
    return f"{asked.restriction.case.ref}, until {local_time(asked.until)}"


def _read_until(asked: GlassBroken) -> datetime:
    return rules.TOLD_WITHIN.due(asked.at, asked.force.nation).due_at


def _read_tag(asked: GlassBroken, now: datetime) -> dict[str, str]:
    if asked.read_at is not None:
        return {"text": "Read", "colour": "green"}
    if now > _read_until(asked):
        return {"text": "Overdue", "colour": "red"}
    return {"text": "To be read", "colour": "orange"}
