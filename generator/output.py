"""Files on disk: written aside, then renamed; what somebody edited by hand is never overwritten.

``manifest.json`` beside the drafts holds the digest of each file as it was written; a file that differs was edited.
"""

from __future__ import annotations

import json
import os
from typing import Any

from .digests import sha256
from .errors import Refused, UserError
from .files import read_bytes
from .frozen import Record
from .project import MANIFEST

MAX_DRAFT = 64_000_000


class OutFile(Record):
    """One file to write: its path below the output folder, what it is, and its bytes."""

    path: str
    instrument: str
    language: str
    format: str
    content: bytes


def digest(content: bytes) -> str:
    """The digest that the manifest holds."""
    return sha256(content).hexdigest()


def write_all(folder: str, files: list[OutFile], head: dict[str, Any], force: bool) -> list[str]:
    """Writes the files and the manifest; returns the paths of those that changed.

    Raises :class:`Refused` before anything is written where a file was edited by hand, and :class:`UserError` where the
    folder cannot be written."""
    for name in (MANIFEST, *(file.path for file in files)):
        if os.path.isdir(os.path.join(folder, name)):
            raise UserError(f"{os.path.join(folder, name)}: is a folder, so no file can be written there", "remove it, or name another folder with -o")
    known = {entry["path"]: entry for entry in _read_manifest(folder)}
    edited = []
    changed = []
    for file in files:
        path = os.path.join(folder, file.path)
        present = digest(read_bytes(path, limit=MAX_DRAFT)) if os.path.exists(path) else None
        new = digest(file.content)
        if present != new:
            changed.append(file)
            if present is not None and present != known.get(file.path, {}).get("digest") and not force:
                edited.append(file.path)
    if edited:
        names = ", ".join(os.path.join(folder, path) for path in edited)
        raise Refused(
            f"edited by hand, so not overwritten: {names}", "put the edits into the scenario or a clause, or use --force to overwrite, or -o to write elsewhere"
        )
    written = {f.path: {"path": f.path, "instrument": f.instrument, "language": f.language, "format": f.format, "digest": digest(f.content)} for f in files}
    kept = {path: entry for path, entry in known.items() if os.path.exists(os.path.join(folder, path))}
    manifest = {**head, "files": [entry for _, entry in sorted((kept | written).items())]}
    content = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode(errors="replace")
    _write([(file.path, file.content) for file in changed] + [(MANIFEST, content)], folder)
    return [os.path.join(folder, file.path) for file in changed]


def write_file(path: str, content: bytes) -> None:
    """One file that a command was told to write, whatever stands there; aside first, then renamed."""
    if os.path.isdir(path):
        raise UserError(f"{path}: is a folder", "name a file with -o")
    _write([(os.path.basename(path), content)], os.path.dirname(path) or ".")


def write_files(contents: dict[str, bytes]) -> None:
    """Some files by their full paths, all written aside before any is renamed."""
    folder = os.path.commonpath([os.path.dirname(path) for path in contents])
    _write([(os.path.relpath(path, folder), content) for path, content in contents.items()], folder)


def _write(contents: list[tuple[str, bytes]], folder: str) -> None:
    asides: list[tuple[str, str]] = []
    try:
        os.makedirs(folder, exist_ok=True)
        for path, content in contents:
            inner, name = os.path.split(os.path.join(folder, path))
            os.makedirs(inner, exist_ok=True)
            aside = os.path.join(inner, f".{name}.{os.getpid()}.part")
            asides.append((aside, os.path.join(folder, path)))
            with open(aside, "wb") as handle:
                handle.write(content)
        for aside, path in asides:
            os.replace(aside, path)
    except OSError as error:
        raise UserError(f"{error.filename or folder}: cannot be written ({(error.strerror or str(error)).lower()})", "name another folder with -o") from None
    finally:
        for aside, _ in asides:
            if os.path.exists(aside):
                os.unlink(aside)


def _read_manifest(folder: str) -> list[dict[str, Any]]:
    try:
        entries = json.loads(read_bytes(os.path.join(folder, MANIFEST), limit=MAX_DRAFT))["files"]
        return [e for e in entries if isinstance(e.get("path"), str) and isinstance(e.get("digest"), str)]
    except (UserError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
