"""People, records and cases for tests, made by walking the real path.

A case at a state was opened on a flag, taken to triage, assessed, countersigned and adopted by
the people whose roles allow it, so that no test lives in an impossible state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import Rank, Role, Team, User
from casework.cases import actions
from casework.cases.gate import linked_victims
from casework.cases.models import Band, Case, ContactGate, State
from casework.people.models import Person
from tests import makers
from tests.makers_records import (
    make_batch,
    make_flag,
    make_incident,
    make_other_flag,
    make_person,
)

__all__ = [
    "PATH_TO",
    "People",
    "a_rule",
    "actions",
    "all_safe",
    "assess",
    "assessment_of",
    "make_batch",
    "make_case",
    "make_flag",
    "make_incident",
    "make_other_flag",
    "make_person",
    "open_gate",
    "people_of",
    "reasons",
]


@dataclass
class People:
    """One user for each role around a case, in its team or its force."""

    team: Team
    _made: dict[str, User] = field(default_factory=dict)

    def _one(self, key: str, *roles: Role, whole_force: bool = False, **fields: Any) -> User:
        if key not in self._made:
            where = {"force": self.team.force} if whole_force else {"team": self.team}
            self._made[key] = makers.make_user(*roles, **where, **fields)
        return self._made[key]

    @property
    def officer(self) -> User:
        """The owner of the case from assessment on."""
        return self._one("officer", Role.OFFICER)

    @property
    def colleague(self) -> User:
        return self._one("colleague", Role.OFFICER)

    @property
    def supervisor(self) -> User:
        return self._one("supervisor", Role.SUPERVISOR)

    @property
    def manager(self) -> User:
        return self._one("manager", Role.MANAGER, whole_force=True)

    @property
    def analyst(self) -> User:
        return self._one("analyst", Role.ANALYST, whole_force=True)

    @property
    def authoriser(self) -> User:
        return self._one("authoriser", Role.AUTHORISER, whole_force=True, rank=Rank.INSPECTOR)

    @property
    def reviewer(self) -> User:
        """Another inspector, who answers what is said against what the first authorised."""
        return self._one("reviewer", Role.AUTHORISER, whole_force=True, rank=Rank.INSPECTOR)

    @property
    def auditor(self) -> User:
        return self._one("auditor", Role.AUDITOR, whole_force=True)

    @property
    def advocate(self) -> User:
        return self._one("advocate", Role.ADVOCATE, whole_force=True)


_people: dict[int, People] = {}


def people_of(case: Case) -> People:
    """The users around a case, the same at each call within a test."""
    found = _people.get(case.team_id)
    if found is None or not _still_there(found):
        found = _people[case.team_id] = People(case.team)
    return found


def _still_there(people: People) -> bool:
    """Forget whoever is gone: a database that was rolled back, wholly or in part, has not got
    them, or has given their keys to others. Whether anybody is left."""
    names = {user.pk: user.username for user in people._made.values()}
    there = set(User.objects.filter(pk__in=names).values_list("pk", "username"))
    for name, user in list(people._made.items()):
        if (user.pk, user.username) not in there:
            del people._made[name]
    return bool(people._made)


def make_case(
    *,
    state: State | str = State.ACTIVE,
    team: Team | None = None,
    person: Person | None = None,
    owner: User | None = None,
    band: str = Band.MEDIUM,
    victims: int = 3,
    **incident: Any,
) -> Case:
    """A case that has come to `state` through the real actions.

    Its person is suspected of an offence against each of so many former partners; `incident`
    are fields of those records. Its people are `people_of(case)`; `owner` takes the place of
    the officer.
    """
    team = team or makers.make_team()
    person = person or make_person(force=team.force)
    for _ in range(victims):
        make_incident(
            suspect=person,
            victim=make_person(force=team.force),
            **{"team": team.name} | incident,
        )
    case = actions.open_case(flag=make_flag(person=person), by=None)
    if owner is not None:
        people_of(case)._made["officer"] = owner
    for step in PATH_TO[State(state)]:
        step(case, band)
        case = Case.objects.get(pk=case.pk)
    return case


def ready_for_adoption(band: str = Band.MEDIUM) -> Case:
    """A case in assessment that has all that a manager needs to adopt it."""
    case = make_case(state=State.ASSESSMENT)
    assess(case, band)
    record_checks(case)
    return Case.objects.get(pk=case.pk)


def to_triage(case: Case, _band: str = "") -> None:
    actions.take_to_triage(
        case=case,
        by=people_of(case).analyst,
        reason="One nominal, all three records are theirs.",
        no_duplicate=True,
        events_verified=True,
    )


def to_assessment(case: Case, _band: str = "") -> None:
    people = people_of(case)
    actions.give_for_assessment(
        case=case, by=people.supervisor, owner=people.officer, reason="The records stand."
    )


def assess(case: Case, band: str = Band.MEDIUM) -> None:
    """Signed by the owner and countersigned by who may."""
    people = people_of(case)
    actions.sign_assessment(case=case, by=people.officer, **assessment_of(band))
    by = people.manager if band == Band.VERY_HIGH else people.supervisor
    actions.countersign_assessment(case=case, by=by, reason="Agreed on the records read.")


def assessment_of(band: str = Band.MEDIUM) -> dict[str, Any]:
    """What an assessor writes, as arguments of `sign_assessment`."""
    return {
        "band": band,
        "tool": "PPIT",
        "static_history": "Three former partners in five years.",
        "dynamic_factors": "Separation pending.",
        "people_at_risk": "A partner and a child.",
        "scenarios": "Assault on separation, within weeks.",
    }


def record_checks(case: Case, _band: str = "") -> None:
    actions.record_adoption_checks(
        case=case,
        by=people_of(case).officer,
        safety_plan="IN_PLACE",
        mappa_check="Not managed.",
        marac_check="Heard in spring.",
        live_investigation_check="None.",
    )


def adopt(case: Case, _band: str = "") -> None:
    actions.adopt_case(case=case, by=people_of(case).manager, **reasons())


def reasons() -> dict[str, str]:
    """What a manager writes on adopting or reopening."""
    return {
        "legal_basis": "Common law policing purpose.",
        "necessity": "Three victims in five years.",
        "proportionality": "Visits and a letter, no more.",
        "least_intrusive": "Nothing less was heeded.",
    }


def step_down(case: Case, _band: str = "") -> None:
    people = people_of(case)
    actions.propose_step_down(
        case=case, by=people.supervisor, reason="Quiet for months.", victim_view="Agrees."
    )
    actions.decide_step_down(
        case=case, by=people.manager, decision="AGREED", reason="The risk is down."
    )


def close(case: Case, _band: str = "") -> None:
    """Closed after its monitoring, at an instant that lies in the future."""
    until = Case.objects.get(pk=case.pk).monitoring_until
    assert until is not None
    noon = timezone.make_aware(datetime.combine(until, datetime.min.time())) + timedelta(hours=36)
    with time_machine.travel(noon, tick=True):
        actions.close_case(
            case=case,
            by=people_of(case).manager,
            reason_code="RISK_REDUCED",
            reason="Quiet through monitoring.",
            retention_group="2",
            partners_told=True,
        )


def decline(case: Case, _band: str = "") -> None:
    actions.decline_case(
        case=case,
        by=people_of(case).supervisor,
        reason_code="NOT_PROPORTIONATE",
        reason="Long ago, and nothing since.",
    )


def suspend(case: Case, _band: str = "") -> None:
    actions.suspend_case(
        case=case,
        by=people_of(case).supervisor,
        reason_code="IN_CUSTODY",
        reason="Remanded.",
        wake_on=timezone.localdate() + timedelta(days=30),
    )


def hand_to_mappa(case: Case, _band: str = "") -> None:
    actions.hand_lead_to_mappa(
        case=case,
        by=people_of(case).manager,
        level="2",
        lead_contact="The MAPPA coordinator",
        reason="Managed at level 2.",
    )


def transfer(case: Case, _band: str = "") -> None:
    actions.transfer_case(
        case=case,
        by=people_of(case).manager,
        receiving_force="The force next door",
        accepted_by="DI Example",
        minutes="Meeting 12, item 4",
        reason="Moved house.",
    )


Step = Callable[[Case, str], None]
_TO_ACTIVE: list[Step] = [to_triage, to_assessment, assess, record_checks, adopt]

# How a case comes to each state.
PATH_TO: dict[State, list[Step]] = {
    State.FLAGGED: [],
    State.TRIAGE: [to_triage],
    State.ASSESSMENT: [to_triage, to_assessment],
    State.ACTIVE: _TO_ACTIVE,
    State.STEP_DOWN: [*_TO_ACTIVE, step_down],
    State.CLOSED: [*_TO_ACTIVE, step_down, close],
    State.NOT_ADOPTED: [to_triage, decline],
    State.LED_BY_MAPPA: [*_TO_ACTIVE, hand_to_mappa],
    State.SUSPENDED: [*_TO_ACTIVE, suspend],
    State.TRANSFERRED_OUT: [*_TO_ACTIVE, transfer],
}


def all_safe(case: Case) -> dict[str, Any]:
    """The answers of a contact check that finds nothing, as arguments of `check_gate`."""
    return {
        "victims": {
            key: {"outcome": "SAFE", "note": ""}
            for key in linked_victims(case).values_list("pk", flat=True)
        },
        "idva_view": "SOUGHT",
        "idva_note": "The advocate sees no objection.",
        "live_investigation": False,
        "conditions_read": True,
        "deconflicted": True,
        "others_note": "Nobody else is known.",
        "warnings_checked": True,
    }


def open_gate(case: Case, *, by: User | None = None, **changes: Any) -> ContactGate:
    """Contact on the case is checked and found safe; `changes` are other answers."""
    return actions.check_gate(
        case=case, by=by or people_of(case).officer, **all_safe(case) | changes
    )


def a_rule(**changes: Any) -> dict[str, Any]:
    """What whoever places a do-not-contact rule writes, as arguments of `place_contact_rule`."""
    return {
        "reach": "PERSON",
        "ground": "COMPLAINT",
        "asked_by": "Professional standards",
        "reason": "A complaint is looked into.",
        "starts_on": timezone.localdate(),
    } | changes
