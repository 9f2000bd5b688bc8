"""The engine's abstract models, with the types it does not carry."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db import models

    # The fields of the engine's bases that we read.
    class AbstractProcess(models.Model):
        flow_class: Any
        status: str
        created: datetime
        finished: datetime | None
        task_set: Any

        class Meta:
            abstract = True

    class AbstractTask(models.Model):
        flow_task: Any
        flow_task_type: str
        status: str
        created: datetime
        assigned: datetime | None
        started: datetime | None
        finished: datetime | None
        previous: Any
        token: Any
        external_task_id: str
        scheduled: datetime | None
        title: Any
        activation: Any

        class Meta:
            abstract = True

else:
    from viewflow.workflow.models import AbstractProcess, AbstractTask

__all__ = ["AbstractProcess", "AbstractTask"]
