"""The command line.  Nothing imports it; each command's module is loaded when the command is called."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from io import TextIOWrapper

from ..errors import UserError, printable
from .plain import read_plainly

COMMANDS = {
    "draft": ("draft", "Compile a scenario and write its drafts."),
    "check": ("draft", "Show every finding: place, reason and way out."),
    "diff": ("diff", "Show what changed between two drafts."),
    "intake": ("intake", "Read what a delegation changed in a draft."),
    "status": ("status", "Show what is still open, who holds it, and what became of it."),
    "git-setup": ("git_setup", "Let git show drafts and scenarios as text."),
    "textconv": ("intake", "Print a DOCX as text, for git diff."),
    "explain": ("explain", "Explain a code, a clause, or why a condition can or cannot hold."),
    "variants": ("variants", "Show the consistent variants of a scenario."),
    "positions": ("positions", "Show who could accept a package, and what stands in the way."),
    "timeline": ("timeline", "Show when the steps of a scenario fall due."),
    "batch": ("batch", "Draft every variant that a plan asks for."),
    "library": ("library", "Look into the clause library and check it."),
    "schema": ("start", "Print the JSON Schema of a kind of file."),
    "init": ("start", "Start a new project of your own."),
}
"""Command → (module, what it does)."""


def console() -> None:
    """A command as a process of its own: it lives too briefly to collect garbage, and its memory goes back in one piece."""
    gc.disable()
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def main() -> int:
    """Runs a command; whatever goes wrong ends in a message and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(sys.argv[1:])
    except UserError as error:
        code = fail(error)
    except KeyboardInterrupt:
        err("stopped")
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as error:
        if os.environ.get("PEACEDRAFT_DEBUG"):
            raise
        err(f"peacedraft: a fault of the program, not of your files: {type(error).__name__}: {error}")
        err("    way out: report it with the scenario; PEACEDRAFT_DEBUG=1 shows where it happened")
        code = 2
    return code


def _run(arguments: list[str]) -> int:
    """A plain ``draft`` runs without click, whose loading would take a third of its time; click reads everything else."""
    plain = read_plainly(arguments)
    if plain is None:
        from .group import run

        return run()
    from .drafting import run_draft

    return run_draft(**plain)


def fail(error: UserError) -> int:
    """Shows a user error and returns its exit code."""
    findings = getattr(error, "findings", None)
    if findings:
        from ..report import render

        err(render(findings, "text", "", colour(sys.stderr)).removesuffix("\n"))
    err(f"peacedraft: {printable(error.message)}")
    if error.hint:
        err(f"    way out: {printable(error.hint)}")
    return error.exit_code


def colour(stream: object) -> bool:
    """Whether a stream is a terminal that wants colour."""
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty()) and not os.environ.get("NO_COLOR")


def err(line: str) -> None:
    """A line on standard error."""
    sys.stdout.flush()
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
