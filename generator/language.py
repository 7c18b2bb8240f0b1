"""Words, numerals, dates and list labels of a language, from ``templates/languages/<tag>.yaml``."""

from __future__ import annotations

from .hints import Any
from .numerals import SPELLED, slavic_form, styled

CASES = ("nominative", "genitive", "dative", "accusative", "instrumental", "locative")
NBSP = "\u00a0"


class Language:
    """One language.  ``tag`` is "en", ``locale`` "en-GB"; the rest are the sections of its file."""

    def __init__(self, tag: str, data: dict[str, Any]) -> None:
        self.tag = tag
        self.name: str = data["name"]
        self.adjective: str | dict[str, str] = data["adjective"]
        self.locale: str = data["locale"]
        self.labels: dict[str, str] = data["labels"]
        self.titles: dict[str, str] = data["titles"]
        self.letters: str = data["letters"]
        self.references: dict[str, Any] = data["references"]
        self.units: dict[str, str] = data["units"]
        self.registers: dict[str, dict[str, Any]] = data["registers"]
        self.closings: dict[str, list[str]] = data["closings"]
        self.words: dict[str, str] = data["words"]
        self.quotes: tuple[str, str] = (data["quotes"][0], data["quotes"][1])
        self._lists: dict[str, str] = data["lists"]
        self._numbers: dict[str, str] = data["numbers"]
        self._months: list[str] = data["months"]
        self._date: str = data["date"]
        self._durations: dict[str, list[str]] = data["durations"]
        self._percentages: list[str] = data["percentage"].split(" | ")

    def join(self, items: list[str]) -> str:
        """ "A", "A and B", "A, B and C"."""
        if len(items) < 2:
            return "".join(items)
        return self._lists["comma"].join(items[:-1]) + self._lists["and"] + items[-1]

    @property
    def comma(self) -> str:
        """What stands between the members of a list."""
        return self._lists["comma"]

    @property
    def conjunction(self) -> str:
        """What stands before the last member of a list."""
        return self._lists["and"]

    def figure(self, value: int | float) -> str:
        """40000 → "40,000"; years and numbers below ten thousand in languages that space them stay together."""
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
        if self._numbers["thousands"] != "," and abs(value) < 10_000:
            text = text.replace(",", "")
        return text.replace(",", "\0").replace(".", self._numbers["decimal"]).replace("\0", self._numbers["thousands"])

    def spelled(self, value: int, unit: str = "") -> str:
        """90 → "ninety"; a language without numerals here prints the figure."""
        spell = SPELLED.get(self.tag)
        feminine = unit in self._numbers.get("feminine", "").split()
        return spell(value, feminine) if spell and 0 <= value < 1_000_000_000 else self.figure(value)

    def counted(self, value: int, unit: str) -> str:
        """The noun of a unit of time as it stands after a number: "day", "days"."""
        forms = self._durations[unit]
        index = (0 if value == 1 else 1) if len(forms) == 2 else slavic_form(value)
        return forms[index]

    def date(self, year: int, month: int, day: int) -> str:
        """26 October 1955."""
        return self._date.format(day=day, month=self._months[month - 1], year=year)

    def percentage(self, value: int | float) -> str:
        """40 → "40 per cent"; a language that counts in several forms gives one, few, many and fraction, with bars between."""
        forms = self._percentages
        whole = slavic_form(int(value)) if value == int(value) else 3
        return (forms[whole] if len(forms) > 1 else forms[0]).format(self.figure(value))

    def number(self, style: str, value: int) -> str:
        """A unit's number in a style of numbering, without punctuation."""
        return styled(style, value, self.letters)

    def label(self, level: str, style: str, number: str) -> str:
        """What stands before a unit: "Article 1", "1.", "(a)"."""
        return self.labels["parens" if style == "arabic-parens" else level].format(number)

    def form(self, forms: Any, case: str = "nominative") -> str:
        """One case of a word; a word without cases has one form for all."""
        if isinstance(forms, str):
            return forms
        return str(forms.get(case) or forms.get("nominative") or next(iter(forms.values())))

    def choose(self, texts: Any, fallback: str = "en") -> Any:
        """This language's entry of a text or ``{language: text}``; English, then any, where it has none."""
        if not isinstance(texts, dict):
            return texts
        if self.tag in texts:
            return texts[self.tag]
        if any(case in texts for case in CASES):
            return texts
        return texts.get(fallback) if fallback in texts else next(iter(texts.values()), "")
