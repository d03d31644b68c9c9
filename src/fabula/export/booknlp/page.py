"""``.book.html``: the overview page of BookNLP, which people look at and scrape."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from html import escape

from fabula.export.booknlp.book import Cluster
from fabula.export.booknlp.tables import NARRATOR, EntityRow, QuoteRow, cell
from fabula.export.document import Document

CATEGORIES = ("FAC", "GPE", "LOC", "PER", "ORG", "VEH")
SHOWN = 10
WEIGHTS = {"PROP": 10_000, "NOM": 1_000, "PRON": 1}


def book_html(
    document: Document,
    entities: Sequence[EntityRow],
    quotes: Sequence[QuoteRow],
    people: Sequence[Cluster],
) -> str:
    """Named characters, major entities, and the text with its mentions and speakers."""
    return "".join(
        [
            '<html><head>\n  <meta charset="UTF-8">\n</head>',
            "<h2>Named characters</h2>\n",
            *(_character(cluster) for cluster in people),
            "<p>\n<h2>Major entities (proper, common)</h2>",
            *(_category(category, entities) for category in CATEGORIES),
            "<h2>Text</h2>\n",
            _text(document, entities, quotes),
            "</html>",
        ]
    )


def _character(cluster: Cluster) -> str:
    if not cluster.proper and cluster.number != NARRATOR:
        return ""
    proper = _counted(cluster.proper)
    if cluster.number == NARRATOR:
        proper = f"{proper}/[NARRATOR]" if proper else "[NARRATOR]"
    return f"{cluster.count} {proper} {_counted(cluster.common)} <br />\n"


def _counted(names: Counter[str]) -> str:
    return "/".join(f"{escape(name)} ({count})" for name, count in names.most_common())


def _category(category: str, entities: Sequence[EntityRow]) -> str:
    parts = [f"<h3>{category}</h3>"]
    for prop in ("PROP", "NOM"):
        names: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for row in entities:
            if row.cat == category and row.prop == prop:
                names[row.coref][row.text] += 1
        for own in sorted(names.values(), key=lambda n: -n.total())[:SHOWN]:
            listed = "/".join(escape(name) for name, _ in own.most_common())
            parts.append(f"{own.total()} {listed} <br />")
        parts.append("<p>")
    return "".join(parts)


def _text(document: Document, entities: Sequence[EntityRow], quotes: Sequence[QuoteRow]) -> str:
    names = _canonical_names(entities)
    before: defaultdict[int, str] = defaultdict(str)
    after: defaultdict[int, str] = defaultdict(str)
    for row in entities:
        before[row.first] += '<font color="#D0D0D0">[</font>'
        after[row.last] = (
            '<font color="#D0D0D0">]</font><font color="#FF00FF">'
            f"<sub>{row.coref}-{names[row.coref]}</sub></font>{after[row.last]}"
        )
    for quote in quotes:
        who = None if quote.mention is None else quote.mention.coref
        name = "None" if who is None else names[who]
        before[quote.first] += '<font color="#666699">'
        after[quote.last] += f"</font><sub>[{who}-{name}]</sub>"
    parts = []
    paragraph = None
    for token, text in enumerate(document.text):
        if document.paragraph[token] != paragraph:
            parts.append("<p />")
            paragraph = document.paragraph[token]
        parts.append(f"{before.get(token, '')}{escape(cell(text))}{after.get(token, '')} ")
    return "".join(parts)


def _canonical_names(entities: Sequence[EntityRow]) -> dict[int, str]:
    """The heaviest form of each entity; a name weighs more than a description."""
    weights: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in entities:
        weights[row.coref][row.text.lower()] += WEIGHTS[row.prop]
    return {coref: escape(own.most_common(1)[0][0]) for coref, own in weights.items()}
