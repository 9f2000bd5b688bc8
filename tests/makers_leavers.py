"""Somebody's work handed over, and somebody away, for the tests that look at every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework.accounts.actions import (
    change_deputy,
    end_absence,
    end_roles_of_leaver,
    record_absence,
)
from casework.accounts.models import Absence, Role, Team, User, local_today
from casework.core.queue import work_off
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_restricted import restrict
from tests.makers_victims import offer_of, received
from workflows import actions, leaving
from workflows.models import HandOver, Intervention

Act = Callable[[Any, Any], object]
Ready = Callable[[Any], Any]


def handed_over(team: Team, *, receiver: User, by: User, leaver: User | None = None) -> HandOver:
    """A colleague of the team who had one task has left; `receiver` got it from `by`."""
    leaver = leaver or makers.make_user(Role.OFFICER, team=team)
    running = Intervention.objects.open().filter(case__team=team).first()
    if running is None:
        case = make_case(team=team)
        running = actions.start(case=case, kind="home_visit", by=by, reason="Reported again.")
    actions.add_task(
        intervention=running,
        by=by,
        title="Ask the school",
        asked="Ask whether the children are there.",
        role=Role.OFFICER,
        days=4,
        reason="Nobody knows.",
        owner=leaver,
    )
    return actions.hand_over(
        user=leaver,
        by=by,
        last_day=local_today(),
        reason="Moves to another force.",
        to={key: receiver for key, _ in leaving.work_of(leaver, receiver).items()},
    )


def handed_over_with_kept(team: Team, *, receiver: User, by: User) -> HandOver:
    """One who left owned a restricted case too: it went to who answers for it, unknown to `by`."""
    leaver = makers.make_user(Role.OFFICER, team=team)
    restrict(make_case(team=team, owner=leaver))
    done = handed_over(team, receiver=receiver, by=by, leaver=leaver)
    work_off()
    return done


def client_handed_over(team: Team) -> tuple[HandOver, User]:
    """An advocate has left; the colleague at their desk who got the client, last."""
    case = received(make_case(team=team))
    offer = offer_of(case)
    assert offer.service
    assert offer.advocate
    another = makers.make_user(Role.ADVOCATE, team=offer.service.team)
    manager = people_of(case).manager
    done = actions.hand_over(
        user=offer.advocate,
        by=manager,
        last_day=local_today(),
        reason="Works elsewhere from now on.",
        to={key: another for key, _ in leaving.work_of(offer.advocate, manager).items()},
    )
    return done, another


def pages(team: Team, *, receiver: User, by: User) -> dict[str, dict[str, Any]]:
    """The arguments of every page of leaving and of being away, by the name of the route."""
    done = handed_over(team, receiver=receiver, by=by)
    today = local_today()
    absence = record_absence(user=receiver, starts_on=today, ends_on=today, by=receiver)
    return {
        "workflows:hand_over": {"pk": receiver.pk},
        "workflows:handed_over": {"pk": done.pk},
        "workflows:pack": {"pk": done.pk},
        "accounts:end_absence": {"pk": absence.pk},
    }


def calls_about_leaving() -> dict[str, tuple[str, Act, Ready]]:
    """How to do each action about absences and leavers: the verb of its event, the doing of it by
    somebody of a staff with what must be there first, and that."""
    today = local_today()

    def away(staff: Any) -> Absence:
        return record_absence(
            user=staff.user, starts_on=today, ends_on=today, by=staff.user, deputy=staff.deputy
        )

    def leave(staff: Any, by: User) -> object:
        leaver = makers.make_user(Role.OFFICER, force=staff.force)
        return end_roles_of_leaver(user=leaver, by=by, last_day=today, reason="Left")

    return {
        "end_absence": (
            "absence.ended",
            lambda staff, absence: end_absence(absence=absence, by=staff.user),
            away,
        ),
        "change_deputy": (
            "absence.deputy_changed",
            lambda staff, absence: change_deputy(
                absence=absence, by=staff.user, deputy=None, reason="Away too"
            ),
            away,
        ),
        "end_roles_of_leaver": (
            "role.ended",
            leave,
            lambda staff: makers.make_user(Role.MANAGER, force=staff.force),
        ),
    }
