"""What several commands share: the cache, the scenario argument, findings on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from .. import __version__
from ..cache import Cache
from ..diagnostics import Diagnostic
from ..library import Library
from ..project import DEFAULT_SCENARIO, Project, own_root, own_scenarios
from ..scenario import Scenario, load
from . import colour, err


@contextmanager
def cache() -> Iterator[Cache | None]:
    """The user's cache of read files; saved at the end.  PEACEDRAFT_CACHE names another file, or is empty for none."""
    given = os.environ.get("PEACEDRAFT_CACHE")
    folder = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    path = given if given is not None else os.path.join(folder, "peacedraft", "library")
    if not path:
        yield None
        return
    store = Cache(path, f"{__version__}-{_stamp()}")
    try:
        yield store
    finally:
        store.save()


def _stamp() -> str:
    """Changes whenever the code that decides what is valid does."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    times = []
    for name in ("cache.py", "source.py", "text.py", "library.py", "model"):
        folder = os.path.join(package, name)
        paths = [os.path.join(folder, f) for f in os.listdir(folder) if f.endswith(".py")] if os.path.isdir(folder) else [folder]
        times += [os.stat(path).st_mtime_ns for path in paths]
    return f"{max(times):x}"


def open_scenario(given: str | None, settings: tuple[str, ...], store: Cache | None) -> Scenario:
    """The scenario of an argument, or the shipped one, with ``--set`` applied."""
    own = own_scenarios() if not given else []
    if own:
        err(f"no scenario is named: this is the shipped {DEFAULT_SCENARIO}; yours: {', '.join(own)}")
    return load(given or DEFAULT_SCENARIO, store).with_values(list(settings))


def open_library(store: Cache | None) -> Library:
    """The library seen from the current folder."""
    return Library(Project(own_root(os.getcwd())), store)


def show(found: list[Diagnostic]) -> None:
    """Findings on standard error."""
    if found:
        from ..report import render

        err(render(found, "text", "", colour(sys.stderr)).removesuffix("\n"))


def codes(text: str | None) -> tuple[str, ...]:
    """ "SE002,XR" → ("SE002", "XR")."""
    return tuple(code.strip().upper() for code in (text or "").split(",") if code.strip())


def deliver(made: str, output: str | None) -> None:
    """A result to a file, written aside and renamed, or to standard output."""
    if output is None:
        sys.stdout.write(made)
        return
    from ..output import write_file

    write_file(output, made.encode())
