"""The states, results and codes of warrants and bail conditions, as data (domain: section 2c)."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models


class SubType(models.TextChoices):
    """One object, two sub-types: what a court wants done, and what a person on bail must keep."""

    WARRANT = "WARRANT", "Warrant"
    BAIL = "BAIL", "Bail conditions"


class WarrantState(models.TextChoices):
    """In the order a warrant usually takes them; CHECKING to BAIL_ENDED are those of bail."""

    RECEIVED = "RECEIVED", "Received"
    GRADED = "GRADED", "Graded"
    CIRCULATED = "CIRCULATED", "Circulated"
    ALLOCATED = "ALLOCATED", "Allocated"
    ATTEMPTED = "ATTEMPTED", "Attempted"
    REVIEW = "REVIEW", "Overdue, under review"
    CHECKING = "CHECKING", "Being checked"
    BREACHED = "BREACHED", "Breached"
    EXECUTED = "EXECUTED", "Arrested"
    SURRENDERED = "SURRENDERED", "Surrendered"
    BACKED_BAIL_SERVED = "BACKED_BAIL_SERVED", "Bailed on the warrant"
    WITHDRAWN_BY_COURT = "WITHDRAWN_BY_COURT", "Withdrawn by the court"
    OTHER_FORCE = "OTHER_FORCE", "Taken on by another force"
    CLOSED_DEATH = "CLOSED_DEATH", "Ended: the person has died"
    CLOSED_NOT_WANTED = "CLOSED_NOT_WANTED", "Ended: no longer wanted"
    BAIL_ENDED = "BAIL_ENDED", "Bail ended"
    CLOSED = "CLOSED", "Closed"
    NOT_TAKEN_ON = "NOT_TAKEN_ON", "Not taken on"


S = WarrantState
# A warrant that somebody still has to do something about; bail likewise.
OPEN_WARRANT = (S.RECEIVED, S.GRADED, S.CIRCULATED, S.ALLOCATED, S.ATTEMPTED, S.REVIEW)
OPEN_BAIL = (S.RECEIVED, S.CHECKING, S.BREACHED)
SEARCHED = (S.ALLOCATED, S.ATTEMPTED, S.REVIEW)
# How the search or the bail ended; what is left is to cancel, to tell and to close.
OUTCOMES = (
    S.EXECUTED,
    S.SURRENDERED,
    S.BACKED_BAIL_SERVED,
    S.WITHDRAWN_BY_COURT,
    S.OTHER_FORCE,
    S.CLOSED_DEATH,
    S.CLOSED_NOT_WANTED,
    S.BAIL_ENDED,
)
# Outcomes that those who were harmed hear of within a working day (Victims' Code; domain: 5.8).
VICTIMS_HEAR_OF = (S.EXECUTED, S.SURRENDERED, S.BACKED_BAIL_SERVED, S.BAIL_ENDED)
ENDED = (S.CLOSED, S.NOT_TAKEN_ON)
OF_A_WARRANT = (*OPEN_WARRANT, *(each for each in OUTCOMES if each != S.BAIL_ENDED), *ENDED)
OF_BAIL = (*OPEN_BAIL, S.EXECUTED, S.BAIL_ENDED, *ENDED)


class Grade(models.TextChoices):
    """How urgent; Police Scotland's categories are the same letters and unclassified."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    UNCLASSIFIED = "U", "Unclassified"


class Kind(models.TextChoices):
    """What the warrant is for, as the national court-results interface names it."""

    FTA = "FTA", "Failed to appear"
    FIRST_INSTANCE = "FIRST_INSTANCE", "First instance"
    WITNESS = "WITNESS", "Witness"
    PARENT = "PARENT", "Parent or guardian"


class Code(NamedTuple):
    """A code of the national court-results interface: its words, and what it says of bail.

    `backed` is None where the code says nothing of bail; `live` is False where it is no warrant
    to execute.
    """

    words: str
    backed: bool | None = None
    live: bool = True


CODES: dict[str, Code] = {
    "4575": Code("Backed for bail, dated", backed=True),
    "4576": Code("Not backed for bail, undated", backed=False),
    "4577": Code("Backed for bail, undated", backed=True),
    "4585": Code("Parent or guardian"),
    "4586": Code("Witness"),
    "2509": Code("Not executed, withdrawn", live=False),
}
LIVE_CODES = tuple(code for code, about in CODES.items() if about.live)
BACKED_CODES = tuple(code for code, about in CODES.items() if about.backed)
UNBACKED_CODES = tuple(code for code, about in CODES.items() if about.backed is False)


class Result(models.TextChoices):
    """What came of one attempt."""

    ARRESTED = "ARRESTED", "Arrested"
    NO_REPLY = "NO_REPLY", "No reply"
    MOVED = "MOVED", "Moved away"
    HIDING = "HIDING", "Hiding suspected"
    INFORMATION = "INFORMATION", "Information received"
    UNSAFE = "UNSAFE", "Not safe to try"


class ReviewLevel(models.TextChoices):
    """Who looks at what is outstanding: every 14 days, at the target, at twice the target."""

    SERGEANT = "SERGEANT", "Supervisor"
    INSPECTOR = "INSPECTOR", "Manager (DI)"
    SUPERINTENDENT = "SUPERINTENDENT", "Superintendent"


class Decision(models.TextChoices):
    """What a review decides."""

    CARRY_ON = "CARRY_ON", "Carry on looking"
    REGRADE = "REGRADE", "Change the grade"
    ASK_FORCE = "ASK_FORCE", "Ask another force to execute it"
    COURT = "COURT", "The court has withdrawn it"
    DEATH = "DEATH", "The person has died"
    NOT_WANTED = "NOT_WANTED", "They are no longer wanted"


class BailKind(models.TextChoices):
    PRE_CHARGE = "PRE_CHARGE", "Pre-charge bail"
    POST_CHARGE = "POST_CHARGE", "Bail after charge"


class BailAuthority(models.TextChoices):
    """Who has granted or extended the bail; each rank of police may for so long and no longer."""

    CUSTODY_OFFICER = "CUSTODY_OFFICER", "Custody officer"
    INSPECTOR = "INSPECTOR", "Inspector"
    SUPERINTENDENT = "SUPERINTENDENT", "Superintendent"
    COURT = "COURT", "Court"


# Trigger codes of the court-results interface that tell of bail.
TRIGGERS: dict[str, str] = {
    "TRPR0008": "Breach of bail",
    "TRPR0010": "Conditions imposed, varied or cancelled",
    "TRPR0023": "Domestic violence case",
}


class CheckResult(models.TextChoices):
    KEPT = "KEPT", "Kept"
    COULD_NOT_TELL = "COULD_NOT_TELL", "Could not tell"
    BREACHED = "BREACHED", "Breached"


class BailEnd(models.TextChoices):
    """How bail ends."""

    WITHOUT_BAIL = "WITHOUT_BAIL", "Released without bail, or under investigation"
    CHARGED = "CHARGED", "Charged"
    NO_ACTION = "NO_ACTION", "No further action"
    COURT = "COURT", "Ended by a court"


class ToldBy(models.TextChoices):
    """By whom those who were harmed heard; nothing is sent by this service."""

    OFFICER = "OFFICER", "The officer in the case told them"
    ADVOCATE = "ADVOCATE", "Their advocate (IDVA) told them"
    NOT_TOLD = "NOT_TOLD", "They were not told: it was not safe, or they asked not to be"
