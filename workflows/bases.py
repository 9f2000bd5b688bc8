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
        activation: Any

        class Meta:
            abstract = True

        @property
        def title(self) -> Any: ...

else:
    from viewflow.workflow.models import AbstractProcess, AbstractTask

__all__ = ["AbstractProcess", "AbstractTask", "columns_of_records"]


def columns_of_records(process: type[models.Model]) -> list[str]:
    """Where an intervention may keep its record: "letter", "representation__letter".

    Each is a column that points at one record alone, so that all of them can be joined and one
    statement reads whatever there is. A record without a page says on whose it is `shown_on`.
    """
    fields = [field for field in process._meta.concrete_fields if field.one_to_one]
    shown = [(field.name, getattr(field.related_model, "shown_on", "")) for field in fields]
    return ["__".join(filter(None, each)) for each in shown]
