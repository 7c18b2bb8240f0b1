"""Languages: numerals, dates, labels, inflected references, and one clause in English, Ukrainian and Russian."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.checks.languages_words import unlike_words
from generator.diagnostics import Span
from generator.language import NBSP, Language
from generator.library import Library
from generator.package import Package
from generator.pipeline import draft, write
from generator.project import Project
from generator.scenario import load
from tests.support import write_project

TAGS = ("en", "uk", "ru", "de")


@cache
def library() -> Library:
    """The shipped library."""
    return Library(Project(str(Path(__file__).parents[2])))


def language(tag: str) -> Language:
    """A shipped language."""
    found = library().language(tag)
    assert found is not None, [d.message for d in library().found]
    return found


# ------------------------------------------------------------------ numerals

_WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "uk": "нуль один два три чотири п’ять шість сім вісім дев’ять десять одинадцять дванадцять тринадцять чотирнадцять п’ятнадцять "
    "шістнадцять сімнадцять вісімнадцять дев’ятнадцять",
    "ru": "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать "
    "шестнадцать семнадцать восемнадцать девятнадцать",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "uk": "двадцять тридцять сорок п’ятдесят шістдесят сімдесят вісімдесят дев’яносто",
    "ru": "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
}
_HUNDREDS = {
    "uk": "сто двісті триста чотириста п’ятсот шістсот сімсот вісімсот дев’ятсот",
    "ru": "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот",
}
_SCALES = {"thousand": 1000, "million": 10**6, "тисяч": 1000, "тысяч": 1000, "мільйон": 10**6, "миллион": 10**6}
_FEMININE = {"одну": 1, "дві": 2, "две": 2}


def read(tag: str, text: str) -> int:
    """Words → number, by adding what each word is worth: the way back, made without the program's tables."""
    worth = {word: n for n, word in enumerate(_WORDS[tag].split())} | _FEMININE
    worth |= {word: 10 * n for n, word in enumerate(_TENS[tag].split(), 2)}
    worth |= {word: 100 * n for n, word in enumerate(_HUNDREDS.get(tag, "").split(), 1)}
    total = group = 0
    for word in re.split("[ -]", text):
        scale = next((size for stem, size in _SCALES.items() if word.startswith(stem)), 0)
        if word == "and":
            continue
        if word == "hundred":
            group *= 100
        elif scale:
            total, group = total + group * scale, 0
        else:
            group += worth[word]
    return total + group


_DE_ONES = ["", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]
_DE_BELOW = {word: n for n, word in enumerate(_DE_ONES)} | {
    "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_DE_TENS = {"zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90}


def read_german(text: str) -> int:
    """German words → number, from the largest unit inwards."""
    for mark, size in ((" Millionen", 10**6), (" Million", 10**6), ("tausend", 1000), ("hundert", 100)):
        if mark in text:
            head, _, tail = text.partition(mark)
            return read_german(head) * size + (read_german(tail.strip()) if tail.strip() else 0)
    for word, tens in _DE_TENS.items():
        if text.endswith(word):
            return tens + _DE_BELOW[text.removesuffix(word).removesuffix("und")]
    return _DE_BELOW["ein" if text in ("eine", "ein") else text]


@given(st.integers(0, 999_999_999), st.sampled_from(["en", "uk", "ru"]), st.sampled_from(["", "hour", "week"]))
def test_words_say_the_figure(value: int, tag: str, unit: str) -> None:
    """What the words are worth is the number."""
    assert read(tag, language(tag).spelled(value, unit)) == value


@given(st.integers(1, 999_999_999))
def test_german_words_say_the_figure(value: int) -> None:
    """The same for German, whose words are written together."""
    assert read_german(language("de").spelled(value)) == value


@given(st.integers(0, 999_999_999), st.sampled_from(TAGS))
def test_figures_keep_their_digits(value: int, tag: str) -> None:
    """Groups of three, and nothing but digits and separators."""
    shown = language(tag).figure(value)
    assert re.sub(r"\D", "", shown) == str(value)
    assert shown == str(value) or re.fullmatch(r"\d{1,3}([,\u00a0]\d{3})+", shown)


@given(st.integers(0, 100_000), st.sampled_from(["uk", "ru"]))
def test_slavic_counts(value: int, tag: str) -> None:
    """One, few, many, by the last words of the number: it is the word before the noun that governs it."""
    last = language(tag).spelled(value).split()[-1]
    one, few, many = {"uk": ("день", "дні", "днів"), "ru": ("день", "дня", "дней")}[tag]
    wanted = one if last == "один" else few if last in ("два", "три", "чотири", "четыре") else many
    assert language(tag).counted(value, "day") == wanted


@pytest.mark.parametrize(
    ("tag", "value", "unit", "words"),
    [
        ("en", 90, "day", "ninety (90) days"),
        ("uk", 90, "day", "дев’яносто (90) днів"),
        ("uk", 1, "year", "один (1) рік"),
        ("uk", 1, "hour", "одну (1) годину"),
        ("uk", 72, "hour", "сімдесят дві (72) години"),
        ("uk", 12, "month", "дванадцять (12) місяців"),
        ("ru", 90, "day", "девяносто (90) дней"),
        ("ru", 20, "year", "двадцать (20) лет"),
        ("ru", 1, "week", "одну (1) неделю"),
        ("ru", 2, "week", "две (2) недели"),
        ("ru", 72, "hour", "семьдесят два (72) часа"),
        ("de", 90, "day", "neunzig (90) Tage"),
        ("de", 21, "day", "einundzwanzig (21) Tage"),
        ("de", 1, "week", "eine (1) Woche"),
    ],
)
def test_durations_as_treaties_write_them(tag: str, value: int, unit: str, words: str) -> None:
    """Words, figure in brackets, noun in its number."""
    own = language(tag)
    assert f"{own.spelled(value, unit)} ({own.figure(value)}) {own.counted(value, unit)}" == words


def test_percentages() -> None:
    """Counted like everything else; a fraction takes the genitive."""
    assert [language("uk").percentage(n) for n in (1, 23, 15, 12.5)] == ["1 відсоток", "23 відсотки", "15 відсотків", "12,5 відсотка"]
    assert [language("ru").percentage(n) for n in (1, 23, 15, 12.5)] == ["1 процент", "23 процента", "15 процентов", "12,5 процента"]
    assert [language("de").percentage(n) for n in (1, 12.5)] == ["1 Prozent", "12,5 Prozent"]
    assert language("en").percentage(40) == "40 per cent"


def test_dates() -> None:
    """The day of the Austrian law."""
    shown = {tag: language(tag).date(1955, 10, 26).replace(NBSP, " ") for tag in TAGS}
    assert shown == {"en": "26 October 1955", "uk": "26 жовтня 1955 року", "ru": "26 октября 1955 года", "de": "26. Oktober 1955"}


def test_thousands_and_decimals() -> None:
    """A no-break space, except in English."""
    assert [language(tag).figure(40_000) for tag in TAGS] == ["40,000", "40\u00a0000", "40\u00a0000", "40\u00a0000"]
    assert [language(tag).figure(1945) for tag in TAGS] == ["1,945", "1945", "1945", "1945"]
    assert [language(tag).figure(12.5) for tag in TAGS] == ["12.5", "12,5", "12,5", "12,5"]


# -------------------------------------------------------------------- labels


def test_cyrillic_points_follow_word() -> None:
    """Word's russianLower: no ё, й, ъ and ь, neither in Russian nor in Ukrainian."""
    for tag in ("uk", "ru"):
        own = language(tag)
        letters = [own.number("lower-alpha", n) for n in range(1, 30)]
        assert "".join(letters) == "абвгдежзиклмнопрстуфхцчшщыэюя"
        assert own.label("point", "lower-alpha", letters[2]) == "в)"
    assert language("de").label("point", "lower-alpha", language("de").number("lower-alpha", 2)) == "b)"


@pytest.mark.parametrize("tag", TAGS)
def test_every_language_has_every_key(tag: str) -> None:
    """Labels, references, registers and words are those of English; a language may add cases and names of languages."""
    english, own = language("en"), language(tag)
    for section in ("labels", "titles", "references", "units", "registers", "closings"):
        assert set(getattr(english, section)) == set(getattr(own, section)), section
    assert {w for w in english.words if not w.startswith("language-")} <= set(own.words)
    for register, words in english.registers.items():
        assert set(words) == set(own.registers[register])


# ------------------------------------------------------- a clause in languages

SCENARIO = """
title: Withdrawal in three languages
languages: [en, uk, ru]
parties: [ukraine, russian-federation, austria]
roles: {neutral-state: ukraine, counterpart: russian-federation, guarantors: [austria], depositary: austria}
instruments:
  agreement:
    framing: state-treaty
    signatories: [ukraine, russian-federation]
    clauses:
      preamble.recitals: omit
      withdrawal.foreign-forces: {variant: VARIANT, phases: PHASES}
      territory.line-of-contact: {variant: as-at-date, date: "2027-03-01", edition: "1"}
      monitoring.mission: {variant: osce, members: [austria], seat: Vienna}
"""
PHASES = "[{id: a, phase: {en: First, uk: Перший, ru: Первый}, sector: {en: North, uk: Північ, ru: Север}, share: 100, due: 30 days}]"
ARTICLE = "agreement:withdrawal.foreign-forces"


@cache
def package(folder: Path, variant: str) -> Package:
    """The clause drafted in a variant."""
    scenario = SCENARIO.replace("VARIANT", variant).replace("PHASES", PHASES)
    write_project(folder, {f"{variant}.yaml": scenario})
    return draft(load(folder / f"{variant}.yaml"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An overlay folder for the scenarios of this module."""
    return tmp_path_factory.mktemp("languages")


def printed(package: Package, tag: str) -> str:
    """The article and its annex in Markdown, no-break spaces as spaces."""
    return write(package["agreement"], "md", tag).decode().replace(NBSP, " ")


@pytest.mark.parametrize("variant", ["ninety-days", "phased", "redeployment-behind-line"])
def test_one_structure_in_all_languages(folder: Path, variant: str) -> None:
    """The same paragraphs, points, references and numbers, each in its own letters."""
    made = package(folder, variant)["agreement"]
    shapes = []
    for tag in ("en", "uk", "ru"):
        numbers = {id: (n.level, n.value) for id, n in made[tag].numbers.items() if id.startswith(ARTICLE)}
        survey = made.surveys[tag][ARTICLE]
        shapes.append((numbers, [ref.target for ref in survey.refs], set(survey.terms)))
    assert shapes[0][0]
    assert "foreign-forces" in shapes[0][2]
    assert shapes[0] == shapes[1] == shapes[2]


def test_printed_lines(folder: Path) -> None:
    """What a delegation reads: names, cases, numbers in words, points and terms of each language."""
    made = package(folder, "ninety-days")
    english, ukrainian, russian = (printed(made, tag) for tag in ("en", "uk", "ru"))
    number = re.search(r"### Article (\d+) — Withdrawal of foreign forces", english)
    assert number
    assert f"### Стаття {number[1]} — Виведення іноземних військ" in ukrainian
    assert f"### Статья {number[1]} — Вывод иностранных войск" in russian
    assert "ninety (90) days" in english
    assert (
        "1. Кожна Сторона, Іноземні війська якої перебувають на території України, розпочинає їх виведення звідти не пізніше ніж через сім (7) днів "
        "після набрання чинності цього Договору і завершує виведення всіх таких військ у якнайкоротший строк, але в будь-якому разі не пізніше ніж "
        "через дев’яносто (90) днів після набрання чинності цього Договору." in ukrainian
    )
    assert "б) нерегулярні збройні формування" in ukrainian
    assert (
        "1. Каждая Сторона, Иностранные войска которой находятся на территории Украины, начинает их вывод оттуда не позднее чем через семь (7) дней "
        "после вступления в силу настоящего Договора" in russian
    )
    assert "в) все вооружение" in russian
    assert "«Іноземні війська» означає збройні сили держави" in ukrainian
    assert "«Иностранные войска» означает вооруженные силы государства" in russian
    assert "НА ПОСВІДЧЕННЯ ЧОГО нижчепідписані, належним чином на те уповноважені, підписали цей Договір." in ukrainian
    assert "на английском, русском и украинском языках, причем все тексты являются равно аутентичными." in russian
    assert "Від імені Російської Федерації:" in ukrainian


def test_references_are_inflected(folder: Path) -> None:
    """A reference takes the case that its sentence asks for; what it stands in follows in the genitive."""
    made = package(folder, "phased")
    assert re.search(r"етапами, визначеними в Додатку [IV]+, і завершує", printed(made, "uk"))
    assert re.search(r"этапам, определенным в Приложении [IV]+, и завершает", printed(made, "ru"))
    assert re.search(r"«Моніторингова місія» означає місію, створену відповідно до статті \d+, яка", printed(made, "uk"))
    assert re.search(r"«Мониторинговая миссия» означает миссию, учрежденную согласно статье \d+, которая", printed(made, "ru"))
    assert re.search(r"«Линия» означает линию, разделяющую войска двух сторон, описанную в статье \d+", printed(made, "ru"))


def test_translations_are_of_the_present_text() -> None:
    """The digests of the three-language clause are those of the English as it stands."""
    clause = library().clause("withdrawal.foreign-forces")
    assert clause is not None
    for tag in ("uk", "ru"):
        source = library().translation(clause.id, tag)
        assert source is not None
        for variant, data in source.data["variants"].items():
            assert data["of"] == clause.of(variant), (tag, variant)


def test_the_law_of_1955_in_german(folder: Path) -> None:
    """The official German of BGBl. Nr. 211/1955, Articles I and II, with the State's name filled in."""
    write_project(
        folder,
        {
            "law.yaml": """
title: The law of 1955
languages: [en, de]
parties: [{id: austria, name: {en: Austria, de: Österreich}, kind: state}]
roles: {neutral-state: austria}
instruments:
  neutrality-law:
    framing: constitutional-law
    enacted-by: austria
    clauses:
      neutrality.declaration: austrian-1955-official
      neutrality.execution: {variant: government-entrusted, government: {en: the Federal Government, de: die Bundesregierung}}
"""
        },
    )
    law = write(draft(load(folder / "law.yaml"))["neutrality-law"], "md", "de").decode()
    assert "### Artikel I\n" in law
    assert (
        "(1) Zum Zwecke der dauernden Behauptung seiner Unabhängigkeit nach außen und zum Zwecke der Unverletzlichkeit seines Gebietes "
        "erklärt Österreich aus freien Stücken seine immerwährende Neutralität.\n" in law
    )
    assert "Österreich wird diese mit allen ihm zu Gebote stehenden Mitteln aufrechterhalten und verteidigen." in law
    assert (
        "(2) Österreich wird zur Sicherung dieser Zwecke in aller Zukunft keinen militärischen Bündnissen beitreten und die Errichtung "
        "militärischer Stützpunkte fremder Staaten auf seinem Gebiete nicht zulassen." in law
    )
    assert "Mit der Vollziehung" in law
    assert "ist die Bundesregierung betraut." in law


def test_values_and_defaults_in_their_languages(tmp_path: Path) -> None:
    """A value prints in the case that the text asks for; a default prints as the clause's translation has it, a blank without English."""
    clause = """
title: Seat
summary: S.
parameters:
  seat: {type: place, default: Geneva}
  strait: {type: text}
  width-km: {type: integer, unit: km}
variants:
  one:
    summary: S.
    text: |
      The talks in {{ seat }} concern {{ strait }}, {{ width_km }} wide.
"""
    translation = """
title: Місце
defaults: {seat: {nominative: Женева, locative: Женеві}}
variants:
  one:
    of: "000000000000"
    text: |
      Переговори в {{ seat.locative }} стосуються {{ strait.genitive }} завширшки {{ width_km.figure }} км.
"""
    scenario = """
title: T
languages: [en, uk]
parties: [ukraine, russian-federation]
instruments:
  treaty:
    framing: peace-treaty
    signatories: [ukraine, russian-federation]
    clauses:
      ceasefire.seat: {variant: one, strait: {en: the Kerch Strait, uk: {nominative: Керченська протока, genitive: Керченської протоки}}}
"""
    write_project(tmp_path, {"scenario.yaml": scenario, "clauses/ceasefire/seat.yaml": clause, "clauses/ceasefire/seat.uk.yaml": translation})
    made = draft(load(tmp_path / "scenario.yaml"))["treaty"]
    english, ukrainian = (write(made, "md", tag).decode().replace(NBSP, " ").replace("\\", "") for tag in ("en", "uk"))
    assert "The talks in Geneva concern the Kerch Strait, **[… km]** wide." in english
    assert "Переговори в Женеві стосуються Керченської протоки завширшки **[…]** км." in ukrainian


@given(st.integers(0, 999_999_999), st.integers(0, 999_999_999), st.sampled_from(TAGS))
def test_figures_differ_by_value_and_not_by_grouping(first: int, second: int, tag: str) -> None:
    """However each language groups the digits."""
    english, other = language("en").figure(first), language(tag).figure(second)
    found = list(unlike_words("x.a", english, other, Span("a.yaml", 1, 1), tag))
    assert bool(found) == (first != second), (english, other)
