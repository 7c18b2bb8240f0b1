"""The timeline of small packages: what each kind of due, date, table and open choice makes of it."""

from __future__ import annotations

from pathlib import Path

from generator import load
from generator.logic.days import shown_day
from generator.logic.timeline import Range, Timeline
from generator.select import select
from tests.support import write_project

FRAMING = "title: T\nshort-title: T\nthis: this Treaty\nregister: treaty\nparts:\n  - clauses: [x]\nclosing: none\n"


def timeline(folder: Path, choices: str, clauses: dict[str, str], dates: str = "", more: str = "") -> Timeline:
    """The timeline of one instrument with some clauses, each given by its milestones."""
    scenario = f"title: T\nlanguages: [en]\nparties: [ukraine, austria]\nroles: {{neutral-state: ukraine}}\n{dates}instruments:\n"
    scenario += f"  t:\n    framing: z\n    signatories: [ukraine, austria]\n    clauses: {choices}\n{more}"
    files = {"scenario.yaml": scenario, "templates/framings/z.yaml": FRAMING}
    for name, text in clauses.items():
        files[f"clauses/x/{name}.yaml"] = f"title: T\nsummary: S.\n{text}"
    write_project(folder, files)
    return Timeline(select(load(folder / "scenario.yaml")))


def plain(milestones: str, parameters: str = "") -> str:
    """A clause of one variant with milestones and parameters."""
    parts = [f"parameters: {parameters}\n" if parameters else "", "variants:\n  plain:\n    summary: S.\n    text: T.\n", f"milestones: {milestones}\n"]
    return "".join(parts)


def days(found: Timeline, name: str) -> tuple[int | None, int | None]:
    """Earliest and latest day of a milestone of the instrument."""
    known = found.days[f"t:{name}"]
    return known.earliest, known.latest


def dates(found: Timeline, name: str) -> tuple[str, str]:
    """Earliest and latest date of a milestone of the instrument."""
    known = found.dates[f"t:{name}"]
    return shown_day(known.earliest), shown_day(known.latest)


def test_every_kind_of_due(tmp_path: Path) -> None:
    """Within, at least, exactly, after and before, counted from entry into force."""
    milestones = """
  within: {title: T, due: {after: entry-into-force, within: 3 weeks}}
  least: {title: T, due: {after: entry-into-force, at-least: 10 days}}
  exact: {title: T, due: {after: entry-into-force, exactly: days}}
  after: {title: T, due: {after: [least, exact]}}
  before: {title: T, due: {before: exact, within: 5 days}}
  early: {title: T, due: {before: exact, at-least: 5 days}}
  hours: {title: T, due: {after: entry-into-force, within: 36 hours}}"""
    found = timeline(tmp_path, "{x.a: plain}", {"a": plain(milestones, "{days: {type: duration, default: 90 days}}")})
    assert {name: days(found, f"x.a.{name}") for name in ("within", "least", "exact", "after", "before", "early", "hours")} == {
        "within": (0, 21), "least": (10, None), "exact": (90, 90), "after": (90, None), "before": (85, 90), "early": (None, 85), "hours": (0, 2),
    }  # fmt: skip
    assert found.dates["t:x.a.exact"] == Range()
    assert not found.conflicts


def test_months_without_a_date_lie_between_the_fewest_and_the_most_days(tmp_path: Path) -> None:
    """A year from an unknown day has 365 or 366 days; from a known one, as many as it has."""
    milestones = "{year: {title: T, due: {after: entry-into-force, exactly: 1 year}}}"
    assert days(timeline(tmp_path / "a", "{x.a: plain}", {"a": plain(milestones)}), "x.a.year") == (365, 366)
    pinned = timeline(tmp_path / "b", "{x.a: plain}", {"a": plain(milestones)}, 'dates: {entry-into-force: "2027-03-01"}\n')
    assert days(pinned, "x.a.year") == (366, 366)
    assert dates(pinned, "x.a.year") == ("2028-03-01", "2028-03-01")


def test_months_after_a_step_of_some_weeks(tmp_path: Path) -> None:
    """Two years after a day between two known ones end between the same days two years later."""
    milestones = "{start: {title: T, due: {after: entry-into-force, within: 60 days}}, end: {title: T, due: {after: start, exactly: 24 months}}}"
    found = timeline(tmp_path, "{x.a: plain}", {"a": plain(milestones)}, 'dates: {entry-into-force: "2027-11-01"}\n')
    assert dates(found, "x.a.end") == ("2029-11-01", "2029-12-31")


def test_dates_of_parameters_and_of_the_scenario(tmp_path: Path) -> None:
    """A step on a date, one counted from a date parameter, one pinned; days count from the origin all the same."""
    milestones = """
  on: {title: T, due: {on: start}}
  late: {title: T, due: {after: start, exactly: 7 days}}
  early: {title: T, due: {before: start, at-least: 1 week}}
  free: {title: T}"""
    pins = 'dates: {entry-into-force: "2027-03-01", "t:x.a.free": "2027-04-01"}\n'
    found = timeline(tmp_path, '{x.a: {variant: plain, start: "2027-02-01"}}', {"a": plain(milestones, "{start: {type: date}}")}, pins)
    assert dates(found, "x.a.on") == ("2027-02-01", "2027-02-01")
    assert dates(found, "x.a.late") == ("2027-02-08", "2027-02-08")
    assert dates(found, "x.a.early") == ("", "2027-01-25")
    assert days(found, "x.a.free") == (31, 31)


def test_one_milestone_for_each_row(tmp_path: Path) -> None:
    """Named by the row's id; due by the row's own time, and after the clauses that the row names."""
    table = "{phases: {type: rows, columns: {id: {type: text}, due: {type: duration}, conditions: {type: clauses}}}}"
    rows = "{variant: plain, phases: [{id: one, due: 10 days, conditions: [x.b]}, {id: two, due: 50 days, conditions: [x.b]}]}"
    done = "{done: {title: T, due: {after: entry-into-force, exactly: 30 days}}, never: {title: T, due: {after: entry-into-force, at-least: 5 years}}}"
    lifted = "{lifted: {each: phases, title: T, due: {after: [entry-into-force, conditions], at-least: due}}}"
    found = timeline(tmp_path, f"{{x.a: {rows}, x.b: plain}}", {"a": plain(lifted, table), "b": plain(done)})
    assert (days(found, "x.a.one"), days(found, "x.a.two")) == ((30, None), (50, None))
    assert not found.dues.missing


def test_names_reach_into_other_instruments(tmp_path: Path) -> None:
    """Bare names are the instrument's own; a prefix names another; a clause is looked for at home, then elsewhere."""
    more = "  u:\n    framing: z\n    signatories: [ukraine, austria]\n    clauses: {x.b: plain}\n"
    one = "{done: {title: T, due: {after: entry-into-force, exactly: 10 days}}}"
    two = """
  own: {title: T, due: {after: entry-into-force}}
  other: {title: T, due: {after: "t:entry-into-force", exactly: 3 days}}
  next: {title: T, due: {after: x.a.done, exactly: 1 day}}"""
    found = timeline(tmp_path, "{x.a: plain}", {"a": plain(one), "b": plain(two)}, more=more)
    assert found.days["u:x.b.other"] == Range(3, 3)
    assert found.days["u:x.b.next"] == Range(11, 11)
    assert found.days["u:x.b.own"] == Range()


OPEN = "{x.a: {open: [{variant: short}, {variant: long}, %s]}, x.b: plain}"
TWO = "variants:\n" + "".join(
    f"  {name}:\n    summary: S.\n    text: T.\n    milestones: {{done: {{title: T, due: {{after: entry-into-force, exactly: {time}}}}}}}\n"
    for name, time in (("short", "10 days"), ("long", "40 days"))
)
LATER = "{later: {title: T, due: {after: x.a.done, exactly: 1 day}}}"


def test_open_alternatives_count_with_the_widest_range(tmp_path: Path) -> None:
    """A milestone that all alternatives have lies between the earliest and the latest of them."""
    found = timeline(tmp_path, OPEN % "{variant: long}", {"a": TWO, "b": plain(LATER)})
    assert (days(found, "x.a.done"), days(found, "x.b.later")) == ((10, 40), (11, 41))


def test_what_may_be_left_out_binds_nothing_else(tmp_path: Path) -> None:
    """A milestone that an alternative lacks has its range; what waits for it is free, and nothing contradicts."""
    pins = 'dates: {entry-into-force: "2027-03-01", "t:x.b.later": "2027-03-02"}\n'
    found = timeline(tmp_path, OPEN % "{omit: true}", {"a": TWO, "b": plain(LATER)}, pins)
    assert not found.conflicts
    assert days(found, "x.b.later") == (1, 1)
    assert not found.milestones["t:x.a.done"].certain


def test_silent_variants_have_no_milestones(tmp_path: Path) -> None:
    """What prints nothing happens never."""
    silent = "variants:\n  quiet:\n    silent: true\n    summary: S.\nmilestones: {done: {title: T, due: {after: entry-into-force}}}\n"
    assert "t:x.a.done" not in timeline(tmp_path, "{x.a: quiet}", {"a": silent}).milestones


def test_a_contradiction_as_a_chain(tmp_path: Path) -> None:
    """The shortest chain, link by link, with the place of each; the other steps keep their times."""
    milestones = """
  one: {title: T, due: {after: entry-into-force, exactly: 30 days}}
  two: {title: T, due: {after: one, within: 5 days}}
  three: {title: T, due: {after: entry-into-force, exactly: 3 days}}"""
    pins = 'dates: {entry-into-force: "2027-03-01", "t:x.a.two": "2027-03-10"}\n'
    found = timeline(tmp_path, "{x.a: plain}", {"a": plain(milestones)}, pins)
    (conflict,) = found.conflicts
    assert conflict.days == 21
    assert sorted(found.sentence(link) for link in conflict.links) == [
        "t:entry-into-force is fixed on 2027-03-01",
        "x.a.one is due exactly 30 days after t:entry-into-force",
        "x.a.two is due within 5 days of x.a.one",
        "x.a.two is fixed on 2027-03-10",
    ]
    assert all(found.place(link).line for link in conflict.links)
    assert days(found, "x.a.three") == (3, 3)


def test_rows_that_only_some_alternatives_have(tmp_path: Path) -> None:
    """A table that an alternative does not turn into steps makes none certain, though its values are there."""
    table = "parameters: {phases: {type: rows, columns: {id: {type: text}, due: {type: duration}}}}\nvariants:\n"
    each = "{done: {each: phases, title: T, due: {after: entry-into-force, exactly: due}}}"
    whole = "{done: {title: T, due: {after: entry-into-force}}}"
    variants = "".join(f"  {n}:\n    summary: S.\n    text: T.\n    milestones: {m}\n" for n, m in (("phased", each), ("partial", each), ("at-once", whole)))
    choices = "{x.a: {phases: [{id: one, due: 10 days}], open: [{variant: phased}, {variant: partial}%s]}}"
    some = timeline(tmp_path / "some", choices % ", {variant: at-once}", {"a": table + variants})
    assert {id: m.certain for id, m in some.milestones.items() if m.clause} == {"t:x.a.one": False, "t:x.a.done": False}
    assert days(some, "x.a.one") == (10, 10)
    both = timeline(tmp_path / "both", choices % "", {"a": table + variants})
    assert both.milestones["t:x.a.one"].certain
