"""Selection → its milestones, and the links between them that their ``due:`` and the scenario's ``dates:`` set.

What is open counts with all it may become: a link holds where every alternative has it, between the least and the most
that any of them gives; a milestone that some alternative lacks is not ``certain``, and binds no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ..diagnostics import Span
from ..frozen import Record
from ..hints import Any
from ..parameters import is_open
from ..select import Alternative, Chosen, Selection, Steps
from ..source import Source
from ..values import read_duration
from .constraints import parties_with_place
from .days import NOTHING, Length, least_days, most_days, read_day

EVENTS = ("signature", "entry-into-force")
CALENDAR = ""
"""The point from which dates count: the day before the first of January of the year 1."""


class Milestone(Record):
    """Something that happens once: ``id`` is ``instrument:clause.name``, or ``instrument:signature``.

    ``name`` is what the clause calls it, ``row`` the row of the table that it stands for; ``certain`` says whether it is
    there whatever becomes of what is open."""

    id: str
    instrument: str
    clause: str
    name: str
    chosen: Chosen | None
    data: dict[str, Any]
    row: dict[str, Any]
    certain: bool


class Link(Record):
    """``end`` comes from ``low`` to ``high`` after ``start`` (None: without bound) and waits for it.

    ``kind`` is due, pin or order (signature before entry into force); ``owner`` is the milestone that is so bound, and
    ``source`` and ``path`` say where."""

    start: str
    end: str
    low: Length | None
    high: Length | None
    kind: str
    owner: str
    source: Source
    path: Steps
    rule: str = ""


class Missing(Record):
    """A due that counts from what is not there."""

    milestone: Milestone
    event: str
    source: Source
    path: Steps


class Version(Record):
    """A milestone as one alternative has it, and the file it stands in."""

    alternative: Alternative
    data: dict[str, Any]
    source: Source
    row: dict[str, Any]

    @property
    def values(self) -> dict[str, Any]:
        """The values of the clause's parameters and of the row's columns."""
        return self.alternative.values | self.row if self.row else self.alternative.values


class Dues:
    """The milestones of a selection by id, in printing order, their links, and the dues that bind nothing."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.milestones: dict[str, Milestone] = {}
        self.links: list[Link] = []
        self.missing: list[Missing] = []
        self.named: dict[tuple[str, str], list[Milestone]] = {}
        self._named: dict[tuple[str, str, str], list[str]] = {}
        self._of_clause: dict[tuple[str, str], list[Milestone]] = {}
        self.versions: dict[str, list[Version]] = {}
        for id, instrument in selection.instruments.items():
            for event in EVENTS:
                self._add(Milestone(f"{id}:{event}", id, "", event, None, {}, {}, True), event)
            for chosen in instrument.chosen():
                if chosen.clause.milestones or any(a.variant and "milestones" in a.variant.card for a in chosen.alternatives):
                    for milestone, own, versions in selection.memory.once(("milestones", id, chosen.clause.id), chosen, partial(_milestones, id, chosen)):
                        self._add(milestone, own, milestone.name)
                        self.versions[milestone.id] = versions
        for id in selection.instruments:
            first, last = (f"{id}:{event}" for event in EVENTS)
            self.links.append(Link(first, last, NOTHING, None, "order", last, selection.scenario.source, ("instruments", id), "TM-04"))
        self._asked: set[str] = set()
        for links, missing in self._joined().values():
            self.links += links
            self.missing += [lack for lack in missing if lack not in self.missing]
        self._pins()
        self._constitutions()

    # ------------------------------------------------------------ milestones

    def _add(self, milestone: Milestone, *names: str) -> None:
        self.milestones[milestone.id] = milestone
        self.named.setdefault((milestone.clause, milestone.name), []).append(milestone)
        self._of_clause.setdefault((milestone.instrument, milestone.clause), []).append(milestone)
        for name in dict.fromkeys(names):
            self._named.setdefault((milestone.instrument, milestone.clause, name), []).append(milestone.id)

    # ----------------------------------------------------------------- links

    def _joined(self) -> dict[str, tuple[list[Link], list[Missing]]]:
        """The links of every milestone, and its dues that bind nothing: those of another selection where it has the same
        milestones, and the same clauses that a due asks for a date."""
        memory = self.selection.memory
        asked = memory.last("asked") or ((), None)
        origin = (
            [(id, milestone.name) for id, milestone in self.milestones.items()],
            [(clause, self.selection.holders(clause)) for clause in sorted(asked[0])],
        )
        made = memory.each("links", origin, self.versions, self._links_of)
        memory.keep("asked", self._asked | set(asked[0]), None)
        return made

    def _links_of(self, id: str, versions: list[Version]) -> tuple[list[Link], list[Missing]]:
        before, self.missing = self.missing, []
        links = list(_common([dict(self._due(self.milestones[id], version)) for version in versions]))
        missing, self.missing = self.missing, before
        return links, missing

    def _due(self, milestone: Milestone, version: Version) -> Iterator[tuple[tuple[str, str, str], Link]]:
        """The links of one due, by the points that they join and how."""
        due, source = version.data.get("due") or {}, version.source
        path = _path_of(version, milestone.name)
        rule = str(version.data.get("rule") or "")
        values = version.values
        if "on" in due:
            yield from self._on(milestone, due["on"], values, source, (*path, "due", "on"), rule)
        key = next((k for k in ("within", "at-least", "exactly") if k in due), "")
        low, high = _lengths(key, values.get(due[key], due[key]) if key else None)
        for direction in ("after", "before"):
            events = due.get(direction) or ()
            for index, event in enumerate([events] if isinstance(events, str) else events):
                at = (*path, "due", direction, *(() if isinstance(events, str) else (index,)))
                points = self.points(event, milestone, values)
                if not points and not isinstance(values.get(event), list):
                    self._lacking(milestone, event, source, at)
                counted = index == 0 and (direction == "after" or "after" not in due)
                least, most = (low, high) if counted else (NOTHING, None)
                for point in points:
                    if isinstance(point, tuple):
                        yield from self._on_dates(milestone, point, direction, (least, most), source, at, rule)
                    elif direction == "after":
                        yield (point, milestone.id, direction), Link(point, milestone.id, least, most, "due", milestone.id, source, at, rule)
                    else:
                        yield (milestone.id, point, direction), Link(milestone.id, point, least, most, "due", milestone.id, source, at, rule)

    def _on(self, milestone: Milestone, on: Any, values: dict[str, Any], source: Source, path: Steps, rule: str) -> Iterator[tuple[tuple[str, str, str], Link]]:
        days = _days(values.get(str(on), on))
        if days:
            low, high = Length(min(days), "day"), Length(max(days), "day")
            yield (CALENDAR, milestone.id, "on"), Link(CALENDAR, milestone.id, low, high, "due", milestone.id, source, path, rule)

    def _on_dates(
        self, milestone: Milestone, days: tuple[int, ...], direction: str, lengths: tuple[Length, Length | None], source: Source, path: Steps, rule: str
    ) -> Iterator[tuple[tuple[str, str, str], Link]]:
        """A due counted from a date that a parameter gives: exact for days and weeks, else after or before it."""
        low, high = least_days(lengths[0]), most_days(lengths[1]) if lengths[1] else None
        first: int | None
        last: int | None
        if direction == "after":
            first, last = min(days) + low, None if high is None else max(days) + high
        else:
            first, last = None if high is None else min(days) - high, max(days) - low
        bounds = (None if first is None else Length(first, "day"), None if last is None else Length(last, "day"))
        yield (CALENDAR, milestone.id, direction), Link(CALENDAR, milestone.id, *bounds, "due", milestone.id, source, path, rule)

    def place(self, milestone: Milestone) -> Span | None:
        """Where a milestone stands in its clause's file; None for signature and entry into force."""
        for version in self.versions.get(milestone.id, ()):
            return version.source.key_span(*_path_of(version, milestone.name))
        return None

    def _lacking(self, milestone: Milestone, event: str, source: Source, path: Steps) -> None:
        missing = Missing(milestone, event, source, path)
        if missing not in self.missing:
            self.missing.append(missing)

    def points(self, event: str, milestone: Milestone, values: dict[str, Any]) -> list[Any]:
        """What a due names: ids of milestones, or the days (a tuple) that a date parameter may take; none where it is not there."""
        prefix, _, bare = event.rpartition(":")
        clause, _, name = bare.rpartition(".")
        if bare in EVENTS:
            return [id] if (id := f"{prefix or milestone.instrument}:{bare}") in self.milestones else []
        if not clause:
            named = self._named.get((milestone.instrument, milestone.clause, name))
            return list(named) if named else self._parameter(values.get(name), milestone, values)
        holders = self._holders(clause, prefix, milestone.instrument)
        for instrument, chosen in holders:
            if (instrument, clause, name) in self._named:
                return list(self._named[instrument, clause, name])
            days = [d for a in chosen.alternatives if a.text for d in _days(a.values.get(name))]
            if days:
                return [tuple(days)]
        return []

    def _holders(self, clause: str, instrument: str, own: str) -> list[tuple[str, Chosen]]:
        """Who has a clause: the instrument named, or the own one first."""
        self._asked.add(clause)
        holders = [(id, c) for id, c in self.selection.holders(clause) if instrument in ("", id)]
        return sorted(holders, key=lambda held: held[0] != own) if len(holders) > 1 else holders

    def _parameter(self, raw: Any, milestone: Milestone, values: dict[str, Any]) -> list[Any]:
        """What a parameter of the clause names: a date, a milestone, or clauses whose steps are waited for."""
        if isinstance(raw, list):
            return [id for clause in raw if isinstance(clause, str) for id in self.steps_of(clause, milestone.instrument)]
        days = _days(raw)
        if days:
            return [tuple(days)]
        return self.points(raw, milestone, {}) if isinstance(raw, str) and raw not in values else []

    def steps_of(self, clause: str, own: str) -> list[str]:
        """The milestones by which a clause is performed: all but those that only say before when something does not happen."""
        for instrument, _ in self._holders(clause, "", own):
            held = self._of_clause.get((instrument, clause), ())
            return [m.id for m in held if "at-least" not in (m.data.get("due") or {})]
        return []

    def _pins(self) -> None:
        scenario = self.selection.scenario
        for key, value in (scenario.data.get("dates") or {}).items():
            for id in self.pinned(key) if (days := _days(value)) else ():
                self.links.append(Link(CALENDAR, id, Length(days[0], "day"), Length(days[0], "day"), "pin", id, scenario.source, ("dates", key)))

    def _constitutions(self) -> None:
        """The order of steps that the parties' constitutions lay down: ``steps`` come ``after`` another."""
        for party, source, path in parties_with_place(self.selection):
            for index, data in enumerate(self.selection.scenario.parties[party].get("constitutional-bars") or ()):
                at = (*path, "constitutional-bars", index)
                for step in (data.get("steps") or ()) if "after" in data else ():
                    for start in self.pinned(data["after"]):
                        links = [Link(start, end, NOTHING, None, "due", end, source, at, str(data.get("rule") or "")) for end in self.pinned(step)]
                        self.links += [link for link in links if self._acts(party, self.milestones[link.end])]

    def _acts(self, party: str, milestone: Milestone) -> bool:
        """Whether a party is among those by whom a milestone is due, so that its constitution rules it."""
        by = milestone.data.get("by") or ()
        roles = self.selection.instruments[milestone.instrument].roles
        return any(party in roles.get(role, (role,)) for role in ([by] if isinstance(by, str) else by))

    def pinned(self, key: str) -> list[str]:
        """The milestones that a line of ``dates:`` names."""
        prefix, _, bare = key.rpartition(":")
        clause, _, name = bare.rpartition(".")
        if not clause:
            own = prefix or next(iter(self.selection.instruments), "")
            return [f"{own}:{bare}"] if bare in EVENTS and f"{own}:{bare}" in self.milestones else []
        for instrument, _ in self._holders(clause, prefix, ""):
            if (instrument, clause, name) in self._named:
                return self._named[instrument, clause, name]
        return []


def _milestones(instrument: str, chosen: Chosen) -> list[tuple[Milestone, str, list[Version]]]:
    """The milestones of a clause: each with its own name, and with what every alternative that prints it makes of it."""
    found: dict[str, dict[int, tuple[str, Version]]] = {}
    for number, alternative in enumerate(chosen.alternatives):
        variant = alternative.variant
        if variant is None or not (chosen.clause.milestones or "milestones" in variant.card) or variant.silent:
            continue
        for name, (data, source) in chosen.clause.milestones_of([variant.name]).items():
            for own, row in _rows(name, data, alternative):
                found.setdefault(own, {}).setdefault(number, (name, Version(alternative, data, source, row)))
    made = []
    for own, versions in found.items():
        name, first = next(iter(versions.values()))
        id, certain = f"{instrument}:{chosen.clause.id}.{own}", len(versions) == len(chosen.alternatives)
        milestone = Milestone(id, instrument, chosen.clause.id, name, chosen, first.data, first.row, certain)
        made.append((milestone, own, [version for _, version in versions.values()]))
    return made


def _rows(name: str, data: dict[str, Any], alternative: Alternative) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a milestone is called, for each row of the table where it says ``each``, with the row."""
    each = data.get("each")
    if not each:
        yield name, {}
        return
    table = alternative.values.get(each)
    for number, row in enumerate(table if isinstance(table, list) else (), 1):
        if isinstance(row, dict):
            yield str(row.get("id") or f"{name}-{number}"), row


def _path_of(version: Version, name: str) -> Steps:
    """Where a milestone stands in its file: with a variant, or with the clause."""
    variant = version.alternative.variant
    if variant is not None and name in (variant.card.get("milestones") or ()):
        return ("variants", variant.name, "milestones", name)
    return ("milestones", name)


def _common(found: list[dict[tuple[str, str, str], Link]]) -> Iterable[Link]:
    """The links that all alternatives have, each with the widest bounds."""
    if len(found) == 1:
        return found[0].values()
    common: list[Link] = []
    for key, link in found[0].items() if found else ():
        others = [other[key] for other in found if key in other]
        if len(others) == len(found):
            lows = [other.low for other in others if other.low is not None]
            highs = [other.high for other in others if other.high is not None]
            low = min(lows, key=least_days) if len(lows) == len(others) else None
            common.append(link.but(low=low, high=max(highs, key=most_days) if len(highs) == len(others) else None))
    return common


# --------------------------------------------------------------------- lengths


def _lengths(key: str, raw: Any) -> tuple[Length, Length | None]:
    """What a due leaves room for: the least and the most, over all values that are open."""
    read = [Length(*found) for value in _values(raw) if (found := read_duration(value))]
    if not key or not read:
        return NOTHING, None
    low, high = min(read, key=least_days), max(read, key=most_days)
    return {"within": (NOTHING, high), "at-least": (low, None), "exactly": (low, high)}[key]


def _values(raw: Any) -> list[Any]:
    return [option["value"] for option in raw["open"]] if is_open(raw) else [raw]


def _days(raw: Any) -> list[int]:
    """The days that a date or its open values name."""
    return [day for value in _values(raw) if (day := read_day(value))]
