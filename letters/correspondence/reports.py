"""How a letter may speak of a report: neutral, by the month, and without its source."""

from __future__ import annotations

from casework.incidents.models import Incident, RecordType
from casework.ui.times import short_date


def proposed_line(incident: Incident) -> str:
    """The line first proposed for a report: "In March 2025: a report of common assault."

    The month and not the day, which could tell the reader who spoke (domain: section 2a).
    """
    return f"In {incident.offence_on:%B %Y}: a report of {_what(incident)}."


def report_in_words(incident: Incident) -> str:
    """A report as the writer and the approver see it: day, what, reference of the record."""
    what = _what(incident)
    reference = incident.crime_ref or incident.occurrence_no
    return f"{short_date(incident.offence_on)}, {what} ({reference})"


def _what(incident: Incident) -> str:
    title = incident.ho_title.strip()
    if incident.record_type == RecordType.NON_CRIME_DA or not title:
        return "an incident"
    return title[0].lower() + title[1:]
