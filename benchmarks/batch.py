"""Many drafts: the shipped State Treaty in one variant after the other, to disk.

The floor is zlib level 6 over the same documents.  To draft is to choose, fill, number, link and write a variant from the
plan's choices to its file; a batch also judges it, and tells it apart from the scenario: all of it is measured by itself.
What variants share is worked out once, as in any batch.  Several processes are compared by the clock, not by
processor time: run this on a machine that has nothing else to do."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from itertools import islice
from pathlib import Path

from benchmarks.drafting import INSTRUMENT, docxtpl, lines_of, typed
from benchmarks.timing import Ratio, paired_ms
from generator import draft, load, write
from generator.batch.plan import read_plan
from generator.batch.run import job_of
from generator.batch.work import bench
from generator.output import OutFile, write_sparing
from generator.pipeline import options_for

DRAFTS, PEERS, FEW, MANY, MEMORY = 240, 8, 400, 1000, 250
"""Variants timed in this process, and drafts by docxtpl beside them; in processes of their own, for the growth of memory; megabytes that are promised."""
WATCHED = """\
import os, sys
from generator.cli import console
leave = os._exit
os._exit = lambda code: (print(open("/proc/self/status").read(), file=sys.stderr, flush=True), leave(code))
console()
"""
PLAN = """\
scenario: ukraine-austrian-model
vary:
  state-treaty:stabilisation-force.establishment.ceiling: [{ceilings}]
  state-treaty:sanctions.phasing.certification-days: [{days}]
  state-treaty:culture.language: [protected-use, minority-language]
strategy: all
count: {count}
instruments: [state-treaty]
languages: [en]
formats: [docx]
"""


def measure() -> list[Ratio]:
    """Against zlib, docxtpl, two processes, and in memory."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_timed(folder), *_processes(folder)]


def plan_file(folder: str, count: int) -> str:
    """A plan of so many variants, of 1,040."""
    path = os.path.join(folder, f"plan-{count}.yaml")
    ceilings = ", ".join(str(24_000 + 100 * n) for n in range(20))
    days = ", ".join(f"{20 + n} days" for n in range(26))
    Path(path).write_text(PLAN.format(ceilings=ceilings, days=days, count=count), encoding="utf-8")
    return path


def _timed(folder: str) -> list[Ratio]:
    plan = read_plan(plan_file(folder, DRAFTS))
    tools = bench(job_of(plan, folder, False), plan)
    variants = list(islice(plan, DRAFTS))
    packages = [tools.package(variant.choices) for variant in variants]
    documents = [zipfile.ZipFile(io.BytesIO(write(package[INSTRUMENT], "docx"))).read("word/document.xml") for package in packages]
    runs = iter(range(10**6))

    def floor() -> object:
        return [zlib.compress(document, 6) for document in documents]

    def drafts() -> object:
        own = os.path.join(folder, f"written-{next(runs)}")
        tools = bench(job_of(plan, own, False), plan)
        for variant in variants:
            package = tools.package(variant.choices)
            content = write(package[INSTRUMENT], "docx", "en", options_for(package, INSTRUMENT, "en", "docx"))
            write_sparing(os.path.join(own, variant.id), [OutFile("t.en.docx", INSTRUMENT, "en", "docx", content)], {}, os.path.join(own, ".part"))
        return own

    def whole() -> object:
        own = bench(job_of(plan, os.path.join(folder, f"whole-{next(runs)}"), False), plan)
        return [own.make(variant.id, variant.choices) for variant in variants]

    treaty = draft(load("ukraine-austrian-model"), languages=["en"])[INSTRUMENT]
    lines = lines_of(treaty["en"])
    names = {"neutral_state": "Ukraine", "counterpart": "the Russian Federation"}
    render = docxtpl(typed(lines, names), names)

    def peer() -> object:
        return [render() for _ in range(PEERS)]

    size = f"{DRAFTS} drafts of {len(lines)} paragraphs"
    (drafted, packed), (judged, packed_again), (rendered, _) = paired_ms(drafts, floor, 3), paired_ms(whole, floor, 3), paired_ms(peer, floor, 3)
    rendered *= DRAFTS / PEERS
    return [
        Ratio(f"{size}, from choices to files / zlib level 6 of their documents", drafted, packed, 1.6),
        Ratio(f"{size}, judged and told apart, too / zlib level 6 of their documents", judged, packed_again, None),
        Ratio(f"{size}, from choices to files, times as fast as docxtpl", drafted, rendered, 8, at_least=True),
        Ratio(f"{size}, judged and told apart, too, times as fast as docxtpl", judged, rendered, None, at_least=True),
    ]


def _processes(folder: str) -> list[Ratio]:
    (_, few), (one, many), (two, _) = (_run(folder, count, jobs) for count, jobs in ((FEW, 1), (MANY, 1), (MANY, 2)))
    return [
        Ratio(f"{MANY} drafts by two processes, times as fast as by one (by the clock)", two, one, 1.8, at_least=True),
        Ratio(f"peak memory of {MANY} drafts, in MB / {MEMORY}", many, MEMORY, 1),
        Ratio(f"peak memory of {MANY} drafts / that of {FEW}, in MB", many, few, 1.1),
    ]


def _run(folder: str, count: int, jobs: int) -> tuple[float, float]:
    """Milliseconds by the clock, and the greatest memory in megabytes, of the process that hands out the work (Linux), which starts
    and ends as the command does."""
    arguments = ["batch", plan_file(folder, count), "-o", os.path.join(folder, f"out-{count}-{jobs}"), "-j", str(jobs)]
    start = time.perf_counter()
    told = subprocess.run([sys.executable, "-c", WATCHED, *arguments], check=True, capture_output=True, text=True).stderr
    took = (time.perf_counter() - start) * 1000
    return took, int(told.rpartition("VmHWM:")[2].split()[0]) / 1024
