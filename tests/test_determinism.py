"""Same input, same bytes: whatever the folder, the hash seed, the time zone, the locale and the cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.pipeline import draft, write
from generator.scenario import load

from .conftest import ROOT
from .support import Memory, write_project


def _drafted(folder: Path, **environment: str) -> dict[str, bytes]:
    """Drafts the shipped scenario in a folder, in a process of its own → file name → bytes."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "generator", "draft", "-f", "md", "-f", "docx", "-f", "json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    ran = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """Two folders, two hash seeds, two clocks, two locales; a cold cache, a warm one and none."""
    cache = str(tmp_path / "cache")
    first = _drafted(tmp_path / "one", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C", PEACEDRAFT_CACHE=cache)
    second = _drafted(tmp_path / "two", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C.UTF-8", PEACEDRAFT_CACHE=cache)
    third = _drafted(tmp_path / "three", PYTHONHASHSEED="3", PEACEDRAFT_CACHE="")
    assert len(first) > 10
    assert first.keys() == second.keys() == third.keys()
    assert [name for name in first if not first[name] == second[name] == third[name]] == []


@pytest.mark.parametrize("name", ["ukraine-austrian-model", "austria-1955", "fictional-river-border", "ukraine-2025-01-open"])
def test_an_instrument_alone_is_that_of_the_package(name: str) -> None:
    """Its bytes in every language, and what is found in it: references to others, and the terms that others use."""
    store = Memory()
    whole = draft(load(name, store))
    for id in whole:
        alone = draft(load(name, store), instruments=[id])
        assert list(alone) == [id]
        assert [tag for tag in whole.languages if write(alone[id], "json", tag) != write(whole[id], "json", tag)] == []
        assert [d for d in alone.diagnostics if d not in whole.diagnostics] == []
        assert [d for d in whole.diagnostics if d.instrument == id and d not in alone.diagnostics] == []


TEXT = "title: A\nsummary: A.\nparameters:\n  named: {type: flag, default: false}\nvariants:\n  v:\n    summary: V.\n    text: |\n"
WHOLE = {
    "templates/framings/small.yaml": "title: T\nshort-title: Treaty\nthis: this Treaty\nregister: treaty\nparts: [{clauses: [x]}]\nclosing: none\n",
    "clauses/x/library.yaml": "title: X\nsummary: X.\nclauses: [a, b, c]\n",
    "clauses/x/a.yaml": TEXT + "      {% if named %}\n\n      Peace is kept.\n\n      {% endif %}\n",
    "clauses/x/b.yaml": TEXT + "      {% if named %}\n\n      Peace is kept.\n\n      {% else %}\n\n      The peace lasts.\n\n      {% endif %}\n",
    "clauses/x/c.yaml": TEXT + "      The State keeps {{ this }}.\n",
    "clauses/x/d.yaml": TEXT + '      It is kept under {{ ref("x.c") }}.\n',
}


@pytest.mark.parametrize(("named", "number"), [("false", 2), ("true", 3)])
def test_an_article_that_prints_by_its_values_counts_where_it_does(tmp_path: Path, named: str, number: int) -> None:
    """The number of an Article of another instrument, drafted or not."""
    clauses = f"{{x.a: {{named: {named}}}, x.b: v, x.c: v}}"
    instruments = f"  t: {{framing: small, clauses: {clauses}}}\n  note: {{framing: small, clauses: {{x.d: v}}}}\n"
    scenario = f"title: T\nlanguages: [en]\nparties: [ukraine]\ninstruments:\n{instruments}"
    made = load(str(write_project(tmp_path, WHOLE | {"scenario.yaml": scenario}) / "scenario.yaml"), None)
    for package in (draft(made), draft(made, instruments=["note"])):
        assert f"under Article {number} of the Treaty" in write(package["note"], "md").decode()
