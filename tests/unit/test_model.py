"""What is open as a model: its worlds, its clauses against the evaluation of conditions, and the verdict against a plain enumeration."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.logic.conditions import Term, evaluate, read, read_path
from generator.logic.constraints import Rule, broken, rules_of
from generator.logic.formula import Compiler
from generator.logic.indices import Indices
from generator.logic.model import Model
from generator.logic.verdict import judge
from generator.scenario import load
from generator.select import Selection, select

from ..support import write_project

FRAMING = "title: T\nshort-title: T\nthis: this Treaty\nregister: treaty\nparts: [{clauses: [x]}]\nclosing: none\n"
TWO = {"one": {"summary": "S.", "text": "One."}, "two": {"summary": "S.", "text": "Two."}, "silent": {"summary": "S.", "silent": True}}


def selection(
    choices: dict[str, object],
    constraints: list[dict[str, str]] | None = None,
    parameters: dict[str, object] | None = None,
    variants: dict[str, object] | None = None,
    second: dict[str, object] | None = None,
) -> Selection:
    """A package of the instrument t, and perhaps a second, u, with clauses x.*, the constraints on x.a."""
    files = {"templates/framings/z.yaml": FRAMING}
    for id in {**choices, **(second or {})}:
        data: dict[str, object] = {"title": "A", "summary": "S.", "variants": TWO if id == "x.a" else variants or TWO, "parameters": parameters or {}}
        if id == "x.a":
            data["constraints"] = constraints or []
        files[f"clauses/x/{id[2:]}.yaml"] = json.dumps(data)
    instruments = {"t": {"framing": "z", "clauses": choices}} | ({"u": {"framing": "z", "clauses": second}} if second else {})
    scenario = {"title": "T", "languages": ["en"], "parties": ["ukraine"], "roles": {"guests": ["ukraine"]}, "instruments": instruments}
    files["scenario.yaml"] = json.dumps(scenario)
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
    model = Model(made)
    assert (model.count, model.groups) == (1, [])
    assert [(id, p.variant, p.text) for id, p in model.first.picks["t"].items()] == [("x.a", "one", True), ("x.b", "silent", False)]
    assert all(len(chosen.alternatives) == 1 for chosen in made.instruments["t"].chosen())


def test_alternatives_and_values_multiply() -> None:
    """Every combination of variants, omissions and open values is one world; blanks stay None."""
    choice = open_("one", "omit") | {"days": {"open": [{"value": 1}, {"value": 2}]}}
    made = selection({"x.a": choice, "x.b": open_("one", "two")}, parameters={"days": {"type": "integer"}, "blank": {"type": "integer"}})
    model = Model(made)
    worlds = [{id: (p.variant, p.values["days"], p.values["blank"]) for id, p in world.picks["t"].items()} for world in model.worlds()]
    first = [("one", 1, None), ("one", 2, None), None]
    assert model.count == 6
    assert worlds == [{**({"x.a": a} if a else {}), "x.b": (b, None, None)} for a in first for b in ("one", "two")]


def test_values_nobody_asks_for_are_not_told_apart() -> None:
    """Where names are given, open values of other parameters do not multiply."""
    choice = {"variant": "one", "days": {"open": [{"value": 1}, {"value": 2}]}}
    made = selection({"x.a": choice}, parameters={"days": {"type": "integer"}})
    assert Model(made, {}).count == 1
    assert Model(made, {"x.a": {"days"}}).count == 2


def test_more_completions_than_can_be_tried_are_judged() -> None:
    """Constraints over thirty open clauses, one by one and all together, and fast: nothing is left undecided."""
    choices: dict[str, object] = {"x.a": "one"} | {f"x.c{n}": open_("one", "two", "silent") for n in range(30)}
    constraints = [{"excludes": f"x.c{n} = two", "because": "B."} for n in range(30)]
    constraints += [{"requires": " or ".join(f"x.c{n} = two and x.c{n + 1} = one" for n in range(29)), "because": "B."}]
    made = selection(choices, constraints)
    rules = rules_of(made)
    started = perf_counter()
    verdict = judge(made, rules)
    assert perf_counter() - started < 2
    assert Model(made).count == 3**30
    assert (verdict.broken, verdict.impossible) == ([], [])
    assert [[rule.data for rule in conflict] for conflict in verdict.conflicts] == [constraints[:29] + constraints[-1:]]


def test_a_search_that_is_hard_is_decided() -> None:
    """Seven clauses of six wordings, no two alike: a plain search tries thousands of ways before it knows that there is none."""
    names = [f"v{n}" for n in range(6)]
    variants = {name: {"summary": "S.", "text": "T."} for name in names}
    choices: dict[str, object] = {f"x.c{n}": open_(*names) for n in range(7)}
    constraints = [{"excludes": f"x.c{m} = {v} and x.c{n} = {v}", "because": "B."} for v in names for n in range(7) for m in range(n)]
    verdict = judge(made := selection({"x.a": "one", **choices}, constraints, variants=variants), rules_of(made))
    assert verdict.broken == []
    assert len(verdict.conflicts) == 1


PATHS = st.builds("{}{}".format, st.sampled_from(["", "t:", "u:"]), st.sampled_from(["x.a", "x.b", "x.c"]))
SAID = st.sampled_from(["", " = one", " != two", " in (one, silent)", ".days > 2", ".days = 3", ".days"])
ANY_ATOM = st.builds("{}{}".format, PATHS, SAID) | st.sampled_from(
    ["guests has ukraine", "guests has france", "weight <= 2", "weight > 1", "weight = 3", "weight != 2", "unheard-of <= 6"]
)
ANY_CONDITION = st.recursive(
    ANY_ATOM,
    lambda inner: (
        st.builds("not ({})".format, inner)
        | st.builds(lambda word, members: "(" + f") {word} (".join(members) + ")", st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=4))
    ),
    max_leaves=24,
)
DAYS = st.sampled_from([{}, {"days": 3}, {"days": {"open": [{"value": 1}, {"value": 3}]}}])
ANY_CHOICE = st.builds(
    lambda variants, days: open_(*variants) | days,
    st.lists(st.sampled_from(["one", "two", "silent", "omit"]), min_size=2, max_size=4, unique=True),
    DAYS,
)
WEIGHT = (
    Term(2.0, read("x.a = one")),
    Term(1.0, None, read_path("x.b.days"), 2),
    Term(-1.0, read("x.c and (x.a = two or u:x.b)")),
    Term(0.5, read("x.c.days > 1 or t:x.a"), read_path("t:x.c.days")),
)


class Weighed(Indices):
    """One index, with terms over several clauses and instruments."""

    def __init__(self) -> None:
        pass

    def terms(self, name: str) -> tuple[Term, ...] | None:
        """Its terms."""
        return WEIGHT if name == "weight" else None


COPIES = st.dictionaries(st.sampled_from(["x.a", "x.b", "x.c"]), ANY_CHOICE, min_size=1)


@settings(max_examples=150, deadline=None)
@given(COPIES, COPIES, ANY_CONDITION, st.sampled_from(["", "t", "u"]))
def test_clauses_say_what_the_evaluation_says(first: dict[str, object], second: dict[str, object], text: str, own: str) -> None:
    """Over every choice, the clauses for "is true", "is false" and their opposites hold exactly where `evaluate` says so."""
    model = Model(selection(first, parameters={"days": {"type": "integer"}}, second=second), None, Weighed())
    condition = read(text)
    every = _indices(model)
    values = [evaluate(condition, model.world(choice), own) for choice in every]
    for value in (True, False):
        for negated in (False, True):
            compiler = Compiler(model)
            space = compiler.space(compiler.holds(condition, own, value, negated))
            expected = [choice for choice, found in zip(every, values, strict=True) if (found is value) is not negated]
            assert sorted(space.choices()) == expected


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
    worlds = list(verdict.model.worlds())

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
        taken = [[variable.options[n] for variable, n in zip(verdict.model.groups, at, strict=True)] for at in _indices(verdict.model)]
        possible = {place for n in consistent for option in taken[n] for place in option.places}
        every = {place for options in taken for option in options for place in option.places}
        assert {place for _, place, _, _ in verdict.impossible} == every - possible


def _indices(model: Model) -> list[tuple[int, ...]]:
    return list(product(*(range(len(variable.options)) for variable in model.groups)))
