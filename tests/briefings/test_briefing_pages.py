"""The pages of a briefing, opened as the people who read it, through the running flow."""

from __future__ import annotations

import pytest
from django.test import Client

from casework.audit.models import Event
from casework.core.queue import work_off
from casework.enforcement.briefings.models import Briefing
from tests.makers_briefings import (
    beat_officer,
    beat_sergeant,
    briefing_of,
    published,
    recall,
    tasks_at,
    typed,
)
from tests.makers_cases import people_of

pytestmark = pytest.mark.django_db
RECOGNISED = typed()["identifiers"]


def entered(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, briefing: Briefing, name: str = "read/") -> str:
    answer = client.get(f"/briefings/{briefing.pk}/{name}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_is_opened_with_one_press_that_keeps_the_readers_name_and_time() -> None:
    case = published()
    briefing, client = briefing_of(case), entered(beat_officer(case))
    assert RECOGNISED not in page(client, briefing)
    assert briefing.readings.count() == 0
    client.post(f"/briefings/{briefing.pk}/open/")
    assert RECOGNISED in page(client, briefing)
    assert [each.reader for each in briefing.readings.all()] == [beat_officer(case)]
    assert Event.objects.filter(verb="looked").exists()


def test_from_the_moment_of_the_recall_nobody_reads_it_and_readers_are_told() -> None:
    case = published()
    briefing, client = briefing_of(case), entered(beat_officer(case))
    client.post(f"/briefings/{briefing.pk}/open/")
    recall(case)
    text = page(client, briefing)
    assert RECOGNISED not in text
    assert "Do not act on it" in text
    assert "Recalled" in client.get("/briefings/").content.decode()
    assert client.get(f"/briefings/{briefing.pk}/return/").status_code == 200
    assert client.post(f"/briefings/{briefing.pk}/open/").status_code == 422


def test_an_officer_says_what_they_saw_on_a_phone() -> None:
    case = published()
    briefing, client = briefing_of(case), entered(beat_officer(case))
    given = {
        "kind": "SIGHTING",
        "place": "Alder Court",
        "what": "He stood there.",
        "source": "1",
        "assessed": "A",
        "handling": "P",
    }
    refused = client.post(f"/briefings/{briefing.pk}/return/", {})
    assert refused.status_code == 422
    assert client.post(f"/briefings/{briefing.pk}/return/", given).status_code == 302
    assert briefing.returns.get().grading == "1 A P"


def test_the_team_sees_the_briefing_and_its_task_and_no_link_to_the_case() -> None:
    case = published()
    client = entered(beat_sergeant(case))
    task = tasks_at(case, "acknowledge")[0]
    text = client.get(task.get_absolute_url()).content.decode()
    assert RECOGNISED in text
    assert f"/cases/{case.slug}/" not in text
    assert client.get(case.get_absolute_url()).status_code == 404
    assert entered(beat_officer(case)).get(case.get_absolute_url()).status_code == 404
    assert client.post(task.get_absolute_url(), {"briefed": "on"}).status_code == 302
    assert briefing_of(case).acknowledgements.count() == 1


def test_a_sergeant_of_the_team_recalls_it_from_its_page() -> None:
    case = published()
    briefing, client = briefing_of(case), entered(beat_sergeant(case))
    given = {"ground": "WRONG_PERSON", "reason": "It is his brother."}
    assert client.post(f"/briefings/{briefing.pk}/recall/", given).status_code == 302
    work_off()
    assert briefing_of(case).state == "RECALLED"
    assert entered(beat_officer(case)).get(f"/briefings/{briefing.pk}/recall/").status_code == 403


def test_the_record_shows_who_read_it_and_its_history_to_those_of_the_case_alone() -> None:
    case = published()
    briefing = briefing_of(case)
    entered(beat_officer(case)).post(f"/briefings/{briefing.pk}/open/")
    text = page(entered(people_of(case).supervisor), briefing, "")
    assert beat_officer(case).display_name in text
    assert entered(beat_officer(case)).get(f"/briefings/{briefing.pk}/").status_code == 404
    assert case.ref in text
