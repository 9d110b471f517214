"""The form field in which staff enter a time on the facility's clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone


class MomentField(forms.CharField):
    """A moment on the facility's clock, to the minute."""

    def __init__(self, *, zone: ZoneInfo | None = None, **named: Any) -> None:
        """``zone`` may be set later, when the facility is known."""
        named.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}))
        super().__init__(**named)
        self.zone = zone

    def clean(self, value: Any) -> Any:
        """Read the moment in the zone; an hour that a change of clocks leaves out is refused."""
        text = super().clean(value).strip()
        if not text:
            return None
        if self.zone is None:
            raise ValueError("A moment is read in a zone.")
        try:
            moment = datetime.fromisoformat(text).replace(tzinfo=self.zone)
        except ValueError as error:
            raise forms.ValidationError(f"[{text}] is no time. Write it like 2026-01-13T21:30.") from error
        if moment.astimezone(timezone.get_fixed_timezone(0)).astimezone(self.zone).hour != moment.hour:
            raise forms.ValidationError(
                f"[{text}] does not exist: the clocks were put forward. Check the hour."
            )
        return moment


def for_input(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment as a time input takes it."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}"
