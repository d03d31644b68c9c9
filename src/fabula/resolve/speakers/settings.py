"""Weights and limits of speaker attribution, in one place.

The score of a speaker is log-linear: the sum of weight x value over the clues of a turn,
plus the weights of its transitions (a linear-chain conditional random field of second
order over the turns of a conversation). Weights are log-odds, set by hand and then fitted
by likelihood on annotated novels; only their differences between candidates matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

UNARY: Mapping[str, float] = MappingProxyType(
    {
        # The narration says so.
        "tag-name": 8.0,  # said Ann; value: how sure the tag is
        "tag-nominal": 7.0,  # said the redhead
        "tag-epithet": 2.8,  # the same, where coreference found no name for the redhead
        "tag-unseen": 2.0,  # said Vim, said her mother; no mention or entity found: nobody here
        "tag-pronoun": 1.54,  # she said; value: sureness x confidence of the antecedent
        "tag-first": 7.0,  # I said
        "script": 12.0,  # ANN: ...
        "clash": -5.0,  # gender against a pronoun in the tag
        "beat-clash": -0.75,  # gender against a pronoun in the beat
        "beat-before": 2.87,  # Ann shrugged. "No."
        "beat-after": 1.6,  # "No." Ann shrugged.
        "beat-before-pronoun": 0.77,
        "beat-after-pronoun": 0.41,
        "intro": 1.1,  # Ann turned to him:
        "near": -0.59,  # anywhere else in the narration of the paragraph
        "lead": 0.14,  # subject of the last sentence of the narration paragraph before
        "trail": -0.58,  # subject of the first sentence of the narration paragraph after
        # The quotation says so.
        "vocative": -4.81,  # the one addressed is not the speaker
        "topic": -2.7,  # nor the one spoken of
        "hearer": -2.7,  # nor the hearer in the tag
        "address-clash": -0.85,  # gender against an address word of a neighbouring turn
        "called-before": 1.7,  # addressed by the turn before
        "called-after": 0.87,  # addressed by the turn after
        "heard-before": 0.74,  # hearer in the tag of the turn before
        # Who is about.
        "distance": 0.41,  # -log(1 + tokens since / 50)
        "acted": 0.0,
        "last": 0.0,
        "last-but-one": 0.0,
        "last-but-two": 0.0,
        "gone": 0.0,
        "spoke": 0.0,
        "speaks": 0.0,
        "speaks-around": 0.0,
        "one-of-two": 0.0,
        "called-near": 0.0,
        "topic-near": 0.0,
        "cast": 0.73,  # share of mentions, on a log scale
        "narrator": -0.12,  # the first-person narrator
        "named": 1.55,
        "group": -1.5,
        "other": 0.5,  # nobody of these
        # The model says so.
        "model": 0.4,  # log probability among the candidates, where there is no tag
        "model-named": 0.4,  # where the tag has a name or description
        "model-pronoun": 0.4,  # where it has a pronoun
    }
)

TRANSITION: Mapping[str, float] = MappingProxyType(
    {
        "same-adjacent": -1.53,  # the speaker of the paragraph right before
        "same-gap": 1.3,  # one paragraph of narration between
        "same-far": 0.86,  # more narration between
        "same-paragraph": 1.4,  # two turns in one paragraph
        "back-adjacent": 2.5,  # the speaker two turns back, no narration between
        "back-gap": 1.29,
        "asked-same": 0.0,
    }
)

MAX_CANDIDATES = 8
RECENT = 6  # persons mentioned last that are always considered
REACH = 6  # turns over which a tag makes its speaker a candidate
CONVERSATION_GAP = 4  # paragraphs of narration that end a conversation
MERGE_TOKENS = 80  # narration between two quotations of one turn
NEAR_TOKENS = 120  # narration of the paragraph searched for persons
THRESHOLD = 0.3  # posterior below which we abstain
CALIBRATION = (0.47, -0.3)  # slope and offset of the log-odds that are reported
NEARBY = 4  # turns over which the called and the spoken of are remembered
KEPT = 5  # candidates reported
ADDRESSEE_MODEL = 0.6  # probability from which the model's addressee is taken
ADDRESSEE_TURNS = 4  # turns searched for the partner of a conversation
ADDRESSEE_COMPANY = 3  # turns before and after whose speakers listen
