"""Findings on milestones; shared by the families that judge time."""

from __future__ import annotations

from ..diagnostics import ERROR, Diagnostic, Related, Severity
from ..logic.dues import Milestone
from ..logic.timeline import Named, timeline_of
from ..milestones import title
from ..package import Package
from ..texts import Texts
from ..tree import plain


def finding(package: Package, code: str, message: str, milestone: Milestone, hint: str, because: str, severity: Severity = ERROR, rule: str = "") -> Diagnostic:
    """A finding on a milestone, where the scenario chose its clause; its place in the clause's file is related."""
    chosen, place = milestone.chosen, timeline_of(package.selection).dues.place(milestone)
    source = package.scenario.source
    span = source.key_span(*chosen.path) if chosen else source.key_span("instruments", milestone.instrument)
    related = (Related(place, f"the milestone {milestone.name}"),) if place else ()
    return Diagnostic(code, severity, message, span, hint, because, rule or f"TM-{code[3:]}", milestone.clause, milestone.instrument, related)


def named(package: Package) -> Named:
    """The names of steps for one message."""
    selection, english = package.selection, package.library.language("en")
    timeline = timeline_of(selection)

    def words(id: str) -> str:
        milestone, versions = timeline.milestones[id], timeline.dues.versions.get(id)
        if not versions or english is None:
            return ""
        return plain(title(Texts(selection, selection.instruments[milestone.instrument], english), milestone, versions[0]))

    return Named(timeline, words)
