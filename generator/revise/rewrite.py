"""What a delegation changed in one clause → the choice that prints so: a value, a wording of its own, an omission.

A changed number that is a parameter's value becomes that value: it is put in, drafted, and must print what the delegation
wrote.  Any other change becomes a variant: the clause's own text with the edits in it, holes kept where they are untouched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from rapidfuzz.distance import Indel

from ..build import Builder
from ..frozen import Record
from ..package import Package
from ..parameters import is_open
from ..select import Alternative, Chosen
from .align import Pair, align
from .difference import kind_of
from .units import Unit, Word, units
from .word import Draft, clean
from .wording import Unwritable, Wording, tokens
from .yaml_edit import flow

Draw = Callable[[str], Package]
"""Drafts the package again with one choice set, ``PATH=VALUE``."""
_FIGURE = re.compile(r"\d{1,3}(?:[\u00a0\u202f ,.]\d{3})+(?!\d)|\d+(?:\.\d+)?")
_MONTHS = "January February March April May June July August September October November December".split()
_UNITS = ("day", "week", "month", "year")
_TRIES = 60


class Proposal(Record):
    """What a party wants of one clause.  ``values`` are parameters' new values; ``texts`` a new wording, with ``variant`` the
    name of the one it comes from; ``omit``; or ``option``: it would take this alternative of what is open, counted from 0,
    of the value ``name`` where one is open."""

    instrument: str
    clause: str
    party: str
    values: dict[str, Any] | None = None
    variant: str = ""
    texts: dict[str, Any] | None = None
    omit: bool = False
    option: int | None = None
    name: str = ""


class Unwritten(Record):
    """A change that no choice can express, and why."""

    node: str
    words: str
    why: str


def proposals(package: Package, original: Draft, edited: Draft, party: str, draw: Draw) -> tuple[list[Proposal], list[Unwritten]]:
    """What a party's edited draft says of each clause, and what it says that cannot be put into the scenario."""
    pairs = align(original.units(), edited.units())
    chosen = {c.clause.id: c for c in package.selection.instruments[original.instrument].chosen()}
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        unit = pair.old or pair.new
        assert unit is not None
        groups.setdefault(unit.clause, []).append(pair)
    made: list[Proposal] = []
    left: list[Unwritten] = []
    for clause, group in groups.items():
        changed = [pair for pair in group if kind_of(pair) and (clean(_text(pair.old)) or clean(_text(pair.new)))]
        if not changed:
            continue
        if clause not in chosen:
            left += _left(changed, "it stands in no clause: change the framing or the scenario")
            continue
        one = _Clause(package, chosen[clause], original, party, draw)
        found = one.read(group, changed)
        made += [found] if isinstance(found, Proposal) else []
        left += _left(changed, found) if isinstance(found, str) else []
    return made, left


def _left(changed: Sequence[Pair], why: str) -> Iterator[Unwritten]:
    for pair in changed:
        unit = pair.new or pair.old
        assert unit is not None
        node = pair.old.id if pair.old else unit.id.partition("/+")[0]
        yield Unwritten(node, unit.text if pair.new else f"(deleted) {unit.text}", why)


def _text(unit: Unit | None) -> str:
    return unit.text if unit is not None else ""


class _Clause:
    def __init__(self, package: Package, chosen: Chosen, original: Draft, party: str, draw: Draw) -> None:
        self.package, self.chosen, self.party, self.draw = package, chosen, party, draw
        self.instrument, self.language = original.instrument, original.language or "en"
        self.id = chosen.clause.id
        self.base = f"{self.instrument}:{self.id}"

    def _proposal(self, **given: Any) -> Proposal:
        return Proposal(self.instrument, self.id, self.party, **given)

    def read(self, group: list[Pair], changed: list[Pair]) -> Proposal | str:
        """The proposal, or why there is none."""
        if all(pair.new is None or not clean(pair.new.text) for pair in group):
            return self._proposal(omit=True)
        if len(self.chosen.alternatives) > 1:
            return self._of_open(group)
        values, taken, explained = self._values(changed)
        done = {id(pair) for pair in explained}
        if all(id(pair) in done for pair in changed):
            return taken or self._proposal(values=values)
        if taken:
            return "a value in it is open: put the other changes into the clause by hand"
        if self.language != "en":
            return f"wordings are written in English first: put it into the clause's {self.language} text"
        return self._wording([Pair(pair.old, pair.old) if id(pair) in done else pair for pair in group], values)

    # ---------------------------------------------------------------- what is open

    def _of_open(self, group: list[Pair]) -> Proposal | str:
        """The alternative that would print what is left of them all."""
        wanted = self._bare("\n".join(_text(pair.new) for pair in group if pair.new and pair.new.kind != "article"))
        for n, alternative in enumerate(self.chosen.alternatives):
            name = alternative.variant.name if alternative.variant else "omit"
            values = {key: value for key, value in alternative.values.items() if value is not None and key not in self._role_bound()}
            one = self._units(self.draw(f"{self.base}={flow({'variant': name, **values})}" if name != "omit" else f"{self.base}=omit"))
            if self._bare("\n".join(unit.text for unit in one if unit.kind != "article")) == wanted:
                return self._proposal(option=n)
        return "the article is open: put the change into the alternative that it belongs to"

    def _bare(self, text: str) -> str:
        """A text without brackets, their proposers and the headings of alternatives."""
        draft = self.package[self.instrument]
        words = draft.languages[self.language].words
        builder = Builder(self.package.selection, draft.instrument, draft.languages[self.language])
        names = [re.escape(builder.proposers(Alternative(None, {}, (party,), ()))[0]) for party in self.package.scenario.parties]
        by = f"(?:{'|'.join(names)})"
        heading = re.escape(words["alternative"]).partition(r"\{letter")[0]
        text = re.sub(rf"(?m)^{heading}[A-Z](?: \([^)]*\))?$|\[?\b{re.escape(words['no-text'])}\b\]?", "", text)
        text = clean(re.sub(rf"\[(?!…)(?:{by}(?:, {by})*: )?", "", text).replace("]", ""))
        return re.sub(r" (?=[.,;:])", "", text)

    def _role_bound(self) -> set[str]:
        return {name for name, spec in self.chosen.clause.parameters.items() if spec.get("role")}

    def _units(self, package: Package) -> list[Unit]:
        if self.instrument not in package.instruments:
            return []
        return [unit for unit in units(package[self.instrument][self.language]) if unit.clause == self.id]

    # --------------------------------------------------------------------- values

    def _values(self, changed: list[Pair]) -> tuple[dict[str, Any], Proposal | None, list[Pair]]:
        """New values of parameters, or what a party takes of an open one, and the changes that these explain."""
        left = [pair for pair in changed if pair.old and pair.new and not pair.moved and pair.old.kind not in ("article", "annex")]
        values: dict[str, Any] = {}
        explained: list[Pair] = []
        before = {unit.id: unit for unit in self._units(self.package)}
        for pair in left:
            found = None if any(pair is done for done in explained) else self._one_value(pair, before)
            if found is None:
                continue
            name, value, drawn, option = found
            after = {unit.id: unit for unit in self._units(drawn)}
            explained += [p for p in left if self._is_explained(p, before, after, value)]
            if option is not None:
                return {}, self._proposal(option=option, name=name), explained
            values[name] = value
        return values, None, explained

    def _is_explained(self, pair: Pair, before: dict[str, Unit], after: dict[str, Unit], value: Any) -> bool:
        assert pair.old is not None
        assert pair.new is not None
        drawn = after.get(pair.old.id)
        return drawn is not None and _explains(before.get(pair.old.id), drawn, pair.new, value, self._bare)

    def _one_value(self, pair: Pair, before: dict[str, Unit]) -> tuple[str, Any, Package, int | None] | None:
        old, new = pair.old, pair.new
        assert old is not None
        assert new is not None
        was = before.get(old.id)
        for name, value, option in islice(self._candidates(old.text, new.text), _TRIES):
            drawn = self.draw(f"{self.base}.{name}={flow(value)}")
            after = next((unit for unit in self._units(drawn) if unit.id == old.id), None)
            if after is not None and (was is None or after.key != was.key) and _explains(was, after, new, value, self._bare):
                return name, value, drawn, option
        return None

    def _candidates(self, old: str, new: str) -> Iterator[tuple[str, Any, int | None]]:
        """Values that a parameter might have been given, with the alternative where it is one of what is open."""
        figures = [re.sub(r"[\u00a0\u202f ,]", "", f) for f in _FIGURE.findall(new) if new.count(f) > old.count(f)]
        for name, spec in self.chosen.clause.parameters.items():
            value: Any = self.chosen.alternatives[0].values.get(name)
            if is_open(value):
                yield from ((name, option["value"], n) for n, option in enumerate(value["open"]))
                for candidate in _like(spec, value["open"][0]["value"], figures, new):
                    others = [{**o, "by": [p for p in o.get("by") or () if p != self.party]} for o in value["open"]]
                    yield name, {"open": [*(o for o in others if o["by"]), {"value": candidate, "by": [self.party]}]}, None
            elif spec["type"] == "choice":
                yield from ((name, choice, None) for choice in spec.get("choices") or {} if choice != value)
            elif spec["type"] in ("text", "place") and isinstance(value, str) and value in old:
                start, _, end = old.partition(value)
                if new.startswith(start) and new.endswith(end) and len(new) > len(start) + len(end):
                    yield name, new[len(start) : len(new) - len(end)], None
            else:
                yield from ((name, candidate, None) for candidate in _like(spec, value, figures, new))

    # -------------------------------------------------------------------- wording

    def _wording(self, group: list[Pair], values: dict[str, Any]) -> Proposal | str:
        """The variant's texts with the edits in them."""
        alternative = self.chosen.alternatives[0]
        if alternative.variant is None or any(is_open(value) for value in alternative.values.values()):
            return "a value in it is open: put the change into the clause by hand"
        data = alternative.variant.data
        texts: dict[str, Any] = {"text": data.get("text") or ""}
        annexes: dict[str, dict[str, str]] = {name: dict(annex) for name, annex in (data.get("annexes") or {}).items()}
        held: dict[str, list[Pair]] = {}
        for pair in group:
            id = (pair.old or pair.new).id  # type: ignore[union-attr]
            inner = id.removeprefix(f"{self.base}/")
            held.setdefault(inner.split("/")[0][1:] if inner.startswith("@") else "", []).append(pair)
        for annex, pairs in held.items():
            if not any(map(kind_of, pairs)):
                continue
            if annex and annex not in annexes:
                return "it is printed by the program: change what it is printed from"
            text = annexes[annex]["text"] if annex else texts["text"]
            try:
                made = Wording(self.package, self.instrument, self.language, self.chosen, alternative, annex, text).source(pairs)
            except Unwritable as why:
                return str(why)
            (annexes[annex] if annex else texts)["text"] = made
        return self._proposal(values=values, variant=alternative.variant.name, texts=texts | ({"annexes": annexes} if annexes else {}))


# ------------------------------------------------------------------------- words


def _explains(before: Unit | None, after: Unit, new: Unit, value: Any, bare: Callable[[str], str]) -> bool:
    """Whether a unit drafted with a value is what a delegation wrote: word for word, or but for how the value is spelled out."""
    if is_open(value):
        return sorted(after.text.split()) == sorted(new.text.split())
    if bare(after.text) == bare(new.text):
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


def _replaced(old: list[Word], new: list[Word]) -> list[tuple[int, int, str]]:
    """Where words were replaced: from, to, by what."""
    blocks = Indel.opcodes([w.key for w in old], [w.key for w in new])
    return [(b.src_start, b.src_end, "".join(w.text for w in new[b.dest_start : b.dest_end])) for b in blocks if b.tag != "equal"]


def _like(spec: dict[str, Any], value: Any, figures: list[str], new: str) -> Iterator[Any]:
    """Values of a parameter's type with the figures that came."""
    kind = spec["type"]
    if kind == "duration":
        before = re.match(r"\d+ (day|week|month|year)s?\Z", str(value or ""))
        named = [unit for unit in _UNITS if re.search(rf"\b{unit}s?\b", new)]
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
        for day, month, year in re.findall(r"\b(\d{1,2})\s([A-Z][a-z]+)\s(\d{4})\b", new):
            if month in _MONTHS:
                yield f"{year}-{_MONTHS.index(month) + 1:02}-{int(day):02}"
