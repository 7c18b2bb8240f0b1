"""A finite model: groups of options, one of each group is taken, and clauses that every consistent choice keeps.

A set of options, of whatever groups, is one integer with a bit for each option.  A *domain* is what may still be taken;
a *clause* is a set of which at least one option must be taken.  Nothing here knows of treaties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Any

from ..errors import UserError

PATIENCE = 300
"""How many steps of the plain search may lead nowhere before python-sat is asked whether there is anything to find."""
CONFLICTS = 10_000
"""From how many failures python-sat may learn before a question stays undecided."""
WIDEST = 3_000
"""How many clauses may replace those of a group that is put out of sight."""


class TooWide(Exception):
    """So many groups constrain one another that an exact answer would take too long; ``groups`` are those."""

    def __init__(self, groups: Sequence[int], size: int) -> None:
        super().__init__(f"{len(groups)} groups, {size} combinations")
        self.groups, self.size = tuple(groups), size


class Undecided(UserError):
    """A question that would take too long to decide."""

    def __init__(self) -> None:
        super().__init__("so many choices exclude one another that nobody can say in reasonable time what is consistent", "settle some of them with --set")


class Space:
    """The consistent choices of groups with ``sizes`` options each; a choice tells of the groups that are ``shown``, all of
    them where nothing is said, and the others are fixed by these."""

    def __init__(self, sizes: Sequence[int], clauses: Iterable[int], shown: Sequence[int] | None = None) -> None:
        self.shown = list(range(len(sizes)) if shown is None else shown)
        self.sizes = tuple(sizes) or (1,)
        self.offsets: list[int] = []
        self.masks: list[int] = []
        self.group_of: list[int] = []
        for group, size in enumerate(self.sizes):
            self.offsets.append(len(self.group_of))
            self.masks.append(((1 << size) - 1) << len(self.group_of))
            self.group_of += [group] * size
        self.full = (1 << len(self.group_of)) - 1
        self.clauses = [clause for clause in dict.fromkeys(clauses) if not self.is_trivial(clause)]
        self.scopes = [self.groups_in(clause) for clause in self.clauses]
        self._near: list[list[int]] = [[] for _ in self.sizes]
        for clause, scope in zip(self.clauses, self.scopes, strict=True):
            for group in scope:
                self._near[group].append(clause)
        self.broken_by = [tuple(self.masks[g] & ~c for g in scope) for c, scope in zip(self.clauses, self.scopes, strict=True)]
        self.start = 0 if 0 in self.clauses or 0 in self.sizes else self.propagate(self.full, range(len(self.sizes)))

    # ----------------------------------------------------------------- sets of options

    def bit(self, group: int, option: int) -> int:
        """The set of one option."""
        return 1 << (self.offsets[group] + option)

    def options(self, domain: int, group: int) -> list[int]:
        """Which options of a group are in a set."""
        own = (domain & self.masks[group]) >> self.offsets[group]
        return [option for option in range(self.sizes[group]) if own >> option & 1]

    def groups_in(self, options: int) -> tuple[int, ...]:
        """The groups that have an option in a set."""
        found = []
        while options:
            group = self.group_of[(options & -options).bit_length() - 1]
            found.append(group)
            options &= ~self.masks[group]
        return tuple(found)

    def is_trivial(self, clause: int) -> bool:
        """Whether a clause holds whatever is chosen."""
        return any(clause & self.masks[group] == self.masks[group] for group in self.groups_in(clause & self.full))

    def only(self, group: int, options: int) -> int:
        """Everything, but of one group only some options."""
        return self.full & ~self.masks[group] | options

    # ----------------------------------------------------------------- one choice

    @cached_property
    def _keeps(self) -> list[list[int]]:
        """For every option, the clauses it keeps, as bits."""
        made = [[0] * size for size in self.sizes]
        for index, (clause, scope) in enumerate(zip(self.clauses, self.scopes, strict=True)):
            for group in scope:
                for option in self.options(clause, group):
                    made[group][option] |= 1 << index
        return made

    def consistent(self, choice: Sequence[int]) -> bool:
        """Whether a whole choice, one option for each group that is shown, keeps every clause."""
        if len(choice) < len(self.sizes):
            domain = self.full
            for group, option in zip(self.shown, choice, strict=True):
                domain &= self.only(group, self.bit(group, option))
            return bool(self.solve(domain))
        kept = 0
        for keeps, option in zip(self._keeps, choice, strict=True):
            kept |= keeps[option]
        return kept == (1 << len(self.clauses)) - 1

    def propagate(self, domain: int, changed: Iterable[int]) -> int:
        """What a domain leaves once the clauses near some changed groups have ruled out what each alone can; 0 where nothing is left."""
        queue = list(changed)
        masks, group_of, near = self.masks, self.group_of, self._near
        while queue:
            for clause in near[queue.pop()]:
                left = domain & clause
                if not left:
                    return 0
                group = group_of[(left & -left).bit_length() - 1]
                mask = masks[group]
                if left & mask == left and domain & mask != left:
                    domain &= ~mask | left
                    queue.append(group)
        return domain

    # ----------------------------------------------------------------- search

    def boxes(self, domain: int | None = None) -> Iterator[int]:
        """The consistent choices of a domain, as domains that share none and of which every choice is consistent."""
        first = self.start if domain is None else self._started(domain)
        stack = [(first, 0)] if first else []
        barren = 0
        while stack:
            domain, at = stack.pop()
            barren += 1
            if barren == PATIENCE and not self._satisfiable(first):
                return
            if barren > PATIENCE and not self._satisfiable(domain):
                continue
            while at < len(self.clauses) and not all(domain & rest for rest in self.broken_by[at]):
                at += 1
            if at == len(self.clauses):
                barren = 0
                yield domain
                continue
            clause = self.clauses[at]
            group = max(self.groups_in(domain & clause), key=lambda g: len(self._near[g]))
            for part in (domain & ~(self.masks[group] & clause), domain & ~(self.masks[group] & ~clause)):
                left = self.propagate(part, (group,))
                if left:
                    stack.append((left, at))

    def _started(self, domain: int) -> int:
        domain &= self.start
        whole = all(domain & mask for mask in self.masks)
        return self.propagate(domain, self.groups_in(self.start & ~domain)) if whole and self.start else 0

    def solve(self, domain: int | None = None) -> int:
        """A box of consistent choices; 0 where there is none."""
        return next(self.boxes(domain), 0)

    def choices(self, domain: int | None = None) -> Iterator[tuple[int, ...]]:
        """Every consistent choice of the groups that are shown."""
        for box in self.boxes(domain):
            yield from product(*(self.options(box, group) for group in self.shown))

    def possible(self, domain: int | None = None) -> int:
        """The options that some consistent choice of a domain takes: what the domain leaves, neither more nor less."""
        left = self.start if domain is None else self._started(domain)
        known = 0
        while rest := left & ~known:
            option = rest & -rest
            group = self.group_of[option.bit_length() - 1]
            found = self.solve(left & ~self.masks[group] | option)
            known |= found
            if not found:
                left = self.propagate(left & ~option, (group,)) if left & self.masks[group] != option else 0
        return known

    @cached_property
    def _solver(self) -> Any:
        from pysat.solvers import Solver

        return Solver(name="g4", bootstrap_with=cnf(self, self.clauses))

    def _satisfiable(self, domain: int) -> bool:
        """Whether a domain has a consistent choice, asked of python-sat: it learns from its failures, the plain search does not."""
        self._solver.conf_budget(CONFLICTS)
        found = self._solver.solve_limited(assumptions=[-literal for literal in literals(self.full & ~domain)])
        if found is None:
            raise Undecided
        return bool(found)

    # ----------------------------------------------------------------- projection

    def without(self, groups: Iterable[int]) -> Space:
        """The same choices with some groups out of sight: what is consistent with some option of each of them.

        They keep their numbers and have one option left.  Raises :class:`TooWide`."""
        hidden = set(groups)
        if not self.start:
            return self
        clauses = {clause & self.start for clause, rest in zip(self.clauses, self.broken_by, strict=True) if all(self.start & part for part in rest)}
        clauses |= {self.start & mask for mask in self.masks if self.start & mask != mask}
        left = set(hidden)
        while left:
            group = min(left, key=lambda g: self._cost(g, clauses))
            left.remove(group)
            own = [clause for clause in clauses if clause & self.masks[group]]
            clauses = clauses.difference(own) | self._resolved(group, own)
        clauses |= {self.bit(group, 0) for group in hidden}
        return Space(self.sizes, sorted(clauses), self.shown)

    def _lacking(self, group: int, clauses: Iterable[int]) -> list[list[int]]:
        """For every option of a group: what is left of the clauses that do not name it."""
        own = list(clauses)
        bits = [self.bit(group, option) for option in range(self.sizes[group])]
        return [[clause & ~self.masks[group] for clause in own if not clause & bit] for bit in bits]

    def _cost(self, group: int, clauses: Iterable[int]) -> int:
        own = [clause for clause in clauses if clause & self.masks[group]]
        cost = 1
        for lacking in self._lacking(group, own):
            cost *= len(lacking)
        return cost - len(own)

    def _resolved(self, group: int, own: list[int]) -> set[int]:
        """The clauses that say of the other groups what some own clauses say of them and a group together."""
        made = {0}
        for lacking in sorted(self._lacking(group, own), key=len):
            made = minimal({one | other for one in made for other in lacking if not self.is_trivial(one | other)})
            if len(made) > WIDEST:
                raise TooWide(self.groups_in(self._union(own)), len(made))
        return made

    @staticmethod
    def _union(clauses: Iterable[int]) -> int:
        union = 0
        for clause in clauses:
            union |= clause
        return union


def minimal(clauses: Iterable[int]) -> set[int]:
    """Without the clauses that a shorter one implies."""
    kept: list[int] = []
    for clause in sorted(clauses, key=int.bit_count):
        if not any(clause & other == other for other in kept):
            kept.append(clause)
    return set(kept)


def literals(options: int) -> list[int]:
    """A set of options as python-sat's variables, from 1."""
    found = []
    while options:
        low = options & -options
        found.append(low.bit_length())
        options ^= low
    return found


def disjunction(space: Space, clause: int) -> list[int]:
    """A clause as python-sat reads it; what holds for all options of a group but one is said by the one that it is not."""
    made: list[int] = []
    for group in space.groups_in(clause):
        missing = literals(space.masks[group] & ~clause)
        made += [-missing[0]] if len(missing) == 1 else literals(space.masks[group] & clause)
    return made


def cnf(space: Space, clauses: Iterable[int]) -> list[list[int]]:
    """Some clauses, and that each group takes one option, as python-sat reads them."""
    made = [disjunction(space, clause) for clause in clauses]
    for mask in space.masks:
        own = literals(mask)
        made.append(own)
        made += [[-one, -other] for at, one in enumerate(own) for other in own[:at]]
    return made
