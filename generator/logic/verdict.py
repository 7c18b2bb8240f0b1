"""The verdict of rules on a selection, over every completion of what is open: each rule alone, then all together.

Goes in: a Selection and the rules that judge it.  Comes out: a :class:`Verdict`: the rules that no completion keeps, the
sets of rules that cannot be kept together, and the alternatives that no consistent completion has.
"""

from __future__ import annotations

from contextlib import suppress

from ..frozen import Record
from ..hints import TYPE_CHECKING
from ..select import Selection, Steps
from .conditions import World, paths
from .constraints import Rule, broken, conditions_of, names_of
from .indices import indices_of
from .model import Group, Model, Option, model_of

if TYPE_CHECKING:
    from .formula import Compiler
    from .space import Space

Compiled = dict[int, list[int]]
"""Rule, by its place in the list → its clauses."""


class Verdict:
    """What the rules say of a selection.

    ``broken``: rules that no completion keeps, with a world that shows it; ``conflicts``: smallest sets of rules that
    cannot all be kept; ``impossible``: alternatives and values in no consistent completion, with the one rule that is
    the cause where there is one."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.broken: list[tuple[Rule, World]] = []
        self.conflicts: list[list[Rule]] = []
        self.impossible: list[tuple[Group, Steps, Option, Rule | None]] = []


def judge(selection: Selection, rules: list[Rule]) -> Verdict:
    """The verdict on a selection: errors define what is consistent, warnings are judged over what is."""
    model = model_of(selection, lambda: names_of(rules, indices_of(selection).terms))
    verdict = Verdict(model)
    if model.groups:
        _judge_open(verdict, rules)
    else:
        verdict.broken = [(rule, model.first) for rule in _broken(selection, model, rules)]
    return verdict


class _Judged(Record):
    """A rule with what it says, and the clauses on which that depends."""

    rule: Rule
    broken: bool
    clauses: frozenset[str]


def _broken(selection: Selection, model: Model, rules: list[Rule]) -> list[Rule]:
    """The rules that a selection without anything open breaks; of those it shares with another, only the ones are judged that
    name a clause chosen otherwise."""
    memory, choices = selection.memory, selection.choices
    surroundings = (model.roles, model.indices.source)
    known: dict[int, _Judged] = {}
    changed: set[str] = set()
    last = memory.last("broken")
    if last is not None and last[0][1] == surroundings:
        before, known = last[0][0], last[1]
        changed = {clause for key in before.keys() | choices.keys() if before.get(key) is not choices.get(key) for clause in key[1:]}
    judged: dict[int, _Judged] = {}
    for rule in rules:
        one = known.get(id(rule))
        if one is None or not changed.isdisjoint(one.clauses):
            terms = model.indices.terms
            named = one.clauses if one else frozenset([rule.clause, *(path.clause for c in conditions_of(rule) for path in paths(c, terms))])
            one = _Judged(rule, broken(rule, model.first), named)
        judged[id(rule)] = one
    memory.keep("broken", (choices, surroundings), judged)
    return [one.rule for one in judged.values() if one.broken]


def _judge_open(verdict: Verdict, rules: list[Rule]) -> None:
    """Fills a verdict on a selection in which something is open."""
    from .formula import Compiler

    compiler = Compiler(verdict.model)
    kept: Compiled = {}
    for index, rule in enumerate(rules):
        clauses = compiler.kept(rule) if verdict.model.groups_of(rule) else [0] if broken(rule, verdict.model.first) else []
        if 0 in clauses or (len(clauses) > 1 and not _can_be(compiler.space(clauses))):
            verdict.broken.append((rule, verdict.model.first))
        elif clauses:
            kept[index] = clauses
    consistent = _Parts(verdict, rules, compiler).judge({index: clauses for index, clauses in kept.items() if rules[index].is_error})
    for index, clauses in kept.items():
        if not rules[index].is_error and not _can_be(compiler.space([*consistent.clauses, *clauses])):
            verdict.broken.append((rules[index], verdict.model.world(next(consistent.choices()))))


def _can_be(space: Space) -> bool:
    """Whether something is consistent; so too where that cannot be decided: what is undecided breaks nothing."""
    from .space import Undecided

    try:
        return bool(space.solve())
    except Undecided:
        return True


class _Parts:
    """Errors that can each be kept, in parts that share no group: a contradiction in one does not silence the others."""

    def __init__(self, verdict: Verdict, rules: list[Rule], compiler: Compiler) -> None:
        self.verdict, self.rules, self.compiler = verdict, rules, compiler

    def judge(self, errors: Compiled) -> Space:
        """Adds conflicts and impossible alternatives; the space of what keeps all parts without a conflict."""
        from .space import Undecided

        consistent: list[int] = []
        for part in _split(self.compiler, errors):
            space = self.compiler.space(clause for index in part for clause in errors[index])
            with suppress(Undecided):
                if space.solve():
                    self._impossible({index: errors[index] for index in part}, space)
                    consistent += space.clauses
                else:
                    self._conflict(part, errors)
        return self.compiler.space(consistent)

    def _conflict(self, part: list[int], errors: Compiled) -> None:
        from .cores import smallest_core

        core = smallest_core(self.compiler.space(()), [errors[index] for index in part])
        self.verdict.conflicts.append([self.rules[part[at]] for at in core])

    def _impossible(self, part: Compiled, space: Space) -> None:
        """Alternatives and values that no choice in a space has."""
        possible = space.possible()
        for number in sorted({group for scope in space.scopes for group in scope if group in space.shown}):
            group = self.verdict.model.groups[number]
            alive = {place for option in space.options(possible, number) for place in group.options[option].places}
            for place in dict.fromkeys(place for option in group.options for place in option.places):
                if place not in alive:
                    having = [n for n, option in enumerate(group.options) if place in option.places]
                    only = space.only(number, sum(space.bit(number, n) for n in having))
                    cause = next((self.rules[i] for i, clauses in part.items() if not self.compiler.space(clauses).solve(only)), None)
                    self.verdict.impossible.append((group, place, group.options[having[0]], cause))


def consistent_space(model: Model, rules: list[Rule]) -> Space:
    """What keeps some rules; parts of them that nothing keeps are left out, and so are those that cannot be decided."""
    from .formula import Compiler
    from .space import Undecided

    compiler = Compiler(model)
    kept = {index: clauses for index, rule in enumerate(rules) if model.groups_of(rule) and (clauses := compiler.kept(rule))}
    kept = {index: clauses for index, clauses in kept.items() if _can_be(compiler.space(clauses))}
    consistent: list[int] = []
    for part in _split(compiler, kept):
        clauses = [clause for index in part for clause in kept[index]]
        with suppress(Undecided):
            consistent += clauses if compiler.space(clauses).solve() else []
    return compiler.space(consistent)


def _split(compiler: Compiler, errors: Compiled) -> list[list[int]]:
    """The rules in parts that share no group."""
    whole = compiler.space(())
    found: list[tuple[set[int], list[int]]] = [(set(scope), []) for scope in whole.scopes]
    for index, clauses in errors.items():
        groups = {group for clause in clauses for group in whole.groups_in(clause)}
        touched = [part for part in found if part[0] & groups]
        found = [part for part in found if not part[0] & groups]
        found.append((groups.union(*(part[0] for part in touched)), [i for part in touched for i in part[1]] + [index]))
    return [sorted(members) for _, members in found if members]
