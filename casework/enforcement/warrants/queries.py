"""What is known here about whoever is wanted: addresses and warnings. Reads only."""

from __future__ import annotations

from casework.cases.gate import REFER, gate_status
from casework.cases.models import Case
from casework.enforcement.warrants.models import Warrant
from casework.visits.queries import addresses, live_markers


def warnings_of(warrant: Warrant) -> str:
    """The live markers of the person, one on a line; "" where there is none."""
    return "\n".join(dangers(warrant))


def dangers(warrant: Warrant) -> list[str]:
    """The live markers of the person, each as a point."""
    return [marker.in_words for marker in live_markers(warrant.case.person_id)]


def refer_first(case: Case) -> str:
    """ "Refer to DI before contact." wherever it stands for a letter or a visit too, else "".

    It does not stop an arrest; its words are the same for every reason behind it.
    """
    status = gate_status(case)
    return REFER if status.sentence == REFER else ""


__all__ = ["addresses", "dangers", "refer_first", "warnings_of"]
