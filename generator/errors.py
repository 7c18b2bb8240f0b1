"""What cannot go on: user errors that end a command with an exit code and a message, never a traceback."""

from __future__ import annotations

_HIDDEN = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))


def printable(text: str) -> str:
    """A message with its control characters written out: what a file holds must not steer a terminal."""
    return text if text.isprintable() else text.translate({n: chr(n).encode("unicode_escape").decode() for n in _HIDDEN})


class UserError(Exception):
    """Unusable arguments, or a file that is missing or unreadable.  ``hint`` is the way out; exit code 2."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Refused(UserError):
    """The program could go on but must not: an edited file would be overwritten.  Exit code 1."""

    exit_code = 1
