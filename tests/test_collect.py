"""``batch --collect``: drafts that teams edited in Word, read back as answers; what is no answer is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import ROOT, Run
from .test_batch import cells
from .word_edits import W, comment, edited, insert_after, replace

PLAN = """\
scenario: scenario.yaml
vary:
  treaty:territory.status: [deferred-talks, without-prejudice]
  treaty:justice.claims: [deferred, waived]
  ceasefire:demilitarised-zone.establishment.width-km: [4, 12]
strategy: pairwise
formats: [docx]
packs: [teams]
teams: 1
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan beside a copy of the invented scenario."""
    folder = tmp_path_factory.mktemp("collect") / "talks"
    shutil.copytree(ROOT / "scenarios" / "fictional-river-border", folder)
    scenario = folder / "scenario.yaml"
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace("{variant: signatories-only, place: Old Lock}", "signatories-only"), encoding="utf-8")  # a blank
    (folder / "talks.yaml").write_text(PLAN, encoding="utf-8")
    return folder / "talks.yaml"


@pytest.fixture
def pack(run: Run, tmp_path: Path, plan: Path) -> Path:
    """The batch, with what it gives to a team."""
    assert run("batch", str(plan), "-o", "out").code == 0
    return tmp_path / "out" / "talks-talks"


def words(p: Any) -> str:
    """What a paragraph says."""
    return "".join(t.text or "" for t in p.iter(f"{W}t"))


def across(old: str, new: str) -> Callable[[Any], None]:
    """Words replaced that lie in several runs of a paragraph."""

    def change(root: Any) -> None:
        p = next(p for p in root.iter(f"{W}p") if old in words(p))
        first, *others = p.iter(f"{W}t")
        first.text = words(p).replace(old, new)
        for text in others:
            text.text = ""

    return change


def alternatives(root: Any, article: str) -> Iterator[tuple[Any, str, bool]]:
    """The paragraphs of an article below its heading, with the letter of their alternative, and whether one is a heading of that."""
    inside, current = False, ""
    for p in list(root.iter(f"{W}p")):
        style = p.find(f"{W}pPr/{W}pStyle")
        name = style.get(f"{W}val") if style is not None else ""
        if name.startswith("Heading"):
            inside, current = words(p) == article, ""
        elif inside:
            current = words(p).split()[1] if name == "Alternative" else current
            yield p, current, name == "Alternative"


def keep(article: str, letter: str) -> Callable[[Any], None]:
    """Takes the other alternatives of an article out, and all headings of alternatives in it."""

    def change(root: Any) -> None:
        for p, current, heading in alternatives(root, article):
            if heading or current not in ("", letter):
                p.getparent().remove(p)

    return change


def drop(article: str, letter: str) -> Callable[[Any], None]:
    """Takes one alternative of an article out."""

    def change(root: Any) -> None:
        for p, current, _ in alternatives(root, article):
            if current == letter:
                p.getparent().remove(p)

    return change


def collected(run: Run, plan: Path, handed: Path, code: int = 0) -> tuple[str, dict[str, list[object]]]:
    """What the command prints, and the answers by question."""
    ran = run("batch", str(plan), "--collect", str(handed))
    assert ran.code == code, ran.err
    return ran.out, {str(row[0]): row[1:] for row in cells(handed / "comparison.xlsx")["Answers"]}


def test_what_a_team_struck(run: Run, tmp_path: Path, plan: Path, pack: Path) -> None:
    """A value and an alternative that are left of several are the answers, a blank that was filled is told nowhere, the rest stays open."""
    handed = tmp_path / "handed"
    shutil.copytree(pack / "packs" / "teams" / "team-1", handed / "blue")
    for name, changes in (
        ("ceasefire.en.docx", [across("[4\u00a0km] [12\u00a0km]", "4\u00a0km")]),
        ("treaty.en.docx", [keep("Claims arising out of the conflict", "B"), across("[… place]", "Millbridge")]),
    ):
        data = (handed / "blue" / name).read_bytes()
        for change in changes:
            data = edited(data, change)
        (handed / "blue" / name).write_bytes(data)
    told, answers = collected(run, plan, handed)
    assert answers["ceasefire:demilitarised-zone.establishment.width-km"][1] == "4"
    assert answers["treaty:justice.claims"][1] == "waived"
    assert answers["treaty:territory.status"][1] == "open"
    assert "What is no answer" not in told


def test_what_a_team_wrote_itself(run: Run, tmp_path: Path, plan: Path, pack: Path) -> None:
    """A value of its own is its answer; other words, comments and paragraphs are told, and mark the answer of their article."""
    handed = tmp_path / "handed"
    handed.mkdir()
    manifest = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
    width = "ceasefire:demilitarised-zone.establishment.width-km"
    variant = pack / next(one["variant"] for one in manifest["variants"] if one["choices"][width] == 4) / "ceasefire.en.docx"
    data = edited(variant.read_bytes(), replace("4\u00a0km", "9\u00a0km"))
    data = edited(data, insert_after("9\u00a0km", "Herders may cross it at dawn."))
    (handed / "red.docx").write_bytes(comment(data, "depositary", "Why them?"))
    told, answers = collected(run, plan, handed)
    assert answers[width][1] == "9, reworded"
    notes = told.partition("What is no answer")[2]
    assert "Herders may cross it at dawn." in notes
    assert "B. Critic comments on “depositary”: Why them?" in notes
    assert {row[1] for row in cells(handed / "comparison.xlsx")["To read"][1:]} == {"no answer"}


def test_a_pack_handed_in_as_it_was(run: Run, tmp_path: Path, plan: Path, pack: Path) -> None:
    """Everything is open, and nothing is told."""
    shutil.copytree(pack / "packs" / "teams", tmp_path / "handed")
    told, answers = collected(run, plan, tmp_path / "handed")
    assert {row[1] for question, row in answers.items() if question != "Question"} == {"open"}
    assert "no answer" not in told


def test_files_that_differ(run: Run, tmp_path: Path, plan: Path, pack: Path) -> None:
    """Where two files of a team say different things, the first counts and it is told."""
    handed = tmp_path / "handed"
    (handed / "blue").mkdir(parents=True)
    for n, path in enumerate(sorted(pack.glob("*/ceasefire.en.docx"))):
        shutil.copy(path, handed / "blue" / f"{n}.docx")
    told, _ = collected(run, plan, handed)
    assert "which counts" in told


def test_brackets_left_around_an_answer(run: Run, tmp_path: Path, plan: Path, pack: Path) -> None:
    """Brackets that a team forgot to take away do not matter."""
    handed = tmp_path / "handed"
    handed.mkdir()
    data = (pack / "packs" / "teams" / "team-1" / "ceasefire.en.docx").read_bytes()
    data = edited(data, across(" [12\u00a0km]", ""))
    (handed / "red.docx").write_bytes(data)
    assert collected(run, plan, handed)[1]["ceasefire:demilitarised-zone.establishment.width-km"][1] == "4"


SHIPPED = "fictional-river-border"


@pytest.fixture
def given(run: Run, tmp_path: Path) -> Path:
    """The pack of a team of the shipped workshop."""
    plan = tmp_path / "few.yaml"
    shipped = (ROOT / "scenarios" / SHIPPED / "workshop.yaml").read_text(encoding="utf-8")
    plan.write_text(shipped.replace("scenario: scenario.yaml", f"scenario: {SHIPPED}").replace("count: 12", "count: 1"), encoding="utf-8")
    assert run("batch", str(plan), "-o", "out").code == 0
    return tmp_path / "out" / f"{SHIPPED}-few" / "packs" / "teams" / "team-1"


def answered(path: Path, **bare: str) -> str:
    """A team's scenario with the answers in place of the alternatives, as the task says; those of ``bare`` alone in their place."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    answers = {"status": "deferred-talks", "phasing": "full-immediate", "claims": "waived"}
    for id, clauses in ((id, instrument["clauses"]) for id, instrument in data["instruments"].items()):
        for clause, choice in clauses.items():
            name = clause.partition(".")[2]
            if id == "treaty" and name in bare:
                clauses[clause] = bare[name]
            elif id == "treaty" and name in answers:
                clauses[clause] = {key: value for key, value in choice.items() if key != "open"} | {"variant": answers[name]}
    return yaml.safe_dump(data, sort_keys=False)


def test_an_answer_alone(run: Run, tmp_path: Path, given: Path) -> None:
    """A wording keeps the values that the scenario gives to it, and has none of another's, however a team writes it down."""
    handed = tmp_path / "handed"
    handed.mkdir()
    (handed / "blue.yaml").write_text(answered(given / "scenario.yaml"), encoding="utf-8")
    (handed / "green.yaml").write_text(answered(given / "scenario.yaml", status="deferred-talks", claims="deferred"), encoding="utf-8")
    told, answers = collected(run, tmp_path / "few.yaml", handed)
    assert answers["treaty:sanctions.phasing"][1:] == ["full-immediate", "full-immediate"]
    assert "Contradictions" not in told
    distances = cells(handed / "comparison.xlsx")["Distances"]
    assert distances[1][:6] == ["blue", "green", "1", "0", "0", "treaty:justice.claims"]


def test_what_is_left_open_is_no_difference(run: Run, tmp_path: Path, given: Path) -> None:
    """An answer that one team alone gives is counted apart, and of an open text it is said how much of it is judged."""
    handed = tmp_path / "handed"
    shutil.copytree(given, handed / "green")
    (handed / "blue.yaml").write_text(answered(given / "scenario.yaml"), encoding="utf-8")
    told, _ = collected(run, tmp_path / "few.yaml", handed)
    assert "| blue | green | 0 | 3 | 0 |" in told
    assert "| green | acceptable 1.00 (4 of 9 statements decided) |" in told
    head, _, green = cells(handed / "comparison.xlsx")["Standing"]
    said = dict(zip(head, green, strict=False))
    assert (said["Kelvaria"], said["Kelvaria: score"], said["Kelvaria: decided"]) == ("acceptable", "1", "4 of 9")


def test_a_red_line_that_hangs_on_what_is_open(run: Run, tmp_path: Path) -> None:
    """It is neither crossed nor kept: the paper and the workbook say so, and that the party is undecided."""
    plan = tmp_path / "few.yaml"
    plan.write_text(PLAN.replace("scenario.yaml", SHIPPED).replace("[deferred-talks, without-prejudice]", "[deferred-talks, recognition]"), encoding="utf-8")
    assert run("batch", str(plan), "-o", "out").code == 0
    handed = tmp_path / "handed"
    shutil.copytree(tmp_path / "out" / f"{SHIPPED}-few" / "packs" / "teams", handed)
    told, _ = collected(run, plan, handed)
    lost = "Kelvaria: No title to the Three Mills District is given up."
    assert f"team-1 leaves open whether it crosses:\n\n- {lost}" in told
    sheets = cells(handed / "comparison.xlsx")
    assert ["team-1", lost, "undecided"] in sheets["Red lines"]
    assert sheets["Standing"][1][1] == "undecided"


def test_one_team_has_one_column(run: Run, tmp_path: Path, given: Path) -> None:
    """Its folder and the files of its name are read together; a scenario that was filled in counts before one that was not."""
    handed = tmp_path / "handed"
    shutil.copytree(given, handed / "blue")
    (handed / "blue.yml").write_text(answered(given / "scenario.yaml"), encoding="utf-8")
    _, answers = collected(run, tmp_path / "few.yaml", handed)
    assert answers["Question"][1:] == ["blue"]
    assert answers["treaty:justice.claims"][1:] == ["waived"]


def test_what_is_not_read_is_told(run: Run, tmp_path: Path, given: Path) -> None:
    """Other talks' files, empty folders, files of other kinds, papers that somebody wrote on: none goes by in silence."""
    handed = tmp_path / "handed"
    shutil.copytree(given, handed / "blue")
    with (handed / "blue" / "treaty.en.md").open("a", encoding="utf-8") as text:
        text.write("We take Alternative A.\n")
    (handed / "green").mkdir()
    (handed / "notes.txt").write_text("tea at four", encoding="utf-8")
    shutil.copy(ROOT / "scenarios" / "austria-1955" / "scenario.yaml", handed / "red.yaml")
    ran = run("batch", str(tmp_path / "few.yaml"), "--collect", str(handed))
    assert ran.code == 1
    assert "not read: handed/green: holds no scenario.yaml and no DOCX" in ran.err
    assert "not read: handed/red.yaml: has other parties or instruments than the plan's scenario" in ran.err
    passed_over = [line.rpartition(": ")[2] for line in ran.err.splitlines() if line.startswith("passed over")]
    assert passed_over == ["handed/blue/treaty.en.md", "handed/notes.txt"]
    assert "left out: green, red" in ran.err
    assert "Left out, because their files cannot be used: green, red." in ran.out


def test_a_dry_run_collects_nothing(run: Run, tmp_path: Path, plan: Path) -> None:
    """The two exclude each other: a comparison is written."""
    (tmp_path / "handed").mkdir()
    ran = run("batch", str(plan), "--collect", str(tmp_path / "handed"), "--dry-run")
    assert ran.code == 2
    assert "--dry-run writes nothing" in ran.err


def test_a_comparison_that_cannot_be_written(run: Run, tmp_path: Path, plan: Path, pack: Path) -> None:
    """It is printed all the same, and the way out is not an option that the command does not heed."""
    handed = tmp_path / "handed"
    shutil.copytree(pack / "packs" / "teams", handed)
    (handed / "comparison.md").mkdir()
    ran = run("batch", str(plan), "--collect", str(handed))
    assert ran.code == 2
    assert ran.out.startswith("# What the teams agreed on")
    assert "handed/comparison.md: is a folder" in ran.err
    assert "with -o" not in ran.err


def test_the_facilitators_marks(run: Run, tmp_path: Path, given: Path) -> None:
    """The sheet of marks is filled in, private red lines too, in the facilitator's pack alone; without the pack it is said where it would go."""
    handed = tmp_path / "handed"
    handed.mkdir()
    text = answered(given / "scenario.yaml").replace(
        "width-km:\n          open:\n          - value: 4\n          - value: 6\n          - value: 12", "width-km: 12"
    )
    (handed / "blue.yaml").write_text(text, encoding="utf-8")
    ran = run("batch", str(tmp_path / "few.yaml"), "--collect", str(handed), "-o", "out")
    assert ran.code == 0, ran.err
    sheets = cells(given.parent.parent / "facilitator" / "scored.xlsx")
    marks = {row[1]: row[4:] for row in sheets["Marks"]}
    assert marks["Statement"] == ["Private", "blue"]
    assert marks["Could live with a strip of ten kilometres, not with a wider one."] == ["private", "no"]
    assert marks["The locks open at once."] == ["", "yes"]
    assert {row[0]: row[1] for row in sheets["Scores"]}["Sundmark"] == "rejected"
    assert "not with a wider one" not in ran.out
    ran = run("batch", str(tmp_path / "few.yaml"), "--collect", str(handed), "-o", "elsewhere")
    assert "elsewhere/fictional-river-border-few/packs/facilitator: is not there, so that no scored.xlsx is made" in ran.err


@pytest.mark.parametrize(
    ("changes", "width", "status", "told"),
    [
        ([across(" [12\u00a0km]", "")], "open, reworded", "open", "4 km 6 km"),
        ([across("[4\u00a0km] [6\u00a0km] [12\u00a0km]", "")], "open, reworded", "open", "It has a width of, of which"),
        ([across("[4\u00a0km] [6\u00a0km] [12\u00a0km]", "seven kilometres")], "open, reworded", "open", "seven kilometres"),
        ([across("[4\u00a0km] [6\u00a0km] [12\u00a0km]", "7\u00a0km")], "7", "open", ""),
        ([across("[4\u00a0km] [6\u00a0km] [12\u00a0km]", "6\u00a0km or more")], "6, reworded", "open", "6 km or more"),
        ([drop("Status of the areas", "C")], "open", "open, reworded", "(struck) The Parties take note"),
        ([drop("Status of the areas", "C"), drop("Status of the areas", "B")], "open", "deferred-talks", ""),
        ([drop("Status of the areas", letter) for letter in "ABC"], "open", "omit", ""),
    ],
)
def test_nothing_is_agreed_that_is_not_left_alone(
    run: Run, tmp_path: Path, given: Path, changes: list[Callable[[Any], None]], width: str, status: str, told: str
) -> None:
    """Two alternatives of three, no value at all, or words that no value prints are no answer, however near one of them is."""
    handed = tmp_path / "handed"
    shutil.copytree(given, handed / "blue")
    name = "treaty.en.docx" if width == "open" else "ceasefire.en.docx"
    data = (given / name).read_bytes()
    for change in changes:
        data = edited(data, change)
    (handed / "blue" / name).write_bytes(data)
    paper, answers = collected(run, tmp_path / "few.yaml", handed)
    assert answers["ceasefire:demilitarised-zone.establishment.width-km"][1] == width
    assert answers["treaty:territory.status"][1] == status
    assert told in paper.replace("\u00a0", " ").partition("What is no answer")[2]


def test_a_value_that_a_team_took_out_of_a_variant(run: Run, tmp_path: Path, plan: Path, pack: Path) -> None:
    """Where the draft of a variant had a value, and words that are none stand there now, the team has not agreed on it."""
    handed = tmp_path / "handed"
    handed.mkdir()
    manifest = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
    width = "ceasefire:demilitarised-zone.establishment.width-km"
    variant = pack / next(one["variant"] for one in manifest["variants"] if one["choices"][width] == 4) / "ceasefire.en.docx"
    (handed / "red.docx").write_bytes(edited(variant.read_bytes(), replace("4\u00a0km", "a few paces")))
    told, answers = collected(run, plan, handed)
    assert answers[width][1] == "open, reworded"
    assert "It has a width of a few paces" in told


def test_a_scenario_counts_before_word(run: Run, tmp_path: Path, given: Path) -> None:
    """What the two say differently is told; what the scenario leaves open is read from Word, without the values of another wording."""
    handed = tmp_path / "handed"
    shutil.copytree(given, handed / "blue")
    text = answered(given / "scenario.yaml")
    data = yaml.safe_load(text)
    data["instruments"]["treaty"]["clauses"]["sanctions.phasing"] = yaml.safe_load((given / "scenario.yaml").read_text(encoding="utf-8"))["instruments"][
        "treaty"
    ]["clauses"]["sanctions.phasing"]
    (handed / "blue" / "scenario.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    word = handed / "blue" / "treaty.en.docx"
    word.write_bytes(edited(edited(word.read_bytes(), keep("Status of the areas", "B")), keep("Lifting of restrictive measures", "C")))
    told, answers = collected(run, tmp_path / "few.yaml", handed)
    assert answers["treaty:territory.status"][1] == "deferred-talks"
    assert "treaty.en.docx says treaty:territory.status = without-prejudice, the team's scenario says deferred-talks, which counts" in told
    assert answers["treaty:sanctions.phasing"][1] == "full-immediate"
    assert "Contradictions" not in told


def test_the_text_of_a_scenario_that_is_open_by_itself(run: Run, tmp_path: Path, plan: Path) -> None:
    """A plan that varies what is open anyhow gives its teams the scenario's own text, and reads it back; another scenario's it does not."""
    talks = tmp_path / "talks"
    shutil.copytree(plan.parent, talks)
    scenario = talks / "scenario.yaml"
    text = scenario.read_text(encoding="utf-8").replace("width-km: 6,", "width-km: {open: [{value: 6}, {value: 8}]},")
    scenario.write_text(text, encoding="utf-8")
    (talks / "talks.yaml").write_text("scenario: scenario.yaml\npacks: [teams]\nteams: 1\nformats: [md]\n", encoding="utf-8")
    assert run("batch", str(talks / "talks.yaml"), "-o", "out").code == 0
    handed = tmp_path / "handed"
    shutil.copytree(tmp_path / "out" / "talks-talks" / "packs" / "teams" / "team-1", handed / "blue")
    word = handed / "blue" / "ceasefire.en.docx"
    word.write_bytes(edited(word.read_bytes(), across("[6\u00a0km] [8\u00a0km]", "8\u00a0km")))
    assert collected(run, talks / "talks.yaml", handed)[1]["ceasefire:demilitarised-zone.establishment.width-km"][1] == "8"
    assert run("draft", SHIPPED, "-o", "out", "-f", "docx").code == 0
    shutil.copy(tmp_path / "out" / SHIPPED / "treaty.en.docx", handed / "red.docx")
    ran = run("batch", str(talks / "talks.yaml"), "--collect", str(handed))
    assert ran.code == 1
    assert "not read: handed/red.docx: does not say of which variant it is" in ran.err
