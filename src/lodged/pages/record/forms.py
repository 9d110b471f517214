"""What the pages of the record ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from lodged.pages.reconcile.forms import ACCEPTED_FILES, offer_layouts, readable_table
from lodged.register.models import Facility
from lodged.web.forms import DesignedForm


class MomentForm(DesignedForm):
    """The two times of a question to the record, both in the agency's own time."""

    at = forms.CharField(
        label="Held at",
        required=False,
        help_text="Leave blank for now.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    known_at = forms.CharField(
        label="As recorded on",
        required=False,
        help_text="What the record said then. Leave blank for now.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def __init__(self, *arguments: Any, zone: ZoneInfo, label: str = "Held at", **named: Any) -> None:
        """Read times in ``zone``; ``label`` says what is asked of the first."""
        super().__init__(*arguments, **named)
        self._zone = zone
        self.fields["at"].label = label

    def clean_at(self) -> datetime | None:
        """Read the moment of the question."""
        return self._moment("at")

    def clean_known_at(self) -> datetime | None:
        """Read the moment of the knowledge."""
        return self._moment("known_at")

    def _moment(self, name: str) -> datetime | None:
        text = self.cleaned_data[name].strip()
        if not text:
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=self._zone)
        except ValueError as error:
            raise forms.ValidationError(f"[{text}] is no time. Write it like 2026-01-13T21:30.") from error


class ReturnForm(DesignedForm):
    """Which facility's count to file."""

    facility = forms.ModelChoiceField(queryset=Facility.objects.none(), label="Facility", empty_label=None)

    def __init__(self, *arguments: Any, facilities: QuerySet[Facility], **named: Any) -> None:
        """Offer the agency's own facilities."""
        super().__init__(*arguments, **named)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined]


class LoadForm(DesignedForm):
    """A file to compare with the record."""

    file = forms.FileField(
        label="File",
        help_text="CSV, Excel (.xlsx) or Parquet, up to 200 MB.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}),
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[
            ("roster", "Custody records: one row a stay"),
            ("list", "A federal list: one row a detainer"),
        ],
    )
    mapping = forms.CharField(
        label="Column names that differ (optional)",
        required=False,
        help_text="One a line, THEIRS=OURS. They are kept for the next file once this one is recorded.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    layout = forms.ChoiceField(
        label="Layout of custody records",
        required=False,
        help_text="Where they are your agency's own export. A layout is made once, under Layouts of files.",
    )

    def __init__(self, *arguments: Any, layouts: Sequence[tuple[str, str]] = (), **named: Any) -> None:
        """Offer the layouts that may be chosen, by key and title."""
        super().__init__(*arguments, **named)
        offer_layouts(self.fields["layout"], layouts)

    def clean(self) -> dict[str, Any]:
        """Refuse a layout for a federal list."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("layout") and given.get("kind") == "list":
            self.add_error(
                "layout", "A layout says how custody records are read. Leave it out for a federal list."
            )
        return given

    def clean_file(self) -> UploadedFile:
        """Refuse a file that can't be read."""
        return readable_table(self.cleaned_data["file"])

    def clean_mapping(self) -> list[str]:
        """Return the mapping as lines; what they say is checked when the file is read."""
        return [line.strip() for line in self.cleaned_data["mapping"].splitlines() if line.strip()]
