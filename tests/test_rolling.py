"""Rounds of talks in a real git repository: what closes, opens, stalls; how git shows drafts; how two delegations' edits merge."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from generator import draft, load, write

from .conftest import ROOT, Run
from .talks import project
from .test_writing import _without, back, markdown
from .word_edits import edited, replace, track


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The talks in a git repository, with a ``peacedraft`` that git can call."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.org")
    command = tmp_path / "bin/peacedraft"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m generator "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(command.parent), prepend=":")
    made = project(tmp_path)
    git(made, "init", "-q", "-b", "main")
    (tmp_path / ".gitignore").write_text("bin/\noutput/\n*.docx\n")
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


def test_a_negotiation(run: Run, scenario: Path, tmp_path: Path) -> None:
    """Three rounds of two delegations in Word, from the first draft to the final text: ``status`` shows it converging."""
    start = git(scenario, "rev-parse", "HEAD").strip()

    def take_in(north: tuple[object, ...], south: tuple[object, ...]) -> None:
        files = [back(scenario, "north.docx", *north), back(scenario, "south.docx", *south)]  # type: ignore[arg-type]
        ran = run("intake", *files, "--by", "northland", "--by", "southland", "--write")
        assert (ran.code, "not written" in ran.err) == (0, False), ran.err
        commit(scenario, "round")

    take_in((track("seven (7)", "fourteen (14)"), track("by post", "by rail")), (replace("40", "60"), replace("by post", "by air")))
    assert state(run, scenario)["total"] == {"brackets": 3, "options": 6, "blanks": 0}
    assert "**[Northland:** Letters shall be carried by rail" in markdown(scenario)
    take_in((_without("40"),), (_without("seven (7)"),))
    assert state(run, scenario)["total"] == {"brackets": 1, "options": 2, "blanks": 0}
    assert "every fourteen (14) days" in markdown(scenario)
    assert run("draft", str(scenario), "--final", "-o", "no").code == 1
    take_in((), (_without("by air"),))
    found = state(run, scenario, "--since", start)["since"]
    assert isinstance(found, dict)
    assert [step["brackets"] for step in found["rounds"]] == [0, 3, 1, 0, 0]
    assert found["closed"] == ["treaty:talks.visits.days", "treaty:talks.visits.guests", "treaty:talks.letters"]
    ran = run("draft", str(scenario), "--final", "-f", "md", "-o", "final")
    assert ran.code == 0, ran.err
    final = (tmp_path / "final/talks/treaty.en.md").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "Letters shall be carried by rail" in final
    assert "[" not in final.partition("IN WITNESS")[0].replace("<a id=", "")


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
