"""What a question about a package answers over all its consistent completions.

Goes in: a Selection and the conditions that the question depends on.  Comes out: :class:`Consistent`, which says which
answers it gives where every constraint that is an error is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from itertools import product
from math import prod
from typing import TypeVar

from ..select import Selection
from .completions import LIMIT, Completions, Table, TooMany, groups_of, is_settled, solve
from .conditions import Condition, World
from .constraints import Rule, names_in, names_of, rules_of
from .indices import Indices

T = TypeVar("T", bound=Hashable)


class Consistent:
    """A package and what is open in it.  Constraints that no completion keeps are left to the checks that report them."""

    def __init__(self, selection: Selection, asked: Sequence[Condition], indices: Indices) -> None:
        self._rules: list[Rule] = []
        names: dict[str, set[str]] = {}
        if not all(is_settled(chosen) for holders in selection.by_clause.values() for _, chosen in holders):
            self._rules = [rule for rule in rules_of(selection) if rule.is_error]
            names = names_of(self._rules, indices.terms)
            for clause, found in names_in(asked, indices.terms).items():
                names.setdefault(clause, set()).update(found)
        self.completions = Completions(selection, names, indices)
        self._sizes = [len(variable.options) for variable in self.completions.open]

    @cached_property
    def _groups(self) -> list[dict[int, Table]]:
        """The constraints that can be kept, in sets that share no open clause."""
        tables: dict[int, Table] = {}
        for index, rule in enumerate(self._rules):
            variables = self.completions.variables_of(rule)
            table = self.completions.table(rule, variables) if variables else None
            if table is not None and 0 < len(table.kept) < prod(self._sizes[v] for v in variables):
                tables[index] = table
        return [group for group in groups_of(tables) if self._possible(list(group.values()))]

    def answers(self, conditions: Sequence[Condition], ask: Callable[[World], T]) -> set[T] | None:
        """What ``ask``, which depends on some conditions alone, says in the consistent completions; None where there are too many to say."""
        variables = self.completions.variables_in(conditions) if self._sizes else ()
        if not variables:
            return {ask(self.completions.first)}
        if prod(self._sizes[v] for v in variables) > LIMIT:
            return None
        given: dict[T, list[tuple[int, ...]]] = {}
        for at in product(*(range(self._sizes[v]) for v in variables)):
            given.setdefault(ask(self.completions.world(dict(zip(variables, at, strict=True)))), []).append(at)
        if len(given) == 1:
            return set(given)
        near = [table for group in self._groups if any(set(table.variables) & set(variables) for table in group.values()) for table in group.values()]
        return {answer for answer, kept in given.items() if self._possible([*near, Table(variables, frozenset(kept))])}

    def _possible(self, tables: list[Table]) -> bool:
        """Whether some completion keeps all tables; what cannot be searched counts as possible."""
        try:
            return solve(self._sizes, tables) is not None
        except TooMany:
            return True
