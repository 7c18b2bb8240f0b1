"""What ``draft`` does, whoever read its arguments."""

from __future__ import annotations

import os
import sys

from ..diagnostics import ERROR, NOTE, Diagnostic
from ..errors import UserError
from ..files import read_bytes
from ..output import OutFile, write_all
from ..package import Package
from ..pipeline import WORD_TEMPLATE, head, options_for, parties_of, try_word, write, write_parallel
from ..pipeline import draft as compile_package
from ..project import MAX_ASSET, is_safe
from ..scenario import Scenario
from ..writers import PARALLEL
from . import err
from .common import cache, codes, open_scenario, show

MOST_COLUMNS = 4
"""So many languages can be read side by side on one page."""


def run_draft(
    *,
    scenario: str | None,
    formats: tuple[str, ...],
    languages: tuple[str, ...],
    instruments: tuple[str, ...],
    settings: tuple[str, ...],
    output: str,
    parallel: bool,
    alternat: bool,
    notes: str,
    reference_doc: str | None,
    final: bool,
    force: bool,
    despite: str | None,
) -> int:
    """Compiles a scenario, shows what is found, writes the drafts; returns the exit code."""
    with cache() as store:
        opened = open_scenario(scenario, settings, store)
        tags = _known(languages, opened.library.languages(), "language")
        if not is_safe(opened.name):
            raise UserError(f"“{opened.name}”: the drafts go to a folder of that name, which not every system can have", "rename the scenario's folder")
        ids = _known(instruments, list(opened.instruments), "instrument") or list(opened.instruments)
        wanted = list(dict.fromkeys(formats)) or ["md", "docx"]
        if parallel:
            _side_by_side(tags or opened.languages, wanted)
        reference = _reference(reference_doc, opened)
        package = compile_package(opened, tags or None, final, bool(notes), ids)
        _report(package.diagnostics)
        errors = [d for d in package.diagnostics if d.severity is ERROR]
        if any(d.code not in codes(despite) for d in errors):
            err(f"{len(errors)} error{'s' if len(errors) > 1 else ''}: nothing is written")
            return 1
        told = (wanted, parallel, notes, reference, settings)
        files = _alternat(opened, ids, tags, final, told) if alternat else _files(package, ids, told, "")
        folder = os.path.join(output, opened.name)
        changed = write_all(folder, files, head(package, settings or None), force)
        for path in changed:
            sys.stdout.write(f"{path}\n")
        if not changed:
            err(f"{folder}: nothing has changed")
        return 1 if errors else 0


Told = tuple[list[str], bool, str, bytes | None, tuple[str, ...]]
"""How files are written: formats, whether the languages stand side by side, notes, reference document, ``--set``."""


def _files(package: Package, ids: list[str], told: Told, party: str) -> list[OutFile]:
    formats, parallel, notes, reference, settings = told
    made = []
    for id in ids:
        if id not in package.instruments:
            continue
        middle = f".{party}" if party else ""
        for tags in [package.languages] if parallel else [[tag] for tag in package.languages]:
            name = "-".join(tags)
            for format in formats:
                options = options_for(package, id, name, format, notes, reference, settings or None)
                content = write_parallel(package[id], format, tags, options) if parallel else write(package[id], format, name, options)
                made.append(OutFile(f"{id}{middle}.{name}.{format}", id, name, format, content))
    return made


def _side_by_side(languages: list[str], formats: list[str]) -> None:
    """Refuses what cannot stand side by side."""
    if not 2 <= len(set(languages)) <= MOST_COLUMNS:
        count = f"2 to {MOST_COLUMNS} languages"
        raise UserError(f"--parallel puts {count} side by side, not {len(set(languages))}", "choose them with -l, as -l en -l uk -l ru")
    for format in formats:
        if format not in PARALLEL:
            raise UserError(f"{format} holds one language a file, so not with --parallel", f"use -f {' -f '.join(PARALLEL)}, or leave --parallel out")


def _alternat(opened: Scenario, ids: list[str], languages: list[str], final: bool, told: Told) -> list[OutFile]:
    """One original of each instrument for each of its signatories."""
    made = []
    for party in parties_of(opened, ids):
        package = compile_package(opened.with_first(party), languages or None, final, bool(told[2]))
        own = [id for id in ids if party in (opened.instruments[id].get("signatories") or [])]
        made += _files(package, own, told, party)
    return made


def _known(given: tuple[str, ...], known: list[str], what: str) -> list[str]:
    for name in given:
        if name not in known:
            raise UserError(f"there is no {what} “{name}”", f"{what}s: {', '.join(known)}")
    return list(dict.fromkeys(given))


def _reference(path: str | None, opened: Scenario) -> bytes | None:
    if path is None:
        return None
    content = read_bytes(path, limit=MAX_ASSET)
    if len(content) > MAX_ASSET:
        raise UserError(f"{path}: larger than {MAX_ASSET:,} bytes", "give a DOCX that holds styles only")
    try_word(opened.library.project.asset(WORD_TEMPLATE), content, path)
    return content


def _report(found: list[Diagnostic]) -> None:
    """Errors and warnings on standard error; notes are counted."""
    show([d for d in found if d.severity is not NOTE])
    notes = sum(d.severity is NOTE for d in found)
    if notes:
        err(f"{notes} note{'s' if notes > 1 else ''}: `peacedraft check` shows them")
