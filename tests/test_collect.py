"""``batch --collect``: drafts that teams edited in Word, read back as answers; what is no answer is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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


def keep(article: str, letter: str) -> Callable[[Any], None]:
    """Takes the other alternatives of an article out, and all headings of alternatives in it."""

    def change(root: Any) -> None:
        inside, current = False, ""
        for p in list(root.iter(f"{W}p")):
            style = p.find(f"{W}pPr/{W}pStyle")
            name = style.get(f"{W}val") if style is not None else ""
            if name.startswith("Heading"):
                inside, current = words(p) == article, ""
            elif inside and name == "Alternative":
                current = words(p).split()[1]
                p.getparent().remove(p)
            elif inside and current not in ("", letter):
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
