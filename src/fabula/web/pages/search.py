"""Search in the words of a book."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from fabula.store.search import Hit, search
from fabula.web.edition import Edition

Data = dict[str, Any]
MOST = 60


def results(edition: Edition, path: Path, query: str) -> Data:
    """The paragraphs that have all the words, each with the first of them marked."""
    hits = search(path, query, MOST + 1, edition.at)
    pattern = re.compile("|".join(rf"\b{re.escape(w)}\w*" for w in re.findall(r"\w+", query)), re.I)
    found = [_passage(edition, hit, pattern) for hit in hits[:MOST]]
    shown = [passage for passage in found if passage is not None]
    return {"query": query, "found": shown, "more": len(hits) > MOST}


def _passage(edition: Edition, hit: Hit, pattern: re.Pattern[str]) -> Data | None:
    """The first of the words with some around it; None if the reader is not there yet."""
    match = pattern.search(hit.text)
    start, end = match.span() if match else (0, 0)
    if edition.at is not None and hit.start + end > edition.at:
        return None
    return edition.passage(hit.start + start, hit.start + end)
