"""Domain, section 10, number 14: bail and address change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.accounts.models import Team
from casework.cases.actions import hear_of_change
from casework.clocks import Nation, Rule, due
from casework.clocks.rules import Kind
from casework.core.queue import work_off
from casework.enforcement.briefings.models import Briefing
from tests import makers_briefings, makers_flags, makers_partners, makers_reassessment
from tests.makers_briefings import beat_officer, beat_sergeant, briefing_of
from tests.makers_flags import adviser_of, flag_of
from tests.makers_warrant_walk import act, warrant_of
from tests.makers_work import do, open_task, start

pytestmark = pytest.mark.django_db


def test_bail_and_address_change() -> None:
    # Custody officer bail 3 months
    case = makers_flags.live()
    makers_briefings.published(case, addresses=flag_of(case).place)
    start("bail_check", case)
    months = Rule(kind=Kind.MONTHS_BEGINNING_WITH, amount=3)
    until = timezone.localdate(due(timezone.now(), months, Nation("E")).due_at)
    act(case, "enter", bail_until=until.isoformat())
    expiry = warrant_of(case).bail_until
    assert expiry is not None
    countdown = open_task(case, "decide_end").due_at
    assert expiry == until

    # Subject moves force
    flag, briefing = flag_of(case), briefing_of(case)
    assert flag.contact
    flag.contact.doubtful_since = timezone.localdate()
    flag.contact.save()
    heard = hear_of_change(case=case, by=None, kind="ADDRESS", note="He moved to another force.")
    work_off()

    # Flag and briefing for the old address withdrawn within 24 h
    briefing.refresh_from_db()
    assert (briefing.state, briefing.recall_ground) == ("RECALLED", "ADDRESS_CHANGED")
    assert not Briefing.objects.sent_to(beat_officer(case)).exclude(state="RECALLED").exists()
    do(case, "tell_readers", by=beat_sergeant(case), told="on")
    taken_out_by = open_task(case, "take_out").due_at
    assert taken_out_by
    assert taken_out_by <= heard.noted_at + timedelta(hours=24, seconds=5)
    do(case, "take_out", by=adviser_of(case), reference="CC-OUT-1")
    assert flag_of(case).state == "REMOVED"
    assert open_task(case, "another").owner == case.owner  # a flag at the new address?

    # Transfer request to the new force acknowledged
    makers_partners.make_service(case, name="The force he moved to")
    makers_partners.referral_at("acknowledge", case)
    makers_partners.take_step(case, "acknowledge", note="Our case 22/1104.")
    referral = makers_partners.referral_of(case)
    assert referral.state == "ACKNOWLEDGED"
    assert Team.objects.get(pk=referral.agency.team_id).name == "The force he moved to"

    # Bail expiry countdown survives
    assert warrant_of(case).bail_until == expiry
    assert open_task(case, "decide_end").due_at == countdown

    # After release without bail, reassessment due in 24 h
    makers_reassessment.assessed(case)
    act(case, "decide_end", way="WITHOUT_BAIL", reason="Released under investigation.")
    released = case.changes.get(kind="RELEASED")
    (task,) = makers_reassessment.waiting(case)
    assert task.due_at == released.noted_at + timedelta(hours=24)
    assert task.owner == case.owner
