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
# A case that was stepping down comes back under way: it has to earn the step again.
WAKES_TO = (State.FLAGGED, State.TRIAGE, State.ASSESSMENT, State.ACTIVE)
# Somebody answers for the case by name from here on.
OWNED = (
    State.ASSESSMENT,
    State.ACTIVE,
    State.STEP_DOWN,
    State.LED_BY_MAPPA,
)
# Every move there is; the database lets a state change along these alone.
_AWAY = (State.SUSPENDED, State.TRANSFERRED_OUT)
EDGES: tuple[tuple[State, State], ...] = (
    (State.FLAGGED, State.TRIAGE),
    (State.FLAGGED, State.ACTIVE),
    (State.TRIAGE, State.NOT_ADOPTED),
    (State.TRIAGE, State.ASSESSMENT),
    (State.TRIAGE, State.ACTIVE),
    (State.ASSESSMENT, State.ACTIVE),
    (State.ACTIVE, State.STEP_DOWN),
    (State.STEP_DOWN, State.ACTIVE),
    (State.STEP_DOWN, State.CLOSED),
    (State.ASSESSMENT, State.LED_BY_MAPPA),
    (State.ACTIVE, State.LED_BY_MAPPA),
    (State.LED_BY_MAPPA, State.ASSESSMENT),
    (State.LED_BY_MAPPA, State.ACTIVE),
    (State.LED_BY_MAPPA, State.TRANSFERRED_OUT),
    (State.SUSPENDED, State.TRANSFERRED_OUT),
    *((source, target) for source in SUSPENDABLE for target in _AWAY),
    *((State.SUSPENDED, target) for target in WAKES_TO),
)
# Somebody works with the person: interventions run and contact may be made.
UNDER_WAY = (State.ACTIVE, State.STEP_DOWN)
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
