"""Times and words of the desk, for its templates."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lodged.casework.directory import dial_link
from lodged.casework.moments import briefly, until, written, zone_name

register = template.Library()
register.filter("zone_name", zone_name)

_MARKS = {
    "now": '<path d="M8 1h8l7 7v8l-7 7H8l-7-7V8z"/>'
    '<path class="sign__mark" d="M10.6 5h2.8l-.5 9h-1.8zM10.5 16h3v3h-3z"/>',
    "overdue": '<path d="M12 1 23.5 22H.5z"/>'
    '<path class="sign__mark" d="M10.8 8.5h2.4l-.4 7h-1.6zM10.7 17h2.6v2.6h-2.6z"/>',
    "today": '<circle cx="12" cy="12" r="11"/>'
    '<path class="sign__mark" d="M10.8 5h2.4v6.6l4.4 3.2-1.4 1.9-5.4-4z"/>',
    "later": '<circle cx="12" cy="12" r="10"/>',
}
_SIGNS = {
    kind: mark_safe(  # noqa: S308 - our own drawing
        f'<svg class="sign sign--{kind}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{drawn}</svg>'
    )
    for kind, drawn in _MARKS.items()
}


@register.simple_tag
def sign(kind: str) -> SafeString:
    """Return the sign of an urgency; a word stands beside it. A board has many, so it is no component."""
    return _SIGNS[kind]


@register.filter
def moment(value: datetime | None, zone: ZoneInfo) -> SafeString | str:
    """Return a time element with the moment on the facility's clock; nothing where there is none."""
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
    """Return how long until or since a moment, kept up to date by the page where scripts run."""
    if value is None:
        return ""
    return format_html('<span data-clock="{}">{}</span>', value.isoformat(), until(value, now))


@register.filter
def dial(number: str) -> SafeString | str:
    """Return a telephone number as a link that dials it; as it stands where it can't be dialed."""
    link = dial_link(number)
    return format_html('<a href="{}">{}</a>', link, number) if link else number


@register.filter
def minutes(value: timedelta | None) -> int:
    """Whole minutes of a length of time."""
    return int(value.total_seconds() // 60) if value else 0
