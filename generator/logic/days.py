"""Days of the calendar as numbers, and lengths of time as days.

Written out, because the standard module is a twentieth of what a small draft may take to start."""

from __future__ import annotations

from functools import cache

from ..frozen import Record
from ..values import read_date

LAST_YEAR, LAST_DAY = 9999, 3_652_059
MONTHS = ("month", "year")


class Length(Record):
    """A length of time as it is written: 90, "day"."""

    value: int
    unit: str

    @property
    def months(self) -> int:
        """How many months it has; 0 where it is counted in hours, days or weeks."""
        return self.value * (12 if self.unit == "year" else 1) if self.unit in MONTHS else 0


NOTHING = Length(0, "day")


def day_number(year: int, month: int, day: int) -> int:
    """The number of a day; 1 is the first of January of the year 1.  Years are taken to begin in March."""
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day - 306


def calendar_day(number: int) -> tuple[int, int, int]:
    """The year, month and day of a number: the way back."""
    era, rest = divmod(number + 305, 146_097)
    year = (rest - rest // 1460 + rest // 36_524 - rest // 146_096) // 365
    rest -= 365 * year + year // 4 - year // 100
    month = (5 * rest + 2) // 153
    return era * 400 + year + (month > 9), month + 3 if month < 10 else month - 9, rest - (153 * month + 2) // 5 + 1


def read_day(text: object) -> int | None:
    """ "2027-03-01" → its number; None where it is no date of the calendar."""
    read = read_date(text)
    return day_number(*read) if read else None


def shown_day(number: int | None) -> str:
    """A number → "2027-03-01"; "" where it is no date of the calendar."""
    return "{:04}-{:02}-{:02}".format(*calendar_day(number)) if number is not None and 1 <= number <= LAST_DAY else ""


def add_months(number: int, months: int) -> int:
    """The same day of a later month, or its last day where it has no such day."""
    year, month, day = calendar_day(number)
    year, month = divmod(year * 12 + month - 1 + months, 12)
    first = day_number(year, month + 1, 1)
    return first + min(day, day_number(year + month // 11, (month + 1) % 12 + 1, 1) - first) - 1


def add(number: int, length: Length) -> int:
    """The day after a length of time that begins on a known day; hours count as the fewest days that they fill."""
    return add_months(number, length.months) if length.months else number + least_days(length)


def least_days(length: Length) -> int:
    """The fewest whole days that a length of time may have."""
    if length.months:
        return _months_span(length.months)[0]
    return length.value // 24 if length.unit == "hour" else length.value * (7 if length.unit == "week" else length.unit == "day")


def most_days(length: Length) -> int:
    """The most whole days that a length of time may have."""
    if length.months:
        return _months_span(length.months)[1]
    return -(-length.value // 24) if length.unit == "hour" else least_days(length)


@cache
def _months_span(months: int) -> tuple[int, int]:
    """The fewest and the most days of so many months, from the first of any month on."""
    starts = [day_number(1896 + n // 12, n % 12 + 1, 1) for n in range(108)]
    days = [add_months(start, months) - start for start in starts]
    return min(days) - months // 1200, max(days) + months // 1200
