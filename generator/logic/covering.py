"""Few choices that show much: every pair of options in some choice, or choices as far apart as can be."""

from __future__ import annotations

from collections.abc import Sequence
from operator import ne

from .space import Space


def pairwise(space: Space) -> list[tuple[int, ...]]:
    """Consistent choices in which every pair of options occurs that occurs in any; of groups without a choice, one option.

    Greedy: each choice starts from the pair that most others wait with, and takes the option that covers most."""
    return _Pairs(space).rows()


class _Pairs:
    def __init__(self, space: Space) -> None:
        self.space = space
        self.domain = space.possible()
        shown = sum(space.masks[group] for group in space.shown)
        self.left: dict[int, int] = {}
        """Option → the options with which it has not yet been seen, as sets; pairs that cannot be are taken out when found."""
        for group in space.shown if self.domain else ():
            for option in space.options(self.domain, group):
                bit = space.bit(group, option)
                self.left[bit] = space.propagate(self._with(self.domain, bit), (group,)) & ~space.masks[group] & shown
        for bit in self.left:
            for other in self.left:
                if self.left[other] & bit and not self.left[bit] & other:
                    self.left[other] &= ~bit

    def _group(self, bit: int) -> int:
        return self.space.group_of[bit.bit_length() - 1]

    def _with(self, domain: int, bit: int) -> int:
        """A domain with one option taken."""
        return domain & ~self.space.masks[self._group(bit)] | bit

    def rows(self) -> list[tuple[int, ...]]:
        """The choices."""
        if not self.domain:
            return []
        made: list[tuple[int, ...]] = []
        while any(self.left.values()):
            first = max(self.left, key=lambda bit: self.left[bit].bit_count())
            second = max(_bits(self.left[first]), key=lambda bit: self.left[bit].bit_count())
            domain = self._started(first, second)
            if not domain:
                self.left[first] &= ~second
                self.left[second] &= ~first
                continue
            made.append(self._row(domain))
        return made or [next(self.space.choices())]

    def _started(self, first: int, second: int) -> int:
        """The domain left when two options are taken; 0 where they cannot be together."""
        domain = self._with(self._with(self.domain, first), second)
        domain = self.space.propagate(domain, (self._group(first), self._group(second)))
        return domain if domain and self.space.solve(domain) else 0

    def _row(self, start: int, careful: bool = False) -> tuple[int, ...]:
        """A consistent choice of a domain that covers many pairs; what it covers is no longer left.

        It goes by what clauses rule out one by one; should that lead nowhere, ``careful`` looks ahead at every step."""
        space, left = self.space, self.left
        domain, taken = start, self._taken(start)
        while open_ := [bit for bit in left if domain & bit and not taken & bit]:
            best = max(open_, key=lambda bit: ((left[bit] & taken).bit_count(), (left[bit] & domain).bit_count()))
            group = self._group(best)
            trial = space.propagate(self._with(domain, best), (group,))
            if not trial or (careful and not space.solve(trial)):
                trial = space.propagate(domain & ~best, (group,))
            if not trial:
                return self._row(start, careful=True)
            domain, taken = trial, self._taken(trial)
        choice = next(space.choices(domain), None)
        if choice is None:
            return self._row(start, careful=True)
        row = sum(space.bit(group, option) for group, option in zip(space.shown, choice, strict=True))
        for bit in _bits(row):
            if bit in left:
                left[bit] &= ~row
        return choice

    def _taken(self, domain: int) -> int:
        """The options of a domain that are the only one of their group."""
        taken = 0
        for mask in self.space.masks:
            own = domain & mask
            if own & (own - 1) == 0:
                taken |= own
        return taken


def _bits(options: int) -> list[int]:
    found = []
    while options:
        low = options & -options
        found.append(low)
        options ^= low
    return found


def spread(choices: Sequence[tuple[int, ...]], number: int) -> list[tuple[int, ...]]:
    """So many of some choices, each as far as can be from those before it, counted in groups that differ.

    Greedy: the first stays the first, then the one whose nearest neighbour is farthest."""
    made = list(choices[:1])
    nearest = [len(choice) for choice in choices]
    total = [0] * len(choices)
    while made and len(made) < min(number, len(choices)):
        for index, choice in enumerate(choices):
            distance = sum(map(ne, choice, made[-1]))
            nearest[index] = min(nearest[index], distance)
            total[index] += distance
        best = max(range(len(choices)), key=lambda index: (nearest[index], total[index], -index))
        made.append(choices[best])
    return made
