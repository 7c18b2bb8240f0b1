"""When things happen: the milestones of all instruments as a simple temporal network.

Goes in: a Selection.  Comes out: for every milestone the earliest and the latest day, counted from the entry into force
of the first instrument, and as dates where dates are known; the circles in which steps wait for each other; and for what
contradicts itself the shortest chain that closes.

Days and weeks count exactly.  Months and years count by the calendar where the date of their start is known; elsewhere
between the fewest and the most days that so many months can have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from ..diagnostics import Span
from ..frozen import Record
from ..hints import Any, TypeGuard
from ..select import Selection
from .days import LAST_DAY, Length, add, least_days, most_days, shown_day
from .dues import CALENDAR, Dues, Link, Milestone
from .temporal import Bound, Contradiction, Network, depths, shortest_circle

MOST_CONTRADICTIONS = 20


class Range(Record):
    """The earliest and the latest day; None where nothing bounds it."""

    earliest: int | None = None
    latest: int | None = None


class Conflict(Record):
    """Links that cannot all hold, each following on the one before it; ``days`` is by how much a step would precede itself
    (0: it waits for itself)."""

    links: tuple[Link, ...]
    days: int

    @property
    def is_circle(self) -> bool:
        """Whether its steps wait for each other, whatever the dates."""
        return not self.days


def timeline_of(selection: Selection) -> Timeline:
    """The timeline of a selection, made once."""
    if "timeline" not in selection.kept:
        selection.kept["timeline"] = Timeline(selection)
    made: Timeline = selection.kept["timeline"]
    return made


class Timeline:
    """The milestones of a selection by id, in printing order, with what is known of their time."""

    def __init__(self, selection: Selection) -> None:
        self.dues = Dues(selection)
        self.milestones: dict[str, Milestone] = self.dues.milestones
        self.links = self.dues.links
        first = next(iter(selection.instruments), "")
        self.origin = f"{first}:entry-into-force"
        self._index = {id: number for number, id in enumerate([CALENDAR, *self.milestones])}
        self._pinned = _known_days(self.links)
        self._from: dict[str, list[int | None]] = {}

    # --------------------------------------------------------------- bounds

    def _bounds(self, numbers: Iterable[int]) -> list[Bound]:
        """Some links as bounds of the network, lower and upper."""
        made = []
        for number in numbers:
            link = self.links[number]
            start, end = self._index[link.start], self._index[link.end]
            known = self._pinned.get(link.start)
            if link.low is not None:
                made.append(Bound(start, end, add(known, link.low) - known if known else least_days(link.low), number))
            if link.high is not None:
                made.append(Bound(end, start, -(add(known, link.high) - known if known else most_days(link.high)), number))
        return made

    @cached_property
    def in_order(self) -> list[Milestone]:
        """The milestones by their earliest day, or else their latest, then by their latest, then by what waits for what;
        those without a time come last."""
        shift = self.dates.get(self.origin, Range()).earliest or 0

        depth = depths(self._after(self._waits(all_of_them=True)))

        def key(milestone: Milestone) -> tuple[float, bool, float, int]:
            found = self.dates[milestone.id]
            first, last = found.earliest, found.latest
            if first is None and last is None:
                first, last = (None if day is None else day + shift for day in (self.days[milestone.id].earliest, self.days[milestone.id].latest))
            until = last if last is not None else float("inf")
            return until if first is None else first, first is not None, until, depth.get(milestone.id, 0)

        return sorted(self.milestones.values(), key=key)

    def _is_certain(self, id: str) -> bool:
        return id == CALENDAR or self.milestones[id].certain

    @cached_property
    def _judged(self) -> tuple[Network, list[Conflict]]:
        """The network of what is there in any case, without the links that contradict others, and these contradictions."""
        numbers = [n for n, link in enumerate(self.links) if self._is_certain(link.start) and self._is_certain(link.end)]
        found: list[Conflict] = []
        while True:
            network = Network(len(self._index), self._bounds(numbers))
            chain = network.shortest_contradiction()
            if not chain:
                return network, found
            found.append(Conflict(tuple(self.links[bound.tag] for bound in chain), sum(bound.days for bound in chain)))
            # what was pinned stays, as long as something else can go
            loose = {bound.tag for bound in chain if self.links[bound.tag].kind == "due"} or {chain[-1].tag}
            numbers = [n for n in numbers if n not in loose] if len(found) < MOST_CONTRADICTIONS else []

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """Circles, then contradictions of dates and times."""
        circles = self.circles
        inside = {id for circle in circles for link in circle.links for id in (link.start, link.end)}
        return circles + [c for c in self._judged[1] if not {link.end for link in c.links} <= inside]

    @cached_property
    def circles(self) -> list[Conflict]:
        """Where steps wait for each other, the shortest of those that share a step."""
        waits = self._waits()
        found: list[Conflict] = []
        while True:
            circle = shortest_circle(self._after(waits))
            if not circle:
                return found
            steps = list(zip(circle, [*circle[1:], circle[0]], strict=True))
            found.append(Conflict(tuple(next(k for k in waits if (k.start, k.end) == step) for step in steps), 0))
            waits = [link for link in waits if link.start not in circle and link.end not in circle]

    def _waits(self, all_of_them: bool = False) -> list[Link]:
        """The links by which one step waits for another; those between steps that are there in any case, or all."""
        links = [link for link in self.links if link.start != CALENDAR]
        return links if all_of_them else [link for link in links if self._is_certain(link.start) and self._is_certain(link.end)]

    @staticmethod
    def _after(waits: list[Link]) -> dict[str, list[str]]:
        """For every step those that wait for it."""
        after: dict[str, list[str]] = {}
        for link in waits:
            after.setdefault(link.start, []).append(link.end)
        return after

    # ------------------------------------------------------------- questions

    def named(self, name: str) -> list[Milestone]:
        """The milestones ``clause.name``, in whatever instrument, that are there whatever becomes of what is open."""
        clause, _, last = name.rpartition(".")
        return [milestone for milestone in self.dues.named.get((clause, last), ()) if milestone.certain]

    def is_dated(self, id: str) -> bool:
        """Whether a date, or an exact time counted from one, fixes a milestone."""
        return id in self._pinned

    def least(self, start: str, end: str) -> int | None:
        """The least number of days by which one milestone comes after another; None where nothing bounds it."""
        if start not in self._from:
            self._from[start] = self._judged[0].earliest(self._index[start])
        return self._from[start][self._index[end]]

    def is_after(self, end: str, start: str) -> bool:
        """Whether a milestone cannot come before another."""
        least = self.least(start, end)
        return least is not None and least >= 0

    def awaited(self, id: str) -> set[str]:
        """All that a milestone waits for, directly or through others."""
        before: dict[str, list[str]] = {}
        for link in self._waits():
            before.setdefault(link.end, []).append(link.start)
        found: set[str] = set()
        queue = [id]
        while queue:
            for other in before.get(queue.pop(), ()):
                if other not in found:
                    found.add(other)
                    queue.append(other)
        return found

    # ---------------------------------------------------------------- ranges

    @cached_property
    def days(self) -> dict[str, Range]:
        """Earliest and latest day of every milestone, counted from the origin."""
        known = self._pinned.get(self.origin)
        if known is None:
            return self._ranges(self.origin, [])
        return {id: Range(*(None if day is None else day - known for day in (r.earliest, r.latest))) for id, r in self.dates.items()}

    @cached_property
    def dates(self) -> dict[str, Range]:
        """Earliest and latest day of every milestone by the calendar (1: the first of January of the year 1).

        Months that begin on a day between two known ones end between the same days of later months."""
        found = self._ranges(CALENDAR, [])
        tighter: list[Bound] = []
        for _ in self.links:
            more = [bound for n, link in enumerate(self.links) if link.start not in self._pinned for bound in self._by_calendar(n, link, found)]
            if more == tighter:
                return found
            tighter = more
            found = self._ranges(CALENDAR, tighter)
        return found

    def _by_calendar(self, number: int, link: Link, found: dict[str, Range]) -> Iterator[Bound]:
        if not link.start or not self._is_certain(link.start) or not self._is_certain(link.end):
            return
        end, known = self._index[link.end], found[link.start]
        if link.low is not None and link.low.months and _is_day(known.earliest):
            yield Bound(0, end, add(known.earliest, link.low), number)
        if link.high is not None and link.high.months and _is_day(known.latest):
            yield Bound(end, 0, -add(known.latest, link.high), number)

    def _ranges(self, origin: str, tighter: list[Bound]) -> dict[str, Range]:
        """The ranges counted from a point.  What may be left out is bound by what is there, and binds nothing."""
        at, size = self._index[origin], len(self._index)
        network = self._judged[0]
        bounds = network.bounds + tighter
        loose = self._loose
        try:
            if loose and Network(size, bounds + loose).consistent:
                sure = [self._is_certain(id) for id in self._index]
                earliest = Network(size, bounds + [b for b in loose if sure[b.start] or not sure[b.end]]).earliest(at)
                latest = Network(size, bounds + [b for b in loose if sure[b.end] or not sure[b.start]]).latest(at)
            else:
                network = Network(size, bounds) if tighter else network
                earliest, latest = network.earliest(at), network.latest(at)
        except Contradiction:  # the calendar rules out what counting days allowed
            return self._ranges(origin, [])
        return {id: Range(earliest[n], latest[n]) for id, n in self._index.items() if id}

    @cached_property
    def _loose(self) -> list[Bound]:
        """The bounds of what may be left out."""
        return self._bounds(n for n, link in enumerate(self.links) if not (self._is_certain(link.start) and self._is_certain(link.end)))

    # ------------------------------------------------------------------ words

    def sentence(self, link: Link, name: Callable[[str], str] | None = None) -> str:
        """One link as a sentence; ``name`` says how its steps are named."""
        name = name or self.short
        owner = name(link.owner)
        if link.kind == "pin":
            return f"{owner} is fixed on {shown_day(link.low.value if link.low else None)}"
        if link.kind == "order":
            return f"{owner} does not come before {name(link.start)}"
        if link.start == CALENDAR:
            low, high = (shown_day(length.value) if length else "" for length in (link.low, link.high))
            words = f"on {low}" if low == high else f"between {low} and {high}" if low and high else f"not before {low}" if low else f"not after {high}"
            return f"{owner} is due {words}"
        direction, other = ("after", link.start) if link.owner == link.end else ("before", link.end)
        return f"{owner} is due {_length_words(link, direction)} {name(other)}"

    def short(self, id: str) -> str:
        """A milestone as messages name it: without its instrument where no other has one of that name."""
        milestone = self.milestones[id]
        bare = id.removeprefix(f"{milestone.instrument}:")
        same = self.dues.named[milestone.clause, milestone.name]
        return bare if milestone.clause and len({m.instrument for m in same}) == 1 else id

    @staticmethod
    def place(link: Link) -> Span:
        """Where a link stands."""
        return link.source.span(*link.path) if link.kind == "due" else link.source.key_span(*link.path)


class Named:
    """Names the steps of one message by their titles, as “Hostilities cease” (ceasefire.cessation.effective), and later without
    the id; ``title`` gives "" for what has none."""

    def __init__(self, timeline: Timeline, title: Callable[[str], str]) -> None:
        self._timeline, self._title = timeline, title
        self._said: set[str] = set()

    def __call__(self, id: str) -> str:
        """A step by its name."""
        short, words = self._timeline.short(id), self._title(id)
        first = id not in self._said
        self._said.add(id)
        return short if not words else f"“{words}” ({short})" if first else f"“{words}”"


def _length_words(link: Link, direction: str) -> str:
    low, high = link.low, link.high
    least = _counted(low) if low is not None and low.value else ""
    if high is None:
        return (f"not earlier than {least} after" if direction == "after" else f"at least {least} before") if least else direction
    if low == high:
        return f"exactly {_counted(high)} {direction}"
    return f"{least} to {_counted(high)} {direction}" if least else f"within {_counted(high)} {'of' if direction == 'after' else 'before'}"


def _counted(length: Length) -> str:
    return f"{length.value} {length.unit}{'' if length.value == 1 else 's'}"


def _is_day(day: int | None) -> TypeGuard[int]:
    return day is not None and 1 <= day <= LAST_DAY


def _known_days(links: list[Link]) -> dict[str, int]:
    """The days of the calendar that pins, and exact times counted from them, fix."""
    following: dict[str, list[Link]] = {}
    for link in links:
        if link.low is not None and link.low == link.high and link.low.unit != "hour":
            following.setdefault(link.start, []).append(link)
    known: dict[str, int] = {}
    queue: list[Any] = [(link.end, link.low.value) for link in following.get(CALENDAR, ()) if link.low]
    for id, day in queue:
        if id not in known and _is_day(day):
            known[id] = day
            queue += [(link.end, add(day, link.low)) for link in following.get(id, ()) if link.low]
    return known
