"""A batch plan → the variants it asks for.

Goes in: ``workshop.yaml``, or whatever the plan is called.  Comes out: a :class:`Plan`; what is wrong with its file is a
:class:`~generator.scenario.FaultyFile` with the place of each fault.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from ..diagnostics import ERROR, Diagnostic, in_order, near
from ..digests import sha256
from ..errors import UserError
from ..files import read_bytes
from ..library import Library, Store
from ..logic.names import condition_of
from ..logic.variants import Variant, Variants
from ..logic.widening import Vary, vary, widened
from ..project import Project, is_safe, locate_scenario, own_root, shipped, shown
from ..scenario import FaultyFile, Scenario, load
from ..source import Source, parse

FILE = "workshop.yaml"
COUNTED = ("sample", "diverse", "best")
"""The strategies that must be told how many."""


class Plan:
    """One plan over one scenario; ``name`` is the scenario's name and the file's."""

    def __init__(self, source: Source, scenario: Scenario) -> None:
        data: dict[str, Any] = source.data
        self.source, self.scenario, self.data = source, scenario, data
        self.name = f"{scenario.name}-{os.path.splitext(os.path.basename(source.path))[0]}"
        self.strategy: str = data.get("strategy") or "all"
        self.count: int | None = data.get("count")
        self.seed: int = data.get("seed") or 0
        self.where: str = data.get("where") or ""
        self.instruments: list[str] = list(dict.fromkeys(data.get("instruments") or scenario.instruments))
        self.languages: list[str] = list(dict.fromkeys(data.get("languages") or scenario.languages))
        self.formats: list[str] = list(dict.fromkeys(data.get("formats") or ["md", "docx"]))
        self.packs: list[str] = list(dict.fromkeys(data.get("packs") or ()))
        self.teams: int = data.get("teams") or 0

    @property
    def title(self) -> str:
        """The scenario's English title."""
        english = self.scenario.library.language("en")
        return str(english.choose(self.scenario.title) if english else self.scenario.name)

    @property
    def varied(self) -> list[Vary]:
        """What varies, as :class:`~generator.logic.variants.Variants` takes it."""
        return [vary(path, over) for path, over in (self.data.get("vary") or {}).items()]

    @cached_property
    def variants(self) -> Variants:
        """All consistent variants of what the plan varies."""
        return Variants(self.scenario, self.varied, self.where)

    @cached_property
    def table(self) -> Scenario:
        """The scenario with everything that varies on the table."""
        return self.variants.scenario

    @cached_property
    def digest(self) -> str:
        """The digest of the plan's file."""
        return sha256(read_bytes(self.source.path)).hexdigest()

    @cached_property
    def _made(self) -> list[Variant] | None:
        """The variants where the strategy makes them all at once."""
        found, count = self.variants, self.count or 0
        if self.strategy == "pairwise":
            return found.pairwise()[: self.count]
        if self.strategy == "sample":
            return _sampled(found, count, self.seed)
        if self.strategy == "diverse":
            return found.diverse(count)
        if self.strategy == "best":
            from ..logic.ranking import Ranking

            return [ranked.variant for ranked in Ranking(found).best(count)]
        return None

    @property
    def unmet(self) -> FaultyFile:
        """What to say where no variant is consistent."""
        what = "there is no consistent variant of what it varies"
        if self.where and Variants(self.scenario, self.varied).space.solve():
            return _faulty(
                self.source, [_fault(self.source, f"{what} that meets this, though there are others", "vary what it asks for, or change it", "where")]
            )
        return _faulty(self.source, [_fault(self.source, what, "let more vary, or change the scenario", "vary")])

    @property
    def total(self) -> int:
        """How many variants the plan asks for."""
        if self._made is not None:
            return len(dict.fromkeys(_digest(variant) for variant in self._made))
        return min(self.variants.count, self.count or self.variants.count)

    def __iter__(self) -> Iterator[Variant]:
        """The variants in order, none twice; one whose id another already has gets a longer one."""
        taken: set[str] = set()
        left = self.total
        for variant in self._made if self._made is not None else self.variants:
            if left == 0:
                return
            whole = _digest(variant)
            if whole in taken:
                continue
            yield variant if variant.id not in taken else variant.but(id=whole[:16])
            taken |= {variant.id, whole}
            left -= 1


def read_plan(given: str, cache: Store | None = None) -> Plan:
    """A file, a folder that holds workshop.yaml, or the name of a shipped scenario that has one → the plan."""
    path = _located(given)
    library = Library(Project(own_root(os.path.dirname(os.path.abspath(path)))), cache)
    inside = os.path.abspath(path).removeprefix(library.project.shipped + os.sep).replace(os.sep, "/")
    source = library.read(os.path.abspath(path), shown(path, inside, inside != os.path.abspath(path)), "plan")
    if source is None and _is_scenario(path):
        raise UserError(f"{shown(path)}: is a scenario, not a plan", f"name a plan that says of which scenario it is, with scenario: {os.path.basename(path)}")
    if source is None:
        raise FaultyFile(f"{shown(path)} cannot be used", in_order(library.found))
    beside = os.path.join(os.path.dirname(os.path.abspath(path)), source.data["scenario"])
    try:
        plan = Plan(source, load(beside if os.path.exists(beside) else source.data["scenario"], cache))
    except FaultyFile:
        raise
    except UserError as error:
        raise _faulty(source, [_fault(source, error.message, error.hint, "scenario")]) from None
    if not is_safe(plan.name):
        raise UserError(f"“{plan.name}”: the drafts go to a folder of that name, which not every system can have", "rename the plan or the scenario's folder")
    found = list(_faults(plan))
    if found:
        raise _faulty(source, found)
    return plan


def _located(given: str) -> str:
    if os.path.isdir(given):
        inside = os.path.join(given, FILE)
        if not os.path.isfile(inside):
            raise UserError(f"{given}: holds no {FILE}", f"name a plan's file, or a folder that holds {FILE}")
        return inside
    if os.path.exists(given):
        return given
    for root in dict.fromkeys([os.getcwd(), shipped()]):
        path = os.path.join(root, "scenarios", given, FILE)
        if "\0" not in given and os.path.basename(given) == given and os.path.isfile(path):
            return path
    if os.path.sep not in given and "." not in given:
        locate_scenario(given)
        raise UserError(f"{given}: this scenario has no plan", f"write {FILE} beside it")
    raise UserError(f"{given}: no such file", f"name a plan's file, a folder that holds {FILE}, or a shipped scenario that has one")


def _is_scenario(path: str) -> bool:
    source = parse(read_bytes(path), path)[0]
    return source is not None and isinstance(source.data, dict) and source.data.keys() >= {"instruments", "parties"}


def _faulty(source: Source, found: list[Diagnostic]) -> FaultyFile:
    return FaultyFile(f"{source.file} cannot be used", in_order(found))


def _fault(source: Source, message: str, hint: str, *path: str | int, key: bool = False) -> Diagnostic:
    return Diagnostic("SC001", ERROR, message, source.key_span(*path) if key else source.span(*path), hint)


def _faults(plan: Plan) -> Iterator[Diagnostic]:
    """What a plan names that its scenario or library does not have, and what does not go together."""
    source, scenario = plan.source, plan.scenario
    for key, known in (("instruments", list(scenario.instruments)), ("languages", scenario.library.languages())):
        for index, name in enumerate(plan.data.get(key) or ()):
            if name not in known:
                like = near(name, known)
                yield _fault(source, f"there is no {key[:-1]} “{name}”", f"did you mean “{like[0]}”?" if like else f"{key}: {', '.join(known)}", key, index)
    if plan.strategy in COUNTED and plan.count is None:
        yield _fault(source, f"the strategy {plan.strategy} needs to be told how many", "add count: 12", "strategy")
    if plan.strategy == "best" and not scenario.positions():
        yield _fault(
            source,
            "the strategy best needs positions, and none are recorded",
            "write positions/<party>.yaml beside the scenario, or take another strategy",
            "strategy",
        )
    if ("teams" in plan.packs) != bool(plan.teams):
        where = "packs" if "teams" in plan.packs else "teams"
        yield _fault(source, "packs of teams need their number, and the number its packs", "write packs: [teams] and teams: 4", where)
    broken = False
    for path, over in (plan.data.get("vary") or {}).items():
        for fault in _unvaried(plan, path, over):
            broken = True
            yield fault
    if plan.where and not broken:
        table = widened(scenario, plan.varied)[0] if plan.varied else scenario
        yield from _refused(source, lambda: condition_of(plan.where, table, "where"), "where")


def _unvaried(plan: Plan, path: str, over: Any) -> Iterator[Diagnostic]:
    """Why something cannot vary so: at each value that is at fault by itself, else at the path."""

    def refused(over: Any, *place: str | int) -> list[Diagnostic]:
        return list(_refused(plan.source, lambda: widened(plan.scenario, [vary(path, over)]), "vary", path, *place))

    whole = refused(over)
    values = over if whole and isinstance(over, list) and refused("all") != whole else []  # else it is the path
    yield from [fault for index, value in enumerate(values) for fault in refused([value], index)] or whole


def _refused(source: Source, ask: Callable[[], object], *path: str | int) -> Iterator[Diagnostic]:
    """What a question about a scenario is refused for, at its place in the plan."""
    try:
        ask()
    except UserError as error:
        yield _fault(
            source, error.message.removeprefix("--vary").lstrip(": "), error.hint.replace("--vary ", ""), *path, key=path[0] == "vary" and len(path) == 2
        )


def _sampled(found: Variants, count: int, seed: int) -> list[Variant]:
    """So many different ones, each drawn with equal chances; all, where there are no more."""
    if count >= found.count:
        return list(found)
    drawn, made = count, {_digest(variant): variant for variant in found.sample(count, seed)}
    while len(made) < count:
        drawn *= 2
        made = {_digest(variant): variant for variant in found.sample(drawn, seed)}
    return list(made.values())[:count]


def _digest(variant: Variant) -> str:
    return sha256(json.dumps(variant.choices, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
