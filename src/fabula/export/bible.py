"""A story bible in Markdown: cast, places, timeline, what was told, conflicts, content."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from fabula.export.base import names_by_id
from fabula.export.network import scene_casts
from fabula.export.passages import Passages, first_mentions
from fabula.schema.findings import Relation
from fabula.schema.world import Character, World

MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>])")


def story_bible(world: World) -> str:
    """Every statement has its place: chapter and page, a page being 1,500 characters."""
    bible = _Bible(world)
    title = escaped(world.story.title or world.story.source)
    author = f"\nby {escaped(world.story.author)}\n" if world.story.author else ""
    sections = (
        ("Cast", bible.cast()),
        ("Places", bible.places()),
        ("Timeline", bible.timeline()),
        ("Told", bible.told()),
        ("Conflicts", bible.conflicts()),
        ("Content", bible.content()),
    )
    parts = [f"# {title}\n{author}"]
    for heading, lines in sections:
        listed = list(lines)
        if listed:
            parts.append(f"\n## {heading}\n\n" + "\n".join(listed) + "\n")
    return "".join(parts)


def escaped(text: str) -> str:
    """``text`` on one line, meaning nothing to Markdown or HTML."""
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return MARKUP.sub(r"\\\1", text)


class _Bible:
    def __init__(self, world: World) -> None:
        self._world = world
        self._passages = Passages(world)
        self._names = {who: escaped(name) for who, name in names_by_id(world).items()}
        self._introduced = first_mentions(world)
        self._relations: defaultdict[str, list[Relation]] = defaultdict(list)
        for relation in world.relations:
            self._relations[relation.source].append(relation)

    def cast(self) -> Iterator[str]:
        for character in self._world.characters:
            yield f"### {self._names[character.id]}\n"
            yield from self._facts(character)
            yield from self._introduction(character.id)
            yield ""

    def _facts(self, character: Character) -> Iterator[str]:
        if character.pronouns:
            yield f"- Pronouns: {escaped(character.pronouns)}"
        if character.narrates:
            yield "- Narrates"
        aliases = [
            f"{escaped(alias.text)} ({self._at(alias.start)})"
            for alias in character.aliases
            if alias.text != character.name
        ]
        if aliases:
            yield f"- Also called: {'; '.join(aliases)}"
        yield f"- Mentions: {character.mentions}; lines: {character.lines}"
        for relation in self._relations[character.id]:
            target = self._names.get(relation.target, "?")
            yield f"- {escaped(relation.kind)} of {target} ({self._at(relation.start)})"

    def places(self) -> Iterator[str]:
        for place in self._world.places:
            inside = f", in {self._names[place.inside]}" if place.inside else ""
            yield f"### {self._names[place.id]}{inside}\n"
            yield from self._introduction(place.id)
            yield ""

    def _introduction(self, entity: str) -> Iterator[str]:
        mention = self._introduced.get(entity)
        if mention is not None:
            around = escaped(self._passages.around((mention.start, mention.end)))
            yield f"- {self._at(mention.start)}: “{around}”"

    def timeline(self) -> Iterator[str]:
        casts = scene_casts(self._world)
        for number, (scene, people) in enumerate(zip(self._world.scenes, casts), start=1):
            where = f" {self._names[scene.place]}." if scene.place else ""
            when = f" {escaped(scene.time)}." if scene.time else ""
            listed = [self._names[c.id] for c in self._world.characters if c.id in people]
            who = f" With {', '.join(listed)}." if listed else ""
            opening = escaped(self._passages.around((scene.start, scene.start + 1)))
            yield f"{number}. ({self._at(scene.start)}){where}{when}{who} “{opening}”"

    def told(self) -> Iterator[str]:
        for told in self._world.told:
            by = self._names.get(told.by or "", "Somebody")
            to = ", ".join(self._names[who] for who in told.to) or "somebody"
            heard = ", ".join(self._names[who] for who in told.heard)
            overheard = f" (heard by {heard})" if heard else ""
            passage = escaped(self._passages.text(told.span))
            yield f"- {by} to {to}{overheard}, {self._at(told.span[0])}: “{passage}”"

    def conflicts(self) -> Iterator[str]:
        for conflict in self._world.conflicts:
            waived = f" *Waived: {escaped(conflict.waived)}*" if conflict.waived else ""
            yield f"- **{escaped(conflict.kind)}**: {escaped(conflict.why)}{waived}"
            for span in (conflict.a, conflict.b):
                yield f"    - {self._at(span[0])}: “{escaped(self._passages.around(span))}”"

    def content(self) -> Iterator[str]:
        for content in self._world.profile:
            passage = escaped(self._passages.around((content.start, content.end)))
            level = f"{escaped(content.category)} {content.severity}"
            yield f"- {level}, {self._at(content.start)}: “{passage}”"

    def _at(self, offset: int) -> str:
        return escaped(self._passages.reference(offset))
