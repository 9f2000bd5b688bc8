"""The filters of the audit list."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from casework.audit.models import EventQuerySet, Mention
from casework.audit.names import refs_meant
from casework.audit.words import registered


class EventFilter(forms.Form):
    """Everything may stay empty; what is given must all hold."""

    actor = forms.CharField(
        label="Who did it", help_text="Their user name", required=False, max_length=60
    )
    verb = forms.ChoiceField(label="What was done", required=False)
    object = forms.CharField(
        label="To what",
        help_text="A reference such as P-10482. Looks at it are found too",
        required=False,
        max_length=80,
    )
    first_day = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last_day = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs: Any = self.fields["verb"]
        verbs.choices = [("", "Anything"), *registered().items()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day must be the same as or after the first day")
        return given

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """The events that pass every filter given. Call it on a valid form."""
        given = self.cleaned_data
        if given["actor"]:
            events = events.filter(actor__username=given["actor"].strip().lower())
        if given["verb"]:
            events = events.filter(verb=given["verb"])
        if given["object"]:
            refs = refs_meant(given["object"])
            named = Mention.objects.filter(object__in=refs).values("event_id")
            events = events.filter(Q(object__in=refs) | Q(pk__in=named))
        if given["first_day"]:
            events = events.filter(at__gte=_start_of(given["first_day"]))
        if given["last_day"]:
            events = events.filter(at__lt=_start_of(given["last_day"] + timedelta(days=1)))
        return events

    def in_use(self) -> list[str]:
        """The labels of the filters given, to say which may be in the way."""
        if not self.is_bound or not self.is_valid():
            return []
        return [str(self[name].label) for name, value in self.cleaned_data.items() if value]


def _start_of(day: Any) -> datetime:
    """Midnight at the start of a local day."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
