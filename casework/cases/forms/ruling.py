"""Forms that place and lift do-not-contact rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from casework.cases.contact_rules import rules_of
from casework.cases.forms.base import CaseForm, words
from casework.cases.gate import linked_victims
from casework.cases.models import ContactRule, Ground, Reach
from casework.people.models import Person
from casework.ui.forms import Radios
from casework.ui.times import short_date


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Person) -> str:
        return obj.full_name


class RuleForm(CaseForm):
    """Whom nobody is to contact, from when to when, who asked and why."""

    reach = forms.ChoiceField(
        label="Whom is nobody to contact?",
        choices=Reach.choices,
        widget=Radios(
            reveals={Reach.VICTIM: "victim", Reach.ADDRESS: ("address", "postcode")},
            hints={Reach.PERIOD: "Every case of the team, from the first day to the last."},
        ),
        help_text="Officers read the same words whatever it is for: Refer to DI before contact.",
        error_messages={"required": "Select whom nobody is to contact"},
    )
    victim = PersonField(
        Person.objects.none(),
        label="Whom does it protect?",
        widget=Radios(),
        empty_label=None,
        required=False,
    )
    address = forms.CharField(label="Address", max_length=160, required=False)
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)
    starts_on = forms.DateField(
        label="From which day?",
        widget=forms.DateInput,
        help_text="From today it holds at once.",
        error_messages={"required": "Enter the first day"},
    )
    ends_on = forms.DateField(
        label="To which day? (optional)",
        widget=forms.DateInput,
        help_text="Until it is lifted where you leave this empty. A period needs a last day.",
        required=False,
    )
    ground = forms.ChoiceField(
        label="What is it for?",
        choices=Ground.choices,
        widget=Radios(),
        error_messages={"required": "Select what it is for"},
    )
    asked_by = forms.CharField(
        label="Who asked for it?",
        max_length=120,
        error_messages={"required": "Enter who asked for it"},
    )
    reason = words("Why?", error="Enter why there is to be no contact")

    def prepare(self) -> None:
        """Offer the people this person is reported for harming: whoever opens it looks at them."""
        victims = linked_victims(self.subject)
        field: PersonField = self.fields["victim"]  # type: ignore[assignment]
        field.queryset = victims
        self.named = list(victims)
        self.initial.setdefault("starts_on", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """What a choice reveals has to be answered where that choice was taken."""
        given = super().clean() or {}
        wanted = {
            Reach.VICTIM: [("victim", "Select whom it protects")],
            Reach.ADDRESS: [("address", "Enter the address"), ("postcode", "Enter the postcode")],
            Reach.PERIOD: [("ends_on", "Enter the last day of the period")],
        }
        for name, message in wanted.get(given.get("reach", ""), []):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, message)
        return given


class RuleField(forms.ModelChoiceField):
    """One of the rules in place: what it is for, whom it reaches, from when to when."""

    def label_from_instance(self, obj: ContactRule) -> str:
        last = obj.ends_at - timedelta(seconds=1) if obj.ends_at else None
        until = f" to {short_date(last)}" if last else ", until lifted"
        reached = {Reach.VICTIM: _name(obj), Reach.ADDRESS: obj.address}.get(
            Reach(obj.reach), obj.get_reach_display()
        )
        return (
            f"{obj.get_ground_display()}: {reached}. {short_date(obj.starts_at)}{until}. "
            f"Asked for by {obj.asked_by}: {obj.reason}"
        )


def _name(rule: ContactRule) -> str:
    return f"to protect {rule.victim.full_name}" if rule.victim else ""


class LiftRuleForm(CaseForm):
    rule = RuleField(
        ContactRule.objects.none(),
        label="Which rule is lifted?",
        widget=Radios(),
        empty_label=None,
        error_messages={"required": "Select which rule is lifted"},
    )
    reason = words("Why is it lifted?", error="Enter why the rule is lifted")

    def prepare(self) -> None:
        rules = rules_of(self.subject, self.user, timezone.now())
        field: RuleField = self.fields["rule"]  # type: ignore[assignment]
        field.queryset = rules
        self.named = [rule.victim for rule in rules if rule.victim is not None]
