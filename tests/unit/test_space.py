"""The finite model against brute force: choices, propagation, projection, counts, samples, pairs, smallest contradictions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, islice, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.logic.cores import fewest_dropped, smallest_core
from generator.logic.counting import Count
from generator.logic.covering import pairwise, spread
from generator.logic.space import Space, TooWide

Choice = tuple[int, ...]


@st.composite
def spaces(draw: st.DrawFn, groups: int = 6, clauses: int = 9) -> tuple[list[int], list[int]]:
    """Sizes of a few groups, and clauses over one to three of them."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=groups))
    frame = Space(sizes, [])
    made = []
    for _ in range(draw(st.integers(0, clauses))):
        scope = draw(st.lists(st.integers(0, len(sizes) - 1), min_size=1, max_size=3, unique=True))
        picked = [draw(st.integers(0, (1 << sizes[group]) - 1)) << frame.offsets[group] for group in scope]
        made.append(sum(picked))
    return sizes, made


def tried(sizes: Sequence[int], clauses: Sequence[int]) -> list[Choice]:
    """Every choice that keeps all clauses, found by trying all."""
    frame = Space(sizes, [])

    def kept(choice: Choice) -> bool:
        taken = sum(frame.bit(group, option) for group, option in enumerate(choice))
        return all(clause & taken for clause in clauses)

    return [choice for choice in product(*map(range, sizes)) if kept(choice)]


@settings(max_examples=600, deadline=None)
@given(spaces(), st.integers(0))
def test_choices_checks_and_propagation(made: tuple[list[int], list[int]], seed: int) -> None:
    """The choices are those that trying all finds, each once; a whole choice is judged rightly; of a partial one, exactly
    the options that some consistent choice takes are left."""
    sizes, clauses = made
    space = Space(sizes, clauses)
    every = tried(sizes, clauses)
    found = list(space.choices())
    assert sorted(found) == every
    assert [choice for choice in product(*map(range, sizes)) if space.consistent(choice)] == every
    random = Random(seed)
    groups = random.sample(range(len(sizes)), random.randint(0, len(sizes)))
    fixed = {group: random.randrange(sizes[group]) for group in groups}
    domain = space.full
    for group, option in fixed.items():
        domain &= space.only(group, space.bit(group, option))
    agreeing = [choice for choice in every if all(choice[group] == option for group, option in fixed.items())]
    possible = space.possible(domain)
    assert [space.options(possible, group) for group in range(len(sizes))] == [sorted({c[group] for c in agreeing}) for group in range(len(sizes))]
    assert bool(space.solve(domain)) == bool(agreeing)
    assert sorted(space.choices(domain)) == agreeing


@settings(max_examples=600, deadline=None)
@given(spaces(), st.sets(st.integers(0, 5)))
def test_counts_projections_and_samples(made: tuple[list[int], list[int]], hidden: set[int]) -> None:
    """Counts are exact, with groups out of sight too; samples are consistent, and the same for the same seed."""
    sizes, clauses = made
    space = Space(sizes, clauses)
    every = tried(sizes, clauses)
    assert Count(space).total == len(every)
    hidden &= set(range(len(sizes)))
    seen = {tuple(0 if group in hidden else option for group, option in enumerate(choice)) for choice in every}
    projected = space.without(hidden)
    assert set(projected.choices()) == seen
    assert Count(projected).total == len(seen)
    sample = Count(space).sample(20, 7)
    assert sample == Count(space).sample(20, 7)
    assert set(sample) <= set(every)
    assert len(sample) == (20 if every else 0)
    options = space.options(space.full, 0)[:1]
    only = space.only(0, sum(space.bit(0, option) for option in options))
    assert Count(space, only).total == sum(choice[0] in options for choice in every)


def pairs(choices: Sequence[Choice]) -> set[tuple[int, int, int, int]]:
    """Every two options of different groups that stand together in some choice."""
    return {(a, c[a], b, c[b]) for c in choices for a in range(len(c)) for b in range(a)}


@settings(max_examples=400, deadline=None)
@given(spaces())
def test_pairs_are_covered(made: tuple[list[int], list[int]]) -> None:
    """The rows are consistent, and every pair that can stand together does in some row."""
    sizes, clauses = made
    every = tried(sizes, clauses)
    rows = pairwise(Space(sizes, clauses))
    assert set(rows) <= set(every)
    assert pairs(rows) == pairs(every)
    assert bool(rows) == bool(every)
    assert len(rows) == len(set(rows))


@settings(max_examples=300, deadline=None)
@given(spaces(groups=5, clauses=10))
def test_contradictions_and_changes_are_smallest(made: tuple[list[int], list[int]]) -> None:
    """No fewer members contradict one another, and without any one of them the others agree; no fewer need to be dropped."""
    sizes, clauses = made
    members = [[clause] for clause in clauses]
    free = Space(sizes, [])
    dropped = fewest_dropped(free, members, 3)
    for some in dropped:
        assert tried(sizes, [c for index, c in enumerate(clauses) if index not in some])
    for fewer in range(len(dropped[0])):
        assert not any(tried(sizes, [c for i, c in enumerate(clauses) if i not in some]) for some in combinations(range(len(clauses)), fewer))
    if tried(sizes, clauses):
        assert dropped == [[]]
        return
    core = smallest_core(free, members)
    assert not tried(sizes, [clauses[index] for index in core])
    for spared in core:
        assert tried(sizes, [clauses[index] for index in core if index != spared])
    for fewer in range(len(core)):
        assert all(tried(sizes, some) for some in combinations(clauses, fewer))


def test_a_sample_is_uniform() -> None:
    """Chi-square over the 22 consistent choices of a small model with very uneven branches, at one in a thousand."""
    sizes = [2, 4, 4, 3]
    frame = Space(sizes, [])
    clause = frame.bit(0, 1) | frame.bit(1, 0)
    other = frame.bit(0, 1) | frame.bit(2, 3)
    third = frame.bit(0, 0) | frame.bit(3, 2) | frame.bit(1, 2)
    space = Space(sizes, [clause, other, third])
    every = list(space.choices())
    drawn = Counter(Count(space).sample(200 * len(every), 11))
    assert set(drawn) == set(every)
    degrees = len(every) - 1
    chi = sum((drawn[choice] - 200) ** 2 / 200 for choice in every)
    bound = degrees * (1 - 2 / (9 * degrees) + 3.09 * (2 / (9 * degrees)) ** 0.5) ** 3  # Wilson and Hilferty
    assert chi < bound


def test_what_is_too_wide_is_refused() -> None:
    """Thirty groups that all constrain one another are not counted; the refusal names them."""
    sizes = [4] * 30
    frame = Space(sizes, [])
    clauses = [frame.full & ~frame.bit(a, a % 4) & ~frame.bit(b, (b + 1) % 4) & (frame.masks[a] | frame.masks[b]) for a in range(30) for b in range(a)]
    distinct = [frame.full & (frame.masks[a] & ~frame.bit(a, o) | frame.masks[b] & ~frame.bit(b, o)) for a in range(30) for b in range(a) for o in range(4)]
    with pytest.raises(TooWide) as refused:
        Count(Space(sizes, clauses + distinct[::3]))
    assert len(refused.value.groups) > 5
    assert len(list(islice(Space(sizes, clauses).choices(), 100))) == 100


def test_large_numbers_are_exact() -> None:
    """Two hundred free groups, and one clause."""
    sizes = [5] * 200
    frame = Space(sizes, [])
    clause = frame.bit(0, 0) | frame.bit(199, 0)
    assert Count(Space(sizes, [clause])).total == 5**200 - 16 * 5**198


def test_nothing_to_choose_is_one_choice() -> None:
    """Without a group there is one choice, of nothing; with a clause that nothing keeps there is none."""
    space = Space([], [])
    assert list(space.choices()) == pairwise(space) == Count(space).sample(1, 0) == [()]
    assert (Count(space).total, space.consistent(())) == (1, True)
    never = Space([], [0])
    assert list(never.choices()) == pairwise(never) == Count(never).sample(1, 0) == []
    assert (Count(never).total, never.consistent(())) == (0, False)


def test_spread_choices_are_far_apart() -> None:
    """The second differs in everything, and nothing is taken twice."""
    every = list(Space([3, 3, 3], []).choices())
    made = spread(every, 4)
    assert len(set(made)) == 4
    assert all(a != b for a, b in zip(made[0], made[1], strict=True))
    assert spread(every[:2], 5) == every[:2]
    assert spread([], 3) == []
