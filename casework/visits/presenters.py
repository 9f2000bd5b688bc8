"""What the pages of a visit show above their questions, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from casework.cases.standing_in import standing_in
from casework.people.models import Marker
from casework.ui.times import local_time, short_date
from casework.visits import queries, rules
from casework.visits.models import (
    Outcome,
    Visit,
    VisitAttempt,
    VisitCheck,
    VisitRecord,
    VisitState,
)

Row = dict[str, Any]
Kind = VisitCheck.Kind
COLOURS = {
    VisitState.PLANNED: "grey",
    VisitState.CHECKED: "purple",
    VisitState.APPROVED: "blue",
    VisitState.CHECKS_EXPIRED: "orange",
    VisitState.COMPLETED: "blue",
    VisitState.REFUSED_ENTRY: "blue",
    VisitState.NO_REPLY: "blue",
    VisitState.NOT_AT_ADDRESS: "blue",
    VisitState.ABANDONED_SAFETY: "blue",
    VisitState.ARREST_MADE: "blue",
    VisitState.RECORD_SUBMITTED: "purple",
    VisitState.RETURNED: "orange",
    VisitState.CLOSED: "green",
    VisitState.WITHDRAWN: "grey",
}
# Checks whose answer somebody at the door has to have in mind.
AT_THE_DOOR = (Kind.CHILDREN, Kind.DOGS, Kind.VICTIM_AT_ADDRESS, Kind.ORDERS)
RECORD_ROWS = (
    ("announced", "Did they know you were coming?"),
    ("present", "Who was there"),
    ("children_present", "Children"),
    ("demeanour", "How they were"),
    ("alcohol_or_drugs", "Signs of alcohol or drugs"),
    ("injuries_or_damage", "Injuries or damage"),
    ("cohabitation_signs", "Signs that a protected person lives there"),
    ("discussed", "What was talked about"),
    ("disclosures", "Disclosures and refusals"),
    ("changes_seen", "New partner, vehicle, phone or job"),
    ("support_offered", "Help offered, and the answer"),
    ("safeguarding_referral", "Safeguarding referral"),
    ("bwv_reference", "Body-worn video"),
    ("facts", "Facts"),
    ("opinion", "Opinion"),
    ("risk_trigger", "Does anything change the risk?"),
    ("risk_trigger_note", "What changes the risk"),
)


def status(visit: Visit) -> tuple[str, str]:
    """The state of the visit in words, and the colour of its tag."""
    state = VisitState(visit.state)
    return state.label, COLOURS[state]


def door_brief(visit: Visit) -> Row:
    """What to know before knocking: dangers first, then the address, who is there, conditions."""
    return {
        "points": dangers(visit) + conduct(visit),
        "address": visit.place,
        "planned_for": visit.planned_for,
        "doubtful": _doubtful(visit),
        "facts": _facts_of_checks(visit, AT_THE_DOOR) + _conditions(visit) + _plan_facts(visit),
        "attempts": attempts(visit),
        "tried": tried(visit),
    }


def late_brief(visit: Visit) -> Row:
    """For whoever says afterwards whether a visit was made: what was planned and approved."""
    return {
        "ran_out": local_time(visit.checks_valid_until),
        "facts": _plan_facts(visit),
        "attempts": attempts(visit),
        "tried": tried(visit),
    }


def while_checks_held(visit: Visit) -> str:
    """ "Between … and …": from the approval until the checks ran out."""
    held = (local_time(visit.approved_at), local_time(visit.checks_valid_until))
    return f"Between {held[0]} and {held[1]}" if all(held) else ""


def plan_brief(visit: Visit) -> Row:
    """For whoever plans or approves: dangers, the plan so far, the checks, what was tried."""
    return {
        "points": dangers(visit),
        "facts": _plan_facts(visit) + _conditions(visit),
        "checks": checks(visit),
        "valid_until": visit.checks_valid_until,
        "needs_inspector": rules.needs_inspector(visit),
        "returned": visit.return_reason if visit.state == VisitState.PLANNED else "",
        "attempts": attempts(visit),
        "tried": tried(visit),
    }


def record_brief(visit: Visit) -> Row:
    """For whoever writes or reads the record: the attempts, the record, why it was returned."""
    latest = visit.records.select_related("submitted_by").first()
    last = visit.attempts.order_by("number").last()
    return {
        "points": dangers(visit),
        "facts": _plan_facts(visit),
        "attempts": attempts(visit),
        "tried": tried(visit),
        "untried": rules.in_untried(rules.missing_bands(visit)),
        "worried": visit.attempts.filter(worried=True).exists(),
        "outcome": last.get_outcome_display() if last else "",
        "refused": bool(last and last.outcome == Outcome.REFUSED_ENTRY),
        "due_at": rules.record_due(visit).due_at if last else None,
        "record": record_rows(latest) if latest else [],
        "followed": followed(visit),
        "record_title": _version_title(latest) if latest else "",
        "late": late_words(visit),
        "returned": visit.return_reason if visit.state == VisitState.RETURNED else "",
        "returned_heading": _returned(visit),
    }


def _returned(visit: Visit) -> str:
    by = visit.reviewed_by
    return f"Returned by {by.display_name}" if by else ""


def _version_title(record: VisitRecord) -> str:
    return "The record" if record.version == 1 else f"The record, version {record.version}"


def visit_brief(visit: Visit) -> Row:
    """Everything kept of a visit, for its own page; earlier versions of the record last."""
    earlier = visit.records.select_related("submitted_by")[1:]
    return {
        **record_brief(visit),
        "facts": _plan_facts(visit) + _conditions(visit),
        "checks": checks(visit),
        "papers": papers(visit),
        "earlier": [
            {"title": f"Version {each.version}, returned", "rows": record_rows(each)}
            for each in earlier
        ],
    }


def papers(visit: Visit) -> list[tuple[str, str]]:
    """Each submission of the record as a sealed document: words and address, the newest first."""
    sealed = visit.case.documents.filter(key__startswith=f"visit:{visit.pk}:record:")
    return [
        (
            f"The record as submitted on {short_date(row.created_at)} (PDF)",
            reverse("documents:document", args=[row.pk]),
        )
        for row in sealed.defer("html", "pdf", "inputs").order_by("-pk")
    ]


def dangers(visit: Visit) -> list[str]:
    """Live markers of the person, and kinds of markers of others recorded at the address."""
    own = [marker.in_words for marker in queries.live_markers(visit.case.person_id)]
    theirs = queries.live_markers(*queries.others_there(visit)).values_list("kind", flat=True)
    kinds = sorted({Marker.Kind(kind).label for kind in theirs})
    return own + [f"Someone else recorded at this address: {label}" for label in kinds]


def conduct(visit: Visit) -> list[str]:
    """How the two officers go about it."""
    found = [f"Two officers: {_officers(visit)}"] if _officers(visit) else ["Two officers"]
    if queries.victim_may_be_there(visit) or _a_victim_was_found(visit):
        found.append(
            "Someone to protect may live here: say nothing of reports, an adviser or a meeting, "
            "speak to them alone if it is safe, and leave nothing"
        )
    else:
        found.append("Do not say who reported, and leave nothing that shows why you called")
    found.append("Go in only if they agree. They may refuse, and it is not held against them")
    return found


def _a_victim_was_found(visit: Visit) -> bool:
    """Whether the check of who lives there gave any other answer than no."""
    answer = _latest_checks(visit).filter(kind=Kind.VICTIM_AT_ADDRESS).first()
    no = ("no", "none", "nobody", "nothing", "not ")
    return answer is not None and not answer.answer.strip().lower().startswith(no)


def _latest_checks(visit: Visit) -> Any:
    latest = visit.checks.order_by("-attempt").values_list("attempt", flat=True).first()
    return visit.checks.filter(attempt=latest or 0).select_related("checked_by")


def _facts_of_checks(visit: Visit, kinds: tuple[VisitCheck.Kind, ...]) -> list[Row]:
    answers = {check.kind: check.answer for check in _latest_checks(visit)}
    return [{"key": kind.label, "value": answers[kind]} for kind in kinds if kind in answers]


def checks(visit: Visit) -> list[Row]:
    """The latest set of checks, in their usual order, as rows of the checks component."""
    made = {check.kind: check for check in _latest_checks(visit)}
    rows = []
    for kind in Kind:
        if kind in made:
            check = made[kind]
            by = f"{check.checked_by.display_name}, {local_time(check.checked_at)}"
            rows.append(
                {
                    "text": f"{kind.label}: {check.answer}",
                    "note": f"{check.source}. {by}",
                    "state": "made",
                }
            )
    return rows


def _officers(visit: Visit) -> str:
    names = [
        officer.display_name for officer in (visit.lead_officer, visit.second_officer) if officer
    ]
    return " and ".join(names)


def _plan_facts(visit: Visit) -> list[Row]:
    planned_by = visit.planned_by.display_name if visit.planned_by else ""
    given: list[tuple[str, str]] = [
        ("Address", visit.place),
        ("When", local_time(visit.planned_for)),
        ("Officers", _officers(visit)),
        ("Purpose", visit.purpose),
        ("Planned by", planned_by if visit.purpose else ""),
        ("Checks hold until", local_time(visit.checks_valid_until)),
        ("Approved by", _approved(visit)),
    ]
    if _doubtful(visit):
        given.insert(1, ("This address", _doubtful(visit)))
    return [{"key": key, "value": value} for key, value in given if value]


def _doubtful(visit: Visit) -> str:
    since = visit.contact.doubtful_since if visit.contact else None
    return f"Doubtful since {short_date(since)}" if since else ""


def _approved(visit: Visit) -> str:
    if visit.approved_by is None:
        return ""
    told = f"{visit.approved_by.display_name}, {local_time(visit.approved_at)}"
    return told + standing_in(visit, visit.approved_by, visit.approved_at)


def _conditions(visit: Visit) -> list[Row]:
    """What the contact check says of bail, orders and the person's needs."""
    gate = visit.case.gates.first()
    if gate is None:
        return []
    given = [
        ("Bail, licence and orders", gate.conditions_note),
        ("Warnings and needs", gate.warnings_note),
    ]
    return [{"key": key, "value": value} for key, value in given if value]


def attempts(visit: Visit) -> list[Row]:
    """Times at the door, newest first, as entries of the timeline."""
    found = visit.attempts.select_related("logged_by", "second_officer").order_by("-number")
    return [_attempt(each) for each in found]


def _attempt(attempt: VisitAttempt) -> Row:
    said = attempt.said
    if attempt.not_cleared_reason:
        said = f"Contact was not cleared: {attempt.not_cleared_reason}\n\n{said}"
    if attempt.left_at:
        said = f"{said}\n\nLeft {local_time(attempt.left_at)}."
    if attempt.written_late:
        said = f"{said}\n\n{written_late(attempt)}"
    return {
        "title": f"Attempt {attempt.number}: {attempt.get_outcome_display()}",
        "at": attempt.at,
        "byline": f"{attempt.logged_by.display_name} with {attempt.second_officer.display_name}",
        "text": said,
        "kind": "Worried about someone's safety" if attempt.worried else "",
        "danger": attempt.worried or bool(attempt.not_cleared_reason),
    }


def written_late(attempt: VisitAttempt) -> str:
    """ "Written down late, on …, after the checks had run out.", where it was."""
    return (
        f"Written down late, on {local_time(attempt.logged_at)}, after the checks had run out."
        if attempt.written_late
        else ""
    )


def tried(visit: Visit) -> str:
    """ "1 of 3 attempts made. Still to try: evening, weekend.", or "" where nobody was away."""
    made = len(rules.no_replies(visit))
    if not made:
        return ""
    said = f"{made} of at least {rules.ATTEMPTS.value} attempts made, nobody answered."
    missing = [band.value for band in rules.missing_bands(visit)]
    if missing:
        said += f" Still to try: {' and '.join(missing)}."
    return said


def _answer(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)


def record_rows(record: VisitRecord) -> list[Row]:
    """What was written, in the order of the form, without what was left empty."""
    given: Callable[[str], str] = lambda name: _answer(getattr(record, name))  # noqa: E731
    rows = [{"key": words, "value": given(name)} for name, words in RECORD_ROWS if given(name)]
    by = f"{record.submitted_by.display_name}, {local_time(record.submitted_at)}"
    return [*rows, {"key": "Written by", "value": by}]


def followed(visit: Visit) -> list[Row]:
    """What was done for somebody's safety, and the warnings that were proposed."""
    rows = []
    for each in visit.safeguarding.select_related("by"):
        reference = f" ({each.reference})" if each.reference else ""
        said = f"{each.get_done_display()}{reference}, {local_time(each.done_at)}. {each.concern}"
        rows.append({"key": "Safety", "value": f"{said} ({each.by.display_name})"})
    for row in visit.marker_proposals.select_related("proposed_by"):
        so_far = row.get_decision_display() if row.decision else "A supervisor decides"
        said = f"{row.in_words} ({row.proposed_by.display_name}). {so_far}"
        rows.append(
            {"key": "Warning proposed", "value": " ".join(filter(None, (said, row.reason)))}
        )
    return rows


def late_words(visit: Visit) -> str:
    """ "The record came after it was due, …" where the first version was late, else ""."""
    first = visit.records.filter(version=1).first()
    if first is None or not first.late:
        return ""
    return (
        f"The record came on {local_time(first.submitted_at)}. "
        f"It was due on {local_time(first.due_at)}."
    )
