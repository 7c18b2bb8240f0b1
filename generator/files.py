"""A file's path → its bytes, never more than is wanted, and never from a pipe or a device, which might not end."""

from __future__ import annotations

import os
from stat import S_ISREG

from .errors import UserError

MAX_BYTES = 1_000_000
"""The size of a file that people write."""


def read_bytes(path: str, shown: str = "", limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file, at most one more than ``limit``; :class:`UserError` if it cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
        try:
            status = os.fstat(handle)
            if not S_ISREG(status.st_mode):
                raise UserError(f"{shown or path}: is not a file")
            content = os.read(handle, min(status.st_size, limit) + 1)
            if len(content) != status.st_size:  # it grew or shrank meanwhile, or a read was cut short
                while (more := os.read(handle, limit + 1 - len(content))) and len(content) <= limit:
                    content += more
            return content
        finally:
            os.close(handle)
    except OSError as error:
        raise UserError(f"{shown or path}: cannot be read ({(error.strerror or str(error)).lower()})") from None
    except ValueError:
        raise UserError(f"{(shown or path)!r}: not a file name") from None


def decoded(content: bytes, errors: str = "strict") -> str:
    """Text in UTF-8, without the mark that some editors put before it."""
    return content.decode("utf-8", errors).removeprefix("\ufeff")
