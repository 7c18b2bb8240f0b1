"""A scenario with everything open, so that it can be said what would have to change in it.

Goes in: a scenario and a condition.  Comes out: the scenario with every variant of every clause beside what it chooses,
the clauses that constraints speak of and that it lacks, and for the values that are compared those that make a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..parameters import is_open
from ..scenario import Scenario
from ..select import Selection, select
from ..source import copied
from ..values import read_duration
from .conditions import Compare, Condition, atoms
from .constraints import conditions_of, rules_of
from .indices import Indices
from .widening import alternatives, before_default, common, named

ROUNDS = 5
"""How often clauses that the constraints of added clauses speak of are added in turn."""


def everything_open(scenario: Scenario, conditions: Sequence[Condition]) -> Selection:
    """The selection of the scenario with everything open; its own choices come first in every clause."""
    before = select(scenario)
    terms = Indices(scenario).terms
    conditions = [
        *conditions,
        *(t.when for c in conditions for atom in atoms(c) if not atom.path.clause for t in terms(atom.path.name) or () if t.when is not None),
    ]
    asked = list(conditions)
    places = {(id, chosen.clause.id) for id, instrument in before.instruments.items() for chosen in instrument.chosen()}
    for _ in range(ROUNDS):
        selection = select(scenario.with_data(_opened(scenario, before, places, asked)))
        asked_now = [*conditions, *(c for rule in rules_of(selection) if rule.is_error for c in conditions_of(rule))]
        fresh = {place for place in _missing(selection, asked_now) if place not in places}
        if not fresh and len(asked_now) == len(asked):
            break
        places |= fresh
        asked = asked_now
    return selection


def _missing(selection: Selection, conditions: Iterable[Condition]) -> set[tuple[str, str]]:
    """Clauses that conditions name and no instrument has, each with the instrument it could stand in."""
    found = set()
    for atom in (atom for condition in conditions for atom in atoms(condition)):
        clause = atom.path.clause
        if not clause or any(atom.path.instrument in ("", id) for id, _ in selection.holders(clause)) or not selection.scenario.library.has(clause):
            continue
        for id, instrument in selection.instruments.items():
            data = instrument.framing.data
            listed = {*(data.get("preamble") or ()), *(c for part in data["parts"] for c in part["clauses"]), *(data.get("annexes") or ())}
            if atom.path.instrument in ("", id) and (clause in listed or clause.partition(".")[0] in listed):
                found.add((id, clause))
                break
    return found


def _opened(scenario: Scenario, before: Selection, places: set[tuple[str, str]], conditions: list[Condition]) -> dict[str, Any]:
    data: dict[str, Any] = copied(scenario.data)
    compared: dict[str, list[Compare]] = {}
    for condition in conditions:
        for atom in atoms(condition):
            if atom.path.name:
                compared.setdefault(atom.path.clause, []).append(atom)
    for id, name in sorted(places):
        clause = scenario.library.clause(name)
        if clause is None:
            continue
        clauses = data["instruments"][id]["clauses"] = data["instruments"][id].get("clauses") or {}
        choice = clauses.get(name, before_default(before, id, clause))
        have = alternatives(choice, clause)
        taken = {named(alternative, clause) for alternative in have}
        more = [alternatives(variant, clause)[0] for variant in (*clause.variants, "omit") if variant not in taken]
        clauses[name] = common(choice) | {"open": [*have, *more]}
        for parameter in dict.fromkeys(atom.path.name for atom in compared.get(name, ())):
            spec = clause.parameters.get(parameter)
            if spec is not None and not spec.get("role"):
                given = clauses[name].get(parameter, spec.get("default"))
                clauses[name][parameter] = _values(spec, given, [atom for atom in compared[name] if atom.path.name == parameter])
    return data


def _values(spec: dict[str, Any], given: Any, compared: list[Compare]) -> Any:
    """An open value: what is given, and the others that a comparison would tell from it."""
    have = [option["value"] for option in given["open"]] if is_open(given) else [given]
    if spec["type"] == "choice":
        more: list[Any] = list(spec.get("choices") or ())
    elif spec["type"] == "flag":
        more = [True, False]
    elif spec["type"] in ("integer", "number", "percentage", "duration"):
        more = [value for atom in compared for wanted in atom.values for value in _around(wanted, spec)]
    else:
        more = []
    values = list({repr(value): value for value in (*have, *more)}.values())
    return {"open": [{"value": value} for value in values[:12]]} if len(values) > 1 else given


def _around(wanted: str, spec: dict[str, Any]) -> list[Any]:
    """A value that is compared, one less and one more, so far as the parameter may have them."""
    duration = read_duration(wanted)
    if spec["type"] == "duration":
        return [f"{duration[0] + step} {duration[1]}s" for step in (0, -1, 1) if duration[0] + step > 0] if duration else []
    if not wanted.lstrip("-").isdigit():
        return []
    low, high = spec.get("minimum"), spec.get("maximum")
    return [n for n in (int(wanted), int(wanted) - 1, int(wanted) + 1) if (low is None or n >= low) and (high is None or n <= high)]
