"""``timeline``: the days of 1955, the shapes of its output, and a plot on which nothing collides."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest

from .conftest import ROOT, Run

AUSTRIA = "austria-1955"
SHIPPED = [AUSTRIA, "ukraine-austrian-model"]
SVG = "{http://www.w3.org/2000/svg}"


def test_the_days_of_1955(run: Run) -> None:
    """Signature, entry into force, last day of the withdrawal and law, to the day."""
    found = json.loads(run("timeline", AUSTRIA, "--format", "json").out)
    known = {m["id"]: m for m in found["milestones"]}
    for id, date, day in (
        ("state-treaty:signature", "1955-05-15", -73),
        ("state-treaty:entry-into-force", "1955-07-27", 0),
        ("state-treaty:withdrawal.foreign-forces.completed", "1955-10-25", 90),
        ("neutrality-law:neutrality.declaration.adopted", "1955-10-26", 91),
    ):
        assert (known[id]["earliest-date"], known[id]["latest-date"], known[id]["earliest-day"]) == (date, date, day)


def test_the_law_follows_without_a_date_of_its_own(run: Run, tmp_path: Path) -> None:
    """The day after the last day of the ninety is the earliest for the law, whether or not the scenario pins it."""
    text = (ROOT / "scenarios" / AUSTRIA / "scenario.yaml").read_text(encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(re.sub(r"  neutrality-law:neutrality.declaration.adopted:.*\n", "", text), encoding="utf-8")
    found = json.loads(run("timeline", "scenario.yaml", "--format", "json").out)
    (law,) = [m for m in found["milestones"] if m["id"].endswith("declaration.adopted")]
    assert (law["earliest-date"], law["latest-date"]) == ("1955-10-26", None)


@pytest.mark.parametrize("scenario", SHIPPED)
def test_shape_of_json(run: Run, scenario: str) -> None:
    """The keys that other programs rely on; the milestones are in order of time."""
    found = json.loads(run("timeline", scenario, "--format", "json").out)
    assert list(found) == ["origin", "milestones", "consistent", "conflict"]
    assert (found["origin"], found["consistent"], found["conflict"]) == ("entry-into-force", True, [])
    keys = ["id", "title", "instrument", "by", "earliest-day", "latest-day", "earliest-date", "latest-date"]
    assert all(list(m) == keys for m in found["milestones"])
    dated = [m["earliest-date"] or m["latest-date"] for m in found["milestones"] if m["earliest-date"] or m["latest-date"]]
    assert dated == sorted(dated)


def test_text_says_who_when_and_after_what(run: Run) -> None:
    """One step with all that is known of it."""
    ran = run("timeline", "ukraine-austrian-model")
    assert ran.code == 0
    place = ran.out.index("Last day of the withdrawal of foreign forces")
    step = " ".join(ran.out[ran.out.rindex("\n", 0, place) : place + 300].split())
    assert step.startswith(
        "2028-01-30 Last day of the withdrawal of foreign forces Russian Federation; 90 days after entry into force; verified by: Monitoring Mission"
    )


def test_a_contradiction_is_shown_as_a_chain(run: Run) -> None:
    """Every link with its place, and by how much the times miss each other; the command says so by its exit code."""
    arguments = ("timeline", AUSTRIA, "--set", "withdrawal.foreign-forces.days=120 days")
    ran = run(*arguments)
    assert ran.code == 1
    chain = ran.out[ran.out.index("These times cannot all be kept:") :]
    last_day = "“Last day of the withdrawal of foreign forces” (withdrawal.foreign-forces.completed)"
    assert f"{last_day} is due exactly 120 days after state-treaty:entry-into-force" in chain
    assert re.search(r"“Austria adopts its neutrality law” is fixed on 1955-10-26 \(.*scenario.yaml:\d+:3\)", chain)
    assert "together they miss each other by 30 days" in chain
    found = json.loads(run(*arguments, "--format", "json").out)
    assert found["consistent"] is False
    assert len(found["conflict"]) == 5


@pytest.mark.parametrize("scenario", SHIPPED)
def test_no_text_of_the_plot_meets_another(run: Run, tmp_path: Path, scenario: str) -> None:
    """All text lies on the page, and no two texts share a place, at the width of a wide letter for each."""
    run("timeline", scenario, "--format", "svg", "-o", "plot.svg")
    root = ET.parse(tmp_path / "plot.svg").getroot()
    width, height = (float(root.get(key, "0")) for key in ("width", "height"))
    boxes = [box for text in root.iter(f"{SVG}text") for box in [_box(text, float(root.get("font-size", "0")))]]
    assert len(boxes) > 10
    assert all(left >= 0 and top >= 0 and right <= width and bottom <= height for left, top, right, bottom in boxes)
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1], (one, other)


def _box(text: ET.Element, size: float) -> tuple[float, float, float, float]:
    size = float(text.get("font-size", "10" if text.get("transform") else size))
    long, words = 0.58 * size * len(text.text or ""), text.get("transform", "")
    upright = re.match(r"translate\(([\d.]+) ([\d.]+)\) rotate\(-90\)", words)
    if upright:
        x, y = float(upright[1]), float(upright[2])
        return x - size / 2, y - long, x + size / 2, y
    x, y = float(text.get("x", "0")), float(text.get("y", "0")) + float(text.get("dy", "0"))
    return x, y - 0.75 * size, x + long, y + 0.22 * size


def test_the_plot_stands_alone(run: Run) -> None:
    """No script, no font, no address but that of SVG itself; names that look like markup are text; the same bytes again."""
    arguments = ("timeline", "ukraine-austrian-model", "--format", "svg")
    plot = run(*arguments).out
    assert plot == run(*arguments).out
    assert not re.search(r"<script|@import|@font-face|href|url\((?!#)|http(?!://www\.w3\.org/2000/svg)", plot)


def test_names_like_markup_are_text(run: Run, tmp_path: Path) -> None:
    """What a scenario says cannot become markup of the plot."""
    text = (ROOT / "scenarios" / AUSTRIA / "scenario.yaml").read_text(encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(text.replace("title: The Austrian settlement of 1955", "title: '<script>A & B</script>'"), encoding="utf-8")
    plot = run("timeline", "scenario.yaml", "--format", "svg").out
    assert "<script" not in plot
    assert ET.fromstring(plot).findtext(f"{SVG}title") == "<script>A & B</script>"


def test_a_file_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    """A folder in its place is refused, and nothing is left behind."""
    (tmp_path / "plot").mkdir()
    ran = run("timeline", AUSTRIA, "-o", "plot")
    assert ran.code == 2
    assert "plot: is a folder" in ran.err
    assert list((tmp_path / "plot").iterdir()) == []


def test_faults_of_the_scenario_are_shown(run: Run, tmp_path: Path) -> None:
    """The timeline of what can be read, the faults beside it, and exit code 1."""
    text = (ROOT / "scenarios" / AUSTRIA / "scenario.yaml").read_text(encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(text.replace("withdrawal.third-state-forces", "withdrawal.third-forces"), encoding="utf-8")
    ran = run("timeline", "scenario.yaml")
    assert ran.code == 1
    assert "SC002" in ran.err
    assert "1955-10-25" in ran.out
