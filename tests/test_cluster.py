"""``batch --cluster``: two worker processes of a Dask cluster write what one process writes.  Needs ``peacedraft[cluster]``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run
from .test_batch import FOLDER, PACKS, PLAN, contents, write_plan

distributed = pytest.importorskip("distributed", reason="needs pip install -e '.[cluster]'")


@pytest.fixture
def scheduler() -> Iterator[Any]:
    """A scheduler and two workers on loopback, each a process of its own."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None) as cluster:
        yield cluster


def _loaded() -> tuple[int, bool]:
    return os.getpid(), "generator.batch.work" in sys.modules


def test_two_workers_write_the_same_bytes(run: Run, tmp_path: Path, scheduler: Any) -> None:
    """Both take part, and nothing of how the work was shared is in the files, pages and packs included; a second run writes nothing."""
    plan = write_plan(tmp_path, PLAN + PACKS)
    run("batch", str(plan), "-o", "one")
    ran = run("batch", str(plan), "-o", "two", "--cluster", scheduler.scheduler_address)
    assert ran.code == 0, ran.err
    assert contents(tmp_path / "one" / FOLDER) == contents(tmp_path / "two" / FOLDER)
    with distributed.Client(scheduler.scheduler_address) as client:
        workers = client.run(_loaded)
    assert len({pid for pid, _ in workers.values()} - {os.getpid()}) == 2
    assert all(loaded for _, loaded in workers.values())
    assert "nothing was written" in run("batch", str(plan), "-o", "two", "--cluster", scheduler.scheduler_address, "--resume").err


def test_no_scheduler(run: Run, tmp_path: Path) -> None:
    """A message, and exit code 2."""
    ran = run("batch", str(write_plan(tmp_path)), "-o", "out", "--cluster", "nonsense://nowhere")
    assert ran.code == 2
    assert "--cluster nonsense://nowhere: no scheduler answers" in ran.err
