"""Treaties that exist as texts: what `check` says of real ones, of what the program drafts itself, and of anything else.

``tests/rules/treaties/`` holds provisions of treaties in force, ``tests/rules/treaties.yaml`` where they stand and which
warnings their words earn.
"""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import ERROR

from .conftest import Run
from .support import text_findings

RULES = Path(__file__).parent / "rules"
TREATIES: dict[str, dict[str, Any]] = yaml.safe_load((RULES / "treaties.yaml").read_text(encoding="utf-8"))
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*/*.en.md"))
OF_AN_EXCERPT = ("ST007", "XR015", "CO025")


def test_every_treaty_is_listed() -> None:
    """With the provisions that are quoted."""
    assert sorted(TREATIES) == sorted(path.stem for path in (RULES / "treaties").iterdir())


@pytest.mark.parametrize("name", TREATIES)
def test_real_treaties_raise_no_error(name: str) -> None:
    """And no warning but those that their own words earn; a whole treaty lacks no article and refers to none that is not there."""
    found = text_findings(RULES / "treaties" / f"{name}.md")
    told = [f"{d.span} {d.code} {d.message}" for d in found]
    assert not [d for d in found if d.severity is ERROR], told
    assert Counter(d.code for d in found if d.code not in OF_AN_EXCERPT) == {code: len(why) for code, why in TREATIES[name]["finds"].items()}, told
    if TREATIES[name]["provisions"] == "all":
        assert not [d for d in found if d.code in ("ST007", "XR015")], told


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_the_program_drafts_is_sound_as_a_text(path: Path) -> None:
    """Its numbers run through, in brackets too, and its references find something."""
    found = text_findings(path)
    assert not [d for d in found if d.severity is ERROR or d.code in ("ST007", "XR015")], [f"{d.span} {d.code} {d.message}" for d in found]


@pytest.mark.parametrize("width", [40, 60, 90])
@pytest.mark.parametrize("name", TREATIES)
def test_where_lines_are_broken_changes_nothing(name: str, width: int, tmp_path: Path) -> None:
    """The same findings on the text as Markdown with one paragraph a line, and as plain text of a fixed width."""
    source = RULES / "treaties" / f"{name}.md"
    wrapped = [line if line.startswith("#") else textwrap.fill(line, width, break_long_words=False) for line in source.read_text(encoding="utf-8").split("\n")]
    broken = tmp_path / source.name
    broken.write_text("\n".join(wrapped), encoding="utf-8")
    assert Counter((d.code, d.message) for d in text_findings(broken)) == Counter((d.code, d.message) for d in text_findings(source))


PIECES = (
    "Article 1", "Article II.", "### Article 3 — Terms", "Part I", "ANNEX", "1.", "2.1.", "(a)", "(i) ", "b)", "*", "[", "]", "| a | b |", "\\(", "“", "ſ", "İ",
    "shall", "should", "Article 5 of this Treaty", "paragraph 2", "ninety (9) days", "Recalling", "DONE at", "", " ", "\r", "#", "<a>", "working days", "the",
)  # fmt: skip
LINES = st.lists(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=4).map(" ".join), max_size=25)


@given(lines=LINES, register=st.sampled_from(["treaty", "political", "legislation", "resolution"]))
def test_any_text_can_be_judged(lines: list[str], register: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every finding stands at a line and column that the file has."""
    path = tmp_path_factory.mktemp("text") / "t.txt"
    path.write_text("\n".join(["Treaty", *lines]).replace("\0", ""), encoding="utf-8", errors="replace", newline="")
    count = len(path.read_bytes().decode().replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for found in text_findings(path, register):
        assert found.span
        assert 1 <= found.span.line <= count
        assert found.span.column >= 1


MEMORANDUM = "Memorandum on Peace\n\n1. The Participants will live in peace.\n2. Each shall trade.\n"


def test_check_reads_a_text(run: Run, tmp_path: Path) -> None:
    """A text is judged as what it is meant to be."""
    (tmp_path / "memo.txt").write_text(MEMORANDUM, encoding="utf-8")
    assert run("check", "memo.txt").code == 0
    political = run("check", "memo.txt", "--register", "political", "--format", "json")
    assert political.code == 1
    found = json.loads(political.out)
    assert [(d["code"], d["file"], d["line"], d["column"]) for d in found["diagnostics"]] == [("RG003", "memo.txt", 4, 9)]
    assert "write “will”" in found["diagnostics"][0]["hint"]


@pytest.mark.parametrize(
    "opening",
    ["# Constitutional Law on Neutrality\n\nThe Parliament has resolved:", "# Draft Resolution of the Security Council\n\nThe Security Council,"],
)
def test_a_text_is_judged_by_how_it_begins(run: Run, tmp_path: Path, opening: str) -> None:
    """A law and a resolution need neither the verbs of a treaty nor its final clauses; their references are judged all the same."""
    article = "### Article 1\n\n1. The Government will see to it, under Article 2 in which the manner is laid down.\n"
    (tmp_path / "text.md").write_text(f"{opening}\n\n{article}", encoding="utf-8")
    for options, codes in (((), {"XR015"}), (("--register", "treaty"), {"XR015", "RG004", "CO025"})):
        found = json.loads(run("check", "text.md", *options, "--format", "json").out)
        assert {d["code"] for d in found["diagnostics"]} == codes


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gone.txt"], "gone.txt: cannot be read"),
        (["memo.md"], "memo.md: is not text in UTF-8 (byte 1)"),
        (["empty.txt"], "empty.txt: holds no text"),
        (["memo.docx"], "memo.docx: check reads scenarios and plain texts"),
        (["memo.txt", "--final"], "--set and --final go with a scenario"),
        (["ukraine-austrian-model", "--register", "political"], "--register goes with a text"),
    ],
)
def test_what_is_no_text_is_said_to_be_none(run: Run, tmp_path: Path, arguments: list[str], says: str) -> None:
    """In one line, with exit code 2."""
    (tmp_path / "memo.txt").write_text(MEMORANDUM, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("\n \n", encoding="utf-8")
    (tmp_path / "memo.md").write_bytes(b"\xff\xfe\x00")
    ran = run("check", *arguments)
    assert ran.code == 2
    assert says in ran.err
