"""Dates and times as the pages write them, in the time zone of the site."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def short_date(day: date | datetime | None) -> str:
    """ "22 November 2026"; an instant is first taken to the site's time zone. None gives ""."""
    if day is None or day == "":
        return ""
    day = _local(day)
    return f"{day.day} {day:%B %Y}"


def weekday_date(day: date | datetime | None) -> str:
    """ "Sun 22 November", for lists where the year is plain."""
    if day is None or day == "":
        return ""
    day = _local(day)
    return f"{day:%a} {day.day} {day:%B}"


def local_time(instant: datetime | None) -> str:
    """ "Sunday 22 November 2026 at 2:05pm" for an aware instant. None gives ""."""
    if instant is None or instant == "":
        return ""
    local = timezone.localtime(instant)
    return f"{local:%A} {local.day} {local:%B %Y} at {clock(local)}"


def latest(instant: datetime | None) -> str:
    """The last moment for something, to stand after "by": as `local_time`, but midnight is said by
    the day that ends then, "the end of Tuesday 24 November 2026". None gives "".
    """
    if instant is None or instant == "":
        return ""
    local = timezone.localtime(instant)
    if local.time() != time.min:
        return local_time(instant)
    day = local.date() - timedelta(days=1)
    return f"the end of {day:%A} {day.day} {day:%B %Y}"


def moment(when: date | datetime | None) -> str:
    """ "22 November 2026 at 2:05pm"; of a day only the day, since nothing else is known."""
    if isinstance(when, datetime):
        return f"{short_date(when)} at {clock(timezone.localtime(when))}"
    return short_date(when)


def clock(local: datetime) -> str:
    """ "2:05pm", "2pm" on the hour, "midday" and "midnight"; of a time already local."""
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'pm' if local.hour >= 12 else 'am'}"


def machine_time(when: date | datetime | None) -> str:
    """For the `datetime` attribute: ISO 8601, an instant in the site's time zone to the second.

    HTML knows no more than three digits of a second.
    """
    if when is None or when == "":
        return ""
    local = _local(when)
    return local.isoformat(timespec="seconds") if isinstance(local, datetime) else local.isoformat()


def _local(when: date | datetime) -> date | datetime:
    return timezone.localtime(when) if isinstance(when, datetime) else when
