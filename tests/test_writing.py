"""What delegations changed, put into the scenario: attributed alternatives, values, notes; everything else stays as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import diff, draft, load, write
from generator.revise.source_text import source_of
from generator.revise.yaml_edit import YamlText, flow
from generator.text import parse

from .conftest import ROOT, Run
from .talks import FILES, project
from .word_edits import comment, delete, edited, insert_after, replace, strike, track

Edit = Callable[[Any], None]


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """The scenario of the talks."""
    return project(tmp_path)


def back(scenario: Path, name: str, *edits: Edit) -> str:
    """A delegation's copy of the draft as it is now, with some edits; returns its path."""
    data = write(draft(load(scenario))["treaty"], "docx")
    for edit in edits:
        data = edited(data, edit, saved_by="Somebody")
    path = scenario.parents[2] / name
    path.write_bytes(data)
    return str(path)


def markdown(scenario: Path) -> str:
    """The draft as it is now."""
    return write(draft(load(scenario))["treaty"], "md").decode().replace("\u00a0", " ")


def test_a_number_is_a_value(run: Run, scenario: Path) -> None:
    """However much of it was changed: the figure alone, or figure and words; the text around it stays outside the brackets."""
    before = scenario.read_text()
    for edit in (track("seven (7)", "fourteen (14)"), replace("(7)", "(14)")):
        scenario.write_text(before)
        ran = run("intake", back(scenario, "north.docx", edit), "--by", "northland", "--write")
        assert ran.code == 0, ran.err
        after = before.replace("days: 7 days", "days: {open: [{value: 7 days, by: [southland]}, {value: 14 days, by: [northland]}]}")
        assert scenario.read_text() == after
        assert "visits every **[Southland:** seven (7) days **]** **[Northland:** fourteen (14) days **]**." in markdown(scenario)


def test_a_wording_is_an_alternative(run: Run, scenario: Path) -> None:
    """In the clause's file, with its references and holes; comments beside the choice stay; what is equal is outside the brackets."""
    ran = run("intake", back(scenario, "south.docx", track("carried by post", "flown")), "--by", "southland", "--write")
    assert "written: talks.letters: southland has its wording by-post-southland" in ran.err
    assert scenario.read_text() == FILES["scenarios/talks/scenario.yaml"].replace(
        "talks.letters: by-post  # to be seen\n",
        "talks.letters:  # to be seen\n        open:\n"
        "          - {variant: by-post, by: [northland]}\n          - {variant: by-post-southland, by: [southland]}\n",
    )
    clause = (scenario.parents[2] / "clauses/talks/letters.yaml").read_text()
    assert clause.startswith(FILES["clauses/talks/letters.yaml"])
    assert '      Letters {{ shall }} be flown under the safeguards of {{ ref("talks.trade") }}.\n' in clause


def test_a_sentence_is_bracketed_not_its_paragraph(run: Run, scenario: Path) -> None:
    """One edited word in one of two sentences."""
    run("intake", back(scenario, "n.docx", track("announced", "made known")), "--by", "northland", "--write")
    text = markdown(scenario)
    assert "2. A visit lasts one day.\n   **[Southland:** It shall be announced under Article 2. **]** **[Northland:** It shall be made known under" in text
    assert text.count("A visit lasts one day.") == 1


def test_paragraphs_and_points_that_came_and_went(run: Run, scenario: Path) -> None:
    """Inserted ones stand where they were put, deleted ones are missing from the delegation's alternative."""
    edits = (insert_after("A visit lasts", "Visitors carry a card."), insert_after("at most", "their friends;"), delete("their luggage"))
    run("intake", back(scenario, "n.docx", *edits), "--by", "northland", "--write")
    own = load(scenario).library.clause("talks.visits")
    assert own is not None
    text = own.variants["weekly-northland"].data["text"]
    assert text.endswith("\n\nVisitors carry a card.\n\nEach Party {{ shall }} receive:\n\n- at most {{ guests }}; and\n- their friends;\n")


def test_an_article_struck_out_is_an_omission(run: Run, scenario: Path) -> None:
    """All of it, heading and text."""
    run("intake", back(scenario, "n.docx", delete("Trade shall be free"), delete("Trade", False)), "--by", "northland", "--write")
    assert {"omit": True, "by": ["northland"]} in yaml.safe_load(scenario.read_text())["instruments"]["treaty"]["clauses"]["talks.trade"]["open"]


def test_two_delegations_at_once(run: Run, scenario: Path) -> None:
    """The same paragraph changed by both is attributed brackets; what only one changed is the other's as it stood."""
    north = back(scenario, "north.docx", track("by post", "by rail"), track("seven (7)", "ten (10)"))
    south = back(scenario, "south.docx", replace("by post", "by air"), replace("free under", "fair under"))
    former = draft(load(scenario))
    ran = run("intake", north, south, "--by", "northland", "--by", "southland", "--write")
    assert ran.code == 0, ran.err
    text = markdown(scenario)
    assert "**[Southland:** Letters shall be carried by air under the safeguards of Article 3. **]** **[Northland:** Letters shall be carried by rail" in text
    assert "**[Northland:** Trade shall be free under" in text
    found = diff(former, draft(load(scenario)))
    assert [c.unit.clause for c in found.changes] == ["talks.visits", "talks.letters", "talks.trade"]
    assert {(c.path, c.became) for c in found.choices} == {("talks.visits.days", "opened"), ("talks.letters", "opened"), ("talks.trade", "opened")}


def test_the_same_file_twice_changes_nothing_more(run: Run, scenario: Path) -> None:
    """Neither alternatives nor notes are doubled; the file's original is found in git once the scenario is another."""
    git(scenario)
    path = Path(back(scenario, "north.docx", track("by post", "by rail"), track("seven (7)", "ten (10)")))
    path.write_bytes(comment(path.read_bytes(), "luggage", "Why?"))
    assert run("intake", str(path), "--by", "northland", "--write").code == 0
    first = scenario.read_text()
    assert first.endswith("notes: |\n  - Article 1(3)(b) [talks.visits/3/b] on “luggage” (northland, B. Critic, 2027-03-15): Why?\n")
    ran = run("intake", str(path), "--by", "northland", "--write")
    assert ran.code == 0, ran.err
    assert scenario.read_text() == first


def git(scenario: Path) -> None:
    """Commits the project."""
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "round"]):
        subprocess.run(["git", *command], cwd=scenario.parents[2], check=True)


def test_without_its_original_nothing_is_written(run: Run, scenario: Path) -> None:
    """The scenario has changed, and no git knows it as it was: the reader is told, tracked changes are still shown."""
    path = back(scenario, "north.docx", track("by post", "by rail"), replace("luggage", "bags"))
    scenario.write_text(scenario.read_text() + "# changed\n")
    ran = run("intake", path)
    assert (ran.code, "by rail" in ran.out, "bags" in ran.out) == (0, True, False)
    assert "has changed since" in ran.err
    ran = run("intake", path, "--by", "northland", "--write")
    assert ran.code == 2
    assert scenario.read_text().endswith("talks.trade: free\n# changed\n")


def test_taking_the_others_value_closes_a_bracket(run: Run, scenario: Path) -> None:
    """A delegation that strikes its own alternative out takes what is left; when nobody holds another, it is agreed."""
    run("intake", back(scenario, "n.docx", track("seven (7)", "ten (10)"), track("by post", "by rail")), "--by", "northland", "--write")
    run("intake", back(scenario, "s.docx", replace("seven (7)", "eight (8)")), "--by", "southland", "--write")
    days = yaml.safe_load(scenario.read_text())["instruments"]["treaty"]["clauses"]["talks.visits"]["days"]
    assert days == {"open": [{"value": "8 days", "by": ["southland"]}, {"value": "10 days", "by": ["northland"]}]}

    text = markdown(scenario)
    assert "**[Southland:** eight (8) days **]** **[Northland:** ten (10) days **]**" in text
    ran = run("intake", back(scenario, "s.docx", strike("eight (8)")), "--by", "southland", "--write")
    assert "written: talks.visits.days: agreed" in ran.err
    assert "every ten (10) days." in markdown(scenario)


def test_what_no_choice_can_say_is_listed(run: Run, scenario: Path) -> None:
    """A title, the enacting formula: each with its reason and the way out, and kept as a note; the rest of the article is written."""
    before = scenario.read_text()
    edits = (replace("Visits", "Calls"), replace("Have agreed", "Have settled"), replace("exchange visits", "exchange calls"))
    path = back(scenario, "n.docx", *edits)
    ran = run("intake", path, "--by", "northland", "--write")
    assert ran.err.count("not written: ") == 2
    assert "“Calls”: an article has one title, whoever wants which text: once it is agreed, change `title:` in the clause's file" in ran.err
    assert "these words are the framing's" in ran.err
    after = yaml.safe_load(scenario.read_text())
    assert after["notes"] == "- [@enacting] (northland): “Have settled as follows:”\n- Article 1 [talks.visits] (northland): “Calls”\n"
    assert len(after["instruments"]["treaty"]["clauses"]["talks.visits"]["open"]) == 2
    once = scenario.read_text()
    scenario.write_text(before)
    assert run("intake", path, "--by", "northland", "--write").code == 0
    assert scenario.read_text() == once


def test_an_alternat_is_compared_with_its_own_original(run: Run, scenario: Path, tmp_path: Path) -> None:
    """The order of the parties in it is no change, nor is what was set on the command line."""
    assert run("draft", str(scenario), "--alternat", "--set", "talks.visits.days=8 days", "-f", "docx", "-o", "out").code == 0
    found = run("intake", *map(str, sorted((tmp_path / "out/talks").glob("*.docx"))))
    assert (found.err, found.out.count("0 changes, 0 comments")) == ("", 2)


def test_whose_a_file_is(run: Run, scenario: Path) -> None:
    """Told by its authors or its name; asked for where it is not."""
    assert "whose changes are these" in run("intake", back(scenario, "x.docx", track("by post", "by rail")), "--write").err
    assert "not one of the scenario's parties" in run("intake", str(scenario.parents[2] / "x.docx"), "--by", "atlantis", "--write").err
    assert run("intake", back(scenario, "x.docx", track("by post", "by rail", author="Delegation of Northland")), "--write").code == 0
    assert "by: [northland]" in scenario.read_text()


def test_a_shipped_scenario_is_not_written(run: Run, tmp_path: Path) -> None:
    """It is everybody's."""
    data = write(draft(load("austria-1955"))["state-treaty"], "docx")
    (tmp_path / "a.docx").write_bytes(edited(data, track("democratic", "free")))
    ran = run("intake", "a.docx", "--by", "austria", "--write")
    assert (ran.code, "shipped scenario" in ran.err) == (2, True)


# ------------------------------------------------------------------------ the two editors


def _bare(template: Any) -> Any:
    """A parsed text without the places of its holes."""
    if isinstance(template, list):
        return ["h", _bare(template[1])] if template[:1] == ["h"] else [_bare(item) for item in template]
    return template


def test_every_text_of_the_library_survives_being_written_again() -> None:
    """Its source from what was parsed parses the same."""
    texts = []
    for path in (ROOT / "clauses").glob("*/*.yaml"):
        for variant in (yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).get("variants") or {}).values():
            texts += [t for t in (variant.get("text"), *(a.get("text") for a in (variant.get("annexes") or {}).values())) if t]
    assert len(texts) > 300
    for text in texts:
        template, faults = parse(text)
        assert faults == []
        assert _bare(parse(source_of(template))[0]) == _bare(template), text


LAYOUTS = [
    "a: {b: {variant: x, days: 7}}  # c\nz: 1\n",
    "# top\na:\n  b:\n    variant: x  # c\n    days: 7  # d\nz: 1\n",
    "a:\n  b: x  # c\n  # below\nz: 1\n",
    "a: {b: x}\nz: 1\n",
    "a:\n    b: 'x'\nz: 1",
    "a:\n  b:\n    days: 7 # d\n\n# end\nz: 1\n",
]


@pytest.mark.parametrize("text", LAYOUTS)
def test_a_choice_is_opened_in_any_layout(text: str) -> None:
    """The data are those wanted; every comment is still there; alternatives can be added and taken out again."""
    file = YamlText(text)
    file.open_up(("a", "b"), {"variant": "x", "by": ["s"]}, {"variant": "y", "by": ["n"]})
    data = yaml.safe_load(text)
    wanted = {k: v for k, v in data["a"]["b"].items() if k != "variant"} if isinstance(data["a"]["b"], dict) else {}
    both = [{"variant": "x", "by": ["s"]}, {"variant": "y", "by": ["n"]}]
    assert yaml.safe_load(file.text) == data | {"a": {"b": {"open": both, **wanted}}}
    assert [line.partition("#")[2] for line in text.split("\n") if "#" in line] == [line.partition("#")[2] for line in file.text.split("\n") if "#" in line]
    file.append(("a", "b", "open"), {"omit": True})
    file.append(("a", "b", "open", 1, "by"), "t")
    file.remove(("a", "b", "open", 0))
    assert yaml.safe_load(file.text)["a"]["b"]["open"] == [{"variant": "y", "by": ["n", "t"]}, {"omit": True}]
    file.put((), "last", flow({"k": ["a b", "1", "true", "x: y", "№ “ü”"]}))
    assert yaml.safe_load(file.text)["last"] == {"k": ["a b", "1", "true", "x: y", "№ “ü”"]}
