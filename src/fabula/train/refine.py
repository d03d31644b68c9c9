"""Speakers last: their head learns on over the finished encoder, whose vectors are cached."""

from __future__ import annotations

import random

import torch
from torch import Tensor

from fabula.train.config import TrainConfig
from fabula.train.corpora import Corpora
from fabula.train.encode import word_vectors
from fabula.train.examples import LiteraryExample
from fabula.train.losses import speaker_loss
from fabula.train.modules import Network, SpeakerHead
from fabula.train.progress import Log

BATCH = 8


def refine_speakers(net: Network, corpora: Corpora, config: TrainConfig, log: Log) -> None:
    """Train the speaker head on, over fixed word vectors.

    Mentions inside a quotation no longer stand for its speaker, which the joint training
    allows (see ``speaker_loss``). The few annotated documents count ``refine_repeat`` times.
    """
    s = config.schedule
    torch.manual_seed(config.seed)
    rng = random.Random(config.seed)
    literary = [
        (e, _vectors(net, e, config)) for e in (*corpora.literary, *corpora.stories) if e.quotes
    ]
    silver = [(e, _vectors(net, e, config)) for e in corpora.silver if e.quotes]
    cached = literary * s.refine_repeat + silver
    log(f"refining speakers on {len(cached)} passages")
    optimizer = torch.optim.AdamW(net.speakers.parameters(), lr=s.refine_rate, weight_decay=0.05)
    steps = s.refine_epochs * (len(cached) // BATCH + 1)
    decay = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, steps)
    net.speakers.train()
    for epoch in range(s.refine_epochs):
        rng.shuffle(cached)
        total = 0.0
        for i in range(0, len(cached), BATCH):
            losses = [_loss(net.speakers, e, x) for e, x in cached[i : i + BATCH]]
            loss = torch.stack(losses).mean()
            if loss.requires_grad:
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
            decay.step()
            total += float(loss.detach())
        log(f"speakers epoch {epoch + 1}: loss {total * BATCH / len(cached):.3f}")


def _vectors(net: Network, example: LiteraryExample, config: TrainConfig) -> Tensor:
    net.encoder.eval()
    with torch.no_grad():
        size, context = config.model.window, config.model.context
        return word_vectors(net.encoder, [example.subwords], size, context).half()


def _loss(head: SpeakerHead, example: LiteraryExample, x: Tensor) -> Tensor:
    x = torch.nn.functional.dropout(x.float(), 0.1)
    return speaker_loss(head, x, example, inside=False)
