"""Times as staff read them: in the facility's zone, to the minute, with how long until or since."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
_ZONES = {
    "America/New_York": "Eastern time",
    "America/Detroit": "Eastern time",
    "America/Indiana/Indianapolis": "Eastern time",
    "America/Chicago": "Central time",
    "America/Denver": "Mountain time",
    "America/Boise": "Mountain time",
    "America/Phoenix": "Arizona time",
    "America/Los_Angeles": "Pacific time",
    "America/Anchorage": "Alaska time",
    "Pacific/Honolulu": "Hawaii time",
    "America/Puerto_Rico": "Atlantic time",
    "Pacific/Guam": "Chamorro time",
}


def zone_name(zone: ZoneInfo | str) -> str:
    """Return a time zone as American staff call it; one without such a name by its identifier.

    >>> zone_name(ZoneInfo("America/Chicago")), zone_name("Europe/Berlin")
    ('Central time', 'Europe/Berlin time')
    """
    key = str(zone)
    return _ZONES.get(key, f"{key} time")


def written(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment as the desk writes it.

    >>> from datetime import UTC
    >>> written(datetime(2026, 7, 3, 14, 5, tzinfo=UTC), ZoneInfo("America/Chicago"))
    'Fri 3 Jul 2026, 09:05'
    """
    here = moment.astimezone(zone)
    return f"{here:%a} {here.day} {here:%b %Y, %H:%M}"


def briefly(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return a moment as :func:`written`, without the year where it is the present one."""
    return written(moment, zone).replace(f" {now.astimezone(zone):%Y},", ",")


def span(length: timedelta) -> str:
    """Return a length of time in its two largest units.

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
    """Return how long until, or since, a moment: ``in 3 h 12 min``, ``42 min ago``."""
    length = moment - now
    return f"in {span(length)}" if length >= timedelta(0) else f"{span(length)} ago"
