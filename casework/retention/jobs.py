"""What the queue does for retention. Each may run twice."""

from __future__ import annotations

import logging

from django.utils import timezone

from casework.cases.models import Case
from casework.cases.models.states import ENDED
from casework.core.errors import CaseworkError
from casework.retention import rules
from casework.retention.actions import begin_retention, warn
from casework.retention.models import Retention, RetentionState

log = logging.getLogger(__name__)


def watch() -> int:
    """Begin the record of every ended case that has none, such as one that ended before there
    were any, and warn of every review that comes near; each in a transaction of its own. What was
    missed is made up for at the next run; how much was new."""
    missing = Case.objects.filter(state__in=ENDED, retention=None).select_related("force")
    done = sum(bool(begin_retention(case=case, by=None)) for case in missing.order_by("pk"))
    near = Retention.objects.exclude(state=RetentionState.CONFIRMED)
    near = near.filter(review_due_at__lte=rules.looked_at_until(timezone.now()))
    for row in near.order_by("review_due_at", "pk"):
        try:
            done += warn(retention=row)
        except CaseworkError as error:
            log.error("retention record %s was not watched: %s", row.pk, type(error).__name__)
    return done
