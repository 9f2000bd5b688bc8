"""What may be started, what may be written, and what a submitted version keeps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from casework.accounts.models import Role
from casework.cases.actions import place_hold
from casework.cases.models import Case, State
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.incidents.models import UnidentifiedVictim
from casework.people.models import ContactBase, ProtectedContact
from letters import pdf as paper
from letters.correspondence import actions, rules, text
from letters.correspondence.actions import writing
from letters.correspondence.models import FactLine, Letter, LetterState, LetterVersion
from tests import makers, makers_cases, makers_letters
from tests.makers_cases import make_case, make_incident, make_person, people_of
from tests.makers_letters import facts_of, give_address, make_letter, submit

pytestmark = pytest.mark.django_db


def start(case: Case) -> Letter:
    return actions.start_letter(case=case, kind="warning_letter", by=people_of(case).officer)


def set_born(case: Case, born: date | None) -> None:
    case.person.date_of_birth = born
    case.person.save()


# --- starting -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.FLAGGED, State.TRIAGE, State.ASSESSMENT, State.CLOSED])
def test_no_letter_before_a_manager_has_adopted_the_case_nor_after_it(state: State) -> None:
    with pytest.raises(Refused, match="adopted"):
        actions.check_letter_may_be_started(make_case(state=state))


def test_no_letter_to_somebody_under_18_and_one_on_the_birthday() -> None:
    case = make_case()
    today = timezone.localdate()
    set_born(case, today.replace(year=today.year - 18, day=today.day + 1))
    with pytest.raises(Refused, match="under 18"):
        start(case)
    set_born(case, today.replace(year=today.year - 18))
    assert start(case).state == LetterState.DRAFT


def test_without_the_check_of_age_a_child_would_be_written_to(monkeypatch: Any) -> None:
    case = make_case()
    set_born(case, timezone.localdate())
    monkeypatch.setattr(writing, "check_adult", lambda *_: None)
    assert start(case).state == LetterState.DRAFT


def test_no_letter_to_somebody_whose_age_is_not_known() -> None:
    case = make_case()
    set_born(case, None)
    with pytest.raises(Refused, match="No date of birth"):
        start(case)


@pytest.mark.parametrize("fields", [{"stalking_flag": True}, {"outcome_code": "CANCELLED"}])
def test_no_letter_where_it_could_rest_on_nothing(fields: dict[str, Any]) -> None:
    case = make_case()
    case.person.incidents_as_suspect.update(**fields)
    with pytest.raises(Refused, match="no report"):
        start(case)


def test_an_analyst_writes_no_letter_and_a_stranger_sees_none() -> None:
    case = make_case()
    with pytest.raises(NotAllowed, match="Only an officer"):
        actions.start_letter(case=case, kind="warning_letter", by=people_of(case).analyst)
    with pytest.raises(NotVisible):
        actions.start_letter(case=case, kind="warning_letter", by=makers.make_user(Role.OFFICER))


# --- the gate -------------------------------------------------------------------------------------


def test_nothing_is_submitted_while_contact_is_not_cleared() -> None:
    letter = make_letter()
    hold(letter)
    with pytest.raises(Refused, match="Refer to DI before contact"):
        submit(letter)
    assert Letter.objects.get(pk=letter.pk).state == LetterState.DRAFT


def test_without_the_gate_it_would_be_submitted(monkeypatch: Any) -> None:
    letter = make_letter()
    hold(letter)
    monkeypatch.setattr(writing, "require_open_gate", lambda *_, **__: None)
    assert submit(letter).state == LetterState.AWAITING_AUTHORITY


def hold(letter: Letter) -> None:
    manager = people_of(letter.case).manager
    place_hold(case=letter.case, by=manager, kind="COMPLAINT", note="A complaint is open.")


# --- what it says ---------------------------------------------------------------------------------


def test_a_letter_rests_on_at_least_one_report() -> None:
    with pytest.raises(Refused, match="at least one report"):
        submit(make_letter(), facts=[])


def test_a_letter_names_no_more_reports_than_the_force_allows(settings: Any) -> None:
    settings.POLICY = {"letter.most_fact_lines": 2}
    with pytest.raises(Refused, match="at most 2"):
        submit(make_letter())


def test_every_line_says_something() -> None:
    letter = make_letter()
    incident, _ = facts_of(letter.case)[0]
    with pytest.raises(Refused, match="Write the line"):
        submit(letter, facts=[(incident, "  ")])


@pytest.mark.parametrize(
    "fields", [{"stalking_flag": True}, {"outcome_code": "CANCELLED"}, {"suspect": None}]
)
def test_a_line_rests_only_on_a_report_that_may_be_used(fields: dict[str, Any]) -> None:
    letter = make_letter()
    suspect = fields.get("suspect", letter.case.person) or make_person(force=letter.case.force)
    others = make_incident(**fields | {"suspect": suspect})
    makers_cases.open_gate(letter.case)
    with pytest.raises(Refused, match="cannot rest on"):
        submit(letter, facts=[(others, "In May 2025: a report of an assault.")])


def test_a_report_in_which_the_person_is_the_victim_is_never_offered() -> None:
    case = make_case()
    harmed = make_incident(suspect=make_person(force=case.force), victim=case.person)
    assert harmed not in rules.incidents_for(case)


# --- the words of others --------------------------------------------------------------------------


def victim_of(letter: Letter) -> Any:
    return letter.case.person.incidents_as_suspect.first().victim


def line_with(letter: Letter, words: str) -> list[Any]:
    incident, _ = facts_of(letter.case)[0]
    return [(incident, f"In May 2025: {words} said that you broke a door.")]


def test_a_victims_name_typed_by_hand_stops_it_and_the_sentence_says_what_to_take_out() -> None:
    letter = make_letter()
    name = victim_of(letter).forename
    with pytest.raises(Refused, match=f"Take out .{name}.: it is the name"):
        submit(letter, facts=line_with(letter, name))
    letter = Letter.objects.get(pk=letter.pk)
    assert (letter.state, letter.version) == (LetterState.DRAFT, 0)
    assert not LetterVersion.objects.exists()
    assert not FactLine.objects.exists()


def test_without_the_scan_the_name_would_stand_in_the_letter(monkeypatch: Any) -> None:
    letter = make_letter()
    name = victim_of(letter).forename
    monkeypatch.setattr(text, "scan", lambda *_: [])
    submit(letter, facts=line_with(letter, name))
    assert name in LetterVersion.objects.get().text


@pytest.mark.parametrize("words", ["9 Orchard Rise", "NM7 3ZZ", "07700 900123", "+447700900123"])
def test_a_victims_address_postcode_and_phone_stop_it(words: str) -> None:
    letter = make_letter()
    victim = victim_of(letter)
    makers_letters.give_protected_address(victim, "9 Orchard Rise", "NM7 3ZZ")
    today = timezone.localdate()
    ProtectedContact.objects.create(
        person=victim,
        kind=ContactBase.Kind.PHONE,
        value="07700 900123",
        normal="07700900123",
        first_seen_on=today,
        last_seen_on=today,
    )
    with pytest.raises(Refused, match="Take out"):
        submit(letter, facts=line_with(letter, f"somebody at {words}"))


def test_a_victim_without_an_id_is_protected_too() -> None:
    letter = make_letter()
    incident = letter.case.person.incidents_as_suspect.first()
    UnidentifiedVictim.objects.create(incident=incident, forename="Perpetua", surname="Quayle")
    with pytest.raises(Refused, match="Take out"):
        submit(letter, facts=line_with(letter, "Perpetua"))


def test_the_marks_for_the_authority_cannot_be_typed() -> None:
    letter = make_letter()
    with pytest.raises(Refused, match="square brackets"):
        submit(letter, facts=line_with(letter, text.NOT_YET["date"]))


def test_a_character_the_letter_cannot_print_is_refused_while_the_writer_is_there() -> None:
    letter = make_letter()
    with pytest.raises(Refused, match="cannot print"):
        submit(letter, facts=line_with(letter, "\N{THUMBS UP SIGN} somebody"))


def test_without_that_check_it_would_fail_only_in_the_queue(monkeypatch: Any) -> None:
    letter = make_letter()
    monkeypatch.setattr(text, "_check_can_be_printed", lambda *_: None)
    submit(letter, facts=line_with(letter, "\N{THUMBS UP SIGN} somebody"))
    with pytest.raises(paper.RenderError):
        makers_letters.draw_draft(Letter.objects.get(pk=letter.pk))


# --- the address ----------------------------------------------------------------------------------


def test_only_the_persons_own_address_is_printed() -> None:
    letter = make_letter()
    others = give_address(make_person(force=letter.case.force))
    with pytest.raises(Refused, match="own addresses"):
        submit(letter, service_contact=others)


def test_an_address_a_victim_also_gave_is_not_printed() -> None:
    letter = make_letter()
    contact = give_address(letter.case.person)
    makers_letters.give_protected_address(victim_of(letter))
    makers_cases.open_gate(letter.case)
    assert rules.safe_addresses(letter.case.person) == []
    with pytest.raises(Refused, match="without an address"):
        submit(letter, service_contact=contact)


def test_the_address_stands_on_the_letter_line_by_line() -> None:
    case = make_case()
    contact = give_address(case.person, "Flat 2, 14 Corfe Way", "NM4 2QA")
    letter = make_letter(state=LetterState.AWAITING_AUTHORITY, case=case, contact=contact)
    version = letter.versions.get()
    assert version.inputs["recipient_address"] == ["Flat 2", "14 Corfe Way", "NM4 2QA"]
    assert letter.service_address == contact.one_line
    assert "14 Corfe Way" in version.text


# --- what is kept ---------------------------------------------------------------------------------


def test_a_version_keeps_words_wording_and_values_and_its_pages_are_asked_for() -> None:
    letter = make_letter(state=LetterState.AWAITING_AUTHORITY)
    version = letter.versions.get()
    lines = list(letter.fact_lines.values_list("text", flat=True))
    assert len(lines) == 3
    assert all(line in version.text for line in lines)
    assert version.inputs["facts"] == lines
    assert version.wording_version == "warning_letter-1"
    assert version.submitted_by == letter.author
    queued = [job.task for job in OrmQ.objects.all()]
    wanted = ("letters.correspondence.jobs.draw_draft", {"version": version.pk})
    assert [(job["func"], job["kwargs"]) for job in queued] == [wanted]


def test_a_returned_letter_becomes_a_second_version_and_the_first_stays() -> None:
    letter = make_letter(state=LetterState.RETURNED)
    first = letter.versions.get()
    incident, _ = facts_of(letter.case)[0]
    letter = submit(letter, facts=[(incident, "In spring: a report of an assault.")])
    assert [each.number for each in letter.versions.order_by("number")] == [1, 2]
    assert LetterVersion.objects.get(pk=first.pk).text == first.text
    assert letter.decided_by is None
