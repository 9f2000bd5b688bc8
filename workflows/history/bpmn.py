"""A kind of intervention as BPMN 2.0, from the flow that runs: for other tools, and for proof.

An element's id is its step's name, so that what the event log tells (`event_log`) can be laid on
it. Where things lie on the picture is worked out by the engine's own chart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from viewflow.workflow import chart, nodes

from workflows.flow import InterventionFlow
from workflows.history.shape import MERGE, Element, Shape, Way, is_boundary, shape_of

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
PICTURE = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"
POINTS = "http://www.omg.org/spec/DD/20100524/DI"
SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
# The library keeps one list of prefixes for the whole process; "dc" is Dublin Core's, which the
# letters write.
PREFIXES = {"bpmn": MODEL, "bpmndi": PICTURE, "omgdc": BOUNDS, "omgdi": POINTS, "xsi": SCHEMA}
# The side of a merge on the picture, which lies just before what it leads to.
SMALL = 20

Point = tuple[int, int]


def bpmn_of(flow: type[InterventionFlow]) -> str:
    """The BPMN 2.0 file of a kind, with its picture; the same text for the same flow."""
    for prefix, address in PREFIXES.items():
        ElementTree.register_namespace(prefix, address)
    shape = shape_of(flow)
    root = ElementTree.Element(
        f"{{{MODEL}}}definitions",
        {"id": f"definitions.{flow.kind}", "targetNamespace": "urn:forestall:interventions"},
    )
    process = child(root, MODEL, "process", id=f"kind.{flow.kind}", isExecutable="false")
    process.set("name", str(flow.process_title))
    child(process, MODEL, "documentation").text = str(flow.process_description)
    for each in shape.elements:
        write_element(process, each, shape.ways)
    for way in shape.ways:
        write_way(process, way)
    write_picture(root, flow, shape)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def child(parent: ElementTree.Element, space: str, tag: str, **attributes: Any) -> Any:
    return ElementTree.SubElement(
        parent, f"{{{space}}}{tag}", {name: str(value) for name, value in attributes.items()}
    )


def write_element(process: ElementTree.Element, each: Element, ways: list[Way]) -> None:
    written = child(process, MODEL, each.tag, id=each.name)
    if each.title:
        written.set("name", each.title)
    coming = [way.name for way in ways if way.end == each.name]
    going = [way.name for way in ways if way.start == each.name]
    if each.tag.endswith("Gateway"):
        written.set("gatewayDirection", direction(len(coming), len(going)))
    if each.attached_to:
        for name, value in each.node.bpmn_attrs().items():
            written.set(name, each.attached_to if name == "attachedToRef" else value)
    if each.about:
        child(written, MODEL, "documentation").text = each.about
    for name in coming:
        child(written, MODEL, "incoming").text = name
    for name in going:
        child(written, MODEL, "outgoing").text = name
    happens = what_happens(each.node)
    if happens:
        child(written, MODEL, happens)


def direction(coming: int, going: int) -> str:
    """Whether a gateway brings ways together, lets them part, or both."""
    if coming > 1:
        return "Mixed" if going > 1 else "Converging"
    return "Diverging"


def what_happens(node: Any) -> str:
    """The definition of an event: time passes, work fails, or something comes from outside."""
    if isinstance(node, nodes.Timer):
        # A moment that never comes stands for what somebody else brings about.
        waits = getattr(node, "waits_for_a_call", False)
        return "signalEventDefinition" if waits else "timerEventDefinition"
    return "errorEventDefinition" if is_boundary(node) else ""


def write_way(process: ElementTree.Element, way: Way) -> None:
    written = child(process, MODEL, "sequenceFlow", id=way.name)
    written.set("sourceRef", way.start)
    written.set("targetRef", way.end)
    if way.when:
        written.set("name", way.when)
        condition = child(written, MODEL, "conditionExpression")
        condition.set(f"{{{SCHEMA}}}type", "bpmn:tFormalExpression")
        condition.text = way.when


# --- the picture ------------------------------------------------------------------------------


def write_picture(root: ElementTree.Element, flow: type[InterventionFlow], shape: Shape) -> None:
    """Where each element lies and how each way runs."""
    grid = chart.calc_layout_data(flow, edge_start_gap_size=0, edge_end_gap_size=0)
    boxes = dict(places(grid, shape))
    runs = {(edge.src.name, edge.dst.name): edge.segments for edge in grid.edges}
    diagram = child(root, PICTURE, "BPMNDiagram", id=f"picture.{flow.kind}")
    plane = child(diagram, PICTURE, "BPMNPlane", id=f"plane.{flow.kind}")
    plane.set("bpmnElement", f"kind.{flow.kind}")
    for name, (x, y, width, height) in boxes.items():
        box = child(plane, PICTURE, "BPMNShape", id=f"{name}.shape", bpmnElement=name)
        child(box, BOUNDS, "Bounds", x=x, y=y, width=width, height=height)
    for way in shape.ways:
        edge = child(plane, PICTURE, "BPMNEdge", id=f"{way.name}.edge", bpmnElement=way.name)
        for x, y in run_of(way, runs, boxes):
            child(edge, POINTS, "waypoint", x=x, y=y)


def places(grid: Any, shape: Shape) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """Left, top, width and height of each element; a merge lies before what it leads to."""
    lie = {cell.node.name: cell.shape for cell in grid.cells}
    for each in shape.elements:
        at = lie[each.name.partition(MERGE)[0]]
        if each.node is not None:
            yield each.name, (at.x, at.y, at.width, at.height)
            continue
        # Several merges before one join lie one below the other.
        turn = int(each.name.partition(MERGE)[2] or 1) - 1
        yield each.name, (at.x - SMALL - 3, at.y + turn * (SMALL + 5), SMALL, SMALL)


def run_of(way: Way, runs: dict[tuple[str, str], Any], boxes: dict[str, Any]) -> list[Point]:
    """The points a way runs through: as the chart has it, and to its merge instead of past it."""
    end = boxes[way.end]
    into = (end[0], end[1] + end[3] // 2)
    if MERGE in way.start:
        start = boxes[way.start]
        return [(start[0] + start[2], start[1] + start[3] // 2), into]
    points = [(int(x), int(y)) for x, y in runs[way.start, way.end.partition(MERGE)[0]]]
    return [*points[:-1], into] if MERGE in way.end else points
