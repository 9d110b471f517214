"""What the check of a list of names asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lodged.web.forms import DesignedForm


class NamesForm(DesignedForm):
    """Names pasted or in a file, and why they are looked up."""

    text = forms.CharField(
        label="Names",
        required=False,
        help_text="One a line: the name, then what else is known, separated by commas: an age, born 1990-02-11, "
        "a city, the day of the event. For example: Ada Example Sample, 34, Minneapolis, 2026-01-20",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        help_text="Text with a name a line, or CSV, Excel (.xlsx) or Parquet with the columns name, or last_name and "
        "first_name; also date_of_birth, age, city, date.",
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,.xlsx,.parquet"}),
    )
    purpose = forms.CharField(
        label="What list it is, and why it is checked",
        max_length=200,
        help_text="It is recorded with your name, as is each file that the answer shows.",
    )

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file that is too large."""
        file = self.cleaned_data["file"]
        if file and getattr(file, "was_cut", False):
            raise forms.ValidationError(
                f"{file.name} is too large for a list of names. Choose the list itself."
            )
        return file or None

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("text", "").strip()) == bool(cleaned.get("file")) and "file" in cleaned:
            self.add_error("text", "Paste names, or choose a file: one of the two.")
        return cleaned
