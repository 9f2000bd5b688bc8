"""What has happened: to one thing, or in one chain."""

from __future__ import annotations

from django.db.models import Model

from casework.audit.actions import LOOKED
from casework.audit.models import Event, EventQuerySet
from casework.audit.refs import object_ref


def events_about(obj: Model) -> EventQuerySet:
    """Everything that names `obj`, looks included, newest first."""
    return _newest_first(Event.objects.about(obj))


def changes_to(obj: Model) -> EventQuerySet:
    """Changes made to `obj` itself, newest first."""
    return _newest_first(Event.objects.filter(object=object_ref(obj)).exclude(verb=LOOKED))


def changes_in(stream: str) -> EventQuerySet:
    """Changes in one chain, newest first: for `case:17` the case and all that belongs to it."""
    changes = Event.objects.filter(stream=stream).exclude(verb=LOOKED)
    # The order in which they were written, which the chain's own index holds.
    return changes.with_words().order_by("-seq")


def _newest_first(events: EventQuerySet) -> EventQuerySet:
    return events.with_words().order_by("-at", "-pk")
