"""Whether a log tells what a flow allows: BPMN as a net with one transition for each thing told.

The net is made of pm4py's places and transitions and played by its token replay. All that the
log tells has a transition of its own, so nothing is left to guess but which way a gateway took.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.petri import pm
from workflows.history.bpmn import MODEL, bpmn_of
from workflows.models import ADDED, ADDED_END
from workflows.registry import kinds

WAITED_FOR = ("userTask", "serviceTask", "intermediateCatchEvent")
FOR_EACH = "for each"
FORKS = ("parallelGateway", "inclusiveGateway")
# Tokens that may be left when all is told: what ended, what was withdrawn, what did not follow.
MAY_STAY = ("ended", "gone:", "maybe:")


@dataclass
class Plan:
    """One kind's net while it is made of its BPMN file."""

    process: Any
    net: Any = None
    places: dict[str, Any] = field(default_factory=dict)
    ways: dict[str, list[Any]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def place(self, name: str) -> Any:
        if name not in self.places:
            self.places[name] = pm().nets.PetriNet.Place(name)
            self.net.places.add(self.places[name])
        return self.places[name]

    def happens(self, label: str | None, taken: list[str], given: list[str]) -> None:
        """Something that is told (or, without a label, that nobody tells of)."""
        name = f"{label}:{len(self.net.transitions)}"
        transition = pm().nets.PetriNet.Transition(name, label)
        self.net.transitions.add(transition)
        for each in taken:
            pm().petri_utils.add_arc_from_to(self.place(each), transition, self.net)
        for each in given:
            pm().petri_utils.add_arc_from_to(transition, self.place(each), self.net)

    def into(self, name: str) -> list[Any]:
        ways = [way for each in self.ways.values() for way in each]
        return [way for way in ways if way.get("targetRef") == name]

    def arrival(self, way: Any) -> str:
        """Where a token stands that has come this way: for a join, each way by itself."""
        end = way.get("targetRef")
        joins = self.tags[end] in FORKS and len(self.into(end)) > 1
        return f"way:{way.get('id')}" if joins else f"before:{end}"

    def after(self, name: str) -> list[str]:
        """Where tokens stand once `name` is done."""
        ways = self.ways.get(name, [])
        if self.tags[name] == "endEvent":
            return ["ended"]
        if self.tags[name] == "exclusiveGateway":
            for way in ways:
                self.happens(None, [f"after:{name}"], [self.arrival(way)])
            return [f"after:{name}"]
        return [self.perhaps(way) if way.get("name") else self.arrival(way) for way in ways]

    def perhaps(self, way: Any) -> str:
        """A way that is taken on a condition, or once for each of several things."""
        maybe = f"maybe:{way.get('id')}"
        if way.get("name") == FOR_EACH:
            # As often as it is told: to say so in silence would go on without end.
            self.happens(
                f"{way.get('targetRef')}+schedule", [maybe], [maybe, f"open:{way.get('targetRef')}"]
            )
        else:
            self.happens(None, [maybe], [self.arrival(way)])
        return maybe

    def waits(self, name: str, borders: list[Any]) -> None:
        """Somebody or something waits: it is scheduled, and completed or withdrawn."""
        stands, gone = f"open:{name}", f"gone:{name}"
        if any(way.get("name") != FOR_EACH for way in self.into(name)):
            self.happens(f"{name}+schedule", [f"before:{name}"], [stands])
        self.happens(f"{name}+complete", [stands], self.after(name))
        self.happens(f"{name}+withdraw", [stands], [gone])
        for event in borders:
            # An event that interrupts finds the step withdrawn, any other leaves it open.
            interrupts = event.get("cancelActivity") == "true"
            taken, left = ([gone], []) if interrupts else ([stands], [stands])
            of = event.get("id")
            self.happens(f"{of}+complete", taken, [*left, *self.after(of)])


def net_of(text: str) -> tuple[Any, Any, Any]:
    """The net of a BPMN file, with the marking it begins and the one it may end with."""
    process = ElementTree.fromstring(text).find(f"{{{MODEL}}}process")
    plan = Plan(process, pm().nets.PetriNet("flow"))
    elements = {each.get("id"): each for each in process if each.get("id")}
    for each in process.iter(f"{{{MODEL}}}sequenceFlow"):
        plan.ways.setdefault(each.get("sourceRef"), []).append(each)
        del elements[each.get("id")]
    plan.tags = {name: each.tag.partition("}")[2] for name, each in elements.items()}
    for name, tag in plan.tags.items():
        borders = [each for each in elements.values() if each.get("attachedToRef") == name]
        if tag in WAITED_FOR:
            plan.waits(name, borders)
        elif tag != "boundaryEvent":
            passed(plan, name)
    start, end = pm().nets.Marking(), pm().nets.Marking()
    start[plan.place("before:start")] = 1
    return plan.net, start, end


def passed(plan: Plan, name: str) -> None:
    """What is passed at once. A merge is only drawn, so nobody tells of it."""
    label = None if ".merge" in name else f"{name}+complete"
    into = plan.into(name)
    joins = plan.tags[name] in FORKS and len(into) > 1
    taken = [plan.arrival(way) for way in into] if joins else [f"before:{name}"]
    plan.happens(label, taken, plan.after(name))


# --- logs -------------------------------------------------------------------------------------

Told = list[str]


@dataclass(frozen=True)
class Case:
    """One intervention as the log tells it: its kind, whether it ended, what happened in turn."""

    number: str
    kind: str
    finished: bool
    told: Told
    roles: tuple[str, ...] = ()
    tasks: tuple[int, ...] = ()

    @property
    def clock_went_back(self) -> bool:
        """Whether a step was over before it was there: a test that came back from the future."""
        seen: set[int] = set()
        for each, task in zip(self.told, self.tasks, strict=True):
            if each.endswith("+schedule") and task in seen:
                return True
            seen.add(task)
        return False


def read(path: Path) -> list[Case]:
    """The cases of an XES file, read by pm4py, without what was added beside the flow."""
    variant = pm().xes.Variants.ITERPARSE
    quiet = {variant.value.Parameters.SHOW_PROGRESS_BAR: False}
    log = pm().xes.apply(str(path), variant=variant, parameters=quiet)
    found = []
    for trace in log:
        events = [each for each in trace if each["concept:name"] not in (ADDED, ADDED_END)]
        found.append(
            Case(
                number=trace.attributes["concept:name"],
                kind=trace.attributes["kind"],
                finished=trace.attributes["finished"],
                told=[f"{each['concept:name']}+{each['lifecycle:transition']}" for each in events],
                roles=tuple(each.get("org:role", "") for each in events),
                tasks=tuple(int(each["task"]) for each in events),
            )
        )
    return found


def misfits(cases: Iterable[Case], net: tuple[Any, Any, Any]) -> list[str]:
    """What does not fit, a sentence for each case of one kind that is not what its net allows."""
    cases = list(cases)
    log = pm().logs.EventLog()
    for case in cases:
        events = [pm().logs.Event({"concept:name": each}) for each in case.told]
        log.append(pm().logs.Trace(events, attributes={"concept:name": case.number}))
    results = pm().replay.apply(log, *net)
    wrong = []
    for case, result in zip(cases, results, strict=True):
        left = sorted(
            place.name for place in result["reached_marking"] if not may_stay(place.name, case)
        )
        if result["missing_tokens"] or left or result["transitions_with_problems"]:
            at = [each.label for each in result["transitions_with_problems"]]
            wrong.append(f"{case.kind} {case.number}: not allowed {at}, left {left}")
    return wrong


@cache
def net_of_kind(kind: str) -> tuple[Any, Any, Any]:
    return net_of(bpmn_of(kinds()[kind]))


def misfits_of_all(cases: Iterable[Case]) -> list[str]:
    """The same for cases of any kind, each against the flow of its kind that runs."""
    by_kind: dict[str, list[Case]] = {}
    for case in cases:
        by_kind.setdefault(case.kind, []).append(case)
    return [text for kind, found in by_kind.items() for text in misfits(found, net_of_kind(kind))]


def may_stay(place: str, case: Case) -> bool:
    """What may be left where a log ends: of a case that goes on, what is open, and a branch that
    waits for the others."""
    return place.startswith(MAY_STAY if case.finished else (*MAY_STAY, "open:", "after:"))
