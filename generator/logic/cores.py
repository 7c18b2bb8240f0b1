"""Smallest contradictions and smallest changes, by python-sat: imported here, and only when a function is called.

A *member* is a list of clauses that stands or falls as one: a choice, a constraint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .space import CONFLICTS, Space, Undecided, cnf, disjunction

READABLE = 60
"""Up to how many members somebody may want to read; to find the fewest of more can take for ever."""
Member = Sequence[int]


def smallest_core(space: Space, members: Sequence[Member]) -> list[int]:
    """The members of a smallest set that cannot be kept together in a space: without any one of them it can.

    Empty where the space itself has no consistent choice.  The members as a whole must be impossible.  Where more than
    :data:`READABLE` members are needed for one contradiction, none of them can be spared, but fewer others might do."""
    from pysat.examples.optux import OptUx
    from pysat.solvers import Solver

    if not space.solve():
        return []
    formula, names = _formula(space, members)
    with Solver(name="g4", bootstrap_with=formula.hard) as solver:
        core = _thinned(solver, names)
    if 1 < len(core) <= READABLE:
        with OptUx(formula, solver="mgh") as smallest:
            core = [index - 1 for index in smallest.compute()]
    return sorted(core)


def _thinned(solver: Any, names: list[int]) -> list[int]:
    """Members that contradict one another; where they are many, without those that can be spared, so far as that can be said."""
    if _agree(solver, names) is not False:
        raise Undecided
    kept = list(solver.get_core())
    for name in list(kept) if len(kept) > READABLE else ():
        if name in kept:
            agree = _agree(solver, [other for other in kept if other != name])
            if agree is None:
                break
            kept = kept if agree else list(solver.get_core())
    return [names.index(name) for name in kept]


def _agree(solver: Any, names: list[int]) -> bool | None:
    """Whether some members can be kept together; None where nobody can say in time."""
    solver.conf_budget(CONFLICTS)
    agree: bool | None = solver.solve_limited(assumptions=names)
    return agree


def fewest_dropped(space: Space, members: Sequence[Member], most: int) -> list[list[int]]:
    """The smallest sets of members without which the others can be kept, all of one size, ``most`` at most.

    Each holds a member that no other set has.  Empty where the space itself has no consistent choice."""
    from pysat.examples.rc2 import RC2

    formula, names = _formula(space, members)
    found: list[list[int]] = []
    with RC2(formula, solver="cadical153") as search:
        while len(found) < most:
            model = search.compute()
            if model is None:
                break
            true = set(model)
            dropped = [index for index, name in enumerate(names) if name not in true]
            if found and len(dropped) > len(found[0]):
                break
            found.append(dropped)
            if not dropped:
                break
            search.add_clause([names[index] for index in dropped])
    return found


def _formula(space: Space, members: Sequence[Member]) -> tuple[Any, list[int]]:
    """The space as hard clauses, each member as one soft literal that implies its clauses; those literals."""
    from pysat.formula import WCNF

    formula = WCNF()
    for hard in cnf(space, space.clauses):
        formula.append(hard)
    names = [len(space.group_of) + 1 + index for index in range(len(members))]
    for name, member in zip(names, members, strict=True):
        for clause in member:
            formula.append([-name, *disjunction(space, clause)])
        formula.append([name], weight=1)
    return formula, names
