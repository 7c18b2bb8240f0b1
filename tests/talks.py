"""A small project of two delegations, and their hands on its drafts, for tests."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "clauses/talks/library.yaml": "title: Talks\nsummary: Talks.\nclauses: [visits, letters, trade]\n",
    "clauses/talks/visits.yaml": """\
title: Visits
summary: Who visits whom.
parameters:
  days: {type: duration, summary: The interval}
  guests: {type: integer, unit: guests, default: 40, summary: How many}
variants:
  weekly:
    summary: Visits at an interval.
    sources: [{source: un-charter-1945, use: modelled}]
    text: |
      The Parties {{ shall }} exchange visits every {{ days.words }}. ^visits

      A visit lasts one day.
      It {{ shall }} be announced under {{ ref("talks.letters") }}.

      Each Party {{ shall }} receive:

      - at most {{ guests }}; and
      - their luggage.
""",
    "clauses/talks/letters.yaml": """\
title: Letters
summary: How letters travel.
variants:
  by-post:
    summary: By post.
    sources: [{source: un-charter-1945, use: modelled}]
    text: |
      Letters {{ shall }} be carried by post under the safeguards of {{ ref("talks.trade") }}.
""",
    "clauses/talks/trade.yaml": """\
title: Trade
summary: Trade.
variants:
  free:
    summary: Free.
    sources: [{source: un-charter-1945, use: modelled}]
    text: |
      Trade {{ shall }} be free under the law of each Party.
""",
    "templates/framings/peace-treaty.yaml": """\
title: Treaty
short-title: Treaty
this: this Treaty
register: treaty
numbering: {unit: article, articles: arabic, paragraphs: arabic, points: lower-alpha}
enacting: Have agreed as follows
parts: [{clauses: [talks]}]
closing: testimonium
headings: true
""",
    "scenarios/talks/scenario.yaml": """\
# The talks of spring.
title: Talks
languages: [en]
parties:
  - {id: northland, name: {en: Northland}, kind: state}
  - {id: southland, name: {en: Southland}, kind: state}
instruments:
  treaty:
    framing: peace-treaty
    signatories: [northland, southland]
    clauses:
      talks.visits: {variant: weekly, days: 7 days}   # as in the old treaty
      talks.letters: by-post  # to be seen
      talks.trade: free
""",
}


def project(folder: Path) -> Path:
    """The project in a folder; returns the scenario's file."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder / "scenarios/talks/scenario.yaml"
