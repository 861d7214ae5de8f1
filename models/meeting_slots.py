"""Free slots: hours and taken times in, slots out. Knows no records, and no time zones."""

from bisect import bisect_right
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from odoo.tools import groupby
from odoo.tools.intervals import Intervals

# Odoo's intervals carry records; ours carry none.
_NOTHING = frozenset()

# Odoo ends a day one microsecond before midnight.
_INSTANT = timedelta(microseconds=1)


class Slot(NamedTuple):
    """A time in which two people could meet; both moments know their time zone."""

    start: datetime
    stop: datetime


def make_intervals(pairs):
    """Join the pairs of moments that overlap or touch.

    :param Iterable[tuple] pairs: `(start, stop)`, in any order.
    :rtype: Intervals
    """
    return Intervals((start, _close_day(stop), _NOTHING) for start, stop in pairs if start < stop)


def make_stretches(pairs):
    """Join what touches within a day: each result begins a row of slots.

    Days stay apart, so that the rows don't depend on the day from which on they are asked for.

    :param Iterable[tuple] pairs: `(start, stop)`, in the time zone whose days are meant.
    :return: `(start, stop)`, oldest first.
    :rtype: list[tuple]
    """
    stretches = []
    for _day, day_pairs in groupby(sorted(pairs), key=lambda pair: pair[0].date()):
        stretches += [(start, stop) for start, stop, _records in make_intervals(day_pairs)]
    return stretches


def list_free_slots(stretches, taken, duration):
    """Cut stretches into slots and leave out those that touch a taken time.

    :param Iterable[tuple] stretches: When somebody works; see :func:`make_stretches`.
    :param Intervals taken: When he is busy.
    :param timedelta duration: How long a slot is.
    :return: The free slots, oldest first.
    :rtype: list[Slot]
    """
    starts = [start for start, _stop, _records in taken]
    stops = [stop for _start, stop, _records in taken]

    def is_free(slot):
        index = bisect_right(stops, slot.start)  # The first that ends after the slot begins.
        return index == len(stops) or starts[index] >= slot.stop

    return [slot for stretch in stretches for slot in _cut(*stretch, duration) if is_free(slot)]


def _cut(start, stop, duration):
    """Return the slots of a stretch, the first one at its start; a rest stays unused.

    :param datetime start: When the stretch begins.
    :param datetime stop: When it ends.
    :param timedelta duration: How long a slot is.
    :rtype: list[Slot]
    """
    count = (stop - start) // duration
    moments = [start + duration * index for index in range(count + 1)]
    return [Slot(*pair) for pair in pairwise(moments)]


def _close_day(stop):
    """Return the midnight that is meant by Odoo's last instant of a day.

    :param datetime stop: The end of some interval.
    :rtype: datetime
    """
    return stop + _INSTANT if stop.microsecond else stop
