"""Timing and reporting: every figure is a ratio of two medians taken in one run on one machine.

What is timed is processor time, user and system, of this process and of those it ran: other work on the machine counts
for nothing."""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Ratio:
    """What was measured: ours and the reference in milliseconds, and the bound; ``at_least`` for "so much faster".  Without
    a bound it is told for information."""

    name: str
    ours: float
    reference: float
    bound: float | None
    at_least: bool = False

    @property
    def value(self) -> float:
        """Ours by the reference, or the reference by ours."""
        return self.reference / self.ours if self.at_least else self.ours / self.reference

    @property
    def holds(self) -> bool:
        """Whether the bound holds."""
        if self.bound is None:
            return True
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self) | {"value": self.value, "holds": self.holds}


def paired_ms(first: Callable[[], object], second: Callable[[], object], runs: int) -> tuple[float, float]:
    """The medians of two functions called in turn, so that a change of the machine's speed meets both.

    Garbage is collected between the calls, not in them, as ``timeit`` has it: neither pays for what the other left."""
    first()
    second()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for function, found in zip((first, second), times, strict=True):
            gc.collect()
            gc.disable()
            start = _spent()
            function()
            found.append((_spent() - start) * 1000)
            gc.enable()
    return statistics.median(times[0]), statistics.median(times[1])


def limit_ms(name: str, function: Callable[[], object], limit: float | None, runs: int) -> Ratio:
    """The median of a function against so many milliseconds that were promised; without a limit, for information."""
    ours, _ = paired_ms(function, lambda: None, runs)
    return Ratio(f"{name} / {limit:g} ms" if limit else name, ours, limit or ours, 1 if limit else None)


def _spent() -> float:
    """Seconds of processor time so far, of this process and of its ended children."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def process(command: list[str], environment: dict[str, str]) -> Callable[[], object]:
    """A command as a function; its output is thrown away, a failure is an error."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | environment

    def run() -> object:
        return subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return run
