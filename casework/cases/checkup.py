"""What the doctor asks of cases."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from casework.cases.models import Case, State
from casework.core.doctor import register


@register("Every open case from assessment on has an owner who works here")
def open_cases_have_owners() -> Iterator[str]:
    """One sentence for each case nobody answers for."""
    for case in Case.objects.needing_an_owner().select_related("owner").order_by("year", "number"):
        if case.owner is None or not case.owner.is_active:
            yield f"{case.ref} has no owner who works here. A supervisor gives it to an officer."


@register("Every suspended case wakes on its day")
def suspended_cases_wake() -> Iterator[str]:
    """One sentence for each case that slept past its day."""
    today = timezone.localdate()
    for case in Case.objects.filter(state=State.SUSPENDED, wake_on__lt=today).order_by("pk"):
        yield f"{case.ref} should have woken. See that the queue is running."
