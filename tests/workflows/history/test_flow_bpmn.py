"""The BPMN of a kind: valid in itself, complete, and true to what the engine does."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django import forms
from django.core.management import CommandError, call_command
from viewflow.workflow import nodes
from weasyprint.pdf.metadata import NS

from workflows.branching import Both
from workflows.flow import Choice, Finish, InterventionFlow, Step, starts_with, this
from workflows.history import shape
from workflows.history.bpmn import MODEL, PICTURE, PREFIXES, bpmn_of
from workflows.models import ADDED, Intervention
from workflows.registry import kinds


def never(*args, **kwargs):
    raise AssertionError("a drawing runs nothing")


def owed(activation):
    return never()


def asked(title: str) -> Step:
    return Step(title=title, form=forms.Form, act=never, on="case", due=never)


class PartingFlow(InterventionFlow):
    """Parting

    Everything that BPMN says otherwise than the engine.
    """

    kind = "parting"
    heading = Intervention.Heading.PREVENT
    start = starts_with(this.first)
    first = asked("First").OnTimeout(never, this.part, title="Late", interrupting=False)
    first = first.Next(this.part)
    part = nodes.Split().Next(this.one).Next(this.may_be, case=owed)
    one = Choice(never, title="Asked?").When("A", this.two).When("B", this.meet)
    two = asked("Two").Next(this.meet)
    may_be = asked("Perhaps").Next(this.meet)
    meet = nodes.Join().Next(this.tell)
    tell = Both(title="Tell").Each(this.team, never).Next(this.end)
    team = asked("Tell a team").Next(this.told)
    told = Finish("Told", aside=True)
    end = Finish("Done")


def parsed(text: str) -> tuple[dict[str | None, ElementTree.Element], list[ElementTree.Element]]:
    """The elements of a file by id, and the ways between them."""
    process = ElementTree.fromstring(text).find(f"{{{MODEL}}}process")
    assert process is not None
    elements = {each.get("id"): each for each in process if each.get("id")}
    ways = [each for each in elements.values() if each.tag.endswith("sequenceFlow")]
    for way in ways:
        del elements[way.get("id")]
    return elements, ways


def drawn(text: str) -> set[str]:
    """The ways of a file in words."""
    _, ways = parsed(text)
    return {
        f"{way.get('sourceRef')} > {way.get('targetRef')} {way.get('name') or ''}".strip()
        for way in ways
    }


@pytest.mark.parametrize("kind", kinds())
def test_every_reference_in_the_file_is_to_something_in_it(kind: str) -> None:
    text = bpmn_of(kinds()[kind])
    elements, ways = parsed(text)
    for way in ways:
        assert {way.get("sourceRef"), way.get("targetRef")} <= set(elements)
    known = {each.get("id") for each in ways}
    for element in elements.values():
        told = {child.text for child in element if child.tag.endswith(("incoming", "outgoing"))}
        assert told <= known
        assert element.get("attachedToRef", "start") in elements
    ids = [each.get("id") for each in ElementTree.fromstring(text).iter() if each.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", kinds())
def test_every_step_is_in_it_under_its_own_name_and_nothing_beside_the_flow(kind: str) -> None:
    elements, _ = parsed(bpmn_of(kinds()[kind]))
    steps = {
        node.name for node in kinds()[kind].instance.nodes() if not node.name.startswith(ADDED)
    }
    assert {name for name in elements if shape.MERGE not in str(name)} == steps


@pytest.mark.parametrize("kind", kinds())
def test_everything_in_it_has_a_place_on_the_picture(kind: str) -> None:
    text = bpmn_of(kinds()[kind])
    elements, ways = parsed(text)
    root = ElementTree.fromstring(text)
    shapes = [each.get("bpmnElement") for each in root.iter(f"{{{PICTURE}}}BPMNShape")]
    edges = [each.get("bpmnElement") for each in root.iter(f"{{{PICTURE}}}BPMNEdge")]
    assert sorted(map(str, shapes)) == sorted(map(str, elements))
    assert sorted(map(str, edges)) == sorted(str(way.get("id")) for way in ways)


def test_who_does_a_step_and_what_decides_are_said() -> None:
    text = bpmn_of(kinds()["warning_letter"])
    elements, _ = parsed(text)
    about = elements["authorise"].find(f"{{{MODEL}}}documentation")
    assert about is not None
    assert about.text == "Who: Authorising officer"
    assert {"decided > write returned", "decided > refused refused"} <= drawn(text)
    event = elements["issue__timeout"]
    assert (event.get("attachedToRef"), event.get("cancelActivity")) == ("issue", "true")


def test_what_only_comes_together_does_not_wait() -> None:
    """A fork of BPMN waits for all that leads to it, so a merge is drawn before it."""
    elements, _ = parsed(bpmn_of(PartingFlow))
    assert elements["part.merge"].tag.endswith("exclusiveGateway")
    assert {"first > part.merge", "first__timeout > part.merge", "part.merge > part"} <= drawn(
        bpmn_of(PartingFlow)
    )


def test_each_branch_comes_to_its_join_by_one_way() -> None:
    ways = drawn(bpmn_of(PartingFlow))
    assert {"one > meet.merge1 b", "two > meet.merge1", "meet.merge1 > meet"} <= ways
    assert "may_be > meet" in ways


def test_without_its_merges_a_fork_would_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: drawn node by node as the engine has them, the file says something else."""
    monkeypatch.setattr(shape, "merged", lambda plain, _: plain)
    ways = drawn(bpmn_of(PartingFlow))
    assert {"first > part", "first__timeout > part"} <= ways


def test_what_follows_on_a_condition_or_for_each_leaves_by_an_inclusive_gateway() -> None:
    elements, _ = parsed(bpmn_of(PartingFlow))
    assert {elements[name].tag.partition("}")[2] for name in ("part", "tell")} == {
        "inclusiveGateway"
    }
    assert {"part > may_be if owed", "tell > team for each", "tell > end"} <= drawn(
        bpmn_of(PartingFlow)
    )


def test_a_wait_that_no_clock_ends_is_no_timer() -> None:
    elements, _ = parsed(bpmn_of(kinds()["order"]))
    tags = [child.tag.partition("}")[2] for child in elements["wait_for_breach"]]
    assert "signalEventDefinition" in tags
    assert "timerEventDefinition" not in tags


def test_drawing_twice_gives_the_same_bytes() -> None:
    assert bpmn_of(PartingFlow) == bpmn_of(PartingFlow)


def test_the_command_writes_to_the_screen_or_to_a_file(tmp_path: Path) -> None:
    out, file = StringIO(), tmp_path / "letter.bpmn"
    call_command("flow_bpmn", "warning_letter", stdout=out)
    call_command("flow_bpmn", "warning_letter", output=str(file))
    assert out.getvalue() == file.read_text(encoding="utf-8")
    assert out.getvalue() == bpmn_of(kinds()["warning_letter"])


def test_a_kind_there_is_not_is_told_with_those_there_are() -> None:
    with pytest.raises(CommandError, match="There is no kind of intervention “letter”") as refused:
        call_command("flow_bpmn", "letter")
    assert all(kind in str(refused.value) for kind in kinds())


def test_writing_bpmn_takes_no_prefix_from_the_letters() -> None:
    """The library has one list of prefixes for the process; a letter's bytes hang on it."""
    assert set(PREFIXES) & set(NS) == set()
