"""What a question about a package answers over all its consistent completions.

Goes in: a Selection and the conditions that the question depends on.  Comes out: :class:`Consistent`, which says which
answers it gives where every constraint that is an error is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from itertools import product

from ..hints import TYPE_CHECKING, TypeVar
from ..select import Selection
from .conditions import Condition, World
from .constraints import Rule, names_in, names_of, rules_of
from .indices import indices_of
from .model import is_whole, model_of
from .verdict import consistent_space

if TYPE_CHECKING:
    from .space import Space

T = TypeVar("T", bound=Hashable)
MOST = 20_000
"""In how many ways the clauses that a question depends on may read; beyond, there are too many answers to say."""


class Consistent:
    """A package and what is open in it.  Constraints that no completion keeps are left to the checks that report them."""

    def __init__(self, selection: Selection, asked: Sequence[Condition]) -> None:
        indices = indices_of(selection)
        self._rules: list[Rule] = []
        names: dict[str, set[str]] = {}
        if not is_whole(selection):
            self._rules = [rule for rule in rules_of(selection) if rule.is_error]
            names = names_of(self._rules, indices.terms)
            for clause, found in names_in(asked, indices.terms).items():
                names.setdefault(clause, set()).update(found)
        self.model = model_of(selection, lambda: names)

    @cached_property
    def _space(self) -> Space:
        return consistent_space(self.model, self._rules)

    def answers(self, conditions: Sequence[Condition], ask: Callable[[World], T]) -> set[T] | None:
        """What ``ask``, which depends on some conditions alone, says in the consistent completions; None where there are too many to say."""
        groups = self.model.groups_in(conditions) if self.model.groups else []
        if not groups:
            return {ask(self.model.first)}
        sizes = [len(self.model.groups[group].options) for group in groups]
        from math import prod

        if prod(sizes) > MOST:
            return None
        choice = [0] * len(self.model.groups)
        given: dict[T, list[int]] = {}
        for options in product(*map(range, sizes)):
            domain = self._space.full
            for group, option in zip(groups, options, strict=True):
                choice[group] = option
                domain &= self._space.only(group, self._space.bit(group, option))
            given.setdefault(ask(self.model.world(choice)), []).append(domain)
        return set(given) if len(given) == 1 else {answer for answer, domains in given.items() if any(map(self._space.solve, domains))}
