"""The timeline as a plot for the wall: lanes by actor, ranges from earliest to latest, arrows for what waits for what.

Goes in: a :class:`~generator.timetable.Timetable`.  Comes out: an SVG of the width of A3, black on white, without scripts
or fonts of its own; the same bytes for the same input.  Every step has a line to itself, so that no text meets another.
The axis is not to scale: the longer a time without events, the more it is drawn together.
"""

from __future__ import annotations

from itertools import pairwise
from math import log2
from textwrap import wrap
from typing import Any

from .logic.days import shown_day
from .logic.dues import CALENDAR
from .timetable import Step, Timetable, chain

TEMPLATE = "templates/svg/timeline.svg"
WIDTH, HEIGHT = 1587, 1123  # A3, 96 dots to the inch
MARGIN, LABELS, TOP = 36, 480, 168
LINE, LANE, GAP, TEXT = 13, 20, 6, 10
CHARACTER = 0.58  # the width of a character as a share of its height, of wide ones on average
LEAST = 13.0  # between two days on the axis
LEGEND = (
    "Bars run from the earliest to the latest day, dashed where one of the two is not fixed; a diamond is one day. "
    "Arrows lead to what waits; upright lines are signature and entry into force."
)
EVENTS = "Signature and entry into force"
OPEN = 26  # how far a range without end is drawn beyond the axis


def as_svg(timetable: Timetable) -> str:
    """The plot."""
    from jinja2 import Environment, StrictUndefined

    text = timetable.selection.scenario.library.project.asset(TEMPLATE).decode()
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(text)
    return template.render(_Plot(timetable).data()).strip() + "\n"


class _Plot:
    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self.steps = [step for step in timetable.steps if step.is_timed]
        shift = timetable.timeline.dates[timetable.timeline.origin].earliest
        self.dated = shift is not None
        self.ranges = {step.id: self._range(step, shift or 0) for step in self.steps}
        self.scale = _scale({day for ends in self.ranges.values() for day in ends if day is not None})
        self.left = float(MARGIN + LABELS)
        self.right = max(self.scale.values(), default=self.left) + OPEN
        lanes = self._by_lane()
        needed = sum(LANE + GAP + LINE * len(own) for own in lanes.values())
        self.grown = min(2.0, max(1.0, (HEIGHT - TOP - 2 * MARGIN) / max(needed, 1)))
        self.text = TEXT * min(self.grown, 1.5)

    @staticmethod
    def _range(step: Step, shift: int) -> tuple[int | None, int | None]:
        """Earliest and latest on one axis: days of the calendar, or days from the origin where no date is known."""
        if step.dates.earliest is not None or step.dates.latest is not None:
            return step.dates.earliest, step.dates.latest
        return tuple(None if day is None else day + shift for day in (step.days.earliest, step.days.latest))  # type: ignore[return-value]

    def data(self) -> dict[str, Any]:
        """What the template prints."""
        lanes, places, bottom = self._lanes()
        foot = self._foot()
        return {
            "width": _n(max(WIDTH, self.right + MARGIN)),
            "height": _n(bottom + LINE * (len(foot) + 1) + MARGIN),
            "title": self.timetable.title,
            "legend": [f"{self.timetable.origin_words}. The axis is not to scale.", LEGEND],
            "margin": MARGIN,
            "top": TOP,
            "bottom": _n(bottom),
            "right": _n(self.right),
            "text": _n(self.text),
            "ticks": [{"x": _n(x), "label": self._label(day)} for day, x in self.scale.items()],
            "rules": self._rules(),
            "lanes": lanes,
            "arrows": self._arrows(places),
            "foot": [{"y": _n(bottom + LINE * (number + 2)), "text": line} for number, line in enumerate(foot)],
        }

    def _label(self, day: int) -> str:
        return shown_day(day) if self.dated else f"day {day}"

    def _rules(self) -> list[dict[str, str]]:
        """Signatures and entries into force: upright lines through all lanes."""
        found = []
        for step in self.steps:
            first, last = self.ranges[step.id]
            if _is_event(step) and first is not None and first == last:
                found.append({"x": _n(self.scale[first])})
        return found

    # ----------------------------------------------------------------- lanes

    def _by_lane(self) -> dict[str, list[Step]]:
        """The steps of every lane: signatures and entries into force, then one for each actor, then what nobody is named for."""
        lanes: dict[str, list[Step]] = {EVENTS: []}
        for step in sorted(self.steps, key=lambda step: not step.actor):
            lanes.setdefault(EVENTS if _is_event(step) else step.actor or "Nobody is named", []).append(step)
        return {actor: own for actor, own in lanes.items() if own}

    def _lanes(self) -> tuple[list[dict[str, Any]], dict[str, tuple[float, float]], float]:
        """The lanes from top to bottom, where the arrows of each step begin and end, and where the last lane ends."""
        text, line = self.text, LINE * self.grown
        y = float(TOP)
        made: list[dict[str, Any]] = []
        places: dict[str, tuple[float, float]] = {}
        for actor, own in self._by_lane().items():
            lane: dict[str, Any] = {"y": _n(y), "actor": actor, "steps": []}
            y += LANE
            for step in own:
                lines = wrap(step.title, int((LABELS - 14) / (text * CHARACTER)), break_on_hyphens=False)
                more = text * 1.25 * (len(lines) - 1)
                middle = y + (line + more) / 2
                bar = self._bar(step, middle)
                places[step.id] = (bar["x"], middle)
                first = middle - more / 2 + text * 0.36
                lane["steps"].append({"lines": [{"y": _n(first + text * 1.25 * n), "text": part} for n, part in enumerate(lines)], **_printed(bar)})
                y += line + more
            y += GAP
            made.append(lane)
        return made, places, y

    def _bar(self, step: Step, middle: float) -> dict[str, Any]:
        """A range: its two ends, each closed or open, and whether they are one day."""
        first, last = self.ranges[step.id]
        start = self.scale[first] if first is not None else self.left
        end = self.scale[last] if last is not None else self.right
        return {"x": start, "end": end, "y": middle, "point": first == last, "opens": first is None, "goes_on": last is None}

    # ---------------------------------------------------------------- arrows

    def _arrows(self, places: dict[str, tuple[float, float]]) -> list[dict[str, str]]:
        """From each step down or up to those that wait for it; the upright lines stand for signatures and entries into force."""
        known = {step.id: step for step in self.steps}
        found = []
        for step in self.steps:
            for other in step.waits_for:
                if other == CALENDAR or other not in places or _is_event(known[other]) or _is_event(step):
                    continue
                (x, y), (to_x, to_y) = places[other], places[step.id]
                trunk = min(x, to_x) - 6
                found.append({"path": f"M{_n(x)} {_n(y)}H{_n(trunk)}V{_n(to_y)}H{_n(to_x - 3)}"})
        return found

    def _foot(self) -> list[str]:
        """What could not be drawn: steps without a time, and contradictions."""
        untimed = [step.title for step in self.timetable.steps if not step.is_timed and not _is_event(step)]
        lines = [f"Without a time: {'; '.join(untimed)}."] if untimed else []
        for conflict in self.timetable.conflicts:
            what = "These steps wait for each other" if conflict.is_circle else "These times cannot all be kept"
            lines.append(f"{what}: {'; '.join(chain(self.timetable, conflict))}.")
        return [part for line in lines for part in wrap(line, int((WIDTH - 2 * MARGIN) / (TEXT * CHARACTER)), break_on_hyphens=False)]


def _is_event(step: Step) -> bool:
    return step.id.partition(":")[2] in ("signature", "entry-into-force")


def _scale(days: set[int]) -> dict[int, float]:
    """Day → place on the axis: the gaps grow with the logarithm of the time between, and fill the width where they can."""
    known = sorted(days)
    gaps = [log2(1 + later - day) for day, later in pairwise(known)]
    room = WIDTH - 2 * MARGIN - LABELS - 2 * OPEN
    unit = max(0.0, (room - LEAST * len(gaps)) / sum(gaps)) if gaps else 0.0
    at = float(MARGIN + LABELS + OPEN)
    places = {known[0]: at} if known else {}
    for day, gap in zip(known[1:], gaps, strict=True):
        at += LEAST + unit * gap
        places[day] = at
    return places


def _printed(bar: dict[str, Any]) -> dict[str, Any]:
    return {key: _n(value) if isinstance(value, float) else value for key, value in bar.items()}


def _n(value: float) -> str:
    """A number as SVG has it, with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")
