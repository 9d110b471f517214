"""Times and words of the desk, for its templates."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lodged.desk.release.moments import briefly, until, written

register = template.Library()


@register.filter
def moment(value: datetime | None, zone: ZoneInfo) -> SafeString | str:
    """A time element with the moment on the facility's clock; nothing where there is none."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), written(value, zone))


@register.filter
def when(value: datetime | None, zone: ZoneInfo) -> SafeString | str:
    """As ``moment``, for a board: without the year where it is the present one."""
    if value is None:
        return ""
    words = briefly(value, zone, timezone.now())
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.filter
def clock(value: datetime | None, now: datetime) -> SafeString | str:
    """How long until or since a moment, kept up to date by the page where scripts run."""
    if value is None:
        return ""
    return format_html('<span data-clock="{}">{}</span>', value.isoformat(), until(value, now))


@register.filter
def minutes(value: timedelta | None) -> int:
    """Whole minutes of a length of time."""
    return int(value.total_seconds() // 60) if value else 0
