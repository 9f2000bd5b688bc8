"""The briefing through its flow: every way, each reached by the forms of its steps."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from casework.accounts.models import Role
from casework.cases import hearing
from casework.cases.actions import hear_of_change
from casework.cases.models import Case
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.enforcement.briefings import actions as briefings
from casework.enforcement.briefings.models import Briefing, BriefingState
from tests.makers_briefings import (
    after_end,
    authorise,
    authorised,
    beat_inspector,
    beat_of,
    beat_officer,
    beat_sergeant,
    before_end,
    brief_all,
    briefing_of,
    follow,
    make_briefing,
    publish,
    published,
    recall,
    say,
    started,
    sweep_at,
    tasks_at,
    typed,
    written,
)
from tests.makers_cases import people_of
from tests.makers_work import do, intervention_of, open_steps, open_task
from workflows import actions
from workflows.interventions import briefing as flow
from workflows.models import Task

pytestmark = pytest.mark.django_db
S = BriefingState


def ended(case: Case) -> tuple[str, str]:
    assert open_steps(case) == []
    row = intervention_of(case)
    assert row.finished is not None
    assert not Task.objects.filter(process=row, finished=None).exists()
    return row.outcome, briefing_of(case).state


# --- until it is out ------------------------------------------------------------------------------


def test_each_shift_of_each_named_team_is_to_be_briefed_in_a_day() -> None:
    case = published(None, "Neighbourhood team", "Response team")
    tasks = tasks_at(case, "acknowledge")
    briefing = briefing_of(case)
    assert briefing.published_at
    assert len(tasks) == 6
    assert {task.team.name for task in tasks if task.team} == {
        "Neighbourhood team",
        "Response team",
    }
    assert {task.role for task in tasks} == {Role.SUPERVISOR}
    assert {task.due_at for task in tasks} == {briefing.published_at + timedelta(hours=24)}


def test_a_briefing_sent_back_is_written_again_by_its_author() -> None:
    case = written()
    authorise(case, decision="SEND_BACK", reason="Say what he drives.")
    assert open_task(case, "write_briefing").owner == people_of(case).officer
    do(case, "write_briefing", by=people_of(case).officer, **typed(vehicles="A grey van"))
    assert open_steps(case) == ["authorise_briefing"]


@pytest.mark.parametrize("way", [started, written, authorised])
def test_a_briefing_can_be_stopped_until_it_is_out(way) -> None:
    case = way()
    running = intervention_of(case)
    actions.cancel(intervention=running, by=people_of(case).supervisor, reason="Not needed.")
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


def test_what_is_out_is_recalled_and_never_simply_stopped() -> None:
    case = published()
    running = intervention_of(case)
    with pytest.raises(Refused, match="Recall it"):
        actions.cancel(intervention=running, by=people_of(case).supervisor, reason="Enough.")


@pytest.mark.parametrize("way", [written, authorised])
def test_bail_that_changes_sends_back_what_is_not_out_yet(way) -> None:
    case = way()
    hear_of_change(case=case, by=None, kind="BAIL", note="Bail was varied.")
    follow()
    assert open_steps(case) == ["write_briefing"]
    assert briefing_of(case).state == S.DRAFT


# --- read, or not ---------------------------------------------------------------------------------


def test_when_every_shift_is_briefed_the_briefing_is_acknowledged() -> None:
    case = published()
    brief_all(case)
    assert briefing_of(case).state == S.ACKNOWLEDGED
    assert open_steps(case) == []
    assert intervention_of(case).finished is None


def test_a_shift_that_was_not_briefed_in_a_day_is_an_inspectors_business() -> None:
    case = published()
    briefing = briefing_of(case)
    assert briefing.published_at
    sweep_at(briefing.published_at + timedelta(hours=23, minutes=59))
    assert tasks_at(case, "chase") == []
    sweep_at(briefing.published_at + timedelta(hours=24, minutes=1))
    chase = open_task(case, "chase")
    assert (chase.role, chase.team) == (Role.AUTHORISER, beat_of(case))
    do(case, "chase", by=beat_inspector(case), done="The night sergeant was ill.")
    assert len(tasks_at(case, "acknowledge")) == 3


def test_nobody_is_chased_where_every_shift_was_briefed() -> None:
    case = published()
    brief_all(case)
    briefing = briefing_of(case)
    assert briefing.published_at
    sweep_at(briefing.published_at + timedelta(hours=25))
    assert open_steps(case) == []


def test_nobody_but_a_supervisor_of_the_team_says_that_its_shift_was_briefed() -> None:
    case = published(None, "Neighbourhood team", "Response team")
    other = beat_sergeant(case, "Response team")
    task = next(each for each in tasks_at(case, "acknowledge") if each.team == beat_of(case))
    for user in (beat_officer(case), other):
        with pytest.raises((NotAllowed, NotVisible)):
            actions.complete(task=task, by=user, answers={"briefed": True})


# --- what comes back ------------------------------------------------------------------------------


def test_what_an_officer_saw_becomes_an_intelligence_entry() -> None:
    case = published()
    say(case)
    assert briefing_of(case).state == S.RETURN_RECEIVED
    assert open_task(case, "enter_returns").owner == people_of(case).officer
    do(case, "enter_returns", by=people_of(case).officer, reference="INT/4471")
    assert briefing_of(case).state == S.PUBLISHED
    assert briefing_of(case).returns.get().entry.reference == "INT/4471"
    brief_all(case)
    say(case)
    do(case, "enter_returns", by=people_of(case).officer, reference="INT/4472")
    assert briefing_of(case).state == S.ACKNOWLEDGED


# --- recalled -------------------------------------------------------------------------------------


def test_when_bail_ends_it_is_recalled_in_the_same_moment() -> None:
    case = published()
    hear_of_change(case=case, by=None, kind="BAIL", note="Bail ended.")
    briefing = briefing_of(case)
    assert (briefing.state, briefing.recall_ground) == (S.RECALLED, "POWERS_ENDED")
    assert not Briefing.objects.sent_to(beat_officer(case)).filter(state__in=["PUBLISHED"]).exists()
    follow()
    assert tasks_at(case, "acknowledge") == []
    assert open_task(case, "tell_readers").team == beat_of(case)


def test_without_hearing_of_it_a_briefing_outlives_the_bail(monkeypatch) -> None:
    case = published()
    monkeypatch.setattr(hearing, "_HEARERS", {})
    hear_of_change(case=case, by=None, kind="BAIL", note="Bail ended.")
    assert briefing_of(case).state == S.PUBLISHED


def test_one_that_states_no_bail_stays_when_bail_changes() -> None:
    case = published(conditions="")
    hear_of_change(case=case, by=None, kind="BAIL", note="Bail ended.")
    assert briefing_of(case).state == S.PUBLISHED


def test_readers_are_told_within_the_hour_and_the_owner_may_issue_it_again() -> None:
    case = published()
    recall(case)
    told, briefing = open_task(case, "tell_readers"), briefing_of(case)
    assert briefing.recalled_at
    assert told.due_at == briefing.recalled_at + timedelta(hours=1)
    do(case, "tell_readers", by=beat_sergeant(case), told="on")
    by = people_of(case).officer
    do(case, "reissue", by=by, decision="END", reason="He moved away.")
    assert ended(case) == ("Recalled", "RECALLED")


@pytest.mark.parametrize("ground", ["COPY_LOST", "SUBJECT_KNOWS", "WRONG_PERSON"])
def test_what_may_have_done_harm_goes_to_a_manager_that_day(ground: str) -> None:
    case = published()
    recall(case, ground)
    assert open_task(case, "deal").role == Role.MANAGER
    given = {"reference": "DB/17"} if ground == "COPY_LOST" else {}
    do(case, "deal", by=people_of(case).manager, done="Victims were told first.", **given)
    assert "reissue" in open_steps(case)


def test_a_corrected_version_starts_from_the_words_of_the_recalled_one() -> None:
    case = published()
    recall(case)
    by = people_of(case).officer
    do(case, "reissue", by=by, decision="REISSUE", reason="The scar is on the right.")
    again = briefing_of(case)
    assert (again.version, again.state) == (2, S.DRAFT)
    assert again.identifiers == typed()["identifiers"]
    assert again.authorised_by is None
    assert "write_briefing" in open_steps(case)


# --- its end --------------------------------------------------------------------------------------


def test_it_ends_by_itself_and_takes_its_open_tasks_with_it() -> None:
    case = published()
    sweep_at(before_end(case))
    assert "renew" in open_steps(case)
    sweep_at(after_end(case))
    assert ended(case) == ("Expired", "EXPIRED")


def test_nobody_reads_it_past_its_end_however_late_the_clock_is() -> None:
    case = published()
    assert Briefing.objects.sent_to(beat_officer(case)).exists()
    with time_machine.travel(after_end(case), tick=True):
        assert briefing_of(case).state == S.PUBLISHED
        assert not Briefing.objects.sent_to(beat_officer(case)).exists()


def test_a_renewal_is_a_new_version_and_ends_the_old_one_when_it_goes_out() -> None:
    case = published()
    first = briefing_of(case)
    sweep_at(before_end(case))
    with time_machine.travel(before_end(case) + timedelta(hours=1), tick=True):
        by = people_of(case).officer
        do(case, "renew", by=by, decision="RENEW", reason="He was seen twice this week.")
        do(case, "write_briefing", by=by)
        authorise(case)
        assert Briefing.objects.get(pk=first.pk).state == S.PUBLISHED
        publish(case)
    second = briefing_of(case)
    assert (second.version, second.previous, second.state) == (2, first, S.PUBLISHED)
    assert Briefing.objects.get(pk=first.pk).state == S.EXPIRED


# --- its text names nobody ------------------------------------------------------------------------


def name_a_victim(case: Case) -> None:
    victim = case.person.incidents_as_suspect.exclude(victim=None)[0].victim
    assert victim
    victim.forename, victim.surname = "Rosalind", "Hartwell"
    victim.save()


@pytest.mark.parametrize("field", ["purpose", "what_to_do", "conditions", "wanted", "addresses"])
def test_a_briefing_that_names_a_victim_goes_nowhere(field: str) -> None:
    case = started()
    name_a_victim(case)
    named = typed(**{field: "He is not to go near Rosalind Hartwell."})
    with pytest.raises(Refused, match="Rosalind"):
        do(case, "write_briefing", by=people_of(case).officer, **named)


def test_without_the_guard_every_officer_would_read_her_name(monkeypatch) -> None:
    monkeypatch.setattr(flow, "names_nobody", lambda person, text: None)
    case = started()
    name_a_victim(case)
    named = typed(purpose="He is not to go near Rosalind Hartwell.")
    do(case, "write_briefing", by=people_of(case).officer, **named)
    assert "Rosalind" in briefing_of(case).purpose


def test_a_victim_who_became_known_since_stops_the_authority() -> None:
    case = written(purpose="He is not to go near Rosalind Hartwell.")
    name_a_victim(case)
    with pytest.raises(Refused, match="Rosalind"):
        authorise(case)


def test_a_case_cannot_close_while_teams_read_about_it() -> None:
    from casework.cases.guards import no_open_work

    case = make_briefing().case
    with pytest.raises(Refused, match="Still open"):
        no_open_work(case, briefing_of(case).created_at)


def test_what_cites_a_withdrawn_letter_is_recalled() -> None:
    case = published(cites="L-10001")
    moved = briefings.recall_citing(
        case=case, cites="L-10001", by=None, reason="The letter was withdrawn."
    )
    assert [each.state for each in moved] == [S.RECALLED]
    assert Briefing.objects.get(pk=moved[0].pk).recall_ground == "LETTER_WITHDRAWN"
