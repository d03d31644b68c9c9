"""What in the text says that somebody is there, comes, goes, or is only talked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fabula.resolve.clauses import Clause
from fabula.resolve.views import innermost, pronoun_class
from fabula.resources import words
from fabula.schema.spans import Attribution, Coreference, Mention, Quotation
from fabula.schema.story import Span, Story

SignKind = Literal[
    "speech",  # says something in the scene's own now
    "remote",  # is heard over a distance, or out of the past
    "acts",  # subject of what the narration asserts
    "stays",  # the same, of a verb of being somewhere
    "goes",  # moves, to where we do not know
    "enters",
    "leaves",
    "undergoes",  # object of what the narration asserts
    "with",  # in a phrase of such a clause: "beside Ann"
    "addressed",
    "narrates",
    "before",  # takes part in what had happened earlier
    "named",  # any other mention in the narration
    "spoken of",
]
REMOTE = frozenset({"letter", "phone", "chat", "radio", "recalled", "reported", "thought"})
NOT_SPEECH = frozenset({"scare", "title"})
ACTIVE: frozenset[SignKind] = frozenset({"acts", "stays", "goes", "enters", "leaves"})
# Signs that somebody is here at that very place.
HERE: frozenset[SignKind] = frozenset(
    {
        "speech",
        "acts",
        "stays",
        "goes",
        "enters",
        "leaves",
        "undergoes",
        "with",
        "addressed",
        "narrates",
    }
)
_INWARD = words("motion", "in")
_OUTWARD = words("motion", "out")
_OUT_OF = frozenset({"out of", "from", "to", "into", "through", "down", "up", "along", "towards"})


@dataclass(frozen=True, slots=True)
class Sign:
    """One piece of evidence about entity ``who`` at offset ``at``; ``span`` is its words.

    ``named``: these words are a name, which is surer to mean him than a pronoun.
    """

    who: int
    at: int
    kind: SignKind
    span: Span
    named: bool = False


def find_signs(
    story: Story,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
    attributions: Sequence[Attribution],
    clauses: Sequence[Clause],
) -> list[Sign]:
    """All signs of a story, sorted by offset."""
    signs = [
        *_of_speech(quotations, attributions),
        *_of_clauses(mentions, coref, clauses),
        *_of_mentions(story.text, mentions, quotations, coref, clauses),
    ]
    names = {(m.start, m.end) for m in mentions if m.kind == "PROP"}
    signs = [replace(sign, named=True) if sign.span in names else sign for sign in signs]
    return sorted(signs, key=lambda sign: (sign.at, sign.span))


def _of_speech(
    quotations: Sequence[Quotation], attributions: Sequence[Attribution]
) -> Iterator[Sign]:
    for attribution in attributions:
        quotation = quotations[attribution.quotation]
        if quotation.kind in NOT_SPEECH or quotation.parent is not None:
            continue
        kind: SignKind = "remote" if quotation.kind in REMOTE else "speech"
        span = quotation.spans[0]
        if attribution.speaker is not None and quotation.kind not in ("thought", "reported"):
            yield Sign(attribution.speaker, span[0], kind, attribution.cue or span)
        if kind == "speech":
            for who in attribution.addressees:
                yield Sign(who, span[0], "addressed", span)


def _of_clauses(
    mentions: Sequence[Mention], coref: Coreference, clauses: Sequence[Clause]
) -> Iterator[Sign]:
    """Those who take part in what the narration asserts."""
    still = words("motion", "still")
    for clause in clauses:
        if clause.quotation is not None:
            continue
        happens = clause.modality == "asserted" and not clause.perfect
        motion = _motion(clause) if happens and not clause.negated else None
        acts: SignKind = motion or ("stays" if clause.form in still else "acts")
        roles: tuple[tuple[SignKind, tuple[int, ...]], ...] = (
            (acts, clause.subjects),
            ("undergoes", clause.objects + clause.recipients),
            ("with", tuple(o.mention for o in clause.obliques if o.mention is not None)),
        )
        for kind, takers in roles:
            for index in takers:
                mention, who = mentions[index], coref.entity_of[index]
                if who is not None and mention.type == "PER":
                    span = (mention.start, mention.end)
                    yield Sign(who, mention.start, kind if happens else "before", span)


def _motion(clause: Clause) -> SignKind | None:
    """Whether the subject comes into the scene, goes out of it, or goes somewhere."""
    particles = set(clause.particles)
    ways = particles | {oblique.preposition for oblique in clause.obliques}
    if clause.form in words("motion", "arrive"):
        return "enters"
    if clause.form in words("motion", "leave"):
        return "leaves" if clause.form != "left" or not clause.objects else None
    if clause.form in ("came", "comes", "come") and not particles & {"out", "off", "away"}:
        return "enters"
    if clause.form in words("motion", "go") and particles & _OUTWARD:
        return "leaves"
    if clause.form in ("went", "goes", "gone", "go") and ways & _OUT_OF:
        return "leaves"
    if clause.form in words("motion", "come") and particles & _INWARD:
        return "enters"
    return "goes" if clause.form in words("motion", "go") else None


def _of_mentions(
    text: str,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
    clauses: Sequence[Clause],
) -> Iterator[Sign]:
    """Mentions that take no part in a clause, and those inside quotations."""
    part = {
        index
        for clause in clauses
        if clause.quotation is None
        for roles in (
            *(clause.subjects, clause.objects, clause.recipients),
            tuple(o.mention for o in clause.obliques if o.mention is not None),
        )
        for index in roles
    }
    inside = innermost([(m.start, m.end) for m in mentions], quotations)
    for index, (mention, who) in enumerate(zip(mentions, coref.entity_of, strict=True)):
        if who is None or mention.type != "PER" or index in part:
            continue
        if inside[index] is None:
            yield Sign(who, mention.start, "named", (mention.start, mention.end))
        elif pronoun_class(text, mention) not in ("i", "you", "we"):
            yield Sign(who, mention.start, "spoken of", (mention.start, mention.end))
