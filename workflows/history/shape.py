"""A flow as BPMN sees it: elements and the ways between them.

The engine and BPMN differ in three places, and here ours is put in their terms. A gateway of
BPMN that forks also waits for everything that leads to it, so what merely comes together gets a
merge of its own in front. A join of the engine waits for the branches of its parting, however
many ways lead from each, so each branch comes to the BPMN join by one. And what follows only on
a condition, or once for each of several things, leaves by an inclusive gateway.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from viewflow.workflow import nodes
from viewflow.workflow.nodes.boundary import BoundaryEventMixin

from workflows.drawing import label_of, reading_order, title_of, who, words
from workflows.flow import Choice, InterventionFlow, Step
from workflows.history.meeting import Meetings

MERGE = ".merge"


@dataclass(frozen=True, kw_only=True)
class Element:
    """One node: its step's name, its tag in BPMN, and its title. `node` is what stands behind it,
    None for a merge that only BPMN needs.
    """

    name: str
    tag: str
    title: str
    node: Any = None

    @property
    def attached_to(self) -> str:
        """The step on whose border an event lies; empty for all else."""
        return str(self.node._attached_to.name) if is_boundary(self.node) else ""

    @property
    def about(self) -> str:
        """Who does a step, and what is said of a duty besides."""
        return f"Who: {who(self.node)}" if isinstance(self.node, Step) else ""


@dataclass(frozen=True, kw_only=True)
class Way:
    """From one element to the next. `when` says on what condition; empty: always."""

    start: str
    end: str
    when: str = ""

    @property
    def name(self) -> str:
        return f"{self.start}..{self.end}"


@dataclass(frozen=True)
class Shape:
    elements: list[Element]
    ways: list[Way]


def is_boundary(node: Any) -> bool:
    return isinstance(node, BoundaryEventMixin)


def shape_of(flow: type[InterventionFlow]) -> Shape:
    """The elements of a kind, in reading order, and the ways between them."""
    found: list[Any] = []
    for node in reading_order(flow):
        found += [node, *node._boundary_events]
    elements = [element(node) for node in found]
    ways = [way for node in found for way in ways_from(node)]
    return merged(Shape(elements, together(ways)), meetings(found, ways))


def element(node: Any) -> Element:
    tag = str(node.bpmn_element)
    if isinstance(node, nodes.Split) and any(condition(branch) for branch in node._branches):
        tag = "inclusiveGateway"
    return Element(name=node.name, tag=tag, title=title_of(node), node=node)


def ways_from(node: Any) -> list[Way]:
    """Where a node leads to. A border event has ways of its own."""
    if isinstance(node, nodes.Split):
        return [
            Way(start=node.name, end=branch[0].name, when=condition(branch))
            for branch in node._branches
        ]
    edges = list(node._outgoing())
    return [
        Way(
            start=node.name,
            end=edge.dst.name,
            when=label_of(node, edge) if isinstance(node, Choice) else str(edge.label or ""),
        )
        for edge in edges
    ]


def condition(branch: Any) -> str:
    """When a branch of a parting is taken; empty: always."""
    _, case, items = branch
    if items is not None:
        return "for each"
    return f"if {words(case.__name__)}" if case else ""


def together(ways: list[Way]) -> list[Way]:
    """Ways between the same two elements as one, on either's condition."""
    found: dict[str, Way] = {}
    for way in ways:
        known = found.get(way.name)
        conditions = [each.when for each in (known, way) if each and each.when]
        found[way.name] = replace(way, when=", ".join(conditions))
    return list(found.values())


def meetings(found: list[Any], ways: list[Way]) -> Meetings[str]:
    """Which partings of a flow meet again. An event on a step's border follows the step."""
    follows: dict[str, list[str]] = {node.name: [] for node in found}
    for way in ways:
        follows[way.start].append(way.end)
    for node in filter(is_boundary, found):
        follows[node._attached_to.name].append(node.name)
    return Meetings(
        follows,
        partings=[node.name for node in found if isinstance(node, nodes.Split)],
        joins=[node.name for node in found if isinstance(node, nodes.Join)],
    )


def merged(shape: Shape, met: Meetings[str]) -> Shape:
    """The shape with merges in front of whatever BPMN would otherwise have wait."""
    into = Counter(way.end for way in shape.ways)
    known = {each.name: each for each in shape.elements}
    elements = list(shape.elements)
    rerouted: dict[tuple[str, str], str] = {}
    for name in [each.name for each in shape.elements if isinstance(each.node, nodes.Split)]:
        if into[name] > 1:
            rerouted |= {(way.start, name): name + MERGE for way in shape.ways if way.end == name}
    for join in met.joins:
        rerouted |= by_branch(join, met)
    ways = []
    for way in shape.ways:
        merge = rerouted.get((way.start, way.end))
        ways.append(replace(way, end=merge) if merge else way)
    for merge in dict.fromkeys(rerouted.values()):
        end = next(end for (_, end), name in rerouted.items() if name == merge)
        place = elements.index(known[end])
        elements.insert(place, Element(name=merge, tag="exclusiveGateway", title=""))
        ways.append(Way(start=merge, end=end))
    return Shape(elements, ways)


def by_branch(join: str, met: Meetings[str]) -> dict[tuple[str, str], str]:
    """For each way into a join the merge of its branch, where more than one way leads from it.

    Raises ValueError where a way belongs to two branches: BPMN has no word for such a join.
    """
    partings = [parting for parting, joins in met.items() if join in joins]
    found: dict[tuple[str, str], str] = {}
    for parting in partings:
        for number, branch in enumerate(met.follows[parting], start=1):
            ways = {arrival for arrival in met.arrivals(branch) if arrival[1] == join}
            for way in ways:
                if way in found:
                    raise ValueError(f"{way[0]} leads to {join} from two branches of {parting}")
                found[way] = f"{join}{MERGE}{number}"
    ways_of = Counter(found.values())
    return {way: merge for way, merge in found.items() if ways_of[merge] > 1}
