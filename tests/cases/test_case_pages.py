"""The pages of a case: what they show, to whom, and what they never show."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.audit.models import Event
from casework.cases import actions, gate, queries, views
from casework.cases.models import Case, ContactHold, State
from casework.cases.presenters import common
from casework.cases.table import MOVES
from tests import makers, makers_cases

pytestmark = pytest.mark.django_db

PARTS = ("case", "timeline", "risk", "why")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, case: Case, part: str = "case") -> str:
    answer = signed_in(user).get(reverse(f"cases:{part}", args=[case.slug]))
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("state", list(State))
def test_every_part_of_a_case_can_be_read_at_every_state(state: State) -> None:
    case = makers_cases.make_case(state=state)
    manager = makers_cases.people_of(case).manager
    for part in PARTS:
        html = page(manager, case, part)
        assert f"Case {case.ref}" in html
    assert State(state).label in page(manager, case)


def test_every_state_and_band_has_a_colour() -> None:
    assert set(common.STATE_COLOURS) == set(State)
    assert set(common.BAND_COLOURS) == set(common.Band)


def test_the_case_page_lists_each_move_with_who_can_or_why_not_now() -> None:
    case = makers_cases.make_case(state=State.ASSESSMENT)
    people = makers_cases.people_of(case)
    shown = words(page(people.officer, case))
    assert "Not now. A signed risk assessment is needed first." in shown
    assert f"A supervisor of the team can do this: {people.supervisor.display_name}." in shown
    assert "Sign a risk assessment You can do this" in shown


def test_the_page_of_a_move_is_refused_to_who_cannot_make_it() -> None:
    case = makers_cases.make_case(state=State.ASSESSMENT)
    people = makers_cases.people_of(case)
    makers_cases.assess(case)
    makers_cases.record_checks(case)
    answer = signed_in(people.officer).get(reverse("cases:move", args=[case.slug, "adopt"]))
    assert answer.status_code == 403
    assert "A manager (DI) can do this." in answer.content.decode()


def test_a_move_that_is_not_possible_now_says_why() -> None:
    case = makers_cases.make_case(state=State.ASSESSMENT)
    manager = makers_cases.people_of(case).manager
    answer = signed_in(manager).get(reverse("cases:move", args=[case.slug, "adopt"]))
    assert answer.status_code == 422
    assert "A signed risk assessment is needed first." in answer.content.decode()


def test_the_second_of_two_is_told_who_was_first() -> None:
    case = makers_cases.make_case(state=State.ACTIVE)
    people = makers_cases.people_of(case)
    address = reverse("cases:move", args=[case.slug, "adopt"])
    answer = signed_in(people.manager).post(address, makers_cases.reasons())
    assert answer.status_code == 409
    assert people.manager.display_name in answer.content.decode()


def test_there_is_no_page_for_a_move_that_does_not_exist() -> None:
    case = makers_cases.make_case(state=State.ACTIVE)
    manager = makers_cases.people_of(case).manager
    answer = signed_in(manager).get(reverse("cases:move", args=[case.slug, "abolish"]))
    assert answer.status_code == 404


def test_a_manager_adopts_through_the_page() -> None:
    case = makers_cases.make_case(state=State.ASSESSMENT)
    makers_cases.assess(case)
    makers_cases.record_checks(case)
    manager = makers_cases.people_of(case).manager
    address = reverse("cases:move", args=[case.slug, "adopt"])
    answer = signed_in(manager).post(address, makers_cases.reasons(), follow=True)
    assert Case.objects.get(pk=case.pk).state == State.ACTIVE
    assert "The case is adopted." in answer.content.decode()


def test_a_form_without_reasons_keeps_what_was_typed() -> None:
    case = makers_cases.make_case(state=State.ASSESSMENT)
    makers_cases.assess(case)
    makers_cases.record_checks(case)
    manager = makers_cases.people_of(case).manager
    address = reverse("cases:move", args=[case.slug, "adopt"])
    answer = signed_in(manager).post(address, makers_cases.reasons() | {"necessity": ""})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter why it is necessary" in html
    assert "Visits and a letter, no more." in html


def test_every_move_has_a_page_and_every_page_a_move() -> None:
    assert set(views.PAGES) == set(MOVES)


# --- who sees what --------------------------------------------------------------------------------


def test_a_case_of_another_team_does_not_exist() -> None:
    case = makers_cases.make_case()
    stranger = makers.make_user(Role.OFFICER, team=makers.make_team(force=case.force))
    for part in PARTS:
        answer = signed_in(stranger).get(reverse(f"cases:{part}", args=[case.slug]))
        assert answer.status_code == 404
    assert case.ref not in signed_in(stranger).get(reverse("cases:list")).content.decode()
    person = signed_in(stranger).get(reverse("cases:person", args=[case.person.ref]))
    assert person.status_code == 404


def test_a_case_that_is_not_theirs_is_answered_like_one_that_is_not_there() -> None:
    case = makers_cases.make_case()
    stranger = signed_in(makers.make_user(Role.OFFICER, team=makers.make_team()))
    token = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
    theirs = stranger.get(reverse("cases:case", args=[case.slug]))
    none = stranger.get(reverse("cases:case", args=["ic-9999-26"]))
    assert (theirs.status_code, none.status_code) == (404, 404)
    assert token.sub(b"", theirs.content) == token.sub(b"", none.content)


def test_without_the_one_queryset_a_stranger_would_read_the_case(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = makers_cases.make_case()
    stranger = makers.make_user(Role.OFFICER, team=makers.make_team())
    everything = Case.objects.all()
    monkeypatch.setattr(type(everything), "visible_to", lambda self, user: self)
    assert f"Case {case.ref}" in page(stranger, case)


@pytest.mark.parametrize("role", [Role.ADVOCATE, Role.PARTNER, Role.ADMIN])
def test_an_advocate_a_partner_and_an_administrator_see_no_case(role: Role) -> None:
    case = makers_cases.make_case()
    user = makers.make_user(role, force=case.force)
    assert not Case.objects.visible_to(user).exists()
    answer = signed_in(user).get(reverse("cases:case", args=[case.slug]))
    assert answer.status_code == 404


def test_the_owner_and_the_teams_supervisor_see_the_case_a_colleague_does_not() -> None:
    case = makers_cases.make_case()
    people = makers_cases.people_of(case)
    seen = [u for u in (people.officer, people.supervisor, people.manager) if sees(u, case)]
    assert seen == [people.officer, people.supervisor, people.manager]
    assert not sees(people.colleague, case)


def sees(user: User, case: Case) -> bool:
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


def test_the_list_shows_open_cases_and_narrows_to_a_state() -> None:
    team = makers.make_team()
    under_way = makers_cases.make_case(team=team)
    ended = makers_cases.make_case(team=team, state=State.NOT_ADOPTED)
    client = signed_in(makers_cases.people_of(under_way).supervisor)
    every = client.get(reverse("cases:list")).content.decode()
    narrowed = client.get(reverse("cases:list"), {"state": "NOT_ADOPTED"}).content.decode()
    assert under_way.ref in every
    assert ended.ref not in every
    assert ended.ref in narrowed
    assert under_way.ref not in narrowed
    odd = client.get(reverse("cases:list"), {"state": "ADOPTED", "page": "x"})
    assert odd.status_code == 200


def test_the_list_can_be_narrowed_to_ones_own_cases() -> None:
    team = makers.make_team()
    mine = makers_cases.make_case(team=team)
    flagged = makers_cases.make_case(team=team, state=State.FLAGGED)
    html = (
        signed_in(makers_cases.people_of(mine).supervisor)
        .get(reverse("cases:list"), {"mine": "on"})
        .content.decode()
    )
    assert mine.ref not in html
    assert flagged.ref not in html
    own = signed_in(mine.owner).get(reverse("cases:list"), {"mine": "on"}).content.decode()
    assert mine.ref in own


# --- looks ----------------------------------------------------------------------------------------


def test_every_page_that_shows_the_person_writes_a_look_before_it_is_sent() -> None:
    case = makers_cases.make_case(state=State.ASSESSMENT)
    people = makers_cases.people_of(case)
    addresses = [reverse(f"cases:{part}", args=[case.slug]) for part in PARTS]
    addresses += [
        reverse("cases:list"),
        reverse("cases:person", args=[case.person.ref]),
        reverse("cases:move", args=[case.slug, "owner"]),
    ]
    for address in addresses:
        before = looks_at(case)
        assert signed_in(people.manager).get(address).status_code == 200
        assert looks_at(case) == before + 1, address


def looks_at(case: Case) -> int:
    return Event.objects.about(case.person).filter(verb="looked").count()


def test_a_page_whose_look_cannot_be_written_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    case = makers_cases.make_case()

    def broken(**_: object) -> None:
        raise OSError("the log cannot be written")

    monkeypatch.setattr(views, "look", broken)
    client = signed_in(makers_cases.people_of(case).manager)
    client.raise_request_exception = False
    answer = client.get(reverse("cases:case", args=[case.slug]))
    assert answer.status_code == 500
    assert case.person.surname not in answer.content.decode()


# --- victims --------------------------------------------------------------------------------------


def victims_of(case: Case) -> list[str]:
    return [victim.surname for victim in gate.linked_victims(case)]


def test_no_page_of_the_case_names_a_victim() -> None:
    case = makers_cases.make_case()
    manager = makers_cases.people_of(case).manager
    html = "".join(page(manager, case, part) for part in PARTS)
    html += signed_in(manager).get(reverse("cases:person", args=[case.person.ref])).content.decode()
    assert victims_of(case)
    assert [name for name in victims_of(case) if name in html] == []


def test_a_presenter_that_named_the_victim_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = makers_cases.make_case()
    from casework.cases.presenters import history

    monkeypatch.setattr(history, "reference", lambda incident: incident.victim.surname)
    html = page(makers_cases.people_of(case).manager, case, "why")
    assert all(name in html for name in victims_of(case))


def test_why_flagged_shows_the_very_records_that_counted() -> None:
    case = makers_cases.make_case(state=State.FLAGGED)
    other = makers_cases.make_incident(suspect=case.person, relationship="FAMILY")
    shown = words(page(makers_cases.people_of(case).analyst, case, "why"))
    for incident in case.person.incidents_as_suspect.exclude(pk=other.pk):
        assert incident.occurrence_no in shown
    assert other.occurrence_no not in shown
    assert "Partner A" in shown
    assert "Partner C" in shown
    assert "This is a prompt to look, not a finding." in shown
    assert "The threshold is 3 offences and 3 partners in 5 years." in shown


def test_a_flag_whose_basis_was_lost_says_so_and_the_case_stays() -> None:
    case = makers_cases.make_case(state=State.FLAGGED)
    assert case.flag is not None
    analyst = makers_cases.people_of(case).analyst
    assert "basis of this flag is in doubt" not in page(analyst, case, "why")
    case.flag.basis_lost.create(run=case.flag.raised_by, raised_at=timezone.now())
    assert "basis of this flag is in doubt" in page(analyst, case, "why")
    assert Case.objects.get(pk=case.pk).state == State.FLAGGED


def test_titles_and_addresses_carry_no_name() -> None:
    case = makers_cases.make_case()
    html = page(makers_cases.people_of(case).manager, case)
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    assert title is not None
    assert case.person.surname not in title.group(1)
    assert all(case.person.surname not in href for href in re.findall(r'href="([^"]*)"', html))


# --- holds tell nothing ---------------------------------------------------------------------------


def held(kind: str) -> str:
    """What the owner of a case reads while contact is held for `kind`, names and numbers out."""
    case = makers_cases.make_case()
    people = makers_cases.people_of(case)
    note = f"The note of a {kind} hold"
    actions.place_hold(case=case, by=people.manager, kind=kind, note=note)
    html = "".join(page(people.officer, case, part) for part in PARTS)
    assert note not in html
    return re.sub(r"\d+", "#", words(html))


def test_the_owner_reads_the_same_words_whatever_the_hold_is_for() -> None:
    pages = {kind: held(kind) for kind in ContactHold.Kind.values if kind != "MAPPA_LEAD"}
    assert len(set(pages.values())) == 1
    assert "Refer to DI before contact." in pages["RESTRICTED"]


def test_a_timeline_with_the_holds_in_it_would_tell_them_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "HOLD_VERBS", ())
    with pytest.raises(AssertionError):
        held("RESTRICTED")


def test_the_manager_reads_what_a_hold_is_for() -> None:
    case = makers_cases.make_case()
    people = makers_cases.people_of(case)
    actions.place_hold(case=case, by=people.manager, kind="RESTRICTED", note="Ask the DI only.")
    assert "Ask the DI only." in page(people.manager, case, "timeline")
    assert "Lift a hold on contact" in page(people.manager, case)
    assert "Lift a hold on contact" not in page(people.officer, case)


# --- closing soon after a report ------------------------------------------------------------------


def test_closing_soon_after_a_report_stops_and_asks_once() -> None:
    case, client, address, answers = ready_to_close()
    stopped = client.post(address, answers)
    html = stopped.content.decode()
    assert stopped.status_code == 200
    assert "Stop and check" in html
    assert Case.objects.get(pk=case.pk).state == State.STEP_DOWN
    assert 'name="reason" value="Quiet."' in html
    client.post(address, answers | {"despite_recent_report": "yes"})
    closed = Case.objects.get(pk=case.pk)
    assert closed.state == State.CLOSED
    assert "The last report was on" in closed.moves.latest("pk").details["passed_over"]


def ready_to_close() -> tuple[Case, Client, str, dict[str, str]]:
    """A case whose monitoring is over today, with a report of last week."""
    case = makers_cases.make_case(state=State.STEP_DOWN)
    makers_cases.make_incident(suspect=case.person, on=timezone.localdate() - timedelta(days=7))
    Case.objects.filter(pk=case.pk).update(
        monitoring_until=timezone.localdate() - timedelta(days=1)
    )
    client = signed_in(makers_cases.people_of(case).manager)
    answers = {
        "reason_code": "RISK_REDUCED",
        "reason": "Quiet.",
        "retention_group": "2",
        "partners_told": "on",
    }
    return case, client, reverse("cases:move", args=[case.slug, "close"]), answers


def test_without_the_stop_the_case_would_close_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    case, client, address, answers = ready_to_close()
    monkeypatch.setattr(views, "stops", lambda *_: False)
    monkeypatch.setattr(actions.ending, "recent_report", lambda case: None)
    client.post(address, answers)
    assert Case.objects.get(pk=case.pk).state == State.CLOSED


def test_a_closed_case_says_how_it_ended_and_offers_no_work() -> None:
    case = makers_cases.make_case(state=State.CLOSED)
    shown = words(page(makers_cases.people_of(case).manager, case))
    assert "It can only be read." in shown
    assert "Start an intervention" not in shown
    assert "Not now. A case is reopened on a new flag." in shown
