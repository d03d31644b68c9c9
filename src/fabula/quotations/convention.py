"""Which conventions a stretch of story uses for speech.

Double marks, guillemets, low-high and corner marks mean speech wherever they stand. Single
marks, dashes, ``ANN:`` and ``<ann>`` mean other things as well, so they need evidence:
each chapter is counted by itself, and leans on the whole story where it is too short.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from fabula.quotations.bare import speaks_bare
from fabula.quotations.dashes import DASH_OPENING
from fabula.resources.speech import abbreviations
from fabula.schema.story import Paragraph, Story

_DOUBLE = re.compile(r"(?:(?<=[\s(\[—–-])|\A)[\"„«»「]\S|[“]|``")
_SINGLE_OPENS = re.compile(r"(?:(?<=[\s(\[—–\"“-])|\A)(?:'(?=\w)|[‘`](?!`))")
_SINGLE_CLOSES = re.compile(r"[,.?!;—–-]['’](?![\w'’])")
SCRIPT_LABEL = re.compile(
    r"(?P<name>[A-Z][\w.'’-]{0,24}(?: [A-Z&#\d][\w.'’-]{0,24}){0,3})"
    r"[ \t]{0,2}(?:[(\[][^()\[\]\n]{1,60}[)\]])?:(?=\s|$)"
)
CAPITALS_LABEL = re.compile(
    r"(?P<name>[A-Z][A-Z'’-]+(?: [A-Z&\d][A-Z\d'’-]*){0,3})\.(?:\s|--|—)\s*"
)
_STAMP = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[APap]\.?[Mm]\.?)?[\])]?"
CHAT_LABEL = re.compile(
    rf"(?:{_STAMP}[ \t]*(?:-[ \t]+)?)?<(?P<angle>[^\s<>/][^<>\n]{{0,30}})>:?"
    rf"|{_STAMP}[ \t]*(?:-[ \t]+)?(?P<stamped>[^\s:<>\[\]()][^:<>\[\]\n]{{0,30}}):"
    rf"|(?P<plain>[^\s:<>\[\]()\"“]{{1,25}})[ \t]*{_STAMP}:?"
    r"|(?P<handle>@?[a-z_][\w.-]{1,24}):(?=\s)"
)
_MANY = 3  # as many labels or dashes as make a habit


@dataclass(frozen=True, slots=True)
class Convention:
    """What to look for beside the marks that are never ambiguous."""

    single: bool = False
    dash: bool = False
    bare: bool = False
    labels: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Evidence:
    paragraphs: int = 0
    double: int = 0
    single: int = 0
    dash: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    handles: Counter[str] = field(default_factory=Counter)


def conventions(story: Story) -> list[Convention]:
    """The convention in force at each paragraph of the story, by position."""
    numbers = list(_chapter_numbers(story))
    whole = _weigh(story.text, story.paragraphs)
    blocks: dict[int, list[Paragraph]] = {}
    for number, paragraph in zip(numbers, story.paragraphs, strict=True):
        blocks.setdefault(number, []).append(paragraph)
    marked = whole.double + whole.single + whole.dash + whole.labels.total()
    bare = speaks_bare(story.text, story.paragraphs, marked)
    book = replace(_decide(whole, whole), bare=bare)
    if len(blocks) == 1:
        return [book] * len(numbers)
    chosen = {
        number: replace(_decide(_weigh(story.text, block), whole), bare=bare)
        for number, block in blocks.items()
    }
    return [chosen[number] for number in numbers]


def _chapter_numbers(story: Story) -> Iterator[int]:
    """For each paragraph the number of the last chapter, part or letter begun before it."""
    starts = sorted(
        division.start
        for division in story.divisions
        if division.kind in ("part", "chapter", "letter")
    )
    number = 0
    for paragraph in story.paragraphs:
        while number < len(starts) and starts[number] <= paragraph.start:
            number += 1
        yield number


def _weigh(text: str, paragraphs: Iterable[Paragraph]) -> _Evidence:
    found = _Evidence()
    for paragraph in paragraphs:
        if paragraph.kind != "text":
            continue
        start, end = paragraph.start, paragraph.end
        found.paragraphs += 1
        found.double += sum(1 for _ in _DOUBLE.finditer(text, start, end))
        opens = sum(1 for _ in _SINGLE_OPENS.finditer(text, start, end))
        if opens:
            closes = sum(1 for _ in _SINGLE_CLOSES.finditer(text, start, end))
            found.single += min(opens, closes)
        found.dash += DASH_OPENING.match(text, start, end) is not None
        _count_labels(text, start, end, found.labels, found.handles)
    return found


def _count_labels(
    text: str, start: int, end: int, labels: Counter[str], handles: Counter[str]
) -> None:
    """Count the names that label lines, as long as the paragraph opens with a label."""
    for at, stop in lines_of(text, start, end):
        script = script_label(text, at, stop)
        chat = CHAT_LABEL.match(text, at, stop)
        if script:
            labels[script["name"]] += 1
        if chat:
            handles[chat_name(chat)] += 1
        if not (script or chat):
            return


def script_label(text: str, at: int, stop: int) -> re.Match[str] | None:
    """The label that opens a script line, if one does: ``Ann:``, ``ANN (aside):``, ``ANN.``."""
    label = SCRIPT_LABEL.match(text, at, stop) or CAPITALS_LABEL.match(text, at, stop)
    titles, others = abbreviations()
    known = {form.rstrip(".").upper() for form in titles | others}
    return None if label and label["name"].upper() in known else label


def lines_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of a paragraph, white space at both ends left out."""
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        body = line.strip()
        if body:
            first = at + line.index(body[0])
            yield first, first + len(body)
        at = stop + 1


def chat_name(match: re.Match[str]) -> str:
    """The name in a match of ``CHAT_LABEL``."""
    return next(name for name in match.groupdict().values() if name).strip()


def _decide(here: _Evidence, whole: _Evidence) -> Convention:
    marked = here.single + here.double
    basis = here if marked >= 4 else whole
    dash = _dashes(here, whole)
    return Convention(
        single=basis.single > basis.double,
        dash=dash,
        labels=_habitual(whole.labels),
        handles=_habitual(whole.handles),
    )


def _dashes(here: _Evidence, whole: _Evidence) -> bool:
    if here.dash >= _MANY:
        return here.dash * 4 >= here.double + here.single
    return here.dash > 0 and whole.dash >= _MANY and whole.dash * 4 >= whole.double + whole.single


def _habitual(names: Counter[str]) -> frozenset[str]:
    """Label names, if they recur as those of speakers do: at least two, or one many times."""
    if names.total() < _MANY:
        return frozenset()
    recurring = [name for name, count in names.items() if count > 1]
    enough = len(recurring) >= 2 or any(names[name] >= 2 * _MANY for name in recurring)
    if not (enough or (len(recurring) == 1 and len(names) == 2)):
        return frozenset()
    return frozenset(names) if len(recurring) * 2 >= len(names) else frozenset(recurring)
