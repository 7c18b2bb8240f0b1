"""The variants of a scenario: every consistent way to close what is open, or what is told to vary.

Goes in: a scenario, what varies, a condition that must hold.  Comes out: :class:`Variants`, which counts them, lists
them, covers every pair, draws samples and spreads them; each is a :class:`Variant`, choices with a stable id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from typing import Any

from ..digests import sha256
from ..errors import UserError
from ..frozen import Record
from ..parameters import is_open
from ..scenario import Scenario
from ..select import Selection, select
from .cores import smallest_core
from .counting import Count
from .covering import pairwise, spread
from .formula import Clauses, Compiler
from .model import Group, Model, taken
from .names import condition_of
from .references import bound_rules
from .space import Space, TooWide
from .spoken import Sentence, Speaker
from .widening import Vary, read_vary, settled, widened

POOL = 2_000
"""Among how many variants the most diverse are looked for."""


class Variant(Record):
    """One consistent package: what it chooses of what varies, path → variant, "omit" or value; ``id`` is a digest of that."""

    id: str
    choices: dict[str, Any]

    def of(self, scenario: Scenario) -> Scenario:
        """The scenario with these choices taken."""
        return settled(scenario, self.choices)


class Variants:
    """The consistent variants of a scenario.

    ``varied`` are paths as ``--vary`` takes them, or as :func:`~generator.logic.widening.vary` makes them; without any, all
    that is open varies, and with some, the rest stays open and counts once.  ``where`` must hold."""

    def __init__(self, scenario: Scenario, varied: Sequence[str | Vary] = (), where: str = "") -> None:
        wanted = [read_vary(one) if isinstance(one, str) else one for one in varied]
        self.scenario, self.axes = widened(scenario, wanted) if wanted else (scenario, [])
        self.selection: Selection = select(self.scenario)
        self.model = Model(self.selection)
        self.compiler = Compiler(self.model)
        self.rules = bound_rules(self.model, self.compiler)
        self.wanted = self.compiler.holds(condition_of(where, self.scenario, "--where"), "") if where else []
        clauses = self.clauses = [*self.wanted, *(clause for bound in self.rules for clause in bound.clauses)]
        self.told = [[_merged(said.values()) for said in _said(group)] for group in self.model.groups]
        self.settled: dict[str, Any] = {}
        self.space = self._projected(clauses) if self.axes else self.compiler.space(clauses)

    def _projected(self, clauses: Clauses) -> Space:
        """The space of what varies alone: each group of it in classes that say the same, all else out of sight."""
        shown: list[int] = []
        self.told = []
        for id, clause in dict.fromkeys((id, clause) for id, clause, _ in self.axes):
            names = [name for i, c, name in self.axes if (i, c) == (id, clause)]
            number = next((n for n, group in enumerate(self.model.groups) if (group.instrument, group.clause) == (id, clause)), None)
            if number is None:
                self.settled |= self._settled(id, clause, names)
                continue
            own = [_merged(said[name] for name in names if name in said) for said in _said(self.model.groups[number])]
            classes = list({json.dumps(said, sort_keys=True): said for said in own}.values())
            shown.append(self.compiler.classes(number, [classes.index(said) for said in own]))
            self.told.append(classes)
        space = self.compiler.space(clauses, shown)
        seen = self.compiler.fixed_by(number for number in shown if number < len(self.model.groups))
        with self.refusing("to put what stays open out of sight"):
            return space.without(set(range(len(space.sizes))) - seen - set(shown))

    def _settled(self, instrument: str, clause: str, names: list[str]) -> dict[str, Any]:
        """What is told to vary over one thing only."""
        pick = self.model.fixed[instrument].get(clause)
        start = f"{instrument}:{clause}"
        return {f"{start}.{n}" if n else start: (pick.values[n] if n else pick.variant) if pick else "omit" for n in names}

    # ----------------------------------------------------------------- asking

    def contradiction(self) -> list[Sentence]:
        """Where there are none: a smallest set of rules that cannot all be kept; none where ``where`` alone cannot hold."""
        rules = [bound for bound in self.rules if bound.clauses]
        core = smallest_core(self.compiler.space(self.wanted), [bound.clauses for bound in rules])
        speaker = Speaker(self.scenario.library)
        return [speaker.sentence(rules[index].rule) for index in core]

    @cached_property
    def count(self) -> int:
        """How many there are, exactly; :class:`UserError` where that cannot be counted in reasonable time."""
        return self.counted.total

    @cached_property
    def counted(self) -> Count:
        """Their count, which samples are drawn from."""
        with self.refusing("to count them"):
            return Count(self.space)

    def __iter__(self) -> Iterator[Variant]:
        return map(self.variant, self.space.choices())

    def first(self, number: int) -> list[Variant]:
        """So many of them, always the same."""
        return list(islice(self, number))

    def pairwise(self) -> list[Variant]:
        """Few in which every two options occur together that can."""
        return [self.variant(choice) for choice in pairwise(self.space)]

    def sample(self, number: int, seed: int) -> list[Variant]:
        """So many, each drawn with equal chances from all; the same for the same seed."""
        return [self.variant(choice) for choice in self.counted.sample(number, seed)]

    def diverse(self, number: int) -> list[Variant]:
        """So many, spread far apart: each differs as much as can be from those before it, among up to :data:`POOL`."""
        pool = list(self.space.choices()) if self.count <= POOL else list(dict.fromkeys(self.counted.sample(POOL, 0)))
        return [self.variant(choice) for choice in spread(pool, number)]

    def variant(self, choice: Sequence[int]) -> Variant:
        """A choice of the space as a variant."""
        choices = dict(self.settled)
        for option, told in zip(choice, self.told, strict=True):
            choices |= told[option]
        return Variant(id_of(choices), choices)

    @contextmanager
    def refusing(self, to_what: str) -> Iterator[None]:
        """What is too wide, in words: which choices constrain one another so much."""
        try:
            yield
        except TooWide as wide:
            groups = [self.model.groups[number] for number in wide.groups if number < len(self.model.groups)]
            named = ", ".join(f"{group.instrument}:{group.clause}" for group in groups[:6])
            more = f" and {len(groups) - 6} others" if len(groups) > 6 else ""
            raise UserError(
                f"too many choices depend on one another {to_what}: {named}{more} would have to be tried in {wide.size:,} combinations at once",
                "settle one of them with --set, or narrow it with --vary PATH=v1,v2; --list and --pairwise work without counting",
            ) from None


def id_of(choices: dict[str, Any]) -> str:
    """Eight hex digits that stand for some choices, in whatever order."""
    return sha256(json.dumps(choices, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:8]


def _said(group: Group) -> list[dict[str, dict[str, Any]]]:
    """What each option of a group chooses, as paths, by what varies: "" for the alternative, or an open parameter."""
    start = f"{group.instrument}:{group.clause}"
    names = _distinguishing(group)
    said = []
    for option in group.options:
        one: dict[str, dict[str, Any]] = {}
        for place in option.places:
            name, value = taken(option, place)
            if name:
                one[name] = {f"{start}.{name}": value}
            else:
                own = {n: option.pick.values[n] for n in names.get(value, ())} if option.pick else {}
                one[""] = {start: value or "omit"} | {f"{start}.{n}": raw for n, raw in own.items() if not is_open(raw)}
        said.append(one)
    return said


def _distinguishing(group: Group) -> dict[str, list[str]]:
    """For a variant that several alternatives have: the parameters in which they differ."""
    found: dict[str, list[str]] = {}
    for alternative in group.chosen.alternatives:
        for other in group.chosen.alternatives:
            if alternative.variant is not None and other.variant is alternative.variant:
                differing = [name for name, raw in alternative.values.items() if raw is not None and raw != other.values.get(name)]
                names = found.setdefault(alternative.variant.name, [])
                names += [name for name in differing if name not in names]
    return found


def _merged(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for part in parts:
        merged |= part
    return merged
