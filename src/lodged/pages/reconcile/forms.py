"""The forms of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from lodged.core.errors import UnreadableFileError
from lodged.core.states import STATES
from lodged.sources.files import open_file
from lodged.web.forms import DesignedForm
from lodged.web.uploads import MAXIMUM_UPLOAD_BYTES, temporary_path

ACCEPTED_FILES = (
    ".csv,.tsv,.txt,.xlsx,.xls,.ods,.json,.jsonl,.parquet,.feather,.html,.htm,.db,.sqlite,.gz,.zip"
)


class ManyFilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files under one name; cleans to a list, in the order they were chosen."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Clean each file as a FileField would."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class ReconciliationForm(DesignedForm):
    """What a reconciliation needs: the federal list, the custodians' records, a state and a date."""

    detainers = forms.FileField(
        label="Federal detainer list",
        help_text="One row a detainer, as CSV, Excel (.xlsx) or Parquet, up to 200 MB.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}),
    )
    custody = ManyFilesField(
        label="Custody records",
        help_text="One row a stay; one or more files, each up to 200 MB.",
        widget=ManyFilesInput(attrs={"accept": ACCEPTED_FILES}),
    )
    coverage = forms.FileField(
        label="Coverage (optional)",
        required=False,
        help_text="Which facility's records cover which days. Without it a facility counts as reporting from its "
        "first to its last row.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}),
    )
    state = forms.ChoiceField(label="State", choices=list(STATES.items()), initial="MN")
    as_of = forms.DateField(
        label="As of the end of",
        help_text="The day the question is about.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    mapping = forms.CharField(
        label="Column names that differ (optional)",
        required=False,
        help_text="One a line, THEIRS=OURS, for example: Surname=last_name",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    layout = forms.ChoiceField(
        label="Layout of the custody files",
        required=False,
        help_text="Where they are your agency's own export. A layout is made once, under Layouts of files.",
    )

    def __init__(self, *arguments: Any, layouts: Sequence[tuple[str, str]] = (), **named: Any) -> None:
        """Offer the layouts that may be chosen, by key and title."""
        super().__init__(*arguments, **named)
        offer_layouts(self.fields["layout"], layouts)

    def clean_detainers(self) -> UploadedFile:
        """Refuse a list that can't be read."""
        return readable_table(self.cleaned_data["detainers"])

    def clean_custody(self) -> Sequence[UploadedFile]:
        """Refuse a records file that can't be read."""
        return [readable_table(file) for file in self.cleaned_data["custody"]]

    def clean_coverage(self) -> UploadedFile | None:
        """Refuse a coverage file that can't be read."""
        file = self.cleaned_data["coverage"]
        return readable_table(file) if file else None

    def clean_as_of(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day has not come yet. Choose today or an earlier day.")
        return day

    def clean_mapping(self) -> list[str]:
        """Return the mapping as lines; what they say is checked when the files are read."""
        lines = [line.strip() for line in self.cleaned_data["mapping"].splitlines() if line.strip()]
        for line in lines:
            if line.count("=") != 1:
                raise forms.ValidationError(
                    f"[{line}] does not say which column is which. Write THEIRS=OURS, for example Surname=last_name."
                )
        return lines


def offer_layouts(field: forms.Field, layouts: Sequence[tuple[str, str]]) -> None:
    """Let a field choose among layouts, or none."""
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "The columns have the names that Lodged uses"), *layouts]


def readable_table(file: UploadedFile) -> UploadedFile:
    """Refuse a file that was cut off at the limit, or that isn't the table its readers take.

    What it is, is told from its first bytes; a workbook or Parquet file that would unpack to far more than it is, is
    not opened.
    """
    if getattr(file, "was_cut", False):
        raise forms.ValidationError(
            f"{file.name} is larger than {MAXIMUM_UPLOAD_BYTES // 1_000_000} MB. Send it as Parquet, or split it "
            "into several files."
        )
    try:
        open_file(temporary_path(file), name=file.name or "file")
    except UnreadableFileError as error:
        raise forms.ValidationError(str(error)) from error
    return file
