"""Why a condition can or cannot hold in a scenario: a smallest set of choices and constraints in the way, in words.

Goes in: a scenario and a condition, or rules that contradict one another.  Comes out: an :class:`Answer`: whether it can
hold, the chain of sentences that says why not, and the fewest changes after which it could.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from ..diagnostics import Span
from ..frozen import Record
from ..scenario import Scenario
from ..select import Selection, select
from .conditions import Compare, Condition, atoms, evaluate
from .constraints import Rule, conditions_of, names_in, names_of, rules_of
from .cores import fewest_dropped, smallest_core
from .formula import Clauses, Compiler
from .indices import Indices
from .model import Group, Model
from .opening import everything_open
from .references import Bound, bound_rules
from .space import Space
from .spoken import Sentence, Speaker, listed

WAYS = 4
"""How many sets of changes are told."""
FEW = 6
"""How many variants are told one by one."""


class Change(Record):
    """One choice that would have to be another: where, what it is, and what it could be."""

    path: str
    before: str
    after: str
    span: Span


class Answer(Record):
    """``verdict`` is "holds", "open" (it can, as things stand), "changeable" (only the choice it names is in its way),
    "impossible" (the chain says why) or "beyond" (no choice makes it true); ``contradiction``: the scenario has one already."""

    verdict: str
    chain: tuple[Sentence, ...]
    ways: tuple[tuple[Change, ...], ...]
    contradiction: bool = False


def explained(scenario: Scenario, condition: Condition) -> Answer:
    """Whether a condition can hold in a scenario, and what is in its way."""
    selection = select(scenario)
    model = Model(selection, _names(selection, [condition]))
    compiler = Compiler(model)
    kept = [clause for bound in bound_rules(model, compiler) for clause in bound.clauses]
    if not compiler.space(kept).solve():
        wide = Wide(scenario)
        return Answer("impossible", wide.chain([], wide.rules), wide.ways([], wide.rules), True)
    true = compiler.space([*kept, *compiler.holds(condition, "")])
    if true.solve():
        if not compiler.space([*kept, *compiler.holds(condition, "", negated=True)]).solve():
            return Answer("holds", (), ())
        return Answer("open", tuple(_needs(model, compiler.space(kept), true)), ())
    wide = Wide(scenario, condition)
    holds = wide.compiler.holds(condition, "")
    if not wide.space(holds).solve():
        return Answer("beyond", tuple(wide.beyond(condition)), ())
    ways = wide.ways(holds, wide.rules)
    if wide.space([*holds, *wide.free, *(c for bound in wide.rules for c in bound.clauses)]).solve():
        return Answer("changeable", (), ways)
    return Answer("impossible", wide.chain(holds, wide.rules), ways)


def _needs(model: Model, before: Space, after: Space) -> Iterable[Sentence]:
    """What of the open choices a condition leaves, where it leaves less."""
    had, left = before.possible(), after.possible()
    for number, group in enumerate(model.groups):
        options = after.options(left, number)
        if len(options) < len(before.options(had, number)):
            yield Sentence(f"{_place(group)} would have to be {listed(_ways(group, options), 'or')}.", span=_span(model.selection, group))


class Wide:
    """A scenario with everything open: its own choices, and the rules, as members of which some may be given up."""

    def __init__(self, scenario: Scenario, condition: Condition | None = None) -> None:
        self.scenario = scenario
        conditions = [condition] if condition is not None else []
        self.selection = everything_open(scenario, conditions)
        names = _names(self.selection, conditions)
        self.model = Model(self.selection, names)
        self.compiler = Compiler(self.model)
        now = Model(select(scenario), names)
        self.speaker = Speaker(scenario.library)
        self.chosen = [self._chosen(now, number, group) for number, group in enumerate(self.model.groups)]
        self.named = self.model.groups_in(conditions)
        self.free = [choice for number, choice in enumerate(self.chosen) if number not in self.named]

    @cached_property
    def rules(self) -> list[Bound]:
        """What is an error where it is broken."""
        return [bound for bound in bound_rules(self.model, self.compiler) if bound.clauses]

    def space(self, clauses: Iterable[int]) -> Space:
        """The choices that keep some clauses."""
        return self.compiler.space(clauses)

    def _chosen(self, now: Model, number: int, group: Group) -> int:
        """The options of a group that the scenario as it is has."""
        copy = next((n for id, n in now.copies.get(group.clause, ()) if id == group.instrument), None)
        if copy is None:
            have: list[Any] = [None]
        elif copy < 0:
            have = [now.fixed[group.instrument][group.clause]]
        else:
            have = [option.pick for option in now.groups[copy].options]
        return self.compiler.those(number, [option.pick in have for option in group.options])

    # ----------------------------------------------------------------- in the way

    def chain(self, holds: Clauses, rules: Sequence[Bound]) -> tuple[Sentence, ...]:
        """A smallest set of choices and rules with which ``holds`` cannot be, each told where it is needed."""
        choices = [number for number in range(len(self.model.groups)) if number not in self.named]
        members = [[self.chosen[number]] for number in choices] + [bound.clauses for bound in rules]
        core = smallest_core(self.space(holds), members)
        picked = [choices[index] for index in core if index < len(choices)]
        bound = [rules[index - len(choices)] for index in core if index >= len(choices)]
        return tuple(self._told(holds, picked, bound))

    def _told(self, holds: Clauses, choices: list[int], rules: list[Bound]) -> Iterable[Sentence]:
        reached = {group for clause in holds for group in self.space(()).groups_in(clause)}
        known = list(holds)
        waiting, left = list(choices), list(rules)
        while left:
            bound = max(left, key=lambda one: len(self._scope(one) & reached) - len(self._scope(one) - reached - set(choices)))
            left.remove(bound)
            for number in [number for number in waiting if number in self._scope(bound)]:
                waiting.remove(number)
                known.append(self.chosen[number])
                yield self._choice(number, [one.rule for one in rules])
            before = self.space(known).start
            known += bound.clauses
            reached |= self._scope(bound)
            yield self.speaker.sentence(bound.rule)
            after = self.space(known).start
            if after and left:
                yield from self._follows(before, after)
        for number in waiting:
            yield self._choice(number, [one.rule for one in rules])

    def _scope(self, bound: Bound) -> set[int]:
        return {group for clause in bound.clauses for group in self.space(()).groups_in(clause)}

    def _follows(self, before: int, after: int) -> Iterable[Sentence]:
        """What a step leaves of the clauses whose choice is not given."""
        space = self.space(())
        for number, group in enumerate(self.model.groups):
            options = space.options(after, number)
            gone = [option for option in space.options(before, number) if option not in options]
            if gone and len(options) <= FEW:
                yield Sentence(f"So {_place(group)} would have to be {listed(_ways(group, options), 'or')}.")
            elif gone:
                yield Sentence(f"So {_place(group)} could not be {listed(_ways(group, gone), 'or')}.")

    def _choice(self, number: int, rules: list[Rule]) -> Sentence:
        group = self.model.groups[number]
        options = self.space(()).options(self.chosen[number], number)
        asked = names_of(rules).get(group.clause, set())
        title = self.speaker.clause(group.clause)
        ways = _ways(group, options, asked)
        if ways == ["left out"]:
            text = f"{group.instrument} has no {title}."
        elif len(ways) > 1:
            text = f"{group.instrument} leaves open whether {title} is {listed(ways, 'or')}."
        else:
            text = f"{group.instrument} has {title} as {ways[0]}{self._summary(group, options[0])}"
        return Sentence(text, span=_span(self.selection, group))

    @staticmethod
    def _summary(group: Group, option: int) -> str:
        pick = group.options[option].pick
        variant = group.chosen.clause.variants[pick.variant] if pick else None
        words = " ".join(str(variant.data.get("summary") or ("the parties decided to say nothing" if variant.silent else "")).split()) if variant else ""
        return f": {words.removesuffix('.')}." if words else "."

    def beyond(self, condition: Condition) -> list[Sentence]:
        """Why no choice at all makes a condition true: roles are not chosen, blanks not compared, an index has its bounds."""
        found = [step for atom in atoms(condition) for step in self._bounds(atom)]
        return found or [Sentence("Whatever is chosen, it is not true.")]

    def _bounds(self, atom: Compare) -> Iterable[Sentence]:
        path = atom.path
        if path.clause:
            if evaluate(atom, self.model.first) is None:
                yield Sentence(f"{path} is blank: nobody has given a value that could be compared.")
        elif atom.operator == "has":
            members = listed(list(dict.fromkeys(self.model.roles.get(path.instrument, {}).get(path.name, ()))), "and") or "nobody"
            steps = ("instruments", path.instrument, "roles", path.name) if path.instrument else ("roles", path.name)
            yield Sentence(f"{path.name}: {members}. Who has a role is said by the scenario, not by a clause.", span=self.scenario.source.key_span(*steps))
        else:
            values = self.compiler.values(path.name)
            yield Sentence(f"{path.name} lies between {min(values):g} and {max(values):g}, whatever is chosen." if values else f"{path.name} is undecided.")

    # ----------------------------------------------------------------- changes

    def ways(self, holds: Clauses, rules: Sequence[Bound]) -> tuple[tuple[Change, ...], ...]:
        """The fewest choices that would have to be others, so that ``holds`` and all rules can be kept; some such sets."""
        space = self.space([*holds, *(clause for bound in rules for clause in bound.clauses)])
        found = fewest_dropped(space, [[choice] for choice in self.chosen], WAYS)
        return tuple(self._changes(space, numbers) for numbers in found if numbers)

    def _changes(self, space: Space, numbers: list[int]) -> tuple[Change, ...]:
        domain = space.full
        for number, choice in enumerate(self.chosen):
            domain &= space.only(number, space.masks[number] & ~choice if number in numbers else choice)
        possible = space.possible(domain)
        made = []
        for number in numbers:
            group = self.model.groups[number]
            after = space.options(possible, number)
            names = self._told_values(group, after)
            before = _ways(group, space.options(self.chosen[number], number), names)
            made.append(Change(_place(group), listed(before, "or"), listed(_ways(group, after, names), "or"), _span(self.selection, group)))
        return tuple(made)

    @staticmethod
    def _told_values(group: Group, options: Sequence[int]) -> set[str]:
        """The values that have to be told of some options: where the one that is given, or else the default, is not among them."""
        first: dict[str, dict[str, Any]] = {}
        for option in group.options:
            if option.pick:
                first.setdefault(option.pick.variant, option.pick.values)
        picks = [pick for option in options if (pick := group.options[option].pick)]
        kept = {pick.variant for pick in picks if pick.values == first[pick.variant]}
        return {name for pick in picks if pick.variant not in kept for name, raw in pick.values.items() if raw != first[pick.variant][name]}


def _names(selection: Selection, conditions: Iterable[Condition]) -> dict[str, set[str]]:
    """Clause → the parameters of it that some rule or condition asks for."""
    asked = [*conditions, *(condition for rule in rules_of(selection) for condition in conditions_of(rule))]
    return names_in(asked, Indices(selection.scenario).terms)


def _place(group: Group) -> str:
    return f"{group.clause} in {group.instrument}"


def _span(selection: Selection, group: Group) -> Span:
    """Where the scenario chooses a clause, or else the list it would stand in."""
    source = selection.scenario.source
    list_ = ("instruments", group.instrument, "clauses")
    return source.key_span(*list_, group.clause) if "/".join((*list_, group.clause)) in source.places else source.key_span(*list_)


def _ways(group: Group, options: Sequence[int], names: Iterable[str] = ()) -> list[str]:
    """How a clause may read, in words: its variants, each with the values that are asked for."""
    found: dict[str, None] = {}
    for option in options:
        pick = group.options[option].pick
        values = [f"{name} {str(pick.values[name]).lower() if isinstance(pick.values[name], bool) else pick.values[name]}" for name in sorted(names)
                  if pick and pick.values.get(name) is not None] if pick else []  # fmt: skip
        found[f"{pick.variant} with {listed(values, 'and')}" if pick and values else pick.variant if pick else "left out"] = None
    return list(found)


def same(rules: Iterable[Rule]) -> Callable[[Rule], bool]:
    """Whether a rule is one of some rules, of whatever selection of the scenario."""
    keys = {(rule.own, rule.clause, rule.variant, rule.source.file, rule.path) for rule in rules}
    return lambda rule: (rule.own, rule.clause, rule.variant, rule.source.file, rule.path) in keys
