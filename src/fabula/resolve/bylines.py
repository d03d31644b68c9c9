"""Lines that only name who tells what follows, where the layout makes no heading of them."""

from __future__ import annotations

import re

from fabula.schema.story import Division, Paragraph, Story

_LONGEST = 40  # characters
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*)(?: [^\W\d_][\w.'’-]*){0,3}")
_FEWEST = 2  # different ones
_SHARE = 0.2  # of the paragraphs: more of them are a list or a poem


def find_bylines(story: Story) -> list[Division]:
    """A chapter from each such line to the next one or the end of what is around it.

    Lines of one to four capitalised words without a full stop at the end.
    """
    texts = [p for p in story.paragraphs if p.kind == "text"]
    lines = [p for p in texts if _is_name(story.text, p)]
    names = {story.text[p.start : p.end] for p in lines}
    if len(names) < _FEWEST or len(lines) > _SHARE * len(texts):
        return []
    ends = sorted({d.start for d in story.divisions} | {d.end for d in story.divisions})
    found = []
    for number, line in enumerate(lines):
        limit = lines[number + 1].start if number + 1 < len(lines) else len(story.text)
        end = next((e for e in ends if line.start < e < limit), limit)
        title = story.text[line.start : line.end]
        found.append(Division(f"byline {number + 1}", "chapter", title, line.start, end))
    return found


def _is_name(text: str, paragraph: Paragraph) -> bool:
    if paragraph.end - paragraph.start > _LONGEST:
        return False
    line = text[paragraph.start : paragraph.end]
    if line.endswith(".") or not _NAME.fullmatch(line):
        return False
    return all(word[0].isupper() for word in line.split())
