"""Completions of what is open: their worlds, the search through tables, and the verdict against a plain enumeration."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.logic.completions import LIMIT, Completions, Table, TooMany, judge, solve
from generator.logic.constraints import Rule, broken, rules_of
from generator.scenario import load
from generator.select import Selection, select

from ..support import write_project

FRAMING = "title: T\nshort-title: T\nthis: this Treaty\nregister: treaty\nparts: [{clauses: [x]}]\nclosing: none\n"
TWO = {"one": {"summary": "S.", "text": "One."}, "two": {"summary": "S.", "text": "Two."}, "silent": {"summary": "S.", "silent": True}}


def selection(choices: dict[str, object], constraints: list[dict[str, str]] | None = None, parameters: dict[str, object] | None = None) -> Selection:
    """A package of one instrument with clauses x.*, the constraints on x.a."""
    files = {"templates/framings/z.yaml": FRAMING}
    for id in choices:
        data: dict[str, object] = {"title": "A", "summary": "S.", "variants": TWO, "parameters": parameters or {}}
        if id == "x.a":
            data["constraints"] = constraints or []
        files[f"clauses/x/{id[2:]}.yaml"] = yaml.safe_dump(data, sort_keys=False)
    scenario = {"title": "T", "languages": ["en"], "parties": ["ukraine"], "instruments": {"t": {"framing": "z", "clauses": choices}}}
    files["scenario.yaml"] = yaml.safe_dump(scenario, sort_keys=False)
    with TemporaryDirectory() as folder:
        made = select(load(write_project(Path(folder), files) / "scenario.yaml"))
    assert made.found == ()
    return made


def open_(*variants: str) -> dict[str, object]:
    """An open choice; "omit" leaves the clause out."""
    return {"open": [{"omit": True} if v == "omit" else {"variant": v} for v in variants]}


def test_nothing_open_is_one_world() -> None:
    """One completion, and it has what was chosen (SC-01: a choice that is not open is one variant)."""
    made = selection({"x.a": "one", "x.b": "silent"})
    completions = Completions(made)
    assert (completions.count, completions.open) == (1, [])
    assert [(id, p.variant, p.text) for id, p in completions.first.picks["t"].items()] == [("x.a", "one", True), ("x.b", "silent", False)]
    assert all(len(chosen.alternatives) == 1 for chosen in made.instruments["t"].chosen())


def test_alternatives_and_values_multiply() -> None:
    """Every combination of variants, omissions and open values is one world; blanks stay None."""
    choice = open_("one", "omit") | {"days": {"open": [{"value": 1}, {"value": 2}]}}
    made = selection({"x.a": choice, "x.b": open_("one", "two")}, parameters={"days": {"type": "integer"}, "blank": {"type": "integer"}})
    completions = Completions(made)
    worlds = [{id: (p.variant, p.values["days"], p.values["blank"]) for id, p in world.picks["t"].items()} for world in completions.worlds()]
    first = [("one", 1, None), ("one", 2, None), None]
    assert completions.count == 6
    assert worlds == [{**({"x.a": a} if a else {}), "x.b": (b, None, None)} for a in first for b in ("one", "two")]


def test_values_nobody_asks_for_are_not_told_apart() -> None:
    """Where names are given, open values of other parameters do not multiply."""
    choice = {"variant": "one", "days": {"open": [{"value": 1}, {"value": 2}]}}
    made = selection({"x.a": choice}, parameters={"days": {"type": "integer"}})
    assert Completions(made, {}).count == 1
    assert Completions(made, {"x.a": {"days"}}).count == 2


def test_solve() -> None:
    """An assignment that keeps all tables, with what is fixed; None where there is none."""
    differ = frozenset({(0, 1), (1, 0)})
    chain = [Table((0, 1), differ), Table((1, 2), differ)]
    assert solve([2, 2, 2], chain, {0: 1}) == {0: 1, 1: 0, 2: 1}
    assert solve([2, 2, 2], [*chain, Table((0, 2), differ)]) is None
    assert solve([2], []) == {}


def test_solve_gives_up() -> None:
    """A search that is too long is given up, not run for ever."""
    one_in = frozenset({(0, 0, 1), (0, 1, 0), (1, 0, 0)})
    parity = frozenset(at for at in product(range(2), repeat=12) if sum(at) % 2)
    tables = [Table(tuple(range(12)), parity), *(Table((n, n + 1, n + 2), one_in) for n in range(9, 30, 3))]
    never = Table((29, 30, 31), frozenset())
    with pytest.raises(TooMany):
        solve([2] * 40, [*tables, *(Table((n,), frozenset({(0,), (1,)})) for n in range(40)), never])


def test_far_too_many_completions_are_judged_one_by_one() -> None:
    """Above the limit each constraint is judged over the clauses it mentions, and fast."""
    choices: dict[str, object] = {"x.a": "one"} | {f"x.c{n}": open_("one", "two", "silent") for n in range(30)}
    constraints = [{"excludes": f"x.c{n} = two", "because": "B."} for n in range(30)] + [{"requires": "x.c0 = three or x.c1 = three", "because": "B."}]
    made = selection(choices, constraints)
    rules = rules_of(made)
    started = perf_counter()
    verdict = judge(made, rules)
    assert perf_counter() - started < 1
    assert Completions(made).count == 3**30 > LIMIT
    assert [rule.data for rule, _ in verdict.broken] == [constraints[-1]]
    assert len(verdict.impossible) == 30


ATOMS = [f"x.{c} {o}" for c in "abc" for o in ("= one", "= two", "in (one, silent)", "!= one")] + ["x.a", "x.b", "x.c"]
CONDITION = st.one_of(st.sampled_from(ATOMS), st.builds("{} {} {}".format, st.sampled_from(ATOMS), st.sampled_from(["and", "or"]), st.sampled_from(ATOMS)))
CONSTRAINT = st.builds(
    lambda kind, condition, warning: {kind: condition, "because": "B."} | ({"severity": "warning"} if warning else {}),
    st.sampled_from(["requires", "excludes"]),
    CONDITION,
    st.booleans(),
)
OPEN = st.lists(st.sampled_from(["one", "two", "silent", "omit"]), min_size=2, max_size=3, unique=True).map(lambda variants: open_(*variants))
CHOICE = st.sampled_from(["one", "two", "silent"]) | OPEN


@settings(max_examples=80, deadline=None)
@given(st.tuples(CHOICE, CHOICE, CHOICE), st.lists(CONSTRAINT, max_size=5))
def test_the_verdict_is_that_of_an_enumeration(choices: tuple[object, object, object], constraints: list[dict[str, str]]) -> None:
    """Broken rules, conflicts and impossible alternatives are those that trying every completion finds."""
    made = selection(dict(zip(("x.a", "x.b", "x.c"), choices, strict=True)), constraints)
    rules = rules_of(made)
    verdict = judge(made, rules)
    worlds = list(verdict.completions.worlds())

    def always(rule: Rule) -> bool:
        return all(broken(rule, world) for world in worlds)

    errors = [rule for rule in rules if rule.is_error]
    told = {rule.path for rule, _ in verdict.broken}
    assert [rule.path for rule in errors if always(rule)] == [rule.path for rule, _ in verdict.broken if rule.is_error]
    kept = [rule for rule in errors if not always(rule)]
    consistent = [n for n, world in enumerate(worlds) if not any(broken(rule, world) for rule in kept)]
    assert bool(verdict.conflicts) == (not consistent)
    for conflict in verdict.conflicts:
        assert all(any(broken(rule, world) for rule in conflict) for world in worlds)
        for spared in conflict:
            assert any(not any(broken(rule, world) for rule in conflict if rule is not spared) for world in worlds)
    if consistent:
        warned = {rule.path for rule in rules if not rule.is_error and all(broken(rule, worlds[n]) for n in consistent)}
        assert warned == told - {rule.path for rule in errors}
        taken = [[variable.options[n] for variable, n in zip(verdict.completions.open, at, strict=True)] for at in _indices(verdict.completions)]
        possible = {place for n in consistent for option in taken[n] for place in option.places}
        every = {place for options in taken for option in options for place in option.places}
        assert {place for _, place, _, _ in verdict.impossible} == every - possible


def _indices(completions: Completions) -> list[tuple[int, ...]]:
    return list(product(*(range(len(variable.options)) for variable in completions.open)))
