"""Changed figures and words in a clause → the values of its parameters that print so.

A value is tried by drafting with it: what is then printed must be what the delegation wrote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from rapidfuzz.distance import Indel

from ..package import Package
from ..select import Chosen
from .align import Pair
from .units import Unit, Word, units
from .word import clean
from .wording import tokens
from .yaml_edit import flow

_FIGURE = re.compile(r"\d{1,3}(?:[\u00a0\u202f ,.]\d{3})+(?!\d)|\d+(?:\.\d+)?")
_BLANK = re.compile(r"\[…[^\]]*\]")
_UNITS = ("day", "week", "month", "year")
_TRIES = 60
_TOGETHER = 5
"""How many values may be changed in one sentence."""


class Figures:
    """The values of one clause that is not open in a package; ``draw`` drafts it with some of them set, ``offered`` are
    those of a parameter that are on the table."""

    def __init__(
        self, package: Package, chosen: Chosen, instrument: str, language: str, draw: Callable[..., Package], offered: Callable[[str], list[Any]]
    ) -> None:
        self.package, self.chosen, self.instrument, self.language = package, chosen, instrument, language
        self.draw, self.offered = draw, offered
        self.base = f"{instrument}:{chosen.clause.id}"
        self.months = list(package[instrument].languages[language]._months)

    def read(self, changed: list[Pair]) -> tuple[dict[str, Any], list[Pair]]:
        """New values of parameters, and the changes that these explain."""
        left = [pair for pair in changed if pair.old and pair.new and not pair.moved and pair.old.kind not in ("article", "annex")]
        values: dict[str, Any] = {}
        explained: list[Pair] = []
        for pair in changed:
            if pair.old and pair.old.kind == "row" and pair.new is None and self._without(pair.old, values):
                explained.append(pair)
        before = {unit.id: unit for unit in self._units(self._with(values))}
        for pair in left:
            for _ in range(_TOGETHER):
                found = None if any(pair is done for done in explained) else self._one(pair, before, values)
                if found is None:
                    break
                name, value, drawn = found
                values[name] = value
                after = {unit.id: unit for unit in self._units(drawn)}
                explained += [p for p in left if self._is_explained(p, before, after, value)]
                before = after
        return values, explained

    def _with(self, values: dict[str, Any]) -> Package:
        return self.draw(*(f"{self.base}.{name}={flow(value)}" for name, value in values.items())) if values else self.package

    def _without(self, row: Unit, values: dict[str, Any]) -> bool:
        """Whether a list prints all but a row once one of its members is taken out, which is noted in ``values``."""
        texts = Counter(clean(unit.text).rstrip(" |") for unit in self._units(self._with(values)))
        texts.subtract([clean(row.text)])
        for name, spec in self.chosen.clause.parameters.items():
            members: Any = self._value(name, values) if spec["type"] == "rows" else None
            for n in range(len(members) if isinstance(members, list) and len(members) > 1 else 0):
                fewer = {**values, name: [*members[:n], *members[n + 1 :]]}
                if Counter(clean(unit.text).rstrip(" |") for unit in self._units(self._with(fewer))) == +texts:
                    values.update(fewer)
                    return True
        return False

    def _value(self, name: str, values: dict[str, Any]) -> Any:
        return values.get(name, self.chosen.alternatives[0].values.get(name))

    def _units(self, package: Package) -> list[Unit]:
        return [unit for unit in units(package[self.instrument][self.language]) if unit.clause == self.chosen.clause.id]

    def _is_explained(self, pair: Pair, before: dict[str, Unit], after: dict[str, Unit], value: Any) -> bool:
        assert pair.old is not None
        assert pair.new is not None
        drawn = after.get(pair.old.id)
        return drawn is not None and _explains(before.get(pair.old.id), drawn, pair.new, value)

    def _one(self, pair: Pair, before: dict[str, Unit], values: dict[str, Any]) -> tuple[str, Any, Package] | None:
        old, new = pair.old, pair.new
        assert old is not None
        assert new is not None
        was = before.get(old.id)
        for name, value in islice(self._candidates((was or old).text, new.text, values), _TRIES):
            drawn = self._with({**values, name: value})
            after = next((unit for unit in self._units(drawn) if unit.id == old.id), None)
            if after is not None and (was is None or after.key != was.key) and (_explains(was, after, new, value) or _is_part(was or old, after, new)):
                return name, value, drawn
        return None

    def _candidates(self, old: str, new: str, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Values that a parameter might have been given."""
        figures = [re.sub(r"[\u00a0\u202f ,]", "", f) for f in _FIGURE.findall(new) if new.count(f) > old.count(f)]
        for name, spec in self.chosen.clause.parameters.items():
            value = self._value(name, values)
            yield from ((name, offered) for offered in self.offered(name) if offered != value)
            if spec["type"] != "rows":
                yield from ((name, candidate) for candidate in self._like(spec, value, figures, old, new))
            elif isinstance(value, list):
                for n, row in enumerate(value):
                    for column, inner in spec["columns"].items():
                        if column in row:
                            changed = self._like(inner, row[column], figures, old, new)
                            yield from ((name, [*value[:n], {**row, column: candidate}, *value[n + 1 :]]) for candidate in changed)

    def _words(self, value: Any, old: str, new: str) -> Iterator[Any]:
        """What stands now where a text value, or the blank for one, stood."""
        blank = _BLANK.search(old) if value is None else None
        own = value.get(self.language) if isinstance(value, dict) else blank[0] if blank else value
        if not isinstance(own, str) or own not in old:
            return
        cells = zip(old.split(" | "), new.split(" | "), strict=False)
        old, new = next(((was, now) for was, now in cells if own in was), (old, new))
        start, _, end = old.partition(own)
        if new.startswith(start) and new.endswith(end) and len(new) > len(start) + len(end):
            words = new[len(start) : len(new) - len(end)]
            yield {**value, self.language: words} if isinstance(value, dict) else words

    def _like(self, spec: dict[str, Any], value: Any, figures: list[str], old: str, new: str) -> Iterator[Any]:
        """Values of a parameter's type with the words and figures that came."""
        kind = spec["type"]
        if kind in ("text", "place"):
            yield from self._words(value, old, new)
        elif kind == "choice":
            yield from (choice for choice in spec.get("choices") or {} if choice != value)
        elif kind == "duration":
            before = re.match(r"\d+ (day|week|month|year)s?\Z", str(value or ""))
            named = [unit for unit in _UNITS if self.language != "en" or re.search(rf"\b{unit}s?\b", new)]
            for figure in figures:
                for unit in dict.fromkeys([*([before[1]] if before else []), *named]):
                    if figure.isdigit():
                        yield f"{int(figure)} {unit}{'' if int(figure) == 1 else 's'}"
        elif kind == "integer":
            yield from (int(figure) for figure in figures if figure.isdigit())
        elif kind in ("number", "percentage"):
            yield from (int(figure) if figure.isdigit() else float(figure) for figure in figures)
        elif kind == "money" and isinstance(value, str):
            yield from (re.sub(r"[\d][\d ,.]*\d|\d", figure, value, count=1) for figure in figures)
        elif kind == "date":
            for day, month, year in re.findall(r"\b(\d{1,2})\.?\s(\w+)\s(\d{4})\b", new):
                if month in self.months:
                    yield f"{year}-{self.months.index(month) + 1:02}-{int(day):02}"


def _explains(before: Unit | None, after: Unit, new: Unit, value: Any) -> bool:
    """Whether a unit drafted with a value is what a delegation wrote: word for word, or but for how the value is spelled out."""
    if clean(after.text) == clean(new.text):
        return True
    figure = re.match(r"\d+", str(value))
    if before is None or not figure:
        return False
    old, drafted, wrote = (tokens(unit.pieces) for unit in (before, after, new))
    zone = [n for b in _replaced(old, drafted) for n in (b[0], b[1])]
    changed = _replaced(old, wrote)
    if not zone or any(start < min(zone) or end > max(zone) for start, end, _ in changed):
        return False
    return any(figure[0] in re.findall(r"\d+", re.sub(r"(?<=\d)[\u00a0\u202f ,](?=\d{3})", "", text)) for _, _, text in changed)


def _is_part(before: Unit, after: Unit, new: Unit) -> bool:
    """Whether what a value prints stands in what a delegation wrote, which has other changes too."""
    old, drafted, wrote = (tokens(unit.pieces) for unit in (before, after, new))
    zone = [range(b.dest_start, b.dest_end) for b in Indel.opcodes([w.key for w in old], [w.key for w in drafted]) if b.tag != "equal"]
    said = "".join(drafted[n].text for run in zone for n in run)
    if len(said) < 12 and not any(c.isdigit() for c in said):
        return False
    kept = {n for b in Indel.opcodes([w.key for w in drafted], [w.key for w in wrote]) if b.tag == "equal" for n in range(b.src_start, b.src_end)}
    return bool(zone) and any(len(run) for run in zone) and all(n in kept for run in zone for n in run)


def _replaced(old: list[Word], new: list[Word]) -> list[tuple[int, int, str]]:
    """Where words were replaced: from, to, by what."""
    blocks = Indel.opcodes([w.key for w in old], [w.key for w in new])
    return [(b.src_start, b.src_end, "".join(w.text for w in new[b.dest_start : b.dest_end])) for b in blocks if b.tag != "equal"]
