"""peacedraft: a compiler for treaties.

``load`` a scenario, ``draft`` it into a package of instruments, ``check`` the package, ``write`` an instrument, ``diff`` two packages.
"""

from __future__ import annotations

from .hints import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .diagnostics import Diagnostic, Severity, Span
    from .errors import UserError
    from .package import InstrumentDraft, Package
    from .pipeline import check, draft, write
    from .revise.difference import Difference, diff
    from .scenario import Scenario, load

__version__ = "0.1.0"
__all__ = ["Diagnostic", "Difference", "InstrumentDraft", "Package", "Scenario", "Severity", "Span", "UserError", "check", "diff", "draft", "load", "write"]

_HOMES = {
    "pipeline": ("check", "draft", "write"),
    "revise.difference": ("Difference", "diff"),
    "scenario": ("Scenario", "load"),
    "package": ("InstrumentDraft", "Package"),
    "diagnostics": ("Diagnostic", "Severity", "Span"),
    "errors": ("UserError",),
}


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first used: the command line must start fast."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
