"""The consistency engine: one check, the smallest explanation, enumeration, counts, samples and pairs.

On a synthetic model of 60 groups, 212 variants and 150 constraints, beside python-sat in the same run, and on the shipped
library.  A count is compared with one by another method; whatever is measured is first checked to be right."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice
from random import Random

from benchmarks.timing import Ratio, limit_ms, paired_ms
from generator import load
from generator.logic.cores import smallest_core
from generator.logic.counting import Count
from generator.logic.covering import pairwise
from generator.logic.space import Space, cnf
from generator.logic.variants import Variants

SIZES = [3] * 28 + [4] * 32
"""60 groups with 212 variants."""
CONSTRAINTS = 150
VARIED = ("alliance.membership", "neutrality.declaration", "territory.status", "sanctions.phasing", "sanctions.snap-back", "stabilisation-force.command")


def synthetic(seed: int, reach: int, planted: bool = True) -> list[int]:
    """Constraints like those of clauses: some options of one choice, or of one or two others near by, must be taken.

    ``reach`` is how far, which bounds the treewidth; ``planted``: one choice, drawn first, keeps them all."""
    random = Random(seed)
    frame = Space(SIZES, [])
    choice = [random.randrange(size) for size in SIZES]
    made: list[int] = []
    while len(made) < CONSTRAINTS:
        first = random.randrange(len(SIZES))
        scope = sorted({first, *(min(len(SIZES) - 1, first + random.randint(1, reach)) for _ in range(random.randint(1, 2)))})
        clause = 0
        for group in scope:
            clause |= sum(frame.bit(group, option) for option in random.sample(range(SIZES[group]), random.randint(1, SIZES[group] - 1)))
        if planted:
            clause |= frame.bit(scope[0], choice[scope[0]])
        if len(scope) > 1:
            made.append(clause)
    return made


def slow_count(space: Space) -> int:
    """The number of choices by another method: group after group, with a table of what later clauses can still see."""
    last = [max(scope) for scope in space.scopes]
    front: dict[tuple[int, ...], int] = {(): 1}
    for group in range(len(space.sizes)):
        due = [clause for clause, end in zip(space.clauses, last, strict=True) if end == group]
        needed = {g for scope, end in zip(space.scopes, last, strict=True) if end > group for g in scope if g <= group}
        after: dict[tuple[int, ...], int] = {}
        for seen, number in front.items():
            for option in range(space.sizes[group]):
                taken = (*seen, space.bit(group, option))
                whole = sum(taken)
                if all(clause & whole for clause in due):
                    kept = tuple(bit for bit in taken if space.group_of[bit.bit_length() - 1] in needed)
                    after[kept] = after.get(kept, 0) + number
        front = after
    return sum(front.values())


def pairs(space: Space) -> int:
    """How many pairs of options some consistent choice has, each asked of the search."""
    found = 0
    for first, second in combinations(space.shown, 2):
        for a in range(space.sizes[first]):
            for b in range(space.sizes[second]):
                found += bool(space.solve(space.only(first, space.bit(first, a)) & space.only(second, space.bit(second, b))))
    return found


def covered(rows: list[tuple[int, ...]]) -> int:
    """How many pairs of options stand in some row."""
    return len({(a, row[a], b, row[b]) for row in rows for a, b in combinations(range(len(row)), 2)})


def measure() -> Iterator[Ratio]:
    """Each promise in its turn."""
    from pysat.solvers import Solver

    clauses = synthetic(1, 4)
    space = Space(SIZES, clauses)
    choice = next(space.choices())

    def check() -> None:
        for _ in range(1000):
            space.consistent(choice)

    yield limit_ms("check one selection of 60 groups against 150 constraints, 1,000 times", check, 20, 9)

    yield from explanations(space, clauses)

    def peer() -> int:
        with Solver(name="g3", bootstrap_with=cnf(space, clauses)) as solver:
            return sum(1 for _ in islice(solver.enum_models(), 10_000))

    def ours() -> int:
        return sum(1 for _ in islice(Space(SIZES, clauses).choices(), 10_000))

    if not ours() == peer() == 10_000:
        raise AssertionError("there are not 10,000 variants")
    yield limit_ms("the first 10,000 variants", ours, 50, 15)
    yield Ratio("the first 10,000 variants, times as fast as python-sat's enum_models", *paired_ms(ours, peer, 7), 10, at_least=True)

    total = Count(space).total
    if total != slow_count(space):
        raise AssertionError("the count is wrong")
    yield limit_ms(f"exact count at treewidth {Count(space).width} ({total:,})", lambda: Count(space), 50, 15)
    counted = Count(space)
    if not all(space.consistent(one) for one in counted.sample(1000, 7)):
        raise AssertionError("a sample is not consistent")
    yield limit_ms("1,000 uniform samples, counted before", lambda: counted.sample(1000, 7), 200, 9)
    rows = pairwise(space)
    if covered(rows) != pairs(space) or not all(space.consistent(row) for row in rows):
        raise AssertionError("a pair is missing")
    yield limit_ms(f"pairwise array, {len(rows)} rows", lambda: pairwise(space), 1000, 5)
    yield from shipped()


def explanations(space: Space, clauses: list[int]) -> Iterator[Ratio]:
    """Why one more option cannot be had beside a consistent choice of all others: the hardest of those that cannot."""
    free = Space(SIZES, [])
    choice = next(space.choices())
    hardest: tuple[int, Space, list[list[int]]] = (0, free, [])
    for group, size in enumerate(SIZES):
        for option in range(size):
            others = [[space.bit(other, taken)] for other, taken in enumerate(choice) if other != group]
            asked = Space(SIZES, [space.bit(group, option)])
            members = [*others, *([clause] for clause in clauses)]
            if not space.solve(space.only(group, space.bit(group, option)) & sum(member[0] for member in others) | space.bit(group, option)):
                core = smallest_core(asked, members)
                rest = [[members[index] for index in core if index != spared] for spared in core]
                if any(not Space(SIZES, [*asked.clauses, *(m[0] for m in fewer)]).solve() for fewer in rest):
                    raise AssertionError("an explanation is not minimal")
                hardest = max(hardest, (len(core), asked, members), key=lambda one: one[0])
    size, asked, members = hardest
    yield limit_ms(f"smallest explanation, {size} of {len(members)} choices and constraints", lambda: smallest_core(asked, members), 10, 15)
    broken = [*([space.bit(group, 0)] for group in range(60)), *([clause] for clause in synthetic(2, 4, planted=False))]
    yield limit_ms("smallest explanation of a selection at random, which breaks dozens of constraints", lambda: smallest_core(free, broken), None, 5)


def shipped() -> Iterator[Ratio]:
    """The same on the shipped library; for information, for it grows."""
    scenario = load("ukraine-austrian-model")
    varied = Variants(scenario, VARIED)
    what = f"{len(VARIED)} clauses of ukraine-austrian-model vary"
    yield limit_ms(f"{what}: the model", lambda: Variants(scenario, VARIED), None, 5)
    yield limit_ms(f"{what}: {varied.count:,} variants counted", lambda: Count(varied.space), None, 9)
    yield limit_ms(f"{what}: {len(varied.pairwise())} rows for every pair", varied.pairwise, None, 5)
