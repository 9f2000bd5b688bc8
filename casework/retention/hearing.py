"""What a retention record does when a case ends or begins, or an import tells of the person."""

from __future__ import annotations

from casework.cases.hearing import hears_of_batches, hears_of_moves
from casework.cases.models import Move
from casework.cases.models.states import ENDED
from casework.incidents.models import ImportBatch
from casework.retention.actions import begin_retention, restart_for_batch, restart_for_person
from casework.retention.models import Because

OPENED = "open"


@hears_of_moves
def count_reviews(move: Move) -> None:
    """An ended case has its record at once. While a later case runs, and when it ends, the clear
    period of every earlier one begins again."""
    case = move.case
    if move.target in ENDED:
        begin_retention(case=case, by=move.by)
    elif move.name != OPENED:
        return
    because = Because.EPISODE_ENDED if move.target in ENDED else Because.EPISODE
    restart_for_person(person=case.person, case=case, because=because, by=move.by)


@hears_of_batches
def count_again_after_import(batch: ImportBatch) -> None:
    """A record that names the person as a suspect is a coming to notice."""
    restart_for_batch(batch=batch)
