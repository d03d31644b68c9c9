"""Project Dialogism Novel Corpus (Vishnubhotla et al. 2022): one folder per novel."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from fabula.errors import DataError
from fabula.schema.spans import QuoteType
from fabula.schema.story import Span

PdncGender = Literal["M", "F", "X", "U"]

_FILES = ("novel_text.txt", "quotation_info.csv", "character_info.csv")
# Stand-ins for a speaker nobody can name, or for the narrator, are not names.
_NOT_A_NAME = re.compile(r"_.*|unknow(n|able)|narr", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GoldCharacter:
    """A character; ``aliases`` are sorted, without stand-ins such as ``_group``.

    ``gender`` is M, F, X (group or unclear) or U; ``category`` major, intermediate, minor.
    """

    main_name: str
    aliases: tuple[str, ...]
    gender: PdncGender
    category: str

    @property
    def names(self) -> tuple[str, ...]:
        """Main name and aliases; empty for ``_unknowable`` and ``_group``."""
        return tuple(dict.fromkeys(n for n in (self.main_name, *self.aliases) if is_name(n)))


@dataclass(frozen=True, slots=True)
class GoldQuotedMention:
    """A mention inside a quotation, with the main names of those it refers to."""

    span: Span
    characters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldQuotation:
    """A quotation: its pieces without the marks, by offset into the novel's text.

    ``speaker`` and ``addressees`` are main names (or what stands in the table, where it
    names nobody in the cast); ``type`` is None for the few left untyped.
    """

    id: str
    spans: tuple[Span, ...]
    speaker: str
    addressees: frozenset[str]
    type: QuoteType | None
    referring_expression: str | None
    mentions: tuple[GoldQuotedMention, ...]


@dataclass(frozen=True, slots=True)
class PdncNovel:
    """One annotated novel; quotations in the order of the table, which is the text's."""

    name: str
    text: str
    characters: tuple[GoldCharacter, ...]
    quotations: tuple[GoldQuotation, ...]


def is_name(name: str) -> bool:
    """False for stand-ins: ``_unknowable``, ``_group``, ``_narr``, ``Unknown`` and the like."""
    return not _NOT_A_NAME.fullmatch(name)


def novel_names(folder: Path) -> list[str]:
    """Names of the novels below ``folder`` (the PDNC folder), sorted."""
    names = sorted(p.parent.name for p in folder.glob(f"*/{_FILES[1]}"))
    if not names:
        raise DataError(
            "no PDNC novels here.",
            f"Point --data at the folder that holds one folder per novel with {_listed()}.",
            path=str(folder),
        )
    return names


def load_novels(folder: Path, names: Iterable[str] | None = None) -> list[PdncNovel]:
    """Load the named novels, or all."""
    chosen = novel_names(folder) if names is None else list(names)
    return [load_novel(folder, name) for name in chosen]


def load_novel(folder: Path, name: str) -> PdncNovel:
    """Load one novel; ``DataError`` if a file is missing or not as published."""
    try:
        return _load(folder / name, name)
    except (OSError, ValueError, KeyError, TypeError, SyntaxError, RecursionError) as error:
        raise DataError(
            f"novel {name} cannot be read ({type(error).__name__}: {error}).",
            f"Check that {_listed()} are there, complete and unchanged.",
            path=str(folder / name),
        ) from error


def _load(folder: Path, name: str) -> PdncNovel:
    # newline="" on all three: the offsets count the file's own line ends.
    with (folder / _FILES[0]).open(encoding="utf-8", newline="") as file:
        text = file.read()
    characters = tuple(_character(row) for row in _rows(folder / _FILES[2]))
    main_of = _main_names(characters)
    quotations = tuple(_quotation(row, main_of) for row in _rows(folder / _FILES[1]))
    for quotation in quotations:
        if not all(0 <= start < end <= len(text) for start, end in quotation.spans):
            raise ValueError(f"quotation {quotation.id} lies outside the text")
    return PdncNovel(name, text, characters, quotations)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    if not rows:
        raise ValueError(f"{path.name} has no rows")
    return rows


def _character(row: dict[str, str]) -> GoldCharacter:
    main_name = row["Main Name"].strip()
    aliases = {str(alias).strip() for alias in ast.literal_eval(row["Aliases"])}
    gender: PdncGender = next((g for g in get_args(PdncGender) if g == row["Gender"]), "U")
    return GoldCharacter(main_name, tuple(sorted(aliases - {main_name})), gender, row["Category"])


def _main_names(characters: Iterable[GoldCharacter]) -> dict[str, str]:
    """Each name to its bearer's main name; a main name goes before others' alias."""
    main_of: dict[str, str] = {}
    for character in characters:
        for alias in character.aliases:
            main_of.setdefault(alias, character.main_name)
    return main_of | {c.main_name: c.main_name for c in characters}


def _quotation(row: dict[str, str], main_of: dict[str, str]) -> GoldQuotation:
    spans = tuple((int(start), int(end)) for start, end in ast.literal_eval(row["quoteByteSpans"]))
    if not spans:
        raise ValueError(f"quotation {row['quoteID']} has no span")
    type_: QuoteType | None = next(
        (t for t in get_args(QuoteType) if t == row["quoteType"].lower()), None
    )
    expression = row["referringExpression"]
    return GoldQuotation(
        id=row["quoteID"],
        spans=spans,
        speaker=_resolve(row["speaker"], main_of),
        addressees=frozenset(_resolve(a, main_of) for a in ast.literal_eval(row["addressees"])),
        type=type_,
        referring_expression=None if expression in ("", "nan") else expression,
        mentions=tuple(_mentions(row, main_of)),
    )


def _mentions(row: dict[str, str], main_of: dict[str, str]) -> Iterable[GoldQuotedMention]:
    """Both lists have one list per piece, and in it one entry per mention.

    A few pieces of the published tables have more of the one than of the other: left out.
    """
    spans = ast.literal_eval(row["mentionSpansList"])
    entities = ast.literal_eval(row["mentionEntitiesList"])
    for piece_spans, piece_entities in zip(spans, entities, strict=False):
        if len(piece_spans) != len(piece_entities):
            continue
        for (start, end), names in zip(piece_spans, piece_entities, strict=True):
            yield GoldQuotedMention(
                (int(start), int(end)), tuple(_resolve(name, main_of) for name in names)
            )


def _resolve(name: str, main_of: dict[str, str]) -> str:
    return main_of.get(name.strip(), name.strip())


def _listed() -> str:
    return ", ".join(_FILES[:-1]) + " and " + _FILES[-1]
