"""The states of a case and the listed reasons its moves are made for (domain: section 1.13)."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """In the order a case usually takes them; the last four are side states."""

    FLAGGED = "FLAGGED", "Flagged"
    TRIAGE = "TRIAGE", "Triage"
    ASSESSMENT = "ASSESSMENT", "Assessment"
    ACTIVE = "ACTIVE", "Under way"
    STEP_DOWN = "STEP_DOWN", "Step-down"
    CLOSED = "CLOSED", "Closed"
    NOT_ADOPTED = "NOT_ADOPTED", "Not adopted"
    LED_BY_MAPPA = "LED_BY_MAPPA", "Led by MAPPA"
    SUSPENDED = "SUSPENDED", "Suspended"
    TRANSFERRED_OUT = "TRANSFERRED_OUT", "Transferred out"


ENDED = (State.CLOSED, State.NOT_ADOPTED, State.TRANSFERRED_OUT)
OPEN = tuple(state for state in State if state not in ENDED)
SUSPENDABLE = (State.FLAGGED, State.TRIAGE, State.ASSESSMENT, State.ACTIVE, State.STEP_DOWN)
# Somebody answers for the case by name from here on.
OWNED = (
    State.ASSESSMENT,
    State.ACTIVE,
    State.STEP_DOWN,
    State.LED_BY_MAPPA,
)
# Only a manager's adoption leads here, whatever the way.
ADOPTED = (State.ACTIVE, State.STEP_DOWN, State.CLOSED)


class Reason(models.TextChoices):
    """Listed reasons for not adopting, closing or suspending; free text always goes with them."""

    THRESHOLD_NOT_MET = "THRESHOLD_NOT_MET", "The records do not support the flag"
    LED_ELSEWHERE = "LED_ELSEWHERE", "Another process already leads"
    NOT_PROPORTIONATE = "NOT_PROPORTIONATE", "Intervening would not be proportionate"
    NO_LONGER_HERE = "NO_LONGER_HERE", "Moved away, in long custody or died"
    RISK_REDUCED = "RISK_REDUCED", "Risk has gone down and stayed down"
    PLAN_COMPLETE = "PLAN_COMPLETE", "The plan is complete"
    IN_CUSTODY = "IN_CUSTODY", "On remand or serving a sentence"
    IN_HOSPITAL = "IN_HOSPITAL", "In hospital"
    ABROAD = "ABROAD", "Abroad"


FOR_DECLINING = (
    Reason.THRESHOLD_NOT_MET,
    Reason.LED_ELSEWHERE,
    Reason.NOT_PROPORTIONATE,
    Reason.NO_LONGER_HERE,
)
FOR_CLOSING = (
    Reason.RISK_REDUCED,
    Reason.PLAN_COMPLETE,
    Reason.LED_ELSEWHERE,
    Reason.NO_LONGER_HERE,
)
FOR_SUSPENDING = (Reason.IN_CUSTODY, Reason.IN_HOSPITAL, Reason.ABROAD)


class RetentionGroup(models.TextChoices):
    """Retention groups of the College of Policing's information management practice."""

    GROUP_1 = "1", "Group 1: certain public protection matters"
    GROUP_2 = "2", "Group 2: other sexual, violent or serious offences"
    GROUP_3 = "3", "Group 3: all other offences"
