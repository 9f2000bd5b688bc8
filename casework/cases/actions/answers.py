"""What people write down when they decide: the answers an action takes, and what they must say.

Each `worded_...` gives the fields of the record to be made and raises Refused for what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Required, TypedDict

from casework.cases.models import ContactGate, Special
from casework.core.errors import Refused, worded


class Grounds(TypedDict, total=False):
    """Why somebody is taken on (domain: section 1.13)."""

    legal_basis: Required[str]
    necessity: Required[str]
    proportionality: Required[str]
    least_intrusive: Required[str]
    disagreement: str


def worded_grounds(given: Grounds) -> dict[str, str]:
    return {
        "legal_basis": worded(given["legal_basis"], "Say what the legal basis is."),
        "necessity": worded(given["necessity"], "Say why this is necessary."),
        "proportionality": worded(given["proportionality"], "Say why this is proportionate."),
        "least_intrusive": worded(given["least_intrusive"], "Say why nothing less would do."),
        "disagreement": given.get("disagreement", "").strip(),
    }


class RiskView(TypedDict, total=False):
    """A formal view of the risk, in words (domain: section 3.2)."""

    tool: Required[str]
    static_history: Required[str]
    dynamic_factors: Required[str]
    people_at_risk: Required[str]
    scenarios: Required[str]
    tool_version: str
    protective_factors: str
    stalking_and_control: str
    confidence: str
    missing_information: str


def worded_risk(given: RiskView) -> dict[str, str]:
    return {
        "tool": worded(given["tool"], "Say which tool was used."),
        "tool_version": given.get("tool_version", "").strip(),
        "static_history": worded(given["static_history"], "Say what is known of the past."),
        "dynamic_factors": worded(given["dynamic_factors"], "Say what may change."),
        "protective_factors": given.get("protective_factors", "").strip(),
        "people_at_risk": worded(given["people_at_risk"], "Say who is at risk."),
        "scenarios": worded(given["scenarios"], "Say what may happen, to whom, when and why."),
        "stalking_and_control": given.get("stalking_and_control", "").strip(),
        "confidence": given.get("confidence", "").strip(),
        "missing_information": given.get("missing_information", "").strip(),
    }


class VictimAnswer(TypedDict):
    """What was found out for one victim: an outcome of VictimCheck, and a note."""

    outcome: str
    note: str


class ContactAnswers(TypedDict, total=False):
    """The six items of the contact gate (domain: section 2.0).

    `victims` maps the key of every linked victim to its answer; `special` maps what is special
    about the person (`Special`) to what clears it, "" where nothing has.
    """

    victims: Required[Mapping[int, VictimAnswer]]
    idva_view: Required[str]
    idva_note: Required[str]
    live_investigation: Required[bool]
    oic_agrees: bool
    oic_name: str
    conditions_read: Required[bool]
    conditions_note: str
    deconflicted: Required[bool]
    others_note: str
    warnings_checked: Required[bool]
    warnings_note: str
    authority: str
    special: Mapping[str, str]


def worded_contact(given: ContactAnswers) -> dict[str, Any]:
    """Everything but the victims. The officer in the case is kept only where there is a case."""
    live = given["live_investigation"]
    fields: dict[str, Any] = {
        "idva_view": given["idva_view"],
        "live_investigation": live,
        "oic_agrees": live and given.get("oic_agrees", False),
        "oic_name": given.get("oic_name", "").strip() if live else "",
        "conditions_read": given["conditions_read"],
        "conditions_note": given.get("conditions_note", "").strip(),
        "deconflicted": given["deconflicted"],
        "others_note": given.get("others_note", "").strip(),
        "warnings_checked": given["warnings_checked"],
        "warnings_note": given.get("warnings_note", "").strip(),
        "authority": given.get("authority", ContactGate.Authority.AT_RELEASE),
        "special": {name: note.strip() for name, note in given.get("special", {}).items()},
    }
    if fields["idva_view"] not in ContactGate.IdvaView.values:
        raise Refused("Say whether the advocate was asked.")
    if fields["authority"] not in ContactGate.Authority.values:
        raise Refused("Say whether there is authority for the contact.")
    if not set(fields["special"]) <= set(Special.values):
        raise Refused("Select what is special about the person from the list.")
    if fields["oic_agrees"] and not fields["oic_name"]:
        raise Refused("Name the officer in the case who agrees.")
    if not (fields["conditions_read"] or fields["conditions_note"]):
        raise Refused("Read the conditions first, or say why they could not be read.")
    if not (fields["warnings_checked"] or fields["warnings_note"]):
        raise Refused("Check the warnings first, or say why they could not be checked.")
    said = worded(given["idva_note"], "Say what the advocate said, or why they were not asked.")
    return fields | {"idva_note": said}
