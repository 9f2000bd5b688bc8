"""The pages of an address flag, opened as the people who work with it."""

from __future__ import annotations

import pytest
from django.test import Client

from casework.audit.models import Event, Payload
from casework.core.queue import work_off
from tests.makers_cases import people_of
from tests.makers_flags import adviser_of, approved, flag_of, live
from tests.makers_visits import make_marker
from tests.makers_work import open_task

pytestmark = pytest.mark.django_db


def entered(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_adviser_sees_what_a_call_needs_and_nothing_else_of_the_case() -> None:
    case = live()
    make_marker(case.person)
    client, flag = entered(adviser_of(case)), flag_of(case)
    text = client.get(flag.get_absolute_url()).content.decode()
    for needed in (flag.instruction, flag.place, case.person.full_name, "Weapons"):
        assert needed in text
    assert flag.victim_note not in text
    assert case.ref not in text
    assert client.get(case.get_absolute_url()).status_code == 404
    assert client.get(f"/cases/{case.slug}/timeline/").status_code == 404


def test_every_look_of_the_adviser_is_recorded() -> None:
    case = live()
    client, flag = entered(adviser_of(case)), flag_of(case)
    before = Event.objects.filter(verb="looked").count()
    client.get(flag.get_absolute_url())
    looks = Event.objects.filter(verb="looked").order_by("-pk")
    assert looks.count() == before + 1
    assert f"addressflag:{flag.pk}" in str(Payload.objects.get(event=looks[0]).body)


def test_the_adviser_finds_a_flag_by_what_a_caller_says_without_it_standing_in_an_address() -> None:
    case = live(phones="07700 900123")
    client, flag = entered(adviser_of(case)), flag_of(case)
    for sought in (flag.place.lower(), "EB1 4AC", "07700900123"):
        found = client.post("/address-flags/", {"sought": sought})
        assert flag.get_absolute_url() in found.content.decode(), sought
    for sought in ("9 Elsewhere Road, Northtown", "07700 900999"):
        found = client.post("/address-flags/", {"sought": sought})
        assert flag.get_absolute_url() not in found.content.decode(), sought


def test_the_adviser_takes_a_task_of_the_desk_and_puts_the_flag_in() -> None:
    case = approved()
    client, task = entered(adviser_of(case)), open_task(case, "confirm")
    text = client.get(task.get_absolute_url()).content.decode()
    assert flag_of(case).instruction in text
    assert f"/cases/{case.slug}/" not in text
    given = {"decision": "HELD", "cc_reference": "CC-1"}
    assert client.post(task.get_absolute_url(), given).status_code == 302
    assert flag_of(case).state == "LIVE"


def test_a_call_is_logged_from_the_page_of_the_flag_by_the_desk_alone() -> None:
    case = live()
    flag = flag_of(case)
    given = {"incident_reference": "INC-7", "graded_up": "yes"}
    url = f"{flag.get_absolute_url()}call/"
    assert entered(people_of(case).officer).post(url, given).status_code == 403
    assert entered(adviser_of(case)).post(url, given).status_code == 302
    assert flag.hits.get().incident_reference == "INC-7"


def test_the_officer_reads_the_whole_flag_and_asks_for_its_removal() -> None:
    case = live()
    client, flag = entered(people_of(case).officer), flag_of(case)
    text = client.get(flag.get_absolute_url()).content.decode()
    assert flag.victim_note in text
    url = f"{flag.get_absolute_url()}removal/"
    assert client.post(url, {}).status_code == 422
    given = {"ground": "WRONG_ADDRESS", "reason": "It is number 41."}
    assert client.post(url, given).status_code == 302
    assert flag_of(case).state == "REMOVAL_REQUESTED"


def test_what_a_victim_fears_is_for_the_manager_alone() -> None:
    case = live()
    flag, said = flag_of(case), "She says that he reads the marker from the police radio."
    url = f"{flag.get_absolute_url()}removal/"
    given = {"ground": "VICTIM_ASKS", "reason": said}
    entered(people_of(case).officer).post(url, given)
    work_off()
    manager, officer = entered(people_of(case).manager), entered(people_of(case).officer)
    assert said in manager.get(open_task(case, "tell_manager").get_absolute_url()).content.decode()
    for client, page in (
        (entered(adviser_of(case)), flag.get_absolute_url()),
        (entered(adviser_of(case)), open_task(case, "take_out").get_absolute_url()),
        (officer, flag.get_absolute_url()),
        (officer, f"/cases/{case.slug}/timeline/"),
    ):
        text = client.get(page).content.decode()
        assert said not in text
        assert "victim asks" not in text
