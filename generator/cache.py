"""A store of what was read and validated before, keyed by content: never stale, safe to delete.

One file holds an index and the entries, each plain JSON, read only when asked for.  A damaged file is as good as none.
Where it lies is the business of the command line; below it, ``load(…, cache=None)``.
"""

from __future__ import annotations

import json
import os
import zlib

from .digests import blake2b
from .errors import UserError
from .files import read_bytes
from .hints import Any

VERSION = 1
KEEP = 16_000_000

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
        self._body = memoryview(b"")  # slices of it copy nothing
        self._new: dict[str, bytes] = {}
        self._used: set[str] = set()
        self._read()

    def _read(self) -> None:
        try:
            content = memoryview(read_bytes(self.path, limit=2 * KEEP))
            head, newline, _ = bytes(content[:200]).partition(b"\n")
            stamp, checksum, length = head.decode("ascii").rsplit(" ", 2)
            rest = content[len(head) + len(newline) :]
            if stamp != self._stamp or zlib.crc32(rest) != int(checksum):
                return
            size = int(length)
            self._index = _decode(str(rest[:size], "ascii"))[0]
            self._body = rest[size:]
        except (UserError, ValueError):
            self._index, self._body = {}, memoryview(b"")

    def get(self, key: str) -> Any:
        """The value stored under a key, or None."""
        entry = self._index.get(key)
        if entry is None:
            fresh = self._new.get(key)
            return None if fresh is None else _decode(fresh.decode("ascii"))[0]
        self._used.add(key)
        return _decode(str(self._entry(key), "ascii"))[0]

    def _entry(self, key: str) -> memoryview:
        start, length = self._index[key]
        return self._body[start : start + length]

    def put(self, key: str, value: Any) -> None:
        """Stores a JSON value."""
        self._new[key] = json.dumps(value, separators=(",", ":")).encode("ascii")

    def save(self) -> None:
        """Writes the file if there is something new; what was used last stays when room is short.  Never raises."""
        if not self._new:
            return
        old = sorted(self._index, key=lambda key: key not in self._used)
        entries: list[tuple[str, bytes | memoryview]] = [*self._new.items(), *((k, self._entry(k)) for k in old)]
        chunks, index, at = [], {}, 0
        for key, chunk in entries:
            if key in index or at + len(chunk) > KEEP:
                continue
            index[key] = [at, len(chunk)]
            chunks.append(chunk)
            at += len(chunk)
        head = json.dumps(index, separators=(",", ":")).encode("ascii")
        rest = head + b"".join(chunks)
        aside = f"{self.path}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(self.path), exist_ok=True)
            with open(aside, "wb") as handle:
                handle.write(f"{self._stamp} {zlib.crc32(rest)} {len(head)}\n".encode("ascii"))
                handle.write(rest)
            os.replace(aside, self.path)
        except OSError:
            return
        self._new.clear()
