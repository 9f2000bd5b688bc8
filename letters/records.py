"""Records of the unit's own work as documents that stay: the record of a home visit.

An internal document: it is marked, and it never goes to the person it is about.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.timezone import localtime

from casework.accounts.models import User
from casework.cases.standing_in import standing_in
from casework.ui.times import clock, local_time, short_date
from casework.visits.models import Outcome, Visit, VisitAttempt, VisitRecord
from casework.visits.presenters import written_late
from letters.documents.actions import make
from letters.documents.models import Document
from letters.pdf import spelt_out
from letters.wording import engine

KIND = "visit_record"
LAYOUT = "visit_record.html"
TITLE = "Record of a home visit"
# What was found, in the order of the form. Facts and opinion have parts of their own.
OBSERVED = (
    ("present", "Who was there"),
    ("children_present", "Children"),
    ("demeanour", "How they were"),
    ("alcohol_or_drugs", "Alcohol or drugs"),
    ("injuries_or_damage", "Injuries or damage"),
    ("cohabitation_signs", "Signs that a protected person lives there"),
    ("discussed", "What was talked about"),
    ("disclosures", "Disclosures and refusals"),
    ("changes_seen", "New partner, vehicle, phone or job"),
    ("support_offered", "Help offered, and the answer"),
    ("safeguarding_referral", "Safeguarding referral"),
    ("bwv_reference", "Body-worn video"),
)
NOTHING = "Nothing recorded"


def render_visit_record(*, visit_id: int) -> Document:
    """The newest submitted record of the visit as a PDF in the ledger; what a job calls.

    Each submission has one document, however often this runs: a record that was returned and
    submitted again is another. Raises Visit.DoesNotExist, VisitRecord.DoesNotExist where nothing
    was submitted, RenderError when no PDF could be made.
    """
    visit = Visit.objects.select_related("case__person", "case__force").get(pk=visit_id)
    written = visit.records.select_related("submitted_by").order_by("version").last()
    if written is None:
        raise VisitRecord.DoesNotExist("No record of this visit has been submitted.")
    key = f"visit:{visit.pk}:record:{written.version}"
    # Before anything else is read: names and addresses may since have been corrected.
    if made := Document.objects.filter(key=key).first():
        return made
    inputs = _inputs(visit, written)
    return make(
        key=key,
        kind=KIND,
        title=TITLE,
        case=visit.case,
        person=visit.case.person,
        html=engine.render(LAYOUT, {"record": printable(inputs)}),
        inputs=inputs,
        wording_version=layout_version(),
        by=None,
        created=written.submitted_at,
    )


def layout_version() -> str:
    """Names the layout by its text, as there is no approved wording in it."""
    return f"{KIND}-{hashlib.sha256(engine.source(LAYOUT).encode()).hexdigest()[:12]}"


def _inputs(visit: Visit, written: VisitRecord) -> dict[str, Any]:
    """Everything on the page, as it will be read: text, and lists of rows of text."""
    case, person = visit.case, visit.case.person
    return {
        "reference": case.ref,
        "version": str(written.version),
        "force": case.force.name,
        "about": [
            ["Person", f"{person.full_name}, {person.ref}"],
            ["Date of birth", short_date(person.date_of_birth) or "Not known"],
            ["Case", case.ref],
            ["Address", visit.place or "Not recorded"],
            ["Purpose", visit.purpose or "Not recorded"],
            ["Officers", _names(visit.lead_officer, visit.second_officer)],
            ["Approved by", _approved(visit)],
            ["Expected", "They knew of the visit" if written.announced else "Unannounced"],
        ],
        "attempts": [_attempt(attempt) for attempt in _attempts(visit)],
        "checks": _checks(visit),
        "facts": _paragraphs(written.facts),
        "observed": [
            [label, getattr(written, name).strip() or NOTHING] for name, label in OBSERVED
        ],
        "opinion": _paragraphs(written.opinion),
        "risk": (
            [f"Yes. {written.risk_trigger_note.strip()}"]
            if written.risk_trigger
            else ["No. The officers saw and heard nothing that changes the risk."]
        ),
        "submitted": [
            ["Written by", _signature(written.submitted_by)],
            ["Submitted", local_time(written.submitted_at)],
            ["Due", local_time(written.due_at) + (" (late)" if written.late else "")],
        ],
    }


def printable(value: Any) -> Any:
    """The inputs as they can be printed: what was typed on a phone may hold any character."""
    if isinstance(value, str):
        return spelt_out(value)
    if isinstance(value, dict):
        return {name: printable(part) for name, part in value.items()}
    return [printable(part) for part in value]


def _attempts(visit: Visit) -> list[VisitAttempt]:
    return list(visit.attempts.select_related("logged_by", "second_officer").order_by("number"))


def _attempt(attempt: VisitAttempt) -> list[str]:
    """Number, when, where and by whom, what came of it, what was said."""
    left = f" until {clock(localtime(attempt.left_at))}" if attempt.left_at else ""
    uncleared = attempt.not_cleared_reason.strip()
    remarks = [
        attempt.said.strip(),
        f"Contact was not cleared: {uncleared}" if uncleared else "",
        written_late(attempt),
    ]
    outcome = Outcome(attempt.outcome).label
    if attempt.custody_reference:
        outcome += f", custody reference {attempt.custody_reference}"
    return [
        str(attempt.number),
        local_time(attempt.at) + left,
        f"{attempt.place}. {_names(attempt.logged_by, attempt.second_officer)}",
        outcome,
        " ".join(filter(None, remarks)),
    ]


def _checks(visit: Visit) -> list[list[str]]:
    """The set of checks the last attempt was made on: what, answer, source, when and by whom."""
    rows = list(visit.checks.select_related("checked_by").order_by("attempt", "pk"))
    last = max((row.attempt for row in rows), default=0)
    return [
        [
            row.get_kind_display(),
            row.answer,
            f"{row.source}, {local_time(row.checked_at)}, {row.checked_by.display_name}",
        ]
        for row in rows
        if row.attempt == last
    ]


def _approved(visit: Visit) -> str:
    if visit.approved_by is None:
        return "Not recorded"
    told = f"{visit.approved_by.display_name}, {local_time(visit.approved_at)}"
    return told + standing_in(visit, visit.approved_by, visit.approved_at)


def _names(*officers: User | None) -> str:
    names = [officer.display_name for officer in officers if officer]
    return " and ".join(names) or "Not recorded"


def _signature(officer: User) -> str:
    collar = f", {officer.collar_number}" if officer.collar_number else ""
    return f"{officer.display_name}{collar}"


def _paragraphs(text: str) -> list[str]:
    """Free text as paragraphs: one for each line that holds something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
