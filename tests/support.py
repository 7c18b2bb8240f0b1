"""Projects on disk for tests: files in, findings out."""

from __future__ import annotations

from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.pipeline import draft
from generator.scenario import FaultyFile, load


def write_project(folder: Path, files: dict[str, str]) -> Path:
    """Writes files below a folder and returns it; a folder ``clauses/`` makes it an overlay of the shipped library."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "clauses").mkdir(parents=True, exist_ok=True)
    return folder


def findings(scenario: Path, final: bool = False) -> list[Diagnostic]:
    """Everything `check` would say about a scenario."""
    try:
        return draft(load(scenario), final=final).diagnostics
    except FaultyFile as faulty:
        return faulty.findings
