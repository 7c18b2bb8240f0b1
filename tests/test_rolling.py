"""Rounds of talks in a real git repository: what closes, opens, stalls; how git shows drafts; how two delegations' edits merge."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from generator import draft, load, write

from .conftest import ROOT, Run
from .talks import project
from .test_writing import Edit, markdown
from .word_edits import comment, edited, insert_after, replace, strike, track

Hand = Callable[[bytes], bytes]


@pytest.fixture
def at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where git knows nobody else's settings, and can call a ``peacedraft``."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.org")
    command = tmp_path / "bin/peacedraft"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m generator "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(command.parent), prepend=":")
    return tmp_path


@pytest.fixture
def scenario(at_work: Path) -> Path:
    """The talks in a git repository."""
    made = project(at_work)
    git(made, "init", "-q", "-b", "main")
    (at_work / ".gitignore").write_text("bin/\noutput/\n*.docx\n")
    commit(made, "first")
    return made


def git(scenario: Path, *arguments: str) -> str:
    """What git prints."""
    return subprocess.run(["git", *arguments], cwd=scenario.parents[2], check=True, capture_output=True, text=True).stdout


def commit(scenario: Path, message: str) -> None:
    """Commits everything."""
    git(scenario, "add", "-A")
    git(scenario, "commit", "-qm", message)


def state(run: Run, scenario: Path, *arguments: str) -> dict[str, object]:
    """``status`` as JSON."""
    found: dict[str, object] = json.loads(run("status", str(scenario), "--format", "json", *arguments).out)
    return found


def test_status_names_what_is_open_and_who_holds_it(run: Run, scenario: Path) -> None:
    """Brackets of wordings and values, blanks; by article and by party; nothing where nothing is open."""
    assert run("status", str(scenario)).out == "nothing is open\n"
    text = scenario.read_text().replace("days: 7 days}", "days: {open: [{value: 7 days, by: [northland]}, {value: 9 days, by: [southland]}]}, guests: null}")
    scenario.write_text(text.replace("talks.trade: free", "talks.trade: {open: [{variant: free, by: [northland]}, {omit: true, by: [southland]}]}"))
    found = state(run, scenario)
    assert found["total"] == {"brackets": 2, "options": 4, "blanks": 1}
    assert found["holders"] == {"northland": 2, "southland": 2}
    articles = found["articles"]
    assert isinstance(articles, list)
    assert [(a["address"], a["brackets"], a["options"], a["blanks"]) for a in articles] == [("Article 1", 1, 2, 1), ("Article 3", 1, 2, 0)]
    assert articles[0]["open"][0] == {
        "path": "treaty:talks.visits.days", "kind": "bracket",
        "alternatives": [{"words": "7 days", "by": ["northland"]}, {"words": "9 days", "by": ["southland"]}],
    }  # fmt: skip
    assert "  talks.visits.days\n    7 days  (northland)\n" in run("status", str(scenario)).out
    picture = run("status", str(scenario), "--format", "svg").out
    assert "what is open" in picture
    assert picture == run("status", str(scenario), "--format", "svg").out


def test_a_negotiation(run: Run, at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new project in a real repository; three rounds of two delegations in Word, tracked, untracked and commented; the
    final text.  ``status`` shows it converging, ``diff`` what each round brought."""
    assert run("init", "spring").code == 0
    scenario = at_work / "spring/scenarios/spring/scenario.yaml"
    monkeypatch.chdir(at_work / "spring")
    git(scenario, "init", "-q", "-b", "main")
    assert run("git-setup").code == 0
    commit(scenario, "First text")
    start = git(scenario, "rev-parse", "HEAD").strip()

    def round_of(north: tuple[Hand, ...], south: tuple[Hand, ...]) -> str:
        """Hands the draft out, takes both copies in, commits; what ``intake`` says was written."""
        ran = run("draft", "scenarios/spring")
        assert ran.code == 0, ran.err
        for name, hands in (("northland", north), ("southland", south)):
            data = Path("output/spring/treaty.en.docx").read_bytes()
            for hand in hands:
                data = hand(data)
            Path(f"{name}.docx").write_bytes(data)
        ran = run("intake", "northland.docx", "southland.docx", "--write")
        assert (ran.code, "not written" in ran.err) == (0, False), ran.err
        assert run("check", "scenarios/spring").code == 0
        git(scenario, "add", "scenarios", "clauses")
        commit(scenario, "Round")
        return ran.err

    said = round_of(
        (
            edit(track("sixty (60)", "ninety (90)", author="Delegation of Northland")),
            edit(replace("by all means that international law allows", "by all lawful means"), "Northland"),
            lambda data: comment(data, "Helsinki", "Northland was not there."),
        ),
        (
            edit(track("by all means that international law allows", "by peaceful means", author="Southland")),
            edit(replace("(12)", "(6)"), "Southland"),
            edit(insert_after("This Treaty may be amended", "An amendment that concerns one Party alone requires its consent alone.")),
        ),
    )
    assert said.count("\n") == 6, said
    text = scenario.read_text(encoding="utf-8")
    assert "(northland, B. Critic, 2027-03-15): Northland was not there." in text
    assert state(run, scenario)["total"] == {"brackets": 4, "options": 8, "blanks": 0}
    changed = json.loads(run("diff", f"{start}:scenarios/spring", "scenarios/spring", "--format", "json").out)
    assert {c["clause"] for c in changed["changes"]} == {"sovereignty.integrity", "final.ratification", "final.duration", "final.amendment"}

    said = round_of(
        (
            edit(track("by all lawful means", "by all lawful and peaceful means")),
            edit(strike("twelve (12)"), "Northland"),
            edit(track("alone requires its consent alone", "alone requires its written consent alone", author="Northland")),
        ),
        (
            edit(strike("sixty (60)"), "Southland"),
            edit(replace("territory by peaceful means", "territory by peaceful means, alone or with others"), "Southland"),
        ),
    )
    assert "final.duration.notice: agreed" in said
    assert "final.ratification.submission: agreed" in said
    assert state(run, scenario)["total"] == {"brackets": 2, "options": 5, "blanks": 0}
    assert run("draft", "scenarios/spring", "--final", "-o", "no").code == 1

    round_of(
        (edit(strike("No text"), "Northland"),),
        (edit(strike("alone or with others"), "Southland"), edit(strike("No text")), edit(strike("requires its consent alone"))),
    )
    assert state(run, scenario)["total"] == {"brackets": 0, "options": 0, "blanks": 0}
    found = state(run, scenario, "--since", start)["since"]
    assert isinstance(found, dict)
    assert [step["brackets"] for step in found["rounds"]] == [0, 4, 2, 0, 0]
    assert sorted(found["closed"]) == [
        "treaty:final.amendment", "treaty:final.duration.notice", "treaty:final.ratification.submission", "treaty:sovereignty.integrity",
    ]  # fmt: skip
    assert (found["stalled"], found["reopened"]) == ([], [])
    ran = run("draft", "scenarios/spring", "--final", "-o", "final")
    assert ran.code == 0, ran.err
    final = Path("final/spring/treaty.en.md").read_text(encoding="utf-8").replace("\u00a0", " ")
    for words in ("by all lawful and peaceful means.", "within ninety (90) days", "at least six (6) months", "requires its written consent alone."):
        assert words in final
    assert "[" not in final.partition("IN WITNESS")[0].replace("<a id=", "")


def edit(change: Edit, saved_by: str = "Somebody") -> Hand:
    """One edit of the document part, by whoever saves it."""
    return lambda data: edited(data, change, saved_by)


def test_what_stalled_moved_and_came_back(run: Run, scenario: Path) -> None:
    """Seen over all rounds between a revision and now."""
    first = scenario.read_text()
    days = "days: {open: [{value: 7 days, by: [northland]}, {value: 9 days, by: [southland]}]}"
    trade = "talks.trade: {open: [{variant: free, by: [northland]}, {omit: true, by: [southland]}]}"
    both = first.replace("days: 7 days", days).replace("talks.trade: free", trade)
    for text in (both, first.replace("talks.trade: free", trade), both.replace("9 days", "8 days")):
        scenario.write_text(text)
        commit(scenario, "round")
    found = state(run, scenario, "--since", "HEAD~2")["since"]
    assert isinstance(found, dict)
    assert (found["reopened"], found["stalled"]) == (["treaty:talks.visits.days"], ["treaty:talks.trade"])
    scenario.write_text(both.replace("9 days", "10 days"))
    found = state(run, scenario, "--since", "HEAD")["since"]
    assert isinstance(found, dict)
    assert found["moved"] == ["treaty:talks.visits.days"]
    assert "no revision" in run("status", str(scenario), "--since", "v9").err


def test_git_shows_a_draft_as_text(run: Run, scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After ``git-setup``, which may be run again and keeps what is there."""
    (tmp_path / ".gitattributes").write_text("*.png binary\n")
    monkeypatch.chdir(tmp_path)
    assert "5 lines added" in run("git-setup").out
    before = (tmp_path / ".gitattributes").read_text()
    assert before.startswith("*.png binary\n")
    assert "as it was" in run("git-setup").out
    assert (tmp_path / ".gitattributes").read_text() == before
    path = tmp_path / "treaty.docx"
    data = write(draft(load(scenario))["treaty"], "docx")
    path.write_bytes(data)
    git(scenario, "add", "-f", "treaty.docx")
    commit(scenario, "a draft")
    path.write_bytes(edited(data, replace("by post", "by air")))
    shown = git(scenario, "diff", "treaty.docx")
    assert "-Letters shall be carried by post under" in shown
    assert "+Letters shall be carried by air under" in shown
    scenario.write_text(scenario.read_text().replace("by-post", "by-air"))
    assert "@@ " in git(scenario, "diff", "-U0", "scenarios")
    clause = tmp_path / "clauses/talks/visits.yaml"
    clause.write_text(clause.read_text().replace("their luggage", "their bags"))
    assert git(scenario, "diff", "-U0", "clauses").split("@@")[2].strip().startswith("weekly")


def test_edits_of_different_sentences_merge_clean(scenario: Path, tmp_path: Path) -> None:
    """Two delegations on two branches, each another sentence of one paragraph of the Markdown."""
    path = tmp_path / "treaty.md"
    path.write_text(markdown(scenario), encoding="utf-8")
    commit(scenario, "a draft")
    for branch, old, new in (("north", "A visit lasts one day.", "A visit lasts two days."), ("south", "by post", "by air")):
        git(scenario, "checkout", "-q", "-b", branch, "main")
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        commit(scenario, branch)
    git(scenario, "checkout", "-q", "main")
    git(scenario, "merge", "-q", "north")
    git(scenario, "merge", "-q", "--no-edit", "south")
    merged = path.read_text(encoding="utf-8")
    assert "two days." in merged
    assert "by air" in merged


def test_init_and_the_hook_are_sound(run: Run, tmp_path: Path) -> None:
    """A new project has the attributes that ``git-setup`` wants; the hook is of pre-commit's shape."""
    assert run("init", "new").code == 0
    assert "*.docx binary diff=peacedraft" in (tmp_path / "new/.gitattributes").read_text().splitlines()
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert "peacedraft check" in hook["entry"]
