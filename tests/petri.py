"""Flows as Petri nets, by pm4py: an oracle of its own that knows nothing of the engine.

pm4py is imported inside, where it is used: it takes seconds, and only these tests should pay.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

from workflows.history.meeting import Meetings


@cache
def pm() -> SimpleNamespace:
    """What is used of pm4py, imported at the first call."""
    from pm4py.algo.analysis.woflan import algorithm as woflan
    from pm4py.algo.conformance.tokenreplay import algorithm as replay
    from pm4py.objects.bpmn.importer import importer as bpmn
    from pm4py.objects.bpmn.obj import BPMN
    from pm4py.objects.conversion.bpmn import converter
    from pm4py.objects.log import obj as logs
    from pm4py.objects.log.importer.xes import importer as xes
    from pm4py.objects.petri_net import obj as nets
    from pm4py.objects.petri_net.utils import petri_utils, reachability_graph
    from pm4py.util import constants

    # It warns that its linear programs may be inexact; `soundness` does not rest on them alone.
    constants.SHOW_INTERNAL_WARNINGS = False
    return SimpleNamespace(
        BPMN=BPMN,
        bpmn=bpmn,
        converter=converter,
        logs=logs,
        nets=nets,
        petri_utils=petri_utils,
        reachability_graph=reachability_graph,
        replay=replay,
        woflan=woflan,
        xes=xes,
    )


def nodes(graph: Any) -> dict[str, Any]:
    return {node.get_id(): node for node in graph.get_nodes()}


def on_borders(graph: Any) -> dict[str, str]:
    """Events on the border of a step, each with the step it lies on."""
    events = nodes(graph).items()
    return {
        name: node.get_activity()
        for name, node in events
        if isinstance(node, pm().BPMN.BoundaryEvent)
    }


def meetings(graph: Any) -> Meetings[str]:
    """Which forks meet again. An event on the border of a step follows the step."""
    many = (pm().BPMN.ParallelGateway, pm().BPMN.InclusiveGateway)
    follows: dict[str, list[str]] = {name: [] for name in nodes(graph)}
    for flow in graph.get_flows():
        follows[flow.get_source().get_id()].append(flow.get_target().get_id())
    for event, step in on_borders(graph).items():
        follows[step].append(event)
    gateways = [node for node in graph.get_nodes() if isinstance(node, many)]
    return Meetings(
        follows,
        partings=[node.get_id() for node in gateways if len(node.get_in_arcs()) < 2],
        joins=[node.get_id() for node in gateways if len(node.get_in_arcs()) > 1],
    )


# --- soundness --------------------------------------------------------------------------------


def as_one_token_goes(text: str) -> tuple[Any, Any, Any]:
    """The workflow net of a BPMN file, as pm4py's converter makes it, with its start and end.

    Branches that never meet again do not need each other: all of them come to an end from
    wherever they are just if each of them does. So a fork that meets nowhere is read as the choice
    of one branch, and stays a fork where its branches meet at a join. An event on the border of a
    step is the other thing that may happen there, and a timer is something that happens.
    """
    graph, bpmn = pm().bpmn.deserialize(text), pm().BPMN
    met, borders = meetings(graph), on_borders(graph)
    plain = bpmn()
    into = {step: bpmn.ExclusiveGateway(id=f"{step}.or", name="") for step in borders.values()}
    made = {}
    for name, node in nodes(graph).items():
        kind = type(node)
        if isinstance(node, bpmn.BoundaryEvent | bpmn.IntermediateCatchEvent):
            kind = bpmn.Task
        elif not met.get(name, {name}):
            kind = bpmn.ExclusiveGateway
        made[name] = kind(id=name, name=name)
    ways = [(flow.get_source().get_id(), flow.get_target().get_id()) for flow in graph.get_flows()]
    pairs = [(made[start], into.get(end, made[end])) for start, end in ways]
    pairs += [(either, made[step]) for step, either in into.items()]
    pairs += [(into[step], made[event]) for event, step in borders.items()]
    for node in (*made.values(), *into.values()):
        plain.add_node(node)
    for number, (start, end) in enumerate(pairs):
        plain.add_flow(bpmn.SequenceFlow(start, end, id=f"flow{number}"))
    by_id = {pm().converter.Variants.TO_PETRI_NET.value.Parameters.USE_ID: True}
    net, start, end = pm().converter.apply(plain, parameters=by_id)
    return net, start, end


def soundness(text: str) -> tuple[bool, str]:
    """Whether the flow of a BPMN file is sound, and what is wrong else.

    From everywhere its end is reached, nothing is left behind, and every task can happen. Said by
    Woflan, and by going through every marking there is; the two have to agree.
    """
    net, start, end = as_one_token_goes(text)
    wrong = by_every_marking(net, start, end)
    options = pm().woflan.Parameters
    sound = pm().woflan.apply(
        net,
        start,
        end,
        parameters={
            options.RETURN_ASAP_WHEN_NOT_SOUND: True,
            options.PRINT_DIAGNOSTICS: False,
            options.RETURN_DIAGNOSTICS: False,
        },
    )
    assert bool(sound) == (not wrong), f"Woflan says {sound}, the markings say {wrong!r}"
    return bool(sound), wrong


def by_every_marking(net: Any, start: Any, end: Any) -> str:
    """What is wrong with a net that has few markings; empty where it is sound."""
    _, after, _ = pm().reachability_graph.marking_flow_petri(net, start)
    happens = {transition for ways in after.values() for transition in ways}
    never = {each.label or each.name for each in net.transitions - happens}
    if never:
        return f"never happens: {', '.join(sorted(never))}"
    before: dict[Any, list[Any]] = {}
    for marking, ways in after.items():
        for reached in ways.values():
            before.setdefault(reached, []).append(marking)
    ends, waiting = {end}, [end]
    while waiting:
        new = [each for each in before.get(waiting.pop(), []) if each not in ends]
        ends.update(new)
        waiting += new
    stuck = [marking for marking in after if marking not in ends]
    return f"never ends from {stuck[0]}" if stuck else ""
