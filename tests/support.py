"""Projects on disk for tests: files in, findings out."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic
from generator.library import Library
from generator.library_check import check_library
from generator.pipeline import draft
from generator.project import Project
from generator.scenario import FaultyFile, load
from generator.text_check import check_text
from generator.treaty_text import read_text


def write_project(folder: Path, files: dict[str, Any]) -> Path:
    """Writes files below a folder and returns it; a folder ``clauses/`` makes it an overlay of the shipped library.

    A file is its text, ``{base64: …}`` for bytes that YAML cannot hold, or ``{text: …, times: 3}`` for a long one."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bytes(content))
    (folder / "clauses").mkdir(parents=True, exist_ok=True)
    return folder


def _bytes(content: Any) -> bytes:
    if isinstance(content, str):
        return content.encode()
    return b64decode(content["base64"]) if "base64" in content else (content["text"] * content["times"]).encode()


class Memory:
    """A store of what was read, shared by tests: the shipped library is parsed once."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """The value, or None."""
        return self.kept.get(key)

    def put(self, key: str, value: Any) -> None:
        """Stores a value."""
        self.kept[key] = value


memory = Memory()


def findings(scenario: Path, final: bool = False) -> list[Diagnostic]:
    """Everything `check` would say about a scenario."""
    try:
        return draft(load(scenario, memory), final=final).diagnostics
    except FaultyFile as faulty:
        return faulty.findings


def library_findings(folder: Path, files: dict[str, Any]) -> list[Diagnostic]:
    """What `library check` says of a project's own files."""
    found = check_library(Library(Project(str(folder)), memory))
    return [d for d in found if d.span and d.span.file in files]


def text_findings(path: Path, register: str = "treaty") -> list[Diagnostic]:
    """Everything `check` would say about a treaty in a text file."""
    english = Library(Project(), memory).language("en")
    assert english
    return check_text(read_text(str(path)), register, english)
