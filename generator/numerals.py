"""Numerals: Roman, letters, and numbers in words for the languages that have them here."""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(value: int) -> str:
    """1 → "I"; positive numbers below 4,000."""
    found = ""
    for amount, letters in _ROMAN:
        while value >= amount:
            found += letters
            value -= amount
    return found


def letter(value: int, letters: str) -> str:
    """1 → "a"; past the last letter the letter is doubled, as Word does."""
    return letters[(value - 1) % len(letters)] * ((value - 1) // len(letters) + 1)


def styled(style: str, value: int, letters: str) -> str:
    """A number in the style of a framing, without its punctuation."""
    if style.endswith("roman"):
        number = roman(value)
    elif style.endswith("alpha"):
        number = letter(value, letters)
    else:
        return str(value)
    return number.upper() if style.startswith("upper") else number.lower()


_EN = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen""".split()
_EN_TENS = ". . twenty thirty forty fifty sixty seventy eighty ninety".split()
_DE = """null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
achtzehn neunzehn""".split()
_DE_TENS = ". . zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_UK = """нуль один два три чотири п’ять шість сім вісім дев’ять десять одинадцять дванадцять тринадцять чотирнадцять
п’ятнадцять шістнадцять сімнадцять вісімнадцять дев’ятнадцять""".split()
_UK_TENS = ". . двадцять тридцять сорок п’ятдесят шістдесят сімдесят вісімдесят дев’яносто".split()
_UK_HUNDREDS = ". сто двісті триста чотириста п’ятсот шістсот сімсот вісімсот дев’ятсот".split()
_RU = """ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать
пятнадцать шестнадцать семнадцать восемнадцать девятнадцать""".split()
_RU_TENS = ". . двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split()
_RU_HUNDREDS = ". сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split()
_UK_SCALES = ((1_000_000, ("мільйон", "мільйони", "мільйонів"), False), (1000, ("тисячу", "тисячі", "тисяч"), True))
_RU_SCALES = ((1_000_000, ("миллион", "миллиона", "миллионов"), False), (1000, ("тысячу", "тысячи", "тысяч"), True))


def _english(value: int, feminine: bool) -> str:
    if value < 20:
        return _EN[value]
    if value < 100:
        return _EN_TENS[value // 10] + (f"-{_EN[value % 10]}" if value % 10 else "")
    if value < 1000:
        tail = f" and {_english(value % 100, feminine)}" if value % 100 else ""
        return f"{_EN[value // 100]} hundred{tail}"
    size, scale = (1_000_000, "million") if value >= 1_000_000 else (1000, "thousand")
    rest = value % size
    joint = " and " if 0 < rest < 100 else " "
    return f"{_english(value // size, feminine)} {scale}" + (joint + _english(rest, feminine) if rest else "")


def _german(value: int, feminine: bool) -> str:
    if value == 1:
        return "eine" if feminine else "ein"
    if value < 20:
        return _DE[value]
    if value < 100:
        return (f"{_DE[value % 10]}und" if value % 10 else "") + _DE_TENS[value // 10]
    if value < 1000:
        return f"{_DE[value // 100]}hundert" + (_german(value % 100, feminine) if value % 100 else "")
    if value < 1_000_000:
        return f"{_german(value // 1000, False)}tausend" + (_german(value % 1000, feminine) if value % 1000 else "")
    millions = value // 1_000_000
    head = "eine Million" if millions == 1 else f"{_german(millions, True)} Millionen"
    return head + (f" {_german(value % 1_000_000, feminine)}" if value % 1_000_000 else "")


def slavic_form(value: int) -> int:
    """Which of (one, few, many) a count takes: 1 день, 2 дні, 5 днів, 21 день."""
    if value % 10 == 1 and value % 100 != 11:
        return 0
    return 1 if value % 10 in (2, 3, 4) and value % 100 not in (12, 13, 14) else 2


def _slavic(
    ones: list[str], tens: list[str], hundreds: list[str], feminine_ones: tuple[str, str], names: tuple[tuple[int, tuple[str, str, str], bool], ...]
) -> Callable[[int, bool], str]:
    def spell(value: int, feminine: bool) -> str:
        for size, forms, is_feminine in names:
            if value >= size:
                count, rest = divmod(value, size)
                head = f"{spell(count, is_feminine)} {forms[slavic_form(count)]}"
                return head + (f" {spell(rest, feminine)}" if rest else "")
        words = []
        if value >= 100:
            words.append(hundreds[value // 100])
            value %= 100
            if not value:
                return words[0]
        if value >= 20:
            words.append(tens[value // 10])
            value %= 10
            if not value:
                return " ".join(words)
        words.append(feminine_ones[value - 1] if feminine and value in (1, 2) else ones[value])
        return " ".join(words)

    return spell


SPELLED: dict[str, Callable[[int, bool], str]] = {
    "en": _english,
    "de": _german,
    "uk": _slavic(_UK, _UK_TENS, _UK_HUNDREDS, ("одну", "дві"), _UK_SCALES),
    "ru": _slavic(_RU, _RU_TENS, _RU_HUNDREDS, ("одну", "две"), _RU_SCALES),
}
"""Language tag → (number below a thousand million, feminine) → its words, as counted: "forty thousand".  The Slavic ones stand in the
accusative, in which a text measures: "не пізніше ніж через одну (1) годину"."""
