"""Scenarios 5 and 6 of the domain (section 10), in their own words, by the real actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from casework.accounts.models import Role
from casework.core.errors import NotAllowed, Refused
from letters.correspondence import actions, rules
from letters.correspondence.forms import IssueForm
from letters.correspondence.models import Letter, LetterState, Method
from tests import makers, makers_cases, makers_letters
from tests.makers_cases import people_of
from tests.makers_letters import facts_of, give_address, give_protected_address

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=LONDON)


def test_5_letter_authority() -> None:
    """Case owner drafts; text includes victim's forename typed by hand; blocklist stops
    submission; corrected; author tries to authorise: refused; inspector authorises; 6 working
    days unserved: authority lapses."""
    with time_machine.travel(MONDAY, tick=True):
        case = makers_cases.make_case()
        people = people_of(case)
        owner, inspector = people.officer, people.authoriser
        makers_cases.open_gate(case)
        letter = actions.start_letter(case=case, kind="warning_letter", by=owner)

        incident, line = facts_of(case)[0]
        typed = f"In May 2026: {incident.victim.forename} said that you hit her."
        with pytest.raises(Refused, match=incident.victim.forename):
            actions.submit_letter(letter=letter, by=owner, facts=[(incident, typed)])
        letter = actions.submit_letter(letter=letter, by=owner, facts=[(incident, line)])

        makers.give_role(owner, Role.AUTHORISER, force=case.force)
        with pytest.raises(NotAllowed, match="You wrote this letter"):
            actions.decide_letter(
                letter=letter, by=owner, decision="AUTHORISE", redaction_checked=True
            )
        letter = actions.decide_letter(
            letter=letter, by=inspector, decision="AUTHORISE", redaction_checked=True
        )
        actions.render_letter(letter_id=letter.pk)

    # Monday to Monday: the fifth working day is 30 November, the sixth 1 December.
    last = datetime(2026, 11, 30, 23, 59, 59, tzinfo=LONDON)
    assert letter.authority_lapses_at == last
    with pytest.raises(Refused, match="still stands"):
        actions.lapse_letter(letter=letter, at=last - timedelta(seconds=1))
    sixth = datetime(2026, 12, 1, 9, 0, tzinfo=LONDON)
    with time_machine.travel(sixth):
        makers_cases.open_gate(case)
        letter = Letter.objects.get(pk=letter.pk)
        with pytest.raises(Refused, match="ran out"):
            makers_letters.issue(letter)
        assert actions.lapse_letter(letter=letter, at=sixth).state == LetterState.LAPSED


def test_6_unsafe_post() -> None:
    """Subject's only address is also victim's: postal service option is disabled; personal
    service elsewhere scheduled; IDVA-first task created and must be done."""
    case = makers_cases.make_case()
    give_address(case.person, "3 Linnet Close", "NM2 9AA")
    victim = case.person.incidents_as_suspect.first().victim
    give_protected_address(victim, "3, Linnet Cl", "nm29aa")
    people = people_of(case)
    letter = makers_letters.make(makers_letters.make_letter(state="AUTHORISED", case=case))

    form = IssueForm(subject=letter, user=people.officer)
    assert Method.RECORDED_POST not in dict(form.fields["method"].choices)
    assert "Not by post" in form.fields["method"].help_text
    assert letter.service_address == ""

    # The flow makes the task to speak to the advocate from this very answer.
    assert rules.advocate_first(letter)
    elsewhere = {"method": Method.IN_PERSON, "place": "Northgate police station"}
    with pytest.raises(Refused, match="Speak to the advocate first"):
        actions.issue_letter(letter=letter, by=people.officer, **elsewhere)
    makers_letters.tell_advocate(letter)
    with pytest.raises(Refused, match="Serve it in person"):
        actions.issue_letter(letter=letter, by=people.officer, method=Method.RECORDED_POST)
    letter = actions.issue_letter(letter=letter, by=people.officer, **elsewhere)
    assert letter.service_place == "Northgate police station"
    assert makers_letters.serve(letter).state == LetterState.SERVED
