"""The record of a visit as a document."""

from __future__ import annotations

import pytest

from casework.audit.models import Event
from casework.visits import actions as visits
from casework.visits.models import Visit, VisitRecord
from letters import pdf, records
from letters.documents.models import Document
from letters.documents.verifying import verify
from tests import makers_visits
from tests.makers_cases import people_of

pytestmark = pytest.mark.django_db


def submit(visit: Visit, **answers: object) -> Visit:
    given = {
        "facts": "We went to the door.\nHe let us in.",
        "opinion": "He seemed glad of it.",
        "announced": False,
        "risk_trigger": False,
        "present": "The man alone",
    }
    return visits.submit_record(visit=visit, by=people_of(visit.case).officer, **given | answers)


@pytest.fixture
def visit() -> Visit:
    visit = makers_visits.send_out(makers_visits.start())
    return submit(makers_visits.attempt(visit))


def text(document: Document) -> str:
    return " ".join(" ".join(pdf.page_text(bytes(document.pdf))).split())


def test_a_record_says_who_went_what_was_found_and_keeps_opinion_apart(visit: Visit) -> None:
    document = records.render_visit_record(visit_id=visit.pk)
    said = text(document)
    for words in (
        visit.case.ref,
        visit.case.person.full_name,
        visit.place,
        people_of(visit.case).colleague.display_name,
        "He let us in.",
        "Seen and spoken to",
        "The man alone",
        "OFFICIAL-SENSITIVE",
    ):
        assert words in said
    assert said.index("He let us in.") < said.index("Opinion") < said.index("glad of it")
    assert document.kind == records.KIND
    assert document.case == visit.case
    assert document.wording_version == records.layout_version()
    assert document.inputs["version"] == "1"
    assert verify(document) == []


def test_however_often_the_job_runs_there_is_one_document(visit: Visit) -> None:
    first = records.render_visit_record(visit_id=visit.pk)
    visit.case.person.surname = "Corrected since"
    visit.case.person.save()
    assert records.render_visit_record(visit_id=visit.pk) == first
    assert Document.objects.count() == 1
    assert Event.objects.filter(verb="document.sealed").count() == 1


def test_a_record_returned_and_submitted_again_is_another_document(visit: Visit) -> None:
    first = records.render_visit_record(visit_id=visit.pk)
    reviewer = people_of(visit.case).supervisor
    visit = visits.review_record(visit=visit, by=reviewer, decision="RETURN", reason="Say more.")
    submit(visit, facts="We went to the door at 11:05.")
    second = records.render_visit_record(visit_id=visit.pk)
    assert second != first
    assert "at 11:05" in text(second)
    assert "at 11:05" not in text(first)
    assert verify(first) == []


def test_a_character_the_typeface_lacks_is_given_by_its_name_and_nothing_is_lost() -> None:
    inputs = records.printable({"facts": ["He said fine \U0001f44d \u200b\u6771", "Łódź \u2019"]})
    assert inputs == {
        "facts": ["He said fine [thumbs up sign] [cjk unified ideograph-6771]", "Łódź \u2019"]
    }


def test_what_is_typed_into_a_record_is_printed_and_never_done() -> None:
    visit = makers_visits.send_out(makers_visits.start())
    visit = submit(
        makers_visits.attempt(visit),
        facts="<img src='file:///etc/passwd'><a rel=attachment href=/etc/passwd>x</a> {{ 7 }}",
    )
    said = text(records.render_visit_record(visit_id=visit.pk))
    assert "<img src='file:///etc/passwd'>" in said
    assert "{{ 7 }}" in said


def test_a_record_of_many_pages_comes_out_whole() -> None:
    visit = makers_visits.send_out(makers_visits.start())
    visit = submit(
        makers_visits.attempt(visit), facts="word " * 4000 + "last", present="who " * 900
    )
    document = records.render_visit_record(visit_id=visit.pk)
    assert document.pages > 4
    assert "last" in text(document)


def test_a_visit_without_a_submitted_record_has_no_document() -> None:
    visit = makers_visits.start()
    with pytest.raises(VisitRecord.DoesNotExist):
        records.render_visit_record(visit_id=visit.pk)
    assert not Document.objects.exists()
