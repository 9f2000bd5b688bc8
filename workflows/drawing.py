"""Draws every flow and every state machine from the running code, as Mermaid inside Markdown.

A flow is drawn beside its file in `interventions/`, a state machine beside its room's models.
Nothing is drawn by hand: `manage.py draw` writes the drawings and `manage.py draw --check` tells
which no longer say what the code does.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django_fsm import FSMFieldMixin
from viewflow.workflow.nodes.boundary import BoundaryEventMixin

from casework.accounts.models import Role
from workflows import registry
from workflows.flow import Choice, Do, Finish, InterventionFlow, Job, Step
from workflows.models import ADDED, ADDED_END

MARK = "<!-- Drawn from the code by `manage.py draw`. Not to be edited. -->"
FOLDERS = ("casework", "letters", "workflows")
# Words that Mermaid keeps for itself; a step of that name is drawn with an underscore.
RESERVED = {"end", "graph", "subgraph", "flowchart", "style", "class", "click", "default", "state"}
# How each kind of node is drawn; whatever else the engine knows is a plain box.
SHAPES = (
    (Step, '["{}"]'),
    (Choice, '{{"{}"}}'),
    (Do, '("{}")'),
    (Job, '[["{}"]]'),
    (Finish, '(["{}"])'),
)
BESIDE = {ADDED, ADDED_END}
# The colours of those who are asked to do something, readable on light and on dark pages.
PERSON = "classDef person fill:#d4e4f4,stroke:#12436d,color:#0b0c0c"


def drawings(root: Path) -> dict[Path, str]:
    """Every drawing as it should be: where it is kept below `root`, and its text."""
    found = {}
    for kind, flow in registry.kinds().items():
        found[root / "workflows" / "interventions" / f"{kind}.md"] = draw_flow(flow)
    for model, state in machines():
        if (root / model.__module__.partition(".")[0]).is_dir():
            name = f"{model._meta.model_name}_states.md"
            found[Path(model._meta.app_config.path) / name] = draw_states(model, state)
    return found


def out_of_date(root: Path, wanted: dict[Path, str]) -> list[Path]:
    """Drawings below `root` that are missing, differ, or draw something that is gone; sorted."""
    wrong = {path for path, text in wanted.items() if not is_drawn(path, text)}
    return sorted(wrong | set(leftovers(root, wanted)))


def is_drawn(path: Path, text: str) -> bool:
    """Whether the file at `path` is byte for byte the drawing `text`."""
    return path.is_file() and path.read_bytes() == text.encode()


def leftovers(root: Path, wanted: Iterable[Path]) -> Iterator[Path]:
    """Drawings below `root` of flows and records which the code no longer has."""
    kept = set(wanted)
    for folder in FOLDERS:
        for path in (root / folder).rglob("*.md"):
            if path not in kept and MARK in path.read_text(encoding="utf-8"):
                yield path


def page(*, title: str, lead: str, drawing: list[str], table: list[str]) -> str:
    """One drawing as a Markdown file: heading, what it is, picture, and the same as a table."""
    parts = [f"# {title}", MARK, lead, "\n".join(["```mermaid", *drawing, "```"]), *table]
    return "\n\n".join(part for part in parts if part) + "\n"


def rows(head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    cells = [head, ("---",) * len(head), *lines]
    return "\n".join(
        "| " + " | ".join(text.replace("|", "\\|") for text in row) + " |" for row in cells
    )


def words(name: str) -> str:
    """A name of the code as people would say it: SERVICE_FAILED, service_failed: service failed."""
    return name.replace("_", " ").strip().lower()


def about(thing: Any) -> str:
    """The first paragraph of what is written about `thing`; nothing where nothing is."""
    return " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split())


def quoted(text: str) -> str:
    """`text` as it may stand between Mermaid's quotation marks."""
    return text.replace("&", "#amp;").replace('"', "#quot;")


def identifier(name: str) -> str:
    return f"{name}_" if name.lower() in RESERVED else name


# --- flows --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """From one node of a flow to another, with the words on it; dotted if an event takes it."""

    start: str
    end: str
    label: str = ""
    event: bool = False

    def draw(self) -> str:
        line = "-.->" if self.event else "-->"
        label = f'|"{quoted(self.label)}"|' if self.label else ""
        return f"    {identifier(self.start)} {line}{label} {identifier(self.end)}"


def draw_flow(flow: type[InterventionFlow]) -> str:
    """The Markdown page of one kind of intervention."""
    in_order = reading_order(flow)
    arrows = [arrow for node in in_order for arrow in arrows_from(node)]
    people = [identifier(node.name) for node in in_order if isinstance(node, Step)]
    drawing = ["flowchart TD", *(draw_node(node) for node in in_order)]
    drawing += [arrow.draw() for arrow in arrows]
    if people:
        drawing += [f"    {PERSON}", f"    class {','.join(people)} person"]
    titles = {node.name: title_of(node) for node in in_order}
    lines = [
        (node.name, title_of(node), who(node), then(node.name, arrows, titles)) for node in in_order
    ]
    return page(
        title=str(flow.process_title),
        lead=str(flow.process_description),
        drawing=drawing,
        table=[rows(("Step", "What is done", "Who", "What follows"), lines)],
    )


def reading_order(flow: type[InterventionFlow]) -> list[Any]:
    """The nodes from the start on, each after what leads to it; boundary events are arrows.

    What every kind has beside its flow is left out: a supervisor may add it wherever it stands.
    """
    drawn = [node for node in flow.instance.nodes() if node.name not in BESIDE]
    nodes = sorted(drawn, key=lambda node: node.name)
    waiting = [node for node in nodes if node.task_type == "START"]
    unreached = [node for node in nodes if not isinstance(node, BoundaryEventMixin)]
    found: list[Any] = []
    while waiting or (waiting := [node for node in unreached if node not in found][:1]):
        node = waiting.pop(0)
        if node not in found:
            found.append(node)
            waiting += [flow.instance.node(arrow.end) for arrow in arrows_from(node)]
    return found


def arrows_from(node: Any) -> list[Arrow]:
    """Where a node leads, and where the events on its border lead."""
    arrows = [
        Arrow(start=node.name, end=edge.dst.name, label=label_of(node, edge))
        for edge in node._outgoing()
    ]
    for boundary in node._boundary_events:
        label = title_of(boundary) + ("" if boundary._interrupting else " (the step stays open)")
        arrows += [
            Arrow(start=node.name, end=edge.dst.name, label=label, event=True)
            for edge in boundary._outgoing()
        ]
    return arrows


def label_of(node: Any, edge: Any) -> str:
    """What decides for this edge: the states of a Choice, the answer of a gate."""
    if not isinstance(node, Choice):
        return str(edge.label or "")
    for target, condition in node._activate_next:
        if target is edge.dst:
            return ", ".join(words(state) for state in getattr(condition, "states", ["otherwise"]))
    raise ValueError(f"{node.name} has no case for {edge.dst.name}.")


def title_of(node: Any) -> str:
    return "Start" if node.task_type == "START" else str(node.task_title)


def draw_node(node: Any) -> str:
    title = quoted(title_of(node))
    if node.task_type == "START":
        return f'    {identifier(node.name)}(("{title}"))'
    if isinstance(node, Step):
        title += f"<br/><i>{quoted(who(node))}</i>"
    shape = next((shape for kind, shape in SHAPES if isinstance(node, kind)), '["{}"]')
    return f"    {identifier(node.name)}{shape.format(title)}"


def who(node: Any) -> str:
    """Who may take a step and whose it is from the start; the queue for a job."""
    if isinstance(node, Job):
        return "The queue"
    if not isinstance(node, Step):
        return "The system"
    if isinstance(node.role, Role):
        role = str(node.role.label)
    else:
        role = words(node.role.__name__).capitalize()
    return f"{role} ({words(node.owner.__name__)})" if node.owner else role


def then(name: str, arrows: list[Arrow], titles: dict[str, str]) -> str:
    ways = [arrow for arrow in arrows if arrow.start == name]
    return "; ".join(
        f"{arrow.label}: {titles[arrow.end]}" if arrow.label else titles[arrow.end]
        for arrow in ways
    )


# --- state machines -----------------------------------------------------------------------------


@dataclass(kw_only=True)
class Move:
    """One named transition: what it is for and every (from, to) it may make."""

    name: str
    about: str
    ways: list[tuple[str, str]] = field(default_factory=list)


def machines() -> Iterator[tuple[type[models.Model], Any]]:
    """Every record of ours with a guarded state, and the field that holds it."""
    for model in apps.get_models():
        for each in model._meta.get_fields():
            if isinstance(each, FSMFieldMixin) and model.__module__.startswith(FOLDERS):
                yield model, each


def draw_states(model: type[models.Model], state: Any) -> str:
    """The Markdown page of one state machine."""
    labels = {str(value): str(label) for value, label in state.choices or ()}
    moves = moves_of(model, state, list(labels))
    ways: dict[tuple[str, str], list[str]] = {}
    for move in moves:
        for way in move.ways:
            ways.setdefault(way, []).append(words(move.name))
    drawing = ["stateDiagram-v2"]
    drawing += [f'    state "{quoted(labels[each])}" as {each}' for each in labels]
    drawing += [f"    [*] --> {state.get_default()}"]
    for start, end in sorted(ways, key=lambda way: [list(labels).index(each) for each in way]):
        drawing.append(f"    {start} --> {end}: {' / '.join(ways[start, end])}")
    left = {start for start, _ in ways}
    drawing += [f"    {each} --> [*]" for each in labels if each not in left]
    lines = [
        (
            words(move.name).capitalize(),
            ", ".join(dict.fromkeys(labels[start] for start, _ in move.ways)),
            ", ".join(dict.fromkeys(labels[end] for _, end in move.ways)),
            move.about,
        )
        for move in moves
    ]
    return page(
        title=f"The states of a {model._meta.verbose_name}",
        lead=about(model),
        drawing=drawing,
        table=[rows(("Move", "From", "To", "When"), lines)],
    )


def moves_of(model: type[models.Model], state: Any, states: list[str]) -> list[Move]:
    """The transitions in the order of the states they leave and reach, then by name."""
    found: dict[str, Move] = {}
    place = {value: number for number, value in enumerate(states)}
    all_of_them = getattr(model, f"get_all_{state.name}_transitions")(model())
    ways = [
        (place[start], place[end], transition.name, transition.method)
        for transition in all_of_them
        for start, end in expanded(transition, states)
    ]
    for start, end, name, method in sorted(ways, key=lambda way: way[:3]):
        move = found.setdefault(name, Move(name=name, about=about(method)))
        move.ways.append((states[start], states[end]))
    return list(found.values())


def expanded(transition: Any, states: list[str]) -> list[tuple[str, str]]:
    """Every (from, to) of a transition; one without a target keeps the state it is in."""
    targets = getattr(transition.target, "allowed_states", None) or [transition.target]
    source = str(transition.source)
    starts = states if source in ("*", "+") else [source]
    return [
        (start, start if target is None else str(target))
        for start in starts
        for target in targets
        if not (source == "+" and start == str(target))
    ]
