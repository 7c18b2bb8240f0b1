"""A plan carried out: every variant made, in one process, in several, or on a cluster, and what is told of it.

Goes in: a :class:`~generator.batch.plan.Plan` and an executor.  Comes out: the plan's folder and a :class:`Tally`.  Variants
are handed out a few at a time, so that memory does not grow with their number.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from multiprocessing.connection import wait as wait_for
from typing import Any

from ..errors import UserError
from ..output import CannotWrite
from .plan import Plan
from .work import Job, Outcome, bench, inputs_digest, make, make_some

AHEAD, HANDFUL = 3, 8
"""So many handfuls for each process are handed out at a time, of so many variants at most."""
TRIED = 5
"""Among so many variants one is looked for that can be drafted, for the estimate."""
CONNECT = "10s"
METHOD = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"


class Estimate:
    """What a plan would write, by its first variant."""

    def __init__(self, plan: Plan) -> None:
        self.variants = plan.total
        self.drafts = self.variants * len(plan.instruments) * len(plan.languages)
        job = Job(plan.source.path, "", "", "", False)
        files = next((made for variant in islice(plan, TRIED) if (made := bench(job, plan).drafted(variant.choices)[1])), [])
        self.files = self.variants * (len(files) + 1)
        self.bytes = self.variants * sum(len(file.content) for file in files)


class Tally:
    """What became of the variants of a run."""

    def __init__(self) -> None:
        self.made = self.written = self.kept = 0
        self.failed: list[tuple[str, str]] = []
        self.edited: list[str] = []

    def add(self, outcome: Outcome) -> None:
        """Counts one; a disk that takes no more ends the run."""
        if outcome.stops:
            raise CannotWrite(outcome.failure, f"{outcome.stops}; then go on with --resume")
        self.made += 1
        self.written += bool(outcome.changed)
        self.kept += outcome.kept
        self.edited += outcome.edited
        if outcome.failure:
            self.failed.append((outcome.id, outcome.failure))


def job_of(plan: Plan, output: str, resume: bool) -> Job:
    """The job of a plan: its folder below ``output``."""
    folder = os.path.abspath(os.path.join(output, plan.name))
    return Job(
        os.path.abspath(plan.source.path), folder, os.path.join(os.path.dirname(folder), f".{plan.name}.{os.getpid()}.part"), inputs_digest(plan), resume
    )


def outcomes(plan: Plan, job: Job, executor: Executor | None, ahead: int) -> Iterator[Outcome]:
    """Makes every variant; where there is an executor, ``ahead`` handfuls of them at a time.  Each is told as it is done."""
    if executor is None:
        yield from (make(job, variant.id, variant.choices) for variant in plan)
        return
    waiting: set[Future[list[Outcome]]] = set()
    try:
        for some in _handfuls(plan, ahead):
            waiting.add(executor.submit(make_some, job, some))
            if len(waiting) >= ahead:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (outcome for future in done for outcome in future.result())
        yield from (outcome for future in waiting for outcome in future.result())
    finally:
        for future in waiting:
            future.cancel()


def _handfuls(plan: Plan, ahead: int) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Variants that follow each other, ever fewer towards the end, so that all processes have work until then."""
    left, variants = plan.total, iter(plan)
    while some := [(variant.id, variant.choices) for variant in islice(variants, min(HANDFUL, 1 + left // (2 * ahead)))]:
        left -= len(some)
        yield some


@contextmanager
def processes(jobs: int) -> Iterator[tuple[Executor | None, int]]:
    """So many processes on this machine, and their number; none but this one where one is enough."""
    if jobs < 2:
        yield None, 1
        return
    gc.freeze()  # what is loaded is shared with the processes, which fork
    executor = ProcessPoolExecutor(jobs, multiprocessing.get_context(METHOD), _started)
    try:
        yield executor, jobs
    except BrokenProcessPool:
        raise UserError("a process of this run was ended from outside, perhaps for want of memory", "go on with --resume, with fewer processes (-j)") from None
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
        gc.unfreeze()


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """The processes of a Dask cluster, and how many they are; they see the plan's folder and the output under the same paths."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise UserError("--cluster needs Dask, which is not installed", "pip install 'peacedraft[cluster]'") from None
    try:
        client = distributed.Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(f"--cluster {address}: no scheduler answers ({type(error).__name__})", "give its address as tcp://host:8786") from None
    try:
        workers = len(client.ncores())
        if not workers:
            raise UserError(f"--cluster {address}: the scheduler has no workers", f"start some: dask worker {address}")
        yield client.get_executor(pure=False), workers
    finally:
        client.close()


def _started() -> None:
    """A process of the pool: it leaves Ctrl-C to the one that started it, and ends when that one does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.enable()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)


@contextmanager
def unfinished(job: Job) -> Iterator[None]:
    """The folder for what is unfinished; what killed runs left there goes, and so does it at the end."""
    home, name = os.path.split(job.aside)
    start = f"{name.rsplit('.', 2)[0]}."
    for left in os.listdir(home) if os.path.isdir(home) else ():
        if left.startswith(start) and left.endswith(".part"):
            shutil.rmtree(os.path.join(home, left), ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(job.aside, ignore_errors=True)
