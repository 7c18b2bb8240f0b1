"""Files on disk: written aside, then renamed; what somebody edited by hand is never overwritten.

``manifest.json`` beside the drafts holds the digest of each file as it was written; a file that differs was edited.
"""

from __future__ import annotations

import errno
import json
import os
from itertools import takewhile

from .digests import sha256
from .errors import Refused, UserError
from .files import read_bytes
from .frozen import Record
from .hints import Any
from .project import MANIFEST

MAX_DRAFT = 64_000_000


class OutFile(Record):
    """One file to write: its path below the output folder, what it is, and its bytes."""

    path: str
    instrument: str
    language: str
    format: str
    content: bytes


class CannotWrite(UserError):
    """A folder takes no more files: the disk is full, or may not be written to."""


def digest(content: bytes) -> str:
    """The digest that the manifest holds."""
    return sha256(content).hexdigest()


def write_all(folder: str, files: list[OutFile], head: dict[str, Any], force: bool) -> list[str]:
    """Writes the files and the manifest; returns the paths of those that changed.

    Raises :class:`Refused` before anything is written where a file was edited by hand, and :class:`UserError` where the
    folder cannot be written."""
    known = _known(folder, files)
    changed, edited = _compared(folder, files, known)
    if edited and not force:
        names = ", ".join(os.path.join(folder, file.path) for file in edited)
        raise Refused(
            f"edited by hand, so not overwritten: {names}", "put the edits into the scenario or a clause, or use --force to overwrite, or -o to write elsewhere"
        )
    _write([(file.path, file.content) for file in changed] + _manifest(folder, files, head, known), folder)
    return [os.path.join(folder, file.path) for file in changed]


def write_sparing(folder: str, files: list[OutFile], head: dict[str, Any], aside: str) -> tuple[list[str], list[str]]:
    """As :func:`write_all`, but what was edited by hand is left alone, and what is no longer made is removed; returns the
    paths that changed and those left alone.  A new folder appears whole: it is made in the folder ``aside``, then renamed."""
    known = _known(folder, files)
    changed, edited = _compared(folder, files, known)
    spared = {file.path for file in edited}
    made = [file for file in files if file.path not in spared]
    contents = [(file.path, file.content) for file in changed if file.path not in spared]
    old = [path for path in known.keys() - {file.path for file in files} if _digest_of(os.path.join(folder, path)) == known[path]["digest"]]
    manifest = _manifest(folder, made, head, {path: entry for path, entry in known.items() if path not in old})
    whole = os.path.join(aside, os.path.basename(folder))
    if os.path.isdir(folder):
        if contents or manifest:
            _write(contents + manifest, folder, whole)
        for path in old:
            os.unlink(os.path.join(folder, path))
    else:
        _write(contents + manifest, whole)
        try:
            os.makedirs(os.path.dirname(folder), exist_ok=True)
            os.rename(whole, folder)
        except OSError as error:
            raise unwritable(error, folder) from None
    return [os.path.join(folder, path) for path in [*(path for path, _ in contents), *sorted(old)]], [os.path.join(folder, path) for path in sorted(spared)]


def is_as_written(folder: str, entries: list[dict[str, Any]]) -> bool:
    """Whether every file of a manifest's entries is there, as it was written."""
    return all(_digest_of(os.path.join(folder, entry["path"])) == entry["digest"] for entry in entries)


def replace(path: str, content: bytes, aside: str) -> bool:
    """One file anew, made in the folder ``aside``; False where it already has these bytes."""
    if _digest_of(path) == digest(content):
        return False
    _write([(os.path.basename(path), content)], os.path.dirname(path), aside)
    return True


def write_file(path: str, content: bytes) -> None:
    """One file that a command was told to write, whatever stands there; aside first, then renamed."""
    if os.path.isdir(path):
        raise UserError(f"{path}: is a folder", "name a file with -o")
    _write([(os.path.basename(path), content)], os.path.dirname(path) or ".")


def write_files(contents: dict[str, bytes]) -> None:
    """Some files by their full paths, all written aside before any is renamed."""
    folder = os.path.commonpath([os.path.dirname(path) for path in contents])
    _write([(os.path.relpath(path, folder), content) for path, content in contents.items()], folder)


def _known(folder: str, files: list[OutFile]) -> dict[str, dict[str, Any]]:
    """What the manifest says of the files written before."""
    for name in (MANIFEST, *(file.path for file in files)):
        if os.path.isdir(os.path.join(folder, name)):
            raise UserError(f"{os.path.join(folder, name)}: is a folder, so no file can be written there", "remove it, or name another folder with -o")
    return {entry["path"]: entry for entry in _read_manifest(folder)}


def _compared(folder: str, files: list[OutFile], known: dict[str, dict[str, Any]]) -> tuple[list[OutFile], list[OutFile]]:
    """The files that differ from what is there, and those of them that were edited by hand."""
    changed, edited = [], []
    for file in files:
        present = _digest_of(os.path.join(folder, file.path))
        if present != digest(file.content):
            changed.append(file)
            if present is not None and present != known.get(file.path, {}).get("digest"):
                edited.append(file)
    return changed, edited


def _digest_of(path: str) -> str | None:
    return digest(read_bytes(path, limit=MAX_DRAFT)) if os.path.exists(path) else None


def _manifest(folder: str, files: list[OutFile], head: dict[str, Any], known: dict[str, dict[str, Any]]) -> list[tuple[str, bytes]]:
    """The manifest to write; nothing where it is there as it should be."""
    written = {f.path: {"path": f.path, "instrument": f.instrument, "language": f.language, "format": f.format, "digest": digest(f.content)} for f in files}
    kept = {path: entry for path, entry in known.items() if os.path.exists(os.path.join(folder, path))}
    manifest = {**head, "files": [entry for _, entry in sorted((kept | written).items())]}
    content = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode(errors="replace")
    try:
        present = _digest_of(os.path.join(folder, MANIFEST))
    except UserError:  # not a file: it is replaced by one
        present = None
    return [] if present == digest(content) else [(MANIFEST, content)]


def _write(contents: list[tuple[str, bytes]], folder: str, aside: str = "") -> None:
    """Every file aside first, beside its place or in ``aside``; then all are renamed."""
    asides: list[tuple[str, str]] = []
    try:
        for needed in (folder, aside or folder):
            os.makedirs(needed, exist_ok=True)
        for path, content in contents:
            inner, name = os.path.split(os.path.join(folder, path))
            os.makedirs(inner, exist_ok=True)
            made = os.path.join(aside or inner, f".{name}.{os.getpid()}.part")
            asides.append((made, os.path.join(folder, path)))
            with open(made, "wb") as handle:
                handle.write(content)
        for made, path in asides:
            os.replace(made, path)
    except OSError as error:
        error.filename = dict(asides).get(str(error.filename), error.filename)
        raise unwritable(error, folder) from None
    finally:
        for made, _ in asides:
            if os.path.exists(made):
                os.unlink(made)


def unwritable(error: OSError, folder: str) -> CannotWrite:
    """Why a folder takes no more files, and what to do."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    hint = "free some space, or name a folder on another disk with -o" if full else "name another folder with -o"
    path = os.sep.join(takewhile(lambda step: not step.endswith(".part"), str(error.filename2 or error.filename or folder).split(os.sep)))
    return CannotWrite(f"{path}: cannot be written ({(error.strerror or str(error)).lower()})", hint)


def _read_manifest(folder: str) -> list[dict[str, Any]]:
    try:
        entries = json.loads(read_bytes(os.path.join(folder, MANIFEST), limit=MAX_DRAFT))["files"]
        return [e for e in entries if isinstance(e.get("path"), str) and isinstance(e.get("digest"), str)]
    except (UserError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
