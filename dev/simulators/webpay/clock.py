"""A clock that tests can move."""

from datetime import datetime, timedelta, timezone

MAX_SHIFT = timedelta(days=36500)


class Clock:
    """Tell the time of the simulator: the real time plus what a test added."""

    def __init__(self):
        self._shift = timedelta()

    def now(self) -> datetime:
        """Return the simulator's time, in UTC."""
        return datetime.now(timezone.utc) + self._shift

    def advance(self, **duration: float) -> None:
        """Move the clock, forward or back.

        :param duration: As for `timedelta`: `seconds`, `minutes`, `hours`, `days`.
        :raise ValueError: If that would leave the calendar.
        """
        shift = self._shift + timedelta(**duration)
        if abs(shift) > MAX_SHIFT:
            raise ValueError("The clock cannot be moved so far")
        self._shift = shift

    def reset(self) -> None:
        """Return to the real time."""
        self._shift = timedelta()
