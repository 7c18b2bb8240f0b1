"""Constraints of clauses, variants, framings, scenarios and constitutions as rules that a world keeps or breaks.

Goes in: a Selection.  Comes out: every rule that could apply to it.  A condition that cannot be read makes no rule here;
the check on conditions reports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..frozen import Record
from ..hints import Any
from ..select import Chosen, Selection, Steps
from ..source import Source
from .conditions import Compare, Condition, ConditionError, Junction, Not, Terms, World, evaluate, no_index, paths, read


class Rule(Record):
    """One constraint where it is judged.

    ``kind`` is requires, excludes, bars (a constitution) or flags (the program); ``own`` the instrument whose copies of clauses count first
    ("": the package).  It applies where ``clause`` prints, or ``variant`` of it is chosen ("": always).  ``holder`` is
    who sets the rule, in words; ``source`` and ``path`` say where."""

    kind: str
    condition: Condition
    when: Condition | None
    own: str
    clause: str
    variant: str
    is_error: bool
    holder: str
    data: dict[str, Any]
    source: Source
    path: Steps


def rules_of(selection: Selection) -> list[Rule]:
    """Every rule of the clauses and framings of a selection, of its scenario, and of its parties' constitutions."""
    found: list[Rule] = []
    own = selection.memory.each("rules", None, selection.choices, lambda at, chosen: _of_clause(at[0], chosen))
    found += [rule for rules in own.values() for rule in rules]
    for id, instrument in selection.instruments.items():
        found += _made(instrument.framing.data, instrument.framing, (), id, "", "", f"the framing of {id}")
    scenario = selection.scenario
    found += _made(scenario.data, scenario.source, (), "", "", "", "the scenario")
    for party, source, path in parties_with_place(selection):
        for index, data in enumerate(scenario.parties[party].get("constitutional-bars") or ()):
            condition = readable(data["when"])
            if condition is not None and data.get("rule") != "TM-19" and "after" not in data:
                found.append(Rule("bars", condition, None, "", "", "", False, party, data, source, (*path, "constitutional-bars", index)))
    return found


def parties_with_place(selection: Selection) -> Iterator[tuple[str, Source, Steps]]:
    """Every party of a scenario, and where its data stand: in its own file, or in the scenario."""
    scenario = selection.scenario
    given = scenario.data["parties"]
    if isinstance(given, dict):
        yield from ((party, scenario.source, ("parties", party)) for party in given)
        return
    for index, entry in enumerate(given):
        if isinstance(entry, dict):
            yield entry["id"], scenario.source, ("parties", index)
        elif entry in scenario.parties and (source := scenario.library.party(entry)) is not None:
            yield entry, source, ()


def _of_clause(instrument: str, chosen: Chosen) -> list[Rule]:
    clause = chosen.clause
    found: list[Rule] = []
    for source in (clause.source, clause.extension):
        if source is not None and "constraints" in source.data:
            found += _made(source.data, source, (), instrument, clause.id, "", clause.id)
    for name, variant in {a.variant.name: a.variant for a in chosen.alternatives if a.variant is not None}.items():
        if "constraints" in variant.card:
            found += _made(variant.card, variant.source, ("variants", name), instrument, clause.id, name, f"{clause.id} = {name}")
    return found


def _made(holding: dict[str, Any], source: Source, base: Steps, own: str, clause: str, variant: str, holder: str) -> Iterator[Rule]:
    for index, data in enumerate(holding.get("constraints") or ()):
        kind = "requires" if "requires" in data else "excludes"
        condition = readable(data.get(kind))
        when = readable(data.get("when"))
        if condition is None or (when is None and data.get("when") is not None) or ("requires" in data and "excludes" in data):
            continue
        is_error = data.get("severity") != "warning"
        yield Rule(kind, condition, when, own, clause, variant, is_error, holder, data, source, (*base, "constraints", index))


def readable(text: str | None) -> Condition | None:
    """A condition's tree; None where there is none or it cannot be read."""
    try:
        return read(text) if text is not None else None
    except ConditionError:
        return None


def broken(rule: Rule, world: World) -> bool:
    """Whether a rule applies to a world and is not kept in it.  What is undecided breaks nothing."""
    if rule.clause:
        pick = world.picks[rule.own].get(rule.clause)
        if pick is None or not (pick.variant == rule.variant if rule.variant else pick.text):
            return False
    if rule.when is not None and evaluate(rule.when, world, rule.own) is not True:
        return False
    return evaluate(rule.condition, world, rule.own) is (rule.kind != "requires")


def conditions_of(rule: Rule) -> Iterable[Condition]:
    """What a rule judges, and when."""
    return (rule.condition,) if rule.when is None else (rule.condition, rule.when)


def names_of(rules: Iterable[Rule], terms: Terms = no_index) -> dict[str, set[str]]:
    """Clause → the parameters of it that some rule asks for."""
    return names_in((condition for rule in rules for condition in conditions_of(rule)), terms)


def names_in(conditions: Iterable[Condition], terms: Terms = no_index) -> dict[str, set[str]]:
    """Clause → the parameters of it that some condition asks for, itself or through an index."""
    found: dict[str, set[str]] = {}
    for condition in conditions:
        for path in paths(condition, terms):
            if path.name:
                found.setdefault(path.clause, set()).add(path.name)
    return found


def faulty_parts(rule: Rule, world: World) -> list[Condition]:
    """The parts of a broken rule's condition that break it: what is required and missing, or excluded and there."""
    return _parts(rule.condition, world, rule.own, rule.kind != "requires")


def _parts(condition: Condition, world: World, own: str, value: bool) -> list[Condition]:
    splits = "or" if value else "and"
    if isinstance(condition, Junction) and condition.word == splits:
        return [part for member in condition.members if evaluate(member, world, own) is value for part in _parts(member, world, own, value)]
    return [condition]


def exactly(condition: Condition, world: World, own: str) -> Condition:
    """``clause in (a, b)`` that holds as what is there: ``clause = a``; other conditions as they are."""
    if isinstance(condition, Compare) and condition.operator == "in":
        exact = [Compare(condition.path, "=", (wanted,)) for wanted in condition.values]
        there = [atom for atom in exact if evaluate(atom, world, own)]
        return there[0] if len(there) == 1 else condition
    return condition


def shown(condition: Condition, inside: bool = False) -> str:
    """A condition as it is written."""
    if isinstance(condition, Not):
        return f"not {shown(condition.inner, True)}"
    if isinstance(condition, Junction):
        text = f" {condition.word} ".join(shown(member, True) for member in condition.members)
        return f"({text})" if inside else text
    path = condition.path
    name = str(path) if path.clause else f"{path.instrument}:{path.name}" if path.instrument else path.name
    if condition.operator == "present":
        return name
    if condition.operator == "in":
        return f"{name} in ({', '.join(condition.values)})"
    return f"{name} {condition.operator} {condition.values[0]}"
