"""A case with a live authority is neither closed nor transferred, and says so to nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from casework.cases.models import Case, State
from casework.cases.table import MOVES
from casework.core.errors import CaseworkError
from casework.enforcement.authorities.models.authority import AuthorityQuerySet
from tests.makers_authorities import cancel, make_authority
from tests.makers_cases import make_case, people_of, transfer

pytestmark = pytest.mark.django_db


def test_a_case_with_a_live_authority_is_not_transferred_and_only_the_manager_reads_why() -> None:
    case = make_case()
    people = people_of(case)
    authority = make_authority(case)
    with pytest.raises(CaseworkError, match="authority is live on this case"):
        transfer(case)
    pages = {}
    for who in ("officer", "supervisor", "manager"):
        client = Client()
        client.force_login(getattr(people, who))
        pages[who] = client.get(case.get_absolute_url()).content.decode()
    assert "authority is live" in pages["manager"]
    assert not [who for who in ("officer", "supervisor") if "authority is live" in pages[who]]
    cancel(authority)
    transfer(case)
    assert Case.objects.get(pk=case.pk).state == State.TRANSFERRED_OUT


def test_who_may_not_know_reads_the_ordinary_words(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case()
    make_authority(case)
    monkeypatch.setattr(AuthorityQuerySet, "visible_to", lambda self, user: self.none())
    with pytest.raises(CaseworkError, match=r"^This cannot be done now\. Refer to DI\.$"):
        transfer(case)


def test_without_the_bar_a_watched_case_would_be_transferred(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = make_case()
    make_authority(case)
    monkeypatch.setitem(MOVES, "transfer", replace(MOVES["transfer"], bars=()))
    transfer(case)
    assert Case.objects.get(pk=case.pk).state == State.TRANSFERRED_OUT
