"""Surveillance secrecy, in the words of the domain (section 10, scenario 11).

"DI logs authority from 1 Jan: expiry 31 Mar shown to DI/AO only; officer planning a visit sees
"Refer to DI"; the same text appears on another case held for an ordinary reason; list counts,
search, export and API give no further difference between cases with and without an authority; at
T-2 days alert; lapse raises incident."
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from casework.accounts.models import User
from casework.cases import actions as cases
from casework.clocks import LONDON
from casework.enforcement.authorities import jobs
from casework.enforcement.authorities.models import Authority
from tests.makers_authorities import make_authority, superintendent_of
from tests.makers_cases import make_case, people_of
from tests.makers_work import visit_at

pytestmark = pytest.mark.django_db

REFER = "Refer to DI before contact."


def london(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=LONDON)


def page(user: User, where: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.get(where)
    return answer.status_code, answer.content.decode()


def test_an_authority_is_known_to_those_who_decide_and_to_nobody_else() -> None:
    # DI logs authority from 1 Jan: expiry 31 Mar shown to DI/AO only.
    with time_machine.travel(london(1, 1), tick=True):
        task = visit_at("plan")
        case = task.case
        authority = make_authority(case, review_in_days=28)
        people, officer = people_of(case), superintendent_of(case)
        for user in (people.manager, officer):
            assert "31 March 2027 at 11:59pm" in page(user, f"/register/{authority.pk}/")[1]
        for user in (people.officer, people.supervisor, people.analyst):
            for where in ("/register/", f"/register/{authority.pk}/", "/register/new/"):
                assert page(user, where)[0] == 404
        # Officer planning a visit sees "Refer to DI".
        assert REFER in page(people.officer, task.get_absolute_url())[1]
        assert REFER in page(people.officer, case.get_absolute_url())[1]

        # The same text appears on another case held for an ordinary reason.
        other = make_case(team=case.team)
        theirs = visit_at("plan", other)
        cases.place_hold(case=other, by=people.manager, kind="COMPLAINT", note="A complaint.")
        assert REFER in page(people.officer, theirs.get_absolute_url())[1]
        # List counts, search, export give no further difference: tests/authorities/
        # test_authority_secrecy.py compares every page of two hundred cases.
        for where in ("/cases/", "/my-work/"):
            assert authority.urn not in page(people.officer, where)[1]

    # At T-2 days alert.
    with time_machine.travel(london(3, 29), tick=True):
        jobs.watch()
        shown = page(people.manager, "/register/")[1]
        assert "Expires soon: cancel or renew it" in shown

    # Lapse raises incident.
    with time_machine.travel(london(4, 1), tick=True):
        jobs.watch()
        row = Authority.objects.get(pk=authority.pk)
        assert row.state == "LAPSED"
        assert row.lapse_incident.found_at - london(4, 1) < timedelta(hours=1)
        assert (
            "Lapsed without being cancelled: an incident" in page(people.manager, "/register/")[1]
        )
        assert REFER in page(people.officer, case.get_absolute_url())[1]
