"""What is made of all variants together: the index page, the comparison, the packs and the manifest.

Goes in: a plan, a job that is done, and the executor that did it.  Comes out: a :class:`Finished`; the files are on the disk.
Texts, packs and the workbook are made by the executor's processes, while this one reads what the variants recorded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from ..frozen import Record
from ..output import OutFile, digest, is_as_written, replace, write_sparing
from ..pipeline import PROGRAM
from ..project import MANIFEST
from .comparison import comparison
from .index import index
from .manifest import pages_written, recorded, write_manifest
from .overview import alternatives, overview, printed
from .plan import Plan
from .work import Bench, Job, using

T = TypeVar("T")
TOGETHER = 8
"""So many variants whose texts stand side by side are handed out together."""
FACILITATOR = "facilitator"
PACKS = "delegations", FACILITATOR, "teams"
Folder = tuple[str, list[OutFile]]


class Finished(Record):
    """Names of the files that changed, of those edited by hand and left alone, and of the folders that an earlier run made and
    the plan no longer asks for."""

    changed: tuple[str, ...]
    edited: tuple[str, ...]
    older: tuple[str, ...]


def finish(plan: Plan, job: Job, executor: Executor | None) -> Finished:
    """The index page, the comparison, the packs and the manifest."""
    asked = alternatives(plan)
    texts = [_made(executor, using, job, printed, some) for some in iter(lambda: list(islice(asked, TOGETHER)), [])]
    packs = [_made(executor, using, job, _pack, name) for name in PACKS if name in plan.packs]
    text = _made(executor, using, job, _text) if {"delegations", "teams"} & set(plan.packs) else list
    seen = overview(plan, recorded(plan, job))
    workbook = _made(executor, comparison, seen, [text for some in texts for text in some()])
    changed: list[str] = []
    edited: list[str] = []
    folders: list[tuple[str, list[str]]] = []
    shared: list[OutFile] = text()
    for name, own in (folder for pack in packs for folder in pack()):
        files = own if name == FACILITATOR else [*shared, *own]
        folders.append((name, [file.path for file in files]))
        folder = os.path.join(job.folder, "packs", *name.split("/"))
        written, left = write_sparing(folder, files, {"program": PROGRAM, "plan": plan.name}, job.aside)
        changed += written
        edited += left
    pages = {"index.html": index(plan, seen, folders), "comparison.xlsx": workbook()}
    known = pages_written(job)
    for name, content in pages.items():
        path = os.path.join(job.folder, name)
        if os.path.exists(path) and not any(is_as_written(job.folder, [{"path": name, "digest": one}]) for one in (known.get(name), digest(content))):
            edited.append(path)
            continue
        known[name] = digest(content)
        changed += [path] if replace(path, content, job.aside) else []
    changed += [os.path.join(job.folder, MANIFEST)] if write_manifest(plan, job, known) else []
    return Finished(tuple(changed), tuple(edited), tuple(_older(plan, job, seen.total, {name for name, _ in folders})))


def _older(plan: Plan, job: Job, made: int, packs: set[str]) -> Iterator[str]:
    """The folders of variants and packs, known by their manifests, that the plan does not ask for; ``made`` of its variants have one."""
    asked = {f"packs/{name}" for name in packs}
    variants = sum(1 for entry in _entries(job.folder) if entry.is_dir() and entry.name != "packs")
    if variants > made:  # else no names need be held
        asked |= {variant.id for variant in plan}
    for home in ("", "packs/", "packs/delegations/", "packs/teams/")[variants <= made :]:
        names = sorted(entry.name for entry in _entries(os.path.join(job.folder, home)) if home + entry.name not in asked)
        yield from (folder for name in names if os.path.isfile(os.path.join(folder := os.path.join(job.folder, home, name), MANIFEST)))


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    if os.path.isdir(folder):
        with os.scandir(folder) as entries:
            yield from entries


def _made(executor: Executor | None, task: Callable[..., T], *given: Any) -> Callable[[], T]:
    """What a task makes: another process from now on, or this one when it is wanted."""
    return executor.submit(task, *given).result if executor else partial(task, *given)


def _pack(bench: Bench, name: str) -> list[Folder]:
    """The folders of a pack, without the negotiating text, which all who negotiate share."""
    from .facilitator import facilitator
    from .packs import delegations, teams

    if name == FACILITATOR:
        return [(name, facilitator(bench.plan, bench.job))]
    return list((delegations if name == "delegations" else teams)(bench.plan))


def _text(bench: Bench) -> list[OutFile]:
    from .packs import negotiating_text

    return negotiating_text(bench.plan, bench.job)
