"""One of everything that has a page, in one team of one force; and everyone who may ask for it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from casework.accounts.models import Role, Team, User
from casework.audit.models import Event
from casework.cases.models import State
from casework.identification.models import Flag
from casework.incidents.actions import check_upload
from casework.incidents.importer.mapping import NO_MAPPING
from letters.correspondence.models import LetterState
from tests import makers, makers_incidents, makers_letters, makers_visits
from tests.makers_cases import make_case, people_of
from tests.makers_paper import seal_document
from tests.routes import Route
from workflows import actions
from workflows.models import Task

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
        # A letter's own document leads on to the letter; this one is of no letter.
        document = seal_document(case=letter.case)
        visit = makers_visits.make_visit(case=make_case(team=self.team, owner=owner))
        self.arguments |= {
            "workflows:task": {"pk": task.pk},
            "workflows:take": {"pk": task.pk},
            "workflows:put_back": {"pk": task.pk},
            "workflows:stop": {"pk": intervention.pk},
            "workflows:start": {"slug": self.case.slug},
            "correspondence:page_picture": {"pk": letter.pk, "number": 1},
            "correspondence:*": {"pk": letter.pk},
            "documents:*": {"pk": document.pk},
            "visits:*": {"pk": visit.pk},
        }

    def _records(self) -> None:
        analyst = self.users[Role.ANALYST]
        batch, upload = imported(analyst)
        flag = Flag.objects.filter(person=self.case.person)[0]
        make_case(team=self.team, state=State.FLAGGED)  # whom nobody has decided on
        self.arguments |= {
            "cases:move": {"slug": self.case.slug, "name": "suspend"},
            "cases:person": {"ref": self.case.person.ref.lower()},
            "cases:*": {"slug": self.case.slug},
            "identification:*": {"pk": flag.pk},
            "incidents:batch": {"pk": batch},
            "incidents:rejects": {"pk": batch},
            "incidents:*": {"pk": upload},
            "audit:entry": {"pk": Event.objects.filter(force=self.team.force)[0].pk},
        }

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
