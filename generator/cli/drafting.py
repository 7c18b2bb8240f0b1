"""What ``draft`` does, whoever read its arguments."""

from __future__ import annotations

import os
import sys

from ..diagnostics import ERROR, NOTE, Diagnostic
from ..errors import UserError
from ..files import read_bytes
from ..output import OutFile, write_all
from ..package import Package
from ..pipeline import WORD_TEMPLATE, head, options_for, parties_of, try_word, write
from ..pipeline import draft as compile_package
from ..project import MAX_ASSET, is_safe
from ..scenario import Scenario
from . import err
from .common import cache, codes, open_scenario, show


def run_draft(
    *,
    scenario: str | None,
    formats: tuple[str, ...],
    languages: tuple[str, ...],
    instruments: tuple[str, ...],
    settings: tuple[str, ...],
    output: str,
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
        reference = _reference(reference_doc, opened)
        package = compile_package(opened, tags or None, final, bool(notes), ids)
        _report(package.diagnostics)
        errors = [d for d in package.diagnostics if d.severity is ERROR]
        if any(d.code not in codes(despite) for d in errors):
            return 1
        wanted = list(dict.fromkeys(formats)) or ["md", "docx"]
        files = (
            _alternat(opened, ids, tags, wanted, final, notes, reference, settings)
            if alternat
            else _files(package, ids, wanted, notes, reference, settings, "")
        )
        folder = os.path.join(output, opened.name)
        changed = write_all(folder, files, head(package, settings), force)
        for path in changed:
            sys.stdout.write(f"{path}\n")
        if not changed:
            err(f"{folder}: nothing has changed")
        return 1 if errors else 0


def _files(package: Package, ids: list[str], formats: list[str], notes: str, reference: bytes | None, settings: tuple[str, ...], party: str) -> list[OutFile]:
    made = []
    for id in ids:
        if id not in package.instruments:
            continue
        middle = f".{party}" if party else ""
        for tag in package.languages:
            for format in formats:
                content = write(package[id], format, tag, options_for(package, id, tag, format, notes, reference, settings))
                made.append(OutFile(f"{id}{middle}.{tag}.{format}", id, tag, format, content))
    return made


def _alternat(
    opened: Scenario, ids: list[str], languages: list[str], formats: list[str], final: bool, notes: str, reference: bytes | None, settings: tuple[str, ...]
) -> list[OutFile]:
    """One original of each instrument for each of its signatories."""
    made = []
    for party in parties_of(opened, ids):
        package = compile_package(opened.with_first(party), languages or None, final, bool(notes))
        own = [id for id in ids if party in (opened.instruments[id].get("signatories") or [])]
        made += _files(package, own, formats, notes, reference, settings, party)
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
