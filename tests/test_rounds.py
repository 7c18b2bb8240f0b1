"""The second round and those after it: what a delegation does to a text that has brackets already; tables; other languages."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import draft, load, write
from generator.revise.units import units
from generator.revise.word_reader import read

from .conftest import Run
from .talks import project
from .test_writing import Edit, back, markdown
from .word_edits import WHO, W, delete, edited, etree, insert_after, paragraph, replace, strike, track

RAIL_AND_AIR = """\
  by-rail:
    summary: By rail.
    sources: [{source: un-charter-1945, use: modelled}]
    text: |
      Letters {{ shall }} be carried by rail under the safeguards of {{ ref("talks.trade") }}.
"""
OPEN = "talks.letters: {open: [{variant: by-post, by: [northland]}, {variant: by-rail, by: [southland]}]}"
BARRED = """\
  barred:
    summary: Barred.
    sources: [{source: un-charter-1945, use: modelled}]
    text: |
      Neither Party imports goods of the other.

      A joint office grants exceptions under {{ ref("talks.letters") }}.
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """The talks, with two alternatives of how letters travel."""
    made = project(tmp_path)
    with (tmp_path / "clauses/talks/letters.yaml").open("a") as file:
        file.write(RAIL_AND_AIR)
    made.write_text(made.read_text().replace("talks.letters: by-post  # to be seen", OPEN))
    return made


def choices(scenario: Path, clause: str = "talks.letters") -> Any:
    """What the scenario says of a clause."""
    found = yaml.safe_load(scenario.read_text())["instruments"]["treaty"]["clauses"][clause]
    return found.get("open", found) if isinstance(found, dict) else found


def own(scenario: Path, variant: str, clause: str = "talks.letters") -> str:
    """The text of a variant."""
    found = load(scenario).library.clause(clause)
    assert found is not None
    return str(found.variants[variant].data["text"])


def taken_in(run: Run, scenario: Path, party: str, *edits: Edit) -> str:
    """Takes in what a party made of the draft as it is now; returns what was written."""
    ran = run("intake", back(scenario, "x.docx", *edits), "--by", party, "--write")
    assert ran.code == 0, ran.err
    return ran.err


def test_words_of_ones_own_bracket(run: Run, scenario: Path) -> None:
    """Another wording in the place of the former, with its reference; the others' stays as it is, and so does every other line."""
    before = scenario.read_text()
    taken_in(run, scenario, "northland", track("carried by post", "carried by air"))
    assert scenario.read_text() == before.replace("{variant: by-post, by", "{variant: by-post-northland, by")
    assert own(scenario, "by-post-northland") == 'Letters {{ shall }} be carried by air under the safeguards of {{ ref("talks.trade") }}.\n'


def test_an_amendment_of_the_others_is_a_further_alternative(run: Run, scenario: Path) -> None:
    """While one's own stands; where it is struck out, it is the only one."""
    before = scenario.read_text()
    taken_in(run, scenario, "northland", track("by rail", "by night rail"))
    assert choices(scenario)[2] == {"variant": "by-rail-northland", "by": ["northland"]}
    assert len(choices(scenario)) == 3
    scenario.write_text(before)
    taken_in(run, scenario, "northland", track("by rail", "by night rail"), strike("by post"))
    assert choices(scenario) == [{"variant": "by-rail-northland", "by": ["northland"]}, {"variant": "by-rail", "by": ["southland"]}]


def test_a_third_alternative(run: Run, scenario: Path) -> None:
    """Typed beside the others, with a name or without; then one's first is struck out."""
    before = scenario.read_text()
    for typed in ("[Northland: Letters shall be sent under the safeguards of Article 3.]", "[Letters shall be sent under the safeguards of Article 3.]"):
        scenario.write_text(before)
        taken_in(run, scenario, "northland", _beside(typed))
        assert [option["by"] for option in choices(scenario)] == [["northland"], ["southland"], ["northland"]]
        name = choices(scenario)[2]["variant"]
        assert own(scenario, name) == 'Letters {{ shall }} be sent under the safeguards of {{ ref("talks.trade") }}.\n'
    said = taken_in(run, scenario, "northland", strike("by post"))
    assert "talks.letters: northland gives up by-post" in said
    assert [option["by"] for option in choices(scenario)] == [["southland"], ["northland"]]


def _beside(words: str) -> Edit:
    """Words at the end of the paragraph on letters."""

    def change(root: Any) -> None:
        run = deepcopy(next(paragraph(root, "by post").iter(f"{W}r")))
        run.find(f"{W}t").text = f" {words}"
        run.find(f"{W}t").set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        paragraph(root, "by post").append(run)

    return change


def test_striking_the_others_out_is_not_agreement(run: Run, scenario: Path) -> None:
    """Nobody speaks for the other: its alternative stays, and the reader is told."""
    before = scenario.read_text()
    said = taken_in(run, scenario, "northland", strike("by rail"))
    assert "not written" in said
    assert "what Southland proposed”: it stays until those who want it give it up" in said
    assert scenario.read_text() == before


def test_taking_the_others_with_all_marks_gone(run: Run, scenario: Path) -> None:
    """The brackets and names deleted, one's own words too: what is left is agreed."""

    def bare(root: Any) -> None:
        strike("by post")(root)
        for text in list(paragraph(root, "by rail").iter(f"{W}t")):
            if text.text in ("[", "]", "Southland:"):
                text.text = ""

    assert "talks.letters: agreed" in taken_in(run, scenario, "northland", bare)
    assert choices(scenario) == "by-rail"


def test_who_struck_its_own_and_takes_none(run: Run, scenario: Path) -> None:
    """Of three: it holds nothing any more, and its wording goes."""
    taken_in(run, scenario, "northland", track("by rail", "by night rail"))
    said = taken_in(run, scenario, "southland", strike("carried by rail"))
    assert "southland gives up by-rail" in said
    assert [option["by"] for option in choices(scenario)] == [["northland"], ["northland"]]


def test_one_of_three_edits_beside_brackets_of_the_others(run: Run, scenario: Path) -> None:
    """Its words are taken in; it does not take sides where it has none, and gives up only what it struck out."""
    text = scenario.read_text().replace("kind: state}\ninstruments", "kind: state}\n  - {id: eastland, name: {en: Eastland}, kind: state}\ninstruments")
    days = "days: {open: [{value: 7 days, by: [northland]}, {value: 9 days, by: [southland]}, {value: 5 days, by: [eastland]}]}"
    guests = "guests: {open: [{value: 40, by: [northland]}, {value: 50, by: [southland]}]}"
    text = text.replace("signatories: [northland, southland]", "signatories: [northland, southland, eastland]").replace("days: 7 days", f"{days}, {guests}")
    scenario.write_text(text)
    taken_in(run, scenario, "eastland", track("A visit lasts one day", "A visit lasts two days"), strike("five (5)"))
    found = yaml.safe_load(scenario.read_text())["instruments"]["treaty"]["clauses"]["talks.visits"]
    assert [option["by"] for option in found["open"]] == [["northland", "southland"], ["eastland"]]
    assert found["days"]["open"] == [{"value": "7 days", "by": ["northland"]}, {"value": "9 days", "by": ["southland"]}]
    assert found["guests"]["open"] == [{"value": 40, "by": ["northland"]}, {"value": 50, "by": ["southland"]}]
    taken_in(run, scenario, "eastland", strike("seven (7)"), replace("lasts two days", "lasts three days"))
    found = yaml.safe_load(scenario.read_text())["instruments"]["treaty"]["clauses"]["talks.visits"]
    assert found["days"]["open"] == [{"value": "7 days", "by": ["northland"]}, {"value": "9 days", "by": ["southland", "eastland"]}]
    assert found["open"][1] == {"variant": "weekly-eastland-2", "by": ["eastland"]}


def test_a_blank_that_one_side_filled_in(run: Run, scenario: Path) -> None:
    """Is that side's until the other takes its brackets away, whatever else that one edits."""
    scenario.write_text(scenario.read_text().replace("days: 7 days", "days: null"))
    taken_in(run, scenario, "northland", replace("[… days]", "nine (9) days"))
    assert choices(scenario, "talks.visits")["days"] == {"open": [{"value": "9 days", "by": ["northland"]}]}
    taken_in(run, scenario, "southland", track("A visit lasts one day", "A visit lasts two days"))
    whole = yaml.safe_load(scenario.read_text())["instruments"]["treaty"]["clauses"]["talks.visits"]
    assert whole["days"] == {"open": [{"value": "9 days", "by": ["northland"]}]}

    def bare(root: Any) -> None:
        for text in paragraph(root, "nine (9)").iter(f"{W}t"):
            text.text = "" if text.text in ("[", "]", "Northland:") else text.text

    assert "talks.visits.days: agreed" in taken_in(run, scenario, "southland", bare)


def test_both_cross_over(run: Run, scenario: Path) -> None:
    """Each takes what the other proposed, in one round: both stand, under the other's name."""
    files = [back(scenario, f"{n}.docx", strike(words)) for n, words in (("n", "by post"), ("s", "by rail"))]
    ran = run("intake", *files, "--by", "northland", "--by", "southland", "--write")
    assert ran.code == 0, ran.err
    assert {option["variant"]: option["by"] for option in choices(scenario)} == {"by-rail": ["northland"], "by-post": ["southland"]}


def test_conditions_take_a_wording_for_what_it_words(run: Run, scenario: Path) -> None:
    """Otherwise one changed word would break every constraint that names the variant; a second wording counts as the first of all."""
    letters = scenario.parents[2] / "clauses/talks/letters.yaml"
    constraint = "constraints: [{requires: talks.trade = free, because: Letters go with goods.}, {excludes: talks.trade != free, because: The same.}]\n"
    letters.write_text(letters.read_text() + constraint)
    taken_in(run, scenario, "northland", track("be free", "be wholly free"))
    taken_in(run, scenario, "northland", track("wholly free", "almost free"))
    clause = load(scenario).library.clause("talks.trade")
    assert clause is not None
    assert [variant.counts_as for variant in clause.variants.values()] == ["", "free", "free"]
    assert run("check", str(scenario)).code == 0
    scenario.write_text(scenario.read_text().replace("talks.trade:\n", "talks.trade: free-northland-2\nx:\n").split("x:\n")[0])
    ran = run("check", str(scenario))
    assert (ran.code, "SE" in ran.err) == (0, False), ran.err


def test_a_value_that_is_open_in_a_wording_that_is(run: Run, scenario: Path) -> None:
    """Each party's wording stands with its own value; the other's is taken with its value."""
    taken_in(run, scenario, "northland", track("seven (7)", "ten (10)"))
    taken_in(run, scenario, "northland", track("exchange visits", "organise visits"))
    text = markdown(scenario)
    assert "**[Southland:** The Parties shall exchange visits every seven (7) days. **]** **[Northland:** The Parties shall organise visits every ten" in text
    said = taken_in(run, scenario, "northland", strike("organise visits"))
    assert "talks.visits: agreed" in said
    assert "talks.visits.days: agreed" in said
    assert yaml.safe_load(scenario.read_text())["instruments"]["treaty"]["clauses"]["talks.visits"] == {"variant": "weekly", "days": "7 days"}


def test_one_moves_what_the_other_changes(run: Run, scenario: Path) -> None:
    """Both stand: the paragraph where the one wants it, and as the other wants it."""

    def up(root: Any) -> None:
        paragraph(root, "exchange visits").addprevious(paragraph(root, "A visit lasts"))

    files = [back(scenario, "n.docx", up), back(scenario, "s.docx", track("A visit lasts one day", "A visit lasts two days"))]
    ran = run("intake", *files, "--by", "northland", "--by", "southland", "--write")
    assert (ran.code, "not written" in ran.err) == (0, False), ran.err
    assert own(scenario, "weekly-northland", "talks.visits").startswith("A visit lasts one day.\nIt {{ shall }} be announced")
    assert own(scenario, "weekly-southland", "talks.visits").split("\n\n")[1].startswith("A visit lasts two days.")
    assert [option["by"] for option in choices(scenario, "talks.visits")] == [["southland"], ["northland"]]


def test_whole_alternatives(run: Run, scenario: Path) -> None:
    """Articles that have nothing in common: words, paragraphs, and one of them struck out with its heading."""
    with (scenario.parents[2] / "clauses/talks/trade.yaml").open("a") as file:
        file.write(BARRED)
    both = "talks.trade: {open: [{variant: free, by: [northland]}, {variant: barred, by: [southland]}]}"
    scenario.write_text(scenario.read_text().replace("talks.trade: free", both))
    assert "Alternative A (Northland)" in markdown(scenario)
    taken_in(run, scenario, "southland", insert_after("A joint office", "It sits in Southland."), track("Neither Party imports", "No Party imports"))
    text = own(scenario, "barred-southland", "talks.trade")
    assert text.startswith("No Party imports goods of the other.\n")
    assert text.endswith('exceptions under {{ ref("talks.letters") }}.\n\nIt sits in Southland.\n')
    said = taken_in(run, scenario, "northland", delete("Trade shall be free"), delete("Alternative A", False))
    assert "talks.trade: agreed" in said
    assert choices(scenario, "talks.trade") == "barred-southland"


def test_a_new_paragraph_is_amended_by_the_other_side(run: Run, scenario: Path) -> None:
    """One side's paragraph in brackets beside “No text”."""
    taken_in(run, scenario, "northland", insert_after("A visit lasts", "Visitors carry a card."))
    taken_in(run, scenario, "southland", strike_none, replace("carry a card", "carry a green card"))
    assert choices(scenario, "talks.visits") == [{"variant": "weekly-southland", "by": ["southland"]}, {"variant": "weekly-northland", "by": ["northland"]}]
    assert "Visitors carry a green card." in own(scenario, "weekly-southland", "talks.visits")
    assert "weekly-northland" in taken_in(run, scenario, "northland", strike("carry a card"))
    assert choices(scenario, "talks.visits") == {"variant": "weekly-southland", "days": "7 days"}


def strike_none(root: Any) -> None:
    """Takes the paragraph out that says “No text”."""
    p = paragraph(root, "No text")
    p.getparent().remove(p)


def test_words_and_a_value_of_one_sentence(run: Run, scenario: Path) -> None:
    """Both are the alternative's: the wording keeps the hole, and no bracket stands in another."""
    taken_in(run, scenario, "northland", replace("exchange visits every seven (7)", "organise visits every ten (10)"))
    assert choices(scenario, "talks.visits") == [
        {"variant": "weekly", "by": ["southland"]},
        {"variant": "weekly-northland", "days": "10 days", "by": ["northland"]},
    ]
    assert "organise visits every {{ days.words }}." in own(scenario, "weekly-northland", "talks.visits")
    assert "**[Northland:** The Parties shall organise visits every ten (10) days. **]**" in markdown(scenario)


def test_a_value_that_is_printed_twice_and_changed_once(run: Run, scenario: Path) -> None:
    """It is one value: it changes in both places, the reader is told of the other, and a wording keeps both holes."""
    clause = scenario.parents[2] / "clauses/talks/visits.yaml"
    clause.write_text(clause.read_text().replace("A visit lasts one day.", "After {{ days.words }} without a visit the next is due at once."))
    said = taken_in(run, scenario, "northland", replace("visits every seven (7)", "visits every ten (10)"), track("their luggage", "their books"))
    assert "follows: talks.visits.days: printed in Article 1(2) too" in said
    assert own(scenario, "weekly-northland", "talks.visits").count("{{ days.words }}") == 2


def test_brackets_that_a_delegation_typed(run: Run, scenario: Path) -> None:
    """Its name and another wording, in a text that was agreed; or brackets around words that it does not agree to."""
    taken_in(run, scenario, "northland", replace("their luggage", "[their luggage] [Northland: their bags]"), replace("one day", "one [whole] day"))
    text = own(scenario, "weekly-northland", "talks.visits")
    assert "- their bags." in text
    assert "A visit lasts one whole day.\n" in text
    taken_in(run, scenario, "southland", replace("Trade shall be free under the law", "Trade shall be free [under the law of each]"))


def test_a_third_party_edits_what_all_alternatives_have(run: Run, scenario: Path) -> None:
    """Who holds none of them amends each; who strikes all but one takes it."""
    text = scenario.read_text().replace("kind: state}\ninstruments", "kind: state}\n  - {id: eastland, name: {en: Eastland}, kind: state}\ninstruments")
    scenario.write_text(text.replace("signatories: [northland, southland]", "signatories: [northland, southland, eastland]"))
    former = scenario.read_text()
    said = taken_in(run, scenario, "eastland", strike("by rail"))
    assert "eastland takes what northland proposed" in said
    assert choices(scenario)[0] == {"variant": "by-post", "by": ["northland", "eastland"]}
    scenario.write_text(former)
    assert taken_in(run, scenario, "eastland", track("A visit lasts one day", "A visit lasts two days")).count("written") == 1
    assert len(choices(scenario)) == 2


# ------------------------------------------------------------------------ tables and moves

TABLES = """\
title: Trade
summary: Trade.
parameters:
  steps:
    type: rows
    summary: Steps
    columns: {id: {type: text, summary: Its name}, what: {type: text, summary: What}, days: {type: duration, summary: When}}
variants:
  free:
    summary: Free.
    sources: [{source: un-charter-1945, use: modelled}]
    text: |
      Trade {{ shall }} be free within these limits:

      | Goods | Tonnes |
      |---|---:|
      | Grain | 45 |
      | Steel and iron | 20 |

      Customs officers:

      - weigh the goods;
      - seal them under {{ ref("talks.letters") }}; and
      - let them pass.

      The limits end as follows:

      | Step | After |
      |---|---:|
      {% for row in steps %}
      | {{ row.what }} | {{ row.days }} |
      {% endfor %}
"""
STEPS = """talks.trade:
        variant: free
        steps:
          - {id: one, what: Grain is free, days: 30 days}
          - {id: two, what: All is free, days: 60 days}
"""


@pytest.fixture
def tables(scenario: Path) -> Path:
    """The talks, with tables."""
    (scenario.parents[2] / "clauses/talks/trade.yaml").write_text(TABLES)
    scenario.write_text(scenario.read_text().replace("talks.trade: free\n", STEPS))
    return scenario


def _row(words: str, act: Callable[[Any], None]) -> Edit:
    """Something done to the row that holds some words."""
    return lambda root: act(next(r for r in root.iter(f"{W}tr") if words in "".join(t.text or "" for t in r.iter(f"{W}t"))))


def _added(row: Any) -> None:
    made = deepcopy(row)
    for text, new in zip(made.iter(f"{W}t"), ("Copper", "5"), strict=True):
        text.text = new
    made.find(f"{W}trPr").append(etree.Element(f"{W}ins", {f"{W}id": "77", **WHO}))
    row.addnext(made)


def test_rows_that_stand_in_the_text(run: Run, tables: Path) -> None:
    """A cell changed, a row put in, one taken out."""
    gone = _row("Steel", lambda row: row.getparent().remove(row))
    taken_in(run, tables, "northland", _row("Grain", _added), gone, replace("45", "50"))
    assert "| Grain | 50 |\n| Copper | 5 |\n\n" in own(tables, "free-northland", "talks.trade")
    assert "**[Northland:**" in markdown(tables)


def test_rows_of_a_list_are_the_alternatives_own(run: Run, tables: Path) -> None:
    """Two cells of one row: the list, with them, beside the clause's; a row that only the list can have is kept as a note."""
    said = taken_in(run, tables, "northland", _row("All is free", _added), replace("All is free", "All goods are free"), _row("All goods", _days))
    assert choices(tables, "talks.trade")[1] == {
        "variant": "free", "by": ["northland"],
        "steps": [{"id": "one", "what": "Grain is free", "days": "30 days"}, {"id": "two", "what": "All goods are free", "days": "90 days"}],
    }  # fmt: skip
    assert "            steps:\n              - {id: one, what: Grain is free, days: 30 days}\n" in tables.read_text()
    assert "its table is printed from “steps”: add the row there" in said
    assert "“Copper | 5”" in tables.read_text()
    taken_in(run, tables, "southland", _row("Grain is free", lambda row: row.getparent().remove(row)))
    assert choices(tables, "talks.trade")[0]["steps"] == [{"id": "two", "what": "All is free", "days": "60 days"}]


def _days(row: Any) -> None:
    next(t for t in row.iter(f"{W}t") if "60" in (t.text or "")).text = "90 days"


def test_a_paragraph_moves_with_its_points(run: Run, tables: Path) -> None:
    """And with what was changed in them; one that leaves them behind is listed."""

    def move(root: Any) -> None:
        for words in ("Customs officers", "count the goods", "seal them", "let them pass"):
            paragraph(root, "be free within").addprevious(paragraph(root, words))

    taken_in(run, tables, "northland", replace("weigh", "count"), move)
    text = own(tables, "free-northland", "talks.trade")
    assert text.startswith('Customs officers:\n\n- count the goods;\n- seal them under {{ ref("talks.letters") }}; and\n- let them pass.\n\nTrade {{ shall }}')
    lead = lambda root: paragraph(root, "be free within").addprevious(paragraph(root, "Customs officers"))  # noqa: E731
    assert "moved without its points" in taken_in(run, project_of(tables), "southland", lead)


def project_of(scenario: Path) -> Path:
    """The project without what was taken in."""
    (scenario.parents[2] / "clauses/talks/trade.yaml").write_text(TABLES)
    text = scenario.read_text()
    start = text.index("talks.trade:")
    scenario.write_text(text[:start] + STEPS)
    return scenario


# ------------------------------------------------------------------------ other languages


@pytest.fixture
def in_two(tmp_path: Path) -> Path:
    """The talks in English and Ukrainian."""
    made = project(tmp_path)
    folder = tmp_path / "clauses/talks"
    clause = load(made).library.clause("talks.letters")
    assert clause is not None
    (folder / "letters.uk.yaml").write_text(
        f'title: Листи\nvariants:\n  by-post:\n    of: "{clause.of("by-post")}"   # checked\n    text: |\n'
        '      Листи надсилаються поштою відповідно до {{ ref("talks.trade").genitive }}.\n',
        encoding="utf-8",
    )
    text = made.read_text().replace("languages: [en]", "languages: [en, uk]")
    made.write_text(
        text.replace("name: {en: Northland}", "name: {en: Northland, uk: Північ}").replace("name: {en: Southland}", "name: {en: Southland, uk: Південь}")
    )
    return made


def back_in(scenario: Path, language: str, *edits: Edit) -> str:
    """A delegation's copy of the draft in a language."""
    data = write(draft(load(scenario))["treaty"], "docx", language)
    for edit in edits:
        data = edited(data, edit, saved_by="Somebody")
    path = scenario.parents[2] / f"n.{language}.docx"
    path.write_bytes(data)
    return str(path)


def test_a_wording_in_another_language(run: Run, in_two: Path) -> None:
    """Goes to the translation of a variant of the delegation's own, whose English is as it was; nothing is bracketed in English."""
    ran = run("intake", back_in(in_two, "uk", track("надсилаються поштою", "надсилаються авіапоштою")), "--by", "northland", "--write")
    assert ran.code == 0, ran.err
    folder = in_two.parents[2] / "clauses/talks"
    translation = yaml.safe_load((folder / "letters.uk.yaml").read_text(encoding="utf-8"))["variants"]
    assert translation["by-post-northland"]["text"] == 'Листи надсилаються авіапоштою відповідно до {{ ref("talks.trade").genitive }}.\n'
    assert translation["by-post-northland"]["of"] == translation["by-post"]["of"]
    assert "   # checked\n" in (folder / "letters.uk.yaml").read_text(encoding="utf-8")
    made = draft(load(in_two))["treaty"]
    assert "[" not in write(made, "md", "en").decode().partition("Article 2")[2].partition("Article 3")[0].replace("**[", "").replace("<a id", "")
    assert "**[Північ:** Листи надсилаються авіапоштою" in write(made, "md", "uk").decode()


def test_both_languages_of_one_delegation(run: Run, in_two: Path) -> None:
    """Are one variant, whichever file is named first; its translation is that of the new English."""
    files = [back_in(in_two, "uk", replace("поштою", "літаком")), back_in(in_two, "en", replace("by post", "by air"))]
    ran = run("intake", *files, "--by", "northland", "--write")
    assert ran.code == 0, ran.err
    assert choices(in_two) == [{"variant": "by-post", "by": ["southland"]}, {"variant": "by-post-northland", "by": ["northland"]}]
    package = draft(load(in_two))
    assert "carried by air" in write(package["treaty"], "md", "en").decode()
    assert "**[Північ:** Листи надсилаються літаком" in write(package["treaty"], "md", "uk").decode()
    assert not [d for d in package.diagnostics if d.code.startswith("LA") and "letters" in str(d.clause)]


def test_without_a_translation_the_change_is_listed(run: Run, in_two: Path) -> None:
    """A text that stands in English in the draft has no place of its own."""
    ran = run("intake", back_in(in_two, "uk", replace("Trade shall be free", "Торгівля є вільною")), "--by", "northland", "--write")
    assert "the clause has no uk text yet: translate it first" in ran.err
    assert "“[English] Торгівля є вільною under" in in_two.read_text(encoding="utf-8")


# ------------------------------------------------------------------------ whatever is written

WORDS = ("free", "weigh", "their", "exchange", "shall be carried", "lasts one", "let them pass", "Steel and iron", "limits end", "announced")
WHERE = ("exchange visits", "A visit lasts", "at most", "their luggage", "Customs officers", "weigh the goods", "let them pass", "limits end as")


def _edit(kind: str, at: int, text: str) -> Edit:
    """One edit; one whose words an earlier edit took is none."""

    def change(root: Any) -> None:
        try:
            if kind == "words":
                replace(WORDS[at % len(WORDS)], text)(root)
            elif kind == "added":
                insert_after(WHERE[at % len(WHERE)], f"{text} in every case.", tracked=at % 2 == 0)(root)
            elif kind == "removed":
                delete(WHERE[at % len(WHERE)], tracked=at % 2 == 0)(root)
            else:
                paragraph(root, WHERE[at % len(WHERE)]).addprevious(paragraph(root, WHERE[(at + 3) % len(WHERE)]))
        except StopIteration:
            return

    return change


KINDS = st.sampled_from(["words", "added", "removed", "moved"])
TEXTS = st.sampled_from(["quite", "as (agreed)", "*not* {{ all }}", "20 per cent ^x", "under Article 3"])
EDITS = st.lists(st.tuples(KINDS, st.integers(0, 99), TEXTS), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_whatever_a_delegation_writes_is_what_its_alternative_says(
    run: Run, tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int, str]]
) -> None:
    """Its own alternatives chosen, the draft reads as its file does; what does not is listed, and nothing else is."""
    scenario = project(tmp_path_factory.mktemp("talks"))
    (scenario.parents[2] / "clauses/talks/trade.yaml").write_text(TABLES)
    scenario.write_text(scenario.read_text().replace("talks.trade: free\n", STEPS))
    path = back(scenario, "n.docx", *(_edit(*one) for one in edits))
    ran = run("intake", path, "--by", "northland", "--write")
    assert ran.code == 0, ran.err
    data = yaml.safe_load(scenario.read_text())
    clauses = data["instruments"]["treaty"]["clauses"]
    for clause, choice in clauses.items():
        if isinstance(choice, dict) and "open" in choice:
            own = next(option for option in choice.pop("open") if option["by"] == ["northland"])
            clauses[clause] = "omit" if "omit" in own else {**choice, **{k: v for k, v in own.items() if k != "by"}}
        elif isinstance(choice, dict):
            clauses[clause] = {k: _northlands(v) for k, v in choice.items()}
    scenario.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    found = units(draft(load(scenario))["treaty"]["en"])
    wanted = read(Path(path).read_bytes(), "n").units()
    listed = {line.partition("[")[2].partition("]")[0].partition("/")[0] for line in ran.err.split("\n") if line.startswith("not written")}
    for clause in ("talks.visits", "talks.letters", "talks.trade"):
        texts = [
            [" ".join(u.text.split()).rstrip(" |") for u in side if u.parent.endswith(f":{clause}") and u.kind != "article" and u.text.strip()]
            for side in (found, wanted)
        ]
        assert clause in listed or texts[0] == texts[1]


def _northlands(value: Any) -> Any:
    return next(o["value"] for o in value["open"] if "northland" in o["by"]) if isinstance(value, dict) and "open" in value else value
