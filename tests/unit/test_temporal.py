"""The network of times against brute force: bounds, contradictions of fewest links, circles; months against the calendar."""

from __future__ import annotations

from datetime import date
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.logic.days import Length, add_months, calendar_day, day_number, least_days, most_days
from generator.logic.temporal import Bound, Contradiction, Network, shortest_circle

REACH = 6
POINTS = 4
bounds = st.lists(st.builds(Bound, st.integers(0, POINTS - 1), st.integers(0, POINTS - 1), st.integers(-4, 4)), max_size=9)


def boxed(found: list[Bound]) -> list[Bound]:
    """Some bounds, and that no point is farther than :data:`REACH` days from the first."""
    return found + [Bound(*ends, -REACH) for point in range(1, POINTS) for ends in ((0, point), (point, 0))]


def solutions(found: list[Bound]) -> list[tuple[int, ...]]:
    """Every way to place the points within reach of the first so that all bounds hold."""
    days = range(-REACH, REACH + 1)
    placed = [(0, *rest) for rest in product(days, repeat=POINTS - 1)]
    return [at for at in placed if all(at[b.end] - at[b.start] >= b.days for b in found)]


@settings(max_examples=300, deadline=None)
@given(bounds)
def test_earliest_and_latest_are_those_of_all_solutions(found: list[Bound]) -> None:
    """Bounds are tight: some solution has each of them, and none is beyond."""
    network = Network(POINTS, boxed(found))
    possible = solutions(found)
    assert network.consistent is bool(possible)
    if possible:
        assert network.earliest(0) == [min(at[point] for at in possible) for point in range(POINTS)]
        assert network.latest(0) == [max(at[point] for at in possible) for point in range(POINTS)]


@settings(max_examples=300, deadline=None)
@given(bounds)
def test_a_contradiction_is_the_shortest_closed_chain(found: list[Bound]) -> None:
    """It follows link on link, brings a point back after itself, and no chain of fewer links does."""
    chain = Network(POINTS, found).shortest_contradiction()
    lengths = [
        len(ring)
        for size in range(1, POINTS + 1)
        for ring in permutations(range(POINTS), size)
        if all(longest(found, start, end) is not None for start, end in zip(ring, (*ring[1:], ring[0]), strict=True))
        and sum(longest(found, start, end) or 0 for start, end in zip(ring, (*ring[1:], ring[0]), strict=True)) > 0
    ]
    assert len(chain) == min(lengths, default=0)
    if chain:
        assert all(one.end == other.start for one, other in pairwise([*chain, chain[0]]))
        assert sum(bound.days for bound in chain) > 0
        for left_out in chain:
            assert not Network(POINTS, [bound for bound in chain if bound is not left_out]).shortest_contradiction()


def longest(found: list[Bound], start: int, end: int) -> int | None:
    """The strictest bound between two points."""
    return max((b.days for b in found if (b.start, b.end) == (start, end)), default=None)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=9))
def test_the_shortest_circle(waits: list[tuple[str, str]]) -> None:
    """Each point waits for the one before it, the first for the last, and no circle is shorter."""
    after: dict[str, list[str]] = {}
    for start, end in waits:
        after.setdefault(start, []).append(end)
    circle = shortest_circle(after)
    rings = [ring for size in range(1, 6) for ring in permutations("abcde", size) if all(e in after.get(s, ()) for s, e in pairwise([*ring, ring[0]]))]
    assert len(circle) == min((len(ring) for ring in rings), default=0)
    assert all(end in after[start] for start, end in pairwise([*circle, *circle[:1]]))


def test_points_that_nothing_binds_have_no_bounds() -> None:
    """None, not zero."""
    network = Network(3, [Bound(0, 1, 5)])
    assert network.earliest(0) == [0, 5, None]
    assert network.latest(0) == [0, None, None]


def test_ways_that_never_end_are_refused() -> None:
    """Bounds of a network that contradicts itself do not exist."""
    with pytest.raises(Contradiction):
        Network(2, [Bound(0, 1, 1), Bound(1, 0, 0)]).earliest(0)


@settings(max_examples=1000, deadline=None)
@given(st.dates())
def test_days_are_numbered_as_by_the_standard_library(day: date) -> None:
    """There and back."""
    assert day_number(day.year, day.month, day.day) == day.toordinal()
    assert calendar_day(day.toordinal()) == (day.year, day.month, day.day)


@settings(max_examples=500, deadline=None)
@given(st.dates(date(1600, 1, 1), date(2600, 12, 31)), st.integers(0, 600))
def test_months_have_no_fewer_and_no_more_days_than_said(start: date, months: int) -> None:
    """Whatever the day from which they count."""
    days = add_months(start.toordinal(), months) - start.toordinal()
    assert least_days(Length(months, "month")) <= days <= most_days(Length(months, "month"))


@settings(max_examples=300, deadline=None)
@given(st.dates(date(1600, 1, 1), date(2600, 12, 31)), st.integers(0, 600))
def test_a_month_later_is_the_same_day_or_the_last(start: date, months: int) -> None:
    """The month is so many later; the day is the same wherever the month has it."""
    end = date.fromordinal(add_months(start.toordinal(), months))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and date.fromordinal(end.toordinal() + 1).day == 1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2027-01-31", 1, "2027-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2028-02-29", 12, "2029-02-28"), ("1955-07-27", 24, "1957-07-27")],
)
def test_months_by_the_calendar(start: str, months: int, end: str) -> None:
    """As a calendar on the wall counts them."""
    assert date.fromordinal(add_months(date.fromisoformat(start).toordinal(), months)).isoformat() == end
