"""brat standoff (brat.nlplab.org/standoff.html): text, annotations, and their configuration.

Mentions are typed like ``PER_PROP``; mentions of one entity are joined by ``*`` lines.
A quotation is a text bound of its kind, with its speaker's mention in the tag as a
relation, and speaker and addressees as a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import get_args

from fabula.export.base import Files, names_by_id
from fabula.schema.spans import EntityType, MentionKind, QuoteKind
from fabula.schema.story import Span
from fabula.schema.world import Quote, World


def brat_files(world: World) -> Files:
    return {
        ".txt": world.story.text,
        ".ann": "".join(f"{line}\n" for line in _annotations(world)),
        ".annotation.conf": _configuration(),
    }


def _annotations(world: World) -> Iterator[str]:
    text = world.story.text
    clusters: defaultdict[str, list[str]] = defaultdict(list)
    marks: dict[Span, str] = {}
    for number, mention in enumerate(world.mentions, start=1):
        span = (mention.start, mention.end)
        yield _bound(f"T{number}", f"{mention.type}_{mention.kind}", (span,), text)
        marks[span] = f"T{number}"
        if mention.entity is not None:
            clusters[mention.entity].append(f"T{number}")
    for marked in clusters.values():
        if len(marked) > 1:
            yield f"*\tCoreference {' '.join(marked)}"
    names = names_by_id(world)
    for number, quote in enumerate(world.quotes, start=1):
        mark = f"T{len(world.mentions) + number}"
        yield _bound(mark, quote.kind, quote.spans, text)
        if quote.cue in marks:
            yield f"R{number}\tSpeaker Arg1:{mark} Arg2:{marks[quote.cue]}"
        yield f"#{number}\tAnnotatorNotes {mark}\t{_note(quote, names)}"


def _note(quote: Quote, names: dict[str, str]) -> str:
    speaker = "?" if quote.speaker is None else f"{names[quote.speaker]} ({quote.speaker})"
    addressees = ", ".join(f"{names[who]} ({who})" for who in quote.addressees) or "?"
    return " ".join(f"{quote.id}: {speaker} to {addressees}; {quote.reason}".split())


def _bound(mark: str, kind: str, spans: tuple[Span, ...], text: str) -> str:
    """A text bound; brat wants a fragment for every line it runs over."""
    pieces = [piece for span in spans for piece in _lines(span, text)]
    offsets = ";".join(f"{start} {end}" for start, end in pieces)
    return f"{mark}\t{kind} {offsets}\t{' '.join(text[start:end] for start, end in pieces)}"


def _lines(span: Span, text: str) -> Iterator[Span]:
    start = span[0]
    for line in text[slice(*span)].splitlines(keepends=True):
        end = start + len(line)
        stripped = line.strip()
        if stripped:
            first = start + line.index(stripped)
            yield first, first + len(stripped)
        start = end


def _configuration() -> str:
    mentions = [f"{t}_{kind}" for t in get_args(EntityType) for kind in get_args(MentionKind)]
    quotes = get_args(QuoteKind)
    return "\n".join(
        [
            "[entities]",
            *mentions,
            *quotes,
            "[relations]",
            f"Speaker\tArg1:{'|'.join(quotes)}, Arg2:{'|'.join(mentions)}",
            f"Coreference\tArg1:{'|'.join(mentions)}, Arg2:{'|'.join(mentions)}, "
            "<REL-TYPE>:symmetric-transitive",
            "[events]",
            "[attributes]",
            "",
        ]
    )
