"""Universal Dependencies treebanks in CoNLL-U."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fabula.errors import DataError


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """One analysed sentence; heads are word numbers in the sentence, a root its own."""

    words: tuple[str, ...]
    lemma: tuple[str, ...]
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    head: tuple[int, ...]
    deprel: tuple[str, ...]


def load_treebank(paths: list[Path]) -> list[GoldSentence]:
    """Load all sentences of the CoNLL-U files, in order; subtypes of relations are kept."""
    sentences = [sentence for path in paths for sentence in _sentences(path)]
    if not sentences:
        raise DataError("no sentences found.", "Give CoNLL-U files.", path=str(paths))
    return sentences


def _sentences(path: Path) -> Iterator[GoldSentence]:
    rows: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line.strip():
            if rows:
                yield _sentence(rows)
            rows = []
        elif not line.startswith("#"):
            row = line.split("\t")
            # Multiword ranges (1-2) and empty nodes (1.1) carry no analysis of their own.
            if row[0].isdigit():
                rows.append(row)


def _sentence(rows: list[list[str]]) -> GoldSentence:
    return GoldSentence(
        words=tuple(row[1] for row in rows),
        lemma=tuple(row[2] for row in rows),
        upos=tuple(row[3] for row in rows),
        xpos=tuple(row[4] for row in rows),
        head=tuple(i if row[6] == "0" else int(row[6]) - 1 for i, row in enumerate(rows)),
        deprel=tuple(row[7] for row in rows),
    )
