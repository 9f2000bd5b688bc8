"""A little of everything: for each kind an intervention that went far, done by its own forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import (
    makers_briefings,
    makers_flags,
    makers_letter_answers,
    makers_letter_walk,
    makers_partners,
    makers_reassessment,
    makers_victims,
    makers_visit_walk,
    makers_warrant_walk,
)
from tests.makers_order_walk import walking
from tests.makers_work import letter_at
from workflows.interventions import home_visit


def warning_letter() -> None:
    makers_letter_walk.serve(letter_at("serve").case)


def visit() -> None:
    case = makers_visit_walk.approved()
    makers_visit_walk.at_the_door(case)
    with pytest.MonkeyPatch.context() as no_paper:
        no_paper.setattr(home_visit, "render_visit_record", lambda *, visit_id: None)
        makers_visit_walk.write_and_close(case)


def warrant() -> None:
    case = makers_warrant_walk.warrant_at("search")
    makers_warrant_walk.act(case, "search")
    makers_warrant_walk.arrested(case)
    makers_warrant_walk.act(case, "cancel_circulation")
    makers_warrant_walk.act(case, "tell_victims")


def bail_check() -> None:
    case = makers_warrant_walk.bail_at("agree")
    for step in ("agree", "check", "decide_end", "tell_victims"):
        makers_warrant_walk.act(case, step)


def briefing() -> None:
    makers_briefings.brief_all(makers_briefings.published())


def address_flag() -> None:
    case = makers_flags.live()
    makers_flags.ask_out(case)
    makers_flags.follow()
    makers_flags.out(case)


def referral() -> None:
    case = makers_partners.referral_at("report")
    makers_partners.take_step(case, "report")
    makers_partners.take_step(case, "report", progress="COMPLETED")
    makers_partners.take_step(case, "close", effect="LOWER", next_step="")


def victim_support() -> None:
    makers_victims.goes_on(makers_victims.engaged(), ended="yes")


def order() -> None:
    with walking() as walk:
        walk.sought("DAPO")
        walk.does("apply")
        walk.lists(days=9)


def letter_answer() -> None:
    row = makers_letter_answers.said()
    makers_letter_answers.answers(row)
    makers_letter_answers.clears(row)
    makers_letter_answers.tells(row)


def reassessment() -> None:
    makers_reassessment.late_and_assessed()


# By the name of the kind, as the running code has it.
WALKS: dict[str, Callable[[], None]] = {
    "address_flag": address_flag,
    "bail_check": bail_check,
    "briefing": briefing,
    "home_visit": visit,
    "letter_answer": letter_answer,
    "order": order,
    "reassessment": reassessment,
    "referral": referral,
    "victim_support": victim_support,
    "warning_letter": warning_letter,
    "warrant": warrant,
}


def a_little_of_everything() -> None:
    for walk in WALKS.values():
        walk()
