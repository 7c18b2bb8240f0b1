"""All variants beside each other: what differs, who could accept it, what is said of it.

Goes in: a plan, and the records of its variants one after the other.  Comes out: an :class:`Overview` of plain values, from which
any process can make the index page and the comparison; it holds no more variants than they show.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from sys import intern
from typing import Any

from ..frozen import Record
from ..logic.indices import Indices
from ..logic.positions import Acceptance, Actor, actors_of
from ..pipeline import draft
from ..positions_report import STRENGTHS, VERDICTS
from ..revise.units import units
from .plan import Plan
from .work import Bench, fitting

MOST, BESIDE = 5_000, 200
"""So many variants a page or a sheet shows; so many have a column of their own on the sheet of positions."""
TEXTS = 60
"""So many alternatives of clauses are printed side by side."""
SEVERITIES = ("error", "warning", "note")


class Row(Record):
    """A variant in a table: its choices as they stand in a scenario, each actor's verdict and score, its findings counted."""

    id: str
    choices: dict[str, str]
    standings: tuple[tuple[str, float | None], ...]
    findings: tuple[int, ...]
    codes: tuple[str, ...]
    failure: str
    files: tuple[str, ...]


class Stated(Record):
    """A statement of an actor, how many variants meet it or do not, and what is said of it in the first of them."""

    actor: str
    text: str
    strength: str
    source: str
    answers: Counter[bool | None]
    said: list[str]


class Overview(Record):
    """A batch as its page and its tables show it."""

    title: str
    plan: str
    total: int
    differing: tuple[str, ...]
    common: dict[str, str]
    actors: tuple[str, ...]
    rows: list[Row]
    statements: list[Stated]


class Asked(Record):
    """The first variant with some alternatives of clauses: clause → what it chooses of it."""

    variant: str
    choices: dict[str, Any]
    clauses: dict[str, str]


class Printed(Record):
    """An alternative of a clause as a variant prints it."""

    clause: str
    choice: str
    variant: str
    text: str


class _Differing:
    """What some variants choose: the paths in which they differ, and what all choose of the others."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._alike: Counter[str] = Counter()
        self.total = 0

    def add(self, choices: dict[str, Any]) -> dict[str, str]:
        """One variant's choices, as they stand in a scenario."""
        self.total += 1
        said = {intern(path): intern(shown(value)) for path, value in choices.items()}
        self._alike.update(path for path, value in said.items() if self._first.setdefault(path, value) == value)
        return said

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for path in self._first if self._alike[path] < self.total)

    @property
    def common(self) -> dict[str, str]:
        return {path: value for path, value in self._first.items() if self._alike[path] == self.total}


def overview(plan: Plan, records: Iterable[dict[str, Any]]) -> Overview:
    """What the records of a plan's variants say together."""
    actors = actors_of(plan.scenario, Indices(plan.scenario))
    statements = {(a.party, s.id): Stated(a.name, s.text, STRENGTHS[s.strength], s.source, Counter(), []) for a in actors for s in a.statements}
    differing = _Differing()
    rows: list[Row] = []
    for record in records:
        choices = differing.add(record["choices"])
        positions = record.get("positions", {})
        for (party, id), statement in statements.items():
            holds = positions[party]["holds"] if party in positions else {}
            if id in holds:
                statement.answers[holds[id]] += 1
            if differing.total <= BESIDE:
                statement.said.append(HOLDS[holds[id]] if id in holds else "")
        if differing.total <= MOST:
            rows.append(_row(record, choices, actors))
    names = tuple(actor.name for actor in actors)
    return Overview(plan.title, plan.name, differing.total, differing.paths, differing.common, names, rows, list(statements.values()))


def _row(record: dict[str, Any], choices: dict[str, str], actors: list[Actor]) -> Row:
    standings = (record.get("positions", {}).get(actor.party) for actor in actors)
    counted = record.get("findings")
    return Row(
        record["variant"],
        choices,
        tuple((_standing(said), said["score"] if said else None) for said in standings),
        tuple(counted[severity] for severity in SEVERITIES) if counted else (),
        tuple(map(intern, record.get("codes", ()))),
        record.get("failure", ""),
        tuple(intern(entry["path"]) for entry in record["files"]),
    )


def alternatives(plan: Plan) -> Iterator[Asked]:
    """The variants that print, for every clause that differs, its alternatives."""
    differing = _Differing()
    for variant in plan:
        differing.add(variant.choices)
    left = dict.fromkeys(clause_of(path) for path in differing.paths)
    known: set[tuple[str, str]] = set()
    for variant in plan if left else ():
        if len(known) >= TEXTS:
            return
        said = {clause: _choice(clause, variant.choices) for clause in left}
        if new := {clause: choice for clause, choice in said.items() if (clause, choice) not in known}:
            known |= set(new.items())
            yield Asked(variant.id, variant.choices, new)


def printed(bench: Bench, some: list[Asked]) -> list[Printed]:
    """The alternatives that some variants were asked for."""
    found = []
    for asked in some:
        package = draft(
            fitting(bench.plan, asked.choices),
            bench.plan.languages[:1],
            instruments=list(dict.fromkeys(clause.partition(":")[0] for clause in asked.clauses)),
            memory=bench.memory,
        )
        for clause, choice in asked.clauses.items():
            id, _, name = clause.partition(":")
            prints = units(package[id][package.languages[0]]) if id in package.instruments else []
            lines = [f"{unit.label} {unit.text}".strip() for unit in prints if unit.clause == name]
            found.append(Printed(clause, choice, asked.variant, "\n".join(lines) or "(no text)"))
    return found


def clause_of(path: str) -> str:
    """``instrument:clause`` of a path that may name a parameter."""
    id, _, rest = path.partition(":")
    return f"{id}:{'.'.join(rest.split('.')[:2])}"


def _choice(clause: str, choices: dict[str, Any]) -> str:
    """What a variant chooses of a clause: its variant, and values."""
    return ", ".join(f"{path.removeprefix(clause).lstrip('.') or ''} {shown(value)}".strip() for path, value in choices.items() if clause_of(path) == clause)


def shown(value: Any) -> str:
    """A value as it stands in a scenario."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _standing(said: dict[str, Any] | None) -> str:
    """ "acceptable", "rejected", …; "undecided" where a red line is."""
    if said is None:
        return ""
    return "undecided" if said["acceptable"] is None else VERDICTS[said["verdict"]]


def verdict(made: Acceptance) -> str:
    """The same of a package that has just been judged."""
    return "undecided" if made.acceptable is None else VERDICTS[made.verdict]


def standing_text(made: Acceptance) -> str:
    """The same with its score."""
    return verdict(made) if made.score is None else f"{verdict(made)} {made.score:.2f}"


HOLDS = {True: "met", False: "not met", None: "undecided"}
