"""Time passes for one case of the samples; what the others wait for stays as it is."""

from __future__ import annotations

from django.utils import timezone

from casework.cases.models import Case
from workflows import sweep
from workflows.models import Task


def fire_those_of(case: Case) -> int:
    """Fire what is due now on this case alone, and say how many.

    A sweep over everything would move every sample that was walked before, and its page would say
    no more than that the task is over.
    """
    due = Task.objects.filter(case=case, finished=None, scheduled__lte=timezone.now())
    return sum(sweep._fire(timer) for timer in due.order_by("scheduled", "pk"))
