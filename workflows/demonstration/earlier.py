"""Cases of years ago: found, looked through and not adopted, so that their records come up now.

A record that nobody chose a group for is kept for years before somebody looks at it, so what a
review may come to cannot be told of cases of the last year. Nothing was reported of these three
since, or their time would have begun again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from casework.cases import actions as cases
from casework.cases.models import Case
from casework.cases.models.states import Reason
from casework.incidents.codes import OFFENCES
from casework.incidents.importer.columns import COLUMNS
from casework.retention import rules
from casework.retention.actions import confirm_disposal, propose_disposal
from casework.retention.models import Group
from workflows.demonstration import records, telling
from workflows.demonstration.people import NATION, Unit
from workflows.demonstration.records import Row
from workflows.demonstration.stage import Story, moment
from workflows.demonstration.stories import Thread
from workflows.demonstration.telling import Telling


def confirmed(t: Telling) -> Story:
    """Proposed before the review was due, and confirmed by the other manager after it."""
    yield t.at(34, "10:35")
    propose_disposal(
        retention=t.case.retention,
        by=t.unit["manager"],
        reason="Nothing was reported since, and no partner of his is known to the unit now.",
    )
    yield t.at(18, "14:50")
    confirm_disposal(
        retention=t.case.retention,
        by=t.unit["manager2"],
        reason="Read again. The case was never taken on, and nothing of it is needed.",
    )


def proposed(t: Telling) -> Story:
    yield t.at(4, "11:25")
    propose_disposal(
        retention=t.case.retention,
        by=t.unit["manager"],
        reason="He has lived abroad since then, and nobody has asked for the record in six years.",
    )


@dataclass(frozen=True)
class Earlier:
    """One man, the three women he was reported for, and why his case was not adopted.

    `came_up` is about how many days ago the review of his record was due; `threads` tell it.
    """

    number: int
    forename: str
    surname: str
    born: str
    harmed: tuple[str, str, str]
    came_up: int
    code: Reason
    why: str
    threads: tuple[Thread, ...] = ()

    @property
    def nominal_id(self) -> str:
        """Of an older index than the one the made-up force numbers its people in now."""
        return f"E{self.number}000"


PEOPLE = (
    Earlier(
        *(1, "Silas", "Quillby", "1971-04-09"),
        harmed=("Odette Marlpit", "Verity Swanfold", "Tamsin Oxlade"),
        came_up=25,
        code=Reason.NOT_PROPORTIONATE,
        why="The reports lie far apart, and he has moved in with his parents.",
        threads=(confirmed,),
    ),
    Earlier(
        *(2, "Rufus", "Candlemere", "1983-11-27"),
        harmed=("Isolde Fernlow", "Petra Goldacre", "Marnie Hollowell"),
        came_up=12,
        code=Reason.LED_ELSEWHERE,
        why="The probation service leads, and has a plan for him.",
    ),
    Earlier(
        *(3, "Barnaby", "Elmstone", "1978-06-15"),
        harmed=("Sabine Thornlea", "Cora Wrenfield", "Lydia Ashpole"),
        came_up=3,
        code=Reason.NO_LONGER_HERE,
        why="He works in another country since the spring, and means to stay.",
        threads=(proposed,),
    ),
)
# What each was reported for: how many days before the unit found him, what, and how.
REPORTS = (
    (910, "CJ88116", "An argument began at home over money. He pushed and slapped her."),
    (540, "CD71039", "He kicked in the door panel of her flat when she would not open."),
    (150, "PH97004", "He sent a large number of messages in the night after she had left."),
)
# So many days before the end of his case the analyst begins with it, and the unit with all.
LOOKED_THROUGH, FOUND = 5, 24

Past = list[tuple[Earlier, Telling]]


def ended_ago(person: Earlier, today: date) -> int:
    """How many days ago his case ended, that its review came up when it did."""
    day = today - timedelta(days=person.came_up)
    months = day.year * 12 + day.month - 1 - rules.CLEAR[Group.BY_TIME].amount_in(NATION)
    return (today - date(months // 12, months % 12 + 1, min(day.day, 28))).days


def first_day(*, today: date) -> datetime:
    """When the unit begins and its programme runs for the first time."""
    return moment(max(ended_ago(each, today) for each in PEOPLE) + FOUND, "07:00", today=today)


def found(unit: Unit, folder: Path, *, today: date) -> Past:
    """Read what the force has of the three and run the programme, which opens their cases."""
    on = timezone.localdate()
    rows = [row for each in PEOPLE for row in rows_of(each, unit.force.code, on)]
    records.import_rows(rows, folder, force=unit.force)
    records.find(unit.force, on)
    by_person = {case.person.nominal_id: case for case in Case.objects.select_related("person")}
    return [
        (each, Telling(unit, by_person[each.nominal_id], unit["officer"], today)) for each in PEOPLE
    ]


def rows_of(person: Earlier, force: str, found_on: date) -> list[Row]:
    """The rows of one man as his force's system would write them."""
    return [
        row_of(person, force, victim=person.harmed[place], place=place, found_on=found_on)
        for place in range(len(REPORTS))
    ]


def row_of(person: Earlier, force: str, *, victim: str, place: int, found_on: date) -> Row:
    ago, code, told = REPORTS[place]
    offence, day = OFFENCES[code], found_on - timedelta(days=ago)
    forename, surname = victim.split()
    number = f"{person.nominal_id}{place + 1}/{day:%y}"
    return dict.fromkeys(COLUMNS, "") | {
        "occurrence_no": f"{force}-{number}",
        "crime_ref": f"{force}/{number}",
        "record_type": "CRIME",
        "ho_code": offence.ho_code,
        "cjs_code": offence.cjs_code,
        "ho_title": offence.title,
        "offence_from": f"{day} 19:{place}5",
        "reported_dt": f"{day} 21:10",
        "da_flag": "Y",
        "stalking_flag": "N",
        "hbv_flag": "N",
        "children_present": "N",
        "relationship": "EX" if place else "PARTNER",
        "risk_tool": "DASH",
        "risk_grade": "MEDIUM",
        "suspect_nominal_id": person.nominal_id,
        "suspect_forename": person.forename,
        "suspect_surname": person.surname,
        "suspect_dob": person.born,
        "suspect_sex": "Male",
        "suspect_role": "NFA",
        "suspect_address": f"{person.number}1 Foxcombe Lane, Calderwick",
        "suspect_postcode": f"QB{person.number} 1AA",
        "victim_nominal_id": f"E{person.number}00{place + 1}",
        "victim_forename": forename,
        "victim_surname": surname,
        "victim_dob": f"19{80 + place}-0{person.number}-14",
        "victim_address": f"{place + 2} Larkfield Grove, Stonebeck",
        "victim_postcode": f"XH{person.number} 2BB",
        "mo_text": told,
        "outcome_code": "16",
        "outcome_dt": f"{day + timedelta(days=30)} 09:00",
        "oic_collar": "1204",
        "updated_dt": f"{day + timedelta(days=30)} 09:05",
    }


def ends(past: Past) -> list[Story]:
    """How each case was looked through and not adopted, in its own year."""
    return [not_adopted(person, t) for person, t in past]


def not_adopted(person: Earlier, t: Telling) -> Story:
    ago = ended_ago(person, t.today)
    yield from telling.triaged(t, ago + LOOKED_THROUGH)
    yield t.at(ago, "11:00")
    cases.decline_case(
        case=t.case, by=t.unit["supervisor"], reason_code=person.code, reason=person.why
    )


def last_day(*, today: date) -> datetime:
    """When the last of the three cases has ended."""
    return moment(min(ended_ago(each, today) for each in PEOPLE), "23:00", today=today)


def reviews(past: Past) -> list[Story]:
    """What was decided about their records since they came up."""
    return [thread(t) for person, t in past for thread in person.threads]
