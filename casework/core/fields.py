"""The field that keeps a record's state."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.signals import class_prepared
from django_fsm import FSMField

# Where a migration's picture of a model says it is from; it has no methods, so no transitions.
PICTURED = "__fake__"


class StateField(FSMField):
    """A state that only moves by its model's guarded transitions.

    A state field listens for every model that is made, to find its transitions. Migrating makes
    each model's picture hundreds of times, and every picture would listen to all that come after
    it; these do not listen, which halves the time a migration takes.
    """

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False, **kwargs: Any
    ) -> None:
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        if cls.__module__ == PICTURED:
            class_prepared.disconnect(self._collect_transitions)
