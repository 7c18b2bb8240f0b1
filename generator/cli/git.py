"""What git knows of a scenario: its files as a revision has them."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from ..errors import UserError


@contextmanager
def checked_out(revision: str, path: str) -> Iterator[str]:
    """The path of a scenario as a revision has it, laid out with every YAML file of the repository in a folder of its own.

    As in git, ``path`` counts from the top of the repository, or from here where it begins with a dot."""
    top = git("rev-parse", "--show-toplevel", fault="this is no git repository").decode().strip()
    full = os.path.abspath(path if path.startswith(".") else os.path.join(top, path))
    relative = os.path.relpath(full, os.path.realpath(top)).replace(os.sep, "/")
    if relative.startswith(".."):
        raise UserError(f"{revision}:{path} is not in this repository", f"name a path below {top}")
    commit = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", fault=f"git knows no revision “{revision}”").decode().strip()
    git("cat-file", "-e", f"{commit}:{relative}", fault=f"{revision} has no {relative}")
    archive = git("-C", top, "archive", "--format=tar", commit, "--", ":(glob)**/*.yaml", fault=f"{revision} holds no YAML file")
    with TemporaryDirectory(prefix="peacedraft-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
        yield os.path.join(folder, relative)


def git(*arguments: str, fault: str) -> bytes:
    """What a git command prints; :class:`UserError` with ``fault`` where it fails."""
    try:
        ran = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError:
        raise UserError("git is not installed", "install git, or name two scenarios") from None
    if ran.returncode:
        said = ran.stderr.decode(errors="replace").strip().split("\n")[0]
        raise UserError(f"{fault}{f' ({said})' if said else ''}", "`git log --oneline` lists the revisions; write REV:path/to/the/scenario")
    return ran.stdout
