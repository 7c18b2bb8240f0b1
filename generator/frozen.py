"""Frozen, slotted records: what ``@dataclass(frozen=True, slots=True)`` gives, at a tenth of its cost at start-up.

A command that drafts one text must start in the time of a few bare interpreters, and the standard decorator
spends about a millisecond on each class.  Goes in: a class body of annotated fields, defaults last.  Comes out: a
class with ``__slots__``, positional and keyword construction, equality by type and value, a hash, and no assignment.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import CodeType, FunctionType

from .hints import Any, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class _RecordType(type):
    __fields__: tuple[str, ...]

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _RecordType:
        fields = [f for f in namespace.get("__annotations__", {}) if not f.startswith("__")]
        defaults = {f: namespace.pop(f) for f in fields if f in namespace}
        namespace["__slots__"] = tuple(fields)
        cls = super().__new__(mcs, name, bases, namespace)
        inherited: tuple[str, ...] = getattr(bases[0], "__fields__", ()) if bases else ()
        cls.__fields__ = (*inherited, *fields)
        if fields:
            cls.__init__ = _first_init(cls, fields, defaults)  # type: ignore[misc]
        return cls


def _first_init(cls: type, fields: list[str], defaults: dict[str, Any]) -> Callable[..., None]:
    """An ``__init__`` that makes the real one when it is first called: most classes are not used in most runs."""

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        code = _setting(len(fields)).replace(co_varnames=("self", *fields))
        scope = {f"_set_{n}": getattr(cls, f).__set__ for n, f in enumerate(fields)}
        cls.__init__ = FunctionType(code, scope, "__init__", tuple(defaults.values()))  # type: ignore[misc]
        cls.__init__(self, *args, **kwargs)  # type: ignore[misc]

    return init


@cache
def _setting(count: int) -> CodeType:
    """The code of an ``__init__`` with so many fields, whatever their names: records of one size share it, for compiling takes time."""
    arguments, body = (end.join(pattern.format(n) for n in range(count)) for end, pattern in ((", ", "_{0}"), ("; ", "_set_{0}(self, _{0})")))
    scope: dict[str, Any] = {}
    exec(f"def __init__(self, {arguments}): {body}", scope)
    return scope["__init__"].__code__  # type: ignore[no-any-return]


def _write(cls: type, name: str, arguments: str, value: str) -> None:
    """Gives a class its own method in place of the one that it has, when that is first called."""
    scope: dict[str, Any] = {"cls": cls}
    exec(f"def {name}({arguments}): return {value}", scope)
    setattr(cls, name, scope[name])


class Record(metaclass=_RecordType):
    """Base of every record; subclasses declare their fields as annotations and are not subclassed further."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        cls = type(self)
        same = " and ".join(f"self.{f} == other.{f}" for f in cls.__fields__) or "True"
        _write(cls, "__eq__", "self, other", f"self is other or (type(other) is cls and {same})")
        return self == other

    def __hash__(self) -> int:
        cls = type(self)
        _write(cls, "__hash__", "self", f"hash((cls, {', '.join(f'self.{f}' for f in cls.__fields__)}))")
        return hash(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{f}={getattr(self, f)!r}' for f in type(self).__fields__)})"

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), tuple(getattr(self, f) for f in type(self).__fields__)

    def but(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return type(self)(**{f: getattr(self, f) for f in type(self).__fields__} | changes)
