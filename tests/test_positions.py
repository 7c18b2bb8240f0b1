"""Who could accept a package: the shipped statements against the figures of their source, red lines, open choices, private statements, and the command."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import draft, load
from generator.logic.conditions import evaluate
from generator.logic.constraints import broken, rules_of
from generator.logic.indices import Indices
from generator.logic.model import Model
from generator.logic.positions import Acceptance, Actor, Judges, View, accept, actors_of, view
from generator.scenario import Scenario
from generator.select import select

from .conftest import ROOT, Run

SHIPPED = "ukraine-austrian-model"
OMIT_FORCE = "state-treaty:stabilisation-force.establishment=omit"


def seen(*changes: str, scenario: Scenario | None = None) -> View:
    """The shipped scenario, or another, with changes, as all actors see it."""
    changed = (scenario or load(SHIPPED)).with_values(list(changes))
    return view(select(changed), Indices(changed))


def standing(seen: View) -> dict[str, tuple[Actor, Acceptance]]:
    """Party → its statements and how it stands."""
    return {actor.party: (actor, made) for actor, made, _ in seen.rows()}


def unmet(seen: View, party: str) -> list[str]:
    """The statements of a party that a package does not hold."""
    actor, made = standing(seen)[party]
    return [statement.id for statement, holds in zip(actor.statements, made.holds, strict=True) if holds is False]


def crossed(seen: View) -> dict[str, list[str]]:
    """Party → its red lines that are crossed."""
    found = {}
    for actor, made, _ in seen.rows():
        ids = [s.id for s, holds in zip(actor.statements, made.holds, strict=True) if holds is False and s.is_red_line]
        assert bool(ids) == (made.verdict == "reject") == (made.acceptable is False)
        if ids:
            found[actor.party] = ids
    return found


# ------------------------------------------------------------------ the authors' settlement

SETTLEMENT = [
    ("ukraine", "0.838", 97.3, 116.1, "negotiable", ["nato-prerequisite", "return-by-diplomacy", "cyprus-model", "russian-language"]),
    ("russian-federation", "0.858", 86.8, 101.2, "negotiable", ["nato-renounced", "over-the-horizon", "church-restored"]),
    ("european-union", "1.000", 16.6, 16.6, "accept", []),
    ("united-states", "1.000", 11.2, 11.2, "accept", []),
    ("united-kingdom", "1.000", 10, 10, "accept", []),
    ("france", "1.000", 2, 2, "accept", []),
]


@pytest.mark.parametrize(("party", "score", "held", "decided", "verdict", "missed"), SETTLEMENT)
def test_the_settlement(party: str, score: str, held: float, decided: float, verdict: str, missed: list[str]) -> None:
    """Nobody's red line is crossed; scores, verdicts and what is not met."""
    made = standing(seen())[party][1]
    assert (made.acceptable, f"{made.score:.3f}", made.held, made.decided, made.verdict) == (True, score, held, decided, verdict)
    assert unmet(seen(), party) == missed


CHANGES = [
    (["culture.language=protected-use"], "0.859", "0.838"),
    (["territory.status=without-prejudice"], "0.859", "0.836"),
    (["culture.language=protected-use", "territory.status=without-prejudice"], "0.879", "0.816"),
    (["culture.religious-organisations=ban-reverted"], "0.817", "0.877"),
    (["alliance.membership=member"], "0.890", "0.712"),
    ([OMIT_FORCE], "0.735", "0.858"),
]


@pytest.mark.parametrize(("changes", "ukraine", "russian_federation"), CHANGES)
def test_one_change(changes: list[str], ukraine: str, russian_federation: str) -> None:
    """What a change gains for one side and loses for the other."""
    made = standing(seen(*changes))
    assert (f"{made['ukraine'][1].score:.3f}", f"{made['russian-federation'][1].score:.3f}") == (ukraine, russian_federation)


CROSSINGS = [
    (["alliance.membership=member"], {"russian-federation": ["no-nato"]}),
    (["stabilisation-force.establishment=nato"], {"russian-federation": ["no-nato-force", "not-over-militarised"]}),
    (["stabilisation-force.command=nato"], {"russian-federation": ["no-nato-force", "not-over-militarised"]}),
    (["assurances.us-presence=troops-in-country"], {"russian-federation": ["no-us-troops"]}),
    ([OMIT_FORCE], {"ukraine": ["not-under-militarised"]}),
    (["european-union.mutual-assistance=invoked"], {"european-union": ["no-42-7-for-non-member"]}),
    (["territory.status=recognition"], {"ukraine": ["no-recognition"]}),
    (["territory.status=restoration"], {"russian-federation": ["no-major-concessions"]}),
    (["neutrality.armed-forces=demilitarised"], {"ukraine": ["no-demilitarisation"]}),
    (["process.participants=principals-only"], {"ukraine": ["us-and-europe-at-the-table"]}),
    (["ceasefire.force-restraint=omit"], {"ukraine": ["ceasefire-safeguards"]}),
    (["neutrality.armed-forces=numerical-ceiling", "sanctions.phasing=maintained"], {}),
]


@pytest.mark.parametrize(("changes", "lines"), CROSSINGS)
def test_red_lines(changes: list[str], lines: dict[str, list[str]]) -> None:
    """Whose red lines a change crosses: an objection is none."""
    assert crossed(seen(*changes)) == lines


def test_assurances_without_the_united_states() -> None:
    """Ukraine's red line is crossed where the United States is no guarantor, earmarks nothing and supplies nothing, and not before."""
    scenario = load(SHIPPED)
    data = copy.deepcopy(scenario.data)
    data["roles"]["guarantors"].remove("united-states")
    without = Scenario(scenario.name, type(scenario.source)(scenario.source.file, data, scenario.source.places, scenario.source.path), scenario.library)
    silent = ["assurances.over-the-horizon=none", "assurances.arms-supply=none"]
    assert crossed(seen(*silent)) == {}
    assert crossed(seen(scenario=without)) == {}
    assert crossed(seen(*silent, scenario=without)) == {"ukraine": ["us-support"]}


def test_linkage() -> None:
    """Forces of Ukraine's own choice are objected to unless facts change on the ground and membership is off the table."""
    linked = {"armed-neutrality", "training-and-rebuilding"}
    assert not linked & set(unmet(seen(), "russian-federation"))
    for change in ("territory.status=without-prejudice", "alliance.membership=member"):
        assert linked <= set(unmet(seen(change), "russian-federation"))


@pytest.mark.parametrize(
    ("changes", "value", "band"),
    [
        ([], 3.5, "balanced"),
        (["neutrality.training-teams=capped", "neutrality.training-teams.cap=2000"], 3.9, "balanced"),
        ([OMIT_FORCE, "neutrality.training-teams=capped", "neutrality.training-teams.cap=2000"], 0.9, "under-militarised"),
        (
            ["stabilisation-force.establishment.ceiling=60000", "stabilisation-force.command=nato", "neutrality.foreign-bases=by-consent",
             "assurances.over-the-horizon=none"], 10, "over-militarised",
        ),
        (["stabilisation-force.establishment.ceiling=90000"], 4.5, "balanced"),
        (["stabilisation-force.establishment.ceiling=1000", "stabilisation-force.establishment=nato"], 1.55, "over-militarised"),
        (["stabilisation-force.establishment.location=in-depth", "stabilisation-force.establishment.heavy-weapons=true"], 6.5, "over-militarised"),
        (["assurances.structure.commitment=guarantee"], 5.5, "balanced"),
        (["neutrality.training-teams=capped"], None, None),
        (["stabilisation-force.command={open: [{variant: eu}, {variant: un}]}"], None, "balanced"),
        (["stabilisation-force.establishment.ceiling={open: [{value: 40000}, {value: 10000}]}"], None, None),
    ],
)  # fmt: skip
def test_balance_index(changes: list[str], value: float | None, band: str | None) -> None:
    """The worked examples of its source; a cut-off; a band that NATO opens; blanks and open choices leave it undecided."""
    (made,) = seen(*changes).values
    assert (made.index.id, made.value, made.band) == ("balance-index", value, band)
    if made.value is not None:
        assert sum(amount for _, amount in made.parts) == pytest.approx(made.value)


# ------------------------------------------------------------------ open choices


def test_what_is_open_is_undecided() -> None:
    """A statement on which the completions disagree counts neither way; a red line among them leaves acceptance undecided."""
    membership = "alliance.membership={open: [{variant: on-hold}, {variant: renounced}]}"
    actor, made = standing(seen(membership))["russian-federation"]
    holds = dict(zip([s.id for s in actor.statements], made.holds, strict=True))
    assert (holds["nato-renounced"], holds["no-nato"], holds["nato-on-hold"]) == (None, True, True)
    assert (made.acceptable, made.decided) == (True, 91.2)
    made = standing(seen("stabilisation-force.establishment.ceiling={open: [{value: 40000}, {value: 10000}]}"))["ukraine"][1]
    assert (made.acceptable, made.verdict) == (None, "negotiable")


def test_only_consistent_completions_count() -> None:
    """Membership is on the table, but the neutrality law excludes it: no red line is in doubt."""
    actor, made = standing(seen("alliance.membership={open: [{variant: on-hold}, {variant: member}]}"))["russian-federation"]
    assert dict(zip([s.id for s in actor.statements], made.holds, strict=True))["no-nato"] is True
    assert made.acceptable is True


OPEN = {
    "territory.status": ["without-prejudice", "de-facto-only", "cyprus-suspension", "recognition"],
    "alliance.membership": ["on-hold", "renounced", "member"],
    "neutrality.armed-forces": ["self-determined", "demilitarised"],
    "sanctions.phasing": ["phased", "maintained"],
    "state-treaty:assurances.over-the-horizon": ["earmarked", "none"],
    "state-treaty:stabilisation-force.establishment": ["eu-csdp", "nato", "omit"],
    "stabilisation-force.command": ["eu", "nato"],
}


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(sorted(OPEN)), min_size=1, max_size=4))
def test_it_agrees_with_trying_everything(opened: set[str]) -> None:
    """True, False or undecided is what all completions say in which no constraint that is an error is broken."""
    options = {path: ", ".join("{omit: true}" if name == "omit" else f"{{variant: {name}}}" for name in OPEN[path]) for path in sorted(opened)}
    scenario = load(SHIPPED).with_values([f"{path}={{open: [{alternatives}]}}" for path, alternatives in options.items()])
    selection, indices = select(scenario), Indices(scenario)
    rules = [rule for rule in rules_of(selection) if rule.is_error]
    worlds = [world for world in Model(selection).worlds() if not any(broken(rule, world) for rule in rules)]
    judges = Judges(actors_of(scenario, indices), indices)
    judged = [judges.judge(world) for world in worlds]
    for n, (actor, made, _) in enumerate(view(selection, indices).rows()):
        for m, statement in enumerate(actor.statements):
            assert statement.condition is not None
            answers = {evaluate(statement.condition, world) for world in worlds}
            assert [standing[n].holds[m] for standing in judged] == [evaluate(statement.condition, world) for world in worlds]
            if worlds:
                assert made.holds[m] == (answers.pop() if len(answers) == 1 else None)


def test_ranking_follows_the_tilt() -> None:
    """Fewer rejections first, then the lower of the two scores, then the score of the one that goes first."""
    scenario = load(SHIPPED).with_values(
        ["territory.status={open: [{variant: without-prejudice}, {variant: de-facto-only}]}", "culture.language=protected-use"]
    )
    indices = Indices(scenario)
    judges = Judges(actors_of(scenario, indices), indices)
    judged = [judges.judge(world) for world in Model(select(scenario)).worlds()]
    assert [[f"{standing.score:.3f}" for standing in made[:2]] for made in judged] == [["0.879", "0.816"], ["0.859", "0.838"]]
    assert judges.rank(judged[1]) > judges.rank(judged[0])
    rejected = [judged[1][0].but(acceptable=False), *judged[1][1:]]
    assert judges.rank(judged[0]) > judges.rank(rejected)


@given(st.lists(st.sampled_from([True, False, None]), min_size=26, max_size=26))
def test_acceptance(holds: list[bool | None]) -> None:
    """Red lines decide first; the score is between 0 and 1, and None where nothing is decided."""
    scenario = load(SHIPPED)
    actor = actors_of(scenario, Indices(scenario))[0]
    made = accept(actor, holds, (0.9, 0.6))
    red_lines = [value for statement, value in zip(actor.statements, holds, strict=True) if statement.is_red_line]
    assert made.acceptable is (False if False in red_lines else None if None in red_lines else True)
    assert (made.verdict == "reject") == (False in red_lines)
    if made.score is None:
        assert set(holds) == {None}
    else:
        assert 0 <= made.score <= 1
        verdict = "accept" if made.score >= 0.9 else "negotiable" if made.score >= 0.6 else "resist"
        assert made.verdict == ("reject" if False in red_lines else verdict)


# ------------------------------------------------------------------ findings


def test_a_constraint_on_an_index(talks: Path) -> None:
    """It binds the choices that the index adds up, those still open among them."""
    file = talks / "scenario.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("\nconstraints:", "\nconstraints:\n  - {excludes: balance-index > 3, because: B.}"), encoding="utf-8"
    )
    assert "the scenario excludes balance-index > 3" in [d.message for d in draft(load(talks)).diagnostics if d.code == "SE002"]
    opened = load(talks).with_values(["stabilisation-force.establishment.ceiling={open: [{value: 40000}, {value: 10000}]}"])
    found = [d.message for d in draft(opened).diagnostics if d.code in ("SE002", "SE004")]
    assert found == ["no consistent completion has stabilisation-force.establishment.ceiling = 40000: the scenario excludes balance-index > 3"]
    assert view(select(opened), Indices(opened)).values[0].value == 2


def test_assistance_for_a_non_member_adds_one_red_line() -> None:
    """A mutual assistance clause invoked for a State that is no member: of the positions, exactly that line of the European Union."""
    own = {d.message for d in draft(load(SHIPPED)).diagnostics if d.rule.startswith("PO")}
    found = [d for d in draft(load(SHIPPED).with_values(["european-union.mutual-assistance=invoked"])).diagnostics if d.rule.startswith("PO")]
    assert own == set()
    assert [d.rule for d in found] == ["PO-02"]
    assert "no-42-7-for-non-member" in found[0].message


# ------------------------------------------------------------------ the command

SECRET = """  - id: secret
    statement: A <private> matter & "more".
    strength: red-line
    basis: stated
    private: true
    holds: alliance.membership = member
"""


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    """A copy of the shipped scenario in which Ukraine has a private red line that the package crosses."""
    folder = tmp_path / "scenarios" / "talks"
    shutil.copytree(ROOT / "scenarios" / SHIPPED, folder)
    positions = folder / "positions" / "ukraine.yaml"
    positions.write_text(positions.read_text(encoding="utf-8") + SECRET, encoding="utf-8")
    return folder


def test_text(run: Run) -> None:
    """Whether red lines are crossed, each actor's verdict and score to two digits, and what is not met, with its source."""
    ran = run("positions", SHIPPED)
    assert (ran.code, ran.err) == (0, "")
    assert "No red line of any actor is crossed." in ran.out
    assert "Ukraine: negotiable, score 0.84 (97.3 of 116.1)" in ran.out
    assert "Russian Federation: negotiable, score 0.86 (86.8 of 101.2)" in ran.out
    assert "Balance index 3.5, balanced: size of the force 2 + over the horizon 0.5 + assurance 1\n" in ran.out
    assert "Current stances, paragraph 2: “Ukraine give up its aim to join NATO”" in ran.out
    ran = run("positions", SHIPPED, "--set", "stabilisation-force.command=nato")
    assert "Red lines are crossed of: Russian Federation." in ran.out
    assert "Russian Federation: rejected" in ran.out
    assert "  Red lines crossed:\n    - No force deployed or commanded within a NATO framework. [no-nato-force; assessment, weight 8]\n" in ran.out


def test_json(run: Run) -> None:
    """The shape that other programs read."""
    made = json.loads(run("positions", SHIPPED, "--format", "json").out)
    assert list(made) == ["parties", "indices"]
    assert made["indices"] == {"balance-index": {"value": 3.5, "band": "balanced"}}
    ukraine: dict[str, Any] = made["parties"]["ukraine"]
    assert {key: ukraine[key] for key in ("acceptable", "score", "verdict")} == {"acceptable": True, "score": 0.838, "verdict": "negotiable"}
    assert 0 < ukraine["coverage"] < 1
    assert all(list(entry) == ["id", "strength", "basis", "holds", "statement", "source"] for p in made["parties"].values() for entry in p["positions"])
    assert list(made["parties"]) == ["ukraine", "russian-federation", "european-union", "united-states", "united-kingdom", "france", "nato"]
    undecided = json.loads(run("positions", SHIPPED, "--format", "json", "--set", "neutrality.training-teams=capped").out)
    assert undecided["indices"] == {"balance-index": {"value": None, "band": None}}


def test_picture(run: Run, talks: Path) -> None:
    """Well formed, the same twice, without scripts or anything fetched; what a file says is text."""
    first = run("positions", str(talks), "--format", "svg", "--facilitator")
    assert first == run("positions", str(talks), "--format", "svg", "--facilitator")
    document = minidom.parseString(first.out.encode())
    assert {node.tagName for node in document.getElementsByTagName("*")} <= set("svg title desc defs pattern rect circle style text tspan line path g".split())
    assert "A &lt;private&gt; matter &amp; &#34;more&#34;." in first.out
    assert "http" not in first.out.replace("http://www.w3.org/2000/svg", "")
    tiles = list(document.getElementsByTagName("g"))
    assert len(tiles) == sum(len(actor.statements) for actor in seen().actors) + 1
    assert sum("red line crossed" in node.getElementsByTagName("title")[0].toxml() for node in tiles) == 1


@pytest.mark.parametrize("format", ["text", "json", "svg"])
def test_private_statements_stay_private(run: Run, talks: Path, format: str) -> None:
    """They are shown, and count, for their party and the facilitator alone; no finding tells them."""
    for options, shown in (((), False), (("--party", "russian-federation"), False), (("--party", "ukraine"), True), (("--facilitator",), True)):
        ran = run("positions", str(talks), "--format", format, *options)
        assert ran.code == 0
        assert ("matter" in ran.out) is shown
    ran = run("positions", str(talks), "--format", format)
    assert ran == run("positions", SHIPPED, "--format", format)
    assert "matter" not in (run("check", str(talks)).err + run("draft", str(talks), "-f", "md").err)


def test_written_to_a_file(run: Run, tmp_path: Path) -> None:
    """Whole or not at all."""
    ran = run("positions", SHIPPED, "--format", "svg", "-o", "made/wall.svg")
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / "made/wall.svg").read_text(encoding="utf-8") == run("positions", SHIPPED, "--format", "svg").out
    ran = run("positions", SHIPPED, "-o", "made")
    assert ran.code == 2
    assert "is a folder" in ran.err


def test_nobody_spoke(run: Run) -> None:
    """A scenario without positions has an empty answer, and says why."""
    ran = run("positions", "austria-1955", "--format", "json")
    assert (ran.code, json.loads(ran.out)) == (0, {"parties": {}, "indices": {}})
    assert "positions/<party>.yaml" in ran.err


def test_a_party_that_said_nothing(run: Run) -> None:
    """It has no private statements to show."""
    ran = run("positions", SHIPPED, "--party", "germany")
    assert ran.code == 2
    assert "there are no positions of “germany”" in ran.err


def test_wrong_files(run: Run, talks: Path) -> None:
    """They are findings with their place, and nothing is judged."""
    (talks / "positions" / "germany.yaml").write_text("party: germany\ndate: 2025-01-06\npositions: [{id: a, statement: S, strength: red-line}]\n")
    ran = run("positions", str(talks))
    assert (ran.code, ran.out) == (1, "")
    assert "scenarios/talks/positions/germany.yaml:3:13: error SC001 wrong-scenario-file: “basis” is missing" in ran.err
