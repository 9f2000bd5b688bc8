"""One of everything that has a page, in one team of one force; and everyone who may ask for it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from casework.accounts.models import Role, Team, User
from casework.audit.models import Event
from casework.cases.models import Case, State
from casework.deadlines.actions import enter_version, note_day
from casework.deadlines.models import NotedDay, RuleVersion
from casework.enforcement.authorities.actions import name_to_unit
from casework.enforcement.orders.models import RegimeSwitch
from casework.identification.models import Flag
from casework.incidents.actions import check_upload
from casework.incidents.importer.mapping import NO_MAPPING
from casework.operations.models import TimedContact, WindowFlag
from letters.correspondence.models import LetterState
from tests import (
    makers,
    makers_briefings,
    makers_flags,
    makers_incidents,
    makers_leavers,
    makers_letters,
    makers_operations,
    makers_orders,
    makers_partners,
    makers_retention,
    makers_victims,
    makers_visits,
    makers_warrants,
)
from tests.makers_authorities import make_authority, superintendent_of
from tests.makers_cases import make_case, people_of
from tests.makers_paper import seal_document
from tests.makers_restricted import asked_for
from tests.routes import Route
from workflows import actions
from workflows.models import Intervention, Proposal, Task

NOBODY = "no role"
OWNER = "owner"
STRANGER = "every role in another force"
LEAVER = "left the force"


@dataclass
class World:
    """The arguments of every route by its name, and the users by what they are."""

    team: Team = field(default_factory=lambda: makers.make_team(name="North"))
    users: dict[str, User] = field(default_factory=dict)
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.case = make_case(team=self.team)
        self._people()
        self._work()
        self._records()

    def _people(self) -> None:
        force = self.team.force
        self.users = {role.value: makers.make_user(role, force=force) for role in Role}
        self.users[OWNER] = people_of(self.case).officer
        self.users[NOBODY] = makers.make_user(force=force)
        self.users[STRANGER] = makers.make_user(*Role)
        self.users[LEAVER] = makers.make_user(*Role, force=force, is_active=False)

    def _work(self) -> None:
        """An intervention with its open task, a letter that is made, a visit that is planned."""
        owner = self.users[OWNER]
        intervention = actions.start(
            case=self.case, kind="home_visit", by=owner, reason="Reported again"
        )
        task = Task.objects.open().filter(process=intervention).exclude(owner=None).get()
        letter = makers_letters.make_letter(
            state=LetterState.SERVED, case=make_case(team=self.team, owner=owner)
        )
        added = actions.add_task(
            intervention=intervention,
            by=self.users[Role.SUPERVISOR],
            title="Ring the housing office",
            asked="Ask whether the tenancy stands.",
            role=Role.OFFICER,
            days=3,
            reason="The address is in doubt.",
            owner=owner,
        )
        by = self.users[Role.SUPERVISOR]
        handout = actions.hand_out(tasks=[added], to=owner, by=by)
        # A letter's own document leads on to the letter; this one is of no letter.
        document = seal_document(case=letter.case)
        visit = makers_visits.make_visit(case=make_case(team=self.team, owner=owner))
        partner = self.users[Role.PARTNER]
        referral = makers_partners.sent_in(self.team, owner=owner, partner=partner)
        self.arguments |= {
            **makers_leavers.pages(self.team, receiver=owner, by=by),
            "workflows:task": {"pk": task.pk},
            "workflows:priority": {"pk": task.pk},
            "workflows:due": {"pk": task.pk},
            "workflows:pause": {"pk": task.pk},
            "workflows:feed": {"token": actions.make_feed(by=self.users[OWNER])},
            "workflows:reminders": {"pk": task.pk},
            "workflows:take": {"pk": task.pk},
            "workflows:add_task": {"pk": intervention.pk},
            "workflows:drop_task": {"pk": added.pk},
            "workflows:given_out": {"pk": handout.pk},
            "workflows:take_back": {"pk": handout.pk},
            "workflows:hold": {"pk": task.pk},
            "workflows:put_back": {"pk": task.pk},
            "workflows:stop": {"pk": intervention.pk},
            "workflows:representations": {"pk": letter.pk},
            "workflows:proposal": {"pk": self._proposal(intervention)},
            "workflows:start": {"slug": self.case.slug},
            "correspondence:page_picture": {"pk": letter.pk, "number": 1},
            "correspondence:*": {"pk": letter.pk},
            "documents:*": {"pk": document.pk},
            "partners:*": {"pk": referral.pk},
            "visits:*": {"pk": visit.pk},
            **self._orders(),
            "warrants:*": {"pk": self._warrant()},
            "flags:*": {"pk": self._flag()},
            "briefings:*": {"pk": self._briefing()},
            **self._operation(),
            **self._retention(),
            "victims:*": {"pk": makers_victims.offer_of(self._support(owner)).pk},
        }

    def _flag(self) -> int:
        case = makers_flags.live(make_case(team=self.team, owner=self.users[OWNER]))
        return makers_flags.flag_of(case).pk

    def _briefing(self) -> int:
        case = makers_briefings.written(make_case(team=self.team, owner=self.users[OWNER]))
        return makers_briefings.briefing_of(case).pk

    def _proposal(self, intervention: Intervention) -> int:
        given = {"outcome": "No reply", "what": "warning_letter", "because": "Nobody answered."}
        case = intervention.case
        return Proposal.objects.create(case=case, intervention=intervention, **given).pk

    def _retention(self) -> dict[str, dict[str, Any]]:
        """Of a closed case, with a hold, so that the register of a manager shows it."""
        case = make_case(team=self.team, state=State.CLOSED)
        row = makers_retention.hold(makers_retention.retention_of(case)).retention
        return {
            "retention:record": {"pk": row.pk},
            "retention:do": {"pk": row.pk, "name": "hold"},
        }

    def _operation(self) -> dict[str, dict[str, Any]]:
        """One that runs, with a contact that has been started and a flag for its window."""
        running = makers_operations.running(self.team)
        member = running.members.get()
        contact = TimedContact.objects.filter(member=member, state="STARTED").latest("pk")
        flag = WindowFlag.objects.get(member=member)
        return {
            "operations:*": {"pk": running.pk},
            "operations:do": {"pk": running.pk, "name": "cancel"},
            "operations:person": {"pk": member.pk},
            "operations:do_person": {"pk": member.pk, "name": "leave-out"},
            "operations:contact": {"pk": contact.pk},
            "operations:do_contact": {"pk": contact.pk, "name": "result"},
            "operations:do_flag": {"pk": flag.pk, "name": "put-in"},
        }

    def _warrant(self) -> int:
        case = make_case(team=self.team, owner=self.users[OWNER])
        return makers_warrants.make_warrant(state="ALLOCATED", case=case).pk

    def _orders(self) -> dict[str, dict[str, Any]]:
        order = makers_orders.make_order(case=make_case(team=self.team, owner=self.users[OWNER]))
        switch = RegimeSwitch.objects.filter(force=self.team.force)[0]
        return {"orders:confirm": {"pk": switch.pk}, "orders:*": {"pk": order.pk}}

    def _support(self, owner: User) -> Case:
        """Somebody with an advocate, at the desk of whom ADVOCATE holds a grant of their own."""
        case = make_case(team=self.team, owner=owner)
        desk = makers_victims.make_service(case).team
        advocate = self.users[Role.ADVOCATE]
        makers.give_role(advocate, Role.ADVOCATE, team=desk)
        return makers_victims.received(case)

    def _records(self) -> None:
        analyst = self.users[Role.ANALYST]
        batch, upload = imported(analyst)
        authority = make_authority(make_case(team=self.team))
        officer = superintendent_of(authority.case)
        name = name_to_unit(
            force=self.team.force,
            by=officer,
            user=people_of(authority.case).colleague,
            reason="Keeps the register",
        )
        self.superintendent = officer
        flag = Flag.objects.filter(person=self.case.person)[0]
        make_case(team=self.team, state=State.FLAGGED)  # whom nobody has decided on
        self.arguments |= {
            "cases:move": {"slug": self.case.slug, "name": "suspend"},
            "cases:who_do": {"slug": self.case.slug, "name": "restrict"},
            "cases:asked_read": {"pk": asked_for(self.case, self.users[OWNER]).pk},
            "cases:person": {"ref": self.case.person.ref.lower()},
            "cases:*": {"slug": self.case.slug},
            "deadlines:rule": {"name": "order.hearing_within_hours"},
            "deadlines:end_day": {"pk": self._noted().pk, "how": "withdraw"},
            "deadlines:end_version": {"pk": self._version().pk, "how": "withdraw"},
            "identification:*": {"pk": flag.pk},
            "incidents:batch": {"pk": batch},
            "incidents:rejects": {"pk": batch},
            "incidents:*": {"pk": upload},
            "authorities:do": {"pk": authority.pk, "name": "cancel"},
            "authorities:entry": {"pk": authority.pk},
            "authorities:remove": {"pk": name.pk},
            "audit:entry": {"pk": Event.objects.filter(force=self.team.force)[0].pk},
        }

    def _version(self) -> RuleVersion:
        """A version of a rule that the law sets, which waits for a second person."""
        day = timezone.localdate() + timedelta(days=3)
        return enter_version(
            rule="order.hearing_within_hours",
            by=self.users[Role.MANAGER],
            amount=72,
            starts_on=day,
            reason="An act.",
        )

    def _noted(self) -> NotedDay:
        day = timezone.localdate() + timedelta(days=30)
        by = self.users[Role.MANAGER]
        return note_day(day=day, holiday="A royal wedding", by=by, reason="The Gazette.")

    def there(self, route: Route) -> dict[str, Any]:
        """Arguments under which the route leads to something. KeyError for one unheard of."""
        room = route.name.partition(":")[0]
        return self.arguments.get(route.name) or self.arguments[f"{room}:*"]

    def absent(self, route: Route) -> dict[str, Any]:
        """Arguments under which there is nothing."""
        return {name: _nothing_like(value) for name, value in self.there(route).items()}


def _nothing_like(value: Any) -> Any:
    if isinstance(value, int):
        return 999_999
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=7)
    return "ic-9999-99" if str(value).startswith("ic-") else "p-999999"


def imported(analyst: User) -> tuple[int, uuid.UUID]:
    """An import with a row that was not taken, and a file that waits for a yes."""
    bad = makers_incidents.make_row(suspect_nominal_id="")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        batch = makers_incidents.import_rows(path, [bad], force=analyst.force, by=analyst)
        content = makers_incidents.write_export(path, [makers_incidents.make_row()]).read_bytes()
    upload = check_upload(force=analyst.force, by=analyst, chunks=[content], mapping=NO_MAPPING)
    return batch.pk, upload.pk
