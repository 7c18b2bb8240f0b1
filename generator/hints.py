"""The names that annotations use, without ``typing``, whose loading takes a third of the time that the interpreter starts in.

No annotation is evaluated when the program runs, so that the names may then stand for anything.  The models of files,
which pydantic evaluates, take theirs from ``typing``.
"""

from __future__ import annotations

from collections.abc import Callable

TYPE_CHECKING = False
"""Type checkers know the name, and take it for true."""

if TYPE_CHECKING:
    from typing import Any, Protocol, Self, TypeGuard, TypeVar, dataclass_transform
else:
    Any = Protocol = Self = TypeGuard = object

    def TypeVar(name: str, **_: object) -> str:
        """For type checkers alone."""
        return name

    def dataclass_transform(**_: object) -> Callable[[type], type]:
        """For type checkers alone."""
        return lambda decorated: decorated


__all__ = ["TYPE_CHECKING", "Any", "Protocol", "Self", "TypeGuard", "TypeVar", "dataclass_transform"]
