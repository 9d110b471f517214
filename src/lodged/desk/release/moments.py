"""Times as the desk writes and reads them: in the facility's zone, to the minute, with how long until or since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

MINUTE = timedelta(minutes=1)


def written(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as the desk writes it.

    >>> from datetime import UTC
    >>> written(datetime(2026, 7, 3, 14, 5, tzinfo=UTC), ZoneInfo("America/Chicago"))
    'Fri 3 Jul 2026, 09:05'
    """
    here = moment.astimezone(zone)
    return f"{here:%a} {here.day} {here:%b %Y, %H:%M}"


def briefly(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """As :func:`written`, without the year where it is the present one."""
    return written(moment, zone).replace(f" {now.astimezone(zone):%Y},", ",")


def span(length: timedelta) -> str:
    """A length of time in its two largest units.

    >>> span(timedelta(hours=3, minutes=12)), span(timedelta(days=2, hours=5)), span(timedelta(seconds=20))
    ('3 h 12 min', '2 d 5 h', '0 min')
    """
    minutes = int(abs(length) / MINUTE)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min"


def until(moment: datetime, now: datetime) -> str:
    """How long until, or since, a moment: ``in 3 h 12 min``, ``42 min ago``."""
    length = moment - now
    return f"in {span(length)}" if length >= timedelta(0) else f"{span(length)} ago"


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
    """A moment as a time input takes it."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}"
