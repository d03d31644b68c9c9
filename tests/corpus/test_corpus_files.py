"""The annotation of our own stories agrees with itself and with its description."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import pytest

from fabula.evaluate.gold.stories import (
    GoldMention,
    GoldScene,
    GoldSpeech,
    GoldStory,
    load_stories,
    split_names,
)
from fabula.schema.story import Span

CORPUS = Path(__file__).parents[2] / "corpus"
PARTS = ("train", "dev", "test")
WORDS = range(950, 2101)

HOWS = {"said", "phone", "letter", "chat", "radio", "prayer", "recalled"}
CAST_PRONOUNS = {"he", "she", "they", "it", "we", "unknown"}
GENDER = {
    word: gender
    for gender, words in {
        "he": "he him his himself",
        "she": "she her hers herself",
        "it": "it its itself",
        "they": "they them their theirs themselves themself",
    }.items()
    for word in words.split()
}
FIRST = frozenset("i me my mine myself".split())
FIRST_PLURAL = frozenset("we us our ours ourselves".split())
SECOND = frozenset("you your yours yourself yourselves ye thou thee thy thisen tha".split())

Rule = Literal["gender", "person", "presence"]


@dataclass(frozen=True)
class Exemption:
    rule: Rule
    story: str
    at: str
    why: str


EXEMPTIONS = tuple(
    Exemption(**row)
    for row in tomllib.loads(
        (Path(__file__).parent / "exceptions.toml").read_text(encoding="utf-8")
    )["exception"]
)


@cache
def stories() -> dict[str, GoldStory]:
    return {story.name: story for story in load_stories(CORPUS)}


@pytest.fixture(params=sorted(path.stem for path in CORPUS.glob("*.xml")))
def story(request: pytest.FixtureRequest) -> GoldStory:
    return stories()[request.param]


def root_of(story: GoldStory) -> ElementTree.Element:
    return ElementTree.parse(CORPUS / f"{story.name}.xml").getroot()


def words(story: GoldStory, span: Span) -> str:
    return story.text[slice(*span)]


def paragraphs(story: GoldStory) -> list[Span]:
    return [found.span() for found in re.finditer(r"[^\n]+", story.text)]


def near(story: GoldStory, span: Span) -> str:
    """The words with some text around them, for a message."""
    return f"{story.name}: …{story.text[max(0, span[0] - 40) : span[1] + 30]!r}"


def inside(span: Span, outer: Span) -> bool:
    return outer[0] <= span[0] and span[1] <= outer[1]


def innermost(span: Span, speeches: tuple[GoldSpeech, ...]) -> GoldSpeech | None:
    around = [speech for speech in speeches if inside(span, speech.span)]
    return min(around, key=lambda speech: speech.span[1] - speech.span[0], default=None)


def allowed(rule: Rule, story: GoldStory, at: int) -> bool:
    return any(
        start <= at < start + len(x.at)
        for x in EXEMPTIONS
        if (x.rule, x.story) == (rule, story.name)
        for start in [story.text.index(x.at)]
    )


def pronouns(story: GoldStory, among: frozenset[str]) -> list[GoldMention]:
    found = (m for m in story.mentions if m.pronoun)
    return [m for m in found if words(story, m.span).lower() in among]


def here(story: GoldStory, scene: GoldScene, at: int) -> set[str]:
    """Who is in the scene at an offset."""
    present = set(scene.present)
    for move in story.moves:
        if scene.span[0] <= move.at <= at:
            if move.kind == "in":
                present |= set(move.who)
            elif move.kind == "out":
                present -= set(move.who)
    return present


def wrong_genders(story: GoldStory) -> list[GoldMention]:
    gender_of = {person.id: person.pronouns for person in story.cast}
    return [
        mention
        for mention in pronouns(story, frozenset(GENDER))
        if GENDER[words(story, mention.span).lower()]
        != (gender_of[mention.who[0]] if len(mention.who) == 1 else "they")
    ]


def wrong_persons(story: GoldStory) -> list[GoldMention]:
    """Those who in speech are not its speaker ("I", among "we") or somebody spoken to ("you")."""
    wrong = []
    for mention in pronouns(story, FIRST | FIRST_PLURAL | SECOND):
        speech = innermost(mention.span, story.speeches)
        if speech is None:
            continue
        word, who = words(story, mention.span).lower(), set(mention.who)
        if word in FIRST:
            right = who == set(speech.speakers)
        elif word in FIRST_PLURAL:
            right = bool(who & set(speech.speakers))
        else:
            # "You lot" takes in some who are not spoken to.
            right = speech.addressees is None or bool(who & speech.addressees)
        if not right:
            wrong.append(mention)
    return wrong


def absent(story: GoldStory) -> list[tuple[GoldSpeech, set[str]]]:
    """Speeches said face to face, with those speakers and hearers who are not there."""
    found = []
    for scene in story.scenes:
        for speech in story.speeches:
            if speech.how == "said" and inside(speech.span, scene.span):
                missing = set(speech.speakers) | (speech.addressees or set())
                missing -= here(story, scene, speech.span[0])
                if missing:
                    found.append((speech, missing))
    return found


def test_every_story_is_in_exactly_one_part() -> None:
    parts = [name for part in PARTS for name in sorted(split_names(CORPUS, part))]
    assert sorted(parts) == sorted(stories())


def test_no_two_stories_share_a_passage() -> None:
    """Nine running words in common, but for a rare stock phrase, would be a near copy."""
    grams = {}
    for name, story in stories().items():
        tokens = re.findall(r"\w+", story.text.lower())
        grams[name] = set(zip(*(tokens[i:] for i in range(9))))
    shared = {pair: len(grams[pair[0]] & grams[pair[1]]) for pair in combinations(grams, 2)}
    assert {pair: n for pair, n in shared.items() if n > 1} == {}


def test_the_card_gives_the_right_numbers() -> None:
    rows: dict[str, list[int]] = {}
    for column, part in enumerate(PARTS):
        for name in split_names(CORPUS, part):
            for row, number in counts(stories()[name]).items():
                rows.setdefault(row, [0, 0, 0])[column] += number
    card = (CORPUS / "README.md").read_text(encoding="utf-8")
    for row, numbers in rows.items():
        line = "| " + " | ".join([row, *(f"{n:,}" for n in [*numbers, sum(numbers)])]) + " |"
        assert line in card


def counts(story: GoldStory) -> Counter[str]:
    found: Counter[str] = Counter({"stories": 1, "words": len(story.text.split())})
    found["people and groups"] = len(story.cast)
    found["scenes"] = len(story.scenes)
    found["arrivals, departures, moves"] = len(story.moves)
    found["pieces of direct speech"] = len(story.speeches)
    for type_ in ("explicit", "anaphoric", "implicit"):
        found[f"– {type_}"] = sum(speech.type == type_ for speech in story.speeches)
    found["mentions by name or description"] = sum(not m.pronoun for m in story.mentions)
    found["pronouns"] = sum(m.pronoun for m in story.mentions)
    found["direct thoughts"] = len(story.thoughts)
    found["reported speeches"] = len(story.reported)
    found["facts (narration)"] = sum(not claim.by for claim in story.claims)
    found["claims (speech, thought)"] = sum(bool(claim.by) for claim in story.claims)
    found["things told"] = len(story.told)
    for kind in ("continuity", "testimony", "decoy"):
        row = "decoys" if kind == "decoy" else f"conflicts of {kind}"
        found[row] = sum(conflict.kind == kind for conflict in story.conflicts)
    return found


def test_every_exemption_is_needed() -> None:
    used = set()
    for story in stories().values():
        marks = [("gender", m.span[0]) for m in wrong_genders(story)]
        marks += [("person", m.span[0]) for m in wrong_persons(story)]
        marks += [("presence", speech.span[0]) for speech, _ in absent(story)]
        for x in EXEMPTIONS:
            if x.story == story.name:
                assert story.text.count(x.at) == 1, x
                start = story.text.index(x.at)
                if any(rule == x.rule and start <= at < start + len(x.at) for rule, at in marks):
                    used.add(x)
    assert set(EXEMPTIONS) - used == set()


def test_the_markup_is_described(story: GoldStory) -> None:
    described = (CORPUS / "MARKUP.md").read_text(encoding="utf-8")
    for element in root_of(story).iter():
        assert f"`<{element.tag}" in described, element.tag
        for attribute in element.attrib:
            assert re.search(rf"`{attribute}\b", described), (element.tag, attribute)


def test_values_are_of_the_set(story: GoldStory) -> None:
    root = root_of(story)
    assert root.get("id") == story.name
    assert root.get("person") in {"first", "third", "mixed"}
    assert root.get("tense") in {"past", "present", "mixed"}
    assert {person.pronouns for person in story.cast} <= CAST_PRONOUNS
    assert {speech.how for speech in story.speeches} <= HOWS
    assert None not in {speech.type for speech in story.speeches}
    assert all(element.get("to") for element in root.iter("q"))
    assert {element.get("kind", "pron") for element in root.iter("m")} == {"pron"}


def test_ids_are_known(story: GoldStory) -> None:
    cast = {person.id for person in story.cast}
    places = {place.id for place in story.places}
    assert len(cast) == len(story.cast) and len(places) == len(story.places)
    used = [m.who for m in (*story.mentions, *story.thoughts, *story.reported, *story.moves)]
    used += [speech.speakers for speech in story.speeches]
    used += [tuple(item.addressees or ()) for item in story.speeches]
    used += [item.by for item in (*story.claims, *story.told)]
    used += [tuple(item.to or ()) for item in story.told]
    used += [tuple(i for i in item.to if i != "*") for item in story.reported]
    used += [(*scene.present, *filter(None, [scene.pov])) for scene in story.scenes]
    assert {id_ for ids in used for id_ in ids} <= cast
    at = {scene.place for scene in story.scenes} | {m.to for m in story.moves if m.kind == "go"}
    at |= {place.inside for place in story.places if place.inside}
    assert at <= places
    assert {id_ for mention in story.mentions for id_ in mention.who} == cast


def test_conflicts_point_to_spans(story: GoldStory) -> None:
    ids = [item.id for item in (*story.claims, *story.told)]
    assert len(ids) == len(set(ids))
    for conflict in story.conflicts:
        assert {conflict.a, conflict.b} <= set(ids) and conflict.a != conflict.b
        assert conflict.why


def test_facts_stand_in_the_narration(story: GoldStory) -> None:
    for fact in (claim for claim in story.claims if not claim.by):
        around = [x for x in (*story.speeches, *story.thoughts) if inside(fact.span, x.span)]
        assert not around, near(story, fact.span)


def test_spans_have_clean_edges(story: GoldStory) -> None:
    for item in (*story.mentions, *story.speeches, *story.thoughts):
        text = words(story, item.span)
        assert text and text == text.strip(), near(story, item.span)
    assert not any("\n" in words(story, speech.span) for speech in story.speeches)


def test_every_alias_occurs(story: GoldStory) -> None:
    root = root_of(story)
    outside = " ".join("".join(e.itertext()) for tag in ("head", "title") for e in root.iter(tag))
    aliases = {c.attrib["id"]: c.get("aliases", "").split(";") for c in root.iter("char")}
    for person in story.cast:
        named = [m for m in story.mentions if person.id in m.who and not m.pronoun]
        texts = [words(story, m.span) for m in named] + [outside]
        for alias in filter(None, aliases[person.id]):
            pattern = re.compile(rf"(?<!\w){re.escape(alias)}(?!\w)")
            assert any(map(pattern.search, texts)), (person.id, alias)


def test_every_name_is_marked(story: GoldStory) -> None:
    """A proper name in a scene, but for headings, lies in a mention, whoever is meant by it."""
    headings = {"".join(title.itertext()) for title in root_of(story).iter("title")}
    names = {name for person in story.cast for name in person.names if name.istitle()}
    for start, end in paragraphs(story):
        in_scene = any(inside((start, end), scene.span) for scene in story.scenes)
        if not in_scene or story.text[start:end] in headings:
            continue
        for name in names:
            for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", story.text[start:end]):
                span = (start + found.start(), start + found.end())
                assert any(inside(span, m.span) for m in story.mentions), near(story, span)


def test_third_persons_have_the_gender_of_the_cast(story: GoldStory) -> None:
    for mention in wrong_genders(story):
        assert allowed("gender", story, mention.span[0]), (mention.who, near(story, mention.span))


def test_first_and_second_persons_are_in_the_conversation(story: GoldStory) -> None:
    for mention in wrong_persons(story):
        assert allowed("person", story, mention.span[0]), (mention.who, near(story, mention.span))


def test_the_narrator_is_one_person(story: GoldStory) -> None:
    """Outside speech, "I" is the thinker, or the one narrator of the scene."""
    narrators: dict[GoldScene, set[str]] = {}
    for mention in pronouns(story, FIRST):
        if innermost(mention.span, story.speeches) is not None:
            continue
        thought = next((t for t in story.thoughts if inside(mention.span, t.span)), None)
        if thought is not None:
            assert mention.who == thought.who, near(story, mention.span)
            continue
        assert story.person == "first", near(story, mention.span)
        scene = next(s for s in story.scenes if inside(mention.span, s.span))
        narrators.setdefault(scene, set()).update(mention.who)
    for scene, who in narrators.items():
        assert who == {scene.pov}, near(story, scene.span)


def test_a_tag_names_its_speaker(story: GoldStory) -> None:
    """An explicit speech has its speaker named beside it, an anaphoric one a pronoun of them."""
    for speech in story.speeches:
        if speech.type == "implicit":
            continue
        paragraph = next(p for p in paragraphs(story) if inside(speech.span, p))
        around = [s for s in story.speeches if s != speech and inside(speech.span, s.span)]
        beside = [
            mention
            for mention in story.mentions
            if inside(mention.span, paragraph)
            and set(mention.who) & set(speech.speakers)
            and mention.pronoun is (speech.type == "anaphoric")
            and innermost(mention.span, story.speeches) in (None, *around)
        ]
        assert beside, near(story, speech.span)


def test_scenes_cover_the_text(story: GoldStory) -> None:
    root = root_of(story)
    outside = {
        " ".join(line.split())
        for tag in ("title", "break", "head", "meta")
        for element in root.iter(tag)
        for line in "".join(element.itertext()).splitlines()
    }
    at = 0
    for scene in (*story.scenes, None):
        between = story.text[at : scene.span[0] if scene else len(story.text)]
        assert {line for line in between.splitlines() if line} <= outside
        at = scene.span[1] if scene else at


def test_who_speaks_is_there(story: GoldStory) -> None:
    for speech, missing in absent(story):
        assert allowed("presence", story, speech.span[0]), (missing, near(story, speech.span))
    for scene in story.scenes:
        seen = set(scene.present)
        for move in story.moves:
            if scene.span[0] <= move.at <= scene.span[1]:
                seen |= set(move.who)
        assert scene.pov is None or scene.pov in seen, near(story, scene.span)


def test_the_length_is_right(story: GoldStory) -> None:
    assert len(story.text.split()) in WORDS
