"""The words and colours of the register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from casework.accounts.models import User
from casework.audit.presenters import timeline_entries
from casework.audit.queries import changes_in
from casework.cases.models import Case
from casework.cases.presenters.common import tag_cell
from casework.clocks import in_words
from casework.enforcement.authorities.doing import can_do
from casework.enforcement.authorities.models import Alert, Authority, AuthorityState, UnitMember
from casework.ui.markup import link
from casework.ui.times import local_time, short_date

S = AuthorityState
COLOURS = {
    S.APPLICATION_LOGGED: "blue",
    S.GRANTED_WRITTEN: "purple",
    S.GRANTED_URGENT: "orange",
    S.REVIEWED: "purple",
    S.CONVERTED_WRITTEN: "purple",
    S.RENEWED: "purple",
    S.REFUSED: "grey",
    S.ENDED: "grey",
    S.CANCELLED: "grey",
    S.LAPSED: "red",
}
HEAD = ["URN", "Case", "State", "Expires", "Next review"]
HEAD_OVER = ["URN", "Case", "State", "Over since"]


def tag(authority: Authority) -> dict[str, str]:
    state = S(authority.state)
    return {"text": state.label, "colour": COLOURS[state]}


def rows(authorities: Iterable[Authority]) -> list[list[Any]]:
    """Cells of the register."""
    return [
        [
            link(authority.get_absolute_url(), authority.urn),
            authority.case.ref,
            tag_cell(tag(authority)),
            local_time(authority.expires_at) if authority.expires_at else "",
            short_date(authority.review_on) if authority.is_live else "",
        ]
        for authority in authorities
    ]


def rows_over(authorities: Iterable[Authority]) -> list[list[Any]]:
    """Cells of the register for what binds nobody any more: when it ended, not when it would."""
    return [
        [
            link(authority.get_absolute_url(), authority.urn),
            authority.case.ref,
            tag_cell(tag(authority)),
            _when(authority.ended_at or authority.expires_at),
        ]
        for authority in authorities
    ]


def newest_of_each(alerts: Iterable[Alert]) -> list[Alert]:
    """The newest alert of each kind on each authority; `alerts` come newest first."""
    newest: dict[tuple[int, str], Alert] = {}
    for alert in alerts:
        newest.setdefault((alert.authority_id, alert.kind), alert)
    return list(newest.values())


def alert_lines(alerts: Iterable[Alert], now: Any) -> list[dict[str, Any]]:
    """The alerts as a list: what, on which record, since when."""
    return [
        {
            "text": alert.get_kind_display(),
            "href": alert.authority.get_absolute_url(),
            "urn": alert.authority.urn,
            "note": _note(alert, now),
        }
        for alert in alerts
    ]


def _note(alert: Alert, now: Any) -> str:
    """When it was raised; of a period that still runs, how long it has left."""
    if alert.kind in Alert.REVIEWS:
        return f"By {short_date(alert.expires_at)}"
    runs = alert.authority.is_live and alert.authority.expires_at == alert.expires_at
    if alert.kind == Alert.Kind.EXPIRES and runs:
        return f"Expires {local_time(alert.expires_at)}, {in_words(alert.expires_at, now)}"
    return f"On {local_time(alert.raised_at)}"


def facts(authority: Authority, user: User) -> list[dict[str, Any]]:
    """The record for `{% summary_list %}`. The case is a link for who sees the case."""
    case = authority.case
    seen = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    given = [
        ("URN", authority.urn, ""),
        ("Case", case.ref, case.get_absolute_url() if seen else ""),
        ("Type", authority.get_kind_display(), ""),
        ("Scope label", authority.scope_label, ""),
        ("Logged", _by(authority.logged_by, authority.logged_at), ""),
        ("Authorising officer", _name(authority.authorising_officer), ""),
        ("Granted", _when(authority.granted_at), ""),
        ("Takes effect", _when(authority.effective_at), ""),
        ("Expires", _when(authority.expires_at), ""),
        ("How that is counted", _counted(authority), ""),
        ("Next review", short_date(authority.review_on) if authority.is_live else "", ""),
        ("Last reviewed", _when(authority.reviewed_at), ""),
        ("Over", _when(authority.ended_at), ""),
        ("Why", authority.ended_reason, ""),
        ("Told", authority.people_told, ""),
    ]
    return [
        {"key": key, "value": value} | ({"href": href, "action": "View"} if href else {})
        for key, value, href in given
        if value
    ]


def _by(user: User, at: Any) -> str:
    return f"{local_time(at)} by {user.display_name}"


def _name(user: User | None) -> str:
    return user.display_name if user else ""


def _when(at: Any) -> str:
    return local_time(at) if at else ""


def _counted(authority: Authority) -> str:
    return str(authority.expiry_proof["rule_in_words"]) if authority.expiry_proof else ""


def links(authority: Authority, user: User) -> list[tuple[str, str]]:
    """What this user can do to it now: words and address."""
    return [
        (doing.title, reverse("authorities:do", args=[authority.pk, name]))
        for name, doing in can_do(user, authority).items()
    ]


def history(authority: Authority) -> list[dict[str, Any]]:
    """Everything that was recorded of it, newest first."""
    return timeline_entries(changes_in(authority.audit_stream))


def members(names: Iterable[UnitMember]) -> list[list[Any]]:
    """Cells of the list of the covert unit."""
    return [
        [
            name.user.display_name,
            name.reason,
            f"{name.named_by.display_name}, {short_date(name.named_at)}",
            link(reverse("authorities:remove", args=[name.pk]), "Take off the list"),
        ]
        for name in names
    ]
