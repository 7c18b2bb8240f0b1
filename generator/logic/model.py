"""A selection as groups: one for every clause that is open in an instrument, its options the ways it may still read.

Goes in: a Selection.  Comes out: a :class:`Model`; :mod:`generator.logic.formula` compiles rules to clauses over its
groups, and :mod:`generator.logic.space` answers what they leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from ..frozen import Record
from ..hints import Any
from ..parameters import is_open
from ..select import Alternative, Chosen, Selection, Steps
from .conditions import Condition, Pick, World, paths
from .constraints import Rule, conditions_of
from .indices import Indices, indices_of

MOST = 20_000
"""How many combinations of open values one clause may have."""


class Option(Record):
    """One way a clause may read: its pick (None: left out), and where in the scenario what it takes stands."""

    pick: Pick | None
    places: tuple[Steps, ...]


class Group(Record):
    """A clause that is open in an instrument, with its options."""

    instrument: str
    clause: str
    options: tuple[Option, ...]
    chosen: Chosen


def model_of(selection: Selection, names: Callable[[], Mapping[str, set[str]]]) -> Model:
    """The model in which the open values of some parameters matter; one for all questions where nothing is open."""
    if not is_whole(selection):
        return Model(selection, names())
    if "model" not in selection.kept:
        selection.kept["model"] = Model(selection, {})
    made: Model = selection.kept["model"]
    return made


class Model:
    """What is fixed and what is open in a selection.

    ``names`` says which parameters' open values matter, by clause; without it, all of them.  ``indices`` are those that
    conditions may name: the scenario's."""

    def __init__(self, selection: Selection, names: Mapping[str, set[str]] | None = None, indices: Indices | None = None) -> None:
        self.selection = selection
        self.indices = indices or indices_of(selection)
        self.groups: list[Group] = []
        self.fixed: dict[str, dict[str, Pick]] = {}
        self.roles = _roles(selection)
        self.copies: dict[str, list[tuple[str, int]]] = {}
        """Clause → the instruments that have it, each with its group; -1 where nothing of it is open."""
        settled = _settled(selection)
        for id, instrument in selection.instruments.items():
            fixed = self.fixed[id] = {}
            for chosen in instrument.chosen():
                clause = chosen.clause.id
                pick = settled[id, clause]
                if pick is not None:
                    fixed[clause] = pick
                    self.copies.setdefault(clause, []).append((id, -1))
                    continue
                options = _options(selection, chosen, None if names is None else names.get(clause, set()))
                if len(options) > 1:
                    self.copies.setdefault(clause, []).append((id, len(self.groups)))
                    self.groups.append(Group(id, clause, options, chosen))
                elif options[0].pick is not None:
                    fixed[clause] = options[0].pick
                    self.copies.setdefault(clause, []).append((id, -1))
        self.first = self.world([0] * len(self.groups))

    @property
    def count(self) -> int:
        """How many choices there are, consistent or not."""
        from math import prod

        return prod(len(group.options) for group in self.groups)

    def world(self, choice: Sequence[int]) -> World:
        """What one choice, an option for every group, comes to."""
        picks = {id: dict(fixed) for id, fixed in self.fixed.items()} if self.groups else self.fixed
        for group, option in zip(self.groups, choice, strict=False):
            pick = group.options[option].pick
            if pick is not None:
                picks[group.instrument][group.clause] = pick
        return World(picks, self.roles, self.indices.terms)

    def worlds(self) -> Iterator[World]:
        """The world of every choice, consistent or not."""
        return (self.world(choice) for choice in product(*(range(len(group.options)) for group in self.groups)))

    def groups_of(self, rule: Rule) -> list[int]:
        """The open clauses on which a rule depends."""
        return self.groups_in(conditions_of(rule), rule.clause) if self.groups else []

    def groups_in(self, conditions: Iterable[Condition], *also: str) -> list[int]:
        """The open clauses on which some conditions depend."""
        clauses = {*also, *(path.clause for condition in conditions for path in paths(condition, self.indices.terms))}
        return [number for number, group in enumerate(self.groups) if group.clause in clauses]


def _settled(selection: Selection) -> dict[tuple[str, str], Pick | None]:
    """What every clause is, where one alternative is left of it, and one value of each of its parameters."""
    return selection.memory.each("settled", None, selection.choices, lambda _, chosen: _pick(chosen))


def _pick(chosen: Chosen) -> Pick | None:
    only = chosen.alternatives[0]
    if len(chosen.alternatives) > 1 or only.variant is None or any(type(raw) is dict and "open" in raw for raw in only.values.values()):
        return None
    return Pick(only.variant.name, only.text, only.values, only.variant.counts_as)


def is_whole(selection: Selection) -> bool:
    """Whether nothing in a selection is open."""
    if "whole" not in selection.kept:
        selection.kept["whole"] = None not in _settled(selection).values()
    made: bool = selection.kept["whole"]
    return made


def _roles(selection: Selection) -> dict[str, dict[str, tuple[str, ...]]]:
    """The members of every role by instrument; for the package, those of the scenario and of all instruments."""
    found = {id: instrument.roles for id, instrument in selection.instruments.items()}
    whole: dict[str, tuple[str, ...]] = {}
    for name, value in selection.scenario.roles.items():
        whole[name] = tuple(value) if isinstance(value, list) else (value,)
    for roles in found.values():
        for name, members in roles.items():
            whole[name] = (*whole.get(name, ()), *members)
    return {**found, "": whole}


def _options(selection: Selection, chosen: Chosen, names: set[str] | None) -> tuple[Option, ...]:
    several = len(chosen.alternatives) > 1
    found: list[Option] = []
    for alternative in chosen.alternatives:
        at = (alternative.path,) if several else ()
        if alternative.variant is None:
            found.append(Option(None, at))
            continue
        name, text, counts_as = alternative.variant.name, alternative.text, alternative.variant.counts_as
        values = alternative.values
        undecided = [n for n, raw in values.items() if is_open(raw) and (names is None or n in names)]
        if not undecided:
            found.append(Option(Pick(name, text, values, counts_as), at))
            continue
        choices = [[(n, i, option["value"]) for i, option in enumerate(values[n]["open"])] for n in undecided]
        for taken in islice(product(*choices), MOST):
            places = tuple((*_value_path(selection, chosen, alternative, n), "open", i) for n, i, _ in taken)
            found.append(Option(Pick(name, text, values | {n: value for n, _, value in taken}, counts_as), (*at, *places)))
    return tuple(found)


def _value_path(selection: Selection, chosen: Chosen, alternative: Alternative, name: str) -> Steps:
    """Where an open value stands: with its alternative, or once for all alternatives."""
    own = (*alternative.path, name)
    return own if "/".join(map(str, own)) in selection.scenario.source.places else (*chosen.path, name)


def taken(option: Option, place: Steps) -> tuple[str, Any]:
    """What an option takes at one of its places: a parameter's name and value, or "" and the variant ("" for omitted)."""
    name = str(place[-3])
    if option.pick is None or "." in name:
        return "", option.pick.variant if option.pick else ""
    return name, option.pick.values[name]
