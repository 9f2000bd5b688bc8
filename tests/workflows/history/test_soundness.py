"""Every flow is sound: from wherever it stands its end is reached, and every step can happen.

Proved by pm4py's Woflan on the BPMN that is drawn from the class that runs.
"""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django import forms
from viewflow.workflow import nodes

from tests import petri
from workflows.flow import Choice, Finish, InterventionFlow, Step, starts_with, this
from workflows.history.bpmn import MODEL, bpmn_of
from workflows.history.shape import shape_of
from workflows.models import Intervention
from workflows.registry import kinds


def never(*args, **kwargs):
    raise AssertionError("a proof runs nothing")


def asked(title: str) -> Step:
    return Step(title=title, form=forms.Form, act=never, on="case", due=never)


class SoundFlow(InterventionFlow):
    """Two look, one may send it back, and both are waited for."""

    kind = "sound"
    heading = Intervention.Heading.PREVENT
    start = starts_with(this.part)
    part = nodes.Split().Next(this.one).Next(this.other)
    one = asked("One").Next(this.meet)
    other = asked("Other").Next(this.approved)
    approved = Choice(never, title="Approved?").When("YES", this.meet).When("NO", this.other)
    meet = nodes.Join().Next(this.end)
    end = Finish("Done")


class StarvedFlow(InterventionFlow):
    """The same, but what is rejected ends at once, and the join waits for it for ever."""

    kind = "starved"
    heading = Intervention.Heading.PREVENT
    start = starts_with(this.part)
    part = nodes.Split().Next(this.one).Next(this.other)
    one = asked("One").Next(this.meet)
    other = asked("Other").Next(this.approved)
    approved = Choice(never, title="Approved?").When("YES", this.meet).When("NO", this.rejected)
    meet = nodes.Join().Next(this.end)
    rejected = Finish("Rejected")
    end = Finish("Done")


class EndlessFlow(InterventionFlow):
    """A step that can only be done again: nobody ever comes out."""

    kind = "endless"
    heading = Intervention.Heading.PREVENT
    start = starts_with(this.choose)
    choose = Choice(never, title="Which?").When("A", this.end).When("B", this.again)
    again = asked("Again").Next(this.still)
    still = Choice(never, title="Still?").When("A", this.again).When("B", this.again)
    end = Finish("Done")


class OrphanedFlow(InterventionFlow):
    """A step that nothing leads to."""

    kind = "orphaned"
    heading = Intervention.Heading.PREVENT
    start = starts_with(this.one)
    one = asked("One").Next(this.end)
    nobody = asked("Nobody").Next(this.end)
    end = Finish("Done")


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_is_sound(kind: str) -> None:
    sound, found = petri.soundness(bpmn_of(kinds()[kind]))
    assert sound, found


@pytest.mark.parametrize("kind", kinds())
def test_the_proof_is_about_every_step_there_is(kind: str) -> None:
    """What the net can do is what the flow has: no step, end or timer is lost on the way."""
    net, _, _ = petri.as_one_token_goes(bpmn_of(kinds()[kind]))
    proved = {transition.label for transition in net.transitions} - {None}
    drawn = {each.name for each in shape_of(kinds()[kind]).elements}
    assert drawn <= proved


@pytest.mark.parametrize("kind", kinds())
def test_nobody_is_lost_where_ways_part(kind: str) -> None:
    """Where nothing may follow at all, the flow would stop without an end."""
    root = ElementTree.fromstring(bpmn_of(kinds()[kind]))
    flows = list(root.iter(f"{{{MODEL}}}sequenceFlow"))
    lost = []
    for gateway in root.iter(f"{{{MODEL}}}inclusiveGateway"):
        ways = [flow for flow in flows if flow.get("sourceRef") == gateway.get("id")]
        if all(way.get("name") for way in ways):
            lost.append(gateway.get("id"))
    assert lost == []


def test_a_flow_whose_branches_meet_is_sound() -> None:
    sound, found = petri.soundness(bpmn_of(SoundFlow))
    assert sound, found


def test_a_rejected_branch_that_starves_a_join_is_found() -> None:
    sound, _ = petri.soundness(bpmn_of(StarvedFlow))
    assert not sound


def test_a_circle_that_nobody_leaves_is_found() -> None:
    sound, _ = petri.soundness(bpmn_of(EndlessFlow))
    assert not sound


def test_a_step_that_nothing_leads_to_is_found() -> None:
    sound, _ = petri.soundness(bpmn_of(OrphanedFlow))
    assert not sound
