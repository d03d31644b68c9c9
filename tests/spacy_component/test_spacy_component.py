"""The spaCy component, with a reader that gives a World made by hand."""

from __future__ import annotations

import re

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span, Token

from fabula.errors import FabulaError
from fabula.export import FORMATS
from fabula.schema.story import Story
from fabula.schema.world import World
from fabula.spacy import component, register
from tale import TALE, tale_world

LONG = TALE[TALE.index("“and") : TALE.index("noon.”") + 6]


class HandReader:
    """Knows one story."""

    def read(self, story: Story) -> World:
        assert story.text == TALE
        return tale_world()


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component, "_reader", lambda threads, process: HandReader())


@pytest.fixture
def nlp() -> Language:
    language = spacy.blank("en")
    language.add_pipe("fabula")
    return language


@pytest.fixture
def doc(nlp: Language) -> Doc:
    return nlp(TALE)


def texts(spans: object) -> list[str]:
    return [span.text for span in spans]  # type: ignore[attr-defined]


def token(doc: Doc, text: str) -> Token:
    return next(t for t in doc if t.text == text)


def check(doc: Doc) -> None:
    """What holds for a Doc fresh from the pipeline and for one read back."""
    assert doc.text == TALE
    assert [c.name for c in doc._.fabula.characters] == ["Zoë", "Zo", "Зоя"]
    assert doc.spans["coref_clusters_1"].attrs == {"id": "c1", "name": "Zoë", "type": "PER"}
    assert texts(doc.spans["coref_clusters_1"]) == ["I", "Zoë", "My", "I"]
    assert texts(doc.spans["fabula_quotes"])[:2] == ["“Come,”", LONG]
    assert doc.spans["fabula_quotes"][0]._.speaker.name == "Zo"
    assert token(doc, "seen").tag_ == "VBN"


def test_the_world_is_on_the_doc(doc: Doc) -> None:
    check(doc)


def test_mentions_nest_and_know_their_entity(doc: Doc) -> None:
    mentions = list(doc.spans["fabula_mentions"])
    assert {"My", "My sister"} <= set(texts(mentions))
    by_text = {span.text: span for span in mentions}
    assert by_text["My sister"]._.entity.name == "Zo"
    assert by_text["My"]._.entity.name == "Zoë"
    assert (by_text["Old Harbour"].label_, by_text["Old Harbour"].kb_id_) == ("FAC", "p1")
    assert by_text["me"]._.entity is None


def test_clusters_are_numbered_from_1_and_have_two_mentions(doc: Doc) -> None:
    clusters = [key for key in doc.spans if key.startswith("coref_clusters_")]
    assert clusters == [f"coref_clusters_{n}" for n in range(1, len(clusters) + 1)]
    assert all(len(doc.spans[key]) > 1 for key in clusters)


def test_the_innermost_quotation_speaks(doc: Doc) -> None:
    assert token(doc, "Never")._.speaker.name == "Зоя"
    assert [who.name for who in token(doc, "Never")._.addressees] == ["Zoë"]
    start = token(doc, "Зоя").i
    assert doc[start : start + 1]._.speaker is None
    assert token(doc, "tired")._.speaker is None
    assert token(doc, "tired")._.addressees == ()


def test_tokens_know_the_innermost_mention(doc: Doc) -> None:
    assert token(doc, "My")._.entity.name == "Zoë"
    assert token(doc, "sister")._.entity.name == "Zo"
    assert token(doc, "tired")._.entity is None


def test_trees_tags_and_names_are_spacys(doc: Doc) -> None:
    assert (token(doc, "ill").dep_, token(doc, "ill").head.text) == ("acomp", "was")
    assert (token(doc, "seen").lemma_, token(doc, "seen").pos_) == ("see", "VERB")
    assert "My sister" in texts(doc.noun_chunks)
    assert texts(doc.ents)[:2] == ["Zoë", "Zo"]
    assert "I asked." in [sentence.text.strip() for sentence in doc.sents]


def test_every_tree_is_one_sentence(doc: Doc) -> None:
    for sentence in doc.sents:
        assert [t.head == t for t in sentence].count(True) == 1
        assert all(t.head.sent.start == sentence.start for t in sentence)


def test_docs_survive_docbin_and_bytes(nlp: Language, doc: Doc) -> None:
    packed = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (back,) = DocBin().from_bytes(packed).get_docs(nlp.vocab)
    check(back)
    check(Doc(nlp.vocab).from_bytes(doc.to_bytes()))


def test_docs_come_back_from_other_processes(nlp: Language) -> None:
    for back in nlp.pipe([TALE, TALE], n_process=2):
        check(back)


def test_the_exported_docbin_is_the_same(nlp: Language) -> None:
    content = FORMATS["docbin"].files(tale_world())[".spacy"]
    assert isinstance(content, bytes)
    (back,) = DocBin().from_bytes(content).get_docs(nlp.vocab)
    check(back)


def test_a_foreign_tokenizer_keeps_its_tokens() -> None:
    by_space = spacy.blank("en")
    pieces = [piece for line in TALE.splitlines(keepends=True) for piece in _pieces(line)]
    by_space.tokenizer = lambda _: Doc(by_space.vocab, words=pieces, spaces=[False] * len(pieces))
    by_space.add_pipe("fabula")
    doc = by_space(TALE)
    assert texts(doc) == pieces
    assert doc.text == TALE
    assert "“Come,”" in texts(doc.spans["fabula_quotes"])
    assert texts(doc.spans["coref_clusters_1"])[1] == "Zoë."
    for sentence in doc.sents:
        assert [t.head == t for t in sentence].count(True) == 1


def _pieces(line: str) -> list[str]:
    """Words with their punctuation, and each stretch of white space, as tokens."""
    return re.findall(r"\s+|\S+", line)


def test_what_others_found_stays(nlp: Language) -> None:
    language = spacy.blank("en")
    language.add_pipe("sentencizer")
    ruler = language.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "NAME", "pattern": "Zo"}])  # type: ignore[attr-defined]
    language.add_pipe("fabula")
    doc = language(TALE)
    assert {entity.label_ for entity in doc.ents} == {"NAME"}
    assert not doc.has_annotation("DEP")
    assert doc.has_annotation("TAG")


def test_names_are_settings() -> None:
    language = spacy.blank("en")
    settings = {
        "attrs": {"world": "story", "entity": "who", "speaker": "voice", "addressees": "hearers"},
        "span_cluster_prefix": "chain",
        "mentions_key": "m",
        "quotes_key": "q",
        "scenes_key": "s",
        "set_ents": False,
    }
    language.add_pipe("fabula", config=settings)
    doc = language(TALE)
    assert doc._.story.characters[0].name == "Zoë"
    assert doc.spans["q"][0]._.voice.name == "Zo"
    assert doc.spans["m"][0]._.who.name == "Zoë"
    assert {"chain_1", "m", "q", "s"} <= set(doc.spans)
    assert not doc.ents


def test_nobodys_attributes_are_taken() -> None:
    Span.set_extension("taken", default=1, force=True)
    try:
        with pytest.raises(FabulaError, match="Choose another name"):
            register({"entity": "taken"})
        with pytest.raises(FabulaError, match="no attribute"):
            register({"entitty": "x"})
    finally:
        Span.remove_extension("taken")


def test_docs_without_a_world_have_none(nlp: Language) -> None:
    empty = nlp("  ")
    assert empty._.fabula is None
    assert nlp.make_doc("Ann")[0]._.entity is None
    assert nlp.make_doc("Ann")[:1]._.speaker is None


def test_a_text_longer_than_spacys_limit_goes_through(nlp: Language) -> None:
    assert nlp.max_length > 1_000_000
    assert len(nlp.make_doc("a " * 600_000)) == 600_000


def test_the_pipeline_is_stored_with_its_settings(nlp: Language) -> None:
    back = spacy.util.load_model_from_config(nlp.config)
    assert back.pipe_names == ["fabula"]
    assert nlp.analyze_pipes()["problems"] == {"fabula": []}
