"""The Markdown of every instrument of the shipped scenarios, as accepted: ``tests/golden/<scenario>/<instrument>.<language>.md``.

``pytest tests/test_golden.py --accept`` writes what is drafted now; read the difference before committing it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import draft, load, write

from .conftest import ROOT

GOLDEN = Path(__file__).parent / "golden"
SCENARIOS = sorted(path.parent.name for path in (ROOT / "scenarios").glob("*/scenario.yaml"))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_drafts_are_as_accepted(scenario: str, accept: bool) -> None:
    """Every file equals the accepted one, and none is left over."""
    package = draft(load(ROOT / "scenarios" / scenario))
    drafted = {f"{id}.{tag}.md": write(package[id], "md", language=tag).decode() for id in package for tag in package.languages}
    folder = GOLDEN / scenario
    if accept:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("*.md"):
            path.unlink()
        for name, text in drafted.items():
            (folder / name).write_text(text, encoding="utf-8")
    accepted = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert sorted(accepted) == sorted(drafted)
    for name, text in drafted.items():
        assert text == accepted[name], f"{scenario}/{name} has changed: read the difference, then accept it with --accept"


def test_no_golden_folder_is_left_over() -> None:
    """Each belongs to a shipped scenario."""
    assert sorted(path.name for path in GOLDEN.iterdir() if path.is_dir()) == SCENARIOS
