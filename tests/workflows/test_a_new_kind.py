"""A new kind of intervention costs one flow file and one template, and no other edit.

The two files lie in `licensing_visit/`. They are put where the running code looks for kinds and
for templates, as if they had been copied there, and the kind is worked through its real pages.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.test import Client

from casework.accounts.models import User
from casework.audit import words as audit_words
from casework.audit.models import Event
from casework.audit.words import words_for
from casework.cases.models import Case
from casework.core import policy
from tests import petri
from tests.makers_cases import make_case, people_of
from tests.makers_work import open_steps, open_task
from workflows import checkup, drawing, interventions, registry
from workflows.history.bpmn import bpmn_of
from workflows.models import Intervention

pytestmark = pytest.mark.django_db
KIND = "licensing_visit"
FILES = Path(__file__).with_name(KIND)
TAGS = re.compile(r"<[^>]+>")


@pytest.fixture
def new_kind(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[None]:
    """The two files where kinds and templates are found; afterwards as if they had never been."""
    site = [{**each, "DIRS": [*each["DIRS"], FILES / "templates"]} for each in ours.TEMPLATES]
    settings.TEMPLATES = site
    monkeypatch.setattr(interventions, "__path__", [*interventions.__path__, str(FILES)])
    # What a file declares by being read is forgotten with it, so that it can be read again.
    monkeypatch.setattr(policy, "DECLARED", dict(policy.DECLARED))
    monkeypatch.setattr(audit_words, "_WORDS", dict(audit_words._WORDS))
    registry.kinds.cache_clear()
    yield
    registry.kinds.cache_clear()
    sys.modules.pop(f"{interventions.__name__}.{KIND}", None)
    vars(interventions).pop(KIND, None)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(user: User, address: str, **query: str) -> str:
    """What the page says, without markup."""
    answer = client_of(user).get(address, query)
    assert answer.status_code == 200, answer.status_code
    return " ".join(TAGS.sub(" ", answer.content.decode()).split())


def start_page(case: Case) -> str:
    return f"/cases/{case.slug}/start/"


def started() -> Case:
    """A case whose owner has started a licensing visit on the page for it."""
    case = make_case()
    sent = {"kind": KIND, "reason": "He keeps a shotgun at home."}
    answer = client_of(people_of(case).officer).post(start_page(case), sent)
    assert answer.status_code == 302
    assert answer.url == case.get_absolute_url()
    return case


def send(case: Case, step: str, *, by: User, **typed: str) -> None:
    answer = client_of(by).post(open_task(case, step).get_absolute_url(), typed)
    assert answer.status_code == 302, answer.content.decode()


def test_the_kind_is_one_flow_file_and_one_template() -> None:
    files = [path for path in FILES.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert sorted(path.suffix for path in files) == [".html", ".py"]


def test_without_its_file_the_kind_cannot_be_started() -> None:
    """The red twin: nothing else in the house knows of it."""
    case = make_case()
    officer = people_of(case).officer
    assert "Licensing visit" not in words(officer, start_page(case))
    answer = client_of(officer).post(start_page(case), {"kind": KIND, "reason": "A shotgun."})
    assert answer.status_code == 422
    assert not Intervention.objects.exists()


@pytest.mark.usefixtures("new_kind")
def test_it_is_offered_with_what_it_is_for_and_starts_from_the_case() -> None:
    case = make_case()
    officer = people_of(case).officer
    said = words(officer, start_page(case))
    assert "Licensing visit: They hold a shotgun certificate, premises or a taxi licence" in said
    case = started()
    said = words(people_of(case).officer, case.get_absolute_url())
    assert "Look at the licence they hold" in said
    assert "Licensing visit" in said
    assert "In progress" in said
    assert open_task(case, "visit").due_at is not None


@pytest.mark.usefixtures("new_kind")
def test_its_tasks_stand_in_the_worklists_of_those_who_do_them() -> None:
    case = started()
    people = people_of(case)
    line = f"{case.ref}. Licensing visit"
    said = words(people.officer, "/my-work/")
    assert "Look at the licence they hold" in said
    assert line in said
    send(case, "visit", by=people.officer, licence="Shotgun", worries="YES")
    assert "Decide whether the licensing" in words(people.supervisor, "/my-work/", show="take")
    assert "Look at the licence they hold" in words(people.officer, "/my-work/", show="done")


@pytest.mark.usefixtures("new_kind")
def test_its_page_is_its_own_template_and_asks_until_it_is_answered() -> None:
    case = started()
    officer = people_of(case).officer
    address = open_task(case, "visit").get_absolute_url()
    assert "Take nothing away: only who issued it can." in words(officer, address)
    refused = client_of(officer).post(address, {"licence": "Shotgun"})
    assert refused.status_code == 422
    assert "Say whether it worries you" in refused.content.decode()
    assert open_steps(case) == ["visit"]


@pytest.mark.usefixtures("new_kind")
def test_it_is_walked_from_the_case_to_its_end() -> None:
    case = started()
    people = people_of(case)
    send(case, "visit", by=people.officer, licence="Shotgun 12/417", worries="YES")
    address = open_task(case, "decide").get_absolute_url()
    assert "Shotgun 12/417" in words(people.supervisor, address)
    send(case, "decide", by=people.supervisor, decision="TELL")
    assert open_steps(case) == []
    row = Intervention.objects.get(case=case)
    assert (row.outcome, row.status) == ("Licensing authority told", "DONE")
    assert row.finished is not None
    assert "Licensing authority told" in words(people.officer, case.get_absolute_url())
    assert "Done by" in words(people.officer, address)


@pytest.mark.usefixtures("new_kind")
def test_what_was_done_is_in_the_log_in_words() -> None:
    case = started()
    people = people_of(case)
    send(case, "visit", by=people.officer, licence="Shotgun", worries="YES")
    send(case, "decide", by=people.supervisor, decision="LEAVE")
    events = Event.objects.filter(stream=f"case:{case.pk}").order_by("seq")
    told = [event.verb for event in events]
    assert told[told.index("intervention.started") :] == [
        "intervention.started",
        "licence.seen",
        "task.completed",
        "licence.decided",
        "task.completed",
        "intervention.finished",
    ]
    assert words_for("licence.seen") == "Licence looked at"


@pytest.mark.usefixtures("new_kind")
def test_it_can_be_stopped_drawn_and_counted_like_any_other() -> None:
    case = started()
    people = people_of(case)
    assert "Licensing visit" in words(people.manager, "/reports/")
    assert list(checkup.open_interventions_have_a_next_step()) == []
    row = Intervention.objects.get(case=case)
    stop = f"/interventions/{row.pk}/stop/"
    answer = client_of(people.supervisor).post(stop, {"reason": "He sold the shotgun."})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.outcome, open_steps(case)) == ("Withdrawn", [])
    assert petri.soundness(bpmn_of(registry.kinds()[KIND])) == (True, "")
    assert "# Licensing visit" in drawing.draw_flow(registry.kinds()[KIND])
    assert list(checkup.ended_interventions_have_no_open_task()) == []


@pytest.mark.usefixtures("new_kind")
def test_a_licence_that_worries_nobody_ends_it_at_once() -> None:
    case = started()
    send(case, "visit", by=people_of(case).officer, licence="Taxi", worries="NO")
    assert Intervention.objects.get(case=case).outcome == "Licence looked at"
