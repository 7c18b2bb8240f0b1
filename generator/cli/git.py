"""What git knows of a scenario: its files as a revision has them."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from ..digests import sha256
from ..errors import UserError

NO_REPOSITORY = "this is no git repository"
_MOST = 500
"""How many revisions are looked through."""


@contextmanager
def checked_out(revision: str, path: str, folder: str = ".") -> Iterator[str]:
    """The path of a scenario as a revision has it, laid out with every YAML file of the repository in a folder of its own.

    As in git, ``path`` counts from the top of the repository, or from here where it begins with a dot;
    the repository is the one that ``folder`` lies in."""
    top = git("-C", folder, "rev-parse", "--show-toplevel", fault=NO_REPOSITORY).decode().strip()
    full = os.path.abspath(path if path.startswith(".") else os.path.join(top, path))
    relative = os.path.relpath(full, os.path.realpath(top)).replace(os.sep, "/")
    if relative.startswith(".."):
        raise UserError(f"{revision}:{path} is not in this repository", f"name a path below {top}")
    unknown = f"git knows no revision “{revision}”"
    commit = git("-C", top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", fault=unknown).decode().strip()
    git("-C", top, "cat-file", "-e", f"{commit}:{relative}", fault=f"{revision} has no {relative}")
    archive = git("-C", top, "archive", "--format=tar", commit, "--", ":(glob)**/*.yaml", fault=f"{revision} holds no YAML file")
    with TemporaryDirectory(prefix="peacedraft-") as made:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(made, filter="data")
        yield os.path.join(made, relative)


def versions(path: str, digest: str) -> list[tuple[str, str]]:
    """The revisions, newest first, at which a scenario's file has a digest, each with its path from the top; [] without git."""
    folder, name = os.path.split(os.path.abspath(path))
    try:
        top = git("-C", folder, "rev-parse", "--show-toplevel", fault="").decode().strip()
        commits = git("-C", folder, "log", "--all", f"--max-count={_MOST}", "--format=%H", "--", ".", fault="").decode().split()
    except UserError:
        return []
    relative = os.path.relpath(os.path.join(os.path.realpath(folder), name), os.path.realpath(top)).replace(os.sep, "/")
    found = []
    for commit in commits:
        try:
            content = git("-C", folder, "cat-file", "blob", f"{commit}:{relative}", fault="")
        except UserError:
            continue
        if sha256(content).hexdigest() == digest:
            found.append((commit, os.path.join(top, relative)))
    return found


def rounds(since: str, path: str) -> list[tuple[str, str, str]]:
    """The revisions from ``since`` on at which a YAML file changed, oldest first: hash, date, and the scenario's path from the top."""
    folder, name = os.path.split(os.path.abspath(path))
    top = git("-C", folder, "rev-parse", "--show-toplevel", fault=NO_REPOSITORY).decode().strip()
    unknown = f"git knows no revision “{since}”"
    first = git("-C", folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}", fault=unknown).decode().strip()
    listed = git("-C", top, "log", "--first-parent", "--reverse", "--format=%H", f"{first}..HEAD", "--", ":(glob)**/*.yaml", fault=unknown)
    relative = os.path.relpath(os.path.join(os.path.realpath(folder), name), os.path.realpath(top)).replace(os.sep, "/")
    commits = [first, *listed.decode().split()]
    dates = git("-C", top, "log", "--no-walk=unsorted", "--date=short", "--format=%cd", *commits, fault=unknown).decode().split()
    return [(commit, date, relative) for commit, date in zip(commits, dates, strict=True)]


def git(*arguments: str, fault: str) -> bytes:
    """What a git command prints; :class:`UserError` with ``fault`` where it fails."""
    try:
        ran = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError:
        raise UserError("git is not installed", "install git, or name two scenarios") from None
    if ran.returncode:
        said = ran.stderr.decode(errors="replace").strip().split("\n")[0]
        hint = "`git log --oneline` lists the revisions; write REV:path/to/the/scenario"
        raise UserError(f"{fault}{f' ({said})' if said else ''}", hint if fault != NO_REPOSITORY else "`git init` makes this folder one")
    return ran.stdout
