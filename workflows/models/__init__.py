"""Interventions, their tasks and what is arranged around a task."""

from workflows.models.added import AddedStep
from workflows.models.completion import Completion
from workflows.models.due import DueChange
from workflows.models.escalation import Escalation, Notice, Rung
from workflows.models.feed import CalendarFeed
from workflows.models.handing import Handout, HandoutItem
from workflows.models.holds import HoldExtension, TaskHold
from workflows.models.ladder import Proposal
from workflows.models.leaving import HandOver, HandOverItem
from workflows.models.mailing import Mailing, Opening
from workflows.models.pause import Pause
from workflows.models.priority import PriorityChange
from workflows.models.work import (
    ADDED,
    ADDED_END,
    HUMAN,
    OPEN_WORK,
    Intervention,
    Priority,
    Task,
    WorkQuerySet,
)

__all__ = [
    "ADDED",
    "ADDED_END",
    "HUMAN",
    "OPEN_WORK",
    "AddedStep",
    "CalendarFeed",
    "Completion",
    "DueChange",
    "Escalation",
    "HandOver",
    "HandOverItem",
    "Handout",
    "HandoutItem",
    "HoldExtension",
    "Intervention",
    "Mailing",
    "Notice",
    "Opening",
    "Pause",
    "Priority",
    "PriorityChange",
    "Proposal",
    "Rung",
    "Task",
    "TaskHold",
    "WorkQuerySet",
]
