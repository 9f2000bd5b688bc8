"""Plain `forms.Form`s drawn with the GOV.UK components.

Set once as FORM_RENDERER. `{{ form }}` gives all fields, `{{ form.name }}` one field with its
label, hint and error. Labels are what is asked, help texts are hints; a field that may stay
empty says "(optional)" in its label.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.utils.safestring import SafeString

from casework.ui.components import render
from casework.ui.controls import component_of
from casework.ui.fields import DATE_PARTS
from casework.ui.reveals import revealed_names

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class GovukBoundField(BoundField):
    """A field that draws itself whole: label, hint, error message and control."""

    def __str__(self) -> SafeString:
        return self.group()

    def group(self) -> SafeString:
        """The markup of the whole field; a hidden one is its input alone."""
        name, options = component_of(self)
        return render(name, options)


class Renderer(TemplatesSetting):
    """Draws forms from templates/components/. Django's own widget templates stay reachable,
    for what is printed by hand (a formset's management form)."""

    form_template_name = "components/parts/form.html"
    field_template_name = "components/parts/field.html"
    bound_field_class = GovukBoundField

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("django/forms/"):
            return DjangoTemplates().get_template(template_name)
        return super().get_template(template_name)

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == self.form_template_name:
            context = context | shown(context["form"])
        return super().render(template_name, context, request)


def shown(form: forms.BaseForm) -> dict[str, list[BoundField]]:
    """Which fields stand on the page themselves; a revealed field stands inside its choice."""
    inside = revealed_names(form)
    visible = [bound for bound in form.visible_fields() if bound.name not in inside]
    return {"shown_fields": visible, "hidden_fields": form.hidden_fields()}


def typed(form: forms.BaseForm, name: str) -> Any:
    """What was typed in a field, or None where nothing was or it cannot be read: its own
    cleaning says so. For a form that asks more or less by an answer, before it is cleaned."""
    field = form.fields[name]
    if not form.is_bound:
        return None
    # Not through the bound field, which would keep the label it has by now.
    raw = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    try:
        return field.clean(raw)
    except ValidationError:
        return None


class _ItsOwn:
    """What one form says of its choices stays with that form: another of its class has its own."""

    hints: dict[str, str]
    reveals: dict[str, str | tuple[str, ...]]

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        copied: Any = super().__deepcopy__(memo)  # type: ignore[misc]
        copied.hints, copied.reveals = dict(self.hints), dict(self.reveals)
        return copied


class Radios(_ItsOwn, forms.RadioSelect):
    """Radios whose choices may have hints and may reveal further fields of the same form.

    `hints` and `reveals` go by the choice's value; a reveal names one field or several.
    """

    def __init__(
        self,
        *,
        hints: dict[str, str] | None = None,
        reveals: dict[str, str | tuple[str, ...]] | None = None,
        inline: bool = False,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.hints, self.reveals, self.inline = hints or {}, reveals or {}, inline


class Checkboxes(_ItsOwn, forms.CheckboxSelectMultiple):
    """Checkboxes with hints and reveals, as with Radios; `small` suits long filter lists."""

    def __init__(
        self,
        *,
        hints: dict[str, str] | None = None,
        reveals: dict[str, str | tuple[str, ...]] | None = None,
        small: bool = False,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.hints, self.reveals, self.small = hints or {}, reveals or {}, small


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes."""

    first_part = "day"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(DATE_PARTS, forms.TextInput), attrs)

    def decompress(self, value: Any) -> list[Any]:
        """The three boxes of a stored date."""
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        return ["", "", ""]


class DateField(forms.MultiValueField):
    """A date known by heart, such as a date of birth. Gives a `date`, or None when left empty.

    The month may be typed as a number or a name. For a date near today take
    `forms.DateField`, which draws the browser's own calendar.
    """

    widget = DateParts
    default_error_messages = {
        "missing": "The date must include a %(part)s",
        "invalid": "The date must be a real date, like 27 3 1985",
    }

    def __init__(self, **kwargs: Any) -> None:
        boxes = tuple(forms.CharField(required=False) for _ in range(3))
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        """The date typed. Raises ValidationError naming the first part that is missing."""
        boxes = [str(each or "").strip() for each in value or []]
        if not any(boxes):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        for part, typed in zip(DATE_PARTS, boxes, strict=True):
            if not typed:
                raise ValidationError(
                    self.error_messages["missing"], code="missing", params={"part": part}
                )
        found = self._date(*boxes)
        self.run_validators(found)
        return found

    def _date(self, day: str, month: str, year: str) -> date:
        named = month[:3].lower()
        number = MONTHS.index(named) + 1 if named in MONTHS else month
        try:
            if len(year) != 4:
                raise ValueError(year)
            return date(int(year), int(number), int(day))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another date was typed than the one first shown."""
        shown_first = [str(each) for each in DateParts().decompress(initial)]
        return [str(each or "").strip() for each in data or ["", "", ""]] != shown_first
