"""Forms of the register. None asks for an expiry: that is worked out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.accounts.access import holders_of
from casework.accounts.models import Force, Rank, Role, User
from casework.cases.models import Case, not_kept_from
from casework.enforcement.authorities.models import Authority, UnitMember
from casework.enforcement.authorities.models.authority import at_least
from casework.ui.forms import Radios


def words(label: str, *, error: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, widget=forms.Textarea, error_messages={"required": error}
    )


class UserField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.display_name


class LogForm(forms.Form):
    """The number of the central record and the case it is about."""

    ref = forms.CharField(
        label="Which case?",
        help_text="Its reference, like IC-0417/26",
        max_length=20,
        error_messages={"required": "Enter the reference of the case"},
    )
    urn = forms.CharField(
        label="URN of the central record",
        max_length=40,
        error_messages={"required": "Enter the URN"},
    )
    scope_label = forms.CharField(
        label="Label for the scope",
        help_text="A few words by which the scope is known. No tactics, no product, no sources.",
        max_length=80,
        error_messages={"required": "Enter a label for the scope"},
    )
    speed = forms.ChoiceField(
        label="Is it urgent?",
        choices=[
            ("WRITTEN", "No, a superintendent decides in writing"),
            ("URGENT", "Yes, an inspector decides, for 72 hours"),
        ],
        widget=Radios(),
        error_messages={"required": "Select whether it is urgent"},
    )

    def __init__(self, data: Any = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Turn the answers into the arguments of `log_application`."""
        given = super().clean() or {}
        known = Case.objects.filter(not_kept_from(self.user, case="pk"))
        case = known.by_ref(given.get("ref", "")).first()
        if "ref" in given and case is None:
            self.add_error("ref", "There is no such case.")
        if self.errors:
            return given
        return {
            "case": case,
            "urn": given["urn"],
            "scope_label": given["scope_label"],
            "urgent": given["speed"] == "URGENT",
        }


class MoveForm(forms.Form):
    """A form about one authority, filled in by a user."""

    def __init__(self, data: Any = None, *, subject: Authority, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.subject, self.user = subject, user
        self.prepare()

    def prepare(self) -> None:
        """Fill what depends on the authority: choices, first values."""

    def offer_officers(self) -> None:
        """Those whose rank suffices, without who logged the application; the reader first."""
        case, urgent = self.subject.case, self.subject.urgent
        rank = Rank.INSPECTOR if urgent else Rank.SUPERINTENDENT
        held = holders_of(Role.AUTHORISER, force=case.force, team=case.team)
        able = [user.pk for user in held if at_least(user, rank)]
        field: UserField = self.fields["officer"]  # type: ignore[assignment]
        field.queryset = held.filter(pk__in=able).exclude(pk=self.subject.logged_by_id)
        if self.user.pk in able:
            self.initial.setdefault("officer", self.user.pk)


def officer_field() -> UserField:
    return UserField(
        User.objects.none(),
        label="Which authorising officer decided?",
        empty_label=None,
        widget=Radios(),
        error_messages={"required": "Select who decided"},
    )


def review_field() -> forms.DateField:
    return forms.DateField(
        label="When is it reviewed next?",
        widget=forms.DateInput,
        help_text="As the authorising officer set it, before it expires.",
        error_messages={"required": "Enter the day of the next review"},
    )


class GrantForm(MoveForm):
    officer = officer_field()
    granted_at = forms.DateTimeField(
        label="When was it granted?",
        widget=forms.DateTimeInput,
        error_messages={"required": "Enter when it was granted"},
    )
    effective_at = forms.DateTimeField(
        label="When does it take effect?",
        widget=forms.DateTimeInput,
        help_text="The expiry is worked out from this.",
        error_messages={"required": "Enter when it takes effect"},
    )
    review_on = review_field()

    def prepare(self) -> None:
        self.offer_officers()
        now = timezone.localtime().replace(second=0, microsecond=0)
        self.initial["granted_at"] = self.initial["effective_at"] = now


class RefuseForm(MoveForm):
    officer = officer_field()
    reason = words("Why was it refused?", error="Enter why it was refused")

    def prepare(self) -> None:
        self.offer_officers()


class ReviewForm(MoveForm):
    reason = words("Why is it still needed?", error="Enter why it is still needed")
    review_on = review_field()


class StopForm(MoveForm):
    reason = words("Why is it over?", error="Enter why it is over")
    told = words("Who was told to stop?", error="Enter who was told", hint="Names and times.")


class LapseForm(MoveForm):
    report = words(
        "What happened, and when did it stop?",
        error="Enter what happened and when it stopped",
        hint="Reporting an error to the commissioner is the duty of the covert unit.",
    )
    told = words("Who was told?", error="Enter who was told")


class NameForm(forms.Form):
    """Put somebody on the list of the covert unit."""

    user = UserField(
        User.objects.none(),
        label="Who is named?",
        error_messages={"required": "Select who is named"},
    )
    reason = forms.CharField(
        label="Why do they need to know?",
        max_length=200,
        error_messages={"required": "Enter why they need to know"},
    )

    def __init__(self, data: Any = None, *, force: Force, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        named = UnitMember.objects.filter(force=force, removed_at=None)
        field: UserField = self.fields["user"]  # type: ignore[assignment]
        field.queryset = (
            User.objects.filter(force=force, is_active=True)
            .exclude(pk__in=named.values("user"))
            .exclude(pk=user.pk)
            .order_by("last_name", "first_name", "pk")
        )


class RemoveForm(forms.Form):
    reason = forms.CharField(
        label="Why do they no longer need to know?",
        max_length=200,
        error_messages={"required": "Enter why they no longer need to know"},
    )
