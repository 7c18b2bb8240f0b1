"""What cannot go on: user errors that end a command with an exit code and a message, never a traceback."""

from __future__ import annotations


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
