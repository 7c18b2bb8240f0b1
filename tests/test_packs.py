"""Workshop packs: who gets what, and that nobody gets what is private to another."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from .conftest import ROOT, Run
from .test_batch import cells
from .word_edits import files_of, packed

PARTIES = ("kelvaria", "sundmark", "harrowmere", "ardwen")
PLAN = """\
scenario: scenario.yaml
vary:
  treaty:territory.status: [deferred-talks, without-prejudice]
  treaty:justice.claims: [deferred, waived]
  ceasefire:demilitarised-zone.establishment.width-km: [4, 12]
strategy: pairwise
seed: 11
formats: [md, docx]
packs: [delegations, facilitator, teams]
teams: 2
"""
ONE = """\
scenario: fictional-river-border
vary:
  territory.status: [deferred-talks, de-facto-only]
  justice.claims: [waived]
packs: [teams]
teams: 1
"""
SECRET = """\
  - id: {mark}-id
    statement: {mark}-statement
    strength: red-line
    basis: stated
    weight: 3
    private: true
    holds: ceasefire:demilitarised-zone.establishment.width-km <= 6
    sources: [{{source: beznosiuk-smith-2025, at: "{mark}-place", quote: "{mark}-quote"}}]
    note: {mark}-note
"""


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented scenario, with a private statement of each party that bears its mark."""
    folder = tmp_path_factory.mktemp("packs") / "talks"
    shutil.copytree(ROOT / "scenarios" / "fictional-river-border", folder)
    for party in PARTIES:
        path = folder / "positions" / f"{party}.yaml"
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + SECRET.format(mark=mark(party)), encoding="utf-8")
    (folder / "talks.yaml").write_text(PLAN, encoding="utf-8")
    return folder


def mark(party: str) -> str:
    """A string that stands nowhere else."""
    return f"zq{party}zq"


def pieces(path: Path) -> list[bytes]:
    """A file's bytes, and where it is a zip those of every part, and the parts of those."""
    found = [path.name.encode(), path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as file:
            found += [piece for name in file.namelist() for piece in (name.encode(), file.read(name), file.getinfo(name).comment, file.comment)]
    return found


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_private_stays_so(run: Run, tmp_path: Path, talks: Path, jobs: str) -> None:
    """Each party's mark is in its own delegation's pack and in the facilitator's, and in no other file, in no part of it."""
    ran = run("batch", str(talks / "talks.yaml"), "-o", "out", "-j", jobs)
    assert ran.code == 0, ran.err
    folder = tmp_path / "out" / "talks-talks"
    for party in PARTIES:
        holding = {
            path.relative_to(folder).parent.as_posix()
            for path in folder.rglob("*")
            if path.is_file() and any(mark(party).encode() in re.sub(rb"<[^>]*>", b"", piece) + piece for piece in pieces(path))
        }
        assert holding == {f"packs/delegations/{party}", "packs/facilitator"}
        own = folder / "packs" / "delegations" / party
        for name in ("brief.md", "brief.docx"):
            assert any(f"{mark(party)}-statement".encode() in piece for piece in pieces(own / name))
    assert mark("ardwen") not in ran.out + ran.err


def test_a_fault_in_a_private_statement_is_not_told(run: Run, tmp_path: Path, talks: Path) -> None:
    """What is wrong with a file of positions stops the drafts; the manifest names the file, not its words."""
    shutil.copytree(talks, tmp_path / "talks")
    path = tmp_path / "talks" / "positions" / "ardwen.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("beznosiuk-smith-2025", f"{mark('ardwen')}-source"), encoding="utf-8")
    ran = run("batch", str(tmp_path / "talks" / "talks.yaml"), "-o", "out")
    assert ran.code == 1
    manifest = (tmp_path / "out" / "talks-talks" / "manifest.json").read_text(encoding="utf-8")
    assert "CL007 in " in manifest
    assert mark("ardwen") not in manifest + ran.err
    ran = run("batch", str(tmp_path / "talks" / "talks.yaml"), "--collect", str(tmp_path / "out" / "talks-talks" / "packs" / "teams"))
    assert "CL007 in " in ran.out
    assert mark("ardwen") not in ran.out + ran.err


def test_a_delegation_has_its_brief_and_the_text(run: Run, tmp_path: Path, talks: Path) -> None:
    """Its own statements with their strength and what they say of each question, and the negotiating text in brackets."""
    run("batch", str(talks / "talks.yaml"), "-o", "out")
    own = tmp_path / "out" / "talks-talks" / "packs" / "delegations" / "kelvaria"
    names = {"brief.md", "brief.docx", "manifest.json", *(f"{id}.en.{format}" for id in ("treaty", "ceasefire") for format in ("md", "docx"))}
    assert {path.name for path in own.iterdir()} == names
    brief = (own / "brief.md").read_text(encoding="utf-8")
    assert "You speak for the Republic of Kelvaria." in brief
    assert "| No title to the Three Mills District is given up. | red line |" in brief
    assert "The District is not handed over by a date." not in brief
    assert "| without-prejudice | Title is not touched;" in brief
    assert "beznosiuk-smith-2025: Negotiating an end to the Ukraine War: Is it possible?, M. Beznosiuk and M. A. Smith" in brief
    text = (own / "ceasefire.en.md").read_text(encoding="utf-8")
    assert "**[** 4 km **]** **[** 12 km **]**" in text.replace("\u00a0", " ")


def test_the_negotiating_text_comes_back(run: Run, tmp_path: Path, talks: Path) -> None:
    """``intake`` knows the text that a delegation was given, though the scenario itself has nothing open."""
    run("batch", str(talks / "talks.yaml"), "-o", "out")
    given = tmp_path / "out" / "talks-talks" / "packs" / "delegations" / "kelvaria" / "treaty.en.docx"
    shutil.copy(given, talks / "returned.docx")
    ran = run("intake", str(talks / "returned.docx"), "--format", "json")
    assert ran.code == 0, ran.err
    assert "may have changed" not in ran.err
    assert json.loads(ran.out) == {"changes": [], "comments": [], "unplaced": []}


def test_the_facilitators_pack(run: Run, tmp_path: Path, talks: Path) -> None:
    """The zone, what closes which gap, the matrix, the timeline and a sheet for scores."""
    run("batch", str(talks / "talks.yaml"), "-o", "out")
    pack = tmp_path / "out" / "talks-talks" / "packs" / "facilitator"
    paper = (pack / "facilitator.md").read_text(encoding="utf-8")
    assert "cross no red line, private ones included" in paper
    gap = paper.partition(f"{mark('ardwen')}-statement")[2]
    assert gap.lstrip().startswith("| It is met, in every variant judged, with | Variants |\n| --- | --- |\n| demilitarised-zone.establishment.width-km = 4 |")
    assert "width-km = 12" not in gap.partition("\n\n")[2].partition("\n\n")[0]
    assert (pack / "timeline.svg").read_text(encoding="utf-8").startswith("<svg")
    assert {path.name for path in pack.iterdir()} >= {"positions.svg", "matrix.xlsx", "facilitator.docx"}
    scoring = cells(pack / "scoring.xlsx")
    assert scoring["Marks"][0] == ["Party", "Statement", "Strength", "Weight", "Private", "Team 1", "Team 2"]
    assert [row[0] for row in scoring["Scores"]] == ["Party", "Kelvaria", "Sundmark", "Harrowmere", "Ardwen"]


def test_a_facilitator_without_positions(run: Run, tmp_path: Path) -> None:
    """Where nobody's positions are known nothing is said of red lines and gaps."""
    (tmp_path / "law.yaml").write_text("scenario: austria-1955\nvary: {final.accession: all}\npacks: [facilitator]\n", encoding="utf-8")
    assert run("batch", "law.yaml", "-o", "out").code == 0
    paper = (tmp_path / "out" / "austria-1955-law" / "packs" / "facilitator" / "facilitator.md").read_text(encoding="utf-8")
    assert "No positions are recorded" in paper
    assert "red line" not in paper


def test_teams_have_the_same(run: Run, tmp_path: Path, talks: Path) -> None:
    """As many folders as asked for, equal to the byte."""
    run("batch", str(talks / "talks.yaml"), "-o", "out")
    folders = sorted((tmp_path / "out" / "talks-talks" / "packs" / "teams").iterdir())
    assert [folder.name for folder in folders] == ["team-1", "team-2"]
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert first == second
    assert "seed 11" in first["task.md"].decode()


def test_what_teams_agreed_on_is_read_back(run: Run, tmp_path: Path, talks: Path) -> None:
    """From a scenario that was filled in, one left as it was, and a variant in Word: answers, distances, red lines."""
    plan = str(talks / "talks.yaml")
    run("batch", plan, "-o", "out")
    out = tmp_path / "out" / "talks-talks"
    handed = tmp_path / "handed"
    for name in ("blue", "green"):
        shutil.copytree(out / "packs" / "teams" / "team-1", handed / name)
    filled = handed / "blue" / "scenario.yaml"
    text = filled.read_text(encoding="utf-8")
    closed = re.sub(r"(justice\.claims:)\n(?:\s+.*\n)*?(?=      \S)", r"\1 waived\n", text, count=1)
    closed = re.sub(r"(territory\.status:)\n(?:\s{8,}.*\n)*", r"\1 recognition\n", closed, count=1)
    filled.write_text(closed, encoding="utf-8")
    variant = next(path for path in sorted(out.glob("*/treaty.en.docx")))
    shutil.copy(variant, handed / "red.docx")
    ran = run("batch", plan, "--collect", str(handed))
    assert ran.code == 0, ran.err
    rows = {row[0]: row[1:] for row in cells(handed / "comparison.xlsx")["Answers"]}
    assert rows["Question"][1:] == ["blue", "green", "red"]
    assert rows["treaty:justice.claims"][1:3] == ["waived", "open"]
    assert rows["treaty:territory.status"][1:3] == ["recognition", "open"]
    assert rows["treaty:territory.status"][3] in ("deferred-talks", "without-prejudice")
    assert "Kelvaria: No title to the Three Mills District is given up." in ran.out
    assert "green leaves open: " in ran.out
    assert (handed / "comparison.md").read_text(encoding="utf-8") == ran.out
    assert "zq" not in ran.out


def test_a_teams_faulty_file(run: Run, tmp_path: Path, talks: Path) -> None:
    """It is told with its place, the other teams are compared, and the exit code is 1."""
    plan, handed = str(talks / "talks.yaml"), tmp_path / "handed"
    handed.mkdir()
    text = (talks / "scenario.yaml").read_text(encoding="utf-8")
    (handed / "good.yaml").write_text(text, encoding="utf-8")
    (handed / "bad.yaml").write_text("title: x\nlangages: [en]\n", encoding="utf-8")
    ran = run("batch", plan, "--collect", str(handed))
    assert ran.code == 1
    assert "handed/bad.yaml:2:1: error SC001" in ran.err
    assert "good" in ran.out
    (handed / "worse.docx").write_bytes(b"no zip")
    ran = run("batch", plan, "--collect", str(handed))
    assert ran.code == 1
    assert "not read: handed/worse.docx" in ran.err
    assert "good" in ran.out
    shutil.copy(ROOT / "templates" / "docx" / "treaty.docx", handed / "other.docx")
    ran = run("batch", plan, "--collect", str(handed))
    assert ran.code == 1
    assert "not read: handed/other.docx" in ran.err
    assert run("batch", plan, "--collect", str(tmp_path / "nowhere")).code == 2


def test_the_shipped_workshop_has_teams(run: Run, tmp_path: Path) -> None:
    """A facilitator gets a folder for each team, with a task to print; there is nothing else in it, and nothing private."""
    assert run("batch", "fictional-river-border", "-o", "out").code == 0
    teams = tmp_path / "out" / "fictional-river-border-workshop" / "packs" / "teams"
    assert sorted(path.name for path in teams.iterdir()) == ["team-1", "team-2", "team-3"]
    names = {path.name for path in (teams / "team-1").iterdir()}
    assert names == {
        "scenario.yaml",
        "task.docx",
        "task.md",
        "manifest.json",
        *(f"{id}.en.{kind}" for id in ("treaty", "ceasefire") for kind in ("docx", "md")),
    }
    private = b"not with a wider one"
    assert not any(private in piece for path in teams.rglob("*") if path.is_file() for piece in pieces(path))
    assert any(private in piece for piece in pieces(teams.parent / "facilitator" / "facilitator.md"))


def test_every_teams_scenario_can_be_filled_in(run: Run, tmp_path: Path) -> None:
    """What a plan varies over one thing only is settled in it, so that it can be read back as it is."""
    plan = tmp_path / "one.yaml"
    plan.write_text(ONE, "utf-8")
    assert run("batch", str(plan), "-o", "out").code == 0
    ran = run("batch", str(plan), "--collect", str(tmp_path / "out" / "fictional-river-border-one" / "packs" / "teams"))
    assert ran.code == 0, ran.err
    assert "| treaty:territory.status | open |" in ran.out
    assert "justice.claims" not in ran.out


def test_the_fewest_answers_that_close_a_gap(run: Run, tmp_path: Path, talks: Path) -> None:
    """An answer that suffices is named alone, not with answers that change nothing; leading variants stand beside each other."""
    run("batch", str(talks / "talks.yaml"), "-o", "out")
    paper = (tmp_path / "out" / "talks-talks" / "packs" / "facilitator" / "facilitator.md").read_text(encoding="utf-8")
    assert "## What the leading variants choose" in paper
    for line in paper.partition("## What closes which gap")[2].splitlines():
        assert not ("width-km = 4" in line and ", " in line)


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
def test_the_scoring_sheet_adds_up(run: Run, tmp_path: Path, talks: Path) -> None:
    """Filled in and calculated by LibreOffice, it gives shares of weight, and a rejection where a red line is not met."""
    run("batch", str(talks / "talks.yaml"), "-o", "out")
    sheet = tmp_path / "out" / "talks-talks" / "packs" / "facilitator" / "scoring.xlsx"
    rows = cells(sheet)["Marks"][1:]
    marks = [["yes" if n % 3 else "no" if row[2] != "red line" else "", "no" if row[2] == "red line" else "yes"] for n, row in enumerate(rows)]
    files = files_of(sheet.read_bytes())
    root = etree.fromstring(files["xl/worksheets/sheet1.xml"])
    space = root.tag.removesuffix("worksheet")
    for row, given in zip(list(root.iter(f"{space}row"))[1:], marks, strict=True):
        for column, mark in zip("FG", given, strict=True):
            cell = etree.SubElement(row, f"{space}c", {"r": f"{column}{row.get('r')}", "t": "inlineStr"})
            etree.SubElement(etree.SubElement(cell, f"{space}is"), f"{space}t").text = mark
    files["xl/worksheets/sheet1.xml"] = etree.tostring(root)
    (tmp_path / "filled.xlsx").write_bytes(packed(files))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "lo-out")]
    subprocess.run([*command, str(tmp_path / "filled.xlsx")], check=True, capture_output=True, timeout=300)
    for party, first, second, *_ in cells(tmp_path / "lo-out" / "filled.xlsx")["Scores"][1:]:
        own = [(float(row[3]), mark) for row, mark in zip(rows, marks, strict=True) if row[0] == party]
        weight = {said: sum(one for one, mark in own if mark[0] == said) for said in ("yes", "no")}
        assert float(first) == pytest.approx(weight["yes"] / (weight["yes"] + weight["no"]), abs=0.0051)
        assert second == "rejected"
