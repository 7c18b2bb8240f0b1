"""A store of what was read and validated before, keyed by content: never stale, safe to delete.

One file holds an index and the entries, each plain JSON, read only when asked for.  What is damaged is as good as not there.
Where it lies is the business of the command line; below it, ``load(…, cache=None)``.
"""

from __future__ import annotations

import json
import os
import zlib
from io import FileIO

from .digests import blake2b
from .hints import Any

VERSION = 3
KEEP = 16_000_000
INDEX = 128_000
"""How much is read at once for the index: all of it, as a rule."""

_decode = json.JSONDecoder().raw_decode  # what json.loads comes to, less its questions about the type of the text


def digest(*parts: bytes | str) -> str:
    """A key for some content: 32 hex digits."""
    made = blake2b(digest_size=16)
    for part in parts:
        made.update(part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part)
        made.update(b"\0")
    return made.hexdigest()


class Cache:
    """``get`` and ``put`` by key; ``save`` writes what is new beside the old file and renames."""

    def __init__(self, path: str, program: str) -> None:
        self.path = path
        self._stamp = f"{VERSION} {program}"
        self._index: dict[str, list[int]] = {}
        self._file: FileIO | None = None
        self._body = 0  # where the entries begin
        self._new: dict[str, bytes] = {}
        self._used: set[str] = set()
        self._open()

    def _open(self) -> None:
        self._index = {}
        if not os.path.isfile(self.path):  # a pipe might never end
            return
        try:
            self._file = FileIO(self.path)
            content = self._file.read(INDEX)
            head, newline, rest = content.partition(b"\n")
            stamp, checksum, length = head.decode("ascii").rsplit(" ", 2)
            size = int(length)
            if stamp != self._stamp or not 0 < size <= KEEP:
                return
            if len(rest) < size:
                rest += self._file.read(size - len(rest))
            if zlib.crc32(rest[:size]) == int(checksum):
                self._body = len(head) + len(newline) + size
                self._index = _decode(rest[:size].decode("ascii"))[0]
        except (OSError, ValueError):
            self._index = {}

    def get(self, key: str) -> Any:
        """The value stored under a key, or None."""
        entry = self._new.get(key) or self._entry(key)
        return None if entry is None else _decode(entry.decode("utf-8", "surrogatepass"))[0]

    def _entry(self, key: str) -> bytes | None:
        """What the file holds under a key; None where that is nothing, or damaged."""
        if key not in self._index or self._file is None:
            return None
        self._used.add(key)
        start, length, checksum = self._index[key]
        try:
            self._file.seek(self._body + start)
            entry = self._file.read(length)
        except OSError:
            return None
        return entry if zlib.crc32(entry) == checksum else None

    def put(self, key: str, value: Any) -> None:
        """Stores a JSON value."""
        self._new[key] = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    def save(self) -> None:
        """Writes the file if there is something new; what was used last stays when room is short.  Never raises."""
        if not self._new:
            return
        used = self._used.copy()
        entries = [*self._new.items(), *((key, self._entry(key)) for key in sorted(self._index, key=lambda key: key not in used))]
        chunks, index, at = [], {}, 0
        for key, chunk in entries:
            if chunk is None or key in index or at + len(chunk) > KEEP:
                continue
            index[key] = [at, len(chunk), zlib.crc32(chunk)]
            chunks.append(chunk)
            at += len(chunk)
        head = json.dumps(index, separators=(",", ":")).encode("ascii")
        aside = f"{self.path}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(self.path), exist_ok=True)
            with open(aside, "wb") as handle:
                handle.write(f"{self._stamp} {zlib.crc32(head)} {len(head)}\n".encode("ascii"))
                handle.writelines([head, *chunks])
            if self._file is not None:
                self._file.close()  # on some systems an open file cannot be replaced
                self._file = None
            os.replace(aside, self.path)
        except OSError:
            return
        self._new.clear()
        self._open()
