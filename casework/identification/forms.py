"""What is asked on the nomination page."""

from __future__ import annotations

from django import forms


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
