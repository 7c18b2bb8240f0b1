"""The documentation is true: generated pages are up to date, links resolve, examples run and print what is shown."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

from .conftest import ROOT

PAGES = sorted(p for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("tests/**/README.md")])
TOURS = ["README.md", "docs/batch.md", "docs/clause-authoring.md", "docs/positions.md", "docs/scenario-authoring.md", "docs/rolling-text.md"]
YAML = sorted(p for folder in ("clauses", "templates", "scenarios") for p in (ROOT / folder).rglob("*.yaml"))


def _make_docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "docs" / "make_docs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKE_DOCS: Any = _make_docs()
COMMANDS = dict(MAKE_DOCS.commands())


def test_generated_pages_are_up_to_date(accept: bool) -> None:
    """docs/codes.md, docs/cli.md and docs/schema/ are what docs/make_docs.py writes, and nothing else is there."""
    pages: dict[str, str] = MAKE_DOCS.pages()
    docs = ROOT / "docs"
    if accept:
        for path, text in pages.items():
            (docs / path).write_text(text, encoding="utf-8")
    stale = [path for path, text in pages.items() if not (docs / path).is_file() or (docs / path).read_text(encoding="utf-8") != text]
    assert stale == [], "run docs/make_docs.py, or pytest tests/test_docs.py --accept"
    assert {f"schema/{p.name}" for p in (docs / "schema").iterdir()} <= set(pages)


def test_relative_links_resolve() -> None:
    """Every link and picture in a page of the project points at a file, and at a heading where it names one."""
    broken = []
    for page in PAGES:
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, anchor = target.partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            file = page.parent / path if path else page
            if not file.exists() or (anchor and anchor not in _anchors(file)):
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def _anchors(page: Path) -> set[str]:
    """The anchors that a forge makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_schemas_that_files_name_exist() -> None:
    """The first line of a data file tells an editor its schema."""
    broken = []
    for path in YAML:
        match = re.match(r"# yaml-language-server: \$schema=(\S+)", path.read_text(encoding="utf-8"))
        if match and not (path.parent / match[1]).is_file():
            broken.append(f"{path.relative_to(ROOT)}: {match[1]}")
    assert broken == []


def test_files_that_pages_name_exist() -> None:
    """Paths in code marks of the pages for newcomers, those with a placeholder apart."""
    missing = []
    for page in ("README.md", "CONTRIBUTING.md", "docs/architecture.md"):
        for path in re.findall(r"`((?:generator|clauses|templates|scenarios|tests|docs|\.ci|cli|passes)/[\w./-]*)`", (ROOT / page).read_text(encoding="utf-8")):
            if not (ROOT / path).exists() and not (ROOT / "generator" / path).exists():
                missing.append(f"{page}: {path}")
    assert missing == []


def test_the_layers_shown_are_those_enforced() -> None:
    """docs/architecture.md repeats .importlinter."""
    layers = re.search(r"^layers =\n((?:    .*\n)+)", (ROOT / ".importlinter").read_text(encoding="utf-8"), re.M)
    assert layers
    assert f"```\n{layers[1]}```\n" in (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_has_an_example_that_can_be_called(name: str) -> None:
    """Its epilog, “Example: peacedraft …”, with arguments that the command takes."""
    command: click.Command = COMMANDS[name]
    assert "Example: peacedraft " in MAKE_DOCS.help_of(name, command)
    example = str(command.epilog).partition("Example: ")[2].partition(">")[0]
    given = shlex.split(example)
    assert given[: 1 + len(name.split())] == ["peacedraft", *name.split()]
    if not isinstance(command, click.Group):
        command.make_context(name, given[1 + len(name.split()) :])


def _blocks(page: str) -> list[tuple[str, str]]:
    return re.findall(r"^```(console|yaml)\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.S | re.M)


@pytest.mark.parametrize("page", TOURS)
def test_the_tour_prints_what_is_shown(page: str, tmp_path: Path) -> None:
    """Commands run one after the other in an empty folder.  A line "…" in the output stands for any lines, places in
    files may have moved; a YAML block that starts with its path is a file that the reader writes."""
    folder, ran = tmp_path, 0
    for kind, block in _blocks(page):
        if kind == "yaml":
            path = re.match(r"# (\S+\.yaml)\n", block)
            if path:
                (folder / path[1]).parent.mkdir(parents=True, exist_ok=True)
                (folder / path[1]).write_text(block, encoding="utf-8")
            continue
        for command, expected in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.M):
            ran += 1
            printed, folder = _shell(command, folder)
            pattern = "".join(r"(?:.*\n)*" if line == "…" else re.escape(line) + "\n" for line in _placeless(expected).splitlines())
            assert re.fullmatch(pattern, _placeless(printed)), f"{page}: $ {command}\n{printed}"
    assert ran > 2


def _placeless(text: str) -> str:
    return re.sub(r":\d+:\d+: ", ":1:1: ", text).replace("\u00a0", " ")


def _shell(command: str, folder: Path) -> tuple[str, Path]:
    """Runs a line in a shell that knows ``peacedraft`` → what it printed on both streams, and the folder it ended in."""
    start = f'export PYTHONPATH={shlex.quote(str(ROOT))}; peacedraft() {{ {shlex.quote(sys.executable)} -m generator "$@"; }}'
    script = f'{start}\n{command}\necho "$PWD" > {shlex.quote(str(folder))}/.pwd'
    ran = subprocess.run(["bash", "-c", script], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False)
    ended = folder / ".pwd"
    there = Path(ended.read_text(encoding="utf-8").strip())
    ended.unlink()
    return ran.stdout, there
