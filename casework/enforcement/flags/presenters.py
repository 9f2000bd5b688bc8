"""What the pages of an address flag show above their questions, in words."""

from __future__ import annotations

from typing import Any

from casework.enforcement.flags import rules
from casework.enforcement.flags.models import (
    AddressFlag,
    AddressFlagState,
    FlagHit,
    Ground,
)
from casework.people.models import Marker
from casework.people.queries import age_on
from casework.ui.times import local_time, short_date

Row = dict[str, Any]
S = AddressFlagState
COLOURS = {
    S.PROPOSED: "grey",
    S.APPROVED: "purple",
    S.REFUSED: "grey",
    S.NOT_HELD: "orange",
    S.LIVE: "green",
    S.HIT: "red",
    S.REVIEW_DUE: "orange",
    S.RENEWED: "purple",
    S.REMOVAL_REQUESTED: "orange",
    S.EXPIRED_UNCONFIRMED: "red",
    S.REMOVED: "grey",
    S.WITHDRAWN: "grey",
}


def status(flag: AddressFlag) -> tuple[str, str]:
    """The state of the flag in words, and the colour of its tag."""
    state = S(flag.state)
    return state.label, COLOURS[state]


def rows(*given: tuple[str, Any]) -> list[Row]:
    """Facts for a summary list; what is empty is left out."""
    return [{"key": key, "value": value} for key, value in given if value]


def at_a_call(flag: AddressFlag) -> Row:
    """What somebody needs while a call comes in, and nothing else of the case."""
    person = flag.case.person
    markers = Marker.objects.live().filter(person=person).order_by("kind")
    there = "Someone to protect may be there. Do not say who reported anything."
    return {
        "instruction": flag.instruction,
        "urgent": flag.treat_as_urgent,
        "dangers": [": ".join(filter(None, (m.get_kind_display(), m.note))) for m in markers],
        "protected": there if flag.protected_person_there else "",
        "rows": rows(
            ("Address", flag.place),
            ("UPRN", flag.uprn or "Not known, matched by hand"),
            ("Person", f"{person.full_name}, born {short_date(person.date_of_birth) or 'unknown'}"),
            ("Who else lives there", flag.occupants),
            ("Phone numbers", flag.phones),
            ("Grade", "Treat every call as urgent" if flag.treat_as_urgent else "Priority"),
            ("Why", flag.reason),
            ("Risk", flag.get_risk_display()),
            ("Ends", short_date(flag.expires_on)),
            ("Command and control reference", flag.cc_reference),
            ("Asked by", flag.proposed_by.display_name if flag.proposed_by else ""),
        ),
        "calls": calls(flag),
        "removal": removal(flag),
    }


def calls(flag: AddressFlag) -> list[Row]:
    """The calls to the address, newest first, as entries of a timeline."""
    return [call(hit) for hit in flag.hits.select_related("logged_by", "review")]


def call(hit: FlagHit) -> Row:
    review = getattr(hit, "review", None)
    graded = "graded as the flag asks" if hit.graded_up else "not graded up"
    looked = ""
    if review is not None:
        looked = " Looked at: handled as asked." if review.followed else f" Missed: {review.missed}"
    return {
        "title": f"Call {hit.incident_reference}, {graded}",
        "at": hit.at,
        "byline": hit.logged_by.display_name,
        "text": f"{hit.note}{looked}".strip(),
    }


def removal(flag: AddressFlag) -> str:
    """Why it is to come out, for whoever takes it out; nothing of what a victim said. By when its
    task says."""
    if flag.state != S.REMOVAL_REQUESTED:
        return ""
    ground = Ground(flag.removal_ground)
    return "Take it out." if ground == Ground.VICTIM_ASKS else f"{ground.label}. Take it out."


def proposing(flag: AddressFlag) -> Row:
    """For whoever proposes: why it came back."""
    return {"returned": flag.returned_because, "held": flag.cannot_hold}


def deciding(flag: AddressFlag) -> Row:
    """For whoever decides: the flag as it would stand, what speaks against it, its terms."""
    view = flag.get_victim_view_display()
    return {
        "instruction": flag.instruction,
        "warnings": warnings(flag),
        "rows": rows(
            ("Address", flag.place),
            ("UPRN", flag.uprn),
            ("Matched by hand", flag.matched_by_hand),
            ("How it is known who lives there", _occupancy(flag)),
            ("Who else lives there", flag.occupants),
            ("Phone numbers", flag.phones),
            ("Grade", "Treat every call as urgent" if flag.treat_as_urgent else "Priority"),
            ("Why", flag.reason),
            ("Risk", flag.get_risk_display()),
            ("Those it protects were asked", ". ".join(filter(None, (view, flag.victim_note)))),
            ("Until", short_date(flag.expires_on)),
            ("Renewed so far", _times(flag.renewals) if flag.decided_at else ""),
            ("Rests on letter", flag.cites),
            ("Proposed by", _who(flag.proposed_by, flag.proposed_at)),
        ),
        "terms": terms(flag),
        "calls": calls(flag),
        "address_event": flag.address_event_at and flag.state == S.REVIEW_DUE,
        "held": flag.cannot_hold if flag.state == S.NOT_HELD else "",
    }


def concern(flag: AddressFlag) -> Row:
    """For the manager alone: what was said of a victim's fear, above the flag itself."""
    return {**deciding(flag), "concern": flag.removal_reason}


def warnings(flag: AddressFlag) -> list[str]:
    """What an approver must have seen before agreeing."""
    found = []
    others = rules.others_known_there(flag)
    if others:
        found.append(
            f"The records know {others} other {'person' if others == 1 else 'people'} at this "
            "address. A flag answers their calls too"
        )
    if flag.contact is None and flag.place:
        found.append("It is none of the addresses recorded for this person")
    elif flag.contact is not None and flag.contact.doubtful_since is not None:
        found.append(f"The address is in doubt since {short_date(flag.contact.doubtful_since)}")
    age = age_on(flag.case.person)
    if age is not None and age < 18:
        found.append("The person is under 18: the youth-justice and safeguarding route comes first")
    return found


def terms(flag: AddressFlag) -> list[Row]:
    """Every time it was agreed to, the newest first."""
    return [
        {
            "title": "Approved" if term.number == 1 else f"Renewed, time {term.number - 1}",
            "at": term.agreed_at,
            "byline": term.agreed_by.display_name,
            "text": f"Until {short_date(term.expires_on)}, {term.get_risk_display().lower()} risk. "
            f"{term.reason}",
        }
        for term in flag.terms.select_related("agreed_by")
    ]


def whole(flag: AddressFlag) -> Row:
    """Everything kept of a flag, for those who see its case."""
    # That a victim asked is for the manager who sees to it, and in the record.
    from_victim = flag.removal_ground == Ground.VICTIM_ASKS
    asked = Ground(flag.removal_ground or Ground.NOT_NEEDED).label
    return {
        **deciding(flag),
        "urgent": flag.treat_as_urgent,
        "life": rows(
            ("Decided by", _who(flag.decided_by, flag.decided_at)),
            ("Control room", flag.desk.name if flag.desk else ""),
            ("In command and control", _who(flag.confirmed_by, flag.confirmed_at)),
            ("Its reference there", flag.cc_reference),
            ("Removal asked for", _who(flag.removal_requested_by, flag.removal_requested_at)),
            ("Because", "" if from_victim or not flag.removal_ground else asked),
            ("What was said", "" if from_victim else flag.removal_reason),
            ("Taken out", _who(flag.removed_by, flag.ended_at) if flag.removed_by else ""),
            ("Reference of that", flag.removed_reference),
        ),
        "returned": flag.returned_because,
    }


def desk_rows(flags: list[AddressFlag]) -> list[Row]:
    """The desk's flags as lines of a list."""
    return [
        {
            "title": flag.place,
            "href": flag.get_absolute_url(),
            "who": f"Ends {short_date(flag.expires_on)}",
            "note": flag.instruction,
            "tag": dict(zip(("text", "colour"), status(flag), strict=True)),
        }
        for flag in flags
    ]


def _occupancy(flag: AddressFlag) -> str:
    on = short_date(flag.occupancy_checked_on)
    return f"{flag.occupancy_source}, checked on {on}" if flag.occupancy_source else ""


def _who(user: Any, at: Any) -> str:
    if at is None:
        return ""
    return ", ".join((user.display_name if user else "The system", local_time(at)))


def _times(number: int) -> str:
    return {0: "Never", 1: "Once", 2: "Twice"}.get(number, f"{number} times")
