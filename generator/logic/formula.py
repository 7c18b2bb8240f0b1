"""Conditions and rules → clauses over the groups of a model, exactly as :func:`~generator.logic.conditions.evaluate` judges them.

A condition is true, false or undecided in a world.  Each of "is true", "is not true", "is false" and "is not false" is a
list of clauses, all of which a choice must keep; ``[]`` always holds, ``[0]`` never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from .conditions import Compare, Condition, Junction, Not, Pick, Term, World, against, compare, matches, sum_of
from .constraints import Rule
from .model import Model
from .space import Space, Undecided, literals, minimal

Clauses = list[int]
Valued = tuple[int, list[float | None]]
"""A group and the value that each of its options stands for; -1 where there is only one."""
ALWAYS = -1
"""A clause that holds whatever is chosen: every bit is set."""
MOST_AMOUNTS = 20_000
"""In how many ways the copies of a clause may read whose value counts in an index."""
MOST = 64
"""How many clauses a disjunction may be spelt out in; beyond, a helper stands for one of its members."""


class Compiler:
    """Compiles for one model; helpers that conditions need are groups after the model's own, fixed by ``definitions``."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.sizes = [len(group.options) for group in model.groups]
        self.definitions: Clauses = []
        self._masks: list[int] = []
        self._offsets: list[int] = []
        self._group_of: list[int] = []
        self._width = 0
        self.support: list[frozenset[int]] = []
        """Group → the groups of the model that fix it: itself, or for a helper those it was made from."""
        self._sums: dict[str, Valued] = {}
        for number, size in enumerate(self.sizes):
            self._widen(size, frozenset([number]))

    def _widen(self, size: int, support: frozenset[int]) -> None:
        self.support.append(support)
        self._group_of += [len(self._masks)] * size
        self._offsets.append(self._width)
        self._masks.append(((1 << size) - 1) << self._width)
        self._width += size

    def space(self, clauses: Iterable[int], shown: Sequence[int] | None = None) -> Space:
        """The choices that keep some clauses; those of the model's groups are shown, or of some groups."""
        return Space(self.sizes, [*self.definitions, *clauses], range(len(self.model.groups)) if shown is None else shown)

    # ----------------------------------------------------------------- options

    def picks(self, clause: str, instrument: str, group: int) -> list[Pick | None]:
        """The ways a copy of a clause may read; one where its group is -1, for what is fixed."""
        return [self.model.fixed[instrument][clause]] if group < 0 else [option.pick for option in self.model.groups[group].options]

    def those(self, group: int, wanted: Iterable[bool]) -> int:
        """The options of a copy for which ``wanted``, in their order, is true; all or nothing where it is fixed."""
        if group < 0:
            return ALWAYS if next(iter(wanted)) else 0
        return sum(1 << (self._offsets[group] + option) for option, yes in enumerate(wanted) if yes)

    def every(self, clause: str, wanted: Callable[[Pick | None], bool], instrument: str = "") -> list[tuple[int, int]]:
        """For every copy of a clause, in one instrument or any: its group and those of its options that are wanted."""
        copies = [copy for copy in self.model.copies.get(clause, ()) if instrument in ("", copy[0])]
        return [(group, self.those(group, map(wanted, self.picks(clause, id, group)))) for id, group in copies]

    def some(self, found: Iterable[tuple[int, int]]) -> Clauses:
        """That some copy takes one of its options in a list that :meth:`every` gives."""
        union = 0
        for _, options in found:
            union |= options
        return self._clean([union])

    def none(self, found: Iterable[tuple[int, int]]) -> Clauses:
        """That no copy does."""
        return self._clean(self.no(options, group) for group, options in found)

    def no(self, options: int, group: int) -> int:
        """The other options of a copy."""
        return ~options if group < 0 else self._masks[group] & ~options

    # ----------------------------------------------------------------- rules

    def kept(self, rule: Rule) -> Clauses:
        """That a rule does not apply, or is not broken."""
        judged = self.holds(rule.condition, rule.own, rule.kind != "requires", negated=True)
        if rule.when is not None:
            unless = self.holds(rule.when, rule.own, True, negated=True)
            if len(unless) * len(judged) > MOST:
                judged = [self.helper(judged, self.holds(rule.condition, rule.own, rule.kind != "requires"))]
            judged = self.either(unless, judged)
        if not rule.clause:
            return judged

        def applies(pick: Pick | None) -> bool:
            return pick is not None and (pick.variant == rule.variant if rule.variant else pick.text)

        return self.either(self.none(self.every(rule.clause, applies, rule.own)), judged)

    def holds(self, condition: Condition, own: str, value: bool = True, negated: bool = False) -> Clauses:
        """That a condition has a value, or (``negated``) has not; ``own`` is the instrument whose copies are judged first."""
        if isinstance(condition, Not):
            return self.holds(condition.inner, own, not value, negated)
        if isinstance(condition, Compare):
            return self._atom(condition, own, value, negated)
        if (value is (condition.word == "or")) != negated:
            return self._any(condition, own, value, negated)
        made: dict[int, None] = {}
        for member in condition.members:
            made |= dict.fromkeys(self.holds(member, own, value, negated))
        return [0] if 0 in made else list(made)

    def _any(self, condition: Junction, own: str, value: bool, negated: bool) -> Clauses:
        made: Clauses = [0]
        for member in condition.members:
            one = self.holds(member, own, value, negated)
            if len(made) * len(one) > MOST and len(one) > 1:
                one = [self.helper(one, self.holds(member, own, value, not negated))]
            made = self.either(made, one)
        return made

    def either(self, one: Clauses, other: Clauses) -> Clauses:
        """That the clauses of one list hold, or those of the other."""
        crossed = {a | b for a in one for b in other}
        return sorted(minimal(clause for clause in crossed if not self._is_trivial(clause)))

    def _is_trivial(self, clause: int) -> bool:
        if clause < 0:
            return True
        left = clause
        while left:
            mask = self._masks[self._group_of[(left & -left).bit_length() - 1]]
            if clause & mask == mask:
                return True
            left &= ~mask
        return False

    def classes(self, group: int, classes: Sequence[int]) -> int:
        """A group with an option for each class of another group's options; that group itself where each class is one option."""
        if len(set(classes)) == len(classes):
            return group
        return self.function([group], {(option,): one for option, one in enumerate(classes)})

    def helper(self, yes: Clauses, no: Clauses) -> int:
        """A group of two options, the second taken exactly where ``yes`` holds; that option."""
        at = self._width
        self._add(2, self._groups_in([*yes, *no]))
        self.definitions += [1 << at | clause for clause in yes] + [2 << at | clause for clause in no]
        return 2 << at

    def function(self, groups: Sequence[int], results: Mapping[tuple[int, ...], int]) -> int:
        """A group whose option is a function of those of other groups, given for every combination of them; its number."""
        start = self._width
        number = self._add(max(results.values()) + 1, groups)
        for options, result in results.items():
            others = sum(self._masks[group] & ~(1 << self._offsets[group] + option) for group, option in zip(groups, options, strict=True))
            self.definitions.append(others | 1 << start + result)
        return number

    def fixed_by(self, groups: Iterable[int]) -> set[int]:
        """Some groups of the model, and the helpers that they alone fix."""
        own = set(groups)
        return own | {number for number, support in enumerate(self.support) if support <= own}

    def _add(self, size: int, groups: Iterable[int]) -> int:
        self.sizes.append(size)
        self._widen(size, frozenset().union(*(self.support[group] for group in groups)))
        return len(self.sizes) - 1

    def _groups_in(self, clauses: Iterable[int]) -> set[int]:
        return {self._group_of[literal - 1] for clause in clauses for literal in literals(clause)}

    # ----------------------------------------------------------------- indices

    def _index(self, atom: Compare, value: bool, negated: bool) -> Clauses:
        """That an index compares, or not, with a number."""
        terms = self.model.indices.terms(atom.path.name)
        if terms is None:
            return [0] if not negated else []
        number, sums = self._sum(atom.path.name, terms)
        wanted = [((None if one is None else against(one, atom)) is value) is not negated for one in sums]
        return ([] if wanted[0] else [0]) if number < 0 else self._clean([self.those(number, wanted)])

    def values(self, name: str) -> list[float]:
        """The values that an index can have, whether the rules allow them or not."""
        return [value for value in self._sum(name, self.model.indices.terms(name) or ())[1] if value is not None]

    def _sum(self, name: str, terms: Sequence[Term]) -> Valued:
        """A group whose options are the values that an index can have; -1 where it has only one."""
        if name not in self._sums:
            found: Valued = (-1, [0.0])
            for term in terms:
                found = self._function([found, self._amounts(term)], lambda one, other: None if None in (one, other) else round(one + other, 9))
            self._sums[name] = found
        return self._sums[name]

    def _amounts(self, term: Term) -> Valued:
        """What a term can add: nothing where its condition is false, what is undecided where that is."""
        adds = self._added(term)
        if term.when is None:
            return adds
        true, false = self._truth(term.when, True), self._truth(term.when, False)
        return self._function([true, false, adds], lambda true, false, amount: 0.0 if false else amount if true else None)

    def _truth(self, condition: Condition, value: bool) -> Valued:
        """Whether a condition has a value."""
        yes = self.holds(condition, "", value)
        if not yes or 0 in yes:
            return -1, [not yes]
        self.helper(yes, self.holds(condition, "", value, negated=True))
        return len(self.sizes) - 1, [False, True]

    def _added(self, term: Term) -> Valued:
        """What a term adds where it counts."""
        alone = Term(term.times, None, term.value, term.most)
        groups = [] if term.value is None else [number for number, group in enumerate(self.model.groups) if group.clause == term.value.clause]
        if prod(self.sizes[group] for group in groups) > MOST_AMOUNTS:
            raise Undecided
        choice = [0] * len(self.model.groups)

        def amount(*options: int) -> float | None:
            for group, option in zip(groups, options, strict=True):
                choice[group] = option
            return sum_of([alone], self.model.world(choice))

        return self._function([(group, list(range(self.sizes[group]))) for group in groups], amount)

    def _function(self, parts: Sequence[tuple[int, list[Any]]], make: Callable[..., float | None]) -> Valued:
        """A function of the values of some groups, each given with what its options stand for; -1 for one without options."""
        open_ = [part for part in parts if part[0] >= 0]
        values: dict[tuple[int, ...], float | None] = {}
        for options in product(*(range(len(means)) for _, means in open_)):
            taken = iter(options)
            values[options] = make(*(means[next(taken)] if group >= 0 else means[0] for group, means in parts))
        distinct = list(dict.fromkeys(values.values()))
        if len(distinct) == 1:
            return -1, distinct
        return self.function([group for group, _ in open_], {options: distinct.index(value) for options, value in values.items()}), distinct

    # ----------------------------------------------------------------- atoms

    def _atom(self, atom: Compare, own: str, value: bool, negated: bool) -> Clauses:
        some = value is not negated
        path = atom.path
        if not path.clause:
            if atom.operator != "has":
                return self._index(atom, value, negated)
            found = compare(atom, World({}, self.model.roles), own)
            return [] if (found is value) is not negated else [0]

        def hit(pick: Pick | None) -> bool:
            result = matches(atom, pick) if pick is not None else False
            return result is True or (not value and result is None)

        hits = self.every(path.clause, hit, path.instrument)
        if path.instrument or not own or not self.every(path.clause, bool, own):
            return self.some(hits) if some else self.none(hits)
        first = self.every(path.clause, hit, own)
        if some:
            absent = self.none(self.every(path.clause, bool, own))
            return [*self.either(self.some(first), absent), *self.either(self.some(first), self.some(hits))]
        return [*self.none(first), *self.either(self.some(self.every(path.clause, bool, own)), self.none(hits))]

    def _clean(self, clauses: Iterable[int]) -> Clauses:
        kept = [clause for clause in dict.fromkeys(clauses) if not self._is_trivial(clause)]
        return [0] if 0 in kept else kept
