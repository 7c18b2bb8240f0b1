"""Variants of a scenario: what is consistent is what compiles, by trying all; what varies; choices put back into a scenario."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics import ERROR
from generator.errors import UserError
from generator.logic.variants import Variant, Variants, id_of
from generator.logic.widening import vary
from generator.pipeline import draft
from generator.scenario import Scenario, load

from ..support import Memory, write_project

MEMORY = Memory()

FRAMING = """\
title: T
short-title: T
this: this Treaty
register: treaty
numbering: {unit: article}
preamble: [x.recital]
parts: [{clauses: [definitions, x, final]}]
annexes: [x.table]
closing: none
"""
OTHER = FRAMING.replace("title: T", "title: U")


def clause(variants: dict[str, str], **more: object) -> str:
    """A clause with some texts; an empty one is silent; after ``||``, the text of its annex ``map``."""
    made: dict[str, object] = {}
    for name, text in variants.items():
        body, _, annex = text.partition("||")
        made[name] = (
            {"summary": "S."} | ({"text": body} if text else {"silent": True}) | ({"annexes": {"map": {"title": "Map", "text": annex}}} if annex else {})
        )
    return json.dumps({"title": "A", "summary": "S.", "variants": made} | more)


def ref(*target: str) -> str:
    """A sentence that refers to something."""
    name = f', "{target[1]}"' if len(target) > 1 else ""
    return f'As in {{{{ ref("{target[0]}"{name}) }}}}.'


CLAUSES = {
    "x.plain": clause({"one": "Some words. ^named", "two": "Other words.", "silent": ""}),
    "x.refers": clause({"one": ref("x.plain"), "two": ref("x.plain", "named"), "silent": ""}),
    "x.guarded": clause({
        "one": f'{{% if included("x.plain") %}}{ref("x.plain", "named")}{{% else %}}{ref("x.refers")}{{% endif %}}',
        "two": 'Words.\n\n{% if not included("x.refers") %}\nMore words. ^seldom\n{% endif %}',
    }),
    "x.seldom": clause({"one": ref("x.guarded", "seldom"), "two": "A Zone is drawn."}),
    "x.mapped": clause({"one": 'See {{ ref("x.mapped", annex="map") }}.||A map.', "two": "No map.||A stray map.", "three": "None."}),
    "x.map-user": clause({"one": 'See {{ ref("x.mapped", annex="map") }}.', "two": "Words."}),
    "x.table": clause({"one": "A table."}),
    "x.table-user": clause({"one": ref("x.table"), "two": '{% if included("x.table") %}See {{ ref("x.table") }}.{% endif %}', "three": "Words."}),
    "x.listing": clause({"one": "{% for one in all %}\n{{ one }}\n{% endfor %}"}, parameters={"all": {"type": "clauses"}}),
    "x.recital": clause({"one": ref("x.plain"), "two": "Words,"}),
    "x.ruled": clause({"one": "Words."}, constraints=[
        {"requires": "x.plain or x.mapped", "because": "B."},
        {"excludes": "x.seldom = two", "when": "not x.refers", "because": "B."},
        {"requires": "x.table", "severity": "warning", "because": "B."},
    ]),
    "final.annexes": clause({"one": "The annexes are part of this."}),
    "definitions.terms": clause({"one": "Words:\n\n{% for definition in definitions %}\n- {{ definition }}\n{% endfor %}", "two": ""}),
}  # fmt: skip
GLOSSARY = {"zone": {"forms": {"en": ["Zone"]}, "definition": {"en": 'means the zone of {{ ref("x.plain") }}'}, "avoid": {"en": []}}}
VALUES = {"x.listing": {"all": {"open": [{"value": ["x.plain"]}, {"value": ["x.mapped", "x.plain"]}, {"value": []}]}}}


def ways(id: str) -> list[str]:
    """The variants of a clause, and its omission."""
    return [*json.loads(CLAUSES[id])["variants"], "omit"]


def files(choices: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A project with the clauses above, and instruments with some choices."""
    made: dict[str, Any] = {f"clauses/{id.replace('.', '/')}.yaml": text for id, text in CLAUSES.items()}
    made |= {"clauses/x/glossary.yaml": json.dumps(GLOSSARY), "templates/framings/t.yaml": FRAMING, "templates/framings/u.yaml": OTHER}
    instruments = {id: {"framing": id, "clauses": clauses} for id, clauses in choices.items()}
    made["scenario.yaml"] = json.dumps({"title": "T", "languages": ["en"], "parties": ["ukraine"], "instruments": instruments})
    return made


def opened(folder: str, choices: dict[str, dict[str, Any]]) -> Scenario:
    """A scenario with some choices, written to a folder."""
    return load(write_project(Path(folder), files(choices)) / "scenario.yaml", MEMORY)


def compiles(scenario: Scenario) -> bool:
    """Whether a scenario compiles without a contradiction or a reference that finds nothing."""
    package = draft(scenario)
    codes = {d.code for d in package.diagnostics if d.severity is ERROR}
    assert not {code for code in codes if code[:2] not in ("SE", "XR")}, package.diagnostics
    return not codes


def as_open(id: str, variants: list[str]) -> Any:
    """A choice between some variants; a settled one where there is one."""
    if len(variants) == 1:
        return {"variant": variants[0]} | VALUES.get(id, {}) if variants[0] != "omit" else "omit"
    return {"open": [{"omit": True} if name == "omit" else {"variant": name} for name in variants]} | VALUES.get(id, {})


@st.composite
def packages(draw: st.DrawFn) -> dict[str, dict[str, list[str]]]:
    """For one or two instruments, clauses and the variants they may have; few enough in all to be tried."""
    made: dict[str, dict[str, list[str]]] = {}
    left = 24
    for instrument in draw(st.sampled_from([["t"], ["t", "u"]])):
        made[instrument] = {}
        for id in draw(st.permutations(list(CLAUSES)))[: draw(st.integers(1, 7))]:
            many = min(4, left if id != "x.listing" else left // 3)
            variants = draw(st.lists(st.sampled_from(ways(id)), min_size=1, max_size=max(1, many), unique=True))
            left //= len(variants) * (3 if id == "x.listing" and variants != ["omit"] and left >= 3 else 1)
            made[instrument][id] = variants
    return made


@settings(max_examples=60, deadline=None)
@given(packages())
def test_what_is_consistent_is_what_compiles(package: dict[str, dict[str, list[str]]]) -> None:
    """Every way to close what is open is a variant exactly where, compiled, it has no error of the families SE and XR."""
    places = [(instrument, id, name) for instrument, clauses in package.items() for id, variants in clauses.items() for name in [variants]]
    with TemporaryDirectory() as folder:
        scenario = opened(folder, {instrument: {id: as_open(id, names) for id, names in clauses.items()} for instrument, clauses in package.items()})
        found = Variants(scenario)
        variants = list(found)
        assert found.count == len(variants)
        expected = []
        for names in product(*(variants for _, _, variants in places)):
            lists = [
                [one["value"] for one in VALUES[id]["all"]["open"]] if id in VALUES and name != "omit" else [None]
                for (_, id, _), name in zip(places, names, strict=True)
            ]
            for values in product(*lists):
                choices: dict[str, dict[str, Any]] = {instrument: {} for instrument in package}
                said: dict[str, Any] = {}
                for (instrument, id, variants_), name, value in zip(places, names, values, strict=True):
                    choices[instrument][id] = name if value is None or name == "omit" else {"variant": name, "all": value}
                    if len(variants_) > 1:
                        said[f"{instrument}:{id}"] = name
                    if value is not None:
                        said[f"{instrument}:{id}.all"] = value
                if compiles(opened(folder, choices)):
                    expected.append(said)
        assert sorted(json.dumps(v.choices, sort_keys=True) for v in variants) == sorted(json.dumps(said, sort_keys=True) for said in expected)
        opened(folder, {instrument: {id: as_open(id, names) for id, names in clauses.items()} for instrument, clauses in package.items()})
        for variant in variants[:3]:
            assert compiles(variant.of(scenario))


ORDINARY = {
    "t": {
        "x.plain": {"open": [{"variant": "one"}, {"variant": "two"}, {"omit": True}]},
        "x.refers": {"open": [{"variant": "one"}, {"variant": "silent"}]},
        "x.listing": {"variant": "one"} | VALUES["x.listing"],
    }
}


def choices(found: Variants) -> list[dict[str, Any]]:
    """What the variants choose, without the instrument."""
    return [{path.removeprefix("t:"): value for path, value in variant.choices.items()} for variant in found]


def test_what_does_not_vary_stays_open_and_counts_once(tmp_path: Path) -> None:
    """With one path, only it is told, and what is consistent with some way to close the rest."""
    scenario = opened(str(tmp_path), ORDINARY)
    assert choices(Variants(scenario, ["x.plain"])) == [{"x.plain": "one"}, {"x.plain": "two"}, {"x.plain": "omit"}]
    assert choices(Variants(scenario, ["x.refers"], "not x.plain")) == [{"x.refers": "silent"}]
    assert choices(Variants(scenario, ["x.listing.all"], "not x.plain")) == [{"x.listing.all": []}]
    assert Variants(scenario, ["x.plain", "x.refers"]).count == 5


def test_a_path_varies_over_what_is_said(tmp_path: Path) -> None:
    """What is open there; every variant; those that are listed, omission among them; one alone is told too."""
    scenario = opened(str(tmp_path), ORDINARY | {"t": ORDINARY["t"] | {"x.mapped": "one"}})
    assert [c["x.refers"] for c in choices(Variants(scenario, ["x.refers"]))] == ["one", "silent"]
    assert [c["x.refers"] for c in choices(Variants(scenario, ["x.refers=all"]))] == ["one", "two", "silent"]
    assert [c["x.mapped"] for c in choices(Variants(scenario, ["x.mapped=omit,three"]))] == ["omit", "three"]
    assert choices(Variants(scenario, ["t:x.mapped=three"])) == [{"x.mapped": "three"}]
    assert choices(Variants(scenario, [vary("x.mapped", ["three", "omit"])])) == [{"x.mapped": "three"}, {"x.mapped": "omit"}]
    assert [c["x.mapped"] for c in choices(Variants(scenario, [vary("x.mapped", "all")]))] == ["one", "three"]


def test_alternatives_of_one_variant_are_told_apart_by_their_values(tmp_path: Path) -> None:
    """Their own values stand among the choices, and put the right alternative back."""
    own = {"open": [{"variant": "one", "all": ["x.plain"]}, {"variant": "one", "all": []}]}
    scenario = opened(str(tmp_path), {"t": {"x.listing": own, "x.plain": "one"}})
    found = list(Variants(scenario))
    assert [v.choices for v in found] == [{"t:x.listing": "one", "t:x.listing.all": value} for value in (["x.plain"], [])]
    assert [v.of(scenario).instruments["t"]["clauses"]["x.listing"] for v in found] == [{"variant": "one", "all": value} for value in (["x.plain"], [])]


def test_ids_are_those_of_the_choices() -> None:
    """Eight digits, the same in whatever order the choices come, another for other choices."""
    assert id_of({"a": 1, "b": "two"}) == id_of({"b": "two", "a": 1}) == Variant(id_of({"a": 1, "b": "two"}), {}).id
    assert len({id_of({}), id_of({"a": 1}), id_of({"a": "1"}), id_of({"a": True})}) == 4


def test_samples_and_spread_come_from_the_variants(tmp_path: Path) -> None:
    """All are variants; a seed gives the same again; the spread ones are not told twice."""
    found = Variants(opened(str(tmp_path), ORDINARY))
    every = {variant.id for variant in found}
    assert found.count == len(every) == 9
    assert [v.id for v in found.sample(30, 3)] == [v.id for v in found.sample(30, 3)]
    assert {v.id for v in found.sample(300, 3)} == every
    assert len({v.id for v in found.diverse(5)}) == 5
    assert {v.id for v in found.pairwise()} <= every
    assert [v.id for v in found.first(3)] == [v.id for v in found][:3]


def test_where_there_is_none_the_rules_are_named(tmp_path: Path) -> None:
    """A smallest set of rules that cannot be kept; none where the condition alone cannot hold."""
    scenario = opened(str(tmp_path), {"t": {"x.refers": "one"}})
    found = Variants(scenario)
    assert found.count == 0
    assert found.first(3) == found.pairwise() == found.sample(3, 1) == found.diverse(3) == []
    assert [sentence.text for sentence in found.contradiction()] == ["The text of “A” (x.refers) refers to “A” (x.plain), which has to be there."]
    assert Variants(scenario, where="x.refers = silent").contradiction() == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "not PATH"),
        ("=one", "not PATH"),
        ("x.plain=", "not PATH"),
        ("one two", "not PATH"),
        ("x", "not PATH"),
        ("x.plain=[", "not closed"),
        ("x.plan", "there is no clause x.plan"),
        ("v:x.plain", "no instrument “v”"),
        ("x.plain=three", "no variant “three”"),
        ("x.plain.days=3", "no parameter “days”"),
        ("x.mapped.days=3", "no parameter “days”"),
        ("x.listing.all=no.clause", "should be a list"),
    ],
)
def test_what_cannot_vary_is_refused(tmp_path: Path, path: str, words: str) -> None:
    """Each with what is wrong, and the way out."""
    scenario = opened(str(tmp_path), ORDINARY)
    with pytest.raises(UserError, match=words.replace("[", r"\[")) as refused:
        Variants(scenario, [path])
    assert refused.value.message.startswith("--vary")


def test_choices_that_are_not_of_the_scenario_are_refused(tmp_path: Path) -> None:
    """A path without its instrument, of another one, or of no clause."""
    scenario = opened(str(tmp_path), ORDINARY)
    for path in ("x.plain", "v:x.plain", "t:", "t:no.clause"):
        with pytest.raises(UserError):
            Variant("", {path: "one"}).of(scenario)


def test_in_the_shipped_library_too() -> None:
    """Bodies that many articles refer to: every combination of their variants compiles exactly where it is told."""
    scenario = load("ukraine-austrian-model", MEMORY)
    paths = ("state-treaty:monitoring.mission", "state-treaty:ceasefire.incidents")
    found = {variant.id for variant in Variants(scenario, [f"{path}=all,omit" for path in paths])}
    ways = []
    for path in paths:
        clause = scenario.library.clause(path.partition(":")[2])
        assert clause is not None
        ways.append([*clause.variants, "omit"])
    every = [dict(zip(paths, names, strict=True)) for names in product(*ways)]
    compiled = set()
    for choices_ in every:
        package = draft(Variant("", choices_).of(scenario), ["en"])
        if not any(d.code[:2] in ("SE", "XR") and d.severity is ERROR for d in package.diagnostics):
            compiled.add(id_of(choices_))
    assert found == compiled
    assert 0 < len(found) < len(every)
