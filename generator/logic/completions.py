"""Completions of what is open: every combination of alternatives and values, and which rules can be kept in them.

Goes in: a Selection and the rules that judge it.  Comes out: worlds, and a :class:`Verdict`: the rules that no
completion keeps, the sets of rules that cannot be kept together, and the alternatives that no consistent completion has.

A rule is judged over the completions of the clauses it mentions; all rules together by a search through those tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from math import prod
from typing import Any

from ..frozen import Record
from ..parameters import is_open
from ..select import Alternative, Chosen, Selection, Steps
from .conditions import Condition, Pick, World, paths
from .constraints import Rule, broken, conditions_of, names_of
from .indices import Indices

LIMIT = 20_000
"""How many completions of some clauses are tried before a question stays undecided."""


class Option(Record):
    """One way a clause may read: its pick (None: left out), and where in the scenario what it takes stands."""

    pick: Pick | None
    places: tuple[Steps, ...]


class Variable(Record):
    """A clause that is open in an instrument."""

    instrument: str
    clause: str
    options: tuple[Option, ...]


class Completions:
    """What is fixed and what is open in a selection.

    ``names`` says which parameters' open values matter, by clause; without it, all of them."""

    def __init__(self, selection: Selection, names: Mapping[str, set[str]] | None = None, indices: Indices | None = None) -> None:
        self.open: list[Variable] = []
        self._fixed: dict[str, dict[str, Pick]] = {}
        self._roles = _roles(selection)
        self.indices = indices or Indices(selection.scenario)
        self._by_clause: dict[str, list[int]] = {}
        for id, instrument in selection.instruments.items():
            fixed = self._fixed[id] = {}
            for chosen in instrument.chosen():
                clause = chosen.clause.id
                only = chosen.alternatives[0]
                if is_settled(chosen) and only.variant is not None:
                    fixed[clause] = Pick(only.variant.name, only.text, only.values)
                    continue
                options = _options(selection, chosen, None if names is None else names.get(clause, set()))
                if len(options) > 1:
                    self._by_clause.setdefault(clause, []).append(len(self.open))
                    self.open.append(Variable(id, clause, options))
                elif options[0].pick is not None:
                    fixed[clause] = options[0].pick
        self.first = self.world({})

    @property
    def count(self) -> int:
        """How many completions there are."""
        return prod(len(variable.options) for variable in self.open)

    def world(self, at: Mapping[int, int]) -> World:
        """One completion: the option of every open clause by its index; the first where none is named."""
        picks = {id: dict(fixed) for id, fixed in self._fixed.items()} if self.open else self._fixed
        for index, variable in enumerate(self.open):
            pick = variable.options[at.get(index, 0)].pick
            if pick is not None:
                picks[variable.instrument][variable.clause] = pick
        return World(picks, self._roles, self.indices.terms)

    def worlds(self, variables: Sequence[int] | None = None) -> Iterator[World]:
        """Every completion of all that is open, or of some open clauses while the others stay at their first option."""
        wanted = range(len(self.open)) if variables is None else variables
        return (self.world(dict(zip(wanted, at, strict=True))) for at in self._assignments(wanted))

    def _assignments(self, variables: Iterable[int]) -> Iterator[tuple[int, ...]]:
        return product(*(range(len(self.open[v].options)) for v in variables))

    def variables_of(self, rule: Rule) -> tuple[int, ...]:
        """The open clauses that a rule mentions."""
        return self.variables_in(conditions_of(rule), rule.clause) if self.open else ()

    def variables_in(self, conditions: Iterable[Condition], *also: str) -> tuple[int, ...]:
        """The open clauses that some conditions depend on."""
        clauses = {*also, *(path.clause for condition in conditions for path in paths(condition, self.indices.terms))}
        return tuple(sorted(v for clause in clauses for v in self._by_clause.get(clause, ())))

    def table(self, rule: Rule, variables: tuple[int, ...]) -> Table | None:
        """Which options of the clauses it mentions keep a rule; None where there are too many to say."""
        if prod(len(self.open[v].options) for v in variables) > LIMIT:
            return None
        kept = [at for at in self._assignments(variables) if not broken(rule, self.world(dict(zip(variables, at, strict=True))))]
        return Table(variables, frozenset(kept))


def is_settled(chosen: Chosen) -> bool:
    """Whether one alternative is left of a clause, and one value of each of its parameters."""
    return len(chosen.alternatives) == 1 and not any(type(raw) is dict for raw in chosen.alternatives[0].values.values())


def _roles(selection: Selection) -> dict[str, dict[str, tuple[str, ...]]]:
    """The members of every role by instrument; for the package, those of the scenario and of all instruments."""
    found = {id: instrument.roles for id, instrument in selection.instruments.items()}
    whole: dict[str, tuple[str, ...]] = {}
    for name, value in selection.scenario.roles.items():
        whole[name] = tuple(value) if isinstance(value, list) else (value,)
    for roles in found.values():
        for name, members in roles.items():
            whole[name] = (*whole.get(name, ()), *members)
    return {**found, "": whole}


def _options(selection: Selection, chosen: Chosen, names: set[str] | None) -> tuple[Option, ...]:
    several = len(chosen.alternatives) > 1
    found: list[Option] = []
    for alternative in chosen.alternatives:
        at = (alternative.path,) if several else ()
        if alternative.variant is None:
            found.append(Option(None, at))
            continue
        name, text = alternative.variant.name, alternative.text
        values = alternative.values
        undecided = [n for n, raw in values.items() if is_open(raw) and (names is None or n in names)]
        if not undecided:
            found.append(Option(Pick(name, text, values), at))
            continue
        choices = [[(n, i, option["value"]) for i, option in enumerate(values[n]["open"])] for n in undecided]
        for taken in islice(product(*choices), LIMIT):
            places = tuple((*_value_path(selection, chosen, alternative, n), "open", i) for n, i, _ in taken)
            found.append(Option(Pick(name, text, values | {n: value for n, _, value in taken}), (*at, *places)))
    return tuple(found)


def _value_path(selection: Selection, chosen: Chosen, alternative: Alternative, name: str) -> Steps:
    """Where an open value stands: with its alternative, or once for all alternatives."""
    own = (*alternative.path, name)
    return own if "/".join(map(str, own)) in selection.scenario.source.places else (*chosen.path, name)


# ------------------------------------------------------------------ judging all rules together


class Table(Record):
    """The combinations of some open clauses' options that keep a rule."""

    variables: tuple[int, ...]
    kept: frozenset[tuple[int, ...]]


class TooMany(Exception):
    """The search was given up."""


def solve(sizes: Sequence[int], tables: Sequence[Table], fixed: Mapping[int, int] | None = None) -> dict[int, int] | None:
    """Options of the open clauses that keep all tables, those ``fixed`` given; None where there are none.

    Raises :class:`TooMany` after :data:`LIMIT` steps."""
    order = _connected(tables)
    given = fixed or {}
    if not order:
        return dict(given)
    rank = {variable: n for n, variable in enumerate(order)}
    due: list[list[Table]] = [[] for _ in order]
    for table in tables:
        due[max(rank[v] for v in table.variables)].append(table)
    choices = [(given[v],) if v in given else range(sizes[v]) for v in order]
    at: dict[int, int] = {}
    stack = [iter(choices[0])]
    steps = 0
    while stack:
        depth = len(stack) - 1
        for option in stack[-1]:
            steps += 1
            if steps > LIMIT:
                raise TooMany
            at[order[depth]] = option
            if all(tuple([at[v] for v in table.variables]) in table.kept for table in due[depth]):
                if len(stack) == len(order):
                    return {**given, **at}
                stack.append(iter(choices[depth + 1]))
                break
        else:
            stack.pop()
    return None


def _connected(tables: Sequence[Table]) -> list[int]:
    """The variables of some tables, each next to those it shares a table with."""
    neighbours: dict[int, dict[int, None]] = {}
    for table in tables:
        for variable in table.variables:
            neighbours.setdefault(variable, {}).update(dict.fromkeys(table.variables))
    order: dict[int, None] = {}
    for start in neighbours:
        queue = [start]
        while queue:
            variable = queue.pop()
            if variable not in order:
                order[variable] = None
                queue += reversed(neighbours[variable])
    return list(order)


def groups_of(tables: Mapping[int, Table]) -> list[dict[int, Table]]:
    """The tables in sets that share no open clause."""
    found: list[tuple[set[int], dict[int, Table]]] = []
    for index, table in tables.items():
        touched = [group for group in found if group[0] & set(table.variables)]
        found = [group for group in found if not group[0] & set(table.variables)]
        variables = set(table.variables).union(*(group[0] for group in touched))
        found.append((variables, {i: t for _, inner in touched for i, t in inner.items()} | {index: table}))
    return [members for _, members in found]


class Verdict:
    """What the rules say of a selection.

    ``broken``: rules that no completion keeps, with a world that shows it; ``conflicts``: smallest sets of rules that
    cannot all be kept; ``impossible``: alternatives and values in no consistent completion, with the one rule that is
    the cause where there is one."""

    def __init__(self, completions: Completions) -> None:
        self.completions = completions
        self.broken: list[tuple[Rule, World]] = []
        self.conflicts: list[list[Rule]] = []
        self.impossible: list[tuple[Variable, Steps, Option, Rule | None]] = []


def judge(selection: Selection, rules: list[Rule]) -> Verdict:
    """The verdict on a selection: errors define what is consistent, warnings are judged over what is."""
    indices = Indices(selection.scenario)
    completions = Completions(selection, names_of(rules, indices.terms), indices)
    verdict = Verdict(completions)
    tables: dict[int, Table] = {}
    for index, rule in enumerate(rules):
        variables = completions.variables_of(rule)
        if not variables:
            if broken(rule, completions.first):
                verdict.broken.append((rule, completions.first))
            continue
        table = completions.table(rule, variables)
        if table is not None and not table.kept:
            verdict.broken.append((rule, completions.first))
        elif table is not None and len(table.kept) < prod(len(completions.open[v].options) for v in variables):
            tables[index] = table
    _Together(verdict, rules, tables).judge()
    return verdict


class _Together:
    """Rules that can each be kept, judged together."""

    def __init__(self, verdict: Verdict, rules: list[Rule], tables: dict[int, Table]) -> None:
        self.verdict, self.rules = verdict, rules
        self.sizes = [len(variable.options) for variable in verdict.completions.open]
        self.errors = {i: t for i, t in tables.items() if rules[i].is_error}
        self.warnings = {i: t for i, t in tables.items() if not rules[i].is_error}

    def judge(self) -> None:
        consistent: dict[int, Table] = {}
        for group in groups_of(self.errors):
            try:
                if solve(self.sizes, list(group.values())) is None:
                    self.verdict.conflicts.append([self.rules[i] for i in self._smallest(group)])
                    continue
            except TooMany:
                continue
            consistent |= group
            self._alternatives(group)
        for index, table in self.warnings.items():
            near = [t for group in groups_of(consistent) if _touches(group, table) for t in group.values()]
            try:
                if solve(self.sizes, [*near, table]) is None:
                    self.verdict.broken.append((self.rules[index], self._world(near)))
            except TooMany:
                continue

    def _world(self, tables: list[Table]) -> World:
        return self.verdict.completions.world(solve(self.sizes, tables) or {})

    def _smallest(self, group: dict[int, Table]) -> list[int]:
        """Rules none of which can be spared from the conflict."""
        kept = dict(group)
        for index in group:
            fewer = {i: t for i, t in kept.items() if i != index}
            try:
                if solve(self.sizes, list(fewer.values())) is None:
                    kept = fewer
            except TooMany:
                continue
        return list(kept)

    def _alternatives(self, group: dict[int, Table]) -> None:
        """Alternatives and values that no consistent completion of a group has."""
        tables = list(group.values())
        for variable in sorted({v for table in tables for v in table.variables}):
            options = self.verdict.completions.open[variable].options
            try:
                possible = [solve(self.sizes, tables, {variable: n}) is not None for n in range(len(options))]
            except TooMany:
                continue
            alive = {place for option, yes in zip(options, possible, strict=True) if yes for place in option.places}
            for place in dict.fromkeys(place for option in options for place in option.places):
                if place not in alive:
                    with_it = [n for n, option in enumerate(options) if place in option.places]
                    cause = next((self.rules[i] for i, t in group.items() if _bars(t, variable, with_it)), None)
                    self.verdict.impossible.append((self.verdict.completions.open[variable], place, options[with_it[0]], cause))


def _touches(group: Mapping[int, Table], table: Table) -> bool:
    """Whether a group of tables shares an open clause with a table."""
    return any(set(other.variables) & set(table.variables) for other in group.values())


def _bars(table: Table, variable: int, options: list[int]) -> bool:
    """Whether a rule alone leaves none of some options of an open clause."""
    if variable not in table.variables:
        return False
    at = table.variables.index(variable)
    return not any(kept[at] in options for kept in table.kept)


def taken(option: Option, place: Steps) -> tuple[str, Any]:
    """What an option takes at one of its places: a parameter's name and value, or "" and the variant ("" for omitted)."""
    name = str(place[-3])
    if option.pick is None or "." in name:
        return "", option.pick.variant if option.pick else ""
    return name, option.pick.values[name]
