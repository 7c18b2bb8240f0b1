"""``batch``: the drafts of a plan, with a manifest, an index page, a comparison and workshop packs."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from ..batch.finish import finish
from ..batch.plan import Plan, read_plan
from ..batch.run import AHEAD, Estimate, Tally, cluster, job_of, outcomes, processes, unfinished
from ..batch.work import Outcome, bench
from ..errors import UserError, printable
from . import colour, err
from .common import cache, show

MOST_LISTED = 20
MOST_VARIANTS = 10_000_000


@click.command(epilog="Example: peacedraft batch scenarios/fictional-river-border/workshop.yaml -o out -j 2")
@click.argument("plan")
@click.option("-o", "--output", default="output", metavar="DIR", help="Folder to write to. Default: output.")
@click.option("-j", "--jobs", type=click.IntRange(1, 256), default=1, metavar="JOBS", help="So many processes. Default: 1.")
@click.option("--cluster", "address", metavar="ADDRESS", help="The scheduler of a Dask cluster that does the work, as tcp://host:8786.")
@click.option("--resume", is_flag=True, help="Take over what an earlier run of the same plan finished; otherwise every draft is compiled anew.")
@click.option("--dry-run", is_flag=True, help="Check the plan and say what it would write.")
@click.option(
    "--collect",
    metavar="DIR",
    help="Read what teams agreed on, a folder or file for each in DIR, and compare it; with -o as for the drafts, mark it for the facilitator.",
)
def batch(plan: str, output: str, jobs: int, address: str | None, resume: bool, dry_run: bool, collect: str | None) -> None:
    """Draft every variant that PLAN asks for, to DIR/<plan>/<variant>/<instrument>.<language>.<format>.

    PLAN is a file, a folder that holds workshop.yaml, or a shipped scenario that has one.  What an earlier run wrote is
    written again only where it differs; what was edited by hand is left alone and listed.
    """
    if collect is not None and dry_run:
        raise UserError("--collect writes its comparison, and --dry-run writes nothing", "leave one of the two out")
    with cache() as store:
        opened = read_plan(plan, store)
        if collect is not None:
            raise click.exceptions.Exit(_collect(opened, collect, os.path.join(output, opened.name, "packs", "facilitator")))
        _possible(opened)
        _estimate(opened)
    if dry_run:
        return
    gc.enable()  # a run lives long, and leaves more behind than a plan
    tally = _run(opened, output, jobs, address, resume)
    raise click.exceptions.Exit(1 if tally.failed else 0)


def _collect(plan: Plan, folder: str, private: str) -> int:
    """Compares what the teams handed in: to standard output, to comparison.md and to comparison.xlsx in their folder; and
    marks them by private statements too, in the facilitator's pack, where there is one."""
    from ..batch.collect import collect, paper, workbook
    from ..batch.facilitator import scored
    from ..batch.paper import markdown
    from ..output import write_file

    gc.enable()
    found = collect(plan, folder)
    show(list(found.faults))
    for line in found.unreadable:
        err(f"not read: {printable(line)}")
    for path in found.passed_over:
        err(f"passed over, for only scenario.yaml and DOCX are read: {printable(path)}")
    if found.left_out:
        err(f"left out: {printable(', '.join(found.left_out))}")
    if found.teams:
        told = markdown(paper(found, plan.title))
        made = {os.path.join(folder, "comparison.md"): told, os.path.join(folder, "comparison.xlsx"): workbook(found, plan.title)}
        if os.path.isdir(private):
            made[os.path.join(private, "scored.xlsx")] = scored(plan, {team.name: team.package.selection for team in found.teams})
        elif "facilitator" in plan.packs:
            err(f"{private}: is not there, so that no scored.xlsx is made; name the folder that the batch was written to with -o")
        try:
            for path, content in made.items():
                write_file(path, content)
                err(path)
        except UserError as error:
            raise UserError(error.message, "copy the teams' files to a folder that may be written to") from None
        finally:
            sys.stdout.write(told.decode())
    return 1 if found.faults or found.unreadable else 0


def _possible(plan: Plan) -> None:
    """Refuses a plan that no variant meets, or more than anybody can want."""
    if not plan.variants.space.solve():
        for number, step in enumerate(plan.variants.contradiction(), 1):
            for line in step.lines(f"{number}."):
                err(printable(line))
        raise plan.unmet
    if plan.total > MOST_VARIANTS:
        raise UserError(
            f"{plan.source.file}: asks for {plan.total:,} variants", f"say how many with count:, at most {MOST_VARIANTS:,}, or take another strategy"
        )


def _estimate(plan: Plan) -> None:
    made = Estimate(plan)
    of = f"{made.variants:,} variants by {plan.strategy}" if made.variants != 1 else f"1 variant by {plan.strategy}"
    count = {
        "delegations": f"{len(plan.scenario.parties)} delegations",
        "facilitator": "the facilitator",
        "teams": f"{plan.teams} team{'s' * (plan.teams > 1)}",
    }
    packs = f"; packs for {', '.join(words for pack, words in count.items() if pack in plan.packs)}" if plan.packs else ""
    err(f"{plan.source.file}: {of}, {made.drafts:,} drafts, about {made.files:,} files and {_size(made.bytes)}{packs}")


def _size(number: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6)):
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number / 1000:.0f} kB"


def _run(plan: Plan, output: str, jobs: int, address: str | None, resume: bool) -> Tally:
    job = job_of(plan, output, resume)
    shown = os.path.join(output, plan.name)
    tally = Tally()
    try:
        with unfinished(job), _progress(plan.total, shown) as tell:
            tools = bench(job, plan)
            if jobs > 1 and not address:
                tools.warm()
            with cluster(address) if address else processes(jobs) as (executor, number):
                for outcome in outcomes(plan, job, executor, AHEAD * number):
                    tally.add(outcome)
                    tell(outcome)
                finished = finish(plan, job, executor)
    except KeyboardInterrupt:
        err(f"{shown}: {tally.made:,} of {plan.total:,} variants are done; go on with --resume")
        raise
    tally.edited += finished.edited
    changed = (os.path.relpath(path, job.folder) for path in finished.changed)
    for path in dict.fromkeys(os.path.dirname(path) or path for path in changed):  # of a pack, its folder
        sys.stdout.write(f"{os.path.join(shown, path)}\n")
    _summary(tally, shown, bool(finished.changed), finished.older)
    return tally


@contextmanager
def _progress(total: int, shown: str) -> Iterator[Callable[[Outcome], None]]:
    """A bar with rate and time left on a terminal; elsewhere a line for each variant that was written."""
    if not colour(sys.stderr):
        yield lambda outcome: _line(outcome, shown)
        return
    start, done = time.monotonic(), 0
    bar: Any
    with click.progressbar(length=total, file=sys.stderr, show_pos=True, item_show_func=lambda _: _rate(done, time.monotonic() - start)) as bar:

        def tell(_: Outcome) -> None:
            nonlocal done
            done += 1
            bar.update(1)

        yield tell


def _rate(done: int, seconds: float) -> str:
    return f"{done / max(seconds, 0.01):.1f} a second"


def _line(outcome: Outcome, shown: str) -> None:
    if outcome.changed:
        sys.stdout.write(f"{os.path.join(shown, outcome.id)}\n")
        sys.stdout.flush()


def _summary(tally: Tally, shown: str, changed: bool, older: tuple[str, ...]) -> None:
    """What failed, what was left alone, what is of earlier runs, and how much was written."""
    for title, hint, lines in (
        ("not drafted", " (peacedraft explain CODE says what a code means)", [f"{id}: {printable(why)}" for id, why in tally.failed]),
        ("edited by hand, so left alone", " (what you remove is made anew)", [printable(os.path.relpath(path)) for path in tally.edited]),
        ("of an earlier run and no longer asked for", " (remove what you do not need)", [printable(os.path.relpath(path)) for path in older]),
    ):
        if lines:
            err(f"{title}: {len(lines):,}{hint}")
        for line in lines[:MOST_LISTED]:
            err(f"    {line}")
        if len(lines) > MOST_LISTED:
            err("    …: manifest.json has them all" if title == "not drafted" else "    …")
    if not tally.written and not changed:
        err(f"{shown}: nothing has changed, nothing was written")
    else:
        kept = f", {tally.kept:,} taken over" if tally.kept else ""
        err(f"{shown}: {tally.written:,} of {tally.made:,} variants written{kept}")
