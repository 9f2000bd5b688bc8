"""A case as a control room looks it up: that it is there, who has it, where and what is dangerous.

Nothing that was written in the case, no letter, nobody who was harmed (domain: section 6).
"""

from __future__ import annotations

from casework.cases.models import Case, State
from casework.people.queries import current_address, current_phone
from casework.ui.times import short_date

NO_CONTACT = (
    "Make no contact about this case, and tell nobody on the line that it is here. "
    "The owner or the team says what may be done."
)


def facts(case: Case, *, warnings: list[str]) -> list[dict[str, str]]:
    """State, owner and team; the address and number last given as the person's; warnings."""
    address, phone = current_address(case.person), current_phone(case.person)
    return [
        {"key": "State", "value": State(case.state).label},
        {"key": "Since", "value": short_date(case.state_since)},
        {"key": "Owner", "value": case.owner.display_name if case.owner else "Nobody yet"},
        {"key": "Team", "value": case.team.name},
        {"key": "Last known address", "value": address.one_line if address else "Not known"},
        {"key": "Last known phone", "value": phone.value if phone else "Not known"},
        {"key": "Warnings", "value": ". ".join(warnings) or "None that hold today"},
    ]
