"""The words of an offer: whole for the police, the agreed slice for the advocate, and the wall.

What is shown of an offer inside names no way to reach anybody; only `wall_rows` does.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from casework.accounts.models import User
from casework.audit.words import words_for
from casework.cases.acts import Act
from casework.people.models import Person
from casework.people.queries import age_on
from casework.ui.times import local_time, short_date
from casework.victims import permissions, rules
from casework.victims.advocates import waiting_notices
from casework.victims.models import (
    AdvocateNotice,
    Returned,
    SafeContact,
    SupportMove,
    SupportOffer,
    SupportOfferState,
)

Row = dict[str, Any]
S = SupportOfferState
COLOURS = {
    S.CONSIDERED: "grey",
    S.NOT_SAFE_TO_CONTACT: "red",
    S.ALREADY_SUPPORTED: "green",
    S.OFFERED: "blue",
    S.DECLINED_BY_VICTIM: "grey",
    S.CONSENTED: "blue",
    S.HIGH_RISK_OVERRIDE: "orange",
    S.NO_SERVICE: "orange",
    S.REFERRED: "purple",
    S.RECEIVED: "purple",
    S.CONTACTED: "blue",
    S.UNABLE: "orange",
    S.ENGAGED: "green",
    S.NOT_ENGAGED: "grey",
    S.CLOSED: "grey",
    S.WRONG_PERSON: "red",
    S.WITHDRAWN: "grey",
}


def status(offer: SupportOffer) -> tuple[str, str]:
    """The state in words, and the colour of its tag."""
    state = S(offer.state)
    return state.label, COLOURS[state]


def inside_brief(offer: SupportOffer) -> Row:
    """What a task of ours shows above its questions, to whoever sees the case."""
    rows = [
        ("Reference", offer.outside_ref),
        ("Where it stands", status(offer)[0]),
        ("For", offer.victim.ref if offer.victim else ""),
        ("Risk", "High: act the same day" if rules.is_high(offer.case) else ""),
        ("Made again after", offer.earlier.outside_ref if offer.earlier else ""),
        ("Service", offer.service.name if offer.service else ""),
        ("Safe contact", permissions.HELD if offer.victim else ""),
    ]
    return {"rows": _rows(rows), "href": offer.get_absolute_url()}


def telling_brief(offer: SupportOffer) -> Row:
    """Whom to speak to, and of which planned acts they have not heard."""
    brief = inside_brief(offer)
    waiting = waiting_notices(offer.pk)
    advocate = offer.advocate.full_name if offer.advocate else ""
    rows: list[tuple[str, str]] = [("Advocate", f"{advocate}, {offer.service}")]
    if offer.service:
        rows.append(("Reached through", offer.service.spoc))
    rows += [("To be told", notice_words(each)) for each in waiting]
    return brief | {"rows": _rows(rows) + brief["rows"]}


def notice_words(notice: AdvocateNotice) -> str:
    """ "Officers visit, on Monday 23 November 2026 at 6pm"."""
    act = Act(notice.act).label
    return f"{act}, {local_time(notice.planned_for)}" if notice.planned_for else str(act)


def record_rows(offer: SupportOffer) -> list[Row]:
    """The offer as it is kept, for those inside who have to do with it."""
    override = offer.override_by.display_name if offer.override_by else ""
    gap = getattr(offer, "gap", None)
    rows = [
        ("For", _person(offer.victim)),
        ("Made again after", offer.earlier.outside_ref if offer.earlier else ""),
        ("Risk when it was made", "High" if offer.high_risk else ""),
        ("Safeguarding referral", offer.safeguarding),
        ("Words used", offer.words_used),
        ("Information given", offer.information_given),
        ("Referred without agreement by", override),
        ("Why without agreement", offer.override_reason),
        ("Service", offer.service.name if offer.service else ""),
        ("No service", f"{gap.get_kind_display()}. {gap.note}" if gap else ""),
        ("Children", offer.children),
        ("What the advocate was told", offer.for_advocate),
        ("Referred", local_time(offer.referred_at)),
        ("Advocate", offer.advocate.full_name if offer.advocate else ""),
        ("Received", local_time(offer.received_at)),
        ("Contacted", local_time(offer.contacted_at)),
        ("Supported since", local_time(offer.engaged_at)),
        ("Support ended", short_date(offer.ended_on)),
        ("Breach note", offer.breach_note),
    ]
    return _rows(rows)


def outside_brief(offer: SupportOffer) -> Row:
    """The slice of an advocate: their client, and neither the case nor its person."""
    age = age_on(offer.victim) if offer.victim else None
    agreed = "Referred without agreement because of high risk" if offer.override_by else "Yes"
    rows = [
        ("Client", _person(offer.victim)),
        ("Age", str(age) if age is not None else ""),
        ("Risk", "High: within 24 hours" if offer.high_risk else "Not assessed as high"),
        ("Agreed to be referred", agreed),
        ("In these words", offer.words_used),
        ("Information given", offer.information_given),
        ("Children", offer.children),
        ("Safeguarding referral", offer.safeguarding),
        ("What you have to know", offer.for_advocate),
        ("Tries so far", str(offer.tries.count() or "")),
    ]
    return {
        "rows": _rows(rows),
        "told": told_rows(offer),
        "wall": reverse("victims:safe_contact", args=[offer.pk]),
    }


def told_rows(offer: SupportOffer) -> list[Row]:
    """What the advocate was told first, the newest first."""
    told = offer.notices.exclude(telling=None).select_related("telling")
    return [
        {
            "title": notice_words(each),
            "at": each.telling.told_at,
            "byline": "",
            "text": "\n\n".join(
                filter(
                    None,
                    (
                        _said("They know", each.telling.person_knows),
                        _said("They do not know", each.telling.person_does_not_know),
                    ),
                )
            ),
        }
        for each in told
    ]


def _said(what: str, text: str) -> str:
    return f"{what}: {text}" if text else ""


def moves(offer: SupportOffer) -> list[Row]:
    """Every move, the newest first, with its reason."""
    found = SupportMove.objects.filter(offer=offer).select_related("by").order_by("-pk")
    return [
        {
            "title": words_for(f"support.{each.name}"),
            "at": each.at,
            "byline": each.by.display_name if each.by else "The system",
            "text": each.reason,
        }
        for each in found
    ]


def links(offer: SupportOffer, user: User) -> list[tuple[str, str]]:
    """What this reader may do besides reading: words and addresses."""
    may = [
        (permissions.can_open, "Open safe contact", "safe_contact"),
        (permissions.can_write_down, "Write down a safe way", "write_down"),
        (permissions.can_clear, "Clear an officer to open safe contact", "clear"),
    ]
    return [
        (text, reverse(f"victims:{name}", args=[offer.pk]))
        for can, text, name in may
        if offer.victim_id and can(user, offer)
    ]


def wall_rows(found: SafeContact | None) -> list[Row]:
    """What is behind the wall: the newest version."""
    if found is None:
        return [{"key": "Safe contact", "value": "Nothing is recorded"}]
    if found.stopped:
        return _rows([("Do not contact", found.stopped), ("Since", local_time(found.recorded_at))])
    return _rows(
        [
            ("How", found.get_method_display()),
            ("Number, address or place", found.details),
            ("When it is safe", found.safe_times),
            ("Who else can see or hear it", found.who_else_has_access),
            ("Codeword", found.codeword),
            ("Interpreter or other need", found.interpreter),
            ("Written down", local_time(found.recorded_at)),
        ]
    )


def returned_entries(offer: SupportOffer) -> list[Row]:
    """What the advocate told the police, each with its ground."""
    return [
        {
            "title": each.get_ground_display(),
            "at": each.at,
            "byline": each.by.full_name,
            "text": each.words,
        }
        for each in Returned.objects.filter(offer=offer).select_related("by").order_by("-pk")
    ]


def _person(person: Person | None) -> str:
    return person.full_name if person else ""


def _rows(given: list[tuple[str, str]]) -> list[Row]:
    return [{"key": key, "value": value} for key, value in given if value]
