"""A redline: accept all is the new draft, reject all the old one; what did not change is not touched."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator import Package, draft, load, write
from generator.pipeline import redline
from generator.revise.word_reader import read

from . import orders
from .conftest import ROOT, Run
from .support import Memory
from .tracked import changes, texts

CHANGES = {
    "a value": ["withdrawal.foreign-forces.days=120 days"],
    "an article less": ["territory.crossing-points=omit"],
    "other variants": ["culture.language=protected-use", "alliance.membership=moratorium", "monitoring.mission=un"],
    "brackets": ["stabilisation-force.establishment.ceiling={open: [{value: 40000, by: [ukraine]}, {value: 20000, by: [russian-federation]}]}"],
    "an open article": ["alliance.membership={open: [{variant: on-hold, by: [russian-federation]}, {variant: renounced, by: [ukraine]}]}"],
    "the first article": ["definitions.terms=omit"],
    "a table": ["sanctions.phasing=full-immediate", "assurances.consolidation=omit"],
}


@cache
def _package(*values: str) -> Package:
    return draft(load(ROOT / "scenarios/ukraine-austrian-model", Memory()).with_values(list(values)), ["en"])


@pytest.mark.parametrize("name", CHANGES)
def test_accept_is_the_new_text_and_reject_the_old_one(name: str) -> None:
    """In either direction, by a reader that knows nothing of how it was made."""
    old, new = _package()["state-treaty"], _package(*CHANGES[name])["state-treaty"]
    for before, after in ((old, new), (new, old)):
        made = redline(before, after, "en", "A", "2027-03-14T00:00:00Z")
        assert texts(made, "reject") == texts(write(before, "docx"))
        assert texts(made, "accept") == texts(write(after, "docx"))
        assert sum(changes(made).values()) > 0


STATES: list[tuple[str, list[str]]] = [
    ("withdrawal.foreign-forces.days", ["90 days", "120 days", "{open: [{value: 90 days, by: [ukraine]}, {value: 60 days}]}"]),
    ("stabilisation-force.establishment.ceiling", ["40000", "20000"]),
    ("territory.crossing-points", ["omit"]),
    ("culture.language", ["protected-use", "omit"]),
    ("alliance.membership", ["moratorium", "renounced", "{open: [{variant: on-hold, by: [russian-federation]}, {variant: renounced, by: [ukraine]}]}"]),
    ("monitoring.mission", ["un"]),
    ("sanctions.phasing", ["full-immediate", "omit"]),
    ("definitions.terms", ["omit"]),
    ("assurances.consolidation", ["omit"]),
    ("culture.education", ["omit"]),
]
DRAFTS = st.fixed_dictionaries({}, optional={path: st.sampled_from(values) for path, values in STATES}).map(
    lambda made: tuple(f"{path}={value}" for path, value in sorted(made.items()))
)


@settings(max_examples=25, deadline=None)
@given(DRAFTS, DRAFTS)
@example(("culture.education=omit",), ("culture.language=omit",))
def test_any_two_drafts(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Values, variants, omissions and brackets, each way: accepting gives the new text, rejecting the old one."""
    old, new = _package(*before)["state-treaty"], _package(*after)["state-treaty"]
    made = redline(old, new, "en", "A", "2027-03-14T00:00:00Z")
    assert texts(made, "reject") == texts(write(old, "docx"))
    assert texts(made, "accept") == texts(write(new, "docx"))


@settings(max_examples=25, deadline=None)
@given(orders.orders(), orders.orders())
def test_any_two_orders(before: orders.Order, after: orders.Order) -> None:
    """Articles from Part to Part, paragraphs, points and rows in any order, added and gone."""
    with TemporaryDirectory() as old_folder, TemporaryDirectory() as new_folder:
        old, new = (orders.package(Path(folder), order)["treaty"] for folder, order in ((old_folder, before), (new_folder, after)))
        made = redline(old, new, "en", "A", "2027-03-14T00:00:00Z")
        assert texts(made, "reject") == texts(write(old, "docx"))
        assert texts(made, "accept") == texts(write(new, "docx"))


def _blocks(path: Path, changes: str) -> list[str]:
    """The texts of a file's paragraphs as pandoc has them with all changes accepted or rejected.

    Empty ones are left out: pandoc keeps one where Word takes the whole paragraph or row away."""
    ran = subprocess.run(["pandoc", "-f", "docx", "-t", "json", f"--track-changes={changes}", str(path)], capture_output=True, check=True)
    found: list[str] = []

    def words(node: Any) -> str:
        if isinstance(node, list):
            return "".join(map(words, node))
        kind, content = node["t"], node.get("c")
        if kind == "Str":
            return str(content)
        return " " if content is None else words(content[1] if kind in ("Span", "Link", "Quoted") else content)

    def walk(node: Any) -> None:
        if isinstance(node, dict) and node.get("t") in ("Para", "Plain", "Header"):
            found.append(" ".join(words(node["c"][2] if node["t"] == "Header" else node["c"]).split()))
        else:
            for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
                walk(inner)

    walk(json.loads(ran.stdout)["blocks"])
    return [text for text in found if text]


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="no pandoc")
@pytest.mark.parametrize("name", CHANGES)
def test_pandoc_agrees(name: str, tmp_path: Path) -> None:
    """A reader that is none of ours sees the same two texts in a redline."""
    old, new = _package()["state-treaty"], _package(*CHANGES[name])["state-treaty"]
    for file, data in (("old", write(old, "docx")), ("new", write(new, "docx")), ("red", redline(old, new, "en", "A", "2027-03-14T00:00:00Z"))):
        (tmp_path / f"{file}.docx").write_bytes(data)
    assert _blocks(tmp_path / "red.docx", "reject") == _blocks(tmp_path / "old.docx", "accept")
    assert _blocks(tmp_path / "red.docx", "accept") == _blocks(tmp_path / "new.docx", "accept")


STANDING = orders.Order((("visits", "letters", "bridges"), ("trade",)), ((0, 1), (2, 3, 4), (0,), (1,)), ((0, 1, 3), (), (0, 1), ()), (0, 1))
"""What refers to articles, and what has a table, stays where it is: LibreOffice does not track either whole (docs/rolling-text.md)."""
ORDERS = {
    "an article moved to another Part": STANDING.but(parts=(("letters", "bridges"), ("trade", "visits"))),
    "Parts swapped": STANDING.but(parts=(("trade",), ("visits", "letters", "bridges"))),
    "points in another order": STANDING.but(points=((3, 0, 1), (), (1, 0), ())),
    "paragraphs in another order": STANDING.but(paragraphs=((1, 0), (2, 3, 4), (0,), (1,))),
    "rows gone and come": STANDING.but(rows=(2, 1)),
    "less of everything": STANDING.but(paragraphs=((0,), (2, 3, 4), (0,), (1,)), points=((0, 1), (), (0,), ()), rows=(1,)),
}


def _files(name: str, folder: Path) -> None:
    """Word files of the standing order, of another, and of the redline of both."""
    old, new = (orders.package(folder / side, order)["treaty"] for side, order in (("1", STANDING), ("2", ORDERS[name])))
    for file, data in (("old", write(old, "docx")), ("new", write(new, "docx")), ("red", redline(old, new, "en", "A", "2027-03-14T00:00:00Z"))):
        (folder / f"{file}.docx").write_bytes(data)


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="no pandoc")
@pytest.mark.parametrize("name", ORDERS)
def test_pandoc_agrees_on_orders(name: str, tmp_path: Path) -> None:
    """Whatever moved."""
    _files(name, tmp_path)
    assert _blocks(tmp_path / "red.docx", "reject") == _blocks(tmp_path / "old.docx", "accept")
    assert _blocks(tmp_path / "red.docx", "accept") == _blocks(tmp_path / "new.docx", "accept")


def _office(folder: Path, mode: str, *files: Path) -> list[list[str]]:
    command = ["/usr/bin/python3", str(ROOT / "tests/office_texts.py"), str(folder / "profile"), mode, *map(str, files)]
    ran = subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [json.loads(line) for line in ran.stdout.splitlines()]


@cache
def _has_office() -> bool:
    return shutil.which("soffice") is not None and subprocess.run(["/usr/bin/python3", "-c", "import uno"], capture_output=True).returncode == 0


@pytest.mark.office
@pytest.mark.skipif(not _has_office(), reason="no LibreOffice, or no uno")
def test_libreoffice_agrees(tmp_path: Path) -> None:
    """It accepts and rejects to the same paragraphs with the same labels."""
    for n, name in enumerate(ORDERS):
        (tmp_path / str(n)).mkdir()
        _files(name, tmp_path / str(n))
    folders = [tmp_path / str(n) for n in range(len(ORDERS))]
    for mode, side in (("accept", "new"), ("reject", "old")):
        made = _office(tmp_path, mode, *(folder / f"{file}.docx" for folder in folders for file in ("red", side)))
        for name, red, plain in zip(ORDERS, made[::2], made[1::2], strict=True):
            assert red == plain, (name, mode)


@pytest.mark.office
@pytest.mark.skipif(not _has_office(), reason="no LibreOffice, or no uno")
def test_libreoffice_agrees_on_a_treaty(tmp_path: Path) -> None:
    """An article that went, with references and what they point at, one that has another wording, and all that moved up."""
    scenario = load(ROOT / "scenarios/ukraine-austrian-model", Memory())
    settings = ["state-treaty:culture.language=protected-use", "state-treaty:humanitarian.prisoners=omit"]
    old, new = (draft(one, ["en"])["state-treaty"] for one in (scenario, scenario.with_values(settings)))
    for name, content in (("old", write(old, "docx")), ("new", write(new, "docx")), ("red", redline(old, new, "en", "A", "2027-03-14T00:00:00Z"))):
        (tmp_path / f"{name}.docx").write_bytes(content)
    for mode, side in (("accept", "new"), ("reject", "old")):
        red, plain = _office(tmp_path, mode, tmp_path / "red.docx", tmp_path / f"{side}.docx")
        assert red == plain, mode


def test_nothing_changed_is_nothing_tracked() -> None:
    """The redline of a draft with itself has its text and no change."""
    one = _package()["state-treaty"]
    made = redline(one, one, "en", "A", "2027-03-14T00:00:00Z")
    assert set(changes(made).values()) == {0}
    assert texts(made) == texts(write(one, "docx"))


def test_an_article_elsewhere_is_a_move(tmp_path: Path) -> None:
    """Not a deletion and an insertion; the fewer paragraphs move."""
    framing = (ROOT / "templates/framings/constitutional-law.yaml").read_text(encoding="utf-8")
    target = tmp_path / "templates/framings/constitutional-law.yaml"
    scenario = tmp_path / "scenarios/law/scenario.yaml"
    for path in (target, scenario):
        path.parent.mkdir(parents=True)
    text = "title: L\nlanguages: [en]\nparties: [austria]\nroles: {neutral-state: austria}\ninstruments:\n  law:\n    framing: constitutional-law\n"
    scenario.write_text(text + "    enacted-by: austria\n    clauses: {neutrality.declaration: austrian-1955, neutrality.execution: government-entrusted}\n")
    target.write_text(framing, encoding="utf-8")
    old = draft(load(scenario))
    swapped = framing.replace("- clauses: [", "- clauses: [neutrality.execution, ").replace("non-nuclear, neutrality.execution]", "non-nuclear]")
    target.write_text(swapped, encoding="utf-8")
    new = draft(load(scenario))
    made = redline(old["law"], new["law"], "en", "A", "2027-03-14T00:00:00Z")
    found = changes(made)
    assert found["moveFrom"] == found["moveTo"] > 0
    assert {change.kind for change in read(made, "red").tracked if change.move} == {"deletion", "insertion"}
    assert texts(made, "reject") == texts(write(old["law"], "docx"))
    assert texts(made, "accept") == texts(write(new["law"], "docx"))


def test_a_concordance_is_its_last_page() -> None:
    """On request: old and new numbers, runs of them together."""
    old, new = _package()["state-treaty"], _package("territory.crossing-points=omit")["state-treaty"]
    plain, more = (texts(redline(old, new, "en", "A", "2027-03-14T00:00:00Z", page)) for page in (False, True))
    assert more[: len(plain)] == plain
    assert more[len(plain) : len(plain) + 3] == ["Concordance", "Old number", "New number"]
    assert all(cell.startswith(("Article ", "Part ")) for cell in more[len(plain) + 3 :])


def test_a_concordance_is_in_the_language_of_the_draft(run: Run, tmp_path: Path) -> None:
    """Its words too, of two scenarios and of two Word files."""
    values = ("--set", "culture.education=omit")
    common = ("-i", "state-treaty", "-l", "de")
    redlined = ("--format", "docx", "--author", "A", "--date", "2027-03-14", "--concordance", "-o")
    assert run("diff", "austria-1955", "austria-1955", *values, *common, *redlined, "one.docx").code == 0
    for folder, more in (("old", ()), ("new", values)):
        assert run("draft", "austria-1955", *common, "-f", "docx", *more, "-o", folder).code == 0
    assert run("diff", *(str(next(tmp_path.glob(f"{f}/**/*.docx"))) for f in ("old", "new")), *redlined, "two.docx").code == 0
    for name in ("one.docx", "two.docx"):
        assert "Übereinstimmungstabelle" in texts((tmp_path / name).read_bytes())


def test_the_command(run: Run, tmp_path: Path) -> None:
    """One file, by the author and at the date that are given; without them, or with a wrong date, exit 2 and no file."""
    arguments = ["diff", "austria-1955", "austria-1955", "--set", "culture.education=omit", "--format", "docx", "-i", "state-treaty", "-l", "en"]
    assert run(*arguments, "-o", "a.docx").code == 2
    assert run(*arguments, "-o", "a.docx", "--author", "A", "--date", "yesterday").code == 2
    assert run(*arguments, "-o", "a.docx", "--author", "A", "--date", "2027-02-30").code == 2
    assert not (tmp_path / "a.docx").exists()
    ran = run(*arguments, "-o", "a.docx", "--author", "Delegation <A>", "--date", "2027-03-14")
    assert ran.code == 0, ran.err
    assert (tmp_path / "a.docx").read_bytes() == redline_of_the_command()


def test_two_word_files(run: Run, tmp_path: Path) -> None:
    """Their redline is as exact as that of the scenarios."""
    for folder, values in (("old", ()), ("new", ("--set", "culture.education=omit"))):
        assert run("draft", "austria-1955", "-i", "state-treaty", "-l", "en", "-f", "docx", *values, "-o", folder).code == 0
    old, new = (next(tmp_path.glob(f"{folder}/**/*.docx")) for folder in ("old", "new"))
    ran = run("diff", str(old), str(new), "--format", "docx", "-o", "a.docx", "--author", "A", "--date", "2027-03-14")
    assert ran.code == 0, ran.err
    made = (tmp_path / "a.docx").read_bytes()
    assert texts(made, "reject") == texts(old.read_bytes())
    assert texts(made, "accept") == texts(new.read_bytes())
    assert changes(made)["del"] > 0


def redline_of_the_command() -> bytes:
    """The same through the API."""
    old, new = (draft(scenario, languages=["en"]) for scenario in (load("austria-1955"), load("austria-1955").with_values(["culture.education=omit"])))
    return redline(old["state-treaty"], new["state-treaty"], "en", "Delegation <A>", "2027-03-14T00:00:00Z")
