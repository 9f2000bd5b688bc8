"""The event operation, in the words of the domain (section 10, scenario 13).

"Fixture moved 15:00 to 12:30 and one day earlier: all T-minus tasks shift, victims' IDVAs
re-tasked, expired letters re-checked, control-room flags start/stop with the new window;
postponement voids un-started contacts with reasons."
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from casework.clocks import LONDON
from casework.core.errors import Refused
from casework.core.queue import work_off
from casework.operations import actions, rules
from casework.operations.models import ContactState, Operation, OperationState, TimedContact
from letters.correspondence.models import LetterState
from tests import makers_victims
from tests.makers_cases import people_of
from tests.makers_operations import (
    DAY,
    KICK_OFF,
    PLANNED_ON,
    adviser_of,
    again,
    approve,
    contact,
    pack,
    plan,
    propose,
    with_history,
)
from tests.makers_victims import now_typed, officer_does
from tests.makers_work import do, open_steps, open_task, safe_contact
from workflows.operations.sweep import start_due_contacts

pytestmark = pytest.mark.django_db
S, C = OperationState, ContactState


def may(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 5, day, hour, minute, tzinfo=LONDON)


def due_times(operation: Operation) -> dict[int, datetime]:
    """By how far from the event they lie, when the contacts that have not started are due."""
    waiting = TimedContact.objects.filter(member__operation=operation, state=C.APPROVED)
    rows = waiting.select_related("member__operation__force")
    return {each.minutes: rules.due_at(each) for each in rows}


def tell(case) -> None:
    officer_does(case, "tell_advocate", said="She will be away that day.", at=now_typed())


def test_a_fixture_is_moved_and_then_postponed(settings) -> None:
    settings.POLICY = {"letter.serve_within_working_days": 3}
    with time_machine.travel(PLANNED_ON, tick=True):
        # Somebody whose victim has an advocate, and somebody who is to get a letter.
        visited = makers_victims.engaged(with_history())
        written_to = with_history(visited.team)
        people = people_of(visited)
        operation = plan(visited.team, people.manager)
        propose(operation, visited, written_to)
        approve(again(operation))
        first, second = operation.members.order_by("pk")
        pack(first, -3 * DAY, -DAY)
        pack(second, 2 * DAY)
        contact(second, -7 * DAY, "LETTER")
        flag = actions.ask_flag(member=first, by=people.supervisor, instruction="Two officers.")
        work_off()
        with pytest.raises(Refused, match="advocate"):
            actions.brief_operation(operation=operation, by=people.supervisor)
        tell(visited)
        actions.brief_operation(operation=operation, by=people.supervisor)

    # The letter starts a week ahead of its contact, is authorised, and then nobody serves it.
    with time_machine.travel(KICK_OFF - timedelta(days=13, hours=23), tick=True):
        actions.run_operation(operation=operation, by=people.manager)
        assert start_due_contacts() == 1
        letter = TimedContact.objects.get(kind="LETTER")
        assert open_task(written_to, "check_contact").due_at == KICK_OFF - timedelta(days=7)
        do(written_to, "check_contact", by=people.officer, **safe_contact(written_to))
        report = written_to.person.incidents_as_suspect.latest("offence_on")
        do(written_to, "write", by=people.officer, contact="NONE", reports=[str(report.pk)])
        yes = {"decision": "AUTHORISE", "redaction_checked": "on"}
        do(written_to, "authorise", by=people.authoriser, **yes)
        work_off()
        record = letter.start_link.intervention.letter
        assert record.authority_lapses_at < may(8, 12)

    with time_machine.travel(may(8, 13), tick=True):
        before = due_times(operation)
        assert before == {
            -3 * DAY: may(12, 15),
            -DAY: may(14, 15),
            2 * DAY: may(17, 15),
        }
        work_off()

        # Fixture moved 15:00 to 12:30 and one day earlier.
        actions.move_event(
            operation=operation,
            by=people.manager,
            event_at=may(14, 12, 30),
            reason="The broadcaster asked for it.",
        )
        # All T-minus tasks shift (and those after it); what was started is untouched.
        assert due_times(operation) == {
            -3 * DAY: may(11, 12, 30),
            -DAY: may(13, 12, 30),
            2 * DAY: may(16, 12, 30),
        }
        letter.refresh_from_db()
        assert rules.due_at(letter) == KICK_OFF - timedelta(days=7)

        # Victims' IDVAs re-tasked: nothing goes on before they know the new time.
        assert "tell_advocate" not in open_steps(visited)
        work_off()
        with pytest.raises(Refused, match="new time"):
            actions.take_up_again(operation=operation, by=people.manager)
        assert open_task(visited, "tell_advocate").due_at < may(11, 12, 30)
        assert start_due_contacts() == 0
        tell(visited)
        actions.take_up_again(operation=operation, by=people.manager)
        assert again(operation).state == S.RUNNING

        # Expired letters re-checked: the authority had run out, so nobody serves this one.
        record.refresh_from_db()
        assert record.state == LetterState.LAPSED
        intervention = TimedContact.objects.get(pk=letter.pk).intervention
        assert intervention.outcome == "Authority lapsed"

        # Control-room flags start and stop with the new window.
        assert rules.window(again(operation)) == (may(14, 10, 30), may(14, 18, 30))
        actions.put_in_flag(flag=flag, by=adviser_of(visited.team), reference="CC/77")

        # The first visit is due to start at once.
        assert start_due_contacts() == 1
        assert open_task(visited, "check_contact").due_at == may(11, 12, 30)

    # Postponement voids un-started contacts with reasons.
    with time_machine.travel(may(11, 9), tick=True):
        reason = "Postponed: the pitch is under water."
        actions.cancel_operation(operation=operation, by=people.manager, reason=reason)
    states = dict(TimedContact.objects.values_list("minutes", "state"))
    assert states == {-7 * DAY: C.STARTED, -3 * DAY: C.STARTED, -DAY: C.VOIDED, 2 * DAY: C.VOIDED}
    voided = TimedContact.objects.filter(state=C.VOIDED)
    assert set(voided.values_list("voided_because", flat=True)) == {reason}
    flag.refresh_from_db()
    assert flag.removed_because == reason
    actions.take_out_flag(flag=flag, by=adviser_of(visited.team), reference="CC/78")
