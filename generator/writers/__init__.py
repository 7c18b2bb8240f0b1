"""Formats: one module each, all ``write(compiled, language, options) -> bytes``; :data:`WRITERS` registers them.

Those of :data:`PARALLEL` also ``write_parallel(texts, options) -> bytes``: one instrument in several languages, level."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from ..frozen import Record
from ..language import Language
from ..tree import Compiled

WRITERS = {"md": "markdown", "docx": "docx", "json": "json_tree"}
"""Format name, which is also the file's suffix → module."""

PARALLEL = ("md", "docx")
"""The formats that hold several languages."""


class Options(Record):
    """What every writer is told.  ``assets`` are template files' bytes by name; ``manifest`` goes into the file where
    the format can carry it; ``program`` is name and version; ``notes`` is "", "footnotes" or "comments"."""

    notes: str = ""
    final: bool = False
    program: str = ""
    manifest: dict[str, object] | None = None
    template: bytes = b""
    reference_doc: bytes | None = None


def write(compiled: Compiled, language: Language, format: str, options: Options) -> bytes:
    """One instrument in one language as a file of the format."""
    module = import_module(f".{WRITERS[format]}", __package__)
    made: bytes = module.write(compiled, language, options)
    return made


def write_parallel(texts: Sequence[tuple[Compiled, Language]], format: str, options: Options) -> bytes:
    """One instrument in several languages as one file of the format."""
    module = import_module(f".{WRITERS[format]}", __package__)
    made: bytes = module.write_parallel(texts, options)
    return made
