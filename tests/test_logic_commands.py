"""``variants`` and ``explain`` as a user calls them: what they print, in every format, and what they refuse."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from .conftest import Run

AUSTRIAN = "ukraine-austrian-model"
VARIED = ("--vary", "alliance.membership", "--vary", "stabilisation-force.establishment.ceiling=20000,40000")
FRAMING = """\
title: Test
short-title: Test
this: this Treaty
register: treaty
parts: [{clauses: [x]}]
closing: none
"""
CLAUSES = {
    "a": "{requires: x.b = one, because: First needs the first of the second.}",
    "b": "{excludes: x.c = one, when: x.b = one, because: The second bars the third.}",
    "c": "{excludes: x.a = two, severity: warning, because: Only a warning.}",
    "d": "{requires: x.days.days > 30 days, rule: XX-01, because: The fourth needs time.}",
}
SCENARIO = """\
title: T
languages: [en]
parties: [ukraine, russian-federation]
roles: {neutral-state: ukraine, guarantors: [russian-federation]}
instruments:
  t:
    framing: z
    clauses:
      x.a: one
      x.b: {open: [{variant: one, by: [ukraine]}, {variant: two, by: [russian-federation]}]}
      x.c: omit
      x.days: {variant: one, days: 20 days}
      x.e: {open: [{variant: one, by: [ukraine]}, {omit: true, by: [russian-federation]}]}
"""


@pytest.fixture
def project(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, and the folder one is in, in which the first clause needs a wording of the second that bars the third."""
    tmp_path = tmp_path / "talks"
    text = "title: Clause {0}\nsummary: S.\nvariants:\n  one: {{summary: First wording, text: Words.}}\n  two: {{summary: S., text: Words.}}\n"
    for name, constraint in CLAUSES.items():
        path = tmp_path / "clauses" / "x" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text.format(name.upper())}constraints: [{constraint}]\n", encoding="utf-8")
    (tmp_path / "clauses/x/e.yaml").write_text(text.format("E"), encoding="utf-8")
    (tmp_path / "clauses/x/days.yaml").write_text(text.format("Days") + "parameters: {days: {type: duration}}\n", encoding="utf-8")
    (tmp_path / "templates/framings").mkdir(parents=True)
    (tmp_path / "templates/framings/z.yaml").write_text(FRAMING, encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ------------------------------------------------------------------ explain


def test_membership_beside_the_neutrality_law(run: Run) -> None:
    """A chain to be followed aloud: what is chosen, what it excludes and why, where both stand, and what would have to change."""
    ran = run("explain", "alliance.membership = member", AUSTRIAN)
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0] == f"alliance.membership = member cannot hold in {AUSTRIAN}."
    steps = [line for line in lines if re.match(r"[0-9]+\.", line)]
    assert len(steps) == 2
    assert steps[0].startswith(
        "1. neutrality-law has “Declaration of neutrality” (neutrality.declaration) as austrian-1955: The Austrian law of 26 October 1955"
    )
    assert steps[1].startswith("2. “Declaration of neutrality”, where it is austrian-1955")
    assert steps[1].endswith("excludes that “Membership in a military alliance” (alliance.membership) is member, member-limited-area or invited.")
    assert "   because: A permanently neutral State cannot join an alliance that may call on it to fight." in lines
    assert re.search(r"^   .*scenarios/ukraine-austrian-model/scenario\.yaml:\d+:7$", ran.out, re.M)
    assert re.search(r"^   .*clauses/neutrality/declaration\.yaml:\d+:5$", ran.out, re.M)
    assert "The least that would have to change is 2 choices:" in lines
    assert any(line.startswith("- alliance.membership in state-treaty: not on-hold, but member (") for line in lines)
    assert any(line.startswith("- neutrality.declaration in neutrality-law: not austrian-1955, but foreseeable-future or reviewable (") for line in lines)


def test_what_explain_proposes_holds(run: Run) -> None:
    """The changes it names, made, leave no error of the family SE and the condition true."""
    changed = ("--set", "alliance.membership=member", "--set", "neutrality.declaration=reviewable")
    assert "holds in" in run("explain", "alliance.membership = member", AUSTRIAN, *changed).out
    found = json.loads(run("check", AUSTRIAN, "--format", "json", "--select", "SE", *changed).out)
    assert found["summary"]["error"] == 0


def test_a_chain_says_what_follows_from_each_step(run: Run, project: Path) -> None:
    """What a step leaves of a clause whose choice is not in the way is said before the next."""
    ran = run("explain", "x.c = one", "scenario.yaml")
    assert ran.out.splitlines() == [
        "x.c = one cannot hold in talks.",
        "",
        "1. “Clause B” (x.b), where it is one, excludes that “Clause C” (x.c) is one.",
        "   because: The second bars the third.",
        "   clauses/x/b.yaml:6:15",
        "2. So x.b in t would have to be two or left out.",
        "3. t has “Clause A” (x.a) as one: First wording.",
        "   scenario.yaml:9:7",
        "4. “Clause A” requires that “Clause B” is one.",
        "   because: First needs the first of the second.",
        "   clauses/x/a.yaml:6:15",
        "",
        "None of this can be spared: without any one of these steps it could hold.",
        "",
        "The least that would have to change is 2 choices:",
        "- x.a in t: not one, but left out (scenario.yaml:9:7)",
        "- x.c in t: not left out, but one (scenario.yaml:11:7)",
    ]


def test_values_that_would_have_to_change_are_named(run: Run, project: Path) -> None:
    """A value that a constraint compares, and one that would do."""
    lines = run("explain", "x.d = one", "scenario.yaml").out.splitlines()
    assert "1. t has “Clause Days” (x.days) as one with days 20 days: First wording." in lines
    assert "2. “Clause D” (x.d) requires that “days” of “Clause Days” is more than 30 days." in lines
    assert "   rule: XX-01" in lines
    assert "- x.d in t: not left out, but one (scenario.yaml:8:5)" in lines
    assert "- x.days in t: not one with days 20 days, but one with days 31 days or two with days 31 days (scenario.yaml:12:7)" in lines


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("x.a", "x.a holds in talks, however what is open there is closed."),
        ("not x.c", "not x.c holds in talks"),
        ("x.b = one", "x.b = one holds in talks"),
        ("x.e = one", "x.e = one can hold in talks: nothing stands in its way."),
        ("x.days.days = 20 days", "holds in talks"),
        ("x.days = two", "does not hold in talks as it stands, but nothing beside the choice itself is in its way."),
        ("x.c = two", "but nothing beside the choice itself is in its way."),
        ("guarantors has ukraine", "no choice of variants or values would change that."),
        ("x.a and not x.a", "no choice of variants or values would change that."),
    ],
)
def test_conditions_that_nothing_stands_against(run: Run, project: Path, condition: str, words: str) -> None:
    """What holds already, what is open, what only its own choice rules out, and what no choice changes."""
    ran = run("explain", condition, "scenario.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert words in ran.out


def test_a_role_is_explained_by_where_it_stands(run: Run, project: Path) -> None:
    """No clause chooses it."""
    assert "- guarantors: russian-federation." in (out := run("explain", "guarantors has ukraine", "scenario.yaml").out)
    assert "scenario.yaml:4:33" in out


def test_bounds_that_no_choice_passes(run: Run, project: Path) -> None:
    """An index that cannot be so large, and what contradicts itself."""
    out = run("explain", "balance-index > 100", AUSTRIAN).out
    assert re.search(r"^- balance-index lies between -?[0-9.]+ and [0-9.]+, whatever is chosen\.$", out, re.M)
    assert "- Whatever is chosen, it is not true." in run("explain", "x.a and not x.a", "scenario.yaml").out


def test_a_scenario_that_contradicts_itself(run: Run, project: Path) -> None:
    """Then that is what is explained, whatever was asked."""
    ran = run("explain", "x.days", "scenario.yaml", "--set", "x.b=two")
    assert ran.out.startswith("talks contradicts itself, whatever else is asked of it.")
    assert "1. t has “Clause A” (x.a) as one: First wording." in ran.out
    assert "2. t has “Clause B” (x.b) as two: S." in ran.out
    assert "3. “Clause A” requires that “Clause B” is one." in ran.out
    assert "- x.b in t: not two, but one (scenario.yaml:10:7)" in ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x.b =", "scenario.yaml"), "a value is missing"),
        (("( x.a", "scenario.yaml"), "“)” is missing"),
        (("", "scenario.yaml"), "the condition ends where"),
        (("x.z", "scenario.yaml"), "there is no clause x.z"),
        (("x.a = nine", "scenario.yaml"), "x.a has no variant “nine”"),
        (("x.days.hours = 3", "scenario.yaml"), "has no parameter “hours”"),
        (("v:x.a", "scenario.yaml"), "there is no instrument “v”"),
        (("hosts has ukraine", "scenario.yaml"), "there is no role “hosts”"),
        (("balance-index <= 6", "scenario.yaml"), "there is no index “balance-index”"),
        (("x.a", "nowhere.yaml"), "nowhere.yaml"),
        (("x.a = one",), "a condition is explained in a scenario"),
        (("x.z",), "there is no clause x.z"),
    ],
)
def test_what_cannot_be_explained_is_refused(run: Run, project: Path, arguments: tuple[str, ...], words: str) -> None:
    """Exit code 2, what is wrong, and the way out."""
    ran = run("explain", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert "way out:" in ran.err


def test_faults_of_the_scenario_come_first(run: Run, project: Path) -> None:
    """A clause that does not exist is a finding, and neither command goes on."""
    (project / "scenario.yaml").write_text(SCENARIO.replace("x.a", "x.z"), encoding="utf-8")
    for command in (("explain", "x.b", "scenario.yaml"), ("variants", "scenario.yaml")):
        ran = run(*command)
        assert (ran.code, ran.out) == (1, "")
        assert "SC002" in ran.err


# ------------------------------------------------------------------ variants


def test_counts_and_lists(run: Run) -> None:
    """An exact number; the first ten with it; what all have in common once."""
    assert run("variants", AUSTRIAN, *VARIED, "--count").out == "6\n"
    assert run("variants", AUSTRIAN, "--count").out == "1\n"
    assert json.loads(run("variants", AUSTRIAN, *VARIED, "--count", "--format", "json").out)["count"] == 6
    lines = run("variants", AUSTRIAN, *VARIED).out.splitlines()
    assert lines[0] == "6 consistent variants"
    assert sum(bool(re.fullmatch("[0-9a-f]{8}", line)) for line in lines) == 6
    listed = run("variants", AUSTRIAN, "--vary", "culture.arts", "--vary", "culture.education=all", "--list", "2").out
    assert listed.count("state-treaty:culture.arts") == 1
    assert "in all of these:" in listed


def test_formats(run: Run) -> None:
    """JSON keeps types, CSV has a column for each path; both hold the same variants."""
    told = json.loads(run("variants", AUSTRIAN, *VARIED, "--list", "9", "--format", "json").out)
    assert [set(variant) for variant in told["variants"]] == [{"id", "choices"}] * 6
    assert {variant["choices"]["state-treaty:stabilisation-force.establishment.ceiling"] for variant in told["variants"]} == {20000, 40000}
    rows = list(csv.DictReader(io.StringIO(run("variants", AUSTRIAN, *VARIED, "--list", "9", "--format", "csv").out)))
    assert [row["id"] for row in rows] == [variant["id"] for variant in told["variants"]]
    assert {row["state-treaty:alliance.membership"] for row in rows} == {"on-hold", "renounced", "silent"}


def test_some_of_many(run: Run) -> None:
    """Pairs, samples and spread ones are among all; a seed gives the same sample again."""
    every = set(ids(run("variants", AUSTRIAN, *VARIED, "--list", "99", "--format", "csv").out))
    for asked in (("--pairwise",), ("--sample", "4", "--seed", "3"), ("--diverse", "3")):
        first, again = (ids(run("variants", AUSTRIAN, *VARIED, *asked, "--format", "csv").out) for _ in range(2))
        assert first == again
        assert set(first) <= every
    assert ids(run("variants", AUSTRIAN, *VARIED, "--sample", "9", "--format", "csv").out) == ids(
        run("variants", AUSTRIAN, *VARIED, "--sample", "9", "--seed", "0", "--format", "csv").out
    )


def ids(table: str) -> list[str]:
    """The first column of a CSV."""
    return [row["id"] for row in csv.DictReader(io.StringIO(table))]


def test_where(run: Run) -> None:
    """Only variants in which a condition holds; none is an answer too, with the reason."""
    assert run("variants", AUSTRIAN, *VARIED, "--where", "alliance.membership = silent", "--count").out == "2\n"
    none = run("variants", AUSTRIAN, *VARIED, "--where", "alliance.membership = member", "--count")
    assert (none.code, none.out) == (0, "0\n")
    assert "1. “Declaration of neutrality”" in none.err
    assert "because: A permanently neutral State" in none.err
    assert "--where could hold" in run("variants", AUSTRIAN, "--where", "guarantors has austria").err


FORCE = ("--vary", "alliance.membership", "--vary", "stabilisation-force.command", *VARIED[2:])


def test_the_most_acceptable_first(run: Run) -> None:
    """Each with what every actor makes of it, as `positions` says of that package; how many cross no red line is exact."""
    told = json.loads(run("variants", AUSTRIAN, *FORCE, "--best", "99", "--format", "json").out)
    assert told["count"] == len(told["variants"]) == 24
    assert told["complete"] is True
    rejected = [sum(standing["acceptable"] is False for standing in variant["positions"].values()) for variant in told["variants"]]
    assert rejected == sorted(rejected)
    assert told["uncrossed"] == rejected.count(0)
    for variant in (told["variants"][0], told["variants"][-1]):
        settings = [word for path, value in variant["choices"].items() for word in ("--set", f"{path}={value}")]
        parties = json.loads(run("positions", AUSTRIAN, "--format", "json", *settings).out)["parties"]
        assert {party: made["score"] for party, made in variant["positions"].items()} == {party: made["score"] for party, made in parties.items()}
    first = run("variants", AUSTRIAN, *FORCE, "--best", "1").out.splitlines()
    assert first[0] == f"{told['uncrossed']} of 24 consistent variants cross no red line; the most acceptable of them all first"
    assert told["variants"][0]["id"] in first
    assert any(re.fullmatch("    ukraine: negotiable, 0\\.[0-9]{2}", line) for line in first)
    rows = list(csv.DictReader(io.StringIO(run("variants", AUSTRIAN, *FORCE, "--best", "2", "--format", "csv").out)))
    assert [float(row["score of ukraine"]) for row in rows] == [variant["positions"]["ukraine"]["score"] for variant in told["variants"][:2]]


def test_the_most_acceptable_of_too_many_to_judge(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample, improved; it says so, and finds the best here too."""
    best = json.loads(run("variants", AUSTRIAN, *FORCE, "--best", "1", "--format", "json").out)
    monkeypatch.setattr("generator.logic.ranking.EVERY", 5)
    monkeypatch.setattr("generator.logic.ranking.DRAWN", 2)
    sampled = json.loads(run("variants", AUSTRIAN, *FORCE, "--best", "1", "--format", "json").out)
    assert sampled["complete"] is False
    assert sampled["variants"][0]["positions"] == best["variants"][0]["positions"]
    assert "not every variant is judged" in run("variants", AUSTRIAN, *FORCE, "--best", "1").out


def test_best_needs_positions_and_whole_packages(run: Run, project: Path) -> None:
    """Without positions nobody can say; what stays open would be undecided."""
    nobody = run("variants", "scenario.yaml", "--best", "3")
    assert (nobody.code, "nobody's positions are known" in nobody.err) == (2, True)
    (project / "positions").mkdir()
    (project / "positions/ukraine.yaml").write_text(POSITIONS, encoding="utf-8")
    left = run("variants", "scenario.yaml", "--vary", "x.b", "--best", "3")
    assert (left.code, "these stay open: t:x.e" in left.err) == (2, True)
    whole = run("variants", "scenario.yaml", "--best", "3")
    assert whole.out.splitlines()[0] == "1 of 2 consistent variants crosses no red line; the most acceptable of them all first"
    assert "    ukraine: acceptable, 1.00" in whole.out
    assert "    ukraine: rejected, 0.00" in whole.out


POSITIONS = """\
party: ukraine
date: 2025-01-06
positions:
  - id: no-e
    statement: It wants no fifth clause.
    strength: red-line
    basis: stated
    weight: 1
    holds: not x.e
    sources: [{source: beznosiuk-smith-2025, at: "Current stances, paragraph 4"}]
"""


def test_an_index_counts_as_a_condition(run: Run) -> None:
    """In --where, and in explain: what would have to change."""
    asked = ("--vary", "stabilisation-force.command", "--vary", "stabilisation-force.establishment.ceiling=20000,60000")
    every = json.loads(run("variants", AUSTRIAN, *asked, "--list", "99", "--format", "json").out)["variants"]
    light = json.loads(run("variants", AUSTRIAN, *asked, "--where", "balance-index <= 3", "--list", "99", "--format", "json").out)["variants"]
    for variant in every:
        settings = [word for path, value in variant["choices"].items() for word in ("--set", f"{path}={value}")]
        value = json.loads(run("positions", AUSTRIAN, "--format", "json", *settings).out)["indices"]["balance-index"]["value"]
        assert (value <= 3) == (variant in light)
    assert 0 < len(light) < len(every)
    explained = run("explain", "balance-index > 6", AUSTRIAN).out
    assert "- stabilisation-force.command in state-treaty: not eu, but nato (" in explained


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--count", "--pairwise"), "exclude one another"),
        (("--seed", "3"), "--seed belongs to --sample"),
        (("--list", "-1"), "-1"),
        (("--sample", "many"), "many"),
        (("--where", "rubbish"), "needs a comparison"),
        (("--where", "alliance.membership = nine"), "no variant “nine”"),
        (("--where", "balance <= 6"), "there is no index “balance”"),
        (("--vary", "alliance.membership=nine"), "no variant “nine”"),
        (("--vary", "final.duration.hours=ten"), "no parameter"),
        (("--vary", "territory.administration.years=3 years"), "leaves territory.administration out"),
        (("--vary", "withdrawal.foreign-forces.days"), "can be any duration"),
        (("--vary", "neutrality.declaration.state"), "is the role neutral-state"),
        (("--vary", "final.closing"), "there is no clause final.closing"),
    ],
)
def test_what_cannot_be_asked(run: Run, arguments: tuple[str, ...], words: str) -> None:
    """Exit code 2 and what is wrong."""
    ran = run("variants", AUSTRIAN, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_more_than_can_be_counted(run: Run, tmp_path: Path) -> None:
    """Twenty clauses of which any two exclude one of five wordings of each other: the refusal names them; a list needs no count."""
    names = [f"c{n}" for n in range(20)]
    (tmp_path / "clauses/x").mkdir(parents=True)
    (tmp_path / "templates/framings").mkdir(parents=True)
    (tmp_path / "templates/framings/z.yaml").write_text(FRAMING, encoding="utf-8")
    for n, name in enumerate(names):
        rules = [f"{{excludes: x.{name} = v{(n + m) % 5} and x.{other} = v{n * m % 5}, because: B.}}" for m, other in enumerate(names) if other != name]
        variants = "".join(f"  v{v}: {{summary: S., text: Words.}}\n" for v in range(5))
        text = f"title: A\nsummary: S.\nvariants:\n{variants}constraints: [{', '.join(rules)}]\n"
        (tmp_path / f"clauses/x/{name}.yaml").write_text(text, encoding="utf-8")
    every = ", ".join(f"{{variant: v{v}}}" for v in range(5))
    clauses = "".join(f"      x.{name}: {{open: [{every}]}}\n" for name in names)
    text = f"title: T\nlanguages: [en]\nparties: [ukraine]\ninstruments:\n  t:\n    framing: z\n    clauses:\n{clauses}"
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    refused = run("variants", "scenario.yaml", "--count")
    assert (refused.code, refused.out) == (2, "")
    assert "too many choices depend on one another to count them: t:x.c" in refused.err
    assert "--list and --pairwise work without counting" in refused.err
    listed = run("variants", "scenario.yaml")
    assert listed.code == 0
    assert "not counted:" in listed.err
    assert len(re.findall("^[0-9a-f]{8}$", listed.out, re.M)) == 10
