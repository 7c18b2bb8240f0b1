"""Reads the arguments of a plain ``draft``: options by their full names, each value an argument of its own.

Help, mistakes, abbreviations and ``--option=value`` are click's business.
"""

from __future__ import annotations

from ..hints import Any
from ..writers import WRITERS

MANY, ONE, FLAG = "many", "one", "flag"
OPTIONS = {
    "-f": ("formats", MANY),
    "--format": ("formats", MANY),
    "-l": ("languages", MANY),
    "--language": ("languages", MANY),
    "-i": ("instruments", MANY),
    "--instrument": ("instruments", MANY),
    "--set": ("settings", MANY),
    "-o": ("output", ONE),
    "--output": ("output", ONE),
    "--parallel": ("parallel", FLAG),
    "--alternat": ("alternat", FLAG),
    "--reference-doc": ("reference_doc", ONE),
    "--final": ("final", FLAG),
    "--force": ("force", FLAG),
    "--despite": ("despite", ONE),
}
"""The options of ``draft`` whose reading needs no thought: name → (parameter, what it takes)."""


def read_plainly(arguments: list[str]) -> dict[str, Any] | None:
    """The parameters of ``run_draft``; None where click must read the arguments."""
    if arguments[:1] != ["draft"]:
        return None
    found: dict[str, Any] = {"scenario": None, "formats": (), "languages": (), "instruments": (), "settings": (), "output": "output"}
    found |= {"parallel": False, "alternat": False, "notes": "", "reference_doc": None, "final": False, "force": False, "despite": None}
    rest = iter(arguments[1:])
    for argument in rest:
        if not argument.startswith("-"):
            if found["scenario"] is not None or not argument:
                return None
            found["scenario"] = argument
            continue
        name, takes = OPTIONS.get(argument, ("", ""))
        value = next(rest, None) if takes in (MANY, ONE) else None
        if not name or (takes != FLAG and (value is None or value.startswith("-"))):
            return None
        found[name] = True if takes == FLAG else (*found[name], value) if takes == MANY else value
    return found if all(format in WRITERS for format in found["formats"]) else None
