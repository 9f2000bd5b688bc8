"""What is asked on the nomination page."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.models import Force, User
from casework.identification.permissions import forces_run_by
from casework.identification.rule import RULES


class RunForm(forms.Form):
    """Which programme to run over the records of which force."""

    programme = forms.ChoiceField(label="Programme")
    force = forms.ModelChoiceField(label="Force", queryset=Force.objects.none(), empty_label=None)

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        programme: Any = self.fields["programme"]
        programme.choices = [(rule.slug, rule.name) for rule in RULES.values()]
        force: Any = self.fields["force"]
        force.queryset = Force.objects.filter(pk__in=forces_run_by(user)).order_by("name")
        self.may_run = force.queryset.exists()
        if force.queryset.count() == 1:
            force.initial = force.queryset.get()
            force.widget = forms.HiddenInput()


class SettleForm(forms.Form):
    """Nobody needs to look at this nomination any more."""

    reason = forms.CharField(
        label="Why does nobody need to look at it?",
        help_text="The same records will not raise it again. A new record can.",
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": "Say why nobody needs to look at this nomination"},
    )


class ConclusionForm(forms.Form):
    """What an analyst found on a nomination whose records no longer support it."""

    conclusion = forms.CharField(
        label="What did you conclude?",
        help_text="The nomination and its case stay as they are. Say what should follow, if any.",
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": "Say what you concluded"},
    )
