"""What is still open in a package, article by article and delegation by delegation, and what became of it over its rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..frozen import Record
from ..package import Package
from ..parameters import is_open
from .choices import words_of

KINDS = ("brackets", "blanks")


class Held(Record):
    """One alternative in words, and the parties that want it."""

    words: str
    by: tuple[str, ...]


class OpenPoint(Record):
    """A bracket, with its alternatives, or a blank.  ``path`` is the scenario's, ``address`` the article's number."""

    path: str
    instrument: str
    clause: str
    address: str
    title: str
    kind: str
    alternatives: tuple[Held, ...] = ()


class Round(Record):
    """One state of the talks: its name, when it was, and what was open, by path."""

    name: str
    date: str
    points: dict[str, OpenPoint]

    def count(self, kind: str) -> int:
        """How many brackets or blanks it has."""
        return sum(point.kind == kind for point in self.points.values())

    @property
    def options(self) -> int:
        """How many alternatives stand in its brackets."""
        return sum(len(point.alternatives) for point in self.points.values())


class Course(Record):
    """What became of each open point from the first round to the last: paths in the order of the draft."""

    closed: tuple[str, ...]
    opened: tuple[str, ...]
    reopened: tuple[str, ...]
    moved: tuple[str, ...]
    stalled: tuple[str, ...]


def open_points(package: Package) -> dict[str, OpenPoint]:
    """Everything that is open, by its path in the scenario, in printing order."""
    return {point.path: point for id in package for point in _of(package, id)}


def _of(package: Package, id: str) -> Iterator[OpenPoint]:
    draft = package[id]
    numbers = draft["en"].numbers
    blanks: dict[str, dict[str, None]] = {}
    for node, survey in draft.surveys["en"].items():
        for blank in survey.blanks:
            blanks.setdefault(node.partition("/")[0], {})[blank.path or f"{node.partition('/')[0]}.{blank.label}"] = None
    for chosen in draft.instrument.chosen():
        base = f"{id}:{chosen.clause.id}"
        label = numbers[base].label if base in numbers else ""
        where = (id, chosen.clause.id, label, chosen.clause.title)
        if len(chosen.alternatives) > 1:
            held = tuple(Held(a.variant.name if a.variant else "omit", a.by) for a in chosen.alternatives)
            yield OpenPoint(base, *where, "brackets", held)
        values = {name: value for a in chosen.alternatives for name, value in a.values.items() if is_open(value)}
        for name, value in values.items():
            held = tuple(Held(words_of(option["value"]), tuple(option.get("by") or ())) for option in value["open"])
            yield OpenPoint(f"{base}.{name}", *where, "brackets", held)
        for path in blanks.get(base, ()):
            yield OpenPoint(path, *where, "blanks")


def course(rounds: Sequence[Round]) -> Course:
    """What closed, opened, reopened, moved or stalled between the first and the last of some rounds."""
    first, last = rounds[0].points, rounds[-1].points
    paths = list(dict.fromkeys(path for one in rounds for path in one.points))
    closed = tuple(p for p in paths if p not in last)
    gaps = {p: "".join("x" if p in one.points else " " for one in rounds).strip() for p in last}
    reopened = tuple(p for p in last if " " in gaps[p])
    opened = tuple(p for p in last if p not in first and p not in reopened)
    moved = tuple(p for p in last if p in first and p not in reopened and len({one.points[p].alternatives for one in rounds}) > 1)
    return Course(closed, opened, reopened, moved, tuple(p for p in last if p in first and p not in reopened and p not in moved))


# ------------------------------------------------------------------------ output


def as_json(scenario: str, rounds: Sequence[Round]) -> dict[str, Any]:
    """The shape of ``status --format json``."""
    points = rounds[-1].points
    articles: dict[tuple[str, str], dict[str, Any]] = {}
    for point in points.values():
        key = (point.instrument, point.clause)
        one = articles.setdefault(key, {"instrument": key[0], "clause": key[1], "address": point.address, "title": point.title, "brackets": 0, "options": 0})
        one.setdefault("blanks", 0)
        one[point.kind] += 1
        one["options"] += len(point.alternatives)
        held = [{"words": h.words, "by": list(h.by)} for h in point.alternatives]
        one.setdefault("open", []).append({"path": point.path, "kind": point.kind.removesuffix("s"), "alternatives": held})
    made: dict[str, Any] = {"scenario": scenario, "articles": list(articles.values()), "holders": holders(points), "total": _total(rounds[-1])}
    if len(rounds) > 1:
        became = course(rounds)
        steps = [{"revision": one.name, "date": one.date or None, **_total(one)} for one in rounds]
        made["since"] = {"rounds": steps} | {name: list(getattr(became, name)) for name in Course.__fields__}
    return made


def _total(one: Round) -> dict[str, int]:
    return {"brackets": one.count("brackets"), "options": one.options, "blanks": one.count("blanks")}


def holders(points: dict[str, OpenPoint]) -> dict[str, int]:
    """How many open points each party holds an alternative in, the most first."""
    counts: dict[str, int] = {}
    for point in points.values():
        for party in dict.fromkeys(p for held in point.alternatives for p in held.by):
            counts[party] = counts.get(party, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def text(rounds: Sequence[Round]) -> str:
    """For a terminal."""
    last = rounds[-1]
    total = _total(last)
    lines = [f"open: {', '.join(f'{number} {name}' for name, number in total.items())}" if last.points else "nothing is open"]
    where = ""
    for point in last.points.values():
        here = f"{point.instrument}: {' '.join(part for part in (point.address, point.title) if part)}"
        lines += [here] if here != where else []
        where = here
        if point.kind == "blanks":
            lines.append(f"  blank {point.path.partition(':')[2]}")
        else:
            lines.append(f"  {point.path.partition(':')[2]}")
            lines += [f"    {held.words}  ({', '.join(held.by) or 'nobody named'})" for held in point.alternatives]
    lines += [f"held by {party}: {number}" for party, number in holders(last.points).items()]
    if len(rounds) > 1:
        lines.append("rounds")
        lines += [f"  {one.name} {one.date}".rstrip() + f": {', '.join(f'{n} {k}' for k, n in _total(one).items())}" for one in rounds]
        became = course(rounds)
        lines += [f"{name}: {', '.join(paths)}" for name in Course.__fields__ if (paths := getattr(became, name))]
    return "".join(f"{line}\n" for line in lines)


def svg(title: str, rounds: Sequence[Round], template: str) -> str:
    """A picture: brackets and blanks by round, and who holds what is open now; from a Jinja2 template."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    most = max(1, *(len(one.points) for one in rounds))
    held = holders(rounds[-1].points)
    became = course(rounds)
    counts = {name: len(getattr(became, name)) for name in Course.__fields__} if len(rounds) > 1 else {}
    return environment.from_string(template).render(title=title, rounds=rounds, most=most, holders=held, course=counts) + "\n"
