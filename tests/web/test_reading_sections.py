"""The text as sections and as HTML: nothing lost, nothing doubled, nothing unescaped."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from web_worlds import HOSTILE, full_world, hostile_world, long_world

from fabula.schema.story import Division, Paragraph, SceneBreak, Story
from fabula.schema.world import Quote, World, WorldMention
from fabula.views.markup import Style, section_html
from fabula.views.reading import LONGEST, Mark, Node, Reading, find_sections, nest
from worlds import TEXT, span

WORDS = st.text(alphabet="ab <&>\"'\n\x00é😀", min_size=1, max_size=40)
SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12)


class Text(HTMLParser):
    """The words of a page, without the labels in the margin."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.tags: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if self._depth or (tag == "a" and "by " in (dict(attrs)["class"] or "")):
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(self._depth - 1, 0)

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.words += data


def plain(label: str | None = "Ann") -> Style:
    return Style(lambda *_: label, lambda _: 3, lambda quote: f"/quotes/{quote.id}")


def read(html: str) -> Text:
    parser = Text()
    parser.feed(html)
    parser.close()
    return parser


def leaves(nodes: tuple[Node, ...]) -> list[tuple[int, int]]:
    found = []
    for node in nodes:
        found += leaves(node.children) if node.mark else [(node.start, node.end)]
    return found


def mention(start: int, end: int) -> Mark:
    return Mark(start, end, mention=WorldMention(start, end, "PRON", "PER", "c1", 0.5))


@given(SPANS)
def test_nesting_keeps_every_character_once(spans: list[tuple[int, int]]) -> None:
    marks = [mention(*sorted(s)) for s in spans]
    pieces = leaves(nest(5, 35, marks))
    assert [i for start, end in pieces for i in range(start, end)] == list(range(5, 35))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(10, 20)), max_size=200))
def test_deep_nesting_ends(spans: list[tuple[int, int]]) -> None:
    assert leaves(nest(0, 20, [mention(*s) for s in spans]))


def test_what_crosses_is_cut_off() -> None:
    (first, second) = nest(0, 10, [mention(0, 6), mention(4, 10)])
    assert (first.start, first.end) == (0, 6)
    assert [(n.start, n.end) for n in first.children] == [(0, 4), (4, 6)]
    assert second.mark is None and (second.start, second.end) == (6, 10)


@given(st.lists(WORDS, min_size=1, max_size=6), SPANS, SPANS)
def test_html_says_what_the_text_says(
    paragraphs: list[str], quoted: list[tuple[int, int]], meant: list[tuple[int, int]]
) -> None:
    text, blocks = "", []
    for words in paragraphs:
        blocks.append(Paragraph(len(text), len(text) + len(words)))
        text += words + "\n\n"

    def inside(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        ordered = (sorted((min(a, len(text)), min(b, len(text)))) for a, b in spans)
        return [(a, b) for a, b in ordered if a < b]

    quotes = tuple(
        Quote(f"q{n}", (s,), "speech", "implicit", "c1", ("c2",), None, 0.5, "turn", ())
        for n, s in enumerate(inside(quoted))
    )
    mentions = tuple(WorldMention(*s, "PRON", "PER", "c1", 0.5) for s in inside(meant))
    story = Story(text, "x.txt", "0", paragraphs=tuple(blocks))
    reading = Reading(World(story, 1, "m", "v", quotes=quotes, mentions=mentions))
    found = read("".join(section_html(reading, s, plain()) for s in reading.sections))
    expected = "\n".join(paragraphs).replace("\0", "\ufffd") + "\n"
    assert found.words == expected
    assert set(found.tags) <= {"p", "span", "a", "bdi"}


def test_sections_cover_the_story_without_gaps() -> None:
    for world in (full_world(), long_world(), hostile_world()):
        sections = find_sections(world.story)
        assert sections[0].start <= world.story.paragraphs[0].start
        assert sections[-1].end == len(world.story.text)
        assert all(a.end == b.start for a, b in pairwise(sections))
        assert [s.number for s in sections] == list(range(1, len(sections) + 1))


def test_long_chapters_are_cut_at_scenes() -> None:
    text = ("word " * 20 + "\n") * 1000
    starts = range(0, len(text), 101)
    blocks = tuple(Paragraph(s, s + 99) for s in starts)
    breaks = tuple(SceneBreak(s, "mark") for s in starts[200::200])
    story = Story(text, "x", "0", paragraphs=blocks, breaks=breaks)
    sections = find_sections(story)
    assert len(sections) > 3
    assert all(s.end - s.start <= LONGEST + 101 for s in sections)
    assert {s.start for s in sections[1:]} <= {b.at for b in breaks}


def test_a_part_title_opens_the_chapter_after_it() -> None:
    text = "PART ONE\n\nI\n\nIt began.\n\nII\n\nIt ended."
    blocks = tuple(
        Paragraph(text.index(w), text.index(w) + len(w), k)  # type: ignore[arg-type]
        for w, k in (
            ("PART ONE", "heading"),
            ("I\n", "heading"),
            ("It began.", "text"),
            ("II", "heading"),
            ("It ended.", "text"),
        )
    )
    divisions = (
        Division("d1", "part", "PART ONE", 0, len(text)),
        Division("d2", "chapter", "I", text.index("I\n"), text.index("II"), "d1"),
        Division("d3", "chapter", "II", text.index("II"), len(text), "d1"),
    )
    sections = find_sections(Story(text, "x", "0", divisions=divisions, paragraphs=blocks))
    assert [(s.title, s.start) for s in sections] == [("I", 0), ("II", text.index("II"))]


def test_the_margin_names_the_speaker_once() -> None:
    world = full_world()
    html = section_html(Reading(world), find_sections(world.story)[0], plain("Mr. Grey"))
    assert html.count('class="by hue-3"') == 1
    assert 'Mr. Grey</bdi><span class="to"> to <bdi>' in html
    assert html.count('class="by open"') == 1


def test_a_name_not_known_yet_is_a_question_mark() -> None:
    world = full_world()
    html = section_html(Reading(world), find_sections(world.story)[0], plain(None))
    assert "hue-" not in html
    assert html.count('class="by open"') == 2


def test_a_passage_is_highlighted_across_what_is_in_it() -> None:
    world = full_world()
    start, end = span("Come in, Miss Hale,” said Mr.")
    style = replace(plain(), highlight=(start, end))
    html = section_html(Reading(world), find_sections(world.story)[0], style)
    marked = "".join(part.split("</mark>")[0] for part in html.split("<mark>")[1:])
    assert marked == TEXT[start:end]


def test_hostile_words_stay_words() -> None:
    world = hostile_world()
    reading = Reading(world)
    found = read("".join(section_html(reading, s, plain()) for s in reading.sections))
    assert set(found.tags) <= {"p", "span", "a", "bdi", "h2"}
    assert all(attack in found.words for attack in HOSTILE)
