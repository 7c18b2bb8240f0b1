"""Exact counts and uniform samples of a :class:`~generator.logic.space.Space`, by eliminating one group after another.

Options that no clause tells apart count as one with a weight.  The order is the one that ties the fewest groups
together (min-fill); where even that takes too large tables, :class:`TooWide` says which groups are to blame.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import prod
from operator import mul
from random import Random

from .space import Space, TooWide

LARGEST = 1_000_000
"""The largest table that is built; all together may have three times as many entries."""

Scope = tuple[int, ...]


class Count:
    """The number of consistent choices of a domain, ``total``; :meth:`sample` draws from them.

    ``width`` is how many groups one table ties to the group that is eliminated: the treewidth, for the order taken."""

    def __init__(self, space: Space, domain: int | None = None) -> None:
        self.space = space
        self._domain = space.propagate(space.start & domain, range(len(space.sizes))) if domain is not None and space.start else space.start
        self.total = self.width = 0
        if not self._domain or not all(self._domain & mask for mask in space.masks):
            return
        open_ = [clause for clause, rest in zip(space.clauses, space.broken_by, strict=True) if all(self._domain & part for part in rest)]
        self._classes = [self._alike(group, open_) for group in range(len(space.sizes))]
        scopes = [space.groups_in(clause & self._domain) for clause in open_]
        self._order = self._elimination(scopes)
        self._rank = {group: rank for rank, group in enumerate(self._order)}
        self._steps: list[tuple[int, list[tuple[int, int]], list[int], int]] = []
        self._slices: list[dict[int, tuple[list[int], int]]] = [{} for _ in self._order]
        self.total = self._eliminate(open_, scopes)

    def _alike(self, group: int, clauses: Sequence[int]) -> list[list[int]]:
        """The options of a group in classes that every clause treats alike."""
        found: dict[tuple[int, ...], list[int]] = {}
        near = [clause >> self.space.offsets[group] for clause in clauses if clause & self.space.masks[group]]
        for option in self.space.options(self._domain, group):
            found.setdefault(tuple(clause >> option & 1 for clause in near), []).append(option)
        return list(found.values())

    # ----------------------------------------------------------------- order

    def _elimination(self, scopes: Sequence[Scope]) -> list[int]:
        """The groups in the order in which they are eliminated."""
        near: list[set[int]] = [set() for _ in self.space.sizes]
        for scope in scopes:
            for group in scope:
                near[group].update(scope)
        for group, others in enumerate(near):
            others.discard(group)
        left = set(range(len(near)))
        fill = {group: _missing(near, group) for group in left}
        order: list[int] = []
        spent = 0
        while left:
            group = min(left, key=lambda g: (fill[g], self._size((g, *near[g])), g))
            tied = near[group]
            size = self._size((group, *tied))
            spent += size
            self.width = max(self.width, len(tied))
            if size > LARGEST or spent > 3 * LARGEST:
                raise TooWide((group, *sorted(tied)), size)
            order.append(group)
            left.remove(group)
            for other in tied:
                near[other] |= tied
                near[other] -= {other, group}
            for other in tied.union(*(near[o] for o in tied)):
                if other in left:
                    fill[other] = _missing(near, other)
        return order

    def _size(self, groups: Sequence[int]) -> int:
        return prod(len(self._classes[group]) for group in groups)

    # ----------------------------------------------------------------- elimination

    def _eliminate(self, clauses: Sequence[int], scopes: Sequence[Scope]) -> int:
        buckets: list[list[tuple[Scope, list[int]]]] = [[] for _ in self._order]
        for clause, scope in zip(clauses, scopes, strict=True):
            ordered = self._sorted(scope)
            buckets[self._rank[ordered[-1]]].append((ordered, self._truths(clause, ordered)))
        total = 1
        for rank, group in enumerate(self._order):
            factors = buckets[rank]
            scope = self._sorted({g for own, _ in factors for g in own} - {group})
            weights = [len(options) for options in self._classes[group]]
            table = weights * self._size(scope)
            for own, values in factors:
                table = list(map(mul, table, self._spread(own, values, (*scope, group))))
            width = len(weights)
            message = list(map(sum, zip(*[iter(table)] * width, strict=True)))
            strides, stride = [], width
            for other in reversed(scope):
                strides.append((other, stride))
                stride *= len(self._classes[other])
            self._steps.append((group, strides, table, width))
            if scope:
                buckets[self._rank[scope[-1]]].append((scope, message))
            else:
                total *= message[0]
        return total

    def _sorted(self, groups: Sequence[int] | set[int]) -> Scope:
        """Groups with the first to be eliminated last."""
        return tuple(sorted(groups, key=lambda group: -self._rank[group]))

    def _truths(self, clause: int, scope: Scope) -> list[int]:
        """1 for every combination of classes that keeps a clause, 0 for the others."""
        made = [0]
        for group in scope:
            own = [clause >> (self.space.offsets[group] + options[0]) & 1 for options in self._classes[group]]
            made = [before | kept for before in made for kept in own]
        return made

    def _spread(self, own: Scope, values: list[int], scope: Scope) -> list[int]:
        """The values of a table for every combination of a larger scope."""
        if own == scope:
            return values
        stride = {}
        step = 1
        for group in reversed(own):
            stride[group] = step
            step *= len(self._classes[group])
        at = [0]
        for group in scope:
            steps = [option * stride.get(group, 0) for option in range(len(self._classes[group]))]
            at = [before + step for before in at for step in steps]
        return [values[index] for index in at]

    # ----------------------------------------------------------------- sampling

    def sample(self, number: int, seed: int) -> list[tuple[int, ...]]:
        """So many choices of the groups that are shown, each drawn with equal chances from all; none where there are none."""
        random = Random(seed)
        return [self._draw(random) for _ in range(number)] if self.total else []

    def _draw(self, random: Random) -> tuple[int, ...]:
        taken = [0] * len(self.space.sizes)
        choice = [0] * len(self.space.sizes)
        for rank in range(len(self._order) - 1, -1, -1):
            group, strides, table, width = self._steps[rank]
            base = 0
            for other, stride in strides:
                base += taken[other] * stride
            part = self._slices[rank].get(base)
            if part is None:
                sums = list(accumulate(table[base : base + width]))
                part = self._slices[rank][base] = (sums, sums[-1])
            at = bisect_right(part[0], random.randrange(part[1])) if width > 1 else 0
            taken[group] = at
            options = self._classes[group][at]
            choice[group] = options[0] if len(options) == 1 else options[random.randrange(len(options))]
        return tuple([choice[group] for group in self.space.shown])


def _missing(near: list[set[int]], group: int) -> int:
    """How many pairs of neighbours are no neighbours yet."""
    tied = near[group]
    return sum(len(tied) - 1 - len(near[other] & tied) for other in tied)
