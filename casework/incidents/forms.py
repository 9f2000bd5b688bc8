"""What is asked on the imports pages."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.models import Force, User
from casework.core.policy import number
from casework.incidents.importer import BrokenMapping, Mapping, mapping_from, read_mapping
from casework.incidents.models import Upload
from casework.incidents.permissions import forces_imported_by

LARGEST = number("import.largest_file_on_the_page", 20, unit="MB", source="local")


class UploadForm(forms.Form):
    """Which file, of which force, and how its columns are called there."""

    force = forms.ModelChoiceField(
        label="Whose records are these?",
        queryset=Force.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose the force"},
    )
    file = forms.FileField(
        label="Export of incidents and crimes",
        help_text="A CSV file in UTF-8 with a header row.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": "Choose the file to import",
            "empty": "The file is empty",
        },
    )
    mapping = forms.FileField(
        label="Names of columns (optional)",
        help_text=(
            "A JSON or TOML file that says how your system calls the columns. The one used for "
            "the last import of this force is used again if you leave this empty."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,.toml"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, user: User) -> None:
        super().__init__(data, files)
        field: Any = self.fields["force"]
        field.queryset = Force.objects.filter(pk__in=forces_imported_by(user)).order_by("name")
        if field.queryset.count() == 1:
            field.initial = field.queryset.get()
            field.widget = forms.HiddenInput()

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > LARGEST.value * 1_000_000:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST.value} MB. Ask your administrator to import "
                "it with the command import_incidents"
            )
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        mapping = given.get("mapping")
        try:
            given["mapping"] = (
                read_mapping(mapping.read(), is_toml=mapping.name.lower().endswith(".toml"))
                if mapping
                else _last_used(given.get("force"))
            )
        except BrokenMapping as error:
            self.add_error("mapping", str(error).rstrip("."))
        return given


def _last_used(force: Force | None) -> Mapping:
    """The mapping of the last file of this force that was imported on the page."""
    imported = Upload.objects.filter(force=force, batch__isnull=False).order_by("-uploaded_at")
    last = imported.first()
    return mapping_from(last.mapping if last else {})
