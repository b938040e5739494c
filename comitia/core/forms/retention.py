"""How long answers are kept after a meeting, and which are to be erased.

An answer is kept for the period under which it was given, or a shorter one that the form promises now: nobody who was
promised a period is kept longer because the form has changed since.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from comitia.core.forms.definition import Form


def period_of(key: str, given_under: Form, asked_now: Form) -> int | None:
    """Give for how many days after the meeting's last day an answer is kept; None: no period was set."""
    known = (form.question(key).retention_days for form in (given_under, asked_now) if key in form)
    return min((days for days in known if days is not None), default=None)


def erased_on(last_day: date, days: int) -> date:
    """Give the first day on which something is no longer kept that was to be kept for some days after a last day."""
    return last_day + timedelta(days=days + 1)


def due_keys(keys: Iterable[str], *, given_under: Form, asked_now: Form, last_day: date, today: date) -> frozenset[str]:
    """Name the answers that are no longer kept today."""
    periods = ((key, period_of(key, given_under, asked_now)) for key in keys)
    return frozenset(key for key, days in periods if days is not None and erased_on(last_day, days) <= today)
