"""One variant → its folder: drafted, judged, written.  What runs in every process of a batch, on this machine or another.

Goes in: a :class:`Job`, an id and choices.  Comes out: an :class:`Outcome`; the drafts are on the disk.
"""

from __future__ import annotations

import copy
import json
import os
import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from ..checks.particulars import is_printed
from ..diagnostics import ERROR, Diagnostic
from ..digests import sha256
from ..errors import UserError
from ..files import read_bytes
from ..frozen import Record
from ..logic.indices import indices_of
from ..logic.positions import View, view
from ..logic.widening import settled
from ..memory import Memory
from ..output import MAX_DRAFT, CannotWrite, OutFile, is_as_written, write_sparing
from ..package import Package
from ..pipeline import PROGRAM, draft, head, options_for, write
from ..project import MANIFEST
from ..revise.difference import diff
from ..revise.show import html
from ..scenario import FaultyFile, Scenario
from .plan import Plan, read_plan

T = TypeVar("T")
DIFFERENCE = "difference.html"
_INPUTS = (".yaml", ".html", ".svg", ".docx")


class Job(Record):
    """What every process must know: the plan's file, the folder to write to, the one beside it for what is unfinished,
    the digest of everything that is read, and whether what an earlier run finished is taken over."""

    plan: str
    folder: str
    aside: str
    inputs: str
    resume: bool


class Outcome(Record):
    """What became of a variant: files written or removed, those left alone, and why there are no drafts ("" where there are)."""

    id: str
    changed: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    failure: str = ""
    kept: bool = False
    stops: str = ""


class Bench:
    """One process's tools: the plan and its scenario, loaded once."""

    def __init__(self, plan: Plan, job: Job) -> None:
        self.plan, self.job = plan, job
        self.memory = Memory()

    def at(self, job: Job) -> Bench:
        """The same tools for another job of the plan."""
        other = copy.copy(self)
        other.job = job
        return other

    @cached_property
    def base(self) -> Package:
        """The scenario as it stands, which every variant's difference is told from, in one language."""
        return draft(self.plan.scenario, self.plan.languages[:1], memory=self.memory)

    def warm(self) -> None:
        """Makes what every variant needs, before processes fork from this one."""
        _ = self.base, self._page

    @cached_property
    def _page(self) -> str:
        return self.plan.scenario.library.project.asset("templates/html/diff.html").decode()

    def make(self, id: str, choices: dict[str, Any]) -> Outcome:
        """Drafts one variant and writes its folder; whatever goes wrong with it is told, and stops nothing else."""
        folder = os.path.join(self.job.folder, id)
        record = self.record(id, choices)
        if self.job.resume:
            before = read_record(folder)
            if before and all(before.get(key) == record[key] for key in ("inputs", "choices")) and is_as_written(folder, before["files"]):
                return Outcome(id, failure=str(before.get("failure", "")), kept=True)
        try:
            drafted, files = self.drafted(choices)
            record |= drafted
        except (UserError, RecursionError) as error:
            record["failure"] = getattr(error, "message", str(error))
            files = []
        except Exception as error:  # a fault of the program in one variant is no reason to lose the others
            record["failure"] = f"a fault of the program, not of your files: {type(error).__name__}: {error}"
            files = []
        try:
            changed, edited = write_sparing(folder, files, record, self.job.aside)
        except CannotWrite as error:
            return Outcome(id, failure=error.message, stops=error.hint)
        except UserError as error:
            return Outcome(id, failure=error.message)
        return Outcome(id, tuple(changed), tuple(edited), str(record.get("failure", "")))

    def record(self, id: str, choices: dict[str, Any]) -> dict[str, Any]:
        """The beginning of a variant's manifest: where it comes from and what it chooses."""
        return {"program": PROGRAM, "variant": id, "plan": self.plan.digest, "inputs": self.job.inputs, "choices": choices}

    def package(self, choices: dict[str, Any]) -> Package:
        """A variant's drafts in all the plan's languages."""
        made = draft(fitting(self.plan, choices), self.plan.languages, instruments=self.plan.instruments, memory=self.memory)
        made.library_digest = self.job.inputs
        return made

    def drafted(self, choices: dict[str, Any]) -> tuple[dict[str, Any], list[OutFile]]:
        """What a manifest says of a variant's drafts, and their files; none where a finding is an error."""
        package = self.package(choices)
        found = package.diagnostics
        seen = view(package.selection, indices_of(package.selection))
        record = head(package) | {"findings": _counted(found), "codes": sorted({d.code for d in found}), **standing(seen)}
        errors = [d for d in found if d.severity is ERROR]
        if errors:
            return record | {"failure": "; ".join(dict.fromkeys(map(told, errors)))}, []
        settings = [f"{path}={value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}" for path, value in choices.items()]
        files = [
            OutFile(f"{id}.{tag}.{format}", id, tag, format, write(package[id], format, tag, options_for(package, id, tag, format, settings=settings)))
            for id in self.plan.instruments
            for tag in package.languages
            for format in self.plan.formats
        ]
        tag = package.languages[0]
        return record, [*files, OutFile(DIFFERENCE, "", tag, "html", html(diff(self.base, package), self._page, unchanged=False).encode())]


_benches: dict[Job, Bench] = {}
_one = threading.Lock()
"""A process makes one variant at a time, whatever threads it is called in: the library is read as it is needed."""


def bench(job: Job, plan: Plan | None = None) -> Bench:
    """This process's bench for a job; the plan is read where it is not given."""
    if job not in _benches:
        known = next((bench for bench in _benches.values() if bench.plan is plan), None)
        _benches.clear()
        _benches[job] = known.at(job) if known else Bench(plan or read_plan(job.plan), job)
    return _benches[job]


def make(job: Job, id: str, choices: dict[str, Any]) -> Outcome:
    """One variant, in whatever process this is."""
    try:
        return using(job, Bench.make, id, choices)
    except FaultyFile as error:
        return Outcome(id, failure=error.message, stops="every process must see the plan's folder and the library under the same path")


def using(job: Job, task: Callable[..., T], *given: Any) -> T:
    """What a task makes with this process's bench."""
    with _one:
        return task(bench(job), *given)


def make_some(job: Job, variants: list[tuple[str, dict[str, Any]]]) -> list[Outcome]:
    """Some variants that follow each other: they are handed out together, and share the most."""
    return [make(job, id, choices) for id, choices in variants]


def fitting(plan: Plan, choices: dict[str, Any]) -> Scenario:
    """The scenario of a variant, without the values that the plan's scenario gives to another wording of a clause and that
    its own does not print."""
    scenario = settled(plan.table, choices, plan.variants.selection)
    for path, variant in choices.items():
        instrument, _, id = path.partition(":")
        clause = scenario.library.clause(id)  # None where the path is that of a parameter
        given = scenario.instruments[instrument]["clauses"].get(id)
        before = (plan.scenario.instruments[instrument].get("clauses") or {}).get(id)
        if clause is None or not isinstance(given, dict) or not isinstance(before, dict) or variant not in clause.variants:
            continue
        if (before.get("variant") or ("" if "open" in before else clause.default)) != variant:
            foreign = [name for name in before if name in clause.parameters and f"{path}.{name}" not in choices]
            for name in foreign:
                if not is_printed(clause.variants[variant], name):
                    given.pop(name, None)
    return scenario


def read_record(folder: str) -> dict[str, Any] | None:
    """A variant's manifest; None where there is none that can be read."""
    try:
        made = json.loads(read_bytes(os.path.join(folder, MANIFEST), limit=MAX_DRAFT))
        return made if isinstance(made, dict) and isinstance(made.get("files"), list) else None
    except (UserError, ValueError, RecursionError):
        return None


def standing(seen: View) -> dict[str, Any]:
    """How every actor stands to a package, by its public statements: what a manifest says."""
    positions = {
        actor.party: {
            "acceptable": made.acceptable,
            "score": None if made.score is None else round(made.score, 3),
            "verdict": made.verdict,
            "holds": {statement.id: holds for statement, holds in zip(actor.statements, made.holds, strict=True)},
        }
        for actor, made, _ in seen.rows()
    }
    return {"positions": positions, "indices": {value.index.id: value.value for value in seen.values}}


def told(error: Diagnostic) -> str:
    """An error in a line; what is wrong in a file of positions may be private."""
    place = error.span.file.replace(os.sep, "/") if error.span else ""
    return f"{error.code} in {place}" if "positions/" in place else f"{error.code} {error.message}"


def _counted(found: list[Diagnostic]) -> dict[str, int]:
    return {name: sum(d.severity.value == name for d in found) for name in ("error", "warning", "note")}


def inputs_digest(plan: Plan) -> str:
    """A digest of everything that a draft may depend on: program, library, templates, scenario, positions, and what is written."""
    scenario = plan.scenario
    paths = {os.path.abspath(source.path): source.file for source in (scenario.source, *scenario.positions(), scenario.indices()) if source is not None}
    for root in scenario.library.project.roots:
        for top in ("clauses", "templates", os.path.join("scenarios", "parties")):
            for folder, folders, names in os.walk(os.path.join(root, top)):
                folders[:] = [name for name in folders if not name.startswith((".", "__"))]
                paths |= {(path := os.path.join(folder, name)): os.path.relpath(path, root) for name in names if name.endswith(_INPUTS)}
    made = sha256(json.dumps([PROGRAM, plan.instruments, plan.languages, plan.formats]).encode())
    contents = {
        (shown.replace(os.sep, "/").rpartition("scenarios/")[2], sha256(read_bytes(path, limit=MAX_DRAFT)).hexdigest()) for path, shown in paths.items()
    }
    made.update(json.dumps(sorted(contents)).encode())
    return made.hexdigest()
