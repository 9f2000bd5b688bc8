"""Whether to seek an order, the application, and giving the notice."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.cases.gate import linked_victims
from casework.enforcement.orders import permissions, rules
from casework.enforcement.orders.forms.base import OrderForm, line, words
from casework.enforcement.orders.models import Regime, VictimView
from casework.enforcement.orders.models.names import NOTICES
from casework.enforcement.orders.regimes import LAWS, Route, needs_notice
from casework.ui.forms import Radios
from casework.ui.questions import YesNoField

SOMEBODY = "SOMEBODY"
HINTS = {
    Regime.DAPN: "The police give it at once; a court hears it within 48 hours and may make a DAPO",
    Regime.DAPO: "Applied for without a notice first",
    Regime.DVPN: "The police give it at once; a court hears it within 48 hours and may make a DVPO",
    Regime.SPO: "Applied for to a magistrates' court",
    Regime.NON_MOLESTATION: "Made by a family court; you record it here",
    Regime.RESTRAINING: "Made by a criminal court; you record it here",
    Regime.PRE_CHARGE_BAIL: "Given in custody; you record it here",
    Regime.POST_CHARGE_BAIL: "Given by a court; you record it here",
}


class ConsiderForm(OrderForm):
    """Which order, for whom and why; the victim's view is asked for and never decides."""

    regime = forms.ChoiceField(
        label="Which order?",
        widget=Radios(hints={str(each): hint for each, hint in HINTS.items()}),
        error_messages={"required": "Select which order"},
    )
    protected = forms.ChoiceField(
        label="Whom does it protect?",
        widget=Radios(reveals={SOMEBODY: "protected_words"}),
        error_messages={"required": "Select whom it protects"},
    )
    protected_words = line("Who is it?", at_times=True, max_length=200)
    reason = words("Why an order, and why this one?", missing="Say why an order is considered")
    victim_view = forms.ChoiceField(
        label="What does the protected person think of it?",
        choices=VictimView.choices,
        required=False,
        widget=Radios(hints={"AGAINST": "Their view matters and does not decide"}),
        help_text="Not for an order that others made.",
    )
    victim_view_note = words("What did they say, or why were they not asked?", rows=2)
    article_8 = words(
        "Why is it proportionate to private and family life?",
        at_times=True,
        help_text="Human Rights Act 1998, article 8. Not for an order that others made.",
    )

    def prepare(self) -> None:
        force = self.order.case.force
        self.named = list(linked_victims(self.order.case))
        offered = [
            (str(each), each.label)
            for each in Regime
            if not needs_notice(each)
            and rules.is_live(each, force)
            and rules.is_live(NOTICES.get(each, each), force)
        ]
        self.fields["regime"].choices = offered  # type: ignore[attr-defined]
        people = [(str(each.pk), each.full_name) for each in self.named]
        somebody = (SOMEBODY, "Somebody without a record here")
        self.fields["protected"].choices = [*people, somebody]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The protected person as a record or as words."""
        answers = self.cleaned_data
        people = {str(each.pk): each for each in self.named}
        words_given = answers.pop("protected_words", "")
        if answers.get("protected") == SOMEBODY:
            if not words_given:
                self.add_error("protected_words", "Say whom it protects")
            answers["protected"] = words_given
        elif "protected" in answers:
            answers["protected"] = people[answers["protected"]]
        regime = answers.get("regime")
        if regime and LAWS[Regime(regime)].route != Route.RECEIVED:
            self.need("victim_view", "Select what the protected person thinks of it")
            self.need("article_8", "Say why it is proportionate")
        return answers


class AgreeForm(OrderForm):
    """A supervisor decides whether it is sought."""

    who_decides = staticmethod(permissions.check_can_agree)

    decision = forms.ChoiceField(
        label="Your decision",
        choices=[("PREPARE", "Prepare it"), ("DROP", "Do not pursue it")],
        widget=Radios,
        error_messages={"required": "Select your decision"},
    )
    reason = words("Why?", missing="Say why you decide this")


class PrepareForm(OrderForm):
    """What goes to the court, and of a notice to the person."""

    grounds = words(
        "Grounds",
        missing="Enter the grounds",
        rows=6,
        help_text="What happened and why an order is needed. A notice states them to the person.",
    )
    terms_sought = words(
        "What should the order ask of them?", missing="Enter what the order should ask", rows=4
    )
    child_welfare = words(
        "What is known about the welfare of any child?",
        at_times=True,
        help_text="A notice is not given without it.",
    )
    representations = words(
        "What did the person say to it, or why were they not asked?",
        at_times=True,
        help_text="A notice is not given without it.",
    )
    service_accommodation = YesNoField(
        label="Do they live in service accommodation?",
        widget=Radios(hints={"yes": "The commanding officer is told when a notice is served"}),
        error_messages={"required": "Select whether they live in service accommodation"},
    )

    def prepare(self) -> None:
        for name in ("grounds", "terms_sought", "child_welfare", "representations"):
            self.initial.setdefault(name, getattr(self.order, name))
        if self.order.prepared_at is not None:
            self.initial.setdefault(
                "service_accommodation", "yes" if self.order.service_accommodation else "no"
            )

    def clean(self) -> dict[str, Any]:
        if self.order.notice and self.order.notice_lapsed_at is None:
            self.need("child_welfare", "Say what is known about the welfare of any child")
            self.need("representations", "Say what they had to say, or why they were not asked")
        return self.cleaned_data


class AuthoriseForm(OrderForm):
    """The rank the law asks for gives the notice, or not."""

    who_decides = staticmethod(permissions.check_can_authorise_notice)

    decision = forms.ChoiceField(
        label="Your decision",
        choices=[
            ("AUTHORISE", "Give the notice"),
            ("SEND_BACK", "Send it back to be changed"),
            ("REFUSE", "Refuse it: the order is not pursued"),
        ],
        widget=Radios,
        error_messages={"required": "Select your decision"},
    )
    reason = words(
        "Why, or what must change",
        at_times=True,
        help_text="Needed to send it back or to refuse it.",
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("decision") in ("SEND_BACK", "REFUSE"):
            self.need("reason", "Say why, or what must change")
        return self.cleaned_data


class LapsedForm(OrderForm):
    """A supervisor decides at once what follows a notice that nobody heard in time."""

    decision = forms.ChoiceField(
        label="What happens now?",
        choices=[
            ("APPLY", "Apply for the order without a notice"),
            ("END", "End it: no order is sought"),
        ],
        widget=Radios,
        error_messages={"required": "Select what happens now"},
    )
    reason = words("Why?", missing="Say why you decide this")

    def prepare(self) -> None:
        if needs_notice(self.order.regime):
            choices = self.fields["decision"].choices[1:]  # type: ignore[attr-defined]
            self.fields["decision"].choices = choices  # type: ignore[attr-defined]
