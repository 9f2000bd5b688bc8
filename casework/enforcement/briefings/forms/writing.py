"""Writing a briefing, authorising it and choosing who reads it."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.models import Team
from casework.enforcement.briefings import permissions, rules
from casework.enforcement.briefings.actions.writing import TEXTS, Content
from casework.enforcement.briefings.forms.base import BriefingForm, words
from casework.people.queries import addresses
from casework.ui.forms import Checkboxes, Radios
from casework.ui.questions import YesNoField, line
from casework.ui.times import short_date


class WriteForm(BriefingForm):
    """All that an officer on the street needs, and nothing more."""

    identifiers = words(
        "How can the person be recognised?",
        missing="Say how the person can be recognised",
        help_text="Build, hair, marks, clothes. No names of others.",
    )
    photo_reference = line("Reference of a photograph", max_length=60)
    vehicles = words("Vehicles")
    addresses = words(
        "Addresses",
        help_text="Of the person alone. If one changes, the briefing is recalled.",
    )
    purpose = words(
        "Why are they of interest?",
        missing="Say why they are of interest: the policing purpose",
    )
    conditions = words(
        "Bail, licence and orders in force",
        help_text="If one changes or ends, the briefing is recalled at once.",
    )
    powers = words(
        "What power is there?",
        missing="Say what power there is, or that there is none",
        help_text="Power of arrest for a breach, or that there is none",
    )
    warnings = words("Warnings")
    what_to_do = words("What are officers to do?", missing="Say what officers are to do")
    what_not_to_do = words("What are they not to do?")
    wanted = words("What do you want to know?")
    protected_person = YesNoField(
        label="May someone to protect be at one of the addresses?",
        help_text="The briefing then says so, and that it is not to be revealed. It names nobody.",
        widget=Radios(inline=True),
        error_messages={"required": "Select whether someone to protect may be there"},
    )
    expires_on = forms.DateField(
        label="Until when?",
        widget=forms.DateInput,
        error_messages={"required": "Enter the last day", "invalid": "Enter the last day"},
    )
    cites = line("Reference of a letter it rests on", max_length=40)

    def prepare(self) -> None:
        latest = rules.latest_end(self.briefing.case.force.nation)
        self.fields["expires_on"].help_text = f"At the latest {short_date(latest)}"
        for name in (*TEXTS, "cites"):
            self.initial[name] = getattr(self.briefing, name)
        if not self.briefing.submitted_at and not self.briefing.addresses:
            found = addresses(self.briefing.case.person)
            own = [each.one_line for each in found if each.doubtful_since is None]
            self.initial["addresses"] = "\n".join(own[:2])
        self.initial["expires_on"] = self.briefing.expires_on or latest
        if self.briefing.purpose:
            protected = "yes" if self.briefing.protected_person else "no"
            self.initial["protected_person"] = protected

    def clean(self) -> dict[str, Any]:
        """The texts in one value, as the action takes them."""
        answers = self.cleaned_data
        if self.errors:
            return answers
        answers["content"] = Content(**{name: answers.pop(name) for name in TEXTS})
        return answers


class AuthoriseForm(BriefingForm):
    """A sergeant who did not write it reads it, and looks up the powers today."""

    who_decides = staticmethod(permissions.check_can_authorise)

    decision = forms.ChoiceField(
        label="Your decision",
        choices=[
            ("AUTHORISE", "It may go out"),
            ("SEND_BACK", "Send it back to be changed"),
        ],
        widget=Radios(
            reveals={
                "AUTHORISE": ("redaction_checked", "powers_checked", "powers_source"),
                "SEND_BACK": "reason",
            }
        ),
        error_messages={"required": "Select your decision"},
    )
    redaction_checked = forms.BooleanField(
        label="I have read it: nothing in it gives a victim away", required=False
    )
    powers_checked = forms.BooleanField(
        label="I have checked today that the powers and conditions it states are still there",
        required=False,
    )
    powers_source = line("Where you checked them", at_times=True, max_length=120)
    reason = words("What must change?", at_times=True)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("decision") == "AUTHORISE":
            self.need("redaction_checked", "Read it for anything that gives a victim away")
            self.need("powers_checked", "Check the powers today")
            self.need("powers_source", "Say where you checked them")
        elif self.cleaned_data.get("decision") == "SEND_BACK":
            self.need("reason", "Say what must change")
        return self.cleaned_data


class TeamsField(forms.ModelMultipleChoiceField):
    """Teams by their names."""


class PublishForm(BriefingForm):
    """Named teams, and nobody else."""

    teams = TeamsField(
        queryset=Team.objects.none(),
        label="Which teams are to read it?",
        help_text="Only their officers see it. Each of their shifts is to be briefed in a day.",
        widget=Checkboxes,
        error_messages={"required": "Select the teams that are to read it"},
    )

    def prepare(self) -> None:
        teams = Team.objects.filter(force=self.briefing.case.force_id).order_by("name", "pk")
        self.fields["teams"].queryset = teams  # type: ignore[attr-defined]
        if self.briefing.previous is not None:
            before = self.briefing.previous.audience.values_list("team", flat=True)
            self.initial["teams"] = list(before)

    def clean_teams(self) -> list[Team]:
        return list(self.cleaned_data["teams"])
