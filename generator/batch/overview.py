"""All variants beside each other, read from their manifests: what differs, who could accept it, what is said of it.

Goes in: the records of a batch, one after the other.  Comes out: an :class:`Overview`, from which the index page and the
comparison are made.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ..logic.indices import Indices
from ..logic.positions import Acceptance, Actor, actors_of
from ..pipeline import draft
from ..positions_report import VERDICTS
from ..revise.units import units
from .manifest import records
from .plan import Plan
from .work import Bench, Job, fitting

MOST = 5_000
"""So many variants a page or a sheet shows."""
TEXTS = 60
"""So many alternatives of clauses are printed side by side."""


class Overview:
    """A batch as its page and its tables show it."""

    def __init__(self, plan: Plan, job: Job, bench: Bench) -> None:
        self.plan, self.job, self.bench = plan, job, bench
        self.actors: list[Actor] = actors_of(plan.scenario, Indices(plan.scenario))
        self.title, self.total = plan.title, 0
        values: dict[str, dict[str, None]] = {}
        named: Counter[str] = Counter()
        self.answers: dict[tuple[str, str], Counter[bool | None]] = {(a.party, s.id): Counter() for a in self.actors for s in a.statements}
        for record in self.all():
            self.total += 1
            for path, value in record["choices"].items():
                values.setdefault(path, {})[shown(value)] = None
                named[path] += 1
            for party, said in record.get("positions", {}).items():
                for id, holds in said["holds"].items():
                    if (party, id) in self.answers:
                        self.answers[party, id][holds] += 1
        self.values = {path: list(seen) for path, seen in values.items()}
        self.differing = [path for path, seen in self.values.items() if len(seen) > 1 or named[path] < self.total]
        self.common = {path: seen[0] for path, seen in self.values.items() if path not in self.differing}

    def all(self) -> Iterator[dict[str, Any]]:
        """Every variant's record, in the plan's order."""
        return records(self.plan, self.job)

    @cached_property
    def texts(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """For every clause that differs, its alternatives as some variant prints them: the choice, the variant, the text."""
        clauses = list(dict.fromkeys(clause_of(path) for path in self.differing))
        found: dict[str, dict[str, tuple[str, str, str]]] = {clause: {} for clause in clauses}
        for record in self.all():
            choices = record["choices"]
            said = {clause: _choice(clause, choices) for clause in clauses}
            missing = [clause for clause in clauses if said[clause] not in found[clause]]
            if not missing or sum(map(len, found.values())) >= TEXTS:
                continue
            package = draft(
                fitting(self.plan, choices),
                self.plan.languages[:1],
                instruments=list(dict.fromkeys(c.partition(":")[0] for c in missing)),
                memory=self.bench.memory,
            )
            for clause in missing:
                id, _, name = clause.partition(":")
                printed = units(package[id][package.languages[0]]) if id in package.instruments else []
                lines = [f"{unit.label} {unit.text}".strip() for unit in printed if unit.clause == name]
                found[clause][said[clause]] = said[clause], record["variant"], "\n".join(lines) or "(no text)"
        return [(clause, list(one.values())) for clause, one in found.items()]


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


def standing_words(said: dict[str, Any] | None) -> str:
    """ "acceptable", "rejected", …; "undecided" where a red line is."""
    if said is None:
        return ""
    return "undecided" if said["acceptable"] is None else VERDICTS[said["verdict"]]


def standing_text(made: Acceptance) -> str:
    """The same of a package that has just been judged, with its score."""
    verdict = "undecided" if made.acceptable is None else VERDICTS[made.verdict]
    return verdict if made.score is None else f"{verdict} {made.score:.2f}"


HOLDS = {True: "met", False: "not met", None: "undecided"}
