"""LitBank (Bamman et al. 2019, 2020; Sims et al. 2019, 2020): four layers over one tokenisation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fabula.errors import DataError

WordSpan = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A mention over words [start, end) of the document.

    ``cluster`` is None for predicate nominals and appositions, which refer to nothing new.
    """

    start: int
    end: int
    type: str
    kind: str
    cluster: str | None


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A quotation over words [start, end), marks included, with its speaker's cluster."""

    start: int
    end: int
    speaker: str | None


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One LitBank document.

    ``sentence`` numbers each word's sentence. ``entities`` are (start, end, type) of the
    entity layer (nested, without pronouns); ``mentions`` the coreference layer;
    ``events`` the word numbers of realis event triggers.
    """

    name: str
    words: tuple[str, ...]
    sentence: tuple[int, ...]
    entities: frozenset[tuple[int, int, str]]
    mentions: tuple[GoldMention, ...]
    events: frozenset[int]
    quotes: tuple[GoldQuote, ...]


def document_names(folder: Path) -> list[str]:
    """Names of all documents below ``folder`` (the LitBank folder), sorted."""
    names = sorted(p.stem.removesuffix("_brat") for p in (folder / "coref").glob("*.ann"))
    if not names:
        raise DataError(
            "no LitBank documents here.",
            "Point --data at the folder that holds coref/, entities/, events/, quotations/.",
            path=str(folder),
        )
    return names


def load_documents(folder: Path, names: list[str] | None = None) -> list[GoldDocument]:
    """Load the named documents, or all."""
    return [load_document(folder, name) for name in names or document_names(folder)]


def load_document(folder: Path, name: str) -> GoldDocument:
    """Load one document; ``DataError`` if a layer is missing or does not fit the words."""
    try:
        return _load(folder, name)
    except (OSError, ValueError, IndexError, KeyError) as error:
        raise DataError(
            f"document {name} cannot be read ({error}).",
            "Check that all four layers are complete.",
            path=str(folder),
        ) from error


def _load(folder: Path, name: str) -> GoldDocument:
    sentences = [
        line.split(" ")
        for line in _read(folder / "coref" / f"{name}_brat.txt").split("\n")
        if line.strip()
    ]
    offsets = [0]
    for words in sentences:
        offsets.append(offsets[-1] + len(words))
    return GoldDocument(
        name=name,
        words=tuple(word for words in sentences for word in words),
        sentence=tuple(i for i, words in enumerate(sentences) for _ in words),
        entities=_entities(_read(folder / "entities" / f"{name}_brat.tsv")),
        mentions=_mentions(_read(folder / "coref" / f"{name}_brat.ann"), offsets),
        events=_events(_read(folder / "events" / f"{name}_brat.tsv")),
        quotes=_quotes(_read(folder / "quotations" / f"{name}_brat.ann"), offsets),
    )


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _rows(tsv: str) -> list[list[str]]:
    return [line.split("\t") for line in tsv.split("\n") if line.strip()]


def _events(tsv: str) -> frozenset[int]:
    return frozenset(i for i, row in enumerate(_rows(tsv)) if row[1] == "EVENT")


def _entities(tsv: str) -> frozenset[tuple[int, int, str]]:
    rows = _rows(tsv)
    found = set()
    for layer in range(1, 5):
        labels = [row[layer] if layer < len(row) else "O" for row in rows] + ["O"]
        start = None
        for i, label in enumerate(labels):
            if start is not None and not label.startswith("I-"):
                found.add((start, i, labels[start][2:]))
                start = None
            if label.startswith("B-"):
                start = i
    return frozenset(found)


def _mentions(ann: str, offsets: list[int]) -> tuple[GoldMention, ...]:
    rows = _rows(ann)
    clusters = {row[1]: row[2] for row in rows if row[0] == "COREF"}
    mentions = [
        GoldMention(
            start=offsets[int(row[2])] + int(row[3]),
            end=offsets[int(row[4])] + int(row[5]) + 1,
            type=row[7],
            kind=row[8],
            cluster=clusters.get(row[1]),
        )
        for row in rows
        if row[0] == "MENTION"
    ]
    return tuple(sorted(mentions, key=lambda m: (m.start, -m.end)))


def _quotes(ann: str, offsets: list[int]) -> tuple[GoldQuote, ...]:
    rows = _rows(ann)
    speakers = {row[1]: row[2] for row in rows if row[0] == "ATTRIB"}
    quotes = [
        GoldQuote(
            start=offsets[int(row[2])] + int(row[3]),
            end=offsets[int(row[4])] + int(row[5]) + 1,
            speaker=speakers.get(row[1]),
        )
        for row in rows
        if row[0] == "QUOTE"
    ]
    return tuple(sorted(quotes, key=lambda q: q.start))
