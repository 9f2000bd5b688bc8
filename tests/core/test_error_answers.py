"""What may not be known is answered exactly as what does not exist."""

from __future__ import annotations

import re

import pytest
from django.http import HttpRequest
from django.shortcuts import render
from django.test import Client

from casework.accounts.models import Role, User
from casework.core import middleware
from casework.core.errors import NotVisible
from tests import makers
from tests.makers_cases import make_case

pytestmark = pytest.mark.django_db

# The token of the form to sign out differs each time a page is drawn.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def answer(user: User, address: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    response = client.get(address)
    return response.status_code, TOKEN.sub("", response.content.decode())


def test_the_case_of_another_force_reads_as_an_address_that_leads_nowhere() -> None:
    address = make_case().get_absolute_url()
    stranger = makers.make_user(Role.OFFICER)
    status, page = answer(stranger, address)
    assert status == 404
    assert "Page not found" in page
    assert (status, page) == answer(stranger, "/cases/ic-9999-26/")
    assert (status, page) == answer(stranger, "/cases/that/never/were/")


def test_a_page_of_its_own_would_give_the_case_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def another_page(request: HttpRequest, error: NotVisible) -> object:
        return render(request, "pages/core/refused.html", {"sentence": str(error)}, status=404)

    monkeypatch.setattr(middleware, "not_found", another_page)
    stranger = makers.make_user(Role.OFFICER)
    hidden = answer(stranger, make_case().get_absolute_url())
    assert hidden != answer(stranger, "/cases/that/never/were/")
