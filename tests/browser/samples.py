"""What the browser tests look at: people who sign in, and one object for each kind of page.

`build` is the one place that makes them. A route is visited once for each of its samples; one
without samples is tried with everything of the world that fits its arguments until somebody sees
something. A route for which there is nothing to try, or that nobody sees, fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from casework.accounts.access import has_role
from casework.accounts.models import Role, Team, User
from casework.audit.models import Event
from casework.cases.doing import PAGES
from casework.cases.models import Case, State
from casework.cases.moves import check_move
from casework.core.errors import passes
from casework.enforcement.orders.models import Order
from casework.enforcement.warrants.models import Warrant
from casework.identification.models import Flag
from casework.incidents.actions import check_upload
from casework.incidents.importer.mapping import NO_MAPPING
from casework.visits.models import Visit
from letters.correspondence.models import Letter
from tests import makers, makers_incidents
from tests.browser import (
    samples_authorities,
    samples_flags,
    samples_leavers,
    samples_letters,
    samples_notices,
    samples_operations,
    samples_referrals,
    samples_restricted,
    samples_retention,
    samples_victims,
    samples_warrants,
)
from tests.browser.walks import WALKS, doer_of, walk
from tests.makers_cases import People, make_case, people_of
from workflows import actions
from workflows.models import Intervention, Task


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One visit to a route: its arguments, what to see there, and perhaps as whom."""

    arguments: dict[str, Any] = field(default_factory=dict)
    about: str = ""  # tells samples of one route apart, as "step authorise"
    query: str = ""  # as "page=2"
    user: User | None = None  # None: whoever of the world's users is the first to be let in


@dataclass(frozen=True, kw_only=True)
class World:
    """A small unit at work."""

    users: list[User]
    # By the name of the route: every one is visited.
    samples: dict[str, list[Sample]]
    # By namespace and arguments, as ("cases", "slug"): tried in turn.
    candidates: dict[tuple[str, ...], list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, name: str, arguments: tuple[str, ...]) -> list[Sample]:
        """The samples of one route; none where everything that fits is to be tried."""
        return self.samples.get(name) or ([] if arguments else [Sample()])

    def fitting(self, name: str, arguments: tuple[str, ...]) -> list[Sample]:
        """What may be tried for a route. Raises LookupError where there is nothing."""
        found = self.candidates.get((name.partition(":")[0], *arguments), [])
        if not found:
            raise LookupError(f"{name} needs {', '.join(arguments)}: add it to samples.build().")
        return [Sample(arguments=each) for each in found]


def build() -> World:
    """Make the unit and what its pages show, through makers and actions only."""
    team = makers.make_team(name="North")
    people = people_of(make_case(team=team, state=State.FLAGGED))
    users = everyone(people)
    batch, upload = imported(people)
    tasks = list(steps(team))
    for state in State:
        make_case(state=state, team=team)
    support, offers = samples_victims.build(team)
    samples = {
        **{name: [Sample(**each) for each in given] for name, given in support.items()},
        "workflows:task": [*finished(), read_by(people.colleague, tasks)],
        "workflows:put_back": [taken()],
        "warrants:warrant": [
            Sample(arguments=each, about=f"record {number}", user=people.supervisor)
            for number, each in enumerate(samples_warrants.records(team))
        ],
        "workflows:hold": [taken(), on_hold()],
        **samples_notices.pages(Sample, people),
        "workflows:drop_task": [added(people)],
        "workflows:given_out": [handed(people)],
        **samples_leavers.pages(Sample, people),
        "cases:case": [
            Sample(arguments={"slug": each.slug}, about=str(each.state), user=people.supervisor)
            for each in one_case_a_state()
        ]
        + [looked_up(users)],
        "cases:move": list(moves(users)),
        **samples_restricted.pages(Sample, team),
        "incidents:upload": [upload],
        **samples_flags.pages(Sample),
        **samples_referrals.pages(Sample),
        **samples_letters.pages(Sample, team),
    }
    samples |= samples_retention.samples(team, Sample)
    samples |= samples_authorities.samples(team) | samples_operations.samples(team, Sample)
    samples["workflows:task"] = [*by_who_has_it(tasks), *samples["workflows:task"]]
    candidates = things(batch) | {("victims", "pk"): offers}
    return World(users=users, samples=samples, candidates=candidates)


def looked_up(users: list[User]) -> Sample:
    """A case as a control room sees it."""
    adviser = next(user for user in users if has_role(user, Role.ADVISER))
    case = Case.objects.looked_up_by(adviser).filter(state=State.ACTIVE)[0]
    return Sample(arguments={"slug": case.slug}, about="looked up", user=adviser)


def everyone(people: People) -> list[User]:
    """Everyone around the cases of a team, and one more for each role that works elsewhere."""
    around = [
        people.officer,
        people.colleague,
        people.supervisor,
        people.manager,
        people.authoriser,
        people.analyst,
        people.auditor,
        people.advocate,
    ]
    others = (Role.ADVISER, Role.PARTNER, Role.ADMIN)
    return [*around, *(makers.make_user(role, force=people.team.force) for role in others)]


def imported(people: People) -> tuple[int, Sample]:
    """An import with a row that was not taken and one that names another victim than before;
    and a file that waits for a yes."""
    bad = makers_incidents.make_row(suspect_nominal_id="")
    rows = makers_incidents.three_partners(oldest="2024-02-01")
    again = rows[0] | {"victim_nominal_id": "V8", "updated_dt": "2026-11-01"}
    force, analyst = people.team.force, people.analyst
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        makers_incidents.import_rows(path, rows, force=force, by=analyst)
        batch = makers_incidents.import_rows(path, [again, bad], force=force, by=analyst)
        more = [makers_incidents.against("V7", on="2026-05-04", suspect_nominal_id="S7")]
        content = makers_incidents.write_export(path, more).read_bytes()
    waiting = check_upload(force=force, by=analyst, chunks=[content], mapping=NO_MAPPING)
    return batch.pk, Sample(arguments={"pk": waiting.pk}, user=analyst)


def steps(team: Team) -> Iterator[Sample]:
    """One open task for each step of each kind, seen by whoever does it."""
    for kind, names in WALKS.items():
        for name in names:
            task = walk(kind, name, team=team)
            yield Sample(arguments={"pk": task.pk}, about=f"{kind} {name}", user=doer_of(task))


def by_who_has_it(tasks: list[Sample]) -> list[Sample]:
    """Each seen by whoever has it now: it may have been given out after it was come to."""
    keys = [each.arguments["pk"] for each in tasks]
    had = Task.objects.open().select_related("owner").in_bulk(keys)
    return [
        replace(each, user=task.owner or each.user)
        if (task := had.get(each.arguments["pk"]))
        else each
        for each in tasks
    ]


def finished() -> list[Sample]:
    """Steps that are done, as whoever did them comes back to them. At a desk of its own, such as
    an agency's or the control room's, what is done is gone."""
    done = Task.objects.work().filter(finished__isnull=False).exclude(completion=None)
    first: dict[str, Task] = {}
    for task in (each for each in done.order_by("pk") if each.flow_task.team is None):
        first.setdefault(task.flow_task.name, task)
    return [
        Sample(arguments={"pk": task.pk}, about=f"{name} done", user=task.completion.by)
        for name, task in first.items()
    ]


def read_by(colleague: User, tasks: list[Sample]) -> Sample:
    """Somebody else's task, on a case that the colleague sees."""
    seen = Task.objects.visible_to(colleague).exclude(owner=colleague).exclude(owner=None)
    among = seen.filter(pk__in=[each.arguments["pk"] for each in tasks])
    return Sample(arguments={"pk": among.latest("pk").pk}, about="not theirs", user=colleague)


def taken() -> Sample:
    """A task that its owner may put back."""
    owned = Task.objects.open().exclude(owner=None).order_by("pk").first()
    assert owned
    return Sample(arguments={"pk": owned.pk}, user=owned.owner)


def handed(people: People) -> Sample:
    """Tasks given out together."""
    tasks = Task.objects.open().filter(owner=None, role=Role.OFFICER).order_by("pk")
    handout = actions.hand_out(tasks=tasks, to=people.colleague, by=people.supervisor)
    return Sample(arguments={"pk": handout.pk}, user=people.supervisor)


def added(people: People) -> Sample:
    """A task that a supervisor added, as they drop it."""
    running = Intervention.objects.open().order_by("pk").last()
    assert running
    task = actions.add_task(
        intervention=running,
        by=people.supervisor,
        title="Ring the housing office",
        asked="Ask whether the tenancy stands.",
        role=Role.OFFICER,
        days=3,
        reason="The address is in doubt.",
    )
    return Sample(arguments={"pk": task.pk}, user=people.supervisor)


def on_hold() -> Sample:
    """A task on hold, as its owner changes the hold."""
    owned = Task.objects.open().exclude(owner=None).order_by("pk").last()
    assert owned
    assert owned.owner
    actions.hold_task(task=owned, by=owned.owner, reason="The landlord is asked first.", days=5)
    return Sample(arguments={"pk": owned.pk}, about="on hold", user=owned.owner)


def one_case_a_state() -> Iterator[Case]:
    for state in State:
        case = Case.objects.filter(state=state).order_by("pk").last()
        assert case
        yield case


def moves(users: list[User]) -> Iterator[Sample]:
    """Each move of a case, on the first case where somebody may make it."""
    cases = list(Case.objects.order_by("pk"))
    for name in PAGES:
        for case, user in product(cases, users):
            if passes(check_move, user, case, name):
                yield Sample(arguments={"slug": case.slug, "name": name}, about=name, user=user)
                break


def things(batch: int) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Everything there is to try, by the arguments of routes."""
    slugs = [{"slug": each.slug} for each in Case.objects.order_by("-pk")]
    refs = [{"ref": each.person.ref.lower()} for each in Case.objects.select_related("person")]
    letters = list(Letter.objects.order_by("-pk"))
    made = [each.document_id for each in letters if each.document_id]
    return {
        ("cases", "slug"): slugs,
        **samples_flags.keys(),
        ("workflows", "slug"): slugs,
        ("cases", "ref"): refs,
        ("workflows", "pk"): keys(Intervention.objects.open()),
        ("identification", "pk"): keys(Flag.objects.all()),
        ("incidents", "pk"): [{"pk": batch}],
        ("visits", "pk"): keys(Visit.objects.order_by("-pk")),
        ("deadlines", "name"): [{"name": "order.hearing_within_hours"}],
        ("orders", "pk"): keys(Order.objects.order_by("-pk")),
        ("warrants", "pk"): keys(Warrant.objects.order_by("-pk")),
        ("correspondence", "pk"): [{"pk": each.pk} for each in letters],
        ("documents", "pk"): [{"pk": pk} for pk in made],
        ("correspondence", "pk", "number"): [{"pk": each.pk, "number": 1} for each in letters],
        ("audit", "pk"): keys(Event.objects.order_by("pk")[:5]),
    }


def keys(rows: Any) -> list[dict[str, Any]]:
    return [{"pk": pk} for pk in rows.values_list("pk", flat=True)]
