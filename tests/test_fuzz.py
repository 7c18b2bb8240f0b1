"""Random faults: whatever a scenario or a clause says, it is drafted, or refused with a :class:`UserError`."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from generator.errors import UserError
from generator.library import model_of
from generator.pipeline import draft, write
from generator.plot import as_svg
from generator.scenario import load
from generator.shape import fits
from generator.source import parse
from generator.timetable import Timetable, as_json, as_text

from .support import Memory

ROOT = Path(__file__).parent.parent
SOUND = Path(__file__).parent / "broken" / "sound"
SHIPPED = [ROOT / "scenarios" / name / "scenario.yaml" for name in ("austria-1955", "ukraine-austrian-model")]
SOURCES = [source for path in SHIPPED if (source := parse(path.read_bytes(), path.name)[0])]
STORE = Memory()
RUNS = settings(max_examples=200, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
FEWER = settings(RUNS, max_examples=100)

SCALARS = [None, True, 0, -1, 10**17, 2.5, "", "x", "omit", "open", "en", "ukraine", "atlantis", "90 days", "2027-02-30"]
TEXTS = ["{{ this }}", "{{", "a\n\n- b", "^n", "e\u0301\u202e"]
NESTS: list[Any] = [[], {}, ["ukraine"], [["x"]], [None], {"open": []}, {"open": [{"value": 1, "by": ["ukraine"]}, {"value": "90 days"}]}, {"variant": "x"}]
ODD = st.sampled_from([*SCALARS, *TEXTS, *NESTS, {"en": "x"}, {"en": {}}])
HOLES = """this p.share state.possessive days.words kind others.genitive phases body sum.figure milestones definitions nobody this.__class__
  ref("x.a") ref("x.b","n") ref("y.z",annex="s") term("areas")""".split()
STATEMENTS = ["if this", "if not yes", "else", "endif", "for p in phases", "for s in states", "endfor"]
MARKUP = ["\n", "\n\n", "\n\n- ", "\n  - ", "\n\n| a | b |\n|---|--:|\n| ", " | ", *"*_[]`\\#", "**", "> ", "1. ", " ^n", "^n\n", "&amp;", "<b>", "{# x #}"]
TYPED = ["{{ ", " }}", "{% ", " %}", "deed", "Deed", "The Parties shall", *(f"{{{{ {h} }}}}" for h in HOLES), *(f"{{% {s} %}}" for s in STATEMENTS)]
PIECES = st.one_of(st.sampled_from([*MARKUP, *TYPED]), st.text(max_size=8))
LANGUAGES = st.sampled_from([["en"], ["en"], ["uk"], None])
KEYS = st.one_of(st.sampled_from(list("\t \"'[]{}:,#&*!|>%@`-\\")), st.characters(codec="utf-8"))


def _places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value below the top."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*path, key)
        yield from _places(value, (*path, key))


def _holder(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A shipped scenario with one to four faults: dropped, retyped, renamed, repeated, swapped."""
    data: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(SOURCES)).data)
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(data))
        path = draw(st.sampled_from(places))
        holder, key = _holder(data, path), path[-1]
        kind = draw(st.sampled_from(["drop", "retype", "retype", "rename", "repeat", "swap"]))
        if kind == "drop":
            del holder[key]
        elif kind == "retype":
            holder[key] = copy.deepcopy(draw(ODD))
        elif kind == "rename" and isinstance(holder, dict):
            holder[draw(st.sampled_from([f"{key}s", "x", "open", "variant", "by", "a.b", *map(str, holder)]))] = holder.pop(key)
        elif kind == "repeat" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif kind == "swap":
            other = draw(st.sampled_from(places))
            if path[: len(other)] != other and other[: len(path)] != path:
                there = _holder(data, other)
                holder[key], there[other[-1]] = there[other[-1]], holder[key]
    return data


@st.composite
def mistyped(draw: st.DrawFn) -> str:
    """A shipped scenario's text with lines dropped, repeated, moved, or a character put into them."""
    lines = draw(st.sampled_from(SHIPPED)).read_text(encoding="utf-8").split("\n")
    for _ in range(draw(st.integers(1, 3))):
        at, to = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["drop", "repeat", "move", "type", "type"]))
        if kind == "drop":
            del lines[at]
        elif kind == "repeat":
            lines.insert(to, lines[at])
        elif kind == "move":
            lines.insert(to, lines.pop(at))
        else:
            column = draw(st.integers(0, len(lines[at])))
            lines[at] = (
                lines[at][:column] + draw(st.one_of(st.sampled_from(list("\t \"'[]{}:,#&*!|>%@`-\\")), st.characters(codec="utf-8"))) + lines[at][column:]
            )
    return "\n".join(lines)


def _compile(scenario: Path, languages: list[str] | None, formats: tuple[str, ...] = ("md",)) -> None:
    """Loads, drafts, judges and writes; a :class:`UserError` is an answer, anything else is a fault of the program."""
    with suppress(UserError):
        package = draft(load(scenario, STORE), languages)
        assert all(finding.message for finding in package.diagnostics)
        for id in package:
            for tag in package.languages:
                for format in formats:
                    write(package[id], format, tag)
        if package.selection.instruments:
            timetable = Timetable(package.selection)
            assert as_text(timetable)
            assert as_json(timetable)
            assert as_svg(timetable)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sound project."""
    made = tmp_path_factory.mktemp("fuzz") / "talks"
    shutil.copytree(SOUND, made)
    return made


@RUNS
@given(data=mutated(), languages=LANGUAGES)
def test_scenario_data(folder: Path, data: dict[str, Any], languages: list[str] | None) -> None:
    """A scenario of the shipped library with wrong data."""
    path = folder.parent / "data" / "scenario.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    _compile(path, languages)


@FEWER
@given(data=mutated())
def test_the_schema_takes_what_the_model_takes(data: dict[str, Any]) -> None:
    """A scenario that fits the schema is not shown to pydantic: the two must agree."""
    model = model_of("scenario")
    try:
        model.model_validate(data)
        taken = True
    except ValidationError:
        taken = False
    assert fits(data, model.model_json_schema(by_alias=True)) is taken


@FEWER
@given(text=mistyped(), languages=LANGUAGES)
def test_scenario_text(folder: Path, text: str, languages: list[str] | None) -> None:
    """A scenario with slips of the keyboard."""
    path = folder.parent / "text" / "scenario.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    _compile(path, languages)


@RUNS
@given(pieces=st.lists(PIECES, max_size=14), key=st.sampled_from(["text", "text", "text", "title", "choice", "milestone", "default", "annex"]))
def test_clause_texts(folder: Path, pieces: list[str], key: str) -> None:
    """A clause of the user's own with any text in it."""
    text = "".join(pieces)
    clause = yaml.load((SOUND / "clauses/x/b.yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    variant = clause["variants"]["every-kind"]
    if key == "text":
        variant["text"] = text
    elif key == "title":
        clause["title"] = text
    elif key == "choice":
        clause["parameters"]["kind"]["choices"]["red"] = text
    elif key == "milestone":
        clause["milestones"]["done"]["title"] = text
        variant["text"] += "\n\n{{ milestones }}"
    elif key == "default":
        clause["parameters"]["words"]["default"] = text
    else:
        variant["annexes"] = {"s": {"title": "S", "text": text}}
    (folder / "clauses/x/b.yaml").write_text(yaml.safe_dump(clause, allow_unicode=True, sort_keys=False), encoding="utf-8")
    _compile(folder / "scenario.yaml", None, ("md", "docx", "json"))


EVENTS = [
    "signature",
    "entry-into-force",
    "done",
    "other",
    "x.a.none",
    "t:entry-into-force",
    "u:signature",
    "phases",
    "when",
    "x.b.done",
    "x.b.when",
    "",
    ":",
    "a.b.c.d",
]
TIMES = ["90 days", "36 hours", "2 weeks", "1 month", "999999 years", "P3M", "days", "due", "nothing", "0 days"]
DUES = st.fixed_dictionaries(
    {},
    optional={
        "after": st.one_of(st.sampled_from(EVENTS), st.lists(st.sampled_from(EVENTS), max_size=3)),
        "before": st.one_of(st.sampled_from(EVENTS), st.lists(st.sampled_from(EVENTS), max_size=2)),
        "within": st.sampled_from(TIMES),
        "at-least": st.sampled_from(TIMES),
        "exactly": st.sampled_from(TIMES),
        "on": st.sampled_from(["2027-03-01", "0001-01-01", "9999-12-31", "when", "days", "x"]),
    },
)


@FEWER
@given(
    dues=st.lists(DUES, min_size=1, max_size=4), pins=st.dictionaries(st.sampled_from(EVENTS), st.sampled_from(["2027-03-01", "0001-01-01", "9999-12-31", "x"]))
)
def test_dues(folder: Path, dues: list[dict[str, Any]], pins: dict[str, str]) -> None:
    """Milestones that are due by anything, and any dates."""
    clause = yaml.load((SOUND / "clauses/x/b.yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    clause["milestones"] = {name: {"title": name, "due": due} for name, due in zip(("done", "other", "third", "fourth"), dues, strict=False)}
    clause["milestones"]["other"] = clause["milestones"].get("other", {"title": "T"}) | {"each": "phases"}
    (folder / "clauses/x/b.yaml").write_text(yaml.safe_dump(clause, allow_unicode=True, sort_keys=False), encoding="utf-8")
    scenario = yaml.load((SOUND / "scenario.yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    (folder / "dated.yaml").write_text(yaml.safe_dump(scenario | {"dates": pins}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    _compile(folder / "dated.yaml", None)
