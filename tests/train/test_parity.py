"""The NumPy heads compute what the trained torch heads compute."""

from __future__ import annotations

import numpy as np
import torch

from fabula.heads.antecedents import score_antecedents
from fabula.heads.events import event_probabilities
from fabula.heads.mentions import WordMentions, find_mentions
from fabula.heads.speakers import score_speakers
from fabula.heads.syntax import _arcs, best_tree
from fabula.heads.weights import span_vectors
from fabula.schema.tokens import FloatArray
from fabula.train.examples import KINDS, TYPES, LiteraryExample, mention_table
from fabula.train.losses import rank_antecedents, span_mask, speaker_scores
from fabula.train.modules import (
    AntecedentHead,
    EventHead,
    MentionHead,
    SpanVectors,
    SpeakerHead,
    SyntaxHead,
)

HIDDEN, N = 384, 60


def weights(name: str, module: torch.nn.Module) -> dict[str, FloatArray]:
    module.eval()
    return {f"{name}.{k}": v.numpy() for k, v in module.state_dict().items()}


def vectors() -> FloatArray:
    return np.random.default_rng(3).normal(size=(N, HIDDEN)).astype(np.float32)


def test_span_vectors() -> None:
    torch.manual_seed(0)
    module = SpanVectors(HIDDEN, 16)
    x, spans = vectors(), np.array([[0, 1], [3, 9], [20, 60]], np.int32)
    expected = module(torch.from_numpy(x), torch.from_numpy(spans).long()).detach().numpy()
    np.testing.assert_allclose(
        span_vectors(weights("s", module), "s", x, spans), expected, rtol=1e-4, atol=1e-4
    )


def test_events() -> None:
    torch.manual_seed(0)
    module = EventHead(HIDDEN, 8)
    x = vectors()
    module.eval()
    expected = torch.sigmoid(module(torch.from_numpy(x))).detach().numpy()
    np.testing.assert_allclose(
        event_probabilities(weights("events", module), x), expected, rtol=1e-4, atol=1e-5
    )


def test_mentions_are_the_best_spans() -> None:
    torch.manual_seed(0)
    module = MentionHead(HIDDEN, 8, 5, len(TYPES), len(KINDS))
    torch.nn.init.normal_(module.widths.weight, std=2.0)
    x, sentence = vectors(), np.repeat(np.arange(6), 10).astype(np.int32)
    speech = np.where(np.arange(N) % 10 < 6, -1, 0).astype(np.int32)
    found = find_mentions(weights("mentions", module), x, sentence, speech, 5, 0.95)
    with torch.no_grad():
        scores, _, _ = module(torch.from_numpy(x))
    full = torch.cat([scores.new_zeros(N, 5, 1), scores], 2)
    p = 1 - full.softmax(2)[..., 0]
    probable = torch.nonzero((p > 0.95) & span_mask(sentence, 5))
    expected = {(int(a), int(a + w + 1)) for a, w in probable if speech[a] == speech[a + w]}
    spans = {(int(a), int(b)) for a, b in found.spans}
    assert spans and spans <= expected
    for (a, b), t, confidence in zip(found.spans, found.type, found.confidence):
        assert abs(float(p[a, b - a - 1]) - confidence) < 1e-4
        assert int(scores[a, b - a - 1].argmax()) == t


def document() -> LiteraryExample:
    words = tuple(f"w{i % 7}" for i in range(N))
    rows = [(i, i + 1 + i % 3, "PER", KINDS[i % 3], i % 4) for i in range(0, N - 4, 2)]
    quote_of = np.full(N, -1, np.int32)
    quote_of[10:20] = 0
    quote_of[40:45] = 1
    return LiteraryExample(
        name="made up",
        words=words,
        subwords=None,  # type: ignore[arg-type]
        sentence=np.zeros(N, np.int32),
        mentions=mention_table(words, rows),
        events=None,
        quotes=(((10, 20),), ((40, 45),)),
        speakers=(0, 1),
        addressees=(-1, -1),
        quote_of=quote_of,
        paragraph=np.repeat(np.arange(6), 10).astype(np.int32),
    )


def test_antecedents() -> None:
    torch.manual_seed(0)
    module = AntecedentHead(HIDDEN, 16, 8).eval()
    torch.nn.init.normal_(module.coarse_distance.weight)
    ex, x = document(), vectors()
    t = ex.mentions
    with torch.no_grad():
        chosen, expected = rank_antecedents(module, torch.from_numpy(x), t, ex.quote_of)
    mentions = WordMentions(t.spans, t.type, t.kind, np.ones(len(t.spans), np.float32))
    found = score_antecedents(
        weights("antecedents", module), x, mentions, t.reference, t.keys,
        ex.quote_of[t.spans[:, 0]],
    )  # fmt: skip
    for i in range(len(t.spans)):
        want = {int(c): float(s) for c, s in zip(chosen[i], expected[i]) if s > float("-inf")}
        got = {int(c): float(s) for c, s in zip(found.candidates[i], found.scores[i]) if c >= 0}
        assert want.keys() == got.keys()
        assert all(abs(want[c] - got[c]) < 1e-3 for c in want)


def test_speakers() -> None:
    torch.manual_seed(0)
    ex, x, head = document(), vectors(), SpeakerHead(HIDDEN, 8).eval()
    with torch.no_grad():
        expected = speaker_scores(head, torch.from_numpy(x), ex)
    assert expected is not None
    t = ex.mentions
    found = score_speakers(
        weights("speakers", head),
        x,
        WordMentions(t.spans, t.type, t.kind, np.ones(len(t.spans), np.float32)),
        t.reference,
        ex.quotes,
        ex.quote_of,
        ex.paragraph,  # type: ignore[arg-type]
    )
    speaker = expected.scores[..., 0].masked_fill(expected.inside, float("-inf"))
    np.testing.assert_allclose(found.speaker, speaker.numpy(), atol=1e-3)
    np.testing.assert_allclose(found.addressee, expected.scores[..., 1].numpy(), atol=1e-3)


def test_arcs_have_one_root_and_best_heads() -> None:
    torch.manual_seed(0)
    module = SyntaxHead(HIDDEN, 8, 4, 4, 4, 4).eval()
    x, sentence = vectors(), np.repeat(np.arange(6), 10).astype(np.int32)
    head, _ = _arcs(weights("syntax", module), x, sentence, root=0)
    assert all(sentence[h] == sentence[i] for i, h in enumerate(head))
    roots = [i for i, h in enumerate(head) if h == i]
    assert len(roots) == 6
    scores, _, _ = module.arcs(torch.from_numpy(x))
    for lo in range(0, N, 10):
        block = scores[lo : lo + 10, lo : lo + 10].detach().numpy()
        assert (best_tree(block) + lo == head[lo : lo + 10]).all()
