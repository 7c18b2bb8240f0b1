"""The command line: exit codes, streams, the shapes of its JSON, and what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, Run

LAW = """\
title: A law
languages: [en]
parties: [ukraine, russian-federation]
roles: {neutral-state: ukraine, counterpart: russian-federation}
instruments:
  law:
    framing: constitutional-law
    enacted-by: ukraine
    clauses:
      neutrality.declaration: qualified-perpetual
      neutrality.execution: government-entrusted
"""
OPEN = LAW.replace(
    "declaration: qualified-perpetual",
    "declaration: {open: [{variant: qualified-perpetual, by: [russian-federation]}, {variant: foreseeable-future, by: [ukraine]}]}",
)
WRONG = LAW.replace("execution", "executon")
DIAGNOSTIC = {"code", "name", "rule", "severity", "message", "because", "hint", "file", "line", "column", "clause", "instrument", "related"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a scenario that is right, one that is open and one that is wrong."""
    for name, text in (("law", LAW), ("open", OPEN), ("wrong", WRONG)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


# ------------------------------------------------------------------ draft


def test_draft_writes_the_files_and_lists_them(run: Run, folder: Path) -> None:
    """Markdown and Word by default, with a manifest; paths on standard output."""
    ran = run("draft", "law.yaml")
    assert ran.code == 0, ran.err
    assert ran.out.split() == ["output/law/law.en.md", "output/law/law.en.docx"]
    assert {p.name for p in (folder / "output/law").iterdir()} == {"law.en.md", "law.en.docx", "manifest.json"}
    manifest = json.loads((folder / "output/law/manifest.json").read_text(encoding="utf-8"))
    assert set(manifest) == {"program", "library", "scenario", "files"}
    assert all(set(entry) == {"path", "instrument", "language", "format", "digest"} for entry in manifest["files"])


def test_without_a_scenario_the_shipped_one_is_drafted(run: Run, tmp_path: Path) -> None:
    """Five instruments in English."""
    ran = run("draft", "-f", "md", "-l", "en")
    assert ran.code == 0, ran.err
    assert len(list((tmp_path / "output/ukraine-austrian-model").glob("*.en.md"))) == 5


def test_output_instrument_and_format(run: Run, folder: Path) -> None:
    """``-o``, ``-i`` and ``-f`` choose what is written where."""
    assert run("draft", "law.yaml", "-o", "there", "-i", "law", "-f", "json").out.split() == ["there/law/law.en.json"]
    assert run("draft", "law.yaml", "-o", "there", "-i", "lore").code == 2


def test_set_chooses_a_variant_and_a_value(run: Run, folder: Path) -> None:
    """``--set`` changes the text and stands in the manifest; a path that is none is refused."""
    run("draft", "law.yaml", "-f", "md")
    before = (folder / "output/law/law.en.md").read_text(encoding="utf-8")
    assert run("draft", "law.yaml", "-f", "md", "--set", "neutrality.execution.government=the Federal Government").code == 0
    after = (folder / "output/law/law.en.md").read_text(encoding="utf-8")
    assert "The Federal Government" in after
    assert "The Federal Government" not in before
    assert json.loads((folder / "output/law/manifest.json").read_text(encoding="utf-8"))["set"] == ["neutrality.execution.government=the Federal Government"]
    assert run("draft", "law.yaml", "--set", "nonsense").code == 2
    assert "SC003" in run("draft", "law.yaml", "--set", "neutrality.declaration=nonsense").err


def test_set_closes_a_choice_to_one_of_its_alternatives(run: Run, folder: Path) -> None:
    """``--set`` takes a variant with the values that stand with it in the scenario."""
    own = "{variant: government-entrusted, government: the Federal Government, by: [ukraine]}"
    either = LAW.replace("execution: government-entrusted", f"execution: {{open: [{own}, {{omit: true, by: [russian-federation]}}]}}")
    (folder / "either.yaml").write_text(either, encoding="utf-8")
    assert run("draft", "either.yaml", "-f", "md", "--set", "neutrality.execution=government-entrusted").code == 0
    text = (folder / "output/either/law.en.md").read_text(encoding="utf-8")
    assert "The Federal Government" in text
    assert "[" not in text


@pytest.mark.parametrize("rubbish", ["5", "[1, 2]", "[[]]", "yes"])
def test_set_puts_a_variant_in_the_place_of_what_cannot_be(run: Run, folder: Path, rubbish: str) -> None:
    """What was set before and is no choice is replaced."""
    ran = run("check", "law.yaml", "--set", f"neutrality.execution.open={rubbish}", "--set", "neutrality.execution=government-entrusted")
    assert ran.code == 0, ran.err


def test_a_file_edited_by_hand_is_not_overwritten(run: Run, folder: Path) -> None:
    """Nothing is written until ``--force``, or ``-o`` elsewhere."""
    run("draft", "law.yaml", "-f", "md")
    written = folder / "output/law/law.en.md"
    written.write_text("edited\n", encoding="utf-8")
    refused = run("draft", "law.yaml", "-f", "md")
    assert refused.code == 1
    assert "law.en.md" in refused.err
    assert written.read_text(encoding="utf-8") == "edited\n"
    assert run("draft", "law.yaml", "-f", "md", "-o", "elsewhere").code == 0
    assert run("draft", "law.yaml", "-f", "md", "--force").code == 0
    assert written.read_text(encoding="utf-8") != "edited\n"


def test_an_unchanged_draft_is_not_written_again(run: Run, folder: Path) -> None:
    """The second run changes nothing and says so on standard error."""
    run("draft", "law.yaml", "-f", "md")
    before = (folder / "output/law/law.en.md").stat().st_mtime_ns
    again = run("draft", "law.yaml", "-f", "md")
    assert (again.code, again.out) == (0, "")
    assert "nothing has changed" in again.err
    assert (folder / "output/law/law.en.md").stat().st_mtime_ns == before


def test_errors_stop_a_draft(run: Run, folder: Path) -> None:
    """Exit code 1, nothing written; ``--despite`` writes and still exits 1."""
    stopped = run("draft", "wrong.yaml", "-f", "md")
    assert (stopped.code, stopped.out) == (1, "")
    assert "wrong.yaml:11:7: error SC002" in stopped.err
    assert not (folder / "output").exists()
    assert run("draft", "wrong.yaml", "-f", "md", "--despite", "XR001").code == 1
    assert not (folder / "output").exists()
    despite = run("draft", "wrong.yaml", "-f", "md", "--despite", "SC002")
    assert (despite.code, despite.out.split()) == (1, ["output/wrong/wrong.en.md".replace("wrong.en", "law.en")])


def test_final_refuses_what_is_open(run: Run, folder: Path) -> None:
    """Brackets print with their proposers; ``--final`` makes them errors."""
    assert run("draft", "open.yaml", "-f", "md").code == 0
    text = (folder / "output/open/law.en.md").read_text(encoding="utf-8")
    assert "Russian Federation" in text
    assert "**[" in text
    assert run("draft", "open.yaml", "-f", "md", "-o", "final", "--final").code == 1
    assert not (folder / "final").exists()
    assert run("draft", "law.yaml", "-f", "md", "-o", "final", "--final").code == 0


# ------------------------------------------------------------------ check and exit codes


def test_check_prints_findings_on_standard_error(run: Run, folder: Path) -> None:
    """Place, severity, code and message; the way out below; exit code by severity."""
    found = run("check", "wrong.yaml")
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith("wrong.yaml:11:7: error SC002 unknown-clause: ")
    assert "    way out: did you mean neutrality.execution?" in found.err
    clean = run("check", "law.yaml")
    assert (clean.code, clean.out) == (0, "")
    assert run("check", "wrong.yaml", "--ignore", "SC").code == 0
    assert run("check", "wrong.yaml", "--select", "SC002").code == 1


def test_check_as_json(run: Run, folder: Path) -> None:
    """The documented shape, on standard output."""
    ran = run("check", "wrong.yaml", "--format", "json")
    assert (ran.code, ran.err) == (1, "")
    shown = json.loads(ran.out)
    assert set(shown) == {"scenario", "diagnostics", "summary"}
    assert shown["scenario"] == "wrong.yaml"
    assert set(shown["summary"]) == {"error", "warning", "note"}
    assert all(set(d) == DIAGNOSTIC for d in shown["diagnostics"])
    (error,) = [d for d in shown["diagnostics"] if d["severity"] == "error"]
    assert (error["code"], error["name"], error["file"], error["line"], error["column"]) == ("SC002", "unknown-clause", "wrong.yaml", 11, 7)


def test_check_for_machines(run: Run, folder: Path) -> None:
    """SARIF 2.1.0, and a forge's annotations."""
    sarif = json.loads(run("check", "wrong.yaml", "--format", "sarif").out)
    assert sarif["version"] == "2.1.0"
    region = next(r for r in sarif["runs"][0]["results"] if r["ruleId"] == "SC002")["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 11, "startColumn": 7}
    assert "::error file=wrong.yaml,line=11,col=7,title=SC002::" in run("check", "wrong.yaml", "--format", "github").out


@pytest.mark.parametrize("text", ["title: [", "title: T\ntitle: T\n", "title: T\nunknown: 1\n"])
def test_a_file_that_is_wrong_exits_1(run: Run, tmp_path: Path, text: str) -> None:
    """Whatever is wrong has a place in the file."""
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    for command in ("check", "draft"):
        ran = run(command, "scenario.yaml")
        assert ran.code == 1
        assert "scenario.yaml:" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("draft", "missing.yaml"),
        ("check", "missing.yaml"),
        ("draft", "-f", "papyrus"),
        ("draft", "--no-such-option"),
        ("no-such-command",),
        ("explain", "ZZ999"),
        ("library", "show", "no.such-clause"),
        ("schema", "no-such-kind"),
    ],
)
def test_unusable_arguments_exit_2(run: Run, arguments: tuple[str, ...]) -> None:
    """Nothing on standard output, a sentence on standard error."""
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
    assert "Traceback" not in ran.err


def test_streams_and_exit_code_of_the_process(folder: Path) -> None:
    """The same through a real process: findings on standard error alone, no colour off a terminal."""
    command = [sys.executable, "-m", "generator", "check", "wrong.yaml"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=_environment(), timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "SC002" in ran.stderr
    assert "\x1b" not in ran.stderr


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


# ------------------------------------------------------------------ library, explain, schema, init


def test_library_list_and_show_as_json(run: Run) -> None:
    """The documented shapes."""
    listed = json.loads(run("library", "list", "--format", "json").out)
    assert {"neutrality.declaration", "withdrawal.foreign-forces"} <= {entry["id"] for entry in listed}
    assert all(set(entry) == {"id", "title", "variants"} for entry in listed)
    shown = json.loads(run("library", "show", "neutrality.declaration", "--format", "json").out)
    assert set(shown) == {"id", "title", "parameters", "variants", "constraints", "milestones"}
    assert set(shown["variants"]["qualified-perpetual"]) == {"summary", "silent", "sources", "provides"}
    assert all({"when", "rule", "severity", "because", "variant"} < set(c) and ("requires" in c) != ("excludes" in c) for c in shown["constraints"])
    assert {"adopted", "in-force"} <= set(shown["milestones"])


def test_library_show_search_and_check(run: Run) -> None:
    """Text for people; the shipped library is clean."""
    assert "qualified-perpetual" in run("library", "show", "neutrality.declaration").out
    found = run("library", "search", "perpetual", "neutrality").out
    assert "neutrality.declaration" in found
    assert "sanctions." not in found
    ran = run("library", "check")
    assert (ran.code, ran.out) == (0, ""), ran.err


def test_library_coverage(run: Run, tmp_path: Path) -> None:
    """What the library covers, on a hundred columns and as JSON; a clause of the project's own counts."""
    text = run("library", "coverage").out
    assert max(map(len, text.split("\n"))) <= 100
    assert "Clauses, parameters and provisions that nothing serves: none" in text
    found = json.loads(run("library", "coverage", "--format", "json").out)
    assert set(found) == {"libraries", "languages", "topics", "sources", "elements", "unserved", "index"}
    assert set(found["libraries"]["neutrality"]) == {"clauses", "variants", "topics", "languages", "sources"}
    assert found["elements"]["NEU-16"]["clauses"] == ["neutrality.foreign-bases", "neutrality.permitted-presence"]
    assert "CTX-04" in found["unserved"]
    folder = tmp_path / "clauses/culture"
    folder.mkdir(parents=True)
    own = "title: Songs\nsummary: S.\nserves: [CTX-04]\nvariants:\n  free: {summary: S., text: Songs are free.}\n"
    (folder / "songs.yaml").write_text(own, encoding="utf-8")
    added = json.loads(run("library", "coverage", "--format", "json").out)
    assert added["elements"]["CTX-04"]["clauses"] == ["culture.songs"]
    assert added["languages"]["uk"]["texts"] == found["languages"]["uk"]["texts"] + 1


def test_library_new(run: Run, tmp_path: Path) -> None:
    """A new clause is a file to fill in; an existing one is kept."""
    assert run("library", "new", "reconciliation.memorials").code == 0
    assert (tmp_path / "clauses/reconciliation/memorials.yaml").is_file()
    assert (tmp_path / "clauses/reconciliation/library.yaml").is_file()
    assert run("library", "new", "reconciliation.memorials").code == 2
    assert run("library", "new", "Memorials").code == 2


def test_library_new_beside_a_shipped_clause(run: Run, tmp_path: Path) -> None:
    """The file adds to the clause, and takes nothing of it away; that it lacks a translation is said where it can be put right."""
    run("init", ".")
    assert run("library", "new", "infrastructure.water").code == 0
    assert run("library", "check").code == 0
    assert "\nextends: shipped\n" in (tmp_path / "clauses/infrastructure/water.yaml").read_text(encoding="utf-8")
    scenario = str(next(tmp_path.glob("scenarios/*/scenario.yaml")))
    text = Path(scenario).read_text(encoding="utf-8").replace("languages: [en]", "languages: [en, uk]")
    Path(scenario).write_text(text, encoding="utf-8")
    said = run("check", scenario, "--set", "infrastructure.water=own-wording", "--select", "LA001").err
    assert "clauses/infrastructure/water.yaml:5:3: warning LA001" in said
    assert "copy the shipped clauses/infrastructure/water.uk.yaml into your project" in said


def test_what_is_named_wrongly(run: Run, tmp_path: Path) -> None:
    """A code that does not exist selects nothing by mistake; a scenario is looked for among one's own; without a name, one is told
    which is drafted; where there are errors, that nothing is written."""
    run("init", "talks")
    os.chdir("talks")
    assert run("check", "scenarios/talks", "--select", "ZZ").code == 2
    assert "did you mean scenarios/talks?" in run("check", "scenarios/talk").err
    assert "no scenario is named" in run("status").err
    assert run("draft", "scenarios/talks", "--set", "final.duration=never").err.endswith("1 error: nothing is written\n")


def test_a_command_that_is_misspelt(run: Run) -> None:
    """Is told which was meant."""
    ran = run("dratf")
    assert ran.code == 2
    assert "Did you mean draft?" in ran.err


def test_a_folder_that_may_not_be_read(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is no empty one: the clauses in it are not called missing."""
    (folder / "clauses/x").mkdir(parents=True)
    listed = os.listdir

    def refuse(path: str) -> list[str]:
        if str(path).endswith("clauses/x"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "listdir", refuse)
    ran = run("library", "list")
    assert ran.code == 2
    assert "clauses/x: cannot be read (permission denied)" in ran.err


def test_explain(run: Run) -> None:
    """A code, in either case, and a clause."""
    text = run("explain", "sc002").out
    assert text.startswith("SC002 unknown-clause\n")
    assert all(f"\n{heading}\n" in text for heading in ("What it finds", "Why it matters", "Example", "How to fix it"))
    assert "sanctions.phasing" in run("explain", "sanctions.phasing").out


def test_schema(run: Run, folder: Path) -> None:
    """A JSON Schema; with a scenario, the library's names in it."""
    assert json.loads(run("schema", "clause").out)["$schema"].startswith("https://json-schema.org/")
    named = run("schema", "scenario", "law.yaml").out
    assert "qualified-perpetual" in named
    assert "qualified-perpetual" not in run("schema", "scenario").out


def test_init_makes_a_project_that_drafts(run: Run, tmp_path: Path) -> None:
    """A folder with a scenario, an overlay and editor settings; a folder that is not empty is refused."""
    assert run("init", "talks").code == 0
    made = {str(p.relative_to(tmp_path / "talks")) for p in (tmp_path / "talks").rglob("*") if p.is_file()}
    assert made >= {"scenarios/talks/scenario.yaml", ".gitattributes"}
    assert run("check", "talks/scenarios/talks").code == 0
    assert run("draft", "talks/scenarios/talks", "-f", "md").out.split() == ["output/talks/treaty.en.md"]
    assert run("init", "talks").code == 2
    assert "cd 'more talks' && " in run("init", "more talks").err


def test_alternat_names_each_signatory_first_in_its_own_original(run: Run, tmp_path: Path) -> None:
    """One file for each signatory, named after it."""
    run("init", "talks")
    ran = run("draft", "talks/scenarios/talks", "-f", "md", "--alternat")
    assert ran.out.split() == ["output/talks/treaty.northland.en.md", "output/talks/treaty.southland.en.md"]
    south = (tmp_path / ran.out.split()[1]).read_text(encoding="utf-8")
    assert 0 < south.index("Southland,") < south.index("Northland,")


def test_languages_side_by_side(run: Run, folder: Path) -> None:
    """One file for all languages, in the manifest under all their tags, guarded as any other; with --alternat for each signatory."""
    two = ("-l", "en", "-l", "uk", "--parallel")
    assert run("draft", "law.yaml", *two).out.split() == ["output/law/law.en-uk.md", "output/law/law.en-uk.docx"]
    entries = json.loads((folder / "output/law/manifest.json").read_text(encoding="utf-8"))["files"]
    assert [(e["path"], e["language"], e["format"]) for e in entries] == [("law.en-uk.docx", "en-uk", "docx"), ("law.en-uk.md", "en-uk", "md")]
    assert "nothing has changed" in run("draft", "law.yaml", *two).err
    (folder / "output/law/law.en-uk.md").write_text("edited\n", encoding="utf-8")
    assert run("draft", "law.yaml", *two).code == 1
    run("init", "talks")
    ran = run("draft", "talks/scenarios/talks", "-f", "md", "--alternat", *two)
    assert ran.out.split() == ["output/talks/treaty.northland.en-uk.md", "output/talks/treaty.southland.en-uk.md"]


def test_languages_that_cannot_stand_side_by_side(run: Run, folder: Path) -> None:
    """One language, or a format that holds one, is refused before anything is written."""
    alone = run("draft", "law.yaml", "--parallel")
    assert (alone.code, alone.out) == (2, "")
    assert "-l en -l uk" in alone.err
    assert run("draft", "law.yaml", "--parallel", "-l", "en", "-l", "en").code == 2
    json_ = run("draft", "law.yaml", "--parallel", "-l", "en", "-l", "uk", "-f", "json")
    assert json_.code == 2
    assert "json" in json_.err
    assert run("draft", "law.yaml", "--parallel", "-l", "en", "-l", "uk", "--final").code == 0
    assert not (folder / "output/law/law.en-uk.json").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(shell: str) -> None:
    """The scripts that the README names, as the installed command prints them."""
    start = "import sys; sys.argv[0] = 'peacedraft'; from generator.cli import main; main()"
    environment = {**_environment(), "_PEACEDRAFT_COMPLETE": f"{shell}_source"}
    ran = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "_PEACEDRAFT_COMPLETE" in ran.stdout
