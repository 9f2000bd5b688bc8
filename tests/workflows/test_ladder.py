"""The ladder: every outcome proposes something or is silent; a supervisor takes it or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from casework.audit.models import Event
from casework.cases.models import Case
from casework.core.errors import Conflict, NotAllowed, Refused
from letters.correspondence.models import Letter
from tests.makers import assert_one_event
from tests.makers_cases import make_case, people_of
from tests.makers_letter_walk import inspector_does, serve
from tests.makers_letters import when_it_expires
from tests.makers_restricted import restrict
from tests.makers_work import letter_at, open_steps, start
from workflows import activations, ladder, sweep
from workflows.actions import decline_proposal, propose_next, take_proposal
from workflows.ladder import LADDER, REVIEWS
from workflows.models import Intervention, Proposal
from workflows.registry import kinds
from workflows.worklist import ladder as ladder_pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


# --- the table ------------------------------------------------------------------------------------


def outcomes() -> Iterator[tuple[str, str]]:
    """Every kind with every outcome it may come to, from the running code."""
    for kind, flow in kinds().items():
        for outcome in sorted(flow.outcomes()):
            yield kind, outcome


def in_table() -> set[tuple[str, str]]:
    return {(kind, str(outcome)) for kind, table in LADDER.items() for outcome in table}


def test_every_outcome_of_every_kind_stands_in_the_table_and_nothing_else() -> None:
    assert in_table() == set(outcomes())


def test_an_outcome_that_is_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(LADDER["warning_letter"], "Served")
    with pytest.raises(AssertionError):
        test_every_outcome_of_every_kind_stands_in_the_table_and_nothing_else()


@pytest.mark.parametrize(("kind", "outcome"), sorted(in_table()))
def test_what_is_proposed_can_be_started_or_is_a_review(kind: str, outcome: str) -> None:
    for rung in LADDER[kind][outcome]:
        assert rung.what in REVIEWS or kinds()[rung.what].by_hand
        assert rung.because.endswith(".")
        assert len(rung.because) <= 200


def test_what_came_of_a_victims_support_proposes_nothing() -> None:
    """It would show on the case what stands behind the wall."""
    assert {rungs for table in [LADDER["victim_support"]] for rungs in table.values()} == {()}


@pytest.mark.parametrize(("kind", "outcome"), sorted(in_table()))
def test_each_outcome_proposes_just_what_the_table_says(kind: str, outcome: str) -> None:
    case = make_case()
    row = start(kind, case) if kind == "home_visit" else bare(kind, case)
    made = propose_next(intervention=row, outcome=outcome)
    said = [(each.what, each.because) for each in made]
    assert said == [(rung.what, rung.because) for rung in LADDER[kind][outcome]]
    assert propose_next(intervention=row, outcome=outcome) == []


def bare(kind: str, case: Case) -> Intervention:
    """An intervention of this kind as it stands in its row, without its record."""
    row = start("home_visit", case)
    row.kind = kind
    return row


# --- by the running flows -------------------------------------------------------------------------


@pytest.fixture
def refused() -> Case:
    """A case whose warning letter was refused: a visit is proposed."""
    case = letter_at("authorise").case
    inspector_does(case, decision="REFUSE", refusal="A visit would do.")
    return case


def proposed(case: Case) -> Proposal:
    row: Proposal = Proposal.objects.get(case=case)
    return row


def test_an_outcome_proposes_the_next_intervention_and_names_its_reason(refused: Case) -> None:
    row = proposed(refused)
    assert (row.what, row.because) == ("home_visit", "The letter was refused: a visit may do.")
    assert row.intervention == Intervention.objects.get(case=refused)
    assert Event.objects.filter(verb="proposal.made").count() == 1


def test_without_the_ladder_nothing_is_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activations.FinishActivation, "_propose_next", lambda _: None)
    case = letter_at("authorise").case
    inspector_does(case, decision="REFUSE", refusal="A visit would do.")
    assert not Proposal.objects.exists()


def test_a_letter_that_expires_proposes_to_look_at_what_is_kept() -> None:
    case = letter_at("serve").case
    serve(case)
    letter = Letter.objects.get(case=case)
    with time_machine.travel(when_it_expires(letter) + timedelta(hours=1), tick=False):
        assert sweep.expire_letters() == 1
    assert Proposal.objects.get(case=case, outcome="Expired").what == ladder.RETENTION


# --- taking and declining -------------------------------------------------------------------------


def test_a_supervisor_takes_it_and_it_starts(refused: Case) -> None:
    with assert_one_event("proposal.taken"):
        row = take_proposal(
            proposal=proposed(refused), by=people_of(refused).supervisor, reason="Agreed."
        )
    assert row.started is not None
    assert (row.started.kind, open_steps(refused)) == ("home_visit", ["check_contact"])
    assert "a visit may do. Agreed." in row.started.reason


def test_a_supervisor_declines_it_and_nothing_starts(refused: Case) -> None:
    by = people_of(refused).supervisor
    row = decline_proposal(proposal=proposed(refused), by=by, reason="He moved abroad.")
    assert (row.decision, row.reason, row.started) == ("DECLINED", "He moved abroad.", None)
    with pytest.raises(Conflict) as conflict:
        take_proposal(proposal=row, by=by, reason="After all.")
    assert conflict.value.by == by.display_name


def test_only_who_leads_decides_and_says_why(refused: Case) -> None:
    row = proposed(refused)
    with pytest.raises(NotAllowed):
        take_proposal(proposal=row, by=people_of(refused).officer, reason="Agreed.")
    with pytest.raises(Refused, match="Say why"):
        decline_proposal(proposal=row, by=people_of(refused).supervisor, reason=" ")


def test_what_cannot_be_started_now_is_not_taken(refused: Case) -> None:
    start("home_visit", refused)
    with pytest.raises(Conflict):
        take_proposal(
            proposal=proposed(refused), by=people_of(refused).supervisor, reason="Agreed."
        )
    assert proposed(refused).decision == ""


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE workflows_proposal SET because = 'Other'",
        "UPDATE workflows_proposal SET decision = 'TAKEN'",
        "UPDATE workflows_proposal SET decision = 'DECLINED', reason = 'x'",
        "UPDATE workflows_proposal SET started_id = intervention_id",
        "DELETE FROM workflows_proposal",
    ],
)
def test_the_database_lets_no_proposal_be_changed(refused: Case, attack: str) -> None:
    assert proposed(refused)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


# --- pages ----------------------------------------------------------------------------------------


def test_it_shows_on_the_case_and_on_team_work_until_it_is_decided(
    refused: Case, client: Client
) -> None:
    row = proposed(refused)
    client.force_login(people_of(refused).supervisor)
    pages = [reverse("cases:case", args=[refused.slug]), reverse("workflows:team_approvals")]
    for page in pages:
        assert row.because in client.get(page).text
    answer = client.post(row.get_absolute_url(), {"decision": "DECLINE", "reason": "Not now."})
    assert answer.status_code == 302
    for page in pages:
        assert row.get_absolute_url() not in client.get(page).text


def test_an_officer_reads_it_and_cannot_decide(refused: Case, client: Client) -> None:
    row = proposed(refused)
    client.force_login(people_of(refused).officer)
    answer = client.get(row.get_absolute_url())
    assert row.because in answer.text
    assert "Save the decision" not in answer.text
    typed = {"decision": "TAKE", "reason": "I want to."}
    assert client.post(row.get_absolute_url(), typed).status_code == 403


def test_nobody_outside_the_team_sees_it(refused: Case, client: Client) -> None:
    client.force_login(people_of(make_case()).supervisor)
    assert client.get(proposed(refused).get_absolute_url()).status_code == 404


def test_a_decision_without_a_reason_comes_back(refused: Case, client: Client) -> None:
    client.force_login(people_of(refused).supervisor)
    answer = client.post(proposed(refused).get_absolute_url(), {"decision": "TAKE"})
    assert answer.status_code == 422
    assert "Say why you decide so" in answer.text


COUNTED = "1 proposal of what comes next waits for a decision"


def test_team_work_says_how_many_wait_and_leads_to_them(refused: Case, client: Client) -> None:
    client.force_login(people_of(refused).supervisor)
    said = client.get(reverse("workflows:team")).content.decode()
    assert COUNTED in said
    assert f"{reverse('workflows:team_approvals')}#next" in said
    decided = proposed(refused)
    by = people_of(refused).supervisor
    decline_proposal(proposal=decided, by=by, reason="Not now.")
    assert "proposal" not in client.get(reverse("workflows:team")).content.decode()


def test_a_proposal_on_a_restricted_case_is_not_counted(refused: Case, client: Client) -> None:
    restrict(refused)
    client.force_login(people_of(refused).supervisor)
    assert "proposal" not in client.get(reverse("workflows:team")).content.decode()


def test_without_the_wall_it_would_be_counted(
    refused: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    restrict(refused)
    monkeypatch.setattr(ladder_pages, "not_kept_from", lambda *_: Q())
    client.force_login(people_of(refused).supervisor)
    assert COUNTED in client.get(reverse("workflows:team")).content.decode()
