"""Slots without a database: intervals in, slots out."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from pytz import timezone, utc

from odoo.tests import BaseCase, tagged

from odoo.addons.account_payment_portal.models.meeting_slots import (
    list_free_slots,
    make_intervals,
    make_stretches,
)

HALF_HOUR = timedelta(minutes=30)
DAY = datetime(2026, 12, 1, tzinfo=utc)


def at(text):
    """Return a moment of the day, such as '9:30'.

    :rtype: datetime
    """
    hours, minutes = text.split(':')
    return DAY + timedelta(hours=int(hours), minutes=int(minutes))


def pairs(*texts):
    """Return pairs of moments of texts such as '9:00-12:00'.

    :rtype: list[tuple]
    """
    return [tuple(at(moment) for moment in text.split('-')) for text in texts]


def draw_pairs(random):
    """Return some random pairs of moments of the day, overlapping or not.

    :rtype: list[tuple]
    """
    return [
        tuple(sorted(DAY + timedelta(minutes=random.randrange(24 * 60)) for _end in range(2)))
        for _pair in range(random.randrange(6))
    ]


@tagged('post_install', '-at_install')
class TestMeetingSlots(BaseCase):
    def list_starts(self, hours, taken=(), duration=HALF_HOUR):
        """Return when the free slots of a day begin, as texts.

        :rtype: list[str]
        """
        slots = list_free_slots(
            make_stretches(pairs(*hours)), make_intervals(pairs(*taken)), duration
        )
        return [slot.start.strftime('%-H:%M') for slot in slots]

    def test_hours_are_cut_into_slots(self):
        self.assertEqual(self.list_starts(['9:00-10:30']), ['9:00', '9:30', '10:00'])

    def test_a_rest_that_is_too_short_stays_unused(self):
        self.assertEqual(self.list_starts(['9:00-10:29']), ['9:00', '9:30'])

    def test_hours_that_touch_are_one_stretch(self):
        hour = timedelta(hours=1)
        starts = self.list_starts(['9:00-9:30', '9:30-11:00'], duration=hour)
        self.assertEqual(starts, ['9:00', '10:00'])

    def test_each_stretch_begins_its_own_row(self):
        starts = self.list_starts(['9:10-10:10', '14:25-15:00'])
        self.assertEqual(starts, ['9:10', '9:40', '14:25'])

    def test_taken_times_hide_what_they_touch_and_move_nothing(self):
        starts = self.list_starts(['9:00-12:00'], ['9:40-10:10'])
        self.assertEqual(starts, ['9:00', '10:30', '11:00', '11:30'])

    def test_a_taken_time_that_ends_where_a_slot_begins_leaves_it_free(self):
        self.assertEqual(self.list_starts(['9:00-10:30'], ['9:30-10:00']), ['9:00', '10:00'])

    def test_taken_times_may_overlap(self):
        taken = ['8:00-9:45', '9:20-10:00', '9:00-9:10']
        self.assertEqual(self.list_starts(['9:00-11:00'], taken), ['10:00', '10:30'])

    def test_a_slot_longer_than_the_hours_is_none(self):
        self.assertEqual(self.list_starts(['9:00-9:20']), [])

    def test_nothing_is_free_without_hours(self):
        self.assertEqual(self.list_starts([], ['9:00-10:00']), [])

    def test_a_day_that_ends_a_microsecond_early_ends_at_midnight(self):
        zone = timezone('America/Santiago')
        start = zone.localize(datetime(2026, 12, 1, 23))
        stop = zone.localize(datetime(2026, 12, 1, 23, 59, 59, 999999))
        slots = list_free_slots(make_stretches([(start, stop)]), make_intervals([]), HALF_HOUR)
        self.assertEqual(len(slots), 2)

    def test_rows_do_not_depend_on_the_day_before(self):
        """Somebody who works day and night has the same slots, whenever one begins to look."""
        zone = timezone('Europe/Madrid')
        days = [
            (
                zone.localize(datetime(2026, 12, day)),
                zone.localize(datetime(2026, 12, day, 23, 59, 59, 999999)),
            )
            for day in (1, 2, 3)
        ]
        nothing, duration = make_intervals([]), timedelta(minutes=50)
        all_slots = list_free_slots(make_stretches(days), nothing, duration)
        last_slots = list_free_slots(make_stretches(days[1:]), nothing, duration)
        self.assertEqual(all_slots[-len(last_slots) :], last_slots)

    def test_free_slots_lie_in_hours_and_touch_neither_taken_times_nor_each_other(self):
        random = Random(19)  # noqa: S311
        for _round in range(200):
            hours, taken = draw_pairs(random), draw_pairs(random)
            duration = timedelta(minutes=random.randrange(5, 120))
            slots = list_free_slots(make_stretches(hours), make_intervals(taken), duration)
            work = make_intervals(hours)
            for start, stop in slots:
                self.assertEqual(stop - start, duration)
                self.assertTrue(any(first <= start and stop <= last for first, last, _ in work))
                self.assertFalse(any(first < stop and start < last for first, last in taken))
            for earlier, later in pairwise(slots):
                self.assertLessEqual(earlier.stop, later.start)
