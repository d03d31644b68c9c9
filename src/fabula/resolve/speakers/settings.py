"""Weights and limits of speaker attribution, in one place.

The score of a speaker is log-linear: the sum of weight x value over the clues of a turn,
plus the weights of its transitions (a linear-chain conditional random field of second
order over the turns of a conversation). Weights are log-odds, set by hand on novels and
on our own stories (docs/experiments.md); only their differences between candidates matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

UNARY: Mapping[str, float] = MappingProxyType(
    {
        # The narration says so.
        "tag-name": 8.0,  # said Ann; value: how sure the tag is
        "tag-nominal": 7.0,  # said the redhead
        "tag-epithet": 2.2,  # the same, where coreference found no name for the redhead
        "tag-calling": 5.0,  # said the goatherd: found no name either, but a calling is one's own
        "tag-unseen": 1.4,  # said Vim, said her mother; no mention or entity found: nobody here
        "tag-pronoun": 0.9,  # she said; value: sureness x confidence of the antecedent
        "tag-first": 7.0,  # I said
        "script": 12.0,  # ANN: ...
        "clash": -4.3,  # gender, or telling the story, against "she" in the tag
        "beat-clash": -0.65,  # the same in the beat
        "beat-before": 2.8,  # Ann shrugged. "No."
        "beat-within": 3.0,  # "No." Ann shrugged. "Not now."
        "beat-within-pronoun": 0.7,
        "beat-after": 1.1,  # "No." Ann shrugged.
        "beat-before-pronoun": 0.7,
        "beat-after-pronoun": 0.6,
        "intro": 1.1,  # Ann turned to him:
        "near": -0.28,  # anywhere else in the narration of the paragraph
        "lead": -0.25,  # subject of the last sentence of the narration paragraph before
        "trail": -0.5,  # subject of the first sentence of the narration paragraph after
        # The quotation says so.
        "vocative": -4.6,  # the one addressed is not the speaker
        "topic": -2.8,  # nor the one spoken of
        "presented": 5.0,  # but the one he says he is: My name is Ann
        "hearer": -2.3,  # nor the hearer in the tag
        "address-clash": -0.85,  # gender against an address word of a neighbouring turn
        "called-before": 1.5,  # addressed by the turn before
        "called-after": 0.4,  # addressed by the turn after
        "heard-before": 0.65,  # hearer in the tag of the turn before
        # Who is about.
        "distance": 0.56,  # -log(1 + tokens since / 50)
        "acted": 0.15,  # -log(1 + narrated words since the last subject / 20)
        "last": -0.5,  # the person mentioned last in the narration
        "last-but-one": -0.2,
        "last-but-two": -0.1,
        "gone": -0.25,  # left, the last time he was a subject
        "spoke": -0.7,  # 1 / turns since the last tag that names them
        "speaks": -0.3,  # 1 / turns until the next
        "one-of-two": 0.4,  # who alone have tags close by
        "called-near": 0.3,  # addressed within a few turns
        "topic-near": -0.35,  # spoken of within a few turns
        "cast": 0.49,  # share of mentions, on a log scale
        "narrator": -0.2,  # the first-person narrator
        "named": 1.7,
        "group": -1.5,
        "other": 0.5,  # nobody of these
        # The model says so.
        "model": 0.21,  # log probability among the candidates, where there is no tag
        "model-named": 0.4,  # where the tag has a name
        "model-told": 0.02,  # where it has a pronoun or description
    }
)

TRANSITION: Mapping[str, float] = MappingProxyType(
    {
        "same-adjacent": -1.8,  # the speaker of the paragraph right before
        "same-gap": 1.6,  # one paragraph of narration between
        "same-far": 1.15,  # more narration between
        "same-paragraph": 1.7,  # two turns in one paragraph
        "back-adjacent": 2.3,  # the speaker two turns back, no narration between
        "back-bare": 1.0,  # besides, where neither this turn nor the one before is told of
        "back-gap": 1.1,
        "asked-same": -0.15,  # besides, after a question
    }
)

TELLING = ("tag-", "beat-", "intro", "script", "presented")  # clues by which a speaker is told
MAX_CANDIDATES = 8
RECENT = 6  # persons mentioned last that are always considered
REACH = 12  # turns over which a tag makes its speaker a party to the conversation
CONVERSATION_GAP = 4  # paragraphs of narration that end a conversation
MERGE_TOKENS = 80  # narration between two quotations of one turn
NEAR_TOKENS = 120  # narration of the paragraph searched for persons
THRESHOLD = 0.3  # posterior below which we abstain
CALIBRATION = (0.35, 0.05)  # slope and offset of the log-odds that are reported
NEARBY = 4  # turns over which the called and the spoken of are remembered
KEPT = 5  # candidates reported
ADDRESSEE_MODEL = 0.3  # probability from which the model's addressee is taken
ADDRESSEE_TURNS = 4  # turns searched for the partner of a conversation
ADDRESSEE_COMPANY = 2  # turns before and after whose speakers listen
