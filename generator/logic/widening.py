"""A scenario with more of it open than it says: ``--vary``; and with less: a variant's choices taken.

Goes in: a scenario, and paths with the variants or values they may take.  Comes out: a scenario like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import UserError
from ..frozen import Record
from ..parameters import is_open
from ..provisions import Clause
from ..scenario import Scenario, holders_of, value_of
from ..select import Selection, select
from ..source import copied
from .conditions import Path, read_path
from .names import nearest

ALL = "all"
KEYS = ("variant", "open", "omit", "by")
Raw = Any


class Vary(Record):
    """A path that varies, and over what: variants ("omit" too) or values; None for what is open there, or else all."""

    path: Path
    over: tuple[Any, ...] | None


def read_vary(text: str) -> Vary:
    """``PATH``, ``PATH=all`` or ``PATH=v1,v2`` → what varies; :class:`UserError` where it cannot be read."""
    given, equals, listed = text.partition("=")
    path = read_path(given.strip())
    if path is None or not path.clause or (equals and not listed.strip()):
        raise UserError(f"--vary {text}: not PATH or PATH=v1,v2", "write [instrument:]clause=variant,variant or [instrument:]clause.parameter=value,value")
    if not equals:
        return Vary(path, None)
    return vary(given, ALL if listed.strip() == ALL else value_of(f"[{listed}]", f"--vary {given}"))


def vary(given: str, over: Any) -> Vary:
    """A path and a list of what it takes, as a plan has them; ``all`` for every variant or choice."""
    path = read_path(given.strip())
    if path is None or not path.clause:
        raise UserError(f"{given}: no path", "write [instrument:]clause or [instrument:]clause.parameter")
    return Vary(path, (ALL,) if over in (ALL, [ALL]) else tuple(over if isinstance(over, list) else [over]))


def widened(scenario: Scenario, varied: Sequence[Vary]) -> tuple[Scenario, list[tuple[str, str, str]]]:
    """The scenario with what varies open, and what does: instrument, clause, and parameter ("" for the variant)."""
    before = select(scenario)
    data = copied(scenario.data)
    found: list[tuple[str, str, str]] = []
    for one in varied:
        if not scenario.library.has(one.path.clause):
            raise UserError(f"--vary {one.path}: there is no clause {one.path.clause}", nearest(one.path.clause, scenario.library.clause_ids()))
        for id in _instruments(before, data, one.path):
            clause = scenario.library.clause(one.path.clause)
            if clause is not None:
                clauses = data["instruments"][id]["clauses"] = data["instruments"][id].get("clauses") or {}
                had = clauses.get(clause.id, before_default(before, id, clause))
                clauses[clause.id] = _values(clause, had, one) if one.path.name else _variants(clause, had, one.over)
            found.append((id, one.path.clause, one.path.name))
    made = scenario.with_data(data)
    known = {(d.code, d.message) for d in before.found}
    for fault in select(made).found:
        if (fault.code, fault.message) not in known and fault.severity.rank == 0:
            raise UserError(f"--vary: {fault.message}", fault.hint)
    return made, list(dict.fromkeys(found))


def before_default(selection: Selection, instrument: str, clause: Clause) -> str:
    """What an instrument has of a clause that the scenario does not name: the framing's default, or nothing."""
    return clause.default if any(id == instrument for id, _ in selection.holders(clause.id)) else "omit"


def _instruments(selection: Selection, data: dict[str, Any], path: Path) -> list[str]:
    """The instruments whose copies of a clause vary: those that have it, or the one that is to have it."""
    have = [id for id, _ in selection.holders(path.clause) if path.instrument in ("", id)]
    named = holders_of(data, path, f"--vary {path}") if not have else []
    return have or [id for id, instrument in data["instruments"].items() if any(instrument is one for one in named)]


def alternatives(choice: Raw, clause: Clause) -> list[dict[str, Any]]:
    """What a scenario says of a clause, as alternatives."""
    if isinstance(choice, dict):
        return list(choice["open"]) if "open" in choice else alternatives(choice.get("variant") or clause.default, clause)
    return [{"omit": True} if choice == "omit" else {"variant": choice}]


def common(choice: Raw) -> dict[str, Any]:
    """The values that all alternatives of a choice share."""
    return {key: value for key, value in choice.items() if key not in KEYS} if isinstance(choice, dict) else {}


def named(alternative: Mapping[str, Any], clause: Clause) -> str:
    """The variant of an alternative, or "omit"."""
    return "omit" if alternative.get("omit") else str(alternative.get("variant") or clause.default)


def _variants(clause: Clause, choice: Raw, over: tuple[Any, ...] | None) -> Raw:
    have = alternatives(choice, clause)
    if over is None and len(have) > 1:
        return choice
    wanted = [str(name) for one in over or (ALL,) for name in (clause.variants if one == ALL else [one])]
    made = [a for name in dict.fromkeys(wanted) for a in ([a for a in have if named(a, clause) == name] or alternatives(name, clause))]
    if len(made) == 1:
        return _settled(choice, clause, {"": named(made[0], clause)})
    return common(choice) | {"open": made}


def _values(clause: Clause, choice: Raw, one: Vary) -> Raw:
    name, over = one.path.name, one.over
    have = alternatives(choice, clause)
    spec = clause.parameters.get(name)
    if spec is None:
        known = ", ".join(clause.parameters) or "none"
        raise UserError(f"--vary {one.path}: {clause.id} has no parameter “{name}”", f"its parameters are {known}")
    if all(named(a, clause) == "omit" for a in have):
        raise UserError(f"--vary {one.path}: the scenario leaves {clause.id} out", f"vary {clause.id} too, or choose a variant of it with --set")
    if spec.get("role"):
        raise UserError(f"--vary {one.path}: “{name}” is the role {spec['role']}", "the scenario's roles: say who it is")
    if over is None and any(is_open(a.get(name, common(choice).get(name))) for a in have):
        return choice
    if over in (None, (ALL,)):
        every = list(spec.get("choices") or ()) if spec["type"] == "choice" else [True, False] if spec["type"] == "flag" else []
        if not every:
            raise UserError(f"--vary {one.path}: “{name}” can be any {spec['type']}", f"list its values: --vary {one.path}=value,value")
        over = tuple(every)
    without = [{key: value for key, value in a.items() if key != name} for a in have]
    single = {"variant": named(without[0], clause)} if len(without) == 1 else {"open": without}
    return common(choice) | single | {name: {"open": [{"value": value} for value in over]} if len(over) > 1 else over[0]}


def settled(scenario: Scenario, choices: Mapping[str, Any], selection: Selection | None = None) -> Scenario:
    """The scenario with a variant's choices taken: what they name is no longer open.  What they do not name is shared with it.

    ``selection`` is the scenario's, where it is at hand."""
    data = scenario.data | {"instruments": {id: dict(instrument) for id, instrument in scenario.instruments.items()}}
    library, selection = scenario.library, selection or select(scenario)
    taken: dict[tuple[str, str], dict[str, Any]] = {}
    for text, value in choices.items():
        path = read_path(text)
        if path is None or not path.clause or not path.instrument or path.instrument not in data["instruments"]:
            raise UserError(f"{text}: no path of this scenario", "a path is written instrument:clause or instrument:clause.parameter")
        taken.setdefault((path.instrument, path.clause), {})[path.name] = value
    for (id, name), values in taken.items():
        clause = library.clause(name)
        if clause is None:
            raise UserError(f"there is no clause {name}", "`peacedraft library list` lists the clauses")
        clauses = data["instruments"][id].get("clauses") or {}
        choice = clauses[name] if name in clauses else before_default(selection, id, clause)
        data["instruments"][id]["clauses"] = clauses | {name: _settled(choice, clause, values)}
    return scenario.with_data(data)


def _settled(choice: Raw, clause: Clause, values: Mapping[str, Any]) -> Raw:
    have = alternatives(choice, clause)
    given = {name: value for name, value in values.items() if name}
    if "" not in values:
        return (choice if isinstance(choice, dict) else {"variant": named(have[0], clause)}) | given
    if values[""] == "omit":
        return "omit"
    fitting = [a for a in have if named(a, clause) == values[""] and all(given.get(k, v) == v for k, v in a.items() if k not in KEYS)]
    own = common(fitting[0]) if fitting else {}
    return common(choice) | own | given | {"variant": values[""]}
