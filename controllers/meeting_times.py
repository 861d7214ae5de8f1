"""How times of meetings are written: in the customer's time zone and, where they differ, also in
that of whom he meets.
"""

from collections import defaultdict
from datetime import timedelta

from babel.dates import format_date, format_skeleton, format_time
from pytz import timezone

from odoo.tools import babel_locale_parse, get_lang
from odoo.tools.date_utils import weekstart


class MeetingTimes:
    """Times as a customer reads them."""

    def __init__(self, env, zone, host_zone):
        """Read the times of one person's meetings.

        :param odoo.api.Environment env: Whose language they are written in.
        :param str zone: The time zone of the customer.
        :param str host_zone: The time zone of whom he meets.
        """
        self.zone = timezone(zone)
        self.host_zone = timezone(host_zone)
        self._locale = babel_locale_parse(get_lang(env).code)

    # === WEEKS === #

    def get_week_start(self, moment):
        """Return the first day of the week in which a moment lies, for the customer.

        :param datetime moment: The moment.
        :rtype: date
        """
        return weekstart(self._locale, moment.astimezone(self.zone).date())

    def prepare_days(self, slots, week):
        """Return the days of a week with their free slots.

        Shape: [{'date': date, 'name': str, 'slots': [{'value', 'time', 'host_time': str}]}]

        :param list[Slot] slots: Free slots, of any weeks.
        :param date week: The first day of the week.
        :return: The days that have free slots.
        :rtype: list[dict]
        """
        slots_by_day = defaultdict(list)
        for slot in slots:
            slots_by_day[slot.start.astimezone(self.zone).date()].append(slot)
        days = [week + timedelta(days=index) for index in range(7)]
        return [
            {
                'date': day,
                'name': format_skeleton('MMMEd', day, locale=self._locale),
                'slots': self._prepare_slots(slots_by_day[day]),
            }
            for day in days
            if day in slots_by_day
        ]

    def _prepare_slots(self, slots):
        # On the day on which the clocks go back, there are two times with one name.
        starts = [slot.start.astimezone(self.zone) for slot in slots]
        is_offset_shown = len({start.utcoffset() for start in starts}) > 1
        return [
            {
                'value': write_moment(start),
                'time': self._write_time(start)
                + (f' {self._write_offset(start)}' if is_offset_shown else ''),
                'host_time': self.write_host_time(start),
            }
            for start in starts
        ]

    # === TEXTS === #

    def write_day(self, moment):
        """Write the day of a moment, with its year.

        :param datetime moment: The moment.
        :rtype: str
        """
        day = moment.astimezone(self.zone).date()
        return format_date(day, format='full', locale=self._locale)

    def write_span(self, start, stop):
        """Write from when to when a meeting takes.

        :param datetime start: When it begins.
        :param datetime stop: When it ends.
        :rtype: str
        """
        times = (self._write_time(moment.astimezone(self.zone)) for moment in (start, stop))
        return ' \N{EN DASH} '.join(times)

    def write_host_time(self, moment):
        """Write the time of whom the customer meets.

        :param datetime moment: The moment.
        :return: The time, with the day if it is another one; empty where both clocks say the same.
        :rtype: str
        """
        own, other = moment.astimezone(self.zone), moment.astimezone(self.host_zone)
        if own.utcoffset() == other.utcoffset():
            return ''
        if own.date() == other.date():
            return self._write_time(other)
        weekday = format_date(other.date(), format='EEE', locale=self._locale)
        return f'{weekday} {self._write_time(other)}'

    def _write_time(self, local_moment):
        return format_time(local_moment.time(), format='short', locale=self._locale)

    def _write_offset(self, local_moment):
        text = local_moment.strftime('%z')
        return f'(UTC{text[:3]}:{text[3:]})'


def write_moment(moment):
    """Write a moment into an address.

    :param datetime moment: The moment, in any time zone.
    :rtype: str
    """
    return moment.astimezone(timezone('UTC')).strftime('%Y-%m-%dT%H:%MZ')
