"""``batch``: a plan in, folders of drafts out; and what happens when it is killed, when the disk is full, when a file was edited."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from textwrap import dedent
from xml.etree import ElementTree

import pytest

from .conftest import ROOT, Run

PLAN = """\
scenario: fictional-river-border
vary:
  ceasefire:demilitarised-zone.establishment.width-km: [4, 6, 8, 12]
  treaty:territory.status: [deferred-talks, without-prejudice]
  treaty:justice.claims: [deferred, waived]
strategy: sample
count: 10
seed: 3
instruments: [ceasefire]
formats: [md, docx]
"""
PACKS = "packs: [delegations, facilitator, teams]\nteams: 2\n"
FOLDER = "fictional-river-border-talks"


def write_plan(folder: Path, text: str = PLAN) -> Path:
    """A plan in a folder."""
    path = folder / "talks.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def command(*arguments: object) -> list[str]:
    """The command line as a process of its own."""
    return [sys.executable, "-m", "generator", "batch", *map(str, arguments)]


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def test_every_variant_has_its_folder(run: Run, tmp_path: Path) -> None:
    """Drafts, a page of differences and a manifest in each; the manifest of the whole tells of all."""
    ran = run("batch", str(write_plan(tmp_path)), "-o", "out")
    assert ran.code == 0
    assert "by sample, " in ran.err
    manifest = json.loads((tmp_path / "out" / FOLDER / "manifest.json").read_bytes())
    ids = [variant["variant"] for variant in manifest["variants"]]
    assert len(ids) == len(set(ids)) == 10
    for variant in manifest["variants"]:
        own = tmp_path / "out" / FOLDER / variant["variant"]
        assert {path.name for path in own.iterdir()} == {"ceasefire.en.md", "ceasefire.en.docx", "difference.html", "manifest.json"}
        width = variant["choices"]["ceasefire:demilitarised-zone.establishment.width-km"]
        assert f"{width} km" in (own / "ceasefire.en.md").read_text(encoding="utf-8").replace("\u00a0", " ").replace(" kilometres", " km")
        assert variant["findings"]["error"] == 0
        assert set(variant["positions"]) == {"kelvaria", "sundmark", "harrowmere", "ardwen"}
    assert manifest["files"][0]["path"].startswith(ids[0])


def test_a_second_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    """Over unchanged input, with one process or two, anew or resumed; and it says so."""
    plan = write_plan(tmp_path)
    run("batch", str(plan), "-o", "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    for options in ((), ("--resume",), ("-j", "2")):
        ran = run("batch", str(plan), "-o", "out", *options)
        assert ran.code == 0
        assert ran.out == ""
        assert "nothing was written" in ran.err
        assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == before


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    """It says how many drafts, files and bytes."""
    ran = run("batch", str(write_plan(tmp_path)), "-o", "out", "--dry-run")
    assert ran.code == 0
    assert "drafts, about" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("strategy", "count"), [("all", 16), ("pairwise", 8), ("diverse", 4), ("sample", 4), ("best", 4)])
def test_strategies(run: Run, tmp_path: Path, strategy: str, count: int) -> None:
    """Each gives as many different ones as asked for, or as there are."""
    told = "" if strategy in ("all", "pairwise") else f"\ncount: {count}"
    ran = run("batch", str(write_plan(tmp_path, PLAN.replace("strategy: sample\ncount: 10", f"strategy: {strategy}{told}"))), "--dry-run")
    assert ran.code == 0, ran.err
    assert f": {count} variants by {strategy}, {count} drafts" in ran.err


def test_more_than_anybody_can_want(run: Run, tmp_path: Path) -> None:
    """Millions of millions of variants are refused before anything is written."""
    ran = run("batch", str(write_plan(tmp_path, "scenario: ukraine-2025-01-open\n")), "-o", "out")
    assert ran.code == 2
    assert "say how many with count:" in ran.err
    assert not (tmp_path / "out").exists()


def test_processes_do_not_matter(run: Run, tmp_path: Path) -> None:
    """Two processes write the bytes that one writes, pages and packs too."""
    plan = write_plan(tmp_path, PLAN + PACKS)
    run("batch", str(plan), "-o", "one")
    run("batch", str(plan), "-o", "two", "-j", "2")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_what_was_edited_by_hand_is_left_alone(run: Run, tmp_path: Path) -> None:
    """It is listed, in every run, and the rest of the variant is written."""
    plan = write_plan(tmp_path)
    run("batch", str(plan), "-o", "out")
    edited, gone = sorted((tmp_path / "out").rglob("*.md"))[:2]
    edited.write_text("Ours.", encoding="utf-8")
    gone.unlink()
    for options in ((), ("--resume",)):
        ran = run("batch", str(plan), "-o", "out", *options)
        assert "edited by hand, so left alone: 1" in ran.err
        assert str(edited.relative_to(tmp_path)) in ran.err
        assert edited.read_text(encoding="utf-8") == "Ours."
        assert gone.exists()


def test_what_is_no_longer_asked_for_goes(run: Run, tmp_path: Path) -> None:
    """A format taken out of the plan takes its drafts with it, unless somebody edited them."""
    plan = write_plan(tmp_path)
    run("batch", str(plan), "-o", "out")
    write_plan(tmp_path, PLAN.replace("[md, docx]", "[docx]"))
    run("batch", str(plan), "-o", "out")
    assert not list((tmp_path / "out").rglob("*.md"))
    assert list((tmp_path / "out").rglob("*.docx"))


def test_what_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    """The path that stands in the way, not one that the program made up beside it."""
    plan = write_plan(tmp_path)
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    ran = run("batch", str(plan), "-o", "taken")
    assert ran.code == 2
    assert f"{tmp_path}/taken: cannot be written (not a directory)" in ran.err
    run("batch", str(plan), "-o", "out")
    variant = next(path for path in sorted((tmp_path / "out" / FOLDER).iterdir()) if path.is_dir())
    shutil.rmtree(variant)
    variant.write_text("x", encoding="utf-8")
    ran = run("batch", str(plan), "-o", "out")
    assert ran.code == 2
    assert f"{variant}: cannot be written (not a directory)" in ran.err


def test_what_is_of_an_earlier_run_is_told(run: Run, tmp_path: Path) -> None:
    """Folders of variants and packs that the plan no longer asks for stay, and are listed in every run."""
    plan = write_plan(tmp_path, PLAN + "packs: [teams]\nteams: 2\n")
    ran = run("batch", str(plan), "-o", "out")
    assert "packs for 2 teams" in ran.err
    assert "no longer asked for" not in ran.err
    before = {path.name for path in (tmp_path / "out" / FOLDER).iterdir()}
    write_plan(tmp_path, PLAN.replace("[4, 6, 8, 12]", "[4, 6]") + "packs: [teams]\nteams: 1\n")
    for _ in range(2):
        ran = run("batch", str(plan), "-o", "out")
        told = [line.strip().removeprefix(f"out/{FOLDER}/") for line in ran.err.splitlines() if line.startswith("    ")]
        manifest = json.loads((tmp_path / "out" / FOLDER / "manifest.json").read_bytes())
        asked = {one["variant"] for one in manifest["variants"]}
        assert told == [*sorted(before - asked - {"packs", "index.html", "comparison.xlsx", "manifest.json"}), "packs/teams/team-2"]


def test_one_failure_stops_nothing(run: Run, tmp_path: Path) -> None:
    """A variant with an error is reported, has no drafts, and the others have theirs."""
    text = """\
        scenario: ukraine-2025-01-open
        vary: {state-treaty:ceasefire.cessation: [permanent, omit]}
        instruments: [neutrality-law]
        languages: [en]
        formats: [md]
        packs: [facilitator]
        """
    ran = run("batch", str(write_plan(tmp_path, dedent(text))), "-o", "out")
    assert ran.code == 1
    assert "not drafted: 1" in ran.err
    folder = tmp_path / "out" / "ukraine-2025-01-open-talks"
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert len(manifest["variants"]) == 2
    for variant in manifest["variants"]:
        failed = variant["choices"]["state-treaty:ceasefire.cessation"] == "omit"
        assert ("CO001" in variant.get("failure", "")) == failed
        assert (f"{variant['variant']}: CO001" in ran.err) == failed
        assert (folder / variant["variant"] / "neutrality-law.en.md").exists() != failed
        paper = (folder / "packs" / "facilitator" / "facilitator.md").read_text(encoding="utf-8")
        assert (f"| {variant['variant']} (not drafted) |" in paper) == failed


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("strategy: sample", "strategy: samples", "talks.yaml:6:11: error SC001"),
        ("count: 10\n", "", "talks.yaml:6:11: error SC001 wrong-scenario-file: the strategy sample needs to be told how many"),
        ("territory.status", "territory.statut", "talks.yaml:4:3: error SC001 wrong-scenario-file: treaty:territory.statut: there is no clause"),
        ("without-prejudice", "nowhere", "talks.yaml:4:45: error SC001 wrong-scenario-file: territory.status has no variant “nowhere”"),
        ("8, 12", "8, twelve", "talks.yaml:3:66: error SC001"),
        ("[4, 6, 8, 12]", "[]", "way out: write 'all' or a list that is not empty"),
        ("count: 10", "count: 0", "talks.yaml:7:8: error SC001 wrong-scenario-file: “count” is the number 0; it should be at least 1"),
        ("md, docx", "md, pdf", "talks.yaml:10:15: error SC001 wrong-scenario-file: “pdf” cannot stand here (formats)"),
        ("[ceasefire]", "[truce]", "talks.yaml:9:15: error SC001 wrong-scenario-file: there is no instrument “truce”"),
        ("seed: 3", "seed: 3\nlanguages: [en, eo]", "talks.yaml:9:17: error SC001 wrong-scenario-file: there is no language “eo”"),
        ("seed: 3", "where: territory.status = (", "talks.yaml:8:8: error SC001"),
        ("seed: 3", "where: no.such", "talks.yaml:8:8: error SC001 wrong-scenario-file: where no.such: there is no clause"),
        ("seed: 3", "packs: [teams]", "talks.yaml:8:8: error SC001"),
        (PLAN, "scenario: austria-1955\nstrategy: best\ncount: 2\n", "talks.yaml:2:11: error SC001 wrong-scenario-file: the strategy best needs positions"),
        ("fictional-river-border", "no-such", "talks.yaml:1:11: error SC001 wrong-scenario-file: no-such: no such scenario"),
        ("seed: 3", "sead: 3", "talks.yaml:8:1: error SC001 wrong-scenario-file: unknown key “sead”"),
        (PLAN, "- scenario\n", "talks.yaml:1:1: error SC001"),
        (PLAN, "\x00", "talks.yaml"),
    ],
)
def test_a_faulty_plan(run: Run, tmp_path: Path, old: str, new: str, finding: str) -> None:
    """Every fault is told with its place, and nothing is written."""
    ran = run("batch", str(write_plan(tmp_path, PLAN.replace(old, new))), "-o", "out")
    assert ran.code == 1
    assert finding in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("no-such", "no such scenario"),
        ("no/such.yaml", "no such file"),
        ("austria-1955", "has no plan"),
        (".", "holds no workshop.yaml"),
        (str(ROOT / "scenarios" / "austria-1955" / "scenario.yaml"), "is a scenario, not a plan"),
    ],
)
def test_no_plan(run: Run, given: str, words: str) -> None:
    """Exit code 2, and what could be named instead."""
    ran = run("batch", given)
    assert ran.code == 2
    assert words in ran.err


def test_a_plan_that_nothing_meets(run: Run, tmp_path: Path) -> None:
    """It is said before anything is written, at the condition where that is what stands in the way."""
    ran = run("batch", str(write_plan(tmp_path, PLAN + "where: treaty:territory.status = recognition\n")), "-o", "out")
    assert ran.code == 1
    assert "talks.yaml:11:8: error SC001 wrong-scenario-file: there is no consistent variant of what it varies that meets this" in ran.err


def test_a_killed_run_is_resumed_to_the_same_bytes(tmp_path: Path) -> None:
    """Killed twenty times at random moments, with one process or two: nothing partial is there, and ``--resume`` gives the
    bytes of an undisturbed run."""
    plan = write_plan(tmp_path)
    start = time.monotonic()
    subprocess.run(command(plan, "-o", tmp_path / "whole"), env=ENVIRONMENT, check=True, capture_output=True)
    took = time.monotonic() - start
    whole = contents(tmp_path / "whole" / FOLDER)
    moments = random.Random(5)
    for number in range(20):
        jobs, out = 1 + number % 2, tmp_path / f"killed-{number}"
        process = subprocess.Popen(command(plan, "-o", out, "-j", jobs), env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.2, 1) * took)
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = contents(out / FOLDER) if (out / FOLDER).exists() else {}
        assert {name for name, content in left.items() if whole.get(name) != content} == set()
        resumed = subprocess.run(command(plan, "-o", out, "-j", jobs, "--resume"), env=ENVIRONMENT, check=True, capture_output=True, text=True)
        assert contents(out / FOLDER) == whole, resumed.stderr
        assert [path.name for path in out.iterdir()] == [FOLDER]


def test_control_c_ends_cleanly(tmp_path: Path) -> None:
    """A message and exit code 130, no traceback, nothing unfinished."""
    plan = write_plan(tmp_path, PLAN.replace("strategy: sample\ncount: 10", "strategy: all"))
    process = subprocess.Popen(
        command(plan, "-o", tmp_path / "out", "-j", "2"), env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout
    process.stdout.readline()  # the first variant is written
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    assert "Traceback" not in told
    assert process.returncode == 0 or "go on with --resume" in told
    assert [path.name for path in (tmp_path / "out").iterdir()] == [FOLDER]


def _mounted(folder: Path) -> bool:
    folder.mkdir()
    return subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)], capture_output=True, check=False).returncode == 0


def test_a_full_disk(tmp_path: Path) -> None:
    """A clear message and no partial file; with space, ``--resume`` finishes.  A small tmpfs is filled where one may be
    mounted; elsewhere no file may grow beyond a few bytes."""
    plan, out = write_plan(tmp_path), tmp_path / "small"
    mounted = _mounted(out)

    def limit() -> None:
        if not mounted:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    environment = ENVIRONMENT | {"PEACEDRAFT_CACHE": ""}
    try:
        ran = subprocess.run(command(plan, "-o", out, "-j", "2"), env=environment, preexec_fn=limit, capture_output=True, text=True, check=False)
        assert ran.returncode == 2
        assert "cannot be written (" in ran.stderr
        assert "go on with --resume" in ran.stderr
        assert "Traceback" not in ran.stderr
        left = contents(out)
        if mounted:
            subprocess.run(["mount", "-o", "remount,size=100m", str(out)], check=True)
        subprocess.run(command(plan, "-o", out, "--resume"), env=environment, check=True, capture_output=True)
        whole = contents(out)
        assert {name for name, content in left.items() if whole.get(name) != content} == set()
    finally:
        if mounted:
            subprocess.run(["umount", str(out)], check=True)


def test_pages_edited_by_hand_are_left_alone(run: Run, tmp_path: Path) -> None:
    """Index page and comparison, like any other file: listed in every run; what nobody edited is made anew."""
    plan = write_plan(tmp_path)
    run("batch", str(plan), "-o", "out")
    folder = tmp_path / "out" / FOLDER
    page, sheet = folder / "index.html", folder / "comparison.xlsx"
    page.write_text("Ours.", encoding="utf-8")
    before = sheet.read_bytes()
    write_plan(tmp_path, PLAN.replace("count: 10", "count: 8"))
    for options in ((), ("--resume",)):
        ran = run("batch", str(plan), "-o", "out", *options)
        assert ran.code == 0
        assert "edited by hand, so left alone: 1" in ran.err
        assert "index.html" in ran.err
        assert page.read_text(encoding="utf-8") == "Ours."
    assert sheet.read_bytes() != before
    page.unlink()
    assert "index.html" in run("batch", str(plan), "-o", "out").out


def test_the_index_page(run: Run, tmp_path: Path) -> None:
    """Every variant with its choices, links to every file, and nothing that is fetched."""
    run("batch", str(write_plan(tmp_path)), "-o", "out")
    folder = tmp_path / "out" / FOLDER
    page = (folder / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert all((folder / link).exists() for link in links)
    drafts = {str(path.relative_to(folder)) for path in folder.glob("*/*") if path.name != "manifest.json"}
    assert drafts <= set(links)
    assert page.count("<tr>") == 1 + len([path for path in folder.iterdir() if path.is_dir()])
    assert "://" not in page
    ranks = {"rejected": "1", "undecided": "2", "resisted": "3", "negotiable": "4", "acceptable": "5"}
    standings = re.findall(r'<td class="(\w+)" data-sort="(.*?)">', page)
    assert standings
    assert all(key.startswith(f"{ranks[words]} ") for words, key in standings)  # what is rejected sorts below all else


def test_what_a_plan_says_stays_text(run: Run, tmp_path: Path) -> None:
    """A condition with the marks of HTML prints as it stands."""
    text = "scenario: fictional-river-border\nvary: {treaty:justice.claims: [deferred, waived]}\ninstruments: [ceasefire]\nformats: [md]\n"
    plan = write_plan(tmp_path, text + "where: ceasefire:demilitarised-zone.establishment.width-km < 100\n")
    ran = run("batch", str(plan), "-o", "out")
    assert ran.code == 0
    assert "width-km &lt; 100" in (tmp_path / "out" / FOLDER / "index.html").read_text(encoding="utf-8")


def cells(path: Path) -> dict[str, list[list[str]]]:
    """Every sheet of a workbook as rows of text, read as a zip of XML."""
    with zipfile.ZipFile(path) as file:
        strings = ["".join(part.itertext()) for part in ElementTree.fromstring(file.read("xl/sharedStrings.xml"))]
        names = [sheet.attrib["name"] for sheet in ElementTree.fromstring(file.read("xl/workbook.xml")).iter(f"{SHEET}sheet")]
        return {name: _rows(ElementTree.fromstring(file.read(f"xl/worksheets/sheet{n}.xml")), strings) for n, name in enumerate(names, 1)}


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _rows(sheet: ElementTree.Element, strings: list[str]) -> list[list[str]]:
    return [
        [strings[int(value.text or 0)] if cell.get("t") == "s" else value.text or "" for cell in row if (value := cell.find(f"{SHEET}v")) is not None]
        for row in sheet.iter(f"{SHEET}row")
    ]


def test_the_comparison(run: Run, tmp_path: Path) -> None:
    """A row for each variant, the texts of what differs side by side, a row for each public statement."""
    run("batch", str(write_plan(tmp_path)), "-o", "out")
    folder = tmp_path / "out" / FOLDER
    sheets = cells(folder / "comparison.xlsx")
    assert list(sheets) == ["Choices", "Texts", "Positions"]
    assert {row[0] for row in sheets["Choices"][1:]} == {path.name for path in folder.iterdir() if path.is_dir()}
    texts = {row[0]: row[1:] for row in sheets["Texts"][1:]}
    assert any("without-prejudice" in text and "is not determined by this Treaty" in text for text in texts["treaty:territory.status"])
    assert any("12 km" in text.replace("\u00a0", " ") for text in texts["ceasefire:demilitarised-zone.establishment"])
    assert "No title to the Three Mills District is given up." in {row[1] for row in sheets["Positions"]}
