"""Broken inputs: each ends soon, with a message that says where, an exit code, no traceback, and nothing written.

``tests/broken/<place>/<name>.yaml`` takes the place of one file of the sound project; ``tests/broken/expected.yaml`` says
what is to be said.  ``tests/broken_made.py`` makes the inputs that cannot be stored; they run as commands, two at a time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from .broken_made import MADE, ROOT, SOUND
from .conftest import Ran, Run

SECONDS = 10
BROKEN = Path(__file__).parent / "broken"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((BROKEN / "expected.yaml").read_text(encoding="utf-8"))
PLACES = {
    "scenario": "scenario.yaml",
    "clause": "clauses/x/a.yaml",
    "text": "clauses/x/a.yaml",
    "parameter": "clauses/x/b.yaml",
    "translation": "clauses/x/a.uk.yaml",
    "glossary": "clauses/x/glossary.yaml",
    "library": "clauses/x/library.yaml",
    "terminology": "clauses/terminology.yaml",
    "sources": "clauses/sources.yaml",
    "framing": "templates/framings/plain.yaml",
    "language": "templates/languages/en.yaml",
    "party": "scenarios/parties/ukraine.yaml",
}


def _listing(*folders: Path) -> list[tuple[str, int, int]]:
    """Every file and folder with its size and time; the cache does not count."""
    found = [p for folder in folders for p in folder.rglob("*") if ".cache" not in p.parts]
    return sorted((str(p), s.st_size if p.is_file() else 0, s.st_mtime_ns if p.is_file() else 0) for p in found if (s := p.lstat()))


def _judge(name: str, ran: Ran, code: int, says: str) -> None:
    said = ran.out + ran.err
    assert "Traceback" not in said, name
    assert "a fault of the program" not in said, said
    assert ran.code == code, f"{name}: {ran.code}\n{said[:2000]}"
    if code:
        assert says in ran.err, f"{name}: {says}\n{ran.err[:2000]}"
    assert not any(c < " " and c != "\n" for c in ran.err), name


def test_every_input_is_expected() -> None:
    """The table names the stored files, all of them and no others; an input that passes says why it may."""
    stored = {f"{place}/{path.stem}" for place in PLACES for path in (BROKEN / place).iterdir()}
    assert stored == set(EXPECTED)
    assert {p.name for p in BROKEN.iterdir()} == {*PLACES, "sound", "expected.yaml"}
    assert all(("odd" in entry) == (entry["exit"] == 0) for entry in EXPECTED.values())
    assert len(EXPECTED) + len(MADE) >= 70


def test_the_sound_project_is_sound(run: Run) -> None:
    """What all inputs start from has no finding."""
    ran = run("check", str(SOUND))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.endswith("nothing found\n")


@pytest.fixture
def _deadline() -> Iterator[None]:
    """Stops a test that takes too long, where the system can."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"more than {SECONDS} seconds")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(2 * SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("_deadline")
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_stored(name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stored input, checked, and every third one drafted."""
    folder, home, drafts = tmp_path / "talks", tmp_path / "home", tmp_path / "drafts"
    shutil.copytree(SOUND, folder)
    home.mkdir()
    place, _, stem = name.partition("/")
    target = folder / PLACES[place]
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(BROKEN / place / f"{stem}.yaml", target)
    if place == "translation":
        scenario = folder / "scenario.yaml"
        scenario.write_text(scenario.read_text(encoding="utf-8").replace("[en]", "[en, uk]"), encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(folder)
    before = _listing(folder, home)
    expected = EXPECTED[name]
    _judge(name, run("check", "scenario.yaml"), expected["exit"], expected.get("says", ""))
    if sorted(EXPECTED).index(name) % 3 == 0:
        _judge(name, run("draft", "scenario.yaml", "-o", str(drafts)), expected["exit"], expected.get("says", ""))
        assert drafts.exists() == (expected["exit"] == 0)
    if sorted(EXPECTED).index(name) % 3 == 1:
        ran = run("timeline", "scenario.yaml")
        _judge(name, ran, ran.code, "")
    assert _listing(folder, home) == before


# ------------------------------------------------------------------ inputs that are made


def _run_made(name: str, cache: Path) -> list[str]:
    """What is wrong with how the program takes one input."""
    made = MADE[name]
    with tempfile.TemporaryDirectory() as temporary:
        folder, home = Path(temporary) / "talks", Path(temporary) / "home"
        shutil.copytree(SOUND, folder)
        home.mkdir()
        made.prepare(folder)
        before = _listing(folder, home)
        runs = [list(made.arguments)]
        if made.arguments == ("check", "scenario.yaml") and sorted(MADE).index(name) % 3 == 0:
            runs.append(["draft", "scenario.yaml", "-o", "drafts"])
        faults = []
        for arguments in runs:
            ran = _command(arguments, folder, home, cache, made.environment)
            try:
                _judge(name, ran, made.exit, made.says)
            except AssertionError as error:
                faults.append(str(error))
        after = [entry for entry in _listing(folder, home) if made.exit or f"{folder}/drafts" not in entry[0]]
        changed = {entry[0] for entry in set(after) ^ set(before) if made.exit or f"{folder}/drafts" not in entry[0]}
        return faults + ([f"{name} wrote {changed}"] if changed else [])


def _command(arguments: list[str], folder: Path, home: Path, cache: Path, more: tuple[tuple[str, str | None], ...]) -> Ran:
    wanted = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home), "PEACEDRAFT_CACHE": str(cache), "XDG_CACHE_HOME": None, **dict(more)}
    environment = {key: value for key, value in wanted.items() if value is not None}
    try:
        done = subprocess.run([sys.executable, "-m", "generator", *arguments], cwd=folder, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return Ran(-1, "", f"more than {SECONDS} seconds")
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[list[str]]]]:
    """All inputs asked for, on their way: two at a time."""
    names = [item.callspec.params["name"] for item in request.session.items if getattr(item, "originalname", "") == "test_made"]
    cache = tmp_path_factory.mktemp("broken") / "library"
    _command(["check", str(SOUND)], ROOT, cache.parent, cache, ())
    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(_run_made, name, cache) for name in names}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize("name", sorted(MADE))
def test_made(name: str, made: dict[str, Future[list[str]]]) -> None:
    """An input that is made, as a command."""
    if name == "clause-unreadable" and os.geteuid() == 0:
        pytest.skip("the superuser reads everything")
    assert made[name].result() == []
