"""DOCX arguments: a file that came back, and the draft that it was."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from ..cache import Cache
from ..digests import sha256
from ..errors import UserError
from ..files import read_bytes
from ..frozen import Record
from ..package import Package
from ..pipeline import draft as compile_package
from ..pipeline import write
from ..project import MANIFEST, own_root, shipped
from ..revise.word import Draft
from ..revise.word_package import MAX_FILE
from ..revise.word_reader import read, refuse_parallel
from ..scenario import Scenario, load
from .git import checked_out, versions

MOST = 5
"""How many revisions of one scenario are drafted in search of a file's original."""


class Origin(Record):
    """Where a file comes from: ``package`` as it was drafted, ``original`` as it was written, both None where the scenario
    is not what it was; ``path`` is the scenario's file now, "" where there is none; ``doubt`` says what does not fit."""

    package: Package | None
    original: Draft | None
    path: str
    doubt: str = ""


def is_word(path: str) -> bool:
    """Whether an argument names a Word file."""
    return path.lower().endswith((".docx", ".docm", ".dotx")) and os.path.exists(path)


def read_word(path: str) -> Draft:
    """The draft in a file."""
    return read(read_bytes(path, limit=MAX_FILE), path)


def is_unaltered(draft: Draft) -> bool:
    """Whether a file is as this program wrote it, without notes."""
    return draft.program.startswith("peacedraft") and not (draft.tracked or draft.comments or draft.has_notes)


def written(package: Package, instrument: str, language: str, name: str) -> Draft:
    """A draft as it is read from the Word file that the program writes of it."""
    return read(write(package[instrument], "docx", language), name)


def opened(path: str, store: Cache | None, stack: ExitStack) -> tuple[Draft, Origin]:
    """A file that came back and its origin; what was checked out of git for it lives as long as ``stack``."""
    data = read_bytes(path, limit=MAX_FILE)
    manifest = _beside(path)
    try:
        found = read(data, path)
    except UserError:
        if manifest is None:
            raise
        refuse_parallel(path, manifest)
        found = None
    if found is not None and found.manifest:
        manifest = found.manifest
    if manifest is None:
        return read(data, path), Origin(None, None, "", "the file has lost its manifest, and no manifest.json beside it names it")
    origin = _origin(manifest, path, found, store, stack)
    if found is None or not found.manifest:
        if origin.original is None:
            raise UserError(f"{path}: the file has lost its map, and {origin.doubt}", "put the scenario back as it was when the draft was written")
        found = read(data, path, origin.original.nodes).but(manifest=manifest)
    return found, origin


def _beside(path: str) -> dict[str, Any] | None:
    """What a ``manifest.json`` beside the file, or below ``output/``, says of a file of its name."""
    name = os.path.basename(path)
    folders = [os.path.dirname(path) or "."]
    if os.path.isdir("output"):
        folders += sorted(entry.path for entry in os.scandir("output") if entry.is_dir())
    for folder in folders:
        try:
            manifest = json.loads(read_bytes(os.path.join(folder, MANIFEST)))
            entry = next(e for e in manifest["files"] if e["path"] == name)
            return {**manifest, "instrument": entry["instrument"], "language": entry["language"]}
        except (UserError, ValueError, KeyError, TypeError, StopIteration, RecursionError):
            continue
    return None


def _origin(manifest: dict[str, Any], file: str, found: Draft | None, store: Cache | None, stack: ExitStack) -> Origin:
    scenario = manifest.get("scenario")
    relative, digest = (str(scenario.get(key, "")) for key in ("path", "digest")) if isinstance(scenario, dict) else ("", "")
    if not relative or os.path.isabs(relative) or ".." in relative.split("/"):
        return Origin(None, None, "", "its manifest names no scenario")
    path = next(_candidates(relative, file), "")
    if not path:
        return Origin(None, None, "", f"there is no {relative} here")
    best: tuple[Package | None, Draft | None] = (None, None)
    for place in _versions(path, digest, stack):
        package, original = _drafted(load(place, store), manifest)
        if package is None or original is None:
            continue
        best = best if best[0] is not None else (package, original)
        if package.library_digest == manifest.get("library") or (found is not None and original.units() == found.units(old=True)):
            return Origin(package, original, path)
        if compile_package(package.scenario).library_digest == manifest.get("library"):
            return Origin(package, original, path)
    doubt = "the clauses may have changed since it was written" if best[0] else f"{relative} has changed since, and git has no revision of it that fits"
    return Origin(*best, path, doubt)


def _candidates(relative: str, file: str) -> Iterator[str]:
    """The scenario from here upwards, from the file upwards, or the shipped one."""
    for folder in (os.getcwd(), os.path.dirname(os.path.abspath(file))):
        for root in dict.fromkeys([own_root(folder), folder]):
            if root and os.path.isfile(os.path.join(root, relative)):
                yield os.path.join(root, relative)
    if os.path.isfile(os.path.join(shipped(), relative)):
        yield os.path.join(shipped(), relative)


def _versions(path: str, digest: str, stack: ExitStack) -> Iterator[str]:
    """The scenario as it is, if it is what was drafted, then as git has it wherever it was."""
    if sha256(read_bytes(path)).hexdigest() == digest:
        yield path
    for revision, name in versions(path, digest)[:MOST]:
        yield stack.enter_context(checked_out(revision, name, os.path.dirname(path)))


def _drafted(scenario: Scenario, manifest: dict[str, Any]) -> tuple[Package | None, Draft | None]:
    """The package as the manifest says that it was drafted; None where the scenario knows no such instrument."""
    settings, first = manifest.get("set"), manifest.get("first")
    made = scenario.with_values([str(s) for s in settings]) if isinstance(settings, list) else scenario
    if isinstance(first, str):
        made = made.with_first(first)
    instrument, language = str(manifest.get("instrument")), str(manifest.get("language"))
    if instrument not in made.instruments or language not in made.library.languages():
        return None, None
    package = compile_package(made, [language], instruments=[instrument])
    return package, written(package, instrument, language, "the original")
