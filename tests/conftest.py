"""What all tests share: ``--accept``, a cache of their own, and the command line called in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.cli import main

ROOT = Path(__file__).parent.parent


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds ``--accept``."""
    parser.addoption("--accept", action="store_true", help="rewrite golden files and generated pages instead of comparing them")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> object:
    """Keeps the user's cache, colours and debugging out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEACEDRAFT_CACHE", str(tmp_path_factory.mktemp("cache") / "library"))
        patch.delenv("PEACEDRAFT_DEBUG", raising=False)
        yield


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether files are to be rewritten."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``peacedraft`` with arguments, in an empty folder, as the installed command does."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["peacedraft", *arguments])
        capsys.readouterr()
        try:
            code = main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(bool(stop.code))
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call
