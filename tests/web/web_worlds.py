"""Worlds made by hand for the page: one with everything, a long one, a hostile one."""

from __future__ import annotations

from dataclasses import replace

from fabula.schema.findings import Claim, Conflict, Content, Relation, Told
from fabula.schema.story import Division, Header, Paragraph, ParagraphKind, Story
from fabula.schema.world import (
    Alias,
    Character,
    Place,
    Quote,
    Scene,
    World,
    WorldMention,
)
from worlds import sample_world, span

HOSTILE = (
    "<script>window.PWN=1</script>",
    "<img src=x onerror=window.PWN=1>",
    '"><svg onload=window.PWN=1>',
    "javascript:window.PWN=1",
    "</title></script><script>window.PWN=1</script>",
    "' onmouseover='window.PWN=1",
    "{{ 7*7 }}{% raw %}${7*7}",
    "\u202egnp.exe\u202c",
    "<!--<script>",
    "]]><x/>&lt;b&gt;&amp;",
)

PEOPLE = {"c1": "Ann", "c2": "Ben"}


def full_world() -> World:
    """The sample world with something for every page."""
    world = sample_world()
    line = span("“The Company is waiting.”")
    return replace(
        world,
        relations=(
            Relation("c1", "c2", "friend", span("She left")[0], (span("left [bold] him"),), 0.8),
        ),
        told=(Told("t1", line, "c2", ("c1",), (), ("c1",)),),
        claims=(
            Claim("k1", line, "c2", "c1", "place", "norton", True, "asserted"),
            Claim("k2", span("left"), "narrator", "c1", "place", "away", True, "asserted"),
        ),
        conflicts=(
            Conflict("x1", "continuity", line, span("left"), ("k1", "k2"), "two places", 0.7),
        ),
        profile=(Content("violence", 1, *span("left")),),
    )


class Pages:
    """Lays paragraphs one after the other."""

    def __init__(self) -> None:
        self.text = ""
        self.blocks: list[Paragraph] = []

    def put(self, words: str, kind: ParagraphKind = "text") -> int:
        """Where the paragraph starts."""
        start = len(self.text)
        self.blocks.append(Paragraph(start, start + len(words), kind, 1))
        self.text += words + "\n\n"
        return start


def long_world(chapters: int = 30, paragraphs: int = 60) -> World:
    """A novel of many chapters in which two people talk."""
    pages = Pages()
    divisions: list[Division] = []
    quotes: list[Quote] = []
    scenes: list[Scene] = []
    for chapter in range(1, chapters + 1):
        title = f"Chapter {chapter}"
        begin = pages.put(title, "heading")
        first = len(pages.text)
        for number in range(paragraphs):
            speaker, other = ("c1", "c2") if number % 2 else ("c2", "c1")
            line = f"“This is what line {number} of chapter {chapter} has to say,”"
            said = f" said {PEOPLE[speaker]}, and it went on for some time as lines do."
            start = pages.put(line + said)
            quotes.append(_line(f"q{len(quotes) + 1}", start, start + len(line), speaker, other))
        end = len(pages.text)
        divisions.append(Division(f"d{chapter}", "chapter", title, begin, end))
        scenes.append(Scene(f"s{chapter}", first, end - 2, "chapter"))
    mentions = [
        WorldMention(*q.cue, "PROP", "PER", q.speaker, 0.99) for q in quotes if q.cue is not None
    ]
    return World(
        story=Story(
            pages.text,
            "long.txt",
            "0" * 64,
            "A Long Novel",
            divisions=tuple(divisions),
            paragraphs=tuple(pages.blocks),
        ),
        tokens=len(pages.text.split()),
        model="test-model",
        version="0.1.0",
        characters=tuple(_person(id_, mentions) for id_ in PEOPLE),
        mentions=tuple(mentions),
        quotes=tuple(quotes),
        scenes=tuple(scenes),
    )


def _line(id_: str, start: int, end: int, speaker: str, other: str) -> Quote:
    cue = (end + len(" said "), end + len(" said ") + len(PEOPLE[speaker]))
    candidates = ((speaker, 0.97), (other, 0.03))
    return Quote(
        id_, ((start, end),), "speech", "explicit", speaker, (other,), cue, 0.97, "tag", candidates
    )


def _person(id_: str, mentions: list[WorldMention]) -> Character:
    own = [m for m in mentions if m.entity == id_]
    name, times, start = PEOPLE[id_], len(own), own[0].start
    return Character(
        id_, name, (Alias(name, start, times),), None, times, times, False, False, start
    )


def hostile_world() -> World:
    """Every string a stranger's file can bring is an attack."""
    pages = Pages()
    spans = [(start, start + len(words)) for words in HOSTILE for start in [pages.put(words)]]
    ids = [f"c{number}" for number in range(1, len(HOSTILE) + 1)]
    people = list(zip(ids, HOSTILE, spans))
    findings = {
        "relations": (Relation("c1", "c2", HOSTILE[0], 0, ((0, 5),), 0.9),),
        "told": (Told("t1", (0, 5), "c1", ("c2",), (), ("c3",)),),
        "claims": (
            Claim("k1", (0, 5), "c1", "c2", HOSTILE[0], HOSTILE[1], True, "asserted"),
            Claim("k2", (6, 9), "c2", "c2", HOSTILE[0], HOSTILE[2], True, "asserted"),
        ),
        "conflicts": (Conflict("x1", "testimony", (0, 5), (6, 9), ("k1", "k2"), HOSTILE[2], 0.9),),
        "profile": (Content(HOSTILE[1], 2, 0, 5),),
    }
    return World(
        story=_hostile_story(pages),
        tokens=50,
        model=HOSTILE[0],
        version="0.1.0",
        characters=tuple(
            Character(id_, words, (Alias(words, start, 1),), words, 1, 1, True, False, start)
            for id_, words, (start, _) in people
        ),
        places=(Place("p1", HOSTILE[0], (Alias(HOSTILE[0], 0, 1),)),),
        mentions=tuple(WorldMention(*place, "PROP", "PER", id_, 0.9) for id_, _, place in people),
        quotes=tuple(
            Quote(
                f"q{id_[1:]}",
                (place,),
                "speech",
                "implicit",
                id_,
                (id_,),
                None,
                0.9,
                words,
                ((id_, 0.9),),
                (place,),
            )
            for id_, words, place in people
        ),
        scenes=(Scene("s1", 0, len(pages.text), "chapter", place="p1", time=HOSTILE[0]),),
        **findings,  # type: ignore[arg-type]
    )


def _hostile_story(pages: Pages) -> Story:
    return Story(
        pages.text,
        f"{HOSTILE[1]}.txt",
        "0" * 64,
        title=HOSTILE[0],
        author=HOSTILE[4],
        header=Header(rating=HOSTILE[1], warnings=HOSTILE, summary=HOSTILE[2]),
        divisions=(Division("d1", "chapter", HOSTILE[0], 0, len(pages.text)),),
        paragraphs=tuple(pages.blocks),
    )
