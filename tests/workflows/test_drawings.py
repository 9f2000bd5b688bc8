"""The drawings of flows and of state machines say what the code does."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.management import CommandError, call_command

from casework.accounts.models import Role
from letters.correspondence.models import Letter
from workflows import drawing
from workflows.flow import (
    Choice,
    Do,
    Finish,
    InterventionFlow,
    Job,
    Step,
    case_owner,
    starts_with,
    this,
)
from workflows.management.commands import draw
from workflows.models import Intervention


def never(*args, **kwargs):
    raise AssertionError("a drawing runs nothing")


def reader(activation):
    return Role.SUPERVISOR


class SmallFlow(InterventionFlow):
    """Small flow

    Two steps and a "quoted" choice.
    """

    kind = "small"
    heading = Intervention.Heading.PREVENT

    start = starts_with(this.ask)
    ask = (
        Step(title='Ask "why"', form=forms.Form, act=never, on="case", due=never, owner=case_owner)
        .OnTimeout(never, this.give_up, title="No answer")
        .Next(this.answered)
    )
    answered = (
        Choice(never, title="Answered?")
        .When(("YES", "SERVICE_FAILED"), this.make)
        .When("NO", this.read)
        .Default(this.end)
    )
    make = Job(never, title="Make it").OnError(this.read, title="It broke").Next(this.end)
    read = Step(
        title="Read it", form=forms.Form, act=never, on="case", due=never, role=reader
    ).Next(this.ask)
    give_up = Do(never, title="Give up").Next(this.end)
    end = Finish("Finished")


def test_a_flow_is_drawn_with_its_steps_its_choices_its_people_and_its_events() -> None:
    text = drawing.draw_flow(SmallFlow)
    for line in (
        "# Small flow",
        'Two steps and a "quoted" choice.',
        '    start(("Start"))',
        '    ask["Ask #quot;why#quot;<br/><i>Officer (case owner)</i>"]',
        '    answered{"Answered?"}',
        '    make[["Make it"]]',
        '    give_up("Give up")',
        '    end_(["Finished"])',
        "    start --> ask",
        '    ask -.->|"No answer"| give_up',
        '    answered -->|"service failed, yes"| make',
        '    answered -->|"no"| read',
        '    answered -->|"otherwise"| end_',
        '    make -.->|"It broke"| read',
        "    class ask,read person",
        "| make | Make it | The queue | Finished; It broke: Read it |",
        '| read | Read it | Reader | Ask "why" |',
    ):
        assert line in text.splitlines()


def test_every_node_is_drawn_once_and_the_engines_own_are_arrows() -> None:
    names = [node.name for node in drawing.reading_order(SmallFlow)]
    assert names[:3] == ["start", "ask", "answered"]
    assert sorted(names) == ["answered", "ask", "end", "give_up", "make", "read", "start"]


def test_a_state_machine_is_drawn_with_every_move_there_is() -> None:
    text = drawing.draw_states(Letter, Letter._meta.get_field("state"))
    transitions = list(Letter().get_all_state_transitions())
    assert len(transitions) > 10
    for transition in transitions:
        move = f"{transition.source} --> {transition.target}: "
        assert any(
            line.strip().startswith(move) and drawing.words(transition.name) in line
            for line in text.splitlines()
        )
    assert "    [*] --> DRAFT" in text.splitlines()
    assert "    EXPIRED --> [*]" in text.splitlines()


def test_every_record_with_a_guarded_state_has_a_drawing() -> None:
    drawn = {model.__name__ for model, _ in drawing.machines()}
    assert drawn >= {"Case", "Letter", "Visit"}


def test_drawing_twice_gives_the_same_bytes() -> None:
    assert drawing.draw_flow(SmallFlow) == drawing.draw_flow(SmallFlow)


@pytest.fixture
def small_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Path:
    """A root whose only drawings are the small flow and the letter's states."""
    folder = tmp_path / "workflows"
    folder.mkdir()
    wanted = {
        folder / "small.md": drawing.draw_flow(SmallFlow),
        folder / "letter.md": drawing.draw_states(Letter, Letter._meta.get_field("state")),
    }
    monkeypatch.setattr(draw, "drawings", lambda root: wanted)
    settings.ROOT = tmp_path
    return folder


def test_draw_writes_what_is_missing_and_then_the_check_is_content(small_house: Path) -> None:
    (small_house / "gone.md").write_text(f"# Gone\n\n{drawing.MARK}\n")
    (small_house / "notes.md").write_text("# Somebody's own notes\n")
    out = StringIO()
    call_command("draw", stdout=out)
    assert sorted(path.name for path in small_house.iterdir()) == [
        "letter.md",
        "notes.md",
        "small.md",
    ]
    assert "drawn    workflows/small.md" in out.getvalue()
    assert "removed  workflows/gone.md" in out.getvalue()
    call_command("draw", "--check", stdout=out)
    assert "2 drawings are up to date." in out.getvalue()


def test_draw_leaves_alone_what_is_up_to_date(small_house: Path) -> None:
    call_command("draw", stdout=StringIO())
    out = StringIO()
    call_command("draw", stdout=out)
    assert out.getvalue() == ""


def test_the_check_names_each_drawing_that_is_out_of_date_and_changes_nothing(
    small_house: Path,
) -> None:
    call_command("draw", stdout=StringIO())
    edited = (small_house / "small.md").read_text() + "\n"
    (small_house / "small.md").write_text(edited)
    (small_house / "letter.md").unlink()
    (small_house / "gone.md").write_text(f"{drawing.MARK}\n")
    with pytest.raises(CommandError) as refused:
        call_command("draw", "--check")
    for name in ("workflows/small.md", "workflows/letter.md", "workflows/gone.md"):
        assert name in str(refused.value)
    assert "manage.py draw" in str(refused.value)
    assert (small_house / "small.md").read_text() == edited


def test_a_check_that_does_not_compare_lets_a_changed_drawing_pass(
    small_house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: without the comparison nothing would be noticed."""
    call_command("draw", stdout=StringIO())
    (small_house / "small.md").write_text("# Something else\n")
    monkeypatch.setattr(drawing, "is_drawn", lambda path, text: True)
    call_command("draw", "--check", stdout=StringIO())


def test_a_changed_flow_is_out_of_date(monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawing.draw_flow(SmallFlow)
    monkeypatch.setattr(SmallFlow.read, "task_title", "Read it twice")
    assert drawing.draw_flow(SmallFlow) != before


def test_the_drawings_in_the_repository_are_up_to_date() -> None:
    root = Path(settings.ROOT)
    assert drawing.out_of_date(root, drawing.drawings(root)) == []
