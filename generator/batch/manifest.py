"""``manifest.json`` of a batch: what it was made from, and every variant's choices, findings and digests, one to a line.

It is put together from the variants' own manifests, one after the other, so that memory does not grow with their number.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from ..output import unwritable
from ..pipeline import PROGRAM
from ..project import MANIFEST
from .plan import Plan
from .work import Job, read_record

HEAD = 100
"""The variants begin within so many lines of the manifest."""
_VARIANTS = ' "variants":'
_TOLD = ("variant", "choices", "findings", "codes", "positions", "indices", "failure")


def recorded(plan: Plan, job: Job) -> Iterator[dict[str, Any]]:
    """Every variant's own manifest, in the plan's order; those that a stopped run did not reach are left out.  What the
    manifest of all says of each is written aside as it passes."""
    try:
        os.makedirs(job.aside, exist_ok=True)
        with open(_aside(job, "variants"), "wb") as variants, open(_aside(job, "files"), "wb") as files:
            for variant in plan:
                record = read_record(os.path.join(job.folder, variant.id))
                if record is not None:
                    _add(variants, {key: record[key] for key in _TOLD if key in record})
                    for entry in record["files"]:
                        _add(files, entry | {"path": f"{record['variant']}/{entry['path']}"})
                    yield record
    except OSError as error:
        raise unwritable(error, os.path.join(job.folder, MANIFEST)) from None


def _aside(job: Job, part: str) -> str:
    return os.path.join(job.aside, f"{MANIFEST}.{part}")


def _add(list: BinaryIO, entry: dict[str, Any]) -> None:
    list.write(f"{',' if list.tell() else ''}\n  {json.dumps(entry, ensure_ascii=False)}".encode(errors="replace"))


def pages_written(job: Job) -> dict[str, str]:
    """The digests of the pages over all variants, as an earlier run wrote them; none where it did not."""
    lines: list[str] = []
    try:
        with open(os.path.join(job.folder, MANIFEST), encoding="utf-8") as handle:
            for line in islice(handle, HEAD):
                if line.startswith(_VARIANTS):
                    found = json.loads("".join(lines).rstrip().removesuffix(",") + "}").get("pages")
                    return {str(name): str(digest) for name, digest in found.items()} if isinstance(found, dict) else {}
                lines.append(line)
    except (OSError, ValueError, AttributeError):
        pass
    return {}


def write_manifest(plan: Plan, job: Job, pages: dict[str, str]) -> bool:
    """Writes the manifest, of what was :func:`recorded` and the digests of the pages; False where it is there already as it should be."""
    path, aside = os.path.join(job.folder, MANIFEST), os.path.join(job.aside, MANIFEST)
    scenario = {"path": plan.scenario.relative, "digest": plan.scenario.digest}
    source = {"path": os.path.basename(plan.source.path), "digest": plan.digest}
    head = {"program": PROGRAM, "library": job.inputs, "scenario": scenario, "plan": source, "pages": pages}
    beginning = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}") + ","
    try:
        with open(aside, "wb") as handle:
            for start, part in ((f"{beginning}\n{_VARIANTS} [", "variants"), ('\n ],\n "files": [', "files")):
                handle.write(start.encode(errors="replace"))
                with open(_aside(job, part), "rb") as lines:
                    shutil.copyfileobj(lines, handle)
            handle.write(b"\n ]\n}\n")
        if os.path.exists(path) and filecmp.cmp(path, aside, shallow=False):
            return False
        os.replace(aside, path)
    except OSError as error:
        raise unwritable(error, path) from None
    return True
