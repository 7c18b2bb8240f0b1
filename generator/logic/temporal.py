"""A simple temporal network: points in time, and bounds on the days between them.

Goes in: "``end`` comes at least so many days after ``start``", again and again; an upper bound is a lower one the other
way round.  Comes out: the least and the greatest distance between points, and, where the bounds contradict each other,
the closed chain of fewest bounds by which a point would come before itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from ..frozen import Record


class Bound(Record):
    """``end`` comes at least ``days`` after ``start``; ``tag`` is the caller's own mark."""

    start: int
    end: int
    days: int
    tag: int = 0


class Contradiction(Exception):
    """The bounds cannot all hold."""


class Network:
    """Points 0 … ``size`` - 1 and the bounds between them."""

    def __init__(self, size: int, bounds: Iterable[Bound]) -> None:
        self.size = size
        self.bounds = list(bounds)
        self._after: list[list[tuple[int, int]]] = [[] for _ in range(size)]
        self._before: list[list[tuple[int, int]]] = [[] for _ in range(size)]
        for bound in self.bounds:
            self._after[bound.start].append((bound.end, bound.days))
            self._before[bound.end].append((bound.start, bound.days))

    def earliest(self, origin: int) -> list[int | None]:
        """For every point the least number of days after the origin; None where nothing bounds it."""
        return self._longest(self._after, [origin])

    def latest(self, origin: int) -> list[int | None]:
        """For every point the greatest number of days after the origin; None where nothing bounds it."""
        return [None if days is None else -days for days in self._longest(self._before, [origin])]

    @property
    def consistent(self) -> bool:
        """Whether all bounds can hold together."""
        try:
            self._longest(self._after, range(self.size))
        except Contradiction:
            return False
        return True

    def _longest(self, arcs: list[list[tuple[int, int]]], starts: Iterable[int]) -> list[int | None]:
        """The longest way from some points to every other; :class:`Contradiction` where there is none, the ways being endless."""
        days: list[int | None] = [None] * self.size
        steps = [0] * self.size
        queue = deque(starts)
        for point in queue:
            days[point] = 0
        waiting = [point is not None for point in days]
        while queue:
            point = queue.popleft()
            waiting[point] = False
            so_far = days[point]
            assert so_far is not None
            for other, more in arcs[point]:
                known = days[other]
                if known is None or so_far + more > known:
                    days[other] = so_far + more
                    steps[other] = steps[point] + 1
                    if steps[other] >= self.size:
                        raise Contradiction
                    if not waiting[other]:
                        waiting[other] = True
                        queue.append(other)
        return days

    def shortest_contradiction(self) -> list[Bound]:
        """The fewest bounds that bring a point back after itself, in order; none where all can hold.

        Every such chain has a point from which all its beginnings are longer than nothing: only these are followed."""
        if self.consistent:
            return []
        following: list[list[Bound]] = [[] for _ in range(self.size)]
        for bound in self.bounds:
            following[bound.start].append(bound)
        ways: list[dict[int, tuple[int, tuple[Bound, ...]]]] = [{point: (0, ())} for point in range(self.size)]
        for _ in range(self.size):
            for origin, reached in enumerate(ways):
                further: dict[int, tuple[int, tuple[Bound, ...]]] = {}
                for point, (days, chain) in reached.items():
                    for bound in following[point]:
                        total = days + bound.days
                        if total > 0 and (bound.end not in further or total > further[bound.end][0]):
                            further[bound.end] = (total, (*chain, bound))
                if origin in further:
                    return list(further[origin][1])
                ways[origin] = further
        return []


def shortest_circle(after: Mapping[str, Sequence[str]]) -> list[str]:
    """The fewest points each of which waits for the one before it, and the first for the last; none where there is no such circle.

    ``after`` names for every point those that wait for it."""
    settled = depths(after)
    left = dict.fromkeys(point for point in [*after, *(other for others in after.values() for other in others)] if point not in settled)
    best: list[str] = []
    for origin in left:
        came: dict[str, str] = {}
        queue = deque([origin])
        while queue and not (best and origin in came):
            point = queue.popleft()
            for other in after.get(point, ()):
                if other in left and other not in came:
                    came[other] = point
                    queue.append(other)
            if origin in came:
                break
        if origin in came:
            circle = [origin]
            while (point := came[circle[-1]]) != origin:
                circle.append(point)
            circle.reverse()
            if not best or len(circle) < len(best):
                best = [origin, *circle[:-1]]
    return best


def depths(after: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many points stand before each in the longest chain of waiting; those that a circle holds up are left out."""
    count = dict.fromkeys([*after, *(other for others in after.values() for other in others)], 0)
    for others in after.values():
        for other in others:
            count[other] += 1
    found = dict.fromkeys((point for point, waits in count.items() if not waits), 0)
    free = deque(found)
    while free:
        point = free.popleft()
        for other in after.get(point, ()):
            count[other] -= 1
            if not count[other]:
                found[other] = found[point] + 1
                free.append(other)
    return found
